"""A trial: what one drawn example gave for a statement."""

from __future__ import annotations

from dataclasses import dataclass

from .instance import Instance


@dataclass(frozen=True)
class Trial:
    """What one drawn instance gave.

    Attributes:
        candidates: points at which the statement seems to be false, in need of a proof.
        met: the instance meets what the statement assumes.
        exercised: a point where the conclusion is false was decided there.
        score: how near the example came to a violation, greater is nearer; None where nothing was measured.
    """

    candidates: tuple[Instance, ...] = ()
    met: bool = False
    exercised: bool = False
    score: float | None = None


NOTHING = Trial()
