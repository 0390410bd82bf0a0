"""Paths from an exact point along which L falls: proposals for the kind ``descent-path``. Floats, which claim nothing.

A path moves each coordinate by ``v t^e``. Tried in turn: one coordinate against the slope (one-sided, so at kinks as
well), two coordinates or an eigenvector of negative curvature, many small integer vectors, and the lowest points that
are found on a small sphere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from itertools import combinations

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from ..exact import nearest, write
from ..kernel.certificate import Certificate
from ..numerics.identity import side_of
from ..numerics.krawczyk import Landscape
from ..numerics.one_sided_series import expansions
from ..numerics.point import Exact
from ..numerics.program import FLOATS, Program
from ..problem.expression import Expr, num, substitute, text, var
from ..problem.objective import Problem
from .path_charts import charts

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Values = Callable[[Floats], Floats]
"""L at a batch of points."""

HIGHEST = 8
"""Orders that are looked at."""

DRAWS = 20_000
PAIRS_UP_TO = 60
SPHERES = 8
TRIED = 12
"""Of the integer vectors along which floats fall."""

STEPS = (Fraction(1, 8), Fraction(1, 16), Fraction(1, 32))


def descent_path(problem: Problem, point: Exact, seed: int, bits: int) -> Iterator[Certificate]:
    """Certificates that L falls along a path, each of a path on which the coefficients are as its order asks."""
    for chart in charts(problem, point):
        at, t = dict(zip(problem.names, point.center, strict=True)), var("t")
        scape = Landscape(chart.risk(problem, point), chart.moved)
        for moves, exponents in _paths(scape, [at[name] for name in chart.moved], np.random.default_rng(seed)):
            parts = dict(zip(chart.moved, zip(moves, exponents, strict=True), strict=True))
            path = chart.path(problem, point, {name: num(v) * t**e for name, (v, e) in parts.items() if v})
            order = _order(problem, path)
            if order is not None:
                plain = {
                    n: _written(c, *parts.get(n, (Fraction(0), 1))) for n, c in zip(path, point.texts, strict=True)
                }
                texts = [text(path[n]) if n in chart.shifts else plain[n] for n in problem.names]
                data = {"point": point.written(), "path": texts, "order": order, "bits": bits}
                yield Certificate("descent-path", problem.digest, data)


def _written(start: str, move: Fraction, exponent: int) -> str:
    if not move:
        return start
    power = "t" if exponent == 1 else f"t**{exponent}"
    size = power if abs(move) == 1 else f"{write(abs(move))}*{power}"
    if start == "0":
        return size if move > 0 else f"-{size}"
    return f"{start} {'+' if move > 0 else '-'} {size}"


def _order(problem: Problem, path: dict[str, Expr]) -> int | None:
    """The order at which L falls along the path, if the coefficients before it are 0; else None."""
    along = substitute([problem.risk], path)
    for highest in (2, HIGHEST):
        series = expansions(along, "t", highest)[0]
        if series is None:
            return None
        first = next(((k, s) for k, c in enumerate(series) if k and (s := side_of(c)) != 0), None)
        if first is not None:
            return first[0] if first[1] == -1 else None
    return None


def _paths(
    scape: Landscape, center: Sequence[Fraction], rng: np.random.Generator
) -> Iterator[tuple[list[Fraction], list[int]]]:
    at = np.array([nearest(c) for c in center])
    n = len(at)
    if not n:
        return
    risk = Program([scape.function], scape.names)

    def values(points: Floats) -> Floats:
        with np.errstate(all="ignore"):
            found = risk.run(FLOATS, list(points.T))[0]
        return np.broadcast_to(np.asarray(found, dtype=np.float64), len(points))

    here = values(at[None])[0]
    if not np.isfinite(here):
        return
    lines = [1] * n
    for direction in (*_against_slope(values, at, here), *_curvature(scape, at)):
        yield _rationals(direction), lines
    for moves, powers in _integer_vectors(values, at, here, rng):
        yield [Fraction(int(v)) for v in moves], [int(e) for e in powers]
    for direction in _lowest_on_spheres(values, at, here, rng):
        yield _rationals(direction), lines


def _rationals(direction: Floats) -> list[Fraction]:
    largest = np.max(np.abs(direction))
    return [Fraction(round(v * 64), 64) for v in direction / (largest or 1.0)]


def _against_slope(values: Values, at: Floats, here: float) -> list[Floats]:
    """The coordinate direction of the steepest fall, if L falls along one at first order."""
    unit = np.eye(len(at))
    units = np.concatenate([unit, -unit])
    slopes = (values(at + 1e-7 * units) - here) / 1e-7
    slopes[~np.isfinite(slopes)] = 0.0
    best = int(np.argmin(slopes))
    return [units[best]] if slopes[best] < -1e-5 else []


def _curvature(scape: Landscape, at: Floats) -> list[Floats]:
    """Directions of negative curvature: of two coordinates if there are some, and the steepest one."""
    hessian = scape.float_hessian([float(v) for v in at])
    n = len(at)
    if not np.all(np.isfinite(hessian)):
        return []
    found = []
    if n <= PAIRS_UP_TO:
        pairs = [
            (hessian[i, i] + hessian[j, j] + 2 * s * hessian[i, j], i, j, s)
            for i, j in combinations(range(n), 2)
            for s in (1, -1)
        ]
        least = min([*pairs, *((hessian[i, i], i, i, 0) for i in range(n))])
        if least[0] < -1e-9:
            direction = np.zeros(n)
            direction[least[1]] = 1.0
            if least[3]:
                direction[least[2]] = least[3]
            found.append(direction)
    spectrum, vectors = np.linalg.eigh(hessian)
    return [*found, vectors[:, 0]] if spectrum[0] < -1e-9 else found


def _integer_vectors(values: Values, at: Floats, here: float, rng: np.random.Generator) -> Iterator[tuple[Ints, Ints]]:
    """Small integer vectors along which L falls at a few steps, the steepest at small steps first."""
    n = len(at)
    moves = rng.integers(-2, 3, size=(DRAWS, n))
    moves[rng.random((DRAWS, n)) < rng.random((DRAWS, 1)) * 0.7] = 0
    powers = np.where(rng.random((DRAWS, n)) < rng.choice([0.0, 0.3], size=(DRAWS, 1)), 2, 1)
    falls = np.ones(DRAWS, dtype=bool)
    drops = []
    for t in map(float, STEPS):
        drop = values(at + moves * t**powers) - here
        falls &= drop < -1e-14 * (1 + abs(here))
        drops.append(drop)
    chosen = np.flatnonzero(falls)
    size = np.abs(moves[chosen]).sum(axis=1)
    for i in chosen[np.lexsort((size, drops[-1][chosen]))][:TRIED]:
        yield moves[i], powers[i]


def _lowest_on_spheres(values: Values, at: Floats, here: float, rng: np.random.Generator) -> Iterator[Floats]:
    """Directions to the lowest points that are found at a small distance."""
    radius = 1e-3

    def height(v: Floats) -> float:
        size = float(np.linalg.norm(v))
        found = float(values((at + radius * v / size)[None])[0]) if size else np.inf
        return (found - here) / radius if np.isfinite(found) else np.inf

    for _ in range(SPHERES):
        with np.errstate(all="ignore"):
            found = minimize(height, rng.standard_normal(len(at)), method="Powell", options={"maxfev": 200 * len(at)})
        if found.fun < -1e-9:
            yield found.x / np.linalg.norm(found.x)
