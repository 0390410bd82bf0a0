"""Amplitudes on a bound at 0, and residuals that push against it: the neurons could help only on its other side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from hypothesis import strategies as st

from ...files.statement_file import StatementFile
from ...problem.objective import Problem
from .. import admissible, draws, witness_points
from ..fibre import FloatFibre
from ..instance import Vector, problem_of
from ..trial import NOTHING, Generator, Trial


@st.composite
def bound(draw: st.DrawFn, statement: StatementFile) -> Trial:
    """Amplitudes on a bound at 0 with residuals that push against it."""
    loss = draw(draws.losses(statement))
    rows = draw(draws.inputs(statement, 4))
    aims = [[float(draw(draws.SMALL) or 1) for _ in range(statement.outputs)] for _ in rows]
    targets = [draw(draws.targets_near(loss, row)) for row in aims]
    instance = draws.blank(loss, rows, targets, statement, draw(draws.lams(statement)))
    problem = problem_of(instance, statement)
    if problem is None:
        return NOTHING
    start = draw(draws.points(problem, flat=draw(st.booleans()), dead=True))
    inward = _inward(problem, start)
    if inward and admissible.target_set(loss) == "real":
        instance = replace(instance, targets=tuple(_turned(row, inward) for row in targets))
        problem = problem_of(instance, statement)
    if problem is None or not admissible.meets(problem, statement):
        return NOTHING
    fibre = FloatFibre(problem)
    if not fibre.inside(start):
        return Trial((), True)
    if fibre.no_minimum(start):
        return Trial((), True, True, -witness_points.fall_nearby(fibre, start))
    fall = witness_points.fall_nearby(fibre, start)
    if fall > 0:
        return Trial((), True, True, -fall)
    kind = "stationary" if statement.points == "critical-points" else "isolated"
    found = [witness_points.with_witness(instance, problem, start, kind)]
    return Trial(witness_points.improvable(statement, found, problem), True, True, 0.0)


def has_bound(statement: StatementFile) -> bool:
    """Whether an amplitude of 0 lies on a bound."""
    return any(c.name == "a" and c.bound == 0 for c in statement.augmentation.constraints)


def _inward(problem: Problem, start: Sequence[Fraction]) -> set[int]:
    """The outputs whose amplitude would leave its bound: L~ falls there, as far as floats show."""
    fibre = FloatFibre(problem)
    _, slopes = fibre.value_and_gradient(witness_points.floats(start))
    falling = {i for i in fibre.amplitudes if slopes[i] * (1 if fibre.rises_from_bound(i, start[i]) else -1) < 0}
    return {problem.augmentation.neurons(problem.network.outputs)[i] for i in falling}


def _turned(row: Vector, outputs: set[int]) -> Vector:
    return tuple(-v if k in outputs else v for k, v in enumerate(row))


GENERATOR = Generator(
    rank=30,
    suits=lambda statement: admissible.is_about_dead_networks(statement) and has_bound(statement),
    examples=bound,
)
