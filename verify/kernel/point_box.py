"""Boxes around a point theta, with enclosures of the slopes and the curvature of L on them."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache

from ..numerics import ball
from ..numerics.ball import Ball
from ..numerics.layered import layered
from ..numerics.point import Point
from ..numerics.program import Program
from ..problem.derivatives import both_sides
from ..problem.objective import Problem
from .gate import Regularity, regularity
from .layered_risk import boxed, by_layers, layered_regularity, layered_slopes
from .region import BITS, ROOM, Range, Region
from .theta_point import landscape


def box_around(problem: Problem, at: Point, radius: Fraction) -> Region:
    """A box that holds all points at most ``radius`` away from the point in every coordinate.

    Raises:
        OverflowError: a coordinate is too large to be written down.
    """
    with ball.precision(BITS):
        values = at.enclosure(BITS)
        middles, reaches = [ball.midpoint(v) for v in values], [ball.radius(v) + radius for v in values]
    ends = zip(problem.names, middles, reaches, strict=True)
    return Region({name: Range(middle - reach, middle + reach) for name, middle, reach in ends})


Ends = Sequence[tuple[Fraction, Fraction]]
"""The least and the greatest value of each coordinate of theta."""


def ends_of(problem: Problem, box: Region) -> Ends:
    """The least and the greatest value of each coordinate of theta in a bounded box."""
    found = []
    for name in problem.names:
        low, high = box.ranges[name].low, box.ranges[name].high
        assert low is not None
        assert high is not None
        found.append((Fraction(low), Fraction(high)))
    return found


def widened(problem: Problem, box: Region) -> Ends:
    """The same for a neighbourhood of a bounded box."""
    return [(low - ROOM, high + ROOM) for low, high in ends_of(problem, box)]


def risk_on(problem: Problem, ends: Ends) -> Ball:
    """A ball that holds the values of L on a box, at the precision in force."""
    if by_layers(problem):
        found = layered(problem).value(boxed(ends))
        return ball.from_floats(float(found.mid), float(found.rad))
    return landscape(problem).value([ball.between(low, high) for low, high in ends])


def regularity_of_risk(problem: Problem, box: Region) -> Regularity:
    """What is proved of L on a neighbourhood of a bounded box."""
    if by_layers(problem):
        return layered_regularity(problem, boxed(widened(problem, box)))
    ends = zip(problem.names, widened(problem, box), strict=True)
    return regularity(problem.risk, Region({name: Range(low, high) for name, (low, high) in ends}))


def enclosed(problem: Problem, box: Region) -> list[Ball]:
    """Balls that hold a neighbourhood of a bounded box, at the precision in force."""
    return [ball.between(low, high) for low, high in widened(problem, box)]


@lru_cache(maxsize=1024)
def _slope(problem: Problem, k: int) -> Program:
    return Program(both_sides([landscape(problem).first[k]]), problem.names)


def slope(problem: Problem, k: int, box: Region) -> Ball:
    """Where L is locally Lipschitz: a ball that holds dL/dtheta_k at almost every point near a bounded box.

    If it excludes 0, L is strictly monotone in theta_k there (``notes/theory.md``, section 5).
    """
    if by_layers(problem):
        found = layered_slopes(problem, boxed(widened(problem, box)))[k]
        if ball.sign(found) is not None or not problem.written:
            return found
    (written,) = _slope(problem, k).run(ball.BALLS, enclosed(problem, box))
    return written


@lru_cache(maxsize=64)
def _slopes(problem: Problem) -> Program:
    return Program(both_sides(landscape(problem).first), problem.names)


def slopes(problem: Problem, box: Region) -> list[Ball]:
    """The same for all parameters at once, which takes little longer than for one."""
    if by_layers(problem):
        return layered_slopes(problem, boxed(widened(problem, box)))
    return _slopes(problem).run(ball.BALLS, enclosed(problem, box))


def curvature(problem: Problem, direction: Sequence[Fraction], box: Region) -> Ball:
    """Where L is twice differentiable: a ball that holds v'H v at every point near a bounded box, v the direction."""
    v = [ball.ball(entry) for entry in direction]
    rows = landscape(problem).hessian(enclosed(problem, box))
    return ball.dot(v, [ball.dot(row, v) for row in rows])
