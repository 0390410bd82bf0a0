"""``rank-bound``: no product of low rank does better; a bound that is too high, for whatever reason, is refused."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from problems import Tables
from test_linear_layers import Json, decided, layers

from verify.files.load import problem_from_tables
from verify.kernel import checker
from verify.kernel.certificate import Certificate
from verify.kernel.kinds.rank_bound import squared_fit
from verify.numerics.linear import fitted_gram, product, projection, semidefinite
from verify.numerics.point import Exact
from verify.problem.expression import num
from verify.propose.linear_models import exactly_least, nearly_least
from verify.trust import second_opinion


def identity(*widths: int, scale: str = "1", **more: Any) -> Tables:
    """An autoencoder of the unit vectors."""
    units = [[scale if i == j else "0" for j in range(widths[0])] for i in range(widths[0])]
    return layers(*widths, inputs=units, targets=units, network={"bias": False}, **more)


def bound(point: list[str], mu: str, excess: list[list[str]], within: str = "0") -> Json:
    return {"point": {"exact": point}, "mu": mu, "excess": excess, "within": within, "bits": 96}


NONE = [["0", "0"], ["0", "0"]]
ALIKE = identity(2, 1, 2)
"""Every direction is as good: the eigenvalues of K are 1 and 1."""
TWICE = layers(2, 1, 2, inputs=[["1", "0"], ["0", "2"]], targets=[["1", "0"], ["0", "2"]], network={"bias": False})
"""The eigenvalues of K are 1 and 4."""
MEANS = layers(2, 1, 2, inputs=[["1", "5"], ["3", "5"]], targets=[["1", "2"], ["3", "2"]])
HEAVY = layers(2, 1, 2, inputs=[["1", "0"], ["0", "1"]], targets=[["1", "0"], ["0", "1"]], weights=["1", "3"],
               network={"bias": False}, reduction="sum")  # fmt: skip

TRUE: dict[str, tuple[Tables, Json]] = {
    "eigenvalues that coincide": (ALIKE, bound(["0.6", "0.8", "0.6", "0.8"], "1", NONE)),
    "the greater of two": (TWICE, bound(["0", "1", "0", "1"], "1", [["0", "0"], ["0", "3"]])),
    "mu between the two": (TWICE, bound(["0", "1", "0", "1"], "5/2", [["0", "0"], ["0", "3/2"]])),
    "near the least": (TWICE, bound(["0", "1.01", "0", "1"], "1", [["0", "0"], ["0", "3"]], "0.001")),
    "with biases": (MEANS, bound(["1", "0", "0", "1", "0", "0", "2"], "0", [["2", "0"], ["0", "0"]])),
    "weights of samples": (HEAVY, bound(["0", "1", "0", "1"], "1", [["0", "0"], ["0", "2"]])),
    "another multiple of the square": (
        identity(2, 1, 2, loss={"formula": "3*(q - y)**2 + y"}), bound(["0.6", "0.8", "0.6", "0.8"], "1", NONE),
    ),
    "three layers": (identity(2, 2, 1, 2), bound(["0", "1", "1", "0", "1", "0", "0", "1"], "1", NONE)),
}  # fmt: skip


@pytest.mark.parametrize("name", TRUE)
def test_a_true_bound_is_accepted(name: str) -> None:
    tables, data = TRUE[name]
    said, verdict = decided(tables, "rank-bound", data)
    assert "above its least value" in said or said.endswith("is its least value")
    assert verdict == "valid"
    if tables["problem"]["loss"] == "squared":
        assert second_opinion.true(problem_from_tables(tables), "rank-bound", data) is True


LIES: dict[str, tuple[Tables, Json, str]] = {
    "the smaller of two": (TWICE, bound(["1", "0", "1", "0"], "1", [["0", "0"], ["0", "3"]]), "to be the bound"),
    "the smaller one, and an excess there": (
        TWICE, bound(["1", "0", "1", "0"], "1", [["0", "0"], ["0", "0"]]), "above the Gram matrix",
    ),
    "mu too small": (ALIKE, bound(["0.6", "0.8", "0.6", "0.8"], "0.999999", NONE), "above the Gram matrix"),
    "mu too small by little": (
        ALIKE, bound(["0.6", "0.8", "0.6", "0.8"], f"{10**40 - 1}/{10**40}", NONE), "above the Gram matrix",
    ),
    "a negative mu": (ALIKE, bound(["0"] * 4, "-1", [["2", "0"], ["0", "2"]]), "negative"),
    "a negative distance": (ALIKE, bound(["0.6", "0.8", "0.6", "0.8"], "1", NONE, "-1"), "negative"),
    "an excess that is not symmetric": (
        TWICE, bound(["0", "1", "0", "1"], "1", [["0", "1"], ["0", "3"]]), "positive semidefinite",
    ),
    "an excess with a negative eigenvalue": (
        TWICE, bound(["0", "1", "0", "1"], "4", [["-3", "0"], ["0", "0"]]), "positive semidefinite",
    ),
    "near, but not so near": (
        TWICE, bound(["0", "1.01", "0", "1"], "1", [["0", "0"], ["0", "3"]], "0.0000001"), "so near to the bound",
    ),
    "a float that is not the root": (
        identity(3, 1, 3), bound(["0.577350269189626"] * 6, "1", [["0"] * 3] * 3), "to be the bound",
    ),
    "a rank that is not there": (
        identity(2, 2, 2), bound(["0.6", "0.8", "0", "0", "0.6", "0", "0.8", "0"], "1", NONE), "to be the bound",
    ),
    "an activation": (identity(2, 1, 2), bound(["0"] * 4, "1", NONE), "to be the bound"),
    "outputs of other weight": (
        identity(2, 1, 2, loss={"formula": "(q1 - y1)**2 + 2*(q2 - y2)**2"}), bound(["0", "1", "0", "1"], "1", NONE),
        "no multiple of the squared distance",
    ),
    "another loss": (identity(2, 1, 2, loss="huber"), bound(["0", "1", "0", "1"], "1", NONE), "no multiple"),
    "weight decay": (
        identity(2, 1, 2, regularizer="W1_1_1**2"), bound(["0", "1", "0", "1"], "1", NONE), "term in theta alone",
    ),
    "biases that were not centred": (
        layers(2, 1, 2, inputs=[["1", "5"], ["3", "5"]], targets=[["1", "2"], ["3", "2"]]),
        bound(["1", "0", "0", "1", "0", "0", "1"], "0", [["2", "0"], ["0", "0"]]), "to be the bound",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", LIES)
def test_a_lie_is_refused(name: str) -> None:
    tables, data, reason = LIES[name]
    said, verdict = decided(tables, "rank-bound", data)
    assert reason in said
    assert verdict != "valid"
    if reason in ("to be the bound", "so near to the bound"):  # another opinion looks at what is said of L alone
        assert second_opinion.true(problem_from_tables(tables), "rank-bound", data) is not True


def at(texts: list[str]) -> Exact:
    return Exact(tuple(texts), tuple(num(Fraction(text)) for text in texts))


@pytest.mark.parametrize("name", [name for name in TRUE if name != "near the least"])
def test_an_exact_bound_is_found(name: str) -> None:
    tables, data = TRUE[name]
    problem = problem_from_tables(tables)
    found = [c for c in exactly_least(problem, at(data["point"]["exact"]), 96) if isinstance(c, Certificate)]
    assert [checker.check(problem, c).facts["within"] for c in found] == ["0"]


@pytest.mark.parametrize(
    ("widths", "count", "bias"), [((4, 2, 3), 9, True), ((3, 1, 2, 3), 4, False), ((5, 2, 5), 3, True)]
)
def test_the_bound_is_that_of_eigenvalues(widths: tuple[int, ...], count: int, bias: bool) -> None:
    """Against numpy, with random data, fewer samples than inputs, and random weights of the samples."""
    rng = np.random.default_rng(len(widths))
    x, y = rng.normal(size=(count, widths[0])).round(2), rng.normal(size=(count, widths[-1])).round(2)
    w = rng.integers(1, 5, count)
    tables = layers(
        *widths, inputs=x.astype(str).tolist(), targets=y.astype(str).tolist(), weights=w.astype(str).tolist(),
        network={"bias": bias},
    )  # fmt: skip
    problem = problem_from_tables(tables)
    zeros = ["0"] * len(problem.names)
    found = nearly_least(problem, at(zeros), 96)
    assert isinstance(found, Certificate)
    least = float(checker.check(problem, found).facts["bound"])
    if bias:
        x, y = x - (w @ x) / w.sum(), y - (w @ y) / w.sum()
    root = np.sqrt(w)[:, None]
    whole = np.linalg.svd(root * x @ np.linalg.lstsq(root * x, root * y, rcond=None)[0])[1]
    expected = (np.sum(w[:, None] * y**2) - np.sum(whole[: min(widths)] ** 2)) / count
    assert least == pytest.approx(expected, abs=1e-10)
    assert decided(tables, "rank-bound", dict(found.data))[1] == "valid"


def test_the_gram_matrix_of_fitted_values() -> None:
    one, two = Fraction(1), Fraction(2)
    rows, images = [[one, one], [two, two]], [[one, two], [one, one]]
    found = fitted_gram(rows, images, [one, one])
    expected = (
        np.array([[1.0, 1], [2, 2]])
        @ np.linalg.lstsq(np.array([[1.0, 1], [2, 2]]), np.array([[1.0, 2], [1, 1]]), rcond=None)[0]
    )
    assert np.allclose(np.array([[float(v) for v in row] for row in found]), expected.T @ expected)
    assert squared_fit(problem_from_tables(MEANS)).gram == [[2, 0], [0, 0]]
    assert squared_fit(problem_from_tables(HEAVY)).gram == [[1, 0], [0, 3]]


def test_semidefinite_is_decided_at_the_edge() -> None:
    third, tiny = Fraction(1, 3), Fraction(1, 10**200)
    assert semidefinite([[third, third], [third, third]])
    assert not semidefinite([[third, third], [third, third - tiny]])
    assert semidefinite([[third, third], [third, third + tiny]])
    assert not semidefinite([[-tiny]])
    assert not semidefinite([[Fraction(0), tiny], [tiny, Fraction(1)]])
    assert semidefinite([])


def test_projections() -> None:
    vectors = [[Fraction(1), Fraction(2), Fraction(2)], [Fraction(2), Fraction(4), Fraction(4)]]
    found = projection(vectors, 3)
    assert product(found, found) == found
    assert found[0] == [Fraction(1, 9), Fraction(2, 9), Fraction(2, 9)]
    assert projection([[Fraction(0)] * 2], 2) == [[0, 0], [0, 0]]
