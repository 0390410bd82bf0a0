"""The kernel's check that L falls for ever along a path from the point to infinity, and of what it tends to.

**Theorem.** Let ``g(t) = L(path(t))`` be locally Lipschitz on (0, 1], with g' > 0 at almost every t, let g tend to v as
t tends to 0, and let the path be continuous, and unbounded in a coordinate. As t goes from 1 down to 0, the path leaves
every bounded set, and L falls strictly along it, to v, which it nowhere reaches. Proof: ``notes/theory.md``, section 5.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

from ...errors import CertificateError, InputError
from ...exact import shorten
from ...numerics import ball
from ...numerics.identity import zero
from ...numerics.program import Program
from ...numerics.tail_expansion import Tail
from ...problem.derivatives import both_sides, tangent
from ...problem.expression import ONE, Expr, substitute, var
from ...problem.formula import parse
from ...problem.objective import Problem
from ...truth import Truth
from ...verdict import Rank
from ..certificate import Fields
from ..evidence import Grade
from ..finding import Finding, require
from ..gate import Regularity, look
from ..kind import Kind
from ..margins import risk_in_margins
from ..region import Range, Region
from ..theta_point import comparison, coordinates, landscape, point
from .related import nonnegative_risk

MAX_ORDER = 24
NAME = "t"


def _falling_path(problem: Problem, fields: Fields) -> Finding:
    """L(path(t)) falls strictly as t goes from 1 to 0, and tends to the limit; the path is not bounded."""
    constants = coordinates(problem, point(problem, fields))
    order, bits, end = fields.index("order", MAX_ORDER + 1), fields.bits(), fields.number("tail")
    cuts = fields.texts("cuts")
    ends = [end, *fields.numbers("cuts", len(cuts)), *([Fraction(1)] if end != 1 else [])]
    require(order > 0, "'order' is at least 1")
    require(0 < end <= 1 and ends[-1] == 1, "'tail' is greater than 0, and at most 1")
    require(all(a < b for a, b in pairwise(ends)), "'tail', the cuts and 1 do not rise")
    path = _path(problem, fields)
    for name, x in zip(problem.names, substitute(path, {NAME: ONE}), strict=True):
        require(zero(x - constants[name]) is Truth.YES, f"the path was not proved to start at the point, in {name}")
    risk = substitute([risk_in_margins(problem)], dict(zip(problem.names, path, strict=True)))[0]
    with ball.precision(bits):
        limit = _on_tail(path, risk, Tail(NAME, end, order))
        slope = Program(both_sides(tangent([risk], {var(NAME): ONE})), [NAME])
        for a, b in pairwise(ends):
            _on_piece([*path, risk], slope, a, b)
    group = fields.group("limit")
    found = comparison(limit, {}, lambda _: [], group, "the limit")
    with ball.precision(bits):
        value = Program([limit], []).run(ball.BALLS, [])[0]
        text = ball.decimal(value, 20)
    words = f"along a path from the point to infinity L falls for ever, to {text}, which it reaches nowhere on the path"
    facts = {"limit": text, **_rank(problem, fields, limit, bits)}
    if facts["rank"] == Rank.BAD:
        words += f"; L is {facts['L_better']} elsewhere, which is lower"
    elif facts["rank"] == Rank.GLOBAL:
        words += "; L is nowhere lower than that"
    return Finding(words, min(Grade.CERTIFIED, found.grade), facts)


def _path(problem: Problem, fields: Fields) -> list[Expr]:
    try:
        return [parse(text, [NAME], f"{fields.where}.path") for text in fields.texts("path", len(problem.names))]
    except InputError as error:
        raise CertificateError(str(error)) from error


def _between(low: Fraction, high: Fraction) -> Region:
    return Region({NAME: Range(low, high)})


def _on_tail(path: list[Expr], risk: Expr, tail: Tail) -> Expr:
    """The limit of L along the path, which falls on the tail and leaves every bounded set."""
    slope = tangent([risk], {var(NAME): ONE})[0]
    *moved, value, rate = tail.expansions([*path, risk, slope])
    require(all(x is not None for x in moved), "the path was not expanded on the tail")
    require(any(tail.unbounded(x) for x in moved if x is not None), "no coordinate was proved unbounded")
    if value is None or rate is None:
        raise CertificateError("L, or its slope along the path, was not expanded on the tail")
    limit = tail.limit(value)
    require(limit is not None, "L was not proved to tend to a number along the path")
    require(tail.sign(rate) == 1, "L was not proved to fall on the tail")
    assert limit is not None
    return limit.exact


def _on_piece(values: list[Expr], slope: Program, low: Fraction, high: Fraction) -> None:
    """L falls along the path from t = high to t = low."""
    where = f"between t = {shorten(low)} and t = {shorten(high)}"
    known = look(values, _between(low, high))
    require(all(k.regularity >= Regularity.CONTINUOUS for k in known), f"the path was not proved continuous {where}")
    require(known[-1].regularity >= Regularity.LIPSCHITZ, f"L was not proved locally Lipschitz along the path {where}")
    found = slope.run(ball.BALLS, [ball.between(low, high)])[0]
    require(ball.positive(found), f"L was not proved to fall along the path {where}")


def _rank(problem: Problem, fields: Fields, limit: Expr, bits: int) -> dict[str, str]:
    """What is said of the limit, as facts."""
    rank = fields.text("rank")
    require(rank in set(Rank), f"there is no rank {shorten(rank)}")
    if rank == Rank.BAD:
        better = point(problem, fields, "better")
        with ball.precision(bits):
            low = landscape(problem).value(better.enclosure(bits))
            value = Program([limit], []).run(ball.BALLS, [])[0]
            require(ball.less(low, value), "L was not proved to be lower than the limit at 'better'")
            return {"rank": rank, "L_better": ball.decimal(low, 20)}
    if rank == Rank.GLOBAL:
        require(zero(limit) is Truth.YES, "the limit was not proved to be 0")
        require(nonnegative_risk(problem) is Truth.YES, "L was not seen to be >= 0")
    return {"rank": rank}


CHECKS: dict[str, Kind] = {"falling-path": Kind(_falling_path, asks=("nonnegative",))}
