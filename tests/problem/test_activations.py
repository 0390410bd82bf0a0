"""Activations: every fact of every record, by a second route."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import documented
import mpmath
import pytest
from values import Number, slope, symbolic, value

from verify.problem.activations import ACTIVATIONS, ANALYTIC, Activation
from verify.problem.derivatives import gradient
from verify.problem.expression import JUMP, topological, var
from verify.problem.formula import parse

TINY = mpmath.mpf(10) ** -20

FORMULAS = documented.table("Activations")

POINTS = [mpmath.mpf(v) for v in ("-3.7", "-1", "-0.25", "0", "0.5", "1", "2.9")]
each = pytest.mark.parametrize("record", ACTIVATIONS.values(), ids=ACTIVATIONS)


def at(record: Activation, u: Number) -> Number:
    return value(record.build(var("u")), {"u": u})


@each
def test_values(record: Activation) -> None:
    """The expression is the function that its name says."""
    for u in POINTS:
        with mpmath.workdps(60):
            expected = documented.at(FORMULAS[record.name], {"u": u})
        assert abs(at(record, u) - expected) < mpmath.mpf(10) ** -45


def test_no_formula_is_documented_that_is_not_there() -> None:
    assert set(FORMULAS) == set(ACTIVATIONS)


@each
def test_name_is_a_function_of_the_grammar(record: Activation) -> None:
    """What a network can use as an activation, a formula can call."""
    assert parse(f"{record.name}(u)", ["u"]) is record.build(var("u"))


@each
def test_slopes_agree_with_differences(record: Activation) -> None:
    """The derivative of the expression, at points without a kink."""
    (derivative,) = gradient(record.build(var("u")), ["u"])
    for u in POINTS:
        if u != 0:
            expected = slope(lambda v: at(record, v), u)
            assert abs(value(derivative, {"u": u}) - expected) < TINY


@each
def test_order_of_smoothness(record: Activation) -> None:
    """Analytic: no kink in the expression. Order k: k derivatives agree from both sides of 0, the next one does not."""
    kinks = [x for x in topological([record.build(var("u"))]) if x.op == "where"]
    if record.order == ANALYTIC:
        assert kinks == []
        symbolic(record.build(var("u")))  # made of analytic functions only
        return
    assert len(kinks) == 1
    assert kinks[0].args[0] is var("u")
    jumps = [abs(_one_sided(record, k, +1) - _one_sided(record, k, -1)) for k in range(record.order + 2)]
    if record.order == JUMP:
        assert jumps[0] == 1
        return
    assert all(jump < TINY for jump in jumps[: record.order + 1])
    assert jumps[record.order + 1] > 0.5


def _one_sided(record: Activation, derivative: int, side: int) -> Number:
    """The limit of a derivative at 0 from one side, from points within 1e-24 of it on that side."""
    start = side * mpmath.mpf(10) ** -24
    if derivative == 0:
        return at(record, start)
    return slope(lambda v: at(record, v), start, derivative, side)


@each
def test_polynomial(record: Activation) -> None:
    """The differences of order 9 of a polynomial vanish (no degree here is above 8), and of no other function."""
    values = [at(record, mpmath.mpf(k) / 2) for k in range(-10, 11)]
    for _ in range(9):
        values = [b - a for a, b in pairwise(values)]
    assert record.polynomial == all(abs(v) < TINY for v in values)


@each
def test_homogeneity(record: Activation) -> None:
    """f(c u) = c**p f(u) for c > 0, exactly; where p is None, no power fits f(1), f(2), f(4) on both sides."""
    if record.homogeneous is None:
        sides = [[at(record, mpmath.mpf(side * v)) for v in (1, 2, 4)] for side in (1, -1)]
        assert any(abs(two * two - one * four) > mpmath.mpf(10) ** -6 for one, two, four in sides)
        return
    for u in (Fraction(-3, 2), Fraction(0), Fraction(5, 7)):
        for c in (Fraction(1, 3), Fraction(4)):
            left = at(record, mpmath.mpf((c * u).numerator) / (c * u).denominator)
            right = at(record, mpmath.mpf(u.numerator) / u.denominator)
            scale = (mpmath.mpf(c.numerator) / c.denominator) ** record.homogeneous
            assert abs(left - scale * right) < mpmath.mpf(10) ** -45
