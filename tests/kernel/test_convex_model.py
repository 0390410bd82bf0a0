"""``convex-model``: models in which L is convex are found; a model that is none, or does not move, is refused."""

from __future__ import annotations

import copy
from fractions import Fraction
from typing import Any

import pytest
from problems import SADDLE, Tables, formula

from verify.errors import CertificateError
from verify.files.load import problem_from_tables
from verify.kernel import checker
from verify.kernel.certificate import Certificate
from verify.kernel.evidence import Evidence, Grade
from verify.numerics.point import Exact
from verify.problem.expression import num
from verify.propose.convex_models import convex_model

Json = dict[str, Any]

LINE = formula("t1*x1 + t2", ["t1", "t2"], [("0", "0"), ("1", "1"), ("2", "3")])
RIDGE = formula("t1*x1 + t2 + 1", ["t1", "t2", "t3"], [("0", "0"), ("1", "1")], regularizer="t1**2/10 + (t1 - t3)**2")


def linear(widths: list[int], **more: Any) -> Tables:
    problem = {
        "network": {"widths": widths, "activation": "linear"},
        "loss": "squared",
        "inputs": [["0", "1"], ["1", "0"], ["1", "1"], ["2", "-1"]],
        "targets": [["0"] * widths[-1], ["1"] * widths[-1], ["3"] * widths[-1], ["1"] * widths[-1]],
        **more,
    }
    return {"problem": problem, "augment": {}}


THREE = [*"120111", *"000", *"102011", *"00", *"11", "0"]
"""Weights of full rank, and biases 0."""

FOUND: dict[str, tuple[Tables, list[str]]] = {
    "a line": (LINE, ["1", "0"]),
    "weight decay": (RIDGE, ["1", "0", "2"]),
    "absolute errors": ({**LINE, "problem": {**LINE["problem"], "loss": "absolute"}}, ["1", "0"]),
    "a parameter without effect": (formula("t1*x1 + 0*t2", ["t1", "t2"], [("1", "1")]), ["1", "0"]),
    "two linear layers": (linear([2, 2, 1]), ["1", "2", "0", "1", "0", "0", "1", "1", "0"]),
    "three linear layers": (linear([2, 3, 2, 1]), THREE),
    "a narrow layer, one output": (linear([2, 1, 1]), ["1", "2", "0", "3", "1"]),
}


def proposals(tables: Tables, texts: list[str]) -> list[Certificate]:
    problem = problem_from_tables(tables)
    at = Exact(tuple(texts), tuple(num(Fraction(text)) for text in texts))
    return [c for c in convex_model(problem, at, 96) if isinstance(c, Certificate)]


def check(tables: Tables, content: Json) -> Evidence:
    problem = problem_from_tables(tables)
    return checker.check(problem, Certificate("convex-model", problem.digest, content))


@pytest.mark.parametrize("name", FOUND)
def test_a_model_is_found_and_certified(name: str) -> None:
    tables, texts = FOUND[name]
    (found,) = proposals(tables, texts)
    assert "a local minimum there is a global one" in check(tables, dict(found.data)).statement


@pytest.mark.parametrize(
    ("tables", "texts", "words"),
    [
        (linear([2, 2, 1]), ["0"] * 9, "in all its"),
        (SADDLE, ["0", "0"], "in all its"),
        (linear([2, 1, 2]), ["1", "2", "0", "3", "1", "0", "0"], "in all its"),
    ],
    ids=["all weights 0", "a product at 0", "a layer that is narrower than both ends"],
)
def test_a_model_that_does_not_move_in_all_entries_is_refused(tables: Tables, texts: list[str], words: str) -> None:
    for found in proposals(tables, texts):
        with pytest.raises(CertificateError, match=words):
            check(tables, dict(found.data))
    bottleneck = len(texts) == 7  # more entries than parameters: nothing is proposed
    assert bottleneck or proposals(tables, texts)


NONE: dict[str, tuple[Tables, list[str]]] = {
    "a loss that is not convex": (formula("t1*x1", ["t1"], [("1", "1")], loss={"name": "cauchy"}), ["1"]),
    "tanh": (formula("tanh(t1*x1)", ["t1"], [("1", "1")]), ["1"]),
}


@pytest.mark.parametrize("name", NONE)
def test_nothing_is_proposed_where_l_is_no_convex_function_of_a_model(name: str) -> None:
    assert proposals(*NONE[name]) == []


GOOD: Json = {
    "point": {"exact": ["1", "0"]},
    "model": ["t1", "t2"],
    "constant": ["0", "0", "0"],
    "columns": [["0", "1", "2"], ["1", "1", "1"]],
    "rows": [0, 1],
    "bits": 96,
}

