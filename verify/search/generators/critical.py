"""A critical point with a not 0, where the penalty does not change along the curve on which the neuron does not.

At one input x = 0 the slopes of L~ in a and b are ``rho N_a + P_a`` and ``rho N_b + P_b``: both vanish for some
residual rho where ``N_a P_b = N_b P_a``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from functools import cache
from typing import NamedTuple

import numpy as np
from hypothesis import strategies as st

from ...errors import FormulaError
from ...files.statement_file import StatementFile
from ...kernel.statement_kinds.orbits import penalty_at
from ...numerics.identity import vanish
from ...numerics.program import FLOATS, Program
from ...problem.derivatives import gradient
from ...problem.expression import ZERO, Expr, num, substitute
from ...problem.formula import constant
from .. import admissible, draws, witness_points
from ..instance import problem_of
from ..trial import NOTHING, Generator, Trial
from .orthogonal import linear_targets

AMPLITUDES = ("1", "-1", "2", "1/2")
BIASES = ("0", "1", "-1", "1/2", "-1/2")
GRID = tuple(v / 32 + 1e-4 for v in range(-128, 129))
"""Numbers between which a coordinate that is sought changes the sign of the equation."""

SIMPLE = 12
"""The greatest denominator of a number that is recognised, and of its square."""


class Resting(NamedTuple):
    """A point (a, b) as texts, the output of the neuron there at u = 0, and the residual at which L~ rests."""

    a: str
    b: str
    output: Fraction
    residual: Fraction


@st.composite
def critical(draw: st.DrawFn, statement: StatementFile) -> Trial:
    """One input 0, and the residual at which L~ rests in a and b."""
    lam = draw(draws.lams(statement))
    known = resting(statement.augmentation.neuron, penalty_at(statement.augmentation, num(lam)))
    neurons = statement.augmentation.neurons(statement.outputs)
    loss = draw(draws.losses(statement))
    if not known or admissible.target_set(loss) != "real":
        return NOTHING
    point, k = draw(st.sampled_from(known)), draw(st.sampled_from(neurons))
    rows = ((draws.NULL,) * statement.inputs,)
    blank = draws.blank(loss, rows, [(draws.NULL,) * statement.outputs], statement, lam)
    problem = problem_of(blank, statement)
    unit = None if problem is None else linear_targets(problem, k)
    if problem is None or unit is None:
        return NOTHING
    base, step = unit
    target = tuple(u + point.residual * v for u, v in zip(base, step, strict=True))
    output = tuple(-point.output if j == k else draws.NULL for j in range(statement.outputs))
    instance = replace(blank, targets=(target,), outputs=(output,))
    drawn = problem_of(instance, statement)
    if drawn is None or not admissible.meets(drawn, statement):
        return NOTHING
    _, b, weights = drawn.added_names
    texts = [point.a if neuron == k else "0" for neuron in neurons]
    texts += [point.b] * len(b) + ["0" for row in weights for _ in row]
    found = witness_points.with_witness(instance, drawn, texts, "stationary")
    return Trial(witness_points.improvable(statement, [found], drawn), True, True)


@cache
def resting(neuron: Expr, penalty: Expr) -> tuple[Resting, ...]:
    """Points with a not 0 at which N_a P_b = N_b P_a exactly, for u = 0 and w = 0, and N_a is not 0."""
    at_zero = {"u": ZERO, "w2": ZERO}
    n_a, n_b = substitute(gradient(neuron, ["a", "b"]), at_zero)
    p_a, p_b = substitute(gradient(penalty, ["a", "b"]), at_zero)
    output = substitute([neuron], at_zero)[0]
    equation = n_a * p_b - n_b * p_a
    found = []
    for a, b in dict.fromkeys(_candidates(equation)):
        at = {"a": constant(a, "a"), "b": constant(b, "b")}
        rests, size, slope, here = substitute([equation, n_a, p_a, output], at)
        value, residual = witness_points.recognised(here), witness_points.recognised(-slope / size)
        if value is not None and residual is not None and vanish([rests]):
            found.append(Resting(a, b, value, residual))
    return tuple(found)


def _candidates(equation: Expr) -> Iterator[tuple[str, str]]:
    """Points at which the equation seems to hold, one of whose coordinates is simple."""
    for b in BIASES:
        for a in _roots(equation, "a", {"b": float(Fraction(b))}):
            yield a, b
            yield a, f"-log(abs({a}))"
    for a in AMPLITUDES:
        for b in _roots(equation, "b", {"a": float(Fraction(a))}):
            yield a, b


def _roots(equation: Expr, name: str, rest: dict[str, float]) -> Iterator[str]:
    """The simple numbers, but for a = 0, at which the equation changes its sign."""
    program = Program([equation], [name, *rest])

    def at(value: float) -> float:
        with np.errstate(all="ignore"):
            return float(program.run(FLOATS, [np.float64(v) for v in (value, *rest.values())])[0])

    values = [at(v) for v in GRID]
    for i in range(len(GRID) - 1):
        if values[i] * values[i + 1] < 0:
            text = _text(_bisected(at, GRID[i], GRID[i + 1]))
            if text is not None and (name, text) != ("a", "0"):
                yield text


def _bisected(at: Callable[[float], float], low: float, high: float) -> float:
    rising = at(high) > 0
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (low, middle) if (at(middle) > 0) == rising else (middle, high)
    return high


def _text(value: float) -> str | None:
    """A simple number, or the root of one, near a float."""
    simple = Fraction(value).limit_denominator(SIMPLE)
    if abs(float(simple) - value) < 1e-12:
        return str(simple)
    square = Fraction(value * value).limit_denominator(SIMPLE)
    if abs(float(square) - value * value) < 1e-12:
        return f"{'-' if value < 0 else ''}sqrt({square})"
    return None


def rests(statement: StatementFile) -> bool:
    """Whether there is such a point for one of the values of lam that are tried."""
    augmentation = statement.augmentation
    try:
        return any(resting(augmentation.neuron, penalty_at(augmentation, num(lam))) for lam in statement.lams[:1])
    except FormulaError:
        return False


GENERATOR = Generator(
    rank=15,
    suits=lambda statement: (
        admissible.chooses_outputs(statement) and statement.points == "critical-points" and rests(statement)
    ),
    examples=critical,
)
