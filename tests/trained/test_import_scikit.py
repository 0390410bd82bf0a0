"""Models of scikit-learn: the case has its outputs, its loss, its weights to the last bit, and is proved."""

from __future__ import annotations

import csv
import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from at_theta import risk
from click.testing import CliRunner

from verify.cli import commands
from verify.errors import FileError, InputError
from verify.exact import exact
from verify.files.load import load
from verify.kernel.theta_point import landscape
from verify.numerics import ball
from verify.numerics.layered import layered_floats
from verify.numerics.program import Program
from verify.problem.case import Case
from verify.trained.scikit import from_sklearn

network = pytest.importorskip("sklearn.neural_network", reason="scikit-learn is not installed")

pytestmark = pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")

RANDOM = np.random.default_rng(7)
X = RANDOM.uniform(-1, 1, (25, 2))
SUM = X @ [1.5, -2.0] + np.sin(3 * X[:, 0])
THREE = np.digitize(SUM, [-0.7, 0.7])


def outputs(case: Case) -> np.ndarray:
    """The outputs of the network of the case at its theta."""
    rows = case.problem.outputs
    with ball.precision(100):
        theta = [ball.ball(exact(text.text)) for text in case.point.theta]
        values = Program([x for row in rows for x in row], case.problem.names).run(ball.BALLS, theta)
    return np.array([ball.approximate(value) for value in values]).reshape(len(rows), -1)


def gradient(case: Case) -> np.ndarray:
    """Of L at theta."""
    with ball.precision(100):
        theta = [ball.ball(exact(text.text)) for text in case.point.theta]
        return np.array([ball.approximate(value) for value in landscape(case.problem).gradient(theta)])


def slope(case: Case) -> float:
    """The largest derivative of L at theta."""
    return float(np.abs(gradient(case)).max())


@pytest.mark.parametrize("activation", ["identity", "logistic", "tanh", "relu"])
def test_a_regressor_has_its_outputs_and_its_loss(tmp_path: Path, activation: str) -> None:
    model = network.MLPRegressor(
        hidden_layer_sizes=(3, 2), activation=activation, solver="lbfgs", alpha=0.01, max_iter=60, random_state=1
    ).fit(X, SUM)
    case = from_sklearn(model, X, SUM, tmp_path / "case.toml")
    assert np.allclose(outputs(case).ravel(), model.predict(X), atol=1e-12)
    assert risk(case) == pytest.approx(model.loss_, rel=1e-9)


@pytest.mark.parametrize("labels", [THREE, THREE > 0, np.array(["a", "c", "b"])[THREE]])
def test_a_classifier_has_its_probabilities_and_its_loss(tmp_path: Path, labels: np.ndarray) -> None:
    """Labels are numbers, truth values, or texts."""
    model = network.MLPClassifier((3,), activation="tanh", solver="lbfgs", max_iter=40, random_state=1).fit(X, labels)
    case = from_sklearn(model, X, labels, tmp_path / "case.toml")
    q = outputs(case)
    if q.shape[1] == 1:
        q = np.hstack([np.zeros_like(q), q])
    assert np.allclose(np.exp(q) / np.exp(q).sum(axis=1, keepdims=True), model.predict_proba(X), atol=1e-9)
    assert risk(case) == pytest.approx(model.loss_, rel=1e-6)


@pytest.mark.parametrize("outputs_of_y", [1, 2])
def test_a_step_of_training_goes_along_the_gradient_of_the_case(tmp_path: Path, outputs_of_y: int) -> None:
    """So L is what is descended: for two outputs that is not loss_, which is divided by their number."""
    y = SUM if outputs_of_y == 1 else np.column_stack([SUM, SUM**2])
    model = network.MLPRegressor(
        hidden_layer_sizes=(2,), activation="tanh", solver="sgd", alpha=0.5, random_state=1, warm_start=True,
        momentum=0, nesterovs_momentum=False, batch_size=25, max_iter=1, learning_rate_init=0.01,
    )  # fmt: skip
    case = from_sklearn(model.fit(X, y), X, y, tmp_path / "case.toml")
    before = np.concatenate(
        [part.T.ravel() for pair in zip(model.coefs_, model.intercepts_, strict=True) for part in pair]
    )
    model.fit(X, y)
    after = np.concatenate(
        [part.T.ravel() for pair in zip(model.coefs_, model.intercepts_, strict=True) for part in pair]
    )
    assert np.allclose((before - after) / 0.01, gradient(case), atol=1e-12)
    assert slope(case) > 0.01


