"""Boxes without a critical point or a local minimum: both checkers accept true certificates, and refuse every lie."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from problems import SADDLE, TANH, TANH_MINIMUM, Tables, formula

from verify import recheck
from verify.errors import CertificateError
from verify.files.load import problem_from_tables
from verify.kernel import checker
from verify.kernel.certificate import Certificate
from verify.kernel.evidence import Evidence
from verify.kernel.gate import Regularity
from verify.kernel.layered_risk import box_of, boxed, by_layers, layered_regularity, layered_slopes
from verify.kernel.point_box import box_around, regularity_of_risk, slope
from verify.kernel.risk_values import values
from verify.numerics import ball
from verify.numerics.point import Exact
from verify.problem.expression import ZERO
from verify.trust import second_opinion

Json = dict[str, Any]

LINEAR_LOSS = {"formula": "q - y"}


def objective(text: str, *names: str) -> Tables:
    """L is the formula itself."""
    return formula(text, list(names) or ["t1"], [("0", "0")], loss=LINEAR_LOSS)


def check(tables: Tables, kind: str, data: Json) -> Evidence:
    problem = problem_from_tables(tables)
    return checker.check(problem, Certificate(kind, problem.digest, data))


def second(tables: Tables, kind: str, data: Json) -> None:
    recheck.KINDS[kind](recheck.Problem(tables), data)


def monotone(point: list[str], radius: str, parameter: int = 0, **more: Any) -> tuple[str, Json]:
    data = {"point": {"exact": point}, "radius": radius, "parameter": parameter, "bits": 96, **more}
    return "no-critical-point", data


def pieces(point: list[str], radius: str, *reasons: Json, **more: Any) -> tuple[str, Json]:
    data = {"point": {"exact": point}, "radius": radius, "pieces": list(reasons), "bits": 96, **more}
    return "no-local-minimum", data


OFF = ["1.5", *TANH_MINIMUM[1:]]
TENT = objective("abs(t1) + 2*t1")
"""Slopes 1 and 3: it rises over its kink."""
VALLEY = objective("abs(t1) - t1/2")
JUMP = objective("step(t1) - t1")
HUMP = objective("-t1**2 + t2", "t1", "t2")
BEND = objective("t1**3/3 - t1")
"""A local maximum at -1 and a local minimum at 1; it curves down left of 0."""

TRUE: dict[str, tuple[Tables, str, Json]] = {
    "a smooth slope": (TANH, *monotone(OFF, "0.01")),
    "at the point alone": (TANH, *monotone(TANH_MINIMUM, "0")),
    "both sides of a kink": (TENT, *monotone(["0.25"], "1")),
    "a relu that dies in the box": (objective("relu(t1) + t1/3"), *monotone(["0"], "2")),
    "up to just before a minimum": (objective("t1**2"), *monotone(["1"], "0.999")),
    "a constant that is no number of few digits": (objective("t1**2"), *monotone(["log(3)"], "1")),
    "another parameter": (HUMP, *monotone(["0", "0"], "5", 1)),
    "one piece that curves down": (SADDLE, *pieces(["0", "0"], "0.2", {"down": ["1", "1"]})),
    "one slope": (TENT, *pieces(["0"], "1", {"slope": 0})),
    "a maximum within": (BEND, *pieces(["-1"], "0.9", {"cut": 0, "at": "-1.5"}, {"slope": 0}, {"down": ["1"]})),
    "a cut at the end": (TENT, *pieces(["0"], "1", {"cut": 0, "at": "1"}, {"slope": 0}, {"slope": 0})),
    "one piece beside the kink curves down": (
        objective("abs(t1) + 2*t1 - t1**2"),
        *pieces(["1/2"], "1", {"cut": 0, "at": "0.2"}, {"slope": 0}, {"down": ["1"]}),
    ),
    "no curvature at a kink that is passed": (
        objective("abs(t1) - t1**2"),
        *pieces(["1/2"], "1/4", {"cut": 0, "at": "0.4"}, {"slope": 0}, {"down": ["2"]}),
    ),
}


@pytest.mark.parametrize("name", TRUE)
def test_a_true_box_is_accepted_by_both(name: str) -> None:
    tables, kind, data = TRUE[name]
    assert "no" in check(tables, kind, data).statement
    second(tables, kind, data)


def test_which_way_l_goes_is_said() -> None:
    up, down = objective("3*t1 - t2", "t1", "t2"), objective("t2 - 3*t1", "t1", "t2")
    for tables, way in ((up, "rises"), (down, "falls")):
        box = check(tables, *monotone(["0", "0"], "1/8"))
        assert f"strictly {way} in t1 all over the box of points at most 1/8 away" in box.statement
        assert float(box.facts["steepness_at_least"]) == 3
        assert f"strictly {way} in t1 near the point:" in check(tables, *monotone(["0", "0"], "0")).statement


def test_what_curves_down_may_be_critical_and_what_slopes_may_not() -> None:
    assert check(*TRUE["one piece that curves down"]).facts["down"] == "1"
    slopes = check(*TRUE["one slope"])
    assert slopes.facts["down"] == "0"
    assert "critical" in slopes.statement
    assert "critical" not in check(*TRUE["a maximum within"]).statement


LIES: dict[str, tuple[tuple[Tables, str, Json], str]] = {
    "a minimum within": ((TANH, *monotone(OFF, "0.2")), "not proved to be of one sign"),
    "a minimum at the end": ((objective("t1**2"), *monotone(["1"], "1")), "one sign"),
    "a kink that is a minimum": ((VALLEY, *monotone(["1"], "2")), "one sign"),
    "a kink at the very end": ((objective("abs(t1)"), *monotone(["1"], "1")), "one sign"),
    "the point alone, on a kink": ((objective("abs(t1)"), *monotone(["0"], "0")), "one sign"),
    "a piece that is a kink alone": (
        (objective("abs(t1)"), *pieces(["0"], "0", {"cut": 0, "at": "0"}, {"slope": 0}, {"slope": 0})),
        "slope was not",
    ),
    "the point alone, on a jump": ((JUMP, *monotone(["0"], "0")), "Lipschitz"),
    "flat on one side": ((objective("relu(t1)"), *monotone(["-1/2"], "1")), "one sign"),
    "the slope of one side only": ((objective("relu(t1) - t1/2"), *monotone(["1"], "2")), "one sign"),
    "a jump against the slope": ((JUMP, *monotone(["0"], "1")), "Lipschitz"),
    "a jump at the end": ((JUMP, *monotone(["-1"], "1")), "Lipschitz"),
    "a root on its end": ((objective("t1 + sqrt(abs(t2))", "t1", "t2"), *monotone(["0", "0"], "1")), "Lipschitz"),
    "no value in a part": ((objective("log(t1)"), *monotone(["1"], "2")), "Lipschitz"),
    "the wrong parameter": ((HUMP, *monotone(["0", "0"], "1", 0)), "one sign"),
    "no such parameter": ((HUMP, *monotone(["0", "0"], "1", 2)), "from 0 to 1"),
    "a negative radius": ((TENT, *monotone(["0"], "-1")), "negative"),
    "another field": ((TENT, *monotone(["0"], "1", also="yes")), "unknown field"),
    "a point of too few coordinates": ((HUMP, *monotone(["0"], "1")), "length 2"),
    "a saddle that curves up along it": ((SADDLE, *pieces(["0", "0"], "0.2", {"down": ["1", "-1"]})), "down was not"),
    "no direction": ((SADDLE, *pieces(["0", "0"], "0.2", {"down": ["0", "0"]})), "down was not"),
    "it curves up farther out": ((SADDLE, *pieces(["0", "0"], "1", {"down": ["1", "1"]})), "down was not"),
    "no slope at a saddle": ((SADDLE, *pieces(["0", "0"], "0", {"slope": 0})), "slope was not"),
    "one half is missing": ((TENT, *pieces(["0"], "1", {"cut": 0, "at": "0"}, {"slope": 0})), "do not cover"),
    "nothing": ((TENT, *pieces(["0"], "1")), "do not cover"),
    "a piece too many": ((TENT, *pieces(["0"], "1", {"slope": 0}, {"slope": 0})), "more pieces"),
    "a cut elsewhere": (
        (TENT, *pieces(["0"], "1", {"cut": 0, "at": "2"}, {"slope": 0}, {"slope": 0})),
        "outside the piece",
    ),
    "a piece without a reason": ((TENT, *pieces(["0"], "1", {})), "one of the reasons"),
    "a piece with two": ((BEND, *pieces(["-1"], "1/2", {"slope": 0, "down": ["1"]})), "slope was not"),
    "two reasons, one of them true": ((BEND, *pieces(["-3"], "1", {"slope": 0, "down": ["1"]})), "unknown field"),
    "a minimum in the last piece": (
        (BEND, *pieces(["0"], "1.5", {"cut": 0, "at": "-0.1"}, {"down": ["1"]}, {"slope": 0})),
        "slope was not",
    ),
    "the halves the other way round": (
        (BEND, *pieces(["-1"], "0.9", {"cut": 0, "at": "-1.5"}, {"down": ["1"]}, {"slope": 0})),
        "slope was not",
    ),
    "curvature over a kink": ((objective("abs(t1) - t1**2"), *pieces(["0"], "1/4", {"down": ["1"]})), "twice"),
    "curvature beside a kink at the end": (
        (objective("abs(t1) - t1**2"), *pieces(["1/4"], "1/4", {"down": ["1"]})),
        "twice",
    ),
    "a negative radius of pieces": ((TENT, *pieces(["0"], "-1", {"slope": 0})), "negative"),
    "a jump under the pieces": ((JUMP, *pieces(["0"], "1", {"slope": 0})), "Lipschitz"),
}


@pytest.mark.parametrize("name", LIES)
def test_a_lie_about_a_box_is_refused_by_both(name: str) -> None:
    lie, words = LIES[name]
    with pytest.raises(CertificateError, match=words):
        check(*lie)
    with pytest.raises((recheck.Invalid, recheck.Holey, recheck.Undefined)):
        second(*lie)


@pytest.mark.parametrize("loss", ["hinge", "absolute"])
def test_kinks_of_the_loss_count_like_those_of_the_network(loss: str) -> None:
    """L = |t1 - 1| or max(1 - t1, 0): monotone left of 1, and not over it."""
    tables = formula("t1", ["t1"], [("0", "1")], loss=loss)
    for checking in (check, second):
        checking(tables, *monotone(["0"], "0.9"))
        with pytest.raises((CertificateError, recheck.Holey)):
            checking(tables, *monotone(["0"], "1.5"))


SEEN_AT_CORNERS = (
    "a minimum within", "a kink that is a minimum", "flat on one side", "the slope of one side only",
    "the wrong parameter", "no such parameter", "a negative radius", "a saddle that curves up along it",
    "no direction", "no slope at a saddle", "one half is missing", "nothing", "a cut elsewhere",
    "a piece without a reason", "a minimum in the last piece", "the halves the other way round",
)  # fmt: skip
"""Lies that another arithmetic sees at the middle and at corners of a box; an opinion may miss others."""


@pytest.mark.parametrize("name", TRUE)
def test_a_second_opinion_agrees_with_what_is_true(name: str) -> None:
    tables, kind, data = TRUE[name]
    assert second_opinion.true(problem_from_tables(tables), kind, data) is True


@pytest.mark.parametrize("name", SEEN_AT_CORNERS)
def test_a_second_opinion_does_not_agree_with_lies(name: str) -> None:
    (tables, kind, data), _ = LIES[name]
    assert second_opinion.true(problem_from_tables(tables), kind, data) is False


def test_where_l_is_not_written_out_the_slope_is_that_by_layers(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a box around a minimum it has no sign; then there is no formula of L to ask, and none is made."""
    tables = {
        "problem": {
            "network": {"widths": [1, 1, 1], "activation": "tanh"}, "loss": "squared",
            "inputs": [[f"{i}/600"] for i in range(600)], "targets": [["0"]] * 600,
        },
        "augment": {},
    }  # fmt: skip
    problem = problem_from_tables(tables)
    zero = Exact(("0",) * len(problem.names), (ZERO,) * len(problem.names))
    box = box_around(problem, zero, Fraction(1, 8))
    assert regularity_of_risk(problem, box) is Regularity.ANALYTIC
    monkeypatch.setattr("verify.problem.objective.MAX_WRITTEN", 0)
    assert by_layers(problem)
    assert not problem.written
    (value,) = values(problem, zero, 96)
    assert ball.within(value, Fraction(0), Fraction(1, 10**9))
    with ball.precision(96):
        assert {ball.sign(slope(problem, k, box)) for k in range(len(problem.names))} == {None}


