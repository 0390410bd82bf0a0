"""Proves every verdict of a report again from files alone: by the kernel, from certificates and the files of the cases.

What is trusted is the TOML file of each case, and the statement and rules of each claim. The problem of a case is built
from its file, and the document has to have been made for it: the same problem, by its hash, and the same of everything
else that the file states. The cells of an atlas state themselves what they are about. Then each verdict of the report
has to be among what was proved. Neither the search nor what proposes certificates, nor the report, is imported here.
"""

from __future__ import annotations

import math
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from ..deadline import OutOfTime, until
from ..errors import CertificateError, FileError, InputError
from ..exact import shorten
from ..files.json_file import MAX_BYTES, contents, read_json
from ..files.load import case_name, case_of, read_tables
from ..files.problem_table import shared_problem
from ..files.statement_file import load_statement, statement_of
from ..kernel import checker
from ..kernel.certificate import Certificate, Document, Fields, canonical, closed, read_file
from ..kernel.claim_statement import ClaimStatement
from ..kernel.contradiction import contradictions
from ..kernel.evidence import Evidence
from ..problem.objective import Problem
from ..verdict import Status, Verdict
from .atlas_proofs import name as cell_name
from .atlas_proofs import proved as prove_cell
from .atlas_proofs import read_cells
from .reported import reported
from .statement_proofs import WITHOUT_POINT, statement_absent, statement_proved, statement_verdict
from .wanted import wanted

Json = dict[str, Any]

PROSE = ("title", "source", "belief", "catch", "restores")
"""What a file says to people: nothing is proved of it, so it may change."""

CASES = "counterexamples"

CLAIMS, RESULTS, ATLAS = "claims.json", "results.json", "atlas.json"
STEPS_FORMAT, STEPS_VERSION = "verify-minima certificates of steps", 1
STEP_NESTING = 200
"""How deep a term of a step may be nested."""
CASE_DOCUMENTS, FAMILIES, STEPS, STATEMENT_DOCUMENTS = "certificates", "families", "steps", "statements"
FOLDERS = (CASE_DOCUMENTS, FAMILIES, STEPS, STATEMENT_DOCUMENTS)
"""The folders of a report that hold certificates: of cases, of instances of claims, of steps, and of statements."""

NOT_PROVED = (Verdict.UNKNOWN, Verdict.NOT_APPLICABLE)
"""Verdicts of which there is no certificate."""


