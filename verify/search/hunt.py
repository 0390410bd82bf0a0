"""The hunt for a violation of a statement: draw, look, prove, shrink; or say what was tried and what stands."""

from __future__ import annotations

import hashlib
import json
import signal
import time
from collections import Counter, deque
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings, target
from hypothesis import seed as chosen_seed
from hypothesis.database import DirectoryBasedExampleDatabase, InMemoryExampleDatabase
from hypothesis.errors import Unsatisfiable

from ..claims.assumptions import ASSUMPTIONS
from ..claims.judge import claims
from ..errors import InputError
from ..problem.statement_file import StatementFile, statement_from_tables
from . import generators, interrupt, material
from .instance import Instance, certified, completed
from .orbit import Reason, reason
from .shrink import STEPS, shrunk
from .trial import Trial
from .written import toml

Json = dict[str, Any]

KEY = b"refutes"
"""Under which the example database of one round keeps what was found."""

FIRST = 24
EXAMPLES = 96
"""Examples of one generator that are drawn in a row: the first time, and later."""

WARM_UP = 4
"""Rounds that are tried in this process before others are started."""

PATIENCE = 2000
"""Examples after which a statement whose assumptions none has met is called vacuous."""

QUICK = 5
"""Examples of each generator in a quick look at a statement that is believed."""

FEWER = 40
"""Examples of each generator that are drawn for each smaller number of inputs, once there is a witness."""

BRIEF = 10
"""Smaller instances that are tried where a witness is to be made only a little smaller."""

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


@dataclass(frozen=True)
class Verdict:
    """What the search found about a statement.

    Attributes:
        statement: which one.
        verdict: ``refuted`` (with a certified witness); ``holds`` (at the grade named: ``sampled`` says only that no
            violation was found among the examples, ``symbolic`` that identities prove it); ``vacuous`` (no instance
            met the assumptions, or none exercised the statement); ``unknown`` (candidates were not certified).
        grade: of the evidence.
        tally: what was tried.
        seconds: until the first certified witness, or in all.
        seed: of all random choices.
        text: the ``necessity`` file of the witness.
        instance: the same, as it was found and shrunk.
        way: the generator that found it.
        round: the number of its round, from 0; -1 if it was in the example database.
        proof: the symbolic reason, if there is one.
        undecided: candidates that floats suggest and that no method certified.
        interrupted: the search was stopped before its time.
    """

    statement: StatementFile
    verdict: str
    grade: str | None
    tally: Tally
    seconds: float
    seed: int
    text: str | None = None
    instance: Instance | None = None
    way: str = ""
    round: int = -1
    proof: Reason | None = None
    undecided: int = 0
    interrupted: bool = False

    @property
    def exit_status(self) -> int:
        """0 if it is as the file expects, 1 if it is not, 3 if nothing was decided or the search was interrupted."""
        if self.verdict in ("vacuous", "unknown") or (self.interrupted and self.verdict == "holds"):
            return 3
        return 0 if (self.verdict == "refuted") == (self.statement.expect == "false") else 1

    def document(self) -> Json:
        """The verdict as plain values."""
        return {
            "statement": self.statement.path,
            "title": self.statement.title,
            "source": self.statement.source,
            **self.statement.table(),
            "expect": self.statement.expect,
            "verdict": self.verdict,
            "grade": self.grade,
            "examples": self.tally.examples,
            "met_assumptions": self.tally.met,
            "non_vacuous": self.tally.exercised,
            "generators": dict(sorted(self.tally.generators.items())),
            "seconds": round(self.seconds, 3),
            "seed": self.seed,
            "found_by": self.way or None,
            "round": self.round if self.round >= 0 else None,
            "undecided": self.undecided,
            "proof": None if self.proof is None else {"says": self.proof.words, "because": list(self.proof.identities)},
            "interrupted": self.interrupted,
            "file": self.text,
            "exit": self.exit_status,
        }


def search(
    statement: StatementFile, seed: int = 0, budget: float = 60.0, jobs: int = 1, database: Path | None = None,
    standing: float = 8.0, shrink: bool = True,
) -> Verdict:  # fmt: skip
    """Try to refute the statement.

    The same seed gives the same witness, whatever ``jobs`` is: rounds are numbered, each has random choices of its
    own, and the first one that refutes is taken.

    Args:
        statement: the statement.
        seed: of all random choices.
        budget: seconds.
        jobs: processes.
        database: folder of Hypothesis's example database: what was found there before is tried first. None for none.
        standing: seconds, in place of ``budget`` if it is longer, for a statement that has a symbolic proof.
        shrink: make the first certified witness as small as can be; if not, only a little smaller.

    Raises:
        InputError: the claim or an assumption is not known.
    """
    check_names(statement)
    started = time.monotonic()
    proof = reason(statement)
    deadline = started + (budget if proof is None else min(budget, standing))
    tally, undecided, best, interrupted = Tally(), 0, Round(), False
    found_at, spent = 0.0, 0.0
    instance: Instance | None = None
    try:
        for trying in _rounds(statement, seed, jobs, deadline, database, shrink):
            tally.add(trying.tally)
            undecided += trying.undecided
            if trying.hit is not None:
                best, instance, found_at = trying, trying.hit, spent + trying.seconds
                break
            spent = time.monotonic() - started
            if tally.met == 0 and tally.examples >= PATIENCE:
                break
        if best.hit is not None:
            _save(database, statement, seed, best)
            if shrink:
                instance = _with_fewer_inputs(best.hit, statement, seed, started + budget)
            instance = shrunk(instance or best.hit, statement, started + budget, STEPS if shrink else BRIEF)
    except KeyboardInterrupt:
        interrupted = True
    seconds = time.monotonic() - started
    if instance is not None:
        return _refuted(statement, instance, best, tally, found_at, seed, undecided, interrupted)
    verdict, grade = _standing(tally, proof, undecided)
    return Verdict(
        statement, verdict, grade, tally, seconds, seed, proof=proof, undecided=undecided, interrupted=interrupted
    )


