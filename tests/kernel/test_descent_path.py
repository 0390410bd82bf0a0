"""``descent-path``: a true one proves that the point is no local minimum; each lie is refused for its own reason."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from problems import SADDLE, TANH, TWO_RELUS, TWO_RELUS_BAD, Tables, formula

from verify import recheck
from verify.errors import CertificateError
from verify.files.load import problem_from_tables
from verify.kernel import checker
from verify.kernel.certificate import Certificate
from verify.kernel.contradiction import contradictions
from verify.kernel.evidence import Evidence
from verify.numerics.point import Exact
from verify.problem.formula import constant
from verify.propose.descent_paths import descent_path

Json = dict[str, Any]

ONE = [("1", "1")]
DEAD = formula("relu(t1*x1)", ["t1"], ONE)
CUBIC = formula("t1**3*exp(t2) - t1*t2", ["t1", "t2"], ONE)
XOR: Tables = {
    "problem": {
        "network": {"widths": [2, 2, 1], "activation": "tanh"},
        "loss": {"formula": "(q - y)**2/2"},
        "reduction": "sum",
        "inputs": [["0", "0"], ["0", "1"], ["1", "0"], ["1", "1"]],
        "targets": [["0"], ["1"], ["1"], ["0"]],
    },
    "augment": {},
}
ZEROS = ["0"] * 8 + ["1/2"]


def data(point: list[str], path: list[str], order: int) -> Json:
    return {"point": {"exact": point}, "path": path, "order": order, "bits": 128}


TRUE: dict[str, tuple[Tables, Json]] = {
    "a slope": (TANH, data(["0", "1", "0"], ["-t", "1", "0"], 1)),
    "a singular saddle": (SADDLE, data(["0", "0"], ["t", "t"], 2)),
    "a kink, one-sided": (DEAD, data(["0"], ["t"], 1)),
    "a curved path": (CUBIC, data(["0", "0"], ["t", "t**2/2"], 3)),
    "all weights of XOR are 0": (XOR, data(ZEROS, ["t", "t", "2*t", "2*t", "-2*t", "-4*t", "2*t", "-t", "1/2"], 4)),
    "coordinates that are no rational numbers": (
        formula("(t1 - sqrt(2))*(t2 - exp(1))", ["t1", "t2"], ONE),
        data(["sqrt(2)", "exp(1)"], ["sqrt(2) + t", "exp(1) + t"], 2),
    ),
}


def check(tables: Tables, content: Json, kind: str = "descent-path") -> Evidence:
    problem = problem_from_tables(tables)
    return checker.check(problem, Certificate(kind, problem.digest, content))


def second(tables: Tables, content: Json) -> str:
    """What the second checker says."""
    check = recheck.KINDS["descent-path"]
    return recheck.guarded(lambda: check(recheck.Problem(tables), content))[1]


@pytest.mark.parametrize("name", TRUE)
def test_a_true_one_is_accepted(name: str) -> None:
    tables, content = TRUE[name]
    assert check(tables, content).facts["order"] == str(content["order"])
    assert second(tables, content) == "valid"


LIES: dict[str, tuple[Tables, Json, str]] = {
    "it rises": (SADDLE, data(["0", "0"], ["t", "-t"], 2), "t\\^2 was not proved negative"),
    "the order is too low": (SADDLE, data(["0", "0"], ["t", "t"], 1), "t\\^1 was not proved negative"),
    "the order is too high": (SADDLE, data(["0", "0"], ["t", "t"], 3), "t\\^2 was not proved to be 0"),
    "order 0": (SADDLE, data(["0", "0"], ["t", "t"], 0), "at least 1"),
    "another start": (SADDLE, data(["0", "0"], ["t", "1 + t"], 2), "start at the point, in t2"),
    "nearly the start": (SADDLE, data(["0", "0"], ["t", "1/10**30 + t"], 1), "start at the point, in t2"),
    "the lower side of a kink": (DEAD, data(["0"], ["-t"], 1), "not proved negative"),
    "a jump: the path leads elsewhere": (
        formula("step(-t1)", ["t1"], ONE),
        data(["0"], ["t"], 1),
        "to tend, along the path, to L",
    ),
    "L has no value at the point": (formula("t1/t1", ["t1"], ONE), data(["0"], ["t"], 1), "value at the point"),
    "a path along which L has no value": (
        formula("sqrt(t1)", ["t1"], ONE),
        data(["0"], ["-t"], 1),
        "expansion along the path",
    ),
    "a path that tends nowhere": (SADDLE, data(["0", "0"], ["t", "sin(1/t)*t"], 2), "start at the point, in t2"),
    "a path that wiggles": (formula("t1", ["t1"], ONE), data(["0"], ["-t*sin(1/t)"], 1), "start at the point"),
    "a root of the time": (formula("t1", ["t1"], ONE), data(["0"], ["-sqrt(t)"], 1), "start at the point"),
    "flatter than every power": (formula("t1", ["t1"], ONE), data(["0"], ["-exp(-1/t)"], 1), "start at the point"),
    "a coordinate that nothing depends on leads nowhere": (
        formula("-t1 + 0*t2", ["t1", "t2"], ONE),
        data(["0", "0"], ["t", "0*log(-t)"], 1),
        "start at the point, in t2",
    ),
    "a kink too flat to be decided, with a jump": (
        formula("t2 - step(t1**3)", ["t1", "t2"], ONE),
        data(["0", "0"], ["t", "-t"], 2),
        "expansion along the path",
    ),
    "a slope that is 0 in disguise": (
        formula("(4*atan(1) - pi)*t1", ["t1"], [("1", "1")]),
        data(["0"], ["t"], 1),
        "t\\^1 was not proved negative",
    ),
    "another variable": (SADDLE, data(["0", "0"], ["t", "s"], 2), "s"),
    "a coordinate that is no number": (
        SADDLE,
        data(["0", "0*1/(4*atan(1) - pi)"], ["t", "t"], 2),
        "not proved to be a number",
    ),
    "a minimum": (TWO_RELUS, data(TWO_RELUS_BAD, ["1", "1/2 + t", "2", "-1/2", "1", "3", "-1/6"], 2), "negative"),
}


@pytest.mark.parametrize("name", LIES)
def test_a_lie_is_refused(name: str) -> None:
    tables, content, words = LIES[name]
    with pytest.raises(CertificateError, match=words):
        check(tables, content)
    assert second(tables, content) in ("invalid", "holey")


def test_a_box_is_no_exact_point() -> None:
    content = copy.deepcopy(TRUE["a slope"][1])
    content["point"] = {"center": ["0", "1", "0"], "radius": "1", "preconditioner": [], "bits": 64, "rounds_to": []}
    with pytest.raises(CertificateError):
        check(TANH, content)


PROPOSED = {
    "a singular saddle": (SADDLE, ["0", "0"]),
    "a saddle with a factor": (formula("t1*t2*(1 + t3)*x1", ["t1", "t2", "t3"], ONE), ["0"] * 3),
    "a kink": (DEAD, ["0"]),
    "zero weights of XOR": (XOR, ZEROS),
    "no coordinate direction falls": (
        formula("abs(t1) + abs(t2) - 3*abs(t1 - t2)/2", ["t1", "t2"], ONE),
        ["0", "0"],
    ),
}


def proposed(tables: Tables, texts: list[str]) -> list[Certificate]:
    point = Exact(tuple(texts), tuple(constant(text, "point") for text in texts))
    return list(descent_path(problem_from_tables(tables), point, 0, 128))


@pytest.mark.parametrize("name", PROPOSED)
def test_a_path_is_found(name: str) -> None:
    tables, texts = PROPOSED[name]
    found = proposed(tables, texts)
    assert found
    assert check(tables, dict(found[0].data)).statement.startswith("along a path")


def test_none_is_found_at_a_minimum() -> None:
    assert proposed(TWO_RELUS, TWO_RELUS_BAD) == []


def test_a_minimum_that_is_none_is_a_contradiction() -> None:
    problem = problem_from_tables(SADDLE)
    falls = check(*TRUE["a singular saddle"])
    said = check(
        SADDLE, {"point": {"exact": ["0", "0"]}, "congruence": [["1", "1"], ["1", "-1"]], "bits": 64}, "critical-point"
    )
    assert contradictions(problem, [falls, said]) == []  # a saddle, twice
    forged = copy.copy(said)
    object.__setattr__(forged, "facts", {**said.facts, "minimum": "yes"})
    assert contradictions(problem, [falls, forged]) == ["theta is a local minimum of L, and it is none"]
