"""A formula without a value on one side hides a bound, and a jump may hide in a factor: both are refused."""

from __future__ import annotations

from typing import Any

import pytest
from problems import formula

from verify.errors import CertificateError
from verify.files.load import problem_from_tables
from verify.kernel import checker
from verify.kernel.certificate import Certificate

DATA = [("0", "1")]
SUM = "lam*(a**2 + w2)"


def check(kind: str, network: str, at: list[str], data: list[tuple[str, str]] = DATA, **augment: Any) -> str:
    more = {key: augment.pop(key) for key in ("loss", "regularizer") if key in augment}
    problem = problem_from_tables(formula(network, ["t1"], data, augment=augment, **more))
    return checker.check(problem, Certificate(f"augmented-{kind}", problem.digest, {"at": at})).statement


ZERO = ["0", "0", "0", "0"]
DEAD_NEURON = "a*relu(u + b - 1)"
FLAT = {"neuron": DEAD_NEURON, "penalty": SUM}
EITHER = "(q - y)**2*((q - y - 2)**2 + 3/8)"  # two wells, at q = y and at q = y + 7/4

ACCEPTED: dict[str, tuple[str, str, list[str], dict[str, Any]]] = {
    "hyperplane": ("hyperplane", "relu(t1 - 1)", ZERO, FLAT),
    "hyperplane_root_away": ("hyperplane", "sqrt(t1)**2 - t1", ["1", "0", "0", "0"], FLAT),
    "hyperplane_root_of_a_square": ("hyperplane", "0*sqrt(t1**2 + 1)", ZERO, FLAT),
    "hyperplane_within_its_bound": ("hyperplane", "relu(t1 - 1)", ZERO, {
        "neuron": "a*relu(u + sqrt(b) - 1)", "penalty": SUM, "constraints": ["b >= 0"],
    }),
    "hyperplane_within_two_bounds": ("hyperplane", "relu(t1 - 1)", ZERO, {
        "neuron": "a*relu(u + sqrt(b) - 1)", "penalty": SUM, "constraints": ["b >= 0", "b >= -1", "b <= 2"],
    }),
    "hyperplane_penalty_that_jumps": ("hyperplane", "relu(t1 - 1)", ZERO, {
        "neuron": DEAD_NEURON, "penalty": "lam*a**2*(2 - step(b))",
    }),
    "samplewise": ("samplewise", "t1", ["11/4", "0", "0", "0"], {"loss": {"formula": EITHER}, "neuron": "a*exp(b)"}),
    "samplewise_kink": ("samplewise", "abs(t1)", ["11/4", "0", "0", "0"], {
        "loss": {"formula": EITHER}, "neuron": "abs(a)*exp(b)",
    }),
    "optimal": ("optimal", "t1", ["1", "0", "0", "0"], FLAT),
    "optimal_with_a_term": ("optimal", "1", ZERO, {**FLAT, "regularizer": "t1**2"}),
    "stationary": ("stationary", "t1**2", ZERO, FLAT),
}  # fmt: skip


@pytest.mark.parametrize("name", ACCEPTED)
def test_what_has_values_all_around_is_accepted(name: str) -> None:
    kind, network, at, more = ACCEPTED[name]
    assert check(kind, network, at, **more)


EDGE = "have a value|differentiable|seen to be"
REFUSED: dict[str, tuple[str, str, list[str], dict[str, Any], str]] = {
    "root": ("hyperplane", "sqrt(t1)**2 - t1", ZERO, FLAT, EDGE),
    "cube_root": ("hyperplane", "(t1**(1/3))**3 - t1", ZERO, FLAT, EDGE),
    "logarithm": ("hyperplane", "exp(log(t1 + 1)) - t1", ["-1", "0", "0", "0"], FLAT, EDGE),
    "quotient": ("hyperplane", "t1/t1", ZERO, FLAT, EDGE),
    "written_away": ("hyperplane", "0*sqrt(t1)", ZERO, FLAT, EDGE),
    "power_zero": ("hyperplane", "sqrt(t1)**0", ZERO, FLAT, EDGE),
    "in_the_neuron": ("hyperplane", "0", ZERO, {"neuron": "a*relu(sqrt(b) - 1)", "penalty": SUM}, EDGE),
    "in_the_penalty": ("hyperplane", "0", ZERO, {"neuron": "a*relu(u - 1)", "penalty": "lam*(a**2 + b**(5/2))"}, EDGE),
    "beyond_another_bound": ("hyperplane", "0", ZERO, {
        "neuron": "a*relu(sqrt(b) - 1)", "penalty": SUM, "constraints": ["b >= -1"],
    }, EDGE),
    "samplewise_root": ("samplewise", "sqrt(t1)**2 + 11/4 - t1", ZERO, {
        "loss": {"formula": EITHER}, "neuron": "a*exp(b)",
    }, EDGE),
    "samplewise_jump_in_a_factor": ("samplewise", "t1*exp(5*step(t1 - 11/4) - 5)", ["11/4", "0", "0", "0"], {
        "loss": {"formula": EITHER}, "neuron": "a*exp(b)",
    }, "may jump"),
    "samplewise_jump_of_the_neuron": ("samplewise", "t1", ["11/4", "0", "0", "0"], {
        "loss": {"formula": EITHER}, "neuron": "step(a) - 1",
    }, "may jump"),
    "samplewise_loss_with_an_edge": ("samplewise", "t1", ["1", "0", "0", "0"], {
        "loss": {"formula": "(q - y)**2 + sqrt(q - y)**5", "facts": ["differentiable"]}, "neuron": "a*exp(b)",
    }, EDGE),
    "optimal_root": ("optimal", "1 + sqrt(t1)**2 - t1", ZERO, FLAT, EDGE),
    "optimal_penalty_with_an_edge_far_away": ("optimal", "t1", ["1", "0", "0", "0"], {
        "neuron": DEAD_NEURON, "penalty": "lam*a**2*sqrt(1 + b)",
    }, "seen to be"),
    "optimal_term_with_an_edge": ("optimal", "1", ZERO, {**FLAT, "regularizer": "t1**2 + t1**(5/2)"}, EDGE),
    "stationary_at_an_edge": ("stationary", "t1**(5/2)", ZERO, FLAT, EDGE),
    "stationary_beside_a_jump": ("stationary", "t1**2", ZERO, {
        "neuron": DEAD_NEURON, "penalty": "lam*a**2*exp(5*step(b))",
    }, "differentiable"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_has_an_edge_or_a_jump_at_the_point_is_refused(name: str) -> None:
    kind, network, at, more, piece = REFUSED[name]
    with pytest.raises(CertificateError, match=piece):
        check(kind, network, at, **more)
