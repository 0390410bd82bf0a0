"""Points of L~ and what the added neurons put out there, exactly or in floats."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

import numpy as np

from ..files.statement_file import StatementFile
from ..numerics.identity import vanish
from ..numerics.program import FLOATS, Program
from ..problem.expression import ZERO, Expr, num, rational, substitute
from ..problem.objective import Problem
from . import admissible
from .fibre import FloatFibre, Floats
from .instance import DrawnWitness, Instance, Rows, with_better

PROBES = 200
NOISE = np.random.default_rng(0).uniform(-1.0, 1.0, (PROBES, 64))
"""Fixed directions, so that nothing but what is drawn decides an example."""


def floats(point: Sequence[Fraction]) -> Floats:
    """The coordinates of a point in floats."""
    return np.array([float(v) for v in point])


def at(problem: Problem, point: Sequence[Fraction]) -> dict[str, Expr]:
    """The coordinates of (a, b, W) by name."""
    a, b, rows = problem.added_names
    names = [*a, *b, *(name for row in rows for name in row)]
    return {name: num(v) for name, v in zip(names, point, strict=True)}


def added(problem: Problem, point: Sequence[Fraction]) -> Rows | None:
    """The outputs of the added neurons at each sample, if they are rational."""
    here = at(problem, point)
    rows = []
    for x in problem.inputs:
        row = problem.augmentation.added(x, problem.network.outputs)
        values = [Fraction(0) if g is None else recognised(substitute([g], here)[0]) for g in row]
        if any(v is None for v in values):
            return None
        rows.append(tuple(v for v in values if v is not None))
    return tuple(rows)


def recognised(x: Expr) -> Fraction | None:
    """The rational number that a constant is, if it is one as it stands, or a simple one by an identity."""
    plain = rational(x)
    if plain is not None:
        return plain
    with np.errstate(all="ignore"):
        value = float(Program([x], []).run(FLOATS, [])[0])
    if not np.isfinite(value):
        return None
    simple = Fraction(value).limit_denominator(1000)
    return simple if abs(float(simple) - value) < 1e-9 * (1 + abs(value)) and vanish([x - simple]) else None


def float_added(problem: Problem, point: Sequence[Fraction]) -> list[list[float]] | None:
    """The outputs of the added neurons at each sample, in floats; None if one is not finite."""
    names = list(at(problem, point))
    k = problem.network.outputs
    exprs = [ZERO if g is None else g for x in problem.inputs for g in problem.augmentation.added(x, k)]
    with np.errstate(all="ignore"):
        values = Program(exprs, names).run(FLOATS, [np.float64(v) for v in point])
    flat = [float(v) for v in values]
    return [flat[i : i + k] for i in range(0, len(flat), k)] if all(np.isfinite(flat)) else None


def is_violated(statement: StatementFile, point: Sequence[Fraction], fibre: FloatFibre) -> bool:
    """Whether the conclusion is false at a point: a is not 0; or, over a dead theta that can be improved, always."""
    return not admissible.asks_for_amplitude(statement) or any(point[i] != 0 for i in fibre.amplitudes)


def fall_nearby(fibre: FloatFibre, start: Sequence[Fraction]) -> float:
    """By how much, relatively, L~ is lower at the best of many points close by, in floats; 0 if it is nowhere."""
    base = floats(start)
    steps = NOISE[:, : len(base)] * np.array([i in fibre.free for i in range(len(base))])
    low = np.array([-np.inf if v is None else v for v, _ in fibre.box()])
    high = np.array([np.inf if v is None else v for _, v in fibre.box()])
    here = float(fibre.values(base[None, :])[0])
    if not np.isfinite(here):
        return 0.0
    around = np.concatenate([np.clip(base + radius * steps, low, high) for radius in (0.1, 0.01)])
    lowest = float(np.nanmin(fibre.values(around), initial=here))
    return max(0.0, (here - lowest) / (1 + abs(here)) - 1e-12)


def improvable(statement: StatementFile, found: Sequence[Instance], problem: Problem) -> tuple[Instance, ...]:
    """The candidates, with a better theta if the conclusion asks for one; those without any are left out."""
    if not admissible.asks_for_better(statement):
        return tuple(found)
    better = [with_better(instance, problem) for instance in found]
    return tuple(instance for instance in better if instance is not None)


def with_witness(
    instance: Instance, problem: Problem, point: Sequence[Fraction | str], method: str, refine: bool = False
) -> Instance:
    """The instance with a point of its L~, and the method that is to prove it."""
    a, b, rows = problem.added_names
    texts = [str(v) for v in point]
    left, right = len(a), len(a) + len(b)
    width = len(rows[0]) if rows else 0
    weights = tuple(tuple(texts[right + r * width : right + (r + 1) * width]) for r in range(len(rows)))
    return replace(
        instance, witness=DrawnWitness(tuple(texts[:left]), tuple(texts[left:right]), weights, refine, method)
    )
