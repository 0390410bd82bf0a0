"""A CSV table: named columns of texts, each row with its line. What the texts mean, whoever asks for them says."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from io import StringIO

from ..errors import InputError
from ..exact import shorten
from ..spelling import meant


@dataclass(frozen=True)
class CsvTable:
    """A table that was read.

    Attributes:
        place: the file, as messages name it.
        columns: the names in the first line, all different.
        rows: one text for each column, without the blanks around it.
        lines: the line on which each row ends.
    """

    place: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    lines: tuple[int, ...]

    def at(self, row: int) -> str:
        """The place of a row, such as ``iris.csv:17``."""
        return f"{self.place}:{self.lines[row]}"

    def index(self, column: str, place: str = "") -> int:
        """Where a column stands.

        Raises:
            InputError: at ``place``, there is no such column.
        """
        if column not in self.columns:
            known = meant(column, self.columns)
            raise InputError(f"{self.place} has no column {shorten(column)!r}{known}", place)
        return self.columns.index(column)


def read_csv(source: bytes, place: str) -> CsvTable:
    """The table that a CSV file holds: in UTF-8, separated by commas, its first line the names of the columns.

    Raises:
        InputError: it is no such table, with the line.
    """
    try:
        text = source.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = source.count(b"\n", 0, error.start) + 1
        raise InputError("is not UTF-8: save it as CSV in UTF-8", f"{place}:{line}") from error
    reader = csv.reader(StringIO(text, newline=""), strict=True)
    rows: list[tuple[str, ...]] = []
    lines = []
    try:
        for entries in reader:
            if any(entry.strip() for entry in entries):
                rows.append(tuple(entry.strip() for entry in entries))
                lines.append(reader.line_num)
    except csv.Error as error:
        raise InputError(f"is no CSV: {error}", f"{place}:{reader.line_num}") from error
    if len(rows) < 2:
        raise InputError("needs a first line with the names of the columns, and at least one row", place)
    columns = rows[0]
    _check_names(columns, f"{place}:{lines[0]}")
    for row, line in zip(rows, lines, strict=True):
        if len(row) != len(columns):
            raise InputError(f"this row has {len(row)} entries, the first line {len(columns)}", f"{place}:{line}")
    return CsvTable(place, columns, tuple(rows[1:]), tuple(lines[1:]))


def _check_names(columns: Sequence[str], place: str) -> None:
    for i, name in enumerate(columns):
        if not name:
            raise InputError(f"the column {i + 1} has no name: the first line names the columns", place)
        if name in columns[:i]:
            raise InputError(f"the column {shorten(name)!r} stands twice", place)
