"""The units of work that a command names: files below a folder, which are readable and have names of their own."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ..claims.registry import claims
from ..errors import FileError, InputError
from ..files.case_files import CASES, cases_folder, toml_files
from ..files.load import case_name, case_of
from ..files.statement_file import statement_of
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
    if not found:
        raise InputError("holds no .toml file", ", ".join(map(str, folders)))
    files = _file_tasks(list(found))
    chosen = names if what else list(claims())
    return [Task("claim", name) for name in chosen] + files, tuple(names)


def _root(file: Path, folder: Path) -> Path | None:
    """The folder from which a case's name is counted: none if it lies below ``counterexamples``, which then serves."""
    return None if CASES.name in file.absolute().parts or not folder.is_dir() else folder


def _file_tasks(files: Sequence[tuple[Path, Path | None]]) -> list[Task]:
    """The files, read; one error with the faults of all, before any work is begun; two of one name are a fault."""
    made: list[Task] = []
    faults: list[InputError] = []
    named: dict[str, Path] = {}
    for file, root in files:
        try:
            name = case_name(file, root)
            task = file_task(file, root)
            assert task.file is not None
            _ = statement_of(task.file) if task.file.is_statement else case_of(task.file, root)
            made.append(task)
        except FileError as error:
            faults += error.faults
            continue
        if named.setdefault(name, file) != file:
            faults.append(
                InputError(f"has the same name, {name}, as {named[name]}: check them one at a time", str(file))
            )
    if faults:
        raise FileError(faults)
    return made
