"""A jump of neuron or penalty at a = 0, which keeps an amplitude there as a bound would."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

import numpy as np
from hypothesis import strategies as st

from ...files.statement_file import StatementFile
from ...problem.expression import JUMP, branches, topological, variables
from .. import admissible, draws, witness_points
from ..draws import NULL
from ..fibre import FloatFibre
from ..instance import problem_of
from ..trial import NOTHING, Generator, Trial

ASIDE = 1e-9
HEIGHT = 1e-6
"""By how much L~ is at least higher behind a wall, at the distance ``ASIDE``."""


@st.composite
def wall(draw: st.DrawFn, statement: StatementFile) -> Trial:
    """Amplitudes at a wall, and residuals that push against it; the others, if any, settle."""
    loss = draw(draws.losses(statement))
    rows = draw(draws.inputs(statement, 3))
    aims = [[float(draw(draws.SMALL) or 1) for _ in range(statement.outputs)] for _ in rows]
    targets = [draw(draws.targets_near(loss, row)) for row in aims]
    instance = draws.blank(loss, rows, targets, statement, draw(draws.lams(statement)))
    problem = problem_of(instance, statement)
    if problem is None:
        return NOTHING
    start = draw(draws.points(problem))
    fibre = FloatFibre(problem)
    least = int(not admissible.asks_for_amplitude(statement))
    amplitudes = list(fibre.amplitudes)
    moving = None if least else draw(st.sampled_from(amplitudes))
    still = [i for i in amplitudes if i != moving]
    start = [NULL if i in still else v for i, v in enumerate(start)]
    sides = {i: _free_sides(fibre, start, i) for i in still}
    _, slopes = fibre.value_and_gradient(witness_points.floats(start))
    outputs = problem.augmentation.neurons(statement.outputs)
    turned = {outputs[i] for i in still if sides[i] and slopes[i] * sides[i][0] < 0}
    if turned and admissible.target_set(loss) == "real":
        flipped = tuple(tuple(-v if k in turned else v for k, v in enumerate(row)) for row in targets)
        instance = replace(instance, targets=flipped)
        problem = problem_of(instance, statement)
    if problem is None or not admissible.meets(problem, statement):
        return NOTHING
    fibre = FloatFibre(problem, still=dict.fromkeys(still, NULL))
    if not still or not fibre.inside(start) or any(len(sides[i]) > 1 for i in still):
        return Trial((), True)
    if least:
        found = [witness_points.with_witness(instance, problem, start, "jump")]
        return Trial(witness_points.improvable(statement, found, problem), True, True)
    end = fibre.minimise(start)
    minimum = None if end is None else fibre.minimum(end)
    if minimum is None or all(abs(float(minimum.point[i])) < ASIDE for i in amplitudes):
        return Trial((), True, True)
    found = [witness_points.with_witness(instance, problem, minimum.texts, "jump", minimum.refine)]
    return Trial(witness_points.improvable(statement, found, problem), True, True)


def _free_sides(fibre: FloatFibre, start: Sequence[Fraction], i: int) -> list[int]:
    """On which sides of the coordinate, 1 and -1, L~ does not jump up, as far as floats show."""
    base = witness_points.floats(start)
    here, *beside = fibre.values(np.stack([base, *(base + side * ASIDE * np.eye(len(base))[i] for side in (1, -1))]))
    return [side for side, value in zip((1, -1), beside, strict=True) if not value > here + HEIGHT]


def has_wall(statement: StatementFile) -> bool:
    """Whether neuron or penalty has a jump whose condition has the amplitude in it."""
    nodes = topological([statement.augmentation.neuron, statement.augmentation.penalty])
    return any(x.op == "where" and branches(x).order <= JUMP and "a" in variables([x.args[0]]) for x in nodes)


GENERATOR = Generator(
    rank=4,
    suits=lambda statement: (
        admissible.chooses_outputs(statement) and statement.points == "local-minima" and has_wall(statement)
    ),
    examples=wall,
)
