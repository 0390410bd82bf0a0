"""Intervals in whole arrays of floats: one operation on thousands of boxes, every rounding outward.

An interval [l, h] is the pair (-l, h), so that both ends are rounded up, by one operation: to a number s that was
rounded to the nearest, ``2^-51 |s|`` and ``TINY`` are added. That is more than all that one operation loses, and also
where floats that are nearly 0 are replaced by 0. A number that is none makes every comparison false: it proves nothing.

Source: S. M. Rump, *Verification methods*, Acta Numerica 19 (2010), section 2; ``notes/theory.md``, section 10.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

import numpy as np

from ..exact import nearest
from ..problem.expression import UNDEFINED
from ..problem.functions import FUNCTIONS
from . import ball
from .arrays import Floats
from .exponentials import EXP_ERROR, QUOTIENT_ERROR, TINY, exps, sigmoids, tanhs
from .program import Arithmetic

UP = 2.0**-51
BITS = 53


class IntervalBatch:
    """One interval for each of a batch of boxes, or one for all of them.

    Attributes:
        ends: the negated lower ends, and the upper ends: an array of two rows.
        nonnegative: no number of any of the intervals that is meant is less than 0.
    """

    __slots__ = ("ends", "nonnegative")

    def __init__(self, ends: Floats, nonnegative: bool = False) -> None:
        self.ends, self.nonnegative = ends, nonnegative
        if nonnegative:
            np.minimum(ends[0], 0.0, out=ends[0])

    @staticmethod
    def between(low: Floats, high: Floats) -> IntervalBatch:
        """The intervals from ``low`` to ``high``."""
        return IntervalBatch(np.stack([-low, high]))

    @property
    def low(self) -> Floats:
        """No number of an interval is less."""
        lower: Floats = -self.ends[0]
        return lower

    @property
    def high(self) -> Floats:
        """No number of an interval is greater."""
        upper: Floats = self.ends[1]
        return upper

    def magnitudes(self) -> Floats:
        """The greatest size of a number of each interval."""
        found: Floats = np.maximum(self.ends[0], self.ends[1])
        return found

    def __neg__(self) -> IntervalBatch:
        return IntervalBatch(self.ends[::-1])

    def __add__(self, other: IntervalBatch) -> IntervalBatch:
        return IntervalBatch(_up(self.ends + other.ends), self.nonnegative and other.nonnegative)

    def __sub__(self, other: IntervalBatch) -> IntervalBatch:
        return IntervalBatch(_up(self.ends + other.ends[::-1]))

    def __mul__(self, other: IntervalBatch) -> IntervalBatch:
        if self is other:
            return _squared(self)
        x, y = self.ends, other.ends
        if other.nonnegative:
            if self.nonnegative:
                return IntervalBatch(_up(np.stack([-(x[0] * y[0]), x[1] * y[1]])), True)
            return IntervalBatch(_up(np.maximum(x * y[1], -(x * y[0]))))
        if self.nonnegative:
            return other * self
        same, crossed = x * y, x * y[::-1]
        low = np.maximum(np.max(crossed, axis=0), -np.min(same, axis=0))
        high = np.maximum(np.max(same, axis=0), -np.min(crossed, axis=0))
        return IntervalBatch(_up(np.stack([low, high])))

    def __truediv__(self, other: IntervalBatch) -> IntervalBatch:
        return self * _inverse(other)


def _up(ends: Floats) -> Floats:
    """Numbers that are no less than what was computed by one operation each."""
    room = np.abs(ends)
    room *= UP
    room += TINY
    room += ends
    return room


def _widened(low: Floats, high: Floats, relative: float, absolute: float) -> Floats:
    """The pair of ends [low, high], each off by no more than ``relative |end| + absolute``."""
    ends = np.stack([-low, high])
    return _up(ends + (np.abs(ends) * (2 * relative) + (2 * absolute + TINY)))


def _inverse(x: IntervalBatch) -> IntervalBatch:
    """1/x; everything where 0 may be in x."""
    signed = (x.ends[0] < 0) | (x.ends[1] < 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        found = np.where(signed, _up(-1.0 / x.ends[::-1]), np.inf)
    return IntervalBatch(found, x.nonnegative)


def _squared(x: IntervalBatch) -> IntervalBatch:
    large = np.maximum(x.ends[0], x.ends[1])
    small = np.minimum(np.minimum(x.ends[0], x.ends[1]), 0.0)  # how near to 0 it comes, negated
    return IntervalBatch(_up(np.stack([-(small * small), large * large])), True)


def _power(x: IntervalBatch, exponent: Fraction) -> IntervalBatch:
    if exponent.denominator != 1:
        return _by_balls(lambda v: ball.fractional_power(v, exponent), x)
    n = abs(exponent.numerator)
    if n == 0:
        return _constant(Fraction(1))
    base, found = x, None
    while n:
        if n & 1:
            found = base if found is None else found * base
        n >>= 1
        if n:
            base = _squared(base)
    assert found is not None
    return found if exponent > 0 else _inverse(found)


def _constant(value: Fraction) -> IntervalBatch:
    near = nearest(value)
    exactly = np.isfinite(near) and Fraction(near) == value
    ends = np.array([[-near], [near]], dtype=np.float64)
    return IntervalBatch(ends if exactly else _up(ends), value >= 0)


def _pi() -> IntervalBatch:
    return IntervalBatch(_up(np.array([[-np.pi], [np.pi]])), True)


def _where(u: IntervalBatch, p: IntervalBatch, n: IntervalBatch, order: int) -> IntervalBatch:
    """The branch that counts, or both of them together; nothing where a kink may be at which there is no value."""
    shape = np.broadcast_shapes(u.ends.shape, p.ends.shape, n.ends.shape)
    above, below = -u.ends[0], u.ends[1]
    upper = above > 0 if order == UNDEFINED else above >= 0
    both = np.full(shape, np.nan) if order == UNDEFINED else np.maximum(p.ends, n.ends)
    known = np.isfinite(u.ends).all(axis=0)
    chosen = np.where(upper, p.ends, np.where(below < 0, n.ends, both))
    return IntervalBatch(np.where(known, chosen, np.nan), p.nonnegative and n.nonnegative)


def _exp(x: IntervalBatch) -> IntervalBatch:
    return IntervalBatch(_widened(exps(x.low), exps(x.high), EXP_ERROR, TINY), True)


def _sigmoid(x: IntervalBatch) -> IntervalBatch:
    ends = _widened(sigmoids(x.low), sigmoids(x.high), QUOTIENT_ERROR, TINY)
    np.minimum(ends[1], 1.0, out=ends[1])
    return IntervalBatch(ends, True)


def _tanh(x: IntervalBatch) -> IntervalBatch:
    return IntervalBatch(np.minimum(_widened(tanhs(x.low), tanhs(x.high), 0.0, QUOTIENT_ERROR), 1.0))


def _by_balls(function: Callable[[ball.Ball], ball.Ball], x: IntervalBatch) -> IntervalBatch:
    """A function of each interval by balls, one by one: for those that have no formula here."""
    found = np.empty_like(x.ends)
    with ball.precision(BITS):
        for i, (low, high) in enumerate(zip(x.low.tolist(), x.high.tolist(), strict=True)):
            if not (np.isfinite(low) and np.isfinite(high)):
                found[:, i] = np.nan
                continue
            value = function(ball.between(Fraction(low), Fraction(high)))
            middle, reach = ball.floats(value)
            # Midpoint and radius are floats next to the true ones.
            room = reach * (1 + 2 * UP) + abs(middle) * UP + TINY
            found[:, i] = room - middle, room + middle
    return IntervalBatch(_up(found))


_FAST: dict[str, Callable[[IntervalBatch], IntervalBatch]] = {"exp": _exp, "sigmoid": _sigmoid, "tanh": _tanh}


def _slow(name: str) -> Callable[[IntervalBatch], IntervalBatch]:
    return lambda x: _by_balls(FUNCTIONS[name].balls, x)


BATCHES = Arithmetic(
    functions={name: _FAST.get(name) or _slow(name) for name in FUNCTIONS},
    constant=_constant,
    pi=_pi,
    power=_power,
    where=_where,
    precision=lambda: BITS,
)
"""Arrays of intervals: every result encloses the true value, box by box."""


def boxes(low: Floats, high: Floats) -> Sequence[IntervalBatch]:
    """The coordinates of a batch of boxes, given as rows."""
    return [IntervalBatch.between(low[:, i], high[:, i]) for i in range(low.shape[1])]
