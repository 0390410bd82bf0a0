"""The kernel's check that a local minimum of L is a global one: weight decay has won, and the network is constant.

**Theorem.** Let the network have one hidden layer and no skips, ``F(x) = W_2 h(W_1 x + b_1) + b_2``, or without biases,
h with slopes between alpha and beta; let the losses be convex and C1, the term in theta alone
``mu (|W_1|^2 + |W_2|^2)/2 + mu_1 |b_1|^2/2 + mu_2 |b_2|^2/2`` with mu > 0, mu_1 = mu or mu_1 = mu_2 = 0, mu_2 >= 0; and
h(0) = 0, or biases and mu_2 = 0. Let theta be a local minimum of L, g_i the slopes of the data term in the outputs at
input i, ``z_i = (x_i, 1)`` if mu_1 = mu and there are biases, else x_i, less any vector if mu_2 = 0 and there are
biases. For numbers t_i > 0 let

    |alpha + beta|/2 |sum_i g_i z_i'| + (beta - alpha)/2 |sum_i t_i g_i g_i'|^(1/2) |sum_i z_i z_i'/t_i|^(1/2) < mu

in spectral norms. Then W_1 = 0 and W_2 = 0 at theta, and theta is a global minimum.

*Proof.* ``notes/theory.md``, section 5, *Decayed to a constant*. QED
"""

from __future__ import annotations

from fractions import Fraction

from ...numerics import ball
from ...problem.objective import Problem
from ..certificate import Fields
from ..decayed_network import ASKS, at_most, data_slopes, decayed_network, features, gram
from ..evidence import Grade
from ..finding import Finding, require
from ..kind import Kind
from ..theta_point import point
from .risk import assuming

SLOPES: dict[str, tuple[Fraction, Fraction]] = {
    "linear": (Fraction(1), Fraction(1)),
    "relu": (Fraction(0), Fraction(1)),
    "leaky_relu": (Fraction(1, 100), Fraction(1)),
    "tanh": (Fraction(0), Fraction(1)),
    "sigmoid": (Fraction(0), Fraction(1, 4)),
    "softplus": (Fraction(0), Fraction(1)),
    "elu": (Fraction(0), Fraction(1)),
    "softsign": (Fraction(0), Fraction(1)),
    "sin": (Fraction(-1), Fraction(1)),
}
"""Between what numbers the slopes of an activation lie."""
NOT_ZERO_AT_ZERO = ("sigmoid", "softplus")


def _decayed_to_constant(problem: Problem, fields: Fields) -> Finding:
    """If there is a local minimum of L at the point, then all weights are 0 there, and it is a global one."""
    at, bits, of = point(problem, fields), fields.bits(), decayed_network(problem)
    name = of.network.activation
    require(name in SLOPES, f"no bounds are known of the slopes of {name}")
    require(of.balanced or name not in NOT_ZERO_AT_ZERO, f"{name} is not 0 at 0, and the outer biases are not free")
    low, high = SLOPES[name]
    together, outward, inward = (fields.number(key) for key in ("together", "outward", "inward"))
    require(min(together, outward, inward) >= 0, "a bound is negative")
    shares = fields.numbers("shares", len(problem.distinct))
    require(all(t > 0 for t in shares), "a share is not greater than 0")
    bound = abs(low + high) / 2 * together + (high - low) / 2 * outward * inward
    require(bound < of.decay, "the bounds are not less than the decay")
    with ball.precision(bits):
        g = data_slopes(problem, at, bits)
        rows = [[ball.ball(x) for x in row] for row in features(problem, of)]
        across = gram(rows, g)
        more = [[x * ball.ball(t) for x in row] for row, t in zip(g, shares, strict=True)]
        less = [[x / ball.ball(t) for x in row] for row, t in zip(rows, shares, strict=True)]
        parts = (
            (gram(across, across), together, "together"),
            (gram(more, g), outward, "outward"),
            (gram(less, rows), inward, "inward"),
        )
        for square, norm, key in parts:
            require(at_most(square, norm), f"'{key}' was not proved to be a bound")
    words = "a local minimum of L there has all weights 0, and is a global one"
    return Finding(f"weight decay outweighs what the data say: {words}{assuming(problem)}", Grade.CERTIFIED)


CHECKS: dict[str, Kind] = {"decayed-to-constant": Kind(_decayed_to_constant, asks=ASKS)}
