"""Networks: layered ones from widths and an activation, and everything else as formulas."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Protocol

from .activations import ACTIVATIONS
from .expression import ZERO, Expr, num, substitute, topological, var


class Network(Protocol):
    """A function f(x; theta) in R^K, before any loss; the theory assumes nothing about it."""

    @property
    def inputs(self) -> int:
        """The length of x."""

    @property
    def outputs(self) -> int:
        """K, the length of f."""

    @property
    def parameters(self) -> tuple[str, ...]:
        """The names of theta, in the order in which points are written."""

    @property
    def work(self) -> int:
        """How many operations one pass through it takes, about."""

    def at(self, x: Sequence[Fraction]) -> list[Expr]:
        """f(x; theta) as expressions in the parameters."""

    def applied(self, x: Sequence[Expr]) -> list[Expr]:
        """The same for entries of x that are expressions, such as variables."""


@dataclass(frozen=True)
class LayeredNetwork:
    """Fully connected layers, a linear last layer, optional biases and learned skip connections.

    Layer j = 1 .. depth computes ``z_j = W_j h_{j-1} + b_j + sum_i S_{i,j} h_i`` over the skips ``(i, j)``, and
    ``h_j = activation(z_j)``, except for the last layer, which is ``z`` itself; ``h_0 = x``.

    The parameters are named and ordered layer by layer: ``W1_1_1, W1_1_2, ...`` (layer, unit, input; row by row),
    then ``b1_1, ...``; after the last layer the skips, ``S0_2_1_1, ...`` (from, to, unit, input).
    """

    widths: tuple[int, ...]
    activation: str
    bias: bool = True
    skips: tuple[tuple[int, int], ...] = ()

    @property
    def inputs(self) -> int:
        """The width of the first layer."""
        return self.widths[0]

    @property
    def outputs(self) -> int:
        """The width of the last layer."""
        return self.widths[-1]

    @property
    def work(self) -> int:
        """The number of parameters."""
        w = self.widths
        weights = sum(w[j - 1] * w[j] for j in range(1, len(w))) + sum(w[i] * w[j] for i, j in self.skips)
        return weights + (sum(w[1:]) if self.bias else 0)

    @cached_property
    def parameters(self) -> tuple[str, ...]:
        """The names of theta, layer by layer, skips last."""
        names: list[str] = []
        for j in range(1, len(self.widths)):
            names += [self._weight(f"W{j}", r, c) for r in range(self.widths[j]) for c in range(self.widths[j - 1])]
            if self.bias:
                names += [f"b{j}_{r + 1}" for r in range(self.widths[j])]
        for i, j in self.skips:
            names += [self._weight(f"S{i}_{j}", r, c) for r in range(self.widths[j]) for c in range(self.widths[i])]
        return tuple(names)

    def at(self, x: Sequence[Fraction]) -> list[Expr]:
        """The last layer at the input ``x``, as expressions in the parameters."""
        return self.applied([num(v) for v in x])

    def applied(self, x: Sequence[Expr]) -> list[Expr]:
        """The last layer at an input whose entries are expressions."""
        activate = ACTIVATIONS[self.activation].build
        layers: list[list[Expr]] = [list(x)]
        last = len(self.widths) - 1
        for j in range(1, last + 1):
            z = [self._row(f"W{j}", r, layers[j - 1]) for r in range(self.widths[j])]
            if self.bias:
                z = [zr + var(f"b{j}_{r + 1}") for r, zr in enumerate(z)]
            for i, to in self.skips:
                if to == j:
                    z = [zr + self._row(f"S{i}_{j}", r, layers[i]) for r, zr in enumerate(z)]
            layers.append(z if j == last else [activate(zr) for zr in z])
        return layers[last]

    def _row(self, matrix: str, r: int, h: Sequence[Expr]) -> Expr:
        total = ZERO
        for c, hc in enumerate(h):
            total = total + var(self._weight(matrix, r, c)) * hc
        return total

    @staticmethod
    def _weight(matrix: str, row: int, column: int) -> str:
        return f"{matrix}_{row + 1}_{column + 1}"


@dataclass(frozen=True)
class FormulaNetwork:
    """Any function that the grammar can write: one formula per output, in ``x1, x2, ...`` and the parameters."""

    formulas: tuple[Expr, ...]
    parameters: tuple[str, ...]
    inputs: int

    @property
    def outputs(self) -> int:
        """The number of formulas."""
        return len(self.formulas)

    @cached_property
    def work(self) -> int:
        """The number of different operations in the formulas."""
        return len(topological(self.formulas))

    def at(self, x: Sequence[Fraction]) -> list[Expr]:
        """The formulas with the entries of ``x`` inserted."""
        return self.applied([num(v) for v in x])

    def applied(self, x: Sequence[Expr]) -> list[Expr]:
        """The formulas with other expressions for the entries of ``x``."""
        return substitute(self.formulas, {f"x{d + 1}": v for d, v in enumerate(x)})
