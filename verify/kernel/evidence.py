"""Evidence: a statement that the kernel has accepted. Nothing else can make one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum, auto

from .certificate import Certificate


class Grade(IntEnum):
    """How a statement is established, weakest first."""

    CERTIFIED = auto()
    SYMBOLIC = auto()
    FORMAL = auto()


_SEAL = object()  # known to the kernel only


@dataclass(frozen=True, eq=False)
class Evidence:
    """One checked statement about one problem.

    Attributes:
        certificate: the data that the kernel checked.
        statement: what it proves, in words.
        grade: ``SYMBOLIC`` if only exact identities were used, ``CERTIFIED`` if balls were.
        facts: numbers for the reader, as decimals with certified digits.
        assuming: facts about the loss that only the file vouches for, and without which this is not proved.
        digest: of the certificate and the problem, by which other certificates of its document name it.
    """

    certificate: Certificate
    statement: str
    grade: Grade
    facts: Mapping[str, str]
    seal: object
    assuming: tuple[str, ...] = ()
    digest: str = ""

    def __post_init__(self) -> None:
        if self.seal is not _SEAL:
            raise TypeError("evidence is made by the kernel alone, from a certificate")

    @property
    def kind(self) -> str:
        return self.certificate.kind


@dataclass(frozen=True)
class Unknown:
    """A question that was not decided: ``reason`` is ``precision``, ``budget``, ``singular`` or ``method``."""

    reason: str
    detail: str
