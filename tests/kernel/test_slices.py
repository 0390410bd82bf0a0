"""Nondegenerate minima across a slice: what is accepted beyond isolated points, and what must be refused."""

from __future__ import annotations

from typing import Any

import pytest
from problems import formula

from verify.errors import CertificateError
from verify.files.load import problem_from_tables
from verify.kernel import checker
from verify.kernel.certificate import Certificate
from verify.kernel.evidence import Evidence
from verify.problem.formula import constant
from verify.problem.objective import Problem
from verify.propose.witness import variant

Json = dict[str, Any]


def penalised(penalty: str, **augment: Any) -> Problem:
    """A problem whose L~ is 1/2 plus the penalty: the neuron a u is 0 at the one input 0."""
    return problem_from_tables(formula("0", [], [("0", "1")], augment={"neuron": "a*u", "penalty": penalty, **augment}))


def checked(problem: Problem, at: list[str], moving: list[int], held: list[int] | None = None) -> Evidence:
    identity = [[str(int(i == j)) for j in range(len(moving))] for i in range(len(moving))]
    data = {"at": at, "moving": moving, "held": held or [], "boxed": [], "congruence": identity, "bits": 64}
    return checker.check(problem, Certificate("augmented-isolated", problem.digest, data))


# Coordinates: a = 0, b = 1, w = 2.
ACCEPTED: dict[str, tuple[Problem, list[str], list[int], list[int]]] = {
    "flat_where_a_is_zero": (penalised("lam*a**2*exp(b)"), ["0", "0", "0"], [0], []),
    "two_that_move": (penalised("lam*(a**2 + w2)*(1 + b**2)"), ["0", "3", "0"], [0, 2], []),
    "flat_on_the_bound_alone": (penalised("lam*a*(2 + b**2)", constraints=["a >= 0"]), ["0", "0", "0"], [], [0]),
    "a_bound_that_does_not_matter": (penalised("lam*a**2", constraints=["a >= 0", "b <= 1"]), ["0", "1", "0"], [0], []),
    "a_kink_that_is_away": (penalised("lam*a**2*(1 + abs(b))"), ["0", "1", "0"], [0], []),
    "frozen_where_it_falls": (penalised("lam*(a**2 - b**3)", frozen=["b"]), ["0", "1", "0"], [0], []),
}


@pytest.mark.parametrize("name", ACCEPTED)
def test_a_minimum_across_a_slice_is_accepted(name: str) -> None:
    problem, at, moving, held = ACCEPTED[name]
    assert "local minimum" in checked(problem, at, moving, held).statement


