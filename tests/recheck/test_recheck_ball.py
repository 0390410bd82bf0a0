"""A strict minimum in a ball by the second checker: derivatives by layers, and Cholesky's method in floats."""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

import pytest

from verify import recheck

Json = dict[str, Any]

NETS: dict[str, Json] = {
    "one layer": {"widths": [1, 2, 1], "activation": "tanh"},
    "two layers": {"widths": [2, 3, 2, 1], "activation": "sigmoid"},
    "skips": {"widths": [2, 2, 2, 2], "activation": "softplus", "skip": [[0, 2], [1, 3]]},
    "no biases": {"widths": [1, 3, 1], "activation": "sin", "bias": False},
    "kinks": {"widths": [1, 3, 1], "activation": "relu"},
    "several outputs": {"widths": [2, 2, 3], "activation": "gelu"},
}
LOSSES = {"several outputs": "softmax-cross-entropy"}


def problem_of(name: str, draw: random.Random, regularizer: str | None = None) -> recheck.Problem:
    net, samples = NETS[name], 3
    rows = [[str(Fraction(draw.randint(-16, 16), 8)) for _ in range(net["widths"][0])] for _ in range(samples)]
    rows[-1] = rows[0]
    targets = [[str(Fraction(draw.randint(-16, 16), 8)) for _ in range(net["widths"][-1])] for _ in range(samples)]
    if name in LOSSES:
        targets = [["0", "1", "0"], ["1/2", "0", "1/2"], ["1/4", "1/2", "1/4"]]
    table = {
        "network": net,
        "loss": LOSSES.get(name, "squared"),
        "inputs": rows,
        "targets": targets,
        "weights": ["1", "2", "3"],
    }
    if regularizer:
        table["regularizer"] = regularizer
    return recheck.Problem({"problem": table, "augment": {}})


@pytest.mark.parametrize("name", NETS)
def test_derivatives_by_layers_are_those_of_the_formulas(name: str) -> None:
    draw = random.Random(7)
    p = problem_of(name, draw)
    p = problem_of(name, draw, f"{p.theta[0]}**2/3 + {p.theta[0]}*{p.theta[-1]}/7")
    decided = 0
    for _ in range(4):
        centre = {n: Fraction(draw.randint(-99, 99), 97) for n in p.theta}
        radius = Fraction(1, 10**5)
        box = recheck.Place({n: (c - radius, c + radius) for n, c in centre.items()}).view(128)
        try:
            found = recheck.derivatives(p, box, True)
        except recheck.Undefined:
            assert name == "kinks"
            continue
        decided += 1
        for end in (-1, 0, 1):
            at = recheck.Place({n: recheck.num(c + end * radius) for n, c in centre.items()}).view(192)
            for i, g in enumerate(p.gradient):
                assert inside(at.enclose(g), found.slopes[i])
                for j in range(i + 1):
                    entry = found.middle[i][j] - found.radius[i][j], found.middle[i][j] + found.radius[i][j]
                    assert inside(at.enclose(recheck.diff(g, p.theta[j])), entry), (i, j)
                    assert entry[1] - entry[0] < 2**128 / 20
    assert decided


def inside(fine: recheck.Interval, coarse: recheck.Interval) -> bool:
    """At 192 bits within at 128 bits."""
    return bool(coarse[0] << 64 <= fine[0] and fine[1] <= coarse[1] << 64)


LINE = {
    "network": {"widths": [1, 1]},
    "loss": "squared",
    "inputs": [["-1"], ["0"], ["1"]],
    "targets": [["0"], ["1"], ["2"]],
}
"""Its Hessian is diagonal: 4/3 for the slope, 2 for the bias; its minimum is at (1, 1)."""
BALL = {"center": ["1", "1"], "radius": "1/1000", "curvature": "133/100"}


def told(ball: Any, table: Json = LINE, kind: str = "strict-minimum") -> tuple[str, str]:
    _, verdict, why = recheck.guarded(
        lambda: recheck.KINDS[kind](recheck.Problem({"problem": table, "augment": {}}), {"point": ball})
    )
    return verdict, why


FORMULA = {**LINE, "network": {"parameters": ["s", "t"], "formula": ["s*x1 + t"]}}


@pytest.mark.parametrize("table", [LINE, FORMULA], ids=["layers", "formula"])
def test_a_strict_minimum(table: Json) -> None:
    assert told(BALL, table) == ("valid", "")
    off = {"center": ["1.0005", "0.9998"], "radius": "1/1000", "curvature": "133/100"}
    assert told(off, table) == ("valid", "")


LIES: dict[str, Any] = {
    "more curvature than there is": {**BALL, "curvature": "1.33334"},
    "much more": {**BALL, "curvature": "1.99"},
    "no curvature": {**BALL, "curvature": "0"},
    "curvature downwards": {**BALL, "curvature": "-1"},
    "no radius": {**BALL, "radius": "0"},
    "a radius below 0": {**BALL, "radius": "-1/1000"},
    "too far away": {**BALL, "center": ["1.0011", "1"]},
    "too far away in the other": {**BALL, "center": ["1", "0.9985"]},
    "another dimension": {**BALL, "center": ["1"]},
    "another field": {**BALL, "bits": 64},
    "no centre": {"radius": "1/1000", "curvature": "1"},
    "an exact point": {"exact": ["1", "1"]},
}


@pytest.mark.parametrize("name", LIES)
def test_lies_about_a_ball_are_refused(name: str) -> None:
    for table in (LINE, FORMULA):
        verdict, why = told(LIES[name], table)
        assert verdict != "valid"
        assert "malformed (" not in why


def of_formula(formula: str, ball: Json) -> str:
    table = {**LINE, "network": {"parameters": ["s", "t"], "formula": [formula]}, "inputs": [["0"]], "targets": [["0"]]}
    return told(ball, table)[0]


def test_what_is_no_strict_minimum_is_refused() -> None:
    at = {"center": ["0", "0"], "radius": "1/100", "curvature": "1/100"}
    assert of_formula("sqrt(1 + s**2 + t**2)", at) == "valid"
    assert of_formula("sqrt(1 + s**2 - t**2)", at) != "valid"  # a saddle
    assert of_formula("sqrt(1 + s**2)", at) != "valid"  # flat
    assert of_formula("sqrt(1 + s**2 + t**2 + relu(s))", at) != "valid"  # a kink
    assert of_formula("sqrt(1 + s**2 + t**2 + abs(s - 1/200))", at) != "valid"  # a kink near the centre
    assert of_formula("sqrt(1 + s**2 + t**2 - 1000*t**4)", {**at, "radius": "1"}) != "valid"  # it bends down elsewhere
    assert of_formula("sqrt(1 + s**2 + t**2 + 0*log(s))", at) != "valid"  # no value
