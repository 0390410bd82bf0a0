"""The formulas of the tables in notes/counterexample-format.md, by plain mpmath: a second route to each record."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import mpmath
from values import FUNCTIONS, Number

NOTES = Path(__file__).parent.parent.parent / "notes" / "counterexample-format.md"
NAMES = {**FUNCTIONS, "sqrt": mpmath.sqrt, "abs": abs, "max": max, "min": min}


def table(heading: str) -> dict[str, str]:
    """The formula of each name in the table below a heading."""
    section = NOTES.read_text(encoding="utf-8").split(f"## {heading}\n")[1].split("\n## ")[0]
    return dict(re.findall(r"^\| `([^`]+)` \| `([^`]+)` \|", section, re.MULTILINE))


def at(formula: str, values: Mapping[str, Number]) -> Number:
    """The value of a formula, read as Python, with numbers of mpmath's."""
    exact = re.sub(r"(?<![\w.])(\d+)(?![\w.])", r"mpf(\1)", formula)
    return mpmath.mpf(eval(exact, {"__builtins__": {}}, {**NAMES, "mpf": mpmath.mpf, **values}))


def loss(formula: str, q: Sequence[Number], y: Sequence[Number], params: Mapping[str, Number]) -> Number | None:
    """The loss: added up over the outputs, or as it stands if written for two; None for another number of these."""
    if re.search(r"\bq1\b", formula):
        if len(q) != 2:
            return None
        named = {"q1": q[0], "q2": q[1], "y1": y[0], "y2": y[1]}
        return at(formula, {**params, **named})
    return mpmath.fsum(
        at(formula, {**params, "q": a, "y": b, "r": a - b, "m": a * b}) for a, b in zip(q, y, strict=True)
    )
