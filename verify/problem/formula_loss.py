"""Losses written as formulas: whether they are certainly smooth, and their Hessian if they are quadratic."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from .expression import ONE, ZERO, Expr, branches, rational, topological
from .functions import FUNCTIONS

Monomial = tuple[int, ...]
"""The positions of the outputs in a product of at most two of them: ``()``, ``(i,)`` or ``(i, j)`` with i <= j."""


FACTS = ("differentiable", "convex", "stationary-is-global", "nonnegative")


def is_differentiable(loss: Expr, outputs: Sequence[str]) -> bool:
    """Whether ``loss`` is certainly continuously differentiable in ``outputs`` on all of R^K.

    It is a sufficient test on the formula: no kink, and no root, logarithm or quotient of something that depends on
    an output and is not visibly positive.
    """
    depends = _depending(loss, set(outputs))
    positive, _ = _signs(loss)
    stack: list[Expr] = [loss]
    seen: set[Expr] = set()
    while stack:
        x = stack.pop()
        if x in seen or x not in depends:
            continue
        seen.add(x)
        if x.op == "where":
            # Its branches are smooth where they are used; only the activations of the table make such a node.
            if branches(x).order < 1:
                return False
            stack.append(x.args[0])
            continue
        base = x.args[1] if x.op == "div" else x.args[0] if x.args else x
        edge = FUNCTIONS[x.op].above if x.op in FUNCTIONS else None
        if edge is not None and edge > 0:
            return False  # that the base is positive is then not enough
        needs_positive = x.op == "div" or edge is not None or (x.op == "pow" and Fraction(x.data).denominator != 1)
        if needs_positive and base in depends and base not in positive:
            return False
        stack.extend(x.args)
    return True


def is_nonnegative(loss: Expr) -> bool:
    """Whether ``loss`` is visibly nowhere negative, whatever its variables are: a sufficient test on the formula."""
    return loss in _signs(loss)[1]


def hessian_of_quadratic(loss: Expr, outputs: Sequence[str]) -> list[list[Expr]] | None:
    """The constant Hessian of ``loss`` in ``outputs`` if it is a polynomial of degree at most 2 in them, else None.

    The entries are free of the outputs; they may hold other variables (the targets).
    """
    polynomial = _polynomial(loss, {name: i for i, name in enumerate(outputs)})
    if polynomial is None:
        return None
    rows = [[ZERO] * len(outputs) for _ in outputs]
    for monomial, coefficient in polynomial.items():
        if len(monomial) == 2:
            i, j = monomial
            rows[i][j] = rows[j][i] = 2 * coefficient if i == j else coefficient
    return rows


def _polynomial(loss: Expr, index: dict[str, int]) -> dict[Monomial, Expr] | None:
    """The coefficients of ``loss`` as a polynomial in the outputs; None beyond degree 2, or if it is none."""
    depends = _depending(loss, set(index))
    found: dict[Expr, dict[Monomial, Expr]] = {}
    for x in topological([loss]):
        if x not in depends:
            found[x] = {(): x}
            continue
        if x.op == "var":
            found[x] = {(index[str(x.data)],): ONE}
            continue
        result = _combined(x, [found[a] for a in x.args])
        if result is None:
            return None
        found[x] = result
    return found[loss]


def _combined(x: Expr, args: list[dict[Monomial, Expr]]) -> dict[Monomial, Expr] | None:
    match x.op:
        case "neg":
            return {m: -c for m, c in args[0].items()}
        case "add" | "sub":
            total = dict(args[0])
            for m, c in args[1].items():
                old = total.get(m, ZERO)
                total[m] = old + c if x.op == "add" else old - c
            return {m: c for m, c in total.items() if c is not ZERO}
        case "mul":
            return _product(args[0], args[1])
        case "pow" if x.data == 2:
            return _product(args[0], args[0])
        case "div" if set(args[1]) == {()}:
            return {m: c / args[1][()] for m, c in args[0].items()}
        case _:
            return None


def _product(p: dict[Monomial, Expr], q: dict[Monomial, Expr]) -> dict[Monomial, Expr] | None:
    total: dict[Monomial, Expr] = {}
    for m, c in p.items():
        for n, d in q.items():
            if len(m) + len(n) > 2:
                return None
            monomial = tuple(sorted(m + n))
            total[monomial] = total.get(monomial, ZERO) + c * d
    return {m: c for m, c in total.items() if c is not ZERO}


def _depending(loss: Expr, names: set[str]) -> set[Expr]:
    """The nodes of ``loss`` in which one of ``names`` occurs."""
    found: set[Expr] = set()
    for x in topological([loss]):
        if (x.op == "var" and x.data in names) or any(a in found for a in x.args):
            found.add(x)
    return found


def _signs(loss: Expr) -> tuple[set[Expr], set[Expr]]:
    """The nodes of ``loss`` that are visibly positive, and those that are visibly nonnegative (these included)."""
    positive: set[Expr] = set()
    nonnegative: set[Expr] = set()
    for x in topological([loss]):
        value = rational(x)
        above = [a in positive for a in x.args]
        least = [a in nonnegative for a in x.args]
        exponent = Fraction(x.data) if x.op == "pow" else Fraction(1)
        if value is not None:
            is_positive, is_nonnegative = value > 0, value >= 0
        elif x.op == "add":
            is_positive, is_nonnegative = all(least) and any(above), all(least)
        elif x.op == "pow":
            is_positive = above[0]
            is_nonnegative = least[0] or (exponent.denominator == 1 and exponent.numerator % 2 == 0)
        else:
            is_positive = (
                x.op == "pi"
                or (x.op in FUNCTIONS and FUNCTIONS[x.op].positive)
                or (x.op in ("mul", "div") and all(above))
            )
            is_nonnegative = x.op == "mul" and all(least)
        if is_positive:
            positive.add(x)
        if is_positive or is_nonnegative:
            nonnegative.add(x)
    return positive, nonnegative
