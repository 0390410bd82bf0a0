"""The door for exact numbers: text, int and Fraction enter; a float is refused.

Certificates, problem files and options of the command line write numbers in one syntax, all of it exact::

    number   = [sign] (digits | digits "/" digits | decimal | digits "*2**" ["-"] digits)
    decimal  = digits ["." digits] [("e" | "E") [sign] digits]
    sign     = "+" | "-"
    digits   = the ASCII digits 0 to 9, one or more

with no blanks, as in ``-12``, ``3/4``, ``-1.25`` (the decimal, not a binary approximation), ``1e-3`` and ``5*2**-120``
(a dyadic number). The text has at most ``MAX_DIGITS`` characters, the exponent of ten is at most ``MAX_DIGITS`` in
size, that of two at most ``MAX_EXPONENT``, and a denominator is not 0.
"""

from __future__ import annotations

import math
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Context, Decimal
from fractions import Fraction

from .errors import NumberError

MAX_DIGITS = 10_000
MAX_EXPONENT = 100_000

_NUMBER = re.compile(
    r"""(?P<sign>[+-]?)(?:
        (?P<num>[0-9]+)/(?P<den>[0-9]+)
      | (?P<man>[0-9]+)\*2\*\*(?P<exp>-?[0-9]+)
      | (?P<whole>[0-9]+)(?:\.(?P<part>[0-9]+))?(?:[eE](?P<ten>[+-]?[0-9]+))?
    )""",
    re.VERBOSE,
)


def exact(value: str | int | Fraction, place: str = "") -> Fraction:
    """The rational number that ``value`` denotes, exactly.

    Raises:
        NumberError: a float or another type; text that is no exact number; more than ``MAX_DIGITS`` digits.

    >>> exact("0.1")
    Fraction(1, 10)
    >>> exact("-3*2**-2")
    Fraction(-3, 4)
    """
    if isinstance(value, bool) or not isinstance(value, str | int | Fraction):
        raise NumberError(
            f"{value!r} is a {type(value).__name__}, not an exact number: write it as text, e.g. '1/10'", place
        )
    if isinstance(value, Fraction):
        return value
    if isinstance(value, int):
        return Fraction(value)
    if len(value) > MAX_DIGITS:
        raise NumberError(f"a number of {len(value)} characters: at most {MAX_DIGITS} are read", place)
    match = _NUMBER.fullmatch(value)
    if match is None:
        raise NumberError(f"{shorten(value)!r} is not an exact number such as '-12', '3/4', '1.25', '5*2**-8'", place)
    sign = -1 if match["sign"] == "-" else 1
    if match["num"] is not None:
        denominator = big_int(match["den"])
        if denominator == 0:
            raise NumberError(f"{shorten(value)!r} divides by zero", place)
        return Fraction(sign * big_int(match["num"]), denominator)
    if match["man"] is not None:
        return sign * big_int(match["man"]) * Fraction(2) ** _bounded(match["exp"], value, place)
    ten = _bounded(match["ten"] or "0", value, place, MAX_DIGITS)
    part = match["part"] or ""
    return sign * Fraction(big_int(match["whole"] + part), 10 ** len(part)) * Fraction(10) ** ten


def write(number: Fraction | int) -> str:
    """The canonical text of an exact number: ``p``, ``p/q``, or ``m*2**e`` when the denominator is a power of two.

    >>> write(Fraction(3, 4)), write(Fraction(1, 3)), write(Fraction(5, 2**70))
    ('3/4', '1/3', '5*2**-70')
    """
    num, den = number.numerator, number.denominator
    if den.bit_length() > 32 and den & (den - 1) == 0:
        return f"{decimal_text(num)}*2**-{den.bit_length() - 1}"
    return decimal_text(num) if den == 1 else f"{decimal_text(num)}/{decimal_text(den)}"


def decimal_text(number: int) -> str:
    """``str(number)`` for any size: Python's own limit of 4300 digits guards against slow input, not output."""
    if number.bit_length() < 14_000:
        return str(number)
    sign, number, pieces, base = "-" if number < 0 else "", abs(number), [], 10**4000
    while number:
        number, low = divmod(number, base)
        pieces.append(str(low).rjust(4000, "0") if number else str(low))
    return sign + "".join(reversed(pieces))


def big_int(digits: str) -> int:
    """``int(digits)`` for up to ``MAX_DIGITS`` digits, in pieces below Python's own limit."""
    value = 0
    for start in range(0, len(digits), 4000):
        piece = digits[start : start + 4000]
        value = value * 10 ** len(piece) + int(piece)
    return value


def print_any_length() -> None:
    """Let this process print numbers of any length: Python's limit of 4300 digits would be an error in a message.

    The limit guards against slow input, and here ``MAX_DIGITS`` does that for every number that is read.
    """
    sys.set_int_max_str_digits(0)


