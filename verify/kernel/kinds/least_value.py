"""The kernel's check that L~ attains a least value over the added parameters, though it is not known where.

**Theorem.** Let C be the set of all (a, b, W) that meet the bounds, with what is frozen held fixed, and let L~(theta,
.) be continuous on C. Let z in C have L~(theta, z) < c, and for each trained coordinate of (a, b, W) that L~ depends
on let there be a number R > 0 with L~(theta, .) > c on the part of C where this coordinate is >= R, and where it is
<= -R. Then L~(theta, .) attains a least value, at a z* with L~(theta, z*) <= L~(theta, z): a local minimum with theta
frozen. If the outputs on the data and the term in theta alone are constant near theta, where L~ is continuous, it is
one in all variables. If L~(theta, .) > c also on the part of C where a = 0, then a is not 0 at z*.
*Proof.* Give the coordinates that L~ does not depend on the values that they have in z. The points of C with
L~(theta, .) <= c lie in a box then. C is closed, so they are a compact set, which holds z, and the continuous
L~(theta, .) has a least value on it, at z*; it is the least value on C. For theta' near theta L~(theta', .) is
L~(theta, .). QED

So nothing is asked of the neuron, and z* is not computed. That L~ is large far out is proved from the penalty alone,
where the losses are nowhere negative; else of L~ itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from ...exact import shorten
from ...numerics import ball
from ...numerics.identity import vanish
from ...numerics.point import Exact
from ...numerics.program import Program
from ...problem.derivatives import gradient
from ...problem.expression import ZERO, Expr, num, substitute, var, variables
from ...problem.objective import Problem
from ...truth import Truth
from .. import gate
from ..augmented_point import (
    AugmentedPoint,
    frozen,
    limits,
    neighbourhood,
    nonnegative,
    require_feasible,
    trained,
)
from ..certificate import Fields
from ..evidence import Grade
from ..finding import Finding, require
from ..kind import Kind
from ..region import Range, Region
from ..theta_point import point, read_constant
from .corners import constant_near

BITS = 256


def added_coordinates(problem: Problem) -> list[str]:
    """The trained coordinates of (a, b, W) that L~ may depend on: they occur in it, and its slope is not 0.

    Where the slope in a coordinate is 0 identically, beside kinks, a continuous L~ does not depend on it.
    """
    risk = problem.augmented_risk
    occurring = [name for name in trained(problem) if name not in problem.names and name in variables([risk])]
    return [name for name, slope in zip(occurring, gradient(risk, occurring), strict=True) if not vanish([slope])]


def far_parts(region: Region, names: Sequence[str], reach: Sequence[Fraction]) -> Iterator[tuple[str, Region]]:
    """The parts of the region where a coordinate is at least as large as its reach, on either side."""
    for name, size in zip(names, reach, strict=True):
        for beyond in (Range(size, None), Range(None, -size)):
            if region.ranges.get(name, Range()).meet(beyond) is not None:
                yield name, region.part(name, beyond)


def floor_of(problem: Problem, at: AugmentedPoint) -> Expr:
    """What L~ over this theta is nowhere below: penalty and term in theta alone, if no loss is negative; else L~."""
    outputs = [var(f"q{k + 1}") for k in range(problem.network.outputs)]
    kept = frozen(problem, at) | at.only(problem.names)
    never_negative = problem.loss.nonnegative is True or all(
        nonnegative(problem.sample_loss(i, outputs)) for i in range(problem.samples)
    )
    whole = problem.penalty + problem.regularizer if never_negative else problem.augmented_risk
    return substitute([whole], kept)[0]


def _least_value(problem: Problem, fields: Fields) -> Finding:
    """L~ is lower at the point than wherever an added coordinate is large, so that a least value is attained."""
    at, names = _point(problem, fields), added_coordinates(problem)
    level, reach = fields.number("level"), fields.numbers("reach", len(names))
    require(all(size > 0 for size in reach), "a reach is not positive")
    require_feasible(problem, at)
    kept = frozen(problem, at)
    here, near = substitute([problem.augmented_risk], {**kept, **at.only(problem.names)})[0], Region(limits(problem))
    require(gate.continuous(here, near) is Truth.YES, "L~ was not proved continuous for all added parameters")
    theta = {name: value for name, value in at.only(problem.names).items() if name not in kept}
    around = Region({**neighbourhood(problem, at, problem.names).ranges, **near.ranges})
    total = substitute([problem.augmented_risk], kept)[0]
    rests = constant_near(problem, theta, kept) and gate.continuous(total, around) is Truth.YES
    with ball.precision(BITS):
        program = Program([problem.augmented_risk], problem.augmented_names)
        (risk,) = program.run(ball.BALLS, at.balls(problem.augmented_names))
        require(ball.less(risk, ball.ball(level)), "L~ was not proved to be below the level at the point")
        value = ball.decimal(risk, 12)
    floor = floor_of(problem, at)
    for name, part in far_parts(near, names, reach):
        words = f"L~ was not proved to be above {shorten(level)} where {name} is large"
        require(_above(floor, level, part), words)
    words = f"L~ attains a least value over (a, b, W), at most {value}: a local minimum with theta frozen"
    words += ", and in all variables, as the outputs are constant near theta" if rests else ""
    return Finding(words, Grade.CERTIFIED, {"theta": "rests" if rests else "frozen", **_facts(problem, at, level)})


def _point(problem: Problem, fields: Fields) -> AugmentedPoint:
    """The point over the certificate's theta, which has to be exact, with its (a, b, W)."""
    theta = point(problem, fields)
    require(isinstance(theta, Exact), "theta has to be exact, in no box")
    assert isinstance(theta, Exact)
    added = [name for name in problem.augmented_names if name not in problem.names]
    values = [read_constant(text, fields) for text in fields.texts("added", len(added))]
    return AugmentedPoint({**theta.constants(problem.names), **dict(zip(added, values, strict=True))}, (), None)


def _above(x: Expr, level: Fraction, region: Region) -> bool:
    (known,) = gate.look([x - num(level)], region)
    return gate.defined(x, region) is Truth.YES and known.values.positive


def _facts(problem: Problem, at: AugmentedPoint, level: Fraction) -> dict[str, str]:
    """Whether an amplitude is not 0 at the minimum, and whether L~ is not L(theta) there."""
    found: dict[str, str] = {}
    with ball.precision(BITS):
        (risk,) = Program([problem.risk], problem.names).run(ball.BALLS, at.balls(problem.names))
        if ball.less(ball.ball(level), risk):
            found["value"] = "not L(theta)"
    amplitudes = problem.added_names[0]
    free = Region(limits(problem))
    if any(free.ranges.get(name, Range()).meet(Range(0, 0)) is None for name in amplitudes):
        return {**found, "amplitudes": "not zero"}
    none = dict.fromkeys(amplitudes, ZERO)
    neurons = [g for x in problem.inputs for g in problem.augmentation.added(x, problem.network.outputs)]
    if vanish(substitute([g for g in neurons if g is not None], none)):
        rest = substitute([problem.risk + problem.penalty], {**frozen(problem, at), **at.only(problem.names), **none})[
            0
        ]
        if _above(rest, level, free):
            found["amplitudes"] = "not zero"
    return found


CHECKS: dict[str, Kind] = {"least-value": Kind(_least_value, asks=("nonnegative",))}
