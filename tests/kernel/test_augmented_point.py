"""Points of L~: which meet the bounds, what is certain about them, and what near them counts."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from problems import HALF_SQUARE, formula

from verify.errors import CertificateError
from verify.files.load import problem_from_tables
from verify.kernel import checker
from verify.kernel.augmented_point import (
    AugmentedPoint,
    augmented_point,
    facts,
    frozen,
    limits,
    neighbourhood,
    require_defined,
    require_feasible,
    trained,
)
from verify.kernel.certificate import Certificate, Fields
from verify.kernel.region import Range
from verify.numerics import ball
from verify.numerics.krawczyk import Box
from verify.problem.objective import Problem

DEAD = "2 + relu(t1 - 1)"


def about(network: str = DEAD, target: str = "1", loss: Any = HALF_SQUARE, **augment: Any) -> Problem:
    return problem_from_tables(formula(network, ["t1"], [("3", target)], loss=loss, augment=augment))


def at(problem: Problem, *coordinates: str) -> AugmentedPoint:
    """theta, a, b, W."""
    return augmented_point(problem, Fields({"at": list(coordinates)}, "test"))


BOUNDED = about(constraints=["b <= 2", "b >= -1", "b >= -3", "W <= 1"])


@pytest.mark.parametrize("b", ["2", "-1", "0", "sqrt(3)", "log(7)", "2 - 1e-60"])
def test_a_point_within_the_bounds_or_on_them_is_accepted(b: str) -> None:
    require_feasible(BOUNDED, at(BOUNDED, "0", "5", b, "1"))


@pytest.mark.parametrize(
    ("b", "w"), [("2 + 1e-60", "0"), ("-2", "0"), ("sqrt(5)", "0"), ("-log(7)", "0"), ("0", "3/2"), ("0", "log(3)")]
)
def test_a_point_beyond_a_bound_is_refused(b: str, w: str) -> None:
    with pytest.raises(CertificateError, match="meet its bound"):
        require_feasible(BOUNDED, at(BOUNDED, "0", "5", b, w))


def test_a_box_has_to_lie_within_the_bounds() -> None:
    inside = at(BOUNDED, "0", "5", "2", "0")
    for center, radius, accepted in ((1, Fraction(1, 2), True), (2, Fraction(1, 2), False), (1, Fraction(1), False)):
        boxed = AugmentedPoint(inside.constants, BOUNDED.added_names[1], Box((Fraction(center),), radius))
        if accepted:
            require_feasible(BOUNDED, boxed)
            continue
        with pytest.raises(CertificateError, match="meet its bound"):
            require_feasible(BOUNDED, boxed)


def test_of_several_bounds_the_narrowest_counts() -> None:
    a, b, rows = BOUNDED.added_names
    assert limits(BOUNDED) == {b[0]: Range(-1, 2), rows[0][0]: Range(high=1)}
    near = neighbourhood(BOUNDED, at(BOUNDED, "0", "5", "2", "0"))
    assert near.ranges[b[0]].high == 2
    low = near.ranges[b[0]].low
    assert low is not None
    assert 0 < 2 - low < Fraction(1, 2**100)
    assert set(near.ranges) == set(BOUNDED.augmented_names)
    assert set(neighbourhood(BOUNDED, at(BOUNDED, "0", "5", "2", "0"), a).ranges) == set(a)


def test_what_is_frozen_is_not_trained() -> None:
    problem = about(frozen=["theta", "W"])
    a, b, rows = problem.added_names
    assert trained(problem) == [*a, *b]
    assert list(frozen(problem, at(problem, "3", "5", "7", "9"))) == ["t1", rows[0][0]]
    assert trained(about()) == list(about().augmented_names)


@pytest.mark.parametrize(
    ("a", "expected"),
    [
        ("0", {"amplitudes": "zero"}),
        ("log(6) - log(2) - log(3)", {"amplitudes": "zero"}),
        ("1", {"amplitudes": "not zero", "value": "not L(theta)"}),
        ("-1/2", {"amplitudes": "not zero", "value": "not L(theta)"}),
        ("1 + exp(-5000) - 1", {"amplitudes": "unknown"}),
    ],
)
def test_what_is_certain_about_a_point(a: str, expected: dict[str, str]) -> None:
    problem = about()
    with ball.precision(128):
        assert facts(problem, at(problem, "0", a, "0", "0")) == expected


def test_of_a_boxed_amplitude_only_what_the_box_shows_is_certain() -> None:
    problem = about()
    point = at(problem, "0", "0", "0", "0")
    (a,), _, _ = problem.added_names
    with ball.precision(128):
        for center, expected in ((0, "unknown"), (2, "not zero")):
            boxed = AugmentedPoint(point.constants, (a,), Box((Fraction(center),), Fraction(1)))
            assert facts(problem, boxed)["amplitudes"] == expected
            assert [ball.midpoint(v) for v in boxed.balls(["t1", a])] == [0, center]


def test_where_the_objective_has_no_value_near_the_point_there_is_a_hidden_bound() -> None:
    problem = about(neuron="a*sqrt(b)*exp(u)")
    require_defined(problem, at(problem, "0", "0", "1", "0"))
    with pytest.raises(CertificateError, match="hidden bound"):
        require_defined(problem, at(problem, "0", "0", "0", "0"))


def hyperplane(problem: Problem, *coordinates: str, kind: str = "hyperplane") -> None:
    checker.check(problem, Certificate(f"augmented-{kind}", problem.digest, {"at": list(coordinates)}))


def test_a_supporting_hyperplane_is_that_of_the_loss_at_the_outputs() -> None:
    dead = {"neuron": "a*relu(u + b)", "penalty": "lam*a**2"}
    hyperplane(about(**dead), "0", "0", "-1", "0")  # f~ = 2 near the point, and the slope of the loss there is 1
    for network, b in ((DEAD, "1"), ("2 + relu(t1 - 1) + t1", "-1")):
        with pytest.raises(CertificateError, match="constant on a neighbourhood"):
            hyperplane(about(network, **dead), "0", "0", b, "0")
    with pytest.raises(CertificateError, match="to be 0 at the point"):
        hyperplane(about(**dead), "0", "1", "-1", "0")
    with pytest.raises(CertificateError, match="meet its bound"):
        hyperplane(about(**dead, constraints=["b >= 0"]), "0", "0", "-1", "0")
    with pytest.raises(CertificateError, match="meet its bound"):
        hyperplane(about(**dead, constraints=["a >= 1"]), "0", "0", "-1", "0")
    for kind in ("hyperplane", "optimal"):
        with pytest.raises(CertificateError, match="not known to be convex"):
            hyperplane(about(target="2", loss="double-well", **dead), "0", "0", "-1", "0", kind=kind)
    hyperplane(about(target="2", **dead), "0", "0", "-1", "0", kind="optimal")
    with pytest.raises(CertificateError, match="were not proved to vanish"):
        hyperplane(about(target="1", **dead), "0", "0", "-1", "0", kind="optimal")
