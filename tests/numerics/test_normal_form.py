"""Normal forms: each has the value of its expression, and two ways to write one number have the same one."""

from __future__ import annotations

from fractions import Fraction
from math import prod
from random import Random
from typing import Any

import mpmath
import pytest
from problem.values import FUNCTIONS, value

from verify.numerics.identity import vanish
from verify.numerics.normal_form import normal_form, reduced
from verify.numerics.polynomial import (
    MAX_TERMS,
    MAX_WORK,
    NUMBER_ONE,
    UNIT,
    WORK,
    NoNormalForm,
    Polynomial,
    added,
    as_monomial,
    common_factor,
    factored,
    is_positive,
    joined,
    key,
    reciprocal,
    times,
)
from verify.problem.formula import constant, parse

X, Y = (("var", "x"), Fraction(1)), (("var", "y"), Fraction(1))
AT = {"x": mpmath.mpf("0.37"), "y": mpmath.mpf("1.83")}
EXP = ("exp", (X,))


def real(number: Any) -> Any:
    return mpmath.mpf(number.numerator) / number.denominator


def of_polynomial(terms: Any) -> Any:
    """The value of a polynomial, given as pairs of monomial and coefficient."""
    return mpmath.fsum(real(c) * of_monomial(m) for m, c in terms)


def of_monomial(m: Any) -> Any:
    return prod((of_atom(atom) ** real(e) for atom, e in m), start=mpmath.mpf(1))


def of_atom(atom: Any) -> Any:
    match atom:
        case ("var", name):
            return AT[name]
        case ("pi",):
            return +mpmath.pi
        case ("prime", p):
            return mpmath.mpf(p)
        case ("log", p):
            return mpmath.log(p)
        case ("exp", m):
            return mpmath.exp(of_monomial(m))
        case ("exp", m, below):
            return mpmath.exp(of_monomial(m) / of_polynomial(below))
        case ("logof", terms):
            return mpmath.log(of_polynomial(terms))
        case ("root", terms):
            return of_polynomial(terms)
        case ("function", name, above, below):
            return FUNCTIONS[name](of_polynomial(above) / of_polynomial(below))
    raise AssertionError(atom)


def require_its_value(text: str) -> None:
    x = parse(text, ["x", "y"])
    above, below = normal_form(x)
    assert all(above.values())
    assert all(below.values())
    exact = value(x, AT)
    for form in (above, reduced(dict(above))):
        found = of_polynomial(form.items()) / of_polynomial(below.items())
        assert abs(found - exact) < mpmath.mpf(10) ** -35 * (1 + abs(exact)), text


