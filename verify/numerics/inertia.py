"""Inertia: how many eigenvalues of a symmetric matrix of balls are negative, zero, positive.

Sylvester's law of inertia (1852) and Gershgorin's discs (1931): Horn and Johnson, *Matrix Analysis*, 4.5 and 6.1.
"""

from __future__ import annotations

from collections.abc import Sequence

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
    transposed = [list(column) for column in zip(*q, strict=True)]
    form = ball.product(transposed, ball.product(matrix, q))
    negative = 0
    for i, row in enumerate(form):
        reach = ball.ball(0)
        for j, entry in enumerate(row):
            if j != i:
                reach += abs(entry)
        if ball.positive(row[i] - reach):
            continue
        if not ball.positive(-row[i] - reach):
            return None
        negative += 1
    return negative
