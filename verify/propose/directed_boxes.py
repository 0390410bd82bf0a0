"""A direction in which L is monotone all over a box around a point, the larger the better. Claims nothing.

Where L is steep across a valley and nearly flat along it, no parameter has a slope of one sign on any but a tiny box. A
direction along the valley has: of all with entries up to 1 that one is best which a linear programme finds, for the
slopes and the Hessian that are enclosed on the box. For many parameters one that makes the Hessian small is taken.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy as np

from ..errors import CertificateError
from ..kernel.certificate import Certificate, numbers
from ..kernel.directed_box import Change, change_on
from ..kernel.evidence import Unknown
from ..kernel.point_box import box_around
from ..numerics import ball
from ..numerics.arrays import Floats
from ..numerics.point import Point
from ..problem.objective import Problem
from .certificates import MAX_DIMENSION
from .newton import short, short_text

BITS = 96
MOST = 2000
"""Parameters up to which the Hessian is enclosed."""
DAMPING = (1e-8, 1e-6, 1e-4, 1e-2)
"""Of the Hessian, relative to its size, where no linear programme is solved."""
ROOM = Fraction(5, 4)
"""The reach of a certificate is so much less than what just holds, as another checker has other formulas."""


def directed_box(problem: Problem, at: Point, radii: Sequence[Fraction]) -> Certificate | Unknown:
    """The largest of the boxes, of rising radii, on which a direction was found: by halving, as less is easier."""
    if len(problem.names) > MOST:
        return Unknown("method", f"a direction is looked for with up to {MOST} parameters")
    found: Certificate | Unknown = Unknown("method", "no direction was found in which L is monotone near the point")
    low, high = 0, len(radii)
    while low < high:
        middle = (low + high) // 2
        tried = _on(problem, at, radii[middle])
        if isinstance(tried, Certificate):
            found, low = tried, middle + 1
        else:
            high = middle
    return found


def _on(problem: Problem, at: Point, radius: Fraction) -> Certificate | Unknown:
    try:
        change = change_on(problem, box_around(problem, at, radius * ROOM))
    except (CertificateError, OverflowError) as error:
        return Unknown("method", str(error))
    for direction in _directions(change):
        if ball.sign(change.along(direction)) in (1, -1):
            data = {"point": at.written(), "radius": short_text(radius), "direction": numbers(direction), "bits": BITS}
            return Certificate("no-critical-point", problem.digest, data)
    return Unknown("method", "no direction was found in which L is monotone all over the box")


def _directions(change: Change) -> list[list[Fraction]]:
    slopes = np.array([float(ball.midpoint(g)) for g in change.slopes])
    unsure = np.array([float(ball.radius(g)) for g in change.slopes])
    widths = np.array([float(r) for r in change.widths])
    with np.errstate(all="ignore"):
        if len(slopes) <= MAX_DIMENSION:
            found = _by_programme(slopes, unsure, change.hessian.mid, change.hessian.rad, widths)
            tried = [] if found is None else [found]
        else:
            rates, axes = np.linalg.eigh(change.hessian.mid)
            along, top = axes.T @ slopes, float(np.abs(rates).max(initial=1e-300))
            tried = [axes @ (along / (rates**2 + (d * top) ** 2)) for d in DAMPING]
    return [[short(float(entry / np.abs(v).max()), 24) for entry in v] for v in tried if np.abs(v).max() > 0]


def _by_programme(slopes: Floats, unsure: Floats, middle: Floats, radius: Floats, widths: Floats) -> Floats | None:
    """The v with entries up to 1 that makes v.g less what it may be off the greatest, if that is greater than 0.

    The unknowns are the positive and the negative parts of v, and bounds s of |H v| at the middle of the Hessian.
    """
    from scipy.optimize import linprog  # slow to import

    n = len(slopes)
    off = unsure + radius.T @ widths
    cost = np.concatenate([-slopes + off, slopes + off, widths])
    one = np.eye(n)
    rows = np.block([[middle, -middle, -one], [-middle, middle, -one]])
    found = linprog(cost, A_ub=rows, b_ub=np.zeros(2 * n), bounds=[(0, 1)] * (2 * n) + [(0, None)] * n, method="highs")
    if not found.success or not found.fun < 0:
        return None
    v: Floats = found.x[:n] - found.x[n : 2 * n]
    return v