def test_a_box_of_no_radius_is_a_point() -> None:
    found = box_of([Fraction(1), Fraction(-1, 2)])
    assert (found.mid.tolist(), found.rad.tolist()) == ([1, -0.5], [0, 0])


def test_a_box_between_two_ends_holds_them_and_little_more() -> None:
    ends = [(Fraction(1), Fraction(2)), (Fraction(-3), Fraction(-1)), (Fraction(0), Fraction(0))]
    found = boxed(ends)
    assert found.mid.tolist() == [1.5, -2, 0]
    for (low, high), rad in zip(ends, found.rad.tolist(), strict=True):
        assert 0 <= Fraction(rad) - (high - low) / 2 <= Fraction(1, 2**40)


def test_the_slopes_by_layers_hold_those_of_both_sides_of_a_kink() -> None:
    """Of (relu(w) - 1)^2 at w = 0: 0 below, and -2 above."""
    tables = {
        "problem": {
            "network": {"widths": [1, 1, 1], "activation": "relu", "bias": False}, "loss": "squared",
            "inputs": [["1"]], "targets": [["1"]],
        },
        "augment": {},
    }  # fmt: skip
    problem = problem_from_tables(tables)
    (below, _), (above, _) = (
        layered_slopes(problem, boxed([(w, w), (Fraction(1), Fraction(1))]))
        for w in (Fraction(-1, 64), Fraction(1, 64))
    )
    assert ball.within(below, Fraction(0), Fraction(1, 10**9))
    assert ball.sign(above) == -1
    (across, _) = layered_slopes(problem, boxed([(Fraction(0), Fraction(0)), (Fraction(1), Fraction(1))]))
    assert ball.sign(across) is None
    assert not ball.positive(across + 2 - ball.ball(Fraction(1, 2**20)))


@pytest.mark.parametrize(
    ("weight", "found"), [("-1/2", Regularity.ANALYTIC), ("1/2", Regularity.ANALYTIC), ("0", Regularity.LIPSCHITZ)]
)
def test_a_kink_counts_where_a_unit_may_be_on_it(weight: str, found: Regularity) -> None:
    tables = {
        "problem": {
            "network": {"widths": [1, 1, 1], "activation": "relu", "bias": False}, "loss": "squared",
            "inputs": [["1"], ["1/2"]], "targets": [["1"], ["1"]],
        },
        "augment": {},
    }  # fmt: skip
    theta = boxed([(Fraction(weight), Fraction(weight)), (Fraction(1), Fraction(1))])
    assert layered_regularity(problem_from_tables(tables), theta) is found
