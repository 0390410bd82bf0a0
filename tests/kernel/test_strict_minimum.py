"""``strict-minimum``: a ball with one critical point, of networks and formulas; every lie about it is refused."""

from __future__ import annotations

import copy
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from problems import TANH, Tables, formula

from verify.errors import CertificateError
from verify.exact import exact, write
from verify.files.load import problem_from_tables
from verify.kernel import checker
from verify.kernel.certificate import Certificate
from verify.kernel.evidence import Evidence
from verify.kernel.gate import Regularity
from verify.kernel.ground import same_point
from verify.kernel.layered_risk import box_of, layered_regularity
from verify.numerics import ball
from verify.numerics.ball_matrix import above_root
from verify.numerics.krawczyk import Landscape
from verify.numerics.layered import fine_gradient, layered_floats
from verify.problem.objective import Problem
from verify.propose.strict_minima import strict_minimum

Json = dict[str, Any]


def layered_tables(
    widths: list[int], activation: str = "tanh", loss: str = "squared", m: int = 12, **more: Any
) -> Tables:
    rng = np.random.default_rng(3)
    inputs = rng.uniform(-2, 2, (m, widths[0])).round(3)
    targets = np.sin(2 * inputs).sum(1).round(3)
    if loss == "logistic":
        targets = np.where(targets > 0, 1, -1)
    problem = {
        "network": {"widths": widths, "activation": activation},
        "loss": loss,
        "inputs": [[str(float(v)) for v in row] for row in inputs],
        "targets": [[str(v)] for v in targets],
        "regularizer": "(" + "+".join(f"{n}**2" for n in names_of(widths, activation)) + ")/100",
    }
    return {"problem": problem | more, "augment": {}}


def names_of(widths: list[int], activation: str) -> tuple[str, ...]:
    from verify.problem.network import LayeredNetwork

    return LayeredNetwork(tuple(widths), activation).parameters


def trained(problem: Problem, seed: int = 0) -> list[float]:
    """Weights in floats at which the gradient is about 1e-6."""
    from scipy.optimize import minimize

    risk = layered_floats(problem)

    def slopes(x: Any) -> Any:
        value, gradient = risk.value_and_gradient(x)
        return float(value), gradient

    start = np.random.default_rng(seed).normal(0, 1, len(problem.names))
    options = {"maxiter": 5000, "gtol": 1e-6, "ftol": 0.0}
    found = minimize(slopes, start, jac=True, method="L-BFGS-B", options=options)
    return [float(v) for v in found.x]


CASES = {
    "two layers": layered_tables([1, 3, 1]),
    "three layers": layered_tables([2, 3, 2, 1]),
    "classes": layered_tables([2, 3, 1], "sigmoid", "logistic"),
    "softplus": layered_tables([1, 2, 1], "softplus"),
    "sine": layered_tables([1, 2, 1], "sin"),
    "elu, beside its kink": layered_tables([1, 2, 1], "elu"),
}


@pytest.fixture(scope="module", params=CASES)
def proposed(request: pytest.FixtureRequest) -> tuple[Problem, list[float], Certificate]:
    problem = problem_from_tables(CASES[request.param])
    weights = trained(problem)
    found = strict_minimum(problem, [Fraction(v) for v in weights])
    assert isinstance(found, Certificate), (request.param, found)
    return problem, weights, found


def check(problem: Problem, data: Json) -> Evidence:
    return checker.check(problem, Certificate("strict-minimum", problem.digest, data))


def test_near_the_weights_of_a_trained_network_a_strict_minimum_is_proved(proposed: Any) -> None:
    problem, weights, certificate = proposed
    evidence = checker.check(problem, certificate)
    point = certificate.data["point"]
    assert evidence.facts["index"] == "0"
    assert max(abs(exact(c) - Fraction(w)) for c, w in zip(point["center"], weights, strict=True)) < Fraction(1, 1000)
    assert exact(point["radius"]) < Fraction(1, 10**6)
    assert set(point) == {"center", "radius", "curvature"}


