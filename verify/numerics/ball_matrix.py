"""Matrices of balls in floats: a midpoint and a radius for each entry, with every rounding allowed for.

The bounds are those of S. M. Rump, *Verification methods*, Acta Numerica 19 (2010), section 2, and N. J. Higham,
*Accuracy and Stability of Numerical Algorithms*, chapter 3. They hold for each order of summation, with fused
multiplications or without; that a product of matrices is one of sums of products, not Strassen's, is trusted of NumPy.
``notes/theory.md``, section 10, has the analysis.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from ..exact import nearest
from ..problem.expression import Expr
from . import ball
from .arrays import Arrays, Floats, mirrored, padded
from .program import Program

UNIT = 2.0**-53
"""Half the distance from 1 to the next float: no result of one operation is farther off, relative to itself."""
LARGEST = 2.0**300
"""No entry is larger: then no product of two, summed up, overflows."""
TINY = 2.0**-600
"""More than all that underflow can lose in one operation on entries up to ``LARGEST``."""
LONGEST = 2**40
"""No sum has more terms."""
BITS = 53


class UnboundedError(OverflowError):
    """A number that is needed has no enclosure, or one beyond ``LARGEST``."""


def require_nearest() -> None:
    """Refuse to go on where floats are not rounded to the nearest, or small ones are replaced by 0.

    Raises:
        UnboundedError: another library of this process has changed how the processor rounds.
    """
    least, half = np.array([2.0**-1074]), np.array([UNIT])
    kept = (least * 1.0)[0] == 2.0**-1074 and (np.array([2.0**-537]) @ np.array([2.0**-537])) == 2.0**-1074
    if not (kept and (1.0 + half)[0] == 1.0 == -(-1.0 - half)[0] and (1.0 + 1.5 * half)[0] > 1.0):
        raise UnboundedError("floats are not rounded to the nearest in this process")


class BallMatrix:
    """An array of any shape that holds every array within ``rad`` of ``mid``, entry by entry."""

    def __init__(self, mid: Floats, rad: Floats | None = None) -> None:
        """Balls around the floats ``mid``, of radius 0 if none is given.

        Raises:
            UnboundedError: an entry is not finite, or larger than ``LARGEST``.
        """
        self.mid = mid
        self.rad = np.zeros_like(mid) if rad is None else rad
        # A number that is none makes the comparison false.
        if not bool(np.all(np.abs(mid) <= LARGEST) and np.all(self.rad <= LARGEST) and np.all(self.rad >= 0)):
            raise UnboundedError("a number that is needed is too large, or has no value")

    @staticmethod
    def of(numbers: Sequence[Fraction], radii: Sequence[Fraction] | None = None) -> BallMatrix:
        """A vector of balls around these numbers that reach as far as the radii.

        Raises:
            UnboundedError: one is too large.
        """
        middles = np.array([nearest(v) for v in numbers], dtype=np.float64)
        if not np.all(np.abs(middles) <= LARGEST):
            raise UnboundedError("a number is too large")
        off = [abs(v - Fraction(m)) for v, m in zip(numbers, middles.tolist(), strict=True)]
        apart = off if radii is None else [d + r for d, r in zip(off, radii, strict=True)]
        return BallMatrix(middles, np.array([above(v) for v in apart], dtype=np.float64))

    @property
    def shape(self) -> tuple[int, ...]:
        return self.mid.shape

    @property
    def T(self) -> BallMatrix:
        """The last two axes exchanged."""
        return BallMatrix(np.swapaxes(self.mid, -1, -2), np.swapaxes(self.rad, -1, -2))

    def __getitem__(self, key: Any) -> BallMatrix:
        return BallMatrix(self.mid[key], self.rad[key])

    def reshape(self, *shape: int) -> BallMatrix:
        return BallMatrix(self.mid.reshape(shape), self.rad.reshape(shape))

    def __neg__(self) -> BallMatrix:
        return BallMatrix(-self.mid, self.rad)

    def __add__(self, other: BallMatrix) -> BallMatrix:
        mid = self.mid + other.mid
        return BallMatrix(mid, _up(self.rad + other.rad + UNIT * np.abs(mid), 4))

    def __sub__(self, other: BallMatrix) -> BallMatrix:
        return self + -other

    def __mul__(self, other: BallMatrix) -> BallMatrix:
        """Entry by entry, with NumPy's rules for shapes."""
        mid, size = self.mid * other.mid, np.abs(other.mid) + other.rad
        return BallMatrix(mid, _up(np.abs(self.mid) * other.rad + self.rad * size + UNIT * np.abs(mid), 6))

    def __matmul__(self, other: BallMatrix) -> BallMatrix:
        """The product of matrices, or of stacks of them."""
        terms = self.mid.shape[-1]
        mid, size = self.mid @ other.mid, np.abs(other.mid)
        rad = np.abs(self.mid) @ (other.rad + _gamma(terms) * size)
        if self.rad.any():
            rad = rad + self.rad @ (size + other.rad)
        return BallMatrix(mid, _up(rad, terms + 8))

    def sum(self, axis: int) -> BallMatrix:
        """The sum along an axis."""
        terms = self.mid.shape[axis]
        rad = self.rad.sum(axis) + _gamma(terms) * np.abs(self.mid).sum(axis)
        return BallMatrix(self.mid.sum(axis), _up(rad, terms + 4))

    def magnitudes(self) -> Floats:
        """Upper bounds on the sizes of the entries."""
        return _up(np.abs(self.mid) + self.rad, 2)


