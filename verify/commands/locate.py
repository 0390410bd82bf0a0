"""Critical points of L: candidates from many starts in floats, each then certified and classified, or undecided."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy as np
from typing_extensions import TypedDict

from ..errors import CertificateError, InputError
from ..exact import exact, fixed, shorten
from ..kernel import checker, theta_point
from ..kernel.evidence import Evidence, Unknown
from ..numerics.krawczyk import Box
from ..numerics.point import Boxed
from ..problem.objective import MAX_WRITTEN, Problem
from ..propose import certificates
from ..propose.critical_points import Candidate, candidates, lowered
from ..propose.newton import refine

BITS = 128
DIGITS = 15
FARTHEST = 10**100
"""No box reaches farther: a float must hold its ends, and the squares of what it holds."""


class CertifiedPoint(TypedDict):
    """A critical point of L: its value, its type in words and its Morse index, and theta rounded to decimals."""

    value: str
    type: str
    index: int
    theta: list[str]


class UndecidedPoints(TypedDict):
    """Candidates of one value for which nothing was shown: the reason, one of them, and how many there are."""

    value: str
    reason: str
    why: str
    example: list[str]
    count: int


class Located(TypedDict):
    """The certified points, the undecided candidates, and how many starts ended in which way."""

    points: list[CertifiedPoint]
    undecided: list[UndecidedPoints]
    starts: int
    converged: int
    escaped: int
    stalled: int


def locate(
    problem: Problem, box: Sequence[tuple[float, float]], starts: int, seed: int, budget: float | None
) -> Located:
    """Certified critical points of L, by ascending value, and how the search went (its denominator).

    Each entry of ``points`` is certified: in a box of radius below ``10**-DIGITS`` around it L has exactly one critical
    point, with this Morse index; different entries are different points, as their boxes are disjoint. ``undecided``
    holds the candidates for which this was not shown, those of one value together.
    """
    n = len(problem.names)
    if n == 0:
        raise InputError("the network has no parameters, so L has no critical points to look for")
    if n > certificates.MAX_DIMENSION:
        raise InputError(f"{n} parameters: critical points are searched for up to {certificates.MAX_DIMENSION}")
    if not problem.written:
        raise InputError(f"critical points are searched for up to samples times parameters of {MAX_WRITTEN}")
    found = candidates(lowered(problem.risk, problem.names), n, box, starts, np.random.default_rng(seed), budget=budget)
    points: list[CertifiedPoint] = []
    undecided: dict[tuple[str, str], UndecidedPoints] = {}
    boxes: list[Box] = []
    for candidate in found.candidates:
        result = _evidence(problem, candidate, boxes)
        if isinstance(result, Evidence):
            points.append(_certified(result))
        elif result is not None:
            _group(undecided, candidate, result)
    return {
        "points": points,
        "undecided": list(undecided.values()),
        "starts": found.starts,
        "converged": found.converged,
        "escaped": found.escaped,
        "stalled": found.stalled,
    }


def _certified(evidence: Evidence) -> CertifiedPoint:
    theta = list(evidence.certificate.data["point"]["rounds_to"])
    index = int(evidence.facts["index"])
    kind = {0: "strict local minimum", len(theta): "strict local maximum"}.get(index, f"saddle of index {index}")
    return {"value": evidence.facts["L"], "type": kind, "index": index, "theta": theta}


def _group(groups: dict[tuple[str, str], UndecidedPoints], candidate: Candidate, why: Unknown) -> None:
    """Count undecided candidates of one value together: a curve of critical points gives any number of them."""
    value = f"{candidate.value:.6g}"
    theta = [f"{v:.9g}" for v in candidate.point]
    entry = groups.setdefault(
        (value, why.reason), {"value": value, "reason": why.reason, "why": why.detail, "example": theta, "count": 0}
    )
    entry["count"] += 1


def _evidence(problem: Problem, candidate: Candidate, boxes: list[Box]) -> Evidence | Unknown | None:
    """The evidence for a candidate; None if its box holds a critical point that is listed already."""
    if candidate.singular:
        return Unknown("singular", "the Hessian looks singular: part of a curve, a degenerate point, or a plateau")
    scape = theta_point.landscape(problem)
    start = [Fraction(v) for v in candidate.point]
    found = refine(scape, start, BITS)
    if found is None:
        return Unknown("singular", "no box with exactly one critical point: the Hessian is singular, or nearly so")
    box, preconditioner = found
    if any(_overlap(box, other) for other in boxes):
        return None
    point = Boxed(box, preconditioner, BITS + 64, tuple(fixed(c, DIGITS) for c in box.center))
    certificate = certificates.critical_point(problem, scape, point, BITS)
    if isinstance(certificate, Unknown):
        return certificate
    try:
        evidence = checker.check(problem, certificate)
    except CertificateError as error:
        return Unknown("method", str(error))
    boxes.append(box)
    return evidence


def _overlap(x: Box, y: Box) -> bool:
    return all(abs(a - b) <= x.radius + y.radius for a, b in zip(x.center, y.center, strict=True))


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
