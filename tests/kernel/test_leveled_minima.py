"""``minimum-in-ball`` below a softmax, with smooth units and with relus: a common shift of the outputs is held."""

from __future__ import annotations

import copy
from collections.abc import Callable
from fractions import Fraction
from functools import cache
from random import Random
from typing import Any

import numpy as np
import pytest
from problems import Tables
from scipy.optimize import minimize

from verify import recheck
from verify.errors import CertificateError
from verify.files.load import problem_from_tables
from verify.kernel import checker
from verify.kernel.certificate import Certificate
from verify.kernel.evidence import Unknown
from verify.numerics.layered import layered_floats
from verify.propose.kinked_minima import kinked_minimum
from verify.propose.leveled_minima import leveled_minimum

Json = dict[str, Any]


def classifier(activation: str, decayed: str = "W", loss: str = "softmax-cross-entropy", **more: Any) -> Tables:
    """Three classes of points in the plane, weights of two units with decay; also biases if ``decayed`` has a b."""
    rng = Random(5)
    labels = [i % 3 for i in range(12)]
    names = [f"W1_{u}_{i}" for u in (1, 2) for i in (1, 2)] + [f"W2_{k}_{u}" for k in (1, 2, 3) for u in (1, 2)]
    names += [f"b1_{u}" for u in (1, 2)] + [f"b2_{k}" for k in (1, 2, 3)]
    squares = " + ".join(f"{name}**2" for name in names if name[0] in decayed)
    problem = {
        "network": {"widths": [2, 2, 3], "activation": activation},
        "loss": loss,
        "inputs": [[f"{rng.gauss(label, 1):.2f}", f"{rng.gauss(-label, 1):.2f}"] for label in labels],
        "targets": [[str(int(k == label)) for k in range(3)] for label in labels],
        "regularizer": f"({squares})/40",
    }
    return {"problem": problem | more, "augment": {}}


@cache
def trained(activation: str) -> tuple[Fraction, ...]:
    problem = problem_from_tables(classifier(activation))
    risk, x = layered_floats(problem), np.random.default_rng(2).normal(size=len(problem.names))

    def objective(x: Any) -> tuple[float, Any]:
        value, slope = risk.value_and_gradient(x)
        return float(value), slope

    for method in ("L-BFGS-B", "BFGS"):
        x = minimize(objective, x, jac=True, method=method, options={"gtol": 1e-11, "maxiter": 4000}).x
    return tuple(Fraction(v) for v in x.tolist())


@cache
def proved(activation: str) -> Json:
    """The certificate to which floats have led."""
    problem = problem_from_tables(classifier(activation))
    make = kinked_minimum if activation.endswith("relu") else leveled_minimum
    found = make(problem, trained(activation))
    assert isinstance(found, Certificate), found
    return dict(found.data)


def accepted(tables: Tables, data: Json) -> bool:
    """By both, which have to agree."""
    problem = problem_from_tables(tables)
    try:
        checker.check(problem, Certificate("minimum-in-ball", problem.digest, data))
    except CertificateError:
        with pytest.raises((recheck.Invalid, recheck.Holey, recheck.Undefined)):
            recheck.KINDS["minimum-in-ball"](recheck.Problem(tables), data)
        return False
    recheck.KINDS["minimum-in-ball"](recheck.Problem(tables), data)
    return True


ACTIVATIONS = ["tanh", "sigmoid", "relu", "leaky_relu"]


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_a_minimum_is_proved_from_floats(activation: str) -> None:
    data = proved(activation)
    assert {"outputs": [2]} in data["point"]["symmetries"]
    assert accepted(classifier(activation), data)


def test_without_a_shift_that_changes_nothing_there_is_no_such_minimum() -> None:
    for tables in (classifier("tanh", "Wb"), classifier("tanh", loss="squared")):
        problem = problem_from_tables(tables)
        assert isinstance(leveled_minimum(problem, trained("tanh")), Unknown)


LIES: dict[str, Callable[[Json], None]] = {
    "a larger curvature": lambda at: at.update(curvature=str(4 * recheck.number(at["curvature"]))),
    "a smaller ball": lambda at: at.update(radius=str(recheck.number(at["radius"]) / 2**300)),
    "a much larger ball": lambda at: at.update(radius="8"),
    "another centre": lambda at: at["center"].__setitem__(0, "5"),
    "nothing is held": lambda at: at.update(held=[], symmetries=[]),
    "no symmetry": lambda at: at.update(symmetries=[]),
    "weights that are decayed": lambda at: at.update(symmetries=[{"outputs": [0]}]),
    "no such place": lambda at: at.update(symmetries=[{"outputs": [3]}]),
    "the same twice": lambda at: at.update(held=[*range(13, 17)][-2:], symmetries=[{"outputs": [2]}] * 2),
    "a coordinate that does not move": lambda at: at.update(held=[0]),
    "a symmetry of relus": lambda at: at.update(symmetries=[{"scale": [0, 0]}]),
    "a unit that is never idle": lambda at: at.update(symmetries=[{"idle": [0]}]),
    "a unit that bends": lambda at: at.update(symmetries=[{"shift": [0, 0]}]),
    "a kink": lambda at: at.update(kinks=[{"layer": 0, "unit": 0, "input": 0, "slope": "1/2", "bend": "0"}]),
}  # fmt: skip


@pytest.mark.parametrize("name", LIES)
@pytest.mark.parametrize("activation", ["tanh", "relu"])
def test_a_lie_is_refused_by_both(activation: str, name: str) -> None:
    lie = copy.deepcopy(proved(activation))
    LIES[name](lie["point"])
    assert not accepted(classifier(activation), lie)


@pytest.mark.parametrize(
    "tables",
    [
        classifier("tanh", "Wb"),
        classifier("tanh", loss="squared"),
        classifier("tanh", loss="binary-cross-entropy"),
        classifier("tanh", loss={"formula": "log(exp(q1) + exp(q2) + exp(q3)) - y1*q1 - y2*q2 - 2*y3*q3"}),
    ],
    ids=["decayed biases", "squares", "classes apart", "shares that do not sum up to 1"],
)
def test_where_a_shift_changes_l_it_is_no_symmetry(tables: Tables) -> None:
    assert not accepted(tables, proved("tanh"))
