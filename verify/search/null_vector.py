"""Vectors of small rational numbers in the null space of a float matrix. They claim nothing until they are checked."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from .fibre import Floats

LARGEST_DENOMINATOR = 60


def null_vectors(matrix: Floats) -> list[list[Fraction]]:
    """A basis of the null space, by elimination; without those vectors that are not close to small rationals.

    >>> [[str(v) for v in row] for row in null_vectors(np.array([[1.0, 1.0, 1.0], [0.0, 1.0, 2.0]]))]
    [['1', '-2', '1']]
    """
    n = matrix.shape[1]
    size = float(np.abs(matrix).max(initial=0))
    # An orthogonal factorisation first: the rows then carry all that the many rows said.
    r: Floats = np.asarray(np.linalg.qr(matrix).R) if size > 0 else np.zeros((0, n))
    pivots: list[int] = []
    for column in range(n):
        row = len(pivots)
        if row >= len(r):
            break
        best = row + int(np.argmax(np.abs(r[row:, column])))
        if abs(r[best, column]) < 1e-10 * max(size, 1e-300):
            continue
        r[[row, best]] = r[[best, row]]
        r[row] /= r[row, column]
        for other in range(len(r)):
            if other != row:
                r[other] -= r[other, column] * r[row]
        pivots.append(column)
    found = [_null_vector(r, pivots, free, n) for free in range(n) if free not in pivots]
    return [vector for vector in found if vector is not None]


def _null_vector(r: Floats, pivots: list[int], free: int, n: int) -> list[Fraction] | None:
    values = [Fraction(0)] * n
    values[free] = Fraction(1)
    for i, pivot in enumerate(pivots):
        value = -float(r[i, free])
        close = Fraction(value).limit_denominator(LARGEST_DENOMINATOR)
        if abs(float(close) - value) > 1e-5 * (1 + abs(value)):
            return None
        values[pivot] = close
    return values
