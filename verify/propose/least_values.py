"""Proposals of certificates that L~ attains a least value over the added parameters. They claim nothing."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator, Sequence
from fractions import Fraction

import numpy as np

from ..kernel import gate
from ..kernel.augmented_point import AugmentedPoint, limits
from ..kernel.certificate import Certificate
from ..kernel.evidence import Unknown
from ..kernel.kinds.least_value import added_coordinates, far_parts, floor_of
from ..kernel.region import Range, Region
from ..numerics import ball
from ..numerics.point import Exact
from ..numerics.program import FLOATS, Program
from ..problem.expression import Expr, num
from ..problem.objective import Problem
from .certificates import Json
from .newton import short

BITS = 256
FARTHEST = 40
"""Coordinates up to 2 to this power are tried as large."""
STARTS = 4


def least_value(problem: Problem, at: Sequence[str], values: Sequence[Expr]) -> Certificate | Unknown:
    """A level just above L~ at the point, and for each added coordinate a size beyond which L~ is above the level."""
    here = AugmentedPoint(dict(zip(problem.augmented_names, values, strict=True)), (), None)
    with ball.precision(BITS):
        (value,) = Program([problem.augmented_risk], problem.augmented_names).run(
            ball.BALLS, here.balls(problem.augmented_names)
        )
        if not ball.finite(value):
            return Unknown("method", "L~ has no value at the point")
        level = Fraction(math.ceil((ball.midpoint(value) + ball.radius(value)) * 2**40) + 1, 2**40)
    floor, reach = floor_of(problem, here), []
    for name in added_coordinates(problem):
        sizes = (Fraction(2) ** k for k in range(FARTHEST))
        found = next((s for s in sizes if _higher_beyond(problem, floor, level, name, s)), None)
        if found is None:
            return Unknown("method", f"L~ was not found to be greater than at the point wherever {name} is large")
        reach.append(str(found))
    n = len(problem.names)
    data: Json = {"point": {"exact": list(at[:n])}, "added": list(at[n:]), "level": str(level), "reach": reach}
    return Certificate("least-value", problem.digest, data)


def least_somewhere(problem: Problem, point: Exact, seed: int) -> Iterator[Certificate | Unknown]:
    """The same over an exact theta, from the lowest point that a search in floats finds; and from (0, 0, 0)."""
    origin = [Fraction(0)] * (len(problem.augmented_names) - len(problem.names))
    plain = _from(problem, point, origin)
    if isinstance(plain, Certificate):
        yield _from(problem, point, _lowest(problem, point, random.Random(seed)))
    yield plain


def _from(problem: Problem, point: Exact, added: Sequence[Fraction]) -> Certificate | Unknown:
    return least_value(problem, [*point.texts, *map(str, added)], [*point.values, *map(num, added)])


def _lowest(problem: Problem, point: Exact, rng: random.Random) -> list[Fraction]:
    """A point (a, b, W) within the bounds at which L~ is small, in few digits; what is frozen or idle stays at 0."""
    from scipy.optimize import minimize  # slow to import, and needed here only

    moving, names = added_coordinates(problem), [n for n in problem.augmented_names if n not in problem.names]
    with ball.precision(64):
        theta = [np.float64(ball.approximate(v)) for v in point.enclosure(64)]
    program, ranges = Program([problem.augmented_risk], problem.augmented_names), limits(problem)

    def inside(z: Sequence[float]) -> dict[str, float]:
        return {n: _clipped(v, ranges.get(n, Range())) for n, v in zip(moving, z, strict=True)}

    def cost(z: Sequence[float]) -> float:
        placed = inside(z)
        (value,) = program.run(FLOATS, [*theta, *(np.float64(placed.get(n, 0.0)) for n in names)])
        return float(value) if np.isfinite(value) else 1e300

    with np.errstate(all="ignore"):
        starts = [[rng.uniform(-1, 1) for _ in moving] for _ in range(STARTS)]
        best = min((minimize(cost, z, method="Nelder-Mead") for z in starts), key=lambda found: float(found.fun))
    placed = inside(best.x)
    return [short(placed.get(n, 0.0), 10) for n in names]


def _clipped(value: float, r: Range) -> float:
    low = -math.inf if r.low is None else float(r.low)
    high = math.inf if r.high is None else float(r.high)
    return min(max(value, low), high)


def _higher_beyond(problem: Problem, floor: Expr, level: Fraction, name: str, size: Fraction) -> bool:
    parts = far_parts(Region(limits(problem)), [name], [size])
    return all(gate.look([floor - num(level)], part)[0].values.positive for _, part in parts)
