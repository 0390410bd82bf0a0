"""AUX and LIANG: what their instances must not conclude."""

from __future__ import annotations

import copy

import pytest
from problems import TWO_RELUS, TWO_RELUS_BAD, TWO_RELUS_FIT, Tables

from verify.claims.liang import family
from verify.claims.registry import claims
from verify.families.synthetic import made_case
from verify.prove.judge import judge
from verify.prove.outcome import Outcome
from verify.prove.subject import Subject

SEPARABLE = family(0)


def judged(name: str, kind: str, tables: Tables, theta: list[str]) -> Outcome:
    return judge(claims()[name], Subject.of(made_case("case", "", kind, tables, theta)))


def test_a_zero_of_the_risk_is_a_minimum_of_m_and_any_other_point_is_none() -> None:
    assert "is a global minimum of M" in judged("AUX", "bad-minimum", TWO_RELUS, TWO_RELUS_FIT).detail
    assert "no (theta, a, b) is a local minimum" in judged("AUX", "data-optimal", TWO_RELUS, TWO_RELUS_BAD).detail


@pytest.mark.parametrize(
    ("problem", "augment", "words"),
    [({}, {"lam": "0"}, "lam > 0"), ({"regularizer": "t1"}, {}, "L >= 0"), ({}, {"lam": "-1"}, "lam > 0")],
)
def test_aux_needs_its_assumptions(problem: Tables, augment: Tables, words: str) -> None:
    tables = {"problem": {**TWO_RELUS["problem"], **problem}, "augment": augment}
    outcome = judged("AUX", "data-optimal", tables, TWO_RELUS_FIT)
    assert outcome.verdict == "not-applicable"
    assert words in outcome.detail


def test_a_risk_that_is_almost_zero_is_not_called_zero() -> None:
    near, nearer = ([*TWO_RELUS_FIT[:-1], f"1 + 1e-{digits}"] for digits in (60, 200))
    assert "L(theta) is not 0" in judged("AUX", "data-optimal", TWO_RELUS, near).detail
    assert judged("AUX", "data-optimal", TWO_RELUS, nearer).verdict == "unknown"


@pytest.mark.parametrize("fit", SEPARABLE[::2], ids=lambda subject: subject.case.name)
def test_a_flipped_label_or_a_margin_below_one_is_noticed(fit: Subject) -> None:
    theta = [text.text for text in fit.case.point.theta]
    flipped = copy.deepcopy(dict(fit.case.tables))
    flipped["problem"]["targets"][0] = ["-1"]
    assert judged("LIANG", "data-optimal", flipped, theta).verdict == "unknown"
    higher = [*theta[:-1], "-1 + 1e-50"]  # all outputs a little higher: where the unit is dead the margin is below 1
    assert judged("LIANG", "data-optimal", dict(fit.case.tables), higher).verdict == "unknown"


def test_liang_needs_labels_and_equal_labels_at_equal_inputs() -> None:
    fit = SEPARABLE[0]
    theta = [text.text for text in fit.case.point.theta]
    conflict = copy.deepcopy(dict(fit.case.tables))
    conflict["problem"]["inputs"][1] = conflict["problem"]["inputs"][0]
    assert judged("LIANG", "data-optimal", conflict, theta).verdict == "not-applicable"
    numbers = copy.deepcopy(dict(fit.case.tables))
    numbers["problem"] |= {"loss": "squared", "targets": [["2"], ["-1"], ["1"], ["-1"], ["1"]]}
    assert judged("LIANG", "data-optimal", numbers, theta).verdict == "not-applicable"
