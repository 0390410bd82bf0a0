"""Local minima in a corner at a = 0: what is accepted, and what must be refused."""

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

DEAD = "relu(t1 - 1)"
AT = ["0", "0", "0", "0"]


def corner(
    penalty: str, target: str = "1", neuron: str = "a*exp(u + b)", network: str = DEAD, **augment: Any
) -> Problem:
    """One sample at x = 0 with the residual -target: L~ = (f + neuron - target)^2/2 + penalty."""
    return problem_from_tables(
        formula(network, ["t1"], [("0", target)], augment={"penalty": penalty, "neuron": neuron, **augment})
    )


def checked(kind: str, problem: Problem, at: list[str]) -> Evidence:
    return checker.check(problem, Certificate(f"augmented-{kind}", problem.digest, {"at": at}))


STRICT = "t1**2"  # L = (t1^2 + 1)^2/2 for the target -1: a strict local minimum at t1 = 0

ACCEPTED: dict[str, tuple[str, Problem, list[str]]] = {
    "root": ("cusp", corner("lam*sqrt(abs(a))", "100"), AT),
    "root_of_a_square": ("cusp", corner("lam*(a**2)**(1/4)", "100"), AT),
    "root_and_more": ("cusp", corner("lam*(abs(a)**(1/3)*exp(b) + b**2 + a**2)/7", "100"), AT),
    "root_of_a_neuron_with_a_kink": ("cusp", corner("lam*sqrt(abs(a))", "5", "relu(a + 0*b)*exp(u)"), AT),
    "absolute_value": ("cusp", corner("lam*2*abs(a)", "3/2"), AT),
    "factor_that_depends_on_b": ("cusp", corner("lam*exp(b)*abs(a)", "1/2"), AT),
    "theta_nondegenerate": ("cusp", corner("lam*sqrt(abs(a))", "-1", network=STRICT), AT),
    "theta_frozen": ("cusp", corner("lam*sqrt(abs(a))", "1", network="t1", frozen=["theta"]), AT),
    "kink_at_theta_nondegenerate": ("kink", corner("lam*2*abs(a)", "-1", network=STRICT), AT),
    "kink_with_one_side_alone": ("kink", corner("lam*abs(a)", "-3", constraints=["a >= 0"]), AT),
    "kink_with_a_jump_elsewhere": ("kink", corner("lam*2*abs(a)", "1", "a*step(b)"), ["0", "0", "1", "0"]),
}


@pytest.mark.parametrize("name", ACCEPTED)
def test_a_minimum_in_a_corner_is_accepted(name: str) -> None:
    kind, problem, at = ACCEPTED[name]
    assert checked(kind, problem, at).facts["amplitudes"] == "zero"


REFUSED: dict[str, tuple[str, Problem, list[str], str]] = {
    "cusp_too_blunt": ("cusp", corner("lam*abs(a)**(3/2)"), AT, "steeper"),
    "absolute_value_too_flat": ("cusp", corner("lam*abs(a)", "2"), AT, "steeper"),
    "just_as_steep": ("cusp", corner("lam*abs(a)", "1"), AT, "steeper"),
    "factor_at_zero_not_one": ("cusp", corner("lam*exp(a)*abs(a)", "2"), AT, "steeper"),
    "neuron_with_a_cusp": ("cusp", corner("lam*sqrt(abs(a))", "9", "sqrt(abs(a))*exp(b)"), AT, "Lipschitz"),
    "neuron_that_jumps": ("cusp", corner("lam*sqrt(abs(a))", "9", "1 - step(a)"), AT, "Lipschitz"),
    "neuron_that_stays": ("cusp", corner("lam*sqrt(abs(a))", "9", "(a + 1)*exp(b)"), AT, "vanish"),
    "kink_of_a_neuron": ("cusp", corner("lam*abs(a)", "3/2", "relu(2*a)"), AT, "smooth"),
    "amplitude_not_zero": ("cusp", corner("lam*sqrt(abs(a))"), ["0", "1", "0", "0"], "not 0"),
    "penalty_not_least": ("cusp", corner("lam*(sqrt(abs(a)) + b**2)"), ["0", "0", "1", "0"], "to be 0"),
    "penalty_negative": ("cusp", corner("lam*(sqrt(abs(a)) - b**2)"), AT, "seen to be >= 0"),
    "another_amplitude_needed": ("cusp", corner("lam*sqrt(abs(b))"), AT, "steeper"),
    "theta_moves": ("cusp", corner("lam*sqrt(abs(a))", network="t1"), AT, "stationary"),
    "theta_a_maximum": ("cusp", corner("lam*sqrt(abs(a))", "1", network=STRICT), AT, "positive definite"),
    "theta_outside": ("cusp", corner("lam*sqrt(abs(a))", constraints=["b <= -1"]), AT, "meet its bound"),
    # Where b < 0 the neuron is a, and the data term falls with the slope -9.
    "kink_beside_a_jump": ("kink", corner("lam*abs(a)", "9", "a*(1 - step(b))"), AT, "continuous|stay at"),
    # Where a < 0 the neuron is 1, and L~ is lower by 1/2.
    "kink_with_a_jump": ("kink", corner("lam*abs(a)", "1", "1 - step(a)"), AT, "continuous"),
    # Where b < 0 the slope of the neuron in a, at a > b, is 0 in place of 9.
    "kink_that_moves": ("kink", corner("lam*abs(a)", "-1/2", "9*(relu(a - b) - relu(-b))"), AT, "stay at"),
    "kink_on_the_open_side": ("kink", corner("lam*abs(a)", "3", constraints=["a >= 0"]), AT, "rise"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_minimum_in_a_corner_is_refused(name: str) -> None:
    kind, problem, at, piece = REFUSED[name]
    with pytest.raises(CertificateError, match=piece):
        checked(kind, problem, at)
