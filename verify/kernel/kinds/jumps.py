"""The kernel's check of a local minimum of L~ at a jump: the least of the functions that meet there has one.

**Theorem.** Let jumps of L~ meet at z, and let L~ have a value everywhere near z. Each jump has two sides, and each
choice of one side for every jump makes L~ another function. Near z, L~ has at each point the value of one of these
functions, and at z that of the function F with the upper sides, as ``step(0)`` is 1: wherever the argument of each of
these jumps is >= 0. If the other functions are continuous near z and greater at z, and z is a local minimum of F among
the points where all these arguments are >= 0, then z is a local minimum of L~. *Proof.* Near z a point is among these,
and L~ is F there; or L~ is one of the others there, which near z are greater than F(z) = L~(z). QED

So a jump whose argument is c (x - x(z)), x one coordinate and c a number that is not 0, is for F a bound on x, a
*wall*; two walls on both sides pin the coordinate.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product

from ...numerics import ball
from ...numerics.identity import vanish
from ...numerics.program import Program
from ...problem.derivatives import gradient
from ...problem.expression import JUMP, Expr, branches, rational, rebuild, substitute, topological, variables
from ...problem.objective import Problem
from .. import gate
from ..augmented_point import (
    AugmentedPoint,
    augmented_point,
    frozen,
    neighbourhood,
    require_defined,
    require_feasible,
    trained,
)
from ..certificate import Fields
from ..finding import Finding, require
from ..gate import Regularity
from ..kind import Kind
from .slices import nondegenerate

MOST = 6
"""Jumps that may meet at the point."""


def _jump(problem: Problem, fields: Fields) -> Finding:
    """Jumps meet at the point; with their upper sides L~ is least across a slice, and the other sides lie higher."""
    stated = augmented_point(problem, fields)
    met = jumps_met(problem, stated)
    require(0 < len(met) <= MOST, f"from 1 to {MOST} jumps meet at the point")
    arguments = [x.args[0] for x in met]
    require(vanish(substitute(arguments, stated.constants)), "the point was not proved to lie on its jumps")
    upper, *others = _sides(problem, met, stated)
    bars = walls(problem, met, stated)
    still = pinned(bars)
    found, at = nondegenerate(problem, fields, upper, still, {n: min(s) for n, s in bars.items() if n not in still})
    require(jumps_met(problem, at) == met, "other jumps may meet at the point")
    require(not variables(arguments) & set(at.boxed), "the point on its jumps is exact, in no box")
    free = trained(problem)
    require_feasible(problem, at)
    require_defined(problem, at)
    sides = gate.look(others, neighbourhood(problem, at, free))
    smooth = all(side.regularity >= Regularity.CONTINUOUS for side in sides)
    require(smooth, "the other sides were not proved continuous near the point")
    with ball.precision(256):
        values = at.balls(free)
        here, *there = Program([upper, *others], free).run(ball.BALLS, values)
        require(all(ball.less(here, value) for value in there), "another side of a jump was not proved to lie higher")
    return Finding(f"{found.statement}, where {len(met)} jumps meet", found.grade, found.facts)


def jumps_met(problem: Problem, at: AugmentedPoint) -> list[Expr]:
    """The jumps of L~ that were not proved to keep away from a point."""
    jumps = [x for x in topological([problem.augmented_risk]) if x.op == "where" and branches(x).order <= JUMP]
    names = list(at.constants)
    with ball.precision(128):
        values = Program([x.args[0] for x in jumps], names).run(ball.BALLS, at.balls(names))
        return [x for x, value in zip(jumps, values, strict=True) if ball.sign(value) not in (1, -1)]


def walls(problem: Problem, met: Sequence[Expr], at: AugmentedPoint) -> dict[str, set[int]]:
    """On which sides of the point, 1 or -1, the jumps whose argument has one coordinate alone let this one be."""
    found: dict[str, set[int]] = {}
    for argument in substitute([x.args[0] for x in met], frozen(problem, at)):
        names = variables([argument])
        slope = rational(gradient(argument, sorted(names))[0]) if len(names) == 1 else None
        if slope:
            found.setdefault(min(names), set()).add(1 if slope > 0 else -1)
    return found


def pinned(bars: Mapping[str, set[int]]) -> list[str]:
    """The coordinates that walls on both sides keep where they are."""
    return [name for name, sides in bars.items() if len(sides) == 2]


def upper_side(problem: Problem, met: Sequence[Expr]) -> Expr:
    """L~ with each of these jumps replaced by its upper side."""
    return _replaced(problem.augmented_risk, dict.fromkeys(met, 1))


def _sides(problem: Problem, met: Sequence[Expr], at: AugmentedPoint) -> list[Expr]:
    """L~ for each choice of sides, the upper ones first; with frozen coordinates inserted."""
    choices = [dict(zip(met, sides, strict=True)) for sides in product((1, 2), repeat=len(met))]
    return substitute([_replaced(problem.augmented_risk, choice) for choice in choices], frozen(problem, at))


def _replaced(risk: Expr, choice: Mapping[Expr, int]) -> Expr:
    """The expression with each jump replaced by its argument of the given number."""
    new: dict[Expr, Expr] = {}
    for x in topological([risk]):
        args = [new[a] for a in x.args]
        new[x] = args[choice[x]] if x in choice else rebuild(x, args)
    return new[risk]


CHECKS: dict[str, Kind] = {"augmented-jump": Kind(_jump, asks=())}
