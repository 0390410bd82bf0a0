"""The kernel's check that L has one critical point in a Euclidean ball, a strict local minimum.

**Theorem.** Let L be twice continuously differentiable near the ball of radius r around c, let no eigenvalue of its
Hessian there be less than mu > 0, and let ``|grad L(c)| < mu r``. Then L has exactly one critical point in the ball,
and that is a strict local minimum.

*Proof.* ``notes/theory.md``, section 5, *Strict in a ball*. QED
"""

from __future__ import annotations

from ..numerics import ball
from ..numerics.ball_matrix import BallMatrix, least_eigenvalue_is_at_least, of_balls
from ..numerics.krawczyk import Landscape
from ..numerics.layered import layered
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
    gradient, hessian = (
        _by_layers(problem, at) if isinstance(problem.network, LayeredNetwork) else _written_out(problem, at)
    )
    slope = gradient.norm()
    short = slope < at.curvature * at.radius
    require(short, f"the gradient at the centre was proved to be at most {float(slope):.3g} long, which is too much")
    steep = least_eigenvalue_is_at_least(hessian, at.curvature)
    require(steep, "the least eigenvalue of the Hessian was not proved to be as large as stated all over the ball")


def _by_layers(problem: Problem, at: ConvexBall) -> tuple[BallMatrix, BallMatrix]:
    """The gradient at the centre, and the Hessian on the ball."""
    box = box_of(at.center, at.radius)
    smooth = layered_regularity(problem, box) >= Regularity.C2
    require(smooth, "L was not proved twice continuously differentiable on a neighbourhood of the ball")
    risk = layered(problem)
    return risk.gradient(box_of(at.center)), risk.hessian(box)


def _written_out(problem: Problem, at: ConvexBall) -> tuple[BallMatrix, BallMatrix]:
    require_risk(problem, at, Regularity.C2)
    scape = Landscape(problem.risk, problem.names)
    with ball.precision(BITS):
        slopes = scape.gradient([ball.ball(c) for c in at.center])
        rows = scape.hessian(at.enclosure(BITS))
    return of_balls([slopes])[0], of_balls(rows)
