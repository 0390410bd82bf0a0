"""``data-optimal`` at a fit: float weights next to a surface of exact fits; a fit that is none is refused."""

from __future__ import annotations

import copy
from fractions import Fraction
from typing import Any

import pytest
from problems import Tables, formula

from verify.errors import CertificateError
from verify.files.load import problem_from_tables
from verify.kernel import checker
from verify.kernel.certificate import Certificate
from verify.kernel.evidence import Evidence, Grade, Unknown
from verify.propose.exact_fits import exact_fit

Json = dict[str, Any]

BITS = 96

PRODUCT = formula("t1*t2*x1 + t3*x1**2", ["t1", "t2", "t3"], [("1", "2"), ("2", "5")])
"""Two samples, three parameters: t1 t2 = 3/2 and t3 = 1/2 fit them."""

CONFLICT = formula("t1*tanh(t2*x1)", ["t1", "t2"], [("1", "0"), ("1", "1"), ("2", "1/2"), ("2", "3/4")])
"""At each input the mean of its two targets is the best output."""

RELU = formula("t1*relu(t2*x1) + t3", ["t1", "t2", "t3"], [("-1", "1/2"), ("1", "2")])

FOUND: dict[str, tuple[Tables, list[str]]] = {
    "a product": (PRODUCT, ["3", "0.5000001", "0.4999999"]),
    "targets that differ": (CONFLICT, ["0.6455", "1.0317"]),
    "as many equations as parameters": (formula("t1*x1", ["t1"], [("1", "2")]), ["1.9999"]),
    "relu": (RELU, ["1.5", "1.0000001", "0.5"]),
    "another loss": (
        formula("t1*t2*x1", ["t1", "t2"], [("1", "2")], loss={"name": "cauchy"}),
        ["2", "0.9999"],
    ),
}


def check(tables: Tables, content: Json) -> Evidence:
    problem = problem_from_tables(tables)
    return checker.check(problem, Certificate("data-optimal", problem.digest, content))


def propose(tables: Tables, texts: list[str]) -> Certificate | Unknown:
    return exact_fit(problem_from_tables(tables), [Fraction(text) for text in texts], BITS)


@pytest.mark.parametrize("name", FOUND)
def test_a_fit_near_floats_is_found_and_certified(name: str) -> None:
    tables, texts = FOUND[name]
    found = propose(tables, texts)
    assert isinstance(found, Certificate), found
    assert "global minimum" in check(tables, dict(found.data)).statement


NONE: dict[str, tuple[Tables, list[str], str]] = {
    "too few parameters": (formula("t1*x1", ["t1"], [("1", "2"), ("2", "4")]), ["2"], "too few"),
    "far": (PRODUCT, ["1", "1", "1"], "do not look nearly 0"),
    "on a kink": (RELU, ["1", "0", "1/2"], "nearly 0|not differentiable|dependent"),
    "equations that depend on each other": (
        formula("t1 + t2", ["t1", "t2"], [("1", "2"), ("2", "2")]),
        ["1", "1"],
        "dep",
    ),
    "no such output": (formula("t1**2 + t2**2", ["t1", "t2"], [("1", "-1/1000000")]), ["0.01", "0"], "no box|nearly 0"),
}


@pytest.mark.parametrize("name", NONE)
def test_no_fit_is_proposed_where_there_is_none_or_it_is_not_seen(name: str) -> None:
    tables, texts, words = NONE[name]
    found = propose(tables, texts)
    assert isinstance(found, Unknown)
    assert any(word in found.detail for word in words.split("|"))


def good() -> Json:
    found = propose(PRODUCT, ["3", "0.5000001", "0.4999999"])
    assert isinstance(found, Certificate)
    return copy.deepcopy(dict(found.data))


LIES: dict[str, tuple[str, Any, str]] = {
    "another point": ("center", ["3", "1", "1"], "Krawczyk"),
    "nearly the point": ("radius", "1/10**60", "exact number"),
    "a box that is too small": ("radius", "1e-60", "Krawczyk"),
    "nothing held": ("fit", [], "3 coordinates are not held"),
    "all held": ("fit", [0, 1, 2], "0 coordinates are not held"),
    "the wrong one is held": ("fit", [2], "Krawczyk|length"),
    "one held twice": ("fit", [0, 0], "rise|coordinates"),
    "no such coordinate": ("fit", [3], "0 to 2"),
    "no inverse": ("preconditioner", [["0", "0"], ["0", "0"]], "Krawczyk"),
    "a field more": ("rounds_to", ["3", "1/2", "1/2"], "unknown field"),
    "another form, too": ("slice", [0], "unknown field"),
    "and another": ("exact", ["3", "1/2", "1/2"], "unknown field"),
}


def test_the_good_one_is_good() -> None:
    assert check(PRODUCT, good()).grade is Grade.CERTIFIED


@pytest.mark.parametrize("name", LIES)
def test_a_lie_is_refused(name: str) -> None:
    key, value, words = LIES[name]
    content = good()
    content["point"][key] = value
    with pytest.raises(CertificateError, match=words):
        check(PRODUCT, content)


def test_a_fit_of_targets_that_are_a_little_off_is_none() -> None:
    tables = {**PRODUCT, "problem": {**PRODUCT["problem"], "targets": [["2"], ["5.0001"]]}}
    with pytest.raises(CertificateError, match="Krawczyk"):
        check(tables, good())


def test_where_the_residual_gradients_vanish_a_loss_that_is_not_convex_need_not_be_least() -> None:
    """double-well has a minimum at the residual 7/4 that is not its least."""
    tables = formula("t1*t2*x1", ["t1", "t2"], [("1", "0")], loss={"name": "double-well"})
    found = propose(tables, ["1", "1.7501"])
    assert isinstance(found, Certificate)
    with pytest.raises(CertificateError, match="not known to be a global minimum"):
        check(tables, dict(found.data))


def test_a_fit_over_a_kink_is_refused() -> None:
    """Between the centre and the zero a unit comes alive: the box has to lie on one side."""
    tables = formula("relu(t1) - 2*relu(-t1)", ["t1"], [("0", "1/1000")])
    point = {"fit": [], "center": ["0"], "radius": "1/100", "preconditioner": [["1"]], "bits": 96}
    with pytest.raises(CertificateError, match="Krawczyk"):
        check(tables, {"point": point})


def test_a_fit_is_no_exact_point_and_no_critical_point_of_another_kind() -> None:
    problem = problem_from_tables(PRODUCT)
    unit = [["1", "0", "0"], ["0", "1", "0"], ["0", "0", "1"]]
    for kind, more in (("stationary", {}), ("critical-point", {"congruence": unit, "bits": 96})):
        with pytest.raises(CertificateError, match=r"exact coordinates|across a slice"):
            checker.check(problem, Certificate(kind, problem.digest, {"point": good()["point"], **more}))
