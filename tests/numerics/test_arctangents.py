"""Arctangents of rational numbers: identities of Machin's kind are proved, and others are not."""

from __future__ import annotations

from fractions import Fraction
from math import atan, pi

import pytest

from verify.numerics.arctangents import decomposed
from verify.numerics.identity import vanish, zero
from verify.problem.formula import constant
from verify.truth import Truth


@pytest.mark.parametrize(
    "identity",
    [
        "4*atan(1) - pi",
        "atan(1/2) + atan(1/3) - pi/4",
        "4*atan(1/5) - atan(1/239) - pi/4",
        "12*atan(1/18) + 8*atan(1/57) - 5*atan(1/239) - pi/4",
        "atan(2) + atan(1/2) - pi/2",
        "atan(-3) + atan(3)",
        "atan(1) + atan(2) + atan(3) - pi",
    ],
)
def test_a_true_identity_is_proved(identity: str) -> None:
    assert zero(constant(identity, "x")) is Truth.YES


@pytest.mark.parametrize("identity", ["4*atan(1) + pi", "atan(1/2) - atan(1/3)", "atan(1/5) - atan(1/7) - pi/50"])
def test_a_false_one_is_refuted(identity: str) -> None:
    assert zero(constant(identity, "x")) is Truth.NO
    assert not vanish([constant(identity, "x")])


@pytest.mark.parametrize("p", range(-12, 13))
@pytest.mark.parametrize("q", [1, 2, 5, 7, 12])
def test_the_parts_add_up(p: int, q: int) -> None:
    parts = decomposed(Fraction(p, q))
    assert parts is not None
    turns, terms = parts
    assert abs(float(turns) * pi + sum(n * atan(t) for t, n in terms.items()) - atan(p / q)) < 1e-12


def test_what_is_too_large_stays_as_it_is() -> None:
    assert decomposed(Fraction(10**6, 10**6 + 1)) is None
