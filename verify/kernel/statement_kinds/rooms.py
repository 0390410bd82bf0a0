"""Near a point with a = 0: the points (b, w) at which L~ has the same value contain an open set that reaches it.

Bounds, domains and jumps may be in the way. Each that counts, at a = 0, is a half-line in b; half-lines of one
direction leave room in this direction.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import product

from ...files.statement_file import StatementFile
from ...numerics.identity import vanish
from ...problem.derivatives import gradient
from ...problem.expression import ZERO, Expr, substitute, topological, variables
from ...problem.functions import FUNCTIONS
from .. import gate
from ..finding import require
from ..gate import Sign
from ..sides import kinks_of, on_branches, opened, strict
from .orbits import ANYWHERE, limits
from .orders import BOTH, at_zero, branches_of, require_flat

MOST_STEPS = 4


class Room:
    """The directions, 1 or -1, in which b is known to have room near any point with a = 0 that matters."""

    def __init__(self, statement: StatementFile) -> None:
        """a, b and W are trained; a has room on both sides of 0, and b and W an open set."""
        self.augmentation = statement.augmentation
        self.towards: set[int] = set()
        require(not {"a", "b", "W"} & set(self.augmentation.frozen), "a, b and W must be trained")
        low, high = limits(self.augmentation, "a")
        require((low is None or low < 0) and (high is None or high > 0), "a bound leaves a no room on both sides of 0")
        for name in ("b", "W"):
            low, high = limits(self.augmentation, name)
            require(low is None or high is None or low < high, f"the bounds leave {name} no room")

    def half_line(self, c: Expr, what: str) -> None:
        """c >= 0 is a half-line in b."""
        slope = gradient(c, ["b"])[0]
        sign = strict(slope, ANYWHERE)
        known = variables([c]) == {"b"} and sign is not None
        require(known, f"{what} was not proved to be a half-line in b where a = 0")
        self.go(sign or 0, what)

    def go(self, direction: int, what: str) -> None:
        """b has to have room in this direction."""
        self.towards.add(direction)
        low, high = limits(self.augmentation, "b")
        free = len(self.towards) == 1 and (high if direction > 0 else low) is None
        require(free, f"{what} may leave b no room")


def check_flat_penalty(penalty: Expr, plain: Expr, order: int, room: Room, what: str) -> None:
    """The penalty at a = 0 is a constant, but for jumps at numbers b, and flat up to this order on both sides.

    Args:
        penalty: with its lam.
        plain: the same function, wherever that has a value.
        order: of the neuron.
        room: is told where the penalty has no value, and where it jumps.
        what: is meant, in words.
    """
    if plain is not penalty:
        require(vanish([opened(penalty - plain)]), f"the {what} was not proved to have this plain form")
        _check_domain(penalty, room, what)
    steps = list(dict.fromkeys(x.args[0] for x in kinks_of([plain]) if variables([x.args[0]]) == {"b"}))
    require(len(steps) <= MOST_STEPS, f"the {what} has more than {MOST_STEPS} kinks in b")
    for c in steps:
        room.half_line(c, f"a side of a kink of the {what}")
    for sides in product((1, -1), repeat=len(steps)):
        chosen = dict(zip(steps, sides, strict=True))
        kinks = {x: chosen[x.args[0]] for x in kinks_of([plain]) if x.args[0] in chosen}
        piece = on_branches([plain], kinks)[0]
        beside = branches_of(piece, what)
        constant = substitute([at_zero(piece)], {"b": ZERO, "w2": ZERO})[0]
        require(_is_zero(at_zero(piece) - constant), f"the {what} was not proved to be a constant where a = 0")
        for branch in beside:
            require(_is_zero(at_zero(branch) - constant), f"the {what} may jump at a = 0")
        require_flat(beside, order, BOTH, what)


def _is_zero(x: Expr) -> bool:
    return vanish([opened(x)])


def _check_domain(x: Expr, room: Room, what: str) -> None:
    """Near a point with a = 0 at which x has a value, what may have none is beyond a half-line in b, or nothing."""
    for y in topological([x]):
        base = what_counts(y)
        if base is None or _is_inside(base, y):
            continue
        require(not kinks_of([base]), f"where the {what} has a value is not known")
        root = y.op == "pow" and Fraction(y.data) > 0
        if root and strict(at_zero(base), ANYWHERE) != 1:
            room.half_line(base, f"where the {what} has a value")


def what_counts(x: Expr) -> Expr | None:
    """What has to be positive, or not 0, or not negative, for x to have a value; None if nothing has to be."""
    if x.op == "div":
        return x.args[1]
    if x.op == "pow" and (Fraction(x.data).denominator > 1 or x.data < 0):
        return x.args[0]
    bounded = x.op in FUNCTIONS and FUNCTIONS[x.op].above is not None
    return x.args[0] if bounded else None


def _is_inside(base: Expr, x: Expr) -> bool:
    """True proves that the base is everywhere such that x has a value."""
    known = gate.sign(base, ANYWHERE)
    if x.op == "div" or (x.op == "pow" and Fraction(x.data).denominator == 1):
        return known in (Sign.POSITIVE, Sign.NEGATIVE)
    if x.op == "pow" and x.data > 0:
        return known is not None and known.at_least_zero
    return known is Sign.POSITIVE and (x.op == "pow" or FUNCTIONS[x.op].above == 0)
