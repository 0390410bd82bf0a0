"""What a run consists of, in numbers: totals over the results, for whoever shows them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ..commands.checked import FindingRow, InstanceRow, StepRow
from ..verdict import Status, Verdict
from . import atlas_cells
from .marks import NOT_PROVED, NOT_RUN, Mark, graded_mark, urgent_first, word
from .results_schema import CaseRow, ClaimRow, Results

HEADLINES = {
    Status.AS_EXPECTED: "Nothing is refuted, no claim fails, and nothing that was asked is left undecided.",
    Status.NOT_AS_EXPECTED: "Something is refuted, a claim fails, or a step of a proof was not carried out.",
    Status.UNDECIDED: "Nothing is refuted and no claim fails, but something could not be decided.",
}


def headline(results: Results) -> str:
    """One sentence for the status that the results have."""
    return HEADLINES[results["status"]]


def counts(results: Results) -> list[tuple[str, str]]:
    """What the run consists of, in numbers with their words."""
    claims, cases, drawn = results["claims"], results["cases"], results["atlas"]
    findings = Proved.of([finding for case in cases for finding in case["findings"]])
    steps = Proved.of_steps([step for claim in claims for step in claim["steps"]])
    cells = [(str(len(drawn["cells"])), f"cells of the atlas; {atlas_cells.tally(drawn)}")] if drawn else []
    return [
        (str(len(claims)), f"claims; on their instances {tally(word(claim['instances']) for claim in claims)}"),
        (steps.text, "symbolic steps of proofs proved"),
        (str(len(cases)), f"cases; {tally(case['status'] for case in cases)}"),
        (findings.text, "statements about the cases proved"),
        (str(len(results["statements"])), f"statements without a witness; {tally(map(word, results['statements']))}"),
        *cells,
        (str(sum(case["certificates"]["count"] for case in cases)), "certificates to check again"),
    ]


def tally(verdicts: Iterable[str]) -> str:
    """``3 holds, 1 vacuous``: the worst first."""
    counted = Counter(verdicts)
    order = urgent_first(sorted(counted, key=lambda v: (-counted[v], v)), str)
    return ", ".join(f"{counted[verdict]} {verdict}" for verdict in order) or "none"


@dataclass(frozen=True)
class Proved:
    """How many of some findings or steps are proved, and the least favourable verdict among them."""

    proved: int
    total: int
    worst: str

    @property
    def text(self) -> str:
        return f"{self.proved}/{self.total}"

    @staticmethod
    def of(findings: Sequence[FindingRow]) -> Proved:
        """The count of these findings; without any, nothing was run."""
        verdicts = [f["verdict"] for f in findings]
        worst = urgent_first(dict.fromkeys(verdicts), str)[0] if verdicts else NOT_RUN
        return Proved(verdicts.count(Verdict.PROVED), len(findings), worst)

    @staticmethod
    def of_steps(steps: Sequence[StepRow]) -> Proved:
        """The count of these symbolic steps."""
        proved = sum(step["proved"] is True for step in steps)
        return Proved(proved, len(steps), Verdict.PROVED if proved == len(steps) else NOT_PROVED)


@dataclass(frozen=True)
class OwnInstances:
    """A claim's own instances: all in words, and how many there are of the least favourable kind."""

    words: str
    count: int
    worst: Mark


def own_instances(claim: ClaimRow, cases: Sequence[CaseRow]) -> OwnInstances | None:
    """The instances of a claim that are none of these cases; None if there is none."""
    instances = on_own(claim, {case["name"] for case in cases})
    if not instances:
        return None
    marks = Counter(map(graded_mark, instances))
    worst = next(mark for mark in Mark if mark in marks)
    words = ", ".join(f"{n} {verdict}" for verdict, n in sorted(Counter(map(word, instances)).items()))
    return OwnInstances(words, marks[worst], worst)


def on_own(claim: ClaimRow, cases: set[str]) -> list[InstanceRow]:
    """The instances of a claim that are none of these cases."""
    return [instance for instance in claim["cases"] if instance["case"] not in cases]


def said(case: CaseRow) -> list[tuple[str, list[str]]]:
    """The verdicts of the claims on a case, the least favourable first, each with the claims that have it."""
    found: dict[str, list[str]] = {}
    for name, outcome in urgent_first(case["claims"].items(), lambda pair: str(pair[1]["verdict"])):
        found.setdefault(word(outcome), []).append(name)
    return list(found.items())
