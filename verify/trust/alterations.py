"""Alterations of a document, each of ONE thing: a digit, a sign, a number, an order, a key, a type, a hash.

A document is JSON values. A place in it is a path of keys and indices; its pattern has ``*`` for every index, so that
the entries of a matrix share one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from random import Random
from typing import Any

Place = tuple[str | int, ...]

HEX = re.compile(r"[0-9a-f]{64}")
NUMBER = re.compile(r"~?[+-]?\d+(\.\d+)?([eE][+-]?\d+)?(/\d+)?(\*2\*\*-?\d+)?")


@dataclass(frozen=True)
class Alteration:
    """One thing that is changed: where, how (in words), and what stands there then; ``GONE`` for nothing."""

    path: Place
    how: str
    value: Any


GONE = object()


def places(value: Any, path: Place = ()) -> Iterator[tuple[Place, Any]]:
    """Every value in a document with its path, the document itself first."""
    yield path, value
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from places(inner, (*path, key))
    elif isinstance(value, list):
        for i, inner in enumerate(value):
            yield from places(inner, (*path, i))


def pattern(path: Place) -> str:
    """A path with a star for every index."""
    return ".".join("*" if isinstance(part, int) else part for part in path)


def altered(document: Any, alteration: Alteration) -> Any:
    """A copy of the document with this one change; what is not on the path is shared."""
    return _changed(document, alteration.path, alteration.value)


def _changed(value: Any, path: Place, new: Any) -> Any:
    if not path:
        return new
    head, *rest = path
    if isinstance(value, dict):
        if not rest and new is GONE:
            return {key: inner for key, inner in value.items() if key != head}
        return {key: _changed(inner, tuple(rest), new) if key == head else inner for key, inner in value.items()}
    if not rest and new is GONE:
        return [inner for i, inner in enumerate(value) if i != head]
    return [_changed(inner, tuple(rest), new) if i == head else inner for i, inner in enumerate(value)]


def alter(path: Place, value: Any, random: Random) -> Alteration:
    """A random alteration of the value at a path."""
    ways = list(_ways(value, random))
    how, new = random.choice(ways)
    return Alteration(path, how, new)


def _ways(value: Any, random: Random) -> Iterator[tuple[str, Any]]:
    match value:
        case bool():
            yield "flipped", not value
            yield "type", str(value)
            yield "type", int(value)
        case int():
            yield "one more", value + 1
            yield "one less", value - 1
            yield "another index", value + random.choice((2, 7, -3, 100))
            yield "negative", -value - 1
            yield "type", str(value)
            yield "type", value > 0
        case str():
            yield from _texts(value, random)
            yield "type", [value]
            yield "type", None
            yield "type", 1.5
        case list():
            yield from _lists(value, random)
            yield "type", {"0": value}
        case dict():
            yield from _objects(value, random)
            yield "type", list(value.values())
        case _:
            yield "type", "null"
    yield "gone", GONE


def _texts(text: str, random: Random) -> Iterator[tuple[str, str]]:
    digits = [i for i, c in enumerate(text) if c.isdigit() and c.isascii()]
    if HEX.fullmatch(text):
        i = random.randrange(64)
        yield "hash", text[:i] + format((int(text[i], 16) + random.randint(1, 15)) % 16, "x") + text[i + 1 :]
        return
    for _ in range(3):
        if digits:
            i = random.choice(digits)
            yield "digit", text[:i] + str((int(text[i]) + random.randint(1, 9)) % 10) + text[i + 1 :]
    if digits:
        i = digits[-1]
        yield "last digit", text[:i] + str((int(text[i]) + 1) % 10) + text[i + 1 :]
    if NUMBER.fullmatch(text):
        mark, rest = ("~", text[1:]) if text.startswith("~") else ("", text)
        yield "sign", mark + (rest[1:] if rest.startswith("-") else f"-{rest.removeprefix('+')}")
        yield "zero", f"{mark}0"
        yield "another number", mark + str(Fraction(random.randint(-9, 9), random.randint(1, 9)))
        yield "spelling", mark + (f"+{rest}" if rest[0] not in "+-" else rest.replace("-", "-0", 1))
        for factor, how in ((2, "doubled"), (Fraction(1, 2), "halved"), (1 + Fraction(1, 2**60), "nearly")):
            if number := read_number(rest):
                yield how, mark + str(number * factor)
    elif digits:
        yield "sign", f"-({text})"
    else:
        yield "another word", random.choice(("value", "orbit", "ELIM", "vanish", "x1", "t1", "", text + "x", text[:-1]))


MOST_EXPONENT = 100_000
"""Beyond it no number is read: to write it out would not end."""
EXPONENT = re.compile(r"(?:[eE]|\*2\*\*)\s*[+-]?(\d+)")


def read_number(text: str) -> Fraction | None:
    """The rational number that a text spells, by Python's own reader; None if it is none, or too long to be read."""
    mantissa, _, exponent = text.partition("*2**")
    if len(text) >= 1000 or "_" in text or any(int(digits) > MOST_EXPONENT for digits in EXPONENT.findall(text)):
        return None
    try:
        return Fraction(mantissa) * Fraction(2) ** int(exponent or 0)
    except (ValueError, ZeroDivisionError):
        return None


def _lists(values: list[Any], random: Random) -> Iterator[tuple[str, list[Any]]]:
    if values:
        i, j = random.randrange(len(values)), random.randrange(len(values))
        yield "one dropped", values[:i] + values[i + 1 :]
        yield "one twice", [*values[:i], values[i], *values[i:]]
        yield "emptied", []
        if values[i] != values[j]:
            swapped = list(values)
            swapped[i], swapped[j] = values[j], values[i]
            yield "order", swapped
        if values[::-1] != values:
            yield "order", values[::-1]
    else:
        yield "one more", ["0"]


def _objects(table: dict[str, Any], random: Random) -> Iterator[tuple[str, dict[str, Any]]]:
    yield "a key more", {**table, "more": "1"}
    if table:
        key = random.choice(sorted(table))
        rest = {name: value for name, value in table.items() if name != key}
        yield "a key less", rest
        yield "a key renamed", {**rest, f"{key}s": table[key]}
        other = random.choice(sorted(table))
        if table[key] != table[other]:
            yield "two exchanged", {**table, key: table[other], other: table[key]}
