"""Cases that are made in code, for the families of instances that a claim is always checked on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..files.load import problem_from_tables
from ..problem.case import Case, Center, Expectations, Family, StatedPoint, Text
from ..problem.formula import constant


def made_case(
    name: str,
    title: str,
    kind: str,
    tables: Mapping[str, Any],
    theta: Sequence[str] = (),
    *,
    family: Family | None = None,
    centers: tuple[Center, ...] = (),
    order: str | None = None,
) -> Case:
    """The case that a file with these tables, this exact point and no other expectations would state."""
    return Case(
        name=name,
        path=name,
        title=title,
        kind=kind,
        source="ours",
        story={},
        tables=tables,
        problem=problem_from_tables(tables),
        point=StatedPoint(tuple(Text(t, name) for t in theta), tuple(constant(t) for t in theta), False, name),
        better=None,
        family=family,
        subgradients=None,
        centers=centers,
        flow=None,
        expect=Expectations(Text("", name), None, None, None, None if order is None else Text(order, name), {}),
        place=name,
    )
