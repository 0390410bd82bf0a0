"""When an altered document may be accepted: what it says is still true, by a rule of mathematics that is checked.

A rule looks at what was altered and at what the kernel proved from it. None is a list of places alone: each compares
the theorems, or asks for a second opinion at 1,000 bits.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..commands.reprove import STEPS
from ..errors import InputError
from ..exact import exact, half_unit
from ..files.problem_table import canonical
from ..kernel.evidence import Evidence
from . import second_opinion
from .alterations import GONE, Alteration, altered, pattern, read_number
from .documents import ATLAS
from .mutant import Mutant

Json = Any

VERDICTS = ("judgement", "violation")
WITHIN = re.compile(r" to within [0-9.e+-]+")


@dataclass(frozen=True)
class EquivalenceRule:
    """Why an accepted alteration is no fault: the mathematics in words, and the check that it applies here."""

    name: str
    because: str
    applies: Callable[[Mutant], bool]


def _same_number(found: Mutant) -> bool:
    old, new = found.was, found.alteration.value
    if not isinstance(old, str) or not isinstance(new, str):
        return False
    if old.startswith("~") != new.startswith("~"):
        return False
    before, after = (read_number(text.removeprefix("~")) for text in (old, new))
    return before is not None and before == after


def _proves_less(found: Mutant) -> bool:
    before = {e.digest for e in found.subject.proved}
    return bool(before) and {e.digest for e in found.said.evidence} <= before


SPOKEN = {
    ATLAS: ("examples", "non_vacuous", "seconds", "method", "found_by", "certificates.case"),
    STEPS: ("certificates.*.data.step",),
}
"""What a document says to people: how it was found, and the name of a step."""


def _spoken(found: Mutant) -> bool:
    place = pattern(found.alteration.path)
    if place not in SPOKEN.get(found.subject.folder, ()):
        return False
    if found.subject.folder == ATLAS:  # whatever stands there, the cell carries the same proof
        restored = altered(found.content, Alteration(found.alteration.path, "", found.was))
        return bool(restored == found.subject.content)
    pairs = zip(found.subject.proved, found.said.evidence, strict=True)
    return all(_terms(a) == _terms(b) for a, b in pairs)


def _terms(e: Evidence) -> tuple[Any, ...]:
    return tuple(e.certificate.data[key] for key in ("claim", "relation", "derived", "stated"))


def _same_verdicts(found: Mutant) -> bool:
    """Whether the verdicts are those of the original: of each claim, in its sense."""
    return _verdicts(found.said.evidence) == _verdicts(found.subject.proved)


def _verdicts(evidence: Sequence[Evidence]) -> list[tuple[str, ...]]:
    return sorted(
        (e.kind, e.facts["claim"], e.facts["verdict"], e.facts.get("sense", "")) for e in evidence if e.kind in VERDICTS
    )


def _hint(found: Mutant) -> bool:
    old, new = found.was, found.alteration.value
    whole = all(isinstance(bits, int) and not isinstance(bits, bool) and bits > 1 for bits in (old, new))
    return (
        whole
        and found.alteration.path[-1] == "bits"
        and _sentences(found.said.evidence) == _sentences(found.subject.proved)
    )


def _order_of_a_sum(found: Mutant) -> bool:
    old, new = found.was, found.alteration.value
    summed = found.alteration.path[-1] == "terms" and isinstance(old, list) and isinstance(new, list)
    return summed and sorted(map(canonical, old)) == sorted(map(canonical, new)) and _same_verdicts(found)


def _order_of_certificates(found: Mutant) -> bool:
    """The same certificates, and the same conclusions from the same kinds of them: each was proved in the original."""
    if found.alteration.path != ("certificates",) or not found.subject.of_problem:
        return False
    before, after = (_conclusions(evidence) for evidence in (found.subject.proved, found.said.evidence))
    return after <= before and _same_verdicts(found)


def _conclusions(evidence: Sequence[Evidence]) -> Counter[tuple[Any, ...]]:
    """What is proved alone, by digest; and what is concluded, with the kinds of what it rests on in its place."""
    kinds = {e.digest: e.kind for e in evidence}
    return Counter(
        (e.kind, canonical({**data, "rests_on": sorted(kinds[digest] for digest in data["rests_on"])}))
        if "rests_on" in (data := e.certificate.data)
        else (e.digest,)
        for e in evidence
    )


def _fewer_digits(found: Mutant) -> bool:
    """A coarser decimal: each number that rounds to the old one rounds to the new one."""
    old, new = found.was, found.alteration.value
    if "rounds_to" not in found.alteration.path or not isinstance(old, str) or not isinstance(new, str):
        return False
    try:
        return abs(exact(old) - exact(new)) + half_unit(old) <= half_unit(new) and _same_verdicts(found)
    except InputError:
        return False


COORDINATES = ("moving", "held", "boxed")


def _order_of_coordinates(found: Mutant) -> bool:
    """A set of indices in another order: the congruence is then written in that order, and has to do its work in it."""
    old, new = found.was, found.alteration.value
    listed = found.alteration.path[-1] in COORDINATES and isinstance(old, list) and isinstance(new, list)
    return listed and sorted(old) == sorted(new) and _sentences(found.said.evidence) == _sentences(found.subject.proved)


def _fewer_grounds(found: Mutant) -> bool:
    place = pattern(found.alteration.path)
    if ".rests_on" in place:
        pairs = [(old["data"].get("rests_on", []), new["data"].get("rests_on", [])) for old, new in found.changed()]
        return all(set(new) <= set(old) for old, new in pairs) and _same_verdicts(found)
    if ".points" in place:  # fewer columns: the bound is asked for fewer combinations
        lists = [(old["data"].get("points"), new["data"].get("points")) for old, new in found.changed()]
        good = all(isinstance(new, list) and all(p in old for p in new) for old, new in lists)
        return good and bool(lists) and lists[0][0] != lists[0][1] and _same_verdicts(found)
    if ".met" in place:
        pairs = [(_met(old), _met(new)) for old, new in found.changed()]
        same = [e.statement for e in found.said.evidence] == [e.statement for e in found.subject.proved]
        return all(new.items() <= old.items() for old, new in pairs) and same
    return False


def _met(content: Json) -> Mapping[str, str]:
    certificate = content.get("certificate", content)
    found: Mapping[str, str] = certificate["data"].get("met", {})
    return found


def _second_opinion(found: Mutant) -> bool:
    pairs = list(found.changed())
    if found.problem is None or not pairs or not _same_verdicts(found):
        return False
    return all(second_opinion.true(found.problem, new["kind"], new["data"]) is True for _, new in pairs)


def _as_far(found: Mutant) -> bool:
    """An answer at another distance: no less than that of what is near, and no more than what was looked at.

    So, too, the distance within which nothing is nearer.
    """
    for old, new in found.changed():
        rest = ({k: v for k, v in c["data"].items() if k not in ("distance", "apart")} for c in (old, new))
        if found.problem is None or old["kind"] != "answer" or canonical(next(rest)) != canonical(next(rest)):
            return False
        data = new["data"]
        said, proofs = exact(data["distance"]), [e for e in found.said.evidence if e.digest in data["rests_on"]]
        reach = max([exact(e.certificate.data["radius"]) for e in proofs if "radius" in e.certificate.data], default=0)
        if data["answer"].endswith("-within"):
            return 0 <= said <= reach
        if ("apart" in data) != ("apart" in old["data"]) or not 0 <= exact(data.get("apart", "0")) <= reach:
            return False
        points = [e.certificate.data["point"] for e in proofs if "point" in e.certificate.data]
        near = {canonical(point): point for point in points}
        ways = [second_opinion.distance(found.problem, point, data["point"]) for point in near.values()]
        return bool(min(ways) * said.denominator <= said.numerator)
    return False


WITNESSES: Mapping[str, tuple[str, ...]] = {
    "tangent": ("bits", "last_layer", "models", "point.preconditioner", "point.radius", "point.center", "point.bits"),
    "gradient-basis": ("bits", "tangent_at", "points", "eps", "h", "r", "psi"),
    "no-critical-point": ("bits", "direction"),
    "decayed-linear": ("bits", "units", "outputs"),
    "decayed-to-constant": ("bits", "together", "outward", "inward", "shares"),
    "no-local-minimum": ("bits", "pieces"),
    "morse-bott": ("bits", "complement", "rows"),
    "augmented-isolated": ("bits", "congruence", "box.preconditioner", "box.radius", "box.center", "box.bits"),
    "augmented-norm": ("bits",),
    "least-value": ("level", "reach", "added"),
    "supporting-hyperplane": ("subgradients",),
    "unreachable": ("bits", "terms", "constant"),
    "nowhere-stationary": ("relations", "pieces"),
    "flow-limit": ("bits", "limit"),
    "margins": ("bits",),
    "residuals-seen": ("seen.at",),
    "orbit-vanish": ("orbits",),
    "orbit-value": ("orbits",),
}
"""Data that the theorem of a kind does not name: it says that something of this kind exists, or nothing."""


def _other_witness(found: Mutant) -> bool:
    pairs = list(found.changed())
    for old, new in pairs:
        kind = old.get("kind") or (old.get("certificate") or {}).get("kind", "")
        fields = WITNESSES.get(kind, ())
        places = {place.removeprefix("certificate.").removeprefix("data.") for place in _differing(old, new)}
        if not all(any(f"{place}.".startswith(f"{field}.") for field in fields) for place in places):
            return False
    return bool(pairs) and _sentences(found.said.evidence) == _sentences(found.subject.proved)


def _differing(old: Json, new: Json, place: str = "") -> Iterator[str]:
    """The places, as keys with dots between them, at which two objects differ."""
    if isinstance(old, dict) and isinstance(new, dict):
        for key in old.keys() | new.keys():
            yield from _differing(old.get(key, GONE), new.get(key, GONE), f"{place}.{key}" if place else key)
    elif repr(old) != repr(new):
        yield place


def _sentences(evidence: Sequence[Evidence]) -> list[tuple[Any, ...]]:
    """What is proved, in words, but for how narrow the ball of a number is: that is a matter of precision alone."""
    said = [(e.kind, WITHIN.sub("", e.statement), e.grade) for e in evidence if e.kind not in VERDICTS]
    return said + _verdicts(evidence)


WEAKER = {("=", ">="), (">", ">=")}


def _weaker_step(found: Mutant) -> bool:
    if found.subject.folder != STEPS:
        return False
    old, new = found.was, found.alteration.value
    if found.alteration.path[-1] == "relation":
        return (old, new) in WEAKER
    if new is GONE:  # one assumption of a symbol
        return isinstance(old, bool)
    if isinstance(old, dict) and isinstance(new, dict):
        return set(new.items()) <= set(old.items())
    return False


def _same_term(found: Mutant) -> bool:
    if found.subject.folder != STEPS:
        return False
    from ..kernel.symbolic_terms import read

    return all(
        read(old["data"][side]) == read(new["data"][side])
        for old, new in found.changed()
        for side in ("derived", "stated")
    ) and all(old["data"]["relation"] == new["data"]["relation"] for old, new in found.changed())


RULES = tuple(
    EquivalenceRule(name, because, applies)
    for name, because, applies in (
        ("same number", "two spellings of one rational number", _same_number),
        ("proves less", "every certificate that is left was accepted, unaltered, in the original", _proves_less),
        ("hint", "a precision is no part of a theorem; balls enclose at each", _hint),
        ("order of a sum", "the same terms in another order", _order_of_a_sum),
        (
            "order of certificates",
            "the same certificates in another order; each conclusion is one of the original",
            _order_of_certificates,
        ),
        (
            "order of coordinates",
            "the same set of coordinates, which the theorem does not order",
            _order_of_coordinates,
        ),
        ("fewer digits", "what rounds to a decimal rounds to the coarser one", _fewer_digits),
        ("spoken", "the field speaks to people, and all that is proved is the same", _spoken),
        ("fewer grounds", "what follows from some premises follows; the verdicts are the same", _fewer_grounds),
        ("weaker step", "a relation under fewer assumptions, or one that the original implies", _weaker_step),
        ("same term", "another way to write the same two terms", _same_term),
        ("second opinion", "the conditions of its kind hold at 1,000 bits by another arithmetic", _second_opinion),
        ("as far", "an answer holds at each distance that is large enough, or small enough", _as_far),
        ("another witness", "the field only shows that something exists; the theorem is the same", _other_witness),
    )
)


def equivalent(found: Mutant) -> EquivalenceRule | None:
    """The first rule by which an accepted alteration is no fault; None if it is one."""
    return next((rule for rule in RULES if rule.applies(found)), None)
