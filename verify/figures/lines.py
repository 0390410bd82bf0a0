"""Straight lines and planes through points of parameters, on which L is looked at."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

import numpy as np

from ..kernel import theta_point
from ..numerics import ball
from ..numerics.ball import Ball
from ..numerics.point import Point
from ..problem.objective import Problem
from .sampled import BITS, Floats, midpoints


def along(start: Sequence[Ball], end: Sequence[Ball], shares: Sequence[Fraction]) -> Iterator[list[Ball]]:
    """The points ``start + t (end - start)`` for each share t, in balls."""
    for t in shares:
        with ball.precision(BITS):
            yield [x + ball.ball(t) * (y - x) for x, y in zip(start, end, strict=True)]


def shares(low: Fraction, high: Fraction, count: int) -> list[Fraction]:
    """Evenly spaced numbers from ``low`` to ``high``, 0 and 1 among them if the spacing allows."""
    return [low + (high - low) * Fraction(i, count - 1) for i in range(count)]


MOST = 60
"""Parameters for which the Hessian is looked at."""


def too_many(problem: Problem) -> str | None:
    """Why L is not looked at along the direction in which it curves least; None if it is."""
    count = len(problem.names)
    return f"there are {count} parameters, and the Hessian of more than {MOST} takes long" if count > MOST else None


def curvatures(problem: Problem, theta: Floats) -> tuple[Floats, Floats]:
    """Eigenvalues of the Hessian of L in doubles, rising, and its eigenvectors as columns; zeros where it has none."""
    hessian = theta_point.landscape(problem).float_slopes([float(v) for v in theta])
    if not np.all(np.isfinite(hessian)):
        hessian = np.zeros_like(hessian)
    values, vectors = np.linalg.eigh((hessian + hessian.T) / 2)
    # The sign of an eigenvector is anybody's choice: its largest entry is positive here.
    largest = np.argmax(np.abs(vectors), axis=0)
    return values, vectors * np.sign(vectors[largest, np.arange(len(theta))])


def steepest(problem: Problem, theta: Floats, across: Floats | None) -> tuple[float, Floats]:
    """The unit vector, perpendicular to ``across``, along which L curves least, and how much, in doubles."""
    values, vectors = curvatures(problem, theta)
    if across is None:
        return float(values[0]), vectors[:, 0]
    unit = across / np.linalg.norm(across)
    for k in range(len(values)):
        rest = vectors[:, k] - unit * (unit @ vectors[:, k])
        if np.linalg.norm(rest) > 0.1:
            return float(values[k]), rest / np.linalg.norm(rest)
    return 0.0, np.zeros_like(theta)


def floats_of(at: Point) -> Floats:
    """Floats near the coordinates of a point."""
    return midpoints(at.enclosure(BITS))
