"""The kinds about gradient bases: true certificates are accepted, lies are refused with the condition they break."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest
from problems import BALANCED, TANH, TANH_MINIMUM, TWO_RELUS, TWO_RELUS_BAD, TWO_RELUS_FIT, Tables, formula

from verify.errors import CertificateError
from verify.exact import exact, fixed, write
from verify.files.load import problem_from_tables
from verify.kernel import checker, theta_point
from verify.kernel.certificate import Certificate
from verify.kernel.evidence import Evidence, Grade
from verify.kernel.kinds import gradient_basis
from verify.kernel.kinds.gradient_basis import require_convex_quadratic
from verify.numerics.identity import vanish
from verify.problem.expression import num, substitute, var
from verify.problem.formula import parse
from verify.propose.newton import refine

Json = dict[str, Any]
Change = Callable[[Json], None]

# f = z1 (z2 x + z3) with z1 = 0 on labels orthogonal to 1 and x: a local minimum with free z2, z3.
FLAT = formula(
    "z1*(z2*x1 + z3)",
    ["z1", "z2", "z3"],
    [("0", "1"), ("1", "-1"), ("2", "-1"), ("3", "1")],
    regularizer="z1**2/10",
)
FLAT_BASIS: Json = {
    "point": {"exact": ["0", "1", "0"]},
    "psi": ["z1"],
    "penalty": "u1**2/10",
    "h": ["0", "0", "0"],
    "r": "1",
    "eps": "1/2",
    "points": [["0", "1", "0"], ["0", "1", "1/4"]],
    "bits": 128,
}
BOUND = (FLAT, "gradient-basis", {**FLAT_BASIS, "tangent_at": ["0"] * 5})

# f = z1 z2 x with weight decay: r = 1/2. L = (1 - y)^2/2 + (z1^2 + z2^2)/10 at z = (1, 1), y = 6/5.
DECAY = formula("z1*z2*x1", ["z1", "z2"], [("1", "6/5")], regularizer="(z1**2 + z2**2)/10")
DECAY_BOUND = (
    DECAY,
    "gradient-basis",
    {
        "point": {"exact": ["1", "1"]},
        "psi": ["z1", "z2"],
        "penalty": "(u1**2 + u2**2)/10",
        "h": ["1/2", "1/2"],
        "r": "1/2",
        "eps": "0",
        "points": [["1", "1"]],
        "bits": 128,
        "tangent_at": ["1", "1", "1"],
    },
)
TANGENT = (
    TWO_RELUS,
    "tangent",
    {
        "point": {"exact": TWO_RELUS_BAD},
        "last_layer": [0, 3, 6],
        "models": [{"alpha": ["1", "0", "0", "0", "0", "0", "1"]}],
        "bits": 64,
    },
)
MOVES = [{"beta": "0", "v": ["0"]}, {"beta": "1/2", "v": ["0"]}, {"beta": "0", "v": ["1/2"]}]
INTERPOLATING = (BALANCED, "interpolating-basis", {"eps": "1", "moves": MOVES, "bits": 64})

TRUE = {"bound": BOUND, "decay": DECAY_BOUND, "tangent": TANGENT, "interpolating": INTERPOLATING}


def check(tables: Tables, kind: str, data: Json) -> Evidence:
    problem = problem_from_tables(tables)
    return checker.check(problem, Certificate(kind, problem.digest, data))


@pytest.mark.parametrize("name", TRUE)
def test_a_true_certificate_is_accepted(name: str) -> None:
    assert check(*TRUE[name]).statement


def test_every_kind_has_a_true_certificate_here() -> None:
    assert {kind for _, kind, _ in TRUE.values()} == set(gradient_basis.CHECKS)


def test_equality_is_exact_and_its_evidence_symbolic() -> None:
    assert check(*BOUND).grade is Grade.SYMBOLIC


@pytest.mark.parametrize("name", ["bound", "decay"])
def test_a_bound_that_is_not_exact_is_certified_and_no_equality(name: str) -> None:
    found = check(*TRUE[name])
    assert ("is the least" in found.statement) == (found.grade is Grade.SYMBOLIC)
    assert ("is less than" in found.statement) == (found.grade is Grade.CERTIFIED)


def test_a_tangent_model_at_the_one_critical_point_in_a_box() -> None:
    problem = problem_from_tables(TANH)
    found = refine(theta_point.landscape(problem), [exact(t) for t in TANH_MINIMUM], 256)
    assert found is not None
    box, preconditioner = found
    point = {
        "center": [write(c) for c in box.center],
        "radius": write(box.radius),
        "preconditioner": [[write(v) for v in row] for row in preconditioner],
        "bits": 320,
        "rounds_to": [fixed(c, 15) for c in box.center],
    }
    data = {"point": point, "last_layer": [0], "models": [{"alpha": ["1", "1", "1"]}], "bits": 256}
    assert check(TANH, "tangent", data).facts["L"].startswith("1.3242635769")
    with pytest.raises(CertificateError, match="linear in these parameters"):
        check(TANH, "tangent", {**data, "last_layer": [1]})


FLAT = {
    "problem": {
        "network": {"formula": ["t2*relu(t1*x1)"], "parameters": ["t1", "t2"]},
        "loss": {"formula": "(q - y)**2/2"},
        "reduction": "sum",
        "inputs": [["1"], ["2"]],
        "targets": [["1"], ["1"]],
    },
    "augment": {},
}
NO_MODEL = {"point": {"exact": ["-1", "3"]}, "last_layer": [1], "models": [], "bits": 64}


def test_without_a_model_all_derivatives_have_to_vanish() -> None:
    """At a dead unit without biases every model is 0, as the network is; one derivative that is not 0 is refused."""
    found = check(FLAT, "tangent", NO_MODEL)
    assert (found.facts["compared"], found.facts["models"]) == ("no", "0")
    assert "every model in them is the network itself" in found.statement
    assert check(*TANGENT).facts["compared"] == "yes"
    with pytest.raises(CertificateError, match="not proved to vanish"):
        check(TWO_RELUS, "tangent", {**TANGENT[2], "models": []})
    biased = {**FLAT, "problem": {**FLAT["problem"], "network": {"formula": ["t2*relu(t1*x1) + 0*t1 + t3"],
                                                                 "parameters": ["t1", "t2", "t3"]}}}  # fmt: skip
    point = {"exact": ["-1", "3", "1"]}
    with pytest.raises(CertificateError, match="not proved to vanish"):
        check(biased, "tangent", {**NO_MODEL, "point": point, "last_layer": [1, 2]})


def put(*path: Any, value: Any) -> Change:
    def change(data: Json) -> None:
        target: Any = data
        for key in path[:-1]:
            target = target[key]
        target[path[-1]] = value

    return change


def drop_last_move(data: Json) -> None:
    data["moves"].pop()


LIES: dict[str, tuple[str, Change, str]] = {
    "tangent_of_another_slope": ("bound", put("tangent_at", 0, value="1"), "orthogonal"),
    "tangent_of_the_penalty_elsewhere": ("bound", put("tangent_at", 4, value="1"), "orthogonal"),
    "h_does_not_reproduce": ("decay", put("h", value=["1/2", "1/4"]), "sum h_k d_k"),
    "r_is_another_number": ("decay", put("r", value="1"), "sum h_k d_k"),
    "r_of_a_zero_is_free_but_outputs_are_not": ("bound", put("h", value=["1", "0", "0"]), "sum h_k d_k"),
    "point_changes_an_output": ("bound", put("points", 1, 0, value="1/100"), "keep all outputs"),
    "point_is_too_far": ("bound", put("eps", value="1/4"), "nearer than eps"),
    "eps_is_negative": ("bound", put("eps", value="-1"), "eps is negative"),
    "eps_of_moves_is_negative": ("interpolating", put("eps", value="-1"), "eps is negative"),
    "moved_with_eps_zero": ("bound", put("eps", value="0"), "nearer than eps"),
    "no_point": ("bound", put("points", value=[]), "at least one point"),
    "another_psi": ("bound", put("psi", value=["z2"]), r"R\(psi\)"),
    "another_penalty": ("bound", put("penalty", value="u1**2/5"), r"R\(psi\)"),
    "penalty_left_out": ("bound", lambda d: d.update(psi=[], penalty="0", tangent_at=["0"] * 4), r"R\(psi\)"),
    "penalty_of_degree_four": ("bound", put("penalty", value="u1**4/10"), "degree at most 2"),
    "not_linear_in_these_parameters": ("tangent", put("last_layer", value=[0, 3]), "linear"),
    "linear_twice": ("tangent", put("last_layer", value=[0, 1, 2, 3, 6]), "linear"),
    "not_a_critical_point": ("tangent", put("point", "exact", 6, value="1/6"), "orthogonal"),
    "on_a_kink": ("tangent", put("point", value={"exact": TWO_RELUS_FIT}), "differentiable"),
    "the_network_itself_as_a_costlier_model": (
        "tangent",
        put("models", 0, "alpha", value=["1", "0", "0", "-1/2", "0", "0", "-1/6"]),
        "cost more",
    ),
    "no_model": ("tangent", put("models", value=[]), "no model"),
    "too_few_moves": ("interpolating", drop_last_move, "3 moves are needed"),
    "the_same_move_twice": ("interpolating", put("moves", 2, value=MOVES[1]), "regular"),
    "the_bias_does_not_move": ("interpolating", put("moves", 1, value={"beta": "0", "v": ["1/3"]}), "regular"),
    "the_weight_does_not_move": ("interpolating", put("moves", 2, value={"beta": "1/3", "v": ["0"]}), "regular"),
    "a_move_too_long": ("interpolating", put("moves", 1, "beta", value="9/8"), "longer than 1"),
    "eps_is_zero": ("interpolating", put("eps", value="0"), "regular"),
}


@pytest.mark.parametrize("lie", LIES)
def test_a_lie_is_refused_with_the_condition_that_it_breaks(lie: str) -> None:
    true, change, piece = LIES[lie]
    tables, kind, data = TRUE[true]
    altered = copy.deepcopy(data)
    change(altered)
    with pytest.raises(CertificateError, match=piece):
        check(tables, kind, altered)


PROBLEMS: dict[str, tuple[str, Json, Json, str]] = {
    "another_target": ("bound", {"targets": [["2"], ["-1"], ["-1"], ["1"]]}, {}, "orthogonal"),
    "concave_penalty": ("bound", {"regularizer": "-z1**2/10"}, {"penalty": "-u1**2/10"}, "convex"),
    "loss_that_is_not_convex": ("bound", {"loss": "geman-mcclure"}, {}, "convex"),
    "loss_that_is_not_differentiable": ("bound", {"loss": "absolute"}, {}, "differentiable"),
    "tangent_of_a_loss_that_is_not_differentiable": ("tangent", {"loss": "absolute"}, {}, "to be differentiable"),
    "tangent_with_weight_decay": ("tangent", {"regularizer": "t1**2"}, {}, "theta alone"),
    "tangent_of_a_loss_that_is_not_convex": ("tangent", {"loss": "double-well"}, {}, "convex"),
}


@pytest.mark.parametrize("name", PROBLEMS)
def test_an_assumption_that_does_not_hold_is_noticed(name: str) -> None:
    true, problem, change, piece = PROBLEMS[name]
    tables, kind, data = TRUE[true]
    altered = {**tables, "problem": {**tables["problem"], **problem}}
    with pytest.raises(CertificateError, match=piece):
        check(altered, kind, {**data, **change})


def test_a_bound_below_the_value_is_not_accepted() -> None:
    # z1 = 1 is no minimum of (z1 - 3)^2 / 2: the best model in the derivative x fits the target.
    tables = formula("z1*x1", ["z1"], [("1", "3")])
    data = {**FLAT_BASIS, "point": {"exact": ["1"]}, "psi": [], "penalty": "0", "h": ["1"], "points": [["1"]]}
    with pytest.raises(CertificateError, match="at least L"):
        check(tables, "gradient-basis", {**data, "tangent_at": ["3"]})


def test_the_interpolating_basis_is_about_the_papers_neuron() -> None:
    for augment in ({"neuron": "a*tanh(u + b)"}, {"penalty": "lam*(a**2 + b**2)"}, {"frozen": ["b"]}):
        with pytest.raises(CertificateError, match="this kind is about"):
            check({**BALANCED, "augment": augment}, *INTERPOLATING[1:])


def test_a_penalty_is_convex_if_its_exact_hessian_says_so() -> None:
    for text in ("u1**2", "u1**2 + u2**2 - 2*u1*u2", "3*u1 - u2", "0"):
        require_convex_quadratic(parse(text, ["u1", "u2"]), ["u1", "u2"])
    for text, piece in (
        ("-u1**2", "convex"), ("u1*u2", "convex"), ("u1**2 + u2**2 - 5*u1*u2/2", "convex"),
        ("u1**4", "degree at most 2"), ("sqrt(2)*u1**2", "not rational"), ("u1**2 + pi*u2**2", "not rational"),
    ):  # fmt: skip
        with pytest.raises(CertificateError, match=piece):
            require_convex_quadratic(parse(text, ["u1", "u2"]), ["u1", "u2"])


def test_the_outer_function_at_the_components_is_the_risk() -> None:
    """With two outputs, weights, and inputs that repeat."""
    tables: Tables = {
        "problem": {
            "network": {"formula": ["z1*x1 + z2", "z2 - x1"], "parameters": ["z1", "z2"]},
            "loss": "squared",
            "reduction": "mean",
            "inputs": [["0"], ["1"], ["0"]],
            "targets": [["1", "2"], ["3", "5"], ["7", "11"]],
            "weights": ["1", "2", "3"],
            "regularizer": "z1**2/10 + z2**2/7",
        },
        "augment": {},
    }
    problem = problem_from_tables(tables)
    c = gradient_basis.composite(problem, [var("z2"), var("z1")], parse("u1**2/7 + u2**2/10", ["u1", "u2"]))
    assert (c.outputs, len(c.parts), len(set(c.names))) == (4, 6, 6)
    assert vanish([substitute([c.outer], c.at(c.parts))[0] - problem.risk])
    here = [num(v) for v in (1, 2, 3, 5, 7, 11)]
    # (1 - r) R'(psi).psi = (1 - 1/3) (2 49/7 + 2 121/10)
    assert vanish([c.last_term(here, parse("1/3", [])) - parse("2/3*(14 + 121/5)", [])])
