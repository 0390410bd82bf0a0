"""What a file of the kind ``point`` may say, and what every other kind has to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..problem.case import Text
from ..verdict import PointAnswer, Rank
from .reader import Reader
from .schema import MEANINGS, ExpectShape, FileShape

POINT = "point"
ANSWERS = tuple(answer.value for answer in PointAnswer if answer is not PointAnswer.OPEN)
RANKS = tuple(rank.value for rank in Rank if rank is not Rank.OPEN)
TABLES = ("title", "kind", "source", "belief", "catch", "restores", "problem", "augment", "point", "expect")
OF_POINTS, OF_OTHERS = ("answer", "rank"), ("title", "source", "expect")


def check_keys(shape: FileShape, kind: str | None, tables: Mapping[str, Any], reader: Reader) -> None:
    """A point states nothing but its answer; a file of another kind has a title, a source, and a value."""
    given = shape.expect.model_fields_set if shape.expect is not None else set()
    if kind == POINT:
        for key in tables:
            if key not in TABLES:
                reader.fault((key,), f'nothing looks at {key} in a file of the kind "{POINT}"')
        for key in sorted(given - set(OF_POINTS)):
            reader.fault(("expect", key), f'a file of the kind "{POINT}" expects an answer and a rank, and no {key}')
        if "subgradients" in (tables.get("point") or {}):
            reader.fault(("point", "subgradients"), f'nothing looks at subgradients in a file of the kind "{POINT}"')
        return
    for key in OF_OTHERS:
        if key not in shape.model_fields_set:
            what = f"the table [{key}]" if key == "expect" else f"the key {key!r}"
            reader.fault((), f"{what} is missing: {MEANINGS[key,]}")
    for key in OF_POINTS:
        if key in given and kind is not None:
            reader.fault(("expect", key), f'{key} is for a file of the kind "{POINT}"')


def read_answer(part: ExpectShape, reader: Reader) -> tuple[Text | None, Text | None]:
    """The answer and the rank that a file expects."""
    found = []
    for text, key, known in ((part.answer, "answer", ANSWERS), (part.rank, "rank", RANKS)):
        chosen = reader.choice(text, known, ("expect", key), f"an expected {key}")
        found.append(None if chosen is None else Text(chosen, reader.places(("expect", key))))
    return found[0], found[1]
