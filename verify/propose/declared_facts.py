"""Looks for outputs at which a fact that a file declares of its loss is false. Claims nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import combinations

from ..kernel.certificate import Certificate
from ..numerics import ball
from ..numerics.program import Program
from ..problem.derivatives import gradient
from ..problem.expression import Expr, num, substitute, text, var
from ..problem.objective import Problem

BITS = 128
STEPS = (Fraction(4), Fraction(1), Fraction(1, 4), Fraction(1, 16))
"""How far from the outputs met it is looked, in each output."""
MOST = 400
"""Pairs of points that are looked at for each sample."""

Vector = tuple[Expr, ...]


def doubts(problem: Problem, fact: str, met: Sequence[Sequence[Vector]]) -> Iterator[Certificate]:
    """Certificates that may show a declared fact false.

    Args:
        problem: the problem.
        fact: which one.
        met: for each sample, outputs that occur in what the file states: at theta, better, the witness.
    """
    for i, outputs in enumerate(met):
        for kind, data in _tried(problem, fact, i, list(dict.fromkeys(outputs))):
            yield Certificate(kind, problem.digest, {"sample": i, **data, "bits": BITS})


def _tried(problem: Problem, fact: str, i: int, outputs: Sequence[Vector]) -> Iterator[tuple[str, dict[str, object]]]:
    names = [f"q{k + 1}" for k in range(problem.network.outputs)]
    loss = problem.sample_loss(i, [var(name) for name in names])
    if fact == "differentiable":
        for p in outputs:
            for k in range(len(names)):
                yield "loss-not-differentiable", {**_pair(p, p), "output": k}
        return
    near = _near(outputs)
    points = [*outputs, *near]
    slopes = gradient(loss, names)
    with ball.precision(64):
        values = [_number(loss, names, p) for p in points]
        if fact == "convex":
            for (p, u), (q, v) in list(combinations(zip(points, values, strict=True), 2))[:MOST]:
                middle = tuple((x + y) / num(2) for x, y in zip(p, q, strict=True))
                if _number(loss, names, middle) > (u + v) / 2:
                    yield "loss-not-convex", _pair(p, q)
                    return
            return
        least = min(range(len(points)), key=values.__getitem__)
        if fact == "nonnegative":
            if values[least] < 0:
                yield "loss-negative", _pair(points[least], points[least])
            return
        for p, u in zip(points, values, strict=True):
            if u > values[least] and all(abs(_number(s, names, p)) < Fraction(1, 2**40) for s in slopes):
                yield "loss-not-invex", _pair(p, points[least])
        if len(names) == 1:
            line = sorted(near, key=lambda p: _number(var("q1"), names, p))
            signs = [_number(slopes[0], names, p) for p in line]
            for (p, u), (q, v) in combinations(zip(line, signs, strict=True), 2):
                if u > 0 > v:
                    yield "loss-not-invex", _pair(p, q)
                    return


def _near(outputs: Sequence[Vector]) -> list[Vector]:
    """Rational points at and around the outputs, and halfway between each two."""
    with ball.precision(64):
        found: list[tuple[Fraction, ...]] = []
        for p in outputs:
            middle = [ball.midpoint(v) for v in Program(list(p), []).run(ball.BALLS, []) if ball.finite(v)]
            if len(middle) == len(p):
                found.append(tuple(round(v * 2**20) / Fraction(2**20) for v in middle))
    moved = list(found)
    for at in found:
        for k in range(len(at)):
            for step in STEPS:
                moved += [(*at[:k], at[k] + sign * step, *at[k + 1 :]) for sign in (1, -1)]
    for one, other in combinations(found, 2):
        for part in range(1, 8):
            moved.append(tuple(x + Fraction(part, 8) * (y - x) for x, y in zip(one, other, strict=True)))
    return [tuple(num(v) for v in at) for at in dict.fromkeys(moved)]


def _number(x: Expr, names: Sequence[str], p: Vector) -> Fraction:
    value = Program(substitute([x], dict(zip(names, p, strict=True))), []).run(ball.BALLS, [])[0]
    return ball.midpoint(value) if ball.finite(value) else Fraction(0)


def _pair(p: Vector, q: Vector) -> dict[str, object]:
    return {"p": [text(x) for x in p], "q": [text(x) for x in q]}
