"""Numbers that the findings of a case state: its values at its points, and how little its descents show."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from ..verdict import Verdict
from .results_schema import CaseRow


@dataclass(frozen=True)
class Levels:
    """L at the point; at the better point, and at the end of the certified escape path, where there is one."""

    here: Decimal
    better: Decimal | None
    limit: Decimal | None


@dataclass(frozen=True)
class Drop:
    """A certified descent: by how much L~ falls relative to L(theta), its order, and where."""

    fall: Decimal
    order: str
    where: str


def levels(case: CaseRow) -> Levels | None:
    """The values of a case whose point has a positive value and a way down; None for any other."""
    here, better, limit = (_fact(case, name) for name in ("L", "L_better", "limit"))
    if here is None or here <= 0 or (better is None and limit is None):
        return None
    return Levels(here, better, limit)


def drops(case: CaseRow) -> list[Drop]:
    """The certified descents of a case at the smallest radius, the smallest fall first."""
    here = _fact(case, "L")
    if here is None or here <= 0:
        return []
    found = []
    for finding in case["findings"]:
        if finding["verdict"] == Verdict.PROVED:
            drop = _decimal(finding["facts"].get("drop_at_smallest_radius"))
            if drop is not None and drop > 0:
                order = finding["facts"].get("order", "")
                found.append(Drop(drop / here, order, finding["name"].rpartition(", ")[2]))
    return sorted(found, key=lambda drop: (drop.fall, drop.order, drop.where))


def _fact(case: CaseRow, name: str) -> Decimal | None:
    """A number that some finding of the case states about its point: those on the escape path and the better point."""
    for finding in case["findings"]:
        if (
            finding["verdict"] == Verdict.PROVED
            and finding["kind"] in ("escape", "lower-value")
            and name in finding["facts"]
        ):
            return _decimal(finding["facts"][name])
    return None


def _decimal(text: str | None) -> Decimal | None:
    """A fact as a number; None where it is none, such as a ball with its radius."""
    try:
        value = Decimal(text) if text is not None else None
    except ArithmeticError:
        return None
    return value if value is not None and value.is_finite() else None
