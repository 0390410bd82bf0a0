"""Linear algebra over the rational numbers, exactly: by FLINT's matrices."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Any, NamedTuple

import flint

Matrix = Sequence[Sequence[Fraction]]

GRID = 256
"""Bits after the point of the coarse entries with which it is first asked whether a matrix is semidefinite."""


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


def semidefinite(symmetric: Matrix) -> bool:
    """Whether a symmetric matrix is positive semidefinite: with entries on a coarse grid, if that decides, or exactly.

    >>> semidefinite([[Fraction(1), Fraction(1)], [Fraction(1), Fraction(1)]])
    True
    """
    size = len(symmetric)
    if not size:
        return True
    step = Fraction(1, 2**GRID)
    coarse = [[round(v / step) * step for v in row] for row in symmetric]
    lowered = [[v - (size * step if i == j else 0) for j, v in enumerate(row)] for i, row in enumerate(coarse)]
    return inertia(lowered).negative == 0 or inertia(symmetric).negative == 0


def fitted_gram(rows: Matrix, images: Matrix, weights: Sequence[Fraction]) -> list[list[Fraction]]:
    """``Y'D X (X'D X)^+ X'D Y``: the Gram matrix of what is left of the columns of Y in the span of those of X.

    Args:
        rows: X, a row for each sample, at least one.
        images: Y, a row for each sample.
        weights: the diagonal of D, positive.
    """
    x, y = _flint(rows), _flint(images)
    weighted = _flint([[w * v for v in row] for w, row in zip(weights, images, strict=True)])
    scaled = _flint([[w * v for v in row] for w, row in zip(weights, rows, strict=True)])
    gram, mixed = (x.transpose() * scaled).tolist(), x.transpose() * weighted
    reduced, rank = flint.fmpq_mat([[*g, *m] for g, m in zip(gram, mixed.tolist(), strict=True)]).rref()
    columns, solved = len(gram), [[flint.fmpq(0)] * y.ncols() for _ in gram]
    for row in reduced.tolist()[:rank]:
        pivot = next(column for column, entry in enumerate(row) if entry != 0)
        if pivot < columns:
            solved[pivot] = row[columns:]
    return _fractions(mixed.transpose() * flint.fmpq_mat(solved))


def product(a: Matrix, b: Matrix) -> list[list[Fraction]]:
    """The product of two matrices."""
    return _fractions(_flint(a) * _flint(b))


def projection(rows: Matrix, size: int) -> list[list[Fraction]]:
    """The orthogonal projection onto the span of some vectors of this size.

    >>> projection([[Fraction(1), Fraction(1)]], 2)
    [[Fraction(1, 2), Fraction(1, 2)], [Fraction(1, 2), Fraction(1, 2)]]
    """
    reduced, rank = _flint(rows).rref()
    if not rank:
        return [[Fraction(0)] * size for _ in range(size)]
    basis = flint.fmpq_mat(reduced.tolist()[:rank])
    return _fractions(basis.transpose() * (basis * basis.transpose()).inv() * basis)


def _fractions(found: Any) -> list[list[Fraction]]:
    return [[Fraction(int(v.p), int(v.q)) for v in row] for row in found.tolist()]


def _flint(rows: Matrix) -> Any:
    return flint.fmpq_mat([[flint.fmpq(v.numerator, v.denominator) for v in row] for row in rows])
