"""What a file states is asked even where no claim applies: nothing comes out as expected that nothing has looked at."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from verify.commands.check import Settings, check_case
from verify.files.load import load

FILE = """
title = "A statement that no claim looks at"
kind = "{kind}"
source = "for a test"

[problem]
network = {{ formula = ["t1"], parameters = ["t1"] }}
loss = "{loss}"
inputs = [["0"], ["1"]]
targets = [["{first}"], ["{second}"]]

[augment]
{augment}

[point]
theta = ["{theta}"]

{tables}

[expect]
value = "{value}"
{expect}
"""

GENERIC = {"kind": "failure-mode", "loss": "squared", "augment": "", "tables": "", "expect": ""}
FITTED = {**GENERIC, "first": "0", "second": "0", "theta": "0", "value": "0"}
CONSTANT = {**GENERIC, "first": "-1/2", "second": "1/2", "theta": "0", "value": "1/4"}
ZERO, RESIDUALS = 'residual_gradients = [["0"], ["0"]]', 'residual_gradients = [["1"], ["-1"]]'
CENTER = '[[center]]\nb = ["0"]\nW = [["0"]]'
FLOW = '[flow]\na = ["1"]\nb = ["0"]\nW = [["0"]]\nuntil = "10"\nlimit = "99"'
WELL = {**GENERIC, "loss": "double-well", "first": "0", "second": "0", "theta": "7/4", "value": "343/256"}
OTHER = 'neuron = "a*tanh(u + b)"'


def checked(tmp_path: Path, entries: dict[str, str]) -> dict[str, Any]:
    path = tmp_path / "case.toml"
    path.write_text(FILE.format(**entries))
    return check_case(load(path), Settings())


@pytest.mark.parametrize("augment", ['lam = "-1"', 'lam = "0"', OTHER, 'penalty = "lam*abs(a)"'])
def test_a_failure_mode_over_a_data_optimal_point_is_not_shown(tmp_path: Path, augment: str) -> None:
    """With lam > 0 such a point is a global minimum of L~. Without a claim that applies, it was passed over."""
    found = checked(tmp_path, {**FITTED, "augment": augment, "expect": ZERO})
    assert found["status"] == "undecided"


def test_a_failure_mode_with_negative_lam_is_proved(tmp_path: Path) -> None:
    """There L~ has no local minimum over any theta with a residual: residual, descents and orbits are asked."""
    found = checked(tmp_path, {**CONSTANT, "augment": 'lam = "-1/10"', "tables": CENTER, "expect": RESIDUALS})
    assert found["status"] == "as expected"
    kinds = {finding.get("kind") for finding in found["findings"]}
    assert {"residual-gradient", "descent", "orbit"} <= kinds


@pytest.mark.parametrize(("lam", "order", "status"), [("-1", "1", "as expected"), ("-1", "7", "not as expected")])
def test_an_order_is_compared_whatever_lam_is(tmp_path: Path, lam: str, order: str, status: str) -> None:
    expect = f'{RESIDUALS}\norder = "{order}"'
    found = checked(tmp_path, {**CONSTANT, "augment": f'lam = "{lam}"', "tables": CENTER, "expect": expect})
    assert found["status"] == status


def test_an_order_of_another_neuron_is_not_known(tmp_path: Path) -> None:
    entries = {**WELL, "kind": "bad-minimum", "augment": OTHER}
    tables = f'[better]\ntheta = ["0"]\n{CENTER}'
    expect = 'better_value = "0"\nmethod = "strict"\norder = "3"'
    assert checked(tmp_path, {**entries, "tables": tables, "expect": expect})["status"] == "undecided"


def test_a_method_is_proved_in_every_kind(tmp_path: Path) -> None:
    """Data-optimal is what the point of a failure mode is not."""
    expect = f'{RESIDUALS}\nmethod = "data-optimal"'
    assert checked(tmp_path, {**CONSTANT, "expect": expect})["status"] == "undecided"
    assert checked(tmp_path, {**CONSTANT, "expect": f'{RESIDUALS}\nmethod = "strict"'})["status"] == "as expected"


@pytest.mark.parametrize("augment", [OTHER, 'lam = "0"', 'frozen = ["b"]'])
def test_a_bad_minimum_is_not_data_optimal_whatever_the_neuron(tmp_path: Path, augment: str) -> None:
    """The file says that no function fits the data better; a strict local minimum of L does not show it."""
    entries = {**WELL, "kind": "data-optimal", "augment": augment, "expect": 'method = "strict"'}
    assert checked(tmp_path, entries)["status"] == "undecided"


@pytest.mark.parametrize("augment", ['lam = "-1/10"', OTHER])
def test_a_limit_of_a_flow_that_no_claim_is_about_is_unknown(tmp_path: Path, augment: str) -> None:
    entries = {**CONSTANT, "kind": "bad-minimum", "loss": "double-well", "first": "0", "second": "0", "theta": "7/4"}
    tables = f'[better]\ntheta = ["0"]\n{FLOW}'
    expect = 'better_value = "0"\nmethod = "strict"'
    found = checked(tmp_path, {**entries, "value": "343/256", "tables": tables, "augment": augment, "expect": expect})
    assert found["status"] == "undecided"
    assert any("FLOW says nothing" in finding.get("message", "") for finding in found["findings"])
