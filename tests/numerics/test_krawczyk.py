"""Krawczyk's test and inertia: what they accept is there, and what is not there they refuse."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from problems import SADDLE, TANH, TANH_MINIMUM

from verify.files.load import problem_from_tables
from verify.numerics import ball
from verify.numerics.inertia import negative_eigenvalues
from verify.numerics.krawczyk import Box, Landscape, contains_one_zero
from verify.problem.formula import parse
from verify.propose.newton import eigenvectors, preconditioner, refine


@pytest.fixture
def tanh() -> Landscape:
    problem = problem_from_tables(TANH)
    return Landscape(problem.risk, problem.names)


START = [Fraction(text) for text in TANH_MINIMUM]


@pytest.mark.parametrize("bits", [64, 256, 1024])
def test_a_refined_box_is_small_and_holds_one_zero(tanh: Landscape, bits: int) -> None:
    found = refine(tanh, START, bits)
    assert found is not None
    box, y = found
    assert box.radius <= Fraction(1, 2 ** (bits // 4))
    assert contains_one_zero(tanh, box, y, bits + 64)


def test_a_box_beside_the_zero_is_refused(tanh: Landscape) -> None:
    found = refine(tanh, START, 128)
    assert found is not None
    box, y = found
    beside = Box((box.center[0] + 3 * box.radius, *box.center[1:]), box.radius)
    assert not contains_one_zero(tanh, beside, y, 192)


def test_a_box_around_two_zeros_is_refused() -> None:
    cubic = Landscape(parse("x**4/4 - x**2/2", ["x"]), ["x"])  # critical points -1, 0, 1
    for center, radius in ((Fraction(1, 2), Fraction(3, 4)), (Fraction(0), Fraction(2))):
        y = preconditioner(cubic, [center])
        assert y is not None
        assert not contains_one_zero(cubic, Box((center,), radius), y, 64)


def test_a_double_zero_is_refused_as_not_unique() -> None:
    double = Landscape(parse("x**3/3", ["x"]), ["x"])
    assert not contains_one_zero(double, Box((Fraction(0),), Fraction(1, 8)), ((Fraction(1),),), 64)
    assert refine(double, [Fraction(1, 100)], 64) is None


def test_newton_that_diverges_finds_nothing() -> None:
    """Newton's method for atan(x) = 0 from 3 squares its distance at each step."""
    flat = Landscape(parse("x*atan(x) - log(1 + x**2)/2", ["x"]), ["x"])
    assert refine(flat, [Fraction(1)], 96) is not None
    assert refine(flat, [Fraction(3)], 96) is None


def test_a_zero_on_the_face_of_a_box_is_refused() -> None:
    line = Landscape(parse("x**2/2", ["x"]), ["x"])
    assert not contains_one_zero(line, Box((Fraction(1),), Fraction(1)), ((Fraction(1),),), 64)
    third = Landscape(parse("(x - 1/3)**2/2", ["x"]), ["x"])  # no ball of 64 bits has 1/3 as an endpoint
    assert not contains_one_zero(third, Box((Fraction(4, 3),), Fraction(1)), ((Fraction(1),),), 64)
    assert contains_one_zero(line, Box((Fraction(1),), Fraction(9, 8)), ((Fraction(1),),), 64)


def test_a_kink_inside_the_box_is_refused() -> None:
    kink = Landscape(parse("relu(x)**2/2 + x**2/2", ["x"]), ["x"])  # the second derivative jumps at 0
    assert not contains_one_zero(kink, Box((Fraction(0),), Fraction(1)), ((Fraction(1, 2),),), 64)


def test_the_signature_of_a_saddle_is_found_and_a_singular_matrix_is_not_decided() -> None:
    problem = problem_from_tables(SADDLE)
    scape = Landscape(problem.risk, problem.names)
    with ball.precision(64):
        at_zero = scape.hessian([ball.ball(0), ball.ball(0)])
        congruence = eigenvectors(scape.float_hessian([Fraction(0), Fraction(0)]))
        assert negative_eigenvalues(at_zero, congruence) == 1
        on_curve = [Fraction(2), Fraction(1, 2)]
        singular = scape.hessian([ball.ball(v) for v in on_curve])
        assert negative_eigenvalues(singular, eigenvectors(scape.float_hessian(on_curve))) is None


