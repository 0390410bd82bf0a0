"""Proposals that no theta is data-optimal: a linear relation of the outputs that the targets violate. Claims nothing.

The outputs are evaluated at random rational theta. What is orthogonal to all their differences is, with probability
one, constant for every theta; by elimination in fixed point, far below rounding, its basis comes out as fractions.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import chain

from ..exact import write
from ..kernel.certificate import Certificate
from ..kernel.evidence import Unknown
from ..kernel.gate import look
from ..kernel.kinds.unreachable import class_weights, holds, quantity, slope_of_loss
from ..kernel.region import EVERYWHERE
from ..numerics import ball
from ..numerics.ball import Ball
from ..numerics.program import Program
from ..problem.expression import Expr, num, rational, substitute, text, variables
from ..problem.objective import Problem

BITS = 512
"""The precision of the outputs; entries below ``2**-EMPTY`` count as 0, and fractions below ``2**SHORT`` are found."""
SCALE, EMPTY, SHORT = 400, 200, 60

MOST_OUTPUTS = 60
"""So many outputs are examined; a relation among them is one among all."""

CLOSE = 120
"""Stationary outputs are enclosed to about ``2**-CLOSE``."""

Range = tuple[Fraction, Fraction]
Place = tuple[int, int, int | None]
"""A distinct input, an output, and the output to be subtracted, if any."""


def unreachable(problem: Problem, deadline: float = float("inf")) -> Certificate | Unknown:
    """A certificate of the kind ``unreachable``."""
    ranges = stationary_outputs(problem)
    places = list(ranges)[:MOST_OUTPUTS]
    if not places:
        return Unknown("method", "for no output was the slope of the summed loss seen to change its sign")
    for relation, y, constant in chain(_bounds(problem, places), _relations(problem, places, deadline)):
        if _violated(relation, y, constant, ranges) and holds(relation, _sum(problem, y) - constant):
            return _certificate(problem, relation, y, constant, ranges)
    return Unknown("method", "no linear relation of the outputs was found that the targets violate")


def stationary_outputs(problem: Problem) -> dict[Place, Range]:
    """For each place an interval that holds it wherever the summed loss is stationary, as far as one was found."""
    found: dict[Place, Range] = {}
    for x in range(len(problem.distinct)):
        weights = class_weights(problem, x)
        if weights is not None and all(w > 0 for w in weights):
            for k in range(1, len(weights)):
                with ball.precision(BITS):
                    middle = ball.midpoint(ball.logarithm(weights[k] / weights[0]))
                found[x, k, 0] = (middle - Fraction(1, 2**CLOSE), middle + Fraction(1, 2**CLOSE))
            continue
        for k in range(problem.network.outputs):
            slope, name = slope_of_loss(problem, x, k)
            if variables([slope]) <= {name}:
                with ball.precision(BITS):
                    around = _bracket(Program([slope], [name]))
                if around is not None:
                    found[x, k, None] = around
    return found


def _bracket(slope: Program) -> Range | None:
    def side(q: Fraction) -> int | None:
        return ball.sign(slope.run(ball.BALLS, [ball.ball(q)])[0])

    low = high = Fraction(0)
    for power in range(60):
        low = low if side(low) == -1 else -Fraction(2**power)
        high = high if side(high) == 1 else Fraction(2**power)
    if side(low) != -1 or side(high) != 1:
        return None
    while high - low > Fraction(1, 2**CLOSE):
        middle, width = (low + high) / 2, (high - low) / 8
        new_low = next((q for q in (middle, middle - width) if side(q) == -1), low)
        new_high = next((q for q in (middle, middle + width) if side(q) == 1), high)
        if (new_low, new_high) == (low, high):
            break
        low, high = new_low, new_high
    return low, high


Relation = tuple[str, dict[Place, Fraction], Expr]


def _bounds(problem: Problem, places: Sequence[Place]) -> Iterator[Relation]:
    """An output that may be visibly of one sign, or bounded by the least or the greatest value of its last function."""
    for place in places:
        yield ">=", {place: Fraction(1)}, num(0)
        yield ">=", {place: Fraction(-1)}, num(0)
        values = look([quantity(problem, *place)], EVERYWHERE)[0].values
        if ball.less(abs(values.low), ball.ball(2**SHORT)):
            yield ">=", {place: Fraction(1)}, num(ball.midpoint(values.low))
        if ball.less(abs(values.high), ball.ball(2**SHORT)):
            yield ">=", {place: Fraction(-1)}, num(-ball.midpoint(values.high))


def _sum(problem: Problem, y: dict[Place, Fraction]) -> Expr:
    total: Expr = num(0)
    for place, v in y.items():
        total = total + v * quantity(problem, *place)
    return total


def _relations(problem: Problem, places: Sequence[Place], deadline: float) -> Iterator[Relation]:
    """The basis of what looks orthogonal to all differences of the outputs."""
    outputs = [quantity(problem, *place) for place in places]
    program, rng, columns = Program(outputs, problem.names), random.Random(0), []
    with ball.precision(BITS):
        for _ in range(3 * len(places) + 8):
            theta = [ball.ball(Fraction(rng.randint(-64, 64), 32)) for _ in problem.names]
            values = program.run(ball.BALLS, theta)
            if all(ball.less(abs(v), ball.ball(2**SHORT)) for v in values):
                columns.append([_fixed(v) for v in values])
            if len(columns) == len(places) + 3 or time.monotonic() > deadline:
                break
    if len(columns) < 2:
        return
    differences = [[v - w for v, w in zip(column, columns[0], strict=True)] for column in columns[1:]]
    start = {name: num(0) for name in problem.names}
    for vector in _orthogonal(differences, len(places)):
        y = {place: v for place, v in zip(places, vector, strict=True) if v != 0}
        yield "=", y, substitute([_sum(problem, y)], start)[0]


def _fixed(value: Ball) -> int:
    """``value`` in fixed point; the 1 keeps what is far too small (``exp(-exp(40))``) from being written down."""
    return int((ball.midpoint(value + 1) - 1) * 2**SCALE)


def _orthogonal(rows: Sequence[Sequence[int]], size: int) -> Iterator[list[Fraction]]:
    """A basis of the vectors orthogonal to all rows, by elimination with the largest entry of a row as its pivot."""
    reduced: dict[int, list[int]] = {}  # column of the pivot -> the row, in fixed point, with 1 there
    for row in rows:
        rest = list(row)
        for column, known in reduced.items():
            factor = rest[column]
            rest = [v - ((factor * w) >> SCALE) for v, w in zip(rest, known, strict=True)]
        pivot = max(range(size), key=lambda i: abs(rest[i]))
        if abs(rest[pivot]) < 2 ** (SCALE - EMPTY):
            continue
        new = [(v << SCALE) // rest[pivot] for v in rest]
        for column, known in reduced.items():
            factor = known[pivot]
            reduced[column] = [v - ((factor * w) >> SCALE) for v, w in zip(known, new, strict=True)]
        reduced[pivot] = new
    for free in range(size):
        if free not in reduced:
            vector = [Fraction(int(i == free)) for i in range(size)]
            for column, known in reduced.items():
                vector[column] = -Fraction(known[free], 2**SCALE).limit_denominator(2**SHORT)
            yield vector


def _violated(relation: str, y: dict[Place, Fraction], constant: Expr, ranges: dict[Place, Range]) -> bool:
    if variables([constant]) or not y:
        return False
    with ball.precision(BITS):
        value = Program([constant], []).run(ball.BALLS, [])[0]
        wanted = ball.ball(0)
        for place, v in y.items():
            wanted += ball.ball(v) * ball.between(*ranges[place])
        return ball.less(wanted, value) or (relation == "=" and ball.less(value, wanted))


def _certificate(
    problem: Problem, relation: str, y: dict[Place, Fraction], constant: Expr, ranges: dict[Place, Range]
) -> Certificate:
    terms = [
        {"input": x, "output": k, "y": write(v), "low": write(ranges[x, k, j][0]), "high": write(ranges[x, k, j][1])}
        | ({} if j is None else {"minus": j})
        for (x, k, j), v in y.items()
    ]
    value = rational(constant)
    data = {
        "relation": relation,
        "constant": text(constant) if value is None else write(value),
        "terms": terms,
        "bits": BITS,
    }
    return Certificate("unreachable", problem.digest, data)