@contextmanager
def any_length() -> Iterator[None]:
    """Numbers of any length are printed within it, and no longer after it: for a process that is not ours alone."""
    with _limit(0):
        yield


@contextmanager
def usual_length() -> Iterator[None]:
    """Python's own limit within it, whatever was set: for a reader of whole numbers that has none of its own."""
    with _limit(sys.int_info.default_max_str_digits):
        yield


@contextmanager
def _limit(digits: int) -> Iterator[None]:
    before = sys.get_int_max_str_digits()
    sys.set_int_max_str_digits(digits)
    try:
        yield
    finally:
        sys.set_int_max_str_digits(before)


def shorten(text: str | int | Fraction, width: int = 60) -> str:
    """``text``, or the text of an exact number, cut to ``width`` characters, for messages."""
    text = text if isinstance(text, str) else write(text)
    return text if len(text) <= width else f"{text[: width - 3]}..."


def _bounded(digits: str, value: str, place: str, limit: int = MAX_EXPONENT) -> int:
    exponent = int(digits) if len(digits) < 10 else limit + 1
    if abs(exponent) > limit:
        raise NumberError(f"the exponent of {shorten(value)!r} is beyond {limit}", place)
    return exponent


DECIMAL = re.compile(r"[+-]?[0-9]+(?:\.(?P<part>[0-9]+))?(?:[eE](?P<ten>[+-]?[0-9]+))?")
"""A decimal: its last digit says how exactly a number is known. ``5.2e-5`` is known to 1e-6."""


def half_unit(text: str, place: str = "") -> Fraction:
    """Half a unit in the last place of a decimal: what it means to round to exactly these digits.

    >>> half_unit("1.25"), half_unit("3e2")
    (Fraction(1, 200), Fraction(50, 1))
    """
    match = DECIMAL.fullmatch(text)
    if match is None or len(text) > MAX_DIGITS:
        raise NumberError(f"{shorten(text)!r} is not a decimal such as '-1.25' or '3.1e-7'", place)
    ten = _bounded(match["ten"] or "0", text, place, MAX_DIGITS) - len(match["part"] or "")
    return Fraction(10) ** ten / 2


def nearest(number: Fraction | float) -> float:
    """The float nearest to an exact number, infinite beyond the largest one: a candidate, which claims nothing."""
    try:
        return float(number)
    except OverflowError:
        return math.inf if number > 0 else -math.inf


def rounded_up(distance: Fraction) -> str:
    """A decimal of two digits that is no less than a distance, and at most a tenth more.

    >>> [rounded_up(Fraction(x)) for x in ("1/3", "1/1099511627776", "12", "999")]
    ['3.4e-1', '9.1e-13', '1.2e1', '1.0e3']
    """
    exponent = 0
    while distance >= Fraction(10) ** (exponent + 1):
        exponent += 1
    while 0 < distance < Fraction(10) ** exponent:
        exponent -= 1
    tenths = -(-distance / Fraction(10) ** (exponent - 1) // 1)
    if tenths == 100:
        tenths, exponent = 10, exponent + 1
    text = f"{tenths // 10}.{tenths % 10}e{exponent}"
    assert exact(text) >= distance
    return text


def rough(number: Fraction | int) -> str:
    """An exact number to three digits, for reading.

    >>> rough(Fraction(1, 3)), rough(Fraction(10) ** 400), rough(Fraction(-1, 10**400))
    ('0.333', '1.00e+400', '-1e-400')
    """
    near = nearest(number)
    if math.isfinite(near) and (near or not number):
        return f"{near:.3g}"
    return f"{Decimal(Fraction(number).numerator) / Decimal(Fraction(number).denominator):.3g}"


def fixed(number: Fraction, digits: int) -> str:
    """``number`` rounded to ``digits`` places after the point.

    >>> fixed(Fraction(2, 3), 4), fixed(Fraction(-1, 3), 2)
    ('0.6667', '-0.33')
    """
    scaled = round(abs(number) * 10**digits)
    whole, part = divmod(scaled, 10**digits)
    return f"{'-' if number < 0 and scaled else ''}{whole}.{part:0{digits}d}"


def significant(number: Fraction, digits: int) -> str:
    """``number``, which is not 0, rounded to so many significant digits, zeros among them.

    >>> significant(Fraction(1, 2), 3), significant(Fraction(-2, 3 * 10**7), 3)
    ('0.500', '-6.67e-8')
    """
    near = Context(prec=digits).divide(Decimal(number.numerator), Decimal(number.denominator))
    return str(near.quantize(Decimal(1).scaleb(near.adjusted() - digits + 1))).lower()
