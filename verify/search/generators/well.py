"""An output that is a local minimum of the summed loss at its input, and not its global one."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np
from hypothesis import strategies as st

from ...files.statement_file import StatementFile
from ...numerics.identity import vanish
from ...numerics.program import FLOATS, Program
from ...problem.derivatives import gradient, hessian
from ...problem.expression import ZERO, Expr, num, rational, substitute, var
from ...problem.objective import Problem
from .. import admissible, draws, witness_points
from ..draws import NULL, ONE
from ..fibre import FloatFibre
from ..instance import Instance, problem_of
from ..trial import NOTHING, Generator, Trial


@st.composite
def well(draw: st.DrawFn, statement: StatementFile) -> Trial:
    """Outputs in a bad well of the loss at each input."""
    loss = draw(st.sampled_from(not_convex(statement)))
    conflicting = "realizable" not in admissible.kept(statement) or draw(draws.conflicts(statement))
    several = conflicting and admissible.target_set(loss) == "real" and not draw(draws.chance(5))
    columns: list[Fraction] = [NULL]
    weights: tuple[Fraction, ...] = (ONE,)
    if several:
        far = Fraction(draw(st.sampled_from((2, 3, 4, 5, 6))))
        weight = Fraction(draw(st.sampled_from((1, 2, 3, 4))))
        # A target with two outliers on its two sides: the sum of bounded losses may have a minimum between.
        columns, weights = [NULL, far, -far], (ONE, weight, weight)
    if admissible.target_set(loss) != "real":
        columns = [admissible.anchors(loss, 1)[0][0]]
    targets = [(y,) * statement.outputs for y in columns]
    rows = draw(draws.inputs(statement, 1)) * len(targets)
    blank = replace(draws.blank(loss, rows, targets, statement, draw(draws.lams(statement))), weights=weights)
    problem = problem_of(blank, statement)
    if several and problem is not None and draw(st.booleans()):
        blank = draw(_balanced(blank, problem, statement))
        problem = problem_of(blank, statement)
    if problem is None or not admissible.meets(problem, statement):
        return NOTHING
    start = draw(draws.points(problem, flat=True, dead=True))
    found = []
    for q in _local_minima(problem):
        instance = replace(blank, outputs=((q,) * statement.outputs,) * len(blank.inputs))
        again = problem_of(instance, statement)
        if again is not None:
            kind = "stationary" if statement.points == "critical-points" else "samplewise"
            found.append(witness_points.with_witness(instance, again, start, kind))
    if found:
        return Trial(witness_points.improvable(statement, found, problem), True, True)
    # The losses have no well that is not their best: some other output has to do.
    beside = (draw(draws.SMALL) or ONE,) * statement.outputs
    problem = problem_of(replace(blank, outputs=(beside,) * len(blank.inputs)), statement)
    if problem is None:
        return Trial((), True)
    fibre = FloatFibre(problem)
    return Trial((), True, fibre.inside(start) and fibre.no_minimum(start))


def not_convex(statement: StatementFile) -> list[Any]:
    """The losses that suit and are not known to be convex."""
    known = [(loss, admissible.facts(loss, statement)) for loss in admissible.losses(statement)]
    return [loss for loss, facts in known if facts is None or facts.convex is not True]


@st.composite
def _balanced(draw: st.DrawFn, blank: Instance, problem: Problem, statement: StatementFile) -> Instance:
    """Two targets at one input with such weights that the slopes of their losses cancel at the output 0.

    It serves where the stationary points of the loss itself are not rational.
    """
    names = [f"q{k + 1}" for k in range(problem.network.outputs)]
    slope = gradient(problem.sample_loss(0, [var(name) for name in names]), ["q1"])[0]
    slopes: dict[Fraction, Fraction] = {}
    for quarter in draw(st.lists(st.integers(-16, 16), min_size=12, max_size=12)):
        y = Fraction(quarter, 4)
        # The loss is a function of q - y for all losses with real targets that come with the suite.
        value = rational(substitute([slope], {name: num(-y) for name in names})[0])
        if value:
            slopes[y] = value
    rising = [y for y, v in slopes.items() if v > 0]
    falling = [y for y, v in slopes.items() if v < 0]
    if not rising or not falling:
        return blank
    up, down = draw(st.sampled_from(rising)), draw(st.sampled_from(falling))
    k = statement.outputs
    return replace(
        blank,
        inputs=(blank.inputs[0],) * 2,
        outputs=((NULL,) * k,) * 2,
        targets=((up,) * k, (down,) * k),
        weights=(-slopes[down], slopes[up]),
    )


def _local_minima(problem: Problem) -> list[Fraction]:
    """Rational outputs where the summed loss of the first input is stationary and curves upward, but not the best."""
    names = [f"q{k + 1}" for k in range(problem.network.outputs)]
    total: Expr = ZERO
    for i in problem.distinct[0]:
        total = total + problem.sample_loss(i, [var(name) for name in names])
    joint = substitute([total], {name: var("q1") for name in names})[0]
    slope, curve = gradient(joint, ["q1"])[0], hessian(joint, ["q1"])[0][0]
    grid = np.arange(-8.0, 8.0, 1 / 64) + 1e-4
    with np.errstate(all="ignore"):
        value, first, second = (
            np.broadcast_to(np.asarray(v, dtype=np.float64), grid.shape)
            for v in Program([joint, slope, curve], ["q1"]).run(FLOATS, [grid])
        )
    best = float(np.nanmin(value))
    turning = np.flatnonzero((first[:-1] < 0) & (first[1:] >= 0))
    found = []
    for i in map(int, turning):
        if value[i] < best + 1e-3 or not second[i] > 0:
            continue
        q = _root(slope, float(grid[i]), float(grid[i + 1]))
        close = Fraction(q).limit_denominator(32)
        if abs(float(close) - q) < 1e-9 and vanish(substitute([slope], {"q1": num(close)})):
            found.append(close)
    return found


def _root(slope: Expr, low: float, high: float) -> float:
    program = Program([slope], ["q1"])
    for _ in range(60):
        middle = (low + high) / 2
        if float(program.run(FLOATS, [np.float64(middle)])[0]) < 0:
            low = middle
        else:
            high = middle
    return (low + high) / 2


GENERATOR = Generator(
    rank=40,
    suits=lambda statement: admissible.is_about_dead_networks(statement) and bool(not_convex(statement)),
    examples=well,
)
