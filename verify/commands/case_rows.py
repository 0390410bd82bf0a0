"""A case's answers as the rows of the results: plain values, whose verdicts are those of the kernel's evidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..exact import write
from ..kernel.evidence import Evidence
from ..problem.case import Case, Statement
from ..prove.outcome import Fault, Outcome, Result
from ..verdict import Sense, Verdict
from .checked import FaultFinding, FindingRow, OpenFinding, OutcomeRow, ProblemSummary, VariantRow


def finding_row(name: str, result: Result, proved: Mapping[str, Evidence]) -> FindingRow:
    """What a file states, with the answer: what the kernel has proved, a fault, or why it is not decided."""
    if isinstance(result, Evidence):
        evidence = proved[result.digest]
        return {
            "name": name,
            "verdict": Verdict.PROVED,
            "kind": evidence.kind,
            "grade": evidence.grade.name.lower(),
            "statement": evidence.statement,
            "facts": dict(evidence.facts),
            "assuming": list(evidence.assuming),
            "sha256": evidence.digest,
        }
    if isinstance(result, Fault):
        return fault_finding(result, name)
    return open_finding(name, result.reason, result.detail)


def fault_finding(fault: Fault, name: str = "expectation") -> FaultFinding:
    """Something that is certainly not as the file states it."""
    return {"name": name, "verdict": Verdict.REFUTED, "place": fault.place, "message": fault.message}


def open_finding(name: str, reason: str, message: str) -> OpenFinding:
    """Something that was not decided, and why."""
    return {"name": name, "verdict": Verdict.UNKNOWN, "reason": reason, "message": message}


def contradiction_finding(words: str, place: str) -> FaultFinding:
    """Two things are proved that cannot both be so."""
    return {"name": "contradiction", "verdict": Verdict.CONTRADICTION, "place": place, "message": words}


def refutation_finding(outcome: Outcome, proved: Mapping[str, Evidence]) -> FindingRow:
    """The varied statement is refuted, as its file says: that is what is proved here."""
    if outcome.proof is not None:
        return finding_row("the statement is false", outcome.proof, proved)
    reason, _, message = outcome.detail.partition(": ")
    return open_finding("the statement is false", reason, message)


def variant_row(statement: Statement) -> VariantRow:
    """The varied statement of a file."""
    return {
        "claim": statement.claim.text,
        "changes": statement.changes,
        "dropped": [key.text for key in statement.dropped],
        "points": statement.points,
        "conclusion": statement.conclusion,
    }


def outcome_row(outcome: Outcome, proved: Mapping[str, Evidence]) -> OutcomeRow:
    """An outcome as the results have it: its verdict is that of the kernel's evidence, if there is one."""
    if outcome.proof is None:
        return {
            "verdict": outcome.verdict,
            "sense": None,
            "grade": None,
            "detail": outcome.detail,
            "assuming": [],
            "sha256": None,
        }
    proof = proved[outcome.proof.digest]
    return {
        "verdict": Verdict(proof.facts["verdict"]),
        "sense": Sense(proof.facts["sense"]) if proof.facts["sense"] else None,
        "grade": proof.grade.name.lower(),
        "detail": outcome.detail,
        "assuming": list(proof.assuming),
        "sha256": proof.digest,
    }


SHOWN = ("network", "inputs", "targets", "reduction")
"""What a summary has elsewhere."""


def problem_summary(case: Case) -> ProblemSummary:
    """A problem for readers: its network, its data and its numbers."""
    problem, tables = case.problem, case.tables["problem"]
    return {
        "network": tables["network"],
        "parameters": len(problem.names),
        "names": list(problem.names),
        "loss": problem.loss.name,
        "reduction": problem.reduction,
        "samples": problem.samples,
        "distinct_inputs": len(problem.distinct),
        "outputs": problem.network.outputs,
        "inputs": _texts(tables["inputs"]),
        "targets": _texts(tables["targets"]),
        "lam": write(problem.augmentation.lam),
        "stated": {key: value for key, value in tables.items() if key not in SHOWN} | dict(case.tables["augment"]),
        "sha256": problem.digest,
    }


def _texts(rows: Sequence[Sequence[object]]) -> list[list[str]]:
    """Data as the file has them, all of them as texts."""
    return [[str(value) for value in row] for row in rows]
