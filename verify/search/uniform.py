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
from ..problem.target_sets import numbers
from . import admissible, interrupt
from .instance import DrawnWitness, Instance, Rows, certified, problem_of, with_better

SAMPLES = 4
"""Samples of an instance, at most."""


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
    inputs = [numbers(rng, statement.inputs) for _ in range(n)]
    outputs = {x: numbers(rng, statement.outputs) for x in inputs}
    targets = tuple(admissible.targets_of(loss).random(rng, statement.outputs) for _ in range(n))
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
    parts: Rows = tuple(numbers(rng, len(part)) for part in (a, b, *rows))
    texts = [tuple(str(v) for v in part) for part in parts]
    points = [DrawnWitness(texts[0], texts[1], tuple(texts[2:]), False, method) for method in WITNESS_METHODS]
    return [replace(drawn, witness=point) for point in points]
