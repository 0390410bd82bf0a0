"""Least values of L~ that are attained, nobody knows where: what is accepted, and what must be refused."""

from __future__ import annotations

from typing import Any

import pytest
from problems import Tables, formula

from verify import recheck
from verify.errors import CertificateError
from verify.files.load import problem_from_tables
from verify.kernel import checker
from verify.kernel.certificate import Certificate
from verify.kernel.evidence import Evidence

DECAY = "lam*(a**2 + b**2 + w2)"
AT = ["0", "1", "0", "0"]
DEAD = "relu(t1 - 1)"


def objective(
    neuron: str = "a*exp(u + b)", penalty: str = DECAY, network: str = DEAD, lam: str = "1/10", **more: Any
) -> Tables:
    """One sample at x = 1 with target 2 and squared loss (q - 2)^2, reduction sum."""
    augment = {"neuron": neuron, "penalty": penalty, "lam": lam, **more.pop("augment", {})}
    return formula(network, ["t1"], [("1", "2")], augment=augment, **{"loss": {"formula": "(q - y)**2"}, **more})


def stated(at: list[str], level: str, reach: Any) -> dict[str, Any]:
    return {"point": {"exact": at[:1]}, "added": at[1:], "level": level, "reach": list(reach)}


def said(tables: Tables, at: list[str] | None = None, level: str = "3/2", reach: Any = ("4", "4", "4")) -> Evidence:
    """The kernel's evidence; the second checker must accept it as well, with the same facts."""
    problem = problem_from_tables(tables)
    data = stated(at or AT, level, reach)
    found = checker.check(problem, Certificate("least-value", problem.digest, data))
    second = recheck.KINDS["least-value"](recheck.Problem(tables), data)
    assert (second.get("amplitudes") == "nonzero") is (found.facts.get("amplitudes") == "not zero")
    assert (second.get("theta") == "rests") is (found.facts["theta"] == "rests")
    assert (second.get("value") == "different") is ("value" in found.facts)
    return found


def test_decay_on_everything_keeps_a_minimum_with_a_neuron_that_is_not_zero() -> None:
    # L = 4 without the neuron; L~ = 1 + 1/10 at the point.
    found = said(objective())
    assert found.facts == {"theta": "rests", "amplitudes": "not zero", "value": "not L(theta)"}
    assert "at most 1.1" in found.statement


def test_any_continuous_neuron_will_do() -> None:
    for neuron in ("a*tanh(u + b) + a", "a*relu(u + b + 1)", "a*(1 + sin(u*b))", "a*exp(-(u + b)**2)"):
        assert said(objective(neuron)).facts["amplitudes"] == "not zero"


def test_a_coordinate_that_does_not_occur_needs_no_reach() -> None:
    assert said(objective("a*exp(b)", "lam*(a**2 + b**2)"), reach=("4", "4")).facts["amplitudes"] == "not zero"
    idle = objective("a*sin(u*0) + a*exp(b)", "lam*(a**2 + b**2) + 0*w2")
    assert said(idle, reach=("4", "4")).facts["amplitudes"] == "not zero"
    frozen = objective(penalty="lam*(a**2 + w2)", augment={"frozen": ["b"]})
    assert said(frozen, reach=("4", "4")).facts["amplitudes"] == "not zero"


def test_bounds_take_the_place_of_growth() -> None:
    bounded = objective(penalty="lam*a**2", augment={"constraints": ["b <= 1", "b >= -1", "W <= 1", "W >= -1"]})
    assert said(bounded, reach=("4", "2", "2")).facts["amplitudes"] == "not zero"


def test_nothing_is_said_of_the_amplitude_where_a_neuron_that_is_off_may_lie_lower() -> None:
    # At a = 0, b = 30 the penalty is -30/10*... : L~ = 4 - 3 there, below the level.
    tilted = objective(penalty="lam*(a**2 + (b - 6)**2/2 - 36 + w2)")
    found = said(tilted, ["0", "1/5", "6", "-5"], level="11/10", reach=("40", "40", "40"))
    assert "amplitudes" not in found.facts


def test_nothing_is_said_of_the_amplitude_where_the_neuron_stays_without_it() -> None:
    assert said(objective("(a + 1)*exp(u + b)"), ["0", "0", "0", "0"], level="3/2").facts.get("amplitudes") is None


