"""All measures of the suite by itself: one file each in this folder, found by its ``MEASURE``."""

from __future__ import annotations

import copy
import importlib
import os
import pkgutil
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from .. import trust
from ..errors import InputError
from ..spelling import meant
from ..store.trust_table import TrustRow
from ..units.engine import Engine
from .measure import Figures, Measure, Setting, Size

EVERY = 60.0
"""Seconds between two times that the figures so far are kept."""


def measures() -> Mapping[str, Measure]:
    """Every measure by its name."""
    names = sorted(module.name for module in pkgutil.iter_modules(trust.__path__) if module.name != "measures")
    modules = [importlib.import_module(f"{trust.__name__}.{name}") for name in names]
    found: list[Measure] = [module.MEASURE for module in modules if hasattr(module, "MEASURE")]
    return {measure.name: measure for measure in found}


def chosen(only: Sequence[str]) -> list[Measure]:
    """The measures of these names, or all.

    Raises:
        InputError: there is no such measure.
    """
    known = measures()
    for name in only:
        if name not in known:
            raise InputError(f"there is no check {name!r}{meant(name, known)}", "--only")
    return [measure for name, measure in known.items() if not only or name in only]


def perform(
    wanted: Sequence[Measure], size: Size, seed: int, budget: float | None, reports: Path, cases: Path, jobs: int,
    before: Sequence[TrustRow] = (), keep: Callable[[Sequence[TrustRow]], None] | None = None,
    workers: Engine | None = None,
) -> list[TrustRow]:  # fmt: skip
    """Run these measures, one after the other; ``budget`` is seconds for each, in place of its own.

    Args:
        keep: is given the rows so far about once a minute, so that a run that is ended by force can go on.
        before: rows of an earlier run with the same seed and size. What it has tried is counted and not tried again;
            rows of other measures stay.
        workers: who makes the trials of statements; None for processes of this machine.

    Raises:
        InputError: a measure of which there is a row cannot go on.
    """
    rows = {row.name: row for row in before}
    for measure in wanted:
        earlier = rows.get(measure.name)
        if earlier is not None and not measure.goes_on:
            raise InputError(f"{measure.name} cannot go on; try others with another --seed", "--more")
        started = time.monotonic()
        deadline = started + (measure.seconds[size] if budget is None else budget)
        begun = 0 if earlier is None else earlier.reached
        last = started

        def so_far(found: Figures, measure: Measure = measure, started: float = started, e: Any = earlier) -> None:
            nonlocal last
            if keep is not None and time.monotonic() > last + EVERY:
                last = time.monotonic()
                keep([*({**rows, measure.name: row(measure, copy.deepcopy(found), last - started, e)}).values()])

        setting = Setting(size, seed, deadline, reports, cases, jobs, begun, so_far, workers)
        found = _run(measure, setting)
        rows[measure.name] = row(measure, found, time.monotonic() - started, earlier)
    return list(rows.values())


def _run(measure: Measure, setting: Setting) -> Figures:
    if not measure.forks or hasattr(os, "fork"):
        return measure.run(setting)
    figures = Figures()
    figures.count("not run: this system does not fork processes")
    return figures


def row(measure: Measure, found: Figures, seconds: float, earlier: TrustRow | None = None) -> TrustRow:
    """The figures of one measure as the table has them, with those of an earlier row."""
    if earlier is not None:
        counts = dict(earlier.counts)
        found.add(Figures(earlier.tried, 0, counts, list(earlier.faults), earlier.faulty))
        seconds += earlier.seconds
    return TrustRow(
        measure.name, measure.catches, found.passed, found.tried, found.wanted, round(seconds, 1),
        dict(sorted(found.counts.items())), found.faulty, found.faults, found.reached,
    )  # fmt: skip
