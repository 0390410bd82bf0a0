"""Models of scikit-learn: ``MLPRegressor`` and ``MLPClassifier``, with the objective that they descend."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np

from ..errors import InputError
from ..exact import exact
from ..files.load import load
from ..files.npz_arrays import exact_texts
from ..problem.case import Case
from .dense_model import DenseLayer, dense_model
from .imported_case import ImportedCase
from .objective_text import TrainingObjective
from .training_data import Columns, Rows

ACTIVATION_OF_SCIKIT = {"identity": "linear", "logistic": "sigmoid", "tanh": "tanh", "relu": "relu"}
OBJECTIVES = {
    "identity": TrainingObjective("squared", formula="(q - y)**2/2"),
    "logistic": TrainingObjective("binary-cross-entropy"),
    "softmax": TrainingObjective("softmax-cross-entropy"),
}
"""By the activation of the outputs."""


def from_sklearn(model: Any, X: Any, y: Any, path: str | Path) -> Case:
    """Write the case of a fitted ``MLPRegressor`` or ``MLPClassifier`` to ``path``, and read it.

    Its L is what the gradients of scikit-learn are the gradients of, for B samples in a batch:

        (sum_i l(f(x_i), y_i) + alpha/2 * (n/B) * |weights|^2) / n

    with ``l`` half the squared distance for a regressor, and the cross-entropy of the classes for a classifier. The
    weights do not include the biases. With ``solver="lbfgs"`` a batch is all of the data, and L is then the model's own
    ``loss_`` at its last weights (for a regressor with K outputs that is divided by K: its gradients are not).

    Args:
        model: fitted.
        X: one row for each sample, floats, as it was trained on.
        y: the targets or labels.
        path: the file to write; two CSV files are written beside it.

    Raises:
        InputError: the model is no such one, or the data do not fit it.
        FileError: the format of cases cannot express it, or it is too large.
    """
    place = type(model).__name__
    kind, activation = getattr(model, "out_activation_", None), getattr(model, "activation", None)
    if kind not in OBJECTIVES or activation not in ACTIVATION_OF_SCIKIT:
        raise InputError("is no MLPRegressor or MLPClassifier that is fitted: call fit(X, y) first", place)
    if model.loss not in ("squared_error", "log_loss"):
        raise InputError(f"was trained for the loss {model.loss!r}, which is not one of the suite", place)
    layers = [
        DenseLayer(f"coefs_[{i}]", np.asarray(weights).T, np.asarray(bias))
        for i, (weights, bias) in enumerate(zip(model.coefs_, model.intercepts_, strict=True))
    ]
    dense = dense_model(layers, ACTIVATION_OF_SCIKIT[activation], None, place)
    inputs = _inputs(X, dense.network.inputs)
    targets = _targets(model, y, kind, dense.network.outputs)
    if len(targets.rows) != len(inputs.rows):
        raise InputError(f"{len(inputs.rows)} inputs and {len(targets.rows)} targets: one for each sample", "y")
    found = OBJECTIVES[kind]
    objective = TrainingObjective(found.loss, "mean", _decay(model, len(inputs.rows)), False, found.formula)
    file = Path(path)
    case = ImportedCase(file.stem, f"Imported from scikit-learn, a {place}", dense, inputs, targets, objective, place)
    case.write(file)
    return load(file)


def _decay(model: Any, samples: int) -> Fraction:
    """alpha/B, with alpha as one writes it: the decimal that the float prints."""
    batch = samples
    if model.solver != "lbfgs":
        batch = min(200, samples) if model.batch_size == "auto" else min(int(model.batch_size), samples)
    return exact(repr(float(model.alpha))) / batch


def _inputs(X: Any, width: int) -> Columns:
    array = np.asarray(X)
    if array.ndim != 2 or array.shape[1] != width or not array.size:
        raise InputError(f"has the shape {array.shape}; expected one row of {width} numbers for each sample", "X")
    return Columns(tuple(f"x{i + 1}" for i in range(width)), _rows(exact_texts(array, "X", "X"), width))


def _targets(model: Any, y: Any, kind: str, outputs: int) -> Columns:
    """What the outputs are compared with: the numbers themselves, or 0 and 1 by ``model.classes_``."""
    array, names = np.asarray(y), tuple(f"y{i + 1}" for i in range(outputs))
    classes = getattr(model, "classes_", None)
    if classes is None or array.ndim == 2:
        texts = exact_texts(array, "y", "y")
        if len(texts) != outputs * len(array):
            raise InputError(f"has the shape {array.shape}; expected {outputs} targets for each sample", "y")
        return Columns(names, _rows(texts, outputs))
    known = list(classes)
    strange = [label for label in array.tolist() if label not in known]
    if strange:
        raise InputError(f"the label {strange[0]!r} is none of the classes of the model", "y")
    numbers = [known.index(label) for label in array.tolist()]
    if kind == "logistic":
        return Columns(names, [[str(number)] for number in numbers])
    return Columns(
        tuple(f"y={label}" for label in known),
        [["1" if number == k else "0" for k in range(outputs)] for number in numbers],
    )


def _rows(texts: list[str], width: int) -> Rows:
    return [texts[i : i + width] for i in range(0, len(texts), width)]
