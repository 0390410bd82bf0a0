"""Powers ``t^alpha log(1/t)^b`` with exact exponents, and exact factors. Call within ``ball.precision``."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from ..problem.expression import ONE, ZERO, Expr, number, rational
from . import ball
from .ball import BALLS, Ball
from .identity import side_of
from .program import Program


@dataclass(frozen=True)
class ExactBall:
    """A real number: exactly, and in a ball."""

    exact: Expr
    ball: Ball

    def __add__(self, other: ExactBall) -> ExactBall:
        return ExactBall(self.exact + other.exact, self.ball + other.ball)

    def __mul__(self, other: ExactBall) -> ExactBall:
        return ExactBall(self.exact * other.exact, self.ball * other.ball)

    def __neg__(self) -> ExactBall:
        return ExactBall(-self.exact, -self.ball)


Exponent = tuple[tuple[Expr, Fraction], ...]
"""A constant as a sum of constants times fractions: the same constants are the same exponent."""

Key = tuple[Exponent, int]
"""``t^alpha log(1/t)^b``."""

NO_EXPONENT: Exponent = ()
UNIT: Key = (NO_EXPONENT, 0)
LOG: Key = (NO_EXPONENT, 1)

NUMBER_ONE, NUMBER_ZERO = ExactBall(ONE, ball.ball(1)), ExactBall(ZERO, ball.ball(0))


def is_zero(c: ExactBall) -> bool:
    """Whether it is 0, by an identity."""
    return c.exact is ZERO or (ball.sign(c.ball) is None and side_of(c.exact) == 0)


def atom(x: Expr) -> Exponent:
    """A constant as an exponent."""
    value = rational(x)
    if value is not None:
        return exponent_of(value)
    if x.op == "neg":
        return times(atom(x.args[0]), Fraction(-1))
    if x.op == "mul" and x.args[0].op == "num":
        return times(atom(x.args[1]), number(x.args[0]))
    return ((x, Fraction(1)),)


def exponent_of(value: Fraction) -> Exponent:
    """A fraction as an exponent."""
    return ((ONE, value),) if value else NO_EXPONENT


def plus(x: Exponent, y: Exponent) -> Exponent:
    """The sum."""
    total = dict(x)
    for atom, n in y:
        total[atom] = total.get(atom, Fraction(0)) + n
    return tuple(sorted(((a, n) for a, n in total.items() if n), key=lambda pair: (pair[0].rank, id(pair[0]))))


def times(x: Exponent, factor: Fraction) -> Exponent:
    """The product."""
    return tuple((atom, n * factor) for atom, n in x)


def constant_of(x: Exponent) -> ExactBall:
    """An exponent as a number."""
    total = NUMBER_ZERO
    for atom, n in x:
        total = total + ExactBall(atom * n, ball.ball(n) * _value(atom))
    return total


def _value(atom: Expr) -> Ball:
    return ball.ball(1) if atom is ONE else Program([atom], []).run(BALLS, [])[0]


def ball_of(x: Exponent) -> Ball:
    """The number that an exponent is."""
    return constant_of(x).ball


def lower_rate(x: Exponent) -> Fraction:
    """A fraction that is at most the exponent: it itself, if it is one."""
    if all(atom is ONE for atom, _ in x):
        return sum((n for _, n in x), Fraction(0))
    return Fraction(int(ball.midpoint(ball.lower(ball_of(x))) * 1024 // 1) - 1, 1024)


def rate_of(key: Key) -> Fraction:
    """A power of t than which this one, with its logarithms, is no greater but for a factor."""
    return lower_rate(key[0]) - (Fraction(1, 2) if key[1] else 0)


def smaller(key: Key, lead: Key) -> bool:
    """Whether the quotient of two powers certainly tends to 0."""
    exponent = plus(key[0], times(lead[0], Fraction(-1)))
    return key[1] < lead[1] if exponent == NO_EXPONENT else ball.positive(ball_of(exponent))