# Each pair has one value, and has to be seen to have it.
EQUAL = [
    ("exp(x)*exp(y)", "exp(x + y)"), ("exp(x/2)**2", "exp(x)"), ("exp(-x)", "1/exp(x)"), ("exp(2*log(3))", "9"),
    ("exp(-3*log(2))", "1/8"), ("exp(log(3)/2)", "sqrt(3)"), ("exp(2*log(1 + x*x))", "(1 + x*x)**2"),
    ("exp(-log(1 + x*x))", "1/(1 + x*x)"), ("exp(x/(1 + y*y))*exp(-x/(1 + y*y))", "1"),
    ("exp(x/(1 + y*y))**2", "exp(2*x/(1 + y*y))"), ("exp(x*y)*exp(log(5))", "5*exp(x*y)"),
    ("log(exp(x))", "x"), ("log(2*exp(x*y))", "log(2) + x*y"), ("log(exp(x/(1 + y*y)))", "x/(1 + y*y)"),
    ("log(8)", "3*log(2)"), ("log(1/3)", "-log(3)"), ("log(12/5)", "2*log(2) + log(3) - log(5)"),
    ("log(sqrt(2))", "log(2)/2"), ("log(4*sqrt(6))", "5*log(2)/2 + log(3)/2"),
    ("log((2 + 2*x*x)/3)", "log(2) - log(3) + log(1 + x*x)"), ("log(exp(x) + exp(2*x))", "x + log(1 + exp(x))"),
    ("log(exp(x)/(1 + exp(x)))", "x - log(1 + exp(x))"), ("log(1)", "0"), ("log(exp(x)*sqrt(2))", "x + log(2)/2"),
    ("sqrt(8)", "2*sqrt(2)"), ("sqrt(2/3)", "sqrt(6)/3"), ("8**(1/3)", "2"), ("4**(-3/2)", "1/8"),
    ("sqrt(1 + x*x)**2", "1 + x*x"), ("sqrt(1 + x*x)**3", "sqrt(1 + x*x)*(1 + x*x)"),
    ("sqrt((1 + x*x)/(1 + y*y))", "sqrt(1 + x*x)/sqrt(1 + y*y)"), ("sqrt(exp(x))", "exp(x/2)"),
    ("sqrt(2*exp(x))*sqrt(2)", "2*exp(x/2)"), ("(1/x)**2", "1/x**2"), ("x**(-2)", "1/(x*x)"), ("x**0", "1"),
    ("x*y - y*x + 0*x", "0"), ("(x + y)/(x + y)", "1 + 0*x"), ("x/(2*y) + x/(3*y)", "5*x/(6*y)"),
    ("1/x + 1/y", "(x + y)/(x*y)"), ("x/y - x/(2*y)", "x/(2*y)"), ("-(x - y)", "y - x"),
    ("sin(-x)", "-sin(x)"), ("cos(-x)", "cos(x)"), ("cos(y - x)", "cos(x - y)"), ("sin(y - x)", "-sin(x - y)"),
    ("cos(x)**2 + sin(x)**2", "1"), ("cos(x)**3", "cos(x) - cos(x)*sin(x)**2"), ("cos(x)**4", "(1 - sin(x)**2)**2"),
    ("sin(pi/2)", "1"), ("sin(pi)", "0"), ("sin(3*pi/2)", "-1"), ("sin(-pi/2)", "-1"), ("sin(2*pi)", "0"),
    ("cos(pi/2)", "0"), ("cos(pi)", "-1"), ("cos(-pi)", "-1"), ("cos(2*pi)", "1"), ("cos(0)", "1"), ("sin(0)", "0"),
    ("sin(pi/6)", "1/2"), ("cos(2*pi/3)", "-1/2"), ("sin(pi/4)", "sqrt(2)/2"), ("cos(5*pi/6)", "-sqrt(3)/2"),
    ("sin(pi/12)", "(sqrt(6) - sqrt(2))/4"), ("cos(pi/5)", "(1 + sqrt(5))/4"), ("cos(2*pi/5)", "(sqrt(5) - 1)/4"),
    ("sin(pi/7)", "sin(6*pi/7)"), ("cos(3*pi/7)", "sin(pi/14)"), ("sin(pi/7)**2 + cos(13*pi/7)**2", "1"),
    ("sin(pi/8)", "-cos(11*pi/8) + 0*x"), ("cos(pi/9)", "-cos(8*pi/9)"),
    ("atan(1)", "pi/4"), ("atan(-1)", "-pi/4"), ("atan(1/2) + atan(1/3)", "pi/4"),
    ("4*atan(1/5) - atan(1/239)", "pi/4"), ("atan(0)", "0"),
    ("log(2*y - 2*x)", "log(2) + log(y - x)"), ("log(y - x)", "log(2*y - 2*x) - log(2)"),
    ("erf(-x)", "-erf(x)"), ("atan(-x)", "-atan(x)"), ("tanh(-x)", "-tanh(x)"),
    ("sigmoid(x) + sigmoid(-x)", "1"), ("softplus(x) - softplus(-x)", "x"), ("cosh(x)**2 - sinh(x)**2", "1"),
    ("sin(x/(2*y))", "sin(x/2/y)"), ("sin(-x/2)", "-sin(x/2)"), ("cos(-x/2)", "cos(x/2)"),
    ("x**64*x", "x**65"), ("(1/2)**10", "1/1024"),
]  # fmt: skip

# Each pair has two values, however near they are.
DIFFERENT = [
    ("atan(pi/2)", "0"), ("erf(pi)", "-1"), ("atan(pi)", "erf(pi)"),
    ("sin(pi/3)", "1"), ("cos(pi/4)", "1"), ("sin(pi/6)", "-1/2"), ("sin(pi/7)", "sin(2*pi/7)"),
    ("sin(pi/7)", "cos(pi/7)"), ("cos(pi/5)", "cos(2*pi/5)"), ("sin(1/6)", "1/2"), ("sin(pi*x)", "0"),
    ("sin(5*pi/2)", "-1"), ("cos(x)*sin(x)", "cos(x)"), ("sqrt(x*x)", "-x"),
    ("log(x*x)", "2*log(x) + 1"), ("exp(x)", "exp(y)"), ("cosh(-x)", "-cosh(x)"), ("sqrt(1 + x*x)", "1 + x"),
    ("sin(2)", "-sin(-3)"), ("erf(x)", "erf(2*x)"), ("atan(x)", "erf(x)"), ("log(2)", "log(3)"), ("pi", "22/7"),
]  # fmt: skip


