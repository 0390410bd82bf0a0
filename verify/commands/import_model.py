"""Reads a trained model and its data, and makes a case of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import numpy as np

from ..errors import InputError
from ..exact import exact
from ..files.data_file import read_bytes
from ..problem.activations import ACTIVATIONS
from ..spelling import meant
from ..trained.dense_model import DenseModel
from ..trained.imported_case import ImportedCase
from ..trained.named_weights import read_named_npz, read_safetensors
from ..trained.objective_text import TrainingObjective, loss_of
from ..trained.onnx_graph import read_onnx, reference
from ..trained.training_data import MAX_BYTES, encoded, read_training_data

NEAR = 1e-3
"""How near the outputs have to be to those of another program that computes in floats of 32 bits."""


@dataclass(frozen=True)
class ImportOptions:
    """What neither the model nor the data say.

    Attributes:
        targets: the columns, or the array, of the data that are the targets.
        classes: the labels in the order of the outputs.
        loss: a key of ``LOSSES``.
        reduction: ``mean`` or ``sum``.
        decay, decay_biases: as in ``TrainingObjective``.
        activation: for models that are arrays by name.
        layers: the order of their layers.
    """

    targets: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    loss: str | None = None
    reduction: str = "mean"
    decay: Fraction = Fraction(0)
    decay_biases: bool = False
    activation: str | None = None
    layers: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class ImportedModel:
    """The case, and the classes in the order of the outputs, if the targets were labels."""

    case: ImportedCase
    classes: Sequence[str]

    @property
    def summary(self) -> list[str]:
        """What was understood, for whoever trained the model to compare."""
        case, network = self.case, self.case.model.network
        layers = f"{'-'.join(map(str, network.widths))}, {network.activation}"
        lines = [f"the network {layers}, of {len(network.parameters)} parameters, at {case.problem.samples} samples"]
        lines.append(f"L(theta) = {case.value}, the {case.objective.reduction} of {case.objective.loss}")
        if self.classes:
            lines.append(f"the classes in the order of the outputs: {', '.join(self.classes)}")
        if case.right is not None:
            lines.append(f"{case.right} of {case.problem.samples} samples are put into their class")
        return lines


def import_model(path: Path, data: Path, options: ImportOptions) -> ImportedModel:
    """The case of a trained model.

    Raises:
        FileError: the data have faults, or the case would have.
        InputError: model and data cannot be read, or do not fit together.
    """
    place = str(path)
    if options.decay < 0:
        raise InputError("a weight decay is not negative", "--decay")
    model, tensor = _model(path, options)
    loss = loss_of(options.loss, model.last, place)
    objective = TrainingObjective(loss, options.reduction, options.decay, options.decay_biases)
    table = read_training_data(data, options.targets)
    width, taken = len(table.inputs.names), model.network.inputs
    if width != taken:
        raise InputError(f"{width} inputs in each row, and the model takes {taken}", str(data))
    targets, classes = encoded(table, model.network.outputs, objective.targets, options.classes)
    source = f"Imported from {path.name}, trained on {data.name}"
    case = ImportedCase(path.stem, source, model, table.inputs, targets, objective, place)
    if tensor is not None:
        _compare(case, reference(read_bytes(path, most=MAX_BYTES), tensor, _floats(case), place))
    return ImportedModel(case, classes)


def _model(path: Path, options: ImportOptions) -> tuple[DenseModel, str | None]:
    source, place = read_bytes(path, most=MAX_BYTES), str(path)
    if path.suffix == ".onnx":
        if options.activation is not None or options.layers:
            raise InputError(
                "an .onnx file says itself which layers and activations there are", "--activation, --layers"
            )
        return read_onnx(source, place)
    if options.activation is not None and options.activation not in ACTIVATIONS:
        raise InputError(
            f"{options.activation!r} is no activation{meant(options.activation, ACTIVATIONS)}", "--activation"
        )
    if path.suffix == ".npz":
        return read_named_npz(source, place, options.activation, options.layers), None
    if path.suffix == ".safetensors":
        return read_safetensors(source, place, options.activation, options.layers), None
    raise InputError("a model is read from an .onnx, .safetensors or .npz file", place)


def _floats(case: ImportedCase) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    return np.array([[float(exact(text)) for text in row] for row in case.inputs.rows])


def _compare(case: ImportedCase, wanted: np.ndarray[tuple[int, int], np.dtype[np.float64]]) -> None:
    """Refuse a model that was not understood: where ONNX itself computes something else from it."""
    found = np.array(case.outputs)
    if found.shape != wanted.shape or not np.all(np.abs(found - wanted) <= NEAR * (1 + np.abs(wanted))):
        words = "its outputs on the data are not those that the reference evaluator of ONNX computes"
        raise InputError(f"{words}: it was not understood, and is not imported", case.place)
