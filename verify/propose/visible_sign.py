"""Forms of a formula that show its sign: factored, and with the squares of quadratic factors completed.

SymPy proposes them, and the kernel proves that they are the same formula; a wrong one is refused. For SymPy the formula
is a rational function of its variables and of all that is no such function of them, such as ``exp(3*b)``.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

from ..errors import FormulaError
from ..kernel.region import Region
from ..kernel.sides import strict
from ..numerics.identity import vanish
from ..numerics.plain_form import plain
from ..problem.expression import Expr, rational, substitute, topological, variables
from ..problem.formula import parse

if TYPE_CHECKING:
    import sympy

MOST_NODES = 80
MOST_DEGREE = 16
"""Up to which size, and which degree, other forms of a formula are looked for: no factor takes long then."""


def visible(x: Expr, region: Region) -> Expr:
    """A form of x whose sign on the region is seen; x itself if it is, or if none was found."""
    if strict(x, region) is not None:
        return x
    short = plain(x)
    if strict(short, region) is not None:
        return short
    return next((form for form in _forms(short) if strict(form, region) is not None), short)


def shortest(x: Expr) -> Expr:
    """The shortest form of x that was found."""
    plainest = plain(x)
    same = [form for form in _forms(plainest) if vanish([plainest - form])]
    return min([plainest, *same], key=lambda form: len(topological([form])))


def _forms(x: Expr) -> Iterator[Expr]:
    import sympy

    nodes = topological([x])
    if len(nodes) > MOST_NODES:
        return
    opaque: dict[Expr, str] = {}
    terms: dict[Expr, tuple[sympy.Expr, int]] = {}
    for node in nodes:
        found = _term(node, [terms[a] for a in node.args])
        if found is None:
            name = opaque.setdefault(node, f"f{len(opaque)}")
            found = sympy.Symbol(name), 1
        terms[node] = found
    term, degree = terms[x]
    if degree > MOST_DEGREE:
        return
    names = [*sorted(variables([x])), *opaque.values()]
    back = {name: node for node, name in opaque.items()}
    factored = sympy.factor(term)
    for form in (factored, _completed(factored)):
        try:
            yield substitute([parse(str(form), names, "a form")], back)[0]
        except FormulaError:
            continue


def _term(x: Expr, args: list[tuple[sympy.Expr, int]]) -> tuple[sympy.Expr, int] | None:
    """The expression, and a bound on its degree as a rational function; None if it is none."""
    import sympy

    terms = [term for term, _ in args]
    total = sum(degree for _, degree in args)
    number = rational(x)
    if number is not None:
        return sympy.Rational(number.numerator, number.denominator), 0
    match x.op:
        case "var":
            return sympy.Symbol(str(x.data)), 1
        case "add":
            return terms[0] + terms[1], total
        case "sub":
            return terms[0] - terms[1], total
        case "neg":
            return -terms[0], total
        case "mul":
            return terms[0] * terms[1], total
        case "div":
            return terms[0] / terms[1], total
        case "pow" if Fraction(x.data).denominator == 1:
            return terms[0] ** int(x.data), total * abs(int(x.data))
    return None


def _completed(term: sympy.Expr) -> sympy.Expr:
    """The term with ``c (v - h)^2 + r`` in place of each quadratic factor in one variable v."""
    import sympy

    done = []
    for factor in sympy.Mul.make_args(term):
        base, exponent = factor.as_base_exp()
        free = sorted(base.free_symbols, key=str)
        if len(free) == 1 and base.is_polynomial(free[0]) and sympy.degree(base, free[0]) == 2:
            c, d, e = sympy.Poly(base, free[0]).all_coeffs()
            base = c * (free[0] + d / (2 * c)) ** 2 + (e - d**2 / (4 * c))
        done.append(sympy.Pow(base, exponent, evaluate=False) if exponent != 1 else base)
    return sympy.Mul(*done, evaluate=False)
