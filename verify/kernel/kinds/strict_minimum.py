"""The kernel's check that the one critical point in a ball is a strict local minimum: the point itself says it."""

from __future__ import annotations

from ...errors import CertificateError
from ...exact import shorten, write
from ...numerics import ball
from ...numerics.point import ConvexBall
from ...problem.objective import Problem
from ..certificate import Fields
from ..evidence import Grade
from ..finding import Finding
from ..kind import Kind
from ..risk_values import values
from ..theta_point import point

BITS = 128


def _strict_minimum(problem: Problem, fields: Fields) -> Finding:
    """L has exactly one critical point in a ball, a strict local minimum."""
    at = point(problem, fields)
    if not isinstance(at, ConvexBall):
        raise CertificateError("this kind needs a point in a ball, with a curvature")
    facts = {"L": ball.decimal(next(values(problem, at, BITS)), 20), "index": "0", "minimum": "yes"}
    around = f"the ball of radius {shorten(write(at.radius))} around the centre"
    words = f"L has one critical point in {around}, which is nondegenerate and a strict local minimum"
    return Finding(words, Grade.CERTIFIED, facts)


CHECKS: dict[str, Kind] = {"strict-minimum": Kind(_strict_minimum, asks=())}
