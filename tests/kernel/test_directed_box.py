"""Boxes on which L is monotone in a direction: both checkers accept true certificates, and refuse every lie."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from problems import Tables, formula

from verify import recheck
from verify.errors import CertificateError
from verify.files.load import problem_from_tables
from verify.kernel import checker
from verify.kernel.certificate import Certificate
from verify.kernel.directed_box import change_on
from verify.kernel.evidence import Evidence
from verify.kernel.point_box import box_around
from verify.numerics import ball
from verify.numerics.layered import layered_floats
from verify.numerics.point import Exact
from verify.problem.expression import num
from verify.trust import second_opinion

Json = dict[str, Any]


def valley(text: str) -> Tables:
    return formula(text, ["t1", "t2"], [("0", "0")], loss={"formula": "q - y"})


VALLEY = valley("50*(t1 + t2)**2 + (t1 - t2)/10")
"""It falls along (-1, 1), and neither parameter has a slope of one sign on a box of any size to speak of."""
ARCH = valley("50*(t1 + t2)**2 + (t1 - t2)**2")
"""It has a minimum at 0."""


def layers(widths: list[int], activation: str, loss: str = "squared", samples: int = 5) -> Tables:
    rng = np.random.default_rng(len(widths) + samples)
    rows = [[f"{v:.3f}" for v in row] for row in rng.normal(size=(samples, widths[0]))]
    targets = [[f"{v:.3f}" for v in row] for row in rng.normal(size=(samples, widths[-1]))]
    network = {"widths": widths, "activation": activation}
    return {"problem": {"network": network, "loss": loss, "inputs": rows, "targets": targets}, "augment": {}}


KINKED: Tables = {
    "problem": {
        "network": {"widths": [1, 2, 1], "activation": "relu", "bias": False}, "loss": "squared",
        "inputs": [["1"]], "targets": [["-1"]],
    },
    "augment": {},
}  # fmt: skip
"""L is (v1 relu(w1) + v2 relu(w2) + 1)^2."""


def directed(point: list[str], radius: str, direction: list[str], **more: Any) -> Json:
    return {"point": {"exact": point}, "radius": radius, "direction": direction, "bits": 96, **more}


def check(tables: Tables, data: Json) -> Evidence:
    problem = problem_from_tables(tables)
    return checker.check(problem, Certificate("no-critical-point", problem.digest, data))


def second(tables: Tables, data: Json) -> None:
    recheck.KINDS["no-critical-point"](recheck.Problem(tables), data)


TRUE: dict[str, tuple[Tables, Json]] = {
    "along a valley": (VALLEY, directed(["0", "0"], "10", ["-1", "1"])),
    "back along it": (VALLEY, directed(["0", "0"], "10", ["1", "-1"])),
    "beside the minimum": (ARCH, directed(["1", "-1"], "1/2", ["1", "-1"])),
    "one parameter, as a direction": (ARCH, directed(["1", "1"], "1/2", ["1", "0"])),
    "the point alone": (ARCH, directed(["1", "-1"], "0", ["1", "-1"])),
    "over the kink of a unit": (KINKED, directed(["0.01", "1", "1", "1"], "0.1", ["0", "1", "0", "1"])),
    "on the kink of a unit": (KINKED, directed(["0", "1", "1", "1"], "0.1", ["0", "1", "0", "1"])),
}

LIES: dict[str, tuple[Tables, Json]] = {
    "across the valley": (VALLEY, directed(["0", "0"], "1", ["1", "1"])),
    "askew": (VALLEY, directed(["0", "0"], "1", ["1", "-0.9"])),
    "no direction": (VALLEY, directed(["0", "0"], "1", ["0", "0"])),
    "a minimum within": (ARCH, directed(["1", "-1"], "1", ["1", "-1"])),
    "a minimum in a corner": (ARCH, directed(["1", "1"], "1", ["1", "1"])),
    "a negative radius": (ARCH, directed(["1", "-1"], "-1/2", ["1", "-1"])),
    "a direction of too few": (ARCH, directed(["1", "-1"], "1/2", ["1"])),
    "a parameter besides": (ARCH, directed(["1", "-1"], "1/2", ["1", "-1"], parameter=0)),
    "both sides of a kink": (valley("abs(t1) + t1/2 + t2**2"), directed(["0", "0"], "1/2", ["1", "0"])),
    "a kink that is no unit": (valley("abs(t1)/2 + t1 + t2**2"), directed(["0", "0"], "1/2", ["1", "0"])),
    "a jump": (valley("step(t1) - t1 + t2"), directed(["0", "0"], "1/2", ["1", "0"])),
    "the weight of a unit that may be dead": (KINKED, directed(["0.01", "1", "1", "1"], "0.1", ["1", "0", "0", "0"])),
    "the slope above a kink": (KINKED, directed(["0", "0.5", "1", "-1"], "0.01", ["1", "0", "0", "0"])),
    "a kink of the loss": (layers([1, 2, 1], "relu", "absolute", 1), directed(["1"] * 7, "100", ["1"] * 7)),
}


@pytest.mark.parametrize("name", TRUE)
def test_a_true_direction_is_accepted_by_both(name: str) -> None:
    found = check(*TRUE[name])
    assert "L is strictly monotone in one direction" in found.statement
    assert found.facts["slope"] == "the slope in one direction"
    assert float(found.facts["steepness_at_least"]) > 0
    second(*TRUE[name])
    assert second_opinion.true(problem_from_tables(TRUE[name][0]), "no-critical-point", TRUE[name][1]) is True


@pytest.mark.parametrize("name", LIES)
def test_a_lie_is_refused_by_both(name: str) -> None:
    with pytest.raises(CertificateError):
        check(*LIES[name])
    with pytest.raises((recheck.Invalid, recheck.Holey, recheck.Undefined)):
        second(*LIES[name])


def test_how_steep_it_is_does_not_depend_on_how_long_the_direction_is() -> None:
    facts = [check(VALLEY, directed(["0", "0"], "1", [f"-{k}", f"{k}"])).facts for k in (1, 5)]
    assert facts[0] == facts[1]
    assert abs(float(facts[0]["steepness_at_least"]) - 2**-0.5 / 5) < 1e-4


def test_a_minimum_in_a_box_is_refused_whatever_the_direction() -> None:
    """Of a strict minimum in the box no direction passes: of 200 that are drawn, and of each parameter."""
    rng = np.random.default_rng(1)
    directions = [*rng.integers(-9, 10, (200, 2)).tolist(), [1, 0], [0, 1]]
    for v in directions:
        with pytest.raises(CertificateError):
            check(ARCH, directed(["1/4", "-1/5"], "0.3", [str(x) for x in v]))


@pytest.mark.parametrize("activation", ["relu", "leaky_relu", "tanh"])
@pytest.mark.parametrize("radius", ["0", "0.01", "0.3"])
def test_the_slope_lies_in_its_ball_wherever_it_is_looked_at(activation: str, radius: str) -> None:
    """At points of the box, as floats show it: near its corners, where kinks are passed, and inside."""
    problem = problem_from_tables(layers([2, 3, 2, 1], activation))
    rng, risk = np.random.default_rng(7), layered_floats(problem)
    center = np.round(rng.normal(size=len(problem.names)), 3)
    numbers = [Fraction(f"{c:.3f}") for c in center]
    at = Exact(tuple(map(str, numbers)), tuple(map(num, numbers)))
    change = change_on(problem, box_around(problem, at, Fraction(radius)))
    middles = [float(n) for n in numbers]
    for _ in range(40):
        v = [Fraction(int(x)) for x in rng.integers(-3, 4, len(numbers))]
        slope, reach = change.along(v), float(radius)
        low, high = float(ball.lower(slope)), float(ball.upper(slope))
        for _ in range(5):
            theta = middles + reach * rng.choice([-1.0, 1.0, 0.3], len(numbers))
            found = float(np.dot(risk.gradient(np.array(theta)), [float(x) for x in v]))
            assert low - 1e-9 <= found <= high + 1e-9
