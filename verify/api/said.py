"""What is answered: objects that say what was proved, in words, for a notebook, and as certificates."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from html import escape
from pathlib import Path
from typing import Any, NoReturn

from ..claims.registry import statements
from ..commands.checked import CheckedCase, ProvedFinding
from ..commands.classify import classified
from ..commands.locate import Located
from ..commands.located_rows import CertifiedPoint, UndecidedPoints
from ..exact import exact
from ..files.load import case_of, read_tables
from ..kernel import checker
from ..kernel.certificate import canonical
from ..problem.case import Case
from ..verdict import PointAnswer, Rank, Status, Verdict

NO_TRUTH = "an answer is neither true nor false, as it may be undecided: ask for its status, verdict or answer"


@dataclass(frozen=True, repr=False)
class ProvedFact:
    """A statement that the kernel has proved from a certificate.

    Attributes:
        name: of what was asked.
        statement: what is proved, in words.
        grade: ``symbolic`` (exact identities) or ``certified`` (inequalities between balls).
        facts: its numbers as decimals with certified digits.
        assuming: what the case declares of its loss, and this rests on.
        kind, sha256: of the certificate.
    """

    name: str
    statement: str
    grade: str
    facts: dict[str, str]
    assuming: tuple[str, ...]
    kind: str
    sha256: str

    def __repr__(self) -> str:
        """The statement, with its grade."""
        return f"proved ({self.grade}): {self.statement}"

    def _repr_html_(self) -> str:
        return rows_in_html("", [(f"proved, {self.grade}", self.statement)])


class CaseAnswer:
    """What was found out about a case: each is proved, refuted, or undecided with the reason.

    Attributes:
        case: what was asked about.
        values: all of it as plain values, as ``results.json`` has them.
    """

    def __init__(self, case: Case, values: CheckedCase) -> None:
        """Keep the values, which the kernel has proved from the certificates."""
        self.case, self.values = case, values

    @property
    def status(self) -> Status:
        """``AS_EXPECTED`` if all that the case states is proved; else whether something is refuted or undecided."""
        return self.values["status"]

    @property
    def proved(self) -> tuple[ProvedFact, ...]:
        """What is proved: each is a theorem about this case."""
        return tuple(_fact(f) for f in self.values["findings"] if f["verdict"] == Verdict.PROVED)

    @property
    def refuted(self) -> tuple[str, ...]:
        """What is certainly not as the case says, each with its place."""
        return tuple(
            f"{f['place']}: {f['message']}"
            for f in self.values["findings"]
            if f["verdict"] == Verdict.REFUTED or f["verdict"] == Verdict.CONTRADICTION
        )

    @property
    def undecided(self) -> tuple[str, ...]:
        """What was not decided, each with the reason. Nothing follows from it."""
        return tuple(
            f"{f['name']}: {f['reason']}: {f['message']}"
            for f in self.values["findings"]
            if f["verdict"] == Verdict.UNKNOWN
        )

    @property
    def verdicts(self) -> dict[str, Verdict]:
        """What each claim says on the case; ``VACUOUS`` is no success: there was nothing to conclude about."""
        return {name: row["verdict"] for name, row in self.values["claims"].items()}

    @property
    def certificate(self) -> dict[str, Any]:
        """The document of all certificates, plain JSON: exact numbers as text, bound to the problem by a hash."""
        return self.values["certificates"]

    def prove_again(self) -> list[str]:
        """What the kernel proves from the text of ``certificate`` alone; nothing is searched for.

        Raises:
            CertificateError: a certificate is not accepted.
        """
        document = json.loads(canonical(self.certificate))
        found = checker.check_document(self.case.problem, document, statements())
        return [evidence.statement for evidence in found.values()]

    def __bool__(self) -> NoReturn:
        """Refuse to be taken for a truth value."""
        raise TypeError(NO_TRUTH)

    def __repr__(self) -> str:
        """What was found out, line by line, without the claims that do not apply."""
        return "\n".join([f"{self.case.name}: {self.status}", *(f"  {what}: {says}" for what, says in self._lines())])

    def _repr_html_(self) -> str:
        return rows_in_html(f"{self.case.name}: {self.status}", self._lines())

    def _lines(self) -> list[tuple[str, str]]:
        return [
            *((f"proved, {fact.grade}", fact.statement) for fact in self.proved),
            *(("not so", words) for words in self.refuted),
            *((Status.UNDECIDED, words) for words in self.undecided),
            *((name, str(v)) for name, v in self.verdicts.items() if v != Verdict.NOT_APPLICABLE),
        ]


class Classification:
    """What L is near a point, and whether it is least there.

    Attributes:
        checked: all that was found out, with the certificates.
        answer: a theorem about the points within ``distance``, such as ``STRICT_MINIMUM``: there is one, no farther
            away in any coordinate; ``NO_LOCAL_MINIMUM``: none of them is a local minimum. ``OPEN`` says nothing.
        rank: ``BAD``: L is lower elsewhere. ``GLOBAL``: nowhere is it lower. ``OPEN`` says nothing.
        distance: exact; None if the answer is open, or is about all points.
        sentences: the same in words, with what the added neurons do there, and what is undecided.
    """

    def __init__(self, checked: CaseAnswer) -> None:
        """Read the answer off the findings."""
        found = classified(checked.values)
        self.checked = checked
        self.answer, self.rank = PointAnswer(found["answer"]), Rank(found["rank"])
        self.distance: Fraction | None = None if found["distance"] is None else exact(found["distance"])
        self.sentences: tuple[str, ...] = tuple(found["sentences"])

    @property
    def status(self) -> Status:
        """``AS_EXPECTED`` if all that was asked is decided."""
        return self.checked.status

    def __bool__(self) -> NoReturn:
        """Refuse to be taken for a truth value."""
        raise TypeError(NO_TRUTH)

    def __repr__(self) -> str:
        """The sentences."""
        return "\n".join([f"{self.answer}, {self.rank}", *(f"  {sentence}" for sentence in self.sentences)])

    def _repr_html_(self) -> str:
        return rows_in_html(f"{self.answer}, {self.rank}", [("", sentence) for sentence in self.sentences])


class CriticalPoints:
    """Critical points of L that were found, by ascending value.

    Attributes:
        points: each is a theorem: no farther than 1e-15 from ``theta`` in any coordinate L has exactly one critical
            point, or exactly one across continuous symmetries, of this ``index`` (how many directions fall).
        undecided: candidates of which nothing was proved, with the reason.
        starts, converged, escaped, stalled: of the search in floats. That it found no others proves nothing.
    """

    def __init__(self, found: Located) -> None:
        """Keep what was found."""
        self.points: tuple[CertifiedPoint, ...] = tuple(found["points"])
        self.undecided: tuple[UndecidedPoints, ...] = tuple(found["undecided"])
        self.starts, self.converged = found["starts"], found["converged"]
        self.escaped, self.stalled = found["escaped"], found["stalled"]

    def __bool__(self) -> NoReturn:
        """Refuse to be taken for a truth value."""
        raise TypeError(NO_TRUTH)

    def __repr__(self) -> str:
        """The points, line by line."""
        return "\n".join([self._title, *(f"  {what}: {says}" for what, says in self._lines())])

    def _repr_html_(self) -> str:
        return rows_in_html(self._title, self._lines())

    @property
    def _title(self) -> str:
        return f"{len(self.points)} critical points certified, {len(self.undecided)} values undecided"

    def _lines(self) -> list[tuple[str, str]]:
        known = [(p["type"], f"L = {p['value']} at ({', '.join(p['theta'])})") for p in self.points]
        return [*known, *((Status.UNDECIDED, f"L = {u['value']}: {u['why']}") for u in self.undecided)]


@dataclass(frozen=True, repr=False)
class StatementAnswer:
    """What is known of a variant of a claim.

    Attributes:
        says: the variant, in words.
        verdict: ``REFUTED``: it is false, on a certified witness. ``HOLDS``: it is proved of all instances.
            ``VACUOUS``: no instance meets its assumptions. ``UNKNOWN``: neither was found; examples prove nothing.
        grade: of the proof; None without one.
        proof: what is proved, in words; empty without a proof.
        because: from what.
        file: the TOML file of the witness; None without one.
        certificate: the document that proves it; None without one.
        examples: how many instances were drawn.
        reason: why it is unknown; None if it is not.
    """

    says: str
    verdict: Verdict
    grade: str | None
    proof: str
    because: tuple[str, ...]
    file: str | None
    certificate: dict[str, Any] | None
    examples: int
    reason: str | None

    @property
    def witness(self) -> Case | None:
        """The instance on which the variant is false, to be checked with ``check``; None without one."""
        return None if self.file is None else witness_of(self.file)

    def __bool__(self) -> NoReturn:
        """Refuse to be taken for a truth value."""
        raise TypeError(NO_TRUTH)

    def __repr__(self) -> str:
        """The verdict, and why."""
        return "\n".join([self._title, *(f"  {what}: {says}" for what, says in self._lines())])

    def _repr_html_(self) -> str:
        return rows_in_html(self._title, self._lines())

    @property
    def _title(self) -> str:
        return f"{self.says}: {self.verdict}"

    def _lines(self) -> list[tuple[str, str]]:
        proof = [(f"proved, {self.grade}", self.proof)] if self.proof else []
        return [*proof, *(("because", line) for line in self.because), *(("why", r) for r in (self.reason,) if r)]


def witness_of(file: str) -> Case:
    """The case that the text of a file states."""
    return case_of(read_tables(Path("witness.toml"), file.encode()))


def rows_in_html(title: str, rows: Iterable[Sequence[str]]) -> str:
    """A small table for a notebook; every text is escaped."""
    lines = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table><caption>{escape(title)}</caption>{lines}</table>"


def _fact(found: ProvedFinding) -> ProvedFact:
    return ProvedFact(
        found["name"], found["statement"], found["grade"], found["facts"], tuple(found["assuming"]), found["kind"],
        found["sha256"],
    )  # fmt: skip
