"""What is answered: about one question (evidence, unknown, fault), and by one claim about one case (an outcome)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..kernel.evidence import Evidence, Grade, Unknown


@dataclass(frozen=True)
class Fault:
    """Something that a file states and that is certainly not so: the place, and what was found instead."""

    place: str
    message: str


Result = Evidence | Unknown | Fault


@dataclass(frozen=True)
class Outcome:
    """What a claim's check says about one case.

    Attributes:
        verdict: ``holds``, ``fails``, ``vacuous`` (the assumptions hold, there is nothing to conclude about),
            ``unknown`` or ``not-applicable``.
        detail: why, in words.
        grade: of the weakest evidence used; None if none was.
        evidence: what was used.
    """

    verdict: str
    detail: str
    grade: Grade | None = None
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True)
class Hunt:
    """What came of a hunt for violations of a claim that no variant of L~ can express.

    Attributes:
        examples: the random instances drawn.
        nonvacuous: those that meet the assumptions, and of which it was decided whether they violate the claim.
        violated: those that violate it, in words.
        variants: false variants of the claim, in words, each with whether it is refuted, exactly.
    """

    examples: int
    nonvacuous: int
    violated: tuple[str, ...]
    variants: tuple[tuple[str, bool], ...]


def outcome(results: Sequence[Result], verdict: str, detail: str) -> Outcome:
    """``verdict`` with the grade of the weakest of ``results`` if all of them are evidence.

    An unknown among them makes it ``unknown``. So does a fault: it refutes what the file says, not the claim. No
    results at all prove nothing.
    """
    for result in results:
        if isinstance(result, Fault):
            return Outcome("unknown", f"the file is at fault: {result.message}")
        if isinstance(result, Unknown):
            return Outcome("unknown", f"{result.reason}: {result.detail}")
    evidence = tuple(result for result in results if isinstance(result, Evidence))
    if not evidence:
        return Outcome("unknown", "method: nothing was proved")
    return Outcome(verdict, detail, min(e.grade for e in evidence), evidence)
