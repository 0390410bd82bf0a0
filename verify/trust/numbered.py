"""Trials with numbers, each of which draws for itself: a run goes on where another one has ended."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial

from ..pool import each
from .measure import Figures, Setting

Trial = Callable[[int, Setting, Figures], None]
"""The trial of a number, which counts what became of it."""


def numbered(trial: Trial, setting: Setting, wanted: int, chunk: int) -> Figures:
    """The trials from ``setting.begun`` to ``wanted``, in chunks of which none is begun after the deadline.

    Those that were made have the numbers below ``reached``, without a gap.
    """
    figures = Figures(wanted=wanted, reached=setting.begun)
    starts, waiting, added = range(setting.begun, wanted, chunk), dict[int, Figures](), 0
    some = partial(_some, trial=trial, setting=setting, wanted=wanted, chunk=chunk)
    for i, found in each(some, starts, setting.jobs):
        waiting[i] = found
        while added in waiting:
            figures.add(waiting[added])
            figures.reached = max(figures.reached, waiting.pop(added).reached)
            added += 1
        setting.keep(figures)
    return figures


def _some(start: int, trial: Trial, setting: Setting, wanted: int, chunk: int) -> Figures:
    figures = Figures()
    if time.monotonic() < setting.deadline:
        figures.reached = min(start + chunk, wanted)
        for number in range(start, figures.reached):
            trial(number, setting, figures)
    return figures
