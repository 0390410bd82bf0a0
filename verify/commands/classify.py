"""Am I stuck? What L is near the point that a file brings, in a few sentences, each with what the kernel has proved."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from typing_extensions import TypedDict

from ..errors import InputError
from ..exact import exact
from ..problem.case import Case
from ..prove.point_questions import RADIUS
from ..verdict import PointAnswer, Rank, Status, Verdict
from .check import ANSWER, Settings, check_case
from .checked import CaseValues, CheckedCase, FindingRow, ProvedFinding

LARGEST = 10**6
"""The largest radius."""
KINKED = "minimum-in-ball"
"""The kind whose words name units and samples."""


class Classified(TypedDict):
    """What ``verify classify --json`` prints of a point.

    ``answer``, ``rank`` and ``distance`` are those of the kernel's certificate of the kind ``answer``, "open" and null
    without one; ``sentences`` say the same in words, with what else was found out; ``findings`` are as in results.
    """

    name: str
    answer: str
    rank: str
    distance: str | None
    sentences: list[str]
    findings: list[FindingRow]
    status: Status
    exit: int


def classify(case: Case, radius: Fraction = RADIUS, seed: int = 0, budget: float | None = None) -> CheckedCase:
    """What L is near the point of a case, and whether it is least there.

    The finding ``the answer`` is proved by the kernel, from certificates that the document ``certificates`` holds; what
    is not decided is a finding of its own, with the reason. Besides the point, all that the file states is checked, and
    the claims that it names.

    Args:
        case: any case: of the kind ``point``, or of another one, whose point is then looked at.
        radius: how far from the point, in every coordinate, there is asked for local minima.
        seed: of all random choices.
        budget: seconds after which what is not decided is left open; None for no limit.
    """
    return check_case(case, Settings(seed, budget, classify=True, radius=radius))


def read_radius(text: str) -> Fraction:
    """The radius that a text names: a number above 0.

    Raises:
        InputError: it is none, or too large.
    """
    radius = exact(text.strip(" "), "--radius")
    if not 0 < radius <= LARGEST:
        raise InputError(f"a radius is above 0, and at most {LARGEST}", "--radius")
    return radius


def classified(checked: CaseValues) -> Classified:
    """The answer about a point, as plain values."""
    proof = _answer(checked)
    facts = {"answer": PointAnswer.OPEN.value, "rank": Rank.OPEN.value} if proof is None else proof["facts"]
    return {
        "name": checked["name"],
        "answer": facts["answer"],
        "rank": facts["rank"],
        "distance": facts.get("distance"),
        "sentences": sentences(checked),
        "findings": checked["findings"],
        "status": checked["status"],
        "exit": checked["status"].exit_code,
    }


def sentences(checked: CaseValues) -> list[str]:
    """The answer, its kinks, how far L is above its least value, the added neurons, and what is not so or open."""
    return [*_proved(checked), *_above_least(checked), *_added_neurons(checked), *_amiss(checked)]


def _answer(checked: CaseValues) -> ProvedFinding | None:
    return next((f for f in checked["findings"] if f["verdict"] == Verdict.PROVED and f["name"] == ANSWER), None)


def _proved(checked: CaseValues) -> Iterator[str]:
    proof = _answer(checked)
    if proof is not None:
        yield f"Proved: {proof['statement']}."
    for f in checked["findings"]:
        if f["verdict"] == Verdict.PROVED and f["kind"] == KINKED:
            kinks = f["statement"].partition("; in it may be the kinks of ")[2]
            free = f["facts"]["dimension"]
            many = "1 symmetry" if free == "1" else f"{free} symmetries"
            strict = f"strict but for {many} of L" if free != "0" else "strict"
            yield f"Proved: it is {strict}." if not kinks else f"Proved: near that minimum no units switch but {kinks}."


def _above_least(checked: CaseValues) -> Iterator[str]:
    """How far L is above its least value, where that is known and not 0."""
    for f in checked["findings"]:
        if f["verdict"] == Verdict.PROVED and f["kind"] == "rank-bound" and f["facts"]["within"] != "0":
            yield f"Proved: {f['statement']}."


def _added_neurons(checked: CaseValues) -> Iterator[str]:
    """One sentence for all descents of L~ together."""
    kinds = [f["kind"] for f in checked["findings"] if f["verdict"] == Verdict.PROVED]
    if "descent" in kinds:
        yield (
            f"Proved: over the point, (theta, 0, b, W) is no local minimum of L~, at {kinds.count('descent')} (b, W) "
            "that were tried: the added neurons lead away from it."
        )
    elif "data-optimal" in kinds:
        yield "Proved: no function of the inputs has a smaller data term, so that added neurons are of no use."


def _amiss(checked: CaseValues) -> Iterator[str]:
    """What is certainly not as the file says; then what is not decided, that of one reason together."""
    reasons: dict[str, list[str]] = {}
    for f in checked["findings"]:
        if f["verdict"] == Verdict.UNKNOWN:
            reasons.setdefault(f"{f['reason']}: {f['message']}", []).append(f["name"])
        elif f["verdict"] != Verdict.PROVED:
            yield f"Not so: {f['place']}: {f['message']}."
    for reason, names in reasons.items():
        yield f"Not decided: {'; '.join(names)} ({reason})."
