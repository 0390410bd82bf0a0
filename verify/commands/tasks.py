"""The units of work that a command names: files below a folder, which are readable and have names of their own."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ..claims.registry import claims
from ..errors import FileError, InputError
from ..files.case_files import CASES, cases_folder, toml_files
from ..files.load import case_name, is_statement, load
from ..files.statement_file import load_statement
from .check import Task, file_task


def tasks(what: Sequence[str]) -> tuple[list[Task], tuple[str, ...]]:
    """The units of work that the arguments name, and the claims to restrict the check to."""
    names = [w.upper() for w in what if w.upper() in claims()]
    paths = [Path(w) for w in what if w.upper() not in claims()]
    for path in paths:
        if not path.exists():
            near = "" if path.suffix else f"; the claims are {', '.join(claims())}"
            raise InputError(f"there is no such file or claim{near}", str(path))
    folders = paths or [cases_folder()]
    found = dict.fromkeys((f, _root(f, root)) for root in folders for f in toml_files(root))
    files = [file_task(file, root) for file, root in found]
    if not files:
        raise InputError("holds no .toml file", ", ".join(map(str, folders)))
    _readable([(Path(task.name), Path(task.root) if task.root else None) for task in files])
    chosen = names if what else list(claims())
    return [Task("claim", name) for name in chosen] + files, tuple(names)


def _root(file: Path, folder: Path) -> str:
    """The folder from which a case's name is counted: none if it lies below ``counterexamples``, which then serves."""
    return "" if CASES.name in file.absolute().parts or not folder.is_dir() else str(folder)


def _readable(files: Sequence[tuple[Path, Path | None]]) -> None:
    """Raise one error with the faults of all files, before any work is begun; two of one name are a fault."""
    faults: list[InputError] = []
    named: dict[str, Path] = {}
    for file, root in files:
        try:
            name = case_name(file, root)
            _ = load_statement(file) if is_statement(file) else load(file, root)
        except FileError as error:
            faults += error.faults
            continue
        if named.setdefault(name, file) != file:
            faults.append(
                InputError(f"has the same name, {name}, as {named[name]}: check them one at a time", str(file))
            )
    if faults:
        raise FileError(faults)
