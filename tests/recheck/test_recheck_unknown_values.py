"""A value of the wrong kind, or of a class that there is not, is refused as invalid and not read as if it were one."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from verify import recheck

Json = dict[str, Any]
PROBLEM: Json = {
    "loss": "squared",
    "inputs": [["0"]],
    "targets": [["1"]],
    "network": {"formula": ["0"], "parameters": []},
}


@pytest.mark.parametrize("value", [0, 1, "true", None, []])
def test_an_assumption_is_true_or_false(value: Any) -> None:
    """As a step ``x = x``, which holds whatever is assumed: what refuses it is the value alone."""

    def verdict(assumptions: Json) -> tuple[str, str]:
        x = ["Symbol", "x", assumptions]
        data = {"claim": "AUX", "step": "a step", "relation": "=", "derived": x, "stated": x}
        return recheck.guarded(lambda: recheck.check_step(data))[1:]

    assert verdict({"real": True, "imaginary": False}) == ("valid", "")
    assert verdict({"real": True, "imaginary": value}) == ("invalid", "an assumption that is neither true nor false")


@pytest.mark.parametrize(
    ("networks", "word"), [("any", "valid"), ("dead", "valid"), ("clever", "invalid"), (1, "invalid")]
)
def test_the_classes_of_networks_are_three(networks: Any, word: str) -> None:
    problem: Json = {**PROBLEM, "targets": [["0"]]}
    text = {"problem": problem, "augment": {}}
    toml = {"kind": "statement", "statement": {"networks": networks, "loss": "squared"}, "problem": problem}
    _, verdict, why = recheck.guarded(partial(recheck.instance, recheck.Problem(text), text, {"exact": []}, toml))
    assert (verdict, why) == (word, "an unknown class of networks" if word == "invalid" else "")


@pytest.mark.parametrize("power", ["9" * 10, "9" * 5000, 10**9])
def test_a_long_integer_is_not_read(power: Any) -> None:
    def verdict(p: Any) -> tuple[str, str]:
        loss = {"name": "polynomial-hinge", "p": p}
        return recheck.guarded(lambda: recheck.Problem({"problem": {**PROBLEM, "loss": loss}, "augment": {}}))[1:]

    assert verdict("4") == ("valid", "")
    assert verdict(power) == ("invalid", "an integer of more than nine digits")
