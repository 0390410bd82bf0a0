"""Models as arrays by name, and the command with all that can be wrong: each is one message and exit status 2."""

from __future__ import annotations

import sys
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from at_theta import risk
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from verify.cli import commands
from verify.commands.import_model import ImportOptions, import_model
from verify.errors import InputError
from verify.exact import exact
from verify.files.load import load
from verify.trained.dense_model import DenseLayer, dense_model
from verify.trained.imported_case import ImportedCase
from verify.trained.named_weights import named_model
from verify.trained.objective_text import TrainingObjective
from verify.trained.training_data import Columns, TrainingData, encoded

RANDOM = np.random.default_rng(11)
W1, B1 = RANDOM.normal(size=(3, 2)).astype("f4"), RANDOM.normal(size=3).astype("f4")
W2, B2 = RANDOM.normal(size=(1, 3)).astype("f4"), RANDOM.normal(size=1).astype("f4")
X = RANDOM.uniform(-1, 1, (6, 2))
NAMES = [
    {"0.weight": W1, "0.bias": B1, "2.weight": W2, "2.bias": B2},
    {"W1": W1, "b1": B1, "W2": W2, "b2": B2},
    {"net/dense_1/bias:0": B1, "net/dense_1/kernel:0": W1.T, "net/dense_10/kernel:0": W2.T, "net/dense_10/bias:0": B2},
]
CSV = "height,width,label\n1.5,2,yes\n.5,-1,no\n-3.,1/3,yes\n2e-1,0,no\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    np.savez(tmp_path / "net.npz", **NAMES[0])
    np.savez(tmp_path / "data.npz", X=X, y=X.sum(axis=1))
    (tmp_path / "data.csv").write_text(CSV, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("arrays", NAMES)
def test_the_names_say_layer_and_kind(arrays: dict[str, Any]) -> None:
    model = named_model(dict(reversed(arrays.items())), "net", "tanh", ())
    assert model.network.widths == (2, 3, 1)
    floats = [*W1.ravel(), *B1, *W2.ravel(), *B2]
    assert [exact(text) for text in model.theta("net")] == [Fraction(float(x)) for x in floats]


def test_safetensors_have_the_outputs_of_the_arrays(folder: Path) -> None:
    library = pytest.importorskip("safetensors.numpy", reason="safetensors is not installed")
    (folder / "net.safetensors").write_bytes(library.save(NAMES[0]))
    options = ImportOptions(loss="squared", activation="tanh")
    cases = [import_model(folder / f"net.{e}", folder / "data.npz", options).case for e in ("npz", "safetensors")]
    wanted = np.tanh(X @ W1.T.astype(float) + B1) @ W2.T.astype(float) + B2
    for case in cases:
        assert np.allclose(case.outputs, wanted, atol=1e-12)
    (folder / "net.safetensors").write_bytes(b"\x05")
    with pytest.raises(InputError, match=r"is no \.safetensors file"):
        import_model(folder / "net.safetensors", folder / "data.npz", options)


@pytest.mark.parametrize(("library", "name"), [("onnx", "net.onnx"), ("safetensors", "net.safetensors")])
def test_a_library_that_is_not_installed_is_named(
    folder: Path, monkeypatch: pytest.MonkeyPatch, library: str, name: str
) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    (folder / name).write_bytes(b"")
    with pytest.raises(InputError, match=rf"is read by {library}: pip install 'verify-minima\[{library}\]'"):
        import_model(folder / name, folder / "data.npz", ImportOptions(loss="squared"))


def run(folder: Path, *arguments: str, model: str = "net.npz", data: str = "data.npz") -> Result:
    output = ["-o", str(folder / "cases" / "mine.toml")]
    return CliRunner().invoke(
        commands, ["import", str(folder / model), "--data", str(folder / data), *output, *arguments]
    )


def test_the_command_writes_a_case_from_csv_with_labels(folder: Path) -> None:
    found = run(
        folder, "--target", "label", "--loss", "logistic", "--activation", "relu", "--decay", "0.02", data="data.csv"
    )
    assert found.exit_code == 0, found.output
    assert "the network 2-3-1, relu, of 13 parameters, at 4 samples" in found.output
    assert "the classes in the order of the outputs: no, yes" in found.output
    case = load(folder / "cases" / "mine.toml")
    q = np.maximum([[1.5, 2], [0.5, -1], [-3, 1 / 3], [0.2, 0]] @ W1.T.astype(float) + B1, 0) @ W2.T.astype(float) + B2
    y = np.array([[1], [-1], [1], [-1]])
    value = np.mean(np.log1p(np.exp(-y * q))) + 0.01 * sum((w.astype(float) ** 2).sum() for w in (W1, W2))
    assert risk(case) == pytest.approx(value, rel=1e-9)
    assert case.problem.inputs[2] == (Fraction(-3), Fraction(1, 3))
    assert f"{int((q * y > 0).sum())} of 4 samples are put into their class" in found.output
    text = (folder / "cases" / "mine-data.csv").read_text(encoding="utf-8")
    assert text.splitlines()[:3] == ["height,width,label", "1.5,2,1", "0.5,-1,-1"]
    again = run(folder, "--target", "label", "--loss", "logistic", "--activation", "relu", data="data.csv")
    assert again.exit_code != 0
    assert "exists already" in str(again.exception)


def test_decay_on_biases_is_decay_on_all(folder: Path) -> None:
    assert run(folder, "--loss", "squared", "--activation", "relu", "--decay", "2", "--decay-biases").exit_code == 0
    case = load(folder / "cases" / "mine.toml")
    squares = sum(float(np.sum(part.astype(float) ** 2)) for part in (W1, B1, W2, B2))
    q = np.maximum(X @ W1.T.astype(float) + B1, 0) @ W2.T.astype(float) + B2
    value = np.mean((q.ravel() - X.sum(axis=1)) ** 2) + squares
    assert risk(case) == pytest.approx(value, rel=1e-9)


FAULTS: dict[str, tuple[dict[str, Any], tuple[str, ...], str]] = {
    "no loss": ({}, ("--activation", "relu"), "net.npz: which loss was it trained for? --loss NAME; known: squared"),
    "no such loss": ({}, ("--activation", "relu", "--loss", "mse"), "--loss: 'mse' is no loss; known: squared"),
    "no activation": ({}, ("--loss", "squared"), "net.npz: which activation? --activation NAME, one of linear"),
    "no such activation": ({}, ("--loss", "squared", "--activation", "swish"), "'swish' is no activation; known"),
    "no decay": ({}, ("--loss", "squared", "--activation", "relu", "--decay", "x"), "--decay: 'x' is not an exact"),
    "negative decay": ({}, ("--loss", "squared", "--activation", "relu", "--decay", "-1"), "--decay: a weight"),
    "no model": ({"model": "no.npz"}, (), "no.npz: there is no such file"),
    "a model of another kind": ({"model": "data.csv"}, (), "data.csv: a model is read from an .onnx, .safetensors or"),
    "no array of weights": ({"model": "data.npz"}, (), "data.npz: 'X' is the name of no weights and of no bias"),
    "no data": ({"data": "no.csv"}, ("--loss", "squared", "--activation", "relu"), "no.csv: there is no such file"),
    "data of another kind": (
        {"data": "data.txt"}, ("--loss", "squared", "--activation", "relu"), "data.txt: data are read from a .csv or"
    ),
    "no target": (
        {"data": "data.csv"}, ("--loss", "squared", "--activation", "relu"),
        "data.csv: which columns are the targets? --target NAME, of height, width, label",
    ),
    "no such target": (
        {"data": "data.csv"}, ("--loss", "squared", "--activation", "relu", "--target", "lable"),
        "--target: {folder}/data.csv has no column 'lable': did you mean 'label'?",
    ),
    "labels for a loss of numbers": (
        {"data": "data.csv"}, ("--loss", "squared", "--activation", "relu", "--target", "label"),
        "data.csv: sample 1, target 'label': 'yes' is no number",
    ),
    "labels among the inputs": (
        {"data": "data.csv"}, ("--loss", "squared", "--activation", "relu", "--target", "width"),
        "data.csv:2: column 'label': 'yes' is no number; name a column of labels as --target",
    ),
    "too few inputs": (
        {"data": "data.csv"}, ("--loss", "logistic", "--activation", "relu", "--target", "label", "--target", "width"),
        "data.csv: 1 inputs in each row, and the model takes 2",
    ),
    "wrong classes": (
        {"data": "data.csv"},
        ("--loss", "logistic", "--activation", "relu", "--target", "label", "--classes", "yes,maybe"),
        "--classes: 2 different classes are expected, with all labels of the data: yes, no",
    ),
    "classes of numbers": (
        {}, ("--loss", "squared", "--activation", "relu", "--classes", "a,b"), "--classes: the targets are no labels"
    ),
    "no such layer": (
        {}, ("--loss", "squared", "--activation", "relu", "--layers", "0,1"),
        "net.npz: there are no weights of a layer '1'; the layers are '0', '2'",
    ),
    "a layer left out": (
        {}, ("--loss", "squared", "--activation", "relu", "--layers", "0"), "net.npz: --layers leaves out the layer '2'"
    ),
    "another order": (
        {}, ("--loss", "squared", "--activation", "relu", "--layers", "2,0"),
        "net.npz: the layer '0' takes 2 numbers, and '2' before it gives 1",
    ),
    "pickled": ({"model": "pickled.npz"}, (), "pickled.npz: the array 'W1' has the type object"),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
def test_every_bad_input_is_one_message(folder: Path, name: str) -> None:
    files, arguments, words = FAULTS[name]
    (folder / "data.txt").write_text("", encoding="utf-8")
    np.savez(folder / "pickled.npz", W1=np.array([None]))
    found = run(folder, *arguments, **files)
    assert isinstance(found.exception, InputError), found.output
    message = str(found.exception).replace("{folder}", str(folder))
    assert words.replace("{folder}", str(folder)) in message
    assert message.startswith((str(folder), "--"))
    assert not (folder / "cases").exists()


@pytest.mark.parametrize(
    ("arrays", "words"),
    [
        ({"fc.weight": W1, "out.weight": W2}, "in which order do the layers follow\\? --layers fc,out"),
        ({"W1": W1, "W2": W2, "b2": B2}, "the layer '1' has no bias and '2' has one"),
        ({"W1": W1, "b1": B2}, "'1' has 3 units and a bias of the shape \\(1,\\)"),
        ({"W1": W1.astype(int)}, "is of the type int64: convert it to float32 or float64"),
        ({"W1": B1}, "have the shape \\(3,\\): two axes"),
        ({"W1": np.ones((50, 50))}, "the network has 2500 parameters: at most 2000"),
        ({"W1": W1, "1.weight": W1}, "the layer '1' has two arrays of weights"),
        ({}, "holds no dense layer"),
    ],
)
def test_arrays_that_are_no_model_are_refused(arrays: dict[str, Any], words: str) -> None:
    with pytest.raises(InputError, match=f"net: .*{words}"):
        named_model(arrays, "net", "relu", ())


def labelled(*labels: str) -> TrainingData:
    return TrainingData("data", Columns(("x",), [["0"]] * len(labels)), Columns(("y",), [[label] for label in labels]))


@pytest.mark.parametrize(
    ("labels", "outputs", "meant", "classes", "rows"),
    [
        ("2 0", 3, "distribution", (), ["001", "100"]),  # the numbers of the outputs, though 1 does not occur
        ("20 3 100", 3, "distribution", (), ["010", "100", "001"]),  # by size, not by alphabet
        ("b a c", 3, "distribution", (), ["010", "100", "001"]),
        ("b a c", 3, "distribution", ("c", "b", "a"), ["010", "001", "100"]),
        ("0 1", 1, "unit", (), ["0", "1"]),
        ("0.5 1", 1, "unit", (), ["0.5", "1"]),
        ("no yes", 1, "unit", (), ["0", "1"]),
        ("no yes", 1, "unit", ("yes", "no"), ["1", "0"]),
        ("0 1", 1, "sign", (), ["-1", "1"]),
        ("-1 1", 1, "sign", (), ["-1", "1"]),
        ("1 2", 1, "sign", (), ["-1", "1"]),
        ("1 2", 1, "real", (), ["1", "2"]),
    ],
)
def test_labels_become_what_the_loss_takes(
    labels: str, outputs: int, meant: str, classes: tuple[str, ...], rows: list[str]
) -> None:
    found, _ = encoded(labelled(*labels.split()), outputs, meant, classes)
    assert ["".join(row) for row in found.rows] == rows
    assert len(set(found.names)) == len(found.rows[0])


@pytest.mark.parametrize(
    ("labels", "outputs", "meant", "words"),
    [
        ("a b", 3, "distribution", "there are 2 labels, and 3 classes: a, b; name all in order with --classes"),
        ("a b c", 1, "sign", "there are 3 labels, and 2 classes"),
        ("1 2", 2, "real", "1 targets in each row, and the network has 2 outputs"),
    ],
)
def test_labels_that_do_not_fit_are_refused(labels: str, outputs: int, meant: str, words: str) -> None:
    with pytest.raises(InputError, match=words):
        encoded(labelled(*labels.split()), outputs, meant)


def small(theta: float, y: str) -> ImportedCase:
    """The network t x at x = 1."""
    model = dense_model([DenseLayer("1", np.array([[theta]]), None)], None, None, "net")
    columns = Columns(("x",), [["1"]]), Columns(("y",), [[y]])
    return ImportedCase("t", "s", model, *columns, TrainingObjective("squared"), "net")


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_any_float_is_written_and_the_value_of_l_is_the_right_decimal(theta: float) -> None:
    case = small(theta, "0")
    assert [exact(text) for text in case.theta] == [Fraction(theta)]
    value = Fraction(theta) ** 2
    assert abs(exact(case.value.removeprefix("~")) - value) <= value / 10**9
    assert case.value.startswith("~") == (theta != 0)


def test_a_model_that_fits_exactly_is_proved_global(tmp_path: Path) -> None:
    file = tmp_path / "case.toml"
    small(0.75, "3/4").write(file)
    found = CliRunner().invoke(commands, ["classify", str(file), "--reports", str(tmp_path / "reports")])
    assert found.exit_code == 0, found.output
    assert "a global minimum of L" in found.output
