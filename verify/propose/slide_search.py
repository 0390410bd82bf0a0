"""Looks for a vector field along which the neuron stays as it is and the penalty falls, for the kernel's SLIDE.

Nothing here proves anything: ``kernel/statement_kinds/slides.py`` checks each line of a proposal.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product
from typing import Any, NamedTuple

from ..errors import CertificateError
from ..files.statement_file import StatementFile
from ..kernel import gate
from ..kernel.certificate import Fields
from ..kernel.region import Region
from ..kernel.sides import cases, strict
from ..kernel.statement_kinds.orbits import ANYWHERE, ONE_SIDE, A, B, penalty_at
from ..kernel.statement_kinds.slides import (
    SIDES,
    SLIDE,
    KeptConditions,
    Motion,
    Pieces,
    below,
    is_constant,
    is_continuous,
    is_empty,
    is_root,
    margins,
    one_side,
    variants,
)
from ..numerics.identity import vanish
from ..numerics.plain_form import plain
from ..problem.expression import ONE, ZERO, Expr, num, substitute, text, topological, variables
from .constant_ratio import PROBES, constant_ratio
from .visible_sign import shortest, visible

Json = dict[str, Any]

DIRECTIONS = {"shift": (ONE, ZERO), "scale": (B, ONE), "bias": (B, ZERO), "weight": (ZERO, ONE)}
"""How b and w move: the coefficients of d/db and of w d/dw."""


class Sliding(NamedTuple):
    """A field, and rates at which what it moves may grow."""

    motion: Motion
    rates: tuple[Expr, ...]


def slide(statement: StatementFile, name: str, lam: Expr) -> Iterator[Json]:
    """Proposals of theorem SLIDE for this sign of lam, one for each way in which b and w may move."""
    alive = {key: side for key, side in SIDES.items() if not is_empty(statement, lam, side)}
    several = statement.augmentation.shared and len(statement.augmentation.neurons(statement.outputs)) > 1
    for direction in DIRECTIONS:
        for signs in product((1, -1), repeat=1 if several else len(alive)):
            said: Json = {"lam": name, "field": SLIDE, **{key: {} for key in SIDES}}
            for (key, side), sign in zip(alive.items(), signs * len(alive), strict=False):
                said[key] = _side(statement, lam, side, direction, sign)
            if several:
                said["zero"] = _others(statement, lam, direction, signs[0])
            if alive and None not in said.values():
                yield said


def _side(statement: StatementFile, lam: Expr, side: int, direction: str, sign: int) -> Json | None:
    """The group of one side of a = 0; None if there is none for this direction."""
    neuron = one_side(statement.augmentation.neuron, side)
    drawn = _field(neuron, direction, sign)
    if drawn is None:
        return None
    penalty = one_side(penalty_at(statement.augmentation, lam), side)
    found = _group(neuron, penalty, drawn, ONE_SIDE, margins(statement, side))
    if found is None:
        return None
    motion = drawn.motion
    return {"a": text(motion.a), "b": text(motion.b), "w": text(motion.w), **found}


def _others(statement: StatementFile, lam: Expr, direction: str, sign: int) -> Json | None:
    """The group of the amplitudes that are 0, on a shared neuron."""
    b, w = DIRECTIONS[direction]
    drawn = Sliding(Motion(ZERO, sign * b, sign * w), (num(sign),))
    neuron, penalty = substitute([statement.augmentation.neuron, penalty_at(statement.augmentation, lam)], {"a": ZERO})
    return _group(neuron, penalty, drawn, ANYWHERE, ())


def _field(neuron: Expr, direction: str, sign: int) -> Sliding | None:
    """The field on which b and w move in this direction, and a as the neuron asks for."""
    b, w = (sign * part for part in DIRECTIONS[direction])
    for piece, _ in cases(plain(neuron), ONE_SIDE):
        still = Motion(ZERO, b, w).along(piece)
        by_a = Motion(ONE, ZERO, ZERO).along(piece)
        constant = constant_ratio(still, A * by_a)
        if constant is not None:
            motion = Motion(-constant * A, b, w)
            if is_constant(piece, motion):
                return Sliding(motion, (-constant, num(sign)))
        for probe in PROBES:
            at = {"u": probe["u"]}
            top, bottom = substitute([still, by_a], at)
            if strict(bottom, ONE_SIDE) is None and strict(plain(bottom), ONE_SIDE) is None:
                continue
            motion = Motion(shortest(-top / bottom), b, w)
            if is_constant(piece, motion):
                return Sliding(motion, (num(sign),))
    return None


def _group(neuron: Expr, penalty: Expr, drawn: Sliding, region: Region, bounds: Sequence[Expr]) -> Json | None:
    """What is kept, and how the penalty changes."""
    motion = drawn.motion
    at_neuron, at_penalty = list(cases(neuron, region)), list(cases(penalty, region))
    wanted = [*bounds, *_roots(at_neuron, region), *_roots(at_penalty, region)]
    free: list[Expr] = []
    if not is_continuous(neuron, at_neuron, region):
        wanted += [c for _, sides in at_neuron for c in sides]
    if not is_continuous(penalty, at_penalty, region):
        free = [c for _, sides in at_penalty for c in sides]
    table: Json = {}
    for c in dict.fromkeys([*wanted, *free]):
        if strict(c, region) == 1:
            continue
        entry = _entry(c, drawn, region)
        if entry is not None:
            table[text(c)] = entry
        elif c in wanted:
            return None
    kept = KeptConditions(Fields({"kept": table}, ""), motion, region)
    try:
        crossed = {c for c in free if not kept.holds(c)}
        pieces = [v for piece, _ in at_penalty for v in variants(piece, kept)]
    except CertificateError:
        return None
    changes = [visible(motion.along(piece), region) for piece in pieces]
    drops = [_difference(p, q, region) for p, mine in at_penalty for q, other in at_penalty
             if below(mine, other, crossed)]  # fmt: skip
    return {"kept": table, "changes": _distinct(changes), "drops": _distinct(drops)}


def _distinct(forms: Sequence[Expr]) -> list[str]:
    """The texts of the forms that differ, as far as an identity shows."""
    found: list[Expr] = []
    for form in forms:
        if not any(vanish([form - other]) for other in found):
            found.append(form)
    return [text(form) for form in found]


def _difference(x: Expr, y: Expr, region: Region) -> Expr:
    """x - y without the terms that both have, as it seems."""
    form = visible(x - y, region)
    if gate.sign(form, region) is not None:
        return form
    names = sorted(variables([x, y]) - {"lam"})
    constant = substitute([x - y], dict.fromkeys(names, ONE))[0]
    return visible(constant, region) if vanish([x - y - constant]) else form


def _roots(pieces: Pieces, region: Region) -> list[Expr]:
    return [
        x.args[0] for piece, _ in pieces for x in topological([piece]) if is_root(x) and strict(x.args[0], region) != 1
    ]


def _entry(c: Expr, drawn: Sliding, region: Region) -> Json | None:
    """Why c >= 0 stays so along the field: a rate, and how much faster it grows."""
    change = drawn.motion.along(c)
    ratio = constant_ratio(change, c)
    for rate in dict.fromkeys([*([] if ratio is None else [ratio]), ZERO, *drawn.rates]):
        rest = change - rate * c
        form = ZERO if vanish([rest]) else visible(_difference(rest, ZERO, region), region)
        known = gate.sign(form, region)
        if known is not None and known.at_least_zero:
            return {"rate": text(rate), "form": text(form)}
    return None
