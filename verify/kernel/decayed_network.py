"""Networks of one hidden layer with weight decay: what the term in theta alone is, and the slopes of the data term."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from ..numerics import ball
from ..numerics.ball import Ball
from ..numerics.ball_matrix import least_eigenvalue_is_at_least, of_balls
from ..numerics.point import Point
from ..numerics.program import Program
from ..problem.derivatives import gradient
from ..problem.expression import num, rational, substitute, variables
from ..problem.network import LayeredNetwork
from ..problem.objective import Problem
from .finding import require

ASKS = ("convex", "differentiable")
"""The facts about the loss that are needed."""
Balls = list[list[Ball]]


@dataclass(frozen=True)
class DecayedNetwork:
    """One hidden layer, and ``mu (|W_1|^2 + |W_2|^2)/2 + mu_1 |b_1|^2/2 + mu_2 |b_2|^2/2`` as the term in theta alone.

    Attributes:
        decay: mu > 0.
        biased: whether there are biases, and mu_1 = mu; else there are none, or mu_1 = mu_2 = 0.
        balanced: whether there are biases, and mu_2 = 0: then the slopes of the data term sum up to 0 at a minimum.
    """

    network: LayeredNetwork
    decay: Fraction
    biased: bool
    balanced: bool


def decayed_network(problem: Problem) -> DecayedNetwork:
    """What is needed of the network, the loss and the term in theta alone.

    Raises:
        CertificateError: this was not proved.
    """
    network, loss = problem.network, problem.loss
    require(isinstance(network, LayeredNetwork), "the network is not written as layers")
    assert isinstance(network, LayeredNetwork)
    require(len(network.widths) == 3 and not network.skips, "the network has not one hidden layer, or it has skips")
    require(problem.written, "L is too large to be written out")
    smooth = loss.convex is True and loss.differentiable is True
    require(smooth, f"the loss {loss.name} is not known to be convex and differentiable")
    rates = _rates(problem)
    weights = {rate for name, rate in rates.items() if name.startswith("W")}
    inner, outer = ({rate for name, rate in rates.items() if name.startswith(b)} for b in ("b1", "b2"))
    require(len(weights) == 1 and min(weights) > 0, "the weights are not all decayed alike")
    (decay,) = weights
    require(len(inner) <= 1 and len(outer) <= 1 and min(outer, default=0) >= 0, "the biases are decayed unlike")
    alike = not network.bias or inner == {decay} or inner == outer == {0}
    require(alike, "the inner biases are not decayed like the weights, and not all biases are free")
    return DecayedNetwork(network, decay, inner == {decay}, outer == {0})


def _rates(problem: Problem) -> dict[str, Fraction]:
    """The numbers c with which the term in theta alone is a number plus ``sum c theta_j^2 / 2``."""
    names, found = problem.names, dict[str, Fraction]()
    for name, slope in zip(names, gradient(problem.regularizer, names), strict=True):
        inside = sorted(variables([slope]))
        second = {other: rational(e) for other, e in zip(inside, gradient(slope, inside), strict=True)}
        rate = second.pop(name, Fraction(0))
        square = rate is not None and all(e == 0 for e in second.values())
        none = rational(substitute([slope], {other: num(0) for other in inside})[0]) == 0
        require(square and none, f"the term in theta alone is no square in {name}")
        assert rate is not None
        found[name] = rate
    return found


def data_slopes(problem: Problem, at: Point, bits: int) -> Balls:
    """g: the slopes of the data term in the outputs, a row for each distinct input."""
    theta = at.enclosure(bits)
    found = [Program(group, problem.names).run(ball.BALLS, theta) for group in problem.residual_gradients]
    return [[g * ball.ball(problem.scale) for g in row] for row in found]


def features(problem: Problem, of: DecayedNetwork) -> list[list[Fraction]]:
    """z: the distinct inputs, with 1 behind if the inner biases are decayed, else less their mean if no bias is."""
    rows = [list(problem.inputs[group[0]]) for group in problem.distinct]
    if of.biased:
        return [[*row, Fraction(1)] for row in rows]
    if of.balanced:
        means = [sum(column, Fraction(0)) / len(rows) for column in zip(*rows, strict=True)]
        return [[x - mean for x, mean in zip(row, means, strict=True)] for row in rows]
    return rows


def gram(rows: Balls, others: Balls) -> Balls:
    """``A'B`` for matrices of rows for each distinct input."""
    columns = list(zip(*others, strict=True))
    return [[ball.dot(list(a), list(b)) for b in columns] for a in zip(*rows, strict=True)]


def at_most(square: Balls, bound: Fraction, kept: list[int] | None = None) -> bool:
    """Whether ``bound^2`` less a symmetric matrix is positive semidefinite, in the rows and columns that are kept."""
    rows = range(len(square)) if kept is None else kept
    less = [[ball.ball(bound**2 if i == j else 0) - square[i][j] for j in rows] for i in rows]
    return not less or least_eigenvalue_is_at_least(of_balls(less), Fraction(0))
