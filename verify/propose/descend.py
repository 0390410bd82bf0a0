"""Proposals about L~ around (theta, 0, b, W): lower points at every radius, masks, escape paths. They claim nothing."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import prod

import numpy as np

from ..exact import nearest
from ..kernel.kinds.descent import moment, multi_indices
from ..numerics import ball
from ..numerics.ball import Ball
from ..numerics.identity import zero
from ..numerics.program import FLOATS, Program
from ..problem.derivatives import gradient
from ..problem.expression import Expr
from ..problem.objective import Problem
from ..truth import Truth
from .newton import short

Theta = Callable[[int], list[Ball]]
"""Enclosures of theta at a precision in bits."""

Vector = tuple[Fraction, ...]
Rows = tuple[Vector, ...]

FLATNESS = 1e-6
"""Weight of |(c, W)|^2 that keeps the search for an escape from running off where the data term is flat."""

AGREES = 1e-6
"""The least value that a search for an escape ends with is taken for the least if another one ends as near to it."""

PRECISIONS = (64, 128, 256, 512, 1024, 2048, 4096, 8192)


@dataclass(frozen=True)
class LowerPoint:
    """A point (a, b, W) within ``radius`` of the centre, where L~ is lower."""

    radius: Fraction
    a: Vector
    b: Vector
    W: Rows


@dataclass(frozen=True)
class Descent:
    """Data of a descent certificate: output k, direction u, order j, and a lower point at every radius."""

    output: int
    order: int
    direction: Vector
    bits: int
    points: tuple[LowerPoint, ...]


class Fibre:
    """L~ as a function of (a, b, W) for one problem, with its first two derivatives in each amplitude at a = 0."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        a, b, _ = problem.added_names
        self.amplitudes, self.neurons, self.dx = len(a), len(b), problem.network.inputs
        self.inputs = [problem.inputs[group[0]] for group in problem.distinct]

    @cached_property
    def value(self) -> Program:
        return Program([self.problem.augmented_risk], self.problem.augmented_names)

    @cached_property
    def data_slopes(self) -> Program:
        """The part of L~ without penalty, left at the end of an escape path, and its slopes in the amplitudes and W."""
        a, _, rows = self.problem.added_names
        term = self.problem.augmented_data_term + self.problem.regularizer
        moved = [*a, *(name for row in rows for name in row)]
        return Program([term, *gradient(term, moved)], self.problem.augmented_names)

    @cached_property
    def slopes(self) -> list[Program]:
        """For each amplitude: dL~/da_k and d^2 L~/da_k^2."""
        programs = []
        for name in self.problem.added_names[0]:
            first = gradient(self.problem.augmented_risk, [name])[0]
            programs.append(Program([first, gradient(first, [name])[0]], self.problem.augmented_names))
        return programs

    @cached_property
    def residuals(self) -> list[Program]:
        return [Program(row, self.problem.names) for row in self.problem.residual_gradients]

    def arguments(self, theta: Sequence[Ball], a: Sequence[Fraction], b: Sequence[Fraction], rows: Rows) -> list[Ball]:
        return [*theta, *(ball.ball(v) for v in (*a, *b, *(v for row in rows for v in row)))]

    def head(self, k: int) -> int:
        """The index of output k's row of W."""
        return 0 if self.problem.augmentation.shared else k


def separating_direction(inputs: Sequence[Vector]) -> Vector:
    """An integer vector u with different u.x at different inputs x."""
    dx = len(inputs[0])
    for base in range(1, 10_000):
        u = tuple(Fraction(base**d) for d in range(dx))
        if len({sum((p * q for p, q in zip(u, x, strict=True)), Fraction(0)) for x in inputs}) == len(inputs):
            return u
    raise AssertionError("unreachable: finitely many hyperplanes do not cover the moment curve")


def descend(
    fibre: Fibre, theta: Theta, b: Vector, rows: Rows, radii: Sequence[Fraction], deadline: float = float("inf")
) -> Descent | None:
    """Lower points at every radius, and an order j with kappa_j != 0; None if no precision decided in time."""
    outputs = _by_residual(fibre, theta)
    u = separating_direction(fibre.inputs)
    for bits in PRECISIONS:
        if time.monotonic() > deadline:
            return None
        with ball.precision(bits):
            values = theta(bits)
            for k in outputs:
                order = _order(fibre, values, k, b, rows, u)
                if order is None:
                    continue
                points = _lower_points(fibre, values, k, b, rows, u, radii)
                if points is not None:
                    return Descent(k, order, u, bits, points)
    return None


