"""What a check of a few files has found: the first answer of a report of a part."""

from __future__ import annotations

from collections.abc import Sequence

from ...commands.classify import sentences
from ...store.results_schema import CaseRow, Results
from ..blocks import Block, Entries, Items, Paragraph, Section, VerdictEntry, nothing
from ..findings import in_short
from ..phrases import badge, prose, strong, to

FEW = 12
"""Of more cases than this the report has the table alone."""


def _takes(results: Results) -> Sequence[CaseRow]:
    return results["cases"] if results["partial"] is not None and len(results["cases"]) <= FEW else []


def _page(cases: Sequence[CaseRow]) -> Sequence[Block]:
    return [Entries(tuple(map(_entry, cases)))] if cases else []


def _entry(case: CaseRow) -> VerdictEntry:
    """The case, and what was found: of a point in the words of ``classify``."""
    found = in_short(case["findings"]) if case["claims"] else sentences(case)
    named = Paragraph((to("case", case["name"]), " ", strong(case["title"])))
    return VerdictEntry(badge(case["status"]), (named, Items(tuple((prose(sentence),) for sentence in found))))


SECTION = Section("checked", "What was checked", 12, _takes, _page, nothing, front=True)