LIES: dict[str, tuple[tuple[Any, ...], Any, str]] = {
    "another column": (("columns", 0, 2), "3", "component 3"),
    "another column, nearly": (("columns", 0, 2), "2.00000000000000000000000000001", "component 3"),
    "another constant": (("constant", 0), "1", "component 1"),
    "another model": (("model", 0), "t1**2", "component 2"),
    "an entry twice": (("model",), ["t1", "t1"], "component 1"),
    "a model without a value somewhere": (("model", 0), "t1**2/t1", "value everywhere"),
    "a model that has a root": (("model", 0), "sqrt(t1)**2", "value everywhere"),
    "a row twice": (("rows",), [0, 0], "different parameters"),
    "a row less": (("rows",), [0], "different parameters"),
    "no model": (("model",), [], "no formula"),
    "a penalty that is none": (("penalty",), "m1**2", "the penalty"),
    "no such point": (("point", "exact", 0), "1/0", "division by zero"),
}


def test_the_one_made_by_hand_is_true() -> None:
    assert check(LINE, GOOD).grade is Grade.CERTIFIED


def test_a_term_in_theta_alone_has_a_value_everywhere() -> None:
    content = {**GOOD, "penalty": "0*m1"}
    assert check({**LINE, "problem": {**LINE["problem"], "regularizer": "t1*t2 - t2*t1"}}, content)
    for hidden in ("0*log(t1)", "0*sqrt(t1)", "0/t1"):
        with pytest.raises(CertificateError, match="a value everywhere"):
            check({**LINE, "problem": {**LINE["problem"], "regularizer": hidden}}, content)


@pytest.mark.parametrize("name", LIES)
def test_a_lie_is_refused(name: str) -> None:
    path, value, words = LIES[name]
    content = copy.deepcopy(GOOD)
    target: Any = content
    for key in path[:-1]:
        target = target[key]
    target[path[-1]] = value
    with pytest.raises(CertificateError, match=words):
        check(LINE, content)


@pytest.mark.parametrize(
    ("term", "penalty", "words"),
    [
        ("t1**2 - t2**2", "m1**2 - m2**2", "convex"),
        ("t1**4", "m1**4", "degree at most 2"),
        ("t1**2", None, "a term in theta alone"),
        ("t1**2", "m1**2/2", "the penalty"),
        ("t1*t2", "m1*m2", "convex"),
    ],
)
def test_a_term_in_theta_alone_has_to_be_a_convex_polynomial_of_the_model(
    term: str, penalty: str | None, words: str
) -> None:
    tables = {**LINE, "problem": {**LINE["problem"], "regularizer": term}}
    content = GOOD if penalty is None else {**GOOD, "penalty": penalty}
    with pytest.raises(CertificateError, match=words):
        check(tables, content)


def test_a_kink_of_the_model_is_allowed_but_not_at_the_point() -> None:
    """relu(t1)*x1 with the target -1: at t1 = 0 there is a local minimum, and no slope; at 1 the theorem holds."""
    tables = formula("relu(t1)*x1", ["t1"], [("1", "-1")])
    content = {"model": ["relu(t1)"], "constant": ["0"], "columns": [["1"]], "rows": [0], "bits": 96}
    assert check(tables, {"point": {"exact": ["1"]}, **content}).kind == "convex-model"
    for theta, words in (("0", "continuously differentiable"), ("-1", "in all its")):
        with pytest.raises(CertificateError, match=words):
            check(tables, {"point": {"exact": [theta]}, **content})


def test_a_cubic_stands_still_where_it_has_no_slope() -> None:
    """L = (t1^3 - 1)^2: every local minimum is global, but at 0, which is none, the model does not move."""
    tables = formula("t1**3*x1", ["t1"], [("1", "1")])
    content = {"model": ["t1**3"], "constant": ["0"], "columns": [["1"]], "rows": [0], "bits": 96}
    assert check(tables, {"point": {"exact": ["1"]}, **content}).kind == "convex-model"
    with pytest.raises(CertificateError, match="in all its"):
        check(tables, {"point": {"exact": ["0"]}, **content})


@pytest.mark.parametrize("text", ["sqrt(t1**2)*x1", "abs(t1)*x1", "exp(log(t1**2)/2)*x1"])
def test_a_model_that_is_the_output_on_one_side_only_is_refused(text: str) -> None:
    tables = formula(text, ["t1"], [("1", "1"), ("2", "1")])
    content = {"model": ["t1"], "constant": ["0", "0"], "columns": [["1", "2"]], "rows": [0], "bits": 96}
    with pytest.raises(CertificateError, match=r"component 1|value everywhere"):
        check(tables, {"point": {"exact": ["3/5"]}, **content})


def test_a_declared_convexity_is_an_assumption() -> None:
    loss = {"formula": "exp(q - y) + exp(y - q)", "facts": ["convex", "differentiable"]}
    tables = {**LINE, "problem": {**LINE["problem"], "loss": loss}}
    assert check(tables, GOOD).assuming == ("convex",)
