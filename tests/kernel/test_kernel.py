"""The kernel: it accepts true certificates, and refuses each kind of lie, with the condition that it breaks."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest
from problems import (
    BALANCED,
    NOTHING,
    SADDLE,
    SIGMOIDS,
    SIGMOIDS_BAD,
    SIGMOIDS_FAMILY,
    TANH,
    TANH_MINIMUM,
    TWO_RELUS,
    TWO_RELUS_BAD,
    TWO_RELUS_FIT,
    Tables,
    formula,
)

from verify.errors import CertificateError
from verify.exact import exact, fixed, write
from verify.files.load import problem_from_tables
from verify.kernel import checker, theta_point
from verify.kernel.certificate import Certificate
from verify.kernel.evidence import Evidence, Grade
from verify.kernel.kinds import descent, risk
from verify.propose.newton import eigenvectors, refine

Json = dict[str, Any]


def check(tables: Tables, kind: str, data: Json) -> Evidence:
    problem = problem_from_tables(tables)
    return checker.check(problem, Certificate(kind, problem.digest, data))


def box_point(tables: Tables, start: list[str], digits: int = 15) -> Json:
    problem = problem_from_tables(tables)
    found = refine(theta_point.landscape(problem), [exact(t) for t in start], 256)
    assert found is not None
    box, y = found
    return {
        "center": [write(c) for c in box.center],
        "radius": write(box.radius),
        "preconditioner": [[write(v) for v in row] for row in y],
        "bits": 320,
        "rounds_to": [fixed(c, digits) for c in box.center],
    }


def eigen(tables: Tables, center: list[str]) -> list[list[str]]:
    problem = problem_from_tables(tables)
    hessian = theta_point.landscape(problem).float_hessian([exact(c) for c in center])
    return [[write(v) for v in row] for row in eigenvectors(hessian)]


TANH_POINT = box_point(TANH, TANH_MINIMUM)
ZERO2 = {"exact": ["0", "0"]}

STRICT = (TANH, "critical-point", {"point": TANH_POINT, "congruence": eigen(TANH, TANH_POINT["center"]), "bits": 256})
SADDLE_AT_ZERO = (SADDLE, "critical-point", {"point": ZERO2, "congruence": [["1", "1"], ["1", "-1"]], "bits": 64})
CONSTANTS = {"exact": SIGMOIDS_BAD}
MORSE_BOTT = (
    SIGMOIDS,
    "morse-bott",
    {
        "point": CONSTANTS,
        **SIGMOIDS_FAMILY,
        "rows": [0, 2, 4, 5, 6, 7],
        "complement": [
            ["1", "0", "1/6"],
            ["-1", "0", "1/6"],
            ["0", "1", "1/6"],
            ["0", "-1", "1/6"],
            ["0", "0", "1/6"],
            ["0", "0", "1/6"],
            ["0", "0", "1/2"],
            ["0", "0", "1/2"],
            ["0", "0", "1"],
        ],
        "bits": 128,
    },
)
HYPERPLANE = (TWO_RELUS, "supporting-hyperplane", {"point": {"exact": TWO_RELUS_BAD}})
# f = t1: the sum of |t1 - 0|, |t1 - 1|, |t1 - 3| is least at the median 1, a kink; F moves along (1, 1, 1).
MEDIAN = (
    formula("t1", ["t1"], [("0", "0"), ("1", "1"), ("2", "3")], loss="absolute"),
    "supporting-hyperplane",
    {"point": {"exact": ["1"]}, "subgradients": [["1"], ["0"], ["-1"]]},
)
# The same loss, with kinks whose argument falls as the output rises.
MIRRORED = (
    formula("t1", ["t1"], [("0", "0"), ("1", "1"), ("2", "3")], loss={"formula": "abs(y - q)", "facts": ["convex"]}),
    "supporting-hyperplane",
    MEDIAN[2],
)
OPTIMAL = (TWO_RELUS, "data-optimal", {"point": {"exact": TWO_RELUS_FIT}})
LOWER = (
    TWO_RELUS,
    "lower-value",
    {"point": {"exact": TWO_RELUS_BAD}, "better": {"exact": TWO_RELUS_FIT}, "bits": 64},
)
VALUE = (TWO_RELUS, "value", {"point": {"exact": TWO_RELUS_BAD}, "equals": "1/3"})
NORM = (TWO_RELUS, "norm", {"point": {"exact": TWO_RELUS_BAD}, "equals": "559/36"})
ROUNDED = (TANH, "value", {"point": TANH_POINT, "rounds_to": "1.324263576963230434", "bits": 128})
RESIDUAL = (BALANCED, "residual-gradient", {"point": {"exact": []}, "input": 0, "output": 0, "bits": 64})
SAMPLE_LOWER = (BALANCED, "sample-lower", {"point": {"exact": []}, "sample": 0, "output": ["-1"], "bits": 64})
CONFLICT = formula("1", [], [("0", "-1"), ("0", "1")])
INPUT_LOWER = (CONFLICT, "input-lower", {"point": {"exact": []}, "input": 0, "output": ["0"], "bits": 64})
RESIDUAL_VALUE = (BALANCED, "residual-value", {"point": {"exact": []}, "input": 1, "output": 0, "equals": "-1"})
DESCENT = (
    BALANCED,
    "descent",
    {
        "point": {"exact": []},
        "b": ["0"],
        "W": [["0"]],
        "output": 0,
        "order": 1,
        "direction": ["1"],
        "lower_orders_vanish": True,
        "bits": 128,
        "points": [{"radius": "1/2", "a": ["1/32"], "b": ["0"], "W": [["1/4"]]}],
    },
)
# Along (1, 1/2) the moments are 1 - 2 + 1 = 0, 0 - 2 + 1 = -1: of order 1. Along (1, 1) they are 0, 0, 2: of order 2.
PLANE: tuple[Tables, str, Json] = (
    {
        "problem": {
            "network": {"formula": ["0"], "parameters": []},
            "loss": {"formula": "(q - y)**2/2"},
            "reduction": "sum",
            "inputs": [["0", "0"], ["1", "0"], ["0", "2"]],
            "targets": [["-1"], ["2"], ["-1"]],
        },
        "augment": {"lam": "1/10"},
    },
    "descent",
    {
        "point": {"exact": []},
        "b": ["0"],
        "W": [["0", "0"]],
        "output": 0,
        "order": 2,
        "direction": ["1", "1"],
        "lower_orders_vanish": True,
        "bits": 128,
        "points": [{"radius": "1", "a": ["-1/32"], "b": ["0"], "W": [["1/2", "1/2"]]}],
    },
)
# Output 1 is balanced as in BALANCED, output 2 is not.
TWO_OUTPUTS: tuple[Tables, str, Json] = (
    {
        "problem": {
            "network": {"formula": ["0", "0"], "parameters": []},
            "loss": "squared",
            "inputs": [["0"], ["1"]],
            "targets": [["-1", "1"], ["1", "0"]],
        },
        "augment": {"lam": "1/10"},
    },
    "descent",
    {
        "point": {"exact": []},
        "b": ["0", "0"],
        "W": [["0"], ["0"]],
        "output": 0,
        "order": 1,
        "direction": ["1"],
        "lower_orders_vanish": True,
        "bits": 128,
        "points": [{"radius": "1/2", "a": ["1/32", "0"], "b": ["0", "0"], "W": [["1/4"], ["0"]]}],
    },
)
ORBIT = (NOTHING, "orbit", {"a": ["-3"], "bits": 128, "steps": [{"radius": "1/8", "t": "1/64"}]})
ESCAPE = (NOTHING, "escape", {"point": {"exact": []}, "c": ["1"], "W": [["0"]], "bits": 64})
STATIONARY = (formula("t1**2*x1 + t2**3", ["t1", "t2"], [("1", "3")]), "stationary", {"point": {"exact": ["0", "0"]}})
LOGISTIC = formula("t1*x1", ["t1"], [("1", "1"), ("0", "-1"), ("0", "1")], loss="logistic")
UNATTAINED = (LOGISTIC, "unattained", {"input": 0})

ONE_INPUT_TWO_OUTPUTS: Tables = {
    "problem": {
        "network": {"formula": ["t1", "0"], "parameters": ["t1"]},
        "loss": "squared-on-sigmoid",
        "inputs": [["0"], ["0"]],
        "targets": [["0", "1"], ["0", "1"]],
    },
    "augment": {},
}
UNATTAINED_INVEX = (ONE_INPUT_TWO_OUTPUTS, "unattained", {"input": 0})

TRUE = {
    "strict": STRICT,
    "saddle": SADDLE_AT_ZERO,
    "stationary": STATIONARY,
    "morse-bott": MORSE_BOTT,
    "hyperplane": HYPERPLANE,
    "hyperplane-on-a-kink": MEDIAN,
    "hyperplane-on-a-mirrored-kink": MIRRORED,
    "optimal": OPTIMAL,
    "lower": LOWER,
    "value": VALUE,
    "rounded": ROUNDED,
    "norm": NORM,
    "residual": RESIDUAL,
    "sample-lower": SAMPLE_LOWER,
    "input-lower": INPUT_LOWER,
    "residual-value": RESIDUAL_VALUE,
    "descent": DESCENT,
    "orbit": ORBIT,
    "escape": ESCAPE,
    "unattained": UNATTAINED,
    "unattained-invex": UNATTAINED_INVEX,
}


@pytest.mark.parametrize("name", TRUE)
def test_a_true_certificate_is_accepted(name: str) -> None:
    evidence = check(*TRUE[name])
    assert evidence.statement
    assert evidence.grade >= Grade.CERTIFIED


def test_every_kind_has_a_true_certificate_here() -> None:
    assert {kind for _, kind, _ in TRUE.values()} == set(risk.CHECKS | descent.CHECKS)


def test_least_for_the_data_is_least_at_all_only_without_a_term_in_theta() -> None:
    tables, kind, data = OPTIMAL
    assert check(*OPTIMAL).statement.endswith(": a global minimum of L")
    decayed = {**tables, "problem": {**tables["problem"], "regularizer": "t1**2"}}
    assert "global minimum of L" not in check(decayed, kind, data).statement


def test_a_saddle_is_not_called_a_minimum() -> None:
    assert check(*SADDLE_AT_ZERO).facts["index"] == "1"
    assert check(*STRICT).facts["index"] == "0"


# name of the lie -> (a true certificate, what to change in its data or tables, a piece of the refusal)
Change = Callable[[Json], None]


def put(*path: Any, value: Any) -> Change:
    def change(data: Json) -> None:
        target: Any = data
        for key in path[:-1]:
            target = target[key]
        target[path[-1]] = value

    return change


LIES: dict[str, tuple[tuple[Tables, str, Json], Change, str]] = {
    "box_misses_the_zero": (STRICT, put("point", "center", 0, value="1.3859507"), "Krawczyk"),
    "box_much_too_large": (STRICT, put("point", "radius", value="4"), "Krawczyk"),
    "box_of_radius_zero": (STRICT, put("point", "radius", value="0"), "Krawczyk"),
    "box_of_negative_radius": (STRICT, put("point", "radius", value="-1"), "Krawczyk"),
    "preconditioner_is_zero": (STRICT, put("point", "preconditioner", value=[["0"] * 3] * 3), "Krawczyk"),
    "digits_of_another_point": (STRICT, put("point", "rounds_to", 2, value="-0.875835112049512"), "does not round"),
    "not_stationary": (STATIONARY, put("point", value={"exact": ["1", "0"]}), "vanish"),
    "congruence_is_singular": (STRICT, put("congruence", value=[["1", "1", "1"]] * 3), "inertia"),
    "congruence_is_zero": (STRICT, put("congruence", value=[["0"] * 3] * 3), "inertia"),
    "exact_point_is_not_critical": (SADDLE_AT_ZERO, put("point", value={"exact": ["0", "1"]}), "vanish"),
    "point_on_a_curve_of_minima": (SADDLE_AT_ZERO, put("point", value={"exact": ["2", "1/2"]}), "inertia"),
    "family_misses_the_point": (MORSE_BOTT, put("at", 0, value="-log(3)"), "pass through the point"),
    "family_leaves_the_critical_points": (
        MORSE_BOTT,
        put("family", 8, value="1/3 - v1*sigmoid(p1 + c1) - v2*sigmoid(p2 + c2) + (v1 - 1/2)**2"),
        "on the whole family",
    ),
    "family_of_no_parameters": (MORSE_BOTT, lambda d: d.update(parameters=[], at=[]), "a family of 0 parameters"),
    "family_of_fewer_dimensions": (MORSE_BOTT, put("rows", value=[0, 1, 4, 5, 6, 7]), "dimensions"),
    "rows_named_twice": (MORSE_BOTT, put("rows", value=[0, 0, 4, 5, 6, 7]), "different"),
    "complement_along_the_family": (
        MORSE_BOTT,
        put("complement", value=[["1", "0", "0"], ["1", "0", "0"]] + [["0", "1", "0"]] * 2 + [["0", "0", "1"]] * 5),
        "positive definite",
    ),
    "too_many_moments": (PLANE, put("order", value=300), "more than 20000 moments"),
    "hyperplane_at_another_point": (HYPERPLANE, put("point", "exact", 6, value="1/6"), "constant"),
    "hyperplane_on_a_kink": (HYPERPLANE, put("point", "exact", 2, value="1/2"), "constant"),
    "no_subgradient": (
        MEDIAN,
        put("subgradients", value=[["1"], ["2"], ["-3"]]),
        "subgradient of the loss at sample 2",
    ),
    "no_subgradient_of_a_mirrored_kink": (
        MIRRORED,
        put("subgradients", value=[["1"], ["2"], ["-3"]]),
        "subgradient of the loss at sample 2",
    ),
    "no_subgradient_on_the_other_side": (
        MIRRORED,
        put("subgradients", value=[["1"], ["-2"], ["1"]]),
        "subgradient of the loss at sample 2",
    ),
    "subgradient_beside_the_gradient": (MEDIAN, put("subgradients", 0, value=["1/2"]), "at sample 1"),
    "subgradients_not_in_balance": (MEDIAN, put("subgradients", 1, value=["1/2"]), "constant"),
    "gradient_on_a_kink": (MEDIAN, lambda d: d.pop("subgradients"), "continuously differentiable near the outputs"),
    "subgradient_of_a_sample_missing": (MEDIAN, put("subgradients", value=[["1"], ["0"]]), "for each sample"),
    "not_an_optimum": (OPTIMAL, put("point", value={"exact": TWO_RELUS_BAD}), "vanish"),
    "higher_called_lower": (
        LOWER,
        lambda d: d.update(point=d["better"], better=d["point"]),
        "smaller",
    ),
    "equal_called_lower": (LOWER, put("better", value={"exact": TWO_RELUS_BAD}), "smaller"),
    "wrong_value": (VALUE, put("equals", value="1/3 + 1e-60"), "not proved"),
    "wrong_norm": (NORM, put("equals", value="558/36"), "not proved"),
    "value_rounded_wrongly": (ROUNDED, put("rounds_to", value="1.324263576963230433"), "round to"),
    "value_at_too_few_bits": (ROUNDED, put("bits", value=8), "round to"),
    "vanishing_residual": (
        (OPTIMAL[0], "residual-gradient", {"point": OPTIMAL[2]["point"], "input": 0, "output": 0, "bits": 64}),
        lambda d: None,
        "different from 0",
    ),
    "loss_at_the_networks_own_output": (SAMPLE_LOWER, put("output", value=["0"]), "lower at the other"),
    "loss_at_a_worse_output": (SAMPLE_LOWER, put("output", value=["1"]), "lower at the other"),
    "loss_of_another_sample": (SAMPLE_LOWER, put("sample", value=1), "lower at the other"),
    "best_for_one_of_two_samples": (INPUT_LOWER, put("output", value=["-1"]), "lower at the other"),
    "loss_of_no_input": (INPUT_LOWER, put("input", value=1), "from 0 to 0"),
    "loss_of_no_sample": (SAMPLE_LOWER, put("sample", value=2), "from 0 to 1"),
    "too_many_outputs": (SAMPLE_LOWER, put("output", value=["-1", "0"]), "length 1"),
    "wrong_residual_value": (RESIDUAL_VALUE, put("equals", value="1"), "not proved"),
    "order_too_low": (DESCENT, put("order", value=0), "kappa_0"),
    "lower_orders_do_not_vanish": (DESCENT, put("order", value=3), "a moment of order 1"),
    "least_along_one_direction_only": (PLANE, lambda d: None, r"a moment of order 1 of output 1 .*x\^\(1, 0\)"),
    "least_in_one_output_only": (TWO_OUTPUTS, lambda d: None, "a moment of order 0 of output 2"),
    "truth_value_written_as_a_number": (DESCENT, put("lower_orders_vanish", value=1), "true or false"),
    "direction_is_zero": (DESCENT, put("direction", value=["0"]), "kappa_1"),
    "lower_point_is_higher": (DESCENT, put("points", 0, "a", value=["-1/32"]), "proved lower"),
    "lower_point_is_the_centre": (
        DESCENT,
        put("points", 0, value={"radius": "1/2", "a": ["0"], "b": ["0"], "W": [["0"]]}),
        "proved lower",
    ),
    "lower_point_outside_its_radius": (DESCENT, put("points", 0, "radius", value="1/4"), "within its radius"),
    "no_lower_point": (DESCENT, put("points", value=[]), "no lower point"),
    "amplitude_is_zero": (ORBIT, put("a", value=["0"]), "amplitude is 0"),
    "orbit_the_wrong_way": (ORBIT, put("steps", 0, "t", value="-1/64"), "wrong direction"),
    "orbit_stands_still": (ORBIT, put("steps", 0, "t", value="0"), "wrong direction"),
    "orbit_outside_its_radius": (ORBIT, put("steps", 0, "radius", value="1/32"), "within its radius"),
    "orbit_without_steps": (ORBIT, put("steps", value=[]), "no step"),
    "escape_ends_higher": (ESCAPE, put("c", value=["-1"]), "smaller"),
    "escape_goes_nowhere": (ESCAPE, put("c", value=["0"]), "smaller"),
    "infimum_is_attained": (UNATTAINED, put("input", value=1), "attains"),
    "unknown_field": (VALUE, put("note", value="trust me"), "unknown field"),
    "missing_field": (VALUE, lambda d: d.pop("point"), "missing"),
    "float_for_a_number": (ORBIT, put("a", value=[0.5]), "not an exact number"),
    "index_out_of_range": (RESIDUAL, put("input", value=2), "from 0 to 1"),
    "too_few_coordinates": (VALUE, put("point", "exact", value=["1"]), "length 7"),
    "formula_that_is_code": (VALUE, put("equals", value="__import__('os')"), "neither a variable"),
}


@pytest.mark.parametrize("lie", LIES)
def test_a_lie_is_refused_with_the_condition_that_it_breaks(lie: str) -> None:
    (tables, kind, data), change, piece = LIES[lie]
    altered = copy.deepcopy(data)
    change(altered)
    with pytest.raises(CertificateError, match=piece):
        check(tables, kind, altered)


VARIANTS: dict[str, tuple[tuple[Tables, str, Json], Json, str]] = {
    "nonconvex_loss_called_convex": (HYPERPLANE, {"loss": "double-well"}, "convex"),
    "weight_decay_forgotten": (HYPERPLANE, {"regularizer": "t1**2"}, "theta alone"),
    "stationary_but_not_minimal": (
        (formula("t1", ["t1"], [("0", "0")], loss="double-well"), "data-optimal", {"point": {"exact": ["7/4"]}}),
        {},
        "global minimum",
    ),
    # In output 2 the losses of the two samples balance, so their sum may have stationary points that are no minima.
    "sum_of_invex_losses": (
        (ONE_INPUT_TWO_OUTPUTS, "unattained", {"input": 0}),
        {"targets": [["0", "0"], ["0", "1"]]},
        "stationary points that are no global minima",
    ),
    "conflicting_labels_of_an_invex_loss": (
        (
            formula("t1", ["t1"], [("0", "-3"), ("0", "3")], loss="geman-mcclure"),
            "data-optimal",
            {"point": {"exact": ["0"]}},
        ),
        {},
        "global minimum",
    ),
}


@pytest.mark.parametrize("name", VARIANTS)
def test_an_assumption_that_does_not_hold_is_noticed(name: str) -> None:
    (tables, kind, data), change, piece = VARIANTS[name]
    altered = {**tables, "problem": {**tables["problem"], **change}}
    with pytest.raises(CertificateError, match=piece):
        check(altered, kind, data)


AUGMENTS = {
    "another_neuron": {"neuron": "a*tanh(u + b)"},
    "another_penalty": {"penalty": "lam*(a**2 + b**2)"},
    "frozen_bias": {"frozen": ["b"]},
    "bounded_bias": {"constraints": ["b <= 5"]},
}


@pytest.mark.parametrize("name", AUGMENTS)
@pytest.mark.parametrize("true", ["descent", "orbit", "escape"])
def test_the_kinds_about_the_papers_neuron_refuse_variants(name: str, true: str) -> None:
    tables, kind, data = TRUE[true]
    with pytest.raises(CertificateError, match=r"a exp\(w.x \+ b\)"):
        check({**tables, "augment": AUGMENTS[name]}, kind, data)


def test_without_a_penalty_an_infimum_that_is_not_attained_proves_nothing_of_l_tilde() -> None:
    assert check(*UNATTAINED).statement
    with pytest.raises(CertificateError, match="lam is 0"):
        check({**LOGISTIC, "augment": {"lam": "0"}}, "unattained", {"input": 0})


def test_without_a_penalty_neither_orbit_nor_escape_proves_anything() -> None:
    for true in ("orbit", "escape"):
        tables, kind, data = TRUE[true]
        with pytest.raises(CertificateError, match="lam is"):
            check({**tables, "augment": {"lam": "0"}}, kind, data)


def test_a_certificate_of_another_problem_is_refused() -> None:
    problem, other = problem_from_tables(NOTHING), problem_from_tables(BALANCED)
    with pytest.raises(CertificateError, match="has changed"):
        checker.check(other, Certificate("escape", problem.digest, ESCAPE[2]))


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(CertificateError, match="unknown kind"):
        check(NOTHING, "trust-me", {})


def test_only_the_kernel_makes_evidence() -> None:
    with pytest.raises(TypeError, match="the kernel alone"):
        Evidence(Certificate("value", "", {}), "all is well", Grade.FORMAL, {}, object())


def test_a_gradient_that_vanishes_at_one_point_of_a_family_is_no_family_of_critical_points() -> None:
    # L = y^2 - 2 y z^2 with y = t1, z = t2 is constant on y = 0, and its Hessian at 0 has rank 1 and is not negative.
    # Yet 0 is no minimum.
    tables = formula("0", ["t1", "t2"], [("0", "0")], regularizer="t1**2 - 2*t1*t2**2")
    data = {
        "point": {"exact": ["0", "0"]},
        "parameters": ["s"],
        "family": ["0", "s"],
        "at": ["0"],
        "rows": [1],
        "complement": [["1"], ["0"]],
        "bits": 64,
    }
    with pytest.raises(CertificateError, match="on the whole family"):
        check(tables, "morse-bott", data)


def test_the_lower_orders_of_every_output_vanish_with_its_own_weights() -> None:
    tables, kind, data = TWO_OUTPUTS
    balanced = {**tables, "problem": {**tables["problem"], "targets": [["-1", "-1"], ["1", "1"]]}}
    for weight, is_least in (("0", True), ("1", False)):  # the second output is balanced with the weight 0 alone
        step = {**data["points"][0], "W": [["1/4"], [weight]]}
        told = {**data, "W": [["0"], [weight]], "points": [step]}
        if is_least:
            assert check(balanced, kind, told).statement
        else:
            with pytest.raises(CertificateError, match="moment of order 0 of output 2"):
                check(balanced, kind, told)


@pytest.mark.parametrize("true", [PLANE, TWO_OUTPUTS])
def test_an_order_along_one_direction_and_output_is_stated_as_that(true: tuple[Tables, str, Json]) -> None:
    # The same data without the claim that the order is the least of all are a true certificate.
    tables, kind, data = true
    evidence = check(tables, kind, {**data, "lower_orders_vanish": False})
    assert "in output 1 along" in evidence.statement
    assert "no slope" not in evidence.statement
    assert "no slope in an amplitude has a lower order" in check(*DESCENT).statement
