"""The kernel: the only maker of evidence, and so of verdicts.

Each check rebuilds everything from the problem and the certificate's exact data, in ball arithmetic or by exact
identities, and searches for nothing. It either returns what is proved or raises ``CertificateError`` with the
condition that was not met. ``notes/theory.md`` has the theorem behind each kind.

Most kinds stand alone (``CHECKS``); those in ``COMPOSED`` rest on what was proved before them in the same document.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from typing import Any
from weakref import WeakKeyDictionary

from ..errors import CertificateError
from ..exact import shorten
from ..problem.objective import Problem
from . import kinds
from .answer import answer
from .assumptions import ASSUMPTIONS
from .certificate import Certificate, Fields, digest
from .claim_statement import ClaimStatement
from .evidence import _SEAL, Evidence
from .finding import Finding
from .ground import Ground, assumed, certificate_digest
from .judgement import judgement
from .kind import Kind
from .refutation import violation
from .step import step


def _found() -> dict[str, Kind]:
    """Every kind: each module in ``kinds`` has a table ``CHECKS`` of its own."""
    found: dict[str, Kind] = {}
    for name in sorted(module.name for module in pkgutil.iter_modules(kinds.__path__)):
        table: dict[str, Kind] = importlib.import_module(f"{kinds.__name__}.{name}").CHECKS
        if found.keys() & table.keys():
            raise ValueError(f"{name}.py has a kind that another file has, too: {sorted(found.keys() & table.keys())}")
        found |= table
    return found


CHECKS = _found()


COMPOSED: dict[str, Callable[[Problem, Fields, Ground], Finding]] = {
    "answer": answer,
    "judgement": judgement,
    "violation": violation,
}

_PROVED: WeakKeyDictionary[Problem, dict[str, Evidence]] = WeakKeyDictionary()
"""What stands alone and was proved in this process, by problem and by the digest of certificate and problem."""

_STEPS: dict[str, Evidence] = {}
"""The symbolic steps that were proved in this process, by their digests."""


def check(problem: Problem, certificate: Certificate, ground: Ground | None = None) -> Evidence:
    """The evidence that ``certificate`` gives about ``problem``, resting on ``ground`` if it is of such a kind.

    Raises:
        CertificateError: it is about another problem, malformed, or a condition of its kind is not met.
    """
    if certificate.problem != problem.digest:
        raise CertificateError(
            f"the certificate is about the problem {certificate.problem[:12]}, not about {problem.digest[:12]}: "
            "the text of the problem has changed since it was made"
        )
    if certificate.kind in COMPOSED:
        return _composed(problem, certificate, Ground({}) if ground is None else ground)
    if certificate.kind not in CHECKS:
        raise CertificateError(
            f"unknown kind {shorten(repr(certificate.kind))}; known: {', '.join((*CHECKS, *COMPOSED))}"
        )
    proved, key = _PROVED.setdefault(problem, {}), certificate_digest(certificate)
    if key not in proved:
        fields = Fields(certificate.data, certificate.kind)
        kind = CHECKS[certificate.kind]
        finding = _decided(certificate.kind, lambda: kind.check(problem, fields))
        fields.finish()
        assuming = problem.loss.vouched(kind.asks if finding.asked is None else finding.asked)
        proved[key] = Evidence(certificate, finding.statement, finding.grade, finding.facts, _SEAL, assuming, key)
    return proved[key]


def _composed(problem: Problem, certificate: Certificate, ground: Ground) -> Evidence:
    fields = Fields(certificate.data, certificate.kind)
    finding = _decided(certificate.kind, lambda: COMPOSED[certificate.kind](problem, fields, ground))
    fields.finish()
    claim = finding.facts.get("claim")
    keys = () if claim is None else ground.claims[claim].assumptions
    dropped = fields.texts("dropped") if fields.has("dropped") else ()
    asked = {fact for key in keys if key not in dropped for fact in ASSUMPTIONS[key].facts}
    mine = set(assumed(problem, ground.evidence(fields))) | set(problem.loss.vouched(asked))
    assuming = tuple(fact for fact in problem.loss.assumed if fact in mine)
    words = finding.statement
    if assuming:
        words += f" (assuming, as the file does, that the loss is {' and '.join(assuming)})"
    key = certificate_digest(certificate)
    return Evidence(certificate, words, finding.grade, finding.facts, _SEAL, assuming, key)


def _decided(kind: str, check: Callable[[], Finding]) -> Finding:
    """What a check finds; a number that it cannot write down is a condition that is not met."""
    try:
        return check()
    except OverflowError as error:
        raise CertificateError(f"{kind}: {error}") from error


def check_step(certificate: Certificate) -> Evidence:
    """The evidence for a symbolic step of a claim's proof. It is about no problem.

    Raises:
        CertificateError: it is malformed, or SymPy does not prove it.
    """
    if certificate.kind != "step" or certificate.problem:
        raise CertificateError("a step is of the kind 'step', and about no problem")
    key = certificate_digest(certificate)
    if key not in _STEPS:
        fields = Fields(certificate.data, certificate.kind)
        finding = step(fields)
        fields.finish()
        _STEPS[key] = Evidence(certificate, finding.statement, finding.grade, finding.facts, _SEAL, (), key)
    return _STEPS[key]


def check_document(
    problem: Problem, document: Mapping[str, Any], claims: Mapping[str, ClaimStatement]
) -> dict[str, Evidence]:
    """Everything that a document of certificates proves about ``problem``, in its order, by the certificates' digests.

    Raises:
        CertificateError: a certificate is not accepted; then the document as a whole proves nothing.
    """
    text, entries, file = document.get("problem"), document.get("certificates"), document.get("file", {})
    if not isinstance(text, Mapping) or not isinstance(text.get("text"), Mapping) or not isinstance(entries, list):
        raise CertificateError("'problem' with 'text', and the list 'certificates', must be there")
    if not isinstance(file, Mapping):
        raise CertificateError("'file' is an object")
    if not digest(text["text"]) == text.get("sha256") == problem.digest:
        raise CertificateError("the document is about another problem")
    ground = Ground(claims, file)
    for i, entry in enumerate(entries):
        if (
            not isinstance(entry, Mapping)
            or not isinstance(entry.get("data"), Mapping)
            or set(entry) != {"kind", "data"}
        ):
            raise CertificateError(f"certificate {i + 1}: an object with 'kind' and 'data', and nothing else")
        certificate = Certificate(str(entry["kind"]), problem.digest, entry["data"])
        try:
            evidence = check(problem, certificate, ground)
        except CertificateError as error:
            raise CertificateError(f"certificate {i + 1} ({shorten(certificate.kind)}): {error}") from error
        ground.known[evidence.digest] = evidence
    return ground.known
