"""The data that a model was trained on, as exact numbers: inputs, and targets that may be labels of classes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from ..errors import FileError, InputError
from ..exact import exact, shorten, write
from ..files.csv_table import CsvTable, read_csv
from ..files.data_file import read_bytes
from ..files.npz_arrays import NpzArrays, exact_texts, read_npz

MAX_BYTES = 2**28

Rows = list[list[str]]


@dataclass(frozen=True)
class Columns:
    """Named columns of texts, all of one length; ``rows`` are their rows."""

    names: tuple[str, ...]
    rows: Rows


@dataclass(frozen=True)
class TrainingData:
    """Inputs, each text an exact number, and targets as they stand in the file: numbers, or labels.

    Attributes:
        place: the file, as messages name it.
    """

    place: str
    inputs: Columns
    targets: Columns


def read_training_data(path: Path, targets: Sequence[str]) -> TrainingData:
    """The data of a ``.csv`` or an ``.npz`` file.

    Args:
        targets: the columns of the CSV file that are targets, all others are inputs. Of an ``.npz`` file the inputs are
            the array ``X``, and the targets the array of this name, ``y`` if there is none.

    Raises:
        FileError: with all faults of the entries.
        InputError: the file cannot be read, or is no such file.
    """
    place = str(path)
    if path.suffix not in (".csv", ".npz"):
        raise InputError("data are read from a .csv or an .npz file", place)
    source = read_bytes(path, most=MAX_BYTES)
    if path.suffix == ".csv":
        return _from_csv(read_csv(source, place), targets)
    return _from_npz(read_npz(source, place), targets)


def _from_csv(table: CsvTable, names: Sequence[str]) -> TrainingData:
    if not names:
        known = shorten(", ".join(table.columns), 300)
        raise InputError(f"which columns are the targets? --target NAME, of {known}", table.place)
    chosen = [table.index(name, "--target") for name in names]
    others = [i for i in range(len(table.columns)) if i not in chosen]
    if not others:
        raise InputError("every column is a target: no input is left", table.place)
    faults: list[InputError] = []
    inputs = []
    for i, row in enumerate(table.rows):
        inputs.append([_number(row[j], f"{table.at(i)}: column {table.columns[j]!r}", faults) for j in others])
    if faults:
        raise FileError(faults)
    return TrainingData(
        table.place,
        Columns(tuple(table.columns[j] for j in others), inputs),
        Columns(tuple(table.columns[j] for j in chosen), [[row[j] for j in chosen] for row in table.rows]),
    )


def _number(text: str, place: str, faults: list[InputError]) -> str:
    """The number as the format writes it: other programs also write ``.5`` and ``5.``."""
    written = f"0{text}" if text.startswith(".") else text.replace("-.", "-0.", 1)
    written = f"{written}0" if written.endswith(".") else written
    try:
        _ = exact(written, place)
    except InputError:
        faults.append(InputError(f"{shorten(text)!r} is no number; name a column of labels as --target", place))
    return written


def _from_npz(file: NpzArrays, names: Sequence[str]) -> TrainingData:
    if len(names) > 1:
        raise InputError("of an .npz file one array holds all targets", "--target")
    found = []
    for name in ("X", names[0] if names else "y"):
        array = file.array(name)
        if not array.ndim or not array.size:
            raise InputError(f"the array {name!r} has the shape {array.shape}: one row for each sample", file.place)
        if array.dtype.kind == "U":
            texts = [str(text) for text in array.ravel()]
        else:
            texts = exact_texts(array, f"the array {name!r}", file.place)
        width = len(texts) // len(array)
        rows = [texts[i : i + width] for i in range(0, len(texts), width)]
        letter = "x" if name == "X" else "y"
        found.append(Columns(tuple(f"{letter}{i + 1}" for i in range(width)), rows))
    inputs, targets = found
    if len(inputs.rows) != len(targets.rows):
        words = f"X has {len(inputs.rows)} rows, the targets {len(targets.rows)}: one for each sample"
        raise InputError(words, file.place)
    for text in (text for row in inputs.rows for text in row):
        _ = exact(text, f"{file.place}: X")
    return TrainingData(file.place, inputs, targets)


def encoded(data: TrainingData, outputs: int, meant: str, classes: Sequence[str] = ()) -> tuple[Columns, list[str]]:
    """The targets as the loss takes them, and the classes in the order of their numbers, if labels were mapped.

    One column of labels becomes -1 and 1, 0 and 1, or one column for each class.

    Args:
        outputs: of the network.
        meant: for which targets the loss is, a key of ``TARGET_SETS``.
        classes: the labels in the order of the outputs. Empty: numbers by size, other labels by alphabet; if the labels
            are among 0, ..., K - 1, then these.

    Raises:
        InputError: there are other targets than the outputs and the loss take.
    """
    labels = [row[0] for row in data.targets.rows]
    if len(data.targets.names) == 1 and meant == "distribution" and outputs > 1:
        order = _classes(labels, outputs, classes, data.place)
        names = tuple(f"{data.targets.names[0]}={name}" for name in order)
        return Columns(names, [["1" if label == name else "0" for name in order] for label in labels]), order
    if len(data.targets.names) == 1 and meant in ("sign", "unit") and (classes or not _already(labels, meant)):
        order = _classes(labels, 2, classes, data.place)
        values = dict(zip(order, ("-1", "1") if meant == "sign" else ("0", "1"), strict=True))
        return Columns(data.targets.names, [[values[label]] for label in labels]), order
    if classes:
        raise InputError("the targets are no labels of classes for this loss", "--classes")
    faults: list[InputError] = []
    rows = [
        [
            _number(t, f"{data.place}: sample {i + 1}, target {n!r}", faults)
            for n, t in zip(data.targets.names, row, strict=True)
        ]
        for i, row in enumerate(data.targets.rows)
    ]
    if faults:
        raise FileError(faults)
    if len(data.targets.names) != outputs:
        words = f"{len(data.targets.names)} targets in each row, and the network has {outputs} outputs"
        raise InputError(words, data.place)
    return Columns(data.targets.names, rows), []


def _already(labels: Sequence[str], meant: str) -> bool:
    """Whether the texts are targets that the loss takes as they are."""
    numbers = [_value(label) for label in set(labels)]
    if meant == "sign":
        return all(number in (-1, 1) for number in numbers)
    return all(number is not None and 0 <= number <= 1 for number in numbers)


def _classes(labels: Sequence[str], wanted: int, classes: Sequence[str], place: str) -> list[str]:
    distinct = list(dict.fromkeys(labels))
    known = shorten(", ".join(distinct), 200)
    if classes:
        strange = [label for label in distinct if label not in classes]
        if strange or len(classes) != wanted or len(set(classes)) != wanted:
            raise InputError(
                f"{wanted} different classes are expected, with all labels of the data: {known}", "--classes"
            )
        return list(classes)
    numbers = [_value(label) for label in distinct]
    counted = [write(i) for i in range(wanted)]
    if all(label in counted for label in distinct):
        return counted
    if len(distinct) != wanted:
        words = f"there are {len(distinct)} labels, and {wanted} classes: {known}; name all in order with --classes"
        raise InputError(words, place)
    if any(number is None for number in numbers):
        return sorted(distinct)
    return [label for _, label in sorted(zip((n for n in numbers if n is not None), distinct, strict=True))]


def _value(label: str) -> Fraction | None:
    try:
        return exact(label)
    except InputError:
        return None
