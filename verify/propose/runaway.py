"""Shapes of paths to infinity along which L seems to fall for ever, from a point of floats. Claims nothing.

What grows like log(1/t) is read off the direction in which gradient descent drifts, rounded to small integers, layer by
layer. Two units of one layer that have become alike, with outer weights of opposite signs, may merge like t while these
grow like 1/t: in the limit they are one unit and its derivative.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..kernel.margins import risk_in_margins
from ..numerics.program import FLOATS, Program
from ..problem.derivatives import gradient
from ..problem.network import LayeredNetwork
from ..problem.objective import Problem
from .separating_fields import separating_direction

Floats = NDArray[np.float64]

RELAX, DRIFT = 100, 250
"""Steps of descent before the drift is measured, and while it is."""
SCALES = (1, 2, 3)
DROPPED, SAME = (0.45, 0.2), (0.1,)
"""What drifts by less than this share of the fastest coordinate of its layer is taken to stand still, by turns."""
LONGEST = 0.01
"""The longest step of descent, relative to the point."""
FAR = 30.0
"""The log(1/t) up to which a shape is looked at in floats, at ``LOOKS`` numbers."""
FAR_MERGED = 4.0
LOOKS = 90
SHAPES, GROWING = 10, 3
POLISHED = 40.0
ALIKE = 0.25
TINY = 1e-6
"""Ends below this share of the value at the point are taken for 0."""
FAR_BENT = 100.0
"""A descent that has bent a shape so many times more than is of use has no end near by, and is given up."""
MERGED = 1e-2
"""The t at which shapes of merging units are polished."""


@dataclass(frozen=True, eq=False)
class RunawayShape:
    """``theta(t) = c + bend (1 - t**power) + meet (1 - t) + logs log(1/t) + poles (1/t - 1)``: c, the point, at t = 1.

    Coordinates that are ``partners`` of each other meet in their middle.
    """

    bend: Floats
    partners: Mapping[int, int]
    logs: Floats
    poles: Floats

    @property
    def power(self) -> int:
        """High enough that L tends to its limit by what runs off, and not by the bend, which ends where L is level."""
        return 4 if np.any(self.poles) else 8

    def at(self, c: Floats, log: Floats) -> Floats:
        """theta at several ``log(1/t)``, one row for each."""
        t = np.exp(-log)[:, None]
        meet = np.zeros(len(c))
        for i, j in self.partners.items():
            meet[i] = (c[j] - c[i]) / 2
        steady: Floats = c + self.bend * (1 - t**self.power) + meet * (1 - t)
        return steady + self.logs * log[:, None] + self.poles * (1 / t - 1)


class _Risk:
    """L and its slopes in floats."""

    def __init__(self, problem: Problem) -> None:
        risk = risk_in_margins(problem)
        self._both = Program([risk, *gradient(risk, problem.names)], problem.names)
        self._value = Program([risk], problem.names)

    def values(self, points: Floats) -> Floats:
        found = self._value.run(FLOATS, list(points.T))[0]
        return np.broadcast_to(np.asarray(found, dtype=np.float64), len(points))

    def with_slopes(self, x: Floats) -> tuple[float, Floats]:
        value, *slopes = (float(v) for v in self._both.run(FLOATS, list(x)))
        return (value if np.isfinite(value) else 1e300), np.nan_to_num(slopes, posinf=0.0, neginf=0.0)


def runaway_shapes(problem: Problem, center: Sequence[float]) -> list[RunawayShape]:
    """Shapes along which L falls in floats all the way, the one with the lowest end first."""
    with np.errstate(all="ignore"):
        risk, start = _Risk(problem), np.array(center, dtype=np.float64)
        drifting = _sorted(risk, start, [*_merging(problem, start), *_drifting(problem, risk, start)], 4)[:SHAPES]
        rough = [*drifting, *_sorted(risk, start, list(_growing(problem, start)), 4)[:GROWING]]
        polished = [_polished(risk, start, shape) for shape in rough]
        return _sorted(risk, start, [*rough, *(shape for shape in polished if shape is not None)], 7)


def _sorted(risk: _Risk, start: Floats, shapes: Sequence[RunawayShape], digits: int) -> list[RunawayShape]:
    """Those along which L falls, by where it comes to in so many digits, then by how simple they are."""
    here = float(risk.values(start[None])[0])
    ends = [(end, shape) for shape in shapes if (end := _end(risk, start, shape)) is not None]

    def order(item: tuple[float, RunawayShape]) -> tuple[float, float]:
        end, shape = item
        return (float(f"{end:.{digits - 1}e}") if end > TINY * here else 0.0), float(np.abs(shape.logs).sum())

    return [shape for _, shape in sorted(ends, key=order)]


def _end(risk: _Risk, start: Floats, shape: RunawayShape) -> float | None:
    """What L comes to, if it falls all the way and the shape leads away."""
    merges = bool(np.any(shape.poles))
    far, noise = (FAR_MERGED, 1e-10) if merges else (FAR, 1e-12)
    if not np.any(shape.logs) and not merges:
        return None
    values = risk.values(shape.at(start, np.linspace(0.0, far, LOOKS)))
    room = noise * np.abs(values[0]) + 1e-15
    falls = (
        np.all(np.isfinite(values))
        and np.all(np.diff(values) <= room)
        and values[-1] < values[0] - 1e-12 * np.abs(values[0])
    )
    return float(values[-1]) if falls else None


def _drifting(problem: Problem, risk: _Risk, start: Floats) -> Iterator[RunawayShape]:
    drift = _descended(risk, _descended(risk, start, RELAX), DRIFT) - _descended(risk, start, RELAX)
    groups, still = _layers(problem), np.zeros(len(start))
    choices = [list(_roundings(drift, group, DROPPED, SCALES)) for group in groups]
    seen: set[tuple[float, ...]] = set()
    field = separating_direction(problem)
    if field is not None:
        yield RunawayShape(still, {}, np.round(np.array(field) * max(SCALES)), still)
        return
    for parts in product(*choices):
        for factors in product((1.0, 2.0), repeat=len(groups)) if len(groups) <= 2 else [(1.0,) * len(groups)]:
            logs = np.sum([f * p for f, p in zip(factors, parts, strict=True)], axis=0)
            if np.any(logs) and tuple(logs) not in seen:
                seen.add(tuple(logs))
                yield RunawayShape(still, {}, logs, still)


def _growing(problem: Problem, start: Floats) -> Iterator[RunawayShape]:
    """Each layer alone grows in its own direction."""
    still = np.zeros(len(start))
    if separating_direction(problem) is not None:
        return
    for group in _layers(problem):
        for logs in _roundings(start, group, SAME, SCALES):
            if np.any(logs):
                yield RunawayShape(still, {}, logs, still)


def _roundings(
    direction: Floats, group: Sequence[int], dropped: Sequence[float], scales: Sequence[int]
) -> Iterator[Floats]:
    """The direction of some coordinates as small integers, in several ways; the others stand still."""
    yield np.zeros(len(direction))
    share = direction[group] / (np.max(np.abs(direction[group]), initial=0.0) or 1.0)
    for least in dropped:
        for scale in scales:
            part = np.zeros(len(direction))
            part[group] = np.where(np.abs(share) < least, 0.0, np.round(share * scale))
            yield part


def _layers(problem: Problem) -> list[list[int]]:
    """The indices of the parameters, layer by layer."""
    names = problem.names
    if not isinstance(problem.network, LayeredNetwork):
        return [list(range(len(names)))]
    layers: dict[str, list[int]] = {}
    for i, name in enumerate(names):
        layers.setdefault(name.split("_")[0].lstrip("WbS"), []).append(i)
    return list(layers.values())


def _descended(risk: _Risk, start: Floats, steps: int) -> Floats:
    """Gradient descent whose steps grow as long as L falls."""
    x, rate = start, np.inf
    value, slopes = risk.with_slopes(x)
    for _ in range(steps):
        rate = min(rate, LONGEST * (1.0 + float(np.linalg.norm(x))) / (float(np.linalg.norm(slopes)) or 1.0))
        moved = x - rate * slopes
        lower, there = risk.with_slopes(moved)
        if lower < value:
            x, value, slopes, rate = moved, lower, there, rate * 1.2
        else:
            rate /= 2
    return x


def _polished(risk: _Risk, start: Floats, shape: RunawayShape) -> RunawayShape | None:
    """The shape with the other coordinates bent to where L is least in the limit, and the poles grown to fit it."""
    from scipy.optimize import minimize  # slow to import

    t = MERGED if np.any(shape.poles) else float(np.exp(-POLISHED))
    away = shape.at(start, np.array([-np.log(t)]))[0]
    bends = np.eye(len(start))
    for i, j in shape.partners.items():
        bends[i] = bends[j] = np.maximum(bends[i], bends[j])  # both come to one place
    moves = np.column_stack([bends, shape.poles]) if np.any(shape.poles) else bends

    def objective(x: Floats) -> tuple[float, Floats]:
        value, slopes = risk.with_slopes(away + moves @ x)
        return value, moves.T @ slopes

    most = 1.0 + 0.1 * np.max(np.abs(start))

    def stop_far_away(x: Floats) -> None:
        if np.max(np.abs(bends @ x[: len(start)])) > FAR_BENT * most:
            raise StopIteration

    with np.errstate(all="ignore"):
        found: Any = minimize(objective, np.zeros(moves.shape[1]), jac=True, method="BFGS", callback=stop_far_away,
                              options={"maxiter": 200, "gtol": 1e-14})  # fmt: skip
    bend = bends @ found.x[: len(start)]
    if not np.all(np.isfinite(found.x)) or np.max(np.abs(bend)) > most:
        return None
    grown = 1.0 + found.x[-1] * t if np.any(shape.poles) else 1.0
    return RunawayShape(np.where(np.abs(bend) < 1e-15, 0.0, bend), shape.partners, shape.logs, shape.poles * grown)


def _merging(problem: Problem, start: Floats) -> Iterator[RunawayShape]:
    """For each pair of units that are alike, with outer weights of opposite signs: both go to their middle."""
    network = problem.network
    if not isinstance(network, LayeredNetwork) or network.skips:
        return
    place: Callable[[str], int] = {name: i for i, name in enumerate(problem.names)}.__getitem__
    for layer in range(1, len(network.widths) - 1):
        for i, j in combinations(range(1, network.widths[layer] + 1), 2):
            inner = [[place(f"W{layer}_{u}_{k + 1}") for k in range(network.widths[layer - 1])] for u in (i, j)]
            if network.bias:
                inner = [[*row, place(f"b{layer}_{u}")] for row, u in zip(inner, (i, j), strict=True)]
            outer = [[place(f"W{layer + 1}_{k + 1}_{u}") for k in range(network.widths[layer + 1])] for u in (i, j)]
            apart = start[inner[0]] - start[inner[1]]
            if np.max(np.abs(apart)) > ALIKE * (1.0 + np.max(np.abs(start[inner[0]]))):
                continue
            poles, still = np.zeros(len(start)), np.zeros(len(start))
            half = (start[outer[0]] - start[outer[1]]) / 2
            poles[outer[0]], poles[outer[1]] = half, -half
            yield RunawayShape(still, dict(zip(inner[0] + inner[1], inner[1] + inner[0], strict=True)), still, poles)