@pytest.mark.parametrize(("one", "other"), EQUAL)
def test_two_ways_to_write_one_value_agree(one: str, other: str) -> None:
    x, y = parse(one, ["x", "y"]), parse(other, ["x", "y"])
    assert not reduced(normal_form(x - y)[0])
    require_its_value(one)
    require_its_value(other)


@pytest.mark.parametrize("name", ["sin", "cos"])
@pytest.mark.parametrize("denominator", [1, 2, 5, 7, 12, 20, 24, 60])
def test_at_every_multiple_of_pi_the_form_has_the_value(name: str, denominator: int) -> None:
    for k in range(-3 * denominator, 3 * denominator + 1):
        require_its_value(f"{name}({k}*pi/{denominator})")


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_two_values_have_two_forms(one: str, other: str) -> None:
    assert reduced(normal_form(parse(one, ["x", "y"]) - parse(other, ["x", "y"]))[0])
    require_its_value(one)
    require_its_value(other)


def test_a_random_expression_has_the_value_of_its_normal_form() -> None:
    draw = Random(5)
    leaves = ("x", "y", "2", "(1/3)", "(-3/4)", "pi", "sqrt(2)", "log(6)")
    rounds = (
        "exp({})",
        "sin({})",
        "cos({})",
        "tanh({})",
        "sqrt(1 + ({})**2)",
        "log(2 + ({})**2)",
        "atan({})",
        "1/(3 + {})",
    )

    def formula(depth: int) -> str:
        if not depth:
            return draw.choice(leaves)
        if draw.random() < 0.4:
            return draw.choice(rounds).format(formula(depth - 1))
        return f"({formula(depth - 1)} {draw.choice('+-**')} {formula(depth - 1)})"

    for _ in range(60):
        require_its_value(formula(draw.choice((2, 3))))


@pytest.mark.parametrize(
    "text",
    [
        "relu(x)",
        "1/(x*(x + y) - x*x - x*y)",
        "log(x*(x + y) - x*x - x*y)",
        "(x + y)**65",
        "(1/(x + y))**65",
        "exp(10001*log(2))",
    ],
)
def test_what_has_no_normal_form(text: str) -> None:
    with pytest.raises(NoNormalForm):
        normal_form(parse(text, ["x", "y"]))


def test_a_power_of_one_term_may_be_large_and_one_of_several_up_to_a_bound() -> None:
    assert normal_form(parse("(2*x)**65", ["x"]))[0] == {((("var", "x"), Fraction(65)),): Fraction(2**65)}
    assert len(normal_form(parse("(x + y)**64", ["x", "y"]))[0]) == 65
    assert normal_form(constant("exp(10000*log(2))"))[0] == {UNIT: Fraction(2**10000)}


def test_the_logarithm_of_what_is_negative_is_nothing_else() -> None:
    for text in ("log(-exp(x))", "log(-2*exp(x/3))"):
        ((m, _),) = normal_form(parse(text, ["x"]))[0].items()
        assert m[0][0][0] == "logof"


def test_a_root_of_zero_is_zero() -> None:
    assert normal_form(constant("sqrt(sqrt(2)*sqrt(3) - sqrt(6))"))[0] == {}
    assert normal_form(constant("(sqrt(2)*sqrt(3) - sqrt(6))**(3/2)"))[0] == {}
    assert normal_form(constant("(sqrt(2)*sqrt(3) - sqrt(6))**(-1/2)"))[0] != {}


def test_sums_and_products_of_polynomials() -> None:
    x, y = {(X,): Fraction(2)}, {(Y,): Fraction(3), UNIT: Fraction(-1)}
    assert added(x, y) == {(X,): 2, (Y,): 3, UNIT: -1}
    assert added(x, {(X,): Fraction(-2)}) == {}
    assert times(x, y) == {(X, Y): 6, (X,): -2}
    assert times(y, y) == {((("var", "y"), Fraction(2)),): 9, (Y,): -6, UNIT: 1}
    assert times({(X,): Fraction(1), UNIT: Fraction(1)}, {(X,): Fraction(1), UNIT: Fraction(-1)}) == {
        ((("var", "x"), Fraction(2)),): 1, UNIT: -1,
    }  # fmt: skip
    assert times(x, {}) == {}


