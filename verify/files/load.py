"""Reads a problem file: one TOML file states one case. ``notes/counterexample-format.md`` describes the format.

The file is read in five steps, and each step gathers all the faults it can find: bytes to TOML, data files to texts,
TOML to shapes, texts to exact values, values to a case. A file with a fault raises one ``FileError`` that lists them
all.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from typing import Any, NoReturn

from ..errors import FileError, InputError
from ..exact import shorten, usual_length
from ..problem.case import Case
from .case_table import read_case
from .data_file import with_data
from .json_file import contents
from .problem_table import canonical, digest, problem_from_tables
from .reader import Reader
from .schema import Bare, FileShape
from .schema_check import MAX_VALUES, check_shapes, small
from .source_positions import FilePlaces, file_places, spelled, syntax_tree, too_deep

__all__ = [
    "MAX_BYTES", "TomlFile", "canonical", "case_from_tables", "case_name", "case_of", "digest", "is_statement", "load",
    "problem_from_tables", "read_tables", "toml_of",
]  # fmt: skip

MAX_BYTES = 2**18
MAX_NODES = 8 * MAX_VALUES

_POSITION = re.compile(r" ?\(at (?:line (\d+), column (\d+)|end of document)\)$")
_LONG_INTEGER = re.compile(r"[\d_]{4000,}")


@dataclass(frozen=True, eq=False)
class TomlFile:
    """A TOML file that was read.

    Attributes:
        path: as it is given; messages name the file so.
        tables: as written, with the numbers of its data files in their places.
        places: where everything stands in it.
    """

    path: Path
    tables: dict[str, Any]
    places: FilePlaces

    @property
    def is_statement(self) -> bool:
        """Whether it is of the kind ``statement``, not a case."""
        return self.tables.get("kind") == "statement"


def load(path: Path, root: Path | None = None) -> Case:
    """The case that the file states.

    Args:
        path: the file; messages name it as it is given here.
        root: the folder of the counterexamples, from which the case's name is counted. Without it, the name is
            counted from the innermost folder named ``counterexamples``, else it is the file's own name.

    Raises:
        FileError: the file cannot be read, or has faults; it lists all of them, each with its line.
    """
    return case_of(read_tables(path), root)


def case_of(file: TomlFile, root: Path | None = None) -> Case:
    """The case that a file states which was read; the same as ``load``."""
    return _case(file.tables, str(file.path), case_name(file.path, root), Reader(file.places))


def case_from_tables(tables: Mapping[str, Any], name: str) -> Case:
    """The case that the tables of a file would state, which is none.

    Raises:
        FileError: with all faults; their places are written like ``point.theta[1]``.
    """
    return _case(tables, name, name, Reader(spelled))


def _case(tables: Mapping[str, Any], path: str, name: str, reader: Reader) -> Case:
    shape = check_shapes(tables, FileShape, reader)
    case = read_case(shape, tables, path, name, reader) if isinstance(shape, FileShape) else None
    reader.finish()
    assert case is not None
    return case


def is_statement(path: Path) -> bool:
    """Whether the file is of the kind ``statement``; a file that cannot be read is none."""
    try:
        return read_tables(path).is_statement
    except FileError:
        return False


def case_name(path: Path, root: Path | None) -> str:
    """The name of the case: its file's way from the folder of the counterexamples, without the ending."""
    # Without "..", so that a name is never the way out of the folder that its certificates are written to.
    path = Path(os.path.abspath(path))
    root = Path(os.path.abspath(root)) if root is not None else None
    if root is not None and path.is_relative_to(root):
        return path.relative_to(root).with_suffix("").as_posix()
    parts = path.with_suffix("").parts
    at = max((i for i, part in enumerate(parts[:-1]) if part == "counterexamples"), default=len(parts) - 2)
    return "/".join(parts[at + 1 :])


def read_tables(path: Path, source: bytes | None = None) -> TomlFile:
    """The tables of a TOML file, with the numbers of its data files, and where everything stands in it.

    With ``source``, as if the file held these bytes.
    """
    written = toml_of(_bytes(path) if source is None else source, path)
    reader = Reader(written.places)
    small(written.tables, reader, MAX_VALUES)
    reader.finish()
    return replace(written, tables=with_data(written.tables, path, written.places))


def toml_of(source: bytes, path: Path) -> TomlFile:
    """The tables of a TOML text as written, which messages name by ``path``."""
    if len(source) > MAX_BYTES:
        _refuse_long(source, str(path))
    if source.startswith(b"\xef\xbb\xbf"):
        _refuse("the file begins with a byte order mark: save it as UTF-8 without one", f"{path}:1")
    try:
        text = source.decode()
    except UnicodeDecodeError as error:
        line = source.count(b"\n", 0, error.start) + 1
        _refuse(f"the byte 0x{source[error.start]:02x} is not UTF-8: is this a text file?", f"{path}:{line}")
    tree = syntax_tree(source)
    if tree.root_node.descendant_count > MAX_NODES:
        _refuse(f"there are far more than {MAX_VALUES} values", str(path))
    line_too_deep = too_deep(tree)
    if line_too_deep is not None:
        _refuse("arrays, tables or dotted keys are nested too deeply", f"{path}:{line_too_deep}")
    tables = _toml(text, str(path))
    if not tables:
        _refuse("the file is empty: `verify new KIND NAME` writes one to fill in", str(path))
    return TomlFile(path, tables, file_places(str(path), tree))


def _bytes(path: Path) -> bytes:
    if not str(path).isprintable():
        # Its name goes into messages, results and file names of certificates, all of them UTF-8.
        shown = str(path).encode("utf-8", "backslashreplace").decode()
        _refuse("the name of the file is not printable UTF-8: rename the file", ascii(shown))
    try:
        return contents(path, 4 * MAX_BYTES)
    except InputError as error:
        raise FileError([error]) from error


def _refuse_long(source: bytes, path: str) -> NoReturn:
    message = f"the file is longer than {MAX_BYTES // 1024} KiB"
    length, line = max((len(line), -i) for i, line in enumerate(BytesIO(source), start=1))
    if length < MAX_BYTES // 2:
        _refuse(message, path)
    _refuse(f"{message}: this line alone has {length} characters or more", f"{path}:{-line}")


def _toml(text: str, path: str) -> dict[str, Any]:
    try:
        with usual_length():
            return tomllib.loads(text, parse_float=Bare)
    except tomllib.TOMLDecodeError as error:
        message = str(error)
        position = _POSITION.search(message)
        line, column = (position[1], position[2]) if position else (None, None)
        end = text.rstrip("\n").count("\n") + 1
        said = _plainly(_POSITION.sub("", message))
        at = f", at column {column}" if column else ", at the end of the file"
        _refuse(f"not valid TOML: {said}{at}", f"{path}:{line or end}")
    except RecursionError:
        _refuse("arrays or tables are nested too deeply", path)
    except ValueError:
        # Python refuses integers of more than 4300 digits; tomllib lets that error through, without a position.
        long = _LONG_INTEGER.search(text)
        line = text.count("\n", 0, long.start()) + 1 if long else 1
        _refuse("a number of thousands of digits, not in quotes: write numbers in quotes", f"{path}:{line}")


def _plainly(message: str) -> str:
    if message == "Cannot overwrite a value":
        return "this key stands twice"
    if message.startswith("Cannot declare"):
        return message.replace("Cannot declare", "this table stands twice:").removesuffix(" twice")
    return shorten(message, 200)


def _refuse(message: str, place: str) -> NoReturn:
    raise FileError([InputError(message, place)])
