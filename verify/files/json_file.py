"""Reads the JSON files of a report, which may come from anybody: bounded in size, depth and length of numbers.

A certificate is read with more care still, by ``kernel/certificate.py``.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from ..errors import InputError
from ..exact import shorten

MAX_BYTES = 64 * 2**20
MAX_NESTING = 200
MAX_INTEGER = 40
"""Characters. The time to read an integer grows with the square of its length."""


def contents(path: Path, most: int) -> bytes:
    """The bytes of a regular file, the first ``most`` of them and one more if it is longer.

    Raises:
        InputError: there is none, it is a folder, a pipe or a device, or it cannot be read.
    """
    try:
        if path.is_dir():
            raise InputError("this is a folder, not a file", str(path))
        if not path.exists():
            raise InputError("there is no such file", str(path))
        if not path.is_file():
            raise InputError("this is not a regular file", str(path))
        with path.open("rb") as file:
            return file.read(most + 1)
    except (OSError, ValueError) as error:
        raise InputError(f"the file cannot be read ({getattr(error, 'strerror', None) or error})", str(path)) from error


def text_of(path: Path) -> str:
    """The text of a file in UTF-8.

    Raises:
        InputError: it cannot be read, is too long, or is not UTF-8.
    """
    source = contents(path, MAX_BYTES)
    if len(source) > MAX_BYTES:
        raise InputError(f"the file is longer than {MAX_BYTES // 2**20} MiB", str(path))
    try:
        return source.decode()
    except UnicodeDecodeError as error:
        message = f"the byte 0x{source[error.start]:02x} is not UTF-8: is this a text file?"
        raise InputError(message, str(path)) from error


def values_of(text: str, place: str) -> Any:
    """The values of a text of JSON.

    Raises:
        InputError: it is no JSON, or is nested too deeply, or has a number that is too long, or a lone surrogate.
    """
    try:
        loaded = json.loads(text, parse_int=_integer, parse_constant=_no_number)
        refuse_nesting(loaded, MAX_NESTING)
        json.dumps(loaded, ensure_ascii=False).encode()  # a lone surrogate is no text
    except (ValueError, RecursionError) as error:
        raise InputError(f"is not JSON ({shorten(str(error), 200)})", place) from error
    return loaded


def read_json(path: Path) -> Any:
    """The values of a file of JSON; raises ``InputError`` as ``text_of`` and ``values_of`` do."""
    return values_of(text_of(path), str(path))


def refuse_nesting(value: Any, most: int) -> None:
    """Raise ``ValueError`` if values of JSON are nested deeper than ``most``."""
    stack = [(value, 0)]
    while stack:
        inner, depth = stack.pop()
        if depth > most:
            raise ValueError(f"nested more than {most} deep")
        if isinstance(inner, dict | list):
            stack.extend((item, depth + 1) for item in (inner.values() if isinstance(inner, dict) else inner))


def _integer(text: str) -> int:
    if len(text) > MAX_INTEGER:
        raise ValueError(f"the integer {shorten(text)} is too long")
    return int(text)


def _no_number(text: str) -> Any:
    raise ValueError(f"{text} is no number of JSON")
