"""A statement that stands: what is proposed for it is written down, read back, and checked by the kernel."""

from __future__ import annotations

from typing import Any, TypedDict

from ..claims.registry import claims
from ..errors import CertificateError
from ..files.statement_file import StatementFile
from ..kernel import gate
from ..kernel.certificate import canonical
from ..kernel.evidence import Evidence
from ..kernel.statement_kinds.orbits import ANYWHERE, lam_signs, penalty_at
from ..kernel.statements import check_statement, read_statement_certificate, statement_document, statement_words
from ..problem.expression import text, topological, variables
from ..propose.orbit_search import proposals
from ..truth import Truth


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


def obstacle(statement: StatementFile) -> str:
    """What the gate could not say of neuron and penalty, in words; empty if it is all that the methods ask for.

    Where one of them jumps or has no value, or a constant may be 0 in disguise, there is often no proof, and a
    violation may sit where no method of the search would certify it.
    """
    formulas = [("neuron", statement.augmentation.neuron)]
    formulas += [("penalty", penalty_at(statement.augmentation, lam)) for _, lam in lam_signs(statement)]
    for what, formula in formulas:
        if gate.defined(formula, ANYWHERE) is not Truth.YES:
            return f"the {what} was not proved to have a value everywhere"
        if gate.continuous(formula, ANYWHERE) is not Truth.YES:
            return f"the {what} was not proved to be continuous"
        for x in topological([formula]):
            if not variables([x]) and gate.nonzero(x, ANYWHERE) is Truth.UNKNOWN:
                return f"it is not known whether {text(x)}, a constant of the {what}, is 0"
    return ""


class ProofInFull(TypedDict):
    """A proof that a statement holds as plain values: what it says and why, and its certificate."""

    proof: dict[str, Any] | None
    certificate: dict[str, Any] | None


def in_full(evidence: Evidence | None) -> ProofInFull:
    """What the evidence says, and its certificate, as plain values; of None, that there is neither."""
    if evidence is None:
        return {"proof": None, "certificate": None}
    return {"proof": statement_words(evidence), "certificate": statement_document(evidence.certificate)}
