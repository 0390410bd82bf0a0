"""The points that a file states by decimals near a minimum of L that is not isolated, or lies on kinks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from fractions import Fraction

from ..errors import CertificateError
from ..exact import exact
from ..kernel import checker, theta_point
from ..kernel.certificate import Certificate, Fields
from ..kernel.evidence import Unknown
from ..numerics.point import Mapped, Point, Sliced
from ..problem.case import StatedPoint
from ..problem.objective import Problem
from ..propose.critical_orbits import critical_orbit
from ..propose.kink_branches import minimum_by_branches
from ..propose.merged_units import critical_family
from ..propose.sharp_minima import sharp_minimum
from .determined import wrong_digits
from .outcome import Fault

BITS = 256

Propose = Callable[[Problem, Sequence[Fraction], int, int], Iterable[Certificate | Unknown]]

PROPOSE: dict[str, Propose] = {
    "critical-orbit": lambda problem, near, seed, bits: [
        critical_orbit(problem, near, seed, bits),
        *minimum_by_branches(problem, near, seed, bits),
    ],
    "critical-family": lambda problem, near, _, bits: critical_family(problem, near, bits),
    "sharp-minimum": lambda problem, near, seed, bits: [
        *sharp_minimum(problem, near, seed, bits),
        *minimum_by_branches(problem, near, seed, bits),
    ],
}
"""What is put before the kernel for each method, from the decimals of a file."""


def minimum_near(
    problem: Problem, stated: StatedPoint, method: str, seed: int
) -> tuple[Point, Certificate] | Fault | Unknown:
    """A local minimum of L near the decimals, proved by this method, with its certificate.

    The coordinates that symmetries of L leave free are taken to be the decimals. It is a fault if another coordinate
    does not round to its decimal.
    """
    near = [exact(text.text) for text in stated.theta]
    reason = Unknown("method", f"{method}: nothing of the kind was found near the decimals")
    for proposal in PROPOSE[method](problem, near, seed, BITS):
        if isinstance(proposal, Unknown):
            reason = proposal
            continue
        found = _accepted(problem, proposal, method)
        if isinstance(found, Unknown):
            reason = found
            continue
        return _with_digits(problem, stated, proposal, found)
    return Unknown(reason.reason, f"{stated.place}: {reason.detail}")


def _accepted(problem: Problem, proposal: Certificate, method: str) -> Sliced | Mapped | Unknown:
    """The point of a proposal, if the kernel proves a local minimum there by this method."""
    if proposal.kind != method:
        return Unknown("method", f"what was found is proved by {proposal.kind}, not by {method}")
    try:
        evidence = checker.check(problem, proposal)
        at = theta_point.point(problem, Fields(proposal.data, proposal.kind))
    except CertificateError as error:
        return Unknown("method", str(error))
    if evidence.facts["minimum"] != "yes" or not isinstance(at, Sliced | Mapped):
        return Unknown("method", f"what was found is no minimum: {evidence.statement}")
    return at


def _with_digits(
    problem: Problem, stated: StatedPoint, proposal: Certificate, at: Sliced | Mapped
) -> tuple[Point, Certificate] | Fault:
    wrong = wrong_digits(problem, stated, at.center, "the local minimum")
    if wrong is not None:
        return wrong
    point = replace(at, rounds_to=tuple(text.text.strip() for text in stated.theta))
    return point, replace(proposal, data={**proposal.data, "point": point.written()})
