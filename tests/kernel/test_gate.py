"""The gate: what it proves of a formula is so, and what it is needed for it does prove."""

from __future__ import annotations

import random
from fractions import Fraction

import mpmath
import pytest
from problem.values import NoValue, value

from verify.errors import FormulaError
from verify.kernel.gate import (
    Regularity,
    Sign,
    analytic,
    continuous,
    defined,
    differentiable,
    lipschitz,
    look,
    nonzero,
    regularity,
    sign,
)
from verify.kernel.region import EVERYWHERE, NONNEGATIVE, POSITIVE, Range, Region
from verify.numerics import ball
from verify.problem.expression import ARG, JUMP, UNDEFINED, ZERO, Expr, num, var, where
from verify.problem.formula import parse
from verify.problem.functions import FUNCTIONS, Function
from verify.truth import Truth

NAMES = ("a", "b", "u", "w2", "lam", "t1")
HALF_SPACE = Region({"a": POSITIVE, "w2": NONNEGATIVE, "lam": POSITIVE})
ORIGIN = Region.near(NAMES, [ball.ball(0) for _ in NAMES])
R = Regularity

CASES: list[tuple[str, Region, Regularity, Sign | None]] = [
    ("a*exp(u + b)", EVERYWHERE, R.ANALYTIC, None),
    ("a*exp(u + b)", HALF_SPACE, R.ANALYTIC, Sign.POSITIVE),
    ("lam*(a**2 + 1 - step(a))", HALF_SPACE, R.ANALYTIC, Sign.POSITIVE),
    ("lam*(a**2 + 1 - step(a))", EVERYWHERE, R.DEFINED, None),
    ("exp(5*step(b))", HALF_SPACE, R.DEFINED, Sign.POSITIVE),
    ("step(1 + b**2)", EVERYWHERE, R.ANALYTIC, Sign.POSITIVE),
    ("step(b**2)", EVERYWHERE, R.ANALYTIC, Sign.POSITIVE),
    ("abs(a)*step(b)", ORIGIN, R.DEFINED, Sign.NONNEGATIVE),
    ("a**(3/2)", HALF_SPACE, R.ANALYTIC, Sign.POSITIVE),
    ("a**(3/2)", EVERYWHERE, R.NOTHING, None),
    ("w2**(3/2)", HALF_SPACE, R.C1, Sign.NONNEGATIVE),
    ("w2**(5/2)", HALF_SPACE, R.C2, Sign.NONNEGATIVE),
    ("sqrt(w2)", HALF_SPACE, R.CONTINUOUS, Sign.NONNEGATIVE),
    ("1/sqrt(w2)", HALF_SPACE, R.NOTHING, None),
    ("w2**(-1/2)", HALF_SPACE, R.NOTHING, None),
    ("a**(-1/2)", HALF_SPACE, R.ANALYTIC, Sign.POSITIVE),
    ("log(a)", HALF_SPACE, R.ANALYTIC, None),
    ("log(1 + exp(b))", EVERYWHERE, R.ANALYTIC, Sign.POSITIVE),
    ("log(1 - sigmoid(b))", EVERYWHERE, R.ANALYTIC, Sign.NEGATIVE),
    ("1 - tanh(b)**2", EVERYWHERE, R.ANALYTIC, Sign.POSITIVE),
    ("1/(1 + b**2)", EVERYWHERE, R.ANALYTIC, Sign.POSITIVE),
    ("b*b*u*u", EVERYWHERE, R.ANALYTIC, Sign.NONNEGATIVE),
    ("abs(b)", EVERYWHERE, R.LIPSCHITZ, Sign.NONNEGATIVE),
    ("-abs(b) - 1", EVERYWHERE, R.LIPSCHITZ, Sign.NEGATIVE),
    ("abs(b)**(1/3)", EVERYWHERE, R.CONTINUOUS, Sign.NONNEGATIVE),
    ("softsign(b)", EVERYWHERE, R.C1, None),
    ("elu(b) + 1", EVERYWHERE, R.C1, Sign.POSITIVE),
    ("gelu(b)", EVERYWHERE, R.ANALYTIC, None),
    ("sqrt(t1)**2 - t1", ORIGIN, R.NOTHING, None),
    ("sqrt(t1**2) - t1", ORIGIN, R.CONTINUOUS, None),
    ("relu(t1 - 1)", ORIGIN, R.ANALYTIC, Sign.ZERO),
    ("0*log(a)", ORIGIN, R.NOTHING, None),
    ("log(a) - log(a)", ORIGIN, R.NOTHING, None),
    ("log(a)**0", ORIGIN, R.NOTHING, None),
    ("(1/a)**0", ORIGIN, R.NOTHING, None),
    ("a/a", ORIGIN, R.NOTHING, None),
    ("(a**2)**0", ORIGIN, R.ANALYTIC, Sign.POSITIVE),
    ("max(a, b)", EVERYWHERE, R.LIPSCHITZ, None),
    ("4*atan(1) - pi", EVERYWHERE, R.ANALYTIC, None),
    ("cosh(b) - 1", EVERYWHERE, R.ANALYTIC, Sign.NONNEGATIVE),
    ("2 + sin(b)", EVERYWHERE, R.ANALYTIC, Sign.POSITIVE),
    ("1 + sin(b)", EVERYWHERE, R.ANALYTIC, Sign.NONNEGATIVE),
]


