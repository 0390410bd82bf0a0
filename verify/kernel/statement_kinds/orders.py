"""How neuron and penalty grow from a = 0, on each side: the first derivative in the size of a that is not 0 there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ...numerics.identity import vanish
from ...problem.derivatives import gradient
from ...problem.expression import ZERO, Expr, substitute
from ...truth import Truth
from .. import gate
from ..finding import require
from ..region import POSITIVE, Range, Region
from ..sides import one_case
from .orbits import CLOSED_SIDE, ONE_SIDE
from .slides import one_side

MOST_ORDER = 4


class Leading(NamedTuple):
    """A function is ``x(0) + above |a|^order/order! + o(|a|^order)`` for a > 0, and so with ``below`` for a < 0."""

    order: int
    above: Expr
    below: Expr


class Near(NamedTuple):
    """Where formulas about one side of a = 0 are looked at: a > 0, a >= 0, and a = 0."""

    beside: Region
    up_to: Region
    at: Region


BOTH = Near(ONE_SIDE, CLOSED_SIDE, Region({**ONE_SIDE.ranges, "a": Range(0, 0)}))


def with_positive(name: str) -> Near:
    """The same where another variable is positive."""
    return Near(*(Region({**region.ranges, name: POSITIVE}) for region in BOTH))


def branches_of(x: Expr, what: str) -> list[Expr]:
    """x on each side of a = 0, without kinks, as a function of the size of a."""
    found = [one_case(one_side(x, side), ONE_SIDE) for side in (1, -1)]
    known = [branch for branch in found if branch is not None]
    require(len(known) == 2, f"the {what} was not proved to be smooth on each side of a = 0")
    return known


def derivatives_at_zero(branch: Expr, near: Near, what: str) -> Iterator[Expr]:
    """The derivatives in a at a = 0, from the first on, of a formula without kinks; each was proved to exist.

    The formula is analytic near each point with a = 0. Or it is continuously differentiable beside a = 0 and continuous
    up to it, and so is each derivative before the last, which is continuous: by the mean value theorem, again and
    again, it is its Taylor polynomial, up to what is smaller.
    """
    analytic = gate.analytic(branch, near.at) is Truth.YES
    known = analytic or gate.continuous(branch, near.up_to) is Truth.YES
    require(known, f"the {what} was not proved to be continuous up to a = 0")
    while True:
        smooth = analytic or gate.differentiable(branch, near.beside) is Truth.YES
        require(smooth, f"the {what} was not proved to be smooth on each side of a = 0")
        branch = gradient(branch, ["a"])[0]
        known = analytic or gate.continuous(branch, near.up_to) is Truth.YES
        require(known, f"the {what} was not proved to have a slope at a = 0")
        yield at_zero(branch)


def at_zero(x: Expr) -> Expr:
    """x where a = 0."""
    return substitute([x], {"a": ZERO})[0]


def leading(sides: Sequence[Expr], near: Near, what: str) -> Leading:
    """The first order at which one of the two branches grows from a = 0."""
    rows = zip(*(derivatives_at_zero(branch, near, what) for branch in sides), strict=True)
    for order, (above, below) in enumerate(rows, start=1):
        if not vanish([above]) or not vanish([below]):
            return Leading(order, above, below)
        require(order < MOST_ORDER, f"the {what} was not proved to change with a, up to the order {MOST_ORDER}")
    raise AssertionError("the derivatives do not end")


def require_flat(sides: Sequence[Expr], order: int, near: Near, what: str) -> None:
    """Up to this order nothing of it grows from a = 0."""
    for branch in sides:
        rows = derivatives_at_zero(branch, near, what)
        for _ in range(order):
            require(vanish([next(rows)]), f"the {what} was not proved to be flat at a = 0")
