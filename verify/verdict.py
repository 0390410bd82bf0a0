"""Verdicts, from the best to the worst, and the status and exit code that follow from them: the one place for both."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum


class Status(Enum):
    """How a piece of work came out, from the best to the worst: its text, and the exit code of a command."""

    AS_EXPECTED = ("as expected", 0)
    UNDECIDED = ("undecided", 3)
    NOT_AS_EXPECTED = ("not as expected", 1)

    def __init__(self, text: str, exit_code: int) -> None:
        self.text = text
        self.exit_code = exit_code


class Verdict(Enum):
    """What is said of a statement: its text in results, and the status of work in which it occurs.

    ``PROVED`` and ``REFUTED`` are said of what a file states, ``HOLDS`` and ``FAILS`` of a claim on a case.
    ``VACUOUS``: the assumptions hold, and there is nothing to conclude about. ``CONTRADICTION``: two things are proved
    that cannot both be so, or a theorem is refuted of which nothing was dropped.
    """

    NOT_APPLICABLE = ("not-applicable", Status.AS_EXPECTED)
    PROVED = ("proved", Status.AS_EXPECTED)
    HOLDS = ("holds", Status.AS_EXPECTED)
    VACUOUS = ("vacuous", Status.AS_EXPECTED)
    UNKNOWN = ("unknown", Status.UNDECIDED)
    REFUTED = ("refuted", Status.NOT_AS_EXPECTED)
    FAILS = ("fails", Status.NOT_AS_EXPECTED)
    CONTRADICTION = ("contradiction", Status.NOT_AS_EXPECTED)

    def __init__(self, text: str, status: Status) -> None:
        self.text = text
        self.status = status

    @staticmethod
    def of(text: str) -> Verdict:
        """The verdict with this text.

        >>> Verdict.of("holds") is Verdict.HOLDS
        True
        """
        return _BY_TEXT[text]


class Sense(Enum):
    """In which sense a claim was put to the test on a case: its text in results.

    ``ATTAINED``: a local minimum as the claim is about is proved to exist on this instance, and the conclusion was
    checked there. ``CONTRAPOSITIVE``: where the conclusion is false there is proved to be no local minimum.
    ``NONE_EXISTS``: it is proved that there is no local minimum at all. ``UNKNOWN_EXISTENCE``: none of these; whether
    there is one on this instance is not known.
    """

    ATTAINED = "attained"
    CONTRAPOSITIVE = "contrapositive"
    NONE_EXISTS = "none-exists"
    UNKNOWN_EXISTENCE = "unknown-existence"


_BY_TEXT = {verdict.text: verdict for verdict in Verdict}
_STATUS = {status.text: status for status in Status}
_ORDER = {status: place for place, status in enumerate(Status)}


def worst(statuses: Iterable[Status]) -> Status:
    """The worst of them; as expected if there are none.

    >>> worst([Status.UNDECIDED, Status.AS_EXPECTED]).text
    'undecided'
    """
    return max(statuses, key=_ORDER.__getitem__, default=Status.AS_EXPECTED)


def status_of(verdicts: Iterable[str]) -> Status:
    """The status of work in which these verdicts occur.

    >>> status_of(["holds", "unknown"]).text, status_of(["unknown", "fails"]).exit_code
    ('undecided', 1)
    """
    return worst(Verdict.of(text).status for text in verdicts)


def overall(statuses: Iterable[str]) -> Status:
    """The worst of statuses given by their texts."""
    return worst(_STATUS[text] for text in statuses)
