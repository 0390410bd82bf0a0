"""A trial is what one drawn example gave for a statement; a generator draws them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from hypothesis.strategies import SearchStrategy

from ..files.statement_file import StatementFile
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


@dataclass(frozen=True)
class Generator:
    """One reason for which a statement can fail, planted in examples.

    Attributes:
        rank: its place among the generators that suit a statement, simplest first.
        suits: whether it suits the parts of a statement some loss of which meets the assumptions.
        examples: the strategy that draws them.
        from_floats: its candidates are minima that floats have found; what is not certified of them stays undecided.
    """

    rank: int
    suits: Callable[[StatementFile], bool]
    examples: Callable[[StatementFile], SearchStrategy[Trial]]
    from_floats: bool = False
