"""Candidates for the critical points of an objective: double precision, many starts at once, no claims.

Three methods share the starts, as each finds points that the others miss (see ``iterations.py``); a point that is given
is the first start of each.

A small gradient is no critical point: far out, an objective that creeps to its infimum has as small a gradient as one
likes. A run has arrived only if the next Newton step is small as well.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from time import monotonic

import numpy as np

from ..numerics.program import Program
from ..problem.derivatives import gradient, hessian
from ..problem.expression import Expr
from .iterations import (
    STEP,
    Ending,
    Floats,
    Ints,
    Iteration,
    Jets,
    descent,
    marquardt,
    newton,
    newton_steps,
    norms,
    polished,
)

BATCH = 8192
REACH = 1e3
"""A run has escaped when it is this many times the size of the box away from its center, or from the given point."""
SAME = 1e-5
"""Two points closer than this, relative to 1 + |point|, are one candidate."""
ROUNDING = 1e-14
"""How far rounding takes a candidate from the critical point, relative to 1 + |point|: generously."""

Method = Callable[[Iteration, Floats], tuple[Floats, Ints]]
METHODS: tuple[Method, ...] = (newton, marquardt, descent)


@dataclass(frozen=True)
class Candidate:
    """A point that may be near a critical point.

    Attributes:
        point: the coordinates.
        value: the objective there.
        gradient_norm: the Euclidean norm of the gradient.
        eigenvalues: of the Hessian, ascending; none if no Hessian was made.
        hits: how many starts ended there.
        doubt: about how far the value may be from that at the critical point: the slope times the next Newton step, and
            what the rounding of the coordinates makes of it.
    """

    point: tuple[float, ...]
    value: float
    gradient_norm: float
    eigenvalues: tuple[float, ...]
    hits: int
    doubt: float

    @property
    def singular(self) -> bool:
        """Whether the Hessian is singular up to rounding, or was not made.

        It is on a curve of critical points, and on a saturated plateau that double precision cannot tell from one
        (tanh at 20 is 1). No box around it has a unique critical point.
        """
        if not self.eigenvalues:
            return True
        sizes = [abs(rate) for rate in self.eigenvalues]
        return min(sizes) <= 1e-9 * max(sizes)

    @property
    def zero(self) -> bool:
        """Whether the value is 0 as far as floats show, as that of an exact fit is: 1e-31 and 3e-33 are one value."""
        return abs(self.value) <= self.doubt


@dataclass(frozen=True)
class Search:
    """What a search found, and out of how many starts: ``converged + escaped + stalled == starts``.

    Attributes:
        candidates: by ascending value.
        starts: how many starts were run (fewer than asked if the budget was used up).
        converged: how many ended at a candidate.
        escaped: how many went far out of the box, or to where the objective has no finite value or derivatives.
        stalled: how many did neither: out of steps, or on a plateau.
    """

    candidates: tuple[Candidate, ...]
    starts: int
    converged: int
    escaped: int
    stalled: int


def lowered(objective: Expr, names: Sequence[str]) -> Program:
    """The program of the value, the gradient, and the lower triangle of the Hessian row by row."""
    rows = hessian(objective, names)
    lower = [rows[i][j] for i in range(len(names)) for j in range(i + 1)]
    return Program([objective, *gradient(objective, names), *lower], names)


def candidates(
    program: Program,
    n: int,
    box: Sequence[tuple[float, float]],
    starts: int,
    rng: np.random.Generator,
    *,
    point: Sequence[float] | None = None,
    tolerance: float = 1e-10,
    budget: float | None = None,
) -> Search:
    """Search for critical points from uniform random starts in ``box``: a third of them by each method.

    Args:
        program: as made by ``lowered``.
        n: the number of variables.
        box: the interval of each variable; candidates may lie outside it.
        starts: how many starts, those at ``point`` among them.
        point: one more place to start, in the box or not: each method does so, as far as there are starts.
        rng: where they are drawn from; with the same program, its state decides the result, unless the budget does.
        tolerance: the gradient norm of a candidate, relative to the norm of the Hessian if that exceeds 1.
        budget: seconds after which no further batch of starts is begun; the first is always run.

    Raises:
        ValueError: the box is not n intervals of positive finite length, or ``starts < 1``.
    """
    low, high = np.array(box, dtype=np.float64).reshape(-1, 2).T
    if len(low) != n or not np.all(np.isfinite(high - low)) or not np.all(high > low):
        raise ValueError(f"the box must be {n} intervals of positive finite length")
    if starts < 1:
        raise ValueError(f"{starts} starts: at least 1 is needed")
    task = Iteration(
        program, n, (low + high) / 2, REACH * float(np.max(high - low)), float(np.linalg.norm(high - low)), tolerance
    )
    begun = monotonic()
    arrived: list[Floats] = []
    escaped = done = 0

    def run(task: Iteration, method: Method, share: Floats) -> None:
        nonlocal escaped, done
        ends, how = method(task, share)
        arrived.append(ends[how == Ending.ARRIVED])
        escaped += int(np.count_nonzero(how == Ending.ESCAPED))
        done += len(share)

    with np.errstate(all="ignore"):
        if point is not None:
            for method in METHODS[:starts]:
                run(replace(task, center=np.array(point)), method, np.array([point], dtype=np.float64))
        given = done
        while done < starts and (done == given or budget is None or monotonic() - begun < budget):
            drawn = rng.uniform(low, high, (min(BATCH, starts - done), n))
            for method, share in zip(METHODS, np.array_split(drawn, len(METHODS)), strict=True):
                run(task, method, share)
        found = _distinct(polished(task, np.concatenate(arrived)))
    converged = sum(candidate.hits for candidate in found)
    return Search(tuple(found), done, converged, escaped, done - converged - escaped)


def near(program: Program, points: Floats, *, tolerance: float = 1e-10) -> list[Candidate]:
    """The candidates that a few Newton steps from ``points`` (a row each) lead to, by ascending value.

    A point from which the steps do not reach a small gradient, or that lies on a plateau, adds nothing.
    """
    size = 1.0 + float(np.max(np.abs(points), initial=0.0))
    task = Iteration(program, points.shape[1], np.zeros(points.shape[1]), REACH * size, size, tolerance)
    with np.errstate(all="ignore"):
        ends = polished(task, np.asarray(points, dtype=np.float64))
        return _distinct(ends[task.outcome(ends, newton_steps(ends)) == Ending.ARRIVED])


def doubt(slopes: Floats, steps: Floats, rates: Floats, sizes: Floats) -> Floats:
    """``Candidate.doubt`` from norms: of the gradient, of the next Newton step, of the Hessian and of the point."""
    rounding: Floats = rates * (ROUNDING * (1.0 + sizes)) ** 2
    return slopes * steps + rounding


def _distinct(at: Jets) -> list[Candidate]:
    """One candidate for each group of points that are the same up to ``SAME``; points on a plateau are left out."""
    firsts, hits = _groups(at.points, at.slopes)
    at = at[firsts]
    rates, axes = np.linalg.eigh(at.hessians)
    # The Newton step, where a rate is zero up to rounding without its share: on a curve of critical points the gradient
    # has no component along it, on a plateau it has.
    slack = 1e-13 * np.max(np.abs(rates), axis=1, initial=1e-100)[:, None]
    steps = np.einsum("bij,bi->bj", axes, at.gradients) * rates / (rates**2 + slack**2)
    good = norms(steps) <= STEP * (1.0 + norms(at.points))
    doubts = doubt(at.slopes, norms(steps), at.sizes, norms(at.points))
    columns = [x[good].tolist() for x in (at.points, at.values, at.slopes, rates, hits, doubts)]
    found = [
        Candidate(tuple(point), value, slope, tuple(rate), count, about)
        for point, value, slope, rate, count, about in zip(*columns, strict=True)
    ]
    return sorted(found, key=lambda candidate: (candidate.value, candidate.point))


def _groups(points: Floats, slopes: Floats) -> tuple[Ints, Ints]:
    """The best point (least gradient norm) of each group of equal points, and the size of each group.

    Equal points have almost equal components along any direction, so after sorting by one component only short runs
    of neighbours have to be compared.
    """
    direction = np.cos(np.arange(1, points.shape[1] + 1))
    along = points @ (direction / np.linalg.norm(direction))
    order = np.argsort(along, kind="stable")
    gaps = SAME * (1.0 + norms(points[order]))
    cuts = 1 + np.flatnonzero(np.diff(along[order]) > gaps[1:])
    firsts, hits = [], []
    for run in np.split(order, cuts):
        left = run[np.argsort(slopes[run], kind="stable")] if run.size > 1 else run
        while left.size > 1:
            first = left[0]
            same = norms(points[left] - points[first]) <= SAME * (1.0 + np.linalg.norm(points[first]))
            firsts.append(int(first))
            hits.append(int(np.count_nonzero(same)))
            left = left[~same]
        firsts.extend(left.tolist())
        hits.extend([1] * left.size)
    return np.array(firsts, dtype=np.intp), np.array(hits, dtype=np.intp)
