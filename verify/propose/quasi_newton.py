"""Candidates where no Hessian is made: L-BFGS, then Newton's method in a trust region, with Hessian-vector products.

They find minima, and claim nothing. An end counts only if the next Newton step is small, too (MINRES): on a plateau it
is not.
"""

from __future__ import annotations

from collections.abc import Sequence
from time import monotonic

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse.linalg import LinearOperator, minres

from ..numerics.program import FLOATS, Program
from ..problem.derivatives import gradient, tangent
from ..problem.expression import Expr, var
from .critical_points import REACH, SAME, Candidate, Search, doubt

Floats = NDArray[np.float64]

STEPS = 400
NEWTON_STEPS = 30
SLOPE = 1e-8
"""The gradient norm of an end, relative to that of the Hessian along the gradient if that exceeds 1."""
STEP = 1e-4
"""The most that the next Newton step may still be, relative to 1 + |point|."""


class _Function:
    """A function of many parameters in floats: value, slopes, and the Hessian times a vector."""

    def __init__(self, objective: Expr, names: Sequence[str]) -> None:
        first, moved = gradient(objective, names), [f"{name}'" for name in names]
        self.first = Program([objective, *first], names)
        along = tangent(first, {var(name): var(to) for name, to in zip(names, moved, strict=True)})
        self.second = Program(along, [*names, *moved])

    def __call__(self, x: Floats) -> tuple[float, Floats]:
        value, *slopes = self.first.run(FLOATS, list(x))
        if not np.isfinite(float(value)):
            return 1e300, np.zeros(len(x))
        return float(value), np.nan_to_num(np.array(slopes, dtype=np.float64), posinf=0.0, neginf=0.0)

    def product(self, x: Floats, v: Floats) -> Floats:
        found = np.array(self.second.run(FLOATS, [*x, *v]), dtype=np.float64)
        return np.nan_to_num(found, posinf=0.0, neginf=0.0)


def descents(
    objective: Expr,
    names: Sequence[str],
    box: Sequence[tuple[float, float]],
    starts: int,
    rng: np.random.Generator,
    *,
    point: Sequence[float] | None = None,
    budget: float | None = None,
) -> Search:
    """Minima that descents reach from ``point``, which is the first start, and from uniform random starts in ``box``.

    The arguments are those of ``critical_points.candidates``; the budget is looked at before each start but the first.
    """
    low, high = np.array(box, dtype=np.float64).reshape(-1, 2).T
    reach = REACH * float(np.max(high - low))
    function, begun = _Function(objective, names), monotonic()
    found: list[Candidate] = []
    escaped = converged = done = 0
    with np.errstate(all="ignore"):
        while done < starts and (done == 0 or budget is None or monotonic() - begun < budget):
            given = point if done == 0 else None
            x = rng.uniform(low, high) if given is None else np.array(given, dtype=np.float64)
            center = (low + high) / 2 if given is None else x
            end = _descent(function, x)
            done += 1
            if not np.max(np.abs(end - center)) <= reach or not function(end)[0] < 1e300:
                escaped += 1
                continue
            candidate = _candidate(function, end)
            if candidate is not None:
                converged += 1
                _add(found, candidate)
    ordered = sorted(found, key=lambda c: (c.value, c.point))
    return Search(tuple(ordered), done, converged, escaped, done - converged - escaped)


def _descent(function: _Function, x: Floats) -> Floats:
    rough = minimize(function, x, jac=True, method="L-BFGS-B", options={"maxiter": STEPS, "gtol": 1e-12, "ftol": 0.0})
    fine = minimize(
        function, rough.x, jac=True, hessp=function.product, method="trust-ncg",
        options={"maxiter": NEWTON_STEPS, "gtol": 1e-13},
    )  # fmt: skip
    end: Floats = fine.x if fine.fun <= rough.fun else rough.x
    return end


def _candidate(function: _Function, x: Floats) -> Candidate | None:
    """The end of a descent, if it looks like a critical point."""
    value, slopes = function(x)
    n, slope, size = len(x), float(np.linalg.norm(slopes)), float(np.linalg.norm(x))
    rate = float(np.linalg.norm(function.product(x, slopes / slope))) if slope > 0.0 else 0.0
    if not slope <= SLOPE * max(1.0, rate):
        return None
    hessian = LinearOperator((n, n), matvec=lambda v: function.product(x, np.ravel(v)), dtype=np.float64)
    step = minres(hessian, -slopes, maxiter=2 * n)[0] if slope > 0.0 else np.zeros(n)
    length = float(np.linalg.norm(step))
    left = float(np.linalg.norm(hessian @ step + slopes))
    if not (length <= STEP * (1.0 + size) and left <= max(0.5 * slope, 1e-13 * rate)):
        return None
    about = float(doubt(np.array(slope), np.array(length), np.array(rate), np.array(size)))
    return Candidate(tuple(map(float, x)), value, slope, (), 1, about)


def _add(found: list[Candidate], new: Candidate) -> None:
    """One candidate for all ends that are the same up to ``SAME``."""
    for k, old in enumerate(found):
        distance = np.linalg.norm(np.array(old.point) - np.array(new.point))
        if distance <= SAME * (1.0 + np.linalg.norm(new.point)):
            best = min(old, new, key=lambda c: c.gradient_norm)
            found[k] = Candidate(best.point, best.value, best.gradient_norm, best.eigenvalues, old.hits + 1, best.doubt)
            return
    found.append(new)
