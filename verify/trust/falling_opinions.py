"""Second opinions on the kinds that say that L falls for ever, or has no critical point at all."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from random import Random
from typing import Any

from ..exact import half_unit
from ..problem.formula import parse
from .high_precision import exactly
from .opinion import Data, Opinion
from .opinion_point import point

STEPS = 96
"""Halvings of t, a third of one at a time, at which L along a path is looked at."""
FAR = (50, 200, 800)
"""How small t is, as negative powers of two, where a path is compared with its limit."""
THETAS = 24
"""Points at which a slope that has one sign everywhere is looked at, of several sizes."""


def falling_path(o: Opinion, data: Data) -> bool:
    """L falls from t to smaller t, to the limit, along a path that begins at the point and leads ever further away."""
    at, path = point(o, data["point"]), [parse(text, ("t",)) for text in data["path"]]

    def along(t: Any) -> list[Any]:
        return o.values(path, ["t"], [t])

    begun = all(abs(x - y) < o.zero for x, y in zip(along(o.mp.one), at, strict=True))
    falls = [o.risk(along(o.mp.mpf(2) ** (-o.mp.mpf(k) / 3))) for k in range(STEPS)]
    places = [along(o.mp.ldexp(1, -k)) for k in FAR]
    sizes = [[abs(x) for x in coordinate] for coordinate in zip(*places, strict=True)]
    away = any(all(x + o.mp.ldexp(1, -30) < y for x, y in pairwise(size)) for size in sizes)
    near, nearer = (o.risk(x) for x in places[1:])
    limit = data["limit"]
    if "equals" in limit:
        v = o.constant(limit["equals"])
        tends = abs(nearer - v) < max(o.zero, abs(near - v) / 2)
    else:
        v = o.number(limit["rounds_to"])
        tends = abs(nearer - v) <= exactly(o.mp, half_unit(limit["rounds_to"])) * (1 + o.mp.ldexp(1, -20))
    lower = {"open": True, "bad": "better" in data and o.risk(point(o, data["better"])) < nearer}
    least = abs(v) < o.zero and all(o.risk(theta) >= 0 for theta in _anywhere(o))
    ranked = lower.get(data["rank"], data["rank"] == "global" and least)
    return bool(begun and all(a > b for a, b in pairwise(falls)) and away and tends and ranked)


def nowhere_critical(o: Opinion, data: Data) -> bool:
    """At points of all sizes L rises along the field, or at all of them it falls."""
    names, field = o.problem.names, data["field"]
    if not set(field) <= set(names):
        return False
    rates = [parse(field.get(name, "0"), names) for name in names]

    def rises(theta: Sequence[Any]) -> Any:
        way = o.values(rates, names, theta)
        return o.slope([o.mp.zero], (0,), lambda s: o.risk([x + s[0] * v for x, v in zip(theta, way, strict=True)]))

    slopes = [rises(theta) for theta in _anywhere(o)]
    return all(slope > o.zero for slope in slopes) or all(slope < -o.zero for slope in slopes)


def _anywhere(o: Opinion) -> list[list[Any]]:
    random, n = Random(0), len(o.problem.names)
    sizes = [random.randint(-24, -16) for _ in range(THETAS)]
    return [[o.mp.ldexp(random.randint(-(2**20), 2**20), size) for _ in range(n)] for size in sizes]