def least_descent(
    fibre: Fibre,
    theta: Theta,
    constants: Mapping[str, Expr],
    b: Vector,
    rows: Rows,
    radii: Sequence[Fraction],
    deadline: float = float("inf"),
) -> Descent | None:
    """A descent of the least order of all, over all outputs and directions, at a point with exact coordinates."""
    found = _least_moment(fibre, theta, constants, rows, deadline)
    if found is None:
        return None
    order, k = found
    for bits in PRECISIONS:
        with ball.precision(bits):
            values = theta(bits)
            for u in _directions(fibre):
                if time.monotonic() > deadline:
                    return None
                if ball.sign(moments(fibre, values, k, b, rows, u, order + 1)[order]) in (1, -1):
                    points = _lower_points(fibre, values, k, b, rows, u, radii)
                    if points is not None:
                        return Descent(k, order, u, bits, points)
                    break
    return None


def _least_moment(
    fibre: Fibre, theta: Theta, constants: Mapping[str, Expr], rows: Rows, deadline: float
) -> tuple[int, int] | None:
    """The least degree of a moment that certainly is not 0, and its output; None if a lower one was not decided."""
    problem = fibre.problem
    with ball.precision(64):
        weights = [program.run(ball.BALLS, theta(64)) for program in fibre.residuals]
    for alpha in multi_indices(fibre.dx, len(fibre.inputs)):
        for k in range(fibre.amplitudes):
            if time.monotonic() > deadline:
                return None
            w = rows[fibre.head(k)]
            with ball.precision(64):
                total = ball.ball(0)
                for x, weight in zip(fibre.inputs, weights, strict=True):
                    rate = sum((p * q for p, q in zip(w, x, strict=True)), Fraction(0))
                    power = prod((v**e for v, e in zip(x, alpha, strict=True)), start=Fraction(1))
                    total += weight[k] * ball.exponential(rate) * ball.ball(power)
                decided = ball.sign(total) in (1, -1)
            answer = Truth.NO if decided else zero(moment(problem, constants, k, w, alpha))
            if answer is not Truth.YES:
                return (sum(alpha), k) if answer is Truth.NO else None
    return None


def _directions(fibre: Fibre) -> Iterator[Vector]:
    """The coordinates, a separating direction, and small whole numbers: a polynomial is not 0 at all of these."""
    for d in range(fibre.dx):
        yield tuple(Fraction(int(d == e)) for e in range(fibre.dx))
    yield separating_direction(fibre.inputs)
    rng = random.Random(0)
    for size in range(1, 50):
        yield tuple(Fraction(rng.randint(-size, size)) for _ in range(fibre.dx))


def _by_residual(fibre: Fibre, theta: Theta) -> list[int]:
    """The outputs that have a neuron, largest residual gradient first."""
    with ball.precision(64):
        rows = [program.run(ball.BALLS, theta(64)) for program in fibre.residuals]
    neurons = fibre.problem.augmentation.neurons(fibre.problem.network.outputs)
    size = {k: max(ball.magnitude(row[k]) if ball.finite(row[k]) else Fraction(0) for row in rows) for k in neurons}
    return sorted(size, key=lambda k: -size[k])


def moments(fibre: Fibre, theta: Sequence[Ball], k: int, b: Vector, rows: Rows, u: Vector, orders: int) -> list[Ball]:
    """kappa_0 .. kappa_{orders-1} at the precision in force."""
    weights, rates = [], []
    head = fibre.head(k)
    for x, program in zip(fibre.inputs, fibre.residuals, strict=True):
        rate = sum((p * q for p, q in zip(rows[head], x, strict=True)), b[head])
        weights.append(program.run(ball.BALLS, theta)[k] * ball.exponential(rate))
        rates.append(ball.ball(sum((p * q for p, q in zip(u, x, strict=True)), Fraction(0))))
    found = []
    for _ in range(orders):
        total = ball.ball(0)
        for weight in weights:
            total += weight
        found.append(total)
        weights = [w * r for w, r in zip(weights, rates, strict=True)]
    return found


def _order(fibre: Fibre, theta: Sequence[Ball], k: int, b: Vector, rows: Rows, u: Vector) -> int | None:
    for j, kappa in enumerate(moments(fibre, theta, k, b, rows, u, len(fibre.inputs))):
        if ball.sign(kappa) in (1, -1):
            return j
    return None


def _lower_points(
    fibre: Fibre, theta: Sequence[Ball], k: int, b: Vector, rows: Rows, u: Vector, radii: Sequence[Fraction]
) -> tuple[LowerPoint, ...] | None:
    none = (Fraction(0),) * fibre.amplitudes
    center = fibre.value.run(ball.BALLS, fibre.arguments(theta, none, b, rows))[0]
    points = []
    for radius in radii:
        point = _lower_point(fibre, theta, k, b, rows, u, radius, center)
        if point is None:
            return None
        points.append(point)
    return tuple(points)


