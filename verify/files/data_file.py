"""Numbers that a case keeps in a file beside its own: named in the TOML file with its SHA-256, and read exactly.

What stands in the place of the table is the same texts as if they were written in the TOML file itself, so that
nothing after this step knows where the numbers came from.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from ..errors import FileError, InputError
from ..exact import exact, shorten
from .csv_table import read_csv
from .reader import Reader
from .schema import DataShape
from .schema_check import check_shapes
from .source_positions import Places, Where

MAX_DATA_BYTES = 2**24

ROWS: tuple[Where, ...] = (("problem", "inputs"), ("problem", "targets"))
"""Where rows of numbers may be in a data file; and where one row of them:"""
ROW: tuple[Where, ...] = (("problem", "weights"), ("point", "theta"), ("better", "theta"))


def with_data(tables: Mapping[str, Any], path: Path, places: Places) -> dict[str, Any]:
    """The tables of the file ``path`` with the numbers themselves in place of each table that names a data file.

    Raises:
        FileError: with all faults of these tables and of what they name.
    """
    reader = Reader(places)
    found = dict(tables)
    for where in (*ROWS, *ROW):
        table, key = where
        inner = found.get(str(table))
        named = inner.get(key) if isinstance(inner, Mapping) else None
        if isinstance(named, Mapping):
            found[str(table)] = {**found[str(table)], str(key): _numbers(named, where, path, reader)}
    reader.finish()
    return found


def _numbers(named: Mapping[str, Any], where: Where, path: Path, reader: Reader) -> list[Any]:
    """The rows, or the one row, that a table names; empty if there is a fault, which ``reader`` then knows."""
    inner = Reader(lambda way: reader.places((*where, *way)))
    shape = check_shapes(named, DataShape, inner)
    rows: list[list[str]] = []
    if shape is not None and not inner.faults:
        try:
            rows = _read(shape, path, reader.places(where))
        except FileError as error:
            inner.faults += error.faults
        except InputError as error:
            inner.faults.append(error)
    if where in ROW and rows and len(rows[0]) != 1:
        inner.fault((), f"one number in each row is expected here, found {len(rows[0])}: name one column")
    reader.faults += inner.faults
    return rows if where in ROWS else [text for row in rows for text in row]


def _read(shape: DataShape, path: Path, place: str) -> list[list[str]]:
    assert shape.file is not None
    assert shape.sha256 is not None
    file = inside(path.parent, shape.file, place)
    source = read_bytes(file, place)
    found = hashlib.sha256(source).hexdigest()
    if found != shape.sha256:
        words = f"{shape.file} is not the file that is meant here: it has changed since its SHA-256 was written."
        raise InputError(f'{words} If the change is meant, write sha256 = "{found}"', place)
    if file.suffix == ".npz":
        if shape.array is None or shape.columns is not None:
            raise InputError('of an .npz file one array is named: array = "X"', place)
        from .npz_arrays import npz_rows  # it needs NumPy, without which a file that has no array is read sooner

        return npz_rows(source, shape.array, str(file), place)
    if shape.columns is None or shape.array is not None:
        raise InputError('of a .csv file the columns are named: columns = ["x1", "x2"]', place)
    return csv_rows(source, shape.columns, str(file), place)


def inside(folder: Path, name: str, place: str) -> Path:
    """The data file of this name, which lies in the folder of the case or below it.

    Raises:
        InputError: it does not, or is neither ``.csv`` nor ``.npz``.
    """
    way = PurePosixPath(name)
    if not name.isprintable() or "\\" in name or way.is_absolute() or ".." in way.parts:
        raise InputError(f"{shorten(name)!r}: name a file in the folder of this one, without '..'", place)
    if way.suffix not in (".csv", ".npz"):
        raise InputError(f"{shorten(name)!r}: a data file ends in .csv or .npz", place)
    file = folder / way
    if not file.resolve().is_relative_to(folder.resolve()):
        raise InputError(f"{shorten(name)!r} leads out of the folder of this file: copy the data into it", place)
    return file


def read_bytes(path: Path, place: str = "", most: int = MAX_DATA_BYTES) -> bytes:
    """All of a file.

    Raises:
        InputError: it cannot be read, or is longer than ``most``; at ``place``, without one at the file itself.
    """
    try:
        if not path.is_file():
            raise InputError(f"there is no file {path}" if place else "there is no such file", place or str(path))
        with path.open("rb") as file:
            source = file.read(most + 1)
    except (OSError, ValueError) as error:
        words = f"cannot be read ({getattr(error, 'strerror', None) or error})"
        raise InputError(f"{path} {words}" if place else words, place or str(path)) from error
    if len(source) > most:
        raise InputError(f"is longer than {most // 2**20} MiB", str(path))
    return source


def csv_rows(source: bytes, columns: list[str], file: str, place: str) -> list[list[str]]:
    """The entries of these columns, row by row, each the text of an exact number."""
    table = read_csv(source, file)
    chosen = [table.index(name, place) for name in columns]
    faults: list[InputError] = []
    for i, row in enumerate(table.rows):
        for j in chosen:
            try:
                _ = exact(row[j], f"{table.at(i)}: column {table.columns[j]!r}")
            except InputError as error:
                faults.append(error)
    if faults:
        raise FileError(faults)
    return [[row[j] for j in chosen] for row in table.rows]
