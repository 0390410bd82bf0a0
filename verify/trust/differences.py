"""When two checkers may differ on an altered document: one asks for more than the format does, and no theorem needs it.

Each rule is checked on the mutant and on what the checkers say. What no rule covers is a fault of one of them.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise
from typing import Any

from ..commands.reprove import CASE_DOCUMENTS, FAMILIES, PROSE, STATEMENT_DOCUMENTS
from ..errors import VerifyError
from ..exact import exact, write
from ..kernel.certificate import Fields
from ..kernel.point_box import box_around, slope
from ..kernel.region import Range, Region
from ..kernel.theta_point import point
from ..numerics import ball
from ..problem.objective import Problem
from .alterations import GONE, Alteration, altered
from .documents import ATLAS, Answer, CheckerAnswer, kernel
from .equivalence import equivalent
from .mutant import Mutant
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


PIECES = 16
"""Into how many parts each piece of a path is cut, where the kernel encloses a slope on it as a whole."""


def _wide_pieces(mutant: Mutant) -> bool:
    """With its path cut into shorter pieces the kernel accepts the certificate, and it is no fault that it does."""
    changed, path = list(mutant.changed()), mutant.alteration.path
    if mutant.problem is None or len(changed) != 1 or changed[0][1].get("kind") != "falling-path":
        return False
    try:
        data = changed[0][1]["data"]
        ends = [*map(exact, [data["tail"], *data["cuts"]]), Fraction(1)]
    except (VerifyError, ValueError, LookupError, TypeError):
        return False  # no such certificate
    cuts = [a + (b - a) * k / PIECES for a, b in pairwise(ends) for k in range(1, PIECES + 1)][:-1]
    shorter = Alteration(("certificates", path[1], "data", "cuts"), "", [write(cut) for cut in cuts])
    content = bound_anew(altered(mutant.content, shorter), mutant.content)
    said = kernel(mutant.subject, json.dumps(content))
    return said.answer is Answer.ACCEPTED and equivalent(replace(mutant, content=content, said=said)) is not None


BOXES = ("no-critical-point", "no-local-minimum")
"""Kinds whose slopes are looked at on boxes, where a ball is wide if the box is."""
CUTS = 12
"""How often a box is cut until its parts are narrow enough."""


def _wide_boxes(mutant: Mutant) -> bool:
    """With its boxes cut into smaller ones the kernel accepts the certificate, and it is no fault that it does."""
    changed, path = list(mutant.changed()), mutant.alteration.path
    if mutant.problem is None or len(changed) != 1 or changed[0][1].get("kind") not in BOXES:
        return False
    try:
        data = _with_smaller_boxes(mutant.problem, changed[0][1]["data"])
    except (VerifyError, ArithmeticError, ValueError, LookupError, TypeError):
        return False  # no such certificate
    smaller = Alteration(path[:2], "", {"kind": "no-local-minimum", "data": data})
    content = bound_anew(altered(mutant.content, smaller), mutant.content)
    said = kernel(mutant.subject, json.dumps(content))
    return said.answer is Answer.ACCEPTED and equivalent(replace(mutant, content=content, said=said)) is not None


def _with_smaller_boxes(problem: Problem, data: Mapping[str, Any]) -> dict[str, Any]:
    """The certificate that there is no local minimum in a box, whose pieces are cut where a slope was not decided."""
    pieces = data.get("pieces", [{"slope": data.get("parameter")}])
    at = point(problem, Fields(data, ""))
    left, new = [box_around(problem, at, exact(data["radius"]))], list[Any]()
    with ball.precision(data["bits"]):
        for piece in pieces:
            box = left.pop()
            if "cut" in piece:
                new.append(piece)
                left += _parts(problem, box, piece["cut"], exact(piece["at"]))
            else:
                new += _cut(problem, piece["slope"], box, CUTS) if "slope" in piece else [piece]
    return {"point": data["point"], "radius": data["radius"], "pieces": new, "bits": data["bits"]}


def _cut(problem: Problem, k: int, box: Region, cuts: int) -> list[Any]:
    """Pieces of a box for one slope, cut where that makes the balls of its halves narrowest."""
    if cuts == 0 or ball.sign(slope(problem, k, box)) in (1, -1):
        return [{"slope": k}]
    middles = [(Fraction(r.low or 0) + Fraction(r.high or 0)) / 2 for r in (box.ranges[n] for n in problem.names)]
    halves = [_parts(problem, box, i, at) for i, at in enumerate(middles)]
    i = min(range(len(halves)), key=lambda i: _width([slope(problem, k, half) for half in halves[i]], box, i, problem))
    upper, lower = halves[i]
    cut = {"cut": i, "at": write(middles[i])}
    return [cut, *_cut(problem, k, lower, cuts - 1), *_cut(problem, k, upper, cuts - 1)]


def _width(slopes: list[ball.Ball], box: Region, i: int, problem: Problem) -> tuple[int, Fraction]:
    """How wide these balls are: those without an enclosure more than all others, the less of them the wider the box."""
    if all(map(ball.finite, slopes)):
        return 0, sum(map(ball.radius, slopes), Fraction(0))
    side = box.ranges[problem.names[i]]
    return 1, Fraction(side.low or 0) - Fraction(side.high or 0)


def _parts(problem: Problem, box: Region, i: int, at: Fraction) -> list[Region]:
    """The upper and the lower part of a box."""
    name = problem.names[i]
    return [box.part(name, Range(low=at)), box.part(name, Range(high=at))]


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
        (
            "wide boxes",
            "the kernel looks at each box as a whole, and accepts the same certificate with smaller ones",
            _wide_boxes,
        ),
        (
            "wide pieces",
            "the kernel looks at each piece of a path as a whole, and accepts the same certificate with shorter ones",
            _wide_pieces,
        ),
    )
)
"""In each the kernel asks for more than the format does. The cheapest are asked first."""


def harmless(mutant: Mutant, other: CheckerAnswer) -> DifferenceRule | None:
    """The first rule by which a difference of two checkers is harmless; None if one of them is wrong."""
    if mutant.said.answer is Answer.ACCEPTED or other.answer is not Answer.ACCEPTED:
        return None
    return next((rule for rule in RULES if rule.applies(mutant)), None)
