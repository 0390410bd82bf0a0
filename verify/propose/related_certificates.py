"""Proposals for the kinds of ``kernel.kinds.related``. Claims nothing."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from ..exact import write
from ..kernel.certificate import Certificate
from ..numerics import ball
from ..numerics.point import Point
from ..problem.objective import Problem


def auxiliary_orbit(problem: Problem, a: Fraction, radii: Sequence[Fraction]) -> Certificate:
    """Steps along (a e^-t, b + t), one within each radius."""
    reach = 2 * max(Fraction(1), abs(a))
    sign = 1 if problem.augmentation.lam > 0 else -1
    steps = [{"radius": write(r), "t": write(sign * r / (2 * reach))} for r in radii]
    bits = 64 + 4 * max(r.denominator.bit_length() for r in radii)
    return Certificate("auxiliary-orbit", problem.digest, {"a": write(a), "steps": steps, "bits": bits})


def auxiliary_slope(
    problem: Problem, point: Point, risk: ball.Ball, b: Fraction, radii: Sequence[Fraction], bits: int
) -> Certificate:
    """At b, lower points with a of the sign of L(theta): near the best amplitude, or near the radius if that is less.

    M = L (1 + (a e^b - 1)^2) + lam a^2 is least at a = L e^b/(L e^2b + lam) if lam > 0.
    """
    scale = ball.exponential(b)
    best = ball.rounded(risk * scale / (risk * scale * scale + ball.ball(problem.augmentation.lam)))
    points = [{"radius": write(r), "a": write(max(-r / 2, min(r / 2, best)))} for r in radii]
    data = {"point": point.written(), "b": write(b), "points": points, "bits": bits}
    return Certificate("auxiliary-slope", problem.digest, data)


def margins(problem: Problem, point: Point, bits: int) -> Certificate:
    """A proposal: every sample is on the right side of its margin at the point."""
    return Certificate("margins", problem.digest, {"point": point.written(), "bits": bits})
