"""All certificates of a case in one document."""

from __future__ import annotations

from collections.abc import Sequence

from ..kernel.certificate import document
from ..problem.case import Case
from ..prove.outcome import Outcome, Result, distinct, evidence_of
from .checked import JsonObject


def case_document(case: Case, results: Sequence[Result], outcomes: Sequence[Outcome]) -> JsonObject:
    """All certificates of a case: of what was asked, of what verdicts rest on, and then of the verdicts."""
    evidence = distinct([e for e in map(evidence_of, results) if e is not None])
    evidence |= distinct([e for found in outcomes for e in found.evidence])
    evidence |= distinct([found.proof for found in outcomes if found.proof is not None])
    return {**document(case.name, case.tables, [e.certificate for e in evidence.values()]), "file": case.file}