def test_the_formula_of_l_says_the_same(proposed: Any) -> None:
    """Newton's method in 300 bits ends in the ball, and the eigenvalues there are no less than stated."""
    from verify.propose.newton import refine

    problem, _, certificate = proposed
    point = certificate.data["point"]
    center, radius = [exact(c) for c in point["center"]], exact(point["radius"])
    scape = Landscape(problem.risk, problem.names)
    found = refine(scape, center, 200)
    assert found is not None
    assert sum((c - d) ** 2 for c, d in zip(found[0].center, center, strict=True)) < radius**2
    assert np.linalg.eigvalsh(scape.float_hessian(center))[0] > float(exact(point["curvature"]))


def with_point(data: Json, **changes: Any) -> Json:
    changed = copy.deepcopy(dict(data))
    changed["point"].update(changes)
    return changed


def moved(data: Json, k: int, by: Fraction) -> Json:
    center = list(data["point"]["center"])
    center[k] = write(exact(center[k]) + by)
    return with_point(data, center=center)


LIES: dict[str, Callable[[Json], Json]] = {
    "a curvature that is too large": lambda d: with_point(d, curvature=write(exact(d["point"]["curvature"]) * 3)),
    "a curvature of 0": lambda d: with_point(d, curvature="0"),
    "a negative curvature": lambda d: with_point(d, curvature="-1"),
    "a huge curvature": lambda d: with_point(d, curvature="1e400"),
    "a radius that is too small": lambda d: with_point(d, radius="1e-30"),
    "a radius of 0": lambda d: with_point(d, radius="0"),
    "a negative radius": lambda d: with_point(d, radius="-1e-3"),
    "a radius over which L bends": lambda d: with_point(d, radius="10"),
    "a huge radius": lambda d: with_point(d, radius="1e400"),
    "another centre": lambda d: moved(d, 0, Fraction(1, 50)),
    "another centre, a little off": lambda d: moved(d, 1, Fraction(1, 10**4)),
    "a centre at 1e300": lambda d: moved(d, 0, Fraction(10) ** 300),
    "a centre at 1e400": lambda d: moved(d, 0, Fraction(10) ** 400),
    "a centre with a coordinate less": lambda d: with_point(d, center=d["point"]["center"][1:]),
    "a centre with a coordinate more": lambda d: with_point(d, center=[*d["point"]["center"], "0"]),
    "not a number": lambda d: with_point(d, radius="nan"),
    "infinity": lambda d: with_point(d, center=["inf", *d["point"]["center"][1:]]),
    "a float": lambda d: with_point(d, radius=1e-9),
    "a field that nobody knows": lambda d: with_point(d, bits=64),
    "no curvature": lambda d: {"point": {k: v for k, v in d["point"].items() if k != "curvature"}},
    "an exact point": lambda d: {"point": {"exact": d["point"]["center"]}},
}


@pytest.mark.parametrize("lie", LIES)
def test_every_lie_is_refused(proposed: Any, lie: str) -> None:
    problem, _, certificate = proposed
    with pytest.raises(CertificateError):
        check(problem, LIES[lie](dict(certificate.data)))


def test_at_the_edge_of_the_gradient(proposed: Any) -> None:
    """The least radius that is accepted is no less than the gradient by the curvature."""
    problem, _, certificate = proposed
    center = [exact(c) for c in certificate.data["point"]["center"]]
    slope = sum((ball.magnitude(v) ** 2 for v in fine_gradient(problem, center)), Fraction(0))
    least = Fraction(above_root(slope)) / exact(certificate.data["point"]["curvature"])
    check(problem, with_point(certificate.data, radius=write(least * Fraction(101, 100))))
    with pytest.raises(CertificateError, match="shorter"):
        check(problem, with_point(certificate.data, radius=write(least * Fraction(99, 100))))


SADDLE = layered_tables(
    [1, 1, 1], inputs=[["1"], ["-1"]], targets=[["1"], ["-1"]], regularizer="0.001*(b1_1**2 + b2_1**2)"
)
FLAT = layered_tables([1, 1, 1], inputs=[["1"], ["-1"]], targets=[["1"], ["-1"]], regularizer="0")


@pytest.mark.parametrize("tables", [SADDLE, FLAT], ids=["indefinite", "semidefinite"])
@pytest.mark.parametrize("curvature", ["1e-3", "1e-12", "1e-300"])
def test_a_critical_point_that_is_no_strict_minimum_is_refused(tables: Tables, curvature: str) -> None:
    problem = problem_from_tables(tables)
    point = {"center": ["0"] * 4, "radius": "1e-3", "curvature": curvature}
    with pytest.raises(CertificateError):
        check(problem, {"point": point})


