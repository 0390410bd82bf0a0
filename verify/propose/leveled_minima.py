"""A local minimum below a softmax, near the weights of a layered network with smooth units. Claims nothing.

All outputs may grow alike without an effect on the loss. So what leads into the last of them is held, as far as weight
decay does not hold it already, and Newton's method in floats goes on in the other coordinates.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from ..exact import nearest
from ..kernel.certificate import Certificate
from ..kernel.evidence import Unknown
from ..kernel.kinked_ball import piecewise_linear
from ..kernel.layered_symmetries import LayeredSymmetries
from ..numerics import ball
from ..numerics.arrays import Floats
from ..numerics.ball_matrix import above_root
from ..numerics.layered import LayeredRisk, fine_gradient, layered_floats
from ..numerics.point import KinkedBall, UnitSymmetry
from ..problem.expression import Expr
from ..problem.network import LayeredNetwork
from ..problem.objective import Problem
from .near_critical import nearness
from .newton import short
from .strict_minima import LEAST, ROOM, SHARE, newton_to_minimum, power_of_two_above


@dataclass(frozen=True)
class Across:
    """L as a function of the coordinates that are not held."""

    risk: LayeredRisk
    held: Floats
    free: list[int]

    def whole(self, x: Floats) -> Floats:
        """The point with these coordinates."""
        theta = self.held.copy()
        theta[self.free] = x
        return theta

    def gradient(self, x: Floats) -> Floats:
        """The slopes in the free coordinates."""
        found: Floats = self.risk.gradient(self.whole(x))[self.free]
        return found

    def hessian(self, x: Floats) -> Floats:
        """The second derivatives in the free coordinates."""
        found: Floats = self.risk.hessian(self.whole(x))[np.ix_(self.free, self.free)]
        return found


def leveled_minimum(problem: Problem, center: Sequence[Fraction]) -> Certificate | Unknown:
    """A ball with a local minimum of L, strict but for what all outputs have in common, near a point.

    Raises:
        OverflowError: L, or a derivative of it, has no value that is not too large near the point.
    """
    if not isinstance(problem.network, LayeredNetwork) or piecewise_linear(problem):
        return Unknown("method", "for layers of relu, which have kinks, there is another way")
    fields = [(s, f) for s, f in _fields(problem) if f is not None]
    if not fields:
        return Unknown("singular", "no symmetry of L is known that is for any activation")
    held = tuple(sorted(max(field) for _, field in fields))
    free = [i for i in range(len(center)) if i not in set(held)]
    start = np.array([nearest(c) for c in center])
    found = newton_to_minimum(Across(layered_floats(problem), start, free), start[free], float(nearness(center)))
    if isinstance(found, Unknown):
        return found
    x, least = found
    middle = list(center)
    for i, v in zip(free, x.tolist(), strict=True):
        middle[i] = Fraction(v)
    curvature = short(SHARE * least, 24)
    slopes = fine_gradient(problem, middle)
    slope = sum((ball.magnitude(slopes[i]) ** 2 for i in free), Fraction(0))
    radius = max(2 * ROOM * Fraction(above_root(slope)) / curvature, LEAST)
    at = KinkedBall(tuple(middle), power_of_two_above(radius), curvature, held, tuple(s for s, _ in fields), ())
    return Certificate("minimum-in-ball", problem.digest, {"point": at.written()})


def _fields(problem: Problem) -> list[tuple[UnitSymmetry, dict[int, Expr] | None]]:
    known = LayeredSymmetries(problem, (), Fraction(1), Fraction(0))
    return [(symmetry, known.field(symmetry)) for symmetry in known.candidates()]
