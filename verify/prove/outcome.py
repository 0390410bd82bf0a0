"""What is answered: about one question (evidence, unknown, fault), and by one claim about one case (an outcome)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..kernel.evidence import Evidence, Grade, Unknown
from ..verdict import Sense, Verdict

AT_FAULT = "the file is at fault: "
"""Before the words of a fault, of a claim that it leaves undecided."""


@dataclass(frozen=True)
class Fault:
    """Something that a file states and that is certainly not so.

    Attributes:
        place: where the file states it.
        message: what was found instead.
        proof: the kernel's evidence that it is not so, if there is any.
    """

    place: str
    message: str
    proof: Evidence | None = None


Result = Evidence | Unknown | Fault

SPENT = Unknown("budget", "the time was spent before this was decided")


@dataclass(frozen=True)
class Outcome:
    """What is said of a claim, or of a varied statement, on one case.

    Attributes:
        verdict: that of ``proof``, or ``UNKNOWN`` or ``NOT_APPLICABLE`` without one.
        detail: why, in words.
        proof: the kernel's evidence for the verdict.
        evidence: what that rests on.
    """

    verdict: Verdict
    detail: str
    proof: Evidence | None = None
    evidence: tuple[Evidence, ...] = ()

    @property
    def grade(self) -> Grade | None:
        """Of the weakest evidence used; None if none was."""
        return None if self.proof is None else self.proof.grade

    @property
    def sense(self) -> Sense | None:
        """In which sense the claim was put to the test."""
        text = None if self.proof is None else self.proof.facts.get("sense")
        return Sense(text) if text else None


def proved(proof: Evidence, evidence: Sequence[Evidence], note: str = "") -> Outcome:
    """The verdict that the kernel has proved, a judgement or a violation."""
    words = proof.statement + (f"; {note}" if note else "")
    return Outcome(Verdict(proof.facts["verdict"]), words, proof, tuple(evidence))


def undecided(results: Sequence[Result]) -> Outcome | None:
    """``UNKNOWN`` if one of these is no evidence, or there are none: then nothing is concluded from them.

    A fault refutes what the file says, not the claim.
    """
    for result in results:
        if isinstance(result, Fault):
            return Outcome(Verdict.UNKNOWN, f"{AT_FAULT}{result.message}")
        if isinstance(result, Unknown):
            return Outcome(Verdict.UNKNOWN, f"{result.reason}: {result.detail}")
    return None if results else Outcome(Verdict.UNKNOWN, "method: nothing was proved")


def evidence_of(result: Result) -> Evidence | None:
    """The evidence that an answer is, or that proves the fault."""
    return result if isinstance(result, Evidence) else result.proof if isinstance(result, Fault) else None


def distinct(evidence: Sequence[Evidence]) -> dict[str, Evidence]:
    """Evidence by the digest of its certificate."""
    return {e.digest: e for e in evidence}
