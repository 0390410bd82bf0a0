"""Forms of a formula that show its sign: factored, and with the squares of quadratic factors completed.

SymPy proposes them, and the kernel proves that they are the same formula; a wrong one is refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

from ..errors import FormulaError
from ..kernel.region import Region
from ..kernel.sides import strict
from ..problem.expression import Expr, topological, variables
from ..problem.formula import parse

if TYPE_CHECKING:
    import sympy

MOST = 80
"""Nodes of a formula up to which other forms of it are looked for."""

SAME = ("exp", "log", "sin", "cos", "sinh", "cosh", "tanh", "atan", "erf")
"""Functions that SymPy has under the same name."""


def visible(x: Expr, region: Region) -> Expr:
    """A form of x whose sign on the region is seen; x itself if it is, or if none was found."""
    if strict(x, region) is not None:
        return x
    return next((form for form in _forms(x) if strict(form, region) is not None), x)


def _forms(x: Expr) -> Iterator[Expr]:
    import sympy

    nodes = topological([x])
    if len(nodes) > MOST:
        return
    names = sorted(variables([x]))
    symbols = {name: sympy.Symbol(name, real=True, positive=name in ("a", "lam") or None) for name in names}
    term = _term(nodes, symbols)
    if term is None:
        return
    factored = sympy.factor(sympy.powsimp(sympy.expand(term)))
    for form in (factored, _completed(factored)):
        try:
            yield parse(str(form), names, "a form")
        except FormulaError:
            continue


def _term(nodes: list[Expr], symbols: dict[str, sympy.Symbol]) -> sympy.Expr | None:
    """The last of the nodes, each of which follows its arguments; None if SymPy does not know one of them."""
    import sympy

    made: dict[Expr, sympy.Expr] = {}
    for x in nodes:
        args = [made[a] for a in x.args]
        match x.op:
            case "num":
                made[x] = sympy.Rational(x.data.numerator, x.data.denominator)
            case "var":
                made[x] = symbols[str(x.data)]
            case "pi":
                made[x] = sympy.pi
            case "add":
                made[x] = args[0] + args[1]
            case "sub":
                made[x] = args[0] - args[1]
            case "neg":
                made[x] = -args[0]
            case "mul":
                made[x] = args[0] * args[1]
            case "div":
                made[x] = args[0] / args[1]
            case "pow":
                exponent = Fraction(x.data)
                made[x] = args[0] ** sympy.Rational(exponent.numerator, exponent.denominator)
            case name if name in SAME:
                made[x] = getattr(sympy, name)(args[0])
            case _:
                return None
    return made[nodes[-1]]


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
