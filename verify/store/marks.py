"""How a verdict is drawn, and in which order. Nothing here decides anything."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import TypedDict, TypeVar

from ..verdict import Status, Verdict

T = TypeVar("T")

NOT_PROVED, NOT_RUN = "not proved", "not run"
"""What is said of the steps of a proof that are no verdict: one was not carried out, none was in this run."""


class Mark(StrEnum):
    """How a verdict is drawn, the least favourable first: its name in the style sheet.

    ``NONE`` is not applicable, or was not run.
    """

    FAILS = "fails"
    UNKNOWN = "unknown"
    VACUOUS = "vacuous"
    NONE = "none"
    HOLDS = "holds"


MARKS: dict[str, Mark] = {
    Verdict.HOLDS: Mark.HOLDS, Verdict.PROVED: Mark.HOLDS, Status.AS_EXPECTED: Mark.HOLDS,
    Verdict.FAILS: Mark.FAILS, Verdict.REFUTED: Mark.FAILS, Verdict.CONTRADICTION: Mark.FAILS,
    Status.NOT_AS_EXPECTED: Mark.FAILS, NOT_PROVED: Mark.FAILS,
    Verdict.VACUOUS: Mark.VACUOUS,
    Verdict.NOT_APPLICABLE: Mark.NONE, NOT_RUN: Mark.NONE,
}  # fmt: skip

RANK = {Mark.FAILS: 0, Mark.UNKNOWN: 1, Mark.NONE: 3}
URGENT = (Mark.FAILS, Mark.UNKNOWN)
ESTABLISHED = ("certified", "symbolic", "formal")
"""Grades at which something may be called proved."""


class Graded(TypedDict):
    """Whatever has a verdict at a grade."""

    verdict: Verdict
    grade: str | None


def mark(verdict: str) -> Mark:
    """How a verdict, a status, or what is said in place of one is drawn; any word not known here is ``UNKNOWN``."""
    return MARKS.get(verdict, Mark.UNKNOWN)


def graded_mark(row: Graded) -> Mark:
    """As ``mark``, but what is said to hold at no grade of proof is drawn as ``UNKNOWN``."""
    drawn = mark(row["verdict"])
    return Mark.UNKNOWN if drawn is Mark.HOLDS and row["grade"] not in ESTABLISHED else drawn


def word(row: Graded) -> str:
    """A verdict in words that do not sound like a proof where there is none."""
    verdict = str(row["verdict"])
    return f"{verdict} ({row['grade'] or 'no grade'})" if graded_mark(row) is not mark(verdict) else verdict


def urgent_first(rows: Iterable[T], verdict: Callable[[T], str]) -> list[T]:
    """``rows`` with what fails first, what is unknown next, what does not apply last; else in their order."""
    return sorted(rows, key=lambda row: RANK.get(mark(verdict(row)), 2))
