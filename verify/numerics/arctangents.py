"""Arctangents of rational numbers as sums of a few independent ones: identities of Machin's kind.

``atan(p/q)`` with q > 0 is the argument of the Gaussian integer q + i p. That is a product of Gaussian primes, powers
of 1 + i, and of a power of i; so its argument is the sum of theirs and a multiple of pi/4. For an odd prime
``n = a**2 + b**2``, a > b > 0, the Gaussian primes a + i b and a - i b have the arguments ``atan(b/a)`` and minus that.
"""

from __future__ import annotations

from fractions import Fraction
from math import isqrt

from ..problem.functions import FUNCTIONS
from . import ball

MOST = 10**9
"""The greatest p^2 + q^2 that is factored."""


def decomposed(x: Fraction) -> tuple[Fraction, dict[Fraction, int]] | None:
    """``atan(x) = k pi + sum of n atan(t)``, as k and the integers n by t; None if x is too large to be factored.

    >>> decomposed(Fraction(1))
    (Fraction(1, 4), {})
    >>> decomposed(Fraction(1, 3))
    (Fraction(1, 4), {Fraction(1, 2): -1})
    """
    real, imaginary = x.denominator, x.numerator
    norm = real * real + imaginary * imaginary
    if norm > MOST:
        return None
    found: dict[Fraction, int] = {}
    for prime in _odd_primes(norm):
        a, b = _squares(prime)
        for sign in (1, -1):
            while (quotient := _divided(real, imaginary, a, sign * b)) is not None:
                real, imaginary = quotient
                found[Fraction(b, a)] = found.get(Fraction(b, a), 0) + sign
    found = {t: n for t, n in found.items() if n}
    atan = FUNCTIONS["atan"].balls
    with ball.precision(128):
        rest = atan(ball.ball(x))
        for t, n in found.items():
            rest = rest - n * atan(ball.ball(t))
        turns = 4 * rest / ball.pi()
        nearest = Fraction(round(ball.midpoint(turns)))
        # It is an integer; so it is this one if no other is as near.
        return (nearest / 4, found) if ball.within(turns, nearest, Fraction(1, 2)) else None


def _odd_primes(n: int) -> list[int]:
    found, p = [], 3
    while n % 2 == 0:
        n //= 2
    while p * p <= n:
        if n % p == 0:
            found.append(p)
            while n % p == 0:
                n //= p
        p += 2
    return [*found, n] if n > 1 else found


def _squares(prime: int) -> tuple[int, int]:
    """The a > b > 0 with ``a**2 + b**2 = prime``, for a prime that leaves 1 when divided by 4."""
    for a in range(isqrt(prime), 0, -1):
        b = isqrt(prime - a * a)
        if a * a + b * b == prime:
            return a, b
    raise AssertionError("each prime divisor of a sum of two coprime squares is 2 or leaves 1 when divided by 4")


def _divided(x: int, y: int, a: int, b: int) -> tuple[int, int] | None:
    """(x + i y) / (a + i b), if that is a Gaussian integer."""
    norm = a * a + b * b
    real, imaginary = x * a + y * b, y * a - x * b
    return None if real % norm or imaginary % norm else (real // norm, imaginary // norm)
