"""Numbers of Python and NumPy as the texts of the exact numbers that they are."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from ..errors import InputError
from ..exact import exact, write
from ..files.npz_arrays import exact_texts

Numbers = Any
"""A number, or an array or nested sequences of numbers.

A number is a text (``"1/10"``, ``"0.25"``, ``"sqrt(2)"``), an int, a Fraction, or a float of at most 64 bits, which is
taken as the dyadic rational number that it is: the float ``0.1`` is ``3602879701896397/36028797018963968``.
"""


def text(number: Numbers, place: str) -> str:
    """One exact number.

    Raises:
        InputError: it is not finite, or of another type.

    >>> text(0.5, "x"), text(Fraction(1, 3), "x"), text("0.1", "x"), text(np.float32(0.1), "x")
    ('1/2', '1/3', '0.1', '13421773/134217728')
    """
    if isinstance(number, str):
        return number
    if isinstance(number, np.generic) and not isinstance(number, np.longdouble):
        number = number.item()
    if isinstance(number, float):
        if not math.isfinite(number):
            raise InputError(f"is {number}: every number has to be finite", place)
        return write(Fraction(number))
    return write(exact(number, place))


def flat(numbers: Numbers, place: str) -> list[str]:
    """All numbers of nested sequences and arrays, row by row, in their order.

    >>> flat([np.eye(2, dtype="f4"), [0.5, "1/3"]], "theta")
    ['1', '0', '0', '1', '1/2', '1/3']
    """
    if isinstance(numbers, np.ndarray) and numbers.dtype.kind in "iuf" and numbers.dtype.itemsize <= 8:
        return exact_texts(numbers, place, place)
    if isinstance(numbers, np.ndarray):
        numbers = numbers.tolist()
    if isinstance(numbers, Sequence) and not isinstance(numbers, str):
        return [entry for i, part in enumerate(numbers) for entry in flat(part, f"{place}[{i}]")]
    return [text(numbers, place)]


def rows(numbers: Numbers, place: str) -> list[list[str]]:
    """One row for each sample; a number in place of a row is a row of one.

    >>> rows([0, 1], "inputs"), rows([[0, "1/2"]], "inputs")
    ([['0'], ['1']], [['0', '1/2']])
    """
    if isinstance(numbers, str) or not hasattr(numbers, "__len__"):
        raise InputError("write one row of numbers for each sample, such as [[0], [1]]", place)
    return [flat(row, f"{place}[{i}]") for i, row in enumerate(numbers)]
