"""The ball of the least eigenvalue holds it, whatever nearly orthogonal matrix it is found with."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from verify.numerics import ball
from verify.numerics.inertia import least_eigenvalue

ONE, ZERO = Fraction(1), Fraction(0)
UNIT = ((ONE, ZERO), (ZERO, ONE))


def balls(rows: list[list[Fraction]]) -> list[list[ball.Ball]]:
    return [[ball.ball(v) for v in row] for row in rows]


def rational(matrix: np.ndarray, bits: int) -> list[list[Fraction]]:
    return [[Fraction(round(v * 2**bits), 2**bits) for v in row] for row in matrix.tolist()]


@pytest.mark.parametrize("bits", [6, 10, 20, 40])
@pytest.mark.parametrize("seed", range(6))
def test_the_eigenvalue_of_another_program_is_in_the_ball(seed: int, bits: int) -> None:
    """Also with eigenvectors of few bits, for which the ball is wide; the more bits, the narrower."""
    random = np.random.default_rng(seed)
    free = random.normal(size=(4, 4))
    exact = rational((free + free.T) / 2, 40)
    values, vectors = np.linalg.eigh(np.array(exact, dtype=float))
    with ball.precision(200):
        found = least_eigenvalue(balls(exact), tuple(map(tuple, rational(vectors, bits))))
        assert found is not None
        middle, reach = ball.midpoint(found), ball.radius(found)
    assert abs(middle - Fraction(values[0])) <= reach + Fraction(1, 10**12)
    assert reach < Fraction(2) ** (7 - bits)


@pytest.mark.parametrize(("value", "stretch"), [(3, "11/10"), (3, "9/10"), (-3, "9/10"), (-3, "11/10")])
def test_vectors_that_are_turned_and_not_of_length_1_widen_the_ball_as_they_must(value: int, stretch: str) -> None:
    """With the ends divided by the wrong one of 1 + e and 1 - e the ball would lie beside the eigenvalue."""
    t, k = Fraction(1, 200), Fraction(stretch)
    sine, cosine = k * 2 * t / (1 + t * t), k * (1 - t * t) / (1 + t * t)
    with ball.precision(100):
        form = [[ball.ball(value), ball.ball(0)], [ball.ball(0), ball.ball(5)]]
        found = least_eigenvalue(form, ((cosine, -sine), (sine, cosine)))
        assert found is not None
        assert not ball.less(found, ball.ball(value))
        assert not ball.less(ball.ball(value), found)
        assert 0 < ball.radius(found) < 1


@pytest.mark.parametrize(
    "vectors",
    [((ONE, ONE), (ONE, ONE)), ((Fraction(3, 2), ZERO), (ZERO, ONE)), ((ZERO, ZERO), (ZERO, ZERO)), ()],
)
def test_vectors_that_are_far_from_orthogonal_prove_nothing(vectors: tuple[tuple[Fraction, ...], ...]) -> None:
    with ball.precision(100):
        assert least_eigenvalue(balls([[ONE, ZERO], [ZERO, ONE]]) if vectors else [], vectors) is None


def test_a_matrix_that_is_not_known_proves_nothing() -> None:
    with ball.precision(100):
        assert least_eigenvalue([[ball.undefined(), ball.ball(0)], [ball.ball(0), ball.ball(1)]], UNIT) is None


def test_every_matrix_within_is_meant() -> None:
    """The least eigenvalue of the matrices with an entry from 1 to 2 is any number from 1 to 2."""
    with ball.precision(100):
        wide = ball.between(ONE, Fraction(2))
        found = least_eigenvalue([[wide, ball.ball(0)], [ball.ball(0), ball.ball(7)]], UNIT)
        assert found is not None
        for value in (ONE, Fraction(3, 2), Fraction(2)):
            assert not ball.less(found, ball.ball(value))
            assert not ball.less(ball.ball(value), found)
