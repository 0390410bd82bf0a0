"""A point near float weights at which all residual gradients are 0: proposals for the kind ``data-optimal``.

A network with parameters to spare fits its data on a surface. All coordinates but as many as there are equations are
held, chosen so that the others move the residual gradients as much as possible; Newton's method goes on in these.
Floats, which claim nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy as np
from scipy.linalg import lstsq, qr

from ..kernel.certificate import Certificate
from ..kernel.evidence import Unknown
from ..kernel.implied_points import residual_system
from ..numerics import ball
from ..numerics.krawczyk import Box
from ..numerics.point import Fit
from ..problem.objective import Problem
from .certificates import MAX_DIMENSION, plain
from .near_critical import nearness
from .newton import refine

RANK = 1e-10
"""Pivots below this part of the largest one mean that the equations look dependent."""


def exact_fit(problem: Problem, given: Sequence[Fraction], bits: int) -> Certificate | Unknown:
    """A certificate that a point close to the numbers ``given`` is data-optimal, if one is found."""
    count, n = sum(len(row) for row in problem.residual_gradients), len(given)
    if count > min(n, MAX_DIMENSION):
        return Unknown("method", f"{n} parameters are too few to make {count} residual gradients vanish")
    whole = residual_system(problem, Fit((), Box(tuple(given), Fraction(0)), (), bits))
    slopes = whole.float_slopes(given)
    with ball.precision(bits):
        balls = whole.values([ball.ball(c) for c in given])
    if not np.all(np.isfinite(slopes)) or not all(map(ball.finite, balls)):
        return Unknown("method", "the residual gradients are not differentiable at the point")
    step = lstsq(slopes, np.array([ball.approximate(v) for v in balls]))[0]
    if np.max(np.abs(step)) > float(nearness(given)):
        return Unknown("method", "the residual gradients do not look nearly 0 at the point")
    _, triangle, order = qr(slopes, pivoting=True, mode="economic")
    pivots = np.abs(np.diag(triangle))
    if pivots[-1] <= RANK * pivots[0]:
        return Unknown("singular", "the residual gradients look dependent near the point")
    free = sorted(int(i) for i in order[:count])
    held = tuple(i for i in range(n) if i not in free)
    base = Fit(held, Box(tuple(given), Fraction(0)), (), bits)
    refined = refine(residual_system(problem, base), [given[i] for i in free], bits)
    if refined is None:
        return Unknown("singular", "no box around the point was seen to hold one zero of the residual gradients")
    box, preconditioner = refined
    moved = dict(zip(free, box.center, strict=True))
    center = tuple(moved.get(i, c) for i, c in enumerate(given))
    return plain(problem, "data-optimal", Fit(held, Box(center, box.radius), preconditioner, bits + 64))
