"""What uses what: the claims and the lemmas of the Coq sources in layers, the assumptions, and the shared steps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ...store.dependencies import users
from ...store.results_schema import CoqGraph, Results
from ..blocks import Block, Column, Figure, Inline, Line, Paragraph, Row, Section, Table, nothing
from ..html import layers
from ..phrases import code, joined, prose, soft, strong, to


@dataclass(frozen=True)
class Uses:
    """The drawing, who assumes what, who shares which step, and the results of the Coq sources."""

    drawing: layers.LayersDrawing
    assumed: dict[str, list[str]]
    shared: dict[str, list[str]]
    coq: CoqGraph


def _takes(results: Results) -> Uses:
    steps = users(results["graph"]["steps"])
    return Uses(
        layers.drawing(results),
        users([(words, claim["name"]) for claim in results["claims"] for words in claim["assumptions"]]),
        {step: names for step, names in steps.items() if len(names) > 1},
        results["graph"]["coq"],
    )


CAPTION: Line = (
    strong("From left to right: what stands on the left is used by what stands on the right."),
    " Coloured: claims. Plain: groups of Coq results that belong to no single claim. What follows from other lines is "
    "left out; each claim lists all that it uses.",
)
KEY = (
    ("both", "in the words of the proof and in Coq;"),
    ("prose", "in the words alone;"),
    ("coq", "in Coq alone."),
)


def _page(uses: Uses) -> Sequence[Block]:
    rows = [_row((prose(words),), names) for words, names in uses.assumed.items()]
    rows += [_row((soft("the step "), step), names) for step, names in uses.shared.items()]
    columns = (Column("assumption, or shared step"), Column("claims"))
    coq = f"The Coq sources have {len(uses.coq['nodes'])} named results, which name each other "
    coq += f"{len(uses.coq['edges'])} times; "
    return [
        Figure("Dependencies of the claims", "layers.svg.jinja", uses.drawing, CAPTION, KEY),
        Table("Assumptions and shared steps", columns, tuple(rows), "wrapping words"),
        Paragraph((coq, code("results.json"), " lists them."), "small soft"),
    ]


def _row(first: tuple[Inline, ...], names: Sequence[str]) -> Row:
    return Row((first, joined((to("claim", name) for name in names), ", ")))


SECTION = Section("uses", "What uses what", 80, _takes, _page, nothing, short="Dependencies")
