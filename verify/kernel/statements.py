"""The kernel on statements: a certificate that a variant of a claim holds, for all its instances, is checked here.

A certificate is bound to the whole file of the statement. Nothing is searched for; ``propose/orbit_search.py`` does.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ..errors import CertificateError, VerifyError
from ..exact import shorten
from ..files.problem_table import canonical
from ..files.statement_file import StatementFile, statement_from_tables
from ..problem.case import CONCLUSIONS
from ..verdict import Verdict
from .assumptions import ASSUMPTIONS
from .certificate import Certificate, Fields, closed
from .evidence import _SEAL, Evidence, Grade
from .statement_kinds.amplitudes import check_amplitudes
from .statement_kinds.never import check_never
from .statement_kinds.no_instance import check_no_instance
from .statement_kinds.residuals_seen import check_nothing_at_zero, check_seen

FORMAT = "verify-minima statement certificate"
VERSION = 1

VACUITY = "no-instance"
"""The kind that proves that a statement has no instances."""

NEVER = "no-local-minimum"
"""The kind that proves that on no instance there is a local minimum of L~ to speak about."""


def _vanish(statement: StatementFile, fields: Fields, kept: frozenset[str]) -> tuple[str, str]:
    """At every local minimum a = 0: an orbit keeps the outputs and lowers the penalty wherever a is not 0."""
    return "an orbit lowers the penalty wherever a is not 0", check_amplitudes(statement, fields)


def _value(statement: StatementFile, fields: Fields, kept: frozenset[str]) -> tuple[str, str]:
    """At every local minimum L~ = L: an orbit forces a = 0, where neuron and penalty vanish."""
    orbits = check_amplitudes(statement, fields)
    check_nothing_at_zero(statement)
    return "an orbit forces a = 0, where neuron and penalty vanish", orbits


def _seen(statement: StatementFile, fields: Fields, kept: frozenset[str]) -> tuple[str, str]:
    """At every local minimum theta is data-optimal: an orbit forces a = 0, and the neuron sees every residual."""
    orbits = check_amplitudes(statement, fields)
    seen = check_seen(statement, fields, kept)
    return "an orbit forces a = 0, and the neuron sees every residual", f"{orbits}; {seen}"


def _never(statement: StatementFile, fields: Fields, kept: frozenset[str]) -> tuple[str, str]:
    """L~ never has a local minimum: the penalty falls along a field wherever a is not 0, and none has a = 0."""
    amplitudes = check_amplitudes(statement, fields)
    return "L~ has no local minimum on any instance: the statement says nothing", "; ".join(
        (amplitudes, check_never(statement, fields))
    )


def _no_instance(statement: StatementFile, fields: Fields, kept: frozenset[str]) -> tuple[str, str]:
    """No instance meets the assumptions: the statement says nothing, and is vacuous."""
    return "no instance meets the assumptions: the statement says nothing", check_no_instance(statement, fields, kept)


Check = Callable[[StatementFile, Fields, frozenset[str]], tuple[str, str]]

KINDS: dict[str, tuple[tuple[str, ...], Check]] = {
    "orbit-vanish": (("vanish",), _vanish),
    "orbit-value": (("value",), _value),
    "residuals-seen": (("elimination", "data-optimal", "realizable"), _seen),
    NEVER: (("elimination", "data-optimal", "realizable"), _never),
    VACUITY: (tuple(CONCLUSIONS), _no_instance),
}
"""Each kind with the conclusions that it can prove."""


def statement_digest(statement: StatementFile) -> str:
    """The SHA-256, in hex, of the canonical text of all tables of the file, as written."""
    return hashlib.sha256(canonical(statement.tables).encode("ascii")).hexdigest()


def check_statement(statement: StatementFile, certificate: Certificate, assumptions: Sequence[str]) -> Evidence:
    """The evidence that the statement holds: for every loss, all data and all networks that meet what it keeps.

    Args:
        statement: only its tables count; they are read anew.
        certificate: of one of ``KINDS``.
        assumptions: the keys of all assumptions of the claim that the statement varies.

    Raises:
        CertificateError: it is about another statement or other assumptions, malformed, or a condition is not met.
    """
    if certificate.problem != statement_digest(statement):
        raise CertificateError("the certificate is about another statement: the text has changed since it was made")
    if certificate.kind not in KINDS:
        raise CertificateError(f"unknown kind {shorten(repr(certificate.kind))}; known: {', '.join(KINDS)}")
    own = statement_from_tables(statement.tables, statement.path)
    conclusions, check = KINDS[certificate.kind]
    if own.conclusion not in conclusions:
        raise CertificateError(f"the kind {certificate.kind} proves {', '.join(conclusions)}, not {own.conclusion}")
    unknown = [key for key in (*assumptions, *own.dropped) if key not in ASSUMPTIONS]
    if unknown:
        raise CertificateError(f"unknown assumption {unknown[0]!r}")
    fields = Fields(certificate.data, certificate.kind)
    if fields.texts("assumptions") != tuple(assumptions):
        raise CertificateError(f"the certificate rests on other assumptions than those of {own.claim}")
    try:
        words, because = check(own, fields, frozenset(assumptions) - set(own.dropped))
    except CertificateError:
        raise
    except (VerifyError, ArithmeticError, ValueError) as error:
        raise CertificateError(f"{certificate.kind}: {error}") from error
    fields.finish()
    verdict = Verdict.VACUOUS if certificate.kind in (VACUITY, NEVER) else Verdict.HOLDS
    return Evidence(certificate, words, Grade.SYMBOLIC, {"because": because, "verdict": verdict.value}, _SEAL)


def statement_document(certificate: Certificate) -> dict[str, Any]:
    """A certificate as plain values, for a file."""
    return {
        "format": FORMAT,
        "version": VERSION,
        "kind": certificate.kind,
        "statement": certificate.problem,
        "data": dict(certificate.data),
    }


def statement_words(evidence: Evidence) -> dict[str, Any]:
    """What the evidence of a statement says, and why, as plain values."""
    return {"says": evidence.statement, "because": evidence.facts["because"].split("; ")}


def read_statement_certificate(text: str | bytes) -> Certificate:
    """A certificate from the text of ``statement_document``.

    Raises:
        CertificateError: the text is not of this format.
    """
    return certificate_of(closed(text, "the certificate"))


def certificate_of(document: Any) -> Certificate:
    """A certificate from the plain values of ``statement_document``.

    Raises:
        CertificateError: they are not of this format.
    """
    keys = {"format", "version", "kind", "statement", "data"}
    if not isinstance(document, Mapping) or set(document) != keys or document["format"] != FORMAT:
        raise CertificateError(f"not a {FORMAT}")
    if document["version"] is True or document["version"] != VERSION:
        raise CertificateError(f"version {shorten(repr(document['version']))}; this package reads {VERSION}")
    kind, about, data = document["kind"], document["statement"], document["data"]
    if not isinstance(kind, str) or not isinstance(about, str) or not isinstance(data, Mapping):
        raise CertificateError(f"not a {FORMAT}: 'kind' and 'statement' are texts, 'data' is an object")
    return Certificate(kind, about, data)
