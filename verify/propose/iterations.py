"""Iterations towards critical points, on batches of floats: all runs advance together, each leaves when it is done.

Newton's method on the gradient goes to saddles as readily as to minima; Levenberg-Marquardt on the squared norm of the
gradient is slower and robust, but comes to rest where that norm has a minimum that is not zero; descent of the
objective itself, with the Hessian made positive, finds minima that both miss in a narrow valley.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from ..numerics.program import FLOATS, Program

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]
Bools = NDArray[np.bool_]

NEWTON_STEPS = 40
MARQUARDT_STEPS = 60
DESCENT_STEPS = 120
POLISHING_STEPS = 8
STEP = 1e-6
"""The most that the next Newton step may still be, relative to 1 + |point|, for a run to have arrived."""
FLAT = 1e-8
"""A run is on a plateau if the gradient norm changes along the gradient this much slower than it does elsewhere."""
STRIDE = 1e-2
"""A run with a small gradient and a Newton step longer than this, relative to 1 + |point|, is on a plateau."""
CLIP = 0.1
"""The longest step, as a share of the diagonal of the box plus twice the distance from its center."""
SLOW = 10
"""Levenberg-Marquardt must halve the gradient norm in so many steps."""


class Ending(IntEnum):
    RUNNING, ARRIVED, ESCAPED, STALLED = range(4)


@dataclass(frozen=True)
class Jets:
    """The objective at a batch of points: everything has one row a point."""

    points: Floats
    values: Floats
    gradients: Floats
    hessians: Floats
    slopes: Floats  # the norms of the gradients
    sizes: Floats  # the Frobenius norms of the Hessians

    def __getitem__(self, chosen: NDArray[np.bool_] | Ints) -> Jets:
        return Jets(*(x[chosen] for x in self._rows()))

    def _rows(self) -> tuple[Floats, ...]:
        return self.points, self.values, self.gradients, self.hessians, self.slopes, self.sizes

    def take_better(self, trial: Jets, by_value: bool = False) -> Bools:
        """Replace, in place, each row whose gradient (or value) is smaller in ``trial``, and say which."""
        # False also where something is not a number: such a trial is refused.
        smaller = trial.slopes < self.slopes
        if by_value:  # near a minimum the value is flat up to rounding: there the gradient decides
            level = trial.values <= self.values + 1e-14 * np.abs(self.values)
            smaller = (trial.values < self.values) | (level & smaller)
        better: Bools = smaller & np.isfinite(trial.sizes)
        for row, new in zip(self._rows(), trial._rows(), strict=True):
            row[better] = new[better]
        return better


@dataclass(frozen=True)
class Iteration:
    """The objective, the center of the box, how far a run may go, the diagonal, and the gradient norm to reach."""

    program: Program
    n: int
    center: Floats
    reach: float
    diagonal: float
    tolerance: float

    def jets(self, points: Floats) -> Jets:
        """The value, gradient and Hessian at ``points`` (a row each)."""
        outputs = iter(self.program.run(FLOATS, list(np.ascontiguousarray(points.T))))
        values, gradients = np.empty(len(points)), np.empty(points.shape)
        hessians = np.empty((len(points), self.n, self.n))
        values[:] = next(outputs)
        for k in range(self.n):
            gradients[:, k] = next(outputs)
        for i in range(self.n):
            for j in range(i + 1):
                hessians[:, i, j] = hessians[:, j, i] = next(outputs)
        sizes = norms(hessians.reshape(len(points), self.n**2))
        return Jets(points, values, gradients, hessians, norms(gradients), sizes)

    def outcome(self, at: Jets, steps: Floats) -> Ints:
        """What has become of runs whose next Newton steps are ``steps``."""
        near = at.slopes <= self.tolerance * np.maximum(1.0, at.sizes)
        relative = norms(steps) / (1.0 + norms(at.points))
        flat = norms(_product(at.hessians, at.gradients)) < FLAT * at.sizes * at.slopes
        far = np.max(np.abs(at.points - self.center), axis=1, initial=0.0) > self.reach
        how = np.full(len(at.points), Ending.RUNNING, dtype=np.intp)
        how[near & (relative <= STEP)] = Ending.ARRIVED
        how[(near & (relative > STRIDE)) | (~near & flat)] = Ending.STALLED
        how[far | ~np.isfinite(at.slopes + at.sizes)] = Ending.ESCAPED
        return how

    def shortened(self, at: Jets, steps: Floats) -> Floats:
        """``steps``, none longer than ``CLIP`` says."""
        longest = CLIP * (self.diagonal + 2.0 * norms(at.points - self.center))
        return steps * (longest / np.maximum(norms(steps), longest))[:, None]


def newton(task: Iteration, starts: Floats) -> tuple[Floats, Ints]:
    """Where Newton's method on the gradient ends, with the length of a step limited, and how."""
    ends, how = starts.copy(), np.full(len(starts), Ending.RUNNING, dtype=np.intp)
    active = np.arange(len(starts))
    for _ in range(NEWTON_STEPS):
        at = task.jets(ends[active])
        steps = newton_steps(at)
        how[active] = outcome = task.outcome(at, steps)
        active = active[outcome == Ending.RUNNING]
        if not active.size:
            break
        ends[active] += task.shortened(at, steps)[outcome == Ending.RUNNING]
    return ends, how


