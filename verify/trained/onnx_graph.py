"""Models as ONNX graphs, as PyTorch and Keras export them: one chain of dense layers and activations."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, NoReturn

import numpy as np

from ..errors import InputError
from ..exact import shorten
from ..files.npz_arrays import Array
from .dense_model import DenseLayer, DenseModel, dense_model
from .onnx_gelu import gelu_end

Node = Any
"""A ``NodeProto``."""

PASSES = ("Identity", "Flatten", "Reshape", "Squeeze", "Cast", "Dropout")
"""Operators that leave the numbers as they are; where they would mix them, the layers do not fit together."""

ACTIVATION_OF = {
    "Relu": "relu",
    "LeakyRelu": "leaky_relu",
    "Tanh": "tanh",
    "Sigmoid": "sigmoid",
    "Softplus": "softplus",
    "Softsign": "softsign",
    "Elu": "elu",
    "Gelu": "gelu",
    "Sin": "sin",
}
SOFTMAX = ("Softmax", "LogSoftmax")

FLOATS = (1, 10, 11)
"""The types float, float16 and double, to one of which a cast leaves the numbers as they are, but for rounding."""

_SAME = {"alpha": {"LeakyRelu": 0.01, "Elu": 1.0, "Gemm": 1.0}, "beta": {"Gemm": 1.0}}
"""The values of attributes that the activations of the suite have, and a layer."""


def read_onnx(source: bytes, place: str) -> tuple[DenseModel, str]:
    """The model that an ONNX file holds, and the tensor that has its outputs, before a last softmax or sigmoid.

    Raises:
        InputError: it is none, or no chain of dense layers with one activation; the message names the node.
    """
    walk = _Walk(_graph(source, place), place)
    return walk.model(), walk.outputs


def reference(source: bytes, tensor: str, inputs: Array, place: str) -> Array:
    """What the reference evaluator of ONNX finds in a tensor, a row for each input: floats, which prove nothing.

    Raises:
        InputError: it finds nothing.
    """
    import onnx
    from onnx.reference import ReferenceEvaluator

    model = onnx.load_model_from_string(source)
    constants = {tensor.name for tensor in model.graph.initializer}
    value = next(value for value in model.graph.input if value.name not in constants)
    kind = value.type.tensor_type
    sizes = [axis.dim_value for axis in kind.shape.dim][1:]
    try:
        rows = inputs.astype(onnx.helper.tensor_dtype_to_np_dtype(kind.elem_type))
        if len(sizes) > 1 and all(sizes):
            rows = rows.reshape(len(rows), *sizes)
        with np.errstate(all="ignore"):  # infinite outputs are not those of the case, and refused
            found = ReferenceEvaluator(model).run([tensor], {value.name: rows})[0]
        return np.asarray(found, float).reshape(len(inputs), -1)
    except (ValueError, TypeError, RuntimeError, ArithmeticError, LookupError) as error:
        words = "the reference evaluator of ONNX cannot run it on these data"
        raise InputError(f"{words} ({_on_one_line(error, 100)})", place) from error


def _graph(source: bytes, place: str) -> Any:
    try:
        import onnx
        from google.protobuf.message import DecodeError
    except ImportError as error:
        raise InputError("is read by onnx: pip install 'verify-minima[onnx]'", place) from error
    try:
        model = onnx.load_model_from_string(source)
        onnx.checker.check_model(model)
    except (DecodeError, onnx.checker.ValidationError, ValueError) as error:
        raise InputError(f"is no ONNX model ({_on_one_line(error, 200)})", place) from error
    return model.graph


@dataclass
class _Walk:
    """From the input of a graph to its output, node by node."""

    graph: Any
    place: str
    layers: list[DenseLayer] = field(default_factory=list)
    activations: list[str] = field(default_factory=list)
    last: str | None = None
    outputs: str = ""

    def __post_init__(self) -> None:
        self.constants: dict[str, Array] = {}
        for tensor in self.graph.initializer:
            self.constants[tensor.name] = self._array(tensor)
        for node in self.graph.node:
            if node.op_type == "Constant" and node.attribute and node.attribute[0].name == "value":
                self.constants[node.output[0]] = self._array(node.attribute[0].t)
            elif node.op_type in ("Identity", "Transpose") and node.input[0] in self.constants:
                array = self.constants[node.input[0]]
                self.constants[node.output[0]] = array.T if node.op_type == "Transpose" else array

    def _array(self, tensor: Any) -> Array:
        from onnx import numpy_helper

        if tensor.data_location:
            raise InputError(f"{tensor.name!r} is kept in another file: save the model as one file", self.place)
        try:
            return np.asarray(numpy_helper.to_array(tensor))
        except (ValueError, TypeError, LookupError) as error:
            raise InputError(f"{tensor.name!r} is no array that can be read", self.place) from error

    @property
    def _open(self) -> bool:
        """Whether an activation may follow: there is a layer that has none yet."""
        return len(self.activations) < len(self.layers) and self.last is None

    def model(self) -> DenseModel:
        """The layers that were met on the way, and what is between them."""
        before: Node = None
        for node in self._chain():
            self._take(node, before)
            before = node
        if self.layers and len(self.activations) == len(self.layers):
            ending = self.activations.pop()
            if ending != "sigmoid":
                raise InputError(f"the model ends in {ending}: a last layer without activation is read", self.place)
            self.last = "sigmoid"
        if len(set(self.activations)) > 1:
            words = f"the layers have different activations, {' and '.join(dict.fromkeys(self.activations))}"
            raise InputError(f"{words}: the format of cases has one for all hidden layers", self.place)
        return dense_model(self.layers, self.activations[0] if self.activations else None, self.last, self.place)

    def _chain(self) -> Iterator[Node]:
        inputs = [value.name for value in self.graph.input if value.name not in self.constants]
        outputs = [value.name for value in self.graph.output]
        if len(inputs) != 1 or len(outputs) != 1:
            words = f"the model has {len(inputs)} inputs and {len(outputs)} outputs: export one with one of each"
            raise InputError(words, self.place)
        tensor = inputs[0]
        while tensor != outputs[0]:
            end = gelu_end(tensor, self.graph, self.constants)
            if end is not None and self._open:
                self.activations.append("gelu")
                tensor = end
                continue
            users = [node for node in self.graph.node if tensor in node.input]
            if len(users) != 1:
                names = " and ".join(_named(node) for node in users) or "nothing"
                raise InputError(f"{tensor!r} goes to {names}: one chain of layers is read", self.place)
            yield users[0]
            tensor = users[0].output[0]

    def _take(self, node: Node, before: Node) -> None:
        op = node.op_type
        if node.domain not in ("", "ai.onnx"):
            self._refuse(node, f"an operator of {node.domain}")
        if op in PASSES:
            if op == "Cast" and _attribute(node, "to", None) not in FLOATS:
                self._refuse(node, "it rounds to integers")
            return
        if self.last is not None:
            self._refuse(node, "after a softmax")
        self._check_attributes(node)
        if op in ("Gemm", "MatMul"):
            self._layer(node)
            self.outputs = node.output[0]
        elif op == "Add" and before is not None and before.op_type == "MatMul":
            self._bias(node, before)
            self.outputs = node.output[0]
        elif op in ACTIVATION_OF and self._open:
            self.activations.append(ACTIVATION_OF[op])
        elif op in SOFTMAX and self._open:
            self.last = "softmax"
        else:
            self._refuse(node, "not part of a chain of dense layers and activations")

    def _layer(self, node: Node) -> None:
        if self._open:
            self.activations.append("linear")
        weights = self._constant(node, 1)
        if node.op_type == "MatMul" or not _attribute(node, "transB", 0):
            weights = weights.T
        bias = self._row(node, 2) if len(node.input) > 2 and node.input[2] else None
        self.layers.append(DenseLayer(_named(node), weights, bias))

    def _bias(self, node: Node, product: Node) -> None:
        bias = self._row(node, 1 if node.input[0] == product.output[0] else 0)
        layer = self.layers.pop()
        self.layers.append(DenseLayer(layer.name, layer.weights, bias))

    def _row(self, node: Node, place: int) -> Array:
        bias = self._constant(node, place)
        if bias.ndim == 0 or any(length != 1 for length in bias.shape[:-1]):
            self._refuse(node, f"a bias of the shape {bias.shape}")
        return bias.reshape(-1)

    def _constant(self, node: Node, place: int) -> Array:
        if node.input[place] not in self.constants:
            self._refuse(node, f"its input {node.input[place]!r} is not stored in the model")
        return self.constants[node.input[place]]

    def _check_attributes(self, node: Node) -> None:
        op = node.op_type
        for name, wanted in _SAME.items():
            value = _attribute(node, name, wanted.get(op))
            if op in wanted and np.float32(value) != np.float32(wanted[op]):
                self._refuse(node, f"with {name} = {value}, and only {wanted[op]} is read")
        if op == "Gemm" and _attribute(node, "transA", 0):
            self._refuse(node, "with transA")
        if op == "Gelu" and _attribute(node, "approximate", b"none") != b"none":
            self._refuse(node, "approximated by tanh, and only the exact one is read")
        if op in SOFTMAX and _attribute(node, "axis", -1) not in (-1, 1):
            self._refuse(node, "along another axis than the last one")

    def _refuse(self, node: Node, why: str) -> NoReturn:
        raise InputError(f"the node {_named(node)} cannot be read: {why}", self.place)


def _named(node: Node) -> str:
    return f"{shorten(str(node.name or node.output[0]))} ({node.op_type})"


def _on_one_line(error: Exception, width: int) -> str:
    return shorten(" ".join(str(error).split()), width)


def _attribute(node: Node, name: str, otherwise: Any) -> Any:
    from onnx.helper import get_attribute_value

    read: Callable[[Any], Any] = get_attribute_value
    return next((read(attribute) for attribute in node.attribute if attribute.name == name), otherwise)
