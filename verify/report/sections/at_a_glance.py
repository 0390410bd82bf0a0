"""At a glance: every claim on every case, and two figures of the values of the cases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ...store.marks import Mark, graded_mark, mark
from ...store.results_schema import CaseRow, Results
from ...store.totals import Proved
from ...verdict import Status, Verdict
from ..blocks import Badge, Block, Column, Figure, Line, Paragraph, Row, Section, Table, nothing
from ..html import figures, matrix
from ..phrases import soft, strong


@dataclass(frozen=True)
class Glance:
    """The claims on the cases as a drawing, the values of the cases on two axes, and the cases."""

    matrix: matrix.MatrixDrawing
    levels: figures.Axis
    depths: figures.Axis
    cases: Sequence[CaseRow]


def _takes(results: Results) -> Glance:
    cases = results["cases"]
    return Glance(matrix.tall(results), figures.levels(cases), figures.depths(cases), cases)


def _page(glance: Glance) -> Sequence[Block]:
    blocks = [Figure("Claims on cases", "matrix.svg.jinja", glance.matrix, MATRIX)]
    if glance.levels.rows:
        blocks.append(Figure("Values of the cases", "axis.svg.jinja", glance.levels, LEVELS, LEVELS_KEY))
    if glance.depths.rows:
        blocks.append(Figure("Falls of the augmented objective", "axis.svg.jinja", glance.depths, DEPTHS))
    return blocks


MATRIX: Line = (
    strong("Every claim on every case."),
    " The column “file” counts what the file of the case states: proved, of all.",
)
LEVELS: Line = (
    strong("A way down from every bad point."),
    " For each case, on a scale from 0 to L(θ):",
)
LEVELS_KEY = (
    ("here", "the value at the point;"),
    (
        "limit",
        "what the augmented objective falls to along the certified path on which the neuron runs off to infinity, with "
        "θ frozen (the end of one path, not the least possible);",
    ),
    ("better", "the original objective at the better point, where the file gives one."),
)
DEPTHS: Line = (
    strong("How well the way down hides."),
    " At each (θ, 0, b, W) that was examined, the certified fall of the augmented objective at the smallest radius, "
    "relative to L(θ); the number is the order of the descent. From right to left the axis shows the square root of "
    "the exponent. Left of the dashed line (filled marks) the fall is below the unit roundoff of double precision, "
    "2⁻⁵³: two values computed in double precision need not show it.",
)


def _terminal(glance: Glance) -> Sequence[Block]:
    """One line for each case, one letter for each claim."""
    if not glance.cases:
        return []
    names = list(dict.fromkeys(name for case in glance.cases for name in case["claims"]))
    columns = (
        Column("case"),
        Column(Verdict.PROVED, True, whole=True),
        *(Column(name, whole=True, letter=True) for name in names),
    )
    rows = (
        Row(
            (
                (case["name"],),
                (Proved.of(case["findings"]).text,),
                *((_letter(graded_mark(case["claims"][name])) if name in case["claims"] else "",) for name in names),
            ),
            mark=None if case["status"] == Status.AS_EXPECTED else mark(case["status"]),
        )
        for case in glance.cases
    )
    legend = "H holds, S on samples, V vacuous, - says nothing, ? unknown, F fails"
    return [Paragraph((soft(legend),)), Table("The cases", columns, tuple(rows))]


def _letter(drawn: Mark) -> Badge:
    return Badge("-" if drawn is Mark.NONE else matrix.LETTERS[drawn], drawn)


SECTION = Section("glance", "At a glance", 50, _takes, _page, nothing, _terminal)
