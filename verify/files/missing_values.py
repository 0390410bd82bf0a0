"""The values that a file has to state: one that is missing is offered, to be put into the file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..exact import write
from ..problem.case import StatedPoint
from ..problem.expression import rational, substitute
from ..problem.objective import Problem
from .point_table import POINT
from .reader import Reader
from .schema import MEANINGS, ExpectShape

Points = tuple[StatedPoint | None, StatedPoint | None]
"""The point and the better point; None for one that is missing or faulty, and has been reported."""


def check_values(
    part: ExpectShape,
    kind: str | None,
    tables: Mapping[str, Any],
    problem: Problem | None,
    points: Points,
    reader: Reader,
) -> None:
    """Report each value of L that has to be there and is not, with what it is where that is certain."""
    point, better = points
    for key, at, wanted, means in (
        ("value", point, kind != POINT, MEANINGS["expect", "value"]),
        ("better_value", better, "better" in tables, "the value of L at the better point"),
    ):
        if wanted and key not in part.model_fields_set and not reader.misspelt(key):
            found = None if problem is None or at is None else _risk(problem, at)
            offer = f'write {key} = "{found}"' if found else f'write {key} = "0", and verify check says what it is'
            reader.fault(("expect",), f"the key {key!r} is missing in [expect]: {means}; {offer}")


def _risk(problem: Problem, at: StatedPoint) -> str | None:
    """L at a point, if it is rational at once: for other values more is needed than is imported to read a file."""
    if at.refine or not problem.written or len(at.values) != len(problem.names):
        return None
    value = rational(substitute([problem.risk], dict(zip(problem.names, at.values, strict=True)))[0])
    return None if value is None else write(value) if len(write(value)) <= 40 else None
