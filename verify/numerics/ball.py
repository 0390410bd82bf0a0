"""Ball arithmetic: the only file that makes or compares balls, or sets the precision.

A ball is a real interval midpoint +- radius that certainly contains the number meant. A sign is known only when the
whole ball has it: ``sign`` answers +1, -1, 0 (exactly zero), or None for "not decided at this precision".
The arithmetic is Arb's: F. Johansson, IEEE Transactions on Computers 66 (2017).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from fractions import Fraction
from typing import Any

import flint

from ..problem.expression import UNDEFINED
from ..problem.functions import FUNCTIONS
from .program import Arithmetic

Ball = Any  # flint.arb; flint ships no types


@contextmanager
def precision(bits: int) -> Iterator[None]:
    """Within, balls are computed with ``bits`` bits of mantissa (global to the process: use processes, not threads)."""
    with flint.ctx.workprec(bits):
        yield


def ball(number: Fraction | int) -> Ball:
    """The tightest ball around a rational number; exact for a dyadic number that fits the precision."""
    if isinstance(number, int):
        return flint.arb(number)
    num, den = number.numerator, number.denominator
    if den & (den - 1) == 0:  # a dyadic number: exact at any precision
        return flint.arb((num, 1 - den.bit_length()))
    return flint.arb(flint.fmpq(num, den))


def around(center: Fraction, radius: Fraction) -> Ball:
    """A ball that contains [center - radius, center + radius]."""
    low, high = ball(center - radius), ball(center + radius)
    return low.union(high)


def between(low: Fraction, high: Fraction) -> Ball:
    """A ball that contains [low, high]."""
    return ball(low).union(ball(high))


INFINITY: Ball = flint.arb("inf")


def lower(x: Ball) -> Ball:
    """The least number of the ball, exactly (rounded down to the precision in force)."""
    return x.lower()


def upper(x: Ball) -> Ball:
    """The greatest number of the ball, exactly (rounded up to the precision in force)."""
    return x.upper()


def undefined() -> Ball:
    """The ball that contains everything and proves nothing."""
    return flint.arb("nan")


def sign(x: Ball) -> int | None:
    """+1, -1 or 0 if the ball proves it, else None."""
    if x > 0:
        return 1
    if x < 0:
        return -1
    return 0 if x.is_zero() else None


def positive(x: Ball) -> bool:
    """Whether every number of the ball is > 0 (False also means: not decided)."""
    return sign(x) == 1


def less(x: Ball, y: Ball) -> bool:
    """Whether every number of ``x`` is < every number of ``y`` (False also means: not decided)."""
    return positive(y - x)


def within(x: Ball, middle: Fraction, reach: Fraction) -> bool:
    """Whether every number of ``x`` is less than ``reach`` away from ``middle``."""
    return positive(x - ball(middle - reach)) and positive(ball(middle + reach) - x)


def beyond(x: Ball, middle: Fraction, reach: Fraction) -> bool:
    """Whether every number of ``x`` is more than ``reach`` away from ``middle``, on one side."""
    return positive(x - ball(middle + reach)) or positive(ball(middle - reach) - x)


def finite(x: Ball) -> bool:
    """Whether the ball is bounded."""
    return bool(x.is_finite())


WRITTEN = 10**6
"""The size of the exponent of two up to which a number of a ball is written down as a fraction."""


def _dyadic(x: Ball) -> tuple[int, int]:
    """The number of an exact ball as an integer and an exponent of two.

    Raises:
        OverflowError: it is not finite, or its exponent is larger than ``WRITTEN`` (``exp(exp(40))``).
    """
    if not finite(x):
        raise OverflowError("a number that is needed has no finite enclosure")
    mantissa, exponent = x.man_exp()
    if abs(exponent) > WRITTEN:
        raise OverflowError("a number that is needed is too large, or too near to 0, to be written down")
    return int(mantissa), int(exponent)


def midpoint(x: Ball) -> Fraction:
    """The midpoint, exactly (a dyadic number)."""
    mantissa, exponent = _dyadic(x.mid())
    return mantissa * Fraction(2) ** exponent


def radius(x: Ball) -> Fraction:
    """The radius, exactly; a bound on the distance from the midpoint."""
    mantissa, exponent = _dyadic(x.rad())
    return mantissa * Fraction(2) ** exponent


def dyadic(x: Ball) -> tuple[tuple[int, int], tuple[int, int]]:
    """Midpoint and radius of a bounded ball, each as (m, e) for ``m * 2**e``, however large e is."""
    (mid, mid_exponent), (rad, rad_exponent) = x.mid().man_exp(), x.rad().man_exp()
    return (int(mid), int(mid_exponent)), (int(rad), int(rad_exponent))


def magnitude(x: Ball) -> Fraction:
    """An upper bound on |x| over the ball, exactly."""
    mantissa, exponent = _dyadic(x.abs_upper())
    return mantissa * Fraction(2) ** exponent


def from_floats(middle: float, reach: float) -> Ball:
    """A ball that holds all numbers at most ``reach`` away from ``middle``, two floats."""
    return flint.arb(middle, reach)


def floats(x: Ball) -> tuple[float, float]:
    """Midpoint and radius as floats next to them, at most one float away: not finite if they are too large, or none."""
    return float(x.mid()), float(x.rad())


def rounded(x: Ball, bits: int = 24) -> Fraction:
    """A dyadic number of ``bits`` significant bits near the midpoint: for proposals, which claim nothing."""
    mantissa, exponent = _dyadic(x.mid())
    excess = max(0, mantissa.bit_length() - bits)
    return Fraction(mantissa >> excess) * Fraction(2) ** (exponent + excess)


def approximate(x: Ball) -> float:
    """The midpoint as a double: claims nothing."""
    return float(x.mid())


def decimal(x: Ball, digits: int = 15) -> str:
    """``x`` for reading, to at most ``digits`` digits, all of them certified; around 0, a bound on its size."""
    if finite(x) and sign(x) is None:
        size = float(x.abs_upper())
        return f"0 to within {size:.0e}" if size else "0 to within 1e-300"
    return str(x.str(digits, radius=False))


def known_digits(x: Ball, digits: int) -> str:
    """A number greater than 0 for reading; a lower bound of it, if not even its first digit is certain."""
    text = decimal(x, digits)
    return decimal(lower(x), 1) if text.startswith("0e") else text


def _where(u: Ball, p: Ball, n: Ball, order: int) -> Ball:
    side = sign(u)
    if side == 1 or (side == 0 and order != UNDEFINED):
        return p
    if side == -1:
        return n
    if order == UNDEFINED or u.is_nan():
        return undefined()
    return p.union(n)


def pi() -> Ball:
    """An enclosure of pi."""
    return flint.arb.pi()


def fractional_power(x: Ball, exponent: Fraction) -> Ball:
    """``x`` to a rational constant; not a number where it has no value."""
    return _pow(x, exponent)


def _pow(x: Ball, exponent: Fraction) -> Ball:
    if exponent.denominator == 1:
        return _integer_power(x, exponent.numerator)
    if exponent.denominator == 2:
        return _integer_power(x.sqrt(), exponent.numerator)
    # flint has no value for the roots of 0, except square roots.
    return _integer_power(x if sign(x) == 0 else x.root(exponent.denominator), exponent.numerator)


def _integer_power(x: Ball, n: int) -> Ball:
    if n < 0:
        return 1 / _integer_power(x, -n)
    result, square = None, x
    while n:
        if n & 1:
            result = square if result is None else result * square
        n >>= 1
        if n:
            square = square * square
    return flint.arb(1) if result is None else result


BALLS = Arithmetic(
    functions={name: f.balls for name, f in FUNCTIONS.items()},
    constant=ball,
    pi=pi,
    power=_pow,
    where=_where,
    precision=lambda: int(flint.ctx.prec),
)
"""Balls at the precision in force: every result encloses the true value."""


def dot(x: Sequence[Ball], y: Sequence[Ball]) -> Ball:
    """The inner product."""
    total = flint.arb(0)
    for a, b in zip(x, y, strict=True):
        total += a * b
    return total


def product(a: Sequence[Sequence[Ball]], b: Sequence[Sequence[Ball]]) -> list[list[Ball]]:
    """The matrix product (flint's own, entry enclosures)."""
    return list((flint.arb_mat([list(r) for r in a]) * flint.arb_mat([list(r) for r in b])).tolist())


def solve(a: Sequence[Sequence[Ball]], b: Sequence[Ball]) -> list[Ball] | None:
    """An enclosure of the solution of ``a x = b``, or None if ``a`` was not proved regular."""
    try:
        columns = flint.arb_mat([list(r) for r in a]).solve(flint.arb_mat([[entry] for entry in b]))
    except ZeroDivisionError:
        return None
    return [columns[i, 0] for i in range(len(b))]


def middle(x: Ball) -> Ball:
    """The midpoint as a ball of radius 0: for approximations, which claim nothing."""
    return x.mid()


def approximate_solution(a: Sequence[Sequence[Ball]], b: Sequence[Ball]) -> list[Ball] | None:
    """Midpoints near the solution of ``a x = b`` without any bound, or None if ``a`` looks singular."""
    try:
        column = flint.arb_mat([list(r) for r in a]).solve(flint.arb_mat([[entry] for entry in b]), algorithm="approx")
    except ZeroDivisionError:
        return None
    return [middle(column[i, 0]) for i in range(len(b))]


def real_roots(coefficients: Sequence[int]) -> list[Ball]:
    """Enclosures of the real roots of ``sum_k coefficients[k] x**k``, ascending; they must be simple."""
    roots = [root for root, _ in flint.fmpz_poly(list(coefficients)).complex_roots()]
    return sorted((root.real for root in roots if root.imag.is_zero()), key=approximate)


def determinant(a: Sequence[Sequence[Ball]]) -> Ball:
    """An enclosure of the determinant of a square matrix; not a number if no pivot was proved different from 0.

    By Gaussian elimination, entry by entry: flint's own is one call, which for 300 rows takes half a minute that no
    deadline interrupts.
    """
    rows, total = [list(row) for row in a], flint.arb(1)
    for k in range(len(rows)):
        pivot = max(range(k, len(rows)), key=lambda i: rows[i][k].abs_lower())
        if not rows[pivot][k].abs_lower() > 0:
            return undefined()
        if pivot != k:
            rows[k], rows[pivot], total = rows[pivot], rows[k], -total
        first, *rest = rows[k][k:]
        total *= first
        for row in rows[k + 1 :]:
            factor = row[k] / first
            row[k + 1 :] = [x - factor * y for x, y in zip(row[k + 1 :], rest, strict=True)]
    return total


def exponential(exponent: Fraction) -> Ball:
    """exp of a rational number."""
    return ball(exponent).exp()


def logarithm(number: Fraction) -> Ball:
    """log of a positive rational number."""
    return ball(number).log()
