"""Proposals that no theta is data-optimal: boxes that cover the parameter space. Claims nothing.

A box on which no reason is seen is halved, in the coordinate in which it is widest on the scale ``s = t/(1 + |t|)``, on
which the whole line has the ends -1 and 1. Reasons are the residual gradients themselves, and eliminations.

An *elimination* takes the parameters t out in which the outputs are affine, ``f = A(s) t + d(s)``: the minors of A
give a row y(s) with ``y' A = 0``. Where all minors have a common factor (for ``t3*tanh(t1*x + t2) + t4`` they vanish
together at ``t1 = 0``) nothing would be seen near its zeros, so it is divided out: in the normal form the entries are
quotients of polynomials in exponentials.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import combinations, islice
from math import lcm
from typing import TYPE_CHECKING, Any, NamedTuple

from ..exact import write
from ..kernel.certificate import Certificate
from ..kernel.evidence import Unknown
from ..kernel.gate import Regularity, look
from ..kernel.kinds.nowhere_stationary import encloses, stationary
from ..kernel.region import EVERYWHERE, Range, Region
from ..numerics.normal_form import normal_form
from ..numerics.polynomial import Atom, Monomial, NoNormalForm, Polynomial
from ..problem.derivatives import gradient
from ..problem.expression import PI, ZERO, Expr, function, num, power, substitute, text, var, variables
from ..problem.objective import Problem
from .output_relations import stationary_outputs

if TYPE_CHECKING:
    import sympy

MOST_PIECES = 600
DEEPEST = 12
"""A coordinate is halved at most so often in one piece."""
MOST_TERMS = 12
MOST_COLUMNS = 3
MOST_RELATIONS = 20
SHORT = 10**6
"""A stationary output that is a fraction with a denominator up to this is written as it is."""
Piece = dict[str, Any]


class Relation(NamedTuple):
    """``sum y (f - p) = c`` for every theta: y by distinct input and output, and the c."""

    terms: dict[tuple[int, int], Expr]
    constant: Expr


class Reason(NamedTuple):
    """Something that is not 0 on a box, with the ranges of its variables that are no parameters."""

    x: Expr
    ranges: dict[str, Range]
    words: Piece


def nowhere_stationary(problem: Problem, deadline: float = float("inf")) -> Certificate | Unknown:
    """A certificate of the kind ``nowhere-stationary``."""
    reasons = [
        Reason(rho, {}, {"input": x, "output": k})
        for x, row in enumerate(problem.residual_gradients)
        for k, rho in enumerate(row)
    ]
    relations = list(_written(problem, deadline))
    for r, (_, difference, ranges) in enumerate(relations):
        reasons.append(Reason(difference, ranges, {"relation": r}))
    pieces = _cover(problem.names, reasons, deadline)
    if isinstance(pieces, Unknown):
        return pieces
    used = sorted({piece["relation"] for piece in pieces if "relation" in piece})
    for piece in pieces:
        if "relation" in piece:
            piece["relation"] = used.index(piece["relation"])
    data = {"relations": [relations[r][0] for r in used], "pieces": pieces}
    return Certificate("nowhere-stationary", problem.digest, data)


def _cover(names: Sequence[str], reasons: Sequence[Reason], deadline: float) -> list[Piece] | Unknown:
    """The pieces of a cover in the order of the certificate: a split, then what is below it, then what is above."""
    pieces: list[Piece] = []
    order = list(reasons)
    stack: list[tuple[Region, tuple[int, ...]]] = [(EVERYWHERE, (0,) * len(names))]
    used = variables([reason.x for reason in reasons])
    while stack:
        if len(pieces) > MOST_PIECES or time.monotonic() > deadline:
            return Unknown("budget", "the parameter space was not covered")
        box, halvings = stack.pop()
        found = next((reason for reason in order if _nowhere_zero(reason, box)), None)
        if found is not None:
            order.remove(found)
            order.insert(0, found)
            pieces.append(dict(found.words))
            continue
        free = [i for i, name in enumerate(names) if name in used and halvings[i] < DEEPEST]
        if not free or sum(halvings) > DEEPEST * 2:
            return Unknown("method", "on a small box no residual gradient was seen to be nowhere 0")
        i = min(free, key=lambda j: halvings[j])
        at = _middle(box.ranges.get(names[i], Range()))
        pieces.append({"parameter": i, "at": write(at)})
        deeper = (*halvings[:i], halvings[i] + 1, *halvings[i + 1 :])
        stack += [(box.part(names[i], Range(at)), deeper), (box.part(names[i], Range(high=at)), deeper)]
    return pieces


def _nowhere_zero(reason: Reason, box: Region) -> bool:
    known = look([reason.x], Region({**box.ranges, **reason.ranges}))[0]
    return known.regularity >= Regularity.DEFINED and (known.values.positive or known.values.negative)


def _middle(r: Range) -> Fraction:
    """The middle of a range on the scale t/(1 + |t|)."""
    low = Fraction(-1) if r.low is None else Fraction(r.low) / (1 + abs(Fraction(r.low)))
    high = Fraction(1) if r.high is None else Fraction(r.high) / (1 + abs(Fraction(r.high)))
    s = (low + high) / 2
    return s / (1 - abs(s))


# ----------------------------------------------------------------------------------------------------------------
# Eliminations.


def _written(problem: Problem, deadline: float) -> Iterator[tuple[Piece, Expr, dict[str, Range]]]:
    """Each elimination as the certificate has it, with its difference ``c - sum y (q - p)`` and the ranges of the q."""
    outputs: dict[tuple[int, int], tuple[Fraction, Fraction]] = {}
    for (x, k, j), (low, high) in stationary_outputs(problem).items():
        short = ((low + high) / 2).limit_denominator(SHORT)
        for ends in ((short, short), (low, high)):
            if j is None and encloses(problem, x, k, Range(*ends)):
                outputs[x, k] = ends
                break
    middles = {place: (low + high) / 2 for place, (low, high) in outputs.items()}
    for relation in _eliminations(problem, middles, deadline):
        terms, difference = [], relation.constant
        for (x, k), y in relation.terms.items():
            ends, p = outputs[x, k], middles[x, k]
            numbers = {"minus": write(p), "low": write(ends[0]), "high": write(ends[1])}
            terms.append({"input": x, "output": k, "y": text(y), **numbers})
            difference = difference - y * (var(stationary(x, k)) - p)
        ranges = {stationary(x, k): Range(*outputs[x, k]) for x, k in relation.terms}
        yield {"terms": terms, "constant": text(relation.constant)}, difference, ranges


def _eliminations(problem: Problem, middles: Mapping[tuple[int, int], Fraction], deadline: float) -> Iterator[Relation]:
    """Relations of one output more than there are parameters in which all outputs are affine; p are the ``middles``."""
    rows = {(x, k): problem.outputs[problem.distinct[x][0]][k] for x, k in middles}
    names = _affine(list(rows.values()), problem.names)
    if not 0 < len(names) <= MOST_COLUMNS:
        return
    start = {name: ZERO for name in names}
    for chosen in islice(combinations(rows, len(names) + 1), MOST_RELATIONS):
        if time.monotonic() > deadline:
            return
        slopes = [gradient(rows[place], names) for place in chosen]
        rest = [
            x - middles[place] for x, place in zip(substitute([rows[p] for p in chosen], start), chosen, strict=True)
        ]
        try:
            found = _orthogonal(slopes, rest)
        except NoNormalForm:
            continue
        if found is not None:
            y, constant = found
            yield Relation({place: v for place, v in zip(chosen, y, strict=True) if v is not ZERO}, constant)


def _affine(outputs: Sequence[Expr], names: Sequence[str]) -> list[str]:
    """Parameters in which all outputs are affine together: no slope in one of them contains any of them."""
    found: list[str] = []
    for name in reversed(names):
        tried = [*found, name]
        if not any(variables(gradient(x, tried)) & set(tried) for x in outputs):
            found = tried
    return found


def _orthogonal(rows: Sequence[Sequence[Expr]], rest: Sequence[Expr]) -> tuple[list[Expr], Expr] | None:
    """y with ``sum y_i rows_i = 0``, for one row more than columns, without a common factor, and ``sum y_i rest_i``.

    None if the rows have no minor that is not 0.

    Raises:
        NoNormalForm: an entry has none, or too large a one.
    """
    import sympy  # slow to import

    forms = [[normal_form(x) for x in (*row, last)] for row, last in zip(rows, rest, strict=True)]
    polynomials = [p for row in forms for form in row for p in form]
    if any(len(p) > MOST_TERMS for p in polynomials):
        raise NoNormalForm
    atoms = _Symbols(polynomials)
    matrix = sympy.Matrix([[atoms.symbolic(n) / atoms.symbolic(d) for n, d in row] for row in forms])
    size = matrix.rows
    others = [[j for j in range(size) if j != i] for i in range(size)]
    minors = _whole([(-1) ** i * matrix.extract(others[i], range(size - 1)).det() for i in range(size)])
    if not any(minors):
        return None
    factor = sympy.gcd_list(minors)
    y = [sympy.cancel(minor / factor) for minor in minors]
    *y, constant = _whole([*y, sum(v * matrix[i, size - 1] for i, v in enumerate(y))])
    return [atoms.expression(v) for v in y], atoms.expression(constant)


def _whole(values: Sequence[sympy.Expr]) -> list[sympy.Expr]:
    """The rational functions multiplied by the least polynomial that makes all of them polynomials."""
    import sympy

    fractions = [sympy.fraction(sympy.cancel(value)) for value in values]
    common = sympy.lcm_list([d for _, d in fractions])
    return [sympy.cancel(n * common / d) for n, d in fractions]


class _Symbols:
    """A symbol for each atom of some polynomials: a root of it, so that all exponents become whole."""

    def __init__(self, polynomials: Sequence[Polynomial]) -> None:
        import sympy

        self.roots: dict[Atom, int] = {}
        for p in polynomials:
            for m in p:
                for atom, e in m:
                    self.roots[atom] = lcm(self.roots.get(atom, 1), e.denominator)
        self.symbols = {atom: sympy.Symbol(f"z{i}") for i, atom in enumerate(self.roots)}

    def symbolic(self, p: Polynomial) -> sympy.Expr:
        """The polynomial in the symbols."""
        import sympy

        total = sympy.Integer(0)
        for m, c in p.items():
            term = sympy.Rational(c.numerator, c.denominator)
            for atom, e in m:
                term *= self.symbols[atom] ** int(e * self.roots[atom])
            total += term
        return total

    def expression(self, x: sympy.Expr) -> Expr:
        """A polynomial in the symbols as an expression."""
        import sympy

        if not self.symbols:
            return num(Fraction(int(x.p), int(x.q)))
        total: Expr = ZERO
        poly = sympy.Poly(x, *self.symbols.values())
        for powers, c in poly.terms():
            exponents = {a: Fraction(e, self.roots[a]) for a, e in zip(self.symbols, powers, strict=True) if e}
            total = total + Fraction(int(c.p), int(c.q)) * _monomial(exponents)
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
