"""Questions: each is answered once, reading an answer proves nothing, and what depends on another says so."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from test_declared_facts import checked

from verify.claims.registry import claims
from verify.files.load import load
from verify.kernel import checker
from verify.kernel.evidence import Evidence, Unknown
from verify.numerics.point import Point
from verify.prove.file_questions import file_questions
from verify.prove.inquiry import Proposal, Question, ask, only_if, unless
from verify.prove.judge import judge, judge_by, judgement_questions
from verify.prove.outcome import SPENT, Fault
from verify.prove.risk_questions import if_optimal, local_minimum, unless_optimal, value
from verify.prove.subject import Subject

CASES = Path(__file__).parent.parent.parent / "counterexamples"


@pytest.fixture
def subject() -> Subject:
    return Subject.of(load(CASES / "bad-minima" / "two-sigmoids.toml"))


def told(subject: Subject, name: str, *proposals: Proposal, optional: bool = False) -> tuple[Question, list[str]]:
    """A question with these proposals, and a list that grows by its name as often as it is answered."""
    asked: list[str] = []

    def propose(_: Point) -> Iterator[Proposal]:
        asked.append(name)
        yield from proposals

    return Question(name, subject.point, propose, optional=optional), asked


def test_a_question_is_answered_once_and_reported_once_whoever_asks(subject: Subject) -> None:
    question, asked = told(subject, "q", Unknown("method", "no"))
    answers = ask(subject, [question, question, replace(question)])
    assert asked == ["q"]
    assert list(answers.reported) == ["q"]
    assert answers.to([question]) == answers.to([question]) == [Unknown("method", "no")]
    assert asked == ["q"]


def test_making_questions_and_reading_answers_asks_the_kernel_nothing(
    subject: Subject, monkeypatch: pytest.MonkeyPatch
) -> None:
    questions = [q for claim in claims().values() for q in judgement_questions(claim, subject)]
    answers = ask(subject, questions)
    reported = list(answers.reported)

    def refuse(*_: object) -> Evidence:
        raise AssertionError("the kernel was asked")

    monkeypatch.setattr(checker, "check", refuse)
    assert file_questions(subject)
    assert judgement_questions(claims()["ELIM"], subject)
    assert answers.to(questions)
    assert list(answers.reported) == reported


def test_the_same_questions_have_the_same_answers_in_the_same_order(subject: Subject) -> None:
    first, second = (ask(subject, file_questions(subject)).reported for _ in range(2))
    assert list(first) == list(second)
    assert [r.digest for r in first.values() if isinstance(r, Evidence)] == [
        r.digest for r in second.values() if isinstance(r, Evidence)
    ]


def test_what_a_question_depends_on_is_asked_before_it(subject: Subject) -> None:
    proved = value(subject)
    refused, _ = told(subject, "refused", Unknown("method", "no"))
    question, asked = told(subject, "q", Unknown("method", "no"))
    for conditions, expected in (
        (only_if([proved], [question]), True),
        (only_if([refused], [question]), False),
        (only_if([refused, proved], [question]), True),
        (unless([proved], [question]), False),
        (unless([refused], [question]), True),
        (unless([refused], only_if([refused], [question])), False),
    ):
        asked.clear()
        answers = ask(subject, conditions)
        assert (asked == ["q"]) is expected
        assert ("q" in answers.reported) is expected
        assert bool(answers.to(conditions)) is expected
        if expected:
            assert list(answers.results)[-1] == "q"


def test_what_is_ruled_out_already_asks_for_no_further_condition(subject: Subject) -> None:
    inner, asked = told(subject, "inner", Unknown("method", "no"))
    question, _ = told(subject, "q", Unknown("method", "no"))
    ask(subject, unless([value(subject)], unless([inner], [question])))
    assert asked == []


def test_an_optional_question_is_silent_only_if_nothing_is_known(subject: Subject) -> None:
    silent, _ = told(subject, "silent", Unknown("method", "no"), optional=True)
    fault, _ = told(subject, "fault", Fault("here", "no"), optional=True)
    answers = ask(subject, [silent, fault])
    assert list(answers.reported) == ["fault"]
    assert answers.to([silent, fault]) == [Fault("here", "no")]
    assert list(ask(subject, [silent, replace(silent, optional=False)]).reported) == ["silent"]


def test_the_first_accepted_proposal_is_the_answer_and_the_last_refusal_otherwise(subject: Subject) -> None:
    assert isinstance(subject.point, Point)
    (true,) = value(subject).propose(subject.point)
    accepted, _ = told(subject, "a", Unknown("method", "first"), true, Unknown("method", "last"))
    refused, _ = told(subject, "b", Unknown("method", "first"), Unknown("method", "last"))
    answers = ask(subject, [accepted, refused])
    assert isinstance(answers.results["a"], Evidence)
    assert answers.results["b"] == Unknown("method", "last")


def test_no_time_is_no_answer_and_no_point_neither(subject: Subject) -> None:
    question, asked = told(subject, "q", Fault("here", "no"))
    late = replace(subject, deadline=time.monotonic() - 1)
    assert ask(late, [question]).results["q"] == SPENT
    lost = replace(question, at=Fault("there", "not the digits"))
    assert ask(subject, [lost]).results["q"] == Fault("there", "not the digits")
    assert asked == []


def test_a_claim_reads_from_all_answers_what_it_would_be_told_alone(subject: Subject) -> None:
    asked = {name: judgement_questions(claim, subject) for name, claim in claims().items()}
    answers = ask(subject, [*file_questions(subject), *(q for questions in asked.values() for q in questions)])
    for name, claim in claims().items():
        together, alone = judge_by(claim, subject, answers.to(asked[name])), judge(claim, subject)
        assert (together.verdict, together.detail) == (alone.verdict, alone.detail)


def test_whether_theta_is_data_optimal_is_asked_only_where_it_is_open(subject: Subject) -> None:
    question = local_minimum(subject)
    assert if_optimal(subject) == []
    assert unless_optimal(subject, [question]) == [question]
    optimal = Subject.of(load(CASES / "data-optimal" / "shared-neuron.toml"))
    assert unless_optimal(optimal, [question]) == []
    assert len(if_optimal(optimal, [question])) == 2


def test_a_false_declared_fact_is_a_fault_with_its_proof_in_the_document(tmp_path: Path) -> None:
    found = checked(tmp_path, ("convex",))
    (fault,) = [f for f in found["findings"] if f["name"] == "the loss is convex"]
    assert fault["verdict"] == "refuted"
    assert "loss-not-convex" in [c["kind"] for c in found["certificates"]["certificates"]]
