"""A statement about a neighbourhood is refused where something has no value, or no slope, on a part of it."""

from __future__ import annotations

from typing import Any

import pytest
from problems import Tables, formula

from verify.errors import CertificateError
from verify.files.load import problem_from_tables
from verify.kernel import checker
from verify.kernel.certificate import Certificate
from verify.kernel.gate import Regularity
from verify.kernel.neighbourhood import regular_near, require_near
from verify.numerics.point import Exact
from verify.problem.expression import ZERO
from verify.problem.formula import parse

Json = dict[str, Any]


def check(tables: Tables, kind: str, data: Json) -> str:
    problem = problem_from_tables(tables)
    return checker.check(problem, Certificate(kind, problem.digest, data)).statement


def one(text: str, target: str = "0", **more: Any) -> Tables:
    return formula(text, ["t1"], [("1", target)], **more)


ORIGIN: Json = {"exact": ["0"]}
STRICT: Json = {"point": ORIGIN, "congruence": [["1"]], "bits": 64}
FAMILY: Json = {
    "point": {"exact": ["0", "0"]},
    "parameters": ["s"],
    "family": ["0", "s"],
    "at": ["0"],
    "rows": [1],
    "complement": [["1"], ["0"]],
    "bits": 64,
}
VALLEY = formula("0", ["t1", "t2"], [("0", "0")], regularizer="t1**2")
BASIS: Json = {
    "point": ORIGIN,
    "psi": [],
    "penalty": "0",
    "h": ["0"],
    "r": "0",
    "eps": "0",
    "points": [["0"]],
    "bits": 64,
    "tangent_at": ["0"],
}
DESCENT: Json = {
    "point": {"exact": []},
    "b": ["0"],
    "W": [["0"]],
    "output": 0,
    "order": 0,
    "direction": ["1"],
    "lower_orders_vanish": True,
    "bits": 128,
    "points": [{"radius": "1/2", "a": ["1/8"], "b": ["0"], "W": [["0"]]}],
}
# The slope -2 at q = 0 is that of (q - 1)^2, but next to q = 0 there is no loss for q < 0.
ON_THE_EDGE: Json = {"loss": {"formula": "(q - 1)**2 + q**(5/2)", "facts": ["convex"]}}
EDGE = formula("0", [], [("0", "1")], augment={"lam": "1/10"}, **ON_THE_EDGE)

ACCEPTED: dict[str, tuple[Tables, str, Json]] = {
    "supporting-hyperplane": (one("t1**2 - t1**2"), "supporting-hyperplane", {"point": ORIGIN}),
    "data-optimal": (one("t1"), "data-optimal", {"point": ORIGIN}),
    "critical-point": (one("t1"), "critical-point", STRICT),
    "morse-bott": (VALLEY, "morse-bott", FAMILY),
    "auxiliary-minimum": (one("t1"), "auxiliary-minimum", {"point": ORIGIN}),
    "gradient-basis": (one("t1**2"), "gradient-basis", BASIS),
    "tangent": (one("t1"), "tangent", {"point": ORIGIN, "last_layer": [0], "models": [{"alpha": ["1"]}], "bits": 64}),
    "residual-gradient": (
        formula("0", [], [("0", "1")]),
        "residual-gradient",
        {"point": {"exact": []}, "input": 0, "output": 0, "bits": 64},
    ),
    "descent": (formula("0", [], [("0", "1")], augment={"lam": "1/10"}), "descent", DESCENT),
}


@pytest.mark.parametrize("name", ACCEPTED)
def test_where_everything_is_smooth_they_are_accepted(name: str) -> None:
    assert check(*ACCEPTED[name])


def elsewhere(name: str, tables: Tables, **more: Any) -> tuple[Tables, str, Json]:
    _, kind, data = ACCEPTED[name]
    return tables, kind, {**data, **more}


