"""Formulas without their kinks: one for each choice of sides, or the one for a region that lies on one side of each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..errors import CertificateError
from ..numerics.identity import vanish
from ..problem.expression import UNDEFINED, Expr, branches, rebuild, topological
from . import gate
from .gate import Sign
from .region import EVERYWHERE, Region

MOST_CASES = 64


def strict(x: Expr, region: Region) -> int | None:
    """1 or -1 if x is proved to be defined and of this sign, and not 0, on all of the region; else None."""
    return {Sign.POSITIVE: 1, Sign.NEGATIVE: -1}.get(gate.sign(x, region) or Sign.ZERO)


def constant_sign(x: Expr) -> int | None:
    """The sign of a constant: 1 or -1 by a ball that excludes 0, 0 if it is the number 0; else None."""
    return {Sign.POSITIVE: 1, Sign.NEGATIVE: -1, Sign.ZERO: 0}.get(gate.sign(x, EVERYWHERE) or Sign.NONNEGATIVE)


def cases(x: Expr, region: Region) -> Iterator[tuple[Expr, tuple[Expr, ...]]]:
    """x without kinks, once for each choice of sides, with the conditions of the kinks at which there was a choice.

    No choice is left out; some may be met nowhere. So what holds for each of them holds for x wherever x is defined.

    Raises:
        CertificateError: there are more than ``MOST_CASES`` choices.
    """
    waiting: list[tuple[Expr, dict[Expr, int]]] = [(x, {})]
    count = 1
    while waiting:
        now, chosen = waiting.pop()
        kink = _first_kink(now)
        if kink is None:
            yield now, tuple(chosen)
            continue
        condition = kink.args[0]
        side = chosen.get(condition) or _side(kink, region)
        if side is not None:
            waiting.append((_resolved(now, kink, side), chosen))
            continue
        count += 1
        if count > MOST_CASES:
            raise CertificateError(f"a formula has more than {MOST_CASES} choices of sides")
        waiting += [(_resolved(now, kink, side), {**chosen, condition: side}) for side in (-1, 1)]


def one_case(x: Expr, region: Region) -> Expr | None:
    """x without kinks, if the region was proved to lie on one side of each of them; else None."""
    while True:
        kink = _first_kink(x)
        if kink is None:
            return x
        side = _side(kink, region)
        if side is None:
            return None
        x = _resolved(x, kink, side)


def on_sides(x: Expr, region: Region, kinks: Sequence[Expr], sides: Sequence[int]) -> Expr:
    """x without kinks: those whose condition is, identically, one of ``kinks`` on the side that is named for it.

    Where each of ``kinks`` is > 0 or < 0 as ``sides`` say, and on the region, the answer is x. It is so where they are
    0, too, if x is continuous.

    Raises:
        CertificateError: the region was not proved to lie on one side of another kink.
    """
    while True:
        kink = _first_kink(x)
        if kink is None:
            return x
        condition = kink.args[0]
        side = next((s for u, s in zip(kinks, sides, strict=True) if u is condition), None) or _side(kink, region)
        side = side or next((s for u, s in zip(kinks, sides, strict=True) if vanish([condition - u])), None)
        if side is None:
            raise CertificateError("a kink that may be at the point is not named")
        x = _resolved(x, kink, side)


def _first_kink(x: Expr) -> Expr | None:
    """A kink whose condition has no kinks."""
    return next((y for y in topological([x]) if y.op == "where"), None)


def _side(kink: Expr, region: Region) -> int | None:
    """The side of a kink on which the whole region lies, the upper one with the kink itself if it has a value there."""
    found = gate.sign(kink.args[0], region)
    if found is Sign.POSITIVE or found is Sign.NEGATIVE:
        return 1 if found is Sign.POSITIVE else -1
    on_it = found is not None and found.at_least_zero and branches(kink).order != UNDEFINED
    return 1 if on_it else None


def _resolved(x: Expr, kink: Expr, side: int) -> Expr:
    new: dict[Expr, Expr] = {}
    for y in topological([x]):
        if y is kink:
            new[y] = new[y.args[1 if side == 1 else 2]]
        else:
            new[y] = rebuild(y, [new[argument] for argument in y.args]) if y.args else y
    return new[x]
