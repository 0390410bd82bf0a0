"""In which sense a claim was put to the test: on instances without a local minimum of L~ it was not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from verify.commands.check import Settings, check_case
from verify.files.load import load
from verify.store import results

CASES = Path(__file__).parent.parent.parent / "counterexamples"

LINE = """
title = "Outputs that no theta makes right"
kind = "failure-mode"
source = "for a test"

[problem]
network = {{ formula = ["{formula}"], parameters = [{parameters}] }}
loss = "squared"
reduction = "sum"
inputs = [{inputs}]
targets = [{targets}]

[augment]
lam = "{lam}"

[point]
theta = [{theta}]

[expect]
value = "{value}"
residual_gradients = [{rho}]
"""


def row(*numbers: str) -> str:
    return ", ".join(f'["{n}"]' for n in numbers)


@pytest.mark.parametrize(
    ("formula", "inputs", "targets", "theta", "value", "rho"),
    [
        ("t1", ("0", "1"), ("0", "1"), "1/2", "1/2", ("1", "-1")),
        ("t1", ("0", "1", "2"), ("0", "0", "3"), "1", "6", ("2", "2", "-4")),
        ("t1*x1", ("1", "2"), ("1", "1"), "0", "2", ("-2", "-2")),
        ("t1*x1", ("0",), ("1",), "0", "1", ("-2",)),
    ],
)
def test_nothing_is_eliminated_where_no_theta_is_data_optimal(
    formula: str,
    inputs: tuple[str, ...],
    targets: tuple[str, ...],
    theta: str,
    value: str,
    rho: tuple[str, ...],
    tmp_path: Path,
) -> None:
    found = checked(tmp_path, formula, inputs, targets, theta, value, rho)
    assert found["status"] == "as expected"
    for name in ("VANISH", "ELIM", "REAL", "PGB-ELIM"):
        assert (found["claims"][name]["verdict"], found["claims"][name]["sense"]) == ("vacuous", "none-exists")
    assert found["claims"]["EXIST"]["sense"] == "none-exists"


def test_where_some_theta_is_data_optimal_it_is_not_said_that_none_is(tmp_path: Path) -> None:
    found = checked(tmp_path, "t1*x1", ("1", "2"), ("1", "2"), "0", "5", ("-2", "-4"))
    assert (found["claims"]["ELIM"]["verdict"], found["claims"]["ELIM"]["sense"]) == ("holds", "contrapositive")


def checked(
    folder: Path,
    formula: str,
    inputs: tuple[str, ...],
    targets: tuple[str, ...],
    theta: str,
    value: str,
    rho: tuple[str, ...],
    lam: str = "1/10",
) -> dict[str, Any]:
    path = folder / "line.toml"
    text = LINE.format(
        formula=formula, parameters='"t1"', inputs=row(*inputs), targets=row(*targets), theta=f'"{theta}"',
        value=value, rho=row(*rho), lam=lam,
    )  # fmt: skip
    path.write_text(text, encoding="utf-8")
    return check_case(load(path), Settings())


def test_a_data_optimal_theta_is_a_local_minimum_only_for_positive_lam(tmp_path: Path) -> None:
    for lam, sense in (("1/10", "attained"), ("-1/10", "unknown-existence")):
        found = checked(tmp_path, "t1*x1", ("1", "2"), ("1", "2"), "1", "0", ("0", "0"), lam)
        assert (found["claims"]["ELIM"]["verdict"], found["claims"]["ELIM"]["sense"]) == ("holds", sense)
    assert "local minimum of L~ for all b and W" not in found["claims"]["ELIM"]["detail"]


def test_the_senses_are_counted_for_each_claim() -> None:
    names = ("data-optimal/two-outputs", "failure-modes/hard-labels", "bad-minima/two-sigmoids")
    cases = [{"task": "case", **check_case(load(CASES / f"{name}.toml"), Settings())} for name in names]
    (elim,) = [c for c in results.combine(cases, Settings())["claims"] if c["name"] == "ELIM"]
    assert elim["instances"]["senses"] == {
        "attained": 1, "contrapositive": 1, "none-exists": 1, "unknown-existence": 0,
    }  # fmt: skip
    assert elim["instances"]["nonvacuous"] == 2
