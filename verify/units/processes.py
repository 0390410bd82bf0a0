"""Processes of this machine: each does one unit after another, and is ended and replaced if that does not end."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import connection
from typing import Any, Protocol, TypeVar

from ..errors import WorkError
from ..exact import print_any_length
from .engine import TRIES, Allowance, Lost

T = TypeVar("T")
R = TypeVar("R")


class _Process(Protocol):
    """What is asked of a process."""

    @property
    def exitcode(self) -> int | None: ...

    def join(self) -> object: ...

    def kill(self) -> object: ...


@dataclass(eq=False)
class Attended:
    """A process that does one item after another, and the end of the pipe through which it is given them."""

    process: _Process
    pipe: connection.Connection
    number: int = -1
    item: Any = None
    tries: int = 0
    end: float = float("inf")

    def give(self, number: int, item: Any, tries: int, seconds: float | None) -> None:
        """Let it begin, for the ``tries``-th time and for so many seconds."""
        self.number, self.item, self.tries = number, item, tries
        self.end = float("inf") if seconds is None else time.monotonic() + seconds
        with suppress(OSError):  # it was killed while it waited: ``taken`` says so
            self.pipe.send(item)

    def taken(self) -> Any:
        """What it has made of its item; ``Lost`` if it ended instead; None if it was killed and may be tried again."""
        try:
            return self.pipe.recv()
        except (EOFError, OSError):
            self.process.join()
            code = self.process.exitcode
            if code is not None and code < 0 and self.tries < TRIES:
                return None
            again = f" {self.tries} times" if self.tries > 1 else ""
            return Lost(f"its process ended{again} without a result (exit status {code})")

    def late(self, seconds: float | None) -> Lost:
        """It has not ended within this time."""
        return Lost(f"it did not end within {seconds:g} seconds")

    def stop(self) -> None:
        """End it, whatever it does."""
        self.process.kill()
        self.process.join()
        self.pipe.close()


@dataclass(frozen=True)
class Processes:
    """So many processes of this machine; a single one is this very process, where there are no limits."""

    jobs: int

    def each(
        self, function: Callable[[T], R], items: Iterable[T], limits: Allowance | None = None
    ) -> Iterator[tuple[int, R | Lost]]:
        """See ``Engine.each``."""
        if limits is not None or self.jobs > 1:
            return self._apart(function, items, limits or Allowance(None, 0))
        return ((i, function(item)) for i, item in enumerate(items))

    def _apart(
        self, function: Callable[[T], R], items: Iterable[T], limits: Allowance
    ) -> Iterator[tuple[int, R | Lost]]:
        waiting = ((i, item, 1) for i, item in enumerate(items))
        again: list[tuple[int, T, int]] = []
        idle: list[Attended] = []
        busy: dict[Any, Attended] = {}
        try:
            while True:
                while len(busy) < self.jobs:
                    given = again.pop() if again else next(waiting, None)
                    if given is None:
                        break
                    worker = idle.pop() if idle else _forked(function, limits.memory)
                    busy[worker.pipe] = worker
                    worker.give(*given, limits.seconds)
                if not busy:
                    return
                end = min(worker.end for worker in busy.values())
                ready = connection.wait(list(busy), None if end == float("inf") else max(0.0, end - time.monotonic()))
                late = [pipe for pipe, worker in busy.items() if pipe not in ready and time.monotonic() >= worker.end]
                for pipe in (*ready, *late):
                    worker = busy.pop(pipe)
                    found = worker.late(limits.seconds) if pipe in late else worker.taken()
                    if found is None or isinstance(found, Lost):
                        worker.stop()
                    else:
                        idle.append(worker)
                    if isinstance(found, Exception):
                        raise found
                    if found is None:
                        again.append((worker.number, worker.item, worker.tries + 1))
                    else:
                        yield worker.number, found.value if isinstance(found, Made) else found
        finally:
            for worker in (*idle, *busy.values()):
                worker.stop()


def _forked(function: Callable[[T], R], memory: int) -> Attended:
    mine, theirs = multiprocessing.Pipe()
    process = multiprocessing.Process(target=_begun, args=(theirs, mine, function, memory))
    process.start()
    theirs.close()
    return Attended(process, mine)


def _begun(theirs: connection.Connection, mine: connection.Connection, function: Callable[[T], R], memory: int) -> None:
    mine.close()
    serve(theirs, function, memory)


@dataclass(frozen=True)
class Made:
    """What a unit came to, as it is sent: so that a unit may come to anything, None and an error included."""

    value: Any


def serve(pipe: connection.Connection, function: Callable[[T], R], memory: int) -> None:
    """Do what comes through the pipe, until it is closed or the parent is no more; 0 for no limit of memory."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # an interrupt is for the parent, which ends this
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    print_any_length()
    if memory:
        _limit_memory(memory)
    parent = os.getppid()
    while True:
        # A sibling may hold the other end of the pipe open, so that a parent that was killed leaves no end of file.
        while not pipe.poll(1.0):
            if os.getppid() != parent:
                return
        try:
            item = pipe.recv()
        except (EOFError, OSError):
            return
        try:
            _answer(pipe, function, item, memory)
        except BrokenPipeError:
            return


def _answer(pipe: connection.Connection, function: Callable[[T], R], item: T, memory: int) -> None:
    try:
        made: Any = Made(function(item))
    except MemoryError:
        made = Lost(f"it needed more than {memory // 2**20} MiB of memory")
    except RecursionError:
        made = Lost("it recursed too deeply")
    except Exception as error:
        made = error
    try:
        pipe.send(made)
    except BrokenPipeError:
        raise
    except Exception as error:  # what it came to, or its error, cannot be sent
        pipe.send(WorkError(f"a result cannot be given to another process: {error}"))


def _limit_memory(memory: int) -> None:
    """Limit the address space of this process, where the system can do so; Windows cannot, and macOS may not."""
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (memory, resource.getrlimit(resource.RLIMIT_AS)[1]))
    except (ImportError, ValueError, OSError):
        return
