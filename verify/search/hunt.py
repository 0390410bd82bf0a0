"""The hunt for a violation of a statement: draw, look, prove, shrink; or say what was tried, and what was proved."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ..claims.registry import claims
from ..errors import InputError
from ..files.statement_file import StatementFile
from ..files.toml_writer import toml
from ..kernel.assumptions import ASSUMPTIONS
from ..kernel.evidence import Evidence, Grade, Unknown
from ..kernel.statements import VACUITY
from ..problem.case import BASIS
from ..spelling import meant
from ..units.engine import Engine
from ..verdict import Status, Verdict
from . import admissible, generators
from .instance import Instance, certified, completed
from .rounds import Round, Tally, one_round, replayed, rounds, save
from .shrink import STEPS, shrunk
from .standing import ProofInFull, in_full, obstacle, proved, with_hidden_bounds

PATIENCE = 2000
"""Examples after which the search gives up a statement whose assumptions none has met."""

QUICK = 3
"""Examples of each generator in a quick look at a statement that is believed."""

FEWER = 40
"""Examples of each generator that are drawn for each smaller number of inputs, once there is a witness."""

BRIEF = 10
"""Smaller instances that are tried where a witness is to be made only a little smaller."""


class SearchDocument(ProofInFull):
    """What the search found, as plain values."""

    statement: str
    title: str
    source: str
    claim: str
    changes: str
    dropped: list[str]
    points: str
    conclusion: str
    expect: str
    verdict: Verdict
    grade: str | None
    reason: str | None
    detail: str | None
    examples: int
    met_assumptions: int
    non_vacuous: int
    generators: dict[str, int]
    seconds: float
    seed: int
    found_by: str | None
    round: int | None
    undecided: int
    interrupted: bool
    file: str | None
    exit: int


@dataclass(frozen=True)
class Refutation:
    """The document of a witness, and what the kernel has proved from it: last, that the statement is false."""

    content: dict[str, Any]
    evidence: tuple[Evidence, ...]

    def in_full(self) -> ProofInFull:
        """What is proved, and from what, as plain values."""
        *grounds, violation = self.evidence
        because = list(dict.fromkeys(e.statement for e in grounds))
        return {"proof": {"says": violation.statement, "because": because}, "certificate": self.content}


@dataclass(frozen=True)
class SearchResult:
    """What the search found about a statement.

    Attributes:
        statement: which one.
        verdict: ``REFUTED``, with a certified witness; ``HOLDS``, as the kernel has accepted a certificate of it;
            ``VACUOUS``, as the kernel has accepted that no instance meets its assumptions; ``CONTRADICTION``, if it is
            both refuted and proved; else ``UNKNOWN``. Examples without a violation prove nothing.
        grade: of the evidence; None if there is none.
        tally: what was tried.
        seconds: until the first certified witness, or in all.
        seed: of all random choices.
        text: the ``necessity`` file of the witness.
        instance: the same, as it was found and shrunk.
        way: the generator that found it.
        round: the number of its round, from 0; -1 if it was in the example database.
        proof: the kernel's evidence that the statement holds, or has no instances, if there is one.
        refutation: what the kernel has proved from the document of the witness, read back: see ``statement_check``.
        open: why it is ``UNKNOWN``.
        undecided: candidates that floats suggest and that no method certified.
        interrupted: the search was stopped before its time.
    """

    statement: StatementFile
    verdict: Verdict
    grade: Grade | None
    tally: Tally
    seconds: float
    seed: int
    text: str | None = None
    instance: Instance | None = None
    way: str = ""
    round: int = -1
    proof: Evidence | None = None
    open: Unknown | None = None
    undecided: int = 0
    interrupted: bool = False
    refutation: Refutation | None = None

    @property
    def status(self) -> Status:
        """Whether it is as the file expects; undecided if nothing was decided or the search was interrupted."""
        match self.verdict:
            case Verdict.REFUTED:
                return Status.AS_EXPECTED if self.statement.expect == "false" else Status.NOT_AS_EXPECTED
            case Verdict.CONTRADICTION:
                return Status.NOT_AS_EXPECTED
            case Verdict.VACUOUS | Verdict.UNKNOWN:
                return Status.UNDECIDED
        if self.interrupted:
            return Status.UNDECIDED
        return Status.AS_EXPECTED if self.statement.expect == "true" else Status.NOT_AS_EXPECTED

    @property
    def exit_status(self) -> int:
        """The exit code that follows from ``status``."""
        return self.status.exit_code

    def document(self) -> SearchDocument:
        """The verdict as plain values."""
        about = self.statement
        return {
            "statement": about.path,
            "title": about.title,
            "source": about.source,
            "claim": about.claim,
            "changes": about.changes,
            "dropped": list(about.dropped),
            "points": about.points,
            "conclusion": about.conclusion,
            "expect": about.expect,
            "verdict": self.verdict,
            "grade": None if self.grade is None else self.grade.name.lower(),
            "reason": None if self.open is None else self.open.reason,
            "detail": None if self.open is None else self.open.detail,
            "examples": self.tally.examples,
            "met_assumptions": self.tally.met,
            "non_vacuous": self.tally.exercised,
            "generators": dict(sorted(self.tally.generators.items())),
            "seconds": round(self.seconds, 3),
            "seed": self.seed,
            "found_by": self.way or None,
            "round": self.round if self.round >= 0 else None,
            "undecided": self.undecided,
            **(in_full(self.proof) if self.refutation is None or self.proof is not None else self.refutation.in_full()),
            "interrupted": self.interrupted,
            "file": self.text,
            "exit": self.exit_status,
        }


def search(
    statement: StatementFile, seed: int = 0, budget: float = 60.0, workers: Engine | None = None,
    database: Path | None = None, standing: float | None = None, shrink: bool = True,
) -> SearchResult:  # fmt: skip
    """Try to refute the statement.

    The same seed gives the same witness, whoever the ``workers`` are: rounds are numbered, each has random choices of
    its own, and the first one that refutes is taken.

    Args:
        statement: the statement.
        seed: of all random choices.
        budget: seconds.
        workers: who draws rounds after the first few; None for this process.
        database: folder of Hypothesis's example database: what was found there before is tried first. None for none.
        standing: seconds, in place of ``budget`` if it is longer, for a statement that has a symbolic proof; None for a
            quick look at it, ``QUICK`` examples of each generator, and what the database knows.
        shrink: make the first certified witness as small as can be; if not, only a little smaller.

    Raises:
        InputError: the claim or an assumption is not known.
    """
    check_names(statement)
    started = time.monotonic()
    proof = proved(statement)
    statement = with_hidden_bounds(statement)
    tally, undecided, best, interrupted = Tally(), 0, Round(), False
    if proof is not None and proof.kind == VACUITY:
        return _not_refuted(statement, tally, time.monotonic() - started, seed, proof, undecided)
    quick = proof is not None and standing is None
    deadline = started + (budget if proof is None or standing is None else min(budget, standing))
    found_at, spent = 0.0, 0.0
    instance: Instance | None = None
    try:
        drawn = rounds(statement, seed, workers, deadline, database, shrink)
        for trying in _looks(statement, seed, deadline, database, shrink) if quick else drawn:
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
        return _refuted(statement, instance, best, tally, found_at, seed, proof, undecided, interrupted)
    return _not_refuted(statement, tally, seconds, seed, proof, undecided, interrupted)


def stands(statement: StatementFile, seed: int = 0) -> SearchResult:
    """A quick look at a statement that is believed: its proof, and ``QUICK`` examples of each generator.

    Raises:
        InputError: the claim or an assumption is not known.
    """
    check_names(statement)
    started = time.monotonic()
    proof = proved(statement)
    statement = with_hidden_bounds(statement)
    tally, undecided = Tally(), 0
    vacuous = proof is not None and proof.kind == VACUITY
    for trying in () if vacuous else _looks(statement, seed):
        tally.add(trying.tally)
        undecided += trying.undecided
        if trying.hit is not None:
            return _refuted(statement, trying.hit, trying, tally, time.monotonic() - started, seed, proof)
    return _not_refuted(statement, tally, time.monotonic() - started, seed, proof, undecided)


def _looks(
    statement: StatementFile, seed: int, deadline: float = float("inf"), database: Path | None = None,
    shrink: bool = True,
) -> Iterator[Round]:  # fmt: skip
    """What the example database knows, and then ``QUICK`` examples of each generator."""
    yield from replayed(statement, seed, deadline, database)
    for number in range(len(generators.ways(statement))):
        yield one_round(statement, seed, number, deadline, QUICK, shrink)


def _refuted(
    statement: StatementFile, instance: Instance, found: Round, tally: Tally, seconds: float, seed: int,
    proof: Evidence | None = None, undecided: int = 0, interrupted: bool = False,
) -> SearchResult:  # fmt: skip
    violated = certified(instance, statement)
    assert violated is not None
    verdict = Verdict.REFUTED if proof is None else Verdict.CONTRADICTION
    return SearchResult(
        statement, verdict, violated.grade, tally, seconds, seed, toml(completed(instance, statement)),
        instance, found.way, found.number, proof, None, undecided, interrupted,
    )  # fmt: skip


def _not_refuted(
    statement: StatementFile, tally: Tally, seconds: float, seed: int, proof: Evidence | None, undecided: int,
    interrupted: bool = False,
) -> SearchResult:  # fmt: skip
    """What is known of a statement of which no violation was found: what the kernel has proved, and nothing else."""
    if proof is not None:
        verdict = Verdict(proof.facts["verdict"])
        return SearchResult(
            statement, verdict, proof.grade, tally, seconds, seed, proof=proof, undecided=undecided,
            interrupted=interrupted,
        )  # fmt: skip
    words = f"no proof; {tally.met} of {tally.examples} instances met the assumptions, {tally.exercised} exercised it"
    words += f", in {undecided} floats suggest a violation that was not certified" if undecided else ", none refutes it"
    if tally.met and not tally.exercised and not admissible.is_about_points(statement):
        words += f"; of neurons or penalties other than the paper's nothing decides {statement.conclusion}"
    why = obstacle(statement)
    return SearchResult(
        statement, Verdict.UNKNOWN, None, tally, seconds, seed, undecided=undecided, interrupted=interrupted,
        open=Unknown("method", f"{words}; {why}" if why else words),
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


def check_names(statement: StatementFile) -> None:
    """Raise an ``InputError`` if a name is not known, or if nothing is drawn for such a conclusion."""
    if statement.claim not in claims():
        known = meant(statement.claim, claims())
        raise InputError(f"there is no claim {statement.claim}{known}", statement.path)
    if statement.conclusion in BASIS:
        raise InputError(f"nothing searches for the models of {statement.conclusion}", statement.path)
    assumed = claims()[statement.claim].assumptions
    for key in statement.dropped:
        if key not in ASSUMPTIONS or key not in assumed:
            raise InputError(f"{statement.claim} does not assume {key!r}: {', '.join(assumed)}", statement.path)
