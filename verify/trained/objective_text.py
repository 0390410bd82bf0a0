"""What a model was trained for, as the format of cases says it: the loss, how it is added up, and the weight decay."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from ..errors import InputError
from ..exact import write
from ..problem.losses import LOSSES
from ..problem.network import LayeredNetwork
from ..spelling import meant

OF_LAST = {"softmax": ("softmax-cross-entropy",), "sigmoid": ("binary-cross-entropy", "squared-on-sigmoid")}
"""The losses that hold the last softmax or sigmoid of a model in themselves; the first one is the usual one."""


@dataclass(frozen=True)
class TrainingObjective:
    """The loss and what is added to it.

    Attributes:
        loss: a key of ``LOSSES``.
        reduction: ``mean`` or ``sum``.
        decay: d, for the term ``d/2 * (sum of the squares of the weights)``.
        decay_biases: whether the squares of the biases are added, too.
        formula: the loss as a formula in q and y, where it is not quite the one of the table.
    """

    loss: str
    reduction: str = "mean"
    decay: Fraction = Fraction(0)
    decay_biases: bool = False
    formula: str | None = None

    @property
    def targets(self) -> str:
        """For which targets the loss is, a key of ``TARGET_SETS``."""
        return LOSSES[self.loss].targets

    @property
    def table(self) -> Any:
        """The loss as ``[problem]`` has it."""
        return self.loss if self.formula is None else {"formula": self.formula}

    def regularizer(self, network: LayeredNetwork) -> str | None:
        """The formula of the decay; None without one."""
        if not self.decay:
            return None
        names = [name for name in network.parameters if self.decay_biases or not name.startswith("b")]
        return f"{write(self.decay / 2)}*({' + '.join(f'{name}**2' for name in names)})"


def loss_of(wanted: str | None, last: str | None, place: str) -> str:
    """The loss, by its name or by what the model ends in.

    Raises:
        InputError: neither says which, or one contradicts the other.
    """
    known = f"known: {', '.join(LOSSES)}"
    if wanted is None and last is None:
        raise InputError(f"which loss was it trained for? --loss NAME; {known}", place)
    if wanted is not None and wanted not in LOSSES:
        raise InputError(f"{wanted!r} is no loss{meant(wanted, LOSSES)}", "--loss")
    if last is None:
        assert wanted is not None
        return wanted
    if wanted is not None and wanted not in OF_LAST[last]:
        words = f"the model ends in a {last}, which is part of {' and of '.join(OF_LAST[last])}, not of {wanted}"
        raise InputError(words, "--loss")
    return wanted or OF_LAST[last][0]
