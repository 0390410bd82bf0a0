"""An objective L(theta) as one poses it in Python: network, loss and data, exact in all numbers."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from ..errors import InputError
from ..files.load import case_from_tables, problem_from_tables
from ..files.toml_writer import toml
from ..problem.case import Case
from ..problem.objective import Problem
from .exact_arrays import Numbers, flat, rows
from .networks import Formulas, Layers


class Objective:
    """L(theta) = the mean (or sum) of the losses l(f(x_i; theta), y_i) over the samples, exactly.

    >>> L = Objective(Layers([1, 1], bias=False), inputs=[1, 2], targets=[1, 3])
    >>> L
    Objective(Layers([1, 1], bias=False), 2 samples, loss 'squared'): L(theta) for theta in R^1
    """

    def __init__(
        self,
        network: Layers | Formulas,
        inputs: Numbers,
        targets: Numbers,
        loss: str | Mapping[str, Any] = "squared",
        *,
        reduction: str = "mean",
        weights: Numbers = None,
        regularizer: str | None = None,
        augment: Mapping[str, Any] | None = None,
    ) -> None:
        """Pose it; nothing is computed.

        Args:
            network: f, ``Layers`` or ``Formulas``.
            inputs: m rows, one for each sample. What a number may be, and that a float is the exact number that it is,
                says ``Numbers``; inputs are rational.
            targets: m rows, each with one number for each output.
            loss: l, a name such as ``squared``, ``absolute``, ``logistic``, ``softmax-cross-entropy``, or a table
                such as ``{"formula": "(q - y)**2/2"}``.
            reduction: ``mean`` or ``sum``.
            weights: of the samples, m positive numbers; all 1 if there are none.
            regularizer: a formula in the parameters that is added to L.
            augment: the added neurons, such as ``{"lam": "1/10"}``; without it those of the paper, with lam = 1.

        Raises:
            FileError: with all faults; their places are written like ``problem.inputs[0][1]``.
            InputError: a number is not finite, or no number.
        """
        self.network = network
        table: dict[str, Any] = {
            "network": network.table(),
            "loss": loss if isinstance(loss, str) else dict(loss),
            "reduction": reduction,
            "inputs": rows(inputs, "inputs"),
            "targets": rows(targets, "targets"),
        }
        if weights is not None:
            table["weights"] = flat(weights, "weights")
        if regularizer is not None:
            table["regularizer"] = regularizer
        self.tables: dict[str, Any] = {"problem": table}
        if augment is not None:
            self.tables["augment"] = dict(augment)
        self.problem: Problem = problem_from_tables(self.tables)

    @cached_property
    def parameters(self) -> tuple[str, ...]:
        """The names of theta, in their order."""
        return self.problem.names

    def case(self, theta: Numbers, name: str = "point") -> Case:
        """The case with this point, of which nothing is expected.

        Args:
            theta: as many numbers as there are parameters, flat or as arrays layer by layer.
            name: for messages and certificates.

        Raises:
            FileError: there are more or fewer numbers, or one is none.
        """
        return case_from_tables(self._file(theta), name)

    def save(self, path: str | Path, theta: Numbers) -> Path:
        """Write the file of the case, for ``verify classify FILE`` and all other commands; nothing is overwritten.

        Raises:
            InputError: it exists already.
        """
        file, text = Path(path), toml(self._file(theta))
        self.case(theta)
        try:
            with file.open("x", encoding="utf-8") as opened:
                opened.write(text)
        except FileExistsError as error:
            raise InputError("exists already; choose another name", str(file)) from error
        return file

    def _file(self, theta: Numbers) -> dict[str, Any]:
        about = {"title": "A point", "kind": "point", "source": "Posed in Python"}
        return {**about, **self.tables, "point": {"theta": flat(theta, "theta")}}

    def __repr__(self) -> str:
        """What it is, in one line."""
        samples, loss = self.problem.samples, self.problem.loss.name
        return (
            f"Objective({self.network!r}, {samples} samples, loss {loss!r}): "
            f"L(theta) for theta in R^{len(self.parameters)}"
        )
