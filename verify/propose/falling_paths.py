"""Certificates that L falls for ever along a path from a point to infinity, from shapes that floats have found."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import cached_property
from itertools import product

from ..exact import fixed, nearest, write
from ..kernel.certificate import Certificate
from ..kernel.evidence import Unknown
from ..kernel.kinds.falling_path import NAME
from ..kernel.kinds.related import nonnegative_risk
from ..kernel.margins import risk_in_margins
from ..kernel.theta_point import landscape
from ..numerics import ball
from ..numerics.identity import zero
from ..numerics.point import Exact
from ..numerics.program import Program
from ..numerics.tail_expansion import Tail
from ..problem.derivatives import both_sides, tangent
from ..problem.expression import ONE, Expr, substitute, var
from ..problem.formula import parse
from ..problem.objective import Problem
from ..truth import Truth
from ..verdict import Rank
from .runaway import RunawayShape, runaway_shapes

BITS = 192
ORDERS = (4, 10)
TAILS = (Fraction(1), Fraction(1, 8), Fraction(1, 64), Fraction(1, 1024))
MOST_PIECES = 128
MOST_TERMS = 60
DIGITS = 14
CREEPING = Fraction(1, 50)
"""The share of its value by which L may fall along a path whose limit is not the least; else it is only on its way."""


def falling_paths(
    problem: Problem, at: Exact, better: Callable[[], Exact | Unknown], deadline: float
) -> Iterator[Certificate | Unknown]:
    """A path that starts at the point, with the limit of L and whether that is the least."""
    shapes = runaway_shapes(problem, [nearest(c) for c in at.center])
    paths = [_Path(problem, at, shape) for shape in shapes]
    for order, end, path in product(ORDERS, TAILS, paths):  # the longest tail first: what is easy is found early
        if time.monotonic() > deadline:
            break
        beyond = path.turns or (order > ORDERS[0] and path.has_poles)
        found = None if beyond else path.certificate(better, order, end)
        if found is not None:
            yield found
    yield Unknown("method", "no path to infinity was found along which L certainly falls for ever")


def written(at: Exact, shape: RunawayShape) -> list[str]:
    """The path as formulas in t."""
    found = []
    functions = f"(1 - t**{shape.power})", "log(1/t)", "(1/t - 1)"
    for i, (text, *factors) in enumerate(zip(at.texts, shape.bend, shape.logs, shape.poles, strict=True)):
        path = text.strip()
        if i in shape.partners:
            path += f" + (({at.texts[shape.partners[i]].strip()}) - ({path}))/2*(1 - t)"
        for factor, function in zip(factors, functions, strict=True):
            if factor:
                path += f" + ({write(Fraction(float(factor)))})*{function}"
        found.append(path)
    return found


class _Path:
    """A shape written down, with L and its slope along it."""

    def __init__(self, problem: Problem, at: Exact, shape: RunawayShape) -> None:
        self.problem, self.at, self.texts, self.has_poles = problem, at, written(at, shape), bool(shape.poles.any())
        formulas = [parse(text, [NAME], "path") for text in self.texts]
        self.risk = substitute([risk_in_margins(problem)], dict(zip(problem.names, formulas, strict=True)))[0]
        self.slope = tangent([self.risk], {var(NAME): ONE})[0]
        self.slopes = Program(both_sides([self.slope]), [NAME])

    @cached_property
    def turns(self) -> bool:
        """Whether L certainly rises in the end."""
        with ball.precision(BITS):
            tail = Tail(NAME, TAILS[-1], ORDERS[0])
            rate = tail.expansions([self.slope])[0]
            return rate is not None and tail.sign(rate) in (-1, 0)

    def certificate(self, better: Callable[[], Exact | Unknown], order: int, end: Fraction) -> Certificate | None:
        """With this tail and order; None if it does not come out so."""
        with ball.precision(BITS):
            tail = Tail(NAME, end, order)
            value, rate = tail.expansions([self.risk, self.slope])
            if value is None or rate is None or len(rate.terms) > MOST_TERMS:
                return None
            limit, cuts = tail.limit(value), _cuts(self.slopes, end) if tail.sign(rate) == 1 else None
            if limit is None or cuts is None:
                return None
            rank = _rank(self.problem, self.at, limit.exact, limit.ball, better)
            data = {
                "point": self.at.written(),
                "path": self.texts,
                "limit": _limit(limit.exact, limit.ball),
                "tail": write(end),
                "cuts": [write(c) for c in cuts],
                "order": order,
                "bits": BITS,
            }
            return None if rank is None else Certificate("falling-path", self.problem.digest, {**data, **rank})


def _cuts(slope: Program, end: Fraction) -> list[Fraction] | None:
    """Where [end, 1] is cut so that L is seen to fall along each piece; None if too many pieces are needed."""
    waiting, done = [(end, Fraction(1))] if end < 1 else [], []
    while waiting:
        low, high = waiting.pop()
        if ball.positive(slope.run(ball.BALLS, [ball.between(low, high)])[0]):
            done.append(low)
        elif len(waiting) + len(done) >= MOST_PIECES:
            return None
        else:
            middle = (low + high) / 2
            waiting += [(low, middle), (middle, high)]
    return sorted(done)[1:]


def _limit(limit: Expr, value: ball.Ball) -> dict[str, object]:
    if zero(limit) is Truth.YES:
        return {"equals": "0"}
    middle, digits = ball.midpoint(value), DIGITS
    while abs(middle) * 10**digits < 10 ** (DIGITS - 4) and digits < 400:
        digits += 1
    return {"rounds_to": fixed(middle, digits), "bits": BITS}


def _rank(
    problem: Problem, at: Exact, limit: Expr, value: ball.Ball, better: Callable[[], Exact | Unknown]
) -> dict[str, object] | None:
    """What is said of the limit; None if L is not near it at the point, so that it says little about the point."""
    if zero(limit) is Truth.YES and nonnegative_risk(problem) is Truth.YES:
        return {"rank": Rank.GLOBAL.value}
    scape = landscape(problem)
    here = scape.value(at.enclosure(BITS))
    if not ball.less(here - value, abs(here) * ball.ball(CREEPING)):
        return None
    lower = better()
    if isinstance(lower, Exact) and ball.less(scape.value(lower.enclosure(BITS)), value):
        return {"rank": Rank.BAD.value, "better": lower.written()}
    return {"rank": Rank.OPEN.value}