@pytest.mark.parametrize(("formula", "region", "expected", "of_sign"), CASES, ids=[f"{c[0]}" for c in CASES])
def test_what_is_known_of_a_formula(formula: str, region: Region, expected: Regularity, of_sign: Sign | None) -> None:
    x = parse(formula, NAMES)
    assert regularity(x, region) is expected
    assert sign(x, region) is of_sign


@pytest.mark.parametrize(
    "formula",
    [
        "a**(3/2)",
        "log(b)",
        "1/b",
        "sqrt(t1)**2 - t1",
        "a/a",
        "0*log(-1 - b**2)",
        "b**(-1/2)",
        "log(b)**0",
        "b/(1/b - 1/b)",
    ],
)
def test_where_a_formula_has_no_value_the_gate_says_no(formula: str) -> None:
    x = parse(formula, NAMES)
    for ask in (defined, continuous, lipschitz, differentiable, analytic):
        assert ask(x, EVERYWHERE) is Truth.NO
        assert ask(x, ORIGIN) is Truth.NO


def test_what_is_not_proved_is_unknown() -> None:
    x = parse("1/(a**2 - 2*a*b + b**2 + 1)", NAMES)  # has a value everywhere, which intervals do not see
    assert defined(x, EVERYWHERE) is Truth.UNKNOWN
    assert continuous(parse("step(b)*b", NAMES), EVERYWHERE) is Truth.UNKNOWN
    assert nonzero(parse("1 + a - a*b", NAMES), Region({"a": Range(0, 1), "b": Range(0, 1)})) is not Truth.NO


def test_nonzero() -> None:
    assert nonzero(parse("4*atan(1) - pi", ()), EVERYWHERE) is not Truth.YES
    assert nonzero(parse("log(6) - log(2) - log(3)", ()), EVERYWHERE) is Truth.NO
    assert nonzero(parse("pi - 22/7", ()), EVERYWHERE) is Truth.YES
    assert nonzero(parse("b**3 - 5", NAMES), EVERYWHERE) is Truth.NO  # it takes both signs, and is continuous
    assert nonzero(parse("step(b) - 1/2", NAMES), EVERYWHERE) is Truth.UNKNOWN  # it takes both signs, and jumps
    assert nonzero(parse("a", NAMES), HALF_SPACE) is Truth.YES
    assert nonzero(parse("a*b", NAMES), HALF_SPACE) is Truth.NO
    assert nonzero(parse("1/b", NAMES), EVERYWHERE) is Truth.UNKNOWN  # nowhere 0, but not defined everywhere


def test_within_the_bounds_only_they_count() -> None:
    root = parse("sqrt(a)", NAMES)
    assert continuous(root, Region.near(["a"], [ball.ball(0)], {"a": Range(0)})) is Truth.YES
    assert defined(root, Region.near(["a"], [ball.ball(0)], {"a": Range(-1)})) is Truth.NO
    assert analytic(parse("1/a", NAMES), Region.near(["a"], [ball.ball(1)])) is Truth.YES
    with pytest.raises(ValueError, match="beyond"):
        Region.near(["a"], [ball.ball(0)], {"a": Range(1)})


