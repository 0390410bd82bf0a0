"""The one pool of processes: work for all cores, which an interrupt ends."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import connection
from typing import Any, TypeVar

from .exact import print_any_length

T = TypeVar("T")
R = TypeVar("R")


@contextmanager
def processes(jobs: int, prepare: Callable[..., None] | None = None, *arguments: Any) -> Iterator[ProcessPoolExecutor]:
    """A pool of ``jobs`` processes, each of which has called ``prepare(*arguments)``.

    If the block is left before its end, by an exception such as an interrupt or because no more results are wanted,
    work that waits is dropped and the processes are terminated.
    """
    before = set(multiprocessing.active_children())
    with ProcessPoolExecutor(jobs, initializer=_begin, initargs=(prepare, arguments)) as pool:
        try:
            yield pool
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            for child in set(multiprocessing.active_children()) - before:
                child.terminate()
            raise


def each(function: Callable[[T], R], items: Sequence[T], jobs: int) -> Iterator[tuple[int, R]]:
    """``(i, function(items[i]))`` for every item, as each one ends; in this process if one is enough."""
    if jobs <= 1 or len(items) <= 1:
        for i, item in enumerate(items):
            yield i, function(item)
        return
    with processes(min(jobs, len(items))) as pool:
        pending: dict[Future[R], int] = {pool.submit(function, item): i for i, item in enumerate(items)}
        while pending:
            ended, _ = wait(pending, return_when=FIRST_COMPLETED)
            for future in ended:
                yield pending.pop(future), future.result()


@dataclass(frozen=True)
class Lost:
    """Work that ended without a result, and why, in words."""

    why: str


@dataclass(eq=False)
class _Worker:
    """A process that does one item after another, and the end of the pipe through which it is given them."""

    process: multiprocessing.Process
    pipe: connection.Connection
    item: int = -1
    end: float = float("inf")

    def give(self, i: int, item: Any, seconds: float | None) -> None:
        self.item, self.end = i, float("inf") if seconds is None else time.monotonic() + seconds
        self.pipe.send(item)

    def taken(self) -> Any:
        """What it has made of its item; ``Lost`` if it ended instead."""
        try:
            return self.pipe.recv()
        except (EOFError, OSError):
            self.process.join()
            return Lost(f"its process ended without a result (exit status {self.process.exitcode})")

    def stop(self) -> None:
        self.process.kill()
        self.process.join()
        self.pipe.close()


def apart(
    function: Callable[[T], R], items: Sequence[T], jobs: int, seconds: float | None, memory: int
) -> Iterator[tuple[int, R | Lost]]:
    """``(i, function(items[i]))`` for every item, as each one ends, within limits; never in this process.

    Whatever an item does to its process, the others have their results: a process that is lost is replaced. An
    exception of ``function`` comes through.

    Args:
        function: of one item.
        items: what there is to do.
        jobs: processes.
        seconds: for each item; None for no limit.
        memory: bytes of address space of each process; no limit where the system knows none, as on Windows.
    """
    waiting = list(enumerate(items))[::-1]
    idle: list[_Worker] = []
    busy: dict[Any, _Worker] = {}
    try:
        while waiting or busy:
            while waiting and len(busy) < jobs:
                worker = idle.pop() if idle else _worker(function, memory)
                worker.give(*waiting.pop(), seconds)
                busy[worker.pipe] = worker
            end = min(worker.end for worker in busy.values())
            ready = connection.wait(list(busy), None if end == float("inf") else max(0.0, end - time.monotonic()))
            late = [pipe for pipe, worker in busy.items() if pipe not in ready and time.monotonic() >= worker.end]
            for pipe in (*ready, *late):
                worker = busy.pop(pipe)
                found = Lost(f"it did not end within {seconds:g} seconds") if pipe in late else worker.taken()
                if isinstance(found, Lost):
                    worker.stop()
                else:
                    idle.append(worker)
                if isinstance(found, Exception):
                    raise found
                yield worker.item, found
    finally:
        for worker in (*idle, *busy.values()):
            worker.stop()


def _worker(function: Callable[[T], R], memory: int) -> _Worker:
    mine, theirs = multiprocessing.Pipe()
    process = multiprocessing.Process(target=_serve, args=(theirs, mine, function, memory))
    process.start()
    theirs.close()
    return _Worker(process, mine)


def _serve(theirs: connection.Connection, mine: connection.Connection, function: Callable[[T], R], memory: int) -> None:
    mine.close()
    _begin(None, ())
    _limit_memory(memory)
    parent = os.getppid()
    while True:
        # A sibling may hold the other end of the pipe open, so that a parent that was killed leaves no end of file.
        while not theirs.poll(1.0):
            if os.getppid() != parent:
                return
        try:
            item = theirs.recv()
        except (EOFError, OSError):
            return
        try:
            theirs.send(function(item))
        except MemoryError:
            theirs.send(Lost(f"it needed more than {memory // 2**20} MiB of memory"))
        except RecursionError:
            theirs.send(Lost("it recursed too deeply"))
        except Exception as error:
            theirs.send(error)


def _limit_memory(memory: int) -> None:
    """Limit the address space of this process, where the system can do so; Windows cannot, and macOS may not."""
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (memory, resource.getrlimit(resource.RLIMIT_AS)[1]))
    except (ImportError, ValueError, OSError):
        return


def _begin(prepare: Callable[..., None] | None, arguments: Sequence[Any]) -> None:
    """Prepare a process: it leaves interrupts to its parent, which ends it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    print_any_length()
    if prepare is not None:
        prepare(*arguments)
