"""The name of a unit of work: a hash of all that it is told, so that the same unit has the same name anywhere."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from fractions import Fraction
from functools import partial
from pathlib import PurePath
from typing import Any


def unit_name(function: Any, item: Any) -> str:
    """SHA-256 of what is done, a function with its arguments, and of what it is done with.

    Two units of one name are told the same: every value is written with its type, and what cannot be is an error. The
    code of the function is not in it: see ``code.digest``.
    """
    return hashlib.sha256(json.dumps([told(function), told(item)]).encode("ascii")).hexdigest()


def told(value: Any) -> Any:
    """A value as JSON in which values of different types, and those in another order, differ.

    Raises:
        TypeError: it is of a type that nobody has said how to write.
    """
    match value:
        case None | bool():
            return value
        case Enum():
            return ["enum", _type(value), value.name]
        case PurePath():
            return ["path", str(value)]
        case Fraction():
            return ["fraction", str(value)]
        case partial():
            return ["partial", told(value.func), told(value.args), told(value.keywords)]
        case Mapping():
            return ["mapping", [[told(key), told(inner)] for key, inner in value.items()]]
        case list() | tuple() | range():
            return [_type(value), [told(inner) for inner in value]]
        case set() | frozenset():
            return ["set", sorted(json.dumps(told(inner)) for inner in value)]
    if type(value) in (int, str):
        return value if type(value) is str else ["int", hex(value)]
    if type(value) is float:
        return ["float", value.hex()]
    if is_dataclass(value) and not isinstance(value, type):
        return [_type(value), [[field.name, told(getattr(value, field.name))] for field in fields(value)]]
    if callable(value) and hasattr(value, "__qualname__"):
        return ["name", f"{value.__module__}.{value.__qualname__}"]
    if type(value).__module__.startswith(f"{__name__.split('.')[0]}."):
        return [_type(value), [[key, told(inner)] for key, inner in vars(value).items()]]
    raise TypeError(f"a unit of work is told something of the type {type(value).__name__}")


def _type(value: Any) -> str:
    return f"{type(value).__module__}.{type(value).__qualname__}"
