"""Numbers for a strict minimum without an inverse: R with H - R'R diagonally dominant, a margin. Claims nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from ..kernel.evidence import Unknown
from ..numerics import ball
from ..numerics.krawczyk import Landscape
from ..numerics.point import Exact
from ..problem.case import StatedPoint
from .certificates import determine
from .newton import short

MOST = 12
"""Parameters up to which Hessians are enclosed inside Coq."""


@dataclass(frozen=True)
class StrictRoot:
    """A point near a strict minimum, L there, R by rows and the margin; all are proposals."""

    center: tuple[Fraction, ...]
    value: Fraction
    root: tuple[tuple[Fraction, ...], ...]
    margin: Fraction


def strict_root(landscape: Landscape, stated: StatedPoint, bits: int) -> StrictRoot | Unknown:
    """R'R is the Hessian at the point less twice the margin, a quarter of the least curvature."""
    if landscape.dimension > MOST:
        return Unknown(
            "method", f"{landscape.dimension} parameters: inside Coq, Hessians are enclosed for at most {MOST}"
        )
    center = center_of(landscape, stated, bits)
    if isinstance(center, Unknown):
        return center
    hessian = landscape.float_hessian(center)
    least = float(np.linalg.eigvalsh(hessian)[0]) if np.all(np.isfinite(hessian)) else 0.0
    if least <= 0:
        return Unknown("singular", "on floats, the Hessian at the point is not positive definite")
    margin = short(least / 4, 16)
    root = np.linalg.cholesky(hessian - 2 * float(margin) * np.eye(len(center))).T
    with ball.precision(2 * bits):
        value = ball.midpoint(landscape.value([ball.ball(c) for c in center]))
    return StrictRoot(center, value, tuple(tuple(short(v) for v in row) for row in root.tolist()), margin)


def center_of(landscape: Landscape, stated: StatedPoint, bits: int) -> tuple[Fraction, ...] | Unknown:
    """Rational numbers near the coordinates of a point that a file states."""
    if stated.refine:
        point = determine(landscape, stated, bits)
        return point if isinstance(point, Unknown) else point.center
    return near(Exact(tuple(t.text for t in stated.theta), stated.values), bits)


def near(point: Exact, bits: int) -> tuple[Fraction, ...]:
    """Rational numbers near the coordinates of an exact point."""
    with ball.precision(2 * bits):
        return tuple(ball.midpoint(b) for b in point.enclosure(2 * bits))


def rounded(values: Sequence[Fraction], digits: int) -> tuple[Fraction, ...]:
    """The same to so many decimals."""
    return tuple(round(v, digits) for v in values)