def test_the_neighbourhood_of_a_box_holds_the_box() -> None:
    wide = ball.around(Fraction(1, 2), Fraction(1, 2))
    assert defined(parse("sqrt(a)", NAMES), Region.near(["a"], [wide])) is Truth.NO
    assert defined(parse("log(1 + a)", NAMES), Region.near(["a"], [wide])) is Truth.YES
    assert defined(parse("log(1 + a)", NAMES), Region.near(["a"], [ball.undefined()])) is Truth.NO


def test_of_some_variables_alone() -> None:
    region = Region({"b": Range(-1, 1)})

    def alone(formula: str) -> Regularity:
        return look([parse(formula, NAMES)], region, of=["a"])[0].regularity

    assert alone("a*exp(5*step(b))") is R.ANALYTIC
    assert alone("abs(a)*step(b)") is R.LIPSCHITZ
    assert alone("step(a + b)") is R.DEFINED
    assert alone("a*sqrt(b)") is R.NOTHING
    assert alone("a*sqrt(b)*sqrt(b)") is R.NOTHING


def test_what_two_ranges_share() -> None:
    ends = (None, 0, 1, 2)
    ranges = [
        Range(low, high, low_open, high_open)
        for low in ends for high in ends for low_open in (True, False) for high_open in (True, False)
        if (low is None or high is None or low < high) and (low is not None or not low_open)
        and (high is not None or not high_open)
    ]  # fmt: skip

    def holds(r: Range, n: Fraction) -> bool:
        above = r.low is None or n > r.low or (n == r.low and not r.low_open)
        return above and (r.high is None or n < r.high or (n == r.high and not r.high_open))

    numbers = [Fraction(n, 4) for n in range(-4, 13)]
    for one in ranges:
        for other in ranges:
            both, found = [n for n in numbers if holds(one, n) and holds(other, n)], one.meet(other)
            assert both == ([] if found is None else [n for n in numbers if holds(found, n)])
            assert found is None or {found.low, found.high} <= {one.low, other.low, one.high, other.high}


@pytest.mark.parametrize("a", [Range(), POSITIVE, NONNEGATIVE, Range(high=0, high_open=True), Range(1, 2, True, True)])
def test_the_samples_of_a_region_lie_in_it(a: Range) -> None:
    points = list(Region({"a": a, "b": Range(-1, 1)}).samples())
    assert len({(p.ranges["a"].low, p.ranges["b"].low) for p in points}) > 2
    for point in points:
        for name, values in point.ranges.items():
            assert values.low == values.high
            assert values.meet({"a": a, "b": Range(-1, 1)}[name]) == values


def test_where_a_formula_has_no_value_beyond_an_open_end_does_not_count() -> None:
    hidden = parse("1/(a + a*b**3 - a*(b**3 + b) + a*b)", NAMES)  # 1/a, which intervals do not see
    assert defined(hidden, Region({"a": POSITIVE})) is Truth.UNKNOWN
    assert defined(hidden, Region({"a": NONNEGATIVE})) is Truth.NO


def test_ends_that_belong_and_ends_that_do_not() -> None:
    region = Region({"a": Range(0, 1, low_open=True), "b": Range(0, 1, high_open=True)})
    for formula, expected in {
        "1/a - 1": Sign.NONNEGATIVE,
        "1 - b": Sign.POSITIVE,
        "1 - a": Sign.NONNEGATIVE,
        "1 - a*b": Sign.POSITIVE,
        "a + b": Sign.POSITIVE,
        "a*b": Sign.NONNEGATIVE,
        "b - a - 1": Sign.NEGATIVE,
    }.items():
        assert sign(parse(formula, NAMES), region) is expected, formula
    assert POSITIVE.meet(NONNEGATIVE) == NONNEGATIVE.meet(POSITIVE) == POSITIVE
    assert NONNEGATIVE.meet(Range(high=0, high_open=True)) is None
    assert NONNEGATIVE.meet(Range(high=0)) == Range(0, 0)


def test_a_kink_without_a_value_has_none() -> None:
    kink = where(var("b"), num(1), num(-1), UNDEFINED)
    assert regularity(kink, EVERYWHERE) is R.NOTHING
    assert regularity(kink, Region({"b": POSITIVE})) is R.ANALYTIC
    assert regularity(kink, Region({"b": NONNEGATIVE})) is R.NOTHING
    assert defined(kink, ORIGIN) is Truth.NO


