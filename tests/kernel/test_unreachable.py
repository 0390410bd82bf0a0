"""No theta is data-optimal: proved by one linear relation of the outputs; every lie about it is refused."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from problems import Tables, formula

from verify.claims.registry import claims
from verify.errors import CertificateError
from verify.files.load import load, problem_from_tables
from verify.kernel import checker
from verify.kernel.certificate import Certificate
from verify.kernel.evidence import Evidence
from verify.kernel.kinds.unreachable import class_weights
from verify.problem.formula import constant
from verify.problem.objective import Problem
from verify.propose.output_relations import unreachable
from verify.prove.augmented_questions import no_minimum
from verify.prove.inquiry import ask
from verify.prove.judge import judge
from verify.prove.risk_questions import value
from verify.prove.subject import Subject

Json = dict[str, Any]


def check(tables: Tables, data: Json) -> Evidence:
    problem = problem_from_tables(tables)
    return checker.check(problem, Certificate("unreachable", problem.digest, data))


def proposed(tables: Tables) -> Json | None:
    found = unreachable(problem_from_tables(tables))
    return dict(found.data) if isinstance(found, Certificate) else None


LINEAR: Tables = {
    "problem": {
        "network": {"widths": [2, 1, 2], "activation": "linear"},
        "loss": "squared",
        "inputs": [["0", "0"], ["1", "1/3"], ["2", "2/3"]],
        "targets": [["0", "1"], ["1", "0"], ["2", "0"]],
    },
    "augment": {},
}
"""The inputs lie on a line, at equal distances, and the second targets do not."""

OUT_OF_REACH: dict[str, Tables] = {
    "a constant, two targets": formula("t1", ["t1"], [("0", "0"), ("1", "1")], loss="squared"),
    "a line, three targets": formula("t1*x1 + t2", ["t1", "t2"], [("0", "0"), ("1", "1"), ("2", "1")], loss="huber"),
    "a product of weights": LINEAR,
    "even, with a kink": formula("t1*relu(t2*x1**2 + t3)", ["t1", "t2", "t3"], [("1", "0"), ("-1", "1")]),
    "odd": formula("t1*tanh(t2*x1)", ["t1", "t2"], [("1", "1"), ("-1", "1")], loss="pseudo-huber"),
    "nothing at 0": formula("t1*sin(t2*x1)", ["t1", "t2"], [("0", "1/1000000"), ("1", "1")]),
    "the constant is irrational": formula("t1*x1 + exp(x1)", ["t1"], [("0", "2"), ("1", "1")]),
    "means of conflicting targets": formula("t1", ["t1"], [("0", "0"), ("0", "2"), ("1", "1"), ("1", "3/2")]),
    "logarithms": formula(
        "t1", ["t1"], [("0", "1"), ("0", "-1"), ("1", "1"), ("1", "1"), ("1", "-1")], loss="logistic"
    ),
    "soft targets": formula("t1*x1", ["t1"], [("1", "1/3"), ("2", "1/2")], loss="binary-cross-entropy"),
    "of one sign": formula("t1**2 + exp(t2)", ["t1", "t2"], [("0", "-1/100")], loss="huber"),
    "bounded above": formula("2*sigmoid(t1*x1) + 1/3", ["t1"], [("1", "7/3 + 1/100")], loss="squared"),
    "bounded below": formula("t1**2 - cos(t2)", ["t1", "t2"], [("1", "-3/2")], loss="huber"),
    "no parameters": formula("1/2", [], [("0", "1")], loss="squared"),
    "huge or tiny": formula("exp(exp(9*t1*x1**2)) - exp(-exp(9*t1))", ["t1"], [("-1", "0"), ("1", "1")]),
    "shared": formula("t1", ["t1"], [("0", "0"), ("1", "1")], augment={"shared": True, "lam": "-1"}),
}


@pytest.mark.parametrize("name", OUT_OF_REACH)
def test_what_no_theta_reaches_is_proved_so(name: str) -> None:
    data = proposed(OUT_OF_REACH[name])
    assert data is not None
    evidence = check(OUT_OF_REACH[name], data)
    assert "no theta is data-optimal, L~ has no local minimum at all" in evidence.statement


REACHED: dict[str, Tables] = {
    "a constant": formula("t1", ["t1"], [("0", "1"), ("1", "1")], loss="squared"),
    "a constant, the same means": formula("t1", ["t1"], [("0", "0"), ("0", "2"), ("1", "1")], loss="squared"),
    "logarithms of the same ratio": formula(
        "t1", ["t1"], [("0", "1"), ("0", "-1"), ("1", "1"), ("1", "-1")], loss="logistic"
    ),
    "odd": formula("t1*tanh(t2*x1)", ["t1", "t2"], [("1", "1"), ("-1", "-1")]),
    "nothing at 0": formula("t1*sin(t2*x1)", ["t1", "t2"], [("0", "0"), ("1", "1")]),
    "of one sign": formula("t1**2", ["t1"], [("0", "0")]),
    "below its bound": formula("2*sigmoid(t1*x1) + 1/3", ["t1"], [("1", "7/3 - 1/100")], loss="squared"),
    "at its bound": formula("2*sigmoid(t1*x1) + 1/3", ["t1"], [("1", "7/3")], loss="squared"),
    "a whole interval is least": formula("t1", ["t1"], [("0", "1"), ("1", "-1")], loss="polynomial-hinge"),
}


@pytest.mark.parametrize("name", REACHED)
def test_nothing_is_proposed_where_a_theta_may_do(name: str) -> None:
    assert proposed(REACHED[name]) is None


CONSTANT = OUT_OF_REACH["a constant, two targets"]
SIGN = OUT_OF_REACH["of one sign"]
BOUNDED = OUT_OF_REACH["bounded above"]
Change = Callable[[Json], None]


def term(i: int, **values: Any) -> Change:
    return lambda data: data["terms"][i].update(values)


LIES: dict[str, tuple[Tables, Change, str]] = {
    "not_in_balance": (CONSTANT, term(0, y="-2"), "not proved to be = 0"),
    "another_constant": (CONSTANT, lambda d: d.update(constant="1/3"), "not proved to be = 1/3"),
    "the_constant_that_the_targets_give": (CONSTANT, lambda d: d.update(constant="1"), "violate"),
    "one_output_alone": (CONSTANT, lambda d: d["terms"].pop(), "violate|not proved to be"),
    "no_output": (CONSTANT, lambda d: d.update(terms=[]), "no output is named"),
    "an_output_twice": (CONSTANT, lambda d: d["terms"].append(d["terms"][0]), "named twice"),
    "with_the_number_0": (CONSTANT, term(0, y="0"), "the number 0"),
    "interval_beside_the_minimum": (CONSTANT, term(0, low="1/2", high="1"), "change its sign"),
    "interval_ends_at_the_minimum": (CONSTANT, term(0, low="-1", high="0"), "change its sign"),
    "interval_the_wrong_way_round": (CONSTANT, term(0, low="1", high="-1"), "change its sign"),
    "interval_too_wide": (CONSTANT, term(0, low="-1", high="1"), "violate"),
    "unknown_relation": (CONSTANT, lambda d: d.update(relation="<="), "is = or >="),
    "equal_is_not_nonnegative": (CONSTANT, lambda d: d.update(relation=">="), "violate"),
    "not_of_this_sign": (SIGN, term(0, y="-1"), "violate"),
    "above_what_it_is": (SIGN, lambda d: d.update(constant="1"), "not proved to be >= 1"),
    "higher_than_its_bound": (BOUNDED, lambda d: d.update(constant="-2"), "not proved to be >= -2"),
    "inequality_called_equation": (SIGN, lambda d: d.update(relation="="), "not proved to be = 0"),
    "no_such_input": (CONSTANT, term(0, input=2), "from 0 to 1"),
    "no_such_output": (CONSTANT, term(0, output=1), "from 0 to 0"),
    "unknown_field_in_a_term": (CONSTANT, term(0, why="x"), "unknown field"),
    "unknown_field": (CONSTANT, lambda d: d.update(why="x"), "unknown field"),
    "constant_with_a_parameter": (CONSTANT, lambda d: d.update(constant="t1 - t1"), "t1"),
}


@pytest.mark.parametrize("lie", LIES)
def test_a_lie_is_refused(lie: str) -> None:
    tables, change, message = LIES[lie]
    data = copy.deepcopy(proposed(tables))
    assert data is not None
    change(data)
    with pytest.raises(CertificateError, match=message):
        check(tables, data)


def varied(**more: Any) -> Tables:
    return formula("t1", ["t1"], [("0", "0"), ("1", "1")], **{"loss": "squared", **more})


@pytest.mark.parametrize(
    ("tables", "message"),
    [
        (varied(augment={"lam": "0"}), "lam is 0"),
        (varied(augment={"penalty": "lam*abs(a)"}), r"a exp\(w.x"),
        (varied(augment={"neuron": "a*tanh(u + b)"}), r"a exp\(w.x"),
        (varied(loss="absolute"), "differentiable"),
        (varied(loss="cauchy"), "convex"),
        (varied(loss="geman-mcclure"), "convex"),
    ],
)
def test_the_theorem_needs_its_hypotheses(tables: Tables, message: str) -> None:
    data = proposed(CONSTANT)
    assert data is not None
    with pytest.raises(CertificateError, match=message):
        check(tables, data)


def classes(*targets: list[str], network: list[str] | None = None) -> Tables:
    """One sample at each of the inputs 0, 0, 1, 1, ..., softmax cross-entropy with three classes."""
    return {
        "problem": {
            "network": {"formula": network or ["t1", "t2*t2", "0"], "parameters": ["t1", "t2"]},
            "loss": "softmax-cross-entropy",
            "inputs": [[str(i // 2)] for i in range(len(targets))],
            "targets": list(targets),
        },
        "augment": {},
    }


UNIFORM, SKEW, HARD = ["1/3", "1/3", "1/3"], ["1/2", "1/4", "1/4"], ["1", "0", "0"]


def test_for_cross_entropy_the_differences_of_outputs_are_compared() -> None:
    tables = classes(UNIFORM, UNIFORM, SKEW, HARD)
    tables["problem"]["targets"][3] = ["0", "1/2", "1/2"]  # the mean with SKEW: 1/4, 3/8, 3/8
    data = proposed(tables)
    assert data is not None
    assert {term["minus"] for term in data["terms"]} == {0}
    evidence = check(tables, data)
    assert "no theta is data-optimal" in evidence.statement
    assert evidence.facts["wanted"].lstrip("-").startswith("0.405465108108164")  # log(3/2)
    # The same distribution at both inputs is reached.
    assert proposed(classes(UNIFORM, SKEW, SKEW, UNIFORM)) is None
    # Where a class is missing, the loss has no stationary point: `unattained`, not this kind.
    assert proposed(classes(HARD, HARD, UNIFORM, UNIFORM)) is None


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (term(0, low="0", high="1/1000"), "enclose the logarithm"),
        (term(0, low="-2", high="-1"), "enclose the logarithm"),
        (term(0, low="1", high="2"), "enclose the logarithm"),
        (term(0, minus=1), "enclose the logarithm|violate|not proved to be"),
        (term(0, minus=3), "from 0 to 2"),
        (lambda d: d["terms"][0].pop("minus"), "not a sum over the outputs"),
    ],
)
def test_a_lie_about_a_difference_is_refused(change: Change, message: str) -> None:
    tables = classes(UNIFORM, UNIFORM, SKEW, SKEW)
    data = copy.deepcopy(proposed(tables))
    assert data is not None
    change(data)
    with pytest.raises(CertificateError, match=message):
        check(tables, data)


def test_a_difference_is_for_cross_entropy_alone_and_for_classes_that_occur() -> None:
    terms = [{"input": x, "output": 0, "minus": 1, "y": y, "low": "-1", "high": "1"} for x, y in ((0, "1"), (1, "-1"))]
    data = {"relation": "=", "constant": "0", "terms": terms, "bits": 64}
    with pytest.raises(CertificateError, match="a class has no weight"):
        check(classes(HARD, HARD, UNIFORM, UNIFORM), data)
    squared = classes(HARD, HARD, UNIFORM, UNIFORM)
    squared["problem"]["loss"] = "squared"
    with pytest.raises(CertificateError, match="for softmax cross-entropy"):
        check(squared, data)


FILE = """
title = "Out of reach"
kind = "failure-mode"
source = "test"
belief = "b"
catch = "c"
restores = "r"
[problem]
network = {{ formula = ["{f}"], parameters = {names} }}
loss = "{loss}"
inputs = {inputs}
targets = {targets}
[point]
theta = {theta}
[expect]
value = "{value}"
residual_gradients = {rho}
"""


@pytest.mark.parametrize(
    "texts",
    [
        {"f": "t1", "names": '["t1"]', "theta": '["1/2"]', "value": "1/4", "rho": '[["1"], ["-1"]]'},
        {"f": "t1", "names": '["t1"]', "theta": '["0"]', "value": "1/2", "rho": '[["0"], ["-2"]]'},
        {"f": "t1**2", "names": '["t1"]', "theta": '["0"]', "value": "1/2", "rho": '[["0"], ["-2"]]'},
        {"f": "t1*x1*x1 - t1*x1", "names": '["t1"]', "theta": '["0"]', "value": "1/2", "rho": '[["0"], ["-2"]]'},
        {
            "f": "t1",
            "names": '["t1"]',
            "theta": '["1/2"]',
            "value": "1/8",
            "rho": '[["1/2"], ["-1/2"]]',
            "loss": "huber",
        },
    ],
)
def test_where_no_theta_will_do_the_elimination_theorem_is_vacuous(tmp_path: Path, texts: dict[str, str]) -> None:
    path = tmp_path / "out-of-reach.toml"
    more = {"loss": "squared", "inputs": '[["0"], ["1"]]', "targets": '[["0"], ["1"]]'}
    path.write_text(FILE.format(**(more | texts)), encoding="utf-8")
    subject = Subject.of(load(path))
    answers = ask(subject, [value(subject), *no_minimum(subject)])
    proved = [result.kind for result in answers.results.values() if isinstance(result, Evidence)]
    assert proved == ["value", "unreachable"]
    assert judge(claims()["ELIM"], subject).verdict == "vacuous"
    assert judge(claims()["EXIST"], subject).verdict == "holds"


def test_where_some_theta_will_do_it_is_not(tmp_path: Path) -> None:
    texts = {"f": "t1*x1", "names": '["t1"]', "theta": '["0"]', "value": "1/2", "rho": '[["0"], ["-2"]]'}
    more = {"loss": "squared", "inputs": '[["0"], ["1"]]', "targets": '[["0"], ["1"]]'}
    path = tmp_path / "in-reach.toml"
    path.write_text(FILE.format(**(more | texts)), encoding="utf-8")
    subject = Subject.of(load(path))
    questions = no_minimum(subject)
    assert ask(subject, questions).to(questions) == []
    assert judge(claims()["EXIST"], subject).verdict != "holds"


def test_a_class_has_a_weight_if_every_target_is_rational() -> None:
    def about(**more: Any) -> Problem:
        network = {"formula": ["t1", "0"], "parameters": ["t1"]}
        targets = [["1", "0"], ["1/4", "3/4"], ["0", "1"]]
        inputs = [["0"], ["0"], ["1"]]
        tables = {"network": network, "loss": "softmax-cross-entropy", "inputs": inputs, "targets": targets, **more}
        return problem_from_tables({"problem": tables, "augment": {}})

    assert class_weights(about(), 0) == [Fraction(5, 4), Fraction(3, 4)]
    assert class_weights(about(weights=["1/3", "2", "1"]), 0) == [Fraction(5, 6), Fraction(3, 2)]
    assert class_weights(about(loss="squared"), 0) is None
    # No file states such targets; the kernel does not rely on that.
    root = constant("sqrt(2)/2")
    assert class_weights(replace(about(), targets=((root, 1 - root), *about().targets[1:])), 0) is None
