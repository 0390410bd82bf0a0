"""Writes the tables of a file as TOML: texts, lists, one level of tables, nothing else."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

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
    lines = [f"{key} = {_value(value)}" for key, value in tables.items() if not isinstance(value, Mapping)]
    for name in ORDER:
        if name in tables:
            lines += ["", f"[{name}]", *(f"{key} = {_value(value)}" for key, value in tables[name].items())]
    return "\n".join(lines) + "\n"


def _value(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{key} = {_value(item)}" for key, item in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(_value(item) for item in value) + "]"
    if isinstance(value, bool):
        return "true" if value else "false"
    return json.dumps(value, ensure_ascii=False)
