"""The points of certificates at 1,000 bits and more: constants, or by Newton's method from a centre.

What a choice of sides of named kinks makes of a formula is found by numbers: a condition that is plus or minus a kink
at points nearby is that kink's, and every other one is on the side where the point is.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from ..exact import half_unit
from ..files.problem_table import canonical
from ..problem.expression import Expr, rebuild, topological
from ..problem.formula import parse
from .high_precision import exactly, values
from .opinion import Data, Opinion
from .opinion_minorant import MinorantParts, least_there, minorant, near

FEW = 40
"""Coordinates of a ball up to which its critical point is sought; what is in it is near its centre."""

Sides = tuple[int, ...]


@dataclass(frozen=True, eq=False)
class SlicePoint:
    """A point across a slice, with the kinks that it names, which coordinates are free, and what stands for L."""

    at: list[Any]
    kinks: list[Expr]
    free: list[int]
    parts: MinorantParts


def point(o: Opinion, data: Data) -> list[Any]:
    """The coordinates of a point; what Newton's method leads to has to be in the box."""
    if "exact" in data:
        return [o.constant(text) for text in data["exact"]]
    if "slice" in data:
        return slice_point(o, canonical(data)).at
    if "map" in data:
        return image_point(o, canonical(data)).at
    if "fit" in data:
        return list(_fit_point(o, canonical(data)))
    if "curvature" in data and "kinks" in data:
        return o.numbers(data["center"])
    if "curvature" in data:
        return list(_ball_point(o, canonical(data)))
    return list(_box_point(o, canonical({key: data[key] for key in ("center", "radius", "rounds_to")})))


@lru_cache(maxsize=1024)
def _box_point(o: Opinion, text: str) -> tuple[Any, ...]:
    data = json.loads(text)
    centre, radius = o.numbers(data["center"]), o.number(data["radius"])
    found = o.critical(o.risk, centre)
    for c, x, decimal in zip(centre, found, data["rounds_to"], strict=True):
        if not (abs(x - c) <= radius and abs(x - o.number(decimal)) <= exactly(o.mp, half_unit(decimal))):
            raise ArithmeticError("the critical point is not in the box, or does not have these digits")
    return tuple(found)


@lru_cache(maxsize=256)
def _ball_point(o: Opinion, text: str) -> tuple[Any, ...]:
    """The critical point in a ball; of many coordinates, where Newton's method takes too long, its centre."""
    data = json.loads(text)
    centre, radius = o.numbers(data["center"]), o.number(data["radius"])
    if len(centre) > FEW:
        return tuple(centre)
    found = o.critical(o.risk, centre)
    if not o.length([x - c for x, c in zip(found, centre, strict=True)]) < radius:
        raise ArithmeticError("the critical point is not in the ball")
    return tuple(found)


@lru_cache(maxsize=256)
def _fit_point(o: Opinion, text: str) -> tuple[Any, ...]:
    """Where all residual gradients are 0, by Newton's method in the coordinates that are not held."""
    data = json.loads(text)
    names, centre, radius = o.problem.names, o.numbers(data["center"]), o.number(data["radius"])
    free = [i for i in range(len(names)) if i not in data["fit"]]
    rhos = [rho for row in o.problem.residual_gradients for rho in row]
    if len(rhos) != len(free):
        raise ArithmeticError("another number of residual gradients than of coordinates that are not held")

    def residuals(x: Sequence[Any]) -> list[Any]:
        return o.values(rhos, names, placed(centre, free, x))

    begun = [centre[i] for i in free]
    found = o.zero_of(residuals, begun)
    if not all(abs(x - c) <= radius for x, c in zip(found, begun, strict=True)):
        raise ArithmeticError("the fit is not in the box")
    return tuple(placed(centre, free, found))


@dataclass(frozen=True, eq=False)
class ImagePoint:
    """The image of a critical point in fewer variables: the inner and the outer ones, the map, and where it leads."""

    inner: list[Any]
    outer: list[Any]
    names: list[str]
    map: list[Expr]
    at: list[Any]

    def image(self, o: Opinion, variables: Sequence[Any]) -> list[Any]:
        """Where the map leads from these values of the inner and the outer variables."""
        return o.values(self.map, self.names, variables)


