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


def test_a_number_of_which_no_digit_is_certain_is_shown_by_a_bound() -> None:
    with ball.precision(100):
        vague = ball.between(Fraction(1, 10**36), Fraction(9, 10**36))
        assert ball.decimal(vague, 5) == "0e-35"
        assert Fraction(1, 2 * 10**36) < Fraction(ball.known_digits(vague, 5)) <= Fraction(11, 10**37)
        assert ball.known_digits(ball.ball(Fraction(5, 4)), 5) == ball.decimal(ball.ball(Fraction(5, 4)), 5)


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


def test_nothing_lies_around_what_is_not_a_number() -> None:
    with ball.precision(53):
        nan = ball.undefined()
        assert not ball.finite(nan)
        assert not ball.positive(nan)
        assert not ball.within(nan, Fraction(0), Fraction(1))
        assert not ball.beyond(nan, Fraction(0), Fraction(1))


def test_what_reaches_an_end_is_neither_within_it_nor_beyond() -> None:
    one, half = Fraction(1), Fraction(1, 2)
    with ball.precision(53):
        for number, within, beyond in (
            (Fraction(3, 4), True, False), (Fraction(5, 4), True, False), (half, False, False),
            (Fraction(3, 2), False, False), (Fraction(1, 4), False, True), (Fraction(7, 4), False, True),
        ):  # fmt: skip
            assert ball.within(ball.ball(number), one, half) == within
            assert ball.beyond(ball.ball(number), one, half) == beyond
        across = ball.around(half, Fraction(1, 8))
        assert not ball.within(across, one, half)
        assert not ball.beyond(across, one, half)


def test_a_ball_from_one_number_to_another_holds_both_and_little_else() -> None:
    with ball.precision(60):
        for found in (ball.between(Fraction(-1, 3), Fraction(5, 7)), ball.around(Fraction(4, 21), Fraction(11, 21))):
            low, high = ball.midpoint(ball.lower(found)), ball.midpoint(ball.upper(found))
            assert Fraction(-1, 3) - Fraction(1, 2**24) < low < Fraction(-1, 3)
            assert Fraction(5, 7) < high < Fraction(5, 7) + Fraction(1, 2**24)
            assert Fraction(5, 7) <= ball.magnitude(found) < Fraction(5, 7) + Fraction(1, 2**24)


def test_a_number_is_written_down_up_to_its_size() -> None:
    with ball.precision(53):
        largest = ball.ball(2) ** ball.WRITTEN
        assert ball.midpoint(largest) == Fraction(2) ** ball.WRITTEN
        assert ball.midpoint(1 / largest) == Fraction(1, 2**ball.WRITTEN)
        for beyond in (2 * largest, 1 / (2 * largest)):
            for write in (ball.midpoint, ball.magnitude, ball.rounded):
                with pytest.raises(OverflowError, match="written down"):
                    write(beyond)
        with pytest.raises(OverflowError, match="no finite enclosure"):
            ball.midpoint(ball.undefined())
        with pytest.raises(OverflowError, match="no finite enclosure"):
            ball.magnitude(ball.INFINITY)


def test_a_rounded_number_is_near_and_short() -> None:
    with ball.precision(100):
        for number in (Fraction(1, 3), Fraction(-22, 7) * 2**50, Fraction(5), Fraction(3, 2**40)):
            short = ball.rounded(ball.ball(number), 24)
            assert abs(short - number) <= abs(number) / 2**22
            assert abs(short.numerator).bit_length() <= 24 or short.denominator == 1
        assert ball.rounded(ball.ball(5)) == 5


