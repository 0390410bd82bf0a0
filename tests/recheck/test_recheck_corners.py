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
    case = recheck.Case(recheck.Problem({"problem": problem, "augment": augment}))
    return recheck.guarded(partial(getattr(case, "check_" + kind.replace("-", "_")), data))[1]


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

CASES: list[tuple[str, Json, Json, Json, bool]] = [
    ("supporting-hyperplane", {**SQUARED, "network": net(JUMPS)}, POINT, {}, False),
    ("supporting-hyperplane", {**SQUARED, "network": net("sqrt(t1)**2 - t1")}, POINT, {}, False),
    ("supporting-hyperplane", {**SQUARED, "network": net("sqrt(t1**2)**2 - t1**2")}, POINT, {}, True),
    ("data-optimal", {**SQUARED, "targets": [["1"]], "network": net(JUMPS)}, POINT, {}, True),
    ("value", {**SQUARED, "network": net("0*log(t1)")}, {**POINT, "equals": "0"}, {}, False),
    ("value", {**SQUARED, "network": net("4*atan(t1 + 1) - pi")}, {**POINT, "equals": "0"}, {}, False),
    ("value", {**SQUARED, "network": net("relu(t1)")}, {**POINT, "equals": "0"}, {}, True),
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
