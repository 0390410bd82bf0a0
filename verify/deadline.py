"""A deadline that interrupts the work itself: for what does not look at the clock."""

from __future__ import annotations

import _thread
import math
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TypeVar

T = TypeVar("T")

AGAIN = 0.25
"""Seconds after which the alarm is raised again, should the first have been lost in a callback."""


class OutOfTime(BaseException):
    """The deadline has come. It is no ``Exception``, so that nobody takes it for a fault of the input."""


@contextmanager
def until(deadline: float) -> Iterator[None]:
    """Within, ``OutOfTime`` is raised once ``time.monotonic()`` is ``deadline``; at once if it is past.

    Only the main thread of a process can be interrupted; in any other there is no limit. Where the system has no alarm
    (Windows), a thread takes its place. Both interrupt Python between two of its steps, and no call of a library.
    """
    if math.isinf(deadline) or threading.current_thread() is not threading.main_thread():
        yield
        return
    left = deadline - time.monotonic()
    if left <= 0:
        raise OutOfTime
    with _alarm(left) if hasattr(signal, "setitimer") else _alarm_by_a_thread(left):
        yield


@contextmanager
def _alarm(left: float) -> Iterator[None]:
    before = signal.signal(signal.SIGALRM, _raise)
    try:
        signal.setitimer(signal.ITIMER_REAL, left, AGAIN)
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@contextmanager
def _alarm_by_a_thread(left: float) -> Iterator[None]:
    """The same for a system without alarms. SIGTERM, which no program sends on Windows, is raised in this process."""
    over, ended = threading.Event(), False

    def ring() -> None:
        wait = left
        while not over.wait(wait):
            _thread.interrupt_main(signal.SIGTERM)
            wait = AGAIN

    def heard(number: int, frame: FrameType | None) -> None:
        if not ended:  # else it comes too late, while this block is left
            _raise(number, frame)

    clock = threading.Thread(target=ring, daemon=True)
    before = signal.signal(signal.SIGTERM, heard)
    try:
        clock.start()
        yield
    finally:
        ended = True
        over.set()
        if clock.is_alive():
            clock.join()
        signal.signal(signal.SIGTERM, before)


def before(deadline: float, work: Callable[[], T], otherwise: Callable[[], T]) -> T:
    """What ``work`` returns if it ends before the deadline, else what ``otherwise`` returns."""
    try:
        with until(deadline):
            return work()
    except OutOfTime:
        return otherwise()


def _raise(_: int, __: FrameType | None) -> None:
    raise OutOfTime
