"""Intervals of the real line with ends that may be infinite, and may belong to them or not.

A ball cannot say "greater than 0, without bound"; an interval can. Its ends are exact dyadic numbers or infinite, and
every operation rounds outward: the result contains the value of the operation at all numbers of its arguments. Call
within ``ball.precision``.

Source: R. E. Moore, R. B. Kearfott, M. J. Cloud, *Introduction to Interval Analysis*, SIAM 2009, chapters 2 and 4.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from . import ball
from .ball import INFINITY, Ball, lower, upper

ZERO = ball.ball(0)


@dataclass(frozen=True, slots=True)
class Interval:
    """The numbers from ``low`` to ``high``; an open end does not belong to it, and an infinite end is open."""

    low: Ball
    high: Ball
    low_open: bool
    high_open: bool

    @property
    def positive(self) -> bool:
        """Whether all its numbers are > 0."""
        return bool(self.low > 0) or (self.low_open and bool(self.low == 0))

    @property
    def nonnegative(self) -> bool:
        return bool(self.low >= 0)

    @property
    def negative(self) -> bool:
        """Whether all its numbers are < 0."""
        return bool(self.high < 0) or (self.high_open and bool(self.high == 0))

    @property
    def nonpositive(self) -> bool:
        return bool(self.high <= 0)

    @property
    def is_zero(self) -> bool:
        """Whether 0 is its only number."""
        return bool(self.low == 0) and bool(self.high == 0)

    def decimal(self, digits: int) -> str:
        """The interval for reading: a number to at most ``digits`` digits, all of them certain."""
        bounded = ball.finite(self.low) and ball.finite(self.high)
        return ball.decimal(self.low.union(self.high), digits) if bounded else "unbounded"

    def __add__(self, other: Interval) -> Interval:
        low, high = lower(self.low + other.low), upper(self.high + other.high)
        return Interval(low, high, self.low_open or other.low_open, self.high_open or other.high_open)

    def __neg__(self) -> Interval:
        return Interval(-self.high, -self.low, self.high_open, self.low_open)

    def __sub__(self, other: Interval) -> Interval:
        return self + -other

    def __mul__(self, other: Interval) -> Interval:
        ends = [
            _times(x, x_open, y, y_open)
            for x, x_open in ((self.low, self.low_open), (self.high, self.high_open))
            for y, y_open in ((other.low, other.low_open), (other.high, other.high_open))
        ]
        low, high = lower(ends[0][0]), upper(ends[0][0])
        low_open = high_open = ends[0][1]
        for value, is_open in ends[1:]:
            least, most = lower(value), upper(value)
            if least < low or (least == low and not is_open):
                low, low_open = least, is_open
            if most > high or (most == high and not is_open):
                high, high_open = most, is_open
        return Interval(low, high, low_open, high_open)

    def inverse(self) -> Interval:
        """1/x for the x of an interval of one strict sign; everything if 0 is in it."""
        if self.positive:
            high = INFINITY if self.low == 0 else upper(1 / self.low)
            return Interval(lower(1 / self.high), high, self.high_open, self.low_open)
        return -(-self).inverse() if self.negative else REALS

    def whole_power(self, n: int) -> Interval:
        """x**n for a whole n > 0."""
        if n % 2 == 0:
            return self.size().rising(lambda x: x**n)
        return self.rising(lambda x: x**n)

    def size(self) -> Interval:
        """|x|."""
        if self.nonnegative:
            return self
        if self.nonpositive:
            return -self
        left = -self.low
        if left > self.high or (left == self.high and not self.low_open):
            return Interval(ZERO, left, False, self.low_open)
        return Interval(ZERO, self.high, False, self.high_open)

    def rising(self, f: Callable[[Ball], Ball], least: Ball | None = None, most: Ball | None = None) -> Interval:
        """f(x) for a strictly rising f, whose limits at infinite ends are ``least`` and ``most`` (infinite if None)."""
        low = lower(f(self.low)) if ball.finite(self.low) else (-INFINITY if least is None else least)
        high = upper(f(self.high)) if ball.finite(self.high) else (INFINITY if most is None else most)
        low = -INFINITY if low.is_nan() else low
        high = INFINITY if high.is_nan() else high
        return Interval(low, high, self.low_open or not ball.finite(low), self.high_open or not ball.finite(high))

    def meet(self, other: Interval) -> Interval | None:
        """The numbers of both; None if there are none."""
        low, low_open = self.low, self.low_open
        if other.low > low or (other.low == low and other.low_open):
            low, low_open = other.low, other.low_open
        high, high_open = self.high, self.high_open
        if other.high < high or (other.high == high and other.high_open):
            high, high_open = other.high, other.high_open
        if low > high or (low == high and (low_open or high_open)):
            return None
        return Interval(low, high, low_open, high_open)

    def join(self, other: Interval) -> Interval:
        """The least interval that contains both."""
        low, low_open = self.low, self.low_open
        if other.low < low or (other.low == low and not other.low_open):
            low, low_open = other.low, other.low_open
        high, high_open = self.high, self.high_open
        if other.high > high or (other.high == high and not other.high_open):
            high, high_open = other.high, other.high_open
        return Interval(low, high, low_open, high_open)


def _times(x: Ball, x_open: bool, y: Ball, y_open: bool) -> tuple[Ball, bool]:
    """The product of two ends, and whether it is not attained; 0 times anything is 0, attained if that 0 is."""
    if x == 0 or y == 0:
        return ZERO, not ((x == 0 and not x_open) or (y == 0 and not y_open))
    return x * y, x_open or y_open


def between(
    low: Fraction | int | None, high: Fraction | int | None, low_open: bool = False, high_open: bool = False
) -> Interval:
    """The interval from ``low`` to ``high``, None for no bound; an end that is not dyadic is rounded outward."""
    return Interval(
        -INFINITY if low is None else lower(ball.ball(low)),
        INFINITY if high is None else upper(ball.ball(high)),
        low is None or low_open,
        high is None or high_open,
    )


def enclosing(x: Ball) -> Interval:
    """The numbers of a ball; all numbers if it is not bounded."""
    return Interval(lower(x), upper(x), False, False) if ball.finite(x) else REALS


REALS = between(None, None)
"""All real numbers."""

NOT_NEGATIVE = between(0, None)
NOT_POSITIVE = between(None, 0)
NEGATIVE = between(None, 0, high_open=True)
