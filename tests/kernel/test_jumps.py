"""Local minima of L~ where it jumps: what is accepted, and what must be refused."""

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

DECAY = "lam*(a**2 + b**2 + w2)"
AT = ["0", "1/3", "0", "0"]
IDENTITY = [["1", "0", "0"], ["0", "1", "0"], ["0", "0", "1"]]


def stepped(neuron: str = "a*step(u + b)", target: str = "1", penalty: str = DECAY, **augment: Any) -> Problem:
    """One sample at x = 1, theta dead: L~ = (neuron - target)^2/2 + penalty; a = target/3 where the neuron is a."""
    return problem_from_tables(
        formula("relu(t1 - 1)", ["t1"], [("1", target)], augment={"neuron": neuron, "penalty": penalty, **augment})
    )


def checked(problem: Problem, at: list[str], **data: Any) -> Evidence:
    said = {"at": at, "moving": [1, 2, 3], "held": [], "boxed": [], "congruence": IDENTITY, "bits": 128, **data}
    return checker.check(problem, Certificate("augmented-jump", problem.digest, said))


def test_the_least_side_of_a_jump_may_hold_a_minimum() -> None:
    found = checked(stepped(), AT)
    assert found.facts["amplitudes"] == "not zero"
    assert "1 jumps meet" in found.statement


def test_several_jumps_may_meet() -> None:
    assert "2 jumps meet" in checked(stepped("a*step(u + b)*step(b - u/2)"), AT).statement


@pytest.mark.parametrize("away", ["step(b + 1)", "(1 - step(b - 1))"])
def test_a_jump_that_is_away_is_not_met(away: str) -> None:
    assert "1 jumps meet" in checked(stepped(f"a*step(u + b)*{away}"), AT).statement


def test_a_coordinate_that_matters_on_no_upper_side_stays_flat() -> None:
    found = checked(stepped(penalty="lam*(a**2 + b**2)"), AT, moving=[1, 2], congruence=[["1", "0"], ["0", "1"]])
    assert "nondegenerate in 2 coordinates, constant in 2" in found.statement


REFUSED: dict[str, tuple[Problem, list[str], dict[str, Any], str]] = {
    # The value at the jump is the upper one: the neuron is 0 there, and it is a beside it, where L~ is lower.
    "the_lower_value_is_beside_it": (stepped("a*(1 - step(u + b))"), ["0", "0", "0", "0"], {}, "lie higher|vanish"),
    "both_sides_are_as_high": (stepped(target="0"), ["0", "0", "0", "0"], {}, "lie higher"),
    "one_of_several_sides_is_lower": (
        stepped(penalty="lam*(a**2 + b**2 + w2) - lam*(1 - step(b))/100"), AT, {}, "lie higher"
    ),
    "beside_the_jump": (stepped(), ["0", "1/3", "1", "0"], {}, "from 1 to"),
    "nearly_on_the_jump": (stepped(), ["0", "1/3", "exp(1/10**60) - 1", "0"], {}, "lie on its jumps"),
    "not_critical": (stepped(), ["0", "1/2", "0", "0"], {}, "slopes"),
    "not_least_in_w": (stepped(penalty="lam*(a**2 + b**2 - w2)"), AT, {}, "positive definite"),
    "a_box": (stepped(), AT, {"boxed": [1]}, "box"),
    "too_many_jumps": (
        stepped("a*" + "*".join(f"step(u + {k}*b)" for k in range(1, 8))), AT, {}, "from 1 to",
    ),
    # Where b < 0 the other side has a pole: it has no value near the point to compare.
    "the_other_side_has_no_value": (stepped("a*step(u + b) + (1 - step(u + b))/b"), AT, {}, "hidden bound"),
    "the_argument_has_an_edge": (stepped("a*step(u + b + sqrt(b) - sqrt(b))"), AT, {}, "have a value"),
    "an_upper_side_has_an_edge": (stepped("a*step(u + b)*exp(b**(3/2))"), AT, {}, "hidden bound"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_minimum_at_a_jump_is_refused(name: str) -> None:
    problem, at, data, piece = REFUSED[name]
    with pytest.raises(CertificateError, match=piece):
        checked(problem, at, **data)


# A jump in a itself is a wall: beside it L~ lies higher, so that only one side of a = 0 counts.
WALL = "lam*(a**2 + 1 - step(a))"
AT_WALL = ["0", "0", "0", "0"]
HELD: dict[str, Any] = {"moving": [], "held": [1], "congruence": []}


def test_a_jump_in_the_amplitude_acts_as_a_bound() -> None:
    problem = stepped("a*exp(u + b)", target="-1", penalty=WALL)
    assert "held at a bound in 1" in checked(problem, AT_WALL, **HELD).statement


def test_a_wall_on_both_sides_pins_a_coordinate() -> None:
    problem = stepped("a*exp(u + b)", penalty="lam*(a**2 + 2 - step(a) - step(-a))")
    assert "constant in 3" in checked(problem, AT_WALL, moving=[], held=[], congruence=[]).statement


NO_WALL: dict[str, tuple[Problem, dict[str, Any], str]] = {
    "L~_falls_away_from_the_wall": (stepped("a*exp(u + b)", "1", WALL), HELD, "push"),
    "the_wall_is_lower_behind": (stepped("a*exp(u + b)", "-1", "lam*(a**2 + step(a))"), HELD, "lie higher"),
    "the_wall_has_no_height": (stepped("a*exp(u + b)", "-1", "lam*(a**2 + w2*(1 - step(a)))"), HELD, "lie higher"),
    "the_wall_is_in_another_coordinate": (stepped("a*exp(u + b)", "-1", "lam*(a**2 + 1 - step(b))"), HELD, "bound"),
    "the_wall_is_slanted": (stepped("a*exp(u + b)", "-1", "lam*(a**2 + 1 - step(a + b))"), HELD, "bound"),
    "pinned_is_not_held": (
        stepped("a*exp(u + b)", "-1", "lam*(a**2 + 2 - step(a) - step(-a))"), HELD, "frozen",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", NO_WALL)
def test_what_is_no_wall_holds_nothing(name: str) -> None:
    problem, data, piece = NO_WALL[name]
    with pytest.raises(CertificateError, match=piece):
        checked(problem, AT_WALL, **data)
