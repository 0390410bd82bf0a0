"""Data that the network fits whatever theta is, and a term in theta alone with a bad well."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from hypothesis import strategies as st

from ...exact import write
from ...files.statement_file import StatementFile
from .. import admissible, draws, witness_points
from ..fibre import FloatFibre
from ..instance import problem_of
from ..trial import NOTHING, Generator, Trial

DEPTHS = (Fraction(1), Fraction(2), Fraction(3), Fraction(1, 2))


@st.composite
def regularized(draw: st.DrawFn, statement: StatementFile) -> Trial:
    """``t1^2 ((t1 - 2)^2 - d)`` with 0 < d < 4 has a minimum of value 0 at t1 = 0, and is -4d at t1 = 2."""
    loss = draw(draws.losses(statement))
    anchors = admissible.anchors(loss, statement.outputs)
    distinct = draw(draws.inputs(statement, 3))
    rows = [x for x in distinct for _ in anchors]
    targets = [y for _ in distinct for y in anchors]
    blank = draws.blank(loss, rows, targets, statement, draw(draws.lams(statement)))
    term = f"t1**2*((t1 - 2)**2 - {write(draw(st.sampled_from(DEPTHS)))})"
    instance = replace(blank, better=blank.outputs, regularizer=term)
    problem = problem_of(instance, statement)
    if problem is None or not admissible.meets(problem, statement):
        return NOTHING
    start = draw(draws.points(problem, flat=draw(st.booleans()), dead=True))
    if not FloatFibre(problem).inside(start):
        return Trial((), True)
    kind = "stationary" if statement.points == "critical-points" else "optimal"
    return Trial((witness_points.with_witness(instance, problem, start, kind),), True, True)


GENERATOR = Generator(
    rank=91,
    suits=lambda statement: admissible.is_about_points(statement) and "data-only" in statement.dropped,
    examples=regularized,
)
