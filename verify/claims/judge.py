"""All claims, and their judgement: the steps of the proof, and the check on each case."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from ..truth import Truth
from .assumptions import ASSUMPTIONS
from .claim import Claim
from .outcome import Outcome
from .study import Study


@cache
def claims() -> dict[str, Claim]:
    """Every claim, by name: the modules of this folder that define ``CLAIM``, in the order of the theory."""
    package = importlib.import_module(__package__)
    modules = [importlib.import_module(f"{__package__}.{m.name}") for m in pkgutil.iter_modules(package.__path__)]
    found = [module.CLAIM for module in modules if hasattr(module, "CLAIM")]
    return {claim.name: claim for claim in _ordered(found)}


def claim_in(module: str) -> Claim:
    """The claim that the module ``verify.claims.<module>`` defines."""
    claim = importlib.import_module(f"{__package__}.{module}").CLAIM
    assert isinstance(claim, Claim)
    return claim


def _ordered(found: Sequence[Claim]) -> list[Claim]:
    """Each claim after those that its proof uses."""
    names, order = {claim.name: claim for claim in found}, []

    def place(claim: Claim) -> None:
        if claim not in order:
            for used in claim.uses:
                if used in names:
                    place(names[used])
            order.append(claim)

    for claim in sorted(found, key=lambda c: (c.source != "paper", c.name)):
        place(claim)
    return order


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
