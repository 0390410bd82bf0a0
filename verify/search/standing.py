"""A statement that stands: what is proposed for it is written down, read back, and checked by the kernel."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any, TypedDict

from ..claims.registry import claims
from ..errors import CertificateError
from ..exact import write
from ..files.statement_file import StatementFile, statement_from_tables
from ..kernel import gate
from ..kernel.certificate import canonical
from ..kernel.evidence import Evidence
from ..kernel.membership import outside
from ..kernel.region import Region
from ..kernel.statement_kinds.orbits import ANYWHERE, lam_signs, penalty_at
from ..kernel.statement_kinds.rooms import what_counts
from ..kernel.statements import check_statement, read_statement_certificate, statement_document, statement_words
from ..problem.case import POINTS
from ..problem.derivatives import gradient
from ..problem.expression import ZERO, Expr, rational, substitute, text, topological, variables
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
    for what, formula in zip(("neuron", *["penalty"] * 3), _formulas(statement), strict=False):
        if gate.defined(formula, ANYWHERE) is not Truth.YES:
            return f"the {what} was not proved to have a value everywhere"
        if gate.continuous(formula, ANYWHERE) is not Truth.YES:
            return f"the {what} was not proved to be continuous"
        for x in topological([formula]):
            if not variables([x]) and gate.nonzero(x, ANYWHERE) is Truth.UNKNOWN:
                return f"it is not known whether {text(x)}, a constant of the {what}, is 0"
    return ""


def with_hidden_bounds(statement: StatementFile) -> StatementFile:
    """The same statement with the bounds written down that the domain of its neuron or its penalty is.

    If the neuron, or the penalty at every lam, has no value at any point with a < 0, then L~ has none there, and it is
    the same function with and without the bound a >= 0. So a witness for the statement with the bound is one for the
    statement; ``kernel/membership.py`` proves it of each. A critical point on the bound is none without it: a statement
    about critical points stays as it is.
    """
    if statement.points != POINTS[0]:
        return statement
    found = [
        f"{name} {relation} {write(end)}"
        for name, end in dict.fromkeys([("a", Fraction(0)), *_ends(statement)])
        for relation in (">=", "<=")
        if _nowhere(statement, Region({**ANYWHERE.ranges, name: outside(relation, end)}))
    ]
    augment = dict(statement.augment)
    missing = [text for text in found if text not in augment.get("constraints", [])]
    if not missing:
        return statement
    augment["constraints"] = [*augment.get("constraints", []), *missing]
    words = f"Neuron or penalty has no value but where {' and '.join(missing)}; this is written down as a bound here."
    table = {**statement.tables.get("augment", {}), "constraints": augment["constraints"]}
    tables = {**statement.tables, "augment": table, "source": f"{words} {statement.source}".strip()}
    return statement_from_tables(tables, statement.path)


def _ends(statement: StatementFile) -> Iterator[tuple[str, Fraction]]:
    """The numbers at which what has to be positive for neuron or penalty to have a value is 0, in a or in b alone."""
    for x in topological(_formulas(statement)):
        base = what_counts(x)
        names = set() if base is None else variables([base])
        if base is not None and len(names) == 1 and names <= {"a", "b"}:
            (name,) = names
            slope = rational(gradient(base, [name])[0])
            here = rational(substitute([base], {name: ZERO})[0])
            if slope and here is not None:
                yield name, -here / slope


def _nowhere(statement: StatementFile, region: Region) -> bool:
    """Whether the neuron, or the penalty at every lam of the statement, has no value at any point of the region."""
    neuron, *penalties = (known.nowhere for known in gate.look(_formulas(statement), region))
    return neuron or all(penalties)


def _formulas(statement: StatementFile) -> list[Expr]:
    penalties = [penalty_at(statement.augmentation, lam) for _, lam in lam_signs(statement)]
    return [statement.augmentation.neuron, *penalties]


class ProofInFull(TypedDict):
    """A proof that a statement holds as plain values: what it says and why, and its certificate."""

    proof: dict[str, Any] | None
    certificate: dict[str, Any] | None


def in_full(evidence: Evidence | None) -> ProofInFull:
    """What the evidence says, and its certificate, as plain values; of None, that there is neither."""
    if evidence is None:
        return {"proof": None, "certificate": None}
    return {"proof": statement_words(evidence), "certificate": statement_document(evidence.certificate)}
