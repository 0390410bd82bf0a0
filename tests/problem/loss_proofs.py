"""Proofs of the facts of losses, by the kernel's gate and exact identities: True and False are proved, None is not.

A loss is taken as the sum over its outputs of a function of one output. Of this function, ``f`` below, with slope f':

* *convex*: f'' >= 0 between the kinks, and f' does not fall at any of them; not convex: f'' < 0 somewhere.
* *stationary is global*: f is convex, or f' = w g with w > 0 and g' > 0, so that f falls and then rises; not so: f' = 0
  at a point and f is lower at another.
* *nonnegative*: f >= 0 by the gate, as it stands or written otherwise; or f is convex, and f = f' = 0 at a point.
* *attained*: f' <= 0 up to some number and f' >= 0 from another one on; or stationary is global, and f' = 0 at a point.
  Not attained: f' is nowhere 0. Sums of functions of the first sort are of this sort.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from itertools import pairwise

from verify.kernel import gate
from verify.kernel.gate import Sign
from verify.kernel.region import Range, Region
from verify.numerics.identity import one_sided, vanish
from verify.problem.derivatives import gradient
from verify.problem.expression import (
    ARG,
    JUMP,
    ONE,
    ZERO,
    Branches,
    Expr,
    num,
    rational,
    substitute,
    topological,
    variables,
)

Ranges = Mapping[str, Range]
FAR = (Fraction(1), Fraction(2), Fraction(16))


def slope(f: Expr) -> Expr:
    """f' in q."""
    return gradient(f, ["q"])[0]


def kinks(f: Expr) -> list[Fraction]:
    """Where the conditions of f vanish; all of these have to be affine in q alone.

    Raises:
        ValueError: one is not.
    """
    found = set()
    for condition in {x.args[0] for x in topological([f]) if x.op == "where"}:
        at_0, at_1 = (rational(v) for q in (0, 1) for v in substitute([condition], {"q": num(q)}))
        if rational(slope(condition)) is None or at_0 is None or at_1 is None:
            raise ValueError("a condition is not affine in q")
        if at_0 != at_1:
            found.add(at_0 / (at_0 - at_1))
    return sorted(found)


def pieces(f: Expr) -> list[Range]:
    """The open intervals between the kinks."""
    ends = [None, *kinks(f), None]
    return [Range(a, b, a is not None, b is not None) for a, b in pairwise(ends)]


def sign(x: Expr, ranges: Ranges, q: Range | None = None) -> Sign | None:
    """The sign of ``x`` on a region."""
    return gate.sign(x, Region({**ranges, **({"q": q} if q is not None else {})}))


def order(f: Expr) -> int | None:
    """The number of continuous derivatives of f, None for analytic: every kink is one, and no better than it is said.

    At a kink the branches agree in this many derivatives, and not in the next one, exactly.
    """
    least: int | None = None
    for x in topological([f]):
        if x.op != "where":
            continue
        data: Branches = x.data
        p, n = data.p, data.n
        here = JUMP
        while vanish(substitute([p - n], {str(ARG.data): ZERO})):
            here += 1
            (p,), (n,) = gradient(p, [str(ARG.data)]), gradient(n, [str(ARG.data)])
            assert here < 64, "the branches do not differ"
        assert data.order == here, f"a kink has {here} continuous derivatives, not {data.order}"
        least = here if least is None else min(least, here)
    smooth = gate.regularity(f, Region({"y": Range(0, 1)}))
    assert least is not None or smooth is gate.Regularity.ANALYTIC
    return least


def convex(f: Expr, ranges: Ranges, factor: Expr = ONE) -> bool | None:
    """Whether f is convex in q; ``factor``, which is > 0, may be multiplied to f'' if that makes it simpler."""
    second = slope(slope(f))
    if _below_somewhere(second, ranges):
        return False
    if sign(factor, ranges) is not Sign.POSITIVE:
        return None
    for piece in pieces(f):
        product = ONE if factor is not ONE and vanish([second * factor - 1]) else second * factor
        found = sign(product, ranges, piece)
        if found is None or not found.at_least_zero:
            return None
    for kink in kinks(f):
        left, right = (one_sided(slope(f), "q", num(kink), side) for side in (-1, 1))
        if left is None or right is None or gate.sign(right - left, Region()) not in (Sign.POSITIVE, Sign.ZERO):
            return None
    return True


def _below_somewhere(x: Expr, ranges: Ranges) -> bool:
    points = [Fraction(k, 4) for k in range(-16, 17)]
    rest = {name: Range(r.low, r.low) for name, r in ranges.items()}
    return any(sign(x, rest, Range(q, q)) is Sign.NEGATIVE for q in points)


def stationary_is_global(
    f: Expr, ranges: Ranges, is_convex: bool | None, rising: tuple[Expr, Expr] | None, higher: tuple[Expr, Expr] | None
) -> bool | None:
    """Whether each stationary point is a global minimum.

    Args:
        f: the function of q.
        ranges: of its other variables.
        is_convex: what is proved.
        rising: w and g.
        higher: a stationary point, and a point at which f is lower.
    """
    if is_convex:
        return True
    if rising is not None:
        w, g = rising
        if vanish([slope(f) - w * g]) and sign(w, ranges) is sign(slope(g), ranges) is Sign.POSITIVE:
            return True
    if higher is not None:
        at, lower = ({"q": point} for point in higher)
        drop = substitute([f], at)[0] - substitute([f], lower)[0]
        if vanish(substitute([slope(f)], at)) and sign(drop, ranges) is Sign.POSITIVE:
            return False
    return None


def nonnegative(f: Expr, ranges: Ranges, is_convex: bool | None, written: Expr | None) -> bool | None:
    """Whether f >= 0 everywhere; ``written`` is another form of f."""
    if _below_somewhere(f, ranges):
        return False
    if written is not None and not vanish([f - written]):
        return None
    found = sign(written or f, ranges)
    if found is not None and found.at_least_zero:
        return True
    touches = not variables([f]) - {"q"} and vanish(substitute([f, slope(f)], {"q": ZERO}), {"q": ZERO})
    return True if is_convex and touches else None


def attained(f: Expr, ranges: Ranges, is_global: bool | None, at: Expr | None) -> bool | None:
    """Whether f has a minimiser; ``at`` is a stationary point, if f' does not visibly have the signs that say so."""
    if sign(slope(f), ranges) in (Sign.POSITIVE, Sign.NEGATIVE):
        return False
    if at is not None and is_global and vanish(substitute([slope(f)], {"q": at})):
        return True
    return True if turns(f, ranges) else None


def turns(f: Expr, ranges: Ranges, is_convex: bool | None = False) -> bool:
    """True proves: f' <= 0 up to some number, and f' >= 0 from another on. For convex f one slope tells the rest."""
    for far in FAR:
        left, right = (Range(-far, -far), Range(far, far)) if is_convex else (Range(high=-far), Range(far))
        falls, rises = sign(slope(f), ranges, left), sign(slope(f), ranges, right)
        if falls is not None and falls.at_most_zero and rises is not None and rises.at_least_zero:
            return True
    return False
