"""The critical point of L near a point that a file brings, such as float weights of a trained network. Claims nothing.

A point of floats is never a critical point. Newton's method in floats says whether there may be one as near as asked;
only then it goes on in high precision.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy as np

from ..exact import fixed, nearest, rough
from ..kernel.evidence import Unknown
from ..numerics.krawczyk import Landscape
from ..numerics.point import Boxed
from ..numerics.program import FLOATS, Program
from .certificates import MAX_DIMENSION, too_large
from .newton import refine

BITS = 128
DIGITS = 20
"""Of the decimals to which the point is said to round; fewer if its box is larger."""
NEAR = Fraction(1, 1000)
"""A critical point is near if it is no farther away than this, relative to 1 and to the largest coordinate."""
STEPS = 12


def nearness(center: Sequence[Fraction]) -> Fraction:
    """How far a critical point may be to be called near."""
    return NEAR * max([Fraction(1), *map(abs, center)])


def critical_nearby(landscape: Landscape, center: Sequence[Fraction], reach: Fraction) -> Boxed | Unknown:
    """A box with one critical point of L, no farther from ``center`` than ``reach`` in any coordinate."""
    if landscape.dimension > MAX_DIMENSION:
        return too_large(landscape)
    start = _float_newton(landscape, center, float(reach))
    if isinstance(start, Unknown):
        return start
    found = refine(landscape, [Fraction(v) for v in start], BITS, STEPS)
    if found is None:
        return Unknown("singular", "no box around the point holds exactly one critical point of L")
    box, preconditioner = found
    farthest = max(abs(c - d) for c, d in zip(box.center, center, strict=True)) + box.radius
    if farthest > reach:
        return _far(farthest, reach)
    digits = min(DIGITS, int(box.radius.denominator.bit_length() * 0.3) - 4)
    return Boxed(box, preconditioner, BITS + 64, tuple(fixed(c, digits) for c in box.center))


def _far(distance: Fraction, reach: Fraction) -> Unknown:
    words = f"the critical point to which Newton's method leads is about {rough(distance)} away"
    return Unknown("method", f"{words}, and only one within {rough(reach)} counts as near")


def _float_newton(landscape: Landscape, center: Sequence[Fraction], reach: float) -> list[float] | Unknown:
    """Where Newton's method in floats ends, unless it leaves the neighbourhood."""
    slopes = Program(landscape.first, landscape.names)
    start = np.array([nearest(c) for c in center])
    x = start.copy()
    for _ in range(STEPS):
        with np.errstate(all="ignore"):
            gradient = np.array([float(v) for v in slopes.run(FLOATS, list(x))])
            hessian = landscape.float_hessian(x.tolist())
        if not np.all(np.isfinite(gradient)) or not np.all(np.isfinite(hessian)):
            return Unknown("method", "L is not twice differentiable at the point")
        rates, axes = np.linalg.eigh(hessian)
        if np.min(np.abs(rates)) <= 1e-13 * np.max(np.abs(rates), initial=0.0):
            return Unknown("singular", "the Hessian of L looks singular: no nondegenerate critical point is near")
        step = axes @ ((axes.T @ gradient) / rates)
        x = x - step
        moved = float(np.max(np.abs(x - start)))
        if not moved <= 2 * reach:
            return _far(Fraction(moved) if np.isfinite(moved) else Fraction(10) ** 300, Fraction(reach))
        if float(np.max(np.abs(step))) <= 1e-12 * (1.0 + float(np.max(np.abs(x)))):
            break
    return [float(v) for v in x]
