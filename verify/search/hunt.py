"""The hunt for a violation of a statement: draw, look, prove, shrink; or say what was tried and what stands."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ..claims.registry import claims
from ..errors import InputError
from ..files.statement_file import StatementFile
from ..files.toml_writer import toml
from ..kernel.assumptions import ASSUMPTIONS
from ..kernel.evidence import Evidence
from ..problem.case import BASIS
from ..verdict import Status
from . import generators
from .instance import Instance, certified, completed
from .rounds import Round, Tally, one_round, rounds, save
from .shrink import STEPS, shrunk
from .standing import in_full, obstacle, proved

Json = dict[str, Any]

PATIENCE = 2000
"""Examples after which a statement whose assumptions none has met is called vacuous."""

QUICK = 5
"""Examples of each generator in a quick look at a statement that is believed."""

FEWER = 40
"""Examples of each generator that are drawn for each smaller number of inputs, once there is a witness."""

BRIEF = 10
"""Smaller instances that are tried where a witness is to be made only a little smaller."""


@dataclass(frozen=True)
class SearchResult:
    """What the search found about a statement.

    Attributes:
        statement: which one.
        verdict: ``refuted`` (with a certified witness); ``holds`` (at the grade named: ``sampled`` says only that no
            violation was found among the examples, ``symbolic`` that the kernel has accepted a
            certificate of it); ``vacuous`` (no instance
            met the assumptions, or none exercised the statement); ``unknown`` (candidates were not certified, or
            examples say nothing of this statement).
        grade: of the evidence.
        tally: what was tried.
        seconds: until the first certified witness, or in all.
        seed: of all random choices.
        text: the ``necessity`` file of the witness.
        instance: the same, as it was found and shrunk.
        way: the generator that found it.
        round: the number of its round, from 0; -1 if it was in the example database.
        proof: the kernel's evidence that the statement holds, if there is one.
        undecided: candidates that floats suggest and that no method certified.
        interrupted: the search was stopped before its time.
        obstacle: why examples without a violation say nothing of this statement, so that it is ``unknown``.
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
    proof: Evidence | None = None
    undecided: int = 0
    interrupted: bool = False
    obstacle: str = ""

    @property
    def status(self) -> Status:
        """Whether it is as the file expects; undecided if nothing was decided or the search was interrupted."""
        if self.verdict in ("vacuous", "unknown") or (self.interrupted and self.verdict == "holds"):
            return Status.UNDECIDED
        expected = (self.verdict == "refuted") == (self.statement.expect == "false")
        return Status.AS_EXPECTED if expected else Status.NOT_AS_EXPECTED

    @property
    def exit_status(self) -> int:
        """The exit code that follows from ``status``."""
        return self.status.exit_code

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
            "obstacle": self.obstacle or None,
            **in_full(self.proof),
            "interrupted": self.interrupted,
            "file": self.text,
            "exit": self.exit_status,
        }


def search(
    statement: StatementFile, seed: int = 0, budget: float = 60.0, jobs: int = 1, database: Path | None = None,
    standing: float = 8.0, shrink: bool = True,
) -> SearchResult:  # fmt: skip
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
    proof = proved(statement)
    deadline = started + (budget if proof is None else min(budget, standing))
    tally, undecided, best, interrupted = Tally(), 0, Round(), False
    found_at, spent = 0.0, 0.0
    instance: Instance | None = None
    try:
        for trying in rounds(statement, seed, jobs, deadline, database, shrink):
            tally.add(trying.tally)
            undecided += trying.undecided
            if trying.hit is not None:
                best, instance, found_at = trying, trying.hit, spent + trying.seconds
                break
            spent = time.monotonic() - started
            if tally.met == 0 and tally.examples >= PATIENCE:
                break
        if best.hit is not None:
            save(database, statement, seed, best)
            if shrink:
                instance = _with_fewer_inputs(best.hit, statement, seed, started + budget)
            instance = shrunk(instance or best.hit, statement, started + budget, STEPS if shrink else BRIEF)
    except KeyboardInterrupt:
        interrupted = True
    seconds = time.monotonic() - started
    if instance is not None:
        return _refuted(statement, instance, best, tally, found_at, seed, undecided, interrupted)
    verdict, grade, why = _standing(statement, tally, proof, undecided)
    return SearchResult(
        statement, verdict, grade, tally, seconds, seed, proof=proof, undecided=undecided, interrupted=interrupted,
        obstacle=why,
    )  # fmt: skip


def stands(statement: StatementFile, seed: int = 0) -> SearchResult:
    """A quick look at a statement that is believed: its proof, and ``QUICK`` examples of each generator.

    Raises:
        InputError: the claim or an assumption is not known.
    """
    check_names(statement)
    started = time.monotonic()
    proof = proved(statement)
    tally, undecided = Tally(), 0
    for number in range(len(generators.ways(statement))):
        trying = one_round(statement, seed, number, examples=QUICK)
        tally.add(trying.tally)
        undecided += trying.undecided
        if trying.hit is not None:
            return _refuted(statement, trying.hit, trying, tally, time.monotonic() - started, seed)
    verdict, grade, why = _standing(statement, tally, proof, undecided)
    spent = time.monotonic() - started
    return SearchResult(statement, verdict, grade, tally, spent, seed, proof=proof, undecided=undecided, obstacle=why)


def _refuted(
    statement: StatementFile, instance: Instance, found: Round, tally: Tally, seconds: float, seed: int,
    undecided: int = 0, interrupted: bool = False,
) -> SearchResult:  # fmt: skip
    proved = certified(instance, statement)
    assert proved is not None
    assert proved.grade is not None
    return SearchResult(
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


def _standing(
    statement: StatementFile, tally: Tally, proof: Evidence | None, undecided: int
) -> tuple[str, str | None, str]:
    """The verdict of a statement that was not refuted, its grade, and why examples say nothing of it."""
    if tally.met == 0:
        return "vacuous", None, ""
    if proof is not None:
        return "holds", "symbolic", ""
    why = obstacle(statement)
    if why or undecided:
        return "unknown", None, why
    return ("holds", "sampled", "") if tally.exercised else ("vacuous", None, "")


def check_names(statement: StatementFile) -> None:
    """Raise an ``InputError`` if a name is not known, or if nothing is drawn for such a conclusion."""
    if statement.claim not in claims():
        known = ", ".join(claims())
        raise InputError(f"there is no claim {statement.claim}; known: {known}", statement.path)
    if statement.conclusion in BASIS:
        raise InputError(f"nothing searches for the models of {statement.conclusion}", statement.path)
    assumed = claims()[statement.claim].assumptions
    for key in statement.dropped:
        if key not in ASSUMPTIONS or key not in assumed:
            raise InputError(f"{statement.claim} does not assume {key!r}: {', '.join(assumed)}", statement.path)
