"""Rounds of examples: Hypothesis draws them, the kernel judges the candidates, the example database remembers hits."""

from __future__ import annotations

import hashlib
import json
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from itertools import count, takewhile
from pathlib import Path
from random import Random
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings, target
from hypothesis import seed as chosen_seed
from hypothesis.database import DirectoryBasedExampleDatabase, InMemoryExampleDatabase
from hypothesis.errors import Unsatisfiable

from ..files.statement_file import StatementFile, statement_from_tables
from ..units.engine import Engine, whole
from ..units.unit_name import unit_name
from . import admissible, generators, interrupt
from .instance import Instance
from .trial import Trial

KEY = b"refutes"
"""Under which the example database of one round keeps what was found."""

FIRST = 24
EXAMPLES = 96
"""Examples of one generator that are drawn in a row: the first time, and later."""

WARM_UP = 4
"""Rounds that are tried in this process before others are started."""

SHRINKS = 30
"""Certifications that Hypothesis may spend on shrinking its draws, before the instance itself is made smaller."""


@dataclass
class Tally:
    """What was tried: instances drawn, those that met the assumptions, those that exercised the statement."""

    examples: int = 0
    met: int = 0
    exercised: int = 0
    generators: Counter[str] = field(default_factory=Counter)

    def add(self, other: Tally) -> None:
        """Count what ``other`` has counted, too."""
        self.examples += other.examples
        self.met += other.met
        self.exercised += other.exercised
        self.generators += other.generators


@dataclass
class Round:
    """The outcome of the examples of one generator, drawn in a row, up to one that refutes the statement.

    Attributes:
        tally: what was drawn.
        number: of the round, from 0.
        way: the name of the generator.
        hit: the refuting instance, as far as its draws were shrunk.
        undecided: examples with candidates that no method certified.
        saved: what Hypothesis wants to keep for the next time.
        seconds: from the beginning of the round to the hit, before anything was shrunk.
    """

    tally: Tally = field(default_factory=Tally)
    number: int = -1
    way: str = ""
    hit: Instance | None = None
    undecided: int = 0
    saved: tuple[bytes, ...] = ()
    seconds: float = 0.0


def rounds(
    statement: StatementFile, seed: int, workers: Engine | None, deadline: float, database: Path | None, shrink: bool
) -> Iterator[Round]:
    """What the example database knows, and then the rounds in order, until the deadline."""
    if not generators.ways(statement):
        return
    yield from replayed(statement, seed, deadline, database)
    number = 0
    while number < WARM_UP or workers is None:
        if time.monotonic() > deadline:
            return
        yield one_round(statement, seed, number, deadline, shrink=shrink)
        number += 1
    made: dict[int, Round] = {}
    elsewhere = partial(_elsewhere, tables=statement.tables, path=statement.path, seed=seed, shrink=shrink)
    numbers = ((n, deadline - time.monotonic()) for n in count(number))
    for _, found in whole(workers.each(elsewhere, takewhile(lambda item: item[1] > 0, numbers))):
        made[found.number] = found
        while number in made:
            yield made.pop(number)
            number += 1


_READ: dict[str, StatementFile] = {}
"""The statements that this process has read, by what they are told."""


def _elsewhere(item: tuple[int, float], tables: Mapping[str, Any], path: str, seed: int, shrink: bool) -> Round:
    """The round of this number, in so many seconds: clocks of other machines show other times."""
    (number, seconds), key = item, unit_name(path, tables)
    if key not in _READ:
        _READ[key] = statement_from_tables(tables, path)
    return one_round(_READ[key], seed, number, time.monotonic() + seconds, shrink=shrink)


class _Found(Exception):
    """An example refutes the statement."""


class _Spent(KeyboardInterrupt):
    """Ends a run of Hypothesis, which lets interrupts pass: the time is spent, or enough was shrunk."""


def one_round(
    statement: StatementFile, seed: int, number: int, deadline: float = float("inf"), examples: int | None = None,
    shrink: bool = True,
) -> Round:  # fmt: skip
    """``examples`` examples of the generator whose turn it is, up to the first that refutes, which may be shrunk."""
    known = list(generators.ways(statement))
    if examples is None:
        examples = FIRST if number < len(known) else EXAMPLES
    way = known[number % len(known)]
    phases = (Phase.generate, Phase.target, *((Phase.shrink,) if shrink else ()))
    return _run(
        statement, way, number, Random(f"{seed}/{number}"), InMemoryExampleDatabase(), phases, deadline, examples
    )


def _run(
    statement: StatementFile, way: str, number: int, random: Random, database: InMemoryExampleDatabase,
    phases: tuple[Phase, ...], deadline: float, examples: int,
) -> Round:  # fmt: skip
    made, started = Round(number=number, way=way), time.monotonic()
    generator = generators.generators()[way]
    hits: list[Instance] = []
    shrinks = 0

    def refutes(trial: Trial) -> bool:
        nonlocal shrinks
        candidates = trial.candidates
        if statement.data == "repeated":
            candidates = tuple(admissible.repeated(c) for c in candidates)
        hit = next((c for c in candidates if c in hits), None)
        if hit is None:
            if time.monotonic() > deadline or shrinks > SHRINKS:
                raise _Spent
            shrinks += bool(hits and candidates)
            hit = next((c for c in candidates if admissible.refutes(c, statement)), None)
        if not hits:
            made.seconds = time.monotonic() - started
            made.tally.add(Tally(1, int(trial.met), int(trial.exercised), Counter({way: 1})))
            made.undecided += int(generator.from_floats and bool(trial.candidates) and hit is None)
            if trial.score is not None:
                target(trial.score, label=way)
        if hit is None:
            return False
        hits.append(hit)
        made.hit = hit
        return True

    @settings(
        max_examples=examples, database=database, phases=phases, deadline=None, report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @chosen_seed(random.getrandbits(64))  # this order: a seed alone would switch the database off
    @given(generator.examples(statement))
    def examine(trial: Trial) -> None:
        interrupt.check()
        if refutes(trial):
            raise _Found

    examine._hypothesis_internal_database_key = KEY  # type: ignore[attr-defined]  # as hypothesis.find does
    try:
        examine()
    except (_Found, Unsatisfiable, _Spent):
        pass
    except KeyboardInterrupt:
        if made.hit is None:
            raise
    made.saved = tuple(sorted(database.fetch(KEY))) if made.hit is not None else ()
    return made


def _key(statement: StatementFile, seed: int, way: str) -> bytes:
    text = json.dumps([statement.tables, seed, way], sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).digest()


def save(folder: Path | None, statement: StatementFile, seed: int, found: Round) -> None:
    """Keep what Hypothesis needs to draw the hit of this round again; nothing without a folder."""
    if folder is not None:
        for value in found.saved:
            DirectoryBasedExampleDatabase(folder).save(_key(statement, seed, found.way), value)


def replayed(statement: StatementFile, seed: int, deadline: float, folder: Path | None) -> Iterator[Round]:
    """The examples that refuted this statement before, with the same seed."""
    if folder is None:
        return
    for way in generators.ways(statement):
        database = InMemoryExampleDatabase()
        for value in DirectoryBasedExampleDatabase(folder).fetch(_key(statement, seed, way)):
            database.save(KEY, value)
        if any(True for _ in database.fetch(KEY)):
            phases = (Phase.reuse, Phase.shrink)
            yield _run(statement, way, -1, Random(seed), database, phases, deadline, EXAMPLES)
