"""Proposals that no theta is data-optimal: boxes that cover the parameter space. Claims nothing.

A box on which no reason is seen is halved, in the coordinate in which it is widest on the scale ``s = t/(1 + |t|)``, on
which the whole line has the ends -1 and 1. Reasons are the residual gradients themselves, and eliminations.

An *elimination* takes the parameters t out in which the outputs are affine, ``f = A(s) t + d(s)``: the minors of A
give a row y(s) with ``y' A = 0``. Where all minors have a common factor (for ``t3*tanh(t1*x + t2) + t4`` they vanish
together at ``t1 = 0``) nothing would be seen near its zeros, so it is divided out: in the normal form the entries are
quotients of polynomials in exponentials.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import combinations, islice
from typing import Any, NamedTuple

from ..exact import write
from ..kernel.certificate import Certificate
from ..kernel.evidence import Unknown
from ..kernel.gate import Regularity, look
from ..kernel.kinds.nowhere_stationary import encloses, stationary
from ..kernel.region import EVERYWHERE, Range, Region
from ..numerics.polynomial import NoNormalForm
from ..problem.derivatives import gradient
from ..problem.expression import ZERO, Expr, substitute, text, var, variables
from ..problem.objective import Problem
from .orthogonal_rows import orthogonal
from .output_relations import stationary_outputs

MOST_PIECES = 600
DEEPEST = 12
"""A coordinate is halved at most so often in one piece."""
MOST_COLUMNS = 3
MOST_RELATIONS = 20
SHORT = 10**6
"""A stationary output that is a fraction with a denominator up to this is written as it is."""
Piece = dict[str, Any]


class Relation(NamedTuple):
    """``sum y (f - p) = c`` for every theta: y by distinct input and output, and the c."""

    terms: dict[tuple[int, int], Expr]
    constant: Expr


class Reason(NamedTuple):
    """Something that is not 0 on a box, with the ranges of its variables that are no parameters."""

    x: Expr
    ranges: dict[str, Range]
    words: Piece


def nowhere_stationary(problem: Problem, deadline: float = float("inf")) -> Certificate | Unknown:
    """A certificate of the kind ``nowhere-stationary``."""
    reasons = [
        Reason(rho, {}, {"input": x, "output": k})
        for x, row in enumerate(problem.residual_gradients)
        for k, rho in enumerate(row)
    ]
    relations = list(_written(problem, deadline))
    for r, (_, difference, ranges) in enumerate(relations):
        reasons.append(Reason(difference, ranges, {"relation": r}))
    pieces = _cover(problem.names, reasons, deadline)
    if isinstance(pieces, Unknown):
        return pieces
    used = sorted({piece["relation"] for piece in pieces if "relation" in piece})
    for piece in pieces:
        if "relation" in piece:
            piece["relation"] = used.index(piece["relation"])
    data = {"relations": [relations[r][0] for r in used], "pieces": pieces}
    return Certificate("nowhere-stationary", problem.digest, data)


def _cover(names: Sequence[str], reasons: Sequence[Reason], deadline: float) -> list[Piece] | Unknown:
    """The pieces of a cover in the order of the certificate: a split, then what is below it, then what is above."""
    pieces: list[Piece] = []
    order = list(reasons)
    stack: list[tuple[Region, tuple[int, ...]]] = [(EVERYWHERE, (0,) * len(names))]
    used = variables([reason.x for reason in reasons])
    while stack:
        if len(pieces) > MOST_PIECES or time.monotonic() > deadline:
            return Unknown("budget", "the parameter space was not covered")
        box, halvings = stack.pop()
        found = next((reason for reason in order if _nowhere_zero(reason, box)), None)
        if found is not None:
            order.remove(found)
            order.insert(0, found)
            pieces.append(dict(found.words))
            continue
        free = [i for i, name in enumerate(names) if name in used and halvings[i] < DEEPEST]
        if not free or sum(halvings) > DEEPEST * 2:
            return Unknown("method", "on a small box no residual gradient was seen to be nowhere 0")
        i = min(free, key=lambda j: halvings[j])
        at = _middle(box.ranges.get(names[i], Range()))
        pieces.append({"parameter": i, "at": write(at)})
        deeper = (*halvings[:i], halvings[i] + 1, *halvings[i + 1 :])
        stack += [(box.part(names[i], Range(at)), deeper), (box.part(names[i], Range(high=at)), deeper)]
    return pieces


def _nowhere_zero(reason: Reason, box: Region) -> bool:
    known = look([reason.x], Region({**box.ranges, **reason.ranges}))[0]
    return known.regularity >= Regularity.DEFINED and (known.values.positive or known.values.negative)


def _middle(r: Range) -> Fraction:
    """The middle of a range on the scale t/(1 + |t|)."""
    low = Fraction(-1) if r.low is None else Fraction(r.low) / (1 + abs(Fraction(r.low)))
    high = Fraction(1) if r.high is None else Fraction(r.high) / (1 + abs(Fraction(r.high)))
    s = (low + high) / 2
    return s / (1 - abs(s))


# ----------------------------------------------------------------------------------------------------------------
# Eliminations.


def _written(problem: Problem, deadline: float) -> Iterator[tuple[Piece, Expr, dict[str, Range]]]:
    """Each elimination as the certificate has it, with its difference ``c - sum y (q - p)`` and the ranges of the q."""
    outputs: dict[tuple[int, int], tuple[Fraction, Fraction]] = {}
    for (x, k, j), (low, high) in stationary_outputs(problem).items():
        short = ((low + high) / 2).limit_denominator(SHORT)
        for ends in ((short, short), (low, high)):
            if j is None and encloses(problem, x, k, Range(*ends)):
                outputs[x, k] = ends
                break
    middles = {place: (low + high) / 2 for place, (low, high) in outputs.items()}
    for relation in _eliminations(problem, middles, deadline):
        terms, difference = [], relation.constant
        for (x, k), y in relation.terms.items():
            ends, p = outputs[x, k], middles[x, k]
            numbers = {"minus": write(p), "low": write(ends[0]), "high": write(ends[1])}
            terms.append({"input": x, "output": k, "y": text(y), **numbers})
            difference = difference - y * (var(stationary(x, k)) - p)
        ranges = {stationary(x, k): Range(*outputs[x, k]) for x, k in relation.terms}
        yield {"terms": terms, "constant": text(relation.constant)}, difference, ranges


def _eliminations(problem: Problem, middles: Mapping[tuple[int, int], Fraction], deadline: float) -> Iterator[Relation]:
    """Relations of one output more than there are parameters in which all outputs are affine; p are the ``middles``."""
    rows = {(x, k): problem.outputs[problem.distinct[x][0]][k] for x, k in middles}
    names = _affine(list(rows.values()), problem.names)
    if not 0 < len(names) <= MOST_COLUMNS:
        return
    start = {name: ZERO for name in names}
    for chosen in islice(combinations(rows, len(names) + 1), MOST_RELATIONS):
        if time.monotonic() > deadline:
            return
        slopes = [gradient(rows[place], names) for place in chosen]
        rest = [
            x - middles[place] for x, place in zip(substitute([rows[p] for p in chosen], start), chosen, strict=True)
        ]
        try:
            found = orthogonal(slopes, rest)
        except NoNormalForm:
            continue
        if found is not None:
            y, constant = found
            yield Relation({place: v for place, v in zip(chosen, y, strict=True) if v is not ZERO}, constant)


def _affine(outputs: Sequence[Expr], names: Sequence[str]) -> list[str]:
    """Parameters in which all outputs are affine together: no slope in one of them contains any of them."""
    found: list[str] = []
    for name in reversed(names):
        tried = [*found, name]
        if not any(variables(gradient(x, tried)) & set(tried) for x in outputs):
            found = tried
    return found
