"""What instances are made of: losses that suit the statement, small rational inputs, targets, and anchors of a loss."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from ..claims.assumptions import ASSUMPTIONS
from ..claims.judge import claims
from ..problem.losses import LOSSES
from ..problem.objective import Problem
from ..problem.statement_file import StatementFile
from ..truth import Truth
from .instance import Rows, Vector

HALF = Fraction(1, 2)
ROUND = tuple(Fraction(v) for v in (0, 1, -1, 2, -2)) + tuple(Fraction(v, 2) for v in (1, -1, 3, -3))

PREFERRED = ("squared", "pseudo-huber", "logistic", "absolute", "double-well", "geman-mcclure")


def kept(statement: StatementFile) -> set[str]:
    """The assumptions of the claim that the statement keeps."""
    claim = claims().get(statement.claim)
    return set(claim.assumptions) - set(statement.dropped) if claim is not None else set()


def meets(problem: Problem, statement: StatementFile) -> bool:
    """Whether an instance is one that the statement speaks of: kept assumptions hold, dropped ones do not."""
    if any(ASSUMPTIONS[key].test(problem) is not Truth.YES for key in kept(statement)):
        return False
    if any(key in ASSUMPTIONS and ASSUMPTIONS[key].test(problem) is Truth.YES for key in statement.dropped):
        return False
    if statement.distinct is not None and len(problem.distinct) > statement.distinct:
        return False
    return statement.data == "any" or (problem.realizable is True) == (statement.data == "realizable")


def conflict(statement: StatementFile, rng: random.Random) -> bool:
    """Whether an instance is to have equal inputs with different targets."""
    if statement.data == "conflicting" or "realizable" in statement.dropped:
        return True
    if statement.data == "realizable" or "realizable" in kept(statement):
        return False
    return rng.random() < 0.15


def losses(statement: StatementFile) -> tuple[Any, ...]:
    """The losses, as problem files write them, that meet what the statement keeps and not what it drops."""
    if statement.loss is not None:
        return (statement.loss,)
    keeps, dropped = kept(statement), set(statement.dropped)
    order = [*PREFERRED, *(name for name in LOSSES if name not in PREFERRED)]
    return tuple(name for name in order if _suits(name, keeps, dropped, statement))


def _suits(name: str, keeps: set[str], dropped: set[str], statement: StatementFile) -> bool:
    record = LOSSES[name]
    facts = {
        "convex": record.convex,
        "differentiable": record.differentiable,
        "stationary-is-global": record.stationary_is_global,
    }
    if any(fact in keeps and not holds for fact, holds in facts.items()):
        return False
    if any(fact in dropped and holds for fact, holds in facts.items()):
        return False
    if "eliminable" in keeps and not record.convex and not record.stationary_is_global:
        return False
    return record.targets != "distribution" or statement.outputs > 1


def chosen_loss(statement: StatementFile, rng: random.Random) -> Any:
    """One of the losses; the first half of the time. None if no loss suits."""
    known = losses(statement)
    if not known:
        return None
    return known[0] if rng.random() < 0.6 else rng.choice(known)


def target_set(loss: Any) -> str:
    """Which targets the loss is for, a key of ``TARGET_SETS``."""
    name = loss.get("name") if isinstance(loss, dict) else loss
    return LOSSES[name].targets if name in LOSSES else "real"


def is_quadratic(loss: Any) -> bool:
    return loss == "squared" or (isinstance(loss, dict) and loss.get("name") == "squared")


def inputs(statement: StatementFile, rng: random.Random, n: int) -> Rows:
    """n different inputs (as many as the statement allows, at most), small integers first."""
    if statement.distinct is not None:
        n = min(n, statement.distinct)
    wide = rng.random() < 0.25
    symmetric = statement.inputs == 1 and rng.random() < 0.5
    if symmetric:
        start = rng.choice((0, -(n // 2), 1))
        points = [(Fraction(start + i),) for i in range(n)]
        return tuple(points)
    pool = [Fraction(v, 2) for v in range(-6, 7)] if wide else [Fraction(v) for v in range(-3, 4)]
    found: dict[Vector, None] = {}
    for _ in range(50 * n):
        found.setdefault(tuple(rng.choice(pool) for _ in range(statement.inputs)))
        if len(found) == n:
            break
    return tuple(found)


def lam(statement: StatementFile, rng: random.Random) -> Fraction:
    return rng.choice(statement.lams)


def small(rng: random.Random) -> Fraction:
    """A small rational number, often a round one."""
    return rng.choice(ROUND) if rng.random() < 0.7 else Fraction(rng.randint(-12, 12), rng.choice((1, 2, 3, 4, 5, 8)))


def near(value: float, rng: random.Random) -> Fraction:
    """A rational number near a float, with a small denominator."""
    if not abs(value) < 1e6:
        return Fraction(0)
    return Fraction(value).limit_denominator(rng.choice((1, 2, 2, 4, 4, 8)))


def anchors(loss: Any, outputs: int) -> list[Vector]:
    """Targets whose summed loss at one input is least at the output 0."""
    match target_set(loss):
        case "sign":
            return [(Fraction(1),) * outputs, (Fraction(-1),) * outputs]
        case "unit":
            return [(HALF,) * outputs]
        case "distribution":
            return [tuple(Fraction(1, outputs) for _ in range(outputs))]
        case _:
            return [(Fraction(0),) * outputs]


def targets_near(loss: Any, values: Sequence[float], rng: random.Random) -> Vector:
    """Targets that suit the loss, near the outputs ``values``."""
    match target_set(loss):
        case "sign":
            return tuple(Fraction(1 if v >= 0 else -1) for v in values)
        case "unit":
            squeezed = [0.5 * (1 + math.tanh(0.5 * v)) for v in values]
            return tuple(max(Fraction(0), min(Fraction(1), near(v, rng))) for v in squeezed)
        case "distribution":
            best = max(range(len(values)), key=lambda k: values[k])
            return tuple(Fraction(int(k == best)) for k in range(len(values)))
        case _:
            return tuple(near(v, rng) for v in values)


def opposite(loss: Any, target: Vector) -> Vector:
    """Other targets at the same input, so that the two conflict."""
    match target_set(loss):
        case "sign":
            return tuple(-v for v in target)
        case "unit":
            return tuple(1 - v if v != HALF else Fraction(0) for v in target)
        case "distribution":
            return (*target[1:], target[0])
        case _:
            return tuple(v + 1 for v in target)
