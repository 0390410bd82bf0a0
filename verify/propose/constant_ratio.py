"""The constant by which two formulas seem to differ, from their values at a point. It claims nothing."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from ..kernel.sides import constant_sign
from ..numerics import ball
from ..numerics.identity import vanish
from ..numerics.program import Program
from ..problem.expression import ONE, ZERO, Expr, num, substitute, topological, variables

PROBES = tuple(
    {"a": num(Fraction(*a)), "b": num(Fraction(*b)), "u": num(Fraction(*u))}
    for a, b, u in (((1, 1), (1, 1), (1, 2)), ((3, 2), (-1, 3), (2, 1)), ((1, 2), (5, 2), (-2, 3)))
)


def constant_ratio(x: Expr, y: Expr) -> Expr | None:
    """x / y at a point at which y is not 0, with a, b and u inserted."""
    if y is ZERO:
        return None
    for probe in PROBES:
        here_x, here_y = substitute([x, y], probe)
        if constant_sign(here_y) in (1, -1) and not variables([here_x]):
            return _simplest(here_x / here_y, _constants([x, y]))
    return None


def _constants(expressions: Sequence[Expr]) -> list[Expr]:
    """The constants that occur, but for rational numbers."""
    return [x for x in topological(expressions) if x.op not in ("num", "var") and not variables([x])]


def _simplest(c: Expr, known: Sequence[Expr]) -> Expr:
    """The same constant, as a rational number, or as one of the constants known or the inverse of one, if it is one."""
    with ball.precision(128):
        found = Program([c], []).run(ball.BALLS, [])[0]
        if not ball.finite(found):
            return c
        value = ball.midpoint(found)
    for form in (num(value.limit_denominator(100)), *known, *(ONE / k for k in known)):
        if vanish([c - form]):
            return form
    return c
