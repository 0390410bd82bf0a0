"""Second opinions on the kinds about L at a point and on boxes around it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from random import Random
from typing import Any

import numpy as np

from ..problem.derivatives import gradient
from ..problem.formula import parse
from .float_hessian import hessian
from .linear_opinions import linear_layers
from .opinion import Data, Opinion
from .opinion_point import point

CORNERS = 6
"""Of a box, at which slopes are looked at."""


@lru_cache(maxsize=64)
def _hessian(o: Opinion, at: tuple[Any, ...]) -> list[list[Any]]:
    return o.hessian(o.risk, at)


def critical_point(o: Opinion, data: Data) -> bool:
    """The slopes of L vanish at the point, and the discs of its congruent Hessian exclude 0."""
    at = point(o, data["point"])
    n = range(len(at))
    q = o.mp.matrix([o.numbers(row) for row in data["congruence"]])
    c = q.T * o.mp.matrix(_hessian(o, tuple(at))) * q
    flat = all(abs(o.slope(at, (i,))) < o.zero for i in n)
    return flat and all(abs(c[i, i]) > sum(abs(c[i, j]) for j in n if j != i) for i in n)


def strict_minimum(o: Opinion, data: Data) -> bool:
    """The slope of L at the centre is small enough, and L curves as much as is stated there, in all directions."""
    ball, names = data["point"], o.problem.names
    centre, radius, curvature = o.numbers(ball["center"]), o.number(ball["radius"]), o.number(ball["curvature"])
    if not 0 < len(centre) == len(names) or radius <= 0 or curvature <= 0 or not point(o, ball):
        return False
    steep = o.length(o.values(gradient(o.problem.risk, names), names, centre))
    bends = np.linalg.eigvalsh(hessian(o.problem.risk, names, tuple(float(c) for c in centre)))
    return bool(steep < curvature * radius and min(bends) > curvature)


EDGES = 40
"""At so many points of the edge of a ball L is looked at."""


def minimum_in_ball(o: Opinion, data: Data) -> bool:
    """L is greater at points of the edge of the ball than at its centre, the kinks being as they are in L."""
    ball, names, draw = data["point"], o.problem.names, Random(0)
    centre, radius, held = o.numbers(ball["center"]), o.number(ball["radius"]), ball["held"]
    free = [i for i in range(len(names)) if i not in held]
    if len(centre) != len(names) or radius <= 0 or not free or len(held) != len(ball["symmetries"]):
        return False
    here = o.risk(centre)
    for edge in range(EDGES):
        way = [o.mp.mpf(draw.gauss(0, 1)) for _ in free]
        if edge < 2 * len(free):
            way = [o.mp.mpf((-1) ** edge if k == edge // 2 else 0) for k in range(len(free))]
        there, size = list(centre), o.length(way)
        for i, step in zip(free, way, strict=True):
            there[i] += radius * step / size
        if not o.risk(there) > here:
            return False
    return True


SMALL = -50
"""How small t is, as a power of two, where a path in t is looked at."""


def descent_path(o: Opinion, data: Data) -> bool:
    """L falls along the path as t to the power of the order, and the path leads to the point."""
    at, order = point(o, data["point"]), data["order"]
    path = [parse(text, ("t",)) for text in data["path"]]

    def along(t: Any) -> list[Any]:
        return [o.value(x, ["t"], [t]) for x in path]

    t = o.mp.ldexp(1, SMALL)
    steep, steeper = ((o.risk(along(s)) - o.risk(at)) / s**order for s in (t, t / 2))
    pairs = [zip(along(s), at, strict=True) for s in (t, t**2)]
    far, near = (max((abs(x - y) for x, y in pair), default=o.mp.zero) for pair in pairs)
    one_order = abs(steep / steeper - 1) < o.mp.ldexp(1, SMALL // 3)
    return bool(order > 0 and steep < -o.zero and one_order and (near < far / 2 or far == 0))


def _samples(o: Opinion, box: Sequence[tuple[Any, Any]]) -> list[list[Any]]:
    """The middle of a box, and corners of it, a little inside: at an edge there may be a kink."""
    random, inner = Random(0), o.mp.ldexp(1, -40)
    signs = [[random.choice((-1, 1)) for _ in box] for _ in range(CORNERS)]
    signs += [[0] * len(box), [1] * len(box), [-1] * len(box)]
    return [
        [(low + high) / 2 + s * (high - low) / 2 * (1 - inner) for s, (low, high) in zip(row, box, strict=True)]
        for row in signs
    ]


def _box(o: Opinion, data: Data) -> list[tuple[Any, Any]]:
    radius = o.number(data["radius"])
    if radius < 0:
        raise ArithmeticError("a negative radius")
    return [(x - radius, x + radius) for x in point(o, data["point"])]


def _one_slope(o: Opinion, box: Sequence[tuple[Any, Any]], k: int) -> bool:
    return _one_sign(o, [o.steep(o.risk, at, (k,)) for at in _samples(o, box)])


def _one_sign(o: Opinion, slopes: Sequence[Any]) -> bool:
    return all(slope > o.zero for slope in slopes) or all(slope < -o.zero for slope in slopes)


def _along(o: Opinion, at: Sequence[Any], v: Sequence[Any]) -> Any:
    return sum(c * o.slope(at, (k,)) for k, c in zip(range(len(at)), v, strict=True))


def _downward(o: Opinion, box: Sequence[tuple[Any, Any]], v: Sequence[Any]) -> bool:
    def bend(at: Sequence[Any]) -> Any:
        along = lambda t: o.risk([x + t[0] * c for x, c in zip(at, v, strict=True)])  # noqa: E731
        return o.steep(along, [o.mp.zero], (0, 0))

    return all(bend(at) < -o.zero for at in _samples(o, box))


def no_critical_point(o: Opinion, data: Data) -> bool:
    """A slope of L, or that in a direction, has one sign at the middle and at corners of the box."""
    if "direction" in data:
        v = o.numbers(data["direction"])
        return "parameter" not in data and _one_sign(o, [_along(o, at, v) for at in _samples(o, _box(o, data))])
    return 0 <= data["parameter"] < len(o.problem.names) and _one_slope(o, _box(o, data), data["parameter"])


def no_local_minimum(o: Opinion, data: Data) -> bool:
    """The pieces cover the box; at points of each a slope of L has one sign, or L curves down, or is not least."""
    left = [_box(o, data)]
    for piece in data["pieces"]:
        box = left.pop()
        if "cut" in piece:
            i, at = piece["cut"], o.number(piece["at"])
            (low, high), before, after = box[i], box[:i], box[i + 1 :]
            if not low <= at <= high:
                return False
            left += [[*before, (at, high), *after], [*before, (low, at), *after]]
        elif "slope" in piece:
            if not _one_slope(o, box, piece["slope"]):
                return False
        elif "above" in piece:
            low = o.risk(o.numbers(piece["above"]))
            if not linear_layers(o, {}) or not all(o.risk(at) > low for at in _samples(o, box)):
                return False
        elif not _downward(o, box, o.numbers(piece["down"])):
            return False
    return not left
