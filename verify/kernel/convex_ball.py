"""The kernel's check that L has one critical point in a Euclidean ball, a strict local minimum.

**Theorem.** Let L be twice continuously differentiable near the ball of radius r around c, let no eigenvalue of its
Hessian there be less than mu > 0, and let ``|grad L(c)| < mu r``. Then L has exactly one critical point in the ball,
and that is a strict local minimum.

*Proof.* ``notes/theory.md``, section 5, *Strict in a ball*. QED
"""

from __future__ import annotations

from fractions import Fraction

from ..numerics import ball
from ..numerics.ball import Ball
from ..numerics.ball_matrix import BallMatrix, least_eigenvalue_is_at_least, of_balls
from ..numerics.krawczyk import Landscape
from ..numerics.layered import fine_gradient, layered
from ..numerics.point import ConvexBall
from ..problem.network import LayeredNetwork
from ..problem.objective import Problem
from .finding import require
from .gate import Regularity
from .layered_risk import box_of, layered_regularity
from .neighbourhood import require_risk

BITS = 128


def require_convex(problem: Problem, at: ConvexBall) -> None:
    """L has exactly one critical point in the ball, a strict local minimum with a positive definite Hessian.

    Raises:
        CertificateError: this was not proved.
        OverflowError: a number that is needed has no enclosure, or L is too large to be written out.
    """
    require(at.radius > 0 and at.curvature > 0, "radius and curvature are greater than 0")
    require(len(problem.names) > 0, "there are no parameters")
    evaluate = _by_layers if isinstance(problem.network, LayeredNetwork) else _written_out
    gradient, hessian = evaluate(problem, at)
    square = sum((ball.magnitude(slope) ** 2 for slope in gradient), Fraction(0))
    short = square < (at.curvature * at.radius) ** 2
    require(short, "the gradient at the centre was not proved to be shorter than the curvature times the radius")
    steep = least_eigenvalue_is_at_least(hessian, at.curvature)
    require(steep, "the least eigenvalue of the Hessian was not proved to be as large as stated all over the ball")


def _by_layers(problem: Problem, at: ConvexBall) -> tuple[list[Ball], BallMatrix]:
    """The gradient at the centre, and the Hessian on the ball."""
    box = box_of(at.center, at.radius)
    smooth = layered_regularity(problem, box) >= Regularity.C2
    require(smooth, "L was not proved twice continuously differentiable on a neighbourhood of the ball")
    return fine_gradient(problem, at.center), layered(problem).hessian(box)


def _written_out(problem: Problem, at: ConvexBall) -> tuple[list[Ball], BallMatrix]:
    require_risk(problem, at, Regularity.C2)
    scape = Landscape(problem.risk, problem.names)
    with ball.precision(BITS):
        slopes = scape.gradient([ball.ball(c) for c in at.center])
        rows = scape.hessian(at.enclosure(BITS))
    return slopes, of_balls(rows)
