"""Changes of basis between linear layers: vector fields along which no output changes. Claims nothing.

With E the matrix that has a 1 at (j, k), to first order: ``W_l -> (1 + e E) W_l``, ``b_l -> (1 + e E) b_l`` and
``W_{l+1} -> W_{l+1} (1 - e E)``; and ``b_l -> b_l + e``, ``b_{l+1} -> b_{l+1} - e W_{l+1}`` in one unit of layer l. And
the first layer may change by what is 0 at every input.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from ..exact import write
from ..numerics.linear import null_space
from ..problem.network import LayeredNetwork
from ..problem.objective import Problem

MOST = 400
"""Pairs of units, more of which are not listed."""

Rates = dict[str, str]


def basis_changes(problem: Problem) -> list[Rates]:
    """One field for each pair of units of a hidden layer, and one for each bias; none if a layer is not linear."""
    network = problem.network
    if not isinstance(network, LayeredNetwork) or network.activation != "linear" or network.skips:
        return []
    if sum(width**2 for width in network.widths[1:-1]) > MOST:
        return []
    changes = [field for layer in range(1, len(network.widths) - 1) for field in _of_layer(network, layer)]
    return [*changes, *_unseen(problem, network)]


def _of_layer(network: LayeredNetwork, layer: int) -> Iterator[Rates]:
    into, units, above = (range(1, width + 1) for width in network.widths[layer - 1 : layer + 2])
    for j in units:
        for k in units:
            field = {f"W{layer}_{j}_{c}": f"W{layer}_{k}_{c}" for c in into}
            field |= {f"b{layer}_{j}": f"b{layer}_{k}"} if network.bias else {}
            yield field | {f"W{layer + 1}_{r}_{k}": f"-W{layer + 1}_{r}_{j}" for r in above}
        if network.bias:
            yield {f"b{layer}_{j}": "1"} | {f"b{layer + 1}_{r}": f"-W{layer + 1}_{r}_{j}" for r in above}


def _unseen(problem: Problem, network: LayeredNetwork) -> Iterator[Rates]:
    """Changes of one row of the first layer, and of its bias, that are 0 at every input."""
    rows = [[*x, Fraction(1)] if network.bias else list(x) for x in problem.inputs]
    for vector in null_space(rows):
        for j in range(1, network.widths[1] + 1):
            names = [f"W1_{j}_{c + 1}" for c in range(network.inputs)] + ([f"b1_{j}"] if network.bias else [])
            yield {name: write(v) for name, v in zip(names, vector, strict=True) if v}
