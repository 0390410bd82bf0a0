"""The judgement of one claim on one case."""

from __future__ import annotations

from dataclasses import replace

from ..kernel.assumptions import ASSUMPTIONS
from ..truth import Truth
from .claim import Claim
from .outcome import Outcome
from .study import Study


def judge(claim: Claim, study: Study) -> Outcome:
    """What ``claim`` says about one case: not applicable if an assumption fails, unknown if one is not known."""
    known = {key: ASSUMPTIONS[key].test(study.problem) for key in claim.assumptions}
    failing = [ASSUMPTIONS[key].words for key, truth in known.items() if truth is Truth.NO]
    if failing:
        return Outcome("not-applicable", f"assumption not met: {'; '.join(failing)}")
    unclear = [ASSUMPTIONS[key].words for key, truth in known.items() if truth is Truth.UNKNOWN]
    if unclear:
        return Outcome("unknown", f"method: it is not known whether {'; '.join(unclear)}")
    found = claim.instance(study)
    if found is None:
        return Outcome("not-applicable", "the claim says nothing about this case")
    assumed = study.problem.loss.assumed
    note = f" (assuming, as the file does, that the loss is {' and '.join(assumed)})" if assumed else ""
    return replace(found, detail=found.detail + note)
