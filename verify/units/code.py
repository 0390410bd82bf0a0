"""The hash of all that can decide what a unit of work comes to, besides the unit: this code, and the libraries."""

from __future__ import annotations

import hashlib
import os
import platform
from collections.abc import Iterator
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

PACKAGE = Path(__file__).parent.parent

LIBRARIES = (
    "hypothesis", "matplotlib", "mpmath", "numpy", "pydantic", "python-flint", "scipy", "sympy", "tomlkit",
    "tree-sitter", "tree-sitter-toml",
)  # fmt: skip
"""The libraries whose versions count."""


@cache
def digest() -> str:
    """SHA-256 of every file of the package as it is when this is called first, of the interpreter and the libraries."""
    found = hashlib.sha256(platform.python_version().encode())
    for name in LIBRARIES:
        found.update(f"\n{name} {_version(name)}".encode())
    for path in _files():
        found.update(f"\n{path.relative_to(PACKAGE).as_posix()}\n".encode())
        found.update(hashlib.sha256(path.read_bytes()).digest())
    _ = state()
    return found.hexdigest()


@cache
def state() -> tuple[tuple[str, int, int], ...]:
    """The sizes and the times of the files, as they are when this is called first."""
    return _state()


def unchanged() -> bool:
    """Whether the files are still those of ``digest``: by their sizes and times."""
    return _state() == state()


def _state() -> tuple[tuple[str, int, int], ...]:
    return tuple((str(path), (at := os.stat(path)).st_size, at.st_mtime_ns) for path in _files())


def _files() -> Iterator[Path]:
    for folder, inner, names in sorted(os.walk(PACKAGE)):
        inner[:] = [name for name in inner if name != "__pycache__"]
        for name in sorted(names):
            if not name.endswith((".pyc", ".pyo")):
                yield Path(folder, name)


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "none"
