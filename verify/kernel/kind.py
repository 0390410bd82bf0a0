"""What the checker knows of a kind of certificate: its check, and the facts about the loss that it asks for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ..problem.formula_loss import FACTS
from ..problem.objective import Problem
from .certificate import Fields
from .finding import Finding


@dataclass(frozen=True)
class Kind:
    """A kind of certificate that stands alone.

    Attributes:
        check: what it proves of a problem, from the data of a certificate.
        asks: the facts about the loss that the check may ask for. What a file declares of these, the evidence is said
            to rest on.
    """

    check: Callable[[Problem, Fields], Finding]
    asks: tuple[str, ...] = FACTS
