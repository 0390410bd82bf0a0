"""Coordinates in which paths from a point are looked for: some of the parameters, and what follows them.

Of a large layered network two units of each layer move: where L falls for these, it falls. Above units that do nothing,
as their incoming weights are 0, the biases make up for what they add: else that hides what they could do.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ..numerics.point import Exact
from ..problem.activations import ACTIVATIONS
from ..problem.expression import ZERO, Expr, rational, substitute, var
from ..problem.network import LayeredNetwork
from ..problem.objective import Problem
from .certificates import MAX_DIMENSION

UNITS = 2
"""Units of each hidden layer that move in a large network."""


@dataclass(frozen=True)
class Chart:
    """Which parameters move freely, and what is added to others for it: formulas in these, 0 at the point."""

    moved: tuple[str, ...]
    shifts: Mapping[str, Expr]

    def path(self, problem: Problem, point: Exact, moving: Mapping[str, Expr]) -> dict[str, Expr]:
        """The path of all parameters, from what is added to those that move freely."""
        free = {n: c + moving[n] if n in moving else c for n, c in point.constants(problem.names).items()}
        names = list(self.shifts)
        added = dict(zip(names, substitute([self.shifts[n] for n in names], free), strict=True))
        return {n: c + added[n] if n in added else c for n, c in free.items()}

    def risk(self, problem: Problem, point: Exact) -> Expr:
        """L as a function of the parameters that move."""
        return substitute(
            [problem.risk], self.path(problem, point, {n: var(n) - at for n, at in self._at(problem, point)})
        )[0]

    def _at(self, problem: Problem, point: Exact) -> list[tuple[str, Expr]]:
        constants = point.constants(problem.names)
        return [(name, constants[name]) for name in self.moved]


def charts(problem: Problem, point: Exact) -> Iterator[Chart]:
    """All parameters, or those of some units if they are many; then the same with biases that make up for others."""
    network = problem.network
    layered = isinstance(network, LayeredNetwork) and not network.skips
    moved = problem.names
    if len(moved) > MAX_DIMENSION:
        moved = tuple(name for name in moved if isinstance(network, LayeredNetwork) and _of_first_units(network, name))
    if 0 < len(moved) <= MAX_DIMENSION and (layered or len(moved) == len(problem.names)):
        yield Chart(moved, {})
        if isinstance(network, LayeredNetwork) and layered and network.bias and len(network.widths) > 2:
            shifts = _making_up(network, point.constants(problem.names), set(moved))
            if shifts:
                yield Chart(moved, shifts)


def _of_first_units(network: LayeredNetwork, name: str) -> bool:
    layer, *units = name[1:].split("_")
    last = len(network.widths) - 1
    ends = zip(units, (int(layer), int(layer) - 1), strict=False)
    return name[0] in "Wb" and all(int(unit) <= UNITS or end in (0, last) for unit, end in ends)


def _making_up(network: LayeredNetwork, at: Mapping[str, Expr], moved: set[str]) -> dict[str, Expr]:
    """Of the last biases, what the units with incoming weights 0 add more than at the point, taken off."""
    last, activate = len(network.widths) - 1, ACTIVATIONS[network.activation].build
    found = dict[str, Expr]()
    for k in range(1, network.widths[last] + 1):
        total = ZERO
        for j in range(1, network.widths[last - 1] + 1):
            weight, bias = f"W{last}_{k}_{j}", f"b{last - 1}_{j}"
            into = [at[f"W{last - 1}_{j}_{c + 1}"] for c in range(network.widths[last - 2])]
            if bias in moved and all(rational(v) == 0 for v in into) and rational(at[bias]) != 0:
                total = total + at[weight] * activate(at[bias]) - var(weight) * activate(var(bias))
        if total is not ZERO:
            found[f"b{last}_{k}"] = total
    return found
