"""``critical-family``: units that are there twice, from floats; a trade that is none is refused."""

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
from verify.kernel.evidence import Evidence
from verify.propose.merged_units import critical_family

Json = dict[str, Any]

BITS = 128
INPUTS = [["1"], ["2"], ["3"], ["-3/2"], ["1/2"]]
TARGETS = [["9/10"], ["3/5"], ["6/5"], ["-1/2"], ["1/10"]]
TWO_TARGETS = [["9/10", "1/5"], ["3/5", "1/10"], ["6/5", "-3/10"], ["-1/2", "2/5"], ["1/10", "0"]]
W, V = "0.25741377", "1.72772948"
"""The best fit of one unit without bias, rounded."""


def layered(widths: list[int], targets: list[list[str]] = TARGETS, **more: Any) -> Tables:
    network = {"widths": widths, "activation": "tanh"} | more.pop("network", {})
    problem = {"network": network, "loss": "squared", "inputs": INPUTS, "targets": targets, **more}
    return {"problem": problem, "augment": {}}


PLAIN = {"network": {"bias": False}}
TWO = layered([1, 2, 1], **PLAIN)


def share(part: str) -> str:
    """A part of the outer weight."""
    return str(Fraction(V) * Fraction(part))


FOUND: dict[str, tuple[Tables, list[str], str, str]] = {
    "between: a saddle": (TWO, [W, W, share("1/2"), share("1/2")], "no", "1"),
    "beyond: a minimum": (TWO, [W, W, share("3/2"), share("-1/2")], "yes", "1"),
    "opposite units": (TWO, [W, f"-{W}", share("3/2"), share("1/2")], "yes", "1"),
    "up to rounding": (TWO, [W, "0.2574138", share("3/2"), share("-0.5000001")], "yes", "1"),
    "three": (layered([1, 3, 1], **PLAIN), [W, W, f"-{W}", share("1/3"), share("1/3"), share("-1/3")], "no", "2"),
    "constant units": (layered([1, 2, 1]), ["0", "0", "0.3", "0.2", "0", "0", "0.46"], "no", "2"),
    "units that decay has all but switched off": (
        layered([1, 2, 1], regularizer="2*(W1_1_1**2 + W1_2_1**2 + W2_1_1**2 + W2_1_2**2)"),
        ["8e-4", "-6e-4", "0.3", "0.2", "7e-4", "-5e-4", "0.4601"],
        "yes",
        "2",
    ),
    "two outputs": (
        layered([1, 2, 2], TWO_TARGETS, **PLAIN),
        ["0.20224159", "0.20224159", "3.161896095", "-1.053965365", "-0.524732895", "0.174910965"],
        "no",
        "1",
    ),
}


def proposals(tables: Tables, texts: list[str]) -> list[Certificate]:
    problem = problem_from_tables(tables)
    found = critical_family(problem, [Fraction(text) for text in texts], BITS)
    return [c for c in found if isinstance(c, Certificate)]


def check(tables: Tables, content: Json) -> Evidence:
    problem = problem_from_tables(tables)
    return checker.check(problem, Certificate("critical-family", problem.digest, content))


@pytest.mark.parametrize("name", FOUND)
def test_units_that_are_there_twice_are_merged_and_the_family_certified(name: str) -> None:
    tables, texts, minimum, dimension = FOUND[name]
    (found,) = proposals(tables, texts)
    facts = check(tables, dict(found.data)).facts
    assert facts["minimum"] == minimum
    assert minimum == "no" or facts["dimension"] == dimension
    assert len(found.data["point"]["outer"]) == int(dimension)


NONE: dict[str, tuple[Tables, list[str]]] = {
    "the units differ": (TWO, [W, "0.3", share("3/2"), share("-1/2")]),
    "the outer weights cancel": (TWO, [W, W, V, f"-{V}"]),
    "no two outputs of one trade": (
        layered([1, 2, 2], [[*y, *y] for y in TARGETS], **PLAIN),
        [W, W, share("3/2"), share("-1/2"), share("1/2"), share("1/2")],
    ),
}


@pytest.mark.parametrize("name", NONE)
def test_nothing_is_proposed_where_nothing_is_there_twice(name: str) -> None:
    assert proposals(*NONE[name]) == []


def test_the_outer_weights_may_not_be_traded_where_they_are_penalised() -> None:
    tables = layered([1, 2, 1], **PLAIN, regularizer="(W2_1_1**2 + W2_1_2**2)/1000")
    for found in proposals(tables, [W, W, share("3/2"), share("-1/2")]):
        with pytest.raises(CertificateError, match="term in theta alone"):
            check(tables, dict(found.data))


def good() -> Json:
    (found,) = proposals(TWO, [W, W, share("3/2"), share("-1/2")])
    return copy.deepcopy(dict(found.data))


def changed(content: Json, path: tuple[Any, ...], value: Any) -> Json:
    target: Any = content
    for key in path[:-1]:
        target = target[key]
    target[path[-1]] = value
    return content


