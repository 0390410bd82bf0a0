"""The kernel's check of how far L of linear layers is above its least value: a bound on products of low rank.

**Theorem.** Let the network be linear layers whose least width is k, the loss ``c/2 |q - t|^2 + d`` with c > 0, and let
L have no term in theta alone. Let X and Y have the inputs and the t as rows, centred by the weights D if there are
biases, and ``K = Y'DX (X'DX)^+ X'DY``. If T and ``mu + T - K`` are positive semidefinite, and mu >= 0, then everywhere

    L(theta) >= scale * (c/2 (tr Y'DY - k mu - tr T) + sum_i w_i d_i).

*Proof.* Without the bias, or with the best one, the data term is ``c/2 |D^(1/2) (Y - X W')|^2`` and what is constant,
W of rank at most k. Let V be a best map of any rank, P the projection onto the columns of W. ``D^(1/2) (Y - X V')`` is
orthogonal to ``D^(1/2) X (V - W)'``, so ``|D^(1/2) (Y - X W')|^2 >= tr Y'DY - tr K + |D^(1/2) X V' (1 - P)|^2``. The
last is ``tr K - tr PK``, and ``tr PK <= tr P(mu + T) <= k mu + tr T``. QED

With mu between the k-th and the next eigenvalue of K, and T what K has above mu, this is an equality at the best theta.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from ...numerics import ball
from ...numerics.identity import zero
from ...numerics.layered import loss_formula
from ...numerics.linear import fitted_gram, semidefinite
from ...numerics.point import Exact
from ...problem.derivatives import gradient
from ...problem.expression import num, rational, substitute
from ...problem.network import LayeredNetwork
from ...problem.objective import Problem
from ...truth import Truth
from ..certificate import Fields
from ..evidence import Grade
from ..finding import Finding, require
from ..gate import Regularity
from ..kind import Kind
from ..neighbourhood import require_risk
from ..risk_values import values
from ..theta_point import point
from .linear_layers import require_linear, squares

Rows = list[list[Fraction]]


@dataclass(frozen=True)
class SquaredFit:
    """What the loss of linear layers depends on.

    Attributes:
        rank: the greatest rank of their product.
        factor: c/2, times the scale of the data term.
        total: tr Y'DY.
        gram: K.
        rest: the part of L that does not depend on theta.
    """

    rank: int
    factor: Fraction
    total: Fraction
    gram: Rows
    rest: Fraction


def squared_fit(problem: Problem) -> SquaredFit:
    """What the loss of the problem depends on, if it is of linear layers and the squared loss."""
    widths, c = require_linear(problem), squares(problem)
    require(c is not None, f"the loss {problem.loss.name} is no multiple of the squared distance")
    assert c is not None
    assert isinstance(problem.network, LayeredNetwork)
    best, floors = _best(problem, c)
    x, y, w = [list(row) for row in problem.inputs], best, problem.weights
    if problem.network.bias:
        x, y = _centred(x, w), _centred(y, w)
    total = sum((wi * v * v for wi, row in zip(w, y, strict=True) for v in row), Fraction(0))
    rest = problem.scale * sum((wi * d for wi, d in zip(w, floors, strict=True)), Fraction(0))
    return SquaredFit(min(widths), problem.scale * c / 2, total, fitted_gram(x, y, w), rest)


def _best(problem: Problem, c: Fraction) -> tuple[Rows, list[Fraction]]:
    """For each sample the outputs at which its loss is least, and that loss, without its weight."""
    names = [f"q{k + 1}" for k in range(problem.network.outputs)]
    loss = loss_formula(problem)
    slopes = substitute(gradient(loss, names), {name: num(0) for name in names})
    found, floors = list[list[Fraction]](), list[Fraction]()
    for i, targets in enumerate(problem.targets):
        here = {f"y{k + 1}": y for k, y in enumerate(targets)}
        at = [rational(g / -c) for g in substitute(slopes, here)]
        known = [v for v in at if v is not None]
        require(len(known) == len(names), f"the target of sample {i + 1} is not rational")
        floor = rational(substitute([loss], here | dict(zip(names, map(num, known), strict=True)))[0])
        require(floor is not None, f"the loss of sample {i + 1} is not rational")
        assert floor is not None
        found.append(known)
        floors.append(floor)
    return found, floors


def _centred(rows: Rows, weights: tuple[Fraction, ...]) -> Rows:
    total = sum(weights, Fraction(0))
    means = [
        sum((w * v for w, v in zip(weights, column, strict=True)), Fraction(0)) / total
        for column in zip(*rows, strict=True)
    ]
    return [[v - m for v, m in zip(row, means, strict=True)] for row in rows]


def _rank_bound(problem: Problem, fields: Fields) -> Finding:
    """No value of L is below a bound, and L at the point is no farther above it than stated."""
    at, bits, d = point(problem, fields), fields.bits(), problem.network.outputs
    mu, excess, within = fields.number("mu"), fields.matrix("excess", d, d), fields.number("within")
    fit = squared_fit(problem)
    require(mu >= 0 and within >= 0, "'mu' or 'within' is negative")
    symmetric = all(excess[i][j] == excess[j][i] for i in range(d) for j in range(i))
    require(symmetric and semidefinite(excess), "'excess' was not proved positive semidefinite")
    above = [[mu * (i == j) + excess[i][j] - fit.gram[i][j] for j in range(d)] for i in range(d)]
    require(semidefinite(above), "mu + 'excess' was not proved to be above the Gram matrix of the fitted values")
    trace = sum((excess[i][i] for i in range(d)), Fraction(0))
    bound = fit.rest + fit.factor * (fit.total - fit.rank * mu - trace)
    if within == 0:
        require_risk(problem, at, Regularity.DEFINED)
        require(isinstance(at, Exact), "the coordinates of the point are not exact")
        assert isinstance(at, Exact)
        here = substitute([problem.risk], at.constants(problem.names))[0]
        require(zero(here - num(bound)) is Truth.YES, "L at the point was not proved to be the bound")
    else:
        with ball.precision(bits):
            near = any(ball.less(x - ball.ball(bound), ball.ball(within)) for x in values(problem, at, bits))
        require(near, "L at the point was not proved so near to the bound")
    with ball.precision(bits):
        least = ball.decimal(ball.ball(bound), 20)
    text = fields.text("within")
    far = f"is no more than {text} above its least value" if within else "is its least value"
    words = f"the network is linear layers, whose product has the rank {fit.rank} at most: L at the point {far}"
    return Finding(
        words, Grade.CERTIFIED, {"within": "0" if within == 0 else text, "bound": least, "rank": str(fit.rank)}
    )


CHECKS: dict[str, Kind] = {"rank-bound": Kind(_rank_bound, asks=())}
