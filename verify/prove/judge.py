"""The judgement of one claim on one case: the answers to its questions are put before the kernel, which decides."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from ..deadline import before
from ..errors import CertificateError
from ..kernel import checker
from ..kernel.assumptions import ASSUMPTIONS
from ..kernel.certificate import Certificate
from ..kernel.evidence import Evidence
from ..kernel.ground import Ground, file_digest
from ..kernel.judgement import applicable, used
from ..numerics.point import Point
from ..problem.objective import Problem
from ..truth import Truth
from ..verdict import Verdict
from .claim import Claim
from .declared import declared_facts
from .inquiry import Question, ask
from .outcome import Outcome, Result, distinct, proved, undecided
from .subject import Subject


def judge(claim: Claim, subject: Subject) -> Outcome:
    """What ``claim`` says about one case, of which nothing was asked before."""
    questions = judgement_questions(claim, subject)
    return judge_by(claim, subject, ask(subject, questions).to(questions))


def judgement_questions(claim: Claim, subject: Subject) -> list[Question]:
    """What ``claim`` asks about one case: nothing if the case is not known to meet all its assumptions."""
    if _not_assumed(claim, subject.problem) is not None:
        return []
    questions = claim.questions(subject)
    return [*declared_facts(subject), *questions] if questions else []


def judge_by(claim: Claim, subject: Subject, results: Sequence[Result]) -> Outcome:
    """What ``claim`` says about one case, from the answers to its ``judgement_questions``.

    Not applicable if an assumption fails or no question has an answer, unknown if an assumption is not known.
    """
    outside = _not_assumed(claim, subject.problem)
    if outside is not None:
        return outside
    if not results:
        return Outcome(Verdict.NOT_APPLICABLE, "the claim says nothing about this case")
    note = "" if claim.note is None else before(subject.deadline, partial(claim.note, subject), lambda: "")
    point = subject.point
    open_question = undecided([*results, *([] if isinstance(point, Point) else [point])])
    if open_question is not None:
        return Outcome(Verdict.UNKNOWN, "; ".join(filter(None, (open_question.detail, note))))
    assert isinstance(point, Point)
    evidence = [result for result in results if isinstance(result, Evidence)]
    rule = applicable(claim.stated, subject.problem, evidence, point.written(), subject.case.file)
    if rule is None:
        return Outcome(Verdict.UNKNOWN, f"method: no rule of {claim.name} covers what was proved")
    grounds = distinct([e for e in evidence if used(subject.problem, rule, e, point.written(), subject.case.file)])
    data = {
        "claim": claim.name,
        "statement": claim.stated.digest,
        "rule": rule.name,
        "point": point.written(),
        "file": file_digest(subject.case.file),
        "rests_on": list(grounds),
    }
    certificate = Certificate("judgement", subject.problem.digest, data)
    ground = Ground({claim.name: claim.stated}, subject.case.file, grounds)
    try:
        return proved(checker.check(subject.problem, certificate, ground), list(grounds.values()), note)
    except CertificateError as error:
        return Outcome(Verdict.UNKNOWN, f"method: {error}")


def _not_assumed(claim: Claim, problem: Problem) -> Outcome | None:
    """Not applicable if an assumption fails, unknown if it is not known of one, None if the problem meets all."""
    known = {key: ASSUMPTIONS[key].test(problem) for key in claim.assumptions}
    failing = [ASSUMPTIONS[key].words for key, truth in known.items() if truth is Truth.NO]
    if failing:
        return Outcome(Verdict.NOT_APPLICABLE, f"assumption not met: {'; '.join(failing)}")
    unclear = [ASSUMPTIONS[key].words for key, truth in known.items() if truth is Truth.UNKNOWN]
    if unclear:
        return Outcome(Verdict.UNKNOWN, f"method: it is not known whether {'; '.join(unclear)}")
    return None
