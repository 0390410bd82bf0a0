"""Writes the tables of a file as TOML: one level of tables, those within them on one line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import tomlkit

ORDER = ("statement", "problem", "augment", "point", "witness", "better", "expect")


def toml(tables: Mapping[str, Any]) -> str:
    """The text of a ``necessity`` file.

    >>> print(toml({"title": "A", "problem": {"inputs": [["0"]], "loss": {"name": "huber"}}}))
    title = "A"
    <BLANKLINE>
    [problem]
    inputs = [["0"]]
    loss = {name = "huber"}
    <BLANKLINE>
    """
    document = tomlkit.document()
    for key, value in tables.items():
        if not isinstance(value, Mapping):
            document.add(key, value)
    for name in ORDER:
        if name in tables:
            table = tomlkit.table()
            for key, value in tables[name].items():
                table.add(key, _on_one_line(value))
            document.add(name, table)
    return tomlkit.dumps(document)


def _on_one_line(value: Any) -> Any:
    if not isinstance(value, Mapping):
        return value
    table = tomlkit.inline_table()
    for key, item in value.items():
        table.append(key, _on_one_line(item))
    return table
