"""Local minima on curves of minima, along which a symmetry of L~ takes them: what is accepted, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest
from problems import formula

from verify.errors import CertificateError
from verify.files.load import problem_from_tables
from verify.kernel import checker
from verify.kernel.certificate import Certificate
from verify.kernel.evidence import Evidence
from verify.problem.objective import Problem

ALONG = "lam*a**2*exp(2*b)"
AT = ["1", "0", "0"]  # a, b, w
SHIFT: dict[str, Any] = {"neuron": 0, "field": "shift", "alpha": "1", "beta": "1", "slice": 1}


def invariant(neuron: str = "a*exp(u + b)", penalty: str = ALONG, **augment: Any) -> Problem:
    """One sample at x = 0 with the target 3: L~ = (neuron - 3)^2/2 + penalty, with lam = 1: least where a e^b = 1."""
    more = {"neuron": neuron, "penalty": penalty, **augment}
    return problem_from_tables(formula("0", [], [("0", "3")], augment=more))


def checked(problem: Problem, at: list[str] | None = None, **data: Any) -> Evidence:
    said = {
        "at": at or AT, "moving": [0], "held": [], "boxed": [], "congruence": [["1"]], "bits": 128,
        "symmetries": [SHIFT], **data,
    }  # fmt: skip
    return checker.check(problem, Certificate("augmented-symmetric", problem.digest, said))


def test_a_minimum_along_an_orbit_is_accepted() -> None:
    found = checked(invariant())
    assert found.facts["amplitudes"] == "not zero"
    assert "nondegenerate in 1 coordinates, constant in 1" in found.statement


def test_an_orbit_may_be_followed_either_way() -> None:
    back = {**SHIFT, "alpha": "-1", "beta": "-1"}
    assert checked(invariant(), symmetries=[back]).statement == checked(invariant()).statement


def test_a_coordinate_that_is_multiplied_may_be_the_slice() -> None:
    # a relu(b) and a^2 b^2 do not change along (a e^t, b e^-t, w e^-t); at b = 1: (a - 3)^2/2 + a^2.
    problem = invariant("a*relu(u + b)", "lam*a**2*(b**2 + w2)")
    scale = {**SHIFT, "field": "scale"}
    found = checked(problem, ["1", "1", "0"], symmetries=[scale], moving=[0, 2], congruence=[["1", "0"], ["0", "1"]])
    assert "nondegenerate in 2 coordinates" in found.statement


def test_a_shared_neuron_has_one_symmetry_of_all_amplitudes() -> None:
    # (a1 e^b - 3)^2 + (a2 e^b - 3)^2 + (a1^2 + a2^2) e^(2b), at b = 0.
    problem = {
        "network": {"formula": ["0", "0"], "parameters": []}, "loss": "squared", "reduction": "sum",
        "inputs": [["0"]], "targets": [["3", "3"]],
    }  # fmt: skip
    shared = problem_from_tables({"problem": problem, "augment": {"penalty": ALONG, "shared": True}})
    at, identity = ["3/2", "3/2", "0", "0"], [["1", "0"], ["0", "1"]]
    data = {"symmetries": [{**SHIFT, "slice": 2}], "moving": [0, 1], "congruence": identity}
    assert "nondegenerate in 2" in checked(shared, at, **data).statement


REFUSED: dict[str, tuple[Problem, list[str], dict[str, Any], str]] = {
    "the_penalty_changes": (invariant(penalty="lam*a**2"), AT, {}, "leave L~ as it is"),
    "the_neuron_changes": (invariant("a*exp(u + 2*b)"), AT, {}, "leave L~ as it is"),
    "another_speed": (invariant(), AT, {"symmetries": [{**SHIFT, "beta": "2"}]}, "leave L~ as it is"),
    "another_field": (invariant(), AT, {"symmetries": [{**SHIFT, "field": "bias"}]}, "different from 0"),
    "it_does_not_move": (invariant(), AT, {"symmetries": [{**SHIFT, "beta": "0", "alpha": "0"}]}, "crossed"),
    "a_speed_that_is_0": (
        invariant(), AT, {"symmetries": [{**SHIFT, "beta": "4*atan(1) - pi", "alpha": "4*atan(1) - pi"}]}, "crossed",
    ),
    "the_slice_is_not_moved": (invariant(), AT, {"symmetries": [{**SHIFT, "slice": 2}]}, "crossed|slopes"),
    "the_slice_is_moved_in_the_slice": (invariant(), AT, {"symmetries": [{**SHIFT, "slice": 0}]}, "frozen"),
    "two_of_one_neuron": (invariant(), AT, {"symmetries": [SHIFT, SHIFT]}, "at most one"),
    "none": (invariant(), AT, {"symmetries": []}, "at most one"),
    "not_least_on_the_slice": (invariant(), ["2", "0", "0"], {}, "slopes"),
    "a_maximum_on_the_slice": (invariant(penalty="-2*lam*a**2*exp(2*b)"), ["-1", "0", "0"], {}, "positive definite"),
    "a_bound_in_the_way": (invariant(constraints=["b >= 0"]), AT, {}, "bounded"),
    "an_unknown_field": (invariant(), AT, {"symmetries": [{**SHIFT, "field": "turn"}]}, "one of"),
    "an_unknown_key": (invariant(), AT, {"symmetries": [{**SHIFT, "gamma": "1"}]}, "gamma"),
    "frozen": (invariant(frozen=["b"]), AT, {}, "not trained"),
    "zero_is_where_it_rests": (
        invariant("a*b*exp(u)", "lam*a**2*b**2"), ["1", "0", "0"],
        {"symmetries": [{**SHIFT, "field": "bias"}], "moving": [], "congruence": []}, "different from 0",
    ),
    # With the step, going along the orbit to b < 0 lowers L~: the identity holds on each side only.
    "a_jump_across_the_orbit": (invariant(penalty=f"{ALONG} + lam*step(b)"), AT, {}, "kink"),
    "a_jump_that_is_high_behind": (invariant(penalty=f"{ALONG} + lam*(1 - step(b))"), AT, {}, "kink"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_minimum_along_an_orbit_is_refused(name: str) -> None:
    problem, at, data, piece = REFUSED[name]
    with pytest.raises(CertificateError, match=piece):
        checked(problem, at, **data)


# In all of these w rests at the square root of 2, which only a box knows. With (w^2 - 2)^2 alone the point is least.
WELL = f"{ALONG} + (w2 - 2)**2"
BOXED: dict[str, Any] = {
    "at": ["1", "0", "1.41421356"],
    "moving": [0, 2],
    "boxed": [2],
    "box": {
        "center": ["1.414213563"], "radius": "1e-9", "preconditioner": [["1/16"]], "bits": 128,
        "rounds_to": ["1.41421356"],
    },
    "congruence": [["1", "0"], ["0", "1"]],
}  # fmt: skip


def test_a_coordinate_in_a_box_is_accepted() -> None:
    assert "nondegenerate in 2" in checked(invariant(penalty=WELL), **BOXED).statement


# Each has a kink through the point that is 0 on the slice. The centre of the box is on its harmless side, and on the
# other side L~ is lower: b < 0 and w^2 < 2, or b < 1, or a > 1.
OFF_THE_SLICE: dict[str, tuple[Problem, dict[str, Any]]] = {
    "a_jump": (invariant(penalty=f"{WELL} + b*(1 - step(w2 - 2))"), {}),
    "a_corner": (invariant(penalty=f"{WELL} + b*relu(2 - w2)"), {}),
    "another_field": (
        invariant("a*b*exp(u)", "lam*a**2*b**2 + (w2 - 2)**2 + (b - 1)*(1 - step(w2 - 2))"),
        {"at": ["1", "1", "1.41421356"], "symmetries": [{**SHIFT, "field": "bias"}]},
    ),
    "another_slice": (
        invariant(penalty=f"{WELL} - (a - 1)*(1 - step(w2 - 2))"),
        {"moving": [1, 2], "symmetries": [{**SHIFT, "slice": 0}]},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", OFF_THE_SLICE)
def test_a_kink_off_the_slice_is_refused(name: str) -> None:
    problem, data = OFF_THE_SLICE[name]
    with pytest.raises(CertificateError, match="kink, off the slice"):
        checked(problem, **{**BOXED, **data})


def test_the_amplitude_and_the_bias_have_their_own_rates() -> None:
    # a e^(2b) does not change along (a e^(2t), b - t).
    problem = invariant("a*exp(u + 2*b)", "lam*a**2*exp(4*b)")
    assert checked(problem, symmetries=[{**SHIFT, "alpha": "2"}]).facts["amplitudes"] == "not zero"
    with pytest.raises(CertificateError, match="leave L~ as it is"):
        checked(problem, symmetries=[{**SHIFT, "beta": "2"}])


@pytest.mark.parametrize("change", [{"beta": "0"}, {"field": "weight"}])
def test_a_slice_that_is_not_crossed_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(CertificateError, match=r"crossed|different from 0|as it is"):
        checked(invariant(), symmetries=[{**SHIFT, **change}])


def test_an_output_without_a_neuron_is_left_alone() -> None:
    problem = {
        "network": {"formula": ["0", "0"], "parameters": []}, "loss": {"formula": "(q1 - y1)**2/2 + (q2 - y2)**2/2"},
        "reduction": "sum", "inputs": [["0"]], "targets": [["3", "1"]],
    }  # fmt: skip
    augment = {"neuron": "a*exp(u + b)", "penalty": ALONG, "outputs": [1]}
    assert checked(problem_from_tables({"problem": problem, "augment": augment})).facts["amplitudes"] == "not zero"


def test_a_negative_amplitude_may_be_the_slice() -> None:
    augment = {"neuron": "a*exp(u + b)", "penalty": ALONG}
    problem = problem_from_tables(formula("0", [], [("0", "-3")], augment=augment))
    found = checked(problem, ["-1", "0", "0"], moving=[1], symmetries=[{**SHIFT, "slice": 0}])
    assert found.facts["amplitudes"] == "not zero"
