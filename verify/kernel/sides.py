"""Formulas without their kinks: one for each choice of sides, or the one for a region that lies on one side of each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ..errors import CertificateError
from ..numerics.identity import vanish
from ..problem.expression import UNDEFINED, Expr, branches, rebuild, topological, var
from . import gate
from .gate import Sign
from .region import EVERYWHERE, Region

MOST_CASES = 64
STRICT: Mapping[Sign | None, int] = {Sign.POSITIVE: 1, Sign.NEGATIVE: -1}


def strict(x: Expr, region: Region) -> int | None:
    """1 or -1 if x is proved to be defined and of this sign, and not 0, on all of the region; else None."""
    return STRICT.get(gate.sign(x, region))


def constant_sign(x: Expr) -> int | None:
    """The sign of a constant: 1 or -1 by a ball that excludes 0, 0 if it is the number 0; else None."""
    return 0 if gate.sign(x, EVERYWHERE) is Sign.ZERO else strict(x, EVERYWHERE)


def cases(x: Expr, region: Region) -> Iterator[tuple[Expr, Mapping[Expr, int]]]:
    """x without kinks, once for each choice of sides, with the side of each condition at which there was a choice.

    No choice is left out; some may be met nowhere. So what holds for each of them holds for x wherever x is defined.

    Raises:
        CertificateError: there are more than ``MOST_CASES`` choices.
    """
    waiting: list[tuple[Expr, dict[Expr, int]]] = [(x, {})]
    count = 1
    while waiting:
        now, chosen = waiting.pop()
        now = on_branches([now], {kink: chosen[kink.args[0]] for kink in kinks_of([now]) if kink.args[0] in chosen})[0]
        now = without_certain_kinks([now], region)[0]
        kink = _first_kink(now)
        if kink is None:
            yield now, chosen
            continue
        if kink.args[0] in chosen:
            waiting.append((now, chosen))
            continue
        count += 1
        if count > MOST_CASES:
            raise CertificateError(f"a formula has more than {MOST_CASES} choices of sides")
        waiting += [(now, {**chosen, kink.args[0]: side}) for side in (-1, 1)]


def one_case(x: Expr, region: Region) -> Expr | None:
    """x without kinks, if the region was proved to lie on one side of each of them that counts; else None.

    A kink counts for nothing inside the argument of one below it that is dead on the whole region.
    """
    smooth = without_certain_kinks([x], region)[0]
    return smooth if _first_kink(smooth) is None else None


def on_sides(x: Expr, region: Region, kinks: Sequence[Expr], sides: Sequence[int]) -> Expr:
    """x without kinks: those whose condition is, identically, plus or minus one of ``kinks`` on the side named for it.

    Where each of ``kinks`` is > 0 or < 0 as ``sides`` say, and on the region, the answer is x. It is so where they are
    0, too, if x is continuous.

    Raises:
        CertificateError: the region was not proved to lie on one side of another kink.
    """
    while True:
        chosen = {y: s for y in kinks_of([x]) for u, s in zip(kinks, sides, strict=True) if y.args[0] is u}
        x = without_certain_kinks(on_branches([x], chosen), region)[0]
        kink = _first_kink(x)
        if kink is None:
            return x
        named = [
            s * sign for u, s in zip(kinks, sides, strict=True) for sign in (1, -1) if vanish([kink.args[0] - sign * u])
        ]
        if not named:
            raise CertificateError("a kink that may be at the point is not named")
        x = on_branches([x], {kink: named[0]})[0]


def kinks_of(expressions: Sequence[Expr]) -> list[Expr]:
    """The kinks in these, each after those in its condition."""
    return [y for y in topological(expressions) if y.op == "where"]


def _first_kink(x: Expr) -> Expr | None:
    """A kink whose condition has no kinks."""
    return next(iter(kinks_of([x])), None)


def without_certain_kinks(expressions: Sequence[Expr], region: Region) -> list[Expr]:
    """These with each kink replaced on one side of which all of the region lies, whatever is in its condition."""
    found = list(expressions)
    while True:
        kinks = kinks_of(found)
        known = zip(kinks, gate.signs([kink.args[0] for kink in kinks], region), strict=True)
        sides = {kink: side for kink, sign in known if (side := _side(kink, sign)) is not None}
        if not sides:
            return found
        found = on_branches(found, sides)


def _side(kink: Expr, sign: Sign | None) -> int | None:
    """The side of a kink on which its condition has this sign, the upper one with the kink itself if it has a value."""
    touches = sign in (Sign.NONNEGATIVE, Sign.ZERO) and branches(kink).order != UNDEFINED
    return 1 if touches else STRICT.get(sign)


def on_branches(expressions: Sequence[Expr], sides: Mapping[Expr, int]) -> list[Expr]:
    """These with each of the kinks in ``sides`` replaced by its branch on the side that is named for it."""
    new: dict[Expr, Expr] = {}
    for y in topological(expressions) if sides else ():
        if y in sides:
            new[y] = new[y.args[1 if sides[y] == 1 else 2]]
        else:
            new[y] = rebuild(y, [new[argument] for argument in y.args])
    return [new.get(x, x) for x in expressions]


def opened(x: Expr) -> Expr:
    """``x`` with a new variable in place of each kinked function: if this is 0 identically, then so is ``x``."""
    new: dict[Expr, Expr] = {}
    for y in topological([x]):
        if y.op == "where":
            new[y] = var(f"~where{len(new)}")
        else:
            new[y] = rebuild(y, [new[a] for a in y.args])
    return new[x]
