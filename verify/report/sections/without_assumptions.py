"""Necessity: what is proved false when an assumption of a claim is dropped."""

from __future__ import annotations

from collections.abc import Sequence

from ...store.results_schema import NecessityRows, Results
from ..blocks import Block, Column, Paragraph, Row, Section, Table
from ..phrases import prose, soft, to, variants

ABOUT = (
    "What happens without an assumption: each variant is the claim with it given up, and is proved false on one small "
    "case. Where none stands, nothing here shows that the assumption is needed."
)
COLUMNS = (Column("claim", whole=True), Column("without the assumption"), Column("false variants"))


def _takes(results: Results) -> NecessityRows:
    return results["necessity"]


def _page(necessity: NecessityRows) -> Sequence[Block]:
    rows = [
        Row(((to("claim", row["claim"]),), (prose(row["assumption"]),), variants(row["variants"])))
        for row in necessity["dropped"]
    ]
    for variant in necessity["changed"]:
        changed = (soft("nothing dropped: "), prose(variant["changes"]))
        rows.append(Row(((to("claim", variant["claim"]),), changed, variants([variant]))))
    return (
        [Paragraph((ABOUT,)), Table("Claims without their assumptions", COLUMNS, tuple(rows), "wrapping")]
        if rows
        else []
    )


def _terminal(necessity: NecessityRows) -> Sequence[Block]:
    return _page(necessity)[1:]


SECTION = Section(
    "necessity", "What is false without an assumption", 70, _takes, _page, terminal=_terminal, short="Necessity"
)
