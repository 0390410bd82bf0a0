"""What a certificate may rest on: what the kernel has proved before it in the same document."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..errors import InputError
from ..exact import exact, shorten
from ..problem.objective import Problem
from ..truth import Truth
from .assumptions import met
from .certificate import Certificate, Fields, canonical
from .claim_statement import ClaimStatement, Have
from .evidence import Evidence
from .finding import require


def certificate_digest(certificate: Certificate) -> str:
    """SHA-256 of the canonical text of a certificate and of the problem that it is about."""
    text = canonical({"problem": certificate.problem, "kind": certificate.kind, "data": certificate.data})
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def file_digest(file: Mapping[str, Any]) -> str:
    """SHA-256 of the canonical text of what a file states besides its problem."""
    return hashlib.sha256(canonical(file).encode("ascii")).hexdigest()


@dataclass
class Ground:
    """The claims, what the file states besides its problem, and the evidence so far by its certificates' digests."""

    claims: Mapping[str, ClaimStatement]
    file: Mapping[str, Any] = field(default_factory=dict)
    known: dict[str, Evidence] = field(default_factory=dict)

    def evidence(self, fields: Fields) -> list[Evidence]:
        """The evidence that a certificate says it rests on; each has to stand before it in the document."""
        found = []
        for text in fields.texts("rests_on"):
            require(
                text in self.known,
                f"{fields.where}: it rests on {shorten(repr(text), 15)}, which was not proved before it",
            )
            found.append(self.known[text])
        require(len({id(e) for e in found}) == len(found), f"{fields.where}: it rests on the same evidence twice")
        return found

    def claim(self, fields: Fields) -> ClaimStatement:
        """The claim that a certificate is about."""
        name = fields.text("claim")
        require(name in self.claims, f"{fields.where}: there is no claim {name}")
        return self.claims[name]

    def require_file(self, fields: Fields, point: Mapping[str, Any]) -> None:
        """The certificate was made for what this file states, and for the point that this file names."""
        require(
            fields.text("file") == file_digest(self.file), f"{fields.where}: it was made for a file that said other"
        )
        named = self.file.get("point", {}).get("theta")
        if named is not None:
            # With "refine" the decimals mean the critical point that they lead to, else they are the point themselves.
            texts = point.get("rounds_to" if self.file["point"].get("refine") is True else "exact")
            require(
                isinstance(texts, list) and [str(t).strip() for t in texts] == [str(t).strip() for t in named],
                f"{fields.where}: the file names another point",
            )


def stands(file: Mapping[str, Any], place: str, numbers: object) -> bool:
    """Whether the file has these numbers at a place such as ``flow.limit``: a text, or a list of texts."""
    found: object = file
    for key in place.split("."):
        found = found.get(key) if isinstance(found, Mapping) else None
    return _same_numbers(found, numbers)


def _same_numbers(x: object, y: object) -> bool:
    if isinstance(x, list) and isinstance(y, list):
        return len(x) == len(y) and all(map(_same_numbers, x, y))
    try:
        return isinstance(x, str) and isinstance(y, str) and exact(x) == exact(y)
    except InputError:
        return False


def serves(
    problem: Problem, have: Have, evidence: Evidence, point: Mapping[str, Any] | None, file: Mapping[str, Any]
) -> bool:
    """Whether this evidence is what ``have`` asks for, on this problem, at this point and for this file.

    The point and the file matter only where ``have`` says so.
    """
    if evidence.kind != have.kind or met(problem, have.also) is not Truth.YES:
        return False
    if any(evidence.facts.get(name) != value for name, value in have.facts):
        return False
    if not all(stands(file, place, evidence.certificate.data.get(field)) for field, place in have.stated):
        return False
    if have.below_inputs:
        number = evidence.facts.get(have.below_inputs, "")
        if not (number.isascii() and number.isdigit() and int(number) < len(problem.distinct)):
            return False
    if not have.here:
        return True
    return point is not None and same_point(point, evidence.certificate.data.get("point"))


def same_point(point: Mapping[str, Any], other: object) -> bool:
    """Whether two points that the kernel has accepted are certainly the same.

    Each box holds exactly one critical point of L; of two boxes, one in the other, it is the same one. A box in the
    box around a ball need not be in the ball: of a ball only the very same one counts.
    """
    if not isinstance(other, Mapping):
        return False
    if canonical(dict(point)) == canonical(dict(other)):
        return True
    if "exact" in point and "exact" in other:
        return [t.strip() for t in point["exact"]] == [t.strip() for t in other["exact"]]
    if any(form in point or form in other for form in ("slice", "map", "fit", "curvature")):
        return False
    if "center" in point and "center" in other:
        return _inside(point, other) or _inside(other, point)
    return False


def fit_in_box(fit: Mapping[str, Any], box: Mapping[str, Any]) -> bool:
    """Whether a point that is a fit certainly lies in the box of another one, which holds one critical point of L."""
    return "fit" in fit and "rounds_to" in box and _inside(fit, box)


def _inside(inner: Mapping[str, Any], outer: Mapping[str, Any]) -> bool:
    small, large = Fields(inner, "point").number("radius"), Fields(outer, "point").number("radius")
    size = len(inner["center"])
    centers = zip(
        Fields(inner, "point").numbers("center", size), Fields(outer, "point").numbers("center", size), strict=True
    )
    return all(abs(c - d) + small <= large for c, d in centers)


def assumed(problem: Problem, evidence: Sequence[Evidence]) -> tuple[str, ...]:
    """The facts about the loss that only the file vouches for, and on which one of these rests."""
    used = {fact for e in evidence for fact in e.assuming}
    return tuple(fact for fact in problem.loss.assumed if fact in used)
