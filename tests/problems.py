"""Small exact problems for tests, as tables of the file format."""

from __future__ import annotations

from typing import Any

Tables = dict[str, Any]

HALF_SQUARE = {"formula": "(q - y)**2/2"}


def formula(text: str, parameters: list[str], data: list[tuple[str, str]], **more: Any) -> Tables:
    """A one-input, one-output formula network on ``data``: pairs of input and target; loss half the square, summed."""
    problem = {
        "network": {"formula": [text], "parameters": parameters},
        "loss": HALF_SQUARE,
        "reduction": "sum",
        "inputs": [[x] for x, _ in data],
        "targets": [[y] for _, y in data],
    }
    augment = more.pop("augment", {})
    return {"problem": problem | more, "augment": augment}


TANH = formula(
    "t1*tanh(t2*x1 + t3)", ["t1", "t2", "t3"], [("-2", "0"), ("-1", "1"), ("0", "-1"), ("1", "-2"), ("2", "-2")]
)
TANH_MINIMUM = ["1.385950707821873", "-1.614492744779823", "-0.875835112049511"]
"""A strict bad local minimum of TANH, rounded."""

TWO_RELUS = formula(
    "t1*relu(t2*x1 + t3) + t4*relu(t5*x1 + t6) + t7",
    [f"t{i}" for i in range(1, 8)],
    [("-1", "0"), ("0", "1"), ("1", "0")],
)
TWO_RELUS_BAD = ["1", "1/2", "2", "-1/2", "1", "3", "-1/6"]
TWO_RELUS_FIT = ["-1", "1", "0", "-1", "-1", "0", "1"]

SIGMOIDS: Tables = {
    "problem": {
        "network": {"widths": [2, 2, 1], "activation": "sigmoid"},
        "loss": HALF_SQUARE,
        "reduction": "sum",
        "inputs": [["1", "0"], ["0", "1"], ["1/2", "1/2"]],
        "targets": [["0"], ["0"], ["1"]],
    },
    "augment": {},
}
SIGMOIDS_BAD = ["-log(2)", "-log(2)", "-log(2)", "-log(2)", "0", "0", "1/2", "1/2", "0"]
SIGMOIDS_FAMILY = {
    "parameters": ["p1", "p2", "c1", "c2", "v1", "v2"],
    "family": ["p1", "p1", "p2", "p2", "c1", "c2", "v1", "v2", "1/3 - v1*sigmoid(p1 + c1) - v2*sigmoid(p2 + c2)"],
    "at": ["-log(2)", "-log(2)", "0", "0", "1/2", "1/2"],
}

NOTHING = formula("0", [], [("0", "1")])
"""No parameters, one sample, f = 0, target 1."""

BALANCED = formula("0", [], [("0", "-1"), ("1", "1")])
"""Residual gradients +1 and -1: at w = 0 the first-order descent vanishes."""

SADDLE = formula("t1*t2*x1", ["t1", "t2"], [("1", "1")])
"""L = (t1 t2 - 1)^2 / 2: a saddle at 0, a curve of minima t1 t2 = 1."""
