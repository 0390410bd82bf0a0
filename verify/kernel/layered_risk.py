"""L of a layered network in whole layers: how regular it is on a box, and its slopes there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

import numpy as np

from ..numerics import ball
from ..numerics.arrays import Floats
from ..numerics.ball import Ball
from ..numerics.ball_matrix import BallMatrix
from ..numerics.layered import layered, loss_formula
from ..numerics.point import Point
from ..problem.expression import Expr
from ..problem.network import LayeredNetwork
from ..problem.objective import Problem
from .gate import Regularity, look, regularity
from .region import EVERYWHERE, ROOM, Range, Region

LARGE = 2_000
"""Samples times parameters from which on a layered network is looked at layer by layer first."""


def by_layers(problem: Problem) -> bool:
    """Whether L is first enclosed in whole layers."""
    return isinstance(problem.network, LayeredNetwork) and problem.samples * problem.network.work > LARGE


def box_of(center: Sequence[Fraction], radius: Fraction = Fraction(0)) -> BallMatrix:
    """All theta at most ``radius`` away from a point in every coordinate."""
    return BallMatrix.of(center, [radius] * len(center))


def around(at: Point, bits: int) -> BallMatrix:
    """A box that holds the point."""
    with ball.precision(bits):
        coordinates = at.enclosure(bits)
        return BallMatrix.of([ball.midpoint(x) for x in coordinates], [ball.radius(x) for x in coordinates])


def boxed(ends: Sequence[tuple[Fraction, Fraction]]) -> BallMatrix:
    """The box of all theta between a least and a greatest value of each coordinate."""
    return BallMatrix.of([(low + high) / 2 for low, high in ends], [(high - low) / 2 for low, high in ends])


def layered_slopes(problem: Problem, theta: BallMatrix) -> list[Ball]:
    """Enclosures of the slopes of L on a box, on both sides of a kink together."""
    found = layered(problem).gradient(theta, both=True)
    return [ball.from_floats(m, r) for m, r in zip(found.mid.tolist(), found.rad.tolist(), strict=True)]


def layered_regularity(problem: Problem, theta: BallMatrix) -> Regularity:
    """What is proved of L on a neighbourhood of a box: no less than of the activation, the loss and the term in theta.

    The activation is asked about where its arguments are, in three groups: those above 0, those below, and the others.
    """
    risk = layered(problem)
    hidden, outputs = risk.units(theta)
    activation = regularity(risk.activation, EVERYWHERE) if hidden else Regularity.ANALYTIC
    if activation < Regularity.C2:
        activation = min(_on_hulls(risk.activation, units) for units in hidden)
    return min(activation, smooth_but_for_units(problem, outputs, theta))


def smooth_but_for_units(problem: Problem, outputs: BallMatrix, theta: BallMatrix) -> Regularity:
    """What is proved of the loss of each sample near its outputs, and of the term in theta alone near a box."""
    risk = layered(problem)
    loss = regularity(loss_formula(problem), EVERYWHERE)
    if loss < Regularity.C2:
        loss = min(regularity(loss_formula(problem), region) for region in _regions(outputs, risk.targets))
    lows, highs = ends(theta)
    ranges = {name: _range(lows[i], highs[i]) for i, name in enumerate(problem.names)}
    return min(loss, look([problem.regularizer], Region(ranges))[0].regularity)


def _on_hulls(activation: Expr, units: BallMatrix) -> Regularity:
    lows, highs = ends(units)
    groups = (lows > 0, highs < 0, (lows <= 0) & (highs >= 0))
    hulls = [_range(lows[g].min(), highs[g].max()) for g in groups if g.any()]
    return min(regularity(activation, Region({"u": hull})) for hull in hulls)


def _regions(outputs: BallMatrix, targets: BallMatrix) -> Iterator[Region]:
    """Where the outputs and the targets of each sample are."""
    (low, high), (least, most) = ends(outputs), ends(targets)
    for i in range(low.shape[0]):
        q = {f"q{k + 1}": _range(low[i, k], high[i, k]) for k in range(low.shape[1])}
        y = {f"y{k + 1}": _range(least[i, k], most[i, k]) for k in range(low.shape[1])}
        yield Region({**q, **y})


def ends(x: BallMatrix) -> tuple[Floats, Floats]:
    """Floats below and above all numbers of each ball: the next one makes up for the rounding."""
    return np.nextafter(x.mid - x.rad, -np.inf), np.nextafter(x.mid + x.rad, np.inf)


def _range(low: float, high: float) -> Range:
    """A neighbourhood of an interval."""
    return Range(Fraction(float(low)) - ROOM, Fraction(float(high)) + ROOM)
