"""Derivatives of expressions, exact, as expressions that share their nodes with the value.

The derivative of a ``where`` is a ``where`` of one order less: undefined at a kink, where there is no derivative.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from .expression import (
    ARG,
    JUMP,
    ONE,
    UNDEFINED,
    ZERO,
    Expr,
    branches,
    num,
    number,
    power,
    rebuild,
    topological,
    var,
    where,
)
from .expression_algebra import EXPRESSIONS
from .functions import FUNCTIONS


def gradient(output: Expr, names: Sequence[str]) -> list[Expr]:
    """The partial derivatives of ``output`` in the order of ``names``, by reverse accumulation.

    At a kink the result is a ``where`` of one order less, undefined where the derivative does not exist.
    """
    wanted = [var(name) for name in names]
    depends = _depending([output], set(wanted))
    adjoint: dict[Expr, Expr] = {output: ONE}
    for x in reversed(topological([output])):
        if x not in depends or x not in adjoint:
            continue
        upstream = adjoint[x]
        for argument, partial in _partials(x):
            if argument in depends:
                seed = partial * upstream
                adjoint[argument] = adjoint[argument] + seed if argument in adjoint else seed
    return [adjoint.get(v, ZERO) for v in wanted]


def tangent(outputs: Sequence[Expr], seed: Mapping[Expr, Expr]) -> list[Expr]:
    """The derivative of ``outputs`` along ``seed`` (node -> its derivative), by forward accumulation."""
    depends = _depending(outputs, set(seed))
    dot: dict[Expr, Expr] = dict(seed)
    for x in topological(outputs):
        if x in depends and x not in dot:
            total = ZERO
            for argument, partial in _partials(x):
                if argument in depends:
                    total = total + partial * dot[argument]
            dot[x] = total
    return [dot.get(x, ZERO) if x in depends else ZERO for x in outputs]


def hessian(output: Expr, names: Sequence[str]) -> list[list[Expr]]:
    """The matrix of second partial derivatives (symmetric; only the lower half is derived)."""
    first = gradient(output, names)
    rows: list[list[Expr]] = [[ZERO] * len(names) for _ in names]
    for j, name in enumerate(names):
        for i, entry in enumerate(tangent(first[j:], {var(name): ONE}), start=j):
            rows[i][j] = rows[j][i] = entry
    return rows


def both_sides(derivatives: Sequence[Expr]) -> list[Expr]:
    """The same derivatives, which at a kink have the value of its upper side where there is none.

    Of a locally Lipschitz function this is the derivative at almost every point: where u, differentiable, is 0 and its
    gradient is not, is a null set; and where both are 0, any slope of the kink gives the right product, 0. So an
    enclosure, which joins both sides of a kink on which it is not certain, holds the derivative almost everywhere.
    """
    new: dict[Expr, Expr] = {}
    for x in topological(derivatives):
        if x.op == "where":
            p, n, order = branches(x)
            upper, lower = both_sides([p, n])
            new[x] = where(new[x.args[0]], upper, lower, JUMP if order == UNDEFINED else order)
        else:
            new[x] = rebuild(x, [new[a] for a in x.args]) if x.args else x
    return [new[x] for x in derivatives]


def _partials(x: Expr) -> list[tuple[Expr, Expr]]:
    """The arguments of ``x``, each with the partial derivative of ``x`` in it."""
    a = x.args
    match x.op:
        case "add":
            return [(a[0], ONE), (a[1], ONE)]
        case "sub":
            return [(a[0], ONE), (a[1], num(-1))]
        case "neg":
            return [(a[0], num(-1))]
        case "mul":
            return [(a[0], a[1]), (a[1], a[0])]
        case "div":
            return [(a[0], ONE / a[1]), (a[1], -x / a[1])]
        case "pow":
            return [(a[0], num(number(x)) * power(a[0], number(x) - 1))]
        case "where":
            p, n, order = branches(x)
            dp, dn = tangent([p, n], {ARG: ONE})
            return [(a[0], where(a[0], dp, dn, order - 1 if order > 0 else UNDEFINED))]
        case "num" | "var" | "pi":
            return []
        case _:
            return [(a[0], FUNCTIONS[x.op].derivative(a[0], x, EXPRESSIONS))]


def _depending(outputs: Iterable[Expr], roots: set[Expr]) -> set[Expr]:
    found = set(roots)
    for x in topological(outputs):
        if x not in found and any(a in found for a in x.args):
            found.add(x)
    return found
