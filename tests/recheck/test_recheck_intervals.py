"""The intervals of the second checker hold the true values, which mpmath computes with more digits."""

from __future__ import annotations

from fractions import Fraction

import mpmath
import pytest
from hypothesis import given
from hypothesis import strategies as st

from verify import recheck

RATIONALS = st.fractions(min_value=-40, max_value=40, max_denominator=10**9)
PRECISIONS = st.sampled_from((64, 96, 200, 500))
FUNCTIONS = (
    "exp",
    "sin",
    "cos",
    "atan",
    "erf",
    "tanh",
    "sigmoid",
    "softplus",
    "sinh",
    "cosh",
    "gelu",
    "elu",
    "softsign",
)
TRUTH = {
    "sigmoid": lambda x: 1 / (1 + mpmath.exp(-x)),
    "softplus": lambda x: mpmath.log1p(mpmath.exp(x)),
    "gelu": lambda x: x * mpmath.ncdf(x),
    "elu": lambda x: x if x >= 0 else mpmath.expm1(x),
    "softsign": lambda x: x / (1 + abs(x)),
}


def true(name: str, x: Fraction, bits: int = 900) -> mpmath.mpf:
    with mpmath.workprec(bits):
        return TRUTH.get(name, getattr(mpmath, name, None))(mpmath.mpf(x.numerator) / x.denominator)


def holds(interval: tuple[int, int], p: int, value: mpmath.mpf) -> bool:
    with mpmath.workprec(900):
        return bool(interval[0] <= mpmath.ldexp(value, p) <= interval[1])


@pytest.mark.parametrize("name", FUNCTIONS)
@given(x=RATIONALS, p=PRECISIONS)
def test_a_function_at_a_point(name: str, x: Fraction, p: int) -> None:
    node = recheck.FUNCTIONS[name](recheck.num(x))
    interval = recheck.View(p, {}).enclose(node)
    assert holds(interval, p, true(name, x))
    if abs(x) < 4:
        assert interval[1] - interval[0] < 2**12, "the enclosure is not tight"


@pytest.mark.parametrize("name", FUNCTIONS)
@given(x=RATIONALS, width=st.fractions(min_value=0, max_value=3, max_denominator=1000), share=st.fractions(0, 1))
def test_a_function_on_an_interval(name: str, x: Fraction, width: Fraction, share: Fraction) -> None:
    p = 100
    exact = recheck.arithmetic(p)
    box = {"x": (exact.number(x)[0], exact.number(x + width)[1])}
    try:
        interval = recheck.View(p, box).enclose(recheck.FUNCTIONS[name](recheck.sym("x")))
    except recheck.Undefined:
        assert name == "softsign", "a function that has a value everywhere"
        return
    assert holds(interval, p, true(name, x + share * width))


@given(x=st.fractions(min_value=Fraction(1, 10**12), max_value=10**12), p=PRECISIONS)
def test_logarithms_and_roots(x: Fraction, p: int) -> None:
    with mpmath.workprec(900):
        value = mpmath.mpf(x.numerator) / x.denominator
        values = {"log": mpmath.log(value), "root": mpmath.root(value, 5) ** 3}
    view = recheck.View(p, {})
    assert holds(view.enclose(recheck.make("log", recheck.num(x))), p, values["log"])
    assert holds(view.enclose(recheck.make("pow", recheck.num(x), Fraction(3, 5))), p, values["root"])


@given(
    a=RATIONALS, b=RATIONALS, c=RATIONALS, d=RATIONALS, s=st.fractions(0, 1), t=st.fractions(0, 1), n=st.integers(1, 7)
)
def test_arithmetic(a: Fraction, b: Fraction, c: Fraction, d: Fraction, s: Fraction, t: Fraction, n: int) -> None:
    exact, one = recheck.arithmetic(70), 2**70
    (a, b), (c, d) = sorted((a, b)), sorted((c, d))
    x, y = (exact.number(a)[0], exact.number(b)[1]), (exact.number(c)[0], exact.number(d)[1])
    u, v = a + s * (b - a), c + t * (d - c)
    for interval, value in ((exact.mul(x, y), u * v), (exact.power(x, n), u**n)):
        assert interval[0] <= value * one <= interval[1]
    if c > 0 or d < 0:
        lo, hi = exact.inverse(y)
        assert lo <= one / v <= hi


