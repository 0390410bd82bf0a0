"""Proposals for the kinds about gradient bases. Claims nothing."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import numpy as np

from ..exact import write
from ..kernel.certificate import Certificate, numbers
from ..kernel.evidence import Unknown
from ..kernel.kinds.gradient_basis import Composite, columns, composite, inner
from ..numerics import ball
from ..numerics.identity import constant_text, resolved_at, vanish
from ..numerics.linear import solution
from ..numerics.point import Point
from ..numerics.program import Program
from ..problem.derivatives import gradient, hessian
from ..problem.expression import ZERO, Expr, num, rational, substitute, var, variables
from ..problem.formula import parse
from ..problem.objective import Problem
from .certificates import Json, independent_rows

PRECISIONS = (256, 1024, 4096)
TRIED = 8
MODELS = 3
STEPS = 40


@dataclass(frozen=True)
class BasisText:
    """What a gradient basis is made of besides the point, in texts (``kernel.kinds.gradient_basis``)."""

    psi: tuple[str, ...]
    penalty: str
    h: tuple[str, ...]
    r: str
    eps: Fraction
    points: tuple[tuple[str, ...], ...]


# ------------------------------------------------------------------------------------------------- interpolating-basis


def interpolating_basis(problem: Problem, seed: int) -> Certificate | Unknown:
    """n + 1 random moves of (b, w), short enough to move all neurons alike, and a precision that is enough."""
    rng = random.Random(seed)
    dx, neurons = problem.network.inputs, len(problem.added_names[1])
    size = 2**16
    side = size * neurons * (dx + 1)  # entries up to size/side, so that neurons * (dx + 1) squares add up to at most 1
    moves = [
        [Fraction(rng.randint(-size, size), side) for _ in range(dx + 1)] for _ in range(len(problem.distinct) + 1)
    ]
    data: Json = {"eps": "1", "moves": [{"beta": write(m[0]), "v": numbers(m[1:])} for m in moves]}
    inputs = [problem.inputs[group[0]] for group in problem.distinct]
    for bits in PRECISIONS:
        with ball.precision(bits):
            rates = [[sum((e * d for e, d in zip(m[1:], x, strict=True)), m[0]) for x in inputs] for m in moves]
            matrix = [[ball.ball(1), *(ball.exponential(rate) for rate in row)] for row in rates]
            if ball.sign(ball.determinant(matrix)) in (1, -1):
                return Certificate("interpolating-basis", problem.digest, {**data, "bits": bits})
    return Unknown("precision", "the matrix of exponentials was not seen to be regular at any precision tried")


# ------------------------------------------------------------------------------------------------------------- tangent


def last_layer(problem: Problem, at: Mapping[str, Expr]) -> list[int] | None:
    """Parameters h, the last ones first, with f = sum_k h_k d_k f around the point; None if there are none.

    None too if f is not differentiable around the point.
    """
    names = problem.names
    parts = [resolved_at(part, at) for part in composite(problem, [], ZERO).parts]
    smooth = [part for part in parts if part is not None]
    if len(smooth) < len(parts):
        return None
    slopes = {name: [gradient(part, [name])[0] for part in smooth] for name in names}
    chosen: list[str] = []
    for name in reversed(names):
        if not {name, *chosen} & variables(slopes[name]) and not any(name in variables(slopes[c]) for c in chosen):
            chosen.append(name)
    made = [inner([var(name) for name in chosen], [slopes[name][j] for name in chosen]) for j in range(len(smooth))]
    linear = bool(chosen) and vanish([part - m for part, m in zip(smooth, made, strict=True)], at)
    return sorted(names.index(name) for name in chosen) if linear else None


def tangent(
    problem: Problem,
    point: Point,
    at: Mapping[str, Expr],
    last: Sequence[int],
    seed: int,
    bits: int,
) -> Certificate | Unknown:
    """Random models in the derivatives at the point that cost certainly more than L there; none if these are all 0."""
    rng, names, theta = random.Random(seed), problem.names, point.enclosure(bits)
    c = composite(problem, [], ZERO)
    parts = [resolved_at(part, at) for part in c.parts]
    rows = [Program(gradient(part, names), names).run(ball.BALLS, theta) for part in parts if part is not None]
    outer = Program([c.outer], c.names)
    value = outer.run(ball.BALLS, Program([p for p in parts if p is not None], names).run(ball.BALLS, theta))[0]
    models = []
    for _ in range(TRIED):
        alpha = [Fraction(rng.randint(-16, 16), 8) for _ in names]
        cost = outer.run(ball.BALLS, [ball.dot([ball.ball(v) for v in alpha], row) for row in rows])[0]
        if ball.less(value, cost):
            models.append({"alpha": numbers(alpha)})
    flat = all(ball.sign(entry) == 0 for row in rows for entry in row)
    if not models and not flat:
        return Unknown("method", "no model that costs more than L was found")
    data = {"point": point.written(), "last_layer": list(last), "models": models[:MODELS], "bits": bits}
    return Certificate("tangent", problem.digest, data)


# ------------------------------------------------------------------------------------------------------ gradient-basis


def gradient_basis(problem: Problem, point: Point, basis: BasisText, z: Mapping[str, Expr], bits: int) -> Certificate:
    """The bound, with the tangent of E at the best model if that is rational, else at the components of z."""
    c, found = _columns(problem, basis)
    best = _best_model(c, found)
    at = substitute(c.parts, z) if best is None else [num(v) for v in best[1]]
    data = {**_data(point, basis, bits), "tangent_at": [constant_text(value) for value in at]}
    return Certificate("gradient-basis", problem.digest, data)


def named_model(problem: Problem, point: Point, conclusion: str, table: Mapping[str, Any], bits: int) -> Certificate:
    """The model of a file's ``[basis]``, against a conclusion."""
    data = {"point": point.written(), "conclusion": conclusion, "basis": table, "bits": bits}
    return Certificate("gradient-basis-violated", problem.digest, data)


