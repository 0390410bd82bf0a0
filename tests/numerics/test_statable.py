"""What is offered to be put into a file is what the file then states truly."""

from __future__ import annotations

import pytest

from verify.exact import exact, half_unit
from verify.numerics.point import Exact
from verify.numerics.statable import statable
from verify.problem.formula import constant, parse

AT = Exact(("1/3",), (constant("1/3"),))


def test_a_rational_value_is_offered_exactly() -> None:
    assert statable(parse("5*t", ["t"]), ["t"], AT) == "5/3"


@pytest.mark.parametrize("formula", ["exp(t)", "-log(t)", "1e-9*sin(t)", "10**30*tanh(t)"])
def test_another_value_is_offered_as_a_decimal_that_it_rounds_to(formula: str) -> None:
    import mpmath

    text = statable(parse(formula, ["t"]), ["t"], AT)
    assert text is not None
    assert text.startswith("~")
    with mpmath.workdps(60):
        names = {"exp": mpmath.exp, "log": mpmath.log, "sin": mpmath.sin, "tanh": mpmath.tanh}
        true = eval(formula.replace("1e-9", "mpmath.mpf('1e-9')"), {**names, "mpmath": mpmath, "t": mpmath.mpf(1) / 3})
        off = abs(true - mpmath.mpf(exact(text[1:]).numerator) / exact(text[1:]).denominator)
        half = half_unit(text[1:])
        assert off <= mpmath.mpf(half.numerator) / half.denominator


def test_zero_is_offered_only_where_it_is_proved() -> None:
    one = Exact(("1/2",), (constant("1/2"),))
    assert statable(parse("log(4*t) - log(2)", ["t"]), ["t"], one) == "0"


def test_a_value_whose_exponent_no_file_may_have_is_not_offered() -> None:
    assert statable(parse("exp(100000*t)", ["t"]), ["t"], AT) is None


def test_a_value_that_is_nowhere_defined_is_not_offered() -> None:
    assert statable(parse("log(t - 1)", ["t"]), ["t"], AT) is None
