"""The normal form of an expression: N / D, where N and D are polynomials over Q in atoms (``polynomial.py``).

Atoms that are not built in are functions whose argument is itself in this form. If N = 0 then the expression is zero
wherever it is defined. The converse fails when atoms are algebraically dependent in a way that is not built in.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from ..problem.expression import ARG, Expr, topological
from ..problem.expression_algebra import EXPRESSIONS
from ..problem.functions import FUNCTIONS, Function, Normal, Parity
from .arctangents import decomposed
from .polynomial import (
    NUMBER_ONE,
    UNIT,
    WORK,
    Atom,
    Monomial,
    NoNormalForm,
    Polynomial,
    added,
    alone,
    as_monomial,
    common_factor,
    factored,
    is_positive,
    joined,
    key,
    reciprocal,
    times,
)
from .turns import brought, value

Ratio = tuple[Polynomial, Polynomial]

MAX_POWER = 64

PI: Monomial = alone(("pi",))


def normal_form(x: Expr, known: Mapping[Expr, Ratio] | None = None) -> Ratio:
    """The normal form of ``x``, where those of some nodes may be given.

    Raises:
        NoNormalForm: it has none (a function with branches, a quotient by 0), or too large a one.
    """
    WORK.begin()
    forms = dict(known or {})
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
            return {alone(("var", x.data)): Fraction(1)}, NUMBER_ONE
        case "pi":
            return {PI: Fraction(1)}, NUMBER_ONE
        case "add":
            return _sum(args[0], args[1])
        case "sub":
            return _sum(args[0], _scaled(args[1], Fraction(-1)))
        case "neg":
            return _scaled(args[0], Fraction(-1))
        case "mul":
            return _ratio(times(args[0][0], args[1][0]), times(args[0][1], args[1][1]))
        case "div":
            return _ratio(times(args[0][0], args[1][1]), times(args[0][1], args[1][0]))
        case "pow":
            assert isinstance(x.data, Fraction)
            return _power(args[0], x.data)
        case "where":  # no function of its argument alone
            raise NoNormalForm
        case _:
            return _function(FUNCTIONS[x.op], args[0])


def _function(f: Function, x: Ratio) -> Ratio:
    rule = f.normal_form
    if rule is Normal.ATOM:
        return _opaque(f, x)
    if isinstance(rule, Normal):
        return {"exp": _exp, "log": _log}[f.name](x)
    return normal_form(rule(ARG, EXPRESSIONS), {ARG: x})


def _constant(value: Fraction) -> Ratio:
    return ({UNIT: value} if value else {}), NUMBER_ONE


def _scaled(x: Ratio, factor: Fraction) -> Ratio:
    WORK.spend(len(x[0]))
    return {m: c * factor for m, c in x[0].items()}, x[1]


def _sum(x: Ratio, y: Ratio) -> Ratio:
    if x[1] == y[1]:
        return _ratio(added(x[0], y[0]), x[1])
    return _ratio(added(times(x[0], y[1]), times(y[0], x[1])), times(x[1], y[1]))


def _ratio(numerator: Polynomial, denominator: Polynomial) -> Ratio:
    """N / D with a common factor taken out of D: its rational content and its powers of positive atoms."""
    if not denominator:
        raise NoNormalForm
    if not numerator:
        return {}, NUMBER_ONE
    content, common = common_factor(denominator)
    if content == 1 and not common:
        return numerator, denominator
    inverse = {reciprocal(common): 1 / content}
    return times(numerator, inverse), times(denominator, inverse)


def _power(x: Ratio, exponent: Fraction) -> Ratio:
    if not x[0] and exponent > 0:
        return x
    if exponent.denominator == 1:
        n = abs(exponent.numerator)
        if n > MAX_POWER and (len(x[0]) > 1 or len(x[1]) > 1):
            raise NoNormalForm
        result: Ratio = (NUMBER_ONE, NUMBER_ONE)
        for _ in range(n):
            result = _ratio(times(result[0], x[0]), times(result[1], x[1]))
        return _ratio(result[1], result[0]) if exponent < 0 else result
    simple = _positive_monomial(x)
    if simple is not None:
        coefficient, m = simple
        exponents = {atom: e * exponent for atom, e in m}
        for prime, count in factored(coefficient).items():
            atom = ("prime", prime)
            exponents[atom] = exponents.get(atom, Fraction(0)) + count * exponent
        factor, rest = as_monomial(exponents)
        return _ratio({rest: factor}, NUMBER_ONE)
    if x[1] != NUMBER_ONE:
        return _ratio(*_quotient(_power((x[0], NUMBER_ONE), exponent), _power((x[1], NUMBER_ONE), exponent)))
    return {alone(("root", key(x[0])), exponent): Fraction(1)}, NUMBER_ONE


def _quotient(x: Ratio, y: Ratio) -> Ratio:
    return times(x[0], y[1]), times(x[1], y[0])


def _positive_monomial(x: Ratio) -> tuple[Fraction, Monomial] | None:
    """``x`` as a positive rational times a monomial in positive atoms, if it is one."""
    if len(x[0]) != 1 or x[1] != NUMBER_ONE:
        return None
    ((m, c),) = x[0].items()
    return (c, m) if c > 0 and all(is_positive(atom) for atom, _ in m) else None


def _exp(x: Ratio) -> Ratio:
    exponents: dict[Atom, Fraction] = {}
    over = () if x[1] == NUMBER_ONE else (key(x[1]),)
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
        raise NoNormalForm
    factor, monomial = as_monomial(exponents)
    return _ratio(times({monomial: factor}, whole[0]), whole[1])


def _product(x: Ratio, y: Ratio) -> Ratio:
    return times(x[0], y[0]), times(x[1], y[1])


def _log(x: Ratio) -> Ratio:
    if x[1] != NUMBER_ONE:
        return _sum(_log((x[0], NUMBER_ONE)), _scaled(_log((x[1], NUMBER_ONE)), Fraction(-1)))
    if not x[0]:
        raise NoNormalForm
    content, common = common_factor(x[0])
    if content < 0:
        content = -content
    total: Ratio = _constant(Fraction(0))
    rest = times(x[0], {reciprocal(common): 1 / content})
    if len(rest) == 1:
        ((m, c),) = rest.items()
        if c != 1 or not all(is_positive(atom) for atom, _ in m):
            return _sum(total, ({alone(("logof", key(x[0]))): Fraction(1)}, NUMBER_ONE))
        _, common = joined(common, m)
        # A product of prime roots keeps its whole powers apart: they are in ``content`` already.
        rest = NUMBER_ONE
    for prime, count in factored(content).items():
        total = _sum(total, ({alone(("log", prime)): Fraction(count)}, NUMBER_ONE))
    for atom, e in common:
        if atom[0] == "prime":
            total = _sum(total, ({alone(("log", atom[1])): e}, NUMBER_ONE))
        elif len(atom) == 2:
            total = _sum(total, ({atom[1]: e}, NUMBER_ONE))
        else:
            total = _sum(total, _ratio({atom[1]: e}, dict(atom[2])))
    if rest != NUMBER_ONE:
        total = _sum(total, ({alone(("logof", key(rest))): Fraction(1)}, NUMBER_ONE))
    return total


def _opaque(f: Function, x: Ratio) -> Ratio:
    """A function known only by its parity and its values at rationals; sin and cos also at rational multiples of pi.

    Arctangents of rational numbers are brought to independent ones.
    """
    number = _rational(x)
    known = None if number is None else f.values.get(number)
    if known is not None:
        return _constant(Fraction(known))
    parts = decomposed(number) if number is not None and f.name == "atan" else None
    if parts is not None:
        turns, terms = parts
        total: Polynomial = {PI: turns} if turns else {}
        for t, n in terms.items():
            total = added(total, {alone(_atom(f, _constant(t))): Fraction(n)})
        return total, NUMBER_ONE
    angle = _half_turns(x)
    if angle is not None and f.name in ("sin", "cos"):
        return _trigonometric(f.name, angle)
    flip = f.parity is not Parity.NEITHER and x[0] and x[0][min(x[0], key=repr)] < 0
    if flip:
        x = _scaled(x, Fraction(-1))
    return {alone(_atom(f, x)): Fraction(-1 if flip and f.parity is Parity.ODD else 1)}, NUMBER_ONE


def _atom(f: Function, x: Ratio) -> Atom:
    return ("function", f.name, key(x[0]), key(x[1]))


def _rational(x: Ratio) -> Fraction | None:
    """The rational number that ``x`` is written as, if it is one."""
    if not x[0]:
        return Fraction(0)
    return x[0][UNIT] if set(x[0]) == {UNIT} and x[1] == NUMBER_ONE else None


def _half_turns(x: Ratio) -> Fraction | None:
    """r if x = r pi."""
    if x[1] != NUMBER_ONE or len(x[0]) != 1:
        return None
    ((m, c),) = x[0].items()
    return c if m == PI else None


def _trigonometric(name: str, angle: Fraction) -> Ratio:
    """The sine or the cosine of ``angle`` pi: a sum of square roots, or the same at an angle of at most pi/4."""
    sign, name, angle = brought(name, angle)
    roots = value(name, angle)
    if roots is None:
        return _scaled(
            ({alone(_atom(FUNCTIONS[name], ({PI: angle}, NUMBER_ONE))): Fraction(1)}, NUMBER_ONE),
            Fraction(sign),
        )
    total: Polynomial = {}
    for n, c in roots.items():
        factor, m = as_monomial(
            {("prime", prime): Fraction(count, 2) for prime, count in factored(Fraction(n)).items()}
        )
        total = added(total, {m: sign * c * factor})
    return total, NUMBER_ONE


def reduced(x: Polynomial) -> Polynomial:
    """``x`` with whole powers of roots expanded and cos^2 written as 1 - sin^2, until neither occurs."""
    for _ in range(200):
        for m in list(x):
            step = next((r for atom, e in m if (r := _rewriting(atom, e)) is not None), None)
            if step is not None:
                atom, whole, replacement = step
                rest = {a: e - whole if a == atom else e for a, e in m}
                factor, left = as_monomial(rest)
                c = x.pop(m)
                x = added(x, times({left: c * factor}, replacement))
                break
        else:
            return x
    raise NoNormalForm


def _rewriting(atom: Atom, e: Fraction) -> tuple[Atom, Fraction, Polynomial] | None:
    if atom[0] == "root" and e >= 1:
        return atom, Fraction(1), dict(atom[1])
    if atom[0] == "function" and atom[1] == "cos" and e >= 2:
        sine: Atom = ("function", "sin", atom[2], atom[3])
        return atom, Fraction(2), {UNIT: Fraction(1), alone(sine, Fraction(2)): Fraction(-1)}
    return None