def test_a_number_for_reading() -> None:
    with ball.precision(100):
        assert ball.decimal(ball.ball(Fraction(1, 4)), 5) == "0.25000"
        assert ball.decimal(ball.ball(Fraction(-1, 3)), 5) == "-0.33333"
        assert ball.decimal(ball.ball(0)) == "0"
        assert ball.decimal(ball.around(Fraction(0), Fraction(1, 10**7))) == "0 to within 1e-07"
        assert ball.decimal(ball.around(Fraction(0), Fraction(1, 10**400))) == "0 to within 1e-300"
        assert ball.decimal(ball.undefined()) == "nan"


POWERS = [
    ("4", "1/2", "2"), ("4", "-1/2", "1/2"), ("8", "1/3", "2"), ("8", "-2/3", "1/4"), ("4", "3/2", "8"),
    ("2", "5", "32"), ("2", "-3", "1/8"), ("-2", "3", "-8"), ("3", "0", "1"), ("0", "1/3", "0"), ("0", "2", "0"),
    ("2", "6", "64"),
]  # fmt: skip


@pytest.mark.parametrize(("base", "exponent", "expected"), POWERS)
def test_a_rational_power(base: str, exponent: str, expected: str) -> None:
    with ball.precision(53):
        found = ball.fractional_power(ball.ball(Fraction(base)), Fraction(exponent))
        assert found.contains(ball.ball(Fraction(expected)))
        assert ball.radius(found) < Fraction(1, 2**40)


def test_powers_without_a_value() -> None:
    with ball.precision(53):
        for base, exponent in (("-1", "1/2"), ("-1", "1/3"), ("0", "-1"), ("0", "-1/2"), ("0", "-1/3")):
            assert not ball.finite(ball.fractional_power(ball.ball(Fraction(base)), Fraction(exponent)))


def test_systems_products_and_roots() -> None:
    with ball.precision(64):
        a = [[ball.ball(2), ball.ball(1)], [ball.ball(1), ball.ball(3)]]
        right = [ball.ball(4), ball.ball(7)]
        for solve in (ball.solve, ball.approximate_solution):
            found = solve(a, right)
            assert found is not None
            assert all(abs(ball.midpoint(x) - n) < Fraction(1, 2**50) for x, n in zip(found, (1, 2), strict=True))
            assert solve([[ball.ball(1)] * 2] * 2, right) is None
        enclosure = ball.solve(a, right)
        assert enclosure is not None
        assert [x.contains(n) for x, n in zip(enclosure, (1, 2), strict=True)] == [True, True]
        b = [[ball.ball(0), ball.ball(1)], [ball.ball(5), ball.ball(0)]]
        assert [[int(ball.midpoint(x)) for x in row] for row in ball.product(a, b)] == [[5, 2], [15, 1]]
        assert ball.midpoint(ball.dot(right, [ball.ball(3), ball.ball(-1)])) == 5
        roots = ball.real_roots([0, -2, -1, 1])  # x (x + 1) (x - 2)
        assert [round(ball.approximate(x)) for x in roots] == [-1, 0, 2]
        assert [round(ball.approximate(x)) for x in ball.real_roots([-1, 1, -1, 1])] == [1]
        assert ball.midpoint(ball.middle(ball.around(Fraction(3), Fraction(1)))) == 3
        assert ball.radius(ball.middle(ball.around(Fraction(3), Fraction(1)))) == 0
        assert ball.within(ball.exponential(Fraction(1)), Fraction(2718281828, 10**9), Fraction(1, 10**9))
        assert ball.within(ball.logarithm(Fraction(2)), Fraction(693147180, 10**9), Fraction(1, 10**9))


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


@pytest.mark.parametrize(
    "entry", [ball.ball(0), ball.between(Fraction(-1), Fraction(1)), ball.between(Fraction(0), Fraction(1))]
)
def test_a_matrix_without_a_certain_pivot_has_no_determinant(entry: ball.Ball) -> None:
    one = ball.ball(1)
    for matrix in ([[entry]], [[entry, entry], [entry, one]], [[one, one], [one, one + entry]]):
        assert not ball.finite(ball.determinant(matrix))
    assert ball.determinant([]) == 1
