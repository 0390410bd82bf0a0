"""The schema of ``results.json``: what the file holds, in full. ``notes/results-format.md`` says the same in words.

A document is compared with it when it is read: a key that is missing, a key that is not known here and a value of
another type make it no result of this version.
"""

from __future__ import annotations

from functools import cache
from typing import Annotated, Literal, NotRequired, TypeVar

from pydantic import ConfigDict, Field, TypeAdapter, ValidationError, with_config
from typing_extensions import TypedDict

from ..commands.checked import (
    AtlasCell,
    AtlasDocument,
    CaseValues,
    FigureRow,
    HuntRow,
    InstanceRow,
    StatementValues,
    StepRow,
    TaskResult,
)
from ..formal.build import TheoremRow
from ..verdict import Sense, Status, Verdict

T = TypeVar("T")
NamePair = Annotated[list[str], Field(min_length=2, max_length=2)]
"""One name that uses another: two texts."""


class CertificateFile(TypedDict):
    """Where the certificates of a case are, below the folder of the report, and how many."""

    file: str
    count: int


class FigureFile(FigureRow):
    """A figure in words, and where its SVG is, below the folder of the report."""

    file: str


class CaseRow(CaseValues):
    """One case; with its figures if they were drawn."""

    certificates: CertificateFile
    figures: NotRequired[list[FigureFile]]


class FormalRow(TypedDict):
    """The theorems about one claim: ``proved`` by which Coq, or not checked here, or none."""

    verdict: Literal[Verdict.PROVED, "not checked on this machine", "none"]
    grade: str | None
    coq: str | None
    theorems: list[TheoremRow]


class ProofRow(TypedDict):
    """The symbolic steps of a proof together; ``checked`` if they were carried out in this run."""

    verdict: Verdict
    grade: str
    scope: str
    checked: bool


class InstancesRow(TypedDict):
    """All instances of a claim together: the verdict, the weakest grade, and how many there are of each kind."""

    verdict: Verdict
    grade: str | None
    scope: str
    total: int
    nonvacuous: int
    vacuous: int
    unknown: int
    senses: dict[Sense, int]
    fails: int
    not_applicable: int


class SearchRow(TypedDict):
    """What the search says about a claim.

    ``refuted`` false variants, ``standing`` statements that are proved at the weakest ``grade``, the ``examples`` of
    these and how many of them put it to the test, statements that are ``open``, the claim's own ``hunt``, and ``why``
    nothing is searched for, where that is so.
    """

    refuted: int
    standing: int
    open: int
    grade: str | None
    examples: int
    non_vacuous: int
    hunt: HuntRow | None
    why: str


class ClaimRow(TypedDict):
    """One claim: what it says, and what stands behind it."""

    name: str
    title: str
    statement: str
    words: str
    assumptions: list[str]
    source: str
    uses: list[str]
    glue: str
    steps: list[StepRow]
    proof: ProofRow
    formal: FormalRow
    instances: InstancesRow
    search: SearchRow
    cases: list[InstanceRow]
    family: list[InstanceRow]
    status: Status


class FalseVariant(TypedDict):
    """A variant of a claim that is proved false on a case."""

    case: str
    claim: str
    dropped: list[str]
    changes: str
    conclusion: str


class DroppedRow(TypedDict):
    """The variants of a claim that are proved false without one of its assumptions; none means: not shown here.

    ``key`` is the assumption's name, and ``assumption`` the same in words.
    """

    claim: str
    key: str
    assumption: str
    variants: list[FalseVariant]


class NecessityRows(TypedDict):
    """What breaks without each assumption (``dropped``), and with nothing dropped but another conclusion."""

    dropped: list[DroppedRow]
    changed: list[FalseVariant]


class CoqNode(TypedDict):
    """A named result of the Coq sources, with the claim that it is about; a theorem has its premises."""

    name: str
    file: str
    kind: str
    claim: str | None
    premises: NotRequired[list[str]]
    assumes: NotRequired[list[str]]


class CoqGraph(TypedDict):
    """The named results, and who names whom."""

    nodes: list[CoqNode]
    edges: list[NamePair]


class UsesGraph(TypedDict):
    """Who uses whom, as pairs; ``store/dependencies.py`` says what each of them means."""

    claims: list[NamePair]
    assumptions: list[NamePair]
    steps: list[NamePair]
    coq: CoqGraph
    coq_claims: list[NamePair]


class SettingsRow(TypedDict):
    """With which options the run was made."""

    seed: int
    budget: float | None


class TrustRowValues(TypedDict):
    """One check of the checks: what it would catch, how much of what was wanted was tried, and what it came to."""

    name: str
    catches: str
    passed: bool
    tried: int
    wanted: int
    counts: dict[str, int]
    faulty: int
    faults: list[str]


class TrustValues(TypedDict):
    """The figures of ``verify trust``; ``current`` is false if the code that decides has changed since."""

    when: str
    commit: str
    size: str
    seed: int
    current: bool
    rows: list[TrustRowValues]


class StoreValues(TypedDict):
    """What of a report is from the store: the tasks by their names, each with the day on which it was carried out.

    ``code`` is the hash of the code and the libraries, the same then and now; ``of`` is the number of all tasks.
    """

    code: str
    of: int
    kept: dict[str, str]


class Results(TypedDict):
    """The whole document."""

    format: str
    version: int
    status: Status
    exit: int
    partial: str | None
    settings: SettingsRow
    environment: dict[str, str]
    claims: list[ClaimRow]
    necessity: NecessityRows
    graph: UsesGraph
    statements: list[StatementValues]
    atlas: AtlasDocument | None
    trust: TrustValues | None
    store: StoreValues | None
    cases: list[CaseRow]


def results_of(text: str) -> Results:
    """The results in this JSON text.

    Raises:
        ValueError: they are not as the schema says; the first place at which they are not, and what is amiss there.
    """
    return _read(_results(), text)


def atlas_of(text: str) -> AtlasDocument:
    """The atlas in this JSON text; raises ``ValueError`` as ``results_of`` does."""
    return _read(_atlas(), text)


def cells_of(text: str) -> list[AtlasCell]:
    """The cells of an atlas in this JSON text; raises ``ValueError`` as ``results_of`` does."""
    return _read(_cells(), text)


def task_result_of(text: str) -> TaskResult:
    """The result of one task in this JSON text; raises ``ValueError`` as ``results_of`` does."""
    return _read(_task_result(), text)


def _read(schema: TypeAdapter[T], text: str) -> T:
    try:
        return schema.validate_json(text)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(str(part) for part in first["loc"]) or "the document"
        raise ValueError(f"{place}: {first['msg'][:1].lower()}{first['msg'][1:]}") from error


STRICT = ConfigDict(extra="forbid", strict=True)
"""What is not known to the schema is forbidden, and nothing is converted but the text of a verdict, to the verdict."""


@cache
def _results() -> TypeAdapter[Results]:
    return TypeAdapter(with_config(STRICT)(Results))


@cache
def _atlas() -> TypeAdapter[AtlasDocument]:
    return TypeAdapter(with_config(STRICT)(AtlasDocument))


@cache
def _cells() -> TypeAdapter[list[AtlasCell]]:
    return TypeAdapter(list[AtlasCell], config=STRICT)


@cache
def _task_result() -> TypeAdapter[TaskResult]:
    by_task = Annotated[TaskResult, Field(discriminator="task")]  # not one after the other
    return TypeAdapter(by_task, config=STRICT)
