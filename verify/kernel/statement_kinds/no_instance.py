"""The kernel's check that no instance meets what a statement assumes: then it says nothing, and is called vacuous.

What is kept or dropped is met by an instance or not as ``assumptions.py`` says. Where that hangs on neuron, penalty,
lam, a named loss or the class of data alone, it is the same for all instances of the statement.
"""

from __future__ import annotations

from ...files.statement_file import StatementFile
from ...problem.losses import LOSSES, Loss
from ...truth import Truth, every
from ..certificate import Fields
from ..finding import require
from ..paper_augmentation import papers
from .orbits import lam_signs

LAM: dict[str, tuple[Truth, Truth]] = {
    "positive": (Truth.YES, Truth.YES),
    "negative": (Truth.YES, Truth.NO),
    "nonzero": (Truth.YES, Truth.UNKNOWN),
    "zero": (Truth.NO, Truth.NO),
    "free": (Truth.UNKNOWN, Truth.UNKNOWN),
}
"""For each class of lam, whether it is not 0, and whether it is positive, in all instances."""


def check_no_instance(statement: StatementFile, fields: Fields, kept: frozenset[str]) -> str:
    """No instance meets the assumption that the certificate names as it should be; returns why, in words."""
    key = fields.text("assumption")
    require(key in kept or key in statement.dropped, f"the statement neither keeps nor drops {key}")
    found = in_all_instances(statement, key)
    if key in kept:
        require(found is Truth.NO, f"{key} is kept, and was not proved to be met by no instance")
        return f"{key} is kept, and no instance meets it"
    require(found is Truth.YES, f"{key} is dropped, and was not proved to be met by every instance")
    return f"{key} is dropped, and every instance meets it"


def in_all_instances(statement: StatementFile, key: str) -> Truth:
    """Whether all instances of the statement meet the assumption: YES all, NO none, UNKNOWN not decided here."""
    same = papers(statement.augmentation, tuple(lam for _, lam in lam_signs(statement)))
    lam = statement.augmentation.lam
    nonzero, positive = LAM.get(statement.lam, (_known(lam != 0), _known(lam > 0)))
    loss = _loss(statement)
    match key:
        case "paper-augmentation":
            return same
        case "shared-neuron":
            return every((same, _known(statement.augmentation.shared)))
        case "lam-nonzero":
            return nonzero
        case "lam-positive":
            return positive
        case "realizable":
            return {"distinct": Truth.YES, "realizable": Truth.YES, "conflicting": Truth.NO}.get(
                statement.data, Truth.UNKNOWN
            )
        case "convex" if loss is not None:
            return _known(loss.convex)
        case "differentiable" if loss is not None:
            return _known(loss.differentiable)
        case "stationary-is-global" if loss is not None:
            return _known(loss.stationary_is_global)
        case "eliminable" if loss is not None and (loss.convex or not loss.stationary_is_global):
            return _known(loss.convex)
    return Truth.UNKNOWN


def _known(fact: bool) -> Truth:
    return Truth.YES if fact else Truth.NO


def _loss(statement: StatementFile) -> Loss | None:
    name = statement.loss.get("name") if isinstance(statement.loss, dict) else statement.loss
    return None if name is None else LOSSES.get(name)
