"""The answer about a point, put together from what was proved: the kernel decides it afresh, and says what it means."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from ..errors import CertificateError
from ..exact import exact, rough, rounded_up
from ..kernel import checker
from ..kernel.answer import (
    FOUND_NEAR,
    MEANINGS,
    NOTHING,
    NOWHERE,
    Meaning,
    Spread,
    distance_between,
    proofs_of,
    ranks,
    says,
)
from ..kernel.certificate import Certificate, Fields
from ..kernel.evidence import Evidence, Unknown
from ..kernel.ground import Ground, file_digest, same_point, serves
from ..kernel.theta_point import point as point_of
from ..numerics.point import Point
from ..problem.case import Expectations
from ..propose.near_critical import nearness
from ..verdict import PointAnswer, Rank, Verdict
from .inquiry import Inquiry
from .outcome import SPENT, Fault, Outcome, distinct
from .point_questions import ABOUT_L, ABOUT_RANK, FALLING, FAR, NEAR, SYMMETRIC
from .subject import Subject


def point_answer(subject: Subject, inquiry: Inquiry) -> Outcome:
    """The answer about the point of the subject; unknown, with the reasons of all attempts, if nothing was proved."""
    at, place = subject.point, None
    if not isinstance(at, Point):
        return Outcome(Verdict.UNKNOWN, _why(inquiry, ABOUT_L))
    place = at.written()
    evidence = [r for name in (*ABOUT_L, *ABOUT_RANK) if isinstance(r := inquiry.results.get(name), Evidence)]
    answers = [*_answers(subject, at, evidence), None]
    for found in answers:
        said, proof, distance = found or (PointAnswer.OPEN, None, "0")
        near = proof is not None and next(m for m in MEANINGS if m.answer == said).spread is Spread.NEAR
        about = proof.certificate.data["point"] if near and proof is not None else place
        rank, ranked = _rank(subject, about, said, evidence)
        if said is PointAnswer.FALLS_FOR_EVER and proof is not None:
            rank = Rank(proof.facts["rank"])
            ranked = next((e for e in evidence if serves(subject.problem, NOWHERE, e, None, {})), None)
        none = _nothing_nearer(subject, said, evidence)
        rests = distinct([e for e in (proof, none, ranked) if e is not None])
        data = {
            "answer": said.value,
            "rank": rank.value,
            "distance": distance,
            "point": place,
            "file": file_digest(subject.case.file),
            "rests_on": list(rests),
        }
        if none is not None:
            data["apart"] = none.certificate.data["radius"]
        certificate = Certificate("answer", subject.problem.digest, data)
        try:
            proved = checker.check(subject.problem, certificate, Ground({}, subject.case.file, rests))
        except CertificateError:
            continue
        return Outcome(Verdict.PROVED, proved.statement, proved, tuple(rests.values()))
    return Outcome(Verdict.UNKNOWN, _why(inquiry, ABOUT_L))


def left_open(subject: Subject, inquiry: Inquiry, proof: Evidence | None) -> dict[str, Unknown]:
    """What the answer leaves open, each with why no attempt decided it.

    That there is nothing within a distance leaves open what is beyond, if that is nearer than what is called near: a
    critical point may be there. But where L has no slope and falls along a path, the point itself is what was asked
    about, and it is decided.
    """
    said = PointAnswer.OPEN if proof is None else PointAnswer(proof.facts["answer"])
    rank = Rank.OPEN if proof is None else Rank(proof.facts["rank"])
    found = {}
    if said in (PointAnswer.OPEN, PointAnswer.CRITICAL_POINT):
        found["what L is near the point"] = _reason(inquiry, ABOUT_L)
    elif said in (PointAnswer.NOT_CRITICAL, PointAnswer.NO_LOCAL_MINIMUM) and proof is not None:
        assert isinstance(subject.point, Point)
        falls = isinstance(inquiry.results.get(FALLING), Evidence)
        reach = nearness(subject.point.center)
        if not falls and exact(proof.facts["distance"]) < reach:
            found[f"what L is beyond that, within {rough(reach)} from the point"] = _reason(
                inquiry, (NEAR, SYMMETRIC, FAR)
            )
    if rank is Rank.OPEN:
        found["whether L is least there"] = _reason(inquiry, ABOUT_RANK)
    return found


def broken_answer(expect: Expectations, outcome: Outcome) -> list[Fault]:
    """What was proved instead of the answer and the rank that a file expects."""
    faults = []
    for key, expected in (("answer", expect.answer), ("rank", expect.rank)):
        found = "open" if outcome.proof is None else outcome.proof.facts[key]
        if expected is not None and found not in (expected.text, "open"):
            faults.append(Fault(expected.place, f"the {key} is {found}, not {expected.text}: {outcome.detail}"))
    return faults


def _answers(subject: Subject, at: Point, evidence: Sequence[Evidence]) -> Iterator[tuple[PointAnswer, Evidence, str]]:
    """Answers that the evidence may prove, each with a distance, the one that says most first.

    Of those about all points within a distance, the one that reaches farthest comes first.
    """
    pairs = [
        (i, meaning, e) for i, meaning in enumerate(MEANINGS) for e in evidence if says(subject.problem, meaning, e)
    ]
    first = min(i for i, meaning in enumerate(MEANINGS) if meaning.spread is Spread.WITHIN)

    def order(pair: tuple[int, Meaning, Evidence]) -> tuple[int, Fraction, int]:
        i, meaning, e = pair
        within = meaning.spread is Spread.WITHIN
        return first if within else i, -exact(e.certificate.data.get("radius", "0")) if within else Fraction(0), i

    for _, meaning, e in sorted(pairs, key=order):
        yield meaning.answer, e, _distance(subject, meaning, at, e)


def _distance(subject: Subject, meaning: Meaning, at: Point, evidence: Evidence) -> str:
    """The distance to say with an answer: of the evidence's point, rounded up; or how far the evidence reaches."""
    data = evidence.certificate.data
    if meaning.spread is Spread.ANYWHERE:
        return "0"
    if meaning.spread is Spread.WITHIN:
        return str(data.get("radius", "0"))
    if same_point(at.written(), data["point"]):
        return "0"
    other = point_of(subject.problem, Fields({"point": data["point"]}, "answer"))
    return rounded_up(distance_between(at, other))


