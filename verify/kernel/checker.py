"""The kernel: the only maker of evidence.

Each check rebuilds everything from the problem and the certificate's exact data, in ball arithmetic or by exact
identities, and searches for nothing. It either returns what is proved or raises ``CertificateError`` with the
condition that was not met. ``notes/theory.md`` has the theorem behind each kind.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable

from ..errors import CertificateError
from ..problem.objective import Problem
from . import kinds
from .certificate import Certificate, Fields
from .evidence import _SEAL, Evidence
from .finding import Finding

Check = Callable[[Problem, Fields], Finding]


def _found() -> dict[str, Check]:
    """The check of every kind: each module in ``kinds`` has a table ``CHECKS`` of its own."""
    found: dict[str, Check] = {}
    for name in sorted(module.name for module in pkgutil.iter_modules(kinds.__path__)):
        table: dict[str, Check] = getattr(importlib.import_module(f"{kinds.__name__}.{name}"), "CHECKS", {})
        if found.keys() & table.keys():
            raise ValueError(f"{name}.py has a kind that another file has, too: {sorted(found.keys() & table.keys())}")
        found |= table
    return found


CHECKS = _found()


def check(problem: Problem, certificate: Certificate) -> Evidence:
    """The evidence that ``certificate`` gives about ``problem``.

    Raises:
        CertificateError: it is about another problem, malformed, or a condition of its kind is not met.
    """
    if certificate.problem != problem.digest:
        raise CertificateError(
            f"the certificate is about the problem {certificate.problem[:12]}, not about {problem.digest[:12]}: "
            "the text of the problem has changed since it was made"
        )
    if certificate.kind not in CHECKS:
        raise CertificateError(f"unknown kind {certificate.kind!r}; known: {', '.join(CHECKS)}")
    fields = Fields(certificate.data, certificate.kind)
    finding = CHECKS[certificate.kind](problem, fields)
    fields.finish()
    return Evidence(certificate, finding.statement, finding.grade, finding.facts, _SEAL)
