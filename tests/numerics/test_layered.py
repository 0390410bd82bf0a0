"""L in whole layers: against 1,000 bits of a program that knows no derivative, and against the formula of L."""

from __future__ import annotations

import random
from dataclasses import replace
from fractions import Fraction
from itertools import product
from typing import Any

import mpmath
import numpy as np
import pytest
from mpmath import mp, mpf
from mpmath.libmp import to_rational

from verify.files.load import problem_from_tables
from verify.numerics import ball, layered
from verify.numerics.ball_matrix import BALL_ARRAYS, BallMatrix, UnboundedError
from verify.numerics.krawczyk import Landscape
from verify.numerics.layered import LayeredRisk, layered_floats, layers_of
from verify.problem.network import LayeredNetwork
from verify.problem.objective import Problem

Tables = dict[str, Any]

BITS = 1000
H = Fraction(1, 2**120)
"""A step for differences: their error is of the order of its square."""

ACTIVATIONS = {
    "linear": lambda u: u,
    "square": lambda u: u * u,
    "tanh": mpmath.tanh,
    "sigmoid": lambda u: 1 / (1 + mpmath.exp(-u)),
    "softplus": lambda u: mpmath.log(1 + mpmath.exp(u)),
    "sin": mpmath.sin,
    "gelu": lambda u: u * (1 + mpmath.erf(u / mpmath.sqrt(2))) / 2,
    "elu": lambda u: u if u >= 0 else mpmath.exp(u) - 1,
    "softsign": lambda u: u / (1 + abs(u)),
    "relu": lambda u: max(u, mpf(0)),
    "leaky_relu": lambda u: u if u >= 0 else u / 100,
}


def _logistic(q: list[Any], y: list[Any]) -> Any:
    return sum(mpmath.log(1 + mpmath.exp(-b * a)) for a, b in zip(q, y, strict=True))


LOSSES = {
    "squared": lambda q, y: sum((a - b) ** 2 for a, b in zip(q, y, strict=True)),
    "logistic": _logistic,
    "binary-cross-entropy": lambda q, y: sum(mpmath.log(1 + mpmath.exp(a)) - b * a for a, b in zip(q, y, strict=True)),
    "softmax-cross-entropy": lambda q, y: (
        mpmath.log(sum(mpmath.exp(a) for a in q)) - sum(b * a for a, b in zip(q, y, strict=True))
    ),
    "cauchy": lambda q, y: sum(mpmath.log(1 + (a - b) ** 2) for a, b in zip(q, y, strict=True)),
    "pseudo-huber": lambda q, y: sum(mpmath.sqrt(1 + (a - b) ** 2) - 1 for a, b in zip(q, y, strict=True)),
    "double-well": lambda q, y: sum((a - b) ** 2 * ((a - b - 2) ** 2 + mpf(3) / 8) for a, b in zip(q, y, strict=True)),
    "squared-on-sigmoid": lambda q, y: sum((1 / (1 + mpmath.exp(-a)) - b) ** 2 for a, b in zip(q, y, strict=True)),
}

CASES = [
    ([1, 3, 1], "tanh", "squared", [], True),
    ([2, 2, 2, 2], "tanh", "softmax-cross-entropy", [[0, 2], [1, 3], [0, 3]], True),
    ([1, 2, 2, 2, 1], "sigmoid", "logistic", [[1, 3], [2, 4], [0, 4]], False),
    ([1, 2, 1], "softplus", "binary-cross-entropy", [], True),
    ([2, 2, 2], "sin", "cauchy", [], True),
    ([1, 2, 2], "gelu", "pseudo-huber", [], True),
    ([1, 2, 1, 1], "elu", "squared", [], True),
    ([1, 2, 2], "softsign", "squared-on-sigmoid", [], True),
    ([1, 3, 1], "relu", "squared", [], True),
    ([2, 2, 1, 1], "leaky_relu", "logistic", [[1, 3]], True),
    ([1, 2, 2], "square", "double-well", [], True),
    ([2, 2], "linear", "softmax-cross-entropy", [], True),
]


