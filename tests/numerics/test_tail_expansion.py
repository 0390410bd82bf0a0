"""Expansions on a tail: at every t of it the number lies within the bound, and what is doubtful has no expansion."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest

from verify.numerics import ball
from verify.numerics.ball import Ball
from verify.numerics.log_powers import NO_EXPONENT, NUMBER_ONE, UNIT, atom, ball_of, exponent_of, lower_rate, plus
from verify.numerics.program import Program
from verify.numerics.tail_bounds import TailBounds
from verify.numerics.tail_expansion import Expansion, Tail
from verify.problem.formula import parse

LOG = "log(1/t)"
GROWS: dict[str, str] = {
    "a power": "3*t**2 - t",
    "a pole": "1/t + 2",
    "a quotient": "(1 + t)/(2 - t)",
    "a quotient of poles": "(1/t + 1)/(3/t**2 - 1)",
    "a saturated tanh": f"tanh(1/3 + 2*{LOG})",
    "a tanh at minus infinity": f"tanh(1/3 - {LOG})",
    "a sigmoid": f"sigmoid(-1 - {LOG}/2)",
    "a sigmoid that rises": f"sigmoid(1 + 3*{LOG})",
    "a softplus that falls": f"softplus(1 - {LOG})",
    "a softplus that grows": f"softplus(1 + {LOG})",
    "a softplus less its argument": f"softplus(1 + {LOG}) - (1 + {LOG})",
    "an irrational rate": f"exp(-sqrt(2)*{LOG}) + exp(-tanh(1)*{LOG})",
    "a logarithm times a power": f"(2 - {LOG})*tanh(2*{LOG} + 1)",
    "a square of a logarithm": f"{LOG}**2*t",
    "units that merge": "(sigmoid(1/3 + t/4) - sigmoid(1/3 - t/4))/t",
    "merged inside a function": "tanh((tanh(1/3 + t/4) - tanh(1/3 - t/4))/t)",
    "a logarithm of a sum": f"log(1 + exp(-2*{LOG}) + exp(-{LOG}))",
    "a logarithm of a pole": "log(3/t + 1)",
    "a root": "sqrt(4*t + t**2)",
    "a kink on one side": f"relu({LOG} + 1) + relu(-1 - {LOG})",
    "a function at a number": "sin(1 + t/8) + atan(t/8) + erf(t/8) + cosh(t/8)",
}
ENDS = (Fraction(1, 2), Fraction(1, 16))


def expanded(text: str, end: Fraction, order: int) -> Expansion | None:
    return Tail("t", end, order).expansions([parse(text, ["t"], "x")])[0]


def distance(text: str, found: Expansion, t: Fraction) -> Ball:
    """How far the number is from the sum of the terms, over ``t^rate``."""
    exact = Program([parse(text, ["t"], "x")], ["t"]).run(ball.BALLS, [ball.ball(t)])[0]
    log = -ball.ball(t).log()
    total = ball.ball(0)
    for (alpha, b), c in found.terms.items():
        total += c.ball * (-ball_of(alpha) * log).exp() * log**b
    return abs(exact - total) * (ball.ball(found.rate) * log).exp()


def distance_fits(text: str, found: Expansion, t: Fraction) -> bool:
    """Whether the number is certainly no farther from the sum of the terms than the bound says."""
    slack = ball.ball(Fraction(1, 10**40)) * (ball.ball(found.rate) * -ball.ball(t).log()).exp()
    return ball.positive(found.bound + slack - distance(text, found, t))


@pytest.mark.parametrize("end", ENDS, ids=str)
@pytest.mark.parametrize("order", [2, 6])
@pytest.mark.parametrize("name", GROWS)
def test_every_number_of_the_tail_is_within_the_bound(name: str, order: int, end: Fraction) -> None:
    with ball.precision(256):
        found = expanded(GROWS[name], end, order)
        if found is None:
            assert expanded(GROWS[name], end / 256, order) is not None
            return
        for t in (end, end * Fraction(9, 10), end / 3, end / 50, end / 10**6):
            assert distance_fits(GROWS[name], found, t)


LOOSE = {
    "a softplus that falls": 5, "a logarithm of a sum": 3, "a logarithm times a power": 7, "a sigmoid": Fraction(8, 5),
}  # fmt: skip
"""Bounds that are more than half as large again as what they bound: so many times, at most."""


@pytest.mark.parametrize("order", [2, 6])
@pytest.mark.parametrize("name", GROWS)
def test_the_bound_is_no_larger_than_need_be(name: str, order: int) -> None:
    """A remainder that were always vast would pass the test above, and prove nothing; so would terms left out."""
    end = Fraction(1, 16)
    with ball.precision(256):
        found = expanded(GROWS[name], end, order)
        assert found is not None
        assert order - 1 <= found.rate <= order
        for alpha, _ in found.terms:
            assert not ball.positive(ball_of(alpha) - ball.ball(found.rate))
        if not found.whole:
            apart = max(ball.midpoint(distance(GROWS[name], found, end / k)) for k in (1, 2, 3, 5, 10, 1000))
            assert ball.midpoint(found.bound) <= apart * LOOSE.get(name, Fraction(3, 2))


NONE: dict[str, str] = {
    "another variable": "s",
    "a function of what runs off too fast": "tanh(1/t)",
    "a wave that runs off": f"sin({LOG})",
    "a divisor that tends to 0 in disguise": "1/(sqrt(5 + 2*sqrt(6)) - sqrt(2) - sqrt(3))",
    "a divisor that is 0 on the tail": "1/(t - 1/4)",
    "a logarithm of what is negative": "log(t - 1/4)",
    "a logarithm of what is 0": "log(t*sigmoid(1) - (1 - sigmoid(-1))*t)",
    "a logarithm of a logarithm": f"log({LOG})",
    "a root of what is negative": "sqrt(t - 1/4)",
    "a kink on the tail": "relu(t - 1/4)",
    "a pole that cancels but for a little": "tanh((tanh(1/3 + t/4) - tanh(1/3 - t/4 + 1/10**30))/t)",
    "a pole that is not proved to cancel": "tanh((sqrt(5 + 2*sqrt(6)) - sqrt(2) - sqrt(3))/t)",
    "a number too large for a ball": "exp(exp(exp(exp(40))))*t",
}


@pytest.mark.parametrize("name", NONE)
def test_what_is_doubtful_has_no_expansion(name: str) -> None:
    with ball.precision(128):
        assert Tail("t", Fraction(1, 2), 4).expansions([parse(NONE[name], ["t", "s"], "x")])[0] is None


SIGNS: dict[str, tuple[str, int | None]] = {
    "positive": ("1 + t", 1),
    "negative": ("-t + t**2/3", -1),
    "zero": ("t*sigmoid(1/3) - sigmoid(1/3)*t", 0),
    "a term outweighs another": ("t - t**2*19/10", 1),
    "it does not": ("t - t**2*21/10", None),
    "a logarithm outweighs its power": (f"t*{LOG} + t*{LOG}**2 - t/100", 1),
    "a power does not outweigh its logarithm": (f"t - t*{LOG}/10", None),
    "a term that is 0 by an identity": ("t*(sigmoid(1/3) + sigmoid(-1/3) - 1) + t**2", 1),
    "all terms are 0 by identities": ("t*(sigmoid(1/3) + sigmoid(-1/3) - 1)", 0),
    "no number is certainly 0": ("sqrt(5 + 2*sqrt(6)) - sqrt(2) - sqrt(3)", None),
    "tiny and certain": ("t/10**30", 1),
}


@pytest.mark.parametrize("name", SIGNS)
def test_a_sign_is_that_of_the_whole_tail(name: str) -> None:
    text, sign = SIGNS[name]
    tail = Tail("t", Fraction(1, 2), 4)
    with ball.precision(128):
        found = tail.expansions([parse(text, ["t"], "x")])[0]
        assert found is not None
        assert tail.sign(found) == sign


@pytest.mark.parametrize(("bound", "sign"), [("9/10", 1), ("11/10", None)])
def test_what_is_left_out_may_outweigh_the_rest_at_the_end(bound: str, sign: int | None) -> None:
    """|r(t)| <= bound * t on 0 < t <= 1, beside the number 1."""
    with ball.precision(128):
        found = Expansion({UNIT: NUMBER_ONE}, Fraction(1), ball.ball(Fraction(bound)))
        assert Tail("t", Fraction(1), 4).sign(found) == sign


@pytest.mark.parametrize("end", ["1", "1/2", "1/16", "1/1000"])
@pytest.mark.parametrize(("exponent", "b"), [("0", 0), ("1", 0), ("1", 1), ("1/4", 2), ("3", -1), ("5/2", 3)])
def test_the_greatest_value_of_a_power_with_logarithms(exponent: str, b: int, end: str) -> None:
    """It is t^e log(1/t)^b at log(1/t) = b/e, or at the end if that is beyond; a bound, and no looser."""
    e, least = float(Fraction(exponent)), -math.log(float(Fraction(end)))
    with ball.precision(128):
        found = TailBounds(Fraction(end)).highest(ball.ball(Fraction(exponent)), b)
        if b < 0 and end == "1":
            assert not ball.finite(found)
            return
        where = max(least, b / e) if e else least
        expected = math.exp(-e * where) * where**b
        assert abs(float(ball.midpoint(ball.upper(found))) - expected) <= 1e-12 * expected


@pytest.mark.parametrize(("exponent", "b"), [("0", 1), ("-1/2", 0), ("-1/2", -1)])
def test_what_grows_has_no_greatest_value(exponent: str, b: int) -> None:
    with ball.precision(128):
        assert not ball.finite(TailBounds(Fraction(1, 2)).highest(ball.ball(Fraction(exponent)), b))


@pytest.mark.parametrize(("text", "least"), [("sqrt(2)", "1.412"), ("2*sqrt(2) - 3", "-0.174"), ("3/4", "0.75")])
def test_a_fraction_below_an_exponent(text: str, least: str) -> None:
    with ball.precision(128):
        x = plus(atom(parse(text, [], "x")), NO_EXPONENT)
        rate = lower_rate(x)
        assert Fraction(least) <= rate
        assert rate == Fraction(3, 4) or ball.less(ball.ball(rate), ball_of(x))


def test_at_the_end_1_a_logarithm_is_0_and_has_no_strict_sign() -> None:
    tail = Tail("t", Fraction(1), 4)
    with ball.precision(128):
        found = tail.expansions([parse(LOG, ["t"], "x")])[0]
        assert found is not None
        assert tail.sign(found) is None
        assert tail.unbounded(found)


LIMITS: dict[str, tuple[str, str | None]] = {
    "a number": (f"tanh(1 + {LOG}) + t", "1"),
    "a cancelled pole": ("(tanh(t/4) - tanh(-t/4))/t", "1/2"),
    "none": ("1/t", None),
    "none, slowly": (LOG, None),
}


@pytest.mark.parametrize("name", LIMITS)
def test_a_limit_is_read_off(name: str) -> None:
    text, limit = LIMITS[name]
    tail = Tail("t", Fraction(1, 8), 4)
    with ball.precision(128):
        found = tail.expansions([parse(text, ["t"], "x")])[0]
        assert found is not None
        value = tail.limit(found)
        if limit is None:
            assert value is None
        else:
            assert value is not None
            assert (value.ball - ball.ball(Fraction(limit))).contains(0)
        assert tail.unbounded(found) == (limit is None)


def test_an_exponent_is_a_sum_of_constants_times_fractions() -> None:
    root = parse("sqrt(2)", [], "x")
    assert atom(parse("-sqrt(2)", [], "x")) == ((root, Fraction(-1)),)
    assert atom(parse("3*sqrt(2)", [], "x")) == ((root, Fraction(3)),)
    assert atom(parse("0", [], "x")) == exponent_of(Fraction(0)) == NO_EXPONENT


@pytest.mark.parametrize("text", ["sqrt(2)", "2*sqrt(2) - 3", "100*sqrt(3)", "-exp(3)"])
def test_a_fraction_below_an_exponent_is_near_it(text: str) -> None:
    with ball.precision(128):
        x = atom(parse(text, [], "x"))
        assert ball.less(ball_of(x) - ball.ball(lower_rate(x)), ball.ball(Fraction(2, 1024)))
