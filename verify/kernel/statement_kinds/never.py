"""The kernel's check that L~ has no local minimum with a = 0, where all local minima have it: then there is none."""

from __future__ import annotations

from ...files.statement_file import StatementFile
from ...numerics.identity import vanish
from ...problem.expression import Expr, rebuild, topological, var, variables
from ...truth import Truth
from .. import gate
from ..certificate import Fields
from ..finding import require
from ..region import Range, Region
from ..sides import one_case, strict, without_certain_kinks
from .orbits import ANYWHERE, CLOSED_SIDE, ONE_SIDE, lam_signs, limits, penalty_at
from .orders import at_zero
from .slides import SIDES, formula, one_side

AT_ZERO = Region({**ANYWHERE.ranges, "a": Range(0, 0)})


def check_never(statement: StatementFile, fields: Fields) -> str:
    """No point with a = 0 is a local minimum of L~; why, in words, for each sign of lam."""
    require(statement.points == "local-minima", "this is about local minima")
    groups = fields.groups("never")
    signs = lam_signs(statement)
    require(len(groups) == len(signs), "a reason for each sign of lam is needed")
    words = []
    for (_, lam), group in zip(signs, groups, strict=True):
        penalty = penalty_at(statement.augmentation, lam)
        by = group.text("by")
        if by == "value":
            known = gate.look([statement.augmentation.neuron, penalty], AT_ZERO)
            require(any(k.nowhere for k in known), "neuron and penalty may have a value where a = 0")
            words.append("L~ has no value where a = 0")
            continue
        require(by in SIDES, f"{group.where}.by: 'value', {', '.join(SIDES)}")
        side = SIDES[by]
        require("a" not in statement.augmentation.frozen, "a must be trained")
        low, high = limits(statement.augmentation, "a")
        free = (high is None or high > 0) if side > 0 else (low is None or low < 0)
        require(free, "a bound keeps a from this side of 0")
        require(_reaches(statement.augmentation.neuron, side), "the neuron was not proved to be continuous up to a = 0")
        beside, here = one_case(one_side(penalty, side), ONE_SIDE), one_case(at_zero(penalty), ANYWHERE)
        require(beside is not None and here is not None, "the penalty was not proved to have no kink beside a = 0")
        assert beside is not None
        assert here is not None
        known_up_to = gate.continuous(beside, CLOSED_SIDE)
        require(known_up_to is Truth.YES, "the penalty was not proved to have a limit at a = 0")
        form = formula(group, "form")
        require(vanish([at_zero(beside) - here - form]), f"{group.where}.form is not by how much the penalty jumps")
        require(strict(form, ANYWHERE) == -1, "the penalty was not proved to jump down beside a = 0")
        words.append("beside a = 0 the penalty jumps down")
    return "; ".join(dict.fromkeys(words))


def _reaches(neuron: Expr, side: int) -> bool:
    """True proves that where the neuron has a value at a = 0, it has values on this side, which tend to it.

    What does not depend on a has a value at the point, and keeps it.
    """
    branch = without_certain_kinks([one_side(neuron, side)], ONE_SIDE)[0]
    branch, neuron = _held([branch, neuron])
    return gate.continuous(branch, CLOSED_SIDE) is Truth.YES and vanish([at_zero(branch) - at_zero(neuron)])


def _held(expressions: list[Expr]) -> list[Expr]:
    """These with one new variable for each largest part in which a does not occur."""
    new: dict[Expr, Expr] = {}
    for x in topological(expressions):
        free = variables([x])
        if free and "a" not in free:
            new[x] = var(f"~held{len(new)}")
        else:
            new[x] = rebuild(x, [new[y] for y in x.args])
    return [new[x] for x in expressions]