def drawn_tables(
    widths: list[int], activation: str, loss: str, skip: list[list[int]], bias: bool, m: int = 4
) -> Tables:
    rng = random.Random(str((widths, activation, loss)))
    network = LayeredNetwork(tuple(widths), activation, bias, tuple((i, j) for i, j in skip))
    labels = {"logistic": ["-1", "1"]}.get(loss, ["0", "1"] if "sig" in loss or "entropy" in loss else ["0.3", "-1/7"])
    targets = [[rng.choice(labels) for _ in range(widths[-1])] for _ in range(m)]
    if loss.startswith("softmax"):
        targets = [[str(int(k == i % widths[-1])) for k in range(widths[-1])] for i in range(m)]
    squares = "+".join(f"{name}**2" for name in network.parameters)
    first = network.parameters[0]
    return {
        "problem": {
            "network": {"widths": widths, "activation": activation, "bias": bias, "skip": skip},
            "loss": loss,
            "inputs": [[str(round(rng.uniform(-2, 2), 3)) for _ in range(widths[0])] for _ in range(m)],
            "targets": targets,
            "weights": [rng.choice(["1", "2/3", "5"]) for _ in range(m)],
            "regularizer": f"({squares})/7 + exp({first})*{network.parameters[-1]}",
        },
        "augment": {},
    }


def independent(tables: Tables) -> Any:
    """L as a function of theta, in mpmath, from the tables and the notes alone."""
    part = tables["problem"]
    widths, skip, m = part["network"]["widths"], part["network"]["skip"], len(part["inputs"])

    def number(text: str) -> Any:
        value = Fraction(text)
        return mpf(value.numerator) / value.denominator

    def risk(theta: list[Any]) -> Any:
        at = iter(theta)
        weights, biases, skips = {}, {}, {}
        for j in range(1, len(widths)):
            weights[j] = [[next(at) for _ in range(widths[j - 1])] for _ in range(widths[j])]
            biases[j] = [next(at) if part["network"]["bias"] else mpf(0) for _ in range(widths[j])]
        for i, j in skip:
            skips[i, j] = [[next(at) for _ in range(widths[i])] for _ in range(widths[j])]
        total = mpf(0)
        for x, y, w in zip(part["inputs"], part["targets"], part["weights"], strict=True):
            h = [[number(v) for v in x]]
            for j in range(1, len(widths)):
                z = [mpmath.fdot(row, h[j - 1]) + b for row, b in zip(weights[j], biases[j], strict=True)]
                for (i, to), rows in skips.items():
                    if to == j:
                        z = [a + mpmath.fdot(row, h[i]) for a, row in zip(z, rows, strict=True)]
                h.append(z if j == len(widths) - 1 else [ACTIVATIONS[part["network"]["activation"]](v) for v in z])
            total += number(w) * LOSSES[part["loss"]](h[-1], [number(v) for v in y])
        return total / m + sum(v * v for v in theta) / 7 + mpmath.exp(theta[0]) * theta[-1]

    return risk


def inside(mid: float | Fraction, rad: float | Fraction, truth: Any, slack: Fraction = Fraction(0)) -> bool:
    value = Fraction(*map(int, to_rational(truth._mpf_)))
    return abs(Fraction(mid) - value) <= Fraction(rad) + slack


