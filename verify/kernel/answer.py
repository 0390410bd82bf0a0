"""The kernel's check of the answer about a point that a file brings: what L is near it, and whether it is least there.

Each answer rests on evidence of one kind, whose own point is no farther from the file's than the answer says. A kind
that decides more points is one entry of ``MEANINGS``, and one of ``prove/point_questions.py``, which proposes it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from typing import Any

from ..exact import exact
from ..numerics import ball
from ..numerics.point import Point
from ..problem.objective import Problem
from ..verdict import PointAnswer, Rank
from .certificate import Fields
from .claim_statement import Have
from .evidence import Evidence
from .finding import Finding, require
from .ground import Ground, fit_in_box, same_point, serves
from .theta_point import point

BITS = 512


class Spread(Enum):
    """Of which points evidence speaks: of one that is near, of all within its ``radius`` (if any), or of all."""

    NEAR = "near"
    WITHIN = "within"
    ANYWHERE = "anywhere"


class Index(Enum):
    """Which Morse index a critical point of n parameters, less those of symmetries of L, has to have."""

    ANY = "any"
    LEAST = "0"
    BETWEEN = "from 1 to n - 1"
    GREATEST = "n"


@dataclass(frozen=True)
class Meaning:
    """What an answer says, and what proves it.

    Attributes:
        answer: the answer.
        says: in words, before the place.
        spread: of which points the evidence speaks.
        kinds: evidence of any one of these proves it.
        index: the Morse index that it has, if it is a nondegenerate critical point.
    """

    answer: PointAnswer
    says: str
    spread: Spread
    kinds: tuple[Have, ...]
    index: Index = Index.ANY


_NONDEGENERATE = (Have("critical-point", here=False),)
LEAST_BY_RANK = Have("rank-bound", here=False, facts=(("within", "0"),))
"""What proves that L is least at a point, by a bound on products of low rank."""

MEANINGS: tuple[Meaning, ...] = (
    Meaning(
        PointAnswer.STRICT_MINIMUM,
        "L has a strict local minimum",
        Spread.NEAR,
        (*_NONDEGENERATE, Have("strict-minimum", here=False)),
        Index.LEAST,
    ),
    Meaning(
        PointAnswer.LOCAL_MINIMUM,
        "L has a local minimum",
        Spread.NEAR,
        (
            Have("data-optimal", here=False, also=("data-only",)),
            Have("supporting-hyperplane", here=False),
            Have("morse-bott", here=False),
            Have("critical-orbit", here=False, facts=(("minimum", "yes"),)),
            Have("critical-family", here=False, facts=(("minimum", "yes"),)),
            Have("sharp-minimum", here=False),
            LEAST_BY_RANK,
            Have("minimum-in-ball", here=False),
        ),
    ),
    Meaning(
        PointAnswer.SADDLE,
        "L has a saddle, which is no local minimum,",
        Spread.NEAR,
        (*_NONDEGENERATE, Have("critical-orbit", here=False), Have("critical-family", here=False)),
        Index.BETWEEN,
    ),
    Meaning(PointAnswer.STRICT_MAXIMUM, "L has a strict local maximum", Spread.NEAR, _NONDEGENERATE, Index.GREATEST),
    Meaning(
        PointAnswer.FALLS_FOR_EVER,
        "L has a path to infinity along which it falls for ever, and which starts",
        Spread.NEAR,
        (Have("falling-path", here=False),),
    ),
    Meaning(
        PointAnswer.NOWHERE_CRITICAL,
        "L has no critical point, and no local minimum,",
        Spread.ANYWHERE,
        (Have("nowhere-critical", here=False),),
    ),
    Meaning(
        PointAnswer.NOT_CRITICAL,
        "L has no critical point, and no local minimum,",
        Spread.WITHIN,
        (
            Have("no-critical-point", here=False),
            Have("no-local-minimum", here=False, facts=(("down", "0"), ("above", "0"))),
        ),
    ),
    Meaning(
        PointAnswer.NO_LOCAL_MINIMUM,
        "L has no local minimum",
        Spread.WITHIN,
        (Have("no-local-minimum", here=False), Have("descent-path", here=False)),
    ),
    Meaning(
        PointAnswer.CRITICAL_POINT,
        "L has a critical point, of which it is not known what it is,",
        Spread.NEAR,
        (Have("stationary", here=False),),
    ),
)
"""The answers, the one that says most first."""

LOWER = Have("lower-value", here=False)
LEAST = Have("data-optimal", here=False, also=("data-only",))
NOWHERE = Have("nowhere-critical", here=False)
LEAST_OF_MINIMA = (
    Have("convex-model", here=False),
    LEAST_BY_RANK,
    Have("decayed-linear", here=False),
    Have("decayed-to-constant", here=False),
    Have("linear-layers", here=False),
)
"""What proves that a local minimum is a global one; the last of every local minimum of L."""

MINIMA = (PointAnswer.STRICT_MINIMUM, PointAnswer.LOCAL_MINIMUM)
FOUND_NEAR = (*MINIMA, PointAnswer.SADDLE, PointAnswer.STRICT_MAXIMUM)
"""Answers about a critical point, or a minimum, of which it may be said besides that nothing else is nearer."""
NOTHING = next(m for m in MEANINGS if m.answer is PointAnswer.NOT_CRITICAL)


def proofs_of(rank: str, said: str) -> tuple[Have, ...]:
    """What proves a rank of a point about which an answer says this."""
    if rank == Rank.BAD:
        return (LOWER,)
    return (LEAST, *LEAST_OF_MINIMA) if said in MINIMA else (LEAST,)


def answer(problem: Problem, fields: Fields, ground: Ground) -> Finding:
    """What is proved of L near the point that the file names, and whether L is least there."""
    said, rank = fields.text("answer"), fields.text("rank")
    require(said in set(PointAnswer), f"there is no answer {said}")
    require(rank in set(Rank), f"there is no rank {rank}")
    require((said, rank) != (PointAnswer.OPEN, Rank.OPEN), "it answers nothing")
    distance, at, place = fields.number("distance"), point(problem, fields), fields.raw("point")
    ground.require_file(fields, place)
    evidence = ground.evidence(fields)
    used: list[Evidence] = []
    about: Mapping[str, Any] = place
    words = "what L is near the point is not decided"
    if said != PointAnswer.OPEN:
        meaning = next(m for m in MEANINGS if m.answer == said)
        found = next((e for e in evidence if proves(problem, meaning, e, at, place, distance)), None)
        where = _where(meaning.spread, distance, fields.text("distance"))
        require(found is not None, f"{said} was not proved {where}")
        assert found is not None
        used.append(found)
        about = found.certificate.data["point"] if meaning.spread is Spread.NEAR else place
        words = f"{meaning.says} {where}"
    else:
        require(distance == 0, "without an answer there is no distance")
    if fields.has("apart"):
        words = f"{_nothing_nearer(problem, fields, evidence, used)}; {words}"
    if said == PointAnswer.FALLS_FOR_EVER:
        words += _of_limit(problem, used, evidence, rank)
    elif rank != Rank.OPEN:
        haves = proofs_of(rank, said)
        ranked = next((e for e in evidence if any(ranks(problem, have, e, about) for have in haves)), None)
        require(ranked is not None, f"{rank} was not proved of the same point")
        assert ranked is not None
        used.append(ranked)
        it = "it" if about is not place else "the point"
        low = f"L is {ranked.facts['L_better']} elsewhere, and {ranked.facts['L']} there" if rank == Rank.BAD else ""
        words += f"; {it} is no global minimum: {low}" if rank == Rank.BAD else "; it is a global minimum of L"
    require(all(any(e is u for u in used) for e in evidence), "it rests on something for which it has no use")
    facts = {"answer": said, "rank": rank, "distance": fields.text("distance")}
    if fields.has("apart"):
        facts["apart"] = fields.text("apart")
    return Finding(words, min(e.grade for e in evidence), facts)


def _nothing_nearer(problem: Problem, fields: Fields, evidence: list[Evidence], used: list[Evidence]) -> str:
    """That what was found is not the only thing known of the point: within a distance no point is critical."""
    require(fields.text("answer") in FOUND_NEAR, "only of what was found near the point is it said what is nearer")
    at, place, apart = point(problem, fields), fields.raw("point"), fields.number("apart")
    none = next((e for e in evidence if proves(problem, NOTHING, e, at, place, apart)), None)
    require(none is not None, "that no critical point is so near was not proved")
    assert none is not None
    used.append(none)
    return f"{NOTHING.says} {_where(NOTHING.spread, apart, fields.text('apart'))}"


def _of_limit(problem: Problem, used: list[Evidence], evidence: list[Evidence], rank: str) -> str:
    """What is said of the limit of L along the path that is used, and whether L has any critical point."""
    facts = used[0].facts
    require(rank == facts["rank"], f"{rank} was not proved of the limit")
    words = f"; along it L tends to {facts['limit']}, and nowhere reaches that"
    if rank == Rank.BAD:
        words += f"; that is not the least: L is {facts['L_better']} elsewhere"
    elif rank == Rank.GLOBAL:
        words += "; L is nowhere lower than that"
    none = next((e for e in evidence if serves(problem, NOWHERE, e, None, {})), None)
    if none is not None:
        used.append(none)
        words += "; and L has no critical point, and no local minimum, anywhere"
    return words


def proves(
    problem: Problem, meaning: Meaning, evidence: Evidence, at: Point, place: Mapping[str, Any], distance: Fraction
) -> bool:
    """Whether this evidence proves an answer at this distance from the point ``at``, which is written ``place``."""
    if not says(problem, meaning, evidence) or distance < 0:
        return False
    data = evidence.certificate.data
    if meaning.spread is Spread.ANYWHERE:
        return distance == 0
    if meaning.spread is Spread.WITHIN:
        return same_point(place, data["point"]) and distance <= exact(data.get("radius", "0"))
    return same_point(place, data["point"]) or _close(problem, at, data["point"], distance)


def says(problem: Problem, meaning: Meaning, evidence: Evidence) -> bool:
    """Whether this evidence says of its own point what the answer says."""
    kind = any(serves(problem, have, evidence, None, {}) for have in meaning.kinds)
    return kind and has_index(problem, meaning.index, evidence)


def ranks(problem: Problem, have: Have, evidence: Evidence, about: Mapping[str, Any]) -> bool:
    """Whether this evidence proves a rank of the point that is written ``about``.

    A global minimum of L that lies in a box with one critical point of L is that critical point. Evidence without a
    point is about all of L.
    """
    if not serves(problem, have, evidence, None, {}):
        return False
    at = evidence.certificate.data.get("point")
    return at is None or same_point(about, at) or (have is LEAST and fit_in_box(at, about))


def distance_between(at: Point, other: Point) -> Fraction:
    """An upper bound on the distance of two points in any coordinate.

    Raises:
        OverflowError: a coordinate is too large to be written down.
    """
    with ball.precision(BITS):
        pairs = zip(at.enclosure(BITS), other.enclosure(BITS), strict=True)
        return max((ball.magnitude(x - y) for x, y in pairs), default=Fraction(0))


def _close(problem: Problem, at: Point, written: Mapping[str, Any], distance: Fraction) -> bool:
    return distance_between(at, point(problem, Fields({"point": written}, "answer"))) <= distance


def has_index(problem: Problem, index: Index, evidence: Evidence) -> bool:
    """Whether this evidence is of a critical point of such an index."""
    if index is Index.ANY:
        return True
    found, n = int(evidence.facts["index"]), len(problem.names) - int(evidence.facts.get("dimension", "0"))
    match index:
        case Index.LEAST:
            return found == 0 < n
        case Index.BETWEEN:
            return 0 < found < n
        case _:
            return found == n > 0


def _where(spread: Spread, distance: Fraction, text: str) -> str:
    if spread is Spread.ANYWHERE:
        return "anywhere"
    if distance == 0:
        return "at the point"
    return f"{'within' if spread is Spread.WITHIN else 'no farther than'} {text} from the point in any coordinate"
