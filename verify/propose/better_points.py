"""Points at which L is lower than at a given one: descents in floats from several starts. Claims nothing."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from fractions import Fraction

import numpy as np

from ..exact import nearest, write
from ..kernel.evidence import Unknown
from ..kernel.layered_risk import by_layers
from ..kernel.theta_point import landscape
from ..numerics.arrays import Floats
from ..numerics.layered import layered_floats
from ..numerics.point import Exact
from ..numerics.program import FLOATS, Program
from ..problem.expression import num
from ..problem.objective import Problem
from .newton import short

STARTS = 24
STEPS = 200
FLOOR = 1e-12
"""A value so small, relative to that at the point, is taken for the least."""
WIDER = (1.0, 2.0, 4.0)
"""Factors, by turns, of the box around 0 in which descents start: the lower point may have larger coordinates."""
FARTHEST = 1e3
"""No point farther from 0 is taken, relative to 1 and the largest coordinate: L may fall for ever."""
CLEAR = 1e-9
"""A value that is lower by less, relative to that at the point, is taken for the same."""
BITS = 24

MOST_WORK = 2_000_000
"""Samples times parameters, times starts, for a layered network that is large."""

Slopes = Callable[[Floats], tuple[float, Floats]]


def better_point(problem: Problem, center: Sequence[Fraction], seed: int, deadline: float) -> Exact | Unknown:
    """The point with the least L that descents have passed: from the point, from around it and from anywhere.

    If L is large the first descent that comes to a lower value is the last one.
    """
    from scipy.optimize import minimize  # slow to import

    slopes, most, large = float_slopes(problem), _starts_for(problem), by_layers(problem)
    start = np.array([nearest(c) for c in center])
    reach = FARTHEST * (1.0 + float(np.max(np.abs(start), initial=0.0)))
    best, least, ran = start, np.inf, 0

    def objective(x: Floats) -> tuple[float, Floats]:
        nonlocal best, least
        value, slope = slopes(x)
        if not np.isfinite(value):
            return 1e300, np.zeros(len(x))
        if value < least and np.max(np.abs(x), initial=0.0) <= reach:
            best, least = x.copy(), value
        return value, np.nan_to_num(slope, posinf=0.0, neginf=0.0)  # on a kink there is a value, and no slope

    def stop_far_away(x: Floats) -> None:
        if np.max(np.abs(x), initial=0.0) > reach:
            raise StopIteration

    with np.errstate(all="ignore"):
        here = objective(start)[0]
        method = "L-BFGS-B" if large else "BFGS"
        for x in _starts(start, np.random.default_rng(seed))[:most]:
            if time.monotonic() > deadline or (here > 0.0 and 0.0 <= least <= FLOOR * here):
                break
            minimize(objective, x, jac=True, method=method, callback=stop_far_away, options={"maxiter": STEPS})
            ran += 1
            if large and least < here - CLEAR * abs(here):
                break
    clearly = here - CLEAR * abs(here)
    if not least < clearly:
        return Unknown("method", f"none of {ran} descents in floats came to a lower value of L")
    return _rounded(best, lambda x: objective(x)[0] < clearly)


def float_slopes(problem: Problem) -> Slopes:
    """L and its gradient in floats."""
    if by_layers(problem):
        risk = layered_floats(problem)

        def passed(x: Floats) -> tuple[float, Floats]:
            value, slope = risk.value_and_gradient(x)
            return float(value), slope

        return passed
    scape = landscape(problem)
    program = Program([scape.function, *scape.first], problem.names)

    def written(x: Floats) -> tuple[float, Floats]:
        value, *slope = (float(v) for v in program.run(FLOATS, list(x)))
        return value, np.array(slope)

    return written


def _starts_for(problem: Problem) -> int:
    """How many descents are made at most."""
    if not by_layers(problem):
        return STARTS + 1
    return min(STARTS + 1, 2 + MOST_WORK // (problem.samples * problem.network.work))


def _starts(start: Floats, rng: np.random.Generator) -> list[Floats]:
    """The point; then by turns some around it, ever farther, and some anywhere in boxes around 0."""
    size, n = 1.0 + float(np.max(np.abs(start), initial=0.0)), len(start)
    around = [start + rng.normal(0.0, 0.1 * size * 2.0 ** (i / 3), n) for i in range(STARTS // 2)]
    anywhere = [rng.uniform(-2.0, 2.0, n) * min(size, 5.0) * WIDER[i % len(WIDER)] for i in range(STARTS // 2)]
    return [start, *(x for pair in zip(around, anywhere, strict=True) for x in pair)]


def _rounded(point: Floats, lower: Callable[[Floats], bool]) -> Exact:
    """The point in few bits, or in all if it takes them to be lower."""
    numbers = [short(float(v), BITS) for v in point]
    if not lower(np.array([float(v) for v in numbers])):
        numbers = [short(float(v), 53) for v in point]
    return Exact(tuple(map(write, numbers)), tuple(map(num, numbers)))
