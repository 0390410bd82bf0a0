"""Newton's method: boxes for Krawczyk's test, and matrices for it and for inertia. Proposals, which claim nothing."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy as np

from ..exact import exact, write
from ..numerics import ball
from ..numerics.krawczyk import Box, Equations, Landscape, Rows, contains_one_zero
from ..numerics.linear import solution

STIFF = 1e8
"""The condition of a Hessian from which on floats are not enough."""

FEW = 6
"""Coordinates up to which a Hessian that is singular as far as floats show is looked at more closely."""

FINE = 192
"""Bits for Hessians of such a condition."""


def preconditioner(equations: Equations, center: Sequence[Fraction]) -> Rows | None:
    """An approximate inverse of the derivatives, as exact dyadic numbers; None if they look singular."""
    matrix = equations.float_slopes(center)
    if not np.all(np.isfinite(matrix)):
        return None
    condition = np.linalg.cond(matrix)
    if condition > 1e14 and len(center) > FEW:
        return None
    if condition > STIFF:
        return _fine_inverse(_fine_slopes(equations, center))
    return tuple(tuple(short(v) for v in row) for row in np.linalg.inv(matrix))


def congruence(landscape: Landscape, center: Sequence[Fraction]) -> Rows:
    """A matrix Q for which Q' H Q is nearly diagonal, H being the Hessian, as exact dyadic numbers."""
    matrix = landscape.float_hessian(center)
    if len(center) == 0 or np.linalg.cond(matrix) <= STIFF:
        return eigenvectors(matrix)
    return _triangular(_fine_slopes(landscape, center)) or eigenvectors(matrix)


def _fine_slopes(equations: Equations, center: Sequence[Fraction]) -> list[list[Fraction]]:
    with ball.precision(2 * FINE):
        return [[ball.midpoint(e) for e in row] for row in equations.slopes([ball.ball(c) for c in center])]


def _fine_inverse(matrix: list[list[Fraction]]) -> Rows | None:
    size = range(len(matrix))
    columns = [solution(matrix, [Fraction(int(i == j)) for i in size]) for j in size]
    solved = [column for column in columns if column is not None]
    return tuple(tuple(_rounded(solved[j][i]) for j in size) for i in size) if len(solved) == len(matrix) else None


def _triangular(matrix: list[list[Fraction]]) -> Rows | None:
    """The inverse of L' for the matrix L D L'; None if a pivot is not positive."""
    rest, n = [list(row) for row in matrix], len(matrix)
    q = [[Fraction(int(i == j)) for j in range(n)] for i in range(n)]
    for k in range(n):
        if rest[k][k] <= 0:
            return None
        for j in range(k + 1, n):
            factor = rest[k][j] / rest[k][k]
            for i in range(n):
                rest[i][j] -= factor * rest[i][k]
                q[i][j] -= factor * q[i][k]
    return tuple(tuple(map(_rounded, row)) for row in q)


def _rounded(value: Fraction) -> Fraction:
    """A dyadic number of about ``FINE`` significant bits near a number."""
    if value == 0:
        return value
    exponent = abs(value.numerator).bit_length() - value.denominator.bit_length() - FINE
    return Fraction(round(value / Fraction(2) ** exponent)) * Fraction(2) ** exponent


def short(value: float, bits: int = 32) -> Fraction:
    """A dyadic number of at most ``bits`` significant bits near a double."""
    mantissa, exponent = np.frexp(value)
    return Fraction(round(float(mantissa) * 2**bits)) * Fraction(2) ** (int(exponent) - bits)


def short_text(number: Fraction) -> str:
    """A short decimal, if the number is one."""
    decimal = f"{float(number):g}"
    return decimal if exact(decimal) == number else write(number)


def refine(equations: Equations, start: Sequence[Fraction], bits: int, steps: int = 60) -> tuple[Box, Rows] | None:
    """A box of radius about ``2**-(3 bits / 4)`` with exactly one zero near ``start``, and its preconditioner.

    Newton's method on midpoints proposes the centre, ``contains_one_zero`` decides. None if no box was found.
    """
    working = bits + 64
    center = list(start)
    for _ in range(steps):
        try:
            moved = _newton(equations, center, working)
        except OverflowError:  # it diverges, to numbers that cannot be written down
            return None
        if moved is None:
            return None
        size = max((abs(a - b) for a, b in zip(moved, center, strict=True)), default=Fraction(0))
        center = moved
        if size < Fraction(1, 2 ** (bits // 2 + 16)):  # the error of ``moved`` is of the order of size**2
            break
    y = preconditioner(equations, center)
    if y is None:
        return None
    for shrink in (3 * bits // 4, bits // 2, bits // 4):
        box = Box(tuple(center), Fraction(1, 2**shrink))
        if contains_one_zero(equations, box, y, working):
            return box, y
    return None


def _newton(equations: Equations, center: Sequence[Fraction], bits: int) -> list[Fraction] | None:
    with ball.precision(bits):
        x = [ball.ball(c) for c in center]
        matrix = [[ball.ball(ball.midpoint(e)) if ball.finite(e) else e for e in row] for row in equations.slopes(x)]
        slope = equations.values(x)
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