LIES: dict[str, tuple[tuple[Any, ...], Any, str]] = {
    "another factor": (("factors", 0, 0), "1 - s1 + 1/10**30", "smaller function"),
    "no factor": (("factors", 0, 0), "0", "smaller function"),
    "a factor without a value": (("factors", 0, 0), "(1 - s1)*(s1 + 1/2)/(s1 + 1/2)", "have a value"),
    "the units differ": (("point", "map", 1), "W1_1_1 + 1/10**30", "Krawczyk|smaller function"),
    "the trade is off": (("point", "map", 3), "(s1 + 1/10**30)*W2_1_1", "smaller function"),
    "the family stands still": (("point", "map", 3), "(-1/2)*W2_1_1", "smaller function"),
    "another point": (("point", "center", 0), "1", "Krawczyk"),
    "a variable twice": (("point", "outer"), ["W1_1_1"], "named twice"),
    "a variable that is a function": (("point", "outer"), ["tanh"], "reserved"),
    "no outer variable": (("point", "outer"), [], "each name a variable"),
    "rows that do not move": (("rows",), [0], "1 dimensions"),
    "no rows": (("rows",), [], "1 different parameters"),
    "one direction less": (("complement",), [["1"], ["0"], ["0"], ["0"]], "all 3 directions|not decided"),
    "too many directions": (("complement",), [["1", "0", "0", "0"]] * 4, "1 to 3 columns"),
    "no matrix": (("complement",), ["1", "0", "0", "0"], "1 to 3 columns"),
    "a number for a matrix": (("complement",), "1", "1 to 3 columns"),
    "a factor less": (("factors",), [["1", "0"]] * 3, "a row for each of the 4"),
    "no direction": (("complement",), [[]] * 4, "1 to 3 columns"),
    "a point with exact coordinates": (("point",), {"exact": ["1", "1", "1", "1"]}, "image"),
}


def test_the_good_one_is_good() -> None:
    assert check(TWO, good()).facts["minimum"] == "yes"


@pytest.mark.parametrize("name", LIES)
def test_a_lie_is_refused(name: str) -> None:
    path, value, words = LIES[name]
    with pytest.raises(CertificateError, match=words):
        check(TWO, changed(good(), path, value))


def test_a_direction_less_proves_no_minimum() -> None:
    """In fewer directions than there are across the family a positive definite Hessian proves nothing."""
    content = good()
    content["complement"] = [row[:-1] for row in content["complement"]]
    with pytest.raises(CertificateError, match="all 3 directions"):
        check(TWO, content)


FIXED = {"inner": ["y"], "outer": ["s"], "at": ["0"], "center": ["0"], "radius": "1/1000", "bits": 96}


@pytest.mark.parametrize(
    ("factors", "words"),
    [([["1"], ["0"]], "term in theta alone"), ([["(y - s**2)/y"], ["-2*s"]], "have a value")],
)
def test_a_line_on_which_l_is_constant_and_its_slopes_are_not_0(factors: list[list[str]], words: str) -> None:
    """L = t1^2 - 2 t1 t2^2 is 0 on t1 = 0; its Hessian at 0 has the right rank; L(t^2, t) = -t^4 < 0."""
    tables = formula("0", ["t1", "t2"], [("0", "0")], regularizer="t1**2 - 2*t1*t2**2")
    point = {**FIXED, "map": ["y", "s"], "preconditioner": [["1/2"]]}
    content = {"point": point, "factors": factors, "rows": [1], "complement": [["1"], ["0"]], "bits": 96}
    with pytest.raises(CertificateError, match=words):
        check(tables, content)


def test_the_family_has_to_move_at_the_point() -> None:
    """L = t1^2 - t2^4 has no minimum at 0; the family s -> (0, s^3) of critical points of t1^2 stands still there."""
    tables = formula("0", ["t1", "t2"], [("0", "0")], regularizer="t1**2 - t2**4")
    point = {**FIXED, "map": ["y", "s**3"], "preconditioner": [["1/2"]]}
    content = {"point": point, "factors": [["1"], ["0"]], "rows": [1], "complement": [["1"], ["0"]], "bits": 96}
    with pytest.raises(CertificateError, match="term in theta alone"):
        check(tables, content)
    flat = formula("0", ["t1", "t2"], [("0", "0")], regularizer="t1**2 + 0*t2")
    with pytest.raises(CertificateError, match="1 dimensions"):
        check(flat, content)
    moving = {**content, "point": {**point, "map": ["y", "s + s**3"]}}
    assert check(flat, moving).facts["minimum"] == "yes"
    with pytest.raises(CertificateError, match="term in theta alone"):
        check(tables, moving)


def test_outputs_that_change_along_the_family_are_refused() -> None:
    """F = t2 has the slope that the factors say only with the losses of one value of s."""
    tables = formula("t1 + t2", ["t1", "t2"], [("0", "0")])
    point = {**FIXED, "map": ["y", "s"], "preconditioner": [["1"]]}
    content = {"point": point, "factors": [["1"], ["1"]], "rows": [1], "complement": [["1"], ["0"]], "bits": 96}
    with pytest.raises(CertificateError, match="smaller function"):
        check(tables, content)
    level = {**content, "point": {**point, "map": ["y - s", "s"]}}
    assert check(tables, level).facts["minimum"] == "yes"
