"""Networks of every family, smooth or with jumps, dead or not, at random parameters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from typing import Any

from hypothesis import strategies as st

from ...files.statement_file import StatementFile
from ...numerics import ball
from ...numerics.program import Program
from ...problem.objective import Problem
from .. import admissible, draws, witness_points
from ..fibre import FloatFibre
from ..instance import Trained, problem_of
from ..trial import NOTHING, Generator, Trial

ACTIVATIONS = ("relu", "tanh", "linear", "step", "leaky_relu", "sigmoid", "softplus", "sin", "square")
ONE_INPUT = (
    ("t1*x1 + t2", 2),
    ("t1 + t2*step(x1 - t3)", 3),
    ("t1*step(t3 - x1) + t2*step(x1 - t3)", 3),  # a lookup table with two entries
    ("t1*relu(t2*x1 + t3) + t4*x1", 4),  # a residual connection
    ("t1*relu(t2*x1 + t3*(x1 - 1)) + t1*relu(t2*(x1 - 1) + t3*(x1 - 2))", 3),  # a convolution, and a sum over places
    ("t1*x1*exp(t2*x1)/(exp(t2*x1) + exp(t3*x1))", 3),  # attention with two keys
    ("t1*relu(t2 - 5)", 2),  # dead wherever t2 < 5
)
"""Formulas of one output on the first input, with the numbers of their parameters."""

OTHERWISE = (1, 3, -4)
"""What is added to the second draw of theta where L is the same as at the first."""


@st.composite
def architectures(draw: st.DrawFn, statement: StatementFile) -> Trial:
    """A network of any family at two values of theta, the one with the greater L as the point."""
    loss = draw(draws.losses(statement))
    rows = draw(draws.inputs(statement, 4))
    table, size = draw(networks(statement))
    aims = [[float(draw(draws.SMALL)) for _ in range(statement.outputs)] for _ in rows]
    targets = [draw(draws.targets_near(loss, row)) for row in aims]
    if draw(draws.conflicts(statement)):
        rows = (*rows, rows[0])
        targets.append(admissible.opposite(loss, targets[0]))
    here, drawn = (tuple(draw(st.lists(draws.SMALL, min_size=size, max_size=size))) for _ in range(2))
    blank = draw(draws.weighted(draws.blank(loss, rows, targets, statement, draw(draws.lams(statement)))))
    instance = replace(blank, trained=Trained(table, here, drawn))
    problem = problem_of(instance, statement)
    if problem is None or not admissible.meets(problem, statement):
        return NOTHING
    start = draw(draws.points(problem, flat=draw(st.booleans()), dead=not admissible.asks_for_amplitude(statement)))
    order, there = 0, drawn
    for there in (drawn, *(tuple(step + v for v in drawn) for step in OTHERWISE)):
        order = _order(problem, here, there)
        if order != 0:
            break
    worse, better = (there, here) if order < 0 else (here, there)
    instance = replace(instance, trained=Trained(table, worse, better))
    fibre = FloatFibre(problem, worse)
    if not fibre.inside(start):
        return Trial((), True)
    violated = order != 0 or admissible.asks_for_amplitude(statement)
    if violated and fibre.no_minimum(start):
        return Trial((), True, True, -witness_points.fall_nearby(fibre, start))
    fall = witness_points.fall_nearby(fibre, start)
    if fall > 0 or not violated:
        return Trial((), True, fall > 0, -fall)
    kinds = ("stationary",) if statement.points == "critical-points" else ("hyperplane", "isolated")
    return Trial(tuple(witness_points.with_witness(instance, problem, start, kind) for kind in kinds), True, True, 0.0)


@st.composite
def networks(draw: st.DrawFn, statement: StatementFile) -> tuple[dict[str, Any], int]:
    """A network as a problem file writes it, and the number of its parameters."""
    k, d = statement.outputs, statement.inputs
    if draw(st.booleans()):
        formula, size = draw(st.sampled_from(ONE_INPUT))
        # All outputs share the parameters but for a multiple, so that none is a copy of another.
        texts = [formula if j == 0 else f"{j + 1}*({formula})" for j in range(k)]
        return {"formula": texts, "parameters": [f"t{i + 1}" for i in range(size)]}, size
    hidden = draw(st.lists(st.integers(1, 2), max_size=2))
    widths = [d, *hidden, k]
    size = sum(u * v + v for u, v in pairwise(widths))
    table: dict[str, Any] = {"widths": widths}
    if hidden:
        table["activation"] = draw(st.sampled_from(ACTIVATIONS))
        if draw(draws.chance(3)):
            table["skip"] = [[0, len(widths) - 1]]
            size += d * k
    return table, size


def _order(problem: Problem, here: Sequence[Fraction], there: Sequence[Fraction]) -> int:
    """The sign of L(here) - L(there), proved: 1 or -1; 0 if they are not proved different."""
    program = Program([problem.risk], problem.names)
    with ball.precision(128):
        first, second = (program.run(ball.BALLS, [ball.ball(v) for v in theta])[0] for theta in (here, there))
        return (ball.sign(first - second) or 0) if ball.finite(first) and ball.finite(second) else 0


GENERATOR = Generator(rank=85, suits=admissible.chooses_parameters, examples=architectures)
