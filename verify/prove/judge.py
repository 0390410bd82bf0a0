"""The judgement of one claim on one case: what the claim gathers is put before the kernel, which decides."""

from __future__ import annotations

from collections.abc import Sequence

from ..errors import CertificateError
from ..kernel import checker
from ..kernel.assumptions import ASSUMPTIONS
from ..kernel.certificate import Certificate
from ..kernel.evidence import Evidence
from ..kernel.ground import Ground, file_digest
from ..kernel.judgement import applicable, used
from ..truth import Truth
from ..verdict import Verdict
from .claim import Claim
from .located import LocatedPoint
from .outcome import Outcome, Shown, proved, undecided
from .study import Study


def judge(claim: Claim, study: Study) -> Outcome:
    """What ``claim`` says about one case: not applicable if an assumption fails, unknown if one is not known."""
    known = {key: ASSUMPTIONS[key].test(study.problem) for key in claim.assumptions}
    failing = [ASSUMPTIONS[key].words for key, truth in known.items() if truth is Truth.NO]
    if failing:
        return Outcome(Verdict.NOT_APPLICABLE.text, f"assumption not met: {'; '.join(failing)}")
    unclear = [ASSUMPTIONS[key].words for key, truth in known.items() if truth is Truth.UNKNOWN]
    if unclear:
        return Outcome(Verdict.UNKNOWN.text, f"method: it is not known whether {'; '.join(unclear)}")
    shown = claim.instance(study)
    if shown is None:
        return Outcome(Verdict.NOT_APPLICABLE.text, "the claim says nothing about this case")
    return decided(claim, study, shown)


def decided(claim: Claim, study: Study, shown: Shown) -> Outcome:
    """The kernel's verdict on what was shown: by the first rule of the claim that it meets."""
    point = study.point
    faults = [*study.false_facts, *([] if isinstance(point, LocatedPoint) else [point])]
    open_question = undecided([*faults, *shown.results])
    if open_question is not None:
        return open_question
    assert isinstance(point, LocatedPoint)
    evidence = [result for result in shown.results if isinstance(result, Evidence)]
    rule = applicable(claim.stated, study.problem, evidence, point.data, study.case.file)
    if rule is None:
        return Outcome(Verdict.UNKNOWN.text, f"method: no rule of {claim.name} covers what was proved")
    grounds = distinct([e for e in evidence if used(study.problem, rule, e, point.data, study.case.file)])
    data = {
        "claim": claim.name,
        "statement": claim.stated.digest,
        "rule": rule.name,
        "point": point.data,
        "file": file_digest(study.case.file),
        "rests_on": list(grounds),
    }
    certificate = Certificate("judgement", study.problem.digest, data)
    ground = Ground({claim.name: claim.stated}, study.case.file, grounds)
    try:
        return proved(checker.check(study.problem, certificate, ground), list(grounds.values()), shown.note)
    except CertificateError as error:
        return Outcome(Verdict.UNKNOWN.text, f"method: {error}")


def distinct(evidence: Sequence[Evidence]) -> dict[str, Evidence]:
    """Evidence by the digest of its certificate."""
    return {e.digest: e for e in evidence}
