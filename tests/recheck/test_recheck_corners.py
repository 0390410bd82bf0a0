"""Small problems at the edge of a condition: jumps, kinks, hidden bounds, facts of losses that are not so."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from verify import recheck

Json = dict[str, Any]
NOTHING: Json = {"formula": ["0"], "parameters": []}
SQUARED: Json = {"loss": "squared", "inputs": [["0"]], "targets": [["0"]]}
DOUBLE: Json = {**SQUARED, "loss": {"formula": "(q - y)**4 - (q - y)**2"}}
ABS: Json = {**SQUARED, "loss": {"formula": "abs(q - y)"}}
TWO: Json = {"loss": "squared", "inputs": [["1"], ["2"]], "targets": [["9/10"], ["1/10"]]}


def net(formula: str, *parameters: str) -> Json:
    return {"formula": [formula], "parameters": list(parameters or ("t1",))}


def verdict(kind: str, problem: Json, data: Json, augment: Json) -> str:
    tables = recheck.Problem({"problem": problem, "augment": augment})
    return recheck.guarded(partial(recheck.KINDS[kind], tables, data))[1]


POINT: Json = {"point": {"exact": ["0"]}}
AT: Json = {"at": ["0", "0", "0"]}
SLICE: Json = {**AT, "moving": [0], "held": [], "boxed": [], "congruence": [["1"]], "bits": 128}
LOSS: Json = {"sample": 0, "bits": 128}
REACH: Json = {"relation": ">=", "constant": "0", "bits": 128}
TERM: Json = {"input": 0, "output": 0, "y": "1", "low": "-2", "high": "-1/2"}
BELOW: Json = {**REACH, "terms": [TERM]}
MINUS: Json = {**SQUARED, "targets": [["-1"]]}
TREE: Json = {
    "relations": [],
    "pieces": [{"parameter": 0, "at": "0"}, {"input": 0, "output": 0}, {"input": 1, "output": 0}],
}
JUMPS = "step(step(t1) - 1/2)"  # 1 at t1 = 0, and 0 below

ONE: Json = {**SQUARED, "targets": [["1"]], "network": NOTHING}
FLOW: Json = {"neuron": 0, "field": "shift", "alpha": "1", "beta": "1", "slice": 1}
CURVE: Json = {**SLICE, "at": ["1/2", "0", "0"], "symmetries": [FLOW]}
ORBIT: Json = {"penalty": "lam*a**2*exp(2*b)"}
WALL: Json = {**AT, "moving": [], "held": [0], "boxed": [], "congruence": [], "bits": 128}
FREE: Json = {**WALL, "held": []}

CASES: list[tuple[str, Json, Json, Json, bool]] = [
    ("supporting-hyperplane", {**SQUARED, "network": net(JUMPS)}, POINT, {}, False),
    ("supporting-hyperplane", {**SQUARED, "network": net("sqrt(t1)**2 - t1")}, POINT, {}, False),
    ("supporting-hyperplane", {**SQUARED, "network": net("sqrt(t1**2)**2 - t1**2")}, POINT, {}, True),
    ("data-optimal", {**SQUARED, "targets": [["1"]], "network": net(JUMPS)}, POINT, {}, True),
    ("value", {**SQUARED, "network": net("0*log(t1)")}, {**POINT, "equals": "0"}, {}, False),
    ("value", {**SQUARED, "network": net("4*atan(t1 + 1) - pi")}, {**POINT, "equals": "0"}, {}, True),
    ("value", {**SQUARED, "network": net("4*atan(t1 + 1/2) + 4*atan(1/3) - pi")}, {**POINT, "equals": "0"}, {}, False),
    ("value", {**SQUARED, "network": net("relu(t1)")}, {**POINT, "equals": "0"}, {}, True),
    ("value", {**SQUARED, "network": net("t1")}, {**POINT, "equals": "0", "rounds_to": None}, {}, False),
    ("value", {**SQUARED, "network": net("t1")}, {**POINT, "equals": "0", "bits": 64}, {}, False),
    ("residual-value", {**ABS, "network": net("t1")}, {**POINT, "input": 0, "output": 0, "equals": "1"}, {}, False),
    ("critical-point", {**SQUARED, "network": net("t1")}, {**POINT, "congruence": [["1"]], "bits": 64}, {}, True),
    (
        "critical-point",
        {**SQUARED, "network": net("relu(t1)")},
        {**POINT, "congruence": [["1"]], "bits": 64},
        {},
        False,
    ),
    ("augmented-stationary", {**SQUARED, "network": net(JUMPS)}, {"at": ["0"] * 4}, {}, False),
    ("augmented-isolated", {**SQUARED, "network": NOTHING}, SLICE, {"penalty": "lam*a**2"}, True),
    ("augmented-isolated", {**SQUARED, "network": NOTHING}, SLICE, {"penalty": "lam*(a**2 - step(b))"}, False),
    ("augmented-isolated", {**SQUARED, "network": NOTHING}, SLICE, {"penalty": "-5*lam*a**2"}, False),
    ("augmented-jump", {**SQUARED, "network": NOTHING}, SLICE, {"penalty": "lam*(a**2 + 1 - step(b))"}, True),
    (
        "augmented-jump",
        {**SQUARED, "network": NOTHING},
        SLICE,
        {"penalty": "lam*(a**2 + 2 - step(b) - step(-b))"},
        True,
    ),
    ("augmented-jump", {**SQUARED, "network": NOTHING}, SLICE, {"penalty": "lam*(a**2 + step(b))"}, False),
    ("augmented-jump", {**SQUARED, "network": NOTHING}, SLICE, {"penalty": "lam*a**2"}, False),
    ("augmented-cusp", {**MINUS, "network": NOTHING}, AT, {"penalty": "3*lam*abs(a)"}, True),
    ("augmented-cusp", {**MINUS, "network": NOTHING}, AT, {"penalty": "lam*abs(a)"}, False),
    ("augmented-cusp", {**MINUS, "network": NOTHING}, AT, {"penalty": "lam*abs(a)*exp(5*step(b))"}, False),
    ("augmented-kink", {**MINUS, "network": NOTHING}, AT, {"penalty": "3*lam*abs(a)"}, True),
    ("augmented-kink", {**MINUS, "network": NOTHING}, AT, {"penalty": "lam*abs(a)*exp(5*step(b))"}, False),
    ("augmented-kink", {**MINUS, "network": NOTHING}, AT, {"penalty": "lam*(a**2 + 1 - step(a))"}, False),
    ("loss-not-convex", {**DOUBLE, "network": net("t1")}, {**LOSS, "p": ["-1/2"], "q": ["1/2"]}, {}, True),
    ("loss-not-convex", {**DOUBLE, "network": net("t1")}, {**LOSS, "p": ["1"], "q": ["3"]}, {}, False),
    ("loss-not-convex", {**SQUARED, "network": net("t1")}, {**LOSS, "p": ["0"], "q": ["1"]}, {}, False),
    ("loss-not-convex", {**DOUBLE, "network": net("t1")}, {**LOSS, "p": ["1/2"], "q": ["1/2"]}, {}, False),
    (
        "loss-negative",
        {**SQUARED, "loss": {"formula": "q"}, "network": net("t1")},
        {**LOSS, "p": ["-1"], "q": ["1"]},
        {},
        True,
    ),
    (
        "loss-negative",
        {**SQUARED, "loss": {"formula": "q"}, "network": net("t1")},
        {**LOSS, "p": ["0"], "q": ["-1"]},
        {},
        False,
    ),
    ("loss-not-invex", {**DOUBLE, "network": net("t1")}, {**LOSS, "p": ["0"], "q": ["1/2"]}, {}, True),
    ("loss-not-invex", {**DOUBLE, "network": net("t1")}, {**LOSS, "p": ["-1/2"], "q": ["1/2"]}, {}, True),
    ("loss-not-invex", {**DOUBLE, "network": net("t1")}, {**LOSS, "p": ["1/2"], "q": ["-1/2"]}, {}, False),
    (
        "loss-not-invex",
        {**SQUARED, "loss": {"formula": "-abs(q)"}, "network": net("t1")},
        {**LOSS, "p": ["-1"], "q": ["1"]},
        {},
        False,
    ),
    (
        "loss-not-invex",
        {**SQUARED, "loss": {"formula": "min(q**2, -q)"}, "network": net("t1")},
        {**LOSS, "p": ["0"], "q": ["1"]},
        {},
        False,
    ),
    ("loss-not-differentiable", {**ABS, "network": net("t1")}, {**LOSS, "output": 0, "p": ["0"]}, {}, True),
    ("loss-not-differentiable", {**ABS, "network": net("t1")}, {**LOSS, "output": 0, "p": ["1"]}, {}, False),
    (
        "loss-not-differentiable",
        {**SQUARED, "loss": {"formula": "abs(q)*q"}, "network": net("t1")},
        {**LOSS, "output": 0, "p": ["0"]},
        {},
        False,
    ),
    ("augmented-symmetric", ONE, CURVE, ORBIT, True),
    ("augmented-symmetric", ONE, CURVE, {}, False),
    ("augmented-symmetric", ONE, {**CURVE, "symmetries": []}, ORBIT, False),
    ("augmented-symmetric", ONE, {**CURVE, "symmetries": [{**FLOW, "alpha": "2"}]}, ORBIT, False),
    ("augmented-symmetric", ONE, {**CURVE, "symmetries": [FLOW, FLOW]}, ORBIT, False),
    ("augmented-symmetric", ONE, {**CURVE, "at": ["1/3", "0", "0"]}, ORBIT, False),
    ("augmented-symmetric", ONE, CURVE, {**ORBIT, "constraints": ["b <= 5"]}, False),
    ("augmented-jump", {**MINUS, "network": NOTHING}, WALL, {"penalty": "lam*(a**2 + 1 - step(a))"}, True),
    ("augmented-jump", ONE, WALL, {"penalty": "lam*(a**2 + 1 - step(a))"}, False),
    ("augmented-jump", {**MINUS, "network": NOTHING}, FREE, {"penalty": "lam*(a**2 + 2 - step(a) - step(-a))"}, True),
    ("augmented-jump", {**MINUS, "network": NOTHING}, WALL, {"penalty": "lam*(a**2 + step(a))"}, False),
    (
        "value",
        {**SQUARED, "network": net("t1", "t1", "t2")},
        {"point": {"exact": ["0", "1/(4*atan(1) - pi)"]}, "equals": "0"},
        {},
        False,
    ),
    ("unreachable", {**MINUS, "network": net("t1**2")}, BELOW, {}, True),
    ("unreachable", {**MINUS, "network": net("sigmoid(t1)")}, BELOW, {}, True),
    ("unreachable", {**MINUS, "network": net("t1**3")}, BELOW, {}, False),
    ("nowhere-stationary", {**TWO, "network": net("sigmoid(t1*x1)")}, TREE, {}, True),
    ("nowhere-stationary", {**TWO, "network": net("tanh(t1*x1)")}, TREE, {}, False),
    ("flow-limit", {**ABS, "network": NOTHING}, {"a": ["0"], "b": ["0"], "limit": "1", "bits": 64}, {}, False),
]


@pytest.mark.parametrize(("kind", "problem", "data", "augment", "valid"), CASES)
def test_a_corner(kind: str, problem: Json, data: Json, augment: Json, valid: bool) -> None:
    assert (verdict(kind, problem, data, augment) == "valid") is valid


TRADE: Json = {
    "lam": "positive",
    "field": "trade",
    "psi": "exp(b**3)",
    "shape": "rising",
    "form": "exp(b**3)*3*b**2",
    "at": "1",
    "above": "2*lam*a**2",
    "below": "2*lam*a**2",
}


@pytest.mark.parametrize(
    ("neuron", "change", "valid"),
    [
        ("a*exp(u + b**3)", {}, True),
        ("a*exp(u + b**2)", {}, False),
        ("a*exp(u)*(1 + b**2)", {"psi": "1 + b**2", "shape": "convex", "form": "2"}, True),
        ("a*exp(u)*(1 - b**2)", {"psi": "1 - b**2", "shape": "concave", "form": "-2"}, False),
        ("a*exp(u)", {"psi": "1", "form": "0"}, False),
        ("a*exp(u + b**3)", {"at": "0"}, False),
        ("a*exp(u + b**3)", {"shape": "falling"}, False),
        ("a*exp(u + b**3)", {"form": "3*b**2"}, False),
        ("a*exp(u + b**3)", {"above": "2*lam*a"}, False),
        ("a*exp(u*b + b**3)", {}, False),
    ],
)
def test_an_amplitude_is_traded_for_the_bias(neuron: str, change: Json, valid: bool) -> None:
    statement = {"claim": "VANISH", "dropped": ["paper-augmentation"], "conclusion": "vanish"}
    claims = {"VANISH": {"assumptions": ["paper-augmentation", "lam-nonzero"]}}
    data = {"assumptions": ["paper-augmentation", "lam-nonzero"], "orbits": [{**TRADE, **change}]}
    checker = recheck.Statement({"statement": statement, "augment": {"neuron": neuron}}, claims)
    assert (recheck.guarded(lambda: checker.check("orbit-vanish", data))[1] == "valid") is valid


@pytest.mark.parametrize("outputs", [[0], [2], [1, 1]])
def test_neurons_at_outputs_that_are_not_there(outputs: list[int]) -> None:
    assert recheck.Problem({"problem": ONE, "augment": {"outputs": [1]}}).covered == [0]
    with pytest.raises(recheck.Invalid, match="no such outputs"):
        recheck.Problem({"problem": ONE, "augment": {"outputs": outputs}})


@pytest.mark.parametrize(("b", "met"), [(["0"], True), (["-0"], True), (["0/7"], True), (["1/9"], False)])
def test_the_stated_flow_is_met_by_the_same_numbers(b: list[str], met: bool) -> None:
    flow = {"a": ["0"], "b": ["0"], "limit": "1"}
    file = {"expect": {"claims": {"FLOW": "holds"}}, "flow": flow}
    found = [recheck.Evidence("flow-limit", {**flow, "b": b, "bits": 80}, {})]
    assert dict(recheck.expectations(file, found))["[flow]"] is met