def test_products_of_monomials() -> None:
    two = (("prime", 2), Fraction(1, 2))
    assert joined((), (X,)) == joined((X,), ()) == (1, (X,))
    assert joined((two,), (two,)) == (2, ())
    assert joined((X,), reciprocal((X,))) == (1, ())
    assert joined((Y,), (X,)) == (1, (X, Y))
    assert as_monomial({("prime", 2): Fraction(-5, 2), X[0]: Fraction(0)}) == (Fraction(1, 8), (two,))
    assert reciprocal((X, two)) == ((X[0], Fraction(-1)), (two[0], Fraction(-1, 2)))
    assert is_positive(EXP)
    assert is_positive(("prime", 2))
    assert not is_positive(X[0])


def test_the_atoms_of_a_common_factor_are_in_the_order_of_those_of_a_monomial() -> None:
    two, ten = ((("exp", ((("var", "x"), Fraction(n)),)), Fraction(1)) for n in (2, 10))
    assert common_factor({joined((two,), (ten,))[1]: Fraction(1)}) == (1, as_monomial(dict([two, ten]))[1])


def power(e: int | Fraction) -> tuple[Any, Fraction]:
    return EXP, Fraction(e)


@pytest.mark.parametrize(
    ("terms", "expected"),
    [
        ({(X,): "4/3", UNIT: "2/3"}, ("2/3", ())),
        ({(X,): "-4", (Y,): "6"}, ("-2", ())),
        ({(power(2),): "1", (power(3), X): "1"}, ("1", (power(2),))),
        ({(power(-2),): "1", UNIT: "1"}, ("1", (power(-2),))),
        ({UNIT: "1", (power(-2),): "1"}, ("1", (power(-2),))),
        ({UNIT: "1", (power(2),): "1"}, ("1", ())),
        ({(power(2),): "1", UNIT: "1"}, ("1", ())),
        ({(X,): "5", ((X[0], Fraction(2)),): "5"}, ("5", ())),
        ({(X, (("prime", 2), Fraction(1, 2))): "1"}, ("1", ())),
    ],
)
def test_the_common_factor_divides_every_term(terms: dict[Any, str], expected: tuple[str, Any]) -> None:
    form = {m: Fraction(c) for m, c in terms.items()}
    content, common = common_factor(form)
    assert (content, common) == (Fraction(expected[0]), expected[1])
    twice = common_factor({m: 2 * c for m, c in form.items()})
    assert twice == (2 * content, common)


def test_the_factors_of_a_rational_number() -> None:
    assert factored(Fraction(360, 7)) == {2: 3, 3: 2, 5: 1, 7: -1}
    assert factored(Fraction(1)) == {}
    assert factored(Fraction(9973**2)) == {9973: 2}
    assert factored(Fraction(1, 10007**2)) == {10007**2: -1}  # beyond trial division it stays whole
    assert all(
        prod(Fraction(p) ** e for p, e in factored(Fraction(n, 77)).items()) == Fraction(n, 77) for n in range(1, 99)
    )


def test_the_work_on_a_normal_form_is_bounded() -> None:
    wide: Polynomial = {((("var", str(i)), Fraction(1)),): Fraction(1) for i in range(MAX_TERMS // 100)}
    hundred = dict(list(wide.items())[:100])
    WORK.begin()
    assert len(times(hundred, dict(list(wide.items())[:3]))) == 297 + 0 * MAX_TERMS
    with pytest.raises(NoNormalForm):
        times(wide, {**hundred, UNIT: Fraction(1)})
    for spend in (lambda: added(wide, {}), lambda: times(wide, NUMBER_ONE), lambda: common_factor(wide)):
        WORK.begin()
        WORK.spend(MAX_WORK - len(wide))
        spend()
        assert WORK.left == 0
        with pytest.raises(NoNormalForm):
            WORK.spend(1)


def test_a_polynomial_as_a_part_of_an_atom_does_not_depend_on_the_order_of_its_terms() -> None:
    x, y = ((X,), Fraction(1)), ((Y,), Fraction(2))
    assert key(dict([x, y])) == key(dict([y, x]))
    assert not vanish([parse("sin(x + 2*y) - sin(2*x + y)", ["x", "y"])])
    assert vanish([parse("sin(x + 2*y) - sin(2*y + x)", ["x", "y"])])
