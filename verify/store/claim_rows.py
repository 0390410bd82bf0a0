"""The row of one claim in the results: its proof, its instances, its theorems in Coq, and the search, side by side."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ..commands.checked import ClaimResult, FindingRow, HuntRow, InstanceRow, StatementValues, StepRow
from ..commands.claim_check import as_hoped
from ..formal.build import FormalStamp, TheoremRow, theorems
from ..kernel.assumptions import ASSUMPTIONS
from ..prove.claim import Claim
from ..verdict import Sense, Status, Verdict, of_instances, of_steps, status_of
from .results_schema import (
    CaseRow,
    ClaimRow,
    FalseVariant,
    FormalRow,
    InstancesRow,
    NecessityRows,
    ProofRow,
    SearchRow,
)

GRADES = ("certified", "symbolic", "formal")


def claim_row(
    claim: Claim,
    proof: ClaimResult | None,
    cases: Sequence[CaseRow],
    statements: Sequence[StatementValues],
    formal: FormalStamp | None,
) -> ClaimRow:
    """What stands behind a claim: ``proof`` is the result of its own task, None if that was not part of the run."""
    steps = proof["steps"] if proof else []
    family = proof["family"] if proof else []
    hunt = proof["hunt"] if proof else None
    of_cases: list[InstanceRow] = [
        {"case": case["name"], **case["claims"][claim.name]} for case in cases if claim.name in case["claims"]
    ]
    instances = of_cases + family
    carried_out = _proof(steps, proof is not None)
    together = _instances(instances)
    return {
        "name": claim.name,
        "title": claim.title,
        "statement": claim.statement,
        "words": claim.words,
        "assumptions": [ASSUMPTIONS[key].words for key in claim.assumptions],
        "source": claim.source,
        "uses": list(claim.uses),
        "glue": claim.glue,
        "steps": steps,
        "proof": carried_out,
        "formal": _formal(claim, formal),
        "instances": together,
        "search": _search(claim, cases, statements, hunt),
        "cases": instances,
        "family": family,
        "status": _status(carried_out, instances, hunt),
    }


def necessity(known: Sequence[Claim], cases: Sequence[CaseRow]) -> NecessityRows:
    """What breaks each claim without each of its assumptions, and with another conclusion.

    ``dropped`` has one row for each assumption of each claim that is varied, with the variants that are proved false
    without it; a row without any is a hole: nothing here shows that the assumption is needed. ``changed`` lists the
    proved variants that drop nothing and conclude something else.
    """
    variants: list[FalseVariant] = [
        {
            "case": case["name"],
            "claim": statement["claim"],
            "dropped": statement["dropped"],
            "changes": statement["changes"],
            "conclusion": statement["conclusion"],
        }
        for case in cases
        if (statement := case["statement"]) is not None and _violated(case["findings"])
    ]
    return {
        "dropped": [
            {
                "claim": claim.name,
                "key": key,
                "assumption": ASSUMPTIONS[key].words,
                "variants": [v for v in variants if v["claim"] == claim.name and key in v["dropped"]],
            }
            for claim in known
            if any(v["claim"] == claim.name and v["dropped"] for v in variants)
            for key in claim.assumptions
        ],
        "changed": [v for v in variants if not v["dropped"]],
    }


def _violated(findings: Iterable[FindingRow]) -> bool:
    return any(f["verdict"] == Verdict.PROVED and f["kind"] == "violation" for f in findings)


def _proof(steps: Sequence[StepRow], checked: bool) -> ProofRow:
    verdict = of_steps([step["proved"] for step in steps])
    return {"verdict": verdict, "grade": "symbolic", "scope": "all", "checked": checked}


def _instances(instances: Sequence[InstanceRow]) -> InstancesRow:
    applicable = [i for i in instances if i["verdict"] != Verdict.NOT_APPLICABLE]
    said = [i["verdict"] for i in applicable]
    return {
        "verdict": of_instances(said),
        "grade": weakest([i["grade"] for i in applicable if i["verdict"] == Verdict.HOLDS]),
        "scope": "instance",
        "total": len(applicable),
        "nonvacuous": said.count(Verdict.HOLDS) + said.count(Verdict.FAILS),
        "vacuous": said.count(Verdict.VACUOUS),
        "unknown": said.count(Verdict.UNKNOWN),
        "senses": {sense: sum(i["sense"] == sense for i in applicable) for sense in Sense},
        "fails": said.count(Verdict.FAILS),
        "not_applicable": len(instances) - len(applicable),
    }


def _search(
    claim: Claim, cases: Sequence[CaseRow], statements: Sequence[StatementValues], hunt: HuntRow | None
) -> SearchRow:
    """Variants of the claim that are refuted, by files and by searches, and statements of it."""
    varied = [c["findings"] for c in cases if c["statement"] is not None and c["statement"]["claim"] == claim.name]
    mine = [s for s in statements if s["claim"] == claim.name]
    standing = [s for s in mine if s["verdict"] == Verdict.HOLDS]
    return {
        "refuted": sum(map(_violated, varied)) + sum(s["verdict"] == Verdict.REFUTED for s in mine),
        "standing": len(standing),
        "open": sum(s["verdict"] == Verdict.UNKNOWN for s in mine),
        "grade": weakest([s["grade"] for s in standing]),
        "examples": sum(s["examples"] for s in standing),
        "non_vacuous": sum(s["non_vacuous"] for s in standing),
        "hunt": hunt,
        "why": claim.unsearched,
    }


def _formal(claim: Claim, stamp: FormalStamp | None) -> FormalRow:
    """The theorems of the Coq sources about this claim; ``proved`` only with a stamp of these very sources."""
    if stamp is not None:
        checked = [t for t in stamp["theorems"] if t["claim"] == claim.name]
        if checked:
            return {"verdict": Verdict.PROVED, "grade": "formal", "coq": stamp["coq"], "theorems": checked}
        return {"verdict": "none", "grade": None, "coq": None, "theorems": []}
    named: list[TheoremRow] = [
        {"claim": t.claim, "file": f"{t.file}.v", "name": t.name} for t in theorems() if t.claim == claim.name
    ]
    if not named:
        return {"verdict": "none", "grade": None, "coq": None, "theorems": []}
    return {"verdict": "not checked on this machine", "grade": None, "coq": None, "theorems": named}


def _status(proof: ProofRow, instances: Sequence[InstanceRow], hunt: HuntRow | None) -> Status:
    if (proof["checked"] and proof["verdict"] == Verdict.FAILS) or (hunt is not None and not as_hoped(hunt)):
        return Status.NOT_AS_EXPECTED
    return status_of(instance["verdict"] for instance in instances)


def weakest(grades: Sequence[str | None]) -> str | None:
    """The weakest of the grades; none if one of them is none, or nothing is graded."""
    known = [GRADES.index(g) for g in grades if g in GRADES]
    return GRADES[min(known)] if known and len(known) == len(grades) else None
