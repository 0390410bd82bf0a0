"""Enclosures of L at a point: in whole layers where L is large, and by its formula."""

from __future__ import annotations

from collections.abc import Iterator

from ..numerics import ball
from ..numerics.ball import Ball
from ..numerics.layered import layered
from ..numerics.point import Point
from ..problem.objective import Problem
from .layered_risk import around, by_layers
from .theta_point import landscape


def values(problem: Problem, at: Point, bits: int) -> Iterator[Ball]:
    """Enclosures of L at the point: the quick one first, if L is large, then one at a precision of ``bits``.

    Raises:
        OverflowError: there is none, or L is too large to be written out.
    """
    if by_layers(problem):
        found = layered(problem).value(around(at, bits))
        yield ball.from_floats(float(found.mid), float(found.rad))
    if problem.written or not by_layers(problem):
        with ball.precision(bits):
            yield landscape(problem).value(at.enclosure(bits))