@pytest.mark.parametrize("case", CASES, ids=lambda c: f"{c[1]}-{c[2]}")
@pytest.mark.parametrize("radius", [Fraction(0), Fraction(1, 10**9), Fraction(1, 1000)], ids=["0", "1e-9", "1e-3"])
def test_value_gradient_and_hessian_enclose_the_truth_to_a_thousand_bits(case: Any, radius: Fraction) -> None:
    tables = drawn_tables(*case)
    problem, rng = problem_from_tables(tables), random.Random(5)
    n = len(problem.names)
    center = [Fraction(rng.uniform(-1, 1)) for _ in range(n)]
    box, risk = BallMatrix.of(center, [radius] * n), layered.layered(problem)
    value, gradient, hessian = risk.value(box), risk.gradient(box), risk.hessian(box)
    point = [c + radius * rng.choice((-1, 1, Fraction(1, 3))) for c in center]
    with mp.workprec(BITS):
        function = independent(tables)
        theta, h = [mpf(v.numerator) / v.denominator for v in point], mpf(H.numerator) / H.denominator

        def at(*moves: tuple[int, int]) -> Any:
            moved = list(theta)
            for i, sign in moves:
                moved[i] += sign * h
            return function(moved)

        assert inside(value.mid, value.rad, at())
        fine = layered.fine_gradient(problem, point)
        for i in range(n):
            slope = (at((i, 1)) - at((i, -1))) / (2 * h)
            assert inside(ball.midpoint(fine[i]), ball.radius(fine[i]), slope, Fraction(1, 2**200))
            assert ball.radius(fine[i]) < Fraction(1, 2**100)
            # A difference is off by less than this: its error is of the order of H squared.
            assert inside(gradient.mid[i], gradient.rad[i], slope, Fraction(1, 2**200))
        pairs = list(product(range(n), repeat=2))
        for i, j in rng.sample(pairs, min(len(pairs), 25)):
            second = sum(s * t * at((i, s), (j, t)) for s in (1, -1) for t in (1, -1)) / (4 * h * h)
            assert inside(hessian.mid[i, j], hessian.rad[i, j], second, Fraction(1, 2**200))
    assert np.array_equal(hessian.mid, hessian.mid.T)
    assert np.array_equal(hessian.rad, hessian.rad.T)


@pytest.mark.parametrize("case", CASES, ids=lambda c: f"{c[1]}-{c[2]}")
def test_the_enclosures_are_about_as_tight_as_those_of_the_formula(case: Any) -> None:
    problem, rng = problem_from_tables(drawn_tables(*case)), random.Random(9)
    center = [Fraction(rng.uniform(-1, 1)) for _ in problem.names]
    radius = Fraction(1, 10**6)
    scape, risk = Landscape(problem.risk, problem.names), layered.layered(problem)
    found = risk.hessian(BallMatrix.of(center, [radius] * len(center)))
    with ball.precision(64):
        written = scape.hessian([ball.around(c, radius) for c in center])
    for i, row in enumerate(written):
        for j, entry in enumerate(row):
            assert ball.sign(entry - ball.from_floats(float(found.mid[i, j]), float(found.rad[i, j]))) in (None, 0)
    widest = max(float(ball.radius(entry)) for row in written for entry in row)
    assert float(found.rad.max()) <= 2 * widest


def test_the_parameters_stand_where_the_network_has_them() -> None:
    network = LayeredNetwork((2, 3, 2, 1), "tanh", True, ((0, 2), (1, 3), (0, 3)))
    layers = layers_of(network)
    assert sorted(k for layer in layers for k in layer.index.ravel()) == list(range(len(network.parameters)))
    for j, layer in enumerate(layers, start=1):
        for r, row in enumerate(layer.index):
            names = [network.parameters[k] for k in row]
            wanted = [
                f"W{j}_{r + 1}_{c + 1}" if i == j - 1 else f"S{i}_{j}_{r + 1}_{c + 1}"
                for i in layer.sources
                for c in range(network.widths[i])
            ]
            assert names == [*wanted, f"b{j}_{r + 1}"]


def test_samples_in_parts_give_the_same() -> None:
    problem = problem_from_tables(drawn_tables(*CASES[1], m=7))
    center = BallMatrix.of([Fraction(k % 5 - 2, 3) for k in range(len(problem.names))])
    whole = LayeredRisk(problem, BALL_ARRAYS)
    wholes = [whole.value(center), whole.gradient(center), whole.hessian(center), whole.units(center)[1]]
    whole = LayeredRisk(problem, replace(BALL_ARRAYS, part=3))
    parts = [whole.value(center), whole.gradient(center), whole.hessian(center), whole.units(center)[1]]
    for one, other in zip(wholes, parts, strict=True):
        assert np.all(np.abs(one.mid - other.mid) <= one.rad + other.rad)
        assert np.all(other.rad < 1e-12)


