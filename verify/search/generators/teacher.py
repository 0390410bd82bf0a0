"""Data near the outputs of a neuron: a minimum of L~ in which the neuron settles there, if nothing stops it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction

from hypothesis import strategies as st

from ...files.statement_file import StatementFile
from ...problem.objective import Problem
from .. import admissible, draws, witness_points
from ..fibre import FloatFibre, Minimum
from ..instance import Instance, problem_of
from ..trial import NOTHING, Generator, Trial

WEAKEST = -9.0

STARTS = 2
"""Points besides the teacher's own from which descent begins."""


@st.composite
def teacher(draw: st.DrawFn, statement: StatementFile) -> Trial:
    """Data near the outputs of a neuron, and the minima of L~ that descent finds from there."""
    # A neuron that the data determine, and a penalty that hardly moves it.
    instance, problem = draw(draws.anchored(statement, 5, weak=draw(st.booleans())))
    start = draw(draws.points(problem))
    values = witness_points.float_added(problem, start)
    if values is None:
        return NOTHING
    if draw(draws.chance(5)):
        values = [[-v for v in row] for row in values]  # what a bounded amplitude cannot reach
    rows, loss = list(instance.inputs), instance.loss
    targets = [draw(draws.targets_near(loss, row)) for row in values]
    if draw(draws.conflicts(statement)):
        i = draw(st.integers(0, len(rows) - 1))
        rows.append(rows[i])
        targets.append(admissible.opposite(loss, targets[i]))
    planted = draw(draws.weighted(draws.blank(loss, rows, targets, statement, instance.lam)))
    problem_of_it = problem_of(planted, statement)
    if problem_of_it is None or not admissible.meets(problem_of_it, statement):
        return NOTHING
    others = [draw(draws.points(problem_of_it)) for _ in range(STARTS)]
    return settled(statement, planted, problem_of_it, [start, *others])


SMALLEST_AMPLITUDE = 1e-8


def settled(statement: StatementFile, instance: Instance, problem: Problem, starts: Sequence[list[Fraction]]) -> Trial:
    """Where descent from the ``starts`` ends: minima are candidates; a start that is certainly none is an exercise."""
    fibre = FloatFibre(problem)
    escaped, found, score = False, [], None
    for start in starts:
        if not fibre.inside(start):
            continue
        end = fibre.minimise(start)
        minimum = None if end is None else fibre.minimum(end)
        jump = None if end is None or minimum is not None else fibre.on_a_jump(end)
        if jump is not None and witness_points.fall_nearby(fibre, [Fraction(text) for text in jump]) == 0:
            found.append(witness_points.with_witness(instance, problem, jump, "jump"))
        elif not escaped:
            escaped = witness_points.is_violated(statement, start, fibre) and fibre.no_minimum(start)
        if minimum is None or _only_looks_flat(fibre, minimum):
            continue
        size = max(abs(float(minimum.point[i])) for i in fibre.amplitudes)
        score = max(score or WEAKEST, math.log10(minimum.strength))
        if admissible.asks_for_amplitude(statement) and size <= SMALLEST_AMPLITUDE:
            continue
        kind = "isolated"
        if statement.points == "critical-points":
            if minimum.refine:
                continue
            kind = "stationary"
        found.append(witness_points.with_witness(instance, problem, minimum.texts, kind, minimum.refine))
    return Trial(witness_points.improvable(statement, found, problem), True, escaped or bool(found), score)


def _only_looks_flat(fibre: FloatFibre, minimum: Minimum) -> bool:
    """Whether a slope that underflows in floats is certainly not 0, at a point with exact coordinates."""
    return not minimum.refine and fibre.no_minimum([Fraction(text) for text in minimum.texts])


GENERATOR = Generator(rank=80, suits=admissible.chooses_outputs, examples=teacher, from_floats=True)
