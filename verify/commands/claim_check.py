"""What is proved of one claim: the steps of its proof, its own family of instances, and its own hunt."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from ..claims.registry import statements
from ..kernel import checker
from ..kernel.certificate import canonical
from ..kernel.claim_statement import ClaimStatement
from ..prove.claim import Claim
from ..prove.inquiry import ask
from ..prove.judge import judge_by, judgement_questions
from ..prove.subject import Subject
from ..verdict import Status, Verdict, status_of
from .case_document import case_document
from .case_rows import outcome_row
from .checked import CheckedClaim, HuntRow, InstanceRow, JsonObject, StepRow


def check_claim(claim: Claim, seed: int) -> CheckedClaim:
    """The symbolic steps of the proof, and the claim's own family of instances and its own hunt if it has them.

    What is said of an instance is what the kernel proves from its document, read back from the text.
    """
    proofs = [(step, step.proved(claim.name)) for step in claim.steps]
    steps: list[StepRow] = [
        {
            "name": s.name,
            "says": s.says,
            "relation": s.relation,
            "proved": proof is not None,
            "sha256": None if proof is None else proof.digest,
        }
        for s, proof in proofs
    ]
    known = {**statements(), claim.name: claim.stated}
    family, documents = _instances(claim, claim.family(seed) if claim.family is not None else (), known)
    drawn, more = _instances(claim, claim.hunt(seed) if claim.hunt is not None else (), known)
    hunt = None if claim.hunt is None else hunted(drawn)
    step_certificates: list[JsonObject] = [
        {"kind": proof.kind, "data": proof.certificate.data} for _, proof in proofs if proof is not None
    ]
    return claim_result(claim, steps, family, hunt, [*documents, *more], step_certificates)


def claim_result(
    claim: Claim, steps: list[StepRow], family: list[InstanceRow], hunt: HuntRow | None, documents: list[JsonObject],
    step_certificates: list[JsonObject],
) -> CheckedClaim:  # fmt: skip
    """What was found about a claim, as plain values."""
    failed = any(not s["proved"] for s in steps) or any(
        f["verdict"] in (Verdict.FAILS, Verdict.VACUOUS) for f in family
    )
    failed = failed or (hunt is not None and not as_hoped(hunt))
    return {
        "name": claim.name,
        "steps": steps,
        "family": family,
        "hunt": hunt,
        "certificates": documents,
        "step_certificates": step_certificates,
        "status": Status.NOT_AS_EXPECTED if failed else status_of(f["verdict"] for f in family),
    }


def _instances(
    claim: Claim, subjects: Iterable[Subject], known: Mapping[str, ClaimStatement]
) -> tuple[list[InstanceRow], list[JsonObject]]:
    """What is proved of each instance, and the document that proves it."""
    outcomes: list[InstanceRow] = []
    documents: list[JsonObject] = []
    for subject in subjects:
        questions = judgement_questions(claim, subject)
        answers = ask(subject, questions)
        found = judge_by(claim, subject, answers.to(questions))
        written = case_document(subject.case, list(answers.reported.values()), [found])
        proved = checker.check_document(subject.problem, json.loads(canonical(written)), known)
        outcomes.append({"case": subject.case.name, **outcome_row(found, proved)})
        documents.append(written)
    return outcomes, documents


def hunted(instances: list[InstanceRow]) -> HuntRow:
    """What came of a hunt: those that put the claim to the test, and those that violate it, in words."""
    return {
        "examples": len(instances),
        "non_vacuous": sum(i["verdict"] in (Verdict.HOLDS, Verdict.FAILS) for i in instances),
        "violated": [f"{i['case']}: {i['detail']}" for i in instances if i["verdict"] == Verdict.FAILS],
        "instances": instances,
    }


def as_hoped(hunt: HuntRow) -> bool:
    """Whether a hunt put the claim to the test and found no violation."""
    return hunt["non_vacuous"] > 0 and not hunt["violated"]