def test_in_floats_it_is_the_same_to_their_precision() -> None:
    problem = problem_from_tables(drawn_tables(*CASES[1]))
    theta = np.random.default_rng(0).normal(size=len(problem.names))
    balls, floats = layered.layered(problem), layered_floats(problem)
    assert np.allclose(floats.hessian(theta), balls.hessian(BallMatrix(theta)).mid, atol=1e-12)
    value, gradient = floats.value_and_gradient(theta)
    assert np.allclose(gradient, balls.gradient(BallMatrix(theta)).mid, atol=1e-12)
    assert np.isclose(value, float(floats.value(theta)))


def layered_problem(activation: str, **more: Any) -> Problem:
    network = {"widths": [1, 1, 1], "activation": activation, "bias": False}
    data = {"inputs": [["1"]], "targets": [["0"]], **more}
    return problem_from_tables({"problem": {"network": network, "loss": "squared", **data}, "augment": {}})


def test_at_a_kink_there_is_a_slope_on_both_sides_and_no_second_derivative() -> None:
    risk = layered.layered(layered_problem("relu"))
    kink, active = (
        BallMatrix.of([Fraction(v) for v in point], [Fraction(1, 8)] * 2) for point in (("0", "1"), ("1", "1"))
    )
    slope = risk.gradient(kink, both=True)
    assert slope.mid[0] - slope.rad[0] <= 0 < slope.mid[0] + slope.rad[0]
    assert risk.hessian(active).mid[0, 0] > 1
    with pytest.raises(UnboundedError):
        risk.hessian(kink)
    with pytest.raises(UnboundedError):
        risk.gradient(kink)


@pytest.mark.parametrize(("activation", "theta"), [("tanh", "1e300"), ("softplus", "1e95"), ("square", "1e80")])
def test_weights_beyond_all_bounds_are_refused(activation: str, theta: str) -> None:
    risk = layered.layered(layered_problem(activation))
    with pytest.raises(UnboundedError):
        risk.hessian(BallMatrix.of([Fraction(theta), Fraction(theta)]))


@pytest.mark.parametrize("theta", ["1e40", "-1e40", "700", "-800", "1e-320", "0"])
def test_large_and_tiny_weights_give_true_enclosures(theta: str) -> None:
    problem = layered_problem("tanh")
    value = layered.layered(problem).value(BallMatrix.of([Fraction(theta), Fraction(1)]))
    with ball.precision(4000):
        truth = Landscape(problem.risk, problem.names).value([ball.ball(Fraction(theta)), ball.ball(1)])
        assert abs(Fraction(float(value.mid)) - ball.midpoint(truth)) <= Fraction(float(value.rad)) + ball.radius(truth)
        assert float(value.rad) < 1e-14


def test_a_formula_has_no_layers() -> None:
    network = {"formula": ["t1*x1"], "parameters": ["t1"]}
    tables = {"network": network, "loss": "squared", "inputs": [["1"]], "targets": [["0"]]}
    with pytest.raises(TypeError):
        LayeredRisk(problem_from_tables({"problem": tables, "augment": {}}), BALL_ARRAYS)


def test_targets_that_are_irrational_are_enclosed() -> None:
    """At theta = 0 the outputs are 0, and L is the mean of 2 and 1."""
    tables = {
        "problem": {
            "network": {"widths": [1, 1, 1], "activation": "tanh"}, "loss": "squared",
            "inputs": [["0"], ["1"]], "targets": [["sqrt(2)"], ["1"]],
        },
        "augment": {},
    }  # fmt: skip
    risk = LayeredRisk(problem_from_tables(tables), BALL_ARRAYS)
    value = risk.value(BallMatrix.of([Fraction(0)] * len(risk.order)))
    assert abs(Fraction(float(value.mid)) - Fraction(3, 2)) <= Fraction(float(value.rad)) < Fraction(1, 10**12)
