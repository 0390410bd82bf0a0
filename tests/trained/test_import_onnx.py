"""ONNX files: the case has the outputs that ONNX's own reference evaluator computes; what is no such chain is named."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner

from verify.cli import commands
from verify.commands.import_model import ImportOptions, import_model
from verify.errors import InputError
from verify.exact import exact
from verify.trained import onnx_graph

onnx = pytest.importorskip("onnx", reason="onnx is not installed")
helper = onnx.helper

RANDOM = np.random.default_rng(5)
X = RANDOM.uniform(-2, 2, (12, 2))
W1, B1 = RANDOM.normal(size=(3, 2)), RANDOM.normal(size=3)
W2, B2 = RANDOM.normal(size=(2, 3)), RANDOM.normal(size=2)
FLOAT, DOUBLE = 1, 11


def model(nodes: Sequence[Any], constants: dict[str, np.ndarray], kind: type = np.float32, opset: int = 20) -> bytes:
    """A graph from ``x`` to ``y``."""
    element = FLOAT if kind is np.float32 else DOUBLE
    graph = helper.make_graph(
        nodes,
        "graph",
        [helper.make_tensor_value_info("x", element, ["N", 2])],
        [helper.make_tensor_value_info("y", element, ["N", "K"])],
        [onnx.numpy_helper.from_array(np.asarray(array, kind), name) for name, array in constants.items()],
    )
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)], ir_version=9)
    return bytes(made.SerializeToString())


def gemm(activation: str, *last: Any, **attributes: Any) -> list[Any]:
    return [
        helper.make_node("Gemm", ["x", "W1", "B1"], ["h"], "first", transB=1),
        helper.make_node(activation, ["h"], ["g"], "between", **attributes),
        helper.make_node("Gemm", ["g", "W2", "B2"], ["y" if not last else "q"], "second", transB=1),
        *last,
    ]


CONSTANTS = {"W1": W1, "B1": B1, "W2": W2, "B2": B2}
MATMUL = [
    helper.make_node("Flatten", ["x"], ["x1"]),
    helper.make_node("MatMul", ["x1", "W1"], ["m"]),
    helper.make_node("Add", ["B1", "m"], ["h"]),
    helper.make_node("Tanh", ["h"], ["g"]),
    helper.make_node("Cast", ["g"], ["c"], to=FLOAT),
    helper.make_node("MatMul", ["c", "W2"], ["n"]),
    helper.make_node("Add", ["n", "B2"], ["q"]),
    helper.make_node("Identity", ["q"], ["y"]),
]
TRANSPOSED = {"W1": W1.T, "B1": B1.reshape(1, 3), "W2": W2.T, "B2": B2}


def gelu(form: str) -> list[Any]:
    """gelu of ``h`` into ``g``, written out in one of three ways."""
    scaled = [
        helper.make_node("Div", ["h", "root"], ["s"]),
        helper.make_node("Erf", ["s"], ["e"]),
        helper.make_node("Add", ["e", "one"], ["p"]),
    ]
    end = {
        "half of the product": [("h", "p", "m"), ("m", "half", "g")],
        "half of the sum": [("half", "p", "m"), ("m", "h", "g")],
        "half of the input": [("h", "half", "m"), ("m", "p", "g")],
    }[form]
    return scaled + [helper.make_node("Mul", [one, other], [into]) for one, other, into in end]


def with_gelu(form: str, root: float = math.sqrt(2)) -> bytes:
    nodes = gemm("Tanh")
    return model([nodes[0], *gelu(form), nodes[2]], {**CONSTANTS, "root": np.array(root), "half": 0.5, "one": 1.0})


UNDERSTOOD = {
    **{op: model(gemm(op), CONSTANTS) for op in ("Relu", "Tanh", "Sigmoid", "Softplus", "Softsign", "Sin")},
    "LeakyRelu": model(gemm("LeakyRelu", alpha=0.01), CONSTANTS),
    "Elu": model(gemm("Elu", alpha=1.0), CONSTANTS),
    "Gelu": model(gemm("Gelu"), CONSTANTS),
    "float64": model(gemm("Tanh"), CONSTANTS, np.float64),
    "MatMul and Add": model(MATMUL, TRANSPOSED),
    "without biases": model(
        [
            helper.make_node("MatMul", ["x", "W1"], ["h"]),
            helper.make_node("Relu", ["h"], ["g"]),
            helper.make_node("MatMul", ["g", "W2"], ["y"]),
        ],
        {"W1": W1.T, "W2": W2.T},
    ),
    "a transposed constant": model(
        [helper.make_node("Transpose", ["V"], ["W1"]), helper.make_node("MatMul", ["x", "W1"], ["m"]), *MATMUL[2:]],
        {"V": W1, "B1": B1, "W2": W2.T, "B2": B2},
    ),
    "one layer": model([helper.make_node("Gemm", ["x", "W", "B2"], ["y"])], {"W": W1[:2], "B2": B2}),
    **{f"Gelu, {f}": with_gelu(f) for f in ("half of the product", "half of the sum", "half of the input")},
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    np.savez(tmp_path / "data.npz", X=X, y=X**2, labels=(X[:, 0] > 0).astype(int))
    return tmp_path


def imported(folder: Path, source: bytes, **options: Any) -> Any:
    (folder / "net.onnx").write_bytes(source)
    return import_model(folder / "net.onnx", folder / "data.npz", ImportOptions(**options)).case


@pytest.mark.parametrize("name", UNDERSTOOD)
def test_the_case_has_the_outputs_of_the_reference_evaluator(folder: Path, name: str) -> None:
    case = imported(folder, UNDERSTOOD[name], loss="squared")
    evaluator = onnx.reference.ReferenceEvaluator(onnx.load_model_from_string(UNDERSTOOD[name]))
    kind = np.float64 if name == "float64" else np.float32
    (wanted,) = evaluator.run(None, {"x": X.astype(kind)})
    bound = 1e-12 if name == "float64" else 1e-6
    assert np.max(np.abs(np.array(case.outputs) - wanted) / (1 + np.abs(wanted))) < bound
    value = ((wanted.astype(float) - X**2) ** 2).sum() / len(X)
    assert float(case.value.removeprefix("~")) == pytest.approx(value, rel=1e-5)


def test_every_weight_is_the_float_of_the_file(folder: Path) -> None:
    case = imported(folder, UNDERSTOOD["Tanh"], loss="squared")
    floats = np.concatenate([part.ravel() for part in (W1, B1, W2, B2)]).astype(np.float32)
    assert [exact(text) for text in case.theta] == [Fraction(float(x)) for x in floats]


@pytest.mark.parametrize(
    ("last", "loss"), [("Softmax", "softmax-cross-entropy"), ("LogSoftmax", "softmax-cross-entropy")]
)
def test_a_last_softmax_is_part_of_the_loss(folder: Path, last: str, loss: str) -> None:
    source = model(gemm("Tanh", helper.make_node(last, ["q"], ["y"], "end", axis=-1)), CONSTANTS)
    case = imported(folder, source, targets=("labels",))
    assert case.objective.loss == loss
    (found,) = onnx.reference.ReferenceEvaluator(onnx.load_model_from_string(source)).run(
        None, {"x": X.astype(np.float32)}
    )
    logarithms = found if last == "LogSoftmax" else np.log(found)
    value = -np.mean([row[int(x > 0)] for row, x in zip(logarithms, X[:, 0], strict=True)])
    assert float(case.value.removeprefix("~")) == pytest.approx(value, rel=1e-5)
    right = sum(int(row.argmax()) == int(x > 0) for row, x in zip(logarithms, X[:, 0], strict=True))
    assert case.right == right
    with pytest.raises(InputError, match="ends in a softmax, which is part of softmax-cross-entropy, not of squared"):
        imported(folder, source, loss="squared")


def test_a_last_sigmoid_is_part_of_the_loss(folder: Path) -> None:
    nodes = gemm("Tanh", helper.make_node("Sigmoid", ["q"], ["y"]))
    source = model(nodes, {**CONSTANTS, "W2": W2[:1], "B2": B2[:1]})
    case = imported(folder, source, targets=("labels",))
    p = np.exp(case.outputs) / (1 + np.exp(case.outputs))
    y = (X[:, :1] > 0).astype(float)
    assert case.objective.loss == "binary-cross-entropy"
    assert float(case.value.removeprefix("~")) == pytest.approx(-np.mean(y * np.log(p) + (1 - y) * np.log(1 - p)))
    squared = imported(folder, source, targets=("labels",), loss="squared-on-sigmoid")
    assert float(squared.value.removeprefix("~")) == pytest.approx(np.mean((p - y) ** 2))


def node(op: str, inputs: Sequence[str], into: str = "y", **attributes: Any) -> Any:
    return helper.make_node(op, inputs, [into], "it", **attributes)


REFUSED = {
    "a convolution": (model([node("Conv", ["x", "W1"])], CONSTANTS), r"node it \(Conv\) cannot be read: not part of"),
    "two branches": (
        model([*gemm("Tanh")[:2], node("Add", ["g", "h"])], CONSTANTS),
        r"'h' goes to between \(Tanh\) and it \(Add\): one chain of layers is read",
    ),
    "another slope": (model(gemm("LeakyRelu", alpha=0.2), CONSTANTS), r"between \(LeakyRelu\) .* with alpha = 0.2"),
    "another elu": (model(gemm("Elu", alpha=0.5), CONSTANTS), r"between \(Elu\) cannot be read: with alpha = 0.5"),
    "gelu by tanh": (model(gemm("Gelu", approximate="tanh"), CONSTANTS), "approximated by tanh"),
    "almost gelu": (with_gelu("half of the sum", 1.5), r"'h' goes to .*\(Div\) and .*\(Mul\)"),
    "a scaled layer": (model([node("Gemm", ["x", "W1", "B1"], transB=1, alpha=2.0)], CONSTANTS), "with alpha = 2.0"),
    "a turned input": (model([node("Gemm", ["x", "W1"], transB=1, transA=1)], CONSTANTS), r"it \(Gemm\) .* transA"),
    "two activations": (
        model([*gemm("Tanh")[:2], node("Gemm", ["g", "V"], "k"), node("Relu", ["k"], "l"), node("Gemm", ["l", "V"])],
              {**CONSTANTS, "V": np.eye(3)}),
        "different activations, tanh and relu",
    ),
    "a last activation": (model(gemm("Tanh", node("Relu", ["q"])), CONSTANTS), "the model ends in relu"),
    "after a softmax": (
        model([*gemm("Tanh", node("Softmax", ["q"], "p")), node("Relu", ["p"])], CONSTANTS),
        r"it \(Relu\) cannot be read: after a softmax",
    ),
    "another axis": (model(gemm("Tanh", node("Softmax", ["q"], axis=0)), CONSTANTS), "along another axis"),
    "a computed matrix": (model([node("MatMul", ["x", "x"])], {}), "its input 'x' is not stored in the model"),
    "a number added": (model([*gemm("Tanh", node("Add", ["q", "B2"]))], CONSTANTS), r"it \(Add\) cannot be read: not"),
    "one bias for all": (
        model([node("MatMul", ["x", "W1"], "m"), node("Add", ["m", "b"])], {"W1": W1.T, "b": np.array(1.0)}),
        r"it \(Add\) cannot be read: a bias of the shape \(\)",
    ),
    "some biases": (
        model([node("MatMul", ["x", "W1"], "h"), *gemm("Tanh")[1:]], {"W1": W1.T, "W2": W2, "B2": B2}),
        "has no bias",
    ),
    "rounding": (model([node("Cast", ["x"], to=7)], {}), "it rounds to integers"),
    "no layer": (model([node("Identity", ["x"])], {}), "holds no dense layer"),
    "infinite": (model(gemm("Tanh"), {**CONSTANTS, "B1": B1 * np.inf}), r"the bias of the layer 'first \(Gemm\)'"),
    "not ONNX": (b"hello", "is no ONNX model"),
    "empty": (b"", "is no ONNX model"),
    "a turned tensor": (model([node("Transpose", ["x"], perm=[0, 1])], {}), r"it \(Transpose\) cannot be read"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_chain_of_layers_is_named(folder: Path, name: str) -> None:
    source, words = REFUSED[name]
    with pytest.raises(InputError, match=words) as raised:
        imported(folder, source, loss="squared").write(folder / "case.toml")
    assert str(raised.value).startswith(str(folder / "net.onnx"))
    assert "\n" not in str(raised.value)


def test_a_model_that_was_misunderstood_is_not_imported(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(onnx_graph.ACTIVATION_OF, "Tanh", "sigmoid")
    with pytest.raises(InputError, match="its outputs on the data are not those that the reference evaluator of ONNX"):
        imported(folder, UNDERSTOOD["Tanh"], loss="squared")


def test_a_model_that_onnx_cannot_evaluate_is_not_imported(folder: Path) -> None:
    """Reshaped there and back nothing is mixed; in the other order the last layer does not fit."""
    shapes = {"three": [3, -1], "turned": [-1, 3]}
    for first, second, fits in (("three", "turned", True), ("turned", "three", False)):
        reshaped = [node("Reshape", ["g", first], "flat"), node("Reshape", ["flat", second], "c")]
        nodes = [helper.make_node("MatMul", ["x", "W1"], ["m"]), *MATMUL[2:4], *reshaped, *MATMUL[5:]]
        made = onnx.load_model_from_string(model(nodes, TRANSPOSED))
        made.graph.initializer.extend(onnx.numpy_helper.from_array(np.array(s), n) for n, s in shapes.items())
        if fits:
            assert imported(folder, made.SerializeToString(), loss="squared").problem.samples == 12
        else:
            with pytest.raises(InputError, match="the reference evaluator of ONNX cannot run it on these data"):
                imported(folder, made.SerializeToString(), loss="squared")


@pytest.mark.parametrize("name", ["Elu", "Gelu, half of the sum", "MatMul and Add"])
def test_a_damaged_file_is_refused_in_one_line_or_read(folder: Path, name: str) -> None:
    messages = []
    for seed in range(150):
        random, source = Random(seed), bytearray(UNDERSTOOD[name])
        for _ in range(random.choice([1, 1, 3])):
            source[random.randrange(len(source))] = random.randrange(256)
        try:
            _ = imported(folder, bytes(source), loss="squared").value
        except InputError as error:
            messages.append(str(error))
    assert 0 < len(messages) < 150
    assert not any("\n" in message for message in messages)


def test_weights_in_another_file_are_refused(folder: Path) -> None:
    made = onnx.load_model_from_string(UNDERSTOOD["Tanh"])
    onnx.save_model(
        made, str(folder / "net.onnx"), save_as_external_data=True, size_threshold=0, location="weights.bin"
    )
    with pytest.raises(InputError, match=r"is kept in another file: save the model as one file|is no ONNX model"):
        import_model(folder / "net.onnx", folder / "data.npz", ImportOptions(loss="squared"))


def test_the_command_writes_a_case_that_is_proved(folder: Path) -> None:
    (folder / "net.onnx").write_bytes(UNDERSTOOD["Tanh"])
    file = folder / "counterexamples" / "net.toml"
    arguments = ["import", str(folder / "net.onnx"), "--data", str(folder / "data.npz"), "-o", str(file)]
    run = CliRunner().invoke(commands, [*arguments, "--loss", "squared", "--decay", "1/100", "--reduction", "sum"])
    assert run.exit_code == 0, run.output
    assert "the network 2-3-2, tanh, of 17 parameters, at 12 samples" in run.output
    checked = CliRunner().invoke(commands, ["check", str(file), "--reports", str(folder / "reports")])
    assert checked.exit_code == 0, checked.output
