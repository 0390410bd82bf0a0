"""Balls against 1,000 bits: nothing false is enclosed, and a ball that is a little too small is found out."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any

import pytest

from verify.numerics import ball
from verify.numerics.krawczyk import Landscape
from verify.problem.formula import parse
from verify.problem.functions import FUNCTIONS
from verify.trust import enclosures, programs
from verify.trust.enclosures import WANTED, examine
from verify.trust.high_precision import context, derivative, values
from verify.trust.measure import Figures, Setting, Size

LATE = time.monotonic() + 100_000
SETTING = Setting(Size.CI, 1, LATE, Path(), Path())


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_the_balls_of_a_function_contain_its_values(name: str) -> None:
    wanted = WANTED[Size.CI] // (20 if name == "erf" else 4)
    figures = Figures()
    examine(name, FUNCTIONS[name].balls, wanted, 1, LATE, figures)
    assert figures.faults == []
    assert figures.tried == wanted
    assert figures.counts["enclosed"] > 0.4 * wanted


def too_small(f: Any) -> Any:
    """The midpoint for the ball: wrong in its last bits alone."""
    return lambda x: f(x).mid()


def of_the_middle(f: Any) -> Any:
    """The value at the midpoint of the box, with its error: wrong for wide boxes alone."""
    return lambda x: f(x.mid())


def off_by_one_part_in_2_to_40(f: Any) -> Any:
    return lambda x: f(x) * (1 + ball.ball(Fraction(1, 2**40)))


@pytest.mark.parametrize("wrong", [too_small, of_the_middle, off_by_one_part_in_2_to_40])
@pytest.mark.parametrize("name", ["exp", "log", "tanh", "softplus", "sin"])
def test_a_ball_that_is_too_small_is_found_out(wrong: Any, name: str) -> None:
    figures = Figures()
    examine(name, wrong(FUNCTIONS[name].balls), 300, 1, LATE, figures)
    assert figures.faulty > 10


def test_a_value_where_there_is_none_is_found_out() -> None:
    figures = Figures()
    examine("log", lambda x: ball.ball(0) * 1 + 1, 100, 1, LATE, figures)
    assert any("there is no value" in words for words in figures.faults)


def test_the_balls_of_whole_problems_contain_value_slopes_and_second_derivatives() -> None:
    figures = programs.shared(0, replace(SETTING, jobs=6))
    assert figures.faults == []
    assert figures.counts["enclosed"] > 100


@pytest.mark.parametrize("order", [0, 1, 2])
def test_a_wrong_derivative_is_found_out(order: int) -> None:
    def wrong(scape: Landscape, box: Sequence[Any]) -> Any:
        value, slopes, second = programs.enclosed(scape, box)
        change = ball.ball(Fraction(1, 1000))
        return (
            value + change * (order == 0),
            [s + change * (order == 1) for s in slopes],
            [[s + change * (order == 2) for s in row] for row in second],
        )

    figures = Figures()
    for i in range(4):
        random = Random(i)
        programs.examine(programs.problem(random), random, wrong, figures)
    assert figures.faulty


def test_the_second_route_has_the_values_that_are_known() -> None:
    mp = context()
    x = parse("exp(t)*sin(t) + relu(t - 1)**3/7 + sqrt(t)", ["t"])
    at = mp.mpf(2)
    expected = mp.exp(2) * mp.sin(2) + mp.mpf(1) / 7 + mp.sqrt(2)
    assert abs(values(mp, [x], {"t": at})[0] - expected) < mp.ldexp(1, -1000)
    assert values(mp, [parse("log(t - 3)", ["t"]), parse("1/(t - 2)", ["t"])], {"t": at}) == [None, None]
    slope = derivative(lambda p: values(mp, [x], {"t": p[0]})[0], [at], (0,), mp.ldexp(1, -300))
    known = mp.exp(2) * (mp.sin(2) + mp.cos(2)) + mp.mpf(3) / 7 + 1 / (2 * mp.sqrt(2))
    assert abs(slope - known) < mp.ldexp(1, -500)


def test_the_whole_measure_counts_every_function(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(WANTED, Size.CI, 20)
    figures = enclosures.run(SETTING)
    assert figures.tried == figures.wanted == 20 * len(FUNCTIONS)
    assert figures.passed
