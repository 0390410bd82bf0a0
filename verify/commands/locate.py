"""Critical points of L: candidates from many starts in floats, each then certified and classified, or undecided."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from ..errors import CertificateError, InputError
from ..exact import fixed
from ..kernel import checker, theta_point
from ..kernel.evidence import Evidence, Unknown
from ..numerics.krawczyk import Box
from ..numerics.point import Boxed
from ..problem.objective import Problem
from ..propose import certificates
from ..propose.critical_points import Candidate, candidates, lowered
from ..propose.newton import refine

Json = dict[str, Any]

BITS = 128
DIGITS = 15


def locate(problem: Problem, box: Sequence[tuple[float, float]], starts: int, seed: int, budget: float | None) -> Json:
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
    found = candidates(lowered(problem.risk, problem.names), n, box, starts, np.random.default_rng(seed), budget=budget)
    theta_point: list[Json] = []
    undecided: dict[tuple[str, str], Json] = {}
    boxes: list[Box] = []
    for candidate in found.candidates:
        result = _evidence(problem, candidate, boxes)
        if isinstance(result, Evidence):
            theta_point.append(_certified(result))
        elif result is not None:
            _group(undecided, candidate, result)
    return {
        "points": theta_point,
        "undecided": list(undecided.values()),
        "starts": found.starts,
        "converged": found.converged,
        "escaped": found.escaped,
        "stalled": found.stalled,
    }


def _certified(evidence: Evidence) -> Json:
    theta = list(evidence.certificate.data["point"]["rounds_to"])
    index = int(evidence.facts["index"])
    kind = {0: "strict local minimum", len(theta): "strict local maximum"}.get(index, f"saddle of index {index}")
    return {"value": evidence.facts["L"], "type": kind, "index": index, "theta": theta}


def _group(groups: dict[tuple[str, str], Json], candidate: Candidate, why: Unknown) -> None:
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
