"""The points that a file names: as certificates write them, and as enclosures for whoever proposes something."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from ..exact import exact, half_unit
from ..kernel import theta_point
from ..kernel.evidence import Unknown
from ..numerics import ball
from ..numerics.program import Program
from ..problem.case import Point
from ..problem.expression import Expr
from ..problem.objective import Problem
from ..propose import certificates
from .outcome import Fault

BITS = (256, 1024, 4096)


@dataclass(frozen=True, eq=False)
class LocatedPoint:
    """A point with exact constants as coordinates, or the one critical point of L in a box around decimals.

    Attributes:
        data: what certificates say of it.
        values: its coordinates as constants (of a box: the decimals, which only say where it lies).
    """

    data: certificates.Json
    values: tuple[Expr, ...]

    @property
    def exact(self) -> bool:
        return "exact" in self.data

    def theta(self, bits: int) -> list[ball.Ball]:
        """Enclosures of the coordinates; call within ``ball.precision(bits)``."""
        if self.exact:
            return Program(self.values, []).run(ball.BALLS, [])
        radius = exact(self.data["radius"])
        return [ball.around(exact(c), radius) for c in self.data["center"]]

    def center(self) -> list[Fraction]:
        """Coordinates nearby, for floats to start from."""
        if not self.exact:
            return [exact(c) for c in self.data["center"]]
        with ball.precision(64):
            return [ball.midpoint(v) if ball.finite(v) else Fraction(0) for v in self.theta(64)]


def located(problem: Problem, point: Point, bits: int = BITS[0]) -> LocatedPoint | Fault | Unknown:
    """The point; a fault if its decimals are not the digits of the critical point that they lead to."""
    data = certificates.point_data(theta_point.landscape(problem), point, bits)
    if isinstance(data, Unknown):
        return Unknown(data.reason, f"{point.place}: {data.detail}")
    if "center" in data:
        for name, text, center in zip(problem.names, point.theta, data["center"], strict=True):
            if abs(exact(center) - exact(text.text)) > half_unit(text.text):
                with ball.precision(128):
                    digits = ball.decimal(ball.ball(exact(center)), 30)
                return Fault(text.place, f"{name} is {digits} at the critical point, not {text.text}")
    return LocatedPoint(data, point.values)


def sharper(problem: Problem, point: Point, first: LocatedPoint) -> Iterator[LocatedPoint]:
    """The point at rising precision; each box lies in the first, so that all mean the same critical point."""
    yield first
    for bits in () if first.exact else BITS[1:]:
        finer = located(problem, point, bits)
        if isinstance(finer, LocatedPoint) and _inside(finer.data, first.data):
            yield finer


def _inside(inner: certificates.Json, outer: certificates.Json) -> bool:
    small, large = exact(inner["radius"]), exact(outer["radius"])
    return all(abs(exact(c) - exact(d)) + small <= large for c, d in zip(inner["center"], outer["center"], strict=True))
