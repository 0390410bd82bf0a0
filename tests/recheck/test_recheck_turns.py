"""Sines and cosines of rational multiples of pi in the second checker: their values, and what is not one of them."""

from __future__ import annotations

from fractions import Fraction

import mpmath
import pytest

from verify.recheck import equal, parse

EQUAL = [
    ("sin(pi/6)", "1/2"), ("cos(2*pi/3)", "-1/2"), ("sin(pi/4)", "sqrt(2)/2"), ("cos(5*pi/6)", "-sqrt(3)/2"),
    ("sin(pi/12)", "(sqrt(6) - sqrt(2))/4"), ("cos(pi/5)", "(1 + sqrt(5))/4"), ("cos(2*pi/5)", "(sqrt(5) - 1)/4"),
    ("sin(pi/10)", "(sqrt(5) - 1)/4"), ("sin(3*pi/2)", "-1"), ("cos(3*pi/2)", "0"), ("sin(-pi/3)", "-sqrt(3)/2"),
    ("sin(pi/7)", "sin(6*pi/7)"), ("cos(3*pi/7)", "sin(pi/14)"), ("sin(pi/8)", "-cos(11*pi/8)"),
]  # fmt: skip
DIFFERENT = [("sin(pi/6)", "-1/2"), ("sin(pi/7)", "sin(2*pi/7)"), ("sin(pi/7)", "cos(pi/7)"), ("sin(1/6)", "1/2")]


@pytest.mark.parametrize(("one", "other"), EQUAL)
def test_two_ways_to_write_one_value_are_equal(one: str, other: str) -> None:
    assert equal(parse(one), parse(other))


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_two_values_are_not_equal(one: str, other: str) -> None:
    assert not equal(parse(one), parse(other))


@pytest.mark.parametrize("name", ["sin", "cos"])
@pytest.mark.parametrize("denominator", [2, 10, 12, 20])
def test_at_every_multiple_of_pi_it_equals_the_kernels_roots(name: str, denominator: int) -> None:
    from verify.numerics.turns import brought, value

    for k in range(-2 * denominator, 4 * denominator):
        sign, function, turns = brought(name, Fraction(k, denominator))
        roots = value(function, turns)
        if roots is None:
            continue
        written = " + ".join(f"({sign * c})*sqrt({n})" for n, c in roots.items()) or "0"
        assert equal(parse(f"{name}({k}*pi/{denominator})"), parse(written)), (name, k, denominator)
        number = sum(float(sign * c) * n**0.5 for n, c in roots.items())
        assert abs(number - float(getattr(mpmath, name)(mpmath.pi * k / denominator))) < 1e-12
