"""A constant without a value is no coordinate of a point, also where nothing depends on it."""

from __future__ import annotations

from typing import Any

import pytest
from problems import formula

from verify.errors import CertificateError
from verify.files.load import problem_from_tables
from verify.kernel import checker
from verify.kernel.certificate import Certificate

# atan(1) + atan(2) + atan(3) = pi: (1 + i)(1 + 2i)(1 + 3i) = -10
NOTHING = "(atan(1) + atan(2) + atan(3) - pi)"
NO_NUMBERS = (f"1/{NOTHING}", f"log({NOTHING})", f"{NOTHING}**(-1/2)", f"0/{NOTHING}", "sqrt(3 - pi)", "log(3 - pi)")
NUMBERS = ("1/(4*atan(1) - 3)", "exp(exp(exp(5)))", "exp(-exp(exp(5)))", "log(4 - pi)", f"1/(1 + {NOTHING})", NOTHING)

DEAD = ("relu(t1 - 1)", ["t1", "t2"])


def dead(loss: str = "squared", **augment: Any) -> dict[str, Any]:
    """A network that does not move near theta = 0, and a second parameter on which nothing depends."""
    return formula(*DEAD, [("0", "1")], loss=loss, **({"augment": augment} if augment else {}))


def exact(*theta: str) -> dict[str, Any]:
    return {"exact": list(theta)}


KINDS: dict[str, tuple[dict[str, Any], str, Any]] = {
    "value": (dead(), "value", lambda c: {"point": exact("0", c), "equals": "1"}),
    "supporting-hyperplane": (dead(), "supporting-hyperplane", lambda c: {"point": exact("0", c)}),
    "data-optimal": (dead(), "data-optimal", lambda c: {"point": exact("2", c)}),
    "lower-value": (
        dead(),
        "lower-value",
        lambda c: {"point": exact("0", "0"), "better": exact("3/2", c), "bits": 128},
    ),
    "margins": (dead("logistic"), "margins", lambda c: {"point": exact("2", c), "bits": 128}),
    "auxiliary-minimum": (dead(), "auxiliary-minimum", lambda c: {"point": exact("2", c)}),
    "augmented-cusp": (
        dead(neuron="a*exp(b)", penalty="5*lam*abs(a)"),
        "augmented-cusp",
        lambda c: {"at": ["0", "0", "0", "0", c]},
    ),
    "augmented-optimal": (
        dead(neuron="a*exp(b)", penalty="0*lam"),
        "augmented-optimal",
        lambda c: {"at": ["0", "0", "1", "0", c]},
    ),
}


def proved(name: str, constant: str) -> str:
    tables, kind, data = KINDS[name]
    problem = problem_from_tables(tables)
    return checker.check(problem, Certificate(kind, problem.digest, data(constant))).statement


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize("constant", NUMBERS)
def test_a_coordinate_may_be_any_number(name: str, constant: str) -> None:
    assert proved(name, constant)


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize("constant", NO_NUMBERS)
def test_a_coordinate_that_is_no_number_is_refused(name: str, constant: str) -> None:
    with pytest.raises(CertificateError, match=r"was not proved to be a number"):
        proved(name, constant)
