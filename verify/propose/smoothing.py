"""Newton's method on L whose relus are rounded off at their kinks, less and less: where that leads. Claims nothing.

In place of ``act(u)`` stands, for ``|u| < eps``, the parabola that meets both branches at ``-eps`` and ``eps`` with
their slopes; a dead unit stays without influence. At a minimum on a kink the slope of a unit tends, as eps does to 0,
to one between those of the branches.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from ..exact import rough
from ..kernel.evidence import Unknown
from ..kernel.kinked_ball import KinkSlopes
from ..numerics.arrays import FLOAT_ARRAYS, Array, Floats
from ..numerics.layered import Acting, LayeredRisk
from ..problem.objective import Problem

WIDTHS = (1e-1, 1e-2, 1e-3, 1e-4, 1e-5)
"""How far the kinks are rounded off, one after another, relative to how far is near."""
STEPS, TRIES = 40, 24
SETTLED = 1e-13
"""The length of a gradient, relative to 1, that is as good as 0."""
FLATTEST = 1e-9
"""Curvatures are taken to be no less."""


def rounded_slopes(line: KinkSlopes, u: Floats, eps: float) -> Floats:
    """The slopes of the activation, rounded off at its kink."""
    part: Floats = np.clip((u + eps) / (2 * eps), 0.0, 1.0)
    return float(line.beta) + float(line.alpha - line.beta) * part


def least_when_rounded(
    problem: Problem, line: KinkSlopes, start: Floats, reach: float, first: int
) -> tuple[Floats, float] | Unknown:
    """Where Newton's method leads as the kinks are rounded off less and less, and how far they are at last.

    ``first`` says with which of ``WIDTHS`` it begins: from a point that is very near, a wide one leads away.
    """
    x = start
    for width in WIDTHS[first:]:
        x = _descended(_rounded(problem, line, width * reach), x, reach / 4)
        if not float(np.max(np.abs(x - start), initial=0.0)) <= 2 * reach:
            return Unknown("method", f"Newton's method leads farther away than {rough(Fraction(2 * reach))}")
    return x, WIDTHS[-1] * reach


def _rounded(problem: Problem, line: KinkSlopes, eps: float) -> LayeredRisk:
    step = float(line.alpha - line.beta)

    def act(_: int, __: slice, u: Array) -> list[Array]:
        inside = np.abs(u) < eps
        more = np.where(inside, (u + eps) ** 2 / (4 * eps), np.maximum(u, 0.0))
        return [float(line.beta) * u + step * more, rounded_slopes(line, u, eps), step * inside / (2 * eps)]

    return LayeredRisk(problem, FLOAT_ARRAYS, Acting(act))


def _descended(risk: LayeredRisk, x: Floats, longest: float) -> Floats:
    """The end of Newton's method, with curvatures made positive, and steps made shorter until L or its slope falls."""
    value, slope = risk.value_and_gradient(x)
    more = 1e-6
    for _ in range(STEPS):
        hessian = risk.hessian(x)
        if (
            float(np.linalg.norm(slope)) <= SETTLED
            or not np.all(np.isfinite(hessian))
            or not np.all(np.isfinite(slope))
        ):
            break
        rates, axes = np.linalg.eigh(hessian)
        along, sizes = axes.T @ slope, np.maximum(np.abs(rates), FLATTEST)
        for _ in range(TRIES):
            step = axes @ (along / (sizes + more))
            there = x - step
            below, flatter = risk.value_and_gradient(there)
            better = below < value - 1e-16 * abs(value) or np.linalg.norm(flatter) < np.linalg.norm(slope) / 2
            if better and np.max(np.abs(step)) <= longest:
                break
            more = max(4 * more, 1e-8)
        else:
            break
        x, value, slope, more = there, below, flatter, more / 8
    return x