def marquardt(task: Iteration, starts: Floats) -> tuple[Floats, Ints]:
    """Where Levenberg-Marquardt on the squared gradient norm ends, and how: steps ``-(H H + damping)^-1 H g``."""
    ends, how = starts.copy(), np.full(len(starts), Ending.RUNNING, dtype=np.intp)
    active, at = np.arange(len(starts)), task.jets(starts.copy())
    damping, before = 1e-2 * at.sizes**2, at.slopes.copy()
    for k in range(1, MARQUARDT_STEPS + 1):
        # H H is known up to rounding only: less damping than that would solve with noise.
        damping = np.maximum(damping, 1e-15 * at.sizes**2)
        h = at.hessians
        steps = task.shortened(at, _solved(h @ h, damping, -_product(h, at.gradients)))
        outcome = task.outcome(at, steps)
        if k % SLOW == 0:
            outcome[(outcome == Ending.RUNNING) & (at.slopes > 0.5 * before)] = Ending.STALLED
            before = at.slopes.copy()
        how[active], ends[active] = outcome, at.points
        running = outcome == Ending.RUNNING
        active, at = active[running], at[running]
        steps, damping, before = steps[running], damping[running], before[running]
        if not active.size:
            break
        better = at.take_better(task.jets(at.points + steps))
        damping = damping * np.where(better, 0.1, 8.0)
    return ends, how


def descent(task: Iteration, starts: Floats) -> tuple[Floats, Ints]:
    """Where descent ends, and how: steps ``-(|H| + damping)^-1 g``, |H| with the absolute values of the eigenvalues."""
    ends, how = starts.copy(), np.full(len(starts), Ending.RUNNING, dtype=np.intp)
    active, at = np.arange(len(starts)), task.jets(starts.copy())
    lost = ~np.isfinite(at.sizes)
    how[lost] = Ending.ESCAPED
    active, at = active[~lost], at[~lost]
    damping = 1e-2 * at.sizes
    for _ in range(DESCENT_STEPS):
        if not active.size:
            break
        rates, axes = np.linalg.eigh(at.hessians)
        along = np.einsum("bij,bi->bj", axes, at.gradients) / (np.abs(rates) + damping[:, None] + 1e-300)
        steps = task.shortened(at, -_product(axes, along))
        outcome = task.outcome(at, steps)
        how[active], ends[active] = outcome, at.points
        running = outcome == Ending.RUNNING
        active, at, steps, damping = active[running], at[running], steps[running], damping[running]
        better = at.take_better(task.jets(at.points + steps), by_value=True)
        damping = damping * np.where(better, 0.1, 8.0)
    return ends, how


def polished(task: Iteration, points: Floats) -> Jets:
    """``points`` after a few more Newton steps, each kept only where it reduces the gradient."""
    at = task.jets(points.copy())
    for _ in range(POLISHING_STEPS):
        at.take_better(task.jets(at.points + newton_steps(at)))
    return at


def newton_steps(at: Jets) -> Floats:
    """``-H^-1 g``; the shift keeps the steps small along a curve of critical points, where H is singular."""
    return _solved(at.hessians, 1e-10 * at.sizes, -at.gradients)


def _solved(matrices: Floats, shifts: Floats, right: Floats) -> Floats:
    """The solutions of ``(matrix + shift I) x = right``, row by row; of least squares if one matrix is singular."""
    shifted = matrices + (shifts + 1e-300)[:, None, None] * np.eye(matrices.shape[1])
    try:
        return np.asarray(np.linalg.solve(shifted, right[..., None])[..., 0], dtype=np.float64)
    except np.linalg.LinAlgError:
        finite = np.isfinite(shifted.sum(axis=(1, 2)))
        inverse = np.linalg.pinv(np.where(finite[:, None, None], shifted, 0.0))
        return _product(np.asarray(inverse, dtype=np.float64), right)


def _product(matrices: Floats, vectors: Floats) -> Floats:
    product: Floats = np.einsum("bij,bj->bi", matrices, vectors)
    return product


def norms(vectors: Floats) -> Floats:
    """The Euclidean length of each row."""
    norms: Floats = np.sqrt(np.einsum("bi,bi->b", vectors, vectors))
    return norms
