"""How L changes in one direction all over a box: from its slopes at the middle, and its curvature on the box.

**Theorem.** Let c be the middle of a box B with half the widths r, and v a vector. Let L be twice continuously
differentiable near B; or let it be of a layered network of units ``alpha u`` for u >= 0, ``beta u`` for u < 0, and
with a loss and a term in theta that are C2 where that leads. For numbers S, one for each unit and sample, the slope of
the branch on which the unit is all over B, or any between beta and alpha, let ``L_S`` be L with ``S u`` in place of the
unit. Then at almost every point of B ``v . grad L`` lies in

    v . grad L_S(c)  +-  sum_j r_j sup |(H_S(B) v)_j|,      over all such S.

*Proof.* ``notes/theory.md``, section 5, *A direction*. QED
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from ..errors import CertificateError
from ..numerics import ball
from ..numerics.ball import Ball
from ..numerics.ball_matrix import BALL_ARRAYS, BallMatrix, of_balls
from ..numerics.layered import Acting, LayeredRisk, layered
from ..problem.network import LayeredNetwork
from ..problem.objective import Problem
from .finding import require
from .gate import Regularity
from .kinked_ball import KinkSlopes, slopes_of
from .layered_risk import boxed, ends, layered_regularity, smooth_but_for_units
from .point_box import regularity_of_risk, widened
from .region import Region
from .theta_point import landscape

BITS = 128


@dataclass(frozen=True)
class Change:
    """What is known of the slopes of L on a box.

    Attributes:
        slopes: balls that hold those at the middle.
        hessian: balls that hold the second derivatives, all over the box.
        widths: half the widths of the box.
    """

    slopes: list[Ball]
    hessian: BallMatrix
    widths: list[Fraction]

    def along(self, direction: Sequence[Fraction]) -> Ball:
        """A ball that holds the slope of L in this direction at almost every point of the box."""
        v = BallMatrix.of(direction)
        with ball.precision(BITS):
            at_the_middle = ball.dot([ball.ball(entry) for entry in direction], self.slopes)
            sizes = (self.hessian @ v.reshape(-1, 1)).magnitudes().ravel().tolist()
            reach = sum((Fraction(size) * r for size, r in zip(sizes, self.widths, strict=True)), Fraction(0))
            return at_the_middle + ball.between(-reach, reach)


def change_on(problem: Problem, box: Region) -> Change:
    """The slopes of L on a neighbourhood of a bounded box.

    Raises:
        CertificateError: L was not proved smooth there, but for kinks of the units of a layered network.
        OverflowError: a number that is needed has no enclosure.
    """
    bounds = widened(problem, box)
    middle, widths = [(low + high) / 2 for low, high in bounds], [(high - low) / 2 for low, high in bounds]
    if not isinstance(problem.network, LayeredNetwork):
        require(regularity_of_risk(problem, box) >= Regularity.C2, "L was not proved smooth near the box")
        with ball.precision(BITS):
            slopes = landscape(problem).gradient([ball.ball(c) for c in middle])
            rows = landscape(problem).hessian([ball.between(low, high) for low, high in bounds])
        return Change(slopes, of_balls(rows), widths)
    whole, center = boxed(bounds), BallMatrix.of(middle)
    risk = layered(problem)
    if layered_regularity(problem, whole) < Regularity.C2:
        risk = _lined(problem, whole)
    found = risk.gradient(center)
    slopes = [ball.from_floats(m, r) for m, r in zip(found.mid.tolist(), found.rad.tolist(), strict=True)]
    return Change(slopes, risk.hessian(whole), widths)


def _lined(problem: Problem, whole: BallMatrix) -> LayeredRisk:
    """L with a ball of slopes in place of each unit: that of its branch on the box, or all that there are between."""
    try:
        line = slopes_of(problem)
    except CertificateError as error:
        words = "L was not proved smooth near the box, and its units are not relu or leaky relu"
        raise CertificateError(words) from error
    assert isinstance(problem.network, LayeredNetwork)
    shapes = [(problem.samples, width) for width in problem.network.widths[1:-1]]
    slopes = [BallMatrix(np.zeros(shape), np.zeros(shape)) for shape in shapes]

    def act(j: int, rows: slice, units: BallMatrix) -> list[BallMatrix]:
        found = _branches(line, units)
        slopes[j].mid[rows], slopes[j].rad[rows] = found.mid, found.rad
        return [found * units]

    _, outputs = LayeredRisk(problem, BALL_ARRAYS, Acting(act)).units(whole)
    smooth = smooth_but_for_units(problem, outputs, whole) >= Regularity.C2
    require(smooth, "the loss, or the term in theta alone, was not proved smooth near the box")

    def again(j: int, rows: slice, units: BallMatrix) -> list[BallMatrix]:
        there = slopes[j][rows]
        return [there * units, there, BALL_ARRAYS.zeros(units.shape)]

    return LayeredRisk(problem, BALL_ARRAYS, Acting(again))


def _branches(line: KinkSlopes, units: BallMatrix) -> BallMatrix:
    """The slopes that units may have whose arguments lie in these balls."""
    low, high = ends(units)
    middle, half = (line.alpha + line.beta) / 2, (line.alpha - line.beta) / 2
    mid, rad = np.zeros(units.shape), np.zeros(units.shape)
    for where, slope in (
        (low > 0, BallMatrix.of([line.alpha])),
        (high < 0, BallMatrix.of([line.beta])),
        ((low <= 0) & (high >= 0), BallMatrix.of([middle], [half])),
    ):
        mid[where], rad[where] = slope.mid[0], slope.rad[0]
    return BallMatrix(mid, rad)
