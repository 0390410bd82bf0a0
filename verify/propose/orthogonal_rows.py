"""Combinations of rows of expressions that vanish identically. Claims nothing.

The entries are quotients of polynomials in atoms (``numerics/normal_form.py``). Each row is multiplied by what makes
all its entries polynomials with whole coefficients, and the minors are taken in that ring.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from math import lcm
from typing import Any

from ..numerics.normal_form import Ratio, normal_form
from ..numerics.polynomial import Atom, Monomial, NoNormalForm, Polynomial
from ..problem.expression import PI, ZERO, Expr, function, num, power, var

MOST_TERMS = 12
Whole = Any  # an element of a ring of SymPy's, which ships no types


def orthogonal(rows: Sequence[Sequence[Expr]], rest: Sequence[Expr]) -> tuple[list[Expr], Expr] | None:
    """y with ``sum y_i rows_i = 0``, for one row more than columns, and ``sum y_i rest_i``, without a common factor.

    None if the rows have no minor that is not 0.

    Raises:
        NoNormalForm: an entry has none, or one with more than ``MOST_TERMS`` terms.
    """
    forms = [[normal_form(x) for x in (*row, last)] for row, last in zip(rows, rest, strict=True)]
    polynomials = [p for row in forms for form in row for p in form]
    if any(len(p) > MOST_TERMS for p in polynomials):
        raise NoNormalForm
    ring = _Ring(polynomials)
    cleared = [_cleared([ring.quotient(form) for form in row]) for row in forms]
    matrix, last = [row[:-1] for row, _ in cleared], [row[-1] for row, _ in cleared]
    minors = [(-1) ** i * _determinant([*matrix[:i], *matrix[i + 1 :]]) for i in range(len(matrix))]
    if not any(minors):
        return None
    constant = sum((minor * x for minor, x in zip(minors, last, strict=True)), minors[0].ring.zero)
    y = [minor * denominator for minor, (_, denominator) in zip(minors, cleared, strict=True)]
    common = constant
    for x in y:
        common = common.gcd(x)
    return [ring.expression(x // common) for x in y], ring.expression(constant // common)


def _cleared(quotients: Sequence[tuple[Whole, Whole]]) -> tuple[list[Whole], Whole]:
    """The quotients multiplied by one common denominator, and that."""
    _, common = quotients[0]
    for _, d in quotients[1:]:
        common = common * (d // common.gcd(d))
    return [n * (common // d) for n, d in quotients], common


def _determinant(matrix: Sequence[Sequence[Whole]]) -> Whole:
    """By expansion in the first row: there are three rows at most."""
    if len(matrix) == 1:
        return matrix[0][0]
    below = [[[*row[:j], *row[j + 1 :]] for row in matrix[1:]] for j in range(len(matrix))]
    products = ((-1) ** j * x * _determinant(below[j]) for j, x in enumerate(matrix[0]) if x)
    return sum(products, matrix[0][0].ring.zero)


class _Ring:
    """Polynomials over the integers in a root of each atom of some polynomials, so that all exponents are whole."""

    def __init__(self, polynomials: Sequence[Polynomial]) -> None:
        from sympy.polys.domains import ZZ  # slow to import
        from sympy.polys.rings import PolyRing

        self.roots: dict[Atom, int] = {}
        for p in polynomials:
            for m in p:
                for atom, e in m:
                    self.roots[atom] = lcm(self.roots.get(atom, 1), e.denominator)
        self.ring = PolyRing([f"z{i}" for i in range(len(self.roots))], ZZ)

    def quotient(self, form: Ratio) -> tuple[Whole, Whole]:
        """N and D, multiplied by what takes the denominators out of their coefficients and exponents."""
        content = lcm(*(c.denominator for p in form for c in p.values()))
        powers = [{m: self._powers(m) for m in p} for p in form]
        lowest = [min((0, *e)) for e in zip(*(e for p in powers for e in p.values()), strict=True)]
        numerator, denominator = (
            self.ring.from_dict(
                {tuple(e - low for e, low in zip(exponents[m], lowest, strict=True)): int(c * content)
                 for m, c in p.items()}
            )
            for p, exponents in zip(form, powers, strict=True)
        )  # fmt: skip
        return numerator, denominator

    def _powers(self, m: Monomial) -> list[int]:
        exponents = dict(m)
        return [int(exponents.get(atom, 0) * root) for atom, root in self.roots.items()]

    def expression(self, x: Whole) -> Expr:
        """A polynomial of the ring as an expression."""
        total: Expr = ZERO
        for powers, c in x.terms():
            exponents = {a: Fraction(int(e), root) for (a, root), e in zip(self.roots.items(), powers, strict=True)}
            total = total + Fraction(int(c)) * _monomial({a: e for a, e in exponents.items() if e})
        return total


def _monomial(exponents: Mapping[Atom, Fraction]) -> Expr:
    product, exponent = num(1), num(0)
    for atom, e in exponents.items():
        if atom[0] == "exp":
            exponent = exponent + e * _argument(atom)
        else:
            product = product * power(_atom(atom), e)
    return product if exponent is ZERO else product * function("exp", exponent)


def _argument(atom: Atom) -> Expr:
    """u of an atom exp(u)."""
    u = _monomial(dict(atom[1]))
    return u if len(atom) == 2 else u / _polynomial(atom[2])


def _atom(atom: Atom) -> Expr:
    match atom:
        case ("var", name):
            return var(name)
        case ("prime", value):
            return num(value)
        case ("pi",):
            return PI
        case ("function", name, numerator, denominator):
            return function(name, _polynomial(numerator) / _polynomial(denominator))
        case _:
            raise NoNormalForm


def _polynomial(terms: Iterable[tuple[Monomial, Fraction]]) -> Expr:
    total: Expr = ZERO
    for m, c in terms:
        total = total + c * _monomial(dict(m))
    return total
