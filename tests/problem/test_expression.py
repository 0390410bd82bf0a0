"""Expressions: simplifying keeps the value, and derivatives agree with SymPy and with differences."""

from __future__ import annotations

import operator
from collections.abc import Callable
from fractions import Fraction

import mpmath
import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st
from values import FUNCTIONS, NoValue, Number, slope, symbolic, value

from verify.problem.derivatives import gradient, hessian, tangent
from verify.problem.expression import (
    ARG,
    JUMP,
    ONE,
    UNDEFINED,
    ZERO,
    Expr,
    branches,
    function,
    lift,
    num,
    power,
    rational,
    substitute,
    text,
    topological,
    var,
    variables,
    where,
)
from verify.problem.formula import parse

AT = {"s": mpmath.mpf("0.7"), "t": mpmath.mpf("-1.3")}
Pair = tuple[Expr, Callable[[], Number]]

SMOOTH = [
    "s*t + t/s - s**3",
    "exp(s*t)*sin(s - t)",
    "log(1 + s**2)*cos(t)",
    "tanh(s + 2*t)/(1 + t**2)",
    "sigmoid(s)*softplus(t) - sigmoid(s*t)**2",
    "atan(s/t) + erf(s*t)",
    "sqrt(1 + s**2 + t**2)",
    "(1 + t**2)**(3/2)*cosh(s) - sinh(s*t)",
    "2**s*pi",
    "(s - t)**-2",
    "-s/(t - s/(1 + t**2))",
]
KINKED = ["relu(s) + abs(t)*s", "max(s, t, 2*s*t)*elu(t)", "softsign(s + t)/(2 + softsign(t))", "leaky_relu(s*t)**2"]


def pairs() -> st.SearchStrategy[Pair]:
    """Expressions, each with its value computed beside it in plain mpmath."""
    numbers = st.fractions(-3, 3, max_denominator=6).map(
        lambda q: (num(q), lambda: mpmath.mpf(q.numerator) / q.denominator)
    )
    names = st.sampled_from(sorted(AT)).map(lambda name: (var(name), lambda: AT[name]))
    return st.recursive(numbers | names, _larger, max_leaves=12)


def _larger(inner: st.SearchStrategy[Pair]) -> st.SearchStrategy[Pair]:
    def binary(op: Callable[[object, object], object]) -> st.SearchStrategy[Pair]:
        return st.tuples(inner, inner).map(lambda two: (op(two[0][0], two[1][0]), lambda: op(two[0][1](), two[1][1]())))

    def unary(name: str) -> st.SearchStrategy[Pair]:
        return inner.map(lambda one: (function(name, one[0]), lambda: FUNCTIONS[name](one[1]())))

    negated = inner.map(lambda one: (-one[0], lambda: -one[1]()))
    cubed = inner.map(lambda one: (one[0] ** 3, lambda: one[1]() ** 3))
    relu = inner.map(lambda one: (where(one[0], ARG, ZERO, 0), lambda: max(one[1](), mpmath.mpf(0))))
    kinds = [binary(op) for op in (operator.add, operator.sub, operator.mul)]
    return st.one_of(*kinds, unary("sin"), unary("atan"), unary("tanh"), negated, cubed, relu)


@given(pairs())
def test_simplification_keeps_the_value(pair: Pair) -> None:
    """Folding constants, zeros and signs changes nothing but the size."""
    built, plain = pair[0], pair[1]()
    assert mpmath.almosteq(value(built, AT), plain, rel_eps=mpmath.mpf(10) ** -40, abs_eps=mpmath.mpf(10) ** -40)


@given(pairs(), pairs())
def test_substitution_is_evaluation_in_steps(pair: Pair, inner: Pair) -> None:
    """Replacing s by an expression, then evaluating, is evaluating at the value of that expression."""
    replaced = substitute([pair[0]], {"s": inner[0]})[0]
    plain = value(pair[0], {**AT, "s": inner[1]()})
    assert mpmath.almosteq(value(replaced, AT), plain, rel_eps=mpmath.mpf(10) ** -35, abs_eps=mpmath.mpf(10) ** -35)


def test_substitution_is_simultaneous() -> None:
    """s and t are swapped, not overwritten one after the other."""
    s, t = var("s"), var("t")
    assert substitute([s - t], {"s": t, "t": s})[0] is t - s


def test_equal_expressions_are_one_object() -> None:
    """Sums and products do not depend on the order of their two terms."""
    s, t = var("s"), var("t")
    assert s * t + 1 is 1 + t * s
    assert parse("a*exp(u + b)", ["a", "b", "u"]) is parse("exp(b + u)*a", ["a", "b", "u"])


@pytest.mark.parametrize("source", SMOOTH)
def test_gradient_and_hessian_agree_with_sympy(source: str) -> None:
    """First and second derivatives, by SymPy's own rules, at one point to 40 digits."""
    x = parse(source, ["s", "t"])
    formula = symbolic(x)
    names = [sympy.Symbol(n, real=True) for n in ("s", "t")]
    point = {name: sympy.Float(str(AT[name.name]), 60) for name in names}
    first, second = gradient(x, ["s", "t"]), hessian(x, ["s", "t"])
    for i, a in enumerate(names):
        expected = mpmath.mpf(str(sympy.N(sympy.diff(formula, a).subs(point), 50)))
        assert mpmath.almosteq(value(first[i], AT), expected, rel_eps=mpmath.mpf(10) ** -40)
        for j, b in enumerate(names):
            expected = mpmath.mpf(str(sympy.N(sympy.diff(formula, a, b).subs(point), 50)))
            assert abs(value(second[i][j], AT) - expected) < mpmath.mpf(10) ** -38 * (1 + abs(expected))


