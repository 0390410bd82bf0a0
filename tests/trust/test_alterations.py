"""What is altered in a document is altered in bounded time, whatever numbers it has."""

from __future__ import annotations

from fractions import Fraction
from random import Random

import pytest

from verify.trust.alterations import GONE, MOST_EXPONENT, alter, read_number

LARGE = (
    "1e99999999999", "-1.5E+99999999999", "1e-99999999999", "1e9_9999999999", "3*2**99999999999", "3*2**-99999999999",
    "3*2** 99999999999", "1e99999*2**99999999999", "9" * 1000, f"1e{MOST_EXPONENT + 1}",
)  # fmt: skip


@pytest.mark.parametrize("text", LARGE)
def test_a_number_without_bound_is_not_written_out(text: str) -> None:
    assert read_number(text) is None
    for seed in range(40):
        alteration = alter(("number",), text, Random(seed))
        assert alteration.value is GONE or repr(alteration.value) != repr(text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1e3", 1000),
        ("-3/4", Fraction(-3, 4)),
        ("5*2**-3", Fraction(5, 8)),
        ("1.5", Fraction(3, 2)),
        ("1/0", None),
        ("x", None),
    ],
)
def test_a_number_is_read(text: str, value: Fraction | None) -> None:
    assert read_number(text) == value