@pytest.mark.parametrize("seed", range(10))
def test_inertia_agrees_with_exact_signs_of_a_random_integer_matrix(seed: int) -> None:
    rng = np.random.default_rng(seed)
    half = rng.integers(-5, 6, (4, 4))
    matrix = (half + half.T).astype(float)
    with ball.precision(80):
        balls = [[ball.ball(int(v)) for v in row] for row in matrix]
        found = negative_eigenvalues(balls, eigenvectors(matrix))
    values = np.linalg.eigvalsh(matrix)
    if found is not None:
        assert found == int((values < 0).sum())
    else:
        assert np.min(np.abs(values)) < 1e-6


def test_a_rank_deficient_congruence_decides_nothing() -> None:
    with ball.precision(64):
        identity = [[ball.ball(1), ball.ball(0)], [ball.ball(0), ball.ball(1)]]
        one = Fraction(1)
        assert negative_eigenvalues(identity, ((one, one), (one, one))) is None


def test_the_preconditioner_stands_on_the_left_of_the_hessian() -> None:
    steep = Landscape(parse("x**2/2 + 50*y**2", ["x", "y"]), ["x", "y"])
    box, one, hundredth = Box((Fraction(0), Fraction(0)), Fraction(1)), Fraction(1), Fraction(1, 100)
    assert contains_one_zero(steep, box, ((one, Fraction(0)), (Fraction(1, 50), hundredth)), 64)
    assert not contains_one_zero(steep, box, ((one, Fraction(1, 50)), (Fraction(0), hundredth)), 64)


def test_the_image_has_to_lie_inside_from_every_side_and_in_every_coordinate() -> None:
    bowl = Landscape(parse("x**2/2 + y**2/2", ["x", "y"]), ["x", "y"])
    unit = ((Fraction(1), Fraction(0)), (Fraction(0), Fraction(1)))
    for x, y, inside in ((0, 0, True), (2, 0, False), (-2, 0, False), (0, 2, False), (0, -2, False)):
        assert contains_one_zero(bowl, Box((Fraction(x), Fraction(y)), Fraction(1)), unit, 64) is inside
    half = tuple(tuple(v / 2 for v in row) for row in unit)
    assert contains_one_zero(bowl, Box((Fraction(0), Fraction(0)), Fraction(1)), half, 64)
    for radius in (0, -1):
        assert not contains_one_zero(bowl, Box((Fraction(0), Fraction(0)), Fraction(radius)), unit, 64)
    assert not contains_one_zero(Landscape(parse("1", []), []), Box((), Fraction(1)), (), 64)


def test_a_landscape_has_the_value_the_slopes_and_the_second_derivatives_of_its_function() -> None:
    scape = Landscape(parse("x**3*y + y**2 + 5*z", ["x", "y", "z"]), ["x", "y", "z"])
    point = [Fraction(2), Fraction(-1), Fraction(3)]
    with ball.precision(64):
        at = [ball.ball(v) for v in point]
        assert ball.midpoint(scape.value(at)) == 8
        assert [ball.midpoint(v) for v in scape.gradient(at)] == [-12, 6, 5]
        second = [[-12, 12, 0], [12, 2, 0], [0, 0, 0]]
        assert [[ball.midpoint(v) for v in row] for row in scape.hessian(at)] == second
    assert scape.float_hessian(point).tolist() == second
    assert Landscape(parse("1", []), []).float_hessian([]).shape == (0, 0)


def test_the_discs_decide_only_what_lies_clear_of_zero() -> None:
    unit = ((Fraction(1), Fraction(0)), (Fraction(0), Fraction(1)))
    with ball.precision(64):
        for rows, expected in (
            ([[3, 1], [1, 2]], 0), ([[-3, 1], [1, 2]], 1), ([[-3, -1], [-1, -2]], 2), ([[3, -1], [-1, -2]], 1),
            ([[1, 2], [2, 1]], None), ([[1, 1], [1, 1]], None), ([[-1, 1], [1, 5]], None), ([[0, 0], [0, 5]], None),
        ):  # fmt: skip
            assert negative_eigenvalues([[ball.ball(v) for v in row] for row in rows], unit) == expected
        # The form on the span of one vector, and a congruence that is not symmetric: Q' H Q, not Q H Q'.
        form = [[ball.ball(v) for v in row] for row in ([1, 3], [3, 1])]
        assert negative_eigenvalues(form, ((Fraction(1),), (Fraction(-1),))) == 1
        form = [[ball.ball(v) for v in row] for row in ([1, 3], [3, 5])]
        shear = ((Fraction(1), Fraction(-3)), (Fraction(0), Fraction(1)))
        assert negative_eigenvalues(form, shear) == 1
        assert negative_eigenvalues(form, tuple(zip(*shear, strict=True))) is None
