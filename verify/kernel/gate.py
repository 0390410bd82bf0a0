"""The gate: the one place that decides where an expression is defined, continuous, smooth, nonzero, or of one sign.

Every argument that needs such a property of a formula asks here and gives the region on which it needs it. Each node of
the expression gets an interval that contains its values on the region, and a class of regularity; both follow from
those of its arguments:

* ``log(u)`` has a value where u > 0, ``1/v`` where v is not 0, ``u**e`` for a fraction e where u >= 0 (u > 0 if e < 0);
  there they are analytic in u, except ``u**e`` at u = 0: it is continuous for e > 0 and
  has one (two) continuous derivatives for e > 1 (e > 2);
* a node with two branches is its branch if u has one sign on the region; if not, it has as many continuous derivatives
  as its ``order`` says, is locally Lipschitz if it is continuous and both branches are, and only *defined* if it jumps;
* everything else is analytic in its arguments; and no node is better than the worst of its arguments.

A region is a box (``region.py``), so it is convex: a continuous function that takes both signs on it vanishes on it.
All properties are those of the function *on the region*: at a bound that belongs to it, only what happens within the
bound counts. "Analytic" means: near each point of the region, the function is on it equal to an analytic one.

YES and NO are proved. The intervals forget how their arguments depend on each other, so much is UNKNOWN.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from enum import Enum, IntEnum
from fractions import Fraction
from typing import NamedTuple

from ..numerics import ball
from ..numerics.identity import zero
from ..numerics.interval import (
    NEGATIVE,
    NOT_NEGATIVE,
    NOT_POSITIVE,
    REALS,
    Interval,
    between,
    enclosing,
)
from ..problem.expression import ARG, JUMP, UNDEFINED, Expr, branches, topological, variables
from ..problem.functions import FUNCTIONS, Function, Monotone
from ..truth import Truth
from .region import BITS, Range, Region

MAX_FACTORS = 64


class Regularity(IntEnum):
    """What was proved of a function on a region, each including those before it; ``C1`` and ``C2``: differentiable."""

    NOTHING = 0
    DEFINED = 1
    CONTINUOUS = 2
    LIPSCHITZ = 3
    C1 = 4
    C2 = 5
    ANALYTIC = 6


class Sign(Enum):
    """The sign of all values of a function."""

    POSITIVE = "> 0"
    NONNEGATIVE = ">= 0"
    ZERO = "= 0"
    NONPOSITIVE = "<= 0"
    NEGATIVE = "< 0"

    @property
    def at_least_zero(self) -> bool:
        return self in (Sign.POSITIVE, Sign.NONNEGATIVE, Sign.ZERO)

    @property
    def at_most_zero(self) -> bool:
        return self in (Sign.NEGATIVE, Sign.NONPOSITIVE, Sign.ZERO)


class Known(NamedTuple):
    """What was proved of one node on a region: where its values lie, and how regular it is.

    ``nowhere``: it has no value at any point of the region.
    """

    values: Interval
    regularity: Regularity
    nowhere: bool = False


def look(expressions: Sequence[Expr], region: Region, of: Collection[str] | None = None) -> list[Known]:
    """What the gate can say of each expression on the region.

    With ``of``, the regularity is that of the functions of these variables alone, for all values of the others in the
    region, each held fixed.
    """
    with ball.precision(BITS):
        inputs = {name: r.interval for name, r in region.ranges.items()}
        known = _pass(expressions, inputs, of)
        return [known[x] for x in expressions]


def regularity(x: Expr, region: Region) -> Regularity:
    """The best class of regularity that was proved of ``x`` on the region."""
    return look([x], region)[0].regularity


def defined(x: Expr, region: Region) -> Truth:
    """Whether ``x`` has a value at every point of the region; NO proves that it has none at some point."""
    known = look([x], region)[0]
    if known.regularity >= Regularity.DEFINED:
        return Truth.YES
    if known.nowhere or any(look([x], point)[0].nowhere for point in _filled(region, x).samples()):
        return Truth.NO
    return Truth.UNKNOWN


def continuous(x: Expr, region: Region) -> Truth:
    """Whether ``x`` is defined and continuous on the region."""
    return _at_least(x, region, Regularity.CONTINUOUS)


def lipschitz(x: Expr, region: Region) -> Truth:
    """Whether each point of the region has a neighbourhood in which ``x`` is Lipschitz continuous."""
    return _at_least(x, region, Regularity.LIPSCHITZ)


def differentiable(x: Expr, region: Region) -> Truth:
    """Whether ``x`` is continuously differentiable on the region."""
    return _at_least(x, region, Regularity.C1)


def analytic(x: Expr, region: Region) -> Truth:
    """Whether ``x`` is analytic on the region."""
    return _at_least(x, region, Regularity.ANALYTIC)


def sign(x: Expr, region: Region) -> Sign | None:
    """The sign that ``x``, which is defined there, has at all points of the region; None if not proved."""
    return signs([x], region)[0]


def signs(expressions: Sequence[Expr], region: Region) -> list[Sign | None]:
    """``sign`` of each expression, in one pass."""
    known = look(expressions, region)
    return [None if k.regularity < Regularity.DEFINED else _sign(k.values) for k in known]


def nonzero(x: Expr, region: Region) -> Truth:
    """Whether ``x``, where it is defined, is not 0 on the region; NO proves that it is 0 at some point.

    YES also proves that it is defined on all of the region.

    A number that no ball tells from 0 is UNKNOWN, or NO if an identity proves that it is 0.
    """
    found = sign(x, region)
    if found in (Sign.POSITIVE, Sign.NEGATIVE):
        return Truth.YES
    if found is Sign.ZERO:
        return Truth.NO
    if not variables([x]):
        return ~zero(x)
    known = [look([x], point)[0] for point in _filled(region, x).samples()]
    signs = {_sign(k.values) for k in known if k.regularity >= Regularity.DEFINED}
    crosses = {Sign.POSITIVE, Sign.NEGATIVE} <= signs and continuous(x, region) is Truth.YES
    return Truth.NO if crosses or Sign.ZERO in signs else Truth.UNKNOWN


def _at_least(x: Expr, region: Region, wanted: Regularity) -> Truth:
    if regularity(x, region) >= wanted:
        return Truth.YES
    return Truth.NO if defined(x, region) is Truth.NO else Truth.UNKNOWN


def _filled(region: Region, x: Expr) -> Region:
    """The region with the range of every variable of ``x`` written down."""
    return Region({**{name: Range() for name in sorted(variables([x]))}, **region.ranges})


def _sign(values: Interval) -> Sign | None:
    if values.is_zero:
        return Sign.ZERO
    if values.positive:
        return Sign.POSITIVE
    if values.negative:
        return Sign.NEGATIVE
    if values.nonnegative:
        return Sign.NONNEGATIVE
    return Sign.NONPOSITIVE if values.nonpositive else None


# ----------------------------------------------------------------------------------------------------------------
# One pass over the nodes, each after its arguments. Call within ``ball.precision``.


def _pass(
    expressions: Sequence[Expr], inputs: Mapping[str, Interval], of: Collection[str] | None = None
) -> dict[Expr, Known]:
    known: dict[Expr, Known] = {}
    moves: set[Expr] = set()
    for x in topological(expressions):
        found = _node(x, known, inputs)
        if of is not None and (x.data in of if x.op == "var" else any(a in moves for a in x.args)):
            moves.add(x)
        elif of is not None and found.regularity >= Regularity.DEFINED:
            found = found._replace(regularity=Regularity.ANALYTIC)  # it is held fixed
        known[x] = found
    return known


def _node(x: Expr, known: Mapping[Expr, Known], inputs: Mapping[str, Interval]) -> Known:
    if x.op == "num":
        return Known(enclosing(ball.ball(x.data)), Regularity.ANALYTIC)
    if x.op == "pi":
        return Known(enclosing(ball.pi()), Regularity.ANALYTIC)
    if x.op == "var":
        return Known(inputs.get(str(x.data), REALS), Regularity.ANALYTIC)
    if x.op == "where":
        return _where(x, known[x.args[0]])
    args = [known[a] for a in x.args]
    worst = min(a.regularity for a in args)
    if any(a.nowhere for a in args):
        return Known(REALS, Regularity.NOTHING, nowhere=True)
    values = [a.values for a in args]
    match x.op:
        case "add":
            return Known(values[0] + values[1], worst)
        case "sub":
            return Known(values[0] - values[1], worst)
        case "neg":
            return Known(-values[0], worst)
        case "mul":
            return Known(_product(x, known), worst)
        case "div":
            return _quotient(values[0], values[1], worst)
        case "pow":
            return _power(values[0], Fraction(x.data), worst)
        case _:
            return _function(FUNCTIONS[x.op], values[0], worst)


def _product(x: Expr, known: Mapping[Expr, Known]) -> Interval:
    """The values of a product: equal factors are taken together, so that a square is seen to be >= 0."""
    plain = known[x.args[0]].values * known[x.args[1]].values
    counts = _factors(x)
    if counts is None or all(n == 1 for n in counts.values()):
        return plain
    total = between(1, 1)
    for factor, n in counts.items():
        total = total * known[factor].values.whole_power(n)
    return plain.meet(total) or plain


def _factors(x: Expr) -> dict[Expr, int] | None:
    """The factors of a product with their numbers; None if there are more than ``MAX_FACTORS``."""
    counts: dict[Expr, int] = {}
    stack, total = [x], 0
    while stack:
        y = stack.pop()
        if y.op == "mul":
            stack.extend(y.args)
        else:
            counts[y] = counts.get(y, 0) + 1
            total += 1
        if total + len(stack) > MAX_FACTORS:
            return None
    return counts


def _quotient(x: Interval, y: Interval, worst: Regularity) -> Known:
    if y.is_zero:
        return Known(REALS, Regularity.NOTHING, nowhere=True)
    if y.positive or y.negative:
        return Known(x * y.inverse(), worst)
    return Known(REALS, Regularity.NOTHING)


def _power(x: Interval, exponent: Fraction, worst: Regularity) -> Known:
    if exponent.denominator == 1 and exponent > 0:
        return Known(x.whole_power(exponent.numerator), worst)
    if exponent < 0:
        known = _power(x, -exponent, worst)
        return known if known.nowhere else _quotient(between(1, 1), known.values, known.regularity)
    if x.negative:
        return Known(REALS, Regularity.NOTHING, nowhere=True)
    root = (x.meet(NOT_NEGATIVE) or NOT_NEGATIVE).rising(lambda u: ball.fractional_power(u, exponent))
    if x.positive:
        return Known(root, worst)
    if not x.nonnegative:
        return Known(root, Regularity.NOTHING)
    best = Regularity.CONTINUOUS if exponent < 1 else Regularity.C1 if exponent < 2 else Regularity.C2
    return Known(root, min(worst, best))


def _function(f: Function, x: Interval, worst: Regularity) -> Known:
    image = between(f.image.low, f.image.high, not f.image.closed, not f.image.closed)
    part: Interval | None = x
    if f.above is not None:
        domain = between(f.above, None, low_open=True)
        part = x.meet(domain)
        if part is None:
            return Known(REALS, Regularity.NOTHING, nowhere=True)
        inside = (x.low > domain.low) or (x.low_open and x.low == domain.low)
        worst = worst if inside else Regularity.NOTHING
    assert part is not None
    if f.monotone is Monotone.RISING:
        values = part.rising(f.balls, image.low, image.high)
    elif f.monotone is Monotone.RISING_IN_SIZE:
        values = part.size().rising(f.balls, image.low, image.high)
    elif ball.finite(part.low) and ball.finite(part.high):
        values = enclosing(f.balls(part.low.union(part.high)))
    else:
        values = image
    return Known(values.meet(image) or image, worst)


def _where(x: Expr, u: Known) -> Known:
    """A node with two branches, from what is known of its argument ``u``.

    The branches are looked at where they count: the upper one where u >= 0, the lower one where u < 0, and at 0 too,
    as its regularity up to there matters.
    """
    p, n, order = branches(x)
    if u.nowhere:
        return Known(REALS, Regularity.NOTHING, nowhere=True)
    upper, lower = u.values.meet(NOT_NEGATIVE), u.values.meet(NEGATIVE)
    if order == UNDEFINED and u.values.is_zero:
        return Known(REALS, Regularity.NOTHING, nowhere=True)
    if lower is None:
        assert upper is not None
        branch = _branch(p, upper)
        best = Regularity.ANALYTIC if order != UNDEFINED or upper.positive else Regularity.NOTHING
        return Known(branch.values, min(u.regularity, branch.regularity, best), branch.nowhere)
    if upper is None:
        branch = _branch(n, lower)
        return Known(branch.values, min(u.regularity, branch.regularity), branch.nowhere)
    above, below = _branch(p, upper), _branch(n, u.values.meet(NOT_POSITIVE) or NOT_POSITIVE)
    values = above.values.join(below.values)
    if order == UNDEFINED:
        return Known(values, Regularity.NOTHING)
    best = {JUMP: Regularity.DEFINED, 0: Regularity.LIPSCHITZ, 1: Regularity.C1}.get(order, Regularity.C2)
    return Known(values, min(u.regularity, above.regularity, below.regularity, best))


def _branch(branch: Expr, u: Interval) -> Known:
    return _pass([branch], {str(ARG.data): u})[branch]
