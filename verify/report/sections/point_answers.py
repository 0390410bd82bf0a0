"""The points that files bring: what L is near each of them, and what is left open."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from ...commands.check import ANSWER
from ...commands.classify import classified, sentences
from ...files.point_table import POINT
from ...store.results_schema import CaseRow, Results
from ..blocks import Block, Break, Column, Entries, Paragraph, Row, Section, Table, VerdictEntry
from ..phrases import badge, lines, prose, to, told


def _takes(results: Results) -> Sequence[CaseRow]:
    return [case for case in results["cases"] if case["kind"] == POINT or _answered(case)]


def _answered(case: CaseRow) -> bool:
    return any(finding["name"] == ANSWER for finding in case["findings"])


def _page(cases: Sequence[CaseRow]) -> Sequence[Block]:
    if not cases:
        return []
    columns = (
        Column("point"),
        Column("answer", choose=True),
        Column("least?", choose=True),
        Column("within", whole=True),
        Column("what is proved"),
        Column("status", fold=True, choose=True),
    )
    return [Paragraph((ABOUT,)), Table("The points", columns, tuple(map(_row, cases)), "cases")]


ABOUT = (
    "Points that files bring, such as the weights of trained networks. Bad: L is lower at another point; global: it is "
    "nowhere lower."
)


def _row(case: CaseRow) -> Row:
    found = classified(case)
    said = lines(prose(sentence) for sentence in found["sentences"])
    return Row(
        (
            (to("case", case["name"]), Break(), prose(case["title"])),
            (found["answer"],),
            (found["rank"],),
            (found["distance"] or "",),
            said,
            (badge(case["status"]),),
        )
    )


SHORT = 20
"""So many points have their sentences each in a brief report; of more it is counted how many have which answer."""


def _brief(cases: Sequence[CaseRow]) -> Sequence[Block]:
    if len(cases) <= SHORT:
        return _terminal(cases)
    counted = Counter((found["answer"], found["rank"]) for found in map(classified, cases))
    rows = (Row(((str(count),), (answer,), (rank,))) for (answer, rank), count in sorted(counted.items()))
    columns = (Column("points", True), Column("answer"), Column("least?"))
    return [Paragraph((ABOUT,)), Table("The points", columns, tuple(rows))]


def _terminal(cases: Sequence[CaseRow]) -> Sequence[Block]:
    return [Entries(tuple(map(_entry, cases)))] if cases else []


def _entry(case: CaseRow) -> VerdictEntry:
    words = " ".join(sentences(case))
    return told(case["status"], to("case", case["name"]), ": ", prose(words))


SECTION = Section("points", "What L is near the points", 45, _takes, _page, _brief, _terminal, short="Points")
