"""Exact identities: is an expression zero, identically, near a point? A yes is a proof; otherwise "not proved".

Every expression is brought to the form N / D, where N and D are polynomials over Q in *atoms*: variables, roots of
primes, exponentials of monomials, logarithms, and functions whose argument is itself in this form. Exponents of
positive atoms may be any rational numbers, so that exp(u/2)**2 and exp(u), or sqrt(2)*sqrt(3) and sqrt(6), agree. If
N = 0 then the expression is zero wherever it is defined. The converse fails when atoms are algebraically dependent in
a way that is not built in, so a "no" here says nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from math import floor, gcd, lcm
from typing import Any

from ..problem.expression import (
    ARG,
    EXPRESSIONS,
    ONE,
    UNDEFINED,
    Expr,
    branches,
    num,
    rebuild,
    substitute,
    tangent,
    topological,
    var,
    variables,
)
from ..problem.functions import FUNCTIONS, Function, Normal, Parity
from ..truth import Truth
from . import ball
from .program import Program

Atom = tuple[Any, ...]
Monomial = tuple[tuple[Atom, Fraction], ...]  # sorted by atom; no zero exponents
Polynomial = dict[Monomial, Fraction]  # no zero coefficients
Ratio = tuple[Polynomial, Polynomial]

MAX_TERMS = 20_000
MAX_POWER = 64
MAX_WORK = 200_000
"""Terms that may be handled for one normal form: a bound on the time, the same on every machine."""
SIGN_BITS = (64, 256, 1024, 4096)

UNIT: Monomial = ()
NUMBER_ONE: Polynomial = {UNIT: Fraction(1)}


class _NotProved(Exception):
    """The normal form cannot be built (too large, a kink, an undefined value)."""


def vanish(expressions: Sequence[Expr], at: Mapping[str, Expr] | None = None) -> bool:
    """True proves: each expression is zero at ``at``, and near it wherever it has a value, whatever its variables are.

    That it has values near the point is another question (``sqrt(t)**2 - t`` at t = 0 has none for t < 0): the gate's.

    Args:
        expressions: what should vanish; variables that are not in ``at`` may take any value.
        at: constants for variables; used only to find which side of each kink the neighbourhood lies on, and to see
            that the expressions have a value there.
    """
    base = dict(at or {})
    if not all(ball.finite(value) for value in _values(expressions, base, 128)):
        return False
    try:
        smooth = resolved(expressions, base)
        # A value that is not 0 refutes the identity, and costs far less than a normal form.
        return not any(_somewhere_nonzero(x) for x in smooth) and all(_numerator_vanishes(x) for x in smooth)
    except _NotProved:
        return False


def zero(constant: Expr) -> Truth:
    """Whether a constant expression is 0: YES by identity, NO by a ball that excludes 0, else UNKNOWN."""
    try:
        smooth = resolved([constant], {})
    except _NotProved:
        return Truth.UNKNOWN
    if _excludes_zero(smooth, SIGN_BITS[:2]):
        return Truth.NO
    if vanish(smooth):
        return Truth.YES
    return Truth.NO if _excludes_zero(smooth, SIGN_BITS[2:]) else Truth.UNKNOWN


def _somewhere_nonzero(x: Expr) -> bool:
    """Whether a ball proves that ``x`` is not 0 at one of a few values of its variables."""
    names = sorted(variables([x]))
    if not names:
        return _excludes_zero([x], SIGN_BITS[:2])
    points = ({name: num(Fraction(s * (2 * i + 1), 2 * i + 5)) for i, name in enumerate(names)} for s in (1, -2))
    return any(ball.sign(_values([x], point, SIGN_BITS[1])[0]) in (1, -1) for point in points)


def _excludes_zero(constants: Sequence[Expr], precisions: Sequence[int]) -> bool:
    return any(ball.sign(_values(constants, {}, bits)[0]) in (1, -1) for bits in precisions)


def resolved(expressions: Sequence[Expr], at: Mapping[str, Expr]) -> list[Expr]:
    """``expressions`` without kinks: each ``where`` replaced by the branch in force around the point ``at``.

    Raises:
        _NotProved: the point lies on a kink that matters, or its side was not decided.
    """
    new: dict[Expr, Expr | None] = {}
    for x in topological(expressions):
        args = [new[a] for a in x.args]
        if x.op == "where":
            new[x] = _branch(x, args, at)
        elif any(a is None for a in args):
            new[x] = None
        else:
            new[x] = rebuild(x, [a for a in args if a is not None]) if x.args else x
    results = [new[x] for x in expressions]
    if any(x is None for x in results):
        raise _NotProved
    return [x for x in results if x is not None]


def resolved_at(x: Expr, at: Mapping[str, Expr]) -> Expr | None:
    """``resolved`` for one expression; None if a side was not decided."""
    try:
        return resolved([x], at)[0]
    except _NotProved:
        return None


def one_sided(derivative: Expr, name: str, at: Expr, side: int) -> Expr | None:
    """The limit of a derivative in one variable as it tends to the constant ``at`` from above (1) or below (-1).

    At a kink ``u = 0`` the branch is that of the side to which u moves; None if that was not decided.
    """
    point = {name: at}
    new: dict[Expr, Expr] = {}
    for x in topological([derivative]):
        if x.op == "where" and _side(substitute([x.args[0]], point)[0]) == 0:
            speed = tangent([x.args[0]], {var(name): ONE})[0]
            towards = _side(substitute([speed], point)[0])
            if towards not in (1, -1):
                return None
            new[x] = new[x.args[1] if towards == side else x.args[2]]
        else:
            new[x] = rebuild(x, [new[a] for a in x.args]) if x.args else x
    return substitute([new[derivative]], point)[0]


def _branch(x: Expr, args: Sequence[Expr | None], at: Mapping[str, Expr]) -> Expr | None:
    u, p, n = args
    if u is None:
        return None
    side = _side(substitute([u], at)[0])
    if side in (1, -1):
        return p if side == 1 else n
    # On the kink itself: a constant u stays there, and the value is p unless it is undefined.
    stays = side == 0 and _closed([u], {})
    return p if stays and branches(x).order != UNDEFINED else None


@lru_cache(maxsize=4096)
def _side(u: Expr) -> int | None:
    """The sign of a constant: +1, -1, 0, or None if not decided (or not a constant)."""
    if not _closed([u], {}):
        return None
    for bits in SIGN_BITS[:2]:
        side = ball.sign(_values([u], {}, bits)[0])
        if side is not None:
            return side
    try:
        if _numerator_vanishes(u):
            return 0
    except _NotProved:
        pass
    for bits in SIGN_BITS[2:]:
        side = ball.sign(_values([u], {}, bits)[0])
        if side is not None:
            return side
    return None


def _values(expressions: Sequence[Expr], at: Mapping[str, Expr], bits: int) -> list[ball.Ball]:
    with ball.precision(bits):
        return Program(substitute(expressions, at), []).run(ball.BALLS, []) if _closed(expressions, at) else []


def _closed(expressions: Sequence[Expr], at: Mapping[str, Expr]) -> bool:
    return all(x.op != "var" or x.data in at for x in topological(expressions))


class _Work:
    """How many terms may still be handled for the normal form that is being built."""

    left = MAX_WORK

    def spend(self, terms: int) -> None:
        self.left -= terms
        if self.left < 0:
            raise _NotProved


_WORK = _Work()


def _numerator_vanishes(x: Expr) -> bool:
    _WORK.left = MAX_WORK
    return not _reduced(_normal(x, {})[0])


def _normal(x: Expr, known: Mapping[Expr, Ratio]) -> Ratio:
    """The normal form of ``x``, where those of some nodes are given."""
    forms = dict(known)
    for y in topological([x]):
        if y not in forms:
            forms[y] = _form(y, [forms[a] for a in y.args])
    return forms[x]


def _form(x: Expr, args: Sequence[Ratio]) -> Ratio:
    match x.op:
        case "num":
            assert isinstance(x.data, Fraction)
            return _constant(x.data)
        case "var":
            return {((("var", x.data), Fraction(1)),): Fraction(1)}, NUMBER_ONE
        case "pi":
            return {((("pi",), Fraction(1)),): Fraction(1)}, NUMBER_ONE
        case "add":
            return _sum(args[0], args[1])
        case "sub":
            return _sum(args[0], _scaled(args[1], Fraction(-1)))
        case "neg":
            return _scaled(args[0], Fraction(-1))
        case "mul":
            return _ratio(_times(args[0][0], args[1][0]), _times(args[0][1], args[1][1]))
        case "div":
            return _ratio(_times(args[0][0], args[1][1]), _times(args[0][1], args[1][0]))
        case "pow":
            assert isinstance(x.data, Fraction)
            return _power(args[0], x.data)
        case "where":  # no function of its argument alone
            raise _NotProved
        case _:
            return _function(FUNCTIONS[x.op], args[0])


def _function(f: Function, x: Ratio) -> Ratio:
    rule = f.normal_form
    if rule is Normal.ATOM:
        return _opaque(f, x)
    if isinstance(rule, Normal):
        return {"exp": _exp, "log": _log}[f.name](x)
    return _normal(rule(ARG, EXPRESSIONS), {ARG: x})


def _constant(value: Fraction) -> Ratio:
    return ({UNIT: value} if value else {}), NUMBER_ONE


def _scaled(x: Ratio, factor: Fraction) -> Ratio:
    _WORK.spend(len(x[0]))
    return {m: c * factor for m, c in x[0].items()}, x[1]


def _sum(x: Ratio, y: Ratio) -> Ratio:
    if x[1] == y[1]:
        return _ratio(_added(x[0], y[0]), x[1])
    return _ratio(_added(_times(x[0], y[1]), _times(y[0], x[1])), _times(x[1], y[1]))


def _added(x: Polynomial, y: Polynomial) -> Polynomial:
    _WORK.spend(len(x) + len(y))
    total = dict(x)
    for m, c in y.items():
        value = total.get(m, Fraction(0)) + c
        if value:
            total[m] = value
        else:
            total.pop(m, None)
    return total


def _times(x: Polynomial, y: Polynomial) -> Polynomial:
    if len(x) * len(y) > MAX_TERMS:
        raise _NotProved
    _WORK.spend(len(x) * len(y))
    total: Polynomial = {}
    for m1, c1 in x.items():
        for m2, c2 in y.items():
            factor, m = _joined(m1, m2)
            value = total.get(m, Fraction(0)) + c1 * c2 * factor
            if value:
                total[m] = value
            else:
                total.pop(m, None)
    return total


def _joined(m1: Monomial, m2: Monomial) -> tuple[Fraction, Monomial]:
    """The product of two monomials: a rational factor (whole powers of primes) and a monomial."""
    if not m1:
        return Fraction(1), m2
    if not m2:
        return Fraction(1), m1
    exponents = dict(m1)
    for atom, e in m2:
        exponents[atom] = exponents.get(atom, Fraction(0)) + e
    return _monomial(exponents)


def _monomial(exponents: Mapping[Atom, Fraction]) -> tuple[Fraction, Monomial]:
    factor, kept = Fraction(1), []
    for atom, e in exponents.items():
        if atom[0] == "prime":
            whole = floor(e)
            factor *= Fraction(atom[1]) ** whole
            e -= whole
        if e:
            kept.append((atom, e))
    return factor, tuple(sorted(kept, key=repr))


def _ratio(numerator: Polynomial, denominator: Polynomial) -> Ratio:
    """N / D with a common factor taken out of D: its rational content and its powers of positive atoms."""
    if not denominator:
        raise _NotProved
    if not numerator:
        return {}, NUMBER_ONE
    content, common = _content(denominator)
    if content == 1 and not common:
        return numerator, denominator
    inverse = {_inverse(common): 1 / content}
    return _times(numerator, inverse), _times(denominator, inverse)


def _content(x: Polynomial) -> tuple[Fraction, Monomial]:
    """A rational number and a monomial in positive atoms that divide ``x``, the same for every multiple of ``x``."""
    _WORK.spend(len(x))
    values = list(x.values())
    content = Fraction(gcd(*(v.numerator for v in values)), lcm(*(v.denominator for v in values)))
    if x[min(x, key=repr)] < 0:
        content = -content
    least: dict[Atom, Fraction] = {}
    for position, m in enumerate(x):
        exponents = {atom: e for atom, e in m if _is_positive(atom)}
        atoms = set(exponents) if position == 0 else set(exponents) | set(least)
        least = {
            atom: exponents.get(atom, Fraction(0))
            if position == 0
            else min(least.get(atom, Fraction(0)), exponents.get(atom, Fraction(0)))
            for atom in atoms
        }
    # An atom that is missing from an earlier monomial has exponent 0 there, which the loop has accounted for.
    common = tuple(sorted(((a, e) for a, e in least.items() if e and a[0] != "prime"), key=repr))
    return content, common


def _is_positive(atom: Atom) -> bool:
    return atom[0] in ("exp", "prime")


def _inverse(m: Monomial) -> Monomial:
    return tuple((atom, -e) for atom, e in m)


def _power(x: Ratio, exponent: Fraction) -> Ratio:
    if not x[0] and exponent > 0:
        return x
    if exponent.denominator == 1:
        n = abs(exponent.numerator)
        if n > MAX_POWER and (len(x[0]) > 1 or len(x[1]) > 1):
            raise _NotProved
        result: Ratio = (NUMBER_ONE, NUMBER_ONE)
        for _ in range(n):
            result = _ratio(_times(result[0], x[0]), _times(result[1], x[1]))
        return _ratio(result[1], result[0]) if exponent < 0 else result
    simple = _positive_monomial(x)
    if simple is not None:
        coefficient, m = simple
        exponents = {atom: e * exponent for atom, e in m}
        for prime, count in _factored(coefficient).items():
            atom = ("prime", prime)
            exponents[atom] = exponents.get(atom, Fraction(0)) + count * exponent
        factor, rest = _monomial(exponents)
        return _ratio({rest: factor}, NUMBER_ONE)
    if x[1] != NUMBER_ONE:
        return _ratio(*_quotient(_power((x[0], NUMBER_ONE), exponent), _power((x[1], NUMBER_ONE), exponent)))
    return {((("root", _key(x[0])), exponent),): Fraction(1)}, NUMBER_ONE


def _quotient(x: Ratio, y: Ratio) -> Ratio:
    return _times(x[0], y[1]), _times(x[1], y[0])


def _positive_monomial(x: Ratio) -> tuple[Fraction, Monomial] | None:
    """``x`` as a positive rational times a monomial in positive atoms, if it is one."""
    if len(x[0]) != 1 or x[1] != NUMBER_ONE:
        return None
    ((m, c),) = x[0].items()
    return (c, m) if c > 0 and all(_is_positive(atom) for atom, _ in m) else None


def _exp(x: Ratio) -> Ratio:
    exponents: dict[Atom, Fraction] = {}
    over = () if x[1] == NUMBER_ONE else (_key(x[1]),)
    whole: Ratio = (NUMBER_ONE, NUMBER_ONE)
    for m, c in x[0].items():
        logarithm = m[0][0] if len(m) == 1 and m[0][1] == 1 and m[0][0][0] in ("log", "logof") and not over else None
        if logarithm is not None and logarithm[0] == "log":
            atom: Atom = ("prime", logarithm[1])
        elif logarithm is not None and c.denominator == 1 and abs(c) <= 64:
            whole = _ratio(*_product(whole, _power((dict(logarithm[1]), NUMBER_ONE), c)))
            continue
        else:
            atom = ("exp", m, *over)
        exponents[atom] = exponents.get(atom, Fraction(0)) + c
    if any(atom[0] == "prime" and abs(e) > 10_000 for atom, e in exponents.items()):
        raise _NotProved
    factor, monomial = _monomial(exponents)
    return _ratio(_times({monomial: factor}, whole[0]), whole[1])


def _product(x: Ratio, y: Ratio) -> Ratio:
    return _times(x[0], y[0]), _times(x[1], y[1])


def _log(x: Ratio) -> Ratio:
    if x[1] != NUMBER_ONE:
        return _sum(_log((x[0], NUMBER_ONE)), _scaled(_log((x[1], NUMBER_ONE)), Fraction(-1)))
    if not x[0]:
        raise _NotProved
    content, common = _content(x[0])
    if content < 0:
        content = -content
    total: Ratio = _constant(Fraction(0))
    rest = _times(x[0], {_inverse(common): 1 / content})
    if len(rest) == 1:
        ((m, c),) = rest.items()
        if c != 1 or not all(_is_positive(atom) for atom, _ in m):
            return _sum(total, ({((("logof", _key(x[0])), Fraction(1)),): Fraction(1)}, NUMBER_ONE))
        _, common = _joined(common, m)
        # A product of prime roots keeps its whole powers apart: they are in ``content`` already.
        rest = NUMBER_ONE
    for prime, count in _factored(content).items():
        total = _sum(total, ({((("log", prime), Fraction(1)),): Fraction(count)}, NUMBER_ONE))
    for atom, e in common:
        if atom[0] == "prime":
            total = _sum(total, ({((("log", atom[1]), Fraction(1)),): e}, NUMBER_ONE))
        elif len(atom) == 2:
            total = _sum(total, ({atom[1]: e}, NUMBER_ONE))
        else:
            total = _sum(total, _ratio({atom[1]: e}, dict(atom[2])))
    if rest != NUMBER_ONE:
        total = _sum(total, ({((("logof", _key(rest)), Fraction(1)),): Fraction(1)}, NUMBER_ONE))
    return total


def _opaque(f: Function, x: Ratio) -> Ratio:
    """A function known only by its parity and its values at rationals; sin and cos also at multiples of pi/2."""
    number = _rational(x)
    value = None if number is None else f.values.get(number)
    if value is not None:
        return _constant(Fraction(value))
    quarter = _quarter_turns(x)
    if quarter is not None and f.name in ("sin", "cos"):
        return _constant(Fraction((0, 1, 0, -1)[(quarter + (0 if f.name == "sin" else 1)) % 4]))
    flip = f.parity is not Parity.NEITHER and x[0] and x[0][min(x[0], key=repr)] < 0
    if flip:
        x = _scaled(x, Fraction(-1))
    atom: Atom = ("function", f.name, _key(x[0]), _key(x[1]))
    return {((atom, Fraction(1)),): Fraction(-1 if flip and f.parity is Parity.ODD else 1)}, NUMBER_ONE


def _rational(x: Ratio) -> Fraction | None:
    """The rational number that ``x`` is written as, if it is one."""
    if not x[0]:
        return Fraction(0)
    return x[0][UNIT] if set(x[0]) == {UNIT} and x[1] == NUMBER_ONE else None


def _quarter_turns(x: Ratio) -> int | None:
    """k if x = k pi/2."""
    if x[1] != NUMBER_ONE or len(x[0]) != 1:
        return None
    ((m, c),) = x[0].items()
    return int(2 * c) if m == ((("pi",), Fraction(1)),) and (2 * c).denominator == 1 else None


def _reduced(x: Polynomial) -> Polynomial:
    """``x`` with whole powers of roots expanded and cos^2 written as 1 - sin^2, until neither occurs."""
    for _ in range(200):
        for m in list(x):
            step = next((r for atom, e in m if (r := _rewriting(atom, e)) is not None), None)
            if step is not None:
                atom, whole, replacement = step
                rest = {a: e - whole if a == atom else e for a, e in m}
                factor, left = _monomial(rest)
                c = x.pop(m)
                x = _added(x, _times({left: c * factor}, replacement))
                break
        else:
            return x
    raise _NotProved


def _rewriting(atom: Atom, e: Fraction) -> tuple[Atom, Fraction, Polynomial] | None:
    if atom[0] == "root" and e >= 1:
        return atom, Fraction(1), dict(atom[1])
    if atom[0] == "function" and atom[1] == "cos" and e >= 2:
        sine: Atom = ("function", "sin", atom[2], atom[3])
        return atom, Fraction(2), {UNIT: Fraction(1), ((sine, Fraction(2)),): Fraction(-1)}
    return None


def _key(x: Polynomial) -> tuple[tuple[Monomial, Fraction], ...]:
    return tuple(sorted(x.items(), key=repr))


@lru_cache(maxsize=4096)
def _factored(value: Fraction) -> dict[int, int]:
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