def test_pi_and_infinite_ends() -> None:
    with mpmath.workprec(900):
        assert all(holds(recheck.arithmetic(p).pi, p, mpmath.pi()) for p in (10, 64, 333, 800))
    exact, inf = recheck.arithmetic(64), recheck.INF
    assert exact.mul((0, 1), (-inf, inf)) == (-inf, inf)
    assert exact.mul((0, 0), (-inf, inf)) == (0, 0)
    assert exact.mul((-exact.one, 2 * exact.one), (exact.one, inf)) == (-inf, inf)
    assert exact.function("exp", (-inf, 0))[0] == 0
    assert exact.inverse((0, exact.one)) == (exact.one, inf)


LARGE = [Fraction(10**5), Fraction(7**40), Fraction(-(7**40)), 16384 + Fraction(1, 3), Fraction(-1, 3)]


@pytest.mark.parametrize("x", LARGE)
@pytest.mark.parametrize("y", [Fraction(1, 2), *LARGE])
def test_the_logarithm_of_a_sum_of_exponentials_has_a_value_however_large_they_are(x: Fraction, y: Fraction) -> None:
    lo, hi = recheck.View(128, {}).enclose(recheck.parse(f"log(1 + exp({x}) + exp({y}))"))
    most = max(0, x, y)
    with mpmath.workprec(900):
        terms = [mpmath.exp(mpmath.mpf(v.numerator) / v.denominator) for v in (-most, x - most, y - most)]
        assert holds((lo, hi), 128, mpmath.mpf(most.numerator) / most.denominator + mpmath.log(sum(terms)))
    assert hi - lo < 2**20


def test_a_sum_with_an_infinite_end_takes_integers_of_any_size() -> None:
    inf, large = recheck.INF, 10**400
    assert recheck.summed([(large, large), (-inf, 5)]) == (-inf, large + 5)
    assert recheck.summed([(1, inf), (large, large)]) == (large + 1, inf)
    assert recheck.summed([(-inf, inf), (inf, inf)]) == (-inf, inf)


@pytest.mark.parametrize("text", ["log(0)", "log(-1)", "1/(1 - 1*pi/pi)", "sqrt(1 - 2)", "(-1)**(1/2)", "log(1 - pi)"])
def test_no_value_where_there_is_none(text: str) -> None:
    with pytest.raises((recheck.Undefined, recheck.Invalid)):
        recheck.View(64, {}).enclose(recheck.parse(text))


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("relu(x)", 0),
        ("elu(x)", 1),
        ("softsign(x)", 1),
        ("step(x)", -1),
        ("exp(5*step(x))", -1),
        ("abs(x)**(3/2)", 0),
        ("(x**2)**(3/2)", 1),
        ("relu(x + 1)", recheck.INF),
        ("abs(x)*abs(x)", 0),
        ("tanh(x)", recheck.INF),
    ],
)
def test_how_smooth_a_formula_is_at_its_kink(text: str, order: float) -> None:
    view = recheck.View(64, {"x": (-(2**30), 2**30)})
    assert view.smooth(recheck.parse(text, ("x",))) == order


@pytest.mark.parametrize("text", ["sqrt(x)", "x/x", "log(x)", "0*log(x)", "log(x)**0", "sqrt(x)**2", "x**(-1/2)"])
def test_a_hidden_bound_is_seen(text: str) -> None:
    with pytest.raises(recheck.Undefined):
        recheck.View(64, {"x": (-(2**30), 2**30)}).smooth(recheck.parse(text, ("x",)))


@given(x=st.fractions(min_value=-3, max_value=3, max_denominator=1000))
def test_derivatives_agree_with_those_of_mpmath(x: Fraction) -> None:
    texts = {
        "tanh(x)*exp(-x**2)": lambda t: mpmath.tanh(t) * mpmath.exp(-(t**2)),
        "log(2 + cos(x))/(1 + x**2)": lambda t: mpmath.log(2 + mpmath.cos(t)) / (1 + t**2),
        "gelu(x)*atan(x) + sqrt(5 + x)": lambda t: t * mpmath.ncdf(t) * mpmath.atan(t) + mpmath.sqrt(5 + t),
    }
    for text, function in texts.items():
        second = recheck.diff(recheck.diff(recheck.parse(text, ("x",)), "x"), "x")
        lo, hi = recheck.View(128, {"x": recheck.arithmetic(128).number(x)}).enclose(second)
        with mpmath.workprec(300):
            value = mpmath.diff(function, mpmath.mpf(x.numerator) / x.denominator, 2)
            assert lo - 2**60 <= mpmath.ldexp(value, 128) <= hi + 2**60
