"""Networks: the layers compute what a plain forward pass computes, and the parameters stand in the documented order."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from random import Random

import mpmath
import pytest
from values import FUNCTIONS, Number, value

from verify.problem.derivatives import gradient
from verify.problem.expression import num, var
from verify.problem.formula import parse
from verify.problem.network import FormulaNetwork, LayeredNetwork

NETWORKS = [
    LayeredNetwork((2, 3, 1), "tanh"),
    LayeredNetwork((1, 1), "tanh"),
    LayeredNetwork((3, 2, 2, 2), "sigmoid", bias=False),
    LayeredNetwork((2, 2, 3), "relu", skips=((0, 2),)),
    LayeredNetwork((1, 2, 2, 1), "tanh", skips=((0, 2), (0, 3), (1, 3))),
]
IDS = ["biases", "no hidden layer", "no bias", "one skip", "three skips"]


def _forward(network: LayeredNetwork, theta: Sequence[Number], x: Sequence[Number]) -> list[Number]:
    """The forward pass with matrices, taking the parameters from the front of ``theta`` as they are needed."""
    rest = list(theta)

    def matrix(rows: int, columns: int) -> mpmath.matrix:
        return mpmath.matrix([[rest.pop(0) for _ in range(columns)] for _ in range(rows)])

    widths, layers = network.widths, []
    for j in range(1, len(widths)):
        weights = matrix(widths[j], widths[j - 1])
        layers.append((weights, matrix(widths[j], 1) if network.bias else mpmath.zeros(widths[j], 1)))
    skips = {(i, j): matrix(widths[j], widths[i]) for i, j in network.skips}
    assert not rest
    h = [mpmath.matrix(list(x))]
    for j, (weights, bias) in enumerate(layers, start=1):
        z = weights * h[j - 1] + bias
        for (i, to), skip in skips.items():
            if to == j:
                z += skip * h[i]
        last = j == len(layers)
        relu = network.activation == "relu"
        h.append(z if last else z.apply((lambda u: max(u, 0)) if relu else FUNCTIONS[network.activation]))
    return list(h[-1])


@pytest.mark.parametrize("network", NETWORKS, ids=IDS)
def test_layers_agree_with_a_plain_forward_pass(network: LayeredNetwork) -> None:
    """Same parameters in the same order, same outputs, to 45 digits."""
    rng = Random(1)
    theta = [mpmath.mpf(rng.randint(-20, 20)) / 8 for _ in network.parameters]
    x = [Fraction(rng.randint(-8, 8), 4) for _ in range(network.inputs)]
    plain = _forward(network, theta, [mpmath.mpf(v.numerator) / v.denominator for v in x])
    built = network.at(x)
    assert len(built) == network.outputs == len(plain)
    for output, expected in zip(built, plain, strict=True):
        found = value(output, dict(zip(network.parameters, theta, strict=True)))
        assert abs(found - expected) < mpmath.mpf(10) ** -45


def test_parameters_are_named_layer_by_layer() -> None:
    """Weights row by row, then biases; the skips come last."""
    network = LayeredNetwork((2, 2, 1), "tanh", skips=((0, 2),))
    assert network.parameters == (
        "W1_1_1", "W1_1_2", "W1_2_1", "W1_2_2", "b1_1", "b1_2", "W2_1_1", "W2_1_2", "b2_1", "S0_2_1_1", "S0_2_1_2",
    )  # fmt: skip


def test_the_last_layer_is_linear() -> None:
    """Without a hidden layer the activation is never used."""
    (output,) = LayeredNetwork((1, 1), "sigmoid").at([Fraction(3)])
    assert output is 3 * var("W1_1_1") + var("b1_1")


def test_a_formula_network_is_its_formulas() -> None:
    """The inputs are put in for x1, x2, ...; the parameters stay."""
    formulas = (parse("t1*x1 + t2*x2", ["t1", "t2", "x1", "x2"]), parse("x2**2", ["x2"]))
    network = FormulaNetwork(formulas, ("t1", "t2"), 2)
    assert network.outputs == 2
    first, second = network.at([Fraction(2), Fraction(-3)])
    assert value(first, {"t1": 5, "t2": 7}) == 2 * 5 - 3 * 7
    assert second is num(9)


def test_a_formula_can_be_a_layered_network() -> None:
    """The same function both ways, with the same derivatives by the input weight."""
    layered = LayeredNetwork((1, 1, 1), "tanh")
    names = layered.parameters
    formula = parse("W2_1_1*tanh(W1_1_1*x1 + b1_1) + b2_1", [*names, "x1"])
    written = FormulaNetwork((formula,), names, 1)
    at = dict(zip(names, ("0.3", "-1.1", "2.5", "0.7"), strict=True))
    (f,), (g,) = layered.at([Fraction(5, 4)]), written.at([Fraction(5, 4)])
    assert abs(value(f, at) - value(g, at)) < mpmath.mpf(10) ** -48
    (df,), (dg,) = gradient(f, ["W1_1_1"]), gradient(g, ["W1_1_1"])
    assert abs(value(df, at) - value(dg, at)) < mpmath.mpf(10) ** -48
