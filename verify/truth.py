"""Three truth values; a doubt is never silently taken for a no, nor for a yes."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum


class Truth(Enum):
    """``YES`` and ``NO`` are proved; ``UNKNOWN`` says that the method used could not decide."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"

    def __bool__(self) -> bool:
        raise TypeError("a three-valued truth has no bool(): compare it with `is Truth.YES`, `is Truth.NO`")

    def __invert__(self) -> Truth:
        return {Truth.YES: Truth.NO, Truth.NO: Truth.YES, Truth.UNKNOWN: Truth.UNKNOWN}[self]


def every(truths: Iterable[Truth]) -> Truth:
    """Kleene conjunction: ``NO`` if one is, else ``UNKNOWN`` if one is, else ``YES``."""
    seen = set(truths)
    if Truth.NO in seen:
        return Truth.NO
    return Truth.UNKNOWN if Truth.UNKNOWN in seen else Truth.YES
