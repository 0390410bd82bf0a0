"""The units of work that a command names: files below a folder, which are readable and have names of their own."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from ..claims.registry import claims
from ..errors import FileError, InputError
from ..files.case_files import CASES, cases_folder, toml_files
from ..files.load import case_name, case_of
from ..files.statement_file import statement_of
from ..spelling import meant
from .check import Task, file_task


class Named(NamedTuple):
    """What arguments name: the units of work, the claims to restrict the check to, and the files that cannot be read.

    Each fault is of one file; ``unread`` names these files.
    """

    tasks: list[Task]
    only: tuple[str, ...]
    faults: list[InputError]
    unread: list[str]


def tasks(what: Sequence[str]) -> Named:
    """The units of work that the arguments name; a file that cannot be read keeps no other from being checked.

    Raises:
        InputError: an argument names nothing, or there is no file.
        FileError: nothing is left to check; it has the faults of all files.
    """
    names = [w.upper() for w in what if w.upper() in claims()]
    paths = [Path(w) for w in what if w.upper() not in claims()]
    for path in paths:
        if not path.exists():
            raise InputError(f"there is no such file or claim{_near(path)}", str(path))
    folders = paths or [cases_folder()]
    found = dict.fromkeys((f, _root(f, root)) for root in folders for f in toml_files(root))
    if not found:
        raise InputError("holds no .toml file", ", ".join(map(str, folders)))
    files, faults, unread = _file_tasks(list(found))
    if faults and not files:
        raise FileError(faults)
    chosen = names if what else list(claims())
    return Named([Task("claim", name) for name in chosen] + files, tuple(names), faults, unread)


def _near(path: Path) -> str:
    """The claim or the file that was meant, if one has such a name; else how to see what there is."""
    folder = path.parent if path.parent.is_dir() else None
    beside = [] if folder is None else [str(p) for p in folder.iterdir() if p.is_dir() or p.suffix == ".toml"]
    close = meant(str(path), beside if path.suffix else [*claims(), *beside])
    if "did you mean" in close:
        return close
    return (
        "; `verify list cases` shows those that there are" if path.suffix else f"; the claims are {', '.join(claims())}"
    )


def _root(file: Path, folder: Path) -> Path | None:
    """The folder from which a case's name is counted: none if it lies below ``counterexamples``, which then serves."""
    return None if CASES.name in file.absolute().parts or not folder.is_dir() else folder


def _file_tasks(files: Sequence[tuple[Path, Path | None]]) -> tuple[list[Task], list[InputError], list[str]]:
    """The files, read, and the faults of all that cannot be, with their names; two files of one name are a fault."""
    made: list[Task] = []
    faults: list[InputError] = []
    unread: list[str] = []
    named: dict[str, Path] = {}
    for file, root in files:
        try:
            name = case_name(file, root)
            task = file_task(file, root)
            assert task.file is not None
            _ = statement_of(task.file) if task.file.is_statement else case_of(task.file, root)
        except FileError as error:
            faults += error.faults
            unread.append(str(file))
            continue
        if named.setdefault(name, file) == file:
            made.append(task)
            continue
        unread.append(str(file))
        faults.append(InputError(f"has the same name, {name}, as {named[name]}: check them one at a time", str(file)))
    return made, faults, unread
