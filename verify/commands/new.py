"""New files to fill in: one of a kind of case in the folder that is here, or a project of one's own."""

from __future__ import annotations

from pathlib import Path

from ..errors import InputError
from ..files.case_files import CASES
from ..files.new_project import FIRST, write_project
from ..files.scaffold import PLACES, template

PROJECT_KIND = "project"


def new(kind: str, name: str) -> list[Path]:
    """Write what is new; return the paths, the one to edit first.

    Args:
        kind: a key of ``WRITTEN`` of ``files/scaffold.py``, or ``project``.
        name: of the case, or the folder of the project.

    Raises:
        InputError: there is no such kind, the name is none, or something of that name is there already.
    """
    if kind == PROJECT_KIND:
        written = write_project(Path(name))
        return sorted(written, key=lambda path: path != Path(name) / FIRST)
    text = template(kind, name)
    if not name or not all(c.isalnum() or c in "-_" for c in name):
        raise InputError(f"{name!r}: use letters, digits, '-' and '_', as in 'two-sines'", "NAME")
    path = CASES / PLACES[kind] / f"{name}.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError as error:
        raise InputError("exists already; choose another name, or edit that file", str(path)) from error
    return [path]
