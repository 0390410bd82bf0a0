"""A deadline that interrupts the work itself: for what does not look at the clock."""

from __future__ import annotations

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

    Only the main thread of a process can be interrupted; in any other there is no limit.
    """
    if math.isinf(deadline) or threading.current_thread() is not threading.main_thread():
        yield
        return
    left = deadline - time.monotonic()
    if left <= 0:
        raise OutOfTime
    before = signal.signal(signal.SIGALRM, _raise)
    signal.setitimer(signal.ITIMER_REAL, left, AGAIN)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def before(deadline: float, work: Callable[[], T], otherwise: Callable[[], T]) -> T:
    """What ``work`` returns if it ends before the deadline, else what ``otherwise`` returns."""
    try:
        with until(deadline):
            return work()
    except OutOfTime:
        return otherwise()


def _raise(_: int, __: FrameType | None) -> None:
    raise OutOfTime
