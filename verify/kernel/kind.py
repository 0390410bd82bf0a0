"""What the checker knows of a kind of certificate: its check, and the facts about the loss that it asks for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ..problem.objective import Problem
from .certificate import Fields
from .finding import Finding

ABOUT_MINIMA = ("differentiable", "convex", "stationary-is-global")
"""The facts about a loss that say when an output minimises it."""


@dataclass(frozen=True)
class Kind:
    """A kind of certificate that stands alone.

    Attributes:
        check: what it proves of a problem, from the data of a certificate.
        asks: the facts about the loss that the check may ask for. What a file declares of these, the evidence is said
            to rest on.
    """

    check: Callable[[Problem, Fields], Finding]
    asks: tuple[str, ...] = ABOUT_MINIMA
