"""Paths that run off, and functions without a critical point, by the second checker."""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

import pytest

from verify import recheck

Json = dict[str, Any]

ONE = {
    "network": {"parameters": ["w"], "formula": ["sigmoid(w*x1)"]},
    "loss": "squared",
    "inputs": [["1"]],
    "targets": [["1"]],
}
LINEAR = {
    "network": {"widths": [1, 1]},
    "loss": "logistic",
    "inputs": [["1"], ["2"], ["-1"]],
    "targets": [["1"], ["1"], ["-1"]],
}
SOFTMAX = {
    "network": {"widths": [1, 3]},
    "loss": "softmax-cross-entropy",
    "inputs": [["1"], ["2"], ["-1"]],
    "targets": [["1", "0", "0"], ["1", "0", "0"], ["0", "1", "0"]],
}


def told(kind: str, table: Json, data: Json) -> tuple[str, str]:
    problem = recheck.Problem({"problem": table, "augment": {}})
    _, verdict, why = recheck.guarded(lambda: recheck.KINDS[kind](problem, data))
    assert "malformed (" not in why
    return verdict, why


FALLS = {
    "point": {"exact": ["0"]},
    "path": ["log(1/t)"],
    "limit": {"equals": "0"},
    "tail": "1/4",
    "cuts": ["1/2"],
    "order": 2,
    "bits": 64,
    "rank": "global",
}
RUNS = {
    "a saturated unit": (ONE, FALLS),
    "the rank left open": (ONE, {**FALLS, "rank": "open"}),
    "one cut less": (ONE, {**FALLS, "cuts": []}),
    "by digits": (ONE, {**FALLS, "limit": {"rounds_to": "0.000", "bits": 64}, "rank": "open"}),
    "separable data": (LINEAR, {**FALLS, "point": {"exact": ["1/2", "0"]}, "path": ["1/2 + log(1/t)", "0"]}),
    "several classes": (
        SOFTMAX,
        {**FALLS, "point": {"exact": ["0"] * 6}, "path": ["log(1/t)", "-log(1/t)", "0", "0", "0", "0"]},
    ),
    "two units that merge": (
        {
            "network": {"parameters": ["v", "w"], "formula": ["v*(exp(w*x1) - 1)"]},
            "loss": "squared",
            "inputs": [["1"], ["-1"]],
            "targets": [["1"], ["-1"]],
        },
        {**FALLS, "point": {"exact": ["1", "1"]}, "path": ["1/t", "t"], "cuts": [], "tail": "1/8"},
    ),
}


@pytest.mark.parametrize("name", RUNS)
def test_a_path_that_falls_for_ever(name: str) -> None:
    assert told("falling-path", *RUNS[name])[0] == "valid"


LIES: dict[str, Json] = {
    "it rises": {"path": ["-log(1/t)"]},
    "another limit": {"limit": {"equals": "1/1000000"}},
    "other digits": {"limit": {"rounds_to": "0.001", "bits": 64}},
    "no limit": {"limit": {}},
    "two limits": {"limit": {"equals": "0", "rounds_to": "0.000", "bits": 64}},
    "it starts elsewhere": {"point": {"exact": ["1/1000"]}},
    "it is bounded": {"path": ["1 - t"]},
    "it is bounded, and oscillates": {"path": ["sin(1/t) - sin(1)"]},
    "it turns back before the tail": {"path": ["log(1/t) + 100*(1 - t)*(t - 1/4)"]},
    "no tail": {"tail": "0"},
    "a tail that is too long": {"tail": "2", "cuts": []},
    "a cut below the tail": {"cuts": ["1/8"]},
    "a cut twice": {"cuts": ["1/2", "1/2"]},
    "a cut at the end": {"cuts": ["1/2", "1"]},
    "order 0": {"order": 0},
    "an unknown rank": {"rank": "best"},
    "bad without a point": {"rank": "bad"},
    "a point without being bad": {"better": {"exact": ["5"]}},
    "bad with a point above the limit": {"rank": "bad", "better": {"exact": ["5"]}},
    "it jumps where L does not see it": {"path": ["log(1/t)", "step(t - 3/8)"], "point": {"exact": ["0", "1"]}},
    "it jumps on the tail where L does not see it": {
        "path": ["log(1/t)", "step(t - 1/8)"],
        "point": {"exact": ["0", "1"]},
    },
    "a pole": {"path": ["log(1/t)/(t - 1/3)"]},
}


@pytest.mark.parametrize("name", LIES)
def test_lies_about_a_path_are_refused(name: str) -> None:
    data = {**FALLS, **LIES[name]}
    more = {"network": {"parameters": ["w", "v"], "formula": ["sigmoid(w*x1)"]}} if len(data["path"]) > 1 else {}
    assert told("falling-path", {**ONE, **more}, data)[0] != "valid"


def test_a_coordinate_that_l_does_not_see_may_move() -> None:
    table = {**ONE, "network": {"parameters": ["w", "v"], "formula": ["sigmoid(w*x1)"]}}
    assert (
        told("falling-path", table, {**FALLS, "path": ["log(1/t)", "t"], "point": {"exact": ["0", "1"]}})[0] == "valid"
    )


def test_what_may_be_negative_has_no_least_limit() -> None:
    table = {**ONE, "loss": {"formula": "(q - y)**2 - (q - y)**4/2"}}
    assert told("falling-path", table, {**FALLS, "rank": "open"})[0] == "valid"
    assert told("falling-path", table, FALLS)[0] != "valid"


