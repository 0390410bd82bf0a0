"""The one syntax of exact numbers: what it says is read exactly, and everything else is refused in words."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verify.errors import NumberError
from verify.exact import decimal_text, exact, half_unit, shorten, write

SEVEN = "7" * 5000

GOOD = {
    "-12": Fraction(-12),
    "+3/4": Fraction(3, 4),
    "007": Fraction(7),
    "-1.25": Fraction(-5, 4),
    "1e-3": Fraction(1, 1000),
    "2.5E+2": Fraction(250),
    "5*2**-8": Fraction(5, 256),
    "3*2**4": Fraction(48),
    "7" * 4400 + "/" + "7" * 2200: Fraction(10**2200 + 1),
}


@pytest.mark.parametrize("text", GOOD)
def test_a_number_is_read_exactly(text: str) -> None:
    assert exact(text) == GOOD[text]


BAD = [
    "", "-", ".5", "5.", "1,5", "0x10", "1_000", "nan", "inf", "1/0", "1/-2", "1/00", f"1/{'0' * 5000}", "--1", "+-1",
    "1 /2", " 1", "1 ", "1\n", "\ufeff1", "\u00a01", "1\u2028", "1\x00", "\ud800", "1\ud800",
    "\u0661", "1/\u0663", "1.\u0665", "1e\u0661", "\u00b2", "\uff11", "5*2**-\u0668",
    "1e10001", "1e-10001", f"1e{SEVEN}", "5*2**100001", f"5*2**-{SEVEN}", "5*3**2", SEVEN * 3, f"1.{SEVEN}{SEVEN}",
]  # fmt: skip


@pytest.mark.parametrize("text", BAD, ids=lambda text: ascii(text)[:20])
def test_anything_else_is_refused_in_words(text: str) -> None:
    with pytest.raises(NumberError) as fault:
        exact(text, "here")
    assert str(fault.value).startswith("here: ")
    assert len(str(fault.value)) < 200


@pytest.mark.parametrize("text", ["1/2", "5*2**-8", " 1", "1\u0661", "1e\u0661", f"0.{SEVEN * 3}", "", "nan"])
def test_the_last_place_of_what_is_no_decimal_is_refused(text: str) -> None:
    with pytest.raises(NumberError):
        half_unit(text)


@pytest.mark.parametrize("value", [1.5, True, None, [1], b"1"])
def test_other_types_are_refused(value: Any) -> None:
    with pytest.raises(NumberError):
        exact(value)


@given(st.fractions())
def test_what_is_written_is_read_back(number: Fraction) -> None:
    assert exact(write(number)) == number


@given(st.text(max_size=8))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        value = exact(text)
    except NumberError:
        return
    assert text.isascii()
    assert exact(write(value)) == value


def test_numbers_longer_than_python_prints_are_printed() -> None:
    number = 10**5000 + 7
    assert len(decimal_text(number)) == 5001
    assert shorten(Fraction(1, number), 20).startswith("1/1000")
