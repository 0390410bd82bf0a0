"""Interrupts that are not lost.

While Hypothesis runs, each collection of garbage ends in a callback of its own; an exception raised in there, such as
the ``KeyboardInterrupt`` of a Ctrl-C that came in the meantime, is printed and forgotten.
"""

from __future__ import annotations

import signal
from types import FrameType

_seen: list[int] = []


def heed() -> None:
    """From now on Ctrl-C and SIGTERM raise ``KeyboardInterrupt``, and ``check`` does so again if that was lost."""
    _seen.clear()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _interrupt)


def check() -> None:
    """Raise ``KeyboardInterrupt`` if there was an interrupt."""
    if _seen:
        raise KeyboardInterrupt


def _interrupt(number: int, _: FrameType | None) -> None:
    _seen.append(number)
    raise KeyboardInterrupt
