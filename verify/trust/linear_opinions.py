"""Second opinions on linear layers: that every local minimum of L is a global one, and how far L is above the least."""

from __future__ import annotations

from random import Random
from typing import Any

from ..numerics.layered import layers_of, loss_formula
from ..problem.network import LayeredNetwork
from .opinion import Data, Opinion
from .opinion_point import point

THETAS = 4
"""Points at which the network is compared with a product of matrices."""


def linear_layers(o: Opinion, data: Data) -> bool:
    """At random theta the outputs are those of linear layers; the loss is a square, or convex with no bottleneck."""
    network, random = o.problem.network, Random(0)
    if data or not isinstance(network, LayeredNetwork):
        return False
    for _ in range(THETAS):
        theta = [o.mp.mpf(random.randint(-4000, 4000)) / 500 for _ in o.problem.names]
        for group in o.problem.distinct:
            outputs = o.values(o.problem.outputs[group[0]], o.problem.names, theta)
            made = _through(o, network, theta, [o.number(str(x)) for x in o.problem.inputs[group[0]]])
            if any(abs(x - y) > o.zero for x, y in zip(outputs, made, strict=True)):
                return False
        if abs(o.value(o.problem.regularizer, o.problem.names, theta)) > o.zero:
            return False
    ends = min(network.widths[0], network.widths[-1])
    smooth = o.problem.loss.convex is True and o.problem.loss.differentiable is True
    return _square(o, random) or (min(network.widths) >= ends and smooth)


def rank_bound(o: Opinion, data: Data) -> bool:
    """L at the point is as near to the least value of a product of that rank, by eigenvalues, as it is said to be.

    For squared losses of the table. What the certificate proves of mu and T, its bound, is no less true for another T.
    """
    network, m = o.problem.network, o.problem.samples
    if not isinstance(network, LayeredNetwork) or not linear_layers(o, {}) or o.problem.loss.name != "squared":
        return False
    w = [o.number(str(v)) for v in o.problem.weights]
    x = o.mp.matrix([[o.number(str(v)) for v in row] for row in o.problem.inputs])
    y = o.mp.matrix([o.values(row, [], []) for row in o.problem.targets])
    for rows in (x, y) if network.bias else ():
        for j in range(rows.cols):
            mean = sum(w[i] * rows[i, j] for i in range(m)) / sum(w)
            for i in range(m):
                rows[i, j] -= mean
    d = o.mp.diag(w)
    total = y.T * d * y
    rates, axes = o.mp.eigsy(x.T * d * x)
    kept = [j for j in range(len(rates)) if rates[j] > o.mp.ldexp(1, -200)]
    k = o.mp.matrix(y.cols, y.cols)
    for j in kept:
        image = y.T * d * x * axes[:, j]
        k += image * image.T / rates[j]
    eigenvalues = sorted(o.mp.eigsy(k, eigvals_only=True), reverse=True)[: min(network.widths)]
    trace = sum(total[i, i] for i in range(y.cols))
    least = o.number(str(o.problem.scale)) * (trace - sum(eigenvalues))
    above, within = o.risk(point(o, data["point"])) - least, o.number(data["within"])
    return bool(above < within + o.mp.ldexp(1, -200))


def _through(o: Opinion, network: LayeredNetwork, theta: list[Any], x: list[Any]) -> list[Any]:
    """The last layer, every layer being a matrix times the one before, and the bias."""
    for layer in layers_of(network):
        units = [*x, o.mp.mpf(1)] if layer.bias else x
        x = [sum(theta[i] * u for i, u in zip(row, units, strict=True)) for row in layer.index]
    return x


def _square(o: Opinion, random: Random) -> bool:
    """Whether the Hessian of the loss in the outputs is the same multiple of the identity at random places."""
    k, loss = o.problem.network.outputs, loss_formula(o.problem)
    names = [*(f"q{i + 1}" for i in range(k)), *(f"y{i + 1}" for i in range(k))]
    found = set()
    for _ in range(THETAS):
        q, y = ([o.mp.mpf(random.randint(-4000, 4000)) / 500 for _ in range(k)] for _ in range(2))
        rows = o.hessian(lambda q, y=y: o.value(loss, names, [*q, *y]), q)  # type: ignore[misc]
        small = o.mp.ldexp(1, -200)
        if rows[0][0] < small or any(
            abs(entry - (rows[0][0] if i == j else 0)) > small
            for i, row in enumerate(rows)
            for j, entry in enumerate(row)
        ):
            return False
        found.add(o.mp.nstr(rows[0][0], 40))
    return len(found) == 1
