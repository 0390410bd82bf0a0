"""Reads ``[basis]``: the numbers h of PGB at the point, and a model that is linear in derivatives."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..problem.case import BASIS, BasisTable
from .problem_table import Parts
from .reader import Reader
from .schema import FileShape

VARIABLE = "d"
"""Points and coefficients may be formulas in it: it stands for any small positive number."""


def read_basis(shape: FileShape, tables: Mapping[str, Any], parts: Parts, reader: Reader) -> BasisTable | None:
    """The table of a file whose statement is about the models of PGB; another file has none."""
    conclusion = None if shape.statement is None else shape.statement.conclusion
    if (conclusion in BASIS) != ("basis" in tables):
        where = ("basis",) if "basis" in tables else ("statement", "conclusion")
        reader.fault(where, f"the table [basis] belongs to the conclusions {', '.join(BASIS)}, and only there")
    part = shape.basis
    if part is None or parts.network is None:
        return None
    size, makes_model = len(parts.network.parameters), conclusion != "basis-suffices"
    for key in ("alpha", "model"):
        if (key in tables["basis"]) != makes_model:
            words = "is missing in" if makes_model else "does not belong into"
            reader.fault(("basis",), f"the key {key!r} {words} [basis] with the conclusion {conclusion}")
    if ("h" in tables["basis"]) != (conclusion != "basis-without-h"):
        reader.fault(("basis",), "the key 'h' belongs into [basis], except with the conclusion basis-without-h")
    reader.formulas(part.psi, ("basis", "psi"), parts.network.parameters)
    if part.penalty is not None:
        reader.formula(part.penalty, ("basis", "penalty"), [f"u{j + 1}" for j in range(len(part.psi or ()))])
    if part.r is not None:
        reader.formula(part.r, ("basis", "r"))
    reader.formulas(part.h, ("basis", "h"))
    reader.formulas(part.model, ("basis", "model"))
    reader.length(part.h, size, ("basis", "h"), "one number per parameter of the network")
    rows = {"points": (part.points, size), "alpha": (part.alpha, size * (1 + len(part.points or ())))}
    for key, (found, length) in rows.items():
        for i, row in enumerate(found or ()):
            reader.formulas(row, ("basis", key, i), [VARIABLE])
            reader.length(row, length, ("basis", key, i), "one formula per parameter, at theta and at each point")
    return BasisTable(tables["basis"], reader.places(("basis",)))
