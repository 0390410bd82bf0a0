"""The lock of an open file, by which two processes do something one after the other."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO


@contextmanager
def held(file: IO[str]) -> Iterator[None]:
    """Hold the lock of a file, once nobody else does; it ends with this block, or with the process."""
    try:
        import fcntl
    except ImportError:
        with _held_on_windows(file):
            yield
        return
    fcntl.flock(file, fcntl.LOCK_EX)
    try:
        yield
    finally:
        fcntl.flock(file, fcntl.LOCK_UN)


@contextmanager
def _held_on_windows(file: IO[str]) -> Iterator[None]:
    """The same by the lock of the first byte, which need not be there."""
    msvcrt = importlib.import_module("msvcrt")
    while True:
        file.seek(0)
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)
            break
        except OSError:  # it has waited for ten seconds; whoever writes a report takes less, or is waited for again
            continue
    try:
        yield
    finally:
        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, 1)
