"""Units of work on a machine of a cluster: each thread of a Dask worker has a process, which does them.

In a thread no deadline can interrupt the work, and a limit of memory would be the worker's. The process is a new
interpreter: it is not forked from a process with threads, nor is it one that Dask forbids its workers to have. What is
sent is bytes to all but this process and the client: scheduler and workers import nothing for it.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.reduction import ForkingPickler
from typing import Any

from ..errors import WorkError
from . import code
from .engine import Allowance, Lost
from .processes import Attended, Made, serve

_MINE = threading.local()


@dataclass(frozen=True)
class Other:
    """A unit was not begun: the hash of the code on that machine, and its name."""

    code: str
    where: str


@dataclass
class _Program:
    """A process of a program, asked as those of ``multiprocessing`` are."""

    popen: subprocess.Popen[bytes]

    @property
    def exitcode(self) -> int | None:
        return self.popen.returncode

    def join(self) -> None:
        self.popen.wait()

    def kill(self) -> None:
        self.popen.kill()


def packed(value: Any) -> bytes:
    """A value as it is sent: a function with its item, ``Made``, or an error.

    Raises:
        WorkError: it cannot be sent.
    """
    try:
        return bytes(ForkingPickler.dumps(value))
    except Exception as error:
        raise WorkError(f"this cannot be given to another process: {error}") from error


def unpacked(content: bytes) -> Any:
    """The value that was sent, by this code on another machine."""
    return ForkingPickler.loads(content)


def unit(work: bytes, limits: Allowance | None, expected: str) -> Any:
    """What a unit comes to: ``Made`` or the error that it raised, packed; or ``Lost``, ``Other`` or ``WorkError``."""
    seconds, memory = (None, 0) if limits is None else (limits.seconds, limits.memory)
    tries = 0
    while True:
        tries += 1
        worker = _worker(memory)
        worker.give(0, (work, expected), tries, seconds)
        left = None if seconds is None else max(0.0, worker.end - time.monotonic())
        found = worker.taken() if worker.pipe.poll(left) else worker.late(seconds)
        if found is None or isinstance(found, Lost):
            worker.stop()
            del _MINE.worker
        if found is not None:
            return found.value if isinstance(found, Made) else found


def _worker(memory: int) -> Attended:
    """The process of this thread, with this limit of memory."""
    if getattr(_MINE, "worker", None) is not None and _MINE.memory == memory:
        return _MINE.worker  # type: ignore[no-any-return]
    if getattr(_MINE, "worker", None) is not None:
        _MINE.worker.stop()
    mine, theirs = socket.socketpair()
    command = [sys.executable, "-c", f"from {__name__} import main; main({theirs.fileno()}, {memory})"]
    paths = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    process = subprocess.Popen(command, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL, env=paths)
    theirs.close()
    _MINE.worker, _MINE.memory = Attended(_Program(process), Connection(mine.detach())), memory
    return _MINE.worker  # type: ignore[no-any-return]


def main(pipe: int, memory: int) -> None:
    """What the process does: the units that come through the socket of this number."""
    from ..threads import one_thread

    one_thread()
    threading.Thread(target=_last_as_long_as, args=(os.getppid(),), daemon=True).start()
    code.digest()  # of the sources as they are imported from now on
    serve(Connection(pipe), _here, memory)


def _last_as_long_as(parent: int) -> None:
    """End this process, whatever it does, once its parent was killed."""
    while os.getppid() == parent:
        time.sleep(1.0)
    os._exit(1)


def _here(given: tuple[bytes, str]) -> Other | bytes:
    work, expected = given
    if code.digest() != expected:
        return Other(code.digest(), socket.gethostname())
    try:
        function, item = unpacked(work)
    except Exception as error:
        raise WorkError(f"a worker cannot read its work: {type(error).__name__}: {error}") from error
    try:
        return packed(Made(function(item)))
    except (MemoryError, RecursionError, WorkError):
        raise
    except Exception as error:
        return packed(error)
