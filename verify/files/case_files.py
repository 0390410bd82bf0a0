"""Where the files of cases are: those of the project that is here, and those that come with the suite."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from ..errors import InputError

CASES = Path("counterexamples")

STATEMENTS = Path("statements")
"""Statements without a witness, with which the power of the search is measured."""

PROJECT = "pyproject.toml"
TABLE = "verify-minima"
"""The marker of a project of cases: ``[tool.verify-minima]`` in its ``pyproject.toml``."""

PACKAGE = Path(__file__).resolve().parents[1]
IN_SOURCES = {CASES: PACKAGE.parent / CASES, STATEMENTS: PACKAGE.parent / "tests" / "search" / STATEMENTS}
"""Where a folder that a wheel has in ``verify/shipped`` lies in the sources, from which an editable install works."""


def toml_files(path: Path) -> list[Path]:
    """The file itself, or all TOML files below a folder."""
    return [path] if not path.is_dir() else sorted(path.rglob("*.toml"))


def shipped(folder: Path) -> Path:
    """The folder of this name that comes with the suite: inside the installed package, or in its sources.

    The path is relative if the folder is below the one that is here.

    Raises:
        InputError: neither has it.
    """
    within = PACKAGE / "shipped" / folder
    found = within if within.is_dir() else IN_SOURCES[folder]
    if not found.is_dir():
        raise InputError("this installation has no such folder; name the files, or install the suite again", str(found))
    return found.relative_to(Path.cwd()) if found.is_relative_to(Path.cwd()) else found


def cases_folder() -> Path:
    """The folder ``counterexamples`` of the project that is here, or else the one that comes with the suite.

    Raises:
        InputError: this is a project of cases without a case, in which those of the suite are not meant.
    """
    if CASES.is_dir():
        return CASES
    if is_project(Path()):
        raise InputError("this project has no such folder yet; make a case: verify new bad-minimum NAME", str(CASES))
    return shipped(CASES)


def is_project(folder: Path) -> bool:
    """Whether the ``pyproject.toml`` of a folder has the table ``[tool.verify-minima]``: all its cases are ours."""
    try:
        tables: dict[str, Any] = tomllib.loads((folder / PROJECT).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return False
    tool = tables.get("tool")
    return isinstance(tool, dict) and isinstance(tool.get(TABLE), dict)