def basis_text(table: Mapping[str, Any], theta: Sequence[str]) -> BasisText:
    """What a file's ``[basis]`` says of the derivatives at the point alone."""
    psi, h = tuple(table.get("psi", ())), tuple(table["h"])
    return BasisText(psi, table.get("penalty", "0"), h, table.get("r", "1"), Fraction(0), (tuple(theta),))


def outputs_isolated(problem: Problem, point: Point, z: Mapping[str, Expr], bits: int) -> Certificate | Unknown:
    """As many outputs as parameters, whose derivatives at the point look independent."""
    c, n = composite(problem, [], ZERO), len(problem.names)
    found = columns(c, problem.names, z)
    if found is None or not 0 < n <= len(c.parts):
        return Unknown("method", "the outputs are not differentiable, or fewer than the parameters")
    with ball.precision(bits):
        jacobian = [[ball.approximate(v) for v in Program(column, []).run(ball.BALLS, [])] for column in found]
    rows = independent_rows(np.array(jacobian).T, n)
    return Certificate("outputs-isolated", problem.digest, {"point": point.written(), "rows": rows, "bits": bits})


def cheaper_model(
    problem: Problem, point: Point, basis: BasisText, z: Mapping[str, Expr], bits: int
) -> Certificate | Unknown:
    """A model in the derivatives at z that costs less than L(z): the best one if it is rational, else one downhill."""
    at = tuple(constant_text(z[name]) for name in problem.names)
    c, found = _columns(problem, replace(basis, points=(at,)))
    best = _best_model(c, found)
    alpha = _downhill(c, found, basis, substitute(c.parts, z)) if best is None else best[0]
    if alpha is None:
        return Unknown("method", "no model that costs less than L was found")
    model = [inner([num(v) for v in alpha], row) for row in zip(*found, strict=True)]
    table = {
        "psi": list(basis.psi),
        "penalty": basis.penalty,
        "h": list(basis.h),
        "r": basis.r,
        "alpha": [numbers(alpha)],
        "model": [constant_text(value) for value in model],
    }
    return named_model(problem, point, "basis", table, bits)


def _downhill(
    c: Composite, found: Sequence[Sequence[Expr]], basis: BasisText, here: Sequence[Expr]
) -> list[Fraction] | None:
    """From the model h at the first point against the slopes of E, by the first of many step lengths that helps."""
    h = [rational(parse(text, [])) for text in basis.h]
    slopes = substitute(gradient(c.outer, c.names), c.at(here))
    outer = Program([c.outer], c.names)
    with ball.precision(PRECISIONS[0]):
        columns = [Program(column, []).run(ball.BALLS, []) for column in found]
        g = Program(slopes, []).run(ball.BALLS, [])
        uphill = [ball.rounded(ball.dot(g, column)) for column in columns]
        start = [v or Fraction(0) for v in h] + [Fraction(0)] * (len(found) - len(h))
        # The extra term of the bound does not depend on the model; without it the start costs E at (f, r psi).
        value = outer.run(ball.BALLS, Program(here, []).run(ball.BALLS, []))[0]
        for k in range(STEPS):
            alpha = [v - s / 2**k for v, s in zip(start, uphill, strict=True)]
            model = [ball.dot([ball.ball(v) for v in alpha], list(row)) for row in zip(*columns, strict=True)]
            if None not in h and ball.less(outer.run(ball.BALLS, model)[0], value):
                return alpha
    return None


def _data(point: Point, basis: BasisText, bits: int) -> Json:
    return {
        "point": point.written(),
        "psi": list(basis.psi),
        "penalty": basis.penalty,
        "h": list(basis.h),
        "r": basis.r,
        "eps": write(basis.eps),
        "points": [list(row) for row in basis.points],
        "bits": bits,
    }


def _columns(problem: Problem, basis: BasisText) -> tuple[Composite, list[list[Expr]]]:
    psi = [parse(formula, problem.names) for formula in basis.psi]
    c = composite(problem, psi, parse(basis.penalty, [f"u{j + 1}" for j in range(len(psi))]))
    found: list[list[Expr]] = []
    for row in basis.points:
        at = dict(zip(problem.names, (parse(t, []) for t in row), strict=True))
        found += columns(c, problem.names, at) or []
    return c, found


def _best_model(c: Composite, found: Sequence[Sequence[Expr]]) -> tuple[list[Fraction], list[Fraction]] | None:
    """(alpha, components) of the least cost, by the normal equations, if E is quadratic and all is rational."""
    matrix = [[rational(x) for x in row] for row in hessian(c.outer, c.names)]
    none = dict.fromkeys(c.names, num(0))
    slope = [rational(x) for x in substitute(gradient(c.outer, c.names), none)]
    rows = [[rational(x) for x in column] for column in found]
    if any(v is None for row in (*matrix, slope, *rows) for v in row):
        return None
    h, s, a = (_whole(matrix), _whole([slope])[0], _whole(rows))
    bent = [[_dot(row, column) for row in h] for column in a]
    alpha = solution([[_dot(x, y) for y in bent] for x in a], [-_dot(x, s) for x in a])
    if alpha is None:
        return None
    return alpha, [_dot(alpha, [column[j] for column in a]) for j in range(len(s))]


def _whole(rows: Sequence[Sequence[Fraction | None]]) -> list[list[Fraction]]:
    return [[v for v in row if v is not None] for row in rows]


def _dot(x: Sequence[Fraction], y: Sequence[Fraction]) -> Fraction:
    return sum((a * b for a, b in zip(x, y, strict=True)), Fraction(0))
