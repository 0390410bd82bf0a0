"""Programs: one lowering, whose values in floats and in balls are those of the expressions."""

from __future__ import annotations

import operator
import random
from fractions import Fraction

import numpy as np
import pytest

from verify.numerics import ball
from verify.numerics.program import FLOATS, Program
from verify.problem.expression import JUMP, UNDEFINED, num, var, where
from verify.problem.formula import parse

TEXTS = (
    "x - y",
    "y - x",
    "x/y",
    "-x + pi",
    "x**3",
    "sqrt(x)",
    "exp(y)*x",
    "y + 1/3",
    "relu(x - y) + 2*relu(y - x)",
    "x",
)
VALUES = [lambda x, y: x - y, lambda x, y: y - x, lambda x, y: x / y, lambda x, y: np.pi - x, lambda x, y: x**3,
          lambda x, y: np.sqrt(x), lambda x, y: np.exp(y) * x, lambda x, y: y + 1 / 3,
          lambda x, y: np.maximum(x - y, 0) + 2 * np.maximum(y - x, 0), lambda x, y: x]  # fmt: skip


def test_one_program_has_the_values_of_all_its_outputs_in_both_arithmetics() -> None:
    program = Program([parse(text, ["x", "y"]) for text in TEXTS], ["x", "y"])
    x, y = np.array([2.25, 0.5]), np.array([-1.5, 3.0])
    floats = program.run(FLOATS, [x, y])
    for found, value in zip(floats, VALUES, strict=True):
        assert np.allclose(found, value(x, y), rtol=1e-14, atol=0)
    for i in range(2):
        with ball.precision(60):
            balls = program.run(ball.BALLS, [ball.ball(Fraction(float(x[i]))), ball.ball(Fraction(float(y[i])))])
            found = [ball.approximate(b) for b in balls]
        assert np.allclose(found, [value(x[i], y[i]) for value in VALUES], rtol=1e-14, atol=0)


@pytest.mark.parametrize("seed", range(20))
def test_no_value_takes_the_place_of_one_that_is_needed_later(seed: int) -> None:
    draw = random.Random(seed)
    built = [(var("x"), 3), (var("y"), -5), (num(2), 2)]
    for _ in range(60):
        (a, at_a), (b, at_b) = draw.choices(built, k=2)
        step = draw.choice([operator.add, operator.sub, operator.mul])
        if abs(step(at_a, at_b)) < 2**50:  # so that floats are exact
            built.append((step(a, b), step(at_a, at_b)))
    wanted = draw.sample(built, 12)
    found = Program([x for x, _ in wanted], ["x", "y"]).run(FLOATS, [np.float64(3), np.float64(-5)])
    assert [int(v) for v in found] == [value for _, value in wanted]


def test_a_long_program_holds_few_values_at_a_time() -> None:
    x = total = var("x")
    for _ in range(1000):
        total = (total + 1) * x
    program = Program([total], ["x"])
    assert len(program.steps) == 2000
    assert program.size == 3  # x, 1 and the total


def test_constants_are_as_precise_as_the_numbers() -> None:
    program = Program([parse("x + 1/3", ["x"]), parse("x*pi", ["x"])], ["x"])
    for bits in (30, 300, 30, 200):
        with ball.precision(bits):
            for found in program.run(ball.BALLS, [ball.ball(1)]):
                assert Fraction(1, 2 ** (bits + 2)) < ball.radius(found) < Fraction(1, 2 ** (bits - 6))


def test_a_branch_at_its_end() -> None:
    at = np.array([-1.0, 0.0, 1.0])
    for order, expected in ((JUMP, [5.0, 7.0, 7.0]), (UNDEFINED, [5.0, np.nan, 7.0])):
        found = Program([where(var("u"), num(7), num(5), order)], ["u"]).run(FLOATS, [at])[0]
        assert np.array_equal(found, expected, equal_nan=True)


@pytest.mark.parametrize("order", [JUMP, UNDEFINED])
def test_a_kink_at_one_point_is_the_same_as_in_a_batch(order: int) -> None:
    points = np.array([-1.0, -0.0, 0.0, 1.0, np.nan, np.inf])
    batch = FLOATS.where(points, points + 2, points - 3, order)
    alone = [FLOATS.where(u, u + 2, u - 3, order) for u in points]
    assert all(isinstance(value, np.float64) for value in alone)
    assert np.array_equal(batch, alone, equal_nan=True)