REFUSED: dict[str, tuple[Problem, list[str], list[int], list[int], str]] = {
    # L~ = a^2 + a b^2 is -b^4/4 at a = -b^2/2: the slope in a vanishes at the point only.
    "slope_along_the_flat": (penalised("lam*(a**2 + a*b**2)"), ["0", "0", "0"], [0], [], "along the flat"),
    "falls_along_the_flat": (penalised("lam*(a**2 - b**4)"), ["0", "0", "0"], [0], [], "along the flat"),
    "saddle": (penalised("lam*(a**2 - b**2)"), ["0", "0", "0"], [0, 1], [], "positive definite"),
    "degenerate": (penalised("lam*a**4"), ["0", "0", "0"], [0], [], "positive definite"),
    "not_smooth": (penalised("lam*a**2*(1 + (b**2)**(3/2))"), ["0", "0", "0"], [0], [], "analytic"),
    "a_kink_at_the_point": (penalised("lam*a**2*(2 + elu(b))"), ["0", "0", "0"], [0], [], "along the flat|analytic"),
    "a_jump_at_the_point": (penalised("lam*a**2*(1 + step(b))"), ["0", "0", "0"], [0], [], "along the flat|analytic"),
    "a_jump_in_a_factor": (penalised("lam*a**2*exp(5*step(b))"), ["0", "0", "0"], [0], [], "along the flat|analytic"),
    "an_edge_of_a_power": (penalised("lam*(a**2 + a**(5/2))"), ["0", "0", "0"], [0], [], "hidden bound"),
    "an_edge_of_a_root": (penalised("lam*a**2*(1 + sqrt(b)**4)"), ["0", "0", "0"], [0], [], "hidden bound"),
    "an_edge_written_away": (penalised("lam*a**2 + 0*log(b)*a"), ["0", "0", "0"], [0], [], "hidden bound"),
    "an_edge_in_an_exponent": (penalised("lam*a**2 + sqrt(b)**0"), ["0", "0", "0"], [0], [], "hidden bound"),
    "bound_pushes_inward": (penalised("-lam*a", constraints=["a >= 0"]), ["0", "0", "0"], [], [0], "push against"),
    "bound_does_not_push": (penalised("lam*a**2", constraints=["a >= 0"]), ["0", "0", "0"], [], [0], "push against"),
    "outside_the_bounds": (penalised("lam*a**2", constraints=["b <= 1"]), ["0", "2", "0"], [0], [], "meet its bound"),
    "off_the_bound": (penalised("lam*a", constraints=["a >= 0"]), ["1", "0", "0"], [], [0], "not on one bound"),
    "held_and_moving": (penalised("lam*a**2", constraints=["a >= 0"]), ["0", "0", "0"], [0], [0], "does not move"),
    "frozen_and_moving": (penalised("lam*a**2", frozen=["a"]), ["0", "0", "0"], [0], [], "frozen"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_minimum_across_a_slice_is_refused(name: str) -> None:
    problem, at, moving, held, piece = REFUSED[name]
    with pytest.raises(CertificateError, match=piece):
        checked(problem, at, moving, held)


def proposed(problem: Problem, at: list[str], refined: bool = False) -> Json:
    values = [constant(text) for text in at]
    made = variant(problem, "isolated", at, values, refined)
    assert isinstance(made, Certificate)
    checker.check(problem, made)
    return dict(made.data)


@pytest.mark.parametrize("name", ACCEPTED)
def test_the_proposal_finds_the_slice(name: str) -> None:
    problem, at, moving, held = ACCEPTED[name]
    data = proposed(problem, at)
    assert (data["moving"], data["held"], data["boxed"]) == (moving, held, [])


# L~ = 1/2 (a e^b - 1)^2 + a^2 + b^2 + t^2 + (1 + (b - 1)^2) w^2: a and b settle at no round numbers, t = w = 0.
SETTLED = problem_from_tables(
    formula(
        "0*t1", ["t1"], [("0", "1")], regularizer="t1**2",
        augment={"neuron": "a*exp(b)", "penalty": "lam*(a**2 + b**2 + w2*(1 + (b - 1)**2))"},
    )
)  # fmt: skip
SETTLED_AT = ["0", "0.34457075397511232871", "0.11872900449497738868", "0"]


def test_what_is_exactly_zero_is_in_no_box() -> None:
    data = proposed(SETTLED, SETTLED_AT, refined=True)
    assert (data["moving"], data["boxed"]) == ([0, 1, 2, 3], [1, 2])


@pytest.mark.parametrize(
    ("change", "piece"),
    [
        ({"boxed": [0, 1, 2]}, "theta is exact"),
        ({"boxed": [1, 2], "moving": [0, 1, 3], "congruence": [["1"]]}, "a box is about"),
        ({"moving": [1, 2], "congruence": [["1", "0"], ["0", "1"]]}, "along the flat"),
        ({"boxed": []}, "along the flat|unknown field"),
    ],
)
def test_a_lie_about_the_box_is_refused(change: Json, piece: str) -> None:
    data = {**proposed(SETTLED, SETTLED_AT, refined=True), **change}
    with pytest.raises(CertificateError, match=piece):
        checker.check(SETTLED, Certificate("augmented-isolated", SETTLED.digest, data))


def test_the_digits_of_a_point_in_a_box_are_those_of_the_point() -> None:
    data = proposed(SETTLED, SETTLED_AT, refined=True)
    digits = data["box"]["rounds_to"]
    other = f"{digits[0][:-1]}{(int(digits[0][-1]) + 3) % 10}"
    both = {"at": [data["at"][0], other, *data["at"][2:]], "box": {**data["box"], "rounds_to": [other, *digits[1:]]}}
    for change, words in ((both, "does not round"), ({"at": both["at"]}, "at: the value of")):
        with pytest.raises(CertificateError, match=words):
            checker.check(SETTLED, Certificate("augmented-isolated", SETTLED.digest, {**data, **change}))


def test_whether_the_value_differs_is_a_fact() -> None:
    assert checked(penalised("lam*(a - 1)**2"), ["1", "0", "0"], [0]).facts == {"amplitudes": "not zero"}
    facts = checked(penalised("lam*((a - 1)**2 + 1)"), ["1", "0", "0"], [0]).facts
    assert facts == {"amplitudes": "not zero", "value": "not L(theta)"}
