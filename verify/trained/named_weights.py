"""Models as arrays by name: ``.safetensors`` and ``.npz``. What lies between the layers, the names do not say."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from ..errors import InputError
from ..exact import shorten
from ..files.npz_arrays import Array, read_npz
from .dense_model import DenseLayer, DenseModel, dense_model

_NAME = re.compile(r"(?:(?P<before>.*)[./_-])?(?P<part>weight|kernel|bias|W|b)(?P<after>\d*)(?::0)?")
KNOWN = (
    "'NAME.weight' or 'W1' (a row for each unit), 'NAME.kernel' (a column for each unit), 'NAME.bias' or 'b1'; "
    "in place of '.' also '/', '_' or '-'"
)
TRANSPOSED = "kernel"
BIASES = ("bias", "b")


def read_named_npz(source: bytes, place: str, activation: str | None, order: Sequence[str]) -> DenseModel:
    """The model of the arrays of an ``.npz`` file; see ``named_model``."""
    file = read_npz(source, place)
    return named_model({name: file.array(name) for name in file.names}, place, activation, order)


def read_safetensors(source: bytes, place: str, activation: str | None, order: Sequence[str]) -> DenseModel:
    """The model of the arrays of a ``.safetensors`` file; see ``named_model``."""
    try:
        from safetensors import SafetensorError
        from safetensors.numpy import load
    except ImportError as error:
        raise InputError("is read by safetensors: pip install 'verify-minima[safetensors]'", place) from error
    try:
        arrays = load(source)
    except (SafetensorError, KeyError, ValueError, TypeError, AttributeError) as error:
        words = (
            f"is no .safetensors file of floats of 16 to 64 bits ({type(error).__name__}: {shorten(str(error), 100)})"
        )
        raise InputError(words, place) from error
    return named_model(arrays, place, activation, order)


def named_model(arrays: Mapping[str, Array], place: str, activation: str | None, order: Sequence[str]) -> DenseModel:
    """The model of arrays whose names say to which layer they belong, and whether they are weights or a bias.

    Args:
        activation: between all layers, a key of ``ACTIVATIONS``.
        order: the names of the layers from the inputs to the outputs. Empty: by their numbers, if they differ in
            nothing else.

    Raises:
        InputError: a name says nothing, or the order of the layers is not known.
    """
    found: dict[str, dict[str, Array]] = {}
    for name, array in arrays.items():
        match = _NAME.fullmatch(name)
        if match is None:
            raise InputError(f"{shorten(name)!r} is the name of no weights and of no bias; known: {KNOWN}", place)
        layer = (match["before"] or "") + match["after"]
        kind = "bias" if match["part"] in BIASES else "weights"
        if kind in found.setdefault(layer, {}):
            raise InputError(f"the layer {layer!r} has two arrays of {kind}", place)
        found[layer][kind] = array.T if match["part"] == TRANSPOSED else array
    layers = []
    for name in order or _by_number(list(found), place):
        parts = found.get(name, {})
        if "weights" not in parts:
            words = f"there are no weights of a layer {shorten(name)!r}; the layers are {', '.join(map(repr, found))}"
            raise InputError(words, place)
        layers.append(DenseLayer(name, parts["weights"], parts.get("bias")))
    left = [name for name in found if name not in {layer.name for layer in layers}]
    if left:
        raise InputError(f"--layers leaves out the layer {left[0]!r}", place)
    return dense_model(layers, activation, None, place)


def _by_number(names: Sequence[str], place: str) -> list[str]:
    if len({re.sub(r"\d+", "#", name) for name in names}) > 1:
        raise InputError(f"in which order do the layers follow? --layers {','.join(names)}", place)
    return sorted(names, key=lambda name: [int(number) for number in re.findall(r"\d+", name)])
