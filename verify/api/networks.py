"""Networks as one writes them in Python: by layers, or by formulas."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Layers:
    """Fully connected layers ``f(x) = W_n s(... s(W_1 x + b_1) ...) + b_n``; the last layer is linear.

    theta is, layer by layer, the weights row by row (a row for each unit), then the biases: the order in which PyTorch
    has the parameters of its ``Linear`` layers.

    Attributes:
        widths: of the inputs, of each hidden layer, of the outputs.
        activation: s, a name of ``notes/counterexample-format.md``; not needed without a hidden layer.
        bias: whether there are biases.

    >>> Layers([1, 2, 1], "tanh").table()
    {'widths': [1, 2, 1], 'activation': 'tanh'}
    """

    widths: Sequence[int]
    activation: str | None = None
    bias: bool = True

    def table(self) -> dict[str, Any]:
        """As a problem file has it."""
        table: dict[str, Any] = {"widths": list(self.widths)}
        if self.activation is not None:
            table["activation"] = self.activation
        return table if self.bias else {**table, "bias": False}

    def __repr__(self) -> str:
        """As it is written in Python."""
        activation = "" if self.activation is None else f", {self.activation!r}"
        return f"Layers({list(self.widths)}{activation}{'' if self.bias else ', bias=False'})"


@dataclass(frozen=True)
class Formulas:
    """Any function: one formula for each output, in ``x1, x2, ...`` and the parameters, which are listed in order.

    >>> Formulas(["t1*relu(t2*x1)"], ["t1", "t2"]).table()
    {'formula': ['t1*relu(t2*x1)'], 'parameters': ['t1', 't2']}
    """

    outputs: Sequence[str]
    parameters: Sequence[str]

    def table(self) -> dict[str, Any]:
        """As a problem file has it."""
        return {"formula": list(self.outputs), "parameters": list(self.parameters)}

    def __repr__(self) -> str:
        """As it is written in Python."""
        return f"Formulas({list(self.outputs)}, {list(self.parameters)})"
