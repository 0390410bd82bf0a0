"""Expressions at 1,000 bits and more by mpmath, node by node: a second route to every number that balls enclose.

Nothing is shared with ``numerics``: neither the lowering nor the functions nor the derivatives. The result claims
nothing; it is compared with balls that do.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from itertools import product
from typing import Any

from mpmath.ctx_mp import MPContext

from ..problem.expression import UNDEFINED, Expr, branches, topological

Real = Any  # mpmath.mpf; mpmath ships no types

BITS = 1100


def context(bits: int = BITS) -> Any:
    """A context of mpmath of its own."""
    made = MPContext()
    made.prec = bits
    return made


@lru_cache(maxsize=64)
def functions(mp: Any) -> dict[str, Callable[[Real], Real]]:
    """Each elementary function by mpmath; ``ValueError`` where it has no value."""

    def log(x: Real) -> Real:
        if x <= 0:
            raise ValueError("log of a number that is not positive")
        return mp.log(x)

    def sigmoid(x: Real) -> Real:
        y = mp.exp(-abs(x))
        return 1 / (1 + y) if x >= 0 else y / (1 + y)

    def softplus(x: Real) -> Real:
        return max(x, mp.zero) + mp.log1p(mp.exp(-abs(x)))

    return {
        "exp": mp.exp, "log": log, "sin": mp.sin, "cos": mp.cos, "sinh": mp.sinh, "cosh": mp.cosh, "tanh": mp.tanh,
        "sigmoid": sigmoid, "softplus": softplus, "atan": mp.atan, "erf": mp.erf,
    }  # fmt: skip


def exactly(mp: Any, number: Fraction) -> Real:
    """A rational number, rounded once."""
    return mp.mpf(number.numerator) / number.denominator


def values(mp: Any, expressions: Sequence[Expr], at: Mapping[str, Real]) -> list[Real | None]:
    """The values of expressions at a point; None for one that has none there."""
    known: dict[Expr, Real | None] = {}
    named = functions(mp)
    for x in _nodes(*expressions):
        known[x] = _value(mp, named, x, [known[a] for a in x.args], at)
    return [known[x] for x in expressions]


@lru_cache(maxsize=256)
def _nodes(*expressions: Expr) -> list[Expr]:
    """Every node below the expressions, each after its arguments: they are evaluated at many points."""
    return topological(expressions)


def _value(
    mp: Any, named: Mapping[str, Callable[[Real], Real]], x: Expr, args: Sequence[Real | None], at: Mapping[str, Real]
) -> Real | None:
    if x.op == "where":
        return _branch(x, args)
    if any(a is None for a in args):
        return None
    given: list[Any] = list(args)
    try:
        match x.op:
            case "num":
                return exactly(mp, x.data)
            case "var":
                return at[str(x.data)]
            case "pi":
                return +mp.pi
            case "add":
                return given[0] + given[1]
            case "sub":
                return given[0] - given[1]
            case "neg":
                return -given[0]
            case "mul":
                return given[0] * given[1]
            case "div":
                return given[0] / given[1]
            case "pow":
                return _power(mp, given[0], x.data)
            case _:
                return named[x.op](given[0])
    except (ValueError, ZeroDivisionError):
        return None


def _power(mp: Any, x: Real, exponent: Fraction) -> Real:
    if exponent.denominator == 1:
        return x ** int(exponent)
    if x < 0 or (x == 0 and exponent < 0):
        raise ValueError("a root of a negative number")
    return mp.power(x, exactly(mp, exponent))


def _branch(x: Expr, args: Sequence[Real | None]) -> Real | None:
    u, upper, lower = args
    if u is None or (u == 0 and branches(x).order == UNDEFINED):
        return None
    return upper if u >= 0 else lower


def derivative(
    f: Callable[[Sequence[Real]], Real | None], at: Sequence[Real], order: Sequence[int], step: Real
) -> Real | None:
    """The derivative of ``f`` in the one or two coordinates ``order``, by central differences of this step.

    None if ``f`` has no value nearby.
    """
    total: Real = 0
    for signs in product((1, -1), repeat=len(order)):
        point = list(at)
        for i, sign in zip(order, signs, strict=True):
            point[i] = point[i] + sign * step
        value = f(point)
        if value is None:
            return None
        total = total + (1 if signs.count(-1) % 2 == 0 else -1) * value
    return total / (2 * step) ** len(order)
