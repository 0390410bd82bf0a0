"""What a case is at its theta, in floats."""

from __future__ import annotations

from verify.exact import exact
from verify.kernel.theta_point import landscape
from verify.numerics import ball
from verify.problem.case import Case


def risk(case: Case) -> float:
    """L at theta."""
    with ball.precision(100):
        theta = [ball.ball(exact(text.text)) for text in case.point.theta]
        return float(ball.approximate(landscape(case.problem).value(theta)))
