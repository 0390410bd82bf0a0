"""Intervals in whole arrays: every operation and function encloses, as balls of many bits see it."""

from __future__ import annotations

from fractions import Fraction

import flint
import numpy as np
import pytest

from verify.numerics import ball, exponentials
from verify.numerics.interval_batch import BATCHES, IntervalBatch
from verify.numerics.landscape_batch import (
    LandscapeBatch,
    centers,
    contraction,
    curves_down,
    no_zero_by_newton,
    nonzero,
    nonzero_by_mean_value,
    reaches,
)
from verify.numerics.program import Program
from verify.problem.expression import Expr, num, var
from verify.problem.formula import parse
from verify.problem.functions import FUNCTIONS

RNG = np.random.default_rng(5)
NAMES = ("s", "t")


def balls(values: np.ndarray) -> list[ball.Ball]:
    return [ball.ball(Fraction(float(v))) for v in values]


def holds(x: IntervalBatch, i: int, value: ball.Ball) -> bool:
    """Whether interval i holds all of a ball."""
    low, high = x.low[i], x.high[i]
    above = not np.isfinite(high) or ball.ball(Fraction(float(high))) >= value
    return bool((not np.isfinite(low) or ball.ball(Fraction(float(low))) <= value) and above)


@pytest.mark.parametrize("name", ["exps", "sigmoids", "tanhs"])
def test_each_elementary_function_keeps_its_error(name: str) -> None:
    """At 4,000 numbers of all sizes, those where the reduction of the argument jumps among them."""
    steps = np.arange(-40, 40) * np.log(2) / 2
    x = np.concatenate([RNG.uniform(-30, 30, 2000), RNG.normal(0, 1, 1000) * 10.0 ** RNG.integers(-12, 2, 1000), steps])
    x = np.concatenate([x, np.nextafter(steps, 99), np.nextafter(steps, -99), [0.0, -0.0, 700.0, -700.0]])
    found = getattr(exponentials, name)(x)
    function = FUNCTIONS[{"exps": "exp", "sigmoids": "sigmoid", "tanhs": "tanh"}[name]].balls
    relative = {"exps": exponentials.EXP_ERROR, "sigmoids": exponentials.QUOTIENT_ERROR, "tanhs": 0.0}[name]
    absolute = exponentials.QUOTIENT_ERROR if name == "tanhs" else exponentials.TINY
    with ball.precision(200):
        for v, f in zip(balls(x), balls(found), strict=True):
            true = function(v)
            room = abs(true) * flint.arb(relative) + flint.arb(absolute)
            assert abs(f - true) <= room / 8, f"far nearer to the bound than the analysis has it, at {v}"


def test_beyond_the_farthest_exp_claims_nothing_from_below() -> None:
    x = IntervalBatch.between(np.array([800.0, -900.0]), np.array([900.0, -800.0]))
    with np.errstate(all="ignore"):
        found = BATCHES.functions["exp"](x)
    assert np.isnan(found.low[0])
    assert found.low[1] == 0.0 < found.high[1] < 1e-300


TEXTS = [
    "s*t - t**3 + 1/7", "exp(-s**2)*tanh(t)", "sigmoid(3*s + t)**2", "s/(2 + t**2)", "(s - t)**(-2)", "softplus(s*t)",
    "sin(s) + atan(t)", "erf(s)*sqrt(2 + t**2)", "log(3 + s*t)", "gelu(s)*t", "relu(s - t)", "elu(s)", "pi*s - t/pi",
]  # fmt: skip


