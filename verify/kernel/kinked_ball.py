"""The kernel's check that L has a local minimum in a Euclidean ball in which relus have kinks.

**Theorem.** Let S be the points with the held coordinates of c, B those of S no farther from c than r, and let each
unit at each distinct input, other than the kinks that are named, be on one side of its kink all over B. Let a kink k
have the branches ``beta u`` and ``alpha u``, the slope t_k between them, tau_k the less of ``alpha - t_k`` and
``t_k - beta``, and bends ``b_k >= 0``. Put ``t_k u`` in place of each of these units, and let G be that function plus
``sum_k b_k u_k^2 / 2``. Suppose that on B, whichever slopes between beta and alpha the kinks have, L does not fall in
what unit k puts out: its rate e_k is not negative; and ``b_k |u_k| / 2 <= tau_k e_k``. Then L >= G on B.

Let no eigenvalue of the Hessian of G in the free coordinates be less than mu > 0 on B, and
``L(c) - G(c) + |grad G(c)| r < mu r^2 / 2``. Then L on S has a local minimum inside B. If L is constant along as many
vector fields as coordinates are held, which move these independently all over B, it is a local minimum of L.

*Proof.* ``notes/theory.md``, section 5, *Minimum on kinks in a ball*. QED
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from ..errors import CertificateError
from ..numerics import ball
from ..numerics.arrays import Array, Arrays
from ..numerics.ball_matrix import BALL_ARRAYS, BallMatrix, least_eigenvalue_is_at_least
from ..numerics.fine_arrays import FINE_ARRAYS
from ..numerics.layered import FINE, Acting, LayeredRisk, fine_gradient, layered
from ..numerics.point import Kink, KinkedBall
from ..numerics.program import Program
from ..problem.derivatives import gradient
from ..problem.expression import ARG, ZERO, Expr, branches, rational, substitute
from ..problem.network import LayeredNetwork
from ..problem.objective import Problem
from .finding import require
from .gate import Regularity
from .layered_risk import ends, layered_regularity, smooth_but_for_units
from .layered_symmetries import LayeredSymmetries, fields_of


@dataclass(frozen=True)
class KinkSlopes:
    """An activation that is ``alpha u`` for u >= 0 and ``beta u`` for u < 0, with beta < alpha."""

    alpha: Fraction
    beta: Fraction

    def room(self, slope: Fraction) -> Fraction:
        """The greatest number tau with ``act(u) - slope u >= tau |u|``."""
        return min(self.alpha - slope, slope - self.beta)

    def excess(self, slope: Fraction) -> Fraction:
        """The least number with ``act(u) - slope u <= excess |u|``."""
        return max(self.alpha - slope, slope - self.beta)


@dataclass(frozen=True)
class Lined:
    """L of a layered network on a ball, and lines in place of its units.

    Attributes:
        sides: 1 or -1 for each sample and unit, 0 at the kinks that are named: a matrix for each layer of units.
        sizes: how large the argument of a unit is on the ball at most.
        rates: lower and upper bounds of the derivative of L in what a unit puts out.
    """

    sides: list[NDArray[np.int8]]
    sizes: list[NDArray[np.float64]]
    rates: tuple[list[NDArray[np.float64]], list[NDArray[np.float64]]]


def require_kinked(problem: Problem, at: KinkedBall) -> None:
    """L has a local minimum in the ball.

    Raises:
        CertificateError: this was not proved.
        OverflowError: a number that is needed has no enclosure.
    """
    require(at.radius > 0 and at.curvature > 0, "radius and curvature are greater than 0")
    require(len(at.held) < len(problem.names), "all coordinates are held, or there are none")
    if not piecewise_linear(problem):
        _require_smooth(problem, at)
        return
    line = slopes_of(problem)
    require(all(line.beta <= k.slope <= line.alpha for k in at.kinks), "a slope is not between those of the branches")
    require(all(k.bend >= 0 for k in at.kinks), "a bend is negative")
    places = [(k.layer, k.unit, k.input) for k in at.kinks]
    require(len(set(places)) == len(places), "a kink is named twice")
    box = BallMatrix.of(at.center, at.radii)
    found = on_ball(problem, box, at.kinks)
    _require_less(problem, at.kinks, line, found)
    _require_symmetric(problem, at, LayeredSymmetries(problem, found.sides, line.alpha, line.beta))
    free = [i for i in range(len(problem.names)) if i not in set(at.held)]
    hessian = lined_risk(problem, at.kinks, found.sides, BALL_ARRAYS).hessian(box)[np.ix_(free, free)]
    steep = least_eigenvalue_is_at_least(hessian, at.curvature)
    require(steep, "the least eigenvalue of the Hessian was not proved to be as large as stated all over the ball")
    slope = slope_size(problem, at.center, at.kinks, found.sides, free)
    above = excess(problem, at.center, at.kinks, found)
    limit = at.curvature * at.radius**2 / 2 - above
    short = limit > 0 and slope * at.radius**2 < limit**2
    require(short, "L was not proved to be greater on the edge of the ball than at its centre")


def _require_smooth(problem: Problem, at: KinkedBall) -> None:
    """The same where no unit has a kink: G is L."""
    require(isinstance(problem.network, LayeredNetwork), "a ball with kinks is for layered networks")
    require(not at.kinks, "a ball with kinks is for relu and leaky relu")
    box = BallMatrix.of(at.center, at.radii)
    smooth = layered_regularity(problem, box) >= Regularity.C2
    require(smooth, "L was not proved twice continuously differentiable on a neighbourhood of the ball")
    _require_symmetric(problem, at, LayeredSymmetries(problem, (), Fraction(1), Fraction(0)))
    free = [i for i in range(len(problem.names)) if i not in set(at.held)]
    steep = least_eigenvalue_is_at_least(layered(problem).hessian(box)[np.ix_(free, free)], at.curvature)
    require(steep, "the least eigenvalue of the Hessian was not proved to be as large as stated all over the ball")
    slopes = fine_gradient(problem, at.center)
    square = sum((ball.magnitude(slopes[i]) ** 2 for i in free), Fraction(0))
    short = square < (at.curvature * at.radius / 2) ** 2
    require(short, "L was not proved to be greater on the edge of the ball than at its centre")


def piecewise_linear(problem: Problem) -> bool:
    """Whether the network is layered, and its units are relu or leaky relu."""
    try:
        slopes_of(problem)
    except CertificateError:
        return False
    return True


def slopes_of(problem: Problem) -> KinkSlopes:
    """The two branches of the activation.

    Raises:
        CertificateError: the network has no layers, or its activation is no such function.
    """
    if not isinstance(problem.network, LayeredNetwork):
        raise CertificateError("a ball with kinks is for layered networks")
    u = layered(problem).activation
    if u.op == "where" and branches(u).order == 0:
        upper, lower, _ = branches(u)
        alpha, beta = _factor(upper), _factor(lower)
        if alpha is not None and beta is not None and beta < alpha:
            return KinkSlopes(alpha, beta)
    raise CertificateError("a ball with kinks is for relu and leaky relu")


def _factor(branch: Expr) -> Fraction | None:
    """The number a, if the branch of an activation is ``a u``."""
    name = str(ARG.data)
    linear = rational(substitute([branch], {name: ZERO})[0]) == 0
    return rational(gradient(branch, [name])[0]) if linear else None


def on_ball(problem: Problem, box: BallMatrix, kinks: Sequence[Kink]) -> Lined:
    """On which side of its kink each unit is on a box, whichever slopes between those of the branches the kinks have.

    Raises:
        CertificateError: a unit that is not named changes its side, or L was not proved smooth in what units put out.
    """
    line, named = slopes_of(problem), _named(problem, kinks)
    between = BallMatrix.of([(line.alpha + line.beta) / 2], [(line.alpha - line.beta) / 2])
    on_side = {1: BallMatrix.of([line.alpha]), -1: BallMatrix.of([line.beta]), 0: between}
    sides = [np.zeros(mark.shape, dtype=np.int8) for mark in named]

    def act(j: int, rows: slice, units: BallMatrix) -> list[BallMatrix]:
        low, high = ends(units)
        sides[j][rows] = np.where(named[j][rows], 0, np.where(low > 0, 1, np.where(high < 0, -1, 2)))
        unsure = np.argwhere(sides[j][rows] == 2)
        if len(unsure):
            i, u = unsure[0]
            where = f"unit {u + 1} of layer {j + 1} at sample {rows.start + i + 1}"
            raise CertificateError(f"{where} was not proved to stay on one side of its kink in the ball")
        mid, rad = np.zeros(units.shape), np.zeros(units.shape)
        for side, slope in on_side.items():
            mid[sides[j][rows] == side], rad[sides[j][rows] == side] = slope.mid[0], slope.rad[0]
        slopes = BallMatrix(mid, rad)
        return [slopes * units, slopes]

    risk = LayeredRisk(problem, BALL_ARRAYS, Acting(act))
    units, outputs = risk.units(box)
    smooth = smooth_but_for_units(problem, outputs, box) >= Regularity.C2
    require(smooth, "the loss, or the term in theta alone, was not proved smooth where the ball is")
    bounds = [ends(e) for e in risk.rates(box)]
    return Lined(sides, [z.magnitudes() for z in units], ([low for low, _ in bounds], [high for _, high in bounds]))


def _named(problem: Problem, kinks: Sequence[Kink]) -> list[NDArray[np.bool_]]:
    """Where a kink is named, for each layer of units: samples by units."""
    assert isinstance(problem.network, LayeredNetwork)
    marks = [np.zeros((problem.samples, width), dtype=bool) for width in problem.network.widths[1:-1]]
    for k in kinks:
        marks[k.layer][list(problem.distinct[k.input]), k.unit] = True
    return marks


def rate(problem: Problem, k: Kink, found: Lined) -> tuple[Fraction, Fraction]:
    """Bounds of the derivative of L in what the unit of a kink puts out, for all samples with its input together."""
    low, high = (
        sum((Fraction(float(part[k.layer][i, k.unit])) for i in problem.distinct[k.input]), Fraction(0))
        for part in found.rates
    )
    return low, high


def size(problem: Problem, k: Kink, found: Lined) -> Fraction:
    """An upper bound of the argument of the unit of a kink, on the ball."""
    return Fraction(float(found.sizes[k.layer][problem.distinct[k.input][0], k.unit]))


def may_bend(kinks: Sequence[Kink], k: Kink) -> bool:
    """Whether no other kink is below this one at its input: then its argument does not depend on their slopes."""
    return not any(other.input == k.input and other.layer < k.layer for other in kinks)


def _require_less(problem: Problem, kinks: Sequence[Kink], line: KinkSlopes, found: Lined) -> None:
    """L is nowhere less on the ball than the minorant."""
    for k in kinks:
        low, _ = rate(problem, k, found)
        where = f"unit {k.unit + 1} of layer {k.layer + 1} at input {k.input + 1}"
        require(low >= 0, f"{where}: L was not proved not to fall in what the unit puts out")
        bent = k.bend * size(problem, k, found) / 2 <= low * line.room(k.slope)
        require(k.bend == 0 or bent, f"{where}: L was not proved to rise from the kink as steeply as the bend needs")
        require(k.bend == 0 or may_bend(kinks, k), f"{where}: there is a kink below it at the same input")


def _require_symmetric(problem: Problem, at: KinkedBall, symmetries: LayeredSymmetries) -> None:
    """L is constant along vector fields that lead away from S in every direction, all over the ball."""
    require(len(at.symmetries) == len(at.held), "as many symmetries as coordinates that are held")
    rates = [[field.get(i, ZERO) for i in at.held] for field in fields_of(symmetries, at.symmetries)]
    with ball.precision(FINE):
        matrix = [Program(row, problem.names).run(ball.BALLS, at.enclosure(FINE)) for row in rates]
        regular = not matrix or ball.sign(ball.determinant(matrix)) in (1, -1)
        require(regular, "the symmetries were not proved to move the held coordinates independently")


def lined_risk(
    problem: Problem, kinks: Sequence[Kink], sides: Sequence[NDArray[np.int8]], arrays: Arrays
) -> LayeredRisk:
    """G: L with lines in place of all units, and squares at the kinks."""
    line = slopes_of(problem)
    slopes, bends = list[Array](), list[Array]()
    table = [[[line.alpha if s > 0 else line.beta for s in row] for row in layer.tolist()] for layer in sides]
    bent = [[[Fraction(0)] * layer.shape[1] for _ in range(layer.shape[0])] for layer in sides]
    for k in kinks:
        for i in problem.distinct[k.input]:
            table[k.layer][i][k.unit] = k.slope
        bent[k.layer][problem.distinct[k.input][0]][k.unit] = k.bend
    for layer, rows, more in zip(sides, table, bent, strict=True):
        slopes.append(arrays.of([v for row in rows for v in row]).reshape(*layer.shape))
        bends.append(arrays.of([v for row in more for v in row]).reshape(*layer.shape))

    def act(j: int, rows: slice, units: Array) -> list[Array]:
        return [slopes[j][rows] * units, slopes[j][rows], arrays.zeros(units.shape)]

    return LayeredRisk(problem, arrays, Acting(act, bends))


def slope_size(
    problem: Problem,
    center: Sequence[Fraction],
    kinks: Sequence[Kink],
    sides: Sequence[NDArray[np.int8]],
    free: Sequence[int],
) -> Fraction:
    """An upper bound of the square of the length of the gradient of G at the centre, in the free coordinates."""
    with ball.precision(FINE):
        slopes = lined_risk(problem, kinks, sides, FINE_ARRAYS).gradient(FINE_ARRAYS.of(center))
        return sum((ball.magnitude(slopes[i]) ** 2 for i in free), Fraction(0))


def excess(problem: Problem, center: Sequence[Fraction], kinks: Sequence[Kink], found: Lined) -> Fraction:
    """An upper bound of L - G at the centre: each kink adds no more than its rate times what it is off its line."""
    line = slopes_of(problem)
    above = Fraction(0)
    with ball.precision(FINE):
        slopes = {1: ball.ball(line.alpha), -1: ball.ball(line.beta), 0: ball.between(line.beta, line.alpha)}

        def act(j: int, rows: slice, units: Array) -> list[Array]:
            part = found.sides[j][rows]
            wanted: Array = np.empty(part.shape, dtype=object)
            for side, slope in slopes.items():
                wanted[part == side] = slope
            return [wanted * units]

        units, _ = LayeredRisk(problem, FINE_ARRAYS, Acting(act)).units(FINE_ARRAYS.of(center))
        for k in kinks:
            _, high = rate(problem, k, found)
            off = ball.magnitude(units[k.layer][problem.distinct[k.input][0], k.unit])
            above += max(high, Fraction(0)) * line.excess(k.slope) * off
    return above
