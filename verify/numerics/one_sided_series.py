"""Expansions at t = 0 from above: an expression in t is ``c_0 + c_1 t + ... + c_j t^j + O(t^(j+1))`` for small t > 0.

The coefficients are exact constants. A kink is its upper or its lower branch for all small t > 0, which one being
decided by the first coefficient of its argument that is not 0: by a ball, and those before it are 0 by identity.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import lru_cache
from math import factorial

from ..problem.derivatives import tangent
from ..problem.expression import (
    ARG,
    ONE,
    UNDEFINED,
    ZERO,
    Expr,
    branches,
    function,
    number,
    power,
    substitute,
    topological,
)
from ..problem.functions import FUNCTIONS
from .identity import side_of

Series = tuple[Expr, ...]


def expansions(expressions: Sequence[Expr], name: str, order: int) -> list[Series | None]:
    """``(c_0, ..., c_order)`` of each expression in the variable ``name`` alone.

    An answer proves that the expression has a value for all small t > 0, and that it differs from
    ``c_0 + ... + c_order t^order`` by at most a constant times ``t^(order+1)`` there. Its value at t = 0 may be another
    (``step`` jumps). None says that no expansion was proved: a divisor or the argument of a root that tends to 0, a
    logarithm of what was not proved positive, a kink whose side was not decided, another variable.
    """
    found: dict[Expr, Series | None] = {}
    for x in topological(expressions):
        found[x] = _node(x, [found[a] for a in x.args], name, order)
    return [found[x] for x in expressions]


def _node(x: Expr, args: Sequence[Series | None], name: str, order: int) -> Series | None:
    if x.op == "where":
        return _where(x, *args)
    known = [a for a in args if a is not None]
    if len(known) < len(args):
        return None
    match x.op:
        case "num" | "pi":
            return (x,) + (ZERO,) * order
        case "var":
            return (ZERO, ONE, *(ZERO,) * (order - 1)) if x.data == name else None
        case "add":
            return tuple(a + b for a, b in zip(*known, strict=True))
        case "sub":
            return tuple(a - b for a, b in zip(*known, strict=True))
        case "neg":
            return tuple(-a for a in known[0])
        case "mul":
            return _product(*known)
        case "div":
            return _quotient(*known)
        case "pow":
            return _power(known[0], number(x))
        case _:
            above = FUNCTIONS[x.op].above
            if above is not None and side_of(known[0][0] - Fraction(above)) != 1:
                return None
            return _composed(known[0], lambda k: nth_derivative(x.op, k))


def _product(x: Series, y: Series) -> Series:
    return tuple(_total([x[i] * y[k - i] for i in range(k + 1)]) for k in range(len(x)))


def _quotient(x: Series, y: Series) -> Series | None:
    if side_of(y[0]) not in (1, -1):
        return None
    quotient: list[Expr] = []
    for k in range(len(x)):
        quotient.append((x[k] - _total([quotient[i] * y[k - i] for i in range(k)])) / y[0])
    return tuple(quotient)


def _power(x: Series, exponent: Fraction) -> Series | None:
    if exponent.denominator == 1 and exponent > 0:
        n, result, square = exponent.numerator, None, x
        while n:
            if n & 1:
                result = square if result is None else _product(result, square)
            n >>= 1
            square = _product(square, square) if n else square
        return result
    if side_of(x[0]) != 1:
        return None
    falling = [Fraction(1)]
    for k in range(len(x)):
        falling.append(falling[-1] * (exponent - k))
    return _composed(x, lambda k: falling[k] * power(ARG, exponent - k))


def _composed(x: Series, derivative: Callable[[int], Expr]) -> Series:
    """f(x(t)) for f analytic at ``x[0]``, with these derivatives, written in ``ARG``."""
    at = {str(ARG.data): x[0]}
    rest = (ZERO, *x[1:])
    result: Series = (ZERO,) * len(x)
    for k in reversed(range(len(x))):
        coefficient = substitute([derivative(k)], at)[0] * Fraction(1, factorial(k))
        shifted = _product(result, rest)
        result = (shifted[0] + coefficient, *shifted[1:])
    return result


@lru_cache(maxsize=512)
def nth_derivative(name: str, order: int) -> Expr:
    """The derivative of a function of the table, of this order, in ``ARG``."""
    return function(name, ARG) if order == 0 else tangent([nth_derivative(name, order - 1)], {ARG: ONE})[0]


def _where(x: Expr, u: Series | None, p: Series | None, n: Series | None) -> Series | None:
    if u is None:
        return None
    for coefficient in u:
        side = side_of(coefficient)
        if side in (1, -1):
            return p if side == 1 else n
        if side is None:
            return None
    # u is O(t^(order+1)), of any sign: then both branches have to be the same as far as the expansions go.
    if p is None or n is None or branches(x).order == UNDEFINED:
        return None
    return p if all(side_of(a - b) == 0 for a, b in zip(p, n, strict=True)) else None


def _total(terms: Sequence[Expr]) -> Expr:
    total: Expr = ZERO
    for term in terms:
        total = total + term
    return total