def _each(program: Program, columns: Sequence[BallMatrix]) -> list[BallMatrix]:
    """The outputs of a program at each entry of arrays of one shape, one array for each of its arguments."""
    require_nearest()
    shape = columns[0].shape
    flat = [(c.mid.ravel().tolist(), c.rad.ravel().tolist()) for c in columns]
    rows: list[list[tuple[float, float]]] = []
    with ball.precision(BITS):
        for entry in zip(*(pair for column in flat for pair in column), strict=True):
            values = [ball.from_floats(entry[i], entry[i + 1]) for i in range(0, len(entry), 2)]
            rows.append([ball.floats(v) for v in program.run(ball.BALLS, values)])
    found = np.array(rows, dtype=np.float64).reshape(-1, len(program.results), 2)
    # The midpoint as a float is one of the two floats next to it.
    rads = _up(found[:, :, 1] + 2 * UNIT * np.abs(found[:, :, 0]), 3)
    return [BallMatrix(found[:, k, 0].reshape(shape), rads[:, k].reshape(shape)) for k in range(len(program.results))]


def of_balls(rows: Sequence[Sequence[ball.Ball]]) -> BallMatrix:
    """A matrix of balls as one in floats."""
    found = np.array([[ball.floats(v) for v in row] for row in rows], dtype=np.float64)
    return BallMatrix(found[:, :, 0], _up(found[:, :, 1] + 2 * UNIT * np.abs(found[:, :, 0]), 3))


def least_eigenvalue_is_at_least(matrix: BallMatrix, bound: Fraction) -> bool:
    """Whether every eigenvalue of each symmetric matrix within this one is proved to be at least ``bound``.

    Each lies within e of the symmetric midpoint M in the spectral norm, e the largest row sum of the radii. A Cholesky
    factor G of M less a multiple of the identity is found in floats, in any way; G G' has no negative eigenvalue,
    whatever G is, and what is left over is bounded by its row sums.
    """
    require_nearest()
    middle = BallMatrix(mirrored(matrix.mid), None)
    apart = _row_sum(mirrored(matrix.rad))
    diagonal = np.diag(middle.mid)
    roots = np.sqrt(np.maximum(diagonal, 0.0))
    room = 4 * (len(roots) + 8) * UNIT * float(roots.max(initial=0.0)) * float(roots.sum())
    shifted = middle.mid.copy()
    np.fill_diagonal(shifted, diagonal - (above(bound) + float(apart) + room))
    try:
        factor = BallMatrix(np.asarray(np.linalg.cholesky(shifted), dtype=np.float64))
    except (np.linalg.LinAlgError, UnboundedError):
        return False
    # M = shifted + diag(taken), with numbers taken that are exact.
    taken = min(Fraction(float(d)) - Fraction(float(s)) for d, s in zip(diagonal, np.diag(shifted), strict=True))
    left = BallMatrix(shifted) - factor @ factor.T
    return taken - _row_sum(left.magnitudes()) - apart >= bound


def above(number: Fraction) -> float:
    """A float that is no less than a number."""
    near = nearest(number)
    if math.isinf(near):
        return max(near, -sys.float_info.max)
    return near if Fraction(near) >= number else float(np.nextafter(near, np.inf))


def above_root(number: Fraction) -> float:
    """A float that is no less than the root of a number >= 0."""
    root = float(np.sqrt(above(number)))
    while Fraction(root) ** 2 < number:
        root = float(np.nextafter(root, np.inf))
    return root


def _row_sum(sizes: Floats) -> Fraction:
    """An upper bound on the largest row sum of a matrix of numbers >= 0."""
    sums = _up(sizes.sum(axis=1), sizes.shape[1])
    return Fraction(float(sums.max(initial=0.0)))


def _gamma(terms: int) -> float:
    """An upper bound on ``k u / (1 - k u)``, for sums of k products."""
    if terms > LONGEST:
        raise UnboundedError(f"a sum of {terms} terms is too long")
    return 1.25 * (terms + 2) * UNIT


def _up(computed: Floats, operations: int) -> Floats:
    """No less than the number >= 0 that was computed, with no subtraction, by a chain of so many operations."""
    return computed * (1.0 + 4 * (operations + 4) * UNIT) + TINY


def _padded(x: BallMatrix, length: int) -> BallMatrix:
    return BallMatrix(padded(x.mid, length), padded(x.rad, length))


def _concatenate(parts: Sequence[BallMatrix], axis: int) -> BallMatrix:
    return BallMatrix(np.concatenate([p.mid for p in parts], axis), np.concatenate([p.rad for p in parts], axis))


def _put(total: BallMatrix, key: Any, part: BallMatrix) -> None:
    total.mid[key], total.rad[key] = part.mid, part.rad


def _add_at(total: BallMatrix, key: Any, part: BallMatrix) -> None:
    _put(total, key, total[key] + part)


def _once(program: Program, vector: BallMatrix) -> BallMatrix:
    with ball.precision(BITS):
        values = [ball.from_floats(m, r) for m, r in zip(vector.mid.tolist(), vector.rad.tolist(), strict=True)]
        found = program.run(ball.BALLS, values)
        return of_balls([found])[0] if found else BallMatrix(np.zeros(0))


def _constants(rows: Sequence[Sequence[Expr]]) -> BallMatrix:
    with ball.precision(BITS):
        return of_balls([Program(row, []).run(ball.BALLS, []) for row in rows])


BALL_ARRAYS = Arrays(
    of=BallMatrix.of,
    constants=_constants,
    zeros=lambda shape: BallMatrix(np.zeros(shape)),
    concatenate=_concatenate,
    padded=_padded,
    put=_put,
    add_at=_add_at,
    mirrored=lambda x: BallMatrix(mirrored(x.mid), mirrored(x.rad)),
    each=_each,
    once=_once,
)
"""Balls in floats: every array encloses the true one."""
