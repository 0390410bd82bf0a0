"""Linear algebra over the rational numbers, exactly: by FLINT's matrices."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Any, NamedTuple

import flint

Matrix = Sequence[Sequence[Fraction]]


class Inertia(NamedTuple):
    """How many eigenvalues of a symmetric matrix are negative, zero, positive."""

    negative: int
    zero: int
    positive: int


def solution(matrix: Matrix, right: Sequence[Fraction]) -> list[Fraction] | None:
    """One solution of ``matrix x = right``, with 0 for every unknown that is free; None if there is none.

    >>> solution([[Fraction(1), Fraction(2)], [Fraction(2), Fraction(4)]], [Fraction(3), Fraction(6)])
    [Fraction(3, 1), Fraction(0, 1)]
    """
    unknowns = len(matrix[0]) if matrix else 0
    x = [Fraction(0)] * unknowns
    reduced, rank = _flint([[*row, value] for row, value in zip(matrix, right, strict=True)]).rref()
    for row in reduced.tolist()[:rank]:
        pivot = next(column for column, entry in enumerate(row) if entry != 0)
        if pivot == unknowns:
            return None
        x[pivot] = Fraction(int(row[-1].p), int(row[-1].q))
    return x


def null_space(matrix: Matrix) -> list[list[Fraction]]:
    """A basis of the vectors x with ``matrix x = 0``, one for each unknown that is free.

    >>> null_space([[Fraction(1), Fraction(2)]])
    [[Fraction(-2, 1), Fraction(1, 1)]]
    """
    unknowns = len(matrix[0]) if matrix else 0
    reduced, rank = _flint(matrix).rref()
    rows = reduced.tolist()[:rank]
    pivots = [next(column for column, entry in enumerate(row) if entry != 0) for row in rows]
    basis = []
    for free in (column for column in range(unknowns) if column not in pivots):
        x = [Fraction(int(column == free)) for column in range(unknowns)]
        for pivot, row in zip(pivots, rows, strict=True):
            x[pivot] = -Fraction(int(row[free].p), int(row[free].q))
        basis.append(x)
    return basis


def inertia(symmetric: Matrix) -> Inertia:
    """The inertia of a symmetric matrix, from the signs of the coefficients of its characteristic polynomial.

    All roots of that polynomial are real. By Descartes' rule of signs it then has exactly as many positive roots,
    counted with multiplicity, as its coefficients change sign; and 0 is a root as often as the lowest of them vanish.

    >>> inertia([[Fraction(0), Fraction(1)], [Fraction(1), Fraction(0)]])
    Inertia(negative=1, zero=0, positive=1)
    """
    size = len(symmetric)
    integers, _ = _flint(symmetric).numer_denom()  # the denominator is positive: the signs stay
    coefficients = integers.charpoly().coeffs()
    zero = next(i for i, c in enumerate(coefficients) if c != 0)
    signs = [c > 0 for c in coefficients if c != 0]
    positive = sum(here != there for here, there in pairwise(signs))
    return Inertia(size - zero - positive, zero, positive)


def _flint(rows: Matrix) -> Any:
    return flint.fmpq_mat([[flint.fmpq(v.numerator, v.denominator) for v in row] for row in rows])
