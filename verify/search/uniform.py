"""The baseline of the search: problems and points of small numbers, each number drawn uniformly, and the same kernel.

It knows what a statement speaks of (its dimensions, the losses that suit, its values of lam), and nothing of why a
statement might fail.
"""

from __future__ import annotations

import random
import time
from dataclasses import replace
from fractions import Fraction
from typing import Any

from ..files.statement_file import StatementFile
from ..problem.case import WITNESS_METHODS
from ..problem.objective import Problem
from . import admissible, interrupt
from .instance import DrawnWitness, Instance, Rows, Vector, certified, problem_of, with_better

SAMPLES = 4
"""Samples of an instance, at most."""

LARGEST = 4
"""The size of a numerator, at most; denominators are 1 and 2."""


def refuted(statement: StatementFile, seed: int, budget: float) -> bool:
    """Whether one of the instances drawn uniformly within ``budget`` seconds is certified to refute the statement."""
    rng, end = random.Random(f"uniform/{seed}"), time.monotonic() + budget
    losses = admissible.losses(statement)
    while losses and time.monotonic() < end:
        interrupt.check()
        instance = _drawn(statement, rng, rng.choice(losses))
        problem = problem_of(instance, statement)
        if problem is None or not admissible.meets(problem, statement):
            continue
        for candidate in _candidates(statement, instance, problem, rng):
            if certified(candidate, statement) is not None:
                return True
            if time.monotonic() > end:
                return False
    return False


def _drawn(statement: StatementFile, rng: random.Random, loss: Any) -> Instance:
    n = rng.randint(1, SAMPLES)
    inputs = [_numbers(statement.inputs, rng) for _ in range(n)]
    outputs = {x: _numbers(statement.outputs, rng) for x in inputs}
    targets = tuple(_target(loss, statement.outputs, rng) for _ in range(n))
    lam = rng.choice(statement.lams)
    return Instance(tuple(inputs), tuple(outputs[x] for x in inputs), targets, (Fraction(1),) * n, loss, lam)


def _candidates(statement: StatementFile, instance: Instance, problem: Problem, rng: random.Random) -> list[Instance]:
    """The instance with one point of L~, once for each method by which that may be proved a violation."""
    if statement.conclusion not in admissible.ABOUT_POINTS:
        return [replace(instance, bare=True)]
    drawn = with_better(instance, problem) if admissible.asks_for_better(statement) else instance
    if drawn is None:
        return []
    a, b, rows = problem.added_names
    parts: Rows = tuple(_numbers(len(part), rng) for part in (a, b, *rows))
    texts = [tuple(str(v) for v in part) for part in parts]
    points = [DrawnWitness(texts[0], texts[1], tuple(texts[2:]), False, method) for method in WITNESS_METHODS]
    return [replace(drawn, witness=point) for point in points]


def _target(loss: Any, outputs: int, rng: random.Random) -> Vector:
    match admissible.target_set(loss):
        case "sign":
            return tuple(Fraction(rng.choice((1, -1))) for _ in range(outputs))
        case "unit":
            return tuple(Fraction(rng.randint(0, 4), 4) for _ in range(outputs))
        case "distribution":
            label = rng.randrange(outputs)
            return tuple(Fraction(int(k == label)) for k in range(outputs))
        case _:
            return _numbers(outputs, rng)


def _numbers(count: int, rng: random.Random) -> Vector:
    return tuple(Fraction(rng.randint(-LARGEST, LARGEST), rng.choice((1, 2))) for _ in range(count))