@pytest.mark.parametrize("source", SMOOTH + KINKED)
def test_gradient_agrees_with_differences(source: str) -> None:
    """First derivatives by central differences at 120 digits, off the kinks."""
    x = parse(source, ["s", "t"])
    for name, derivative in zip(("s", "t"), gradient(x, ["s", "t"]), strict=True):
        expected = slope(lambda v, name=name: value(x, {**AT, name: v}), AT[name])
        assert abs(value(derivative, AT) - expected) < mpmath.mpf(10) ** -25 * (1 + abs(expected))


@pytest.mark.parametrize("source", KINKED)
def test_hessian_agrees_with_differences_of_the_gradient(source: str) -> None:
    """Second derivatives off the kinks, and their symmetry."""
    x = parse(source, ["s", "t"])
    first, second = gradient(x, ["s", "t"]), hessian(x, ["s", "t"])
    assert second[0][1] is second[1][0]
    for i in range(2):
        for j, name in enumerate(("s", "t")):
            expected = slope(lambda v, i=i, name=name: value(first[i], {**AT, name: v}), AT[name])
            assert abs(value(second[i][j], AT) - expected) < mpmath.mpf(10) ** -25 * (1 + abs(expected))


def test_the_derivative_at_a_kink_is_undefined() -> None:
    """relu has slopes 0 and 1 around 0, and none at 0."""
    (derivative,) = gradient(where(var("s"), ARG, ZERO, 0), ["s"])
    assert branches(derivative).order == UNDEFINED
    assert value(derivative, {"s": 1}) == 1
    assert value(derivative, {"s": -1}) == 0
    with pytest.raises(NoValue):
        value(derivative, {"s": 0})


def test_the_derivative_of_a_jump_is_undefined_at_it() -> None:
    """A step has slope 0 on both sides, and none at the jump."""
    (derivative,) = gradient(where(var("s"), ONE, ZERO, JUMP), ["s"])
    assert derivative is not ZERO
    with pytest.raises(NoValue):
        value(derivative, {"s": 0})


def test_a_smooth_join_loses_one_order_per_derivative() -> None:
    """relu(s)**2 has one continuous derivative; the second exists off 0 only."""
    joined = where(var("s"), power(ARG, Fraction(2)), ZERO, 1)
    (first,) = gradient(joined, ["s"])
    assert value(first, {"s": 0}) == 0
    (second,) = gradient(first, ["s"])
    with pytest.raises(NoValue):
        value(second, {"s": 0})


def test_zero_times_a_pole_is_not_zero() -> None:
    """0/s has no value at s = 0, so it is not replaced by 0; neither is 1/s - 1/s."""
    assert ZERO * (ONE / var("s")) is not ZERO
    assert ONE / var("s") - ONE / var("s") is not ZERO
    assert ZERO * var("s") is ZERO


def test_division_by_the_constant_zero_has_no_value() -> None:
    """It stays a node, and no arithmetic gives it a value."""
    with pytest.raises(NoValue):
        value(ONE / ZERO)


def test_constants_fold_exactly() -> None:
    """Rational arithmetic, and the rational values of the functions."""
    assert rational(num(Fraction(1, 3)) + Fraction(1, 6)) == Fraction(1, 2)
    assert rational(function("sigmoid", ZERO)) == Fraction(1, 2)
    assert rational(power(num(Fraction(2, 3)), Fraction(-2))) == Fraction(9, 4)
    assert rational(function("exp", ONE)) is None


def test_a_float_is_refused() -> None:
    """Expressions hold exact numbers only."""
    with pytest.raises(TypeError, match="float"):
        lift(0.5)
    with pytest.raises(TypeError, match="float"):
        var("s") + 0.5


def test_branches_are_functions_of_their_argument_alone() -> None:
    """A variable in a branch would escape the derivative."""
    with pytest.raises(ValueError, match="ARG"):
        where(var("s"), var("t"), ZERO, 0)


def test_depth_is_no_limit() -> None:
    """A chain of 20,000 nodes is ordered, replaced and derived without recursion."""
    x = var("s")
    for _ in range(20_000):
        x = function("sin", x)
    assert len(topological([x])) == 20_001
    assert variables(substitute([x], {"s": var("t")})) == {"t"}
    assert variables(gradient(x, ["s"])) == {"s"}


def test_tangent_is_the_directional_derivative() -> None:
    """Along (2, -1) the tangent is 2 d/ds - d/dt."""
    x = parse("exp(s*t) + s/t", ["s", "t"])
    (along,) = tangent([x], {var("s"): num(2), var("t"): num(-1)})
    ds, dt = gradient(x, ["s", "t"])
    assert mpmath.almosteq(value(along, AT), value(2 * ds - dt, AT), rel_eps=mpmath.mpf(10) ** -45)


@pytest.mark.parametrize("source", SMOOTH)
def test_text_is_read_back(source: str) -> None:
    """What ``text`` writes denotes the same object."""
    x = parse(source, ["s", "t"])
    assert parse(text(x), ["s", "t"]) is x


@pytest.mark.parametrize("text", ["log(s)**0", "(1/s)**0", "sqrt(s)**0", "0*log(s)", "log(s) - log(s)", "(s/s)**0"])
def test_simplifying_keeps_the_domain(text: str) -> None:
    x = parse(text, ["s"])
    assert rational(x) is None
    assert value(x, {"s": 1}) in (0, 1)
    with pytest.raises(NoValue):
        value(x, {"s": -1 if "sqrt" in text or "log" in text else 0})


def test_a_power_of_zero_is_one_where_nothing_is_lost() -> None:
    assert parse("(s**2 + exp(s))**0", ["s"]) is ONE
    assert where(var("s"), num(2), num(2), 0) is num(2)
    assert rational(where(parse("log(s)", ["s"]), num(2), num(2), 0)) is None
