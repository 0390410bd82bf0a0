"""The documents that are altered, and the checkers that are asked of each: the kernel, and whoever is plugged in."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from pathlib import Path
from typing import Any
from weakref import WeakValueDictionary

from ..claims.registry import statements
from ..commands import atlas_proofs
from ..commands.reprove import (
    CASE_DOCUMENTS,
    CASES,
    FAMILIES,
    STATEMENT_DOCUMENTS,
    STEPS,
    absent,
    instance,
    of_case,
    of_steps,
)
from ..commands.statement_proofs import statement_proved
from ..errors import CertificateError, InputError, VerifyError
from ..files.load import TomlFile, case_name, case_of, read_tables
from ..files.problem_table import canonical, shared_problem
from ..files.statement_file import StatementFile, statement_of
from ..kernel import certificate
from ..kernel.evidence import Evidence
from ..problem.objective import Problem
from ..verdict import CellVerdict

Json = Any
ATLAS = "atlas"


class Answer(Enum):
    """What a checker says of a document."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    CANNOT = "cannot"


@dataclass(frozen=True)
class CheckerAnswer:
    """An answer, with why in words, or with what was proved."""

    answer: Answer
    why: str = ""
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, eq=False)
class CertifiedDocument:
    """One document of certificates as it was written, and what it is about.

    Attributes:
        folder: ``certificates``, ``families``, ``steps``, ``statements`` or ``atlas``.
        name: of the case, instance, claim, statement or cell.
        content: the document.
        file: the TOML file that states the case or the statement, if one does.
        about: the statement of a cell of the atlas.
        source: what stands in place of the bytes of the file.
    """

    folder: str
    name: str
    content: Json
    file: Path | None = None
    about: StatementFile | None = None
    source: bytes | None = None

    @cached_property
    def toml(self) -> TomlFile:
        """The file that states it."""
        assert self.file is not None
        return read_tables(self.file, self.source)

    @property
    def tables(self) -> Mapping[str, Any]:
        """What its file states."""
        return {} if self.file is None else self.toml.tables

    @cached_property
    def problem(self) -> Problem:
        """The problem that its file states, or itself, where no file states it; one object for one text.

        What was proved of it in this process is known of each document with this very problem.
        """
        if self.folder != CASE_DOCUMENTS:
            return shared_problem(self.content["problem"]["text"])
        loaded = case_of(self.toml).problem
        return _LOADED.setdefault(loaded.digest, loaded)

    @cached_property
    def statement(self) -> StatementFile:
        """The statement that its file makes."""
        return statement_of(self.toml)

    @cached_property
    def proved(self) -> tuple[Evidence, ...]:
        """What the kernel proves from the document as it was written.

        Raises:
            InputError: nothing: then every alteration of it would be refused, and show nothing.
        """
        said = kernel(self, canonical(self.content))
        if said.answer is not Answer.ACCEPTED:
            raise InputError(
                f"is refused as it is ({said.why}); run `verify check` again", f"{self.folder}/{self.name}"
            )
        return said.evidence

    @property
    def of_problem(self) -> bool:
        """Whether it is a document of certificates about a problem, which it states."""
        return self.folder != ATLAS and "problem" in self.content

    @property
    def entries(self) -> Sequence[Json]:
        """Its certificates."""
        found: Sequence[Json] = self.content.get("certificates", [self.content])
        return found


_LOADED: WeakValueDictionary[str, Problem] = WeakValueDictionary()
"""The problems of files, by their digests."""

Checker = Callable[[CertifiedDocument, str], CheckerAnswer]
"""Asked of a subject and of a text that stands in place of its document. It raises nothing."""


def kernel(subject: CertifiedDocument, text: str) -> CheckerAnswer:
    """What ``verify reprove`` says of the text: everything is proved, or what is refused or missing."""
    try:
        evidence = _PROVERS[subject.folder](subject, text)
        unproved = absent(subject.tables, evidence) if subject.tables else []
    except VerifyError as error:
        return CheckerAnswer(Answer.REFUSED, str(error))
    if unproved:
        return CheckerAnswer(Answer.REFUSED, f"no certificate proves {unproved[0]}")
    return CheckerAnswer(Answer.ACCEPTED, "", tuple(evidence))


def _of_case(subject: CertifiedDocument, text: str) -> list[Evidence]:
    document = certificate.read(text, subject.name)
    return of_case(subject.name, document, subject.problem, subject.tables, statements())


def _of_instance(subject: CertifiedDocument, text: str) -> list[Evidence]:
    return instance(subject.name, certificate.read(text, subject.name), statements())


def _of_steps(subject: CertifiedDocument, text: str) -> list[Evidence]:
    return of_steps(subject.name, text, statements())


def _of_statement(subject: CertifiedDocument, text: str) -> list[Evidence]:
    return statement_proved(subject.name, text, subject.statement, statements())


def _of_cell(subject: CertifiedDocument, text: str) -> list[Evidence]:
    try:
        cell = json.loads(text)
        same = [cell[key] for key in _SAID] == [subject.content[key] for key in _SAID]
    except (ValueError, KeyError, TypeError) as error:
        raise CertificateError(f"{subject.name}: is no cell ({error!r})") from error
    if not same:  # the atlas has one cell of each name, and its verdict and prediction are counted
        raise CertificateError(f"{subject.name}: is another cell, or says something else")
    assert subject.about is not None
    return atlas_proofs.proved(cell, subject.about, statements())


_SAID = ("neuron", "penalty", "conclusion", "verdict", "predicted")


_PROVERS: dict[str, Callable[[CertifiedDocument, str], list[Evidence]]] = {
    CASE_DOCUMENTS: _of_case,
    FAMILIES: _of_instance,
    STEPS: _of_steps,
    STATEMENT_DOCUMENTS: _of_statement,
    ATLAS: _of_cell,
}


def subjects(reports: Path, cases: Path) -> Iterator[CertifiedDocument]:
    """Every document of certificates below a folder that ``verify check`` has written, and every cell of its atlas."""
    root = None if CASES in cases.absolute().parts else cases
    files = {case_name(path, root): path for path in sorted(cases.rglob("*.toml"))}
    for folder in (CASE_DOCUMENTS, FAMILIES, STEPS, STATEMENT_DOCUMENTS):
        for path in sorted((reports / folder).rglob("*.json")):
            name = path.relative_to(reports / folder).with_suffix("").as_posix()
            content = json.loads(path.read_bytes())
            yield CertifiedDocument(folder, name, content, files.get(name) if folder in _WITH_FILE else None)
    atlas = reports / "atlas.json"
    if atlas.exists():
        for cell, about in atlas_proofs.read_cells(atlas):
            if cell["verdict"] != CellVerdict.UNKNOWN:
                yield CertifiedDocument(ATLAS, atlas_proofs.name(cell), cell, None, about)


_WITH_FILE = (CASE_DOCUMENTS, STATEMENT_DOCUMENTS)
