"""Balls: what they prove, and what they must not."""

from __future__ import annotations

import time
from fractions import Fraction

import flint
import mpmath
import pytest
from hypothesis import given
from hypothesis import strategies as st

from verify.deadline import OutOfTime, until
from verify.numerics import ball
from verify.numerics.program import Program
from verify.problem.expression import function, var

rationals = st.fractions(min_value=-30, max_value=30, max_denominator=1000)


@given(rationals, st.integers(10, 200))
def test_the_ball_of_a_rational_number_contains_it(value: Fraction, bits: int) -> None:
    with ball.precision(bits):
        enclosure = ball.ball(value)
    low, high = ball.midpoint(enclosure) - ball.radius(enclosure), ball.midpoint(enclosure) + ball.radius(enclosure)
    assert low <= value <= high


def test_a_dyadic_number_is_exact_at_any_precision() -> None:
    value = Fraction(2**200 + 1, 2**300)
    with ball.precision(20):
        enclosure = ball.ball(value)
    assert ball.radius(enclosure) == 0
    assert ball.midpoint(enclosure) == value


def test_a_ball_that_contains_zero_has_no_sign() -> None:
    with ball.precision(53):
        assert ball.sign(ball.around(Fraction(0), Fraction(1))) is None
        assert ball.sign(ball.undefined()) is None
        assert ball.sign(ball.ball(0)) == 0
        assert ball.sign(ball.ball(Fraction(-1, 3))) == -1


def test_overlapping_balls_are_not_ordered() -> None:
    with ball.precision(53):
        x, y = ball.around(Fraction(0), Fraction(1)), ball.around(Fraction(1), Fraction(1))
        assert not ball.less(x, y)
        assert not ball.less(y, x)
        assert ball.less(ball.ball(0), ball.ball(Fraction(1, 10**30)))


def test_nothing_lies_inside_or_around_what_is_not_a_number() -> None:
    with ball.precision(53):
        wide, nan = ball.around(Fraction(0), Fraction(1)), ball.undefined()
        assert not ball.inside(nan, wide)
        assert not ball.inside(wide, nan)
        assert not ball.inside(wide, wide)
        assert not ball.finite(nan)
        assert not ball.positive(nan)
        assert not ball.within(nan, Fraction(0), Fraction(1))
        assert not ball.beyond(nan, Fraction(0), Fraction(1))


@pytest.mark.parametrize("bits", [53, 200])
def test_precision_is_restored(bits: int) -> None:
    before = flint.ctx.prec
    with ball.precision(bits):
        assert flint.ctx.prec == bits
    assert flint.ctx.prec == before


@pytest.mark.parametrize("name", sorted(ball.BALLS.functions))
@given(value=st.fractions(min_value=Fraction(1, 50), max_value=20, max_denominator=500))
def test_every_function_encloses_an_independent_value(name: str, value: Fraction) -> None:
    program = Program([function(name, var("x"))], ["x"])
    with ball.precision(80):
        enclosure = program.run(ball.BALLS, [ball.ball(value)])[0]
    low, high = ball.midpoint(enclosure) - ball.radius(enclosure), ball.midpoint(enclosure) + ball.radius(enclosure)
    with mpmath.workdps(60):
        x = mpmath.mpf(value.numerator) / value.denominator
        other = {
            "sigmoid": lambda v: 1 / (1 + mpmath.exp(-v)),
            "softplus": lambda v: mpmath.log(1 + mpmath.exp(v)),
        }.get(name, getattr(mpmath, name, None))
        assert other is not None
        y = other(x)
        slack = mpmath.mpf(10) ** -50 * (1 + abs(y))
        assert mpmath.mpf(low.numerator) / low.denominator - slack <= y
        assert y <= mpmath.mpf(high.numerator) / high.denominator + slack


def test_an_integer_power_of_a_ball_around_zero_is_finite_and_contains_the_power() -> None:
    with ball.precision(53):
        square = ball.BALLS.power(ball.around(Fraction(0), Fraction(1)), Fraction(2))
        assert ball.finite(square)
        assert square.contains(1)
        assert ball.sign(ball.BALLS.power(ball.ball(-2), Fraction(3))) == -1


def test_a_jump_inside_a_ball_gives_the_hull_and_an_undefined_slope_gives_nothing() -> None:
    with ball.precision(53):
        across = ball.around(Fraction(0), Fraction(1))
        zero, one = ball.ball(0), ball.ball(1)
        hull = ball.BALLS.where(across, one, zero, -1)
        assert hull.contains(0)
        assert hull.contains(1)
        assert not ball.finite(ball.BALLS.where(across, one, zero, -2))
        assert not ball.finite(ball.BALLS.where(zero, one, zero, -2))
        assert ball.sign(ball.BALLS.where(zero, one, zero, -1)) == 1


@pytest.mark.parametrize("exponent", [Fraction(1, 3), Fraction(2, 5), Fraction(1, 2)])
def test_a_root_of_exactly_zero_is_zero_and_its_slope_is_nothing(exponent: Fraction) -> None:
    with ball.precision(64):
        values = Program([var("x") ** exponent, var("x") ** -exponent], ["x"]).run(ball.BALLS, [ball.ball(0)])
        around = Program([var("x") ** exponent], ["x"]).run(ball.BALLS, [ball.around(Fraction(0), Fraction(1))])
    assert ball.sign(values[0]) == 0
    assert not ball.finite(values[1])
    assert not ball.finite(around[0])


@given(
    st.integers(0, 5).flatmap(lambda n: st.lists(st.lists(rationals, min_size=n, max_size=n), min_size=n, max_size=n))
)
def test_a_determinant_contains_the_exact_one(rows: list[list[Fraction]]) -> None:
    fractions = [[flint.fmpq(x.numerator, x.denominator) for x in row] for row in rows]
    exact = flint.fmpq_mat(fractions).det() if rows else flint.fmpq(1)
    with ball.precision(256):
        found = ball.determinant([[ball.ball(x) for x in row] for row in rows])
    if ball.finite(found):
        assert abs(ball.midpoint(found) - Fraction(int(exact.p), int(exact.q))) <= ball.radius(found)
    assert (ball.sign(found) in (1, -1)) == (exact != 0)


def test_a_deadline_interrupts_a_large_determinant() -> None:
    with ball.precision(4096):
        rows = [[1 / ball.ball(i + j + 1) for j in range(300)] for i in range(300)]
        started = time.monotonic()
        with pytest.raises(OutOfTime), until(started + 0.5):
            ball.determinant(rows)
    assert time.monotonic() - started < 2
