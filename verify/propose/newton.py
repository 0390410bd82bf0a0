"""Newton's method: boxes for Krawczyk's test, and matrices for it and for inertia. Proposals, which claim nothing."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy as np

from ..numerics import ball
from ..numerics.krawczyk import Box, Landscape, Rows, contains_one_zero


def preconditioner(landscape: Landscape, center: Sequence[Fraction]) -> Rows | None:
    """An approximate inverse of the Hessian, as exact dyadic numbers; None if the Hessian looks singular."""
    matrix = landscape.float_hessian(center)
    if not np.all(np.isfinite(matrix)) or np.linalg.cond(matrix) > 1e14:
        return None
    return tuple(tuple(short(v) for v in row) for row in np.linalg.inv(matrix))


def short(value: float, bits: int = 32) -> Fraction:
    """A dyadic number of at most ``bits`` significant bits near a double."""
    mantissa, exponent = np.frexp(value)
    return Fraction(round(float(mantissa) * 2**bits)) * Fraction(2) ** (int(exponent) - bits)


def refine(landscape: Landscape, start: Sequence[Fraction], bits: int, steps: int = 60) -> tuple[Box, Rows] | None:
    """A box of radius about ``2**-(3 bits / 4)`` with exactly one zero near ``start``, and its preconditioner.

    Newton's method on midpoints proposes the centre, ``contains_one_zero`` decides. None if no box was found.
    """
    working = bits + 64
    center = list(start)
    for _ in range(steps):
        moved = _newton(landscape, center, working)
        if moved is None:
            return None
        size = max((abs(a - b) for a, b in zip(moved, center, strict=True)), default=Fraction(0))
        center = moved
        if size < Fraction(1, 2 ** (bits // 2 + 16)):  # the error of ``moved`` is of the order of size**2
            break
    y = preconditioner(landscape, center)
    if y is None:
        return None
    for shrink in (3 * bits // 4, bits // 2, bits // 4):
        box = Box(tuple(center), Fraction(1, 2**shrink))
        if contains_one_zero(landscape, box, y, working):
            return box, y
    return None


def _newton(landscape: Landscape, center: Sequence[Fraction], bits: int) -> list[Fraction] | None:
    with ball.precision(bits):
        x = [ball.ball(c) for c in center]
        matrix = [[ball.ball(ball.midpoint(e)) if ball.finite(e) else e for e in row] for row in landscape.hessian(x)]
        slope = landscape.gradient(x)
        if not all(ball.finite(e) for row in matrix for e in row) or not all(ball.finite(e) for e in slope):
            return None
        step = ball.solve(matrix, [ball.ball(ball.midpoint(e)) for e in slope])
        if step is None or not all(ball.finite(e) for e in step):
            return None
        return [ball.midpoint(a - ball.ball(ball.midpoint(b))) for a, b in zip(x, step, strict=True)]


def eigenvectors(matrix: np.ndarray[tuple[int, int], np.dtype[np.float64]]) -> Rows:
    """Approximate eigenvectors as exact columns, largest curvature last (a proposal, which claims nothing)."""
    _, vectors = np.linalg.eigh(matrix)
    return tuple(tuple(short(float(v)) for v in row) for row in vectors)
