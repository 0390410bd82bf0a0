"""Verdicts, from the best to the worst, and the status and exit code that follow from them: the one place for both."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from enum import StrEnum


class Status(StrEnum):
    """How a piece of work came out, from the best to the worst: its text in results."""

    AS_EXPECTED = "as expected"
    UNDECIDED = "undecided"
    NOT_AS_EXPECTED = "not as expected"

    @property
    def exit_code(self) -> int:
        """Of a command whose work came out so."""
        match self:
            case Status.AS_EXPECTED:
                return 0
            case Status.UNDECIDED:
                return 3
            case Status.NOT_AS_EXPECTED:
                return 1


class Verdict(StrEnum):
    """What is said of a statement: its text in results. ``glossary.VERDICTS`` says what each means.

    ``PROVED`` and ``REFUTED`` are said of what a file states, ``HOLDS`` and ``FAILS`` of a claim on a case.

    >>> Verdict("holds") is Verdict.HOLDS, f"{Verdict.HOLDS}"
    (True, 'holds')
    """

    NOT_APPLICABLE = "not-applicable"
    PROVED = "proved"
    HOLDS = "holds"
    VACUOUS = "vacuous"
    UNKNOWN = "unknown"
    REFUTED = "refuted"
    FAILS = "fails"
    CONTRADICTION = "contradiction"

    @property
    def status(self) -> Status:
        """Of work in which this is said."""
        match self:
            case Verdict.UNKNOWN:
                return Status.UNDECIDED
            case Verdict.REFUTED | Verdict.FAILS | Verdict.CONTRADICTION:
                return Status.NOT_AS_EXPECTED
            case Verdict.NOT_APPLICABLE | Verdict.PROVED | Verdict.HOLDS | Verdict.VACUOUS:
                return Status.AS_EXPECTED


OF_CLAIMS = (Verdict.HOLDS, Verdict.FAILS, Verdict.VACUOUS, Verdict.UNKNOWN, Verdict.NOT_APPLICABLE)
"""What is said of a claim on a case."""


STANDS = (Verdict.HOLDS, Verdict.VACUOUS)
"""What is said of a statement that is proved."""

JUDGED = (Verdict.HOLDS, Verdict.FAILS, Verdict.VACUOUS)
"""What claims say of a case by a certificate."""


class Sense(StrEnum):
    """In which sense a claim was put to the test on a case: its text in results; see ``glossary.SENSES``."""

    ATTAINED = "attained"
    CONTRAPOSITIVE = "contrapositive"
    NONE_EXISTS = "none-exists"
    UNKNOWN_EXISTENCE = "unknown-existence"


class CellVerdict(StrEnum):
    """What is said of a cell of the atlas: it is proved true, proved false by a witness, or not decided."""

    TRUE = "true"
    FALSE = "false"
    UNKNOWN = "unknown"


class PointAnswer(StrEnum):
    """What is proved of L near a point that a file brings: its text in files and results; see ``glossary.ANSWERS``."""

    STRICT_MINIMUM = "strict-minimum"
    LOCAL_MINIMUM = "local-minimum"
    SADDLE = "saddle"
    STRICT_MAXIMUM = "strict-maximum"
    CRITICAL_POINT = "critical-point"
    FALLS_FOR_EVER = "falls-for-ever"
    NOWHERE_CRITICAL = "nowhere-critical"
    NOT_CRITICAL = "not-critical-within"
    NO_LOCAL_MINIMUM = "no-local-minimum-within"
    OPEN = "open"


class Rank(StrEnum):
    """Whether L is least at a point; see ``glossary.RANKS``."""

    BAD = "bad"
    GLOBAL = "global"
    OPEN = "open"


_ORDER = {status: place for place, status in enumerate(Status)}


def worst(statuses: Iterable[Status]) -> Status:
    """The worst of them; as expected if there are none.

    >>> str(worst([Status.UNDECIDED, Status.AS_EXPECTED]))
    'undecided'
    """
    return max(statuses, key=_ORDER.__getitem__, default=Status.AS_EXPECTED)


def status_of(verdicts: Iterable[Verdict]) -> Status:
    """The status of work in which these verdicts occur.

    >>> str(status_of([Verdict.HOLDS, Verdict.UNKNOWN])), status_of([Verdict.UNKNOWN, Verdict.FAILS]).exit_code
    ('undecided', 1)
    """
    return worst(verdict.status for verdict in verdicts)


def of_instances(verdicts: Collection[Verdict]) -> Verdict:
    """The verdict on all instances of a claim to which it applies.

    One failure fails; else one that is not decided leaves it unknown; without a non-vacuous one it is vacuous.

    >>> str(of_instances([Verdict.HOLDS, Verdict.VACUOUS])), str(of_instances([]))
    ('holds', 'vacuous')
    """
    weightiest = (Verdict.FAILS, Verdict.UNKNOWN, Verdict.HOLDS)
    return next((verdict for verdict in weightiest if verdict in verdicts), Verdict.VACUOUS)


def of_steps(proved: Collection[bool]) -> Verdict:
    """The verdict on the symbolic steps of a proof, from which of them the kernel has proved; unknown without any."""
    if not proved:
        return Verdict.UNKNOWN
    return Verdict.HOLDS if all(proved) else Verdict.FAILS


def status_of_cells(cells: Iterable[tuple[CellVerdict, str]]) -> Status:
    """The status of an atlas, from the verdict of each cell and what the criterion predicts of it.

    Not as expected if a verdict contradicts the criterion; else undecided if one is unknown.

    >>> str(status_of_cells([(CellVerdict.TRUE, "true"), (CellVerdict.UNKNOWN, "false")]))
    'undecided'
    """
    return worst(
        Status.UNDECIDED if verdict == CellVerdict.UNKNOWN
        else Status.AS_EXPECTED if verdict == predicted
        else Status.NOT_AS_EXPECTED
        for verdict, predicted in cells
    )  # fmt: skip