@lru_cache(maxsize=256)
def image_point(o: Opinion, text: str) -> ImagePoint:
    """The point of a certificate: by Newton's method in the inner variables, which has to end in their box."""
    data = json.loads(text)
    centre, radius, outer = o.numbers(data["center"]), o.number(data["radius"]), o.numbers(data["at"])
    names = [*data["inner"], *data["outer"]]
    image = ImagePoint(centre, outer, names, [parse(formula, names) for formula in data["map"]], [])
    inner = o.critical(lambda y: o.risk(image.image(o, [*y, *outer])), centre)
    if not all(abs(y - c) <= radius for y, c in zip(inner, centre, strict=True)):
        raise ArithmeticError("the critical point is not in the box")
    return replace(image, inner=inner, at=image.image(o, [*inner, *outer]))


@lru_cache(maxsize=256)
def slice_point(o: Opinion, text: str) -> SlicePoint:
    """The point of a certificate: by Newton's method from its centre, which has to end in its box."""
    data = json.loads(text)
    names, start, radius = o.problem.names, o.numbers(data["center"]), o.number(data["radius"])
    kinks = [parse(formula, names) for formula in data.get("kinks", [])]
    free = [i for i in range(len(names)) if i not in data["slice"]]
    branches = [(parse(branch["kink"], names), branch["side"]) for branch in data.get("branches", [])]
    z = SlicePoint(start, kinks, free, minorant(o, start, branches))
    upper, *conditions = sided(o, z, [z.parts.risk, *kinks], (1,) * len(kinks))

    def multiplied(x: Sequence[Any]) -> Any:
        at = placed(z.at, free, x[: len(free)])
        pairs = zip(x[len(free) :], conditions, strict=True)
        return o.value(upper, names, at) - sum(mu * o.value(kink, names, at) for mu, kink in pairs)

    begun = [*(start[i] for i in free), *o.numbers(data.get("multipliers", []))]
    found = o.critical(multiplied, begun)
    if not all(abs(x - c) <= radius for x, c in zip(found, begun, strict=True)):
        raise ArithmeticError("the critical point is not in the box")
    z = replace(z, at=placed(start, free, found[: len(free)]))
    if branches and not least_there(o, z.parts, z.at):
        raise ArithmeticError("the minorant is more than L near the point, or less there")
    return z


def placed(at: Sequence[Any], free: Sequence[int], values: Sequence[Any]) -> list[Any]:
    """The point with other values of the free coordinates."""
    moved = list(at)
    for i, value in zip(free, values, strict=True):
        moved[i] = value
    return moved


def sided(o: Opinion, z: SlicePoint, formulas: Sequence[Expr], sides: Sides) -> list[Expr]:
    """The formulas without their kinks, those that are named on these sides."""
    names, new = o.problem.names, dict[Expr, Expr]()
    nodes = topological(formulas)
    conditions = [x.args[0] for x in nodes if x.op == "where"]
    places = [z.at, *near(o, z.at, 2)]
    found = [values(o.mp, [*conditions, *z.kinks], dict(zip(names, at, strict=True))) for at in places]
    columns = list(zip(*found, strict=True))
    known = dict(zip(conditions, columns[: len(conditions)], strict=True))
    for x in nodes:
        if x.op == "where":
            new[x] = new[x.args[1 if _side(o, known[x.args[0]], columns[len(conditions) :], sides) > 0 else 2]]
        else:
            new[x] = rebuild(x, [new[a] for a in x.args]) if x.args else x
    return [new[x] for x in formulas]


def _side(o: Opinion, condition: Sequence[Any], kinks: Sequence[Sequence[Any]], sides: Sides) -> int:
    """The side of a condition, by its value at the point and at those near it."""
    for kink, side in zip(kinks, sides, strict=True):
        for sign in (1, -1):
            if all(abs(u - sign * k) < o.zero for u, k in zip(condition[1:], kink[1:], strict=True)):
                return sign * side
    return 1 if condition[0] >= 0 else -1
