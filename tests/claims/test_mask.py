"""MASK: the order of descent is certified where double precision sees no descent at all."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from verify.claims.mask import deepest_mask
from verify.exact import exact
from verify.files.load import load
from verify.kernel.evidence import Evidence
from verify.numerics.program import FLOATS, Program
from verify.problem.case import Case
from verify.prove.augmented_questions import RADII, descents
from verify.prove.inquiry import ask
from verify.prove.outcome import Fault, Result
from verify.prove.subject import Subject

MASKED = """
title = "A masked descent"
kind = "failure-mode"
source = "test"
belief = "b"
catch = "c"
restores = "r"
[problem]
network = {{ formula = {formula}, parameters = [] }}
loss = "squared"
reduction = "sum"
inputs = {inputs}
targets = {targets}
[augment]
lam = "1/10"
{more}
[point]
theta = []
[[center]]
b = {b}
W = {W}
[expect]
value = "{value}"
residual_gradients = {rho}
order = "{order}"
"""
PLANE = {
    "formula": '["0"]', "inputs": '[["0", "0"], ["1", "0"], ["0", "2"]]', "targets": '[["-1/2"], ["1"], ["-1/2"]]',
    "b": '["0"]', "W": '[["0", "0"]]', "value": "3/2", "rho": '[["1"], ["-2"], ["1"]]', "more": "",
}  # fmt: skip
# The residuals 1, -2, 1, 0 at (1, 0), (0, 1), (-1, 2), (5, 7): the first three on a line, at equal distances.
LINE = {
    **PLANE, "inputs": '[["1", "0"], ["0", "1"], ["-1", "2"], ["5", "7"]]',
    "targets": '[["-1/2"], ["1"], ["-1/2"], ["0"]]', "rho": '[["1"], ["-2"], ["1"], ["0"]]',
}  # fmt: skip
# Output 1 is masked to the order 1, output 2 is not masked.
OUTPUTS = {
    "formula": '["0", "0"]', "inputs": '[["0"], ["1"]]', "targets": '[["-1/2", "-1/2"], ["1/2", "0"]]',
    "b": '["0", "0"]', "W": '[["0"], ["0"]]', "value": "3/4", "rho": '[["1", "1"], ["-1", "0"]]', "more": "",
}  # fmt: skip
SHARED = {**OUTPUTS, "b": '["0"]', "W": '[["0"]]', "more": "shared = true"}
# Away from W = 0: e^(log 2) doubles the weight of (1, 0).
TILTED = {
    **PLANE, "targets": '[["-1/2"], ["1/2"], ["-1/2"]]', "W": '[["1", "0"]]', "value": "3/4",
    "rho": '[["1"], ["-1"], ["1"]]', "b": '["7"]',
}  # fmt: skip


def first_order(tmp_path: Path, texts: dict[str, str], order: int) -> Evidence | Fault:
    path = tmp_path / "masked.toml"
    path.write_text(MASKED.format(**texts, order=order), encoding="utf-8")
    (found,) = descent_answers(load(path))
    assert isinstance(found, Evidence | Fault), found
    return found


@pytest.mark.parametrize(
    ("texts", "least", "along_one"),
    [(PLANE, 1, 2), (LINE, 2, 3), (OUTPUTS, 0, 1), (SHARED, 0, 1), (TILTED, 0, 1)],
    ids=["plane", "line", "outputs", "shared", "tilted"],
)
def test_the_order_of_a_file_is_the_least_of_all_outputs_and_directions(
    tmp_path: Path, texts: dict[str, str], least: int, along_one: int
) -> None:
    evidence = first_order(tmp_path, texts, least)
    assert isinstance(evidence, Evidence)
    assert evidence.facts["order"] == str(least)
    assert "no slope in an amplitude has a lower order" in evidence.statement
    fault = first_order(tmp_path, texts, along_one)
    assert isinstance(fault, Fault)
    assert f"is {least}, not {along_one}" in fault.message


def descent_answers(case: Case) -> list[Result]:
    subject = Subject.of(case, all_centers=False)
    questions = descents(subject)
    return ask(subject, questions).to(questions)


def certified(n: int) -> Evidence:
    (result,) = descent_answers(deepest_mask(n))
    assert isinstance(result, Evidence)
    return result


@pytest.mark.parametrize("n", range(2, 31))
def test_the_order_is_certified_and_a_check_in_doubles_of_the_same_points_is_wrong(n: int) -> None:
    evidence = certified(n)
    assert evidence.facts["order"] == str(n - 1)
    data = evidence.certificate.data
    assert data["lower_orders_vanish"] is True
    assert [exact(p["radius"]) for p in data["points"]] == list(RADII)

    problem = deepest_mask(n).problem
    program = Program([problem.augmented_risk], problem.augmented_names)

    def double(a: str, b: str, w: str) -> float:
        return float(program.run(FLOATS, [np.float64(exact(v)) for v in (a, b, w)])[0])

    center = double("0", "0", "0")
    seen = [p for p in data["points"] if double(p["a"][0], p["b"][0], p["W"][0][0]) < center]
    # Every one of the 40 points is lower; doubles miss the ones nearby, all the sooner the higher the order.
    missed = len(data["points"]) - len(seen)
    assert missed >= 40 - 27 // (n - 1) - 1


def test_a_mask_of_one_order_less_is_not_claimed() -> None:
    (result,) = descent_answers(deepest_mask(5))
    assert isinstance(result, Evidence)
    assert result.facts["order"] == "4"
