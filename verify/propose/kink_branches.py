"""Minima on kinks that are flat on one side: proposals of which branch to take of each kink. Claims nothing.

A unit that is dead but for a kink at some inputs, with the bias 0 at an input 0, say, is taken to be dead: what L is on
the other side is left to the kernel, which requires that it is no less. What remains is smooth near the point.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from ..errors import CertificateError
from ..kernel.certificate import Certificate
from ..kernel.evidence import Unknown
from ..kernel.minorant import Place, RiskParts, parts_of, replaced
from ..kernel.sides import kinks_of, without_certain_kinks
from ..kernel.theta_point import near
from ..problem.expression import Expr, variables
from ..problem.formula import parse, written
from ..problem.objective import Problem
from .critical_orbits import Branches, all_held, critical_orbit
from .sharp_minima import sharp_minimum

MOST = 24
"""Kinks at the point up to which branches of them are looked for."""


def minimum_by_branches(
    problem: Problem, given: Sequence[Fraction], seed: int, bits: int
) -> Iterator[Certificate | Unknown]:
    """A certificate about a local minimum of L at kinks which the point lies on exactly, flat on one side of them."""
    exact = dict(zip(problem.names, given, strict=True))
    place = Place(near(problem, all_held(given, bits, ())), exact, exact)
    parts = parts_of(problem)
    start = parts.renewed(without_certain_kinks(parts.all, place.region))
    if not 0 < len(kinks_of([start.risk])) <= MOST:
        yield Unknown("method", "the point is on no kink of L, or on too many")
        return
    less, branches = _branches(start, place)
    alive = variables([less.risk])
    dead = tuple((text, side) for text, side in branches if not variables([parse(text, problem.names)]) <= alive)
    if not dead:
        yield Unknown("method", "no unit was seen to be dead but for kinks, and L to be no less where it comes alive")
    elif len(dead) == len(branches) and not kinks_of([less.risk]):
        yield critical_orbit(problem, given, seed, bits, dead)
    else:
        yield from sharp_minimum(problem, given, seed, bits, dead)


def _branches(parts: RiskParts, place: Place) -> tuple[RiskParts, Branches]:
    """Branches of kinks that leave L nowhere greater, of the outer kinks first, and the lower ones if they do.

    Some kinks may be left.
    """
    chosen: list[tuple[str, int]] = []
    while kinks := kinks_of([parts.risk]):
        named = [(kink, text) for kink in reversed(kinks) if (text := written(kink.args[0])) is not None]
        tries = ((kink, text, side) for kink, text in named for side in (-1, 1))
        found = next(((less, text, s) for kink, text, s in tries if (less := _less(parts, place, kink, s))), None)
        if found is None:
            break
        parts, text, side = found
        chosen.append((text, side))
    return parts, tuple(chosen)


def _less(parts: RiskParts, place: Place, kink: Expr, side: int) -> RiskParts | None:
    try:
        return replaced(parts, place, kink.args[0], side)
    except CertificateError:
        return None
