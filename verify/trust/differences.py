"""When two checkers may differ on an altered document: one asks for more than the format does, and no theorem needs it.

Each rule is checked on the mutant and on what the checkers say. What no rule covers is a fault of one of them.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, replace

from ..commands.reprove import CASE_DOCUMENTS, FAMILIES, PROSE, STATEMENT_DOCUMENTS
from .alterations import GONE, Alteration, altered
from .documents import ATLAS, Answer, CheckerAnswer, kernel
from .equivalence import Mutant, equivalent
from .rebinding import bound_anew


@dataclass(frozen=True)
class DifferenceRule:
    """Why it does no harm that another checker decides otherwise than the kernel; and the check that it is so here."""

    name: str
    because: str
    applies: Callable[[Mutant], bool]


NAMES = {
    CASE_DOCUMENTS: ("case",),
    FAMILIES: ("case",),
    STATEMENT_DOCUMENTS: ("case",),
    ATLAS: ("certificates", "case"),
}
"""Where a document has a name for people."""

NEEDED = {"true": ("certificate",), "false": ("file", "certificates")}
"""What a cell of the atlas carries as its proof, by its verdict."""


def _name_for_people(mutant: Mutant) -> bool:
    """A name that is a text, of a document that is the original otherwise."""
    path = mutant.alteration.path
    if path != NAMES.get(mutant.subject.folder) or not isinstance(mutant.alteration.value, str):
        return False
    return repr(altered(mutant.content, Alteration(path, "", mutant.was))) == repr(mutant.subject.content)


def _cell_for_people(mutant: Mutant) -> bool:
    """A cell about the same statement, with the same verdict, and with the same proof."""
    if mutant.subject.folder != ATLAS or not isinstance(mutant.content, dict):
        return False
    keys = ("neuron", "penalty", "conclusion", "verdict", *NEEDED[mutant.subject.content["verdict"]])
    return all(_said(key, mutant.content.get(key, GONE)) == _said(key, mutant.subject.content[key]) for key in keys)


def _said(key: str, value: object) -> str:
    """What a cell says at a key; of the text of its file, what that states without what it says to people."""
    if key == "file" and isinstance(value, str):
        try:
            return repr({name: table for name, table in tomllib.loads(value).items() if name not in PROSE})
        except tomllib.TOMLDecodeError:
            pass
    return repr(value)


ENOUGH = 8192
"""Bits at which the kernel is asked again."""


def _too_few_bits(mutant: Mutant) -> bool:
    """With more bits the kernel accepts this very certificate, and it is no fault that it does."""
    path = mutant.alteration.path
    if not mutant.subject.of_problem or path[0] != "certificates" or len(path) < 4:
        return False
    bits = Alteration(("certificates", path[1], "data", "bits"), "", ENOUGH)
    content = bound_anew(altered(mutant.content, bits), mutant.content)
    said = kernel(mutant.subject, json.dumps(content))
    return said.answer is Answer.ACCEPTED and equivalent(replace(mutant, content=content, said=said)) is not None


RULES = tuple(
    DifferenceRule(name, because, applies)
    for name, because, applies in (
        (
            "a name for people",
            "`case` is for people; the kernel compares it with the name of the file",
            _name_for_people,
        ),
        (
            "a cell for people",
            "the proof is the same; the kernel compares what else a cell says, too",
            _cell_for_people,
        ),
        (
            "too few bits",
            "the kernel decides at the stated precision alone, and accepts the same certificate at a higher one",
            _too_few_bits,
        ),
    )
)
"""In each the kernel asks for more than the format does. The cheapest are asked first."""


def harmless(mutant: Mutant, other: CheckerAnswer) -> DifferenceRule | None:
    """The first rule by which a difference of two checkers is harmless; None if one of them is wrong."""
    if mutant.said.answer is Answer.ACCEPTED or other.answer is not Answer.ACCEPTED:
        return None
    return next((rule for rule in RULES if rule.applies(mutant)), None)