REFUSED: dict[str, tuple[tuple[Tables, str, Json], str]] = {
    "the_identity_holds_on_one_side_only": (
        elsewhere("supporting-hyperplane", one("sqrt(t1)**2 - t1")),
        "output was not proved defined",
    ),
    "a_logarithm_that_cancels": (
        elsewhere("supporting-hyperplane", one("exp(log(t1**2)/2) - t1*t1/t1"), point={"exact": ["0"]}),
        "defined",
    ),
    "a_root_that_cancels_in_a_product": (
        elsewhere("supporting-hyperplane", one("(t1**3)**(1/2)*(t1**3)**(1/2) - t1**3")),
        "output was not proved defined",
    ),
    "a_quotient_that_cancels": (
        elsewhere("supporting-hyperplane", one("0*t1**(3/2)")),
        "output was not proved defined",
    ),
    "an_optimum_at_the_end_of_its_domain": (
        elsewhere("data-optimal", one("t1 + t1**(3/2)")),
        "output was not proved defined",
    ),
    "a_loss_at_the_end_of_its_domain": (
        elsewhere("data-optimal", one("t1", loss={"formula": "q**(5/2) + q**2", "facts": ["convex"]})),
        "defined",
    ),
    "a_loss_whose_domain_the_network_does_not_leave": (
        elsewhere("data-optimal", one("t1**2", loss={"formula": "q**(5/2) + q**2", "facts": ["convex"]})),
        "a loss was not proved continuously differentiable",
    ),
    "a_minimum_at_the_end_of_its_domain": (
        elsewhere("critical-point", one("t1 + t1**(7/2)")),
        "output was not proved twice",
    ),
    "a_penalty_at_the_end_of_its_domain": (
        elsewhere("critical-point", one("t1", regularizer="t1**(7/2)")),
        "theta alone was not proved twice",
    ),
    "once_differentiable_only": (
        elsewhere("critical-point", one("t1", regularizer="relu(t1)**2")),
        "not proved twice",
    ),
    "a_family_that_begins_at_the_point": (
        elsewhere("morse-bott", VALLEY, family=["0", "s + s**(5/2)"]),
        "family was not proved continuously differentiable",
    ),
    "a_risk_that_begins_at_the_family": (
        elsewhere("morse-bott", formula("0", ["t1", "t2"], [("0", "0")], regularizer="t1**2 + 0*t2**(7/2)")),
        "theta alone was not proved twice",
    ),
    "auxiliary_at_the_end_of_the_domain": (
        elsewhere("auxiliary-minimum", one("t1**(3/2)")),
        "output was not proved defined",
    ),
    "a_basis_at_the_end_of_the_domain": (elsewhere("gradient-basis", one("t1**(5/2)")), "not proved"),
    "a_basis_on_a_kink": (elsewhere("gradient-basis", one("abs(t1)")), "differentiable around a point of the basis"),
    "a_psi_that_begins_at_the_point": (
        elsewhere("gradient-basis", one("t1**2"), psi=["0*t1**(3/2)"], penalty="u1**2", tangent_at=["0", "0"]),
        "differentiable around a point of the basis",
    ),
    "a_tangent_at_the_end_of_the_domain": (elsewhere("tangent", one("t1 + t1**(5/2) - t1**(5/2)")), "differentiable"),
    "a_tangent_where_the_loss_begins": (
        elsewhere("tangent", one("t1", loss={"formula": "q**2 + q**(5/2)", "facts": ["convex", "differentiable"]})),
        "a loss was not proved continuously differentiable",
    ),
    "a_residual_where_the_loss_begins": (
        elsewhere("residual-gradient", formula("0", [], [("0", "1")], **ON_THE_EDGE)),
        "a loss was not proved continuously differentiable",
    ),
    "a_descent_where_the_loss_begins": (
        elsewhere("descent", EDGE),
        "a loss was not proved continuously differentiable",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_at_the_end_of_a_domain_they_are_refused(name: str) -> None:
    (tables, kind, data), message = REFUSED[name]
    with pytest.raises(CertificateError, match=message):
        check(tables, kind, data)


def test_a_negative_eps_is_refused() -> None:
    tables, kind, data = ACCEPTED["gradient-basis"]
    with pytest.raises(CertificateError, match="eps is negative: -1/2"):
        check(tables, kind, {**data, "eps": "-1/2"})
    moves = [{"beta": "0", "v": ["0"]}, {"beta": "1/2", "v": ["0"]}]
    with pytest.raises(CertificateError, match="eps is negative"):
        check(tables, "interpolating-basis", {"eps": "-1", "moves": moves, "bits": 64})


def test_an_unknown_key_of_a_model_is_refused() -> None:
    tables, kind, data = ACCEPTED["tangent"]
    with pytest.raises(CertificateError, match=r"models\[0\]: unknown field 'beta'"):
        check(tables, kind, {**data, "models": [{"alpha": ["1"], "beta": "0"}]})


@pytest.mark.parametrize("far", ["exp(exp(40))", "-exp(exp(40))", "exp(-exp(40))", "2**64*exp(-exp(40))"])
def test_a_coordinate_that_nobody_can_write_down_is_answered_in_time(far: str) -> None:
    # t2 is far away or next to 0, and of no influence.
    tables = formula("t1 + 0*sin(t2)", ["t1", "t2"], [("1", "0")])
    assert check(tables, "data-optimal", {"point": {"exact": ["0", far]}})
    roots = formula("t1 + 0*sqrt(t2)", ["t1", "t2"], [("1", "0")])
    with pytest.raises(CertificateError, match="defined"):
        check(roots, "data-optimal", {"point": {"exact": ["0", far]}})


@pytest.mark.parametrize(
    ("texts", "wanted", "regular"),
    [
        (["t1", "elu(t1)"], Regularity.C1, True),
        (["t1", "elu(t1)"], Regularity.C2, False),
        (["elu(t1)", "t1"], Regularity.C2, False),
        (["abs(t1)"], Regularity.CONTINUOUS, True),
        (["t1", "abs(t1)", "t1"], Regularity.C1, False),
        (["step(t1)"], Regularity.DEFINED, True),
        (["step(t1)"], Regularity.CONTINUOUS, False),
        (["t1", "sqrt(t1)"], Regularity.DEFINED, False),
        (["sqrt(t1 + 1)"], Regularity.C2, True),
        ([], Regularity.C2, True),
    ],
)
def test_each_of_several_formulas_has_to_be_regular(texts: list[str], wanted: Regularity, regular: bool) -> None:
    problem, expressions = problem_from_tables(one("t1")), [parse(text, ["t1"]) for text in texts]
    at = Exact(("0",), (ZERO,))
    assert regular_near(expressions, {"t1": ZERO}, wanted) is regular
    if regular:
        require_near(expressions, problem, at, wanted, "it")
        return
    with pytest.raises(CertificateError, match="it was not proved"):
        require_near(expressions, problem, at, wanted, "it")
