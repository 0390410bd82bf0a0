"""SHARED: what its instances must not conclude."""

from __future__ import annotations

import copy

import pytest

from verify.claims.registry import claims
from verify.claims.shared import family
from verify.families.synthetic import made_case
from verify.prove.judge import judge
from verify.prove.subject import Subject

SHARED = claims()["SHARED"]
FIT, OTHER = family(0)[:2]


def test_half_of_the_family_is_data_optimal_and_each_seed_makes_another_one() -> None:
    kinds = [subject.case.kind for subject in family(0)]
    assert kinds.count("data-optimal") == kinds.count("failure-mode") == len(kinds) // 2
    assert {s.problem.digest for s in family(0)}.isdisjoint(s.problem.digest for s in family(1))


@pytest.mark.parametrize("subject", family(0)[1::2], ids=lambda subject: subject.case.name)
def test_another_theta_called_data_optimal_proves_nothing(subject: Subject) -> None:
    theta = [text.text for text in subject.case.point.theta]
    called = made_case("called", "", "data-optimal", subject.case.tables, theta)
    assert judge(SHARED, Subject.of(called)).verdict == "unknown"


def test_a_point_called_a_failure_is_seen_to_be_data_optimal() -> None:
    theta = [text.text for text in FIT.case.point.theta]
    called = made_case("called", "", "failure-mode", FIT.case.tables, theta)
    outcome = judge(SHARED, Subject.of(called))
    assert outcome.verdict == "holds"
    assert "global minimum of L" in outcome.detail


@pytest.mark.parametrize(
    "augment",
    [{}, {"shared": True, "neuron": "a*tanh(u + b)"}, {"shared": True, "lam": "0"}, {"shared": True, "frozen": ["b"]}],
    ids=["a neuron for each output", "another neuron", "no penalty", "frozen bias"],
)
def test_it_says_nothing_about_another_augmentation(augment: dict[str, object]) -> None:
    tables = copy.deepcopy(dict(FIT.case.tables)) | {"augment": augment}
    theta = [text.text for text in FIT.case.point.theta]
    case = made_case("other", "", "data-optimal", tables, theta)
    assert judge(SHARED, Subject.of(case)).verdict == "not-applicable"
