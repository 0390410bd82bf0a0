"""The claims: the modules of this folder that define ``CLAIM``."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Sequence
from functools import cache

from ..kernel.claim_statement import ClaimStatement
from ..prove.claim import Claim


@cache
def claims() -> dict[str, Claim]:
    """Every claim, by name: the modules of this folder that define ``CLAIM``, in the order of the theory."""
    package = importlib.import_module(__package__)
    modules = [importlib.import_module(f"{__package__}.{m.name}") for m in pkgutil.iter_modules(package.__path__)]
    found = [module.CLAIM for module in modules if hasattr(module, "CLAIM")]
    return {claim.name: claim for claim in _ordered(found)}


@cache
def statements() -> dict[str, ClaimStatement]:
    """What the kernel needs of every claim."""
    return {name: claim.stated for name, claim in claims().items()}


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
