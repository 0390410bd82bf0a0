"""Numbers that no float holds, and constants without a value, leave a question open; they are no error of the suite."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
from problems import formula

from verify.commands.check import Settings, check_case
from verify.errors import CertificateError
from verify.files.load import load, problem_from_tables
from verify.kernel import checker
from verify.kernel.certificate import Certificate
from verify.numerics import ball

FILE = """
title = "Extreme numbers"
kind = "{kind}"
source = "for a test"

[problem]
network = {{ formula = ["{network}"], parameters = ["t1"] }}
loss = "squared"
inputs = [["0"], ["{x}"]]
targets = [["-1/2"], ["{y}"]]

[point]
theta = ["{theta}"]

{tables}

[expect]
value = "1/4"
residual_gradients = [["1"], ["-1"]]
"""
USUAL = {"kind": "failure-mode", "network": "t1", "x": "1", "y": "1/2", "theta": "0", "tables": ""}
EXTREME = {
    "large input": {"x": "1e9000"},
    "small input": {"x": "1e-9000"},
    "large target": {"y": "1e9000"},
    "large output": {"network": "exp(exp(exp(exp(t1))))", "theta": "3"},
    "larger output": {"network": "exp(exp(exp(exp(exp(t1)))))", "theta": "exp(exp(3))"},
    "no value": {"network": "t1/(atan(1) + atan(2) + atan(3) - pi)"},
    "small exponential": {"tables": '[[center]]\nb = ["-1e300"]\nW = [["1e5"]]'},
    "large center": {"tables": '[[center]]\nb = ["1e9000"]\nW = [["1e9000"]]'},
    "long flow": {"tables": '[flow]\na = ["1"]\nb = ["0"]\nW = [["0"]]\nuntil = "1e9000"\nlimit = "1"'},
}


def checked(tmp_path: Path, entries: dict[str, str]) -> dict[str, Any]:
    path = tmp_path / "case.toml"
    path.write_text(FILE.format(**{**USUAL, **entries}))
    return check_case(load(path), Settings(budget=3))


def test_without_them_all_is_as_expected(tmp_path: Path) -> None:
    assert checked(tmp_path, {})["status"] == "as expected"


@pytest.mark.parametrize("name", EXTREME)
def test_extreme_numbers_leave_the_question_open(tmp_path: Path, name: str) -> None:
    start = time.monotonic()
    assert checked(tmp_path, EXTREME[name])["status"] in ("undecided", "not as expected")
    assert time.monotonic() - start < 60


HUGE = {"radius": "1e9000", "t": "1"}


def test_a_large_radius_is_written_in_words() -> None:
    """In a report it stands as it is; a float would overflow."""
    problem = problem_from_tables(formula("t1", ["t1"], [("0", "1")]))
    steps = [HUGE, {"radius": "1/2", "t": "1/4"}]
    data = {"a": ["1"], "bits": 512, "steps": steps}
    found = checker.check(problem, Certificate("orbit", problem.digest, data))
    assert found.facts["radii"] == "2 from 1.00e+9000 to 0.5"
    data = {"a": "1e9000", "bits": 512, "steps": [{"radius": "1e9001", "t": "1"}]}
    found = checker.check(problem, Certificate("auxiliary-orbit", problem.digest, data))
    assert "a = 1.00e+9000" in found.statement


@pytest.mark.parametrize("x", ["exp(exp(60))", "exp(-exp(60))"])
def test_what_cannot_be_written_down_is_refused_at_once(x: str) -> None:
    """A fraction with 2^60 digits is more than any memory holds."""
    with ball.precision(128):
        tower = ball.ball(60).exp()
        value = tower.exp() if "-" not in x else (-tower).exp()
        for written in (ball.midpoint, ball.magnitude, ball.rounded):
            with pytest.raises(OverflowError):
                written(value)


def test_a_check_that_needs_such_a_number_is_refused_as_a_certificate() -> None:
    problem = problem_from_tables({**formula("t1", ["t1"], [("0", "1")]), "augment": {"lam": "-1"}})
    data = {"a": ["1"], "bits": 64, "steps": [{"radius": "1", "t": "-1e30"}]}
    with pytest.raises(CertificateError, match="written down"):
        checker.check(problem, Certificate("orbit", problem.digest, data))
