"""Matrices of balls in floats: each operation against rational numbers, and what is refused."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from verify.exact import exact
from verify.numerics import ball, ball_matrix
from verify.numerics.ball_matrix import (
    BALL_ARRAYS,
    LARGEST,
    BallMatrix,
    UnboundedError,
    above,
    above_root,
    least_eigenvalue_is_at_least,
    of_balls,
    require_nearest,
)
from verify.numerics.linear import inertia

Exact = np.ndarray  # of fractions
SIZES = (0, -1, -30, -300, -520, -1060, 40, 250)
"""Exponents of two of the entries that are drawn."""


def drawn(rng: np.random.Generator, *shape: int) -> BallMatrix:
    """Balls of all sizes, from subnormal numbers to large ones, half of them exact."""
    scale = np.exp2(rng.choice(SIZES[:6], shape).astype(float) + rng.integers(0, 12, shape))
    mid = rng.normal(size=shape) * scale
    rad = np.abs(rng.normal(size=shape)) * np.exp2(rng.choice((-60.0, -20.0, -1074.0, 0.0), shape)) * np.abs(mid)
    return BallMatrix(mid, np.where(rng.random(shape) < 0.5, 0.0, rad))


def some(rng: np.random.Generator, x: BallMatrix) -> Exact:
    """An array of rational numbers within the balls, at their ends or inside."""
    share = rng.choice((-1, 0, 1, 2), x.shape)
    places = np.vectorize(
        lambda m, r, s: Fraction(m) + Fraction(r) * (Fraction(1, 3) if s == 2 else int(s)), otypes=[object]
    )
    return np.asarray(places(x.mid, x.rad, share), dtype=object)


def holds(x: BallMatrix, truth: Exact) -> bool:
    pairs = zip(x.mid.ravel(), x.rad.ravel(), np.asarray(truth, dtype=object).ravel(), strict=True)
    return all(abs(Fraction(float(m)) - t) <= Fraction(float(r)) for m, r, t in pairs)


OPERATIONS: dict[
    str, tuple[tuple[tuple[int, ...], tuple[int, ...]], Callable[..., BallMatrix], Callable[..., Exact]]
] = {
    "sum of two": (((4, 5), (4, 5)), lambda a, b: a + b, lambda a, b: a + b),
    "difference": (((4, 5), (4, 5)), lambda a, b: a - b, lambda a, b: a - b),
    "entry by entry": (((4, 5), (4, 1)), lambda a, b: a * b, lambda a, b: a * b),
    "matrices": (((3, 6), (6, 4)), lambda a, b: a @ b, lambda a, b: a @ b),
    "a stack of matrices": (
        ((2, 3), (4, 3, 2)),
        lambda a, b: a @ b,
        lambda a, b: np.array([a @ x for x in b], dtype=object),
    ),
    "along an axis": (((3, 50), (1,)), lambda a, b: a.sum(1), lambda a, b: a.sum(1)),
    "added at places": (((9,), (2, 3)), lambda a, b: _added(a, b), lambda a, b: _added_exactly(a, b)),
}
PLACES = np.array([[0, 3, 5], [8, 1, 2]])


def _added(a: BallMatrix, b: BallMatrix) -> BallMatrix:
    total = BallMatrix(a.mid.copy(), a.rad.copy())
    BALL_ARRAYS.add_at(total, PLACES, b)
    return total


def _added_exactly(a: Exact, b: Exact) -> Exact:
    total = a.copy()
    total[PLACES] += b
    return total


@pytest.mark.parametrize("name", OPERATIONS)
def test_each_operation_encloses_what_it_is_of_rational_numbers(name: str) -> None:
    shapes, balls, exactly = OPERATIONS[name]
    rng = np.random.default_rng(list(OPERATIONS).index(name))
    for _ in range(60):
        a, b = (drawn(rng, *shape) for shape in shapes)
        found = balls(a, b)
        for _ in range(3):
            assert holds(found, exactly(some(rng, a), some(rng, b)))


@pytest.mark.parametrize("name", ["sum of two", "entry by entry", "matrices", "along an axis"])
def test_without_what_is_added_for_rounding_an_enclosure_is_wrong(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ball_matrix, "UNIT", 0.0)
    monkeypatch.setattr(ball_matrix, "TINY", 0.0)
    shapes, balls, exactly = OPERATIONS[name]
    rng, wrong = np.random.default_rng(1), 0
    for _ in range(200):
        a, b = (BallMatrix(rng.normal(size=shape)) for shape in shapes)
        wrong += not holds(balls(a, b), exactly(some(rng, a), some(rng, b)))
    assert wrong > 100


def test_underflow_is_allowed_for(monkeypatch: pytest.MonkeyPatch) -> None:
    small = BallMatrix(np.array([[3 * 2.0**-540]]))
    truth = np.array([[9 * Fraction(1, 2**1080)]], dtype=object)
    assert holds(small @ small, truth)
    assert holds(small * small, truth)
    monkeypatch.setattr(ball_matrix, "TINY", 0.0)
    assert not holds(small @ small, truth)
    assert not holds(small * small, truth)


@pytest.mark.parametrize("entry", [np.nan, np.inf, -np.inf, 2 * LARGEST, 1e300])
def test_what_is_not_finite_or_too_large_is_refused_at_once(entry: float) -> None:
    with pytest.raises(UnboundedError):
        BallMatrix(np.array([1.0, entry]))
    with pytest.raises(UnboundedError):
        BallMatrix(np.array([1.0, 1.0]), np.array([0.0, abs(entry)]))


def test_a_product_that_grows_too_large_and_a_negative_radius_are_refused() -> None:
    large = BallMatrix(np.full((2, 2), 2.0**200))
    for product in (lambda: large @ large, lambda: large * large):
        with pytest.raises(UnboundedError):
            product()
    with pytest.raises(UnboundedError):
        BallMatrix(np.array([1.0]), np.array([-1e-9]))
    with pytest.raises(UnboundedError):
        BallMatrix.of([Fraction(10) ** 400])
    with pytest.raises(UnboundedError):
        BallMatrix.of([Fraction(1)], [Fraction(10) ** 400])


def test_rational_numbers_become_balls_that_hold_them() -> None:
    numbers = [exact(t) for t in ("1/3", "0.1", "1e-400", "-7", "123456789012345678901234567890", "5*2**-1074")]
    assert holds(BallMatrix.of(numbers), np.array(numbers, dtype=object))
    reach = [Fraction(1, 7)] * len(numbers)
    for sign in (-1, 1):
        assert holds(
            BallMatrix.of(numbers, reach), np.array([v + sign * Fraction(1, 7) for v in numbers], dtype=object)
        )
    assert all(Fraction(above(v)) >= v for v in numbers)
    assert all(Fraction(above_root(v)) ** 2 >= v for v in map(abs, numbers))
    assert all(Fraction(above_root(Fraction(n))) ** 2 >= n for n in range(100))
    assert above_root(Fraction(4)) == 2.0
    assert (above(Fraction(10) ** 400), above(-(Fraction(10) ** 400))) == (np.inf, -np.finfo(float).max)


def matrix_with(rates: list[float], rng: np.random.Generator) -> BallMatrix:
    q, _ = np.linalg.qr(rng.normal(size=(len(rates), len(rates))))
    full = q @ np.diag(rates) @ q.T
    return BallMatrix((full + full.T) / 2)


def exactly_at_least(matrix: BallMatrix, bound: Fraction) -> bool:
    """The same from the characteristic polynomial, in rational numbers."""
    rows = [
        [Fraction(float(v)) - (bound if i == j else 0) for j, v in enumerate(row)] for i, row in enumerate(matrix.mid)
    ]
    return inertia(rows).negative == 0


@pytest.mark.parametrize("seed", range(12))
def test_a_bound_on_the_least_eigenvalue_is_true_and_close(seed: int) -> None:
    rng = np.random.default_rng(seed)
    least = float(10.0 ** rng.integers(-8, 2)) * (1 if seed % 3 else -1)
    matrix = matrix_with([least, *(abs(least) + 10 * rng.random(6))], rng)
    below, beyond = Fraction(least) - Fraction(1, 10**12), Fraction(least) + Fraction(1, 10**12)
    assert least_eigenvalue_is_at_least(matrix, below)
    assert exactly_at_least(matrix, below)
    assert not least_eigenvalue_is_at_least(matrix, beyond)
    assert not exactly_at_least(matrix, beyond)


def test_no_bound_is_accepted_that_a_matrix_in_the_balls_breaks() -> None:
    rng = np.random.default_rng(0)
    for _ in range(300):
        matrix = matrix_with([float(v) for v in rng.exponential(size=4)], rng)
        matrix.rad[:] = rng.choice((0.0, 1e-15, 1e-3))
        least = Fraction(float(np.linalg.eigvalsh(matrix.mid)[0]))
        bound = least + Fraction(int(rng.integers(-40, 40)), 2 ** int(rng.integers(10, 58)))
        if least_eigenvalue_is_at_least(matrix, bound):
            worst = BallMatrix(matrix.mid - matrix.rad)  # all radii in one direction: the vector (1, ..., 1)
            assert exactly_at_least(BallMatrix(np.triu(worst.mid) + np.triu(worst.mid, 1).T), bound)


def test_a_bad_factor_and_radii_prove_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    identity = BallMatrix(np.eye(3))
    assert least_eigenvalue_is_at_least(identity, Fraction(99, 100))
    assert not least_eigenvalue_is_at_least(BallMatrix(np.eye(3), np.full((3, 3), 0.01)), Fraction(98, 100))
    assert least_eigenvalue_is_at_least(BallMatrix(np.eye(3), np.full((3, 3), 0.01)), Fraction(96, 100))
    assert not least_eigenvalue_is_at_least(BallMatrix(-np.eye(3)), Fraction(-2))  # true, but no root of a diagonal < 0
    monkeypatch.setattr(np.linalg, "cholesky", lambda a: np.eye(3) * 2.0)
    assert not least_eigenvalue_is_at_least(identity, Fraction(99, 100))
    monkeypatch.setattr(np.linalg, "cholesky", lambda a: np.full((3, 3), np.nan))
    assert not least_eigenvalue_is_at_least(identity, Fraction(99, 100))


def test_another_rounding_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    require_nearest()

    class Upwards(np.ndarray):
        def __add__(self, other: Any) -> Any:
            return np.nextafter(np.asarray(super().__add__(other)), np.inf).view(Upwards)

        __radd__ = __add__

    monkeypatch.setattr(ball_matrix.np, "array", lambda x, **_: np.asarray(x, dtype=float).view(Upwards))
    with pytest.raises(UnboundedError, match="rounded"):
        require_nearest()


@pytest.mark.parametrize("count", [256, 4096])
def test_what_is_lost_in_a_long_product_is_in_its_radius(count: int) -> None:
    """1 and many numbers that are each lost when they are added to it."""
    tiny = 0.9 * 2.0**-53
    row = BallMatrix(np.array([[1.0, *[tiny] * count]]))
    exact = 1 + count * Fraction(tiny)
    for found in (row @ BallMatrix(np.ones((count + 1, 1))), row.sum(1)):
        mid, rad = (Fraction(float(x.ravel()[0])) for x in (found.mid, found.rad))
        assert abs(mid - exact) <= rad <= 4 * count * Fraction(1, 2**52)


@pytest.mark.parametrize("number", [Fraction(1, 3), Fraction(-2, 7), Fraction(10**20 + 1, 3), Fraction(1, 3 * 2**70)])
def test_what_a_float_leaves_of_a_number_is_in_its_radius(number: Fraction) -> None:
    with ball.precision(120):
        found = of_balls([[ball.ball(number)], [ball.ball(2)]])
    assert abs(Fraction(float(found.mid[0, 0])) - number) <= Fraction(float(found.rad[0, 0]))
    assert Fraction(float(found.rad[0, 0])) <= abs(number) / 2**49
