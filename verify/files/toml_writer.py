"""Writes the tables of a file as TOML: texts, lists, one level of tables, nothing else."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

_BARE = re.compile(r"[A-Za-z0-9_-]+")

ORDER = ("statement", "problem", "augment", "point", "witness", "better", "expect")


def toml(tables: Mapping[str, Any]) -> str:
    """The text of a ``necessity`` file.

    >>> print(toml({"title": "A", "problem": {"inputs": [["0"]], "loss": {"name": "huber"}}}))
    title = "A"
    <BLANKLINE>
    [problem]
    inputs = [["0"]]
    loss = { name = "huber" }
    <BLANKLINE>
    """
    lines = [_pair(key, value) for key, value in tables.items() if not isinstance(value, Mapping)]
    for name in ORDER:
        if name in tables:
            lines += ["", f"[{name}]", *(_pair(key, value) for key, value in tables[name].items())]
    return "\n".join(lines) + "\n"


def _pair(key: str, value: Any) -> str:
    return f"{key if _BARE.fullmatch(key) else _text(key)} = {_value(value)}"


def _text(text: str) -> str:
    """A basic string: the escapes of JSON, and of the one character that JSON lets pass and TOML does not."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", r"\u007f")


def _value(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{ " + ", ".join(_pair(key, item) for key, item in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(_value(item) for item in value) + "]"
    if isinstance(value, bool):
        return "true" if value else "false"
    return _text(value) if isinstance(value, str) else json.dumps(value)