def test_nothing_is_said_of_the_amplitude_where_something_else_comes_alive_far_out() -> None:
    # At a = 0, b > 5 the neuron is relu(b - 5), though it is 0 around the point.
    found = said(objective("a*exp(u + b) + relu(b - 5)"))
    assert "amplitudes" not in found.facts


def test_nothing_is_said_of_the_value_where_the_level_is_above_L() -> None:
    found = said(objective(), level="5", reach=("10", "10", "10"))
    assert "value" not in found.facts
    assert "amplitudes" not in found.facts


def test_a_bound_that_keeps_the_amplitude_from_zero() -> None:
    found = said(objective(augment={"constraints": ["a >= 1/2"]}), level="5", reach=("10", "10", "10"))
    assert found.facts == {"theta": "rests", "amplitudes": "not zero"}


FROZEN: dict[str, Tables] = {
    "a theta that moves the outputs": objective(network="t1"),
    "a theta on the kink": objective(network="relu(t1)"),
    "a theta on a jump": objective(network="step(t1) - 1"),
    "a term in theta alone": objective(regularizer="t1**2/10"),
    "an output that ends": objective(network="0*sqrt(t1)"),
}


@pytest.mark.parametrize("theta", FROZEN)
def test_where_theta_does_not_rest_it_is_a_minimum_for_frozen_theta_alone(theta: str) -> None:
    found = said(FROZEN[theta])
    assert found.facts["theta"] == "frozen"
    assert "all variables" not in found.statement


REFUSED: dict[str, tuple[Tables, dict[str, Any], str]] = {
    "the paper's own penalty": (objective(penalty="lam*a**2"), {}, "where ~b1 is large"),
    "a penalty that leaves out w": (objective(penalty="lam*(a**2 + b**2)"), {}, "where ~w1_1 is large"),
    "a penalty that falls on one side": (objective(penalty="lam*(a**2 + exp(b) + w2)"), {}, "where ~b1 is large"),
    "a penalty that levels off": (objective(penalty="lam*(a**2 + tanh(b)**2 + w2)"), {}, "where ~b1 is large"),
    "no penalty": (objective(lam="0"), {}, "is large"),
    "a negative one": (objective(lam="-1/10"), {}, "is large|below the level"),
    "a reach that is too short": (objective(), {"reach": ("4", "3", "4")}, "where ~b1 is large"),
    "a reach of nothing": (objective(), {"reach": ("4", "0", "4")}, "not positive"),
    "a reach backwards": (objective(), {"reach": ("4", "-4", "4")}, "not positive"),
    "a reach for each but one": (objective(), {"reach": ("4", "4")}, "reach"),
    "a level below the point": (objective(), {"level": "1"}, "below the level"),
    "the level of the point": (objective(), {"level": "11/10"}, "below the level"),
    "a level that is too high": (objective(), {"level": "2"}, "is large"),
    "a neuron that jumps": (objective("a*step(u + b)"), {}, "continuous"),
    "a penalty that jumps, and is flat": (objective(penalty="lam*(a**2 + w2) + step(b)"), {"reach": ("4", "4")}, "."),
    "a penalty that jumps": (objective(penalty=f"{DECAY} + step(b)"), {}, "continuous|below"),
    "a neuron without values": (objective("a*sqrt(u + b)"), {}, "continuous|value"),
    "a loss without a least value": (objective(loss={"formula": "y - q"}), {"level": "2"}, "is large"),
    "a loss that may be negative": (objective(loss={"formula": "(q - y)**2 - q"}), {"level": "1"}, "is large|below"),
    "a point beyond the bounds": (objective(augment={"constraints": ["a <= 1/2"]}), {}, "meet its bound"),
}  # fmt: skip


@pytest.mark.parametrize("lie", REFUSED)
def test_refused_by_both_checkers(lie: str) -> None:
    tables, data, words = REFUSED[lie]
    with pytest.raises(CertificateError, match=words):
        said(tables, **data)
    told = stated(**{"at": AT, "level": "3/2", "reach": ("4", "4", "4"), **data})
    with pytest.raises((recheck.Invalid, recheck.Holey, recheck.Undefined)):
        recheck.KINDS["least-value"](recheck.Problem(tables), told)
