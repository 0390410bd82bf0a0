"""Upper bounds of powers of t and of log(1/t) on a whole tail ``0 < t <= end``. Call within ``ball.precision``."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from . import ball
from .ball import BALLS, Ball
from .log_powers import Key, ball_of, exponent_of, plus


@dataclass(frozen=True)
class TailBounds:
    """Of the tail that ends at a number which is greater than 0, and at most 1."""

    end: Fraction

    @cached_property
    def log_end(self) -> Ball:
        """The least value of log(1/t)."""
        return ball.logarithm(1 / self.end) if self.end < 1 else ball.ball(0)

    def at_end(self, exponent: Ball) -> Ball:
        """An upper bound of ``t^exponent``, for a number that is not negative."""
        return BALLS.functions["exp"](-exponent * self.log_end)

    def bound(self, c: Ball, key: Key, rate: Fraction) -> Ball:
        """An upper bound of ``|c| t^(alpha - rate) log(1/t)^b``: for ``alpha > rate``, or both equal and b = 0."""
        alpha, b = key
        exponent = ball_of(plus(alpha, exponent_of(-rate)))
        return ball.upper(abs(c) * self.highest(exponent, b))

    def highest(self, exponent: Ball, b: int) -> Ball:
        """An upper bound of ``t^exponent log(1/t)^b``; unbounded if that is not seen to be bounded."""
        positive = ball.positive(exponent)
        if not positive and (b > 0 or ball.sign(exponent) != 0):
            return ball.undefined()
        if b <= 0 or ball.less(b / exponent, self.log_end):
            return self.at_end(exponent) * self.log_end**b
        return (b / exponent * ball.exponential(Fraction(-1))) ** b
