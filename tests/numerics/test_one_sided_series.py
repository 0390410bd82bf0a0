"""Expansions from above: their coefficients are those of analysis, and what has none is not given any."""

from __future__ import annotations

from fractions import Fraction

import mpmath
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from verify.numerics import ball
from verify.numerics.identity import side_of
from verify.numerics.one_sided_series import expansions
from verify.numerics.program import Program
from verify.problem.expression import ARG, JUMP, UNDEFINED, ZERO, Expr, function, num, rational, substitute, var, where
from verify.problem.formula import parse
from verify.problem.functions import FUNCTIONS

ORDER = 4

KNOWN = {
    "relu(t - t**2)": "0 1 -1 0 0",
    "relu(t**3 - t)": "0 0 0 0 0",
    "abs(t**2 - t)": "0 1 -1 0 0",
    "step(t)": "1 0 0 0 0",
    "step(-t)": "0 0 0 0 0",
    "relu(t**7)": "0 0 0 0 0",
    "relu(sqrt(2)/sqrt(2)*t - t)": "0 0 0 0 0",
    "1/(1 - t)": "1 1 1 1 1",
    "(1 + t)**(1/2)": "1 1/2 -1/8 1/16 -5/128",
    "(1 + t)**(-2)": "1 -2 3 -4 5",
    "(4 + t)**(1/2)": "2 1/4 -1/64 1/512 -5/16384",
    "(4 + t)**(-1/2)": "1/2 -1/16 3/256 -5/2048 35/65536",
    "(4 - t)**(3/2)": "8 -3 3/16 1/128 3/4096",
    "log(1 + t)": "0 1 -1/2 1/3 -1/4",
    "tanh(t)": "0 1 0 -1/3 0",
    "sigmoid(t)": "1/2 1/4 0 -1/48 0",
    "elu(-t)": "0 -1 1/2 -1/6 1/24",
    "relu(tanh(t) - t)*exp(t)": "0 0 0 0 0",
    "abs(sin(t) - t)": "0 0 0 1/6 0",
}


@pytest.mark.parametrize("source", KNOWN)
def test_the_coefficients_are_those_of_analysis(source: str) -> None:
    series = expansions([parse(source, ["t"])], "t", ORDER)[0]
    assert series is not None
    assert [side_of(c - parse(k, [])) for c, k in zip(series, KNOWN[source].split(), strict=True)] == [0] * (ORDER + 1)


NONE = {
    "1/t": "a divisor tends to 0",
    "t/(sqrt(2)*sqrt(2) - 2)": "a divisor is 0 in disguise",
    "sqrt(t)": "a root of what tends to 0",
    "(t - t**2)**(3/2)": "the same, however smooth",
    "log(t)": "a logarithm of what tends to 0",
    "log(t - 1)": "a logarithm of a negative number",
    "step(t**9)": "a jump whose side no coefficient shows",
    "relu(t + s)": "another variable",
    "relu(t)/relu(-t)": "a divisor that is 0",
}


@pytest.mark.parametrize("source", NONE)
def test_what_has_no_expansion_is_given_none(source: str) -> None:
    assert expansions([parse(source, ["t", "s"])], "t", ORDER) == [None], NONE[source]


def test_a_branch_without_value_counts_only_where_it_is_taken() -> None:
    taken = parse("relu(t)*log(2) + relu(-t)", ["t"])
    assert expansions([taken], "t", 1)[0] is not None


def test_a_kink_flatter_than_the_order_has_its_branches_only_if_it_has_values_at_0() -> None:
    def kink(order: int) -> Expr:
        return where(var("t") ** 5 - 2 * var("t") ** 5, num(2) + ARG, num(2) + 3 * ARG, order)

    assert expansions([kink(0), kink(JUMP)], "t", 2) == [(num(2), ZERO, ZERO)] * 2
    assert expansions([kink(UNDEFINED)], "t", 2) == [None]
    assert expansions([kink(0)], "t", 5) == [(num(2), ZERO, ZERO, ZERO, ZERO, num(-3))]


FORMULAS = st.recursive(
    st.sampled_from(["t", "t**2", "-t", "1/2", "2", "sqrt(2)"]),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(["+", "-", "*"]), inner).map(lambda p: f"({p[0]} {p[1]} {p[2]})"),
        st.tuples(st.sampled_from([*sorted(FUNCTIONS), "relu", "abs", "elu"]), inner).map(lambda p: f"{p[0]}({p[1]})"),
        inner.map(lambda x: f"({x})/(2 + {x})"),
    ),
    max_leaves=5,
)


@settings(max_examples=150, deadline=None)
@given(FORMULAS)
def test_the_rest_is_of_the_next_order(source: str) -> None:
    """At t = 2^-60 and 2^-70 the rest, divided by t^(j+1), stays bounded: it would grow 1,000 times otherwise."""
    x, order = parse(source, ["t"]), 3
    series = expansions([x], "t", order)[0]
    if series is None:
        return
    total: Expr = x
    for k, c in enumerate(series):
        total = total - c * (var("t") ** k if k else 1)
    sizes = []
    for e in (60, 70):
        at = {"t": parse(f"1/{2**e}", [])}
        with ball.precision(2000):
            rest = Program(substitute([total], at), []).run(ball.BALLS, [])[0]
            sizes.append(
                mpmath.mpf(ball.decimal(ball.ball(ball.magnitude(rest)), 20)) * mpmath.mpf(2) ** (e * (order + 1))
            )
    assert sizes[1] <= 4 * sizes[0] + 1e-6


def test_rational_coefficients_stay_rational() -> None:
    series = expansions([parse("relu(3*t/4 - 1/7)*(t + 1)**3 + tanh(t)", ["t"])], "t", ORDER)[0]
    assert series is not None
    assert all(rational(c) is not None for c in series)


def test_a_negative_divisor_is_as_good_as_a_positive_one() -> None:
    for text, expected in (("t/(t - 2)", "0 -1/2 -1/4 -1/8 -1/16"), ("(t + 1)/(-1 - t)", "-1 0 0 0 0")):
        (found,) = expansions([parse(text, ["t"])], "t", ORDER)
        assert found is not None
        assert [rational(c) for c in found] == [Fraction(part) for part in expected.split()]


def test_where_both_branches_count_both_have_an_expansion() -> None:
    """t^20 is 0 as far as the expansion goes; log(u - 1) has no value at 0."""
    u = parse("t**20", ["t"])
    none = function("log", ARG - 1)
    assert expansions([where(u, none, ZERO, 0), where(u, ZERO, none, 0)], "t", ORDER) == [None, None]
    assert expansions([where(u, ZERO, ZERO * ARG, 0)], "t", ORDER) != [None]
