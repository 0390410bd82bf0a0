"""The rows of ``verify locate``: candidates for critical points of L, certified where a certificate was found."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from time import monotonic

from typing_extensions import TypedDict

from ..errors import CertificateError
from ..exact import exact, fixed
from ..kernel import checker, theta_point
from ..kernel.certificate import Certificate
from ..kernel.evidence import Evidence, Unknown
from ..numerics.krawczyk import Box
from ..numerics.point import Boxed
from ..problem.expression import ZERO
from ..problem.objective import Problem
from ..propose import certificates
from ..propose.critical_orbits import critical_orbit
from ..propose.critical_points import Candidate
from ..propose.newton import refine
from ..propose.unit_symmetries import Cell, StandardForm, UnitSymmetries

BITS = 128
DIGITS = 15
MOST_ORBITS = 20
"""Of so many candidates with a singular Hessian orbits are looked for: the lowest that differ in value or cell."""
ZERO_VALUE = "0 up to rounding"
NEAR = 1e-4
"""How far, relative to 1 + |coordinates|, a critical point may be from its candidate: another one is not meant."""
AWAY = Unknown("singular", "Newton's method leads to another critical point")


class CertifiedPoint(TypedDict):
    """A critical point of L: its value, its type in words and its Morse index, and theta rounded to decimals.

    ``count`` candidates were found that are this one but for symmetries of the network, as far as floats show.
    """

    value: str
    type: str
    index: int
    theta: list[str]
    count: int


class UndecidedPoints(TypedDict):
    """Candidates of one value for which nothing was shown: the reason, one of them, and how many there are."""

    value: str
    reason: str
    why: str
    example: list[str]
    count: int


@dataclass(frozen=True, eq=False)
class _Known:
    """A certified row with what tells whether a candidate belongs to it."""

    value: str
    form: StandardForm
    orbit: bool
    row: CertifiedPoint

    def takes(self, value: str, form: StandardForm) -> bool:
        """Whether a candidate is this point but for symmetries; of an orbit: whether it has its value and cell."""
        alike = form.same(self.form) or (self.orbit and form.cell == self.form.cell)
        return value == self.value and alike


class LocatedRows:
    """The candidates that were added, by ascending value, each in one row with those that are like it.

    Each of ``points`` is certified: in a box of radius below ``10**-DIGITS`` around it L has exactly one critical
    point, with this Morse index; or, where continuous symmetries of L move it, exactly one across them. Counted with it
    are the candidates that are the same but for the order, the signs and the scales of hidden units, and of an orbit
    those of the same value in the same activation cell: this is said by floats. ``undecided`` holds the candidates for
    which nothing was shown, those of one value together: one of each activation cell was looked at.
    """

    def __init__(self, problem: Problem, seed: int, deadline: float) -> None:
        self.problem, self.seed, self.deadline = problem, seed, deadline
        self.units = UnitSymmetries(problem)
        self.known: list[_Known] = []
        self.open: dict[tuple[str, str], UndecidedPoints] = {}
        self.tried: dict[tuple[str, Cell], UndecidedPoints] = {}
        self.boxes: list[Box] = []
        self.orbits = 0

    @property
    def points(self) -> list[CertifiedPoint]:
        return [known.row for known in self.known]

    @property
    def undecided(self) -> list[UndecidedPoints]:
        return list(self.open.values())

    def add(self, candidate: Candidate) -> None:
        """One more candidate, of no lower value than those before it."""
        value = ZERO_VALUE if candidate.zero else f"{candidate.value:.6g}"
        form = self.units.form(candidate.point)
        for known in self.known:
            if known.takes(value, form):
                known.row["count"] += 1
                return
        cell = (value, () if candidate.zero else form.cell)
        if candidate.singular and cell in self.tried:
            self.tried[cell]["count"] += 1
            return
        result = self._evidence(candidate)
        if isinstance(result, Evidence):
            self.known.append(_Known(value, form, result.kind == "critical-orbit", _row(result)))
        elif result is not None:
            self.tried[cell] = self._left(candidate, value, result)

    def _left(self, candidate: Candidate, value: str, why: Unknown) -> UndecidedPoints:
        """The row of a candidate for which nothing was shown: one for each value, and one for all without time."""
        key, value = ("", f"{value} and more") if why.reason == "budget" else (value, value)
        theta = [f"{v:.9g}" for v in candidate.point]
        new: UndecidedPoints = {
            "value": value, "reason": why.reason, "why": why.detail, "example": theta, "count": 0
        }  # fmt: skip
        row = self.open.setdefault((key, why.reason), new)
        row["count"] += 1
        return row

    def _evidence(self, candidate: Candidate) -> Evidence | Unknown | None:
        """The evidence for a candidate; None if its box holds a critical point that is listed already."""
        if not candidate.eigenvalues:
            words = f"{len(self.problem.names)} parameters: Hessians are made for at most {certificates.MAX_DIMENSION}"
            return Unknown("method", f"{words}, so a descent in floats found this and nothing is proved of it")
        if monotonic() > self.deadline:
            return Unknown("budget", "the time was spent")
        if candidate.singular:
            return self._orbit(candidate)
        scape = theta_point.landscape(self.problem)
        found = refine(scape, [Fraction(v) for v in candidate.point], BITS)
        if found is None:
            return Unknown("singular", "no box with exactly one critical point: the Hessian is singular, or nearly so")
        box, preconditioner = found
        if not _close(box.center, candidate):
            return AWAY
        if any(_overlap(box, other) for other in self.boxes):
            return None
        point = Boxed(box, preconditioner, BITS + 64, tuple(fixed(c, DIGITS) for c in box.center))
        result = self._checked(certificates.critical_point(self.problem, scape, point, BITS))
        if isinstance(result, Evidence):
            self.boxes.append(box)
        return result

    def _orbit(self, candidate: Candidate) -> Evidence | Unknown:
        """The evidence that a candidate with a singular Hessian is critical, and nondegenerate but for symmetries."""
        if candidate.zero:
            return Unknown("singular", _zeros(self.problem))
        if self.orbits == MOST_ORBITS:
            return Unknown("budget", f"symmetries of L were looked for at the lowest {MOST_ORBITS} such candidates")
        self.orbits += 1
        proposal = critical_orbit(self.problem, [Fraction(v) for v in candidate.point], self.seed, BITS)
        if isinstance(proposal, Certificate) and not _close(map(exact, proposal.data["point"]["center"]), candidate):
            proposal = AWAY
        result = self._checked(proposal)
        if isinstance(result, Evidence):
            return result
        why = "the Hessian looks singular: part of a curve, a degenerate point, or a plateau"
        return Unknown("singular", f"{why}; {result.detail}")

    def _checked(self, certificate: Certificate | Unknown) -> Evidence | Unknown:
        if isinstance(certificate, Unknown):
            return certificate
        try:
            return checker.check(self.problem, certificate)
        except CertificateError as error:
            return Unknown("method", str(error))


def _zeros(problem: Problem) -> str:
    record = problem.loss.record
    if record is not None and record.nonnegative and problem.regularizer is ZERO:
        return "a surface of exact fits, as far as floats show: the loss is 0 there, and the Hessian singular"
    return "a surface of critical points of value 0, as far as floats show: the Hessian is singular"


def _row(evidence: Evidence) -> CertifiedPoint:
    data, index = evidence.certificate.data["point"], int(evidence.facts["index"])
    if evidence.kind == "critical-orbit":
        kind = "local minimum" if index == 0 else f"saddle of index {index}"
        kind += f", nondegenerate across {evidence.facts['dimension']} symmetries"
        theta = [fixed(exact(c), DIGITS) for c in data["center"]]
    else:
        theta = list(data["rounds_to"])
        kind = {0: "strict local minimum", len(theta): "strict local maximum"}.get(index, f"saddle of index {index}")
    return {"value": evidence.facts["L"], "type": kind, "index": index, "theta": theta, "count": 1}


def _close(center: Iterable[Fraction], candidate: Candidate) -> bool:
    size = 1.0 + max(map(abs, candidate.point))
    return all(abs(c - Fraction(v)) <= NEAR * size for c, v in zip(center, candidate.point, strict=True))


def _overlap(x: Box, y: Box) -> bool:
    return all(abs(a - b) <= x.radius + y.radius for a, b in zip(x.center, y.center, strict=True))
