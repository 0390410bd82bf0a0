"""Compiles the Coq proofs, checks them again with coqchk, and compares what they state and assume with what is agreed.

The sources are compiled in an empty folder by a command of ours. What counts is then asked of Coq about the compiled
files (``question.py``): each statement, with every definition of ours behind it, and the full names of its axioms.
They are compared with the names and axioms in ``agreed.py``, with the digests in the review (``review.txt``), and with
the texts to be read in ``statements.txt``.
"""

from __future__ import annotations

import re
import tempfile
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NotRequired

from typing_extensions import TypedDict

from ..errors import FormalError
from . import coq, question, review, sources, statement_texts
from .agreed import INSTALL, LIBRARY, PROJECT, SOURCES, THEOREMS, Agreement, Theorem
from .coq import available, version
from .question import Answers
from .sources import Sources

__all__ = ["INSTALL", "SOURCES", "Theorem", "agreed_axioms", "available", "digests", "run", "theorems", "version"]


class TheoremRow(TypedDict):
    """A theorem of the Coq sources; its axioms are known once Coq has checked it."""

    claim: str
    file: str
    name: str
    axioms: NotRequired[list[str]]


class FormalStamp(TypedDict):
    """What a formal check found: every theorem with its axioms, and the hashes of the sources."""

    format: str
    version: int
    coq: str
    seconds: float
    sources: dict[str, str]
    theorems: list[TheoremRow]


def theorems() -> list[Theorem]:
    """The theorems that the sources are said to prove."""
    return list(THEOREMS)


def agreed_axioms() -> set[str]:
    """The axioms that a proof may use, by their full names."""
    return PROJECT.allowed


def digests(folder: Path = SOURCES, agreement: Agreement = PROJECT) -> dict[str, str]:
    """SHA-256 of every file that the result depends on, by name; of the review that of its rows."""
    return _digests(sources.load(folder), agreement)


def run(folder: Path = SOURCES, agreement: Agreement = PROJECT, recheck: bool = True) -> FormalStamp:
    """Compile, compare, check again with coqchk unless ``recheck`` is false; the theorems with their axioms.

    Raises:
        FormalError: A proof does not compile, coqchk refuses, an axiom is not agreed, or a statement is not the agreed
            one. The message says where.
        UncheckedError: Nothing of this could be found out here.
    """
    began = time.perf_counter()
    found = coq.ready()
    read = sources.load(folder)
    with tempfile.TemporaryDirectory(prefix="formal-") as name, ThreadPoolExecutor(1) as beside:
        place = Path(name)
        compile_in(place, read, agreement)
        checked = beside.submit(coq.rechecked, read.files, place, agreement.libraries) if recheck else None
        answers = compared(place, read, agreement)
        if checked is not None:
            only(agreement.allowed, audited(checked.result()), "coqchk")
    return {
        "format": "verify-minima formal",
        "version": 1,
        "coq": found,
        "seconds": round(time.perf_counter() - began, 1),
        "sources": _digests(read, agreement),
        "theorems": [
            {"claim": t.claim, "file": f"{t.file}.v", "name": t.name, "axioms": sorted(answers.axioms[t.label])}
            for t in agreement.theorems
        ],
    }


def answers_of(read: Sources, agreement: Agreement = PROJECT) -> Answers:
    """What Coq says of the sources, compared with nothing."""
    coq.ready()
    with tempfile.TemporaryDirectory(prefix="formal-") as name:
        compile_in(Path(name), read, agreement)
        return question.ask(Path(name), read.files, agreement)


def statements_of(answers: Answers, folder: Path = SOURCES) -> str:
    """The texts to be reviewed, and then kept as ``statements.txt``; in the order of those that are there."""
    return statement_texts.render(answers.texts, statement_texts.read(folder))


def rows_of(answers: Answers, agreement: Agreement = PROJECT) -> str:
    """The rows of the review, for one who has read what they stand for."""
    rows = []
    for theorem in agreement.theorems:
        used = answers.axioms[theorem.label]
        letters = ", ".join(letter for letter, names in agreement.axioms.items() if used & set(names)) or "none"
        rows.append(f"| {theorem.claim} | `{theorem.label}` | {letters} | `{answers.digest(theorem.label)}` |\n")
    return "".join(rows)


