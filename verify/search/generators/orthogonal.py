"""Residuals that no neuron near (b, W) sees: at a = 0 nothing changes them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

import numpy as np
from hypothesis import strategies as st

from ...files.statement_file import StatementFile
from ...numerics.linear import solution
from ...numerics.program import FLOATS, Program
from ...problem.derivatives import gradient
from ...problem.expression import ZERO, rational, substitute, var
from ...problem.objective import Problem
from .. import admissible, draws, witness_points
from ..draws import NULL, ONE
from ..fibre import FloatFibre
from ..instance import Instance, Vector, problem_of
from ..null_vector import null_vectors
from ..trial import NOTHING, Generator, Trial

RADIUS = 0.05
MULTIPLES = tuple(Fraction(v) for v in (1, 1, -1, 2))
SMALLER = (*MULTIPLES, Fraction(1, 4), Fraction(-1, 16))


@st.composite
def orthogonal(draw: st.DrawFn, statement: StatementFile) -> Trial:
    """Residuals that the neurons do not see at, or near, a point with a = 0."""
    blank, problem = draw(draws.anchored(statement, 9 if draw(draws.chance(4)) else 5))
    # What is seen near the point, but not at it, may be too small against a penalty that is least there.
    pointwise = statement.points == "critical-points" or draw(draws.chance(3))
    start = draw(draws.points(problem, flat=pointwise or draw(st.booleans()), dead=True))
    covered = problem.augmentation.neurons(statement.outputs)
    free = [k for k in range(statement.outputs) if k not in covered]
    if free:
        output = draw(st.sampled_from(free))
        residuals = [draw(draws.SMALL) or ONE for _ in blank.inputs]
    else:
        output = draw(st.integers(0, statement.outputs - 1))
        residuals = draw(_unseen(problem, start, covered.index(output), pointwise))
    if not any(residuals):
        residuals = [ONE, *residuals[1:]]
    instance = draw(_with_residuals(statement, blank, problem, residuals, output))
    drawn = problem_of(instance, statement)
    if drawn is None or not admissible.meets(drawn, statement):
        return NOTHING
    fibre = FloatFibre(drawn)
    if not fibre.inside(start):
        return Trial((), True)
    critical = statement.points == "critical-points"
    if fibre.no_minimum(start):
        return Trial((), True, True, -witness_points.fall_nearby(fibre, start))
    fall = witness_points.fall_nearby(fibre, start)
    if fall > 0 and not critical:
        return Trial((), True, True, -fall)
    kinds = ("stationary",) if critical else ("hyperplane", "isolated")
    found = [witness_points.with_witness(instance, drawn, start, kind) for kind in kinds]
    return Trial(witness_points.improvable(statement, found, drawn), True, True, 0.0)


@st.composite
def _unseen(
    draw: st.DrawFn, problem: Problem, start: Sequence[Fraction], neuron: int, pointwise: bool
) -> list[Fraction]:
    """Residuals orthogonal to what the neuron can add near the point (or at it); any, if there are none."""
    matrix = _features(problem, start, neuron, pointwise)
    basis = [] if matrix is None else null_vectors(matrix)
    if not basis:
        return [draw(draws.SMALL) for _ in problem.inputs]
    picks = basis if draw(st.booleans()) else [draw(st.sampled_from(basis))]
    values = [NULL] * len(problem.inputs)
    for vector in picks:
        scale = draw(st.sampled_from(SMALLER if pointwise else MULTIPLES))
        values = [v + scale * w for v, w in zip(values, vector, strict=True)]
    return values


def _features(problem: Problem, start: Sequence[Fraction], neuron: int, pointwise: bool) -> np.ndarray | None:
    """What the neuron puts out for a = 1, one row for each of many (b, W) near the point, one column per sample."""
    names = list(witness_points.at(problem, start))
    amplitude = problem.added_names[0][neuron]
    k = problem.augmentation.neurons(problem.network.outputs)[neuron]
    columns = []
    for x in problem.inputs:
        g = problem.augmentation.added(x, problem.network.outputs)[k]
        assert g is not None
        columns.append(gradient(g, [amplitude])[0] if pointwise else g)
    rows = 1 if pointwise else min(3 * len(columns) + 8, witness_points.PROBES)
    near = np.tile(np.array([float(v) for v in start]), (rows, 1))
    if not pointwise:
        a, b, weights = problem.added_names
        still = {
            *(a if "a" in problem.augmentation.frozen else ()),
            *(b if "b" in problem.augmentation.frozen else ()),
            *((name for row in weights for name in row) if "W" in problem.augmentation.frozen else ()),
        }
        moving = np.array([name not in still for name in names])
        near += RADIUS * witness_points.NOISE[:rows, : len(names)] * moving
        near[:, names.index(amplitude)] = 1.0
    with np.errstate(all="ignore"):
        out = Program(columns, names).run(FLOATS, [near[:, i] for i in range(len(names))])
    matrix = np.stack([np.broadcast_to(np.asarray(v, dtype=np.float64), (rows,)) for v in out], axis=1)
    return matrix if np.all(np.isfinite(matrix)) else None


@st.composite
def _with_residuals(
    draw: st.DrawFn, statement: StatementFile, blank: Instance, problem: Problem, residuals: Sequence[Fraction],
    output: int,
) -> Instance:  # fmt: skip
    """The instance whose loss has, at the outputs of the dead network, a gradient proportional to ``residuals``.

    It is 0 at all other outputs, as far as the loss allows.
    """
    loss, k = blank.loss, statement.outputs
    kind = admissible.target_set(loss)
    if kind == "real":
        unit = linear_targets(problem, output)
        if unit is not None:
            base, step = unit
            targets = [tuple(u + r * v for u, v in zip(base, step, strict=True)) for r in residuals]
            return draw(_twins(statement, replace(blank, targets=tuple(targets))))
    unseen = [j for j in range(k) if j not in problem.augmentation.neurons(k)]
    keep = [i for i, r in enumerate(residuals) if r != 0]
    pairs = admissible.targets_of(loss).pairs(k, output, next((j for j in unseen if j != output), (output + 1) % k))
    if not unseen or "realizable" in admissible.kept(statement):
        pairs = pairs[:1]
    rows = [(i, low if residuals[i] > 0 else high) for i in keep for low, high in pairs]
    return replace(
        blank,
        inputs=tuple(blank.inputs[i] for i, _ in rows),
        outputs=tuple(blank.outputs[i] for i, _ in rows),
        targets=tuple(target for _, target in rows),
        weights=tuple(abs(residuals[i]) for i, _ in rows),
    )


def linear_targets(problem: Problem, output: int) -> tuple[Vector, Vector] | None:
    """Targets ``base + r*step`` at which the gradient of the loss at the output 0 is r at ``output`` and 0 elsewhere.

    None if that gradient is not visibly an affine function of the target, as it is for quadratic losses.
    """
    k = problem.network.outputs
    q, y = [f"q{j + 1}" for j in range(k)], [f"y{j + 1}" for j in range(k)]
    loss = problem.loss.build([var(name) for name in q], [var(name) for name in y])
    slopes = substitute(gradient(loss, q), dict.fromkeys(q, ZERO))
    matrix = [[rational(entry) for entry in gradient(slope, y)] for slope in slopes]
    values = [rational(slope) for slope in substitute(slopes, dict.fromkeys(y, ZERO))]
    rows = [[v for v in row if v is not None] for row in matrix]
    constant = [v for v in values if v is not None]
    if any(len(row) < k for row in rows) or len(constant) < k:
        return None
    base = solution(rows, [-v for v in constant])
    step = solution(rows, [ONE * (j == output) for j in range(k)])
    return None if base is None or step is None else (tuple(base), tuple(step))


@st.composite
def _twins(draw: st.DrawFn, statement: StatementFile, instance: Instance) -> Instance:
    """With conflicting data: one sample split into two with the same mean."""
    if not draw(draws.conflicts(statement)):
        return instance
    i = draw(st.integers(0, len(instance.inputs) - 1))
    up = tuple(y + 1 for y in instance.targets[i])
    down = tuple(y - 1 for y in instance.targets[i])
    half = instance.weights[i] / 2
    return replace(
        instance,
        inputs=(*instance.inputs, instance.inputs[i]),
        outputs=(*instance.outputs, instance.outputs[i]),
        targets=(*instance.targets[:i], up, *instance.targets[i + 1 :], down),
        weights=(*instance.weights[:i], half, *instance.weights[i + 1 :], half),
    )


GENERATOR = Generator(rank=10, suits=admissible.is_about_dead_networks, examples=orthogonal)
