"""A violation: the instance of a ``necessity`` file meets all assumptions that are kept, and the conclusion fails."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..errors import CertificateError
from ..kernel import checker
from ..kernel.certificate import Certificate
from ..kernel.claim_statement import ClaimStatement
from ..kernel.evidence import Evidence
from ..kernel.ground import Ground, file_digest
from ..numerics.point import Exact, Point
from ..verdict import Verdict
from .inquiry import ask
from .outcome import Outcome, Result, distinct, proved, undecided
from .subject import Subject
from .witness_questions import violation_questions


def violation(subject: Subject, known: Mapping[str, ClaimStatement]) -> Outcome:
    """``fails`` (the varied statement, as it should) with its evidence, or why that was not shown."""
    questions = violation_questions(subject, known)
    return violation_by(subject, known, ask(subject, questions).to(questions))


def violation_by(subject: Subject, known: Mapping[str, ClaimStatement], results: Sequence[Result]) -> Outcome:
    """The same from the answers to the ``violation_questions``."""
    statement, witness, point = subject.case.statement, subject.case.witness, subject.point
    assert statement is not None
    open_question = undecided([*results, *([] if isinstance(point, Point) else [point])])
    if open_question is not None:
        return open_question
    assert isinstance(point, Point)
    grounds = distinct([result for result in results if isinstance(result, Evidence)])
    data = {
        "claim": statement.claim.text,
        "dropped": [key.text for key in statement.dropped],
        "points": statement.points,
        "conclusion": statement.conclusion,
        "point": point.written(),
        "file": file_digest(subject.case.file),
        "rests_on": list(grounds),
    }
    if witness is not None and isinstance(point, Exact):
        data["witness"] = [*point.texts, *(text.text for text in witness.texts)]
    try:
        proof = checker.check(
            subject.problem,
            Certificate("violation", subject.problem.digest, data),
            Ground(known, subject.case.file, grounds),
        )
    except CertificateError as error:
        return Outcome(Verdict.UNKNOWN, f"method: {error}")
    return proved(proof, list(grounds.values()))
