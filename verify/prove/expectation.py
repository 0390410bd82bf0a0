"""Expectations of a file that are certainly not met: the number found instead, for the message."""

from __future__ import annotations

from ..exact import exact, half_unit
from ..numerics import ball
from ..numerics.identity import zero
from ..numerics.point import Exact, Point
from ..numerics.program import Program
from ..numerics.statable import statable
from ..problem.expression import Expr, substitute
from ..problem.formula import constant
from ..problem.objective import Problem
from ..truth import Truth

BITS = 1024


def to_write(x: Expr, problem: Problem, point: Point, key: str) -> str:
    """The end of a message: the line that would be true, to be put into the file; nothing if none is certain."""
    found = statable(x, problem.names, point)
    return "" if found is None else f'; write {key} = "{found}"'


def found_instead(x: Expr, problem: Problem, point: Point, expected: str) -> str | None:
    """The digits of ``x`` at the point if it certainly differs from ``expected``, else None."""
    with ball.precision(BITS):
        value = Program([x], problem.names).run(ball.BALLS, point.enclosure(BITS))[0]
        digits = ball.decimal(value, 25)
        if expected.startswith("~"):
            decimal = expected[1:].strip()
            return digits if ball.beyond(value, exact(decimal), half_unit(decimal)) else None
        target = Program([constant(expected)], []).run(ball.BALLS, [])[0]
        if ball.sign(value - target) in (1, -1):
            return digits
    if not isinstance(point, Exact):
        return None
    at_point = substitute([x], dict(zip(problem.names, point.values, strict=True)))[0]
    return digits if zero(at_point - constant(expected)) is Truth.NO else None
