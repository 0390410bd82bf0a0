"""``decayed-linear`` and ``decayed-to-constant``: global minima are accepted by both checkers, all else is refused."""

from __future__ import annotations

import copy
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from problems import Tables
from scipy.optimize import minimize

from verify import recheck
from verify.errors import CertificateError
from verify.exact import write
from verify.files.load import problem_from_tables
from verify.kernel import checker
from verify.kernel.certificate import Certificate
from verify.kernel.evidence import Evidence
from verify.numerics.layered import layered_floats
from verify.numerics.point import Exact
from verify.problem.expression import num
from verify.propose.decayed_networks import decayed_network_is_least

Json = dict[str, Any]
INPUTS = [["0", "1"], ["1", "0"], ["1", "1"], ["2", "-1"], ["-1", "1/2"]]
TARGETS = [["1", "0"], ["1/2", "2"], ["-1", "1"], ["0", "1"], ["2", "-1"]]


def network(
    decay: str, biases: str, activation: str = "linear", hidden: int = 2, outputs: int = 2, **more: Any
) -> Tables:
    """Of two inputs, with biases that are "decayed", "free", "none", or of one layer decayed, "inner" or "outer"."""
    weights = [f"W1_{u}_{i}" for u in range(1, hidden + 1) for i in (1, 2)]
    weights += [f"W2_{k}_{u}" for k in range(1, outputs + 1) for u in range(1, hidden + 1)]
    inner, outer = [f"b1_{u}" for u in range(1, hidden + 1)], [f"b2_{k}" for k in range(1, outputs + 1)]
    decayed = weights + {"decayed": inner + outer, "inner": inner, "outer": outer}.get(biases, [])
    problem = {
        "network": {"widths": [2, hidden, outputs], "activation": activation, "bias": biases != "none"},
        "loss": "squared",
        "inputs": INPUTS,
        "targets": [row[:outputs] for row in TARGETS],
        "regularizer": f"{decay}/2*({' + '.join(f'{name}**2' for name in decayed)})",
        **more,
    }
    return {"problem": problem, "augment": {}}


def trained(tables: Tables, seed: int = 0) -> tuple[list[str], float]:
    """The end of a descent in floats, to full precision, and L there."""
    problem = problem_from_tables(tables)
    risk, rng = layered_floats(problem), np.random.default_rng(seed)

    def objective(x: Any) -> tuple[float, Any]:
        value, slope = risk.value_and_gradient(x)
        return float(value), slope

    x = rng.normal(size=len(problem.names))
    for method in ("L-BFGS-B", "BFGS"):
        x = minimize(objective, x, jac=True, method=method, options={"gtol": 1e-13, "maxiter": 5000}).x
    return [write(Fraction(v)) for v in x.tolist()], objective(x)[0]


def proposed(tables: Tables, theta: list[str]) -> dict[str, Json]:
    """What is proposed, by the kind."""
    problem, numbers = problem_from_tables(tables), [Fraction(recheck.number(t)) for t in theta]
    at = Exact(tuple(theta), tuple(map(num, numbers)))
    found = decayed_network_is_least(problem, at, 128)
    return {c.kind: dict(c.data) for c in found if isinstance(c, Certificate)}


def check(tables: Tables, kind: str, data: Json) -> Evidence:
    problem = problem_from_tables(tables)
    return checker.check(problem, Certificate(kind, problem.digest, data))


def accepted(tables: Tables, kind: str, data: Json) -> bool:
    """By both, which have to agree."""
    try:
        found = check(tables, kind, data)
    except CertificateError:
        with pytest.raises((recheck.Invalid, recheck.Holey, recheck.Undefined)):
            recheck.KINDS[kind](recheck.Problem(tables), data)
        return False
    assert found.statement
    recheck.KINDS[kind](recheck.Problem(tables), data)
    return True


@pytest.mark.parametrize("biases", ["decayed", "inner", "free", "none"])
@pytest.mark.parametrize(("decay", "outputs"), [("1/100", 1), ("1/10", 2), ("1/2", 2), ("3/2", 2)])
def test_what_descents_lead_to_is_least(decay: str, outputs: int, biases: str) -> None:
    """Some of the decays leave a product of rank 2, some of rank 1, and the last none."""
    tables = network(decay, biases, outputs=outputs)
    theta, value = trained(tables)
    assert accepted(tables, "decayed-linear", proposed(tables, theta)["decayed-linear"])
    assert value <= min(trained(tables, seed)[1] for seed in range(1, 6)) + 1e-9


@pytest.mark.parametrize("biases", ["decayed", "free", "none"])
def test_a_direction_that_was_not_learned_is_seen(biases: str) -> None:
    """One hidden unit is 0: a saddle, at which the slopes are greater than the decay across what the other one does."""
    tables = network("1/10", biases)
    narrow = network("1/10", biases, hidden=1)
    theta, value = trained(narrow)
    inner, outer = theta[:2], theta[2 + (biases != "none") :][:2]
    bias = [[theta[2], "0"], theta[5:]] if biases != "none" else [[], []]
    whole = [*inner, "0", "0", *bias[0], outer[0], "0", outer[1], "0", *bias[1]]
    assert value > trained(tables)[1] + 1e-3
    data = proposed(tables, whole)["decayed-linear"]
    assert (data["units"], len(data["outputs"])) == ([0], 1)
    assert not accepted(tables, "decayed-linear", data)
    for units, outputs in (([0, 1], [0, 1]), ([1], [0]), ([], [])):
        assert not accepted(tables, "decayed-linear", {**data, "units": units, "outputs": outputs})


