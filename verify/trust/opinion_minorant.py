"""What stands for L at a point on its kinks: L itself, or L with some kinks replaced by one of their branches.

A kink has a condition that is named if both are the same, or opposite, at points nearby; that L is nowhere lower than
what stands for it is looked at there, too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from ..problem.expression import Expr, rebuild, topological
from .opinion import Opinion

NEAR = -100
"""How near, as a power of two, the points are that stand for all points nearby."""
PLACES = 12
"""Points nearby at which L is compared with its minorant."""


def near(o: Opinion, at: Sequence[Any], number: int) -> list[list[Any]]:
    """Points near this one, the same each time."""
    random = Random(number)
    return [[x + o.mp.ldexp(random.randint(-(2**30), 2**30), NEAR - 30) for x in at] for _ in range(number)]


@dataclass(frozen=True, eq=False)
class MinorantParts:
    """L or its minorant, the outputs and the losses of all samples, and the term in theta alone."""

    risk: Expr
    outputs: list[list[Expr]]
    losses: list[Expr]
    regularizer: Expr


def minorant(o: Opinion, at: Sequence[Any], branches: Sequence[tuple[Expr, int]]) -> MinorantParts:
    """L with the kinks of these conditions replaced by their branches on these sides, one after another."""
    problem = o.problem
    outputs = [list(row) for row in problem.outputs]
    losses = [problem.sample_loss(i, row) for i, row in enumerate(outputs)]
    parts = [problem.risk, *(f for row in outputs for f in row), *losses, problem.regularizer]
    places = [at, *near(o, at, 4)]
    for condition, side in branches:
        if side not in (1, -1) or not all(abs(u) < o.zero for u in _values(o, condition, places[:1])):
            raise ArithmeticError("the point is not on a kink that is named, or there is no such side")
        wanted, before = _values(o, condition, places), parts
        while (found := _fitting(o, parts[0], wanted, places)) is not None:
            kink, sign = found
            parts = _with_branch(parts, kink, side * sign)
        if parts is before:
            raise ArithmeticError("no kink has the condition that is named")
    rest = iter(parts)
    risk = next(rest)
    return MinorantParts(risk, [[next(rest) for _ in row] for row in outputs], [next(rest) for _ in losses], next(rest))


def least_there(o: Opinion, parts: MinorantParts, at: Sequence[Any]) -> bool:
    """Whether L is nowhere less than this near the point, and as much there."""
    gaps = [o.risk(x) - o.value(parts.risk, o.problem.names, x) for x in (at, *near(o, at, PLACES))]
    return bool(abs(gaps[0]) < o.zero and all(gap > -o.zero for gap in gaps))


def _values(o: Opinion, x: Expr, places: Sequence[Sequence[Any]]) -> list[Any]:
    return [o.value(x, o.problem.names, at) for at in places]


def _fitting(o: Opinion, risk: Expr, wanted: Sequence[Any], places: Sequence[Sequence[Any]]) -> tuple[Expr, int] | None:
    """A kink whose condition is so many times, 1 or -1, the one that is wanted."""
    for kink in topological([risk]):
        if kink.op == "where":
            found = _values(o, kink.args[0], places)
            for sign in (1, -1):
                if all(abs(u - sign * v) < o.zero for u, v in zip(found, wanted, strict=True)):
                    return kink, sign
    return None


def _with_branch(parts: Sequence[Expr], kink: Expr, side: int) -> list[Expr]:
    new = {kink: kink.args[1 if side == 1 else 2]}
    for x in topological(parts):
        if x not in new:
            new[x] = rebuild(x, [new[a] for a in x.args]) if x.args else x
    return [new[x] for x in parts]