def reprove(
    reports: Path,
    cases: Path,
    only: bool = False,
    trusted: Mapping[str, ClaimStatement] | None = None,
    budget: float = math.inf,
) -> Json:
    """What the certificates of a report prove of the files at ``cases``, a folder or one file.

    A document about a file that is not there is refused; with ``only`` it is left out, and counted.

    ``status`` is ``as expected`` if every certificate is accepted, nothing contradicts, and every file has those of
    what it states, and the report of each verdict; ``not as expected`` if one is refused, was made for another text, or
    contradicts another; else ``undecided``.

    Args:
        trusted: the claims; those that the report names are refused if they are others. None to read them from the
            report, for whoever has the kernel alone: then ``claims.json`` has to be read with the same care.
        budget: seconds for each document, and for each cell of the atlas; one that takes longer is undecided.

    Raises:
        InputError: there are no certificates, or no cases.
        FileError: a file of a case has a fault.
    """
    documents = [path for folder in FOLDERS for path in sorted((reports / folder).rglob("*.json"))]
    if not documents:
        raise InputError("holds no certificates; run `verify check` first", str(reports))
    files = _files(cases)
    claims = _claims(reports / CLAIMS, trusted)
    proved: dict[str, list[Evidence]] = {}
    refused: list[Json] = []
    late: list[Json] = []
    left_out = 0

    def keep(key: str, prove: Callable[[], list[Evidence]]) -> None:
        try:
            with until(time.monotonic() + budget):
                proved[key] = prove()
        except (CertificateError, InputError) as error:
            refused.append({"case": key, "message": str(error)})
        except OutOfTime:
            late.append({"case": key, "message": f"its certificates were not proved within {budget:g} seconds"})

    for path in documents:
        name = path.relative_to(reports).with_suffix("").as_posix()
        folder, _, short = name.partition("/")
        key = short if folder in (CASE_DOCUMENTS, STATEMENT_DOCUMENTS) else name
        if only and (folder in (FAMILIES, STEPS) or key not in files):
            left_out += 1
            continue
        keep(key, partial(PROVERS[folder], key, path, files, claims))
    has_atlas = (reports / ATLAS).exists()
    cells = read_cells(reports / ATLAS) if has_atlas and not only else []
    for cell, about in cells:
        keep(f"atlas/{cell_name(cell)}", partial(prove_cell, cell, about, claims))
    seen = {entry["case"] for entry in (*refused, *late)}
    missing = late + [
        {"case": name, "message": f"no certificate proves {words}"}
        for name, path in files.items()
        if name not in seen
        for words in unproved(path, proved.get(name, ()))
    ]
    missing += [
        {"case": said.document, "message": f"the report says {said.words}, and no certificate here proves it"}
        for said in reported(reports / RESULTS)
        if said.document not in seen and (not only or said.document in files)
        if not said.among(proved.get(said.document, ()))
    ]
    status = Status.NOT_AS_EXPECTED if refused else Status.UNDECIDED if missing else Status.AS_EXPECTED
    kinds = Counter(evidence.kind for found in proved.values() for evidence in found)
    return {
        "status": status,
        "exit": status.exit_code,
        "documents": len(documents) - left_out,
        "cases": len(files),
        "cells": len(cells),
        "left_out": left_out + (only and has_atlas),
        "certificates": sum(kinds.values()),
        "kinds": dict(sorted(kinds.items())),
        "verdicts": {name: verdicts(found) for name, found in proved.items()},
        "refused": refused,
        "missing": missing,
        "statements": {name: [evidence.statement for evidence in found] for name, found in proved.items()},
    }


def verdicts(evidence: Sequence[Evidence]) -> dict[str, Verdict]:
    """The verdicts of claims, and of the varied or the general statement, that are among the evidence."""
    found = {e.facts["claim"]: Verdict(e.facts["verdict"]) for e in evidence if e.kind == "judgement"}
    of_statement = statement_verdict(evidence)
    return found if of_statement is None else {**found, "the statement": of_statement}


def _claims(path: Path, trusted: Mapping[str, ClaimStatement] | None) -> Mapping[str, ClaimStatement]:
    try:
        stated = {name: ClaimStatement.read(table) for name, table in read_json(path).items()}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputError("is not the file of claims of a report", str(path)) from error
    if trusted is not None and {n: c.digest for n, c in stated.items()} != {n: c.digest for n, c in trusted.items()}:
        raise InputError("the claims are not those of this package; check again with `verify check`", str(path))
    return stated if trusted is None else trusted


def _files(cases: Path) -> dict[str, Path]:
    """The files of cases and of statements, by name."""
    found = sorted(cases.rglob("*.toml")) if cases.is_dir() else [cases]
    root = None if CASES in cases.absolute().parts or not cases.is_dir() else cases
    files = {case_name(path, root): path for path in found}
    if not files:
        raise InputError("states no case", str(cases))
    return files


Files = Mapping[str, Path]
Claims = Mapping[str, ClaimStatement]


def _case(name: str, path: Path, files: Files, claims: Claims) -> list[Evidence]:
    """What the document of a case proves about the file that states it."""
    document = read_file(path)
    if name not in files:
        raise CertificateError(f"{name}: no file states this case")
    file = read_tables(files[name])
    return of_case(name, document, case_of(file).problem, file.tables, claims)


def of_case(
    name: str, document: Document, problem: Problem, tables: Mapping[str, Any], claims: Claims
) -> list[Evidence]:
    """What a document proves about the case of this name, whose file has these tables and states this problem.

    Raises:
        CertificateError: it was made for another text, or a certificate is refused, or two contradict each other.
    """
    if document.case != name:
        raise CertificateError(f"{name}: the document is about the case {shorten(repr(document.case))}")
    if document.content["problem"]["sha256"] != problem.digest:
        raise CertificateError(f"{name}: its problem has changed since the certificates were made")
    if canonical(stated(document.file)) != canonical(stated(tables)):
        raise CertificateError(f"{name}: what its file states has changed since the certificates were made")
    return _consistent(name, problem, document, claims)


