"""Critical points of L, each with a box around it in which L has no other: as a certificate names them."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from ..errors import CertificateError
from ..exact import nearest
from ..numerics import ball
from ..numerics.arrays import Floats
from ..numerics.inertia import negative_eigenvalues
from ..numerics.krawczyk import Rows
from ..numerics.landscape_batch import LandscapeBatch, centers, contraction, reaches
from ..numerics.point import Boxed
from ..problem.objective import Problem
from .certificate import Fields
from .finding import require
from .gate import Regularity
from .point_box import regularity_of_risk
from .region import Range, Region
from .theta_point import landscape, point


@dataclass(frozen=True)
class OnlyPoint:
    """The one critical point of L in a box.

    Attributes:
        at: where it is: a much smaller box.
        index: its Morse index; it is nondegenerate.
        value: L there, as a decimal with certified digits.
        low: the least coordinates of the box, floats.
        high: the greatest.
    """

    at: Boxed
    index: int
    value: str
    low: Floats
    high: Floats

    def holds(self, low: Floats, high: Floats) -> NDArray[np.bool_]:
        """Which of these boxes lie in its own."""
        found: NDArray[np.bool_] = np.all((self.low <= low) & (high <= self.high), axis=1)
        return found

    def apart(self, other: OnlyPoint) -> bool:
        """Whether it is another point for certain."""
        reach = self.at.box.radius + other.at.box.radius
        return any(abs(c - d) > reach for c, d in zip(self.at.box.center, other.at.box.center, strict=True))


@lru_cache(maxsize=16)
def batch(problem: Problem) -> LandscapeBatch:
    """The derivatives of L on batches of boxes, lowered once per problem."""
    return LandscapeBatch(landscape(problem).function, problem.names)


def floats_of(fields: Fields, key: str, n: int) -> Floats:
    """A list of n numbers that are doubles.

    Raises:
        CertificateError: one is none.
    """
    numbers = fields.numbers(key, n)
    found = [float(v) if abs(v) < 2**300 else float("inf") for v in numbers]
    good = all(abs(f) < 2.0**300 and Fraction(f) == v for f, v in zip(found, numbers, strict=True))
    require(good, f"{fields.where}.{key}: a number is no double, or too large")
    return np.array(found, dtype=np.float64)


def twice_differentiable(problem: Problem, low: Floats, high: Floats) -> bool:
    """Whether L was proved twice continuously differentiable on a neighbourhood of a box."""
    ends = zip(problem.names, low.tolist(), high.tolist(), strict=True)
    box = Region({name: Range(Fraction(least), Fraction(most)) for name, least, most in ends})
    return regularity_of_risk(problem, box) >= Regularity.C2


def only_point(problem: Problem, fields: Fields, bits: int) -> OnlyPoint:
    """The point that a group of fields names.

    Let ``Y`` be the preconditioner of the point, as floats, H the Hessian, and d > 0 how far the box U reaches from its
    middle. If ``sum_j |I - Y H(U)|_ij d_j < d_i`` for every i, then ``x - Y grad L(x)`` is a contraction on U in the
    norm whose unit ball has the half-widths d, and has one fixed point at most: L has one critical point there at most.

    Raises:
        CertificateError: it is not the one critical point in its box, or its index was not decided.
    """
    n = len(problem.names)
    at = point(problem, fields)
    if not isinstance(at, Boxed):
        raise CertificateError(f"{fields.where}: this kind needs a point in a box")
    low, high, congruence = floats_of(fields, "low", n), floats_of(fields, "high", n), fields.matrix("congruence", n, n)
    ends = [(Fraction(a), Fraction(b)) for a, b in zip(low.tolist(), high.tolist(), strict=True)]
    inside = all(a < c - at.box.radius and c + at.box.radius < b for c, (a, b) in zip(at.box.center, ends, strict=True))
    require(inside, f"{fields.where}: the point is not in its box")
    smooth = twice_differentiable(problem, low, high)
    require(smooth, f"{fields.where}: L was not proved twice continuously differentiable near the box")
    alone = _contracts(problem, at.preconditioner, low, high)
    require(alone, f"{fields.where}: the box may hold another critical point")
    with ball.precision(bits):
        balls = at.enclosure(bits)
        index = negative_eigenvalues(landscape(problem).hessian(balls), congruence)
        value = ball.decimal(landscape(problem).value(balls), 15)
    if index is None:
        raise CertificateError(f"{fields.where}: the inertia of the Hessian was not decided by Gershgorin's discs")
    return OnlyPoint(at, index, value, low, high)


def _contracts(problem: Problem, preconditioner: Rows, low: Floats, high: Floats) -> bool:
    y = np.array([[[nearest(v) for v in row] for row in preconditioner]])
    if not np.all(np.isfinite(y)):
        return False
    center = centers(low[None, :], high[None, :])
    reach = reaches(low[None, :], high[None, :], center)
    return bool(contraction(batch(problem).hessian(low[None, :], high[None, :]), reach, y)[0] < 1)