def test_a_plateau_above_a_better_point_is_bad() -> None:
    table = {**ONE, "network": {"parameters": ["w", "v"], "formula": ["v**2 + sigmoid(w*x1) - 1/2"]}}
    bad = {
        **FALLS,
        "point": {"exact": ["0", "0"]},
        "path": ["log(1/t)", "0"],
        "limit": {"equals": "1/4"},
        "rank": "bad",
    }
    assert told("falling-path", table, {**bad, "better": {"exact": ["0", "1"]}})[0] == "valid"
    assert told("falling-path", table, {**bad, "better": {"exact": ["0", "0"]}})[0] != "valid"


TAILS = (
    "sigmoid(3 + 2*log(1/t))",
    "(exp(t) - 1)/t",
    "log(1 + 1/t) - log(1/t)",
    "t*log(1/t)**2/(1 + t)",
    "(sigmoid(1/2 + t) - sigmoid(1/2))/t",
    "sqrt(1/t + 1) - sqrt(1/t)",
    "tanh(log(1/t))*sin(t)",
    "atan(2 + t**2)/t**(1/2)",
    "softplus(2*log(1/t)) - 2*log(1/t)",
    "abs(t - 1/2) + relu(t - 1)",
    "erf(t)/t",
    "exp(-sqrt(2)*log(1/t)) + sigmoid(1 + tanh(1)*log(1/t))",
    "log(1 + exp(1/2 - sin(1)*log(1/t)))/t",
)


@pytest.mark.parametrize("text", TAILS)
def test_expansions_hold_on_all_of_the_tail(text: str) -> None:
    n, tau, draw = recheck.parse(text, ("t",)), Fraction(1, 6), random.Random(3)
    for order, brief in ((2, False), (5, False), (5, True)):
        tail = recheck.Tail(tau, order, brief)
        found = tail.of(n)
        for _ in range(30):
            t = tau * Fraction(draw.randint(1, 2**20), 2**20) ** draw.randint(1, 3)
            view = recheck.Place({"t": recheck.num(t)}).view(256)
            log = recheck.make("log", recheck.num(1 / t))
            power = {(a, b): recheck.exp(-(tail.meaning(a.node) * log)) * log**b for a, b in found.scales()}
            gap = n - recheck.dot(map(tail.meaning, found.terms.values()), (power[scale] for scale in found.terms))
            bound = recheck.add(*(Fraction(r, 1 << 128) * power[scale] for scale, r in found.rest.items()))
            (lo, hi), (_, most) = view.enclose(gap), view.enclose(bound)
            assert -most - 2**64 <= lo <= hi <= most + 2**64, (text, order, t)
        assert sum(found.rest.values()) < 10**4 << 128


NOWHERE = (
    (LINEAR, {"W1_1_1": "1"}),
    (SOFTMAX, {"W1_1_1": "1", "W1_2_1": "-1"}),
    (
        {**ONE, "loss": {"formula": "q"}, "network": {"parameters": ["w"], "formula": ["w**3 + w"]}},
        {"w": "1/(1 + w**2)"},
    ),
)


@pytest.mark.parametrize(("table", "field"), NOWHERE)
def test_no_critical_point_at_all(table: Json, field: Json) -> None:
    assert told("nowhere-critical", table, {"field": field})[0] == "valid"


NOT_NOWHERE: tuple[tuple[Json, Json], ...] = (
    (LINEAR, {"b1_1": "1"}),
    (LINEAR, {"W1_1_1": "0"}),
    (LINEAR, {}),
    (LINEAR, {"c": "1"}),
    ({**LINEAR, "targets": [["1"], ["-1"], ["-1"]]}, {"W1_1_1": "1"}),
    ({**LINEAR, "loss": "squared"}, {"W1_1_1": "1"}),
    ({**LINEAR, "loss": "logistic", "regularizer": "W1_1_1**2"}, {"W1_1_1": "1"}),
    (SOFTMAX, {"b1_1": "1"}),
    ({**SOFTMAX, "targets": [["1/2", "1/2", "0"], ["1", "0", "0"], ["0", "1", "0"]]}, {"W1_1_1": "1", "W1_2_1": "-1"}),
    ({**ONE, "loss": {"formula": "q"}, "network": {"parameters": ["w"], "formula": ["w**3"]}}, {"w": "1"}),
    ({**ONE, "loss": {"formula": "q"}, "network": {"parameters": ["w"], "formula": ["w + relu(w)"]}}, {"w": "1"}),
    ({**ONE, "loss": {"formula": "q"}, "network": {"parameters": ["w"], "formula": ["w + 0/w"]}}, {"w": "1"}),
)


@pytest.mark.parametrize(("table", "field"), NOT_NOWHERE)
def test_what_has_a_critical_point_is_refused(table: Json, field: Json) -> None:
    assert told("nowhere-critical", table, {"field": field})[0] != "valid"


def test_an_expansion_of_too_many_terms_is_left_open() -> None:
    table = {**ONE, "loss": {"formula": "q"}, "network": {"parameters": ["w"], "formula": ["1/(w**2 + 1)"]}}
    data = {**FALLS, "point": {"exact": ["2"]}, "path": ["(1/t + 1)**900 - 2**900 + 2"], "rank": "open"}
    assert told("falling-path", table, data) == ("holey", "an expansion of too many terms")
