"""Units of work for tests, where workers can import them."""

from __future__ import annotations

import os
import signal
import threading


def squared(n: int) -> int:
    return n * n


def refuses_three(n: int) -> int:
    if n == 3:
        raise ValueError("three")
    return n


def never_ends(n: int) -> int:
    while n == 1:
        pass
    return n


def eats_memory(n: int) -> int:
    return len(bytearray(2**30)) if n == 1 else n


def dies(n: int) -> int:
    if n == 1:
        os._exit(1)
    return n


def is_killed(n: int) -> int:
    if n == 1:
        os.kill(os.getpid(), signal.SIGKILL)
    return n


def thread_of(n: int) -> bool:
    return threading.current_thread() is threading.main_thread()


def process_of(n: int) -> int:
    return os.getpid()
