"""Evidence that cannot all be true: something that was taken for granted is false, and nothing that rests on it counts.

The kernel proves only what follows. So where two of its statements contradict each other, a fact that the file declares
of its loss is false, or there is an error in the kernel, in a claim's rules, or in a theorem.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..exact import exact
from ..problem.objective import Problem
from ..verdict import Verdict
from .answer import LEAST_OF_MINIMA, distance_between, ranks
from .certificate import Fields
from .claim_statement import Have
from .evidence import Evidence
from .ground import same_point, serves
from .theta_point import point

MODEL = Have("gradient-basis-violated", facts=(("conclusion", "basis"), ("moved", "0")))

AT_ONE_POINT: tuple[tuple[str, Have, str], ...] = (
    (
        "data-optimal",
        Have("lower-value", also=("data-only",)),
        "theta is a global minimum of L, and L is lower elsewhere",
    ),
    ("data-optimal", Have("input-lower"), "no function does better than theta on the data, and one does at one input"),
    ("data-optimal", Have("residual-gradient"), "the residual gradients vanish at theta, and one of them does not"),
    (
        "data-optimal",
        Have("descent", also=("paper-augmentation", "lam-positive", "data-only")),
        "(theta, 0, b, W) is a global minimum of L~ for all b and W, and L~ is lower next to it",
    ),
    (
        "data-optimal",
        Have("escape", also=("paper-augmentation", "lam-positive", "data-only")),
        "theta is data-optimal, and L~ falls below L(theta)",
    ),
    ("auxiliary-minimum", Have("auxiliary-slope"), "L(theta) = 0, and L(theta) is not 0"),
    ("tangent", MODEL, "no model in the derivatives at theta costs less than L(theta), and one does"),
)
"""What cannot be proved of one point: evidence of a kind, and evidence that fits a description; and why."""

NOT_NEAR = ("no-critical-point", "no-local-minimum")
"""Kinds that prove of all points near one that they are no local minima."""

ANYWHERE = (
    ("data-optimal", "unattained", "some theta is data-optimal, and none is"),
    ("data-optimal", "unreachable", "some theta is data-optimal, and none is"),
    ("data-optimal", "nowhere-stationary", "some theta is data-optimal, and none is"),
)

MINIMUM = (
    Have("morse-bott"),
    Have("supporting-hyperplane"),
    Have("strict-minimum"),
    Have("critical-point", facts=(("minimum", "yes"),)),
    Have("critical-orbit", facts=(("minimum", "yes"),)),
    Have("critical-family", facts=(("minimum", "yes"),)),
    Have("sharp-minimum"),
    Have("minimum-in-ball"),
    Have("data-optimal", also=("data-only",)),
    Have("rank-bound", facts=(("within", "0"),)),
)
NO_MINIMUM = (
    Have("critical-point", facts=(("minimum", "no"),)),
    Have("critical-orbit", facts=(("minimum", "no"),)),
    Have("critical-family", facts=(("minimum", "no"),)),
    Have("descent-path"),
)
"""What proves that theta is a local minimum of L, and what proves that it is none."""


def contradictions(problem: Problem, evidence: Sequence[Evidence]) -> list[str]:
    """What is contradictory in this evidence about one problem, in words; an empty list if nothing was found."""
    found = [e.facts["contradiction"] for e in evidence if e.facts.get("contradiction")]
    found += [
        f"{e.facts['claim']} fails, though the case meets every assumption"
        for e in evidence
        if e.kind == "judgement" and e.facts["verdict"] == Verdict.FAILS
    ]
    for first, second, words in AT_ONE_POINT:
        found += [words for e in _of(first, evidence) for f in evidence if serves(problem, second, f, _at(e), {})]
    for one, other, words in ANYWHERE:
        if _of(one, evidence) and _of(other, evidence):
            found.append(words)
    none = [e for want in NO_MINIMUM for e in _of(want.kind, evidence) if serves(problem, want, e, _at(e), {})]
    found += [
        "theta is a local minimum of L, and it is none"
        for e in none
        if any(serves(problem, want, f, _at(e), {}) for want in MINIMUM for f in evidence)
    ]
    found += _minima_where_there_are_none(problem, evidence)
    found += _bad_minima_where_all_are_global(problem, evidence)
    if _of("nowhere-critical", evidence) and any(
        serves(problem, want, e, _at(e), {}) for want in MINIMUM for e in _of(want.kind, evidence)
    ):
        found.append("L has a local minimum, and no critical point at all")
    assumed = {fact for e in evidence for fact in e.assuming}
    note = f"; the file declares that the loss is {' and '.join(sorted(assumed))}" if assumed else ""
    return [words + note for words in dict.fromkeys(found)]


def _minima_where_there_are_none(problem: Problem, evidence: Sequence[Evidence]) -> list[str]:
    """A local minimum of L at, or for a box within, a distance in which there is proved to be none."""
    minima = [e for have in MINIMUM for e in _of(have.kind, evidence) if serves(problem, have, e, _at(e), {})]
    return [
        "L has a local minimum where there is none"
        for kind in NOT_NEAR
        for none in _of(kind, evidence)
        for e in minima
        if _within(problem, none.certificate.data, _at(e))
    ]


def _bad_minima_where_all_are_global(problem: Problem, evidence: Sequence[Evidence]) -> list[str]:
    """A local minimum at which L is not least, though what is proved makes each one there a global one."""
    minima = [f for have in MINIMUM for f in _of(have.kind, evidence) if serves(problem, have, f, _at(f), {})]
    return [
        "every local minimum there is a global one, and one is not"
        for have in LEAST_OF_MINIMA
        for all_global in _of(have.kind, evidence)
        for e in _of("lower-value", evidence)
        if ranks(problem, have, all_global, _at(e)) and any(same_point(_at(e), _at(f)) for f in minima)
    ]


def _within(problem: Problem, none: Mapping[str, Any], written: Mapping[str, Any]) -> bool:
    """Whether a point that was accepted certainly lies in the box in which there is nothing."""
    if same_point(none["point"], written):
        return True
    try:
        center, at = (point(problem, Fields({"point": w}, "point")) for w in (none["point"], written))
        return distance_between(center, at) <= exact(none["radius"])
    except OverflowError:
        return False


def _of(kind: str, evidence: Sequence[Evidence]) -> list[Evidence]:
    return [e for e in evidence if e.kind == kind]


def _at(evidence: Evidence) -> Mapping[str, Any]:
    point = evidence.certificate.data["point"]
    assert isinstance(point, Mapping)
    return point
