"""A strict local minimum of L near the weights of a layered network: Newton's method in floats. Claims nothing."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Protocol

import numpy as np

from ..exact import nearest, rough
from ..kernel.certificate import Certificate
from ..kernel.evidence import Unknown
from ..numerics import ball
from ..numerics.arrays import Floats
from ..numerics.ball_matrix import above_root
from ..numerics.layered import fine_gradient, layered_floats
from ..numerics.point import ConvexBall
from ..problem.objective import Problem
from .near_critical import nearness
from .newton import short

STEPS, CHORDS = 12, 30
"""How often the Hessian is made anew, and for how many steps each is used at most."""
SLOW, SETTLED = 2.0, 8.0
"""A step that shortens the gradient by no more than ``SLOW`` is the last one with its Hessian, and a Hessian whose
steps shorten it by no more than ``SETTLED`` is the last one: what is left is rounding."""
SHORTEST = 2.0**-8
"""The least part of a step that is tried, if more of it lengthens the gradient."""
SINGULAR = 1e-13
SHARE = 0.5
"""Which part of the least eigenvalue at the centre is claimed of all the ball."""
LEAST = Fraction(1, 2**60)
"""The least radius."""
ROOM = 2
"""By which factor the radius is larger than it has to be."""


class Curved(Protocol):
    """A function in floats with its first and second derivatives."""

    def gradient(self, x: Floats, /) -> Floats:
        """The slopes."""

    def hessian(self, x: Floats, /) -> Floats:
        """The second derivatives."""


def strict_minimum(problem: Problem, center: Sequence[Fraction]) -> Certificate | Unknown:
    """A ball with one critical point of L, a strict local minimum, near a point.

    Raises:
        OverflowError: L, or a derivative of it, has no value that is not too large near the point.
    """
    reach = float(nearness(center))
    start = np.array([nearest(c) for c in center])
    found = newton_to_minimum(layered_floats(problem), start, reach)
    if isinstance(found, Unknown):
        return found
    x, least = found
    middle = tuple(Fraction(v) for v in x.tolist())
    curvature = short(SHARE * least, 24)
    slope = sum((ball.magnitude(v) ** 2 for v in fine_gradient(problem, middle)), Fraction(0))
    radius = max(ROOM * Fraction(above_root(slope)) / curvature, LEAST)
    at = ConvexBall(middle, power_of_two_above(radius), curvature)
    return Certificate("strict-minimum", problem.digest, {"point": at.written()})


def newton_to_minimum(risk: Curved, start: Floats, reach: float) -> tuple[Floats, float] | Unknown:
    """Where Newton's method ends, and the least eigenvalue of the Hessian near there."""
    x, slope = start.copy(), risk.gradient(start)
    for _ in range(STEPS):
        hessian = risk.hessian(x)
        if not (np.all(np.isfinite(slope)) and np.all(np.isfinite(hessian))):
            return Unknown("method", "L is not twice differentiable at the point")
        rates, axes = np.linalg.eigh(hessian)
        sizes = np.maximum(np.abs(rates), SINGULAR * float(np.abs(rates).max()) + 1e-300)
        before, from_here = x, float(np.linalg.norm(slope))
        for _ in range(CHORDS):
            step, share = axes @ ((axes.T @ slope) / sizes), 1.0
            there = risk.gradient(x - step)
            while not np.linalg.norm(there) < np.linalg.norm(slope) and share > SHORTEST:
                share /= 2
                there = risk.gradient(x - share * step)
            if not np.linalg.norm(there) < np.linalg.norm(slope):
                break
            shortened = np.linalg.norm(slope) > SLOW * np.linalg.norm(there)
            x, slope = x - share * step, there
            if not float(np.max(np.abs(x - start))) <= 2 * reach:
                return Unknown("method", f"Newton's method leads farther away than {rough(Fraction(2 * reach))}")
            if share < 1.0 or not shortened:
                break
        close = float(np.max(np.abs(x - before))) <= 1e-6 * (1.0 + float(np.max(np.abs(x))))
        if close and from_here <= SETTLED * float(np.linalg.norm(slope)):
            if rates[0] <= SINGULAR * float(np.abs(rates).max()):
                return Unknown(
                    "singular", "the Hessian of L looks singular or has a direction downwards near the point"
                )
            return x, float(rates[0])
    return Unknown("method", "Newton's method did not settle near the point")


def power_of_two_above(number: Fraction) -> Fraction:
    """The least power of two that is greater than a number > 0."""
    exponent = number.numerator.bit_length() - number.denominator.bit_length() + 1
    return Fraction(2) ** exponent
