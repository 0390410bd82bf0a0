"""The kernel's check that every local minimum of L is a global one, as L is the loss of a product of linear layers.

**Theorem.** Let the network be linear layers of any widths, with or without biases, and L have no term in theta alone.
Let the loss be ``c/2 |q - t(y)|^2 + d(y)`` with c > 0; or let it be convex and continuously differentiable, and no
layer in between be narrower than both ends. Then every local minimum of L is a global one.

*Proof.* ``notes/theory.md``, section 5, *Linear layers*. QED

The data may be anything: it matters neither whether the inputs span their space, nor whether eigenvalues coincide.
"""

from __future__ import annotations

from fractions import Fraction

from ...numerics.layered import loss_formula
from ...problem.derivatives import gradient
from ...problem.expression import ZERO, rational
from ...problem.network import LayeredNetwork
from ...problem.objective import Problem
from ..certificate import Fields
from ..evidence import Grade
from ..finding import Finding, require
from ..gate import Regularity, regularity
from ..kind import Kind
from ..region import EVERYWHERE
from .risk import assuming

ONLY_GLOBAL_ASKS = ("convex", "differentiable")
"""The facts about the loss that the theorem may need."""


def _linear_layers(problem: Problem, fields: Fields) -> Finding:
    """Every local minimum of L is a global one."""
    require_only_global_minima(problem)
    words = "the network is a product of linear layers: every local minimum of L is a global one"
    return Finding(f"{words}{assuming(problem)}", Grade.SYMBOLIC)


def require_only_global_minima(problem: Problem) -> None:
    """Every local minimum of L is a global one, by the theorem about linear layers."""
    widths = require_linear(problem)
    if squares(problem) is not None:
        return
    wide = min(widths[0], widths[-1]) <= min(widths)
    require(wide, "a layer is narrower than both ends, and the loss is no multiple of the squared distance")
    smooth = problem.loss.convex is True and problem.loss.differentiable is True
    require(smooth, f"the loss {problem.loss.name} is not known to be convex and differentiable")


def require_linear(problem: Problem) -> tuple[int, ...]:
    """The network is linear layers without skips, and L has no term in theta alone: the widths of the layers."""
    network = problem.network
    require(isinstance(network, LayeredNetwork), "the network is not written as layers")
    assert isinstance(network, LayeredNetwork)
    linear = network.activation == "linear" or len(network.widths) == 2
    require(linear, f"the activation {network.activation} is not linear")
    require(not network.skips, "the network has connections that skip a layer")
    require(problem.regularizer is ZERO, "L has a term in theta alone")
    return network.widths


def squares(problem: Problem) -> Fraction | None:
    """The number c if the loss of one sample is ``c/2 |q - t(y)|^2 + d(y)``, c > 0, for all q and y; else None."""
    loss, outputs = loss_formula(problem), [f"q{k + 1}" for k in range(problem.network.outputs)]
    if regularity(loss, EVERYWHERE) < Regularity.C2:
        return None
    rows = [[rational(slope) for slope in gradient(x, outputs)] for x in gradient(loss, outputs)]
    c = rows[0][0]
    if c is None or c <= 0:
        return None
    multiple = all(entry == (c if i == j else 0) for i, row in enumerate(rows) for j, entry in enumerate(row))
    return c if multiple else None


CHECKS: dict[str, Kind] = {"linear-layers": Kind(_linear_layers, asks=ONLY_GLOBAL_ASKS)}
