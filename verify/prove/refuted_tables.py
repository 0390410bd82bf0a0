"""Whether the tables of a ``necessity`` file, as they are written, refute the statement that they vary."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..errors import VerifyError
from ..files.case_table import read_case
from ..files.reader import Reader
from ..files.schema import FileShape
from ..files.schema_check import check_shapes
from ..files.source_positions import spelled
from ..kernel.certificate import document
from ..problem.case import Case
from ..verdict import Verdict
from .claim import Claim
from .outcome import Outcome, distinct
from .subject import Subject
from .violation import violation


def refuted(tables: Mapping[str, Any], known: dict[str, Claim]) -> Outcome | None:
    """The outcome ``fails`` with its evidence: all assumptions kept are met, and the conclusion is false. Else None.

    Args:
        tables: of the whole file.
        known: the claims, by name.
    """
    case = _case(tables)
    return None if case is None else _refuted(case, known)


def refutation(
    tables: Mapping[str, Any], known: dict[str, Claim], name: str = "found"
) -> tuple[Outcome, dict[str, Any]] | None:
    """The same with the document of certificates that proves it, as one about the case of this name."""
    case = _case(tables)
    found = None if case is None else _refuted(case, known)
    if case is None or found is None or found.proof is None:
        return None
    proofs = distinct([*found.evidence, found.proof]).values()
    return found, {**document(name, case.tables, [e.certificate for e in proofs]), "file": case.file}


def _refuted(case: Case, known: dict[str, Claim]) -> Outcome | None:
    try:
        found = violation(Subject.of(case), {name: claim.stated for name, claim in known.items()})
    except (VerifyError, ArithmeticError, ValueError):
        return None
    return found if found.verdict is Verdict.FAILS else None


def _case(tables: Mapping[str, Any]) -> Case | None:
    """The case that the tables state; None if they have a fault."""
    reader = Reader(spelled)
    shape = check_shapes(tables, FileShape, reader)
    case = read_case(shape, tables, "found", "found", reader) if isinstance(shape, FileShape) else None
    return None if reader.faults else case
