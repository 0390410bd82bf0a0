"""A second route to the values and derivatives of expressions: mpmath at 50 digits, and SymPy."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import mpmath
import sympy

from verify.problem.expression import UNDEFINED, Expr, branches, topological

mpmath.mp.dps = 50
Number = mpmath.mpf

FUNCTIONS: dict[str, Callable[[Number], Number]] = {
    "exp": mpmath.exp,
    "log": lambda u: mpmath.log(u) if u > 0 else mpmath.nan,
    "sin": mpmath.sin,
    "cos": mpmath.cos,
    "sinh": mpmath.sinh,
    "cosh": mpmath.cosh,
    "tanh": mpmath.tanh,
    "sigmoid": lambda u: 1 / (1 + mpmath.exp(-u)),
    "softplus": lambda u: mpmath.log(1 + mpmath.exp(u)),
    "atan": mpmath.atan,
    "erf": mpmath.erf,
}


class NoValue(Exception):
    """The expression has no value there."""


def value(x: Expr, at: Mapping[str, Number | int | str] | None = None) -> Number:
    """The value of ``x``, with the variables as in ``at``."""
    names = {name: mpmath.mpf(v) for name, v in (at or {}).items()}
    known: dict[Expr, Number] = {}
    for node in topological([x]):
        known[node] = _value(node, [known[a] for a in node.args], names)
    if mpmath.isnan(known[x]):
        raise NoValue
    return known[x]


def _value(x: Expr, args: list[Number], names: Mapping[str, Number]) -> Number:
    if x.op == "num":
        return mpmath.mpf(x.data.numerator) / x.data.denominator
    if x.op == "var":
        return names[x.data]
    if x.op == "pi":
        return +mpmath.pi
    if x.op == "add":
        return args[0] + args[1]
    if x.op == "sub":
        return args[0] - args[1]
    if x.op == "mul":
        return args[0] * args[1]
    if x.op == "neg":
        return -args[0]
    if x.op == "div":
        return mpmath.nan if args[1] == 0 else args[0] / args[1]
    if x.op == "pow":
        if (args[0] < 0 and x.data.denominator != 1) or (args[0] == 0 and x.data < 0):
            return mpmath.nan
        return mpmath.power(args[0], mpmath.mpf(x.data.numerator) / x.data.denominator)
    if x.op == "where":
        if mpmath.isnan(args[0]) or (args[0] == 0 and branches(x).order == UNDEFINED):
            return mpmath.nan
        return args[1] if args[0] >= 0 else args[2]  # the other branch may have no value
    return FUNCTIONS[x.op](args[0])


def slope(f: Callable[[Number], Number], u: Number, order: int = 1, side: int = 0) -> Number:
    """The derivative of ``f`` at ``u`` by finite differences; ``side`` +1 or -1 for one-sided ones."""
    with mpmath.workdps(120):
        if side == 0:
            return mpmath.diff(f, u, order, h=mpmath.mpf(10) ** -30)
        return mpmath.diff(f, u, order, direction=side, h=mpmath.mpf(10) ** -30)


SMOOTH = {
    **{name: getattr(sympy, name) for name in ("exp", "log", "sin", "cos", "sinh", "cosh", "tanh", "atan", "erf")},
    "sigmoid": lambda u: 1 / (1 + sympy.exp(-u)),
    "softplus": lambda u: sympy.log(1 + sympy.exp(u)),
}


def symbolic(x: Expr) -> sympy.Expr:
    """A smooth expression in SymPy; its variables are real."""
    known: dict[Expr, sympy.Expr] = {}
    for node in topological([x]):
        known[node] = _symbolic(node, [known[a] for a in node.args])
    return known[x]


def _symbolic(x: Expr, args: list[sympy.Expr]) -> sympy.Expr:
    if x.op == "num":
        return sympy.Rational(x.data.numerator, x.data.denominator)
    if x.op == "var":
        return sympy.Symbol(x.data, real=True)
    if x.op == "pi":
        return sympy.pi
    if x.op == "pow":
        return args[0] ** sympy.Rational(x.data.numerator, x.data.denominator)
    if x.op == "neg":
        return -args[0]
    if x.op in ("add", "sub", "mul", "div"):
        a, b = args
        return {"add": lambda: a + b, "sub": lambda: a - b, "mul": lambda: a * b, "div": lambda: a / b}[x.op]()
    return SMOOTH[x.op](args[0])
