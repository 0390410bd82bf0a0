"""For one condition each of a kind, a certificate that only this condition refuses, beside a true one."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from problems import HALF_SQUARE, NOTHING, Tables, formula

from verify.errors import CertificateError
from verify.files.load import problem_from_tables
from verify.kernel import checker
from verify.kernel.certificate import Certificate, Fields
from verify.kernel.evidence import Evidence, Grade
from verify.kernel.theta_point import point
from verify.numerics import ball

Json = dict[str, Any]
Entry = tuple[str, Tables, Json]


def check(kind: str, tables: Tables, data: Json) -> Evidence:
    problem = problem_from_tables(tables)
    return checker.check(problem, Certificate(kind, problem.digest, data))


def alone(loss: str, network: str = "t1", target: str = "1", **more: Any) -> Tables:
    """One sample at x = 0, a neuron a*b that adds nothing at 0, and a penalty that is least there."""
    augment = {"neuron": "a*b", "penalty": "lam*(a**2 + b**2 + w2)", **more.pop("augment", {})}
    return formula(network, ["t1"], [("0", target)], loss={"formula": loss}, augment=augment, **more)


def at(theta: str, *added: str) -> Json:
    return {"at": [theta, *(added or ("0", "0", "0"))]}


def two_outputs(neuron_on: list[int], amplitudes: int) -> Entry:
    """f = 0 on two outputs, the target 1 on the first: a kink in the penalty, steeper than the data."""
    tables = {
        "problem": {
            "network": {"formula": ["0*t1", "0*t1"], "parameters": ["t1"]},
            "loss": HALF_SQUARE, "reduction": "sum", "inputs": [["0"]], "targets": [["1", "0"]],
        },
        "augment": {"outputs": neuron_on, "penalty": "lam*2*abs(a)"},
    }  # fmt: skip
    return "augmented-kink", tables, at("0", *["0"] * (3 * amplitudes))


JUMP: Json = {
    "at": ["0", "1/3", "0", "0"], "moving": [1, 2, 3], "held": [], "boxed": [],
    "congruence": [["1", "0", "0"], ["0", "1", "0"], ["0", "0", "1"]], "bits": 128,
}  # fmt: skip


def jumping(penalty: str, neuron: str = "a*step(u + b)", **more: Any) -> Tables:
    augment = {"neuron": neuron, "penalty": f"lam*(a**2 + b**2 + w2) + {penalty}", **more}
    return formula("relu(t1 - 1)", ["t1"], [("1", "1")], augment=augment)


FIRST, SECOND = "(1 - step(b + a - 1/3))", "(1 - step(b - a + 1/3))"
"""1 on one side of a line through the point, and 0 on the other."""

SLOPE: Json = {"point": {"exact": []}, "bits": 64}


def slope(b: str, a: str, lam: str = "1") -> Entry:
    """L = 1/2 at the only point: M falls from a = 0 to a if a e^b (a e^b - 2)/2 + lam a^2 < 0."""
    points = [{"radius": "3", "a": a}]
    return "auxiliary-slope", formula("0", [], [("0", "1")], augment={"lam": lam}), {**SLOPE, "b": b, "points": points}


LOGISTIC = formula("t1*x1", ["t1"], [("1", "1")], loss="logistic", augment={"lam": "-1"})
NO_LAM = formula("t1*x1", ["t1"], [("1", "1")], loss="logistic", augment={"lam": "0"})

ORBIT: Json = {
    "point": {
        "slice": [0], "center": ["0", "0"], "radius": "1/1000", "preconditioner": [["1/2"]], "bits": 96,
    },
    "fields": [{"t1": "1"}], "congruence": [["1"]], "bits": 96,
}  # fmt: skip


def risk(text: str) -> Tables:
    return formula("0", ["t1", "t2"], [("0", "0")], regularizer=text)


def on_branch(kink: str) -> Json:
    return {**ORBIT, "point": {**ORBIT["point"], "branches": [{"kink": kink, "side": -1}]}}


def norm(theta: str, a: str, equals: str) -> Entry:
    return "augmented-norm", alone("(q - y)**2"), {**at(theta, a, "0", "0"), "equals": equals}


FAMILY: Json = {
    "point": {
        "map": ["s", "p"], "inner": ["p"], "outer": ["s"], "center": ["0"], "radius": "1/1000",
        "preconditioner": [["1/2"]], "at": ["0"], "bits": 96,
    },
    "factors": [["0"], ["1"]], "rows": [0], "complement": [["0"], ["1"]], "bits": 96,
}  # fmt: skip
"""L = t2^2 is critical at (s, 0), whatever s; the smaller function is p^2."""


def mapped(*formulas: str) -> Json:
    return {**FAMILY, "point": {**FAMILY["point"], "map": list(formulas)}}


SHARP: Json = {
    "point": {
        "slice": [], "center": ["0", "0"], "radius": "1/1000", "bits": 96, "kinks": ["t1", "t2"],
        "multipliers": ["1", "1/2"],
        "preconditioner": [["0", "0", "-1", "0"], ["0", "0", "0", "-1"], ["-1", "0", "0", "0"], ["0", "-1", "0", "0"]],
    },
    "fields": [], "rows": [0, 1], "congruence": [], "bits": 96,
}  # fmt: skip
NO_SLICE: Json = {**ORBIT["point"], "slice": [], "preconditioner": [["1/2", "0"], ["0", "1/2"]]}
CLASSES: Tables = {
    "problem": {
        "network": {"formula": ["t1", "t1 + 0*x1"], "parameters": ["t1"]},
        "loss": "softmax-cross-entropy", "inputs": [["0"]], "targets": [["3/4", "1/4"]],
    },
    "augment": {},
}  # fmt: skip
"""Both outputs are one; where the loss is least, the first is greater by log(3) = 1.0986."""


def classes(low: str, high: str, targets: list[str] | None = None) -> Entry:
    term = {"input": 0, "output": 0, "minus": 1, "y": "1", "low": low, "high": high}
    tables = {**CLASSES, "problem": {**CLASSES["problem"], "targets": [targets or ["3/4", "1/4"]]}}
    return "unreachable", tables, {"relation": "=", "constant": "0", "terms": [term], "bits": 64}


MOVED: Json = {
    "point": {"exact": ["0", "1", "0", "1"]}, "conclusion": "basis", "bits": 64,
    "basis": {
        "h": ["0", "0", "0", "1"], "points": [["0", "1", "d", "1"]], "model": ["3/2"] * 4,
        "alpha": [["-1/(2*d)", "0", "0", "1", "1/(2*d)", "0", "0", "0"]],
    },
}  # fmt: skip
"""The outputs are 1 at z and beside it; the difference of two derivatives adds 1/2 to them."""


def moved(**changes: Any) -> Entry:
    data = [("0", "2"), ("1", "2"), ("2", "2"), ("3", "0")]
    tables = formula("t1*(t2*x1 + t3) + t4", ["t1", "t2", "t3", "t4"], data)
    return "gradient-basis-violated", tables, {**MOVED, "basis": {**MOVED["basis"], **changes}}


def ends_at_z(**problem: Any) -> Entry:
    """(t1 - 3)^2/2 at t1 = 1, which the model 3 improves on; but for what is given."""
    data = {
        "point": {"exact": ["1"]}, "conclusion": "basis", "bits": 64,
        "basis": {"h": ["1"], "alpha": [["3"]], "model": ["3"]},
    }  # fmt: skip
    return "gradient-basis-violated", formula("t1", ["t1"], [("0", "3")], **problem), data


def sharp(text: str, field: str = "t3", rows: tuple[int, ...] = (0,)) -> Entry:
    """On the kink t1 = 0, at t2 = 0 and any t3; the slope on the upper side is 1."""
    point = {
        "slice": [2], "center": ["0", "0", "0"], "radius": "1/1000", "bits": 96, "kinks": ["t1"], "multipliers": ["1"],
        "preconditioner": [["0", "0", "-1"], ["0", "1/2", "0"], ["-1", "0", "0"]],
    }  # fmt: skip
    tables = formula("0", ["t1", "t2", "t3"], [("0", "0")], regularizer=text)
    return "sharp-minimum", tables, {
        "point": point, "fields": [{field: "1"}], "rows": list(rows), "congruence": [["1"]], "bits": 96,
    }  # fmt: skip


def one_function(loss: Any, **more: Any) -> Entry:
    """L is a function of t1 alone, which is the model."""
    data = {
        "point": {"exact": ["0", "0"]}, "model": ["t1"], "constant": ["0"], "columns": [["1"]], "rows": [0], "bits": 64,
    }  # fmt: skip
    return "convex-model", formula("t1", ["t1", "t2"], [("0", "1")], loss=loss, **more), data


def limit(**augment: Any) -> Entry:
    data = {"a": ["0"], "b": ["0"], "limit": "1", "bits": 64}
    return "flow-limit", formula("0", [], [("0", "1")], augment={"lam": "1/2", **augment}), data


PLATEAU: Json = {
    "point": {"exact": ["0", "0"]}, "parameters": ["s", "r"], "family": ["s", "r"], "at": ["0", "0"],
    "rows": [0, 1], "complement": [[], []], "bits": 64,
}  # fmt: skip


def moves(beta: str, v: str) -> Entry:
    steps = [{"beta": "0", "v": ["0"]}, {"beta": beta, "v": [v]}]
    return "interpolating-basis", NOTHING, {"eps": "1/2", "moves": steps, "bits": 64}


TRUE: dict[str, Entry] = {
    "a move of length 1": moves("1", "0"),
    "a convex function of t1": one_function("squared"),
    "a limit of the flow": limit(),
    "a model from beside the point": moved(),
    "a model at the point": ends_at_z(),
    "a kink that is written both ways": sharp("relu(t1) + 2*relu(-t1) + t2**2 + 0*t3"),
    "a kink along a line": sharp("abs(t1) + t2**2 + 0*t3"),
    "a family": ("critical-family", risk("t2**2 + 0*t1"), FAMILY),
    "a corner": ("sharp-minimum", risk("abs(t1) + abs(t2)/2"), SHARP),
    "a ratio of classes": classes("1", "11/10"),
    "a minimum of a sample": ("augmented-samplewise", alone("(q - y)**2"), at("1")),
    "a loss that bends at another output": ("augmented-samplewise", alone("(q - y)**2 + elu(q)*0"), at("1")),
    "a loss that does not count": ("augmented-hyperplane", alone("y**2", "t1"), at("0")),
    "a norm": norm("2", "3", "13"),
    "two samples at an input": (
        "augmented-optimal",
        formula(
            "t1", ["t1"], [("0", "1"), ("0", "-1")], augment={"neuron": "a*b", "penalty": "lam*(a**2 + b**2 + w2)"}
        ),
        at("0"),
    ),
    "one of two outputs has a neuron": two_outputs([1], 1),
    "a jump": ("augmented-jump", jumping("0"), JUMP),
    "two jumps": ("augmented-jump", jumping(f"lam*({FIRST} + {SECOND})", "a"), JUMP),
    "the slope of M": slope("0", "1/2"),
    "the slope of M at a great b": slope("1", "1/2"),
    "no minimiser, and lam < 0": ("unattained", LOGISTIC, {"input": 0}),
    "symmetric in t1": ("critical-orbit", risk("t2**2 + 0*t1"), ORBIT),
    "flat on one side": ("critical-orbit", risk("t2**2 + relu(t1)"), on_branch("t1")),
}

LIES: dict[str, tuple[Entry, str]] = {
    # samplewise: the loss of a sample, as a function of the output
    "a maximum of a loss": (("augmented-samplewise", alone("-(q - y)**2"), at("1")), "proved positive definite"),
    "a loss that curves down on one side": (
        ("augmented-samplewise", alone("q**2 - 6*(elu(q) - q)"), at("0")),
        "twice differentiable near the output",
    ),
    "a term in theta alone that falls": (
        ("augmented-samplewise", alone("(q - y)**2", regularizer="t1"), at("1")),
        "term in theta alone",
    ),
    "an output that jumps": (("augmented-samplewise", alone("(q - y)**2", "t1*step(t1)"), at("0")), "jump|stationary"),
    # an output without values, which the loss does not look at
    "an output that ends at the point": (
        ("augmented-hyperplane", alone("y**2", "sqrt(t1)"), at("0")),
        "output was not proved to have a value",
    ),
    "one of two outputs that ends": (
        (
            "augmented-hyperplane",
            {
                "problem": {
                    "network": {"formula": ["t1", "sqrt(t1)"], "parameters": ["t1"]},
                    "loss": {"formula": "y**2"},
                    "inputs": [["0"]],
                    "targets": [["1", "1"]],
                },
                "augment": {"neuron": "a*b", "penalty": "lam*(a**2 + b**2 + w2)"},
            },
            at("0", *["0"] * 6),
        ),
        "output was not proved to have a value",
    ),
    "another sample at the input": (
        (
            "augmented-optimal",
            formula(
                "t1",
                ["t1"],
                [("0", "1"), ("0", "-1")],
                augment={"neuron": "a*b", "penalty": "lam*(a**2 + b**2 + w2)"},
            ),
            at("1"),
        ),
        "residual gradients",
    ),
    "a norm of sizes": (norm("2", "3", "5"), "was not proved"),
    "a norm of cubes": (norm("2", "3", "35"), "was not proved"),
    # jumps
    "the last side of two jumps is lower": (
        ("augmented-jump", jumping(f"lam*({FIRST} + {SECOND} - 3*{FIRST}*{SECOND})", "a"), JUMP),
        "lie higher",
    ),
    "the second side of two jumps is lower": (
        ("augmented-jump", jumping(f"lam*({FIRST} - {SECOND}/2)", "a"), JUMP),
        "lie higher",
    ),
    "the other side jumps itself": (
        ("augmented-jump", jumping("lam*(1 - step(b))*(1 + step(a - 1/3)/9)"), JUMP),
        "slopes|continuous|lie",
    ),
    "beyond a bound": (("augmented-jump", jumping("0", constraints=["a <= 1/4"]), JUMP), "bound|a <= 1/4"),
    # M: a e^b counts, and the penalty of a
    "a lower point only for another b": (slope("2", "1"), "not proved lower"),
    "a lower point but for the penalty": (slope("0", "1/2", "4"), "not proved lower"),
    "a point beyond the lower ones": (slope("0", "5/2", "0"), "not proved lower"),
    "no minimiser, and no penalty": (("unattained", NO_LAM, {"input": 0}), "lam is 0"),
    "outputs of no parameters": (("outputs-isolated", NOTHING, {**SLOPE, "rows": []}), "'rows' must name 0"),
    # a function that has no values beside the slice
    "no values beside the slice": (
        ("critical-orbit", risk("t2**2 + 0*t1**(7/2)"), ORBIT),
        "twice continuously differentiable",
    ),
    "no values beside the slice, below the kink": (
        ("critical-orbit", risk("t2**2 + relu(t1 + 0*sqrt(t1))"), on_branch("t1 + 0*sqrt(t1)")),
        "have values near the point|was not proved defined",
    ),
    "a map without values beside the point": (
        ("critical-family", risk("t2**2 + 0*t1"), mapped("s + 0*s**(3/2)", "p")),
        "continuously differentiable near the point",
    ),
    "a map with a kink beside the point": (
        ("critical-family", risk("t2**2 + 0*t1"), mapped("s*step(s) + s*(1 - step(s))", "p")),
        "continuously differentiable near the point",
    ),
    "a factor too many": (
        ("critical-family", risk("t2**2 + 0*t1"), {**FAMILY, "factors": [["0"], ["1"], ["1"]]}),
        "a row for each of the 2",
    ),
    "no inner variable": (
        (
            "critical-family",
            risk("t2**2 + 0*t1"),
            {
                **FAMILY,
                "point": {**FAMILY["point"], "map": ["s", "0"], "inner": [], "center": [], "preconditioner": []},
            },
        ),
        "each name a variable",
    ),
    "a loss that begins at z": (ends_at_z(loss={"formula": "(q - y)**2/2 + 0*sqrt(q - 1)"}), "defined"),
    "a term in theta alone that begins at z": (ends_at_z(regularizer="0*sqrt(t1 - 1)"), "defined"),
    "a move that is longer": (moves("1", "1/1000000"), "longer than 1"),
    "two moves that are one": (moves("0", "1"), "not proved regular"),
    "a loss that is not convex": (one_function("cauchy"), "not known to be convex"),
    "a term that is not of the model": (one_function("squared", regularizer="t2**2"), "term in theta alone"),
    "a flow of another penalty": (limit(penalty="lam*a**4"), r"a exp\(w.x"),
    "a flow of another neuron": (limit(neuron="a*exp(u + 2*b)"), r"a exp\(w.x"),
    "a flow with a bias at rest": (limit(frozen=["b"]), r"a exp\(w.x"),
    "a family of all parameters": (("morse-bott", risk("0*t1"), PLATEAU), "2 parameters in a space of 2"),
    "a point beside z with other outputs": (moved(points=[["0", "1", "d", "1 + d"]]), "keep all outputs"),
    "a point that stays away from z": (moved(points=[["0", "1", "1/2 + d", "1"]]), "tend to z"),
    "another model": (moved(model=["3/2", "3/2", "3/2", "1"]), "made of derivatives"),
    "no symmetry above the kink": (sharp("abs(t1) + t2**2 + relu(t1)*t3"), "constant along field 1"),
    "a kink that is written both ways, and falls below": (
        sharp("2*relu(t1) - t1 - 3*relu(-t1) + t2**2 + 0*t3"),
        "not proved to rise from the kinks",
    ),
    "no symmetry below the kink": (sharp("abs(t1) + t2**2 + relu(-t1)*t3"), "constant along field 1"),
    "a field along the slice": (sharp("abs(t1) + t2**2 + 0*t3", "t2"), "constant along field 1|lead away"),
    "a row that is held": (sharp("abs(t1) + t2**2 + 0*t3", rows=(2,)), "different coordinates"),
    "no complement": (("critical-family", risk("t2**2 + 0*t1"), {**FAMILY, "complement": []}), "1 to 1 columns"),
    "a point that is no image": (
        ("critical-family", risk("t2**2 + 0*t1"), {**FAMILY, "point": {"exact": ["0", "0"]}}),
        "image of one",
    ),
    "a corner at exact coordinates": (
        ("sharp-minimum", risk("abs(t1) + abs(t2)/2"), {**SHARP, "point": {"exact": ["0", "0"]}}),
        "a point on 1 to",
    ),
    "a corner that is none": (
        ("sharp-minimum", risk("t1**2 + t2**2"), {**SHARP, "point": NO_SLICE}),
        "names some coordinates",
    ),
    "a slice through nothing": (
        (
            "critical-orbit",
            risk("t1**2 + t2**2"),
            {**ORBIT, "fields": [], "congruence": [["1", "0"], ["0", "1"]], "point": NO_SLICE},
        ),
        "names some coordinates",
    ),
    "kinks that are none": (
        (
            "critical-orbit",
            risk("t2**2 + 0*t1"),
            {**ORBIT, "point": {**ORBIT["point"], "kinks": [], "multipliers": []}},
        ),
        "names some coordinates",
    ),
    "a ratio below": (classes("1", "109/100"), "enclose the logarithm"),
    "a ratio above": (classes("11/10", "12/10"), "enclose the logarithm"),
    "a class without a weight": (classes("1", "11/10", ["1", "0"]), "has no weight"),
    "another class without a weight": (classes("-1", "11/10", ["0", "1"]), "has no weight"),
    "a kink of half the size and the other sign": (
        ("critical-orbit", risk("t2**2 + relu(t1)"), on_branch("-t1/2")),
        "no kink of L",
    ),
}


@pytest.mark.parametrize("name", TRUE)
def test_a_true_one_is_accepted(name: str) -> None:
    found = check(*TRUE[name])
    assert found.grade in (Grade.SYMBOLIC, Grade.CERTIFIED)
    assert found.statement


@pytest.mark.parametrize("name", LIES)
def test_a_lie_is_refused_for_its_own_reason(name: str) -> None:
    entry, words = LIES[name]
    with pytest.raises(CertificateError, match=words):
        check(*entry)


def test_the_number_that_a_descent_begins_with_has_its_sign() -> None:
    """kappa_0 = rho e^b, and rho = -1."""
    data = {
        "point": {"exact": []}, "b": ["0"], "W": [["0"]], "output": 0, "order": 0, "direction": ["1"],
        "lower_orders_vanish": True, "bits": 128, "points": [{"radius": "1/2", "a": ["1/8"], "b": ["0"], "W": [["0"]]}],
    }  # fmt: skip
    assert float(check("descent", formula("0", [], [("0", "1")], augment={"lam": "1/10"}), data).facts["kappa"]) == -1


@pytest.mark.parametrize("name", [name for name, (_, _, data) in TRUE.items() if "point" in data])
def test_a_point_is_written_as_it_was_read(name: str) -> None:
    _, tables, data = TRUE[name]
    problem = problem_from_tables(tables)
    read = point(problem, Fields(data, "test"))
    assert read.written() == data["point"]
    assert len(read.center) == len(problem.names)
    with ball.precision(128):
        near = [ball.within(v, c, Fraction(1, 100)) for v, c in zip(read.enclosure(128), read.center, strict=True)]
    assert all(near)
