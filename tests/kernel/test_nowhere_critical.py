"""``nowhere-critical``: a field along which L falls at every theta; one that fails somewhere is refused."""

from __future__ import annotations

from typing import Any

import pytest
from problems import Tables, formula

from verify.errors import CertificateError
from verify.files.load import problem_from_tables
from verify.kernel import checker
from verify.kernel.certificate import Certificate
from verify.kernel.contradiction import contradictions
from verify.kernel.evidence import Evidence

Field = dict[str, str]


def risk(text: str, *names: str) -> Tables:
    """L is this function of the parameters."""
    return formula("0", list(names or ("t1",)), [("0", "0")], regularizer=text)


def linear(loss: str, inputs: list[list[str]], targets: list[list[str]], **more: Any) -> Tables:
    network = {"widths": [len(inputs[0]), len(targets[0])], "activation": "linear"}
    return {"problem": {"network": network, "loss": loss, "inputs": inputs, "targets": targets} | more, "augment": {}}


LOGISTIC = linear("logistic", [["1", "2"], ["2", "-1"], ["-1", "5"]], [["1"], ["1"], ["-1"]])
CROSS = linear("binary-cross-entropy", [["1"], ["-2"]], [["1"], ["0"]])
SOFT = linear("binary-cross-entropy", [["1"], ["-2"]], [["1"], ["1/100"]])
SOFTMAX = linear("softmax-cross-entropy", [["1"], ["-1"]], [["1", "0"], ["0", "1"]])
SOFT_CLASSES = linear("softmax-cross-entropy", [["1"], ["-1"]], [["1", "0"], ["1/100", "99/100"]])
SIGMOID = linear("squared-on-sigmoid", [["1"], ["-2"]], [["1"], ["0"]])


def check(tables: Tables, field: Field) -> Evidence:
    problem = problem_from_tables(tables)
    return checker.check(problem, Certificate("nowhere-critical", problem.digest, {"field": field}))


TRUE: dict[str, tuple[Tables, Field]] = {
    "a line": (risk("t1"), {"t1": "1"}),
    "a field that depends on theta": (risk("t1 + t1**3 + t2**2", "t1", "t2"), {"t1": "1 + t1**2*0", "t2": "t2"}),
    "logistic": (LOGISTIC, {"W1_1_1": "1"}),
    "logistic, upwards": (LOGISTIC, {"W1_1_1": "-3/7"}),
    "cross-entropy": (CROSS, {"W1_1_1": "1"}),
    "softmax": (SOFTMAX, {"W1_1_1": "1", "W1_2_1": "-1/2"}),
    "one sample on the line": (linear("logistic", [["1"], ["0"]], [["1"], ["-1"]]), {"W1_1_1": "1"}),
    "a sigmoid": (SIGMOID, {"W1_1_1": "1"}),
}


@pytest.mark.parametrize("name", TRUE)
def test_a_true_one_is_accepted(name: str) -> None:
    assert "no critical point at all" in check(*TRUE[name]).statement


LIES: dict[str, tuple[Tables, Field, str]] = {
    "a minimum": (risk("t1**2"), {"t1": "1"}, "one sign everywhere"),
    "a minimum, along a field that vanishes there": (risk("t1**2"), {"t1": "t1"}, "one sign everywhere"),
    "an inflection": (risk("t1**3"), {"t1": "1"}, "one sign everywhere"),
    "critical at one far point": (risk("t1 + 0*t2 + exp(t1) - exp(9)*t1/8", "t1", "t2"), {"t1": "1"}, "one sign"),
    "no field": (LOGISTIC, {}, "one sign everywhere"),
    "a field of 0": (LOGISTIC, {"W1_1_1": "0"}, "one sign everywhere"),
    "a direction that does not separate": (LOGISTIC, {"W1_1_2": "1"}, "one sign everywhere"),
    "soft labels": (SOFT, {"W1_1_1": "1"}, "one sign everywhere"),
    "soft classes": (SOFT_CLASSES, {"W1_1_1": "1", "W1_2_1": "-1/2"}, "one sign everywhere"),
    "all data on the line": (linear("logistic", [["0"], ["0"]], [["1"], ["-1"]]), {"W1_1_1": "1"}, "one sign"),
    "a regularizer": (
        linear("logistic", [["1"]], [["1"]], regularizer="W1_1_1**2/10"),
        {"W1_1_1": "1"},
        "one sign everywhere",
    ),
    "a kink at its least": (risk("abs(t1) + t1/2"), {"t1": "1"}, "differentiable everywhere"),
    "a jump": (risk("t1 - step(t1)"), {"t1": "1"}, "differentiable everywhere"),
    "a pole": (risk("t1 + 1/(1 + t1)"), {"t1": "1"}, "differentiable everywhere"),
    "L is not defined everywhere": (risk("log(t1)"), {"t1": "1"}, "differentiable everywhere"),
    "a rate without a value": (risk("t1 + t2*0", "t1", "t2"), {"t1": "1", "t2": "1/t2"}, "differentiable"),
    "a rate with a kink": (risk("t1"), {"t1": "1 + relu(t1)"}, "differentiable everywhere"),
    "another parameter": (risk("t1"), {"t2": "1"}, "no parameter"),
}


@pytest.mark.parametrize("name", LIES)
def test_a_lie_is_refused(name: str) -> None:
    tables, field, reason = LIES[name]
    with pytest.raises(CertificateError, match=reason):
        check(tables, field)


def test_a_local_minimum_beside_it_is_a_contradiction() -> None:
    problem = problem_from_tables(risk("t1**2"))
    minimum = checker.check(
        problem,
        Certificate("critical-point", problem.digest, {"point": {"exact": ["0"]}, "congruence": [["1"]], "bits": 64}),
    )
    none = check(*TRUE["a line"])
    assert contradictions(problem, [minimum]) == []
    assert contradictions(problem, [minimum, none]) == ["L has a local minimum, and no critical point at all"]