def compile_in(place: Path, read: Sources, agreement: Agreement) -> None:
    """Compile the sources in a folder. FormalError if Coq refuses one, or one has a sentence that we do not use."""
    for name in read.files:
        source = read.contents[f"{name}.v"]
        (place / f"{name}.v").write_bytes(source)
        timed = coq.compiled(name, place, agreement.libraries)
        sources.refuse_words(f"{name}.v", source, timed, agreement.words)


def compared(place: Path, read: Sources, agreement: Agreement) -> Answers:
    """What Coq says of compiled sources. FormalError if it is not what is agreed, and was reviewed."""
    entries = review.read(agreement.review)
    _same_theorems(entries, agreement)
    answers = question.ask(place, read.files, agreement)
    _compare(answers, entries, agreement, _texts(read))
    return answers


def _digests(read: Sources, agreement: Agreement) -> dict[str, str]:
    return {**read.digests, agreement.review.name: review.digest(agreement.review)}


def _texts(read: Sources) -> dict[str, str]:
    return statement_texts.parse(read.contents.get(statement_texts.NAME, b"").decode(errors="replace"))


def _same_theorems(entries: Mapping[str, review.Entry], agreement: Agreement) -> None:
    """Refuse a review of other theorems, or of the same for other claims."""
    reviewed = {(entry.claim, entry.label) for entry in entries.values()}
    pinned = {(theorem.claim, theorem.label) for theorem in agreement.theorems}
    if odd := sorted(label for _, label in reviewed ^ pinned):
        raise FormalError(f"the review ({agreement.review.name}) is not of the agreed theorems: {', '.join(odd)}")


def _compare(
    answers: Answers, entries: Mapping[str, review.Entry], agreement: Agreement, texts: Mapping[str, str]
) -> None:
    """Refuse answers that are not the agreed ones, naming what differs."""
    roots = {LIBRARY, "Coq", *(root for root, _ in agreement.libraries)}
    for head, form in answers.forms.items():
        if question.UNREAD in form:
            raise FormalError(f"{head}: its term cannot be read in full")
        if foreign := sorted(name for name in question.named(form) if name.partition(".")[0] not in roots):
            raise FormalError(f"{head} rests on what is neither ours nor of a library: {', '.join(foreign)}")
    for label, used in answers.axioms.items():
        only(agreement.allowed, set(used), label)
    if unknown := sorted(answers.texts.keys() - texts.keys()):
        raise FormalError(f"a statement rests on what was not reviewed (statements.txt): {', '.join(unknown)}")
    changed = [head for head in texts if texts[head] != answers.texts.get(head)]
    changed += [f"theorem {label}" for label in entries if answers.digest(label) != entries[label].digest]
    if changed:
        raise FormalError(
            f"what Coq states is not what was reviewed (statements.txt, {agreement.review.name}): "
            + ", ".join(dict.fromkeys(changed[:8]))
        )
    for label, entry in entries.items():
        used = answers.axioms[label]
        if entry.axioms != tuple(letter for letter, names in agreement.axioms.items() if used & set(names)):
            raise FormalError(f"the review ({agreement.review.name}) names other axioms: {label}")


def only(allowed: set[str], used: set[str], where: str) -> None:
    """FormalError if an axiom is used that is not allowed."""
    if used - allowed:
        raise FormalError(f"{where} uses axioms that are not agreed: {', '.join(sorted(used - allowed))}")


def audited(summary: str) -> set[str]:
    """The axioms in the summary of ``coqchk -o``, by full name. Every other kind of assumption is refused."""
    sections = dict(re.findall(r"^\* ([^:]+):(.*?)(?=^\* |\Z)", summary, re.S | re.M))
    if "Axioms" not in sections:
        raise FormalError("coqchk did not list the axioms")
    for title, body in sections.items():
        expected = {"Axioms": body.split(), "Theory": ["Set", "is", "predicative"]}.get(title, ["<none>"])
        if body.split() != expected:
            raise FormalError(f"coqchk: {title}: {' '.join(body.split())}")
    return {name for name in sections["Axioms"].split() if name != "<none>"}
