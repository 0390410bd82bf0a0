"""Makes a certified instance smaller: fewer samples, rounder numbers. Each step is certified again before it counts."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from ..exact import exact
from ..files.statement_file import StatementFile
from .admissible import refutes
from .fibre import FloatFibre
from .instance import DrawnWitness, Instance, Rows, Vector, cost, problem_of, text_cost, with_better

ROUNDER = tuple(Fraction(*v) for v in ((0, 1), (1, 1), (-1, 1), (2, 1), (1, 2), (-1, 2)))


STEPS = 600
"""Smaller instances that are tried."""


def shrunk(instance: Instance, statement: StatementFile, deadline: float, steps: int = STEPS) -> Instance:
    """The smallest instance that greedy steps reach, with at most ``steps`` trials.

    The time (of ``time.monotonic``) ends it too, but is not meant to: a count of steps gives the same on any machine.
    """
    best = instance
    improving, left = True, steps
    while improving and left > 0:
        improving = False
        for trial in _smaller(best, statement):
            left -= 1
            if left <= 0 or time.monotonic() > deadline:
                return best
            settled = _settled(trial, statement)
            if settled is not None and settled.size < best.size and refutes(settled, statement):
                best, improving = settled, True
                break
    return best


def _smaller(x: Instance, statement: StatementFile) -> Iterator[Instance]:
    """Instances with one thing simpler, the greatest simplifications first. They need not refute anything."""
    n = len(x.inputs)
    for i in range(n if n > 1 else 0):
        yield _without(x, i)
    if any(weight != 1 for weight in x.weights):
        yield replace(x, weights=(Fraction(1),) * n)
        for i, weight in enumerate(x.weights):
            for value in (Fraction(1), Fraction(2)):
                if value < weight:
                    yield replace(x, weights=(*x.weights[:i], value, *x.weights[i + 1 :]))
    for lam in statement.lams:
        if cost(lam) < cost(x.lam):
            yield replace(x, lam=lam)
    yield from _simpler_witness(x)
    for field in ("targets", "outputs", "inputs"):
        rows: Rows = getattr(x, field)
        for i, row in enumerate(rows):
            for k, value in enumerate(row):
                for simple in (*ROUNDER, Fraction(round(value)), value / 2):
                    if cost(simple) < cost(value):
                        same = [j for j in range(n) if j == i or (field != "targets" and x.inputs[j] == x.inputs[i])]
                        new = (*row[:k], simple, *row[k + 1 :])
                        changed = tuple(new if j in same else r for j, r in enumerate(rows))
                        yield _replaced(x, field, changed)
    if x.better is not None:
        yield from _simpler_better(x)


def _replaced(x: Instance, field: str, rows: Rows) -> Instance:
    match field:
        case "targets":
            return replace(x, targets=rows)
        case "outputs":
            return replace(x, outputs=rows)
        case _:
            return replace(x, inputs=rows)


def _simpler_better(x: Instance) -> Iterator[Instance]:
    assert x.better is not None
    for i, row in enumerate(x.better):
        for k, value in enumerate(row):
            for simple in (x.outputs[i][k], *ROUNDER):
                if cost(simple) < cost(value):
                    new: Vector = (*row[:k], simple, *row[k + 1 :])
                    yield replace(
                        x, better=tuple(new if x.inputs[j] == x.inputs[i] else r for j, r in enumerate(x.better))
                    )


def _simpler_witness(x: Instance) -> Iterator[Instance]:
    point = x.witness
    if point is None or point.refine:
        return
    flat = [*point.a, *point.b, *(text for row in point.W for text in row)]
    for i, text in enumerate(flat):
        for simple in ("0", "1", "-1"):
            if text_cost(simple) < text_cost(text):
                yield replace(x, witness=_with_texts(point, [*flat[:i], simple, *flat[i + 1 :]], False))


def _with_texts(point: DrawnWitness, texts: list[str], refine: bool) -> DrawnWitness:
    left, right = len(point.a), len(point.a) + len(point.b)
    width = len(point.W[0]) if point.W else 0
    rows = tuple(tuple(texts[right + r * width : right + (r + 1) * width]) for r in range(len(point.W)))
    return DrawnWitness(tuple(texts[:left]), tuple(texts[left:right]), rows, refine, point.method)


def _without(x: Instance, i: int) -> Instance:
    def rest(rows: Rows) -> Rows:
        return (*rows[:i], *rows[i + 1 :])

    better = None if x.better is None else rest(x.better)
    weights = (*x.weights[:i], *x.weights[i + 1 :])
    return replace(
        x, inputs=rest(x.inputs), outputs=rest(x.outputs), targets=rest(x.targets), weights=weights, better=better
    )


def _settled(x: Instance, statement: StatementFile) -> Instance | None:
    """The instance with its minimum where it now is, and with a better theta for its new data."""
    if len(set(x.inputs)) < len({(u, v) for u, v in zip(x.inputs, x.outputs, strict=True)}):
        return None
    problem = problem_of(x, statement)
    if problem is None:
        return None
    if x.better is not None:
        better = with_better(x, problem)
        if better is None:
            return None
        if better.size < x.size or len(x.better) != len(x.inputs):
            x = better
    if x.witness is None or x.witness.method != "isolated":
        return x
    fibre = FloatFibre(problem)
    point = x.witness
    flat = [exact(t) for t in (*point.a, *point.b, *(text for row in point.W for text in row))]
    end = fibre.minimise(flat)
    found = None if end is None else fibre.minimum(end)
    if found is None:
        return None
    return replace(x, witness=_with_texts(point, list(found.texts), found.refine))
