"""What proves a statement without a witness: a certificate that it holds, or the document of an instance against it.

Nothing is searched for here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..errors import CertificateError
from ..exact import shorten
from ..files.statement_file import StatementFile
from ..kernel.certificate import FORMAT, closed, read
from ..kernel.claim_statement import ClaimStatement
from ..kernel.evidence import Evidence
from ..kernel.statement_refutation import VIOLATION, check_refutation
from ..kernel.statements import KINDS, certificate_of, check_statement
from ..verdict import Verdict

WITHOUT_POINT = "statement"
"""The kind of file that states no case."""


def statement_proved(
    name: str, text: str | bytes, statement: StatementFile, claims: Mapping[str, ClaimStatement]
) -> list[Evidence]:
    """What a file of certificates proves of the statement of this name: that it holds, is vacuous, or is false.

    Raises:
        CertificateError: it proves none of these.
    """
    if statement.tables.get("kind") != WITHOUT_POINT:
        raise CertificateError(f"{name}: its file is not one of kind {WITHOUT_POINT!r}")
    if statement.claim not in claims:
        raise CertificateError(f"{name}: there is no claim {statement.claim}")
    written = closed(text, name)
    if not isinstance(written, dict) or written.get("format") != FORMAT:
        return [check_statement(statement, certificate_of(written), claims[statement.claim].assumptions)]
    document = read(text, name)
    if document.case != name:
        raise CertificateError(f"{name}: the document is about {shorten(repr(document.case))}")
    try:
        return check_refutation(statement, document, claims)
    except CertificateError as error:
        raise CertificateError(f"{name}: {error}") from error


def statement_verdict(evidence: Sequence[Evidence]) -> Verdict | None:
    """What is proved of a statement; None if nothing is."""
    for e in evidence:
        if e.kind == VIOLATION:
            return Verdict.REFUTED
        if e.kind in KINDS:
            return Verdict(e.facts["verdict"])
    return None


def statement_absent(tables: Mapping[str, Any], evidence: Sequence[Evidence]) -> list[str]:
    """What the file of a statement says of it, of which no certificate is here."""
    if tables["statement"].get("expect") == "true":
        return [] if statement_verdict(evidence) is Verdict.HOLDS else ["the statement"]
    return [] if statement_verdict(evidence) is Verdict.REFUTED else ["that the statement is false"]
