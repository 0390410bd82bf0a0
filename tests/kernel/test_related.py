"""The kinds for related claims: true certificates are accepted, lies are refused with the condition that they break."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from problems import TWO_RELUS, TWO_RELUS_BAD, TWO_RELUS_FIT, Tables, formula

from verify.errors import CertificateError
from verify.files.load import problem_from_tables
from verify.kernel import checker
from verify.kernel.certificate import Certificate
from verify.kernel.evidence import Evidence
from verify.kernel.kinds.related import CHECKS, is_margin_loss, nonnegative_risk
from verify.truth import Truth

Json = dict[str, Any]

LABELLED = formula("t1*x1 + t2", ["t1", "t2"], [("1", "1"), ("-2", "-1")], loss="logistic")

ORBIT = (TWO_RELUS, "auxiliary-orbit", {"a": "-3", "bits": 128, "steps": [{"radius": "1/8", "t": "1/64"}]})
SLOPE = (
    TWO_RELUS,
    "auxiliary-slope",
    {
        "point": {"exact": TWO_RELUS_BAD},
        "b": "1/2",
        "bits": 128,
        "points": [{"radius": "1/2", "a": "1/16"}, {"radius": "1/1024", "a": "1/2048"}],
    },
)
MINIMUM = (TWO_RELUS, "auxiliary-minimum", {"point": {"exact": TWO_RELUS_FIT}})
MARGINS = (LABELLED, "margins", {"point": {"exact": ["1", "1/2"]}, "bits": 64})
TRUE = {kind: (tables, kind, data) for tables, kind, data in (ORBIT, SLOPE, MINIMUM, MARGINS)}


def check(tables: Tables, kind: str, data: Json) -> Evidence:
    problem = problem_from_tables(tables)
    return checker.check(problem, Certificate(kind, problem.digest, data))


@pytest.mark.parametrize("kind", CHECKS)
def test_a_true_certificate_of_each_kind_is_accepted(kind: str) -> None:
    assert check(*TRUE[kind]).statement


# name of the lie -> (a true certificate, the field, its new value, a piece of the refusal)
LIES: dict[str, tuple[tuple[Tables, str, Json], str, Any, str]] = {
    "amplitude_is_zero": (ORBIT, "a", "0", "amplitude is 0"),
    "orbit_the_wrong_way": (ORBIT, "steps", [{"radius": "1/8", "t": "-1/64"}], "wrong direction"),
    "orbit_stands_still": (ORBIT, "steps", [{"radius": "1/8", "t": "0"}], "wrong direction"),
    "orbit_moves_too_far": (ORBIT, "steps", [{"radius": "1/32", "t": "1/64"}], "within its radius"),
    "orbit_without_steps": (ORBIT, "steps", [], "no lower point"),
    "no_slope_at_a_zero_of_the_risk": (SLOPE, "point", {"exact": TWO_RELUS_FIT}, "different from 0"),
    "against_the_slope": (SLOPE, "points", [{"radius": "1/2", "a": "-1/16"}], "proved lower"),
    "lower_point_is_the_centre": (SLOPE, "points", [{"radius": "1/2", "a": "0"}], "proved lower"),
    "lower_point_is_too_far": (SLOPE, "points", [{"radius": "1/16", "a": "1/16"}], "within its radius"),
    "lower_point_is_beyond_the_zero": (SLOPE, "points", [{"radius": "3", "a": "3/2"}], "proved lower"),
    "lower_point_of_another_b": (SLOPE, "b", "5", "proved lower"),
    "slope_without_points": (SLOPE, "points", [], "no lower point"),
    "risk_is_not_zero": (MINIMUM, "point", {"exact": TWO_RELUS_BAD}, "was not proved"),
    "one_sample_is_misclassified": (MARGINS, "point", {"exact": ["1", "2"]}, "sample 2 was not proved"),
    "one_sample_is_on_the_boundary": (MARGINS, "point", {"exact": ["1", "-1"]}, "sample 1 was not proved"),
}


@pytest.mark.parametrize("lie", LIES)
def test_a_lie_is_refused_with_the_condition_that_it_breaks(lie: str) -> None:
    (tables, kind, data), field, value, piece = LIES[lie]
    with pytest.raises(CertificateError, match=piece):
        check(tables, kind, {**data, field: value})


PROBLEMS: dict[str, tuple[tuple[Tables, str, Json], Json, Json, str]] = {
    "no_penalty": (ORBIT, {}, {"lam": "0"}, "lam is 0"),
    "negative_penalty_of_a_minimum": (MINIMUM, {}, {"lam": "-1"}, "lam is negative"),
    "a_loss_that_may_be_negative": (MINIMUM, {"loss": {"formula": "q**2 - q*y"}}, {}, ">= 0"),
    "a_term_that_may_be_negative": (MINIMUM, {"regularizer": "t1"}, {}, ">= 0"),
    "margins_of_no_labels": (MARGINS, {"loss": "squared", "targets": [["2"], ["-1"]]}, {}, "labels"),
}


@pytest.mark.parametrize("name", PROBLEMS)
def test_an_assumption_that_does_not_hold_is_noticed(name: str) -> None:
    (tables, kind, data), problem, augment, piece = PROBLEMS[name]
    altered = {"problem": {**tables["problem"], **problem}, "augment": augment}
    with pytest.raises(CertificateError, match=piece):
        check(altered, kind, copy.deepcopy(data))


@pytest.mark.parametrize(
    ("loss", "targets", "expected"),
    [
        ("logistic", ["1", "-1"], Truth.YES),
        ("hinge", ["1", "-1"], Truth.YES),
        ("squared", ["1", "-1"], Truth.YES),  # (q - y)^2 = (1 - y q)^2 for y = 1, -1
        ("squared", ["1", "0"], Truth.NO),
        ({"formula": "(q - y)**2 + q"}, ["1", "-1"], Truth.NO),
        ("binary-cross-entropy", ["1", "1"], Truth.NO),
    ],
)
def test_a_margin_loss_depends_on_the_margin_only(loss: Any, targets: list[str], expected: Truth) -> None:
    data = [(str(i), y) for i, y in enumerate(targets)]
    assert is_margin_loss(problem_from_tables(formula("t1*x1", ["t1"], data, loss=loss))) is expected


def test_a_risk_is_nonnegative_only_if_that_is_visible() -> None:
    losses = [("squared", Truth.YES), ({"formula": "(q - y)**2/2"}, Truth.YES), ({"formula": "q*y"}, Truth.NO)]
    for loss, expected in [*losses, ({"formula": "q**2 - 2*q + 1"}, Truth.UNKNOWN)]:
        assert nonnegative_risk(problem_from_tables(formula("t1*x1", ["t1"], [("1", "1")], loss=loss))) is expected


@pytest.mark.parametrize("term", ["t1", "-t1", "t2", "-t2", "t1 - t2/2"])
def test_a_risk_that_is_negative_far_away_is_not_nonnegative(term: str) -> None:
    tables = formula("0", ["t1", "t2"], [("1", "1")], regularizer=term)
    assert nonnegative_risk(problem_from_tables(tables)) is Truth.NO


def test_without_a_penalty_a_fit_is_a_minimum_still() -> None:
    tables, kind, data = MINIMUM
    assert "global minimum of M" in check({**tables, "augment": {"lam": "0"}}, kind, data).statement
