"""A least penalty along an orbit that leaves the neuron as it is, at any distance from 0: there is a minimum beside it.

Far away the neuron is still of moderate size at two inputs that are as far away, and these two determine it up to the
orbit. Floats do not reach such points, so Newton's method starts with many digits.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from functools import cache
from typing import NamedTuple

import numpy as np
from hypothesis import strategies as st

from ...exact import fixed
from ...files.statement_file import StatementFile
from ...kernel.region import EVERYWHERE
from ...kernel.sides import one_case
from ...kernel.statement_kinds.orbits import ONE_SIDE, A, penalty_at
from ...numerics import ball
from ...numerics.krawczyk import Landscape
from ...numerics.program import FLOATS, Program
from ...problem.derivatives import gradient
from ...problem.expression import Expr, function, num, rational, substitute
from ...propose.newton import refine
from ...propose.orbit_search import orbit_of
from .. import admissible, draws, witness_points
from ..fibre import DIGITS, FloatFibre
from ..instance import problem_of
from ..trial import NOTHING, Generator, Trial

BITS = 256
GRID = tuple(sign * 10 ** (k / 16) for sign in (1, -1) for k in range(-16, 97))
"""The biases between which a turning point is looked for."""

SMALLEST = 3
"""From how many of the smallest values of lam one is drawn."""


class Exponential(NamedTuple):
    """A neuron that is ``size * a * exp(by_b * b + by_u * u)``."""

    size: Fraction
    by_b: Fraction
    by_u: Fraction


@st.composite
def turn(draw: st.DrawFn, statement: StatementFile) -> Trial:
    """Two inputs as far away as the turning point, with targets 1 and 1/2, and the minimum near the turning point."""
    shape = exponential(statement.augmentation.neuron)
    lam = draw(st.sampled_from(sorted(statement.lams, key=abs)[:SMALLEST]))
    falloff = draw(st.integers(0, 6))
    turns = () if shape is None else _turns(statement, lam, math.exp(-falloff))
    if shape is None or not turns or admissible.target_set(admissible.losses(statement)[0]) != "real":
        return NOTHING
    b = draw(st.sampled_from(turns))
    steps = max(1, math.floor((abs(float(shape.by_b) * b) - falloff) / math.log(2)))
    sign = -1 if shape.by_b * Fraction(b) > 0 else 1
    far = Fraction(-sign * steps)
    rows = tuple((x, *[draws.NULL] * (statement.inputs - 1)) for x in (far, far + 1))
    targets = tuple((y,) * statement.outputs for y in (draws.ONE, draws.ONE / 2))
    blank = draws.blank(admissible.losses(statement)[0], rows, targets, statement, lam)
    problem = problem_of(blank, statement)
    if problem is None or not admissible.meets(problem, statement):
        return NOTHING
    log2 = function("log", num(2))
    w, bias = -log2 / shape.by_u, Fraction(b)
    # size * a * exp(by_b b) * 2^-far = 1
    a = function("exp", num(-shape.by_b * bias) + far * log2) / shape.size
    with ball.precision(4 * BITS):
        values = [ball.midpoint(v) for v in Program([a, w], []).run(ball.BALLS, [])]
    fibre = FloatFibre(problem)
    neurons = len(problem.added_names[1])
    start = [values[0]] * len(problem.added_names[0]) + [bias] * neurons
    start += [values[1] if d == 0 else draws.NULL for _ in range(neurons) for d in range(statement.inputs)]
    if not fibre.inside(start) or any(abs(v) < Fraction(1, 10**6) for v in values):
        return Trial((), True)
    moving = [i for i in fibre.free if start[i] != 0]
    still = {name: num(v) for i, (name, v) in enumerate(zip(fibre.names, start, strict=True)) if i not in moving}
    landscape = Landscape(substitute([fibre.phi], still)[0], [fibre.names[i] for i in moving])
    found = refine(landscape, [start[i] for i in moving], BITS)
    if found is None:
        return Trial((), True, True)
    texts = ["0" if i not in moving else "" for i in range(len(start))]
    for i, center in zip(moving, found[0].center, strict=True):
        texts[i] = fixed(center, DIGITS)
    candidate = witness_points.with_witness(blank, problem, texts, "isolated", True)
    return Trial(witness_points.improvable(statement, [candidate], problem), True, True)


@cache
def exponential(neuron: Expr) -> Exponential | None:
    """The neuron as a multiple of an exponential with rational rates; None if it was not seen to be one."""
    smooth = one_case(neuron, EVERYWHERE)
    if smooth is None:
        return None
    at = {"a": num(1), "b": num(0), "u": num(0)}
    by_a, by_b, by_u = (rational(v) for v in substitute(gradient(smooth, ["a", "b", "u"]), at))
    size = rational(substitute([smooth], at)[0])
    if size is None or by_a is None or by_b is None or by_u is None or not size or not by_b or not by_u:
        return None
    found = Exponential(size, by_b / size, by_u / size)
    probe = {"a": 1.5, "b": -0.25, "u": 0.75}
    value = float(Program([smooth], list(probe)).run(FLOATS, [np.float64(v) for v in probe.values()])[0])
    wanted = float(size) * 1.5 * math.exp(float(found.by_b) * -0.25 + float(found.by_u) * 0.75)
    return found if abs(value - wanted) < 1e-9 * (1 + abs(wanted)) else None


def _turns(statement: StatementFile, lam: Fraction, size: float) -> Sequence[float]:
    """The biases at which the penalty of an amplitude of this size has a minimum along the orbit."""
    shape = exponential(statement.augmentation.neuron)
    slope = _slope(statement, lam)
    if shape is None or slope is None:
        return ()
    w2 = (math.log(2) / float(shape.by_u)) ** 2
    program = Program([slope], ["a", "b", "w2"])

    def at(biases: Sequence[float]) -> np.ndarray:
        with np.errstate(all="ignore"):
            out = program.run(FLOATS, [np.full(len(biases), size), np.array(biases), np.full(len(biases), w2)])[0]
        return np.broadcast_to(np.asarray(out, dtype=np.float64), (len(biases),))

    grid = sorted(GRID)
    values = at(grid)
    # The penalty is least where it falls as b grows below, and rises as b grows above.
    falling = [i for i in range(len(grid) - 1) if values[i] > 0 > values[i + 1]]
    found = []
    for i in falling:
        low, high = grid[i], grid[i + 1]
        for _ in range(100):
            middle = (low + high) / 2
            low, high = (middle, high) if at([middle])[0] > 0 else (low, middle)
        found.append(low)
    return sorted(found, key=abs)


def _slope(statement: StatementFile, lam: Fraction) -> Expr | None:
    """The derivative of the penalty for a > 0 along the orbit of the field ``shift`` on which b falls as t grows."""
    orbit = orbit_of(statement.augmentation, "shift")
    smooth = one_case(substitute([penalty_at(statement.augmentation, num(lam))], {"a": A})[0], ONE_SIDE)
    if orbit is None or smooth is None:
        return None
    beta = rational(orbit.beta)
    if beta is None or beta == 0:
        return None
    return orbit.along(smooth) / beta


def may_turn(statement: StatementFile) -> bool:
    """Whether the penalty of an exponential neuron depends on the bias."""
    augmentation = statement.augmentation
    if exponential(augmentation.neuron) is None or augmentation.frozen:
        return False
    return gradient(augmentation.penalty, ["b"])[0] is not num(0)


GENERATOR = Generator(
    rank=8,
    suits=lambda statement: (
        admissible.chooses_outputs(statement)
        and statement.points == "local-minima"
        and admissible.has_real_targets(statement)
        and may_turn(statement)
    ),
    examples=turn,
    from_floats=True,
)
