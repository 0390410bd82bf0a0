"""One check of the suite by itself: what it would catch, and the figures that it comes to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path

from ..units.engine import Engine

SHOWN = 20
"""Faults that are kept in full; all are counted."""


class Size(Enum):
    """How much is tried: what every test run can afford, or as much as the command is given time for."""

    CI = "ci"
    FULL = "full"


def nothing(_: Figures) -> None:
    """Keeps no figures."""


@dataclass(frozen=True)
class Setting:
    """What a check of the suite is given.

    Attributes:
        size: how much to try.
        seed: of all random choices.
        deadline: ``time.monotonic()`` at which it stops and says how much was tried.
        reports: a folder that ``verify check`` has written, for the checks that alter certificates.
        cases: the folder of the TOML files.
        jobs: processes.
        begun: the number of the first trial, if earlier ones were made before.
        keep: is given the figures so far: those of all trials below ``reached``, and of no others.
        workers: who makes trials that need no report and look at no clock; None for processes of this machine.
    """

    size: Size
    seed: int
    deadline: float
    reports: Path
    cases: Path
    jobs: int = 1
    begun: int = 0
    keep: Callable[[Figures], None] = nothing
    workers: Engine | None = None

    def __getstate__(self) -> dict[str, object]:
        """For a process apart, which keeps nothing and has no workers."""
        return {**self.__dict__, "keep": nothing, "workers": None}


@dataclass
class Figures:
    """What a check of the suite came to.

    Attributes:
        tried: how many trials were made.
        wanted: how many the size asks for; fewer were made if the time was spent.
        counts: what became of them, by kind of outcome.
        faults: each outcome that must not be, in words; one is enough to fail.
        faulty: how many there were in all.
        reached: the number of the next trial, if they have numbers.
    """

    tried: int = 0
    wanted: int = 0
    counts: dict[str, int] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    faulty: int = 0
    reached: int = 0

    @property
    def passed(self) -> bool:
        """Whether something was tried and nothing came out that must not."""
        return self.tried > 0 and self.faulty == 0

    def count(self, outcome: str, times: int = 1) -> None:
        """Count a trial's outcome."""
        self.counts[outcome] = self.counts.get(outcome, 0) + times

    def fault(self, words: str) -> None:
        """Note an outcome that must not be."""
        self.faulty += 1
        if len(self.faults) < SHOWN:
            self.faults.append(words)

    def add(self, other: Figures) -> None:
        """Count what ``other`` has counted, too."""
        self.tried += other.tried
        for outcome, times in other.counts.items():
            self.count(outcome, times)
        self.faults = (self.faults + other.faults)[:SHOWN]
        self.faulty += other.faulty


@dataclass(frozen=True)
class Measure:
    """A check of the suite.

    Attributes:
        name: as in ``verify trust --only NAME``.
        catches: which fault of the suite it would show, in words.
        run: tries as much as the setting says.
        seconds: of the whole measure, by size, if no other time is given.
        goes_on: its trials have numbers, so that another run can go on where one has ended.
        forks: it forks processes and limits them, as no Windows can.
    """

    name: str
    catches: str
    run: Callable[[Setting], Figures]
    seconds: Mapping[Size, float]
    goes_on: bool = False
    forks: bool = False