def test_where_training_has_stopped_the_gradient_of_the_case_is_nearly_zero(tmp_path: Path) -> None:
    """So L, with its decay, is what scikit-learn descends: another alpha, or one on the biases, shows a slope."""
    model = network.MLPRegressor(
        hidden_layer_sizes=(3,), activation="tanh", solver="lbfgs", alpha=1.0, max_iter=20000, tol=1e-14, random_state=3
    ).fit(X, SUM)
    path = tmp_path / "case.toml"
    case = from_sklearn(model, X, SUM, path)
    assert 0 < slope(case) < 1e-4
    text = path.read_text(encoding="utf-8")
    changed = tmp_path / "changed.toml"
    for old, new in (("1/50*(", "1/100*("), ("1/50*(", "1/50*(10*b2_1**2 + ")):
        assert text.count(old) == 1
        changed.write_text(text.replace(old, new), encoding="utf-8")
        assert slope(load(changed)) > 1e-3


def test_the_decay_of_batches_is_that_of_their_size(tmp_path: Path) -> None:
    y = SUM
    for options, batch in (({"batch_size": 5}, 5), ({}, 25), ({"batch_size": 100}, 25)):
        model = network.MLPRegressor(hidden_layer_sizes=(1,), max_iter=2, alpha=0.02, **options)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("warnings.warn", lambda *args, **kwargs: None)
            model.fit(X, y)
        path = tmp_path / f"{len(options)}-{batch}-{options.get('batch_size')}.toml"
        case = from_sklearn(model, X, y, path)
        assert case.tables["problem"]["regularizer"].startswith(f"{Fraction(1, 100) / batch}*(W1_1_1**2 + W1_1_2**2 + ")
        assert "b1" not in case.tables["problem"]["regularizer"]


@pytest.mark.parametrize("kind", [np.float32, np.float64])
def test_every_weight_is_read_back_as_the_float_that_it_is(tmp_path: Path, kind: type) -> None:
    model = network.MLPRegressor(hidden_layer_sizes=(4, 3), max_iter=3, random_state=2).fit(X.astype(kind), SUM)
    assert model.coefs_[0].dtype == kind
    case = from_sklearn(model, X.astype(kind), SUM, tmp_path / "case.toml")
    floats = [f for w, b in zip(model.coefs_, model.intercepts_, strict=True) for f in (*w.T.ravel(), *b)]
    assert [exact(text.text) for text in case.point.theta] == [Fraction(float(f)) for f in floats]
    assert case.problem.inputs == tuple(tuple(Fraction(float(x)) for x in row) for row in X.astype(kind))
    with (tmp_path / "case-theta.csv").open(encoding="utf-8", newline="") as file:
        assert [row["parameter"] for row in csv.DictReader(file)] == list(case.problem.names)


def test_a_trained_model_is_classified_proved_again_and_rechecked(tmp_path: Path) -> None:
    """Trained with weight decay until it stands still: a strict minimum near by; by the command line, on files."""
    model = network.MLPClassifier((2,), activation="tanh", solver="lbfgs", alpha=1.0, tol=1e-9, random_state=1)
    path, reports = tmp_path / "counterexamples" / "mine.toml", tmp_path / "reports"
    from_sklearn(model.fit(X, THREE > 0), X, THREE > 0, path)
    run = CliRunner().invoke(commands, ["classify", str(path), "--reports", str(reports), "--json"])
    assert run.exit_code in (0, 3), run.output
    answer = json.loads(run.stdout)
    assert answer["answer"] == "strict-minimum"
    assert float(answer["distance"]) < 1e-3
    assert "open" in answer["rank"] or answer["rank"] == "bad"
    for command in ("reprove", "recheck"):
        again = CliRunner().invoke(commands, [command, str(reports / "partial"), str(path)])
        assert again.exit_code == 0, again.output
    data = path.with_name("mine-data.csv")
    data.write_text(data.read_text(encoding="utf-8").replace("*2**-5", "*2**-6", 1), encoding="utf-8")
    for command in ("reprove", "recheck"):
        again = CliRunner().invoke(commands, [command, str(reports / "partial"), str(path)])
        assert again.exit_code in (1, 2), again.output


