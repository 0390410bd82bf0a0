"""The kernel's check that powers which are no polynomials see every residual: ROOTS of ``notes/theory.md``."""

from __future__ import annotations

from ...files.statement_file import StatementFile
from ...numerics.identity import vanish
from ...problem.derivatives import gradient
from ...problem.expression import ONE, ZERO, Expr, num, substitute, topological, var
from ..certificate import Fields
from ..finding import require
from ..sides import constant_sign, kinks_of, on_sides, strict
from .orders import Leading, at_zero, leading, with_positive
from .rooms import Room, what_counts
from .slides import one_side, parsed

ROOTS = "roots"

S = var("s")
NEAR = with_positive("s")
BESIDE = NEAR.beside


def check_roots(statement: StatementFile, seen: Fields, room: Room) -> tuple[int, str]:
    """The order of the neuron at a = 0, and why its slopes at different inputs are independent, in words.

    With ``s = p b + q u`` the neuron is a function of a and s, given by a formula for s > 0 and one for s < 0, each in
    a and the size of s; its leading derivative in a is C |s|^e there, and e is no whole number >= 0.
    """
    e, p, q = seen.number("power"), *seen.numbers("along", 2)
    require(p != 0 and q != 0, "both b and u have to count")
    require(e < 0 or e.denominator > 1, "a power with a whole exponent sees polynomials only")
    ratio = seen.number("ratio")
    require(ratio > 0, "the ratio of the two sides of a = 0 is positive")
    groups = seen.groups("sides")
    order, alive = 0, 0
    for side in (1, -1):
        at = {"u": (side * S - num(p) * var("b")) / num(q)}
        neuron = substitute([statement.augmentation.neuron], at)[0]
        if _has_no_value(neuron):
            room.go(-1 if side * p > 0 else 1, "where the neuron has a value")
            continue
        require(alive < len(groups), "a formula for each side of s = 0 is needed")
        found = _leading(neuron, side, groups[alive])
        require(order in (0, found.order), "the neuron was not proved to have one order at a = 0")
        order, alive = found.order, alive + 1
        require(vanish([found.below + num(ratio) * found.above]), "the two sides of a = 0 have not this ratio")
        grows = S * gradient(found.above, ["s"])[0] - num(e) * found.above
        require(
            vanish([grows * S ** (-e % 1), *gradient(found.above, ["b"])]),
            "the slope of the neuron is not C |s|^e with this e",
        )
        here = substitute([found.above], {"s": ONE, "b": ZERO})[0]
        require(constant_sign(here) in (1, -1), "the slope of the neuron was not proved different from 0")
    require(0 < alive == len(groups), "a formula for each side of s = 0 is needed")
    return (
        order,
        f"the neuron grows with a as |{p} b + {q} u|^({e}): such functions of different inputs are independent",
    )


def _leading(neuron: Expr, side: int, group: Fields) -> Leading:
    """The leading derivatives on one side of s = 0, from formulas in a and s, both positive."""
    branches = []
    for key, sign in (("above", 1), ("below", -1)):
        branch = parsed(group.text(key), f"{group.where}.{key}", ("a", "s"))
        plain = on_sides(one_side(neuron, sign), BESIDE, [S], [1])
        require(_has_value(plain), "the neuron was not proved to have a value on this side")
        require(vanish([plain - branch]), f"{group.where}.{key} is not the neuron on this side")
        require(vanish([at_zero(branch)]), "the neuron was not proved to be 0 where a = 0")
        branches.append(branch)
    return leading(branches, NEAR, "neuron")


def _has_value(plain: Expr) -> bool:
    """True proves that the formula has a value for all b and w where a > 0 and s > 0."""
    for x in topological([plain]):
        base = what_counts(x)
        if base is not None and strict(base, BESIDE) != 1:
            here = substitute([base], {"s": ONE, "a": ONE, "b": ZERO})[0]
            if constant_sign(here) not in (1, -1) or not vanish([base - here * S]):
                return False
            divides = x.op == "div" or (x.op == "pow" and x.data.denominator == 1)
            if constant_sign(here) == -1 and not divides:
                return False
    return True


def _has_no_value(neuron: Expr) -> bool:
    """True proves that the neuron has no value on this side: a root is of a negative multiple of s."""
    if kinks_of([neuron]):
        return False
    for x in topological([neuron]):
        if x.op == "log" or (x.op == "pow" and x.data.denominator > 1):
            here = substitute([x.args[0]], {"s": ONE, "a": ONE, "b": ZERO})[0]
            if constant_sign(here) == -1 and vanish([x.args[0] - here * S]):
                return True
    return False
