"""The hunt for a violation of a statement: draw, look, prove, shrink; or say what was tried and what stands."""

from __future__ import annotations

import random
import signal
import time
from collections import Counter, deque
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..claims.assumptions import ASSUMPTIONS
from ..claims.judge import claims
from ..errors import InputError
from ..problem.statement_file import StatementFile, load_statement
from . import generators
from .instance import Instance, certified, completed
from .orbit import Reason, reason
from .shrink import shrunk
from .written import toml

Json = dict[str, Any]

CHUNK = 24
WARM_UP = 4
"""Chunks that are tried in this process before others are started."""

PATIENCE = 3000
"""Instances after which a statement whose assumptions none has met is called vacuous."""

STANDING = 8.0
"""Seconds of search for a statement that has a proof."""

SHRINKING = 6.0


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
class Chunk:
    """The outcome of some consecutive attempts, up to the first one that refutes the statement."""

    tally: Tally = field(default_factory=Tally)
    hit: Instance | None = None
    way: str = ""
    attempt: int = -1
    undecided: int = 0


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
        attempt: the number of the attempt, from 0.
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
    attempt: int = -1
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
            "attempt": self.attempt if self.attempt >= 0 else None,
            "undecided": self.undecided,
            "proof": None if self.proof is None else {"says": self.proof.words, "because": list(self.proof.identities)},
            "interrupted": self.interrupted,
            "file": self.text,
            "exit": self.exit_status,
        }


def search(path: Path, seed: int = 0, budget: float = 60.0, jobs: int = 1) -> Verdict:
    """Try to refute the statement that the file makes.

    The same seed gives the same witness, whatever ``jobs`` is: attempts are numbered, each has random choices of its
    own, and the first one that refutes is taken.

    Raises:
        InputError: the claim or an assumption is not known, or the file has faults.
    """
    statement = load_statement(path)
    _check_names(statement)
    started = time.monotonic()
    proof = reason(statement)
    limit = budget if proof is None else min(budget, STANDING)
    tally, undecided, best, interrupted = Tally(), 0, Chunk(), False
    found_at = 0.0
    instance: Instance | None = None
    try:
        for chunk in _chunks(path, seed, jobs, started + limit):
            tally.add(chunk.tally)
            undecided += chunk.undecided
            if chunk.hit is not None:
                best, instance, found_at = chunk, chunk.hit, time.monotonic() - started
                break
            if tally.met == 0 and tally.examples >= PATIENCE:
                break
        if best.hit is not None:
            instance = shrunk(best.hit, statement, min(started + budget, time.monotonic() + SHRINKING))
    except KeyboardInterrupt:
        interrupted = True
    seconds = time.monotonic() - started
    if instance is not None:
        proved = certified(instance, statement)
        assert proved is not None
        assert proved.grade is not None
        text = toml(completed(instance, statement))
        return Verdict(
            statement, "refuted", proved.grade.name.lower(), tally, found_at, seed, text, instance, best.way,
            best.attempt, None, undecided, interrupted,
        )  # fmt: skip
    verdict, grade = _standing(tally, proof, undecided)
    return Verdict(
        statement, verdict, grade, tally, seconds, seed, proof=proof, undecided=undecided, interrupted=interrupted
    )


def _standing(tally: Tally, proof: Reason | None, undecided: int) -> tuple[str, str | None]:
    if tally.met == 0 or (tally.exercised == 0 and proof is None):
        return "vacuous", None
    if proof is not None:
        return "holds", "symbolic"
    return ("unknown", None) if undecided else ("holds", "sampled")


def _check_names(statement: StatementFile) -> None:
    if statement.claim not in claims():
        known = ", ".join(claims())
        raise InputError(f"there is no claim {statement.claim}; known: {known}", statement.path)
    assumed = claims()[statement.claim].assumptions
    for key in statement.dropped:
        if key not in ASSUMPTIONS or key not in assumed:
            raise InputError(f"{statement.claim} does not assume {key!r}: {', '.join(assumed)}", statement.path)


def _chunks(path: Path, seed: int, jobs: int, deadline: float) -> Iterator[Chunk]:
    """The chunks of attempts in order, until the deadline."""
    number = 0
    while number < WARM_UP or jobs <= 1:
        if time.monotonic() > deadline:
            return
        yield attempts(path, seed, number * CHUNK, CHUNK, deadline)
        number += 1
    with ProcessPoolExecutor(jobs, initializer=_ignore_interrupts) as pool:
        waiting: deque[Future[Chunk]] = deque()
        try:
            while time.monotonic() < deadline or waiting:
                while len(waiting) < 2 * jobs and time.monotonic() < deadline:
                    waiting.append(pool.submit(attempts, path, seed, number * CHUNK, CHUNK, deadline))
                    number += 1
                yield waiting.popleft().result()
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _ignore_interrupts() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)


_LOADED: dict[Path, StatementFile] = {}


def attempts(path: Path, seed: int, first: int, count: int, deadline: float) -> Chunk:
    """The attempts ``first`` to ``first + count - 1``, up to the first that refutes."""
    if path not in _LOADED:
        _LOADED[path] = load_statement(path)
    statement = _LOADED[path]
    known = list(generators.ways(statement).items())
    chunk = Chunk()
    for number in range(first, first + count):
        if time.monotonic() > deadline:
            break
        name, generate = known[number % len(known)]
        size = 1 + (number // len(known) // 8) % 5
        trial = generate(statement, random.Random(f"{seed}/{number}"), size)
        chunk.tally.add(Tally(1, int(trial.met), int(trial.exercised), Counter({name: 1})))
        for candidate in trial.candidates:
            if certified(candidate, statement) is not None:
                chunk.hit, chunk.way, chunk.attempt = candidate, name, number
                return chunk
        chunk.undecided += int(name == "teacher" and bool(trial.candidates))
    return chunk
