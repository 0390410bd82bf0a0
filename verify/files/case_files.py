"""Where the files of cases are."""

from __future__ import annotations

from pathlib import Path

from ..errors import InputError

CASES = Path("counterexamples")


def toml_files(path: Path) -> list[Path]:
    """The file itself, or all TOML files below a folder."""
    return [path] if not path.is_dir() else sorted(path.rglob("*.toml"))


def cases_folder() -> Path:
    """The folder ``counterexamples`` here, or the one beside the installed package."""
    beside = Path(__file__).resolve().parents[2] / CASES
    for folder in (CASES, beside):
        if folder.is_dir():
            return folder
    raise InputError("there is no such folder here; name the files to check", str(CASES))
