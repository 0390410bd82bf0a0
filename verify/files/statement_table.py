"""Reads ``[statement]`` and ``[witness]``: a variant of a claim, and a point of L~ at which it is false."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from ..problem.case import CONCLUSIONS, NOT_OF_POINTS, POINTS, WITNESS_METHODS, Statement, Text, Witness
from .problem_table import Parts
from .reader import Reader, whole
from .schema import FileShape
from .source_positions import Where

NEEDS_WITNESS = ("vanish", "value", "elimination", "data-optimal", "realizable")
"""Conclusions about the points of L~; the others are about the problem as a whole."""

_CLAIM = re.compile(r"[A-Z][A-Z0-9-]*")


def read_statement(shape: FileShape, kind: str | None, tables: Mapping[str, Any], reader: Reader) -> Statement | None:
    """The statement of a ``necessity`` file; another file has none."""
    part = shape.statement
    if kind is not None and (kind == "necessity") != ("statement" in tables):
        reader.fault(("kind",), 'the table [statement] belongs to kind = "necessity", and only there')
    if part is None:
        if kind is not None and "witness" in tables:
            reader.fault(("witness",), "the table [witness] belongs to [statement]: it refutes one")
        return None
    claim = reader.matching(part.claim, _CLAIM, ("statement", "claim"), "name of a claim, such as ELIM")
    dropped = [Text(text, reader.places(("statement", "dropped", i))) for i, text in enumerate(part.dropped or ())]
    conclusion = reader.choice(part.conclusion, CONCLUSIONS, ("statement", "conclusion"), "a conclusion")
    points = read_points(part.points, conclusion, reader)
    if conclusion in NEEDS_WITNESS and "witness" not in tables:
        reader.fault(
            ("statement", "conclusion"), "this conclusion is refuted at a point of L~: add the table [witness]"
        )
    if conclusion is not None and conclusion not in NEEDS_WITNESS and "witness" in tables:
        reader.fault(
            ("witness",), f"no point of L~ refutes the conclusion {conclusion}: nothing looks at a [witness] here"
        )
    if conclusion == "elimination" and "better" not in tables:
        reader.fault(("statement", "conclusion"), "this conclusion needs the table [better]: a theta with lower L")
    if claim is None or part.changes is None or points is None or conclusion is None:
        return None
    return Statement(claim, part.changes, tuple(dropped), points, conclusion, reader.places(("statement",)))


def read_points(written: str | None, conclusion: str | None, reader: Reader) -> str | None:
    """What the statement is about: local minima, or critical points, where that makes a difference."""
    points = reader.choice(written or POINTS[0], POINTS, ("statement", "points"), "what the statement is about")
    if conclusion in NOT_OF_POINTS and points is not None and points != POINTS[0]:
        words = f'points = "{points}" changes nothing in the conclusion {conclusion}: leave it out'
        reader.fault(("statement", "points"), words)
    return points


def read_witness(shape: FileShape, parts: Parts, reader: Reader) -> Witness | None:
    """The added parameters of the witness, as many as the augmentation has."""
    part = shape.witness
    if part is None or parts.network is None or parts.augmentation is None or parts.dimension is None:
        return None
    a, b, rows = parts.augmentation.blocks(parts.network.outputs, parts.dimension)
    reader.length(part.a, len(a), ("witness", "a"), "one amplitude per added neuron")
    reader.length(part.b, len(b), ("witness", "b"), "one bias per added neuron")
    reader.length(part.W, len(rows), ("witness", "W"), "one row of weights per added neuron")
    for i, row in enumerate(part.W or ()):
        reader.length(row, parts.dimension, ("witness", "W", i), "one weight per input of the network")
    method = reader.choice(part.method, WITNESS_METHODS, ("witness", "method"), "a method")
    where: list[Where] = [("witness", "a", i) for i in range(len(part.a or ()))]
    where += [("witness", "b", i) for i in range(len(part.b or ()))]
    where += [("witness", "W", i, j) for i, row in enumerate(part.W or ()) for j in range(len(row or ()))]
    texts = [*(part.a or ()), *(part.b or ()), *(text for row in part.W or () for text in row or ())]
    values = _values(texts, where, part.refine is True, reader)
    if values is None or method is None or part.method is None:
        return None
    written = tuple(Text(text, reader.places(at)) for text, at in zip(texts, where, strict=True))
    place = reader.places(("witness",))
    return Witness(written, values, part.refine is True, Text(method, reader.places(("witness", "method"))), place)


def _values(texts: Sequence[str], where: Sequence[Where], refine: bool, reader: Reader) -> Any:
    what = "with refine = true the text is a decimal, correctly rounded to its last digit"
    if refine and whole([reader.decimal(text, at, what) for text, at in zip(texts, where, strict=True)]) is None:
        return None
    return whole([reader.formula(text, at) for text, at in zip(texts, where, strict=True)])
