"""The check of a statement without a witness: it is proved, or refuted afresh; and what the kernel says of either.

That a statement holds is said when the kernel has accepted its certificate, that it is false when it has accepted the
document of a witness: each written down, and read back from its text.
"""

from __future__ import annotations

import time
import tomllib
from dataclasses import replace
from functools import partial
from typing import cast

from ..claims.registry import claims, statements
from ..deadline import before
from ..errors import CertificateError
from ..files.statement_file import StatementFile
from ..kernel.certificate import canonical, read
from ..kernel.evidence import Unknown
from ..kernel.statement_refutation import check_refutation
from ..prove.outcome import SPENT
from ..prove.refuted_tables import refutation
from ..search.hunt import Refutation, SearchResult, search, stands
from ..search.rounds import Tally
from ..verdict import Verdict
from .checked import CheckedStatement

SEARCHING = 60.0
"""Seconds of search for a false statement, if no budget is given."""

REFUSED = "a witness was found, and the kernel does not accept its document"


def check_statement(statement: StatementFile, name: str, seed: int, budget: float | None) -> CheckedStatement:
    """What is known of a statement without a witness: a true one is examined, a false one has to be refuted afresh."""
    if statement.expect == "true":
        deadline = time.monotonic() + (budget if budget is not None else float("inf"))
        found = before(deadline, partial(stands, statement, seed), partial(spent, statement, seed))
    else:
        found = search(statement, seed, budget or SEARCHING)
    return statement_result(settled(found, statement, name), name)


def settled(found: SearchResult, statement: StatementFile, name: str) -> SearchResult:
    """What a search has found, ``refuted`` only if the kernel says so of the document of its witness, as it is written.

    Args:
        found: of the search.
        statement: which was searched.
        name: of its file; its document is named after it.
    """
    if found.text is None:
        return found
    written = refutation(tomllib.loads(found.text), claims(), name)
    try:
        if written is None:
            raise CertificateError("it has none")
        content = written[1]
        evidence = check_refutation(statement, read(canonical(content), name), statements())
    except CertificateError as error:
        verdict = Verdict.UNKNOWN if found.proof is None else Verdict(found.proof.facts["verdict"])
        grade = None if found.proof is None else found.proof.grade
        why = None if found.proof is not None else Unknown("method", f"{REFUSED}: {error}")
        return replace(found, verdict=verdict, grade=grade, open=why, text=None)
    return replace(found, grade=evidence[-1].grade, refutation=Refutation(content, tuple(evidence)))


def statement_result(found: SearchResult, name: str) -> CheckedStatement:
    """What was found about a statement, as plain values."""
    return cast(CheckedStatement, {**found.document(), "name": name, "status": found.status})


def spent(statement: StatementFile, seed: int, why: str = SPENT.detail) -> SearchResult:
    """Of a statement nothing was decided in time."""
    return SearchResult(statement, Verdict.UNKNOWN, None, Tally(), 0.0, seed, open=Unknown("budget", why))