def _lower_point(
    fibre: Fibre, theta: Sequence[Ball], k: int, b: Vector, rows: Rows, u: Vector, radius: Fraction, center: Ball
) -> LowerPoint | None:
    head, longest = fibre.head(k), max(abs(v) for v in u) or Fraction(1)
    none = (Fraction(0),) * fibre.amplitudes
    for part in (Fraction(0), Fraction(1, 2), Fraction(-1, 2), Fraction(3, 8), Fraction(-3, 8)):
        shift = part * radius / longest
        moved = tuple(
            tuple(w + shift * c for w, c in zip(row, u, strict=True)) if h == head else row
            for h, row in enumerate(rows)
        )
        slope, curve = fibre.slopes[k_index(fibre, k)].run(ball.BALLS, fibre.arguments(theta, none, b, moved))
        if ball.sign(slope) not in (1, -1):
            continue
        # The minimum of the parabola with this slope and curvature, or half the radius if that is nearer.
        step = ball.rounded(slope / curve if ball.positive(curve) else slope)
        size = min(abs(step), radius / 2)
        for _ in range(8):
            amplitude = -size if step > 0 else size
            a = tuple(amplitude if i == k_index(fibre, k) else Fraction(0) for i in range(fibre.amplitudes))
            value = fibre.value.run(ball.BALLS, fibre.arguments(theta, a, b, moved))[0]
            if ball.less(value, center):
                return LowerPoint(radius, a, b, moved)
            size /= 4
    return None


def k_index(fibre: Fibre, k: int) -> int:
    """The position of output k among the amplitudes."""
    return fibre.problem.augmentation.neurons(fibre.problem.network.outputs).index(k)


def masked_row(fibre: Fibre, theta: Theta, k: int) -> Vector | None:
    """A row w, on the line through 0 along a separating direction, at which kappa_0 nearly vanishes; None if none."""
    with ball.precision(64):
        rho = [ball.approximate(program.run(ball.BALLS, theta(64))[k]) for program in fibre.residuals]
    u = separating_direction(fibre.inputs)
    rates = np.array([nearest(sum((p * q for p, q in zip(u, x, strict=True)), Fraction(0))) for x in fibre.inputs])
    top = max(1.0, float(np.max(np.abs(rates))))
    grid = np.linspace(-8.0 / top, 8.0 / top, 801)
    with np.errstate(all="ignore"):
        sums = (np.array(rho) * np.exp(np.outer(grid, rates))).sum(axis=1)
        changes = np.nonzero(sums[:-1] * sums[1:] < 0)[0]
    if len(changes) == 0:
        return None
    low, high = grid[changes[0]], grid[changes[0] + 1]
    for _ in range(60):
        middle = (low + high) / 2
        at = float((np.array(rho) * np.exp(middle * rates)).sum())
        low, high = (middle, high) if at * sums[changes[0]] > 0 else (low, middle)
    return tuple(short(float(low)) * c for c in u)


Point = np.ndarray[tuple[int], np.dtype[np.float64]]


def escape_end(fibre: Fibre, theta: Theta, rng: random.Random, starts: int = 12) -> tuple[Vector, Rows]:
    """(c, W) with a small data term, by quasi-Newton searches in floats from several starts, until two agree."""
    from scipy.optimize import minimize  # slow to import, and needed here only

    with ball.precision(64):
        fixed = [np.float64(ball.approximate(v)) for v in theta(64)]
    zeros = [np.float64(0)] * fibre.neurons
    size = fibre.amplitudes + fibre.neurons * fibre.dx

    def objective(z: Point) -> tuple[float, Point]:
        outputs = fibre.data_slopes.run(FLOATS, [*fixed, *z[: fibre.amplitudes], *zeros, *z[fibre.amplitudes :]])
        value, *slopes = (float(v) for v in outputs)
        if not np.all(np.isfinite([value, *slopes])):
            return 1e300, np.zeros(size)
        return value + FLATNESS * float(z @ z), np.array(slopes) + 2 * FLATNESS * z

    best, lowest = np.zeros(size), np.inf
    with np.errstate(all="ignore"):
        for _ in range(starts):
            start = np.array([rng.uniform(-2, 2) for _ in range(size)])
            found = minimize(objective, start, jac=True, method="BFGS", options={"maxiter": 100})
            if np.all(np.isfinite(found.x)) and np.max(np.abs(found.x)) < 50:
                again = abs(found.fun - lowest) <= AGREES * abs(found.fun)
                if found.fun < lowest:
                    best, lowest = found.x, float(found.fun)
                if again:
                    break
    exact = [short(float(v), 24) for v in best]
    rest = exact[fibre.amplitudes :]
    rows = tuple(tuple(rest[h * fibre.dx : (h + 1) * fibre.dx]) for h in range(fibre.neurons))
    return tuple(exact[: fibre.amplitudes]), rows
