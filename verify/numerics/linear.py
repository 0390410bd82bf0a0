"""Linear equations over the rational numbers, by exact elimination."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction


def solution(matrix: Sequence[Sequence[Fraction]], right: Sequence[Fraction]) -> list[Fraction] | None:
    """One solution of ``matrix x = right``, with 0 for every unknown that is free; None if there is none.

    >>> solution([[Fraction(1), Fraction(2)], [Fraction(2), Fraction(4)]], [Fraction(3), Fraction(6)])
    [Fraction(3, 1), Fraction(0, 1)]
    """
    rows = [[*row, value] for row, value in zip(matrix, right, strict=True)]
    unknowns = len(matrix[0]) if matrix else 0
    pivots: list[int] = []
    for column in range(unknowns):
        top = len(pivots)
        found = next((i for i in range(top, len(rows)) if rows[i][column] != 0), None)
        if found is None:
            continue
        rows[top], rows[found] = rows[found], rows[top]
        rows[top] = [v / rows[top][column] for v in rows[top]]
        for i, row in enumerate(rows):
            if i != top and row[column] != 0:
                rows[i] = [v - row[column] * w for v, w in zip(row, rows[top], strict=True)]
        pivots.append(column)
    if any(row[-1] != 0 for row in rows[len(pivots) :]):
        return None
    x = [Fraction(0)] * unknowns
    for row, column in zip(rows, pivots, strict=False):
        x[column] = row[-1]
    return x
