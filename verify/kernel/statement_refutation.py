"""The kernel on statements that are false: one instance, with the certificates that the conclusion fails on it.

A refutation is a document of certificates as that of a ``necessity`` file, with all that this file would state.

**Theorem.** Let a statement file and such a document be given. If the document's file makes the statement of this file
(claim, dropped assumptions, points, conclusion), its certificates prove that this is false on its problem, at its point
(``refutation.py``: kept assumptions are met, dropped ones not known to be, and the conclusion fails), and the problem
at this point is an instance of the statement (``membership.py``), then the statement is false.
"""

from __future__ import annotations

from collections.abc import Mapping

from ..errors import CertificateError, FileError
from ..files.problem_table import shared_problem
from ..files.statement_file import StatementFile, statement_from_tables
from . import checker
from .certificate import Document, Fields
from .claim_statement import ClaimStatement
from .contradiction import contradictions
from .evidence import Evidence
from .membership import require_instance
from .theta_point import point

VIOLATION = "violation"
"""The kind of the evidence that a statement is false."""


def check_refutation(
    statement: StatementFile, document: Document, claims: Mapping[str, ClaimStatement]
) -> list[Evidence]:
    """All that the document proves, if it proves that the statement is false: the last is the violation of it.

    Args:
        statement: only its tables count; they are read anew.
        document: of the instance.
        claims: by name.

    Raises:
        CertificateError: it is about another statement, or a certificate is refused, or what was proved of the instance
            contradicts itself, or the instance was not proved to be one of the statement's.
    """
    own = statement_from_tables(statement.tables, statement.path)
    if document.file.get("kind") != "necessity" or document.file.get("statement") != own.table():
        raise CertificateError("the certificates are about another statement")
    try:
        problem = shared_problem(document.tables)
    except FileError as error:
        raise CertificateError(str(error)) from error
    if [c.kind for c in document.certificates].count(VIOLATION) > 1:
        raise CertificateError("one certificate, the last, proves that the statement is false")
    found = list(checker.check_document(problem, document.content, claims).values())
    for words in contradictions(problem, found):
        raise CertificateError(f"contradiction: {words}")
    if not found or [e for e in found if e.kind == VIOLATION] != [found[-1]] or found[-1].facts["claim"] != own.claim:
        raise CertificateError("its last certificate, and no other, proves that the statement is false")
    at = point(problem, Fields(found[-1].certificate.data, VIOLATION))
    require_instance(own, document.tables, problem, at)
    return found
