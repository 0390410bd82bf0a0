"""The kernel's check that L has a local minimum in a ball in which relus may have kinks: the point itself says it."""

from __future__ import annotations

from ...errors import CertificateError
from ...exact import shorten, write
from ...numerics import ball
from ...numerics.point import KinkedBall
from ...problem.objective import Problem
from ..certificate import Fields
from ..evidence import Grade
from ..finding import Finding
from ..kind import Kind
from ..risk_values import values
from ..theta_point import point

BITS, MOST_NAMED = 128, 3


def _minimum_in_ball(problem: Problem, fields: Fields) -> Finding:
    """L has a local minimum in a ball; where units have kinks, which they are, and at which samples."""
    at = point(problem, fields)
    if not isinstance(at, KinkedBall):
        raise CertificateError("this kind needs a point in a ball, with kinks")
    facts = {
        "L": ball.decimal(next(values(problem, at, BITS)), 20),
        "kinks": str(len(at.kinks)),
        "dimension": str(len(at.held)),
        "minimum": "yes",
    }
    words = f"L has a local minimum in the ball of radius {shorten(write(at.radius))} around the centre"
    strict = "" if at.kinks else (f", strict but for {len(at.held)} symmetries" if at.held else ", a strict one")
    return Finding(words + strict + _kinks(problem, at), Grade.CERTIFIED, facts)


def _kinks(problem: Problem, at: KinkedBall) -> str:
    """Where units may switch in the ball, the first few of them."""
    named = [
        f"unit {k.unit + 1} of layer {k.layer + 1} at sample {problem.distinct[k.input][0] + 1}"
        for k in at.kinks[:MOST_NAMED]
    ]
    more = f", and {len(at.kinks) - MOST_NAMED} more" if len(at.kinks) > MOST_NAMED else ""
    return f"; in it may be the kinks of {', '.join(named)}{more}" if named else ""


CHECKS: dict[str, Kind] = {"minimum-in-ball": Kind(_minimum_in_ball, asks=())}
