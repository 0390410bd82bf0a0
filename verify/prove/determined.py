"""The points that a file states, determined: by exact coordinates, or as the one critical point near decimals."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from fractions import Fraction

from ..exact import exact, fixed, half_unit
from ..kernel import theta_point
from ..kernel.evidence import Unknown
from ..numerics import ball
from ..numerics.point import Boxed, Exact, Point
from ..problem.case import StatedPoint
from ..problem.objective import Problem
from ..propose import certificates
from .outcome import Fault

BITS = (256, 1024, 4096)
SHOWN = 3
"""So many wrong coordinates are named; the whole point is said in any case."""


def determined(problem: Problem, stated: StatedPoint, bits: int = BITS[0]) -> Point | Fault | Unknown:
    """The point; a fault if its decimals are not the digits of the critical point that they lead to."""
    if not stated.refine:
        return Exact(tuple(t.text for t in stated.theta), stated.values)
    found = certificates.determine(theta_point.landscape(problem), stated, bits)
    if isinstance(found, Unknown):
        return Unknown(found.reason, f"{stated.place}: {found.detail}")
    if isinstance(found, Boxed):
        return wrong_digits(problem, stated, found.center, "the critical point") or found
    return found


def wrong_digits(problem: Problem, stated: StatedPoint, center: Sequence[Fraction], what: str) -> Fault | None:
    """The coordinates whose decimals are not the digits of ``what``, all at once, and the point to be put there."""
    wrong: list[str] = []
    place = stated.place
    for name, text, value in zip(problem.names, stated.theta, center, strict=True):
        if abs(value - exact(text.text)) > half_unit(text.text):
            with ball.precision(128):
                digits = ball.decimal(ball.ball(value), 30)
            place = text.place if not wrong else place
            wrong.append(f"{name} is {digits} at {what}, not {text.text}")
    if not wrong:
        return None
    more = f"; and {len(wrong) - SHOWN} more coordinates are others" if len(wrong) > SHOWN else ""
    return Fault(place, f"{'; '.join(wrong[:SHOWN])}{more}; the whole point is theta = {anew(stated, center)}")


def anew(stated: StatedPoint, found: Sequence[Fraction]) -> str:
    """All coordinates as a file writes them, each to as many places after the point as the finest is written now."""
    finest = min(2 * half_unit(text.text) for text in stated.theta)
    places = 0 if finest >= 1 else len(str(finest.denominator)) - 1
    return json.dumps([fixed(center, places) for center in found])


def sharper(problem: Problem, stated: StatedPoint, first: Point) -> Iterator[Point]:
    """The point at rising precision; each box lies in the first, so that all mean the same critical point."""
    yield first
    for bits in BITS[1:] if isinstance(first, Boxed) else ():
        finer = determined(problem, stated, bits)
        if isinstance(finer, Boxed) and isinstance(first, Boxed) and finer.inside(first):
            yield finer