def test_a_branch_that_is_rough_at_its_end_makes_the_whole_rough() -> None:
    x = where(var("b"), ARG, -((-ARG) ** Fraction(1, 2)), 0)
    assert regularity(x, EVERYWHERE) is R.CONTINUOUS
    assert regularity(where(var("b"), 1 / ARG, ZERO, JUMP), EVERYWHERE) is R.NOTHING
    assert regularity(where(var("b"), 1 / (1 + ARG), 1 / (1 - ARG), 0), EVERYWHERE) is R.LIPSCHITZ


def test_where_a_kink_is_at_0_it_has_the_value_of_its_upper_branch() -> None:
    origin = Region({"a": Range(0, 0)})
    for formula in ("relu(a)", "abs(a)", "step(a) - 1", "elu(a)"):
        x = parse(formula, NAMES)
        assert regularity(x, origin) is R.ANALYTIC, formula
        assert sign(x, origin) is Sign.ZERO, formula


def test_a_kink_of_what_has_no_value_has_none() -> None:
    for formula in ("relu(log(-1 - b**2))", "abs(log(-exp(b)))", "step(sqrt(-exp(b)))"):
        assert look([parse(formula, NAMES)], EVERYWHERE)[0].nowhere, formula
    beyond = Region({"b": Range(high=0, high_open=True)})
    assert look([parse("b**(-1/2)", NAMES)], beyond)[0].nowhere


def test_a_function_that_is_0_somewhere_and_has_one_sign_elsewhere() -> None:
    for formula in ("b**2", "-b**2", "abs(b)", "cosh(b) - 1"):
        assert nonzero(parse(formula, NAMES), EVERYWHERE) is Truth.NO, formula


SIGNS: list[tuple[str, Range, Sign | None]] = [
    ("-b**2", Range(), Sign.NONPOSITIVE),
    ("-abs(b)", Range(), Sign.NONPOSITIVE),
    ("sin(b)", Range(Fraction(1, 2), 1), Sign.POSITIVE),
    ("cos(b) - 1/2", Range(Fraction(1, 2), 1), Sign.POSITIVE),
    ("sin(b)", Range(0), None),
    ("cosh(b) - 100", Range(1), None),
    ("cosh(b) - 100", Range(high=-1), None),
    ("cosh(b) - 3/2", Range(1), Sign.POSITIVE),
    ("sigmoid(b) - 1/2", Range(1), Sign.POSITIVE),
    ("1 - 2*sigmoid(b)", Range(high=-1), Sign.POSITIVE),
    ("sigmoid(b) - 99/100", Range(1), None),
    ("tanh(b) + 99/100", Range(high=-1), None),
    ("log(b)", Range(2), Sign.POSITIVE),
    ("log(b) - 9", Range(2), None),
    ("log(b)", Range(0, 1, low_open=True), Sign.NONPOSITIVE),
    ("1 - 2*b**(-1/2)", Range(9), Sign.POSITIVE),
    ("sqrt(b) - 2", Range(4), Sign.NONNEGATIVE),
    ("b**3 + 1", Range(-1), Sign.NONNEGATIVE),
    ("b**2 - 1", Range(-2, -1), Sign.NONNEGATIVE),
    ("4 - b**2", Range(-2, -1), Sign.NONNEGATIVE),
]


@pytest.mark.parametrize(("formula", "values", "expected"), SIGNS, ids=[f"{f} {v.low} {v.high}" for f, v, _ in SIGNS])
def test_the_sign_on_a_part_of_the_line(formula: str, values: Range, expected: Sign | None) -> None:
    assert sign(parse(formula, NAMES), Region({"b": values})) is expected


@pytest.mark.parametrize("f", FUNCTIONS.values(), ids=FUNCTIONS)
def test_the_ends_of_an_image_are_values_only_if_they_are_said_to_be(f: Function) -> None:
    line = Region({"b": Range(f.above, low_open=f.above is not None)})
    x = parse(f"{f.name}(b)", NAMES)
    for end, rest in ((f.image.low, 1), (f.image.high, -1)):
        if end is not None and Fraction(end).denominator == 1:  # no ball tells a third from what rounds to it
            assert sign(rest * (x - num(end)), line) is (Sign.NONNEGATIVE if f.image.closed else Sign.POSITIVE)


# ----------------------------------------------------------------------------------------------------------------
# A second route: random formulas, whose values and jumps mpmath sees at random points.

