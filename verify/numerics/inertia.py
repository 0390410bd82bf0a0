"""Inertia: how many eigenvalues of a symmetric matrix of balls are negative, zero, positive.

Sylvester's law of inertia (1852) and Gershgorin's discs (1931): Horn and Johnson, *Matrix Analysis*, 4.5 and 6.1.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from . import ball
from .ball import Ball
from .krawczyk import Rows


def negative_eigenvalues(matrix: Sequence[Sequence[Ball]], congruence: Rows) -> int | None:
    """How many eigenvalues of every matrix in ``matrix`` are negative, if none of them is zero; None: not decided.

    For the exact n x k matrix ``Q = congruence``, the discs of Gershgorin of ``Q' H Q`` all exclude 0. With k = n this
    makes Q regular, and by Sylvester's law of inertia H has as many negative eigenvalues as there are discs left of 0.
    With k < n the answer is about the restriction of the form to the span of Q's columns, which has dimension k.
    """
    q = [[ball.ball(v) for v in row] for row in congruence]
    form = ball.product(_transposed(q), ball.product(matrix, q))
    negative = 0
    for middle, reach in _discs(form):
        if ball.positive(middle - reach):
            continue
        if not ball.positive(-middle - reach):
            return None
        negative += 1
    return negative


def least_eigenvalue(matrix: Sequence[Sequence[Ball]], congruence: Rows) -> Ball | None:
    """A ball that contains the least eigenvalue of every symmetric matrix in ``matrix``; None: not found.

    Let ``Q = congruence`` be square, ``F = Q' H Q`` and ``E = Q' Q``. The least eigenvalue is the least value of
    ``y'Fy / y'Ey`` over y != 0, as x = Q y. By Gershgorin ``y'Fy >= m |y|^2`` and ``|y'Ey - |y|^2| <= e |y|^2``, with m
    the least left end of the discs of F, and e the greatest distance from 1 in those of E, which has to be less than 1.
    So it is at least ``m / (1 + e)`` if m >= 0, and ``m / (1 - e)`` if not; and at most each ``F_ii / E_ii``.
    """
    q = [[ball.ball(v) for v in row] for row in congruence]
    if not q:
        return None
    form, gram = ball.product(_transposed(q), ball.product(matrix, q)), ball.product(_transposed(q), q)
    away = [ball.upper(abs(middle - 1) + reach) for middle, reach in _discs(gram)]
    ends = [ball.lower(middle - reach) for middle, reach in _discs(form)]
    if not all(map(ball.finite, (*away, *ends))):
        return None
    e, m = max(away), min(ends)
    if not ball.positive(1 - e):
        return None
    least = m / (1 + e) if ball.positive(m) else m / (1 - e)
    greatest = min(ball.upper(form[i][i] / gram[i][i]) for i in range(len(q)))
    return least.union(greatest)


def _transposed(rows: Sequence[Sequence[Ball]]) -> list[list[Ball]]:
    return [list(column) for column in zip(*rows, strict=True)]


def _discs(matrix: Sequence[Sequence[Ball]]) -> Iterator[tuple[Ball, Ball]]:
    """The middle and the radius of each of Gershgorin's discs."""
    for i, row in enumerate(matrix):
        reach = ball.ball(0)
        for j, entry in enumerate(row):
            if j != i:
                reach += abs(entry)
        yield row[i], reach
