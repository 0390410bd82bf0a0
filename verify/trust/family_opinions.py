"""Second opinions on the kinds that speak of L through fewer variables: a family of critical points, a convex model."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Any

from ..files.problem_table import canonical
from ..problem.formula import parse
from .opinion import Data, Opinion
from .opinion_minorant import near
from .opinion_point import image_point, point

PLACES = 2
"""Points of the family at which an identity near the point is looked at."""
THETAS = 6
"""Points at which an identity in all theta is looked at."""


def critical_family(o: Opinion, data: Data) -> bool:
    """At images nearby outputs and slopes are those of the smaller function; the Hessian decides across the family."""
    z, n = image_point(o, canonical(data["point"])), len(o.problem.names)
    inner, outer, rows = len(z.inner), len(z.outer), data["rows"]
    factors = [[parse(text, z.names) for text in row] for row in data["factors"]]
    complement = o.mp.matrix([o.numbers(row) for row in data["complement"]])
    if len(factors) != n or len(set(rows)) != outer or len(rows) != outer or complement.rows != n:
        return False

    def seen(theta: Sequence[Any]) -> list[Any]:
        """The outputs at the distinct inputs, and the term in theta alone."""
        outputs = [f for group in o.problem.distinct for f in o.problem.outputs[group[0]]]
        return o.values([*outputs, o.problem.regularizer], o.problem.names, theta)

    good = True
    for at in near(o, [*z.inner, *z.outer], PLACES):
        there, held = z.image(o, at), [*at[:inner], *z.outer]
        matrix = [o.values(row, z.names, at) for row in factors]
        slopes, small = o.jacobian(seen, there), o.jacobian(lambda y: seen(z.image(o, [*y, *z.outer])), at[:inner])
        pairs = zip(seen(there)[:-1], seen(z.image(o, held))[:-1], strict=True)
        good &= all(abs(x - y) < o.zero for x, y in pairs)
        for of_theta, of_inner in zip(slopes, small, strict=True):
            made = [sum(m * d for m, d in zip(row, of_inner, strict=True)) for row in matrix]
            good &= all(abs(x - y) < o.zero for x, y in zip(of_theta, made, strict=True))
    moved = o.jacobian(lambda s: z.image(o, [*z.inner, *s]), z.outer)
    good &= abs(o.mp.det(o.mp.matrix([moved[r] for r in rows]))) > o.zero
    c = complement.T * o.mp.matrix(o.hessian(o.risk, z.at)) * complement
    others = [sum(abs(c[i, j]) for j in range(c.cols) if j != i) for i in range(c.cols)]
    good &= all(abs(c[i, i]) > others[i] for i in range(c.cols))
    least = all(c[i, i] > 0 for i in range(c.cols))
    return bool(good and (c.cols == n - outer if least else 0 < c.cols <= n - outer))


def convex_model(o: Opinion, data: Data) -> bool:
    """At random theta the outputs are the model's, the term in theta alone is convex in it, and the model moves."""
    names, random, rows = o.problem.names, Random(0), data["rows"]
    model = [parse(text, names) for text in data["model"]]
    outputs = [f for group in o.problem.distinct for f in o.problem.outputs[group[0]]]
    constant, columns = o.numbers(data["constant"]), [o.numbers(column) for column in data["columns"]]
    of_model = [f"m{j + 1}" for j in range(len(model))]
    penalty = parse(data.get("penalty", "0"), of_model)
    good = 0 < len(model) == len(set(rows)) == len(rows)
    for _ in range(THETAS):
        theta = [o.mp.mpf(random.randint(-4000, 4000)) / 500 for _ in names]
        h = o.values(model, names, theta)
        for i, output in enumerate(o.values(outputs, names, theta)):
            made = constant[i] + sum(x * column[i] for x, column in zip(h, columns, strict=True))
            good &= abs(output - made) < o.zero
        good &= abs(o.value(o.problem.regularizer, names, theta) - o.value(penalty, of_model, h)) < o.zero
    good &= len(constant) == len(outputs) and all(len(column) == len(outputs) for column in columns)
    if "penalty" in data:
        first, second = (o.hessian(lambda m: o.value(penalty, of_model, m), [o.mp.mpf(c)] * len(model)) for c in (0, 3))
        changes = o.mp.matrix(first) - o.mp.matrix(second)
        good &= all(abs(x) < o.mp.ldexp(1, -300) for x in changes)
        good &= min(o.mp.eigsy(o.mp.matrix(first), eigvals_only=True)) > -o.mp.ldexp(1, -300)
    moved = o.jacobian(lambda theta: o.values(model, names, theta), point(o, data["point"]))
    return bool(good and abs(o.mp.det(o.mp.matrix([[row[r] for r in rows] for row in moved]))) > o.zero)
