"""Exact sines and cosines of rational multiples of pi, as sums of square roots where they are such sums.

The angle is brought to [0, pi/4] by sin(x + pi) = -sin x, sin(pi - x) = sin x and sin x = cos(pi/2 - x), so that
two multiples of pi with the same sine give the same term; the values at pi/12, pi/10, pi/6, pi/5 and pi/4 are known.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

HALF, QUARTER = Fraction(1, 2), Fraction(1, 4)

Roots = Mapping[int, Fraction]
"""The sum of c sqrt(n) over the items (n, c), with n a product of different primes; n = 1 stands for the number c."""

SINES: Mapping[Fraction, Roots] = {
    Fraction(0): {},
    Fraction(1, 12): {6: QUARTER, 2: -QUARTER},
    Fraction(1, 10): {5: QUARTER, 1: -QUARTER},
    Fraction(1, 6): {1: HALF},
    QUARTER: {2: HALF},
}
"""Of the sine at r pi, r up to 1/4."""

COSINES: Mapping[Fraction, Roots] = {
    Fraction(0): {1: Fraction(1)},
    Fraction(1, 12): {6: QUARTER, 2: QUARTER},
    Fraction(1, 6): {3: HALF},
    Fraction(1, 5): {5: QUARTER, 1: QUARTER},
}
"""Of the cosine at r pi, r below 1/4."""


def brought(name: str, turns: Fraction) -> tuple[int, str, Fraction]:
    """``(s, f, r)`` with f "sin" or "cos" and 0 <= r <= 1/4 such that the function at ``turns`` pi is s f(r pi)."""
    r = (turns if name == "sin" else turns + HALF) % 2
    sign = -1 if r >= 1 else 1
    r %= 1
    r = min(r, 1 - r)
    return (sign, "sin", r) if r <= QUARTER else (sign, "cos", HALF - r)


def value(name: str, turns: Fraction) -> Roots | None:
    """The value of ``name`` ("sin" or "cos") at an angle that ``brought`` gives; None if it is none of those known."""
    return (SINES if name == "sin" else COSINES).get(turns)
