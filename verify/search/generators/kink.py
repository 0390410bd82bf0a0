"""A kink or a cusp at a = 0, in the neuron, the penalty or the loss, that outweighs the residuals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np
from hypothesis import strategies as st

from ...files.statement_file import StatementFile
from ...numerics.program import FLOATS, Program
from ...problem.expression import ZERO, Expr, topological, var, variables
from ...problem.objective import Problem
from .. import admissible, draws, witness_points
from ..draws import NULL, ONE
from ..fibre import FloatFibre
from ..instance import Vector, problem_of, with_better
from ..trial import NOTHING, Generator, Trial

GRID = tuple(Fraction(v, 4) for v in range(-16, 17))
"""Outputs at which a loss may have a kink."""


SMALLER = (ONE, ONE / 4, ONE / 16)
GREATER = (ONE, ONE * 2, ONE * 4)
"""Sizes of the residuals: a kink of the penalty has to outweigh them."""


@st.composite
def kink(draw: st.DrawFn, statement: StatementFile) -> Trial:
    """Residuals that a kink or a cusp at a = 0 outweighs."""
    loss = draw(draws.losses(statement))
    rows = draw(draws.inputs(statement, 5))
    k = statement.outputs
    real = admissible.target_set(loss) == "real"
    bad = draw(st.integers(0, len(rows) - 1))
    size = draw(st.sampled_from(SMALLER if _has_corner(statement.augmentation.penalty) else GREATER))
    targets: list[Vector] = []
    for i in range(len(rows)):
        entry = st.just(NULL) if i != bad and draw(st.booleans()) else draws.SMALL
        row = [size * (draw(entry) or int(i == bad)) for _ in range(k)]
        targets.append(tuple(row) if real else draw(draws.targets_near(loss, [float(v) for v in row])))
    distinct = len(rows)
    if draw(draws.conflicts(statement)):
        rows = (*rows, rows[bad])
        targets.append(tuple(v / 2 for v in targets[bad]) if real else admissible.opposite(loss, targets[bad]))
    blank = draws.blank(loss, rows, targets, statement, draw(draws.lams(statement)))
    problem = problem_of(blank, statement)
    if real and problem is not None and with_better(blank, problem) is None:
        # The loss is least at all outputs: the loss does not see residuals as small as these.
        targets[bad] = tuple(4 * v for v in targets[bad])
        blank = replace(blank, targets=tuple(targets))
        problem = problem_of(blank, statement)
    if problem is None or not admissible.meets(problem, statement):
        return NOTHING
    outputs = list(blank.outputs)
    weights = list(blank.weights)
    heavy = draw(st.sampled_from((ONE, ONE * 2, ONE * 4)))
    for i in range(distinct):
        if i != bad and not draw(draws.chance(3)):
            weights[i] = heavy
            kinks = [_kinks(problem, i, j) for j in range(k)]
            outputs[i] = tuple(draw(st.sampled_from(known)) if known else NULL for known in kinks)
    instance = replace(blank, outputs=tuple(outputs), weights=tuple(weights))
    problem = problem_of(instance, statement)
    if problem is None:
        return NOTHING
    fibre = FloatFibre(problem)
    start = draw(draws.points(problem, dead=True))
    if not fibre.inside(start):
        return Trial((), True)
    improved = with_better(instance, problem) if admissible.asks_for_better(statement) else instance
    if not _rises(fibre, start):
        fall = witness_points.fall_nearby(fibre, start)
        return Trial((), True, fall > 0, -fall)
    if improved is None:
        return Trial((), True)
    found = [witness_points.with_witness(improved, problem, start, kind) for kind in ("kink", "cusp")]
    return Trial(tuple(found), True, True)


def _kinks(problem: Problem, i: int, k: int) -> list[Fraction]:
    """The values of output k, the others being 0, at which the loss of sample i has a kink."""
    names = [f"q{j + 1}" for j in range(problem.network.outputs)]
    at = [var(name) if j == k else ZERO for j, name in enumerate(names)]
    conditions = [x.args[0] for x in topological([problem.loss.build(at, problem.targets[i])]) if x.op == "where"]
    if not conditions:
        return []
    values = Program(conditions, [names[k]]).run(FLOATS, [np.array([float(v) for v in GRID])])
    return [v for g, v in enumerate(GRID) if any(np.broadcast_to(c, len(GRID))[g] == 0 for c in values)]


def _rises(fibre: FloatFibre, start: Sequence[Fraction]) -> bool:
    """Whether L~ rises from each amplitude 0 on all sides that the bounds allow, as far as floats show."""
    base = np.array([float(v) for v in start])
    rows = [base]
    for i, (low, high) in enumerate(fibre.box()):
        sides = [side for side, bound in ((1e-7, high), (-1e-7, low)) if bound != 0] if i in fibre.amplitudes else []
        rows += [base + side * np.eye(len(base))[i] for side in sides]
    here, *others = fibre.values(np.stack(rows))
    return all(bool(value > here + 1e-11) for value in others)


def has_kink(statement: StatementFile) -> bool:
    """Whether the neuron, the penalty or a loss that suits is not differentiable everywhere."""
    added = statement.augmentation
    return (
        _has_corner(added.penalty)
        or (_has_corner(added.neuron) and "a" in _conditions(added.neuron))
        or any(_has_kink(loss, statement) for loss in admissible.losses(statement))
    )


def _has_corner(x: Expr) -> bool:
    return any(y.op == "where" or (y.op == "pow" and Fraction(y.data).denominator > 1) for y in topological([x]))


def _conditions(x: Expr) -> frozenset[str]:
    """The variables on which it depends where a formula has its kinks."""
    kinks = [y for y in topological([x]) if y.op == "where" or (y.op == "pow" and Fraction(y.data).denominator > 1)]
    return frozenset(variables([y.args[0] for y in kinks]))


def _has_kink(loss: Any, statement: StatementFile) -> bool:
    known = admissible.facts(loss, statement)
    return known is None or known.differentiable is not True


GENERATOR = Generator(
    rank=20,
    suits=lambda statement: (
        admissible.is_about_dead_networks(statement) and statement.points == "local-minima" and has_kink(statement)
    ),
    examples=kink,
)