PLAIN, FREE = (network("1/10", biases)["problem"]["regularizer"] for biases in ("none", "free"))
LINEAR_LIES: dict[str, Tables] = {
    "no decay": network("0", "free"),
    "a negative decay": network("-1", "free"),
    "inner biases that are decayed by another rate": network("1/10", "free", regularizer=FREE + " + b1_1**2 + b1_2**2"),
    "outer biases that are decayed alone": network("1/10", "outer"),
    "weights decayed unlike": network("1/10", "free", regularizer="W1_1_1**2/20 + W2_1_1**2/20"),
    "a mixed term": network("1/10", "none", regularizer=PLAIN + " + W1_1_1*W2_1_1/9"),
    "a linear term": network("1/10", "none", regularizer=PLAIN + " + W1_1_1/9"),
    "a quartic": network("1/10", "none", regularizer=PLAIN + " + W1_1_1**4"),
    "units that are not linear": network("1/10", "free", "tanh"),
    "a loss that is not convex": network("1/10", "free", loss="cauchy"),
    "a loss with kinks": network("1/10", "free", loss="absolute"),
}  # fmt: skip


@pytest.mark.parametrize("name", LINEAR_LIES)
def test_the_theorem_is_about_nothing_else(name: str) -> None:
    tables = LINEAR_LIES[name]
    theta = [write(Fraction(i, 7)) for i in range(len(problem_from_tables(tables).names))]
    data = {"point": {"exact": theta}, "units": [0, 1], "outputs": [0, 1], "bits": 128}
    assert not accepted(tables, "decayed-linear", data)


def test_weights_that_are_not_independent_are_refused() -> None:
    tables = network("1/10", "none")
    data = {"point": {"exact": ["1", "2", "1", "1", "1", "2", "2", "4"]}, "bits": 128}
    assert not accepted(tables, "decayed-linear", {**data, "units": [0, 1], "outputs": [0, 1]})
    for units, outputs in (([0], [0, 1]), ([0, 0], [0, 1]), ([2], [0]), ([0], [2])):
        with pytest.raises(CertificateError):
            check(tables, "decayed-linear", {**data, "units": units, "outputs": outputs})


CONSTANT = [
    ("tanh", "decayed", "6"), ("tanh", "free", "4"), ("tanh", "none", "6"), ("relu", "free", "4"),
    ("relu", "none", "6"), ("leaky_relu", "decayed", "6"), ("sigmoid", "free", "1"), ("softplus", "free", "4"),
    ("sin", "free", "7"), ("tanh", "inner", "6"), ("elu", "none", "6"), ("softsign", "free", "4"),
    ("linear", "free", "3"),
]  # fmt: skip


def constant(tables: Tables) -> list[str]:
    """The best network of weights 0, in floats."""
    names = problem_from_tables(tables).names
    theta, _ = trained(tables)
    numbers = {name: Fraction(recheck.number(t)) for name, t in zip(names, theta, strict=True)}
    free = "b1" if "b1_1" in tables["problem"]["regularizer"] else "b1_none"
    return [write(Fraction(0) if name.startswith(("W", free)) else numbers[name]) for name in names]


@pytest.mark.parametrize(("activation", "biases", "decay"), CONSTANT)
def test_a_strong_decay_takes_all_weights_to_0(activation: str, biases: str, decay: str) -> None:
    """And then no other start leads lower; a tenth of it does not, and is refused."""
    tables = network(decay, biases, activation)
    theta = constant(tables)
    data = proposed(tables, theta)["decayed-to-constant"]
    assert accepted(tables, "decayed-to-constant", data)
    numbers = np.array([float(recheck.number(t)) for t in theta])
    value = float(layered_floats(problem_from_tables(tables)).value(numbers))
    assert value <= min(trained(tables, seed)[1] for seed in range(4)) + 1e-9
    for key in ("together", "outward", "inward"):
        less = copy.deepcopy(data)
        less[key] = write(recheck.number(data[key]) * Fraction(999, 1000))
        assert recheck.number(data[key]) < Fraction(1, 10**9) or not accepted(tables, "decayed-to-constant", less)
        assert not accepted(tables, "decayed-to-constant", {**data, key: "-1"})
    assert not accepted(tables, "decayed-to-constant", {**data, "shares": ["0", *data["shares"][1:]]})
    weak = network(f"{decay}/20", biases, activation)
    assert not accepted(weak, "decayed-to-constant", proposed(weak, theta)["decayed-to-constant"])


CONSTANT_LIES: dict[str, Tables] = {
    "a unit that is not 0 at 0": network("50", "decayed", "sigmoid"),
    "such a unit, without biases": network("50", "none", "softplus"),
    "slopes without bounds": network("50", "free", "square"),
    "slopes that are not known": network("50", "free", "gelu"),
    "outer biases that are decayed alone": network("50", "outer", "tanh"),
    "a loss that is not convex": network("50", "free", "tanh", loss="cauchy"),
    "two hidden layers": network(
        "50", "none", "tanh", network={"widths": [2, 1, 1, 2], "activation": "tanh", "bias": False},
        regularizer="25*(W1_1_1**2 + W1_1_2**2 + W2_1_1**2 + W3_1_1**2 + W3_2_1**2)",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CONSTANT_LIES)
def test_nothing_is_said_where_the_bound_does_not_hold(name: str) -> None:
    tables = CONSTANT_LIES[name]
    theta = ["0"] * len(problem_from_tables(tables).names)
    data = {
        "point": {"exact": theta},
        "bits": 128,
        "together": "20",
        "outward": "20",
        "inward": "1",
        "shares": ["1"] * 5,
    }
    assert not accepted(tables, "decayed-to-constant", data)
