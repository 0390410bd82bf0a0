"""Second opinions on the kinds about L at a point across a slice: nondegenerate across symmetries, and on kinks.

At a point on kinks each condition is asked of L on each choice of their sides.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import product
from typing import Any

from ..files.problem_table import canonical
from ..problem.expression import Expr
from ..problem.formula import parse
from .opinion import Data, Function, Opinion
from .opinion_minorant import near
from .opinion_point import Sides, placed, sided, slice_point


def critical_orbit(o: Opinion, data: Data) -> bool:
    """L is critical and nondegenerate on the slice, and does not change along fields that lead away from it."""
    text = canonical(data["point"])
    z = slice_point(o, text)
    first, second = _derivatives(o, text, (), None)
    size, least = len(z.free), "branches" in data["point"]
    c = _congruent(o, data["congruence"], o.mp.matrix(second)) if size else o.mp.matrix(0, 0)
    flat = all(abs(slope) < o.zero for slope in first) and len(data["congruence"]) == size
    discs = all((c[i, i] if least else abs(c[i, i])) > _others(c, i) for i in range(size))
    return not z.kinks and flat and discs and _symmetric(o, text, data["fields"])


def sharp_minimum(o: Opinion, data: Data) -> bool:
    """L rises from its kinks on every side, along them it curves upward, and it does not change along the fields."""
    text, rows = canonical(data["point"]), data["rows"]
    z = slice_point(o, text)
    order = [*map(z.free.index, rows), *(k for k, i in enumerate(z.free) if i not in rows)]
    count, size = len(z.kinks), len(order)
    good = 0 < count == len(rows) and size == len(z.free)
    bends = [_derivatives(o, text, (1,) * count, k) for k in range(count)]
    steep = o.mp.matrix([[first[i] for i in order] for first, _ in bends])
    basis = o.mp.matrix(size, size - count)
    for r in range(size - count):
        head = o.mp.lu_solve(steep[:, :count], -steep[:, count + r])
        for k in range(count):
            basis[k, r] = head[k]
        basis[count + r, r] = o.mp.one
    for sides in product((1, -1), repeat=count):
        slopes, second = _derivatives(o, text, sides, None)
        slope = o.mp.matrix([slopes[i] for i in order])
        weights = o.mp.lu_solve(steep[:, :count].T, slope[:count, 0])
        good &= all(s * w > o.zero for s, w in zip(sides, weights, strict=True))
        good &= all(abs(x) < o.zero for x in slope - steep.T * weights)
        rounded = o.mp.matrix([[second[i][j] for j in order] for i in order])
        for w, (_, bend) in zip(weights, bends, strict=True):
            rounded -= w * o.mp.matrix([[bend[i][j] for j in order] for i in order])
        if size > count:
            c = _congruent(o, data["congruence"], basis.T * rounded * basis)
            good &= all(c[i, i] > _others(c, i) for i in range(size - count))
    return bool(good and _symmetric(o, text, data["fields"]))


def _congruent(o: Opinion, congruence: Sequence[Sequence[str]], matrix: Any) -> Any:
    q = o.mp.matrix([o.numbers(row) for row in congruence])
    return q.T * matrix * q


def _others(matrix: Any, i: int) -> Any:
    """The radius of a disc of Gershgorin."""
    return sum(abs(matrix[i, j]) for j in range(matrix.cols) if j != i)


@lru_cache(maxsize=1024)
def _derivatives(o: Opinion, text: str, sides: Sides, kink: int | None) -> tuple[list[Any], list[list[Any]]]:
    """The gradient and the Hessian, in the free coordinates, of L on these sides of the kinks, or of a kink."""
    z = slice_point(o, text)
    formula = sided(o, z, [z.parts.risk if kink is None else z.kinks[kink]], sides)[0]
    f: Function = lambda x: o.value(formula, o.problem.names, placed(z.at, z.free, x))  # noqa: E731
    here = [z.at[i] for i in z.free]
    return o.gradient(f, here), o.hessian(f, here)


def _symmetric(o: Opinion, text: str, fields: Sequence[Mapping[str, str]]) -> bool:
    """Along each of the fields nothing changes near the point, and they lead away in the coordinates that are held."""
    z = slice_point(o, text)
    held = [i for i in range(len(z.at)) if i not in z.free]
    if len(fields) != len(held) or not all(_unchanged(o, text, canonical(field)) for field in fields):
        return False
    rates = [[o.value(x, o.problem.names, z.at) for x in _rates(o, field)] for field in fields]
    return not held or bool(abs(o.mp.det(o.mp.matrix([[row[i] for i in held] for row in rates]))) > o.zero)


def _rates(o: Opinion, field: Mapping[str, str]) -> list[Expr]:
    if not set(field) <= set(o.problem.names):
        raise LookupError("a field of another parameter")
    return [parse(field.get(name, "0"), o.problem.names) for name in o.problem.names]


@lru_cache(maxsize=1024)
def _unchanged(o: Opinion, text: str, field: str) -> bool:
    """Whether no output changes along the field at points near the point, or no loss of a sample does at its input."""
    z, problem, names = slice_point(o, text), o.problem, o.problem.names
    rates, still = _rates(o, json.loads(field)), True
    for sides in product((1, -1), repeat=len(z.kinks)):
        moved = sided(o, z, rates, sides)
        for at in near(o, z.at, 2):
            way = [o.value(x, names, at) for x in moved]

            def changes(x: Expr, at: Sequence[Any] = at, way: Sequence[Any] = way, sides: Sides = sides) -> bool:
                flat = sided(o, z, [x], sides)[0]
                along: Function = lambda t: o.value(flat, names, [c + t[0] * v for c, v in zip(at, way, strict=True)])  # noqa: E731
                return not abs(o.slope([o.mp.zero], (0,), along)) < o.zero

            for group in problem.distinct:
                outputs = any(changes(x) for x in z.parts.outputs[group[0]])
                still &= not (outputs and any(changes(z.parts.losses[i]) for i in group))
            still &= not changes(z.parts.regularizer)
    return still