def stands(statement: StatementFile, seed: int = 0) -> Verdict:
    """A quick look at a statement that is believed: its proof, and ``QUICK`` examples of each generator.

    Raises:
        InputError: the claim or an assumption is not known.
    """
    check_names(statement)
    started = time.monotonic()
    proof = reason(statement)
    tally, undecided = Tally(), 0
    for number in range(len(generators.ways(statement))):
        trying = one_round(statement, seed, number, examples=QUICK)
        tally.add(trying.tally)
        undecided += trying.undecided
        if trying.hit is not None:
            return _refuted(statement, trying.hit, trying, tally, time.monotonic() - started, seed)
    verdict, grade = _standing(tally, proof, undecided)
    return Verdict(statement, verdict, grade, tally, time.monotonic() - started, seed, proof=proof, undecided=undecided)


def _refuted(
    statement: StatementFile, instance: Instance, found: Round, tally: Tally, seconds: float, seed: int,
    undecided: int = 0, interrupted: bool = False,
) -> Verdict:  # fmt: skip
    proved = certified(instance, statement)
    assert proved is not None
    assert proved.grade is not None
    return Verdict(
        statement, "refuted", proved.grade.name.lower(), tally, seconds, seed, toml(completed(instance, statement)),
        instance, found.way, found.number, None, undecided, interrupted,
    )  # fmt: skip


def _with_fewer_inputs(hit: Instance, statement: StatementFile, seed: int, deadline: float) -> Instance:
    """A refuting instance with fewer different inputs, drawn afresh, if one is found soon; else ``hit``."""
    for distinct in range(1, len(set(hit.inputs))):
        narrower = replace(statement, distinct=distinct)
        for number in range(len(generators.ways(statement))):
            found = one_round(narrower, seed, number, deadline, FEWER).hit
            if found is not None:
                return found
    return hit


def _standing(tally: Tally, proof: Reason | None, undecided: int) -> tuple[str, str | None]:
    if tally.met == 0 or (tally.exercised == 0 and proof is None):
        return "vacuous", None
    if proof is not None:
        return "holds", "symbolic"
    return ("unknown", None) if undecided else ("holds", "sampled")


def check_names(statement: StatementFile) -> None:
    """Raise an ``InputError`` if the statement's claim, or an assumption that it drops, is not known."""
    if statement.claim not in claims():
        known = ", ".join(claims())
        raise InputError(f"there is no claim {statement.claim}; known: {known}", statement.path)
    assumed = claims()[statement.claim].assumptions
    for key in statement.dropped:
        if key not in ASSUMPTIONS or key not in assumed:
            raise InputError(f"{statement.claim} does not assume {key!r}: {', '.join(assumed)}", statement.path)


def _rounds(
    statement: StatementFile, seed: int, jobs: int, deadline: float, database: Path | None, shrink: bool
) -> Iterator[Round]:
    """What the example database knows, and then the rounds in order, until the deadline."""
    if not generators.ways(statement):
        return
    yield from _replayed(statement, seed, deadline, database)
    number = 0
    while number < WARM_UP or jobs <= 1:
        if time.monotonic() > deadline:
            return
        yield one_round(statement, seed, number, deadline, shrink=shrink)
        number += 1
    with ProcessPoolExecutor(jobs, initializer=_begin, initargs=(statement.tables, statement.path)) as pool:
        waiting: deque[Future[Round]] = deque()
        try:
            while time.monotonic() < deadline or waiting:
                while len(waiting) < 2 * jobs and time.monotonic() < deadline:
                    waiting.append(pool.submit(_elsewhere, seed, number, deadline, shrink))
                    number += 1
                yield waiting.popleft().result()
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


_STATEMENT: list[StatementFile] = []


def _begin(tables: Mapping[str, Any], path: str) -> None:
    """Prepare a process: it leaves interrupts to its parent, and reads the statement once."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _STATEMENT[:] = [statement_from_tables(tables, path)]


def _elsewhere(seed: int, number: int, deadline: float, shrink: bool) -> Round:
    return one_round(_STATEMENT[0], seed, number, deadline, shrink=shrink)


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
    hits: list[Instance] = []
    shrinks = 0

    def refutes(trial: Trial) -> bool:
        nonlocal shrinks
        candidates = trial.candidates
        if statement.data == "repeated":
            candidates = tuple(material.repeated(c) for c in candidates)
        hit = next((c for c in candidates if c in hits), None)
        if hit is None:
            if time.monotonic() > deadline or shrinks > SHRINKS:
                raise _Spent
            shrinks += bool(hits and candidates)
            hit = next((c for c in candidates if material.refutes(c, statement)), None)
        if not hits:
            made.seconds = time.monotonic() - started
            made.tally.add(Tally(1, int(trial.met), int(trial.exercised), Counter({way: 1})))
            made.undecided += int(way == "teacher" and bool(trial.candidates) and hit is None)
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
    @given(generators.ways(statement)[way](statement))
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


def _save(folder: Path | None, statement: StatementFile, seed: int, found: Round) -> None:
    if folder is not None:
        for value in found.saved:
            DirectoryBasedExampleDatabase(folder).save(_key(statement, seed, found.way), value)


def _replayed(statement: StatementFile, seed: int, deadline: float, folder: Path | None) -> Iterator[Round]:
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
