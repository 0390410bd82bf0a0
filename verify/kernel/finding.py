"""What a check of the kernel returns when it accepts, and how it refuses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ..errors import CertificateError
from .evidence import Grade


@dataclass(frozen=True)
class Finding:
    """What a check has proved.

    Attributes:
        asked: the facts about the loss that it has asked for, if these are fewer than its kind may ask for.
    """

    statement: str
    grade: Grade
    facts: Mapping[str, str] = field(default_factory=dict)
    asked: tuple[str, ...] | None = None


def require(condition: bool, message: str) -> None:
    """Refuse the certificate unless ``condition`` holds."""
    if not condition:
        raise CertificateError(message)