def _nothing_nearer(subject: Subject, said: PointAnswer, evidence: Sequence[Evidence]) -> Evidence | None:
    """That no point within a distance is critical, to be said of what was found farther away."""
    if said not in FOUND_NEAR:
        return None
    found = [e for e in evidence if says(subject.problem, NOTHING, e) and exact(e.certificate.data["radius"]) > 0]
    return max(found, key=lambda e: exact(e.certificate.data["radius"]), default=None)


def _rank(
    subject: Subject, about: object, said: PointAnswer, evidence: Sequence[Evidence]
) -> tuple[Rank, Evidence | None]:
    for rank in (Rank.GLOBAL, Rank.BAD):
        for have in proofs_of(rank, said):
            for e in evidence:
                if isinstance(about, dict) and ranks(subject.problem, have, e, about):
                    return rank, e
    return Rank.OPEN, None


def _reason(inquiry: Inquiry, names: Sequence[str]) -> Unknown:
    """Why none of these attempts decided it: each reason once."""
    failed = [r for name in names if isinstance(r := inquiry.results.get(name), Unknown)]
    if not any(name in inquiry.results for name in names):
        return SPENT
    if not failed:
        return Unknown("method", "what was proved says nothing about this")
    details = dict.fromkeys(r.detail for r in failed)
    return Unknown(failed[-1].reason, "; ".join(details))


def _why(inquiry: Inquiry, names: Sequence[str]) -> str:
    found = _reason(inquiry, names)
    return f"{found.reason}: {found.detail}"
