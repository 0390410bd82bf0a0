"""Polynomials over Q in *atoms*: variables, roots of primes, exponentials of monomials, logarithms, and others.

Exponents of positive atoms may be any rational numbers, so that exp(u/2)**2 and exp(u), or sqrt(2)*sqrt(3) and sqrt(6),
agree. A whole power of a prime is a number.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import lru_cache
from math import floor, gcd, lcm
from typing import Any

Atom = tuple[Any, ...]
Monomial = tuple[tuple[Atom, Fraction], ...]  # sorted by atom; no zero exponents
Polynomial = dict[Monomial, Fraction]  # no zero coefficients


class Kept(tuple[Any, ...]):
    """The same tuple, which is hashed and written out once: the exponents within exponents make both slow."""

    _hash: int | None = None
    _repr: str | None = None

    def __hash__(self) -> int:
        if self._hash is None:
            self._hash = super().__hash__()
        return self._hash

    def __repr__(self) -> str:
        if self._repr is None:
            self._repr = super().__repr__()
        return self._repr


MAX_TERMS = 20_000
MAX_WORK = 200_000
"""Terms that may be handled for one normal form: a bound on the time, the same on every machine."""

ONE = Fraction(1)
UNIT: Monomial = ()
NUMBER_ONE: Polynomial = {UNIT: ONE}


class NoNormalForm(Exception):
    """The normal form cannot be built (too large, a kink, an undefined value)."""


class Work:
    """How many terms may still be handled for the normal form that is being built."""

    left = MAX_WORK

    def begin(self) -> None:
        """A new normal form."""
        self.left = MAX_WORK

    def spend(self, terms: int) -> None:
        """Handle so many terms.

        Raises:
            NoNormalForm: these are too many.
        """
        self.left -= terms
        if self.left < 0:
            raise NoNormalForm


WORK = Work()


def added(x: Polynomial, y: Polynomial) -> Polynomial:
    """The sum."""
    WORK.spend(len(x) + len(y))
    total = dict(x)
    for m, c in y.items():
        value = total.get(m, Fraction(0)) + c
        if value:
            total[m] = value
        else:
            total.pop(m, None)
    return total


def times(x: Polynomial, y: Polynomial) -> Polynomial:
    """The product.

    Raises:
        NoNormalForm: it may have more than ``MAX_TERMS`` terms.
    """
    if len(x) * len(y) > MAX_TERMS:
        raise NoNormalForm
    WORK.spend(len(x) * len(y))
    total: Polynomial = {}
    for m1, c1 in x.items():
        for m2, c2 in y.items():
            factor, m = joined(m1, m2)
            value = total.get(m, Fraction(0)) + c1 * c2 * factor
            if value:
                total[m] = value
            else:
                total.pop(m, None)
    return total


def joined(m1: Monomial, m2: Monomial) -> tuple[Fraction, Monomial]:
    """The product of two monomials: a rational factor (whole powers of primes) and a monomial."""
    if not m1:
        return Fraction(1), m2
    if not m2:
        return Fraction(1), m1
    exponents = dict(m1)
    for atom, e in m2:
        exponents[atom] = exponents.get(atom, Fraction(0)) + e
    return as_monomial(exponents)


def as_monomial(exponents: Mapping[Atom, Fraction]) -> tuple[Fraction, Monomial]:
    """The product of the atoms with these exponents: a rational factor and a monomial."""
    factor, kept = Fraction(1), []
    for atom, e in exponents.items():
        if atom[0] == "prime":
            whole = floor(e)
            factor *= Fraction(atom[1]) ** whole
            e -= whole
        if e:
            kept.append((atom, e))
    return factor, Kept(sorted(kept, key=repr))


def common_factor(x: Polynomial) -> tuple[Fraction, Monomial]:
    """A rational number and a monomial in positive atoms that divide ``x``, the same for every multiple of ``x``."""
    WORK.spend(len(x))
    values = list(x.values())
    content = Fraction(gcd(*(v.numerator for v in values)), lcm(*(v.denominator for v in values)))
    if x[min(x, key=repr)] < 0:
        content = -content
    least: dict[Atom, Fraction] = {}
    for position, m in enumerate(x):
        exponents = {atom: e for atom, e in m if is_positive(atom)}
        least = {
            atom: exponents.get(atom, Fraction(0))
            if position == 0
            else min(least.get(atom, Fraction(0)), exponents.get(atom, Fraction(0)))
            for atom in {*exponents, *least}
        }
    # An atom that is missing from an earlier monomial has exponent 0 there, which the loop has accounted for.
    common = Kept(sorted(((a, e) for a, e in least.items() if e and a[0] != "prime"), key=repr))
    return content, common


def alone(atom: Atom, exponent: Fraction = ONE) -> Monomial:
    """The monomial that is one atom, or a power of it that is not the zeroth."""
    return Kept([(atom, exponent)])


def is_positive(atom: Atom) -> bool:
    """Whether the atom is > 0 wherever it has a value."""
    return atom[0] in ("exp", "prime")


def reciprocal(m: Monomial) -> Monomial:
    """1/m for a monomial."""
    return Kept((atom, -e) for atom, e in m)


def key(x: Polynomial) -> tuple[tuple[Monomial, Fraction], ...]:
    """The polynomial as a part of an atom."""
    return Kept(sorted(x.items(), key=repr))


@lru_cache(maxsize=4096)
def factored(value: Fraction) -> dict[int, int]:
    """The exponents of a positive rational's factors; one beyond trial division stays whole, which is sound."""
    exponents: dict[int, int] = {}
    for number, direction in ((value.numerator, 1), (value.denominator, -1)):
        p = 2
        while p * p <= number and p < 10_000:
            while number % p == 0:
                number //= p
                exponents[p] = exponents.get(p, 0) + direction
            p += 1
        if number > 1:
            exponents[number] = exponents.get(number, 0) + direction
    return exponents
