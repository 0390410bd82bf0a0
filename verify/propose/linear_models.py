"""What is known of networks that are linear layers: proposals for the kind ``linear-layers``. Claims nothing."""

from __future__ import annotations

from ..errors import CertificateError
from ..kernel.certificate import Certificate
from ..kernel.evidence import Unknown
from ..kernel.kinds.linear_layers import require_only_global_minima
from ..problem.objective import Problem


def linear_layers(problem: Problem) -> Certificate | Unknown:
    """A certificate that every local minimum of L is a global one, if the network is linear layers."""
    try:
        require_only_global_minima(problem)
    except CertificateError as error:
        return Unknown("method", f"{error}: the theorem about linear layers says nothing")
    return Certificate("linear-layers", problem.digest, {})
