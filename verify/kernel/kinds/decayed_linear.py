"""The kernel's check that a local minimum of L is a global one: two linear layers with weight decay.

**Theorem.** Let the network be ``F(x) = W_2 (W_1 x + b_1) + b_2``, or without biases, the losses convex and C1, and the
term in theta alone ``mu (|W_1|^2 + |W_2|^2)/2 + mu_1 |b_1|^2/2 + mu_2 |b_2|^2/2`` with mu > 0, mu_1 = mu or
mu_1 = mu_2 = 0, mu_2 >= 0. Let theta be a local minimum of L, g_i the slopes of the data term in the outputs at sample
i, and ``M = sum_i g_i z_i'`` with ``z_i = (x_i, 1)`` if mu_1 = mu and there are biases, else ``z_i = x_i``. For a set
R of outputs and as many hidden units J let ``(W_2)_RJ`` be regular, and ``mu^2 - M M'``, without the rows and columns
R, positive semidefinite. Then theta is a global minimum.

*Proof.* ``notes/theory.md``, section 5, *Decayed linear layers*. QED
"""

from __future__ import annotations

from ...numerics import ball
from ...problem.objective import Problem
from ..certificate import Fields
from ..decayed_network import ASKS, at_most, data_slopes, decayed_network, features, gram
from ..evidence import Grade
from ..finding import Finding, require
from ..kind import Kind
from ..theta_point import point
from .risk import assuming


def _decayed_linear(problem: Problem, fields: Fields) -> Finding:
    """If there is a local minimum of L at the point, then it is a global one."""
    at, bits, of = point(problem, fields), fields.bits(), decayed_network(problem)
    require(of.network.activation == "linear", f"the activation {of.network.activation} is not linear")
    _, hidden, count = of.network.widths
    units, outputs = fields.indices("units", hidden), fields.indices("outputs", count)
    different = len(set(units)) == len(units) == len(outputs) == len(set(outputs))
    require(different, "there are not as many units as outputs, or one comes twice")
    rest = [k for k in range(count) if k not in set(outputs)]
    with ball.precision(bits):
        theta = dict(zip(problem.names, at.enclosure(bits), strict=True))
        minor = [[theta[f"W2_{k + 1}_{u + 1}"] for u in units] for k in outputs]
        regular = not minor or ball.sign(ball.determinant(minor)) in (1, -1)
        require(regular, "the weights of these units into these outputs were not proved independent")
        rows = [[ball.ball(x) for x in row] for row in features(problem, of)]
        across = gram(rows, data_slopes(problem, at, bits))
        least = at_most(gram(across, across), of.decay, rest)
        require(least, "the slopes were not proved to be no greater than the decay, across these outputs")
    words = f"two linear layers are decayed: a local minimum of L there is a global one{assuming(problem)}"
    return Finding(words, Grade.CERTIFIED)


CHECKS: dict[str, Kind] = {"decayed-linear": Kind(_decayed_linear, asks=ASKS)}