def test_what_cannot_be_imported_is_one_message(tmp_path: Path) -> None:
    fitted = network.MLPClassifier((2,), max_iter=2, random_state=1).fit(X, THREE)
    path = tmp_path / "case.toml"
    with pytest.raises(InputError, match="MLPRegressor: is no MLPRegressor or MLPClassifier that is fitted"):
        from_sklearn(network.MLPRegressor(), X, SUM, path)
    with pytest.raises(InputError, match="str: is no MLPRegressor"):
        from_sklearn("model", X, SUM, path)
    with pytest.raises(InputError, match=r"X: has the shape \(25, 1\); expected one row of 2 numbers"):
        from_sklearn(fitted, X[:, :1], THREE, path)
    with pytest.raises(InputError, match="y: the label 7 is none of the classes"):
        from_sklearn(fitted, X, np.full(25, 7), path)
    with pytest.raises(InputError, match="y: 25 inputs and 24 targets"):
        from_sklearn(fitted, X, THREE[1:], path)
    with pytest.raises(InputError, match=r"X\[0\]\[0\] is nan"):
        from_sklearn(fitted, np.full((25, 2), np.nan), THREE, path)
    assert not list(tmp_path.iterdir())
    from_sklearn(fitted, X, THREE, path)
    with pytest.raises(InputError, match="exists already"):
        from_sklearn(fitted, X, THREE, path)


def test_a_poisson_regressor_is_refused(tmp_path: Path) -> None:
    try:
        model = network.MLPRegressor(loss="poisson", hidden_layer_sizes=(1,), max_iter=2).fit(X, np.abs(SUM))
    except TypeError:
        pytest.skip("this scikit-learn has no other loss")
    with pytest.raises(InputError, match="MLPRegressor: "):
        from_sklearn(model, X, np.abs(SUM), tmp_path / "case.toml")


def test_a_regressor_of_which_l_is_not_written_out_is_read_and_nothing_but_a_polynomial_loss(tmp_path: Path) -> None:
    """400 samples times 64 parameters and more; the loss, half of the square, is a formula that is a polynomial."""
    inputs = np.random.default_rng(1).normal(size=(400, 5)).round(3)
    model = network.MLPRegressor(hidden_layer_sizes=(20,), activation="tanh", max_iter=1, random_state=0)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("warnings.warn", lambda *args, **kwargs: None)
        model.fit(inputs, inputs[:, 0])
    path = tmp_path / "case.toml"
    case = from_sklearn(model, inputs, inputs[:, 0], path)
    assert not case.problem.written
    assert abs(float(layered_floats(case.problem).value(model_theta(model))) - case_loss(model, inputs)) < 1e-9
    text = path.read_text(encoding="utf-8")
    assert text.count("(q - y)**2/2") == 1
    for other in ("(q - y)**4", "sqrt((q - y)**2 + 1)", "q**2*log(y)"):
        changed = tmp_path / "changed.toml"
        changed.write_text(text.replace("(q - y)**2/2", other), encoding="utf-8")
        with pytest.raises(FileError, match=r"samples times parameters up to|takes the logarithm"):
            load(changed)


def model_theta(model: Any) -> Any:
    layers = zip(model.coefs_, model.intercepts_, strict=True)
    return np.concatenate([part for w, b in layers for part in (w.T.ravel(), b)])


def case_loss(model: Any, inputs: Any) -> float:
    """Half the mean square, and the decay of the weights: alpha over the size of a batch, 200."""
    squares = np.mean((model.predict(inputs) - inputs[:, 0]) ** 2) / 2
    return float(squares + model.alpha / 200 / 2 * sum(np.sum(w**2) for w in model.coefs_))
