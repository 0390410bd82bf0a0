"""Critical points of L: candidates from many starts in floats, each then certified and classified, or undecided."""

from __future__ import annotations

from collections.abc import Sequence
from time import monotonic

import numpy as np
from typing_extensions import TypedDict

from ..errors import InputError
from ..exact import exact, nearest, shorten
from ..numerics.point import Exact
from ..problem.case import Case
from ..problem.objective import MAX_WRITTEN
from ..propose.certificates import MAX_DIMENSION
from ..propose.critical_points import candidates, lowered
from ..propose.quasi_newton import descents
from .located_rows import CertifiedPoint, LocatedRows, UndecidedPoints

STARTS, FEW_STARTS = 2000, 12
"""How many starts there are if no number is given: up to ``MAX_DIMENSION`` parameters, and above."""
FARTHEST = 10**100
"""No box reaches farther: a float must hold its ends, and the squares of what it holds."""


class Located(TypedDict):
    """The certified points, the undecided candidates, and how many starts ended in which way."""

    points: list[CertifiedPoint]
    undecided: list[UndecidedPoints]
    starts: int
    converged: int
    escaped: int
    stalled: int


def locate(
    case: Case, box: Sequence[tuple[float, float]], starts: int | None, seed: int, budget: float | None
) -> Located:
    """Critical points of L, by ascending value, and how the search went (its denominator).

    The point of the file is the first start, and the others lie in ``box``. What is in the two lists, and what is
    proved of it, says ``LocatedRows``. Of networks with more than ``MAX_DIMENSION`` parameters only minima are looked
    for, and nothing is proved. The budget is that of the search, and once more that of the certificates.
    """
    problem, n = case.problem, len(case.problem.names)
    if n == 0:
        raise InputError("the network has no parameters, so L has no critical points to look for")
    if not problem.written:
        raise InputError(f"critical points are searched for up to samples times parameters of {MAX_WRITTEN}")
    begun, rng = monotonic(), np.random.default_rng(seed)
    point = [nearest(c) for c in Exact(tuple(t.text for t in case.point.theta), case.point.values).center]
    if n > MAX_DIMENSION:
        found = descents(problem.risk, problem.names, box, starts or FEW_STARTS, rng, point=point, budget=budget)
    else:
        program = lowered(problem.risk, problem.names)
        found = candidates(program, n, box, starts or STARTS, rng, point=point, budget=budget)
    rows = LocatedRows(problem, seed, float("inf") if budget is None else begun + 2 * budget)
    for candidate in found.candidates:
        rows.add(candidate)
    return {
        "points": rows.points,
        "undecided": rows.undecided,
        "starts": found.starts,
        "converged": found.converged,
        "escaped": found.escaped,
        "stalled": found.stalled,
    }


def read_box(text: str, n: int) -> list[tuple[float, float]]:
    """The box that a text names, LOW,HIGH for every parameter or for each of the n after a semicolon."""
    pairs = []
    for part in text.split(";"):
        low, comma, high = part.partition(",")
        if not comma:
            raise InputError(f"{shorten(part)!r} is not LOW,HIGH", "--box")
        exactly = exact(low.strip(" "), "--box"), exact(high.strip(" "), "--box")
        if max(map(abs, exactly)) > FARTHEST:
            raise InputError(f"{shorten(part)!r}: LOW and HIGH are at most {float(FARTHEST):.0e} in size", "--box")
        bounds = float(exactly[0]), float(exactly[1])
        if not bounds[0] < bounds[1]:
            raise InputError(f"{shorten(part)!r}: LOW must be below HIGH", "--box")
        pairs.append(bounds)
    if len(pairs) not in (1, n):
        raise InputError(f"{len(pairs)} pairs for {n} parameters: give one pair, or one for each", "--box")
    return pairs * n if len(pairs) == 1 else pairs