def _instance(name: str, path: Path, _: Files, claims: Claims) -> list[Evidence]:
    """What the document of an instance, which a claim makes for itself, proves about the problem that it states."""
    return instance(name, read_file(path), claims)


def instance(name: str, document: Document, claims: Claims) -> list[Evidence]:
    """What a document proves about the problem that it states itself; ``name`` ends in that of the instance.

    Raises:
        CertificateError: it states no problem, or a certificate is refused, or two contradict each other.
    """
    if not f"/{name}".endswith(f"/{document.case}"):
        raise CertificateError(f"{name}: the document is about the instance {shorten(repr(document.case))}")
    try:
        problem = shared_problem(document.tables)
    except FileError as error:
        raise CertificateError(f"{name}: {error}") from error
    return _consistent(name, problem, document, claims)


def _consistent(name: str, problem: Problem, document: Document, claims: Claims) -> list[Evidence]:
    try:
        found = list(checker.check_document(problem, document.content, claims).values())
    except CertificateError as error:
        raise CertificateError(f"{name}: {error}") from error
    for words in contradictions(problem, found):
        raise CertificateError(f"{name}: contradiction: {words}")
    return found


def _steps(name: str, path: Path, _: Files, claims: Claims) -> list[Evidence]:
    """The symbolic steps of the proof of one claim."""
    return of_steps(name, contents(path, MAX_BYTES), claims)


def of_steps(name: str, text: str | bytes, claims: Claims) -> list[Evidence]:
    """What a file of steps proves.

    Raises:
        CertificateError: it is no such file, or a step is refused.
    """
    top = Fields(closed(text, name, STEP_NESTING), name)
    if top.text("format") != STEPS_FORMAT or top.index("version", 10) != STEPS_VERSION:
        raise CertificateError(f"{name}: is no file of steps of this version")
    claim = top.text("claim")
    entries = [Certificate(entry.text("kind"), "", entry.table("data")) for entry in top.groups("certificates")]
    top.finish()
    if claim not in claims or claim != name.split("/")[-1]:
        raise CertificateError(f"{name}: there is no such claim")
    found = [checker.check_step(entry) for entry in entries]
    if any(e.facts["claim"] != claim for e in found):
        raise CertificateError(f"{name}: a step of another claim")
    return found


def _statement(name: str, path: Path, files: Files, claims: Claims) -> list[Evidence]:
    """What the certificates of a statement without a witness prove: that it holds in general, or is false."""
    if name not in files:
        raise CertificateError(f"{name}: no file states this statement")
    return statement_proved(name, contents(path, MAX_BYTES), load_statement(files[name]), claims)


PROVERS = {CASE_DOCUMENTS: _case, FAMILIES: _instance, STEPS: _steps, STATEMENT_DOCUMENTS: _statement}


def stated(tables: Mapping[str, Any]) -> Json:
    """What a file states besides its problem: without what it says to people."""
    return {key: value for key, value in tables.items() if key not in (*PROSE, "problem", "augment")}


def unproved(path: Path, evidence: Sequence[Evidence]) -> list[str]:
    """What the file at ``path`` states, of which no certificate is here."""
    file = read_tables(path)
    if not evidence:  # nothing has been bound to its text, which may be none of a case
        _ = statement_of(file) if file.is_statement else case_of(file)
    return absent(file.tables, evidence)


def absent(tables: Mapping[str, Any], evidence: Sequence[Evidence]) -> list[str]:
    """What a file with these tables states, of which no certificate is here."""
    if tables.get("kind") == WITHOUT_POINT:
        return statement_absent(tables, evidence)
    found = verdicts(evidence)
    words = [want.words for want in wanted(tables) if not want.among(evidence)]
    words += ["that the statement is false"] if "statement" in tables and "the statement" not in found else []
    claims = tables.get("expect", {}).get("claims", {})
    return words + [
        f"{claim} = {verdict!r}"
        for claim, verdict in claims.items()
        if found.get(claim, verdict if verdict in NOT_PROVED else None) != verdict
    ]
