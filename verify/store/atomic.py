"""Writes a file, or many together, whole or not at all: a reader never meets half of what was written."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import cast

from ..errors import InputError
from ..files.json_file import read_json
from .file_lock import held

LOCK = ".lock"
READY = ".ready"
"""In a folder: files that are written, and of which some may have to be moved into their places yet."""
NAMES = "names.json"


def write_text(path: Path, text: str) -> None:
    """Write ``text`` as UTF-8 with plain line ends; until all of it is written, ``path`` stays as it was."""
    write_bytes(path, text.encode())


def write_bytes(path: Path, content: bytes) -> None:
    """Write ``content``; until all of it is written, ``path`` stays as it was."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name[:40]}.{os.getpid()}.part")
    try:
        part.write_bytes(content)
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)


def replace(folder: Path, files: Mapping[str, str], old: Callable[[], Iterable[Path]]) -> None:
    """Write ``files``, a text for each name below ``folder``, and take away those ``old`` ones that are not among them.

    All of this is done or none: whatever is killed in between, the next who writes or settles the folder completes
    what was written, or knows nothing of it. Two who write at once do so one after the other.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with _alone(folder):
        _complete(folder)
        for left in folder.glob(".new.*"):  # of one that was killed
            shutil.rmtree(left, ignore_errors=True)
        new = folder / f".new.{os.getpid()}"
        try:
            for name, text in files.items():
                (new / name).parent.mkdir(parents=True, exist_ok=True)
                (new / name).write_text(text, encoding="utf-8", newline="\n")
            gone = [p.relative_to(folder).as_posix() for p in old()]
            names = {"put": list(files), "gone": [name for name in gone if name not in files]}
            (new / NAMES).write_text(json.dumps(names), encoding="utf-8")
            os.replace(new, folder / READY)
        finally:
            shutil.rmtree(new, ignore_errors=True)
        _complete(folder)


def settle(folder: Path) -> None:
    """Complete what was written into ``folder`` by one who was killed before the end; call before reading it."""
    if (folder / READY).is_dir():
        with _alone(folder):
            _complete(folder)


def _complete(folder: Path) -> None:
    ready = folder / READY
    if not (ready / NAMES).exists():
        shutil.rmtree(ready, ignore_errors=True)
        return
    names = _names(folder, ready / NAMES)
    for name in names["gone"]:
        (folder / name).unlink(missing_ok=True)
    for name in names["put"]:
        if (ready / name).exists():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            os.replace(ready / name, folder / name)
    (ready / NAMES).unlink()
    shutil.rmtree(ready, ignore_errors=True)


def _names(folder: Path, path: Path) -> Mapping[str, list[str]]:
    """Which files are to be put and which are to go, all of them below the folder, whoever has written this."""
    names = read_json(path)
    try:
        inside = all(_below(folder / name, folder) for key in ("put", "gone") for name in names[key])
    except (KeyError, TypeError) as error:
        raise InputError("is not what an interrupted run has left; remove this folder", str(path.parent)) from error
    if not inside:
        raise InputError("names files outside the folder of the report; remove this folder", str(path.parent))
    return cast(Mapping[str, list[str]], names)


def _below(path: Path, folder: Path) -> bool:
    inner, outer = os.path.abspath(path), os.path.abspath(folder)
    return inner != outer and Path(inner).is_relative_to(outer)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Hold the folder's lock, which ends with the process that holds it."""
    with (folder / LOCK).open("a") as file, held(file):
        yield


def require_folder(folder: Path) -> None:
    """Raise an ``InputError`` now if nothing can be written into ``folder``, rather than after the work."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / LOCK).open("a"):
            pass
    except OSError as error:
        raise InputError(f"nothing can be written here ({error.strerror})", str(folder)) from error
