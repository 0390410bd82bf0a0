"""A statement that stands: what is proposed for it is written down, read back, and checked by the kernel."""

from __future__ import annotations

from typing import Any

from ..claims.registry import claims
from ..errors import CertificateError
from ..files.statement_file import StatementFile
from ..kernel.certificate import canonical
from ..kernel.evidence import Evidence
from ..kernel.statements import check_statement, read_statement_certificate, statement_document, statement_words
from ..propose.orbit_search import proposals


def proved(statement: StatementFile) -> Evidence | None:
    """The kernel's evidence that the statement holds; None if nothing that it accepts was found."""
    if statement.claim not in claims():
        return None
    assumptions = claims()[statement.claim].assumptions
    for proposed in proposals(statement, assumptions):
        written = canonical(statement_document(proposed))
        try:
            return check_statement(statement, read_statement_certificate(written), assumptions)
        except CertificateError:
            continue
    return None


def in_full(evidence: Evidence | None) -> dict[str, Any]:
    """What the evidence says, and its certificate, as plain values; of None, that there is neither."""
    if evidence is None:
        return {"proof": None, "certificate": None}
    return {"proof": statement_words(evidence), "certificate": statement_document(evidence.certificate)}
