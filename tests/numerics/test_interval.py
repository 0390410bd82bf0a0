"""Intervals: every operation gives the least interval that holds its values, with just the ends that are attained."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from itertools import product

import pytest

from verify.numerics import ball
from verify.numerics.interval import NEGATIVE, NOT_NEGATIVE, NOT_POSITIVE, REALS, Interval, between, enclosing

NEAR, FAR = 2.0**-12, 2.0**24
"""So near to an end, and so far out, are the numbers that are tried; all of them, and their products, are exact."""

ENDS = (None, -2, 0, 1, None)


def intervals() -> list[Interval]:
    found = [between(n, n) for n in (-2, 0, 1)]
    for i, low in enumerate(ENDS):
        for high in ENDS[i + 1 :]:
            for low_open, high_open in product((True, False), repeat=2):
                if (low_open or low is not None) and (high_open or high is not None):
                    found.append(between(low, high, low_open, high_open))
    return found


ALL = intervals()


def ends(x: Interval) -> tuple[float, float]:
    return ball.approximate(x.low), ball.approximate(x.high)


def numbers(x: Interval) -> list[float]:
    """Numbers of an interval: its ends, as far as they belong to it, those near them or far out, and 0."""
    low, high = ends(x)
    tried = {low, low + NEAR, high - NEAR, high, -FAR, FAR, NEAR, -NEAR, 0.0}
    return sorted(t for t in tried if holds(x, t))


def holds(x: Interval, number: float) -> bool:
    low, high = ends(x)
    return (low < number or (low == number and not x.low_open)) and (
        number < high or (number == high and not x.high_open)
    )


def require_hull(x: Interval, values: Iterable[float]) -> None:
    """``x`` is the least interval with these values and those between, of which only a few are given."""
    found = sorted(values)
    low, high = ends(x)
    assert all(holds(x, v) for v in found)
    for end, extreme, is_open in ((low, found[0], x.low_open), (high, found[-1], x.high_open)):
        if end in (float("inf"), float("-inf")):
            assert is_open
            assert abs(extreme) >= 1 / NEAR
        else:
            assert (extreme != end) == is_open
            assert abs(extreme - end) <= 16 * NEAR


PAIRS: dict[str, tuple[Callable[[Interval, Interval], Interval], Callable[[float, float], float]]] = {
    "sum": (lambda x, y: x + y, lambda u, v: u + v),
    "product": (lambda x, y: x * y, lambda u, v: u * v),
}


@pytest.mark.parametrize("name", PAIRS)
def test_two_intervals(name: str) -> None:
    combined, value = PAIRS[name]
    for x, y in product(ALL, repeat=2):
        require_hull(combined(x, y), [value(u, v) for u, v in product(numbers(x), numbers(y))])


def test_what_two_intervals_share_and_what_holds_both() -> None:
    for x, y in product(ALL, repeat=2):
        shared = sorted({*numbers(x), *numbers(y)})
        both = [v for v in shared if holds(x, v) and holds(y, v)]
        found = x.meet(y)
        assert (found is None) == (not both)
        if found is not None:
            require_hull(found, both)
        require_hull(x.join(y), shared)


SINGLE: dict[str, tuple[Callable[[Interval], Interval], Callable[[float], float]]] = {
    "negative": (lambda x: -x, lambda v: -v),
    "size": (lambda x: x.size(), abs),
    "first power": (lambda x: x.whole_power(1), lambda v: v),
    "square": (lambda x: x.whole_power(2), lambda v: v**2),
    "cube": (lambda x: x.whole_power(3), lambda v: v**3),
}


@pytest.mark.parametrize("name", SINGLE)
def test_one_interval(name: str) -> None:
    changed, value = SINGLE[name]
    for x in ALL:
        require_hull(changed(x), [value(v) for v in numbers(x)])


def test_the_inverse_of_what_has_a_sign_and_of_what_has_none() -> None:
    for x in ALL:
        if all(v > 0 for v in numbers(x)) or all(v < 0 for v in numbers(x)):
            require_hull(x.inverse(), [1 / v for v in numbers(x)])
        else:
            assert x.inverse() == REALS


def test_the_signs_of_an_interval() -> None:
    for x in ALL:
        mine = numbers(x)
        assert x.positive == all(v > 0 for v in mine)
        assert x.negative == all(v < 0 for v in mine)
        assert x.is_zero == all(v == 0 for v in mine)
        low, high = ends(x)
        assert x.nonnegative == (low >= 0)
        assert x.nonpositive == (high <= 0)


def test_ends_are_rounded_outward() -> None:
    third, tenth = Fraction(1, 3), Fraction(1, 10)
    with ball.precision(20):
        x, y = between(third, third), between(tenth, tenth)
        for found, exact in {
            x: third, x + y: third + tenth, x * y: third * tenth, x - y: third - tenth, x.inverse(): Fraction(3),
            x.whole_power(3): third**3, enclosing(ball.ball(third)): third, -x: -third,
        }.items():  # fmt: skip
            assert ball.midpoint(found.low) < exact < ball.midpoint(found.high)


def test_a_rising_function_has_its_limits_at_infinite_ends() -> None:
    def tanh(x: Interval) -> Interval:
        return x.rising(lambda v: v.tanh(), ball.ball(-1), ball.ball(1))

    assert ends(tanh(REALS)) == (-1, 1)
    assert ends(REALS.rising(lambda v: v)) == (float("-inf"), float("inf"))
    half = tanh(between(0, None))
    assert (ends(half), half.low_open, half.high_open) == ((0, 1), False, True)
    assert ends(REALS.rising(lambda v: v / (1 + abs(v)), ball.ball(-1), ball.ball(1))) == (-1, 1)  # inf/inf
    nothing = between(0, 1).rising(lambda v: ball.undefined())
    assert (ends(nothing), nothing.low_open, nothing.high_open) == (ends(REALS), True, True)


def test_an_unbounded_ball_encloses_nothing_and_is_written_so() -> None:
    assert enclosing(ball.undefined()) == enclosing(ball.INFINITY) == REALS
    assert enclosing(ball.ball(2)) == between(2, 2)
    assert between(1, 1).decimal(5) == "1.0000"
    assert between(0, None).decimal(5) == between(None, 0).decimal(5) == "unbounded"
    assert [ends(x) for x in (NOT_NEGATIVE, NOT_POSITIVE, NEGATIVE)] == [
        (0, float("inf")),
        (float("-inf"), 0),
        (float("-inf"), 0),
    ]
    assert (NOT_NEGATIVE.low_open, NOT_POSITIVE.high_open, NEGATIVE.high_open) == (False, False, True)


@pytest.mark.parametrize("x", [(False, False), (False, True), (True, False), (True, True)])
@pytest.mark.parametrize("y", [(False, False), (False, True), (True, False), (True, True)])
def test_an_end_of_two_intervals_belongs_to_their_hull_if_to_one_and_to_their_meet_if_to_both(
    x: tuple[bool, bool], y: tuple[bool, bool]
) -> None:
    one, other = between(0, 1, *x), between(0, 1, *y)
    joined, met = one.join(other), one.meet(other)
    assert met is not None
    assert (joined.low_open, joined.high_open) == (x[0] and y[0], x[1] and y[1])
    assert (met.low_open, met.high_open) == (x[0] or y[0], x[1] or y[1])


@pytest.mark.parametrize(("low_open", "high_open"), [*product((True, False), repeat=2)])
def test_the_size_at_two_ends_that_are_as_far_from_0_is_attained_if_one_of_them_is(
    low_open: bool, high_open: bool
) -> None:
    assert between(-1, 1, low_open, high_open).size() == between(0, 1, False, low_open and high_open)
