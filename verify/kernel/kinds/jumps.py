"""The kernel's check of a local minimum of L~ at a jump: the least of the functions that meet there has one.

**Theorem.** Let jumps of L~ meet at z, and let L~ have a value everywhere near z. Each jump has two sides, and each
choice of one side for every jump makes L~ another function. Near z, L~ has at each point the value of one of these
functions, and at z that of the function F with the upper sides, as ``step(0)`` is 1. If F has a local minimum at z, and
the other functions are continuous near z and greater at z, then z is a local minimum of L~. *Proof.* Near z the others
are greater than F(z) = L~(z). QED
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product

from ...numerics import ball
from ...numerics.identity import vanish
from ...numerics.program import Program
from ...problem.expression import JUMP, Expr, branches, rebuild, substitute, topological
from ...problem.objective import Problem
from .. import gate
from ..augmented_point import Place, frozen, neighbourhood, place, require_defined, require_feasible, trained
from ..certificate import Fields
from ..finding import Finding, require
from ..gate import Regularity
from ..kind import Kind
from .slices import nondegenerate

MOST = 6
"""Jumps that may meet at the point."""


def _jump(problem: Problem, fields: Fields) -> Finding:
    """Jumps meet at the point; with their upper sides L~ is least across a slice, and the other sides lie higher."""
    at = place(problem, fields)
    require(fields.raw("boxed") == [], "at a jump the point is exact")
    met = jumps_met(problem, at.constants)
    require(0 < len(met) <= MOST, f"from 1 to {MOST} jumps meet at the point")
    require(vanish(substitute([x.args[0] for x in met], at.constants)), "the point was not proved to lie on its jumps")
    upper, *others = _sides(problem, met, at)
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
    found = nondegenerate(problem, fields, upper)
    return Finding(f"{found.statement}, where {len(met)} jumps meet", found.grade, found.facts)


def jumps_met(problem: Problem, constants: Mapping[str, Expr]) -> list[Expr]:
    """The jumps of L~ that were not proved to keep away from a point."""
    jumps = [x for x in topological([problem.augmented_risk]) if x.op == "where" and branches(x).order <= JUMP]
    names = list(constants)
    with ball.precision(128):
        at = Program(list(constants.values()), []).run(ball.BALLS, [])
        values = Program([x.args[0] for x in jumps], names).run(ball.BALLS, at)
        return [x for x, value in zip(jumps, values, strict=True) if ball.sign(value) not in (1, -1)]


def upper_side(problem: Problem, met: Sequence[Expr]) -> Expr:
    """L~ with each of these jumps replaced by its upper side."""
    return _replaced(problem.augmented_risk, dict.fromkeys(met, 1))


def _sides(problem: Problem, met: Sequence[Expr], at: Place) -> list[Expr]:
    """L~ for each choice of sides, the upper ones first; with frozen coordinates inserted."""
    choices = [dict(zip(met, sides, strict=True)) for sides in product((1, 2), repeat=len(met))]
    return substitute([_replaced(problem.augmented_risk, choice) for choice in choices], frozen(problem, at))


def _replaced(risk: Expr, choice: Mapping[Expr, int]) -> Expr:
    """The expression with each jump replaced by its argument of the given number."""
    new: dict[Expr, Expr] = {}
    for x in topological([risk]):
        args = [new[a] for a in x.args]
        new[x] = args[choice[x]] if x in choice else rebuild(x, args) if args else x
    return new[risk]


CHECKS: dict[str, Kind] = {"augmented-jump": Kind(_jump, asks=())}