def test_without_parameters_there_is_nothing() -> None:
    problem = problem_from_tables(formula("0", [], [("0", "1")]))
    with pytest.raises(CertificateError, match="no parameters"):
        check(problem, {"point": {"center": [], "radius": "1", "curvature": "1"}})


def test_for_a_formula_the_ball_is_checked_on_the_formula() -> None:
    problem = problem_from_tables(TANH)
    scape = Landscape(problem.risk, problem.names)
    from verify.propose.newton import refine

    found = refine(scape, [exact(t) for t in ("1.385950707821873", "-1.614492744779823", "-0.875835112049511")], 128)
    assert found is not None
    center = [write(c) for c in found[0].center]
    least = np.linalg.eigvalsh(scape.float_hessian(found[0].center))[0]
    data: Json = {"point": {"center": center, "radius": "1e-20", "curvature": f"{least / 2:.3g}"}}
    assert check(problem, data).facts["index"] == "0"
    for lie in ({"curvature": f"{least * 1.01:.5g}"}, {"radius": "1e-50"}, {"radius": "1"}):
        with pytest.raises(CertificateError):
            check(problem, with_point(data, **lie))


def test_a_kink_in_the_ball_and_one_that_has_no_second_derivative_are_refused() -> None:
    network = {"widths": [1, 1, 1], "activation": "relu", "bias": False}
    part = {"network": network, "loss": "squared", "inputs": [["1"]], "targets": [["2"]]}
    tables = {"problem": {**part, "regularizer": "(W1_1_1**2 + W2_1_1**2)/10"}, "augment": {}}
    problem = problem_from_tables(tables)
    found = strict_minimum(problem, [Fraction("1.38"), Fraction("1.38")])
    assert isinstance(found, Certificate)
    check(problem, dict(found.data))
    smooth = layered_regularity(problem, box_of([Fraction(1), Fraction(1)], Fraction(1, 2)))
    kinked = layered_regularity(problem, box_of([Fraction(1, 4), Fraction(1)], Fraction(1, 2)))
    assert smooth >= Regularity.C2 > kinked >= Regularity.LIPSCHITZ
    with pytest.raises(CertificateError):
        check(problem, with_point(found.data, radius="2"))


def test_a_loss_with_a_kink_is_asked_where_the_outputs_are() -> None:
    network = {"widths": [1, 1], "activation": "linear"}
    part = {"network": network, "loss": "huber", "inputs": [["1"], ["-1"]], "targets": [["0"], ["3"]]}
    problem = problem_from_tables({"problem": part, "augment": {}})
    beside = layered_regularity(problem, box_of([Fraction(1, 4), Fraction(1, 4)], Fraction(1, 100)))
    on_it = layered_regularity(problem, box_of([Fraction(1, 2), Fraction(1, 2)], Fraction(1, 100)))
    assert beside >= Regularity.C2 > on_it >= Regularity.C1


def test_a_ball_is_the_same_as_another_point_only_by_its_texts() -> None:
    ball = {"center": ["0", "0"], "radius": "1", "curvature": "1"}
    corner = {"center": ["9/10", "9/10"], "radius": "1/100", "preconditioner": [], "bits": 64, "rounds_to": []}
    assert same_point(ball, dict(ball))
    assert not same_point(ball, corner)
    assert not same_point(corner, ball)
    assert not same_point(ball, {**ball, "curvature": "1/2"})


FAULTS: dict[str, tuple[str, Any]] = {
    "the Hessian is not looked at": ("least_eigenvalue_is_at_least", lambda *_: True),
    "the gradient is not looked at": ("fine_gradient", lambda *_: []),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_the_lies_find_a_checker_that_does_not_look(fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from verify.kernel import convex_ball

    name, instead = FAULTS[fault]
    monkeypatch.setattr(convex_ball, name, instead)
    problem = problem_from_tables(CASES["two layers"])
    found = strict_minimum(problem, [Fraction(v) for v in trained(problem)])
    assert isinstance(found, Certificate)
    accepted = 0
    for lie in ("a curvature that is too large", "a radius that is too small"):
        try:
            check(problem, LIES[lie](dict(found.data)))
        except CertificateError:
            continue
        accepted += 1
    assert accepted > 0
