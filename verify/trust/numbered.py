"""Trials with numbers, each of which draws for itself: a run goes on where another one has ended."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

from ..units.engine import Engine, whole
from ..units.processes import Processes
from .measure import Figures, Setting

Trial = Callable[[int, Setting, Figures], None]
"""The trial of a number, which counts what became of it."""


def numbered(trial: Trial, setting: Setting, wanted: int, chunk: int, workers: Engine | None = None) -> Figures:
    """The trials from ``setting.begun`` to ``wanted``, in chunks of which none is given out after the deadline.

    Those that were made have the numbers below ``reached``, without a gap. ``workers`` make them; None for processes
    of this machine.
    """
    figures = Figures(wanted=wanted, reached=setting.begun)
    waiting, added = dict[int, Figures](), 0
    some = partial(_some, trial=trial, setting=replace(setting, workers=None), wanted=wanted, chunk=chunk)
    for i, found in whole((workers or Processes(setting.jobs)).each(some, _starts(setting, wanted, chunk))):
        waiting[i] = found
        while added in waiting:
            figures.add(waiting[added])
            figures.reached = max(figures.reached, waiting.pop(added).reached)
            added += 1
        setting.keep(figures)
    return figures


def _starts(setting: Setting, wanted: int, chunk: int) -> Iterator[int]:
    """The first number of each chunk, as it is asked for, up to the deadline: on clocks elsewhere it is none."""
    for start in range(setting.begun, wanted, chunk):
        if time.monotonic() >= setting.deadline:
            return
        yield start


def _some(start: int, trial: Trial, setting: Setting, wanted: int, chunk: int) -> Figures:
    figures = Figures(reached=min(start + chunk, wanted))
    for number in range(start, figures.reached):
        trial(number, setting, figures)
    return figures