@pytest.mark.parametrize("text", TEXTS)
def test_a_formula_and_its_derivatives_are_enclosed_on_boxes(text: str) -> None:
    """At random points of 60 boxes, narrow and wide."""
    x: Expr = parse(text, NAMES)
    batch = LandscapeBatch(x, NAMES)
    center, reach = RNG.uniform(-1, 1, (60, 2)), RNG.uniform(0, 1, (60, 2)) * 10.0 ** RNG.integers(-9, 1, (60, 1))
    low, high = center - reach / 2, center + reach / 2
    found = [*np.moveaxis(batch.gradient(low, high), 2, 0), *np.moveaxis(batch.hessian(low, high)[:, :, 1, :], 2, 0)]
    program = Program([*batch._first, *batch._second[1]], NAMES)
    decided = 0
    with ball.precision(200):
        for i in range(60):
            at = np.clip(center[i] + reach[i] * RNG.uniform(-0.5, 0.5, 2), low[i], high[i])
            for ends, value in zip(found, program.run(ball.BALLS, balls(at)), strict=True):
                if not np.isfinite(ends[:, i]).all() or not ball.finite(value):
                    continue
                decided += 1
                assert holds(IntervalBatch(ends.copy()), i, value), (text, i)
    assert decided > 60


def test_a_square_and_a_product_of_signs_are_no_wider_than_they_have_to_be() -> None:
    x = IntervalBatch.between(np.array([-2.0]), np.array([1.0]))
    y = IntervalBatch.between(np.array([-3.0]), np.array([5.0]))
    for found, low, high in ((x * x, 0, 4), (x * y, -10, 6), (x - y, -7, 4), ((x * x) * y, -12, 20)):
        assert low - 1e-12 <= found.low[0] <= low
        assert high <= found.high[0] <= high + 1e-12


def test_a_quotient_by_an_interval_with_zero_is_everything() -> None:
    one, both = (IntervalBatch.between(np.array([low]), np.array([1.0])) for low in (1.0, -1.0))
    with np.errstate(all="ignore"):
        assert not nonzero((one / both).ends)[0]
    kink = Program([parse("abs(s)", NAMES)], NAMES)
    assert kink.run(BATCHES, [IntervalBatch.between(np.array([-1.0]), np.array([2.0]))] * 2)[0].high[0] >= 2


def test_a_number_that_is_none_proves_nothing() -> None:
    none, one = np.full((2, 1, 2), np.nan), np.ones((1, 2))
    assert not nonzero(none).any()
    assert not nonzero_by_mean_value(none, np.ones((2, 1, 2, 2)), one).any()
    assert not curves_down(np.full((2, 1, 2, 2), np.nan), one).any()
    assert not no_zero_by_newton(none, np.ones((2, 1, 2, 2)), one, np.eye(2)[None]).any()
    assert not (contraction(np.full((2, 1, 2, 2), np.nan), one, np.eye(2)[None]) < 1).any()


def test_the_tests_of_boxes_decide_what_is_so_and_nothing_else() -> None:
    """Of (s - 1/4)^2 + s t^2, which falls in s left of 1/4 near t = 0, curves down in t where s < 0, has one zero."""
    x = (var("s") - num(Fraction(1, 4))) ** 2 + var("s") * var("t") ** 2
    batch = LandscapeBatch(x, NAMES)
    low, high = np.array([[-1.0, -0.1], [0.2, -0.1], [-1.0, -2.0]]), np.array([[0.125, 0.1], [0.3, 0.1], [-0.5, 2.0]])
    center, hessians = centers(low, high), batch.hessian(low, high)
    reach, here = reaches(low, high, center), batch.gradient(center, center)
    mean = nonzero_by_mean_value(here, hessians.swapaxes(2, 3), reach)
    assert mean[:, 0].tolist() == [True, False, False]
    assert nonzero(batch.slope(0, low, high)).tolist() == [True, False, False]
    assert curves_down(hessians, np.array([[0.0, 1.0]] * 3)).tolist() == [False, False, True]
    y = np.linalg.inv((hessians[1] - hessians[0])[:, :, :] / 2)
    assert no_zero_by_newton(here, hessians, reach, y).tolist()[:2] == [True, False]
    assert (contraction(hessians, reach, y) < 1).tolist()[1]
