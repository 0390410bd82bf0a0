"""A number as a file states it: exactly, if it is rational, or as a decimal after a tilde that is correctly rounded."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from decimal import Context, Decimal, localcontext
from fractions import Fraction

from ..errors import NumberError
from ..exact import exact, half_unit, write
from ..problem.expression import Expr, rational, substitute
from ..truth import Truth
from . import ball
from .identity import zero
from .point import Exact, Point
from .program import Program

BITS = 512
DIGITS = (25, 15, 8)
LONGEST = 40
"""Characters of an exact number that a reader would still want to see."""


def statable(x: Expr, names: Sequence[str], point: Point) -> str | None:
    """The text that a file may state for ``x`` at the point: ``5/3``, or ``~1.2345``; None if neither is certain."""
    if isinstance(point, Exact):
        value = substitute([x], point.constants(names))[0]
        number = rational(value)
        if number is not None and len(write(number)) <= LONGEST:
            return write(number)
        with ball.precision(BITS):
            enclosure = Program([value], []).run(ball.BALLS, [])[0]
        if ball.finite(enclosure) and ball.sign(enclosure) is None:
            return "0" if zero(value) is Truth.YES else None
    else:
        with ball.precision(BITS):
            enclosure = Program([x], names).run(ball.BALLS, point.enclosure(BITS))[0]
    return rounded(enclosure)


def rounded(x: ball.Ball) -> str | None:
    """A tilde and the decimal to which every number of ``x`` rounds; None if it is too wide for one."""
    if not ball.finite(x) or ball.sign(x) in (None, 0):
        return None
    middle = ball.midpoint(x)
    for digits in DIGITS:
        text = _decimal(middle, digits)
        with ball.precision(BITS), suppress(NumberError):  # an exponent that no file may have
            if ball.within(x, exact(text), half_unit(text)):
                return f"~{text}"
    return None


def _decimal(number: Fraction, digits: int) -> str:
    with localcontext(Context(prec=digits)):
        return str(Decimal(number.numerator) / Decimal(number.denominator)).replace("E+", "e").replace("E", "e")