UNARY = ("exp", "log", "sin", "cos", "tanh", "sigmoid", "softplus", "atan", "erf", "cosh", "sinh", "sqrt", "abs")
KINKS = ("relu", "step", "elu", "softsign", "leaky_relu")
POWERS = ("**2", "**3", "**(3/2)", "**(1/3)", "**-1", "**(-1/2)", "**0", "**(5/2)")


def _formula(draw: random.Random, depth: int) -> str:
    if depth == 0 or draw.random() < 0.1:
        return draw.choice(["a", "b", "1", "2", "(1/2)", "a", "b"])
    kind = draw.random()
    inner = _formula(draw, depth - 1)
    if kind < 0.35:
        return f"{draw.choice(UNARY + KINKS)}({inner})"
    if kind < 0.5:
        return f"({inner}){draw.choice(POWERS)}"
    return f"({inner} {draw.choice('+-**/')} {_formula(draw, depth - 1)})"


RANGES = [
    Range(), POSITIVE, NONNEGATIVE, Range(-2, 2), Range(0, 1, low_open=True), Range(high=0), Range(1), Range(0, 0),
    Range(high=0, high_open=True),
]  # fmt: skip


def _number(draw: random.Random, r: Range) -> Fraction:
    while True:
        v = Fraction(draw.randint(-6, 6), draw.choice([1, 1, 2, 3]))
        if r == Range(0, 0):
            return Fraction(0)
        low = r.low is None or v > r.low or (v == r.low and not r.low_open)
        if low and (r.high is None or v < r.high or (v == r.high and not r.high_open)):
            return v


def _end(x: ball.Ball) -> mpmath.mpf | None:
    if not ball.finite(x):
        return None
    number = ball.midpoint(x)
    return mpmath.mpf(number.numerator) / number.denominator


def _value(x: Expr, at: dict[str, mpmath.mpf]) -> mpmath.mpf | None:
    try:
        found = value(x, at)
    except (NoValue, ZeroDivisionError, TypeError):  # mpmath makes complex numbers of logarithms of negative ones
        return None
    except OverflowError:
        return mpmath.inf
    return found if isinstance(found, mpmath.mpf) else None


def test_random_formulas_are_as_the_gate_says() -> None:
    draw = random.Random(8)
    met = dict.fromkeys(Regularity, 0)
    for _ in range(1500):
        try:
            x = parse(_formula(draw, draw.choice([2, 3, 4])), NAMES)
        except FormulaError:  # a constant without a value
            continue
        region = Region({"a": draw.choice(RANGES), "b": draw.choice(RANGES)})
        known = look([x], region)[0]
        met[known.regularity] += 1
        of_sign = sign(x, region)
        for _ in range(6):
            numbers = {name: _number(draw, r) for name, r in region.ranges.items()}
            at = {name: mpmath.mpf(q.numerator) / q.denominator for name, q in numbers.items()}
            v = _value(x, at)
            if known.nowhere:
                assert v is None or not mpmath.isfinite(v), (x, region, at)
            if known.regularity < R.DEFINED:
                continue
            assert v is not None, (x, region, at)
            if not mpmath.isfinite(v) or abs(v) > 1e6:
                continue
            small = mpmath.mpf(10) ** -30 * (1 + abs(v))
            low, high = (_end(e) for e in (known.values.low, known.values.high))
            assert low is None or v >= low - small, (x, region, at)
            assert high is None or v <= high + small, (x, region, at)
            if of_sign is Sign.POSITIVE:
                assert v > -small
            if of_sign is Sign.NEGATIVE:
                assert v < small
            if known.regularity >= R.CONTINUOUS:
                for name, r in region.ranges.items():
                    for step in (mpmath.mpf(10) ** -40, -(mpmath.mpf(10) ** -40)):
                        moved = at[name] + step
                        beyond = (r.low is not None and moved <= r.low) or (r.high is not None and moved >= r.high)
                        if beyond:
                            continue
                        w = _value(x, {**at, name: moved})
                        assert w is not None, (x, region, at)
                        # The roughest power in the formulas is a cube root of a cube root, and so on.
                        assert abs(w - v) < 1e-3 * (1 + abs(v)), (x, region, at, name)
    assert all(met[r] > 5 for r in (R.NOTHING, R.DEFINED, R.CONTINUOUS, R.LIPSCHITZ, R.ANALYTIC)), met
