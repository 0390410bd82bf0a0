"""The one pool of processes: work for all cores, which an interrupt ends."""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from contextlib import contextmanager
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


def _begin(prepare: Callable[..., None] | None, arguments: Sequence[Any]) -> None:
    """Prepare a process: it leaves interrupts to its parent, which ends it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    print_any_length()
    if prepare is not None:
        prepare(*arguments)
