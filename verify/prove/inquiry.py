"""Questions about a case, and the one loop that answers them: it proposes, and lets the kernel check."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from ..deadline import before
from ..errors import CertificateError
from ..kernel import checker
from ..kernel.certificate import Certificate
from ..kernel.evidence import Evidence, Unknown
from ..numerics.point import Point
from ..problem.objective import Problem
from .outcome import SPENT, Fault, Result
from .subject import Located, Subject

Proposal = Certificate | Unknown | Fault


def _unchanged(result: Result) -> Result:
    return result


@dataclass(frozen=True, eq=False)
class Question:
    """One question about a case. Making it proves nothing; ``ask`` answers it.

    Attributes:
        name: what the report calls it. Two questions of one name about one case are the same question.
        at: the point that it is about. If that is not known, neither is the answer.
        propose: what is put before the kernel, in turn, until something is accepted.
        conclude: what the kernel's answer means for the file: a fault, if what the file states is certainly not so.
        optional: the file states nothing of the kind: that it was not proved is no answer.
        only_if: asked only if one of these was proved (if there are any).
        unless: not asked if one of these was proved.
    """

    name: str
    at: Located
    propose: Callable[[Point], Iterable[Proposal]]
    conclude: Callable[[Result], Result] = _unchanged
    optional: bool = False
    only_if: tuple[Question, ...] = ()
    unless: tuple[Question, ...] = ()


@dataclass(frozen=True, eq=False)
class Inquiry:
    """All questions that were asked about a case, with their answers.

    Attributes:
        results: the answer to each question, by its name.
        reported: those that a report has, in the order in which they were asked: all but what is optional and unknown.
    """

    results: Mapping[str, Result]
    reported: Mapping[str, Result]

    def to(self, questions: Sequence[Question]) -> list[Result]:
        """The answers to these questions, which ``ask`` was given, in order: none to one that was not to be asked."""
        due = [q for q in questions if q.name in self.results and _due(q, self.results)]
        return [self.results[q.name] for q in due if _is_answer(q, self.results[q.name])]


def ask(subject: Subject, questions: Iterable[Question]) -> Inquiry:
    """Each question once, in order, but after those that it depends on; none once the subject's deadline is past."""
    results: dict[str, Result] = {}
    reported: dict[str, Result] = {}

    def put(question: Question) -> None:
        for earlier in question.only_if:
            put(earlier)
        for earlier in question.unless:
            if not _due(question, results):
                return
            put(earlier)
        if not _due(question, results):
            return
        if question.name not in results:
            results[question.name] = before(subject.deadline, partial(_answer, subject, question), lambda: SPENT)
        if _is_answer(question, results[question.name]):
            reported[question.name] = results[question.name]

    for question in questions:
        put(question)
    return Inquiry(results, reported)


def checked(problem: Problem, proposal: Proposal) -> Result:
    """What the kernel says to a proposal: evidence, or why it is none."""
    if not isinstance(proposal, Certificate):
        return proposal
    try:
        return checker.check(problem, proposal)
    except CertificateError as error:
        return Unknown("method", str(error))


def in_time(subject: Subject, name: str, make: Callable[[], list[Question]]) -> list[Question]:
    """The questions that ``make`` makes; one that has no answer, of this name, if that takes too long."""
    return before(subject.deadline, make, lambda: [Question(name, subject.point, lambda _: [SPENT])])


def unknown(subject: Subject, name: str, words: str) -> Question:
    """What no method here decides, and why."""
    return Question(name, subject.point, lambda _: [Unknown("method", words)])


def only_if(earlier: Sequence[Question], questions: Sequence[Question]) -> list[Question]:
    """The questions, to be asked only if one of the earlier ones is proved."""
    return [replace(q, only_if=(*earlier, *q.only_if)) for q in questions]


def unless(earlier: Sequence[Question], questions: Sequence[Question]) -> list[Question]:
    """The questions, not to be asked if one of the earlier ones is proved."""
    return [replace(q, unless=(*earlier, *q.unless)) for q in questions]


def _due(question: Question, results: Mapping[str, Result]) -> bool:
    def proved(earlier: Question) -> bool:
        return isinstance(results.get(earlier.name), Evidence)

    wanted = not question.only_if or any(map(proved, question.only_if))
    return wanted and not any(map(proved, question.unless))


def _is_answer(question: Question, result: Result) -> bool:
    return not (question.optional and isinstance(result, Unknown))


def _answer(subject: Subject, question: Question) -> Result:
    """The first proposal that the kernel accepts, or else its answer to the last one."""
    if not isinstance(question.at, Point):
        return question.at
    result: Result = Unknown("method", "nothing was proposed")
    try:
        for proposal in question.propose(question.at):
            result = checked(subject.problem, proposal)
            if not isinstance(result, Unknown):
                break
    except OverflowError as error:  # a number that no float holds
        result = Unknown("method", str(error))
    return question.conclude(result)
