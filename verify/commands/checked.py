"""The shape of what tasks return: plain values, the same in memory and in ``results.json``.

``kept`` of a result is the day on which it was made, if it is from the store of units of work, else None.

``store/results_schema.py`` puts them together, and compares a file with all of it when it is read.
"""

from __future__ import annotations

from typing import Any, Literal, NotRequired

from typing_extensions import TypedDict

from ..verdict import CellVerdict, Sense, Status, Verdict

JsonObject = dict[str, Any]
"""A document that is kept or shown as it is: certificates, and the network as its file has it."""


class ProvedFinding(TypedDict):
    """Something that a file states and that the kernel has proved."""

    name: str
    verdict: Literal[Verdict.PROVED]
    kind: str
    grade: str
    statement: str
    facts: dict[str, str]
    assuming: list[str]
    sha256: str


class FaultFinding(TypedDict):
    """Something that a file states and that is certainly not so, or two proofs that contradict each other."""

    name: str
    verdict: Literal[Verdict.REFUTED, Verdict.CONTRADICTION]
    place: str
    message: str


class OpenFinding(TypedDict):
    """Something that a file states and that was not decided, with the reason."""

    name: str
    verdict: Literal[Verdict.UNKNOWN]
    reason: str
    message: str


FindingRow = ProvedFinding | FaultFinding | OpenFinding


class OutcomeRow(TypedDict):
    """What a claim says on one case; grade and hash are those of the kernel's evidence, None without any."""

    verdict: Verdict
    sense: Sense | None
    grade: str | None
    detail: str
    assuming: list[str]
    sha256: str | None


class InstanceRow(OutcomeRow):
    """The same, with the name of the case or of the claim's own instance."""

    case: str


class ProblemSummary(TypedDict):
    """A problem for readers: the network as its file has it, the data as texts, and the numbers of things.

    ``stated`` is what else the file says of the problem and of what is added to it, as written.
    """

    network: JsonObject
    parameters: int
    names: list[str]
    loss: str
    reduction: str
    samples: int
    distinct_inputs: int
    outputs: int
    inputs: list[list[str]]
    targets: list[list[str]]
    lam: str
    stated: JsonObject
    sha256: str


class VariantRow(TypedDict):
    """The variant of a claim that a file says is false."""

    claim: str
    changes: str
    dropped: list[str]
    points: str
    conclusion: str


class CaseValues(TypedDict):
    """What is known of one file of ``counterexamples``.

    ``theta`` is the point as the file has it, and ``added`` are a, b, W row by row at the witness of a false variant;
    if ``rounded`` these are decimals, which stand for the one critical point that rounds to them.
    """

    name: str
    path: str
    title: str
    kind: str
    source: str
    story: dict[str, str]
    problem: ProblemSummary
    theta: list[str]
    rounded: bool
    added: list[str]
    findings: list[FindingRow]
    claims: dict[str, OutcomeRow]
    statement: VariantRow | None
    status: Status


class CheckedCase(CaseValues):
    """The same with the certificates of all that is proved."""

    certificates: JsonObject


class FigureRow(TypedDict):
    """A figure in words: what it shows, what is to be seen, and what of it is proved."""

    name: str
    title: str
    alternative: str
    caption: str


class DrawnFigure(FigureRow):
    """The same with its picture, an SVG."""

    svg: str


class CaseFigures(TypedDict):
    """The figures of a case, and the hash of all that they were drawn from."""

    drawn_from: str
    figures: list[DrawnFigure]


class CaseResult(CheckedCase):
    """The result of the task to check one case; with its figures if these were asked for, else None."""

    task: Literal["case"]
    seconds: float
    drawn: CaseFigures | None
    kept: str | None


class StepRow(TypedDict):
    """One symbolic step of a proof, and whether the kernel has proved it."""

    name: str
    says: str
    relation: str
    proved: bool
    sha256: str | None


class HuntRow(TypedDict):
    """What came of a claim's own hunt: its instances, how many put the claim to the test, and what violates it."""

    examples: int
    non_vacuous: int
    violated: list[str]
    instances: list[InstanceRow]


class CheckedClaim(TypedDict):
    """The steps of a claim's proof, its family of instances, its hunt, and the certificates of the first two."""

    name: str
    steps: list[StepRow]
    family: list[InstanceRow]
    hunt: HuntRow | None
    certificates: list[JsonObject]
    step_certificates: list[JsonObject]
    status: Status


class ClaimResult(CheckedClaim):
    """The result of the task to check one claim."""

    task: Literal["claim"]
    seconds: float
    kept: str | None


class WhyRow(TypedDict):
    """What a proof of a statement says, and why, line by line."""

    says: str
    because: list[str]


class StatementValues(TypedDict):
    """What is known of a statement without a witness, as results have it: without what differs from run to run."""

    statement: str
    title: str
    source: str
    claim: str
    changes: str
    dropped: list[str]
    points: str
    conclusion: str
    expect: str
    verdict: Verdict
    grade: str | None
    reason: str | None
    detail: str | None
    examples: int
    met_assumptions: int
    non_vacuous: int
    generators: dict[str, int]
    seed: int
    found_by: str | None
    round: int | None
    undecided: int
    proof: WhyRow | None
    certificate: JsonObject | None
    interrupted: bool
    name: str
    status: Status


class CheckedStatement(StatementValues):
    """All that the search says of it, with the file of a witness if one was found."""

    file: str | None
    exit: int


class StatementResult(CheckedStatement):
    """The result of the task to check one statement."""

    task: Literal["statement"]
    seconds: float
    kept: str | None


TaskResult = CaseResult | ClaimResult | StatementResult


class AtlasCell(TypedDict):
    """One neuron at one penalty, and one conclusion: the verdict with its proof, or with the file of its witness."""

    neuron: str
    penalty: str
    conclusion: str
    verdict: CellVerdict
    grade: str | None
    proof: WhyRow | None
    certificate: JsonObject | None
    certificates: JsonObject | None
    examples: int
    non_vacuous: int
    file: str | None
    method: str | None
    found_by: str | None
    predicted: str
    seconds: float


class AtlasDocument(TypedDict):
    """All cells of the atlas, with how and by which code they were made."""

    format: str
    version: int
    seed: int
    budget: float
    status: Status
    exit: int
    seconds: float
    neurons: dict[str, str]
    penalties: dict[str, str]
    conclusions: list[str]
    cells: list[AtlasCell]
    sources: NotRequired[str]
    sha256: NotRequired[str]
