"""The kernel: the only maker of evidence.

Each check rebuilds everything from the problem and the certificate's exact data, in ball arithmetic or by exact
identities, and searches for nothing. It either returns what is proved or raises ``CertificateError`` with the
condition that was not met. ``notes/theory.md`` has the theorem behind each kind.
"""

from __future__ import annotations

from ..errors import CertificateError
from ..problem.objective import Problem
from .certificate import Certificate, Fields
from .evidence import _SEAL, Evidence
from .kinds.corners import CORNER_CHECKS
from .kinds.descent import AUGMENTED_CHECKS
from .kinds.flow_law import FLOW_CHECKS
from .kinds.gradient_basis import PGB_CHECKS
from .kinds.jumps import JUMP_CHECKS
from .kinds.loss_shape import VARIANT_CHECKS
from .kinds.related import RELATED_CHECKS
from .kinds.risk import RISK_CHECKS
from .kinds.slices import SLICE_CHECKS

VARIANTS = SLICE_CHECKS | CORNER_CHECKS | JUMP_CHECKS | VARIANT_CHECKS
CHECKS = RISK_CHECKS | AUGMENTED_CHECKS | VARIANTS | RELATED_CHECKS | PGB_CHECKS | FLOW_CHECKS


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
