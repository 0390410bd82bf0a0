"""The points that files bring: what L is near each of them, and what is left open."""

from __future__ import annotations

from collections.abc import Sequence

from ...commands.check import ANSWER
from ...commands.classify import sentences
from ...files.point_table import POINT
from ...store.results_schema import CaseRow, Results
from ..blocks import Block, Entries, Section, VerdictEntry
from ..phrases import prose, to, told


def _takes(results: Results) -> Sequence[CaseRow]:
    return [case for case in results["cases"] if case["kind"] == POINT or _answered(case)]


def _answered(case: CaseRow) -> bool:
    return any(finding["name"] == ANSWER for finding in case["findings"])


def _page(cases: Sequence[CaseRow]) -> Sequence[Block]:
    return [Entries(tuple(map(_entry, cases)))] if cases else []


def _entry(case: CaseRow) -> VerdictEntry:
    words = " ".join(sentences(case))
    return told(case["status"], to("case", case["name"]), ": ", prose(words))


SECTION = Section("points", "What L is near the points", 45, _takes, _page, terminal=_page, short="Points")
