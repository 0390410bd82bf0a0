"""Targets at the outputs of a neuron, to a few digits, and a small lam: L~ has a minimum beside it.

That is so wherever the derivatives of the neuron in its parameters, as functions on the data, are independent.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from functools import cache
from typing import NamedTuple

import numpy as np
from hypothesis import assume
from hypothesis import strategies as st

from ...files.statement_file import StatementFile
from ...numerics.program import FLOATS, Program
from ...problem.derivatives import gradient
from ...problem.expression import Expr, num, substitute
from .. import admissible, draws, witness_points
from ..instance import problem_of
from ..trial import NOTHING, Generator, Trial
from .teacher import settled

DENOMINATORS = (1, 4, 16, 64)
FAR, NEARBY = 64.0, 4.0
SMALLEST_SIZE = 1e-8
SMALLEST = 3
"""From how many of the smallest values of lam one is drawn."""


class Bend(NamedTuple):
    """A bias far away near which the neuron is no exponential, and the size of amplitudes that matter there."""

    bias: Fraction
    size: Fraction


@cache
def bend(neuron: Expr) -> Bend | None:
    """Where the rate at which the neuron grows with the bias changes most; None if that is not far from 0."""
    at = {"a": num(1), "u": num(0)}
    x, slope = substitute([neuron, gradient(neuron, ["b"])[0]], at)
    biases = np.arange(-FAR, FAR, 0.5)
    with np.errstate(all="ignore"):
        value, rate = (np.asarray(v, dtype=np.float64) for v in Program([x, slope], ["b"]).run(FLOATS, [biases]))
        changes = np.abs(np.diff(np.broadcast_to(rate / value, biases.shape)))
    if not np.all(np.isfinite(changes)) or float(changes.max()) < 1e-3:
        return None
    i = int(np.argmax(changes))
    size = abs(float(np.broadcast_to(value, biases.shape)[i]))
    if abs(biases[i]) < NEARBY or not SMALLEST_SIZE < 1 / size < 1 / SMALLEST_SIZE:
        return None
    return Bend(Fraction(float(biases[i])), Fraction(1 / size).limit_denominator(10**9))


@st.composite
def planted(draw: st.DrawFn, statement: StatementFile) -> Trial:
    """Targets near the outputs of a neuron, and the minimum of L~ that is found from there."""
    instance, problem = draw(draws.anchored(statement, 5))
    assume(admissible.target_set(instance.loss) == "real")
    start = draw(draws.points(problem))
    far = bend(statement.augmentation.neuron)
    if far is not None and draw(st.booleans()):
        a, b, _ = problem.added_names
        start[: len(a)] = [v * far.size for v in start[: len(a)]]
        start[len(a) : len(a) + len(b)] = [v / 4 + far.bias for v in start[len(a) : len(a) + len(b)]]
    values = witness_points.float_added(problem, start)
    if values is None:
        return NOTHING
    fineness = draw(st.sampled_from(DENOMINATORS))
    targets = tuple(tuple(Fraction(v).limit_denominator(fineness) for v in row) for row in values)
    lam = draw(st.sampled_from(sorted(statement.lams, key=abs)[:SMALLEST]))
    made = replace(instance, targets=targets, lam=lam)
    again = problem_of(made, statement)
    if again is None or not admissible.meets(again, statement):
        return NOTHING
    return settled(statement, made, again, [start])


GENERATOR = Generator(
    rank=70,
    suits=lambda statement: admissible.chooses_outputs(statement) and admissible.has_real_targets(statement),
    examples=planted,
    from_floats=True,
)
