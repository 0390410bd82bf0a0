"""A trained network of dense layers, as another program left it: arrays of floats, each of which is an exact number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..errors import InputError
from ..files.network_table import MAX_PARAMETERS
from ..files.npz_arrays import Array, exact_texts
from ..problem.activations import ACTIVATIONS
from ..problem.network import LayeredNetwork

LAST = ("softmax", "sigmoid")
"""What may follow the last layer: it is then part of the loss."""


@dataclass(frozen=True, eq=False)
class DenseLayer:
    """One layer ``z = W h + b``.

    Attributes:
        name: as its file has it, for messages.
        weights: W, one row for each unit.
        bias: b, one number for each unit; None for a layer without one.
    """

    name: str
    weights: Array
    bias: Array | None


@dataclass(frozen=True, eq=False)
class DenseModel:
    """Layers with one activation between them, and none after the last one.

    Attributes:
        layers: from the inputs to the outputs; each takes what the one before it gives.
        activation: a key of ``ACTIVATIONS``.
        last: one of ``LAST``, if the model ends in it; it is no part of the network here.
    """

    layers: tuple[DenseLayer, ...]
    activation: str
    last: str | None = None

    @property
    def network(self) -> LayeredNetwork:
        """The same network as a file of a case describes it."""
        widths = (self.layers[0].weights.shape[1], *(len(layer.weights) for layer in self.layers))
        return LayeredNetwork(widths, self.activation, self.layers[0].bias is not None)

    def theta(self, place: str) -> list[str]:
        """The parameters in the order of ``network.parameters``, each the exact number that its float is.

        Raises:
            InputError: one is infinite or no number.
        """
        texts = []
        for layer in self.layers:
            texts += exact_texts(layer.weights, f"the weights of the layer {layer.name!r}, ", place)
            if layer.bias is not None:
                texts += exact_texts(layer.bias, f"the bias of the layer {layer.name!r}, ", place)
        return texts


def dense_model(layers: Sequence[DenseLayer], activation: str | None, last: str | None, place: str) -> DenseModel:
    """The model of these layers, if they fit together, and the format of cases can express them.

    Args:
        activation: None if nothing says which; then there may be no hidden layer.

    Raises:
        InputError: at ``place``, which layer does not fit.
    """
    if not layers:
        raise InputError("holds no dense layer", place)
    if activation is None and len(layers) > 1:
        raise InputError(f"which activation? --activation NAME, one of {', '.join(ACTIVATIONS)}", place)
    size = sum(layer.weights.size + (0 if layer.bias is None else layer.bias.size) for layer in layers)
    if size > MAX_PARAMETERS:
        raise InputError(f"the network has {size} parameters: at most {MAX_PARAMETERS} are read", place)
    before: DenseLayer | None = None
    for layer in layers:
        _check(layer, before, place)
        before = layer
    biased = [layer for layer in layers if layer.bias is not None]
    if 0 < len(biased) < len(layers):
        without = next(layer.name for layer in layers if layer.bias is None)
        words = f"the layer {without!r} has no bias and {biased[0].name!r} has one: all layers have one, or none has"
        raise InputError(words, place)
    return DenseModel(tuple(layers), activation or "linear", last)


def _check(layer: DenseLayer, before: DenseLayer | None, place: str) -> None:
    for array in (layer.weights, layer.bias):
        if array is not None and (array.dtype.kind != "f" or array.dtype.itemsize > 8):
            words = f"the layer {layer.name!r} is of the type {array.dtype}: convert it to float32 or float64"
            raise InputError(words, place)
    if layer.weights.ndim != 2 or not layer.weights.size:
        raise InputError(f"the weights of {layer.name!r} have the shape {layer.weights.shape}: two axes, please", place)
    units, inputs = layer.weights.shape
    if layer.bias is not None and layer.bias.shape != (units,):
        words = f"the layer {layer.name!r} has {units} units and a bias of the shape {layer.bias.shape}"
        raise InputError(words, place)
    if before is not None and inputs != len(before.weights):
        words = f"the layer {layer.name!r} takes {inputs} numbers, and {before.name!r} before it gives"
        raise InputError(f"{words} {len(before.weights)}", place)
