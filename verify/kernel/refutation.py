"""The kernel's check of a violation: an instance that meets every assumption that is kept, and not the conclusion."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..problem.case import BASIS, CONCLUSIONS, NOT_OF_POINTS, POINTS
from ..problem.expression import ZERO
from ..problem.objective import Problem
from ..truth import Truth
from ..verdict import Verdict
from .assumptions import ASSUMPTIONS, met
from .certificate import Fields, canonical
from .claim_statement import ClaimStatement, Have
from .evidence import Evidence
from .finding import Finding, require
from .ground import Ground, serves
from .theta_point import point

LEAST = (
    "augmented-isolated",
    "augmented-symmetric",
    "augmented-jump",
    "augmented-kink",
    "augmented-cusp",
    "augmented-hyperplane",
    "augmented-samplewise",
    "augmented-optimal",
)
"""Kinds that prove a local minimum of L~ at the point ``at``."""

LEAST_VALUE = "least-value"
"""A kind that proves a local minimum of L~ over the point, wherever it is; in all variables, if theta rests."""

LOCAL_MINIMUM: tuple[Have, ...] = (
    Have("critical-point", facts=(("index", "0"),)),
    Have("morse-bott"),
    Have("supporting-hyperplane"),
    Have("data-optimal", also=("data-only",)),
    Have("critical-orbit", facts=(("minimum", "yes"),)),
    Have("critical-family", facts=(("minimum", "yes"),)),
    Have("sharp-minimum"),
)
"""What proves that theta is a local minimum of L."""

NONE_EXISTS: tuple[Have, ...] = (
    Have("unattained", here=False),
    Have("unreachable", here=False),
    Have("nowhere-stationary", here=False),
    Have("residual-gradient", also=("no-parameters", "paper-augmentation", "lam-nonzero", "differentiable")),
)
"""What proves that L~ has no local minimum at all: no theta is data-optimal (FAIL), be it the only one there is."""


def violation(problem: Problem, fields: Fields, ground: Ground) -> Finding:
    """The varied statement is false: its assumptions are met here, and its conclusion is not."""
    claim = ground.claim(fields)
    dropped, points, conclusion = fields.texts("dropped"), fields.text("points"), fields.text("conclusion")
    require(points in POINTS, f"'points' is one of {', '.join(POINTS)}")
    require(conclusion in CONCLUSIONS, f"there is no conclusion {conclusion}")
    says_more = points == POINTS[0] or conclusion not in NOT_OF_POINTS
    require(says_more, f"points = {points} changes nothing in the conclusion {conclusion}")
    fault = assumption_fault(problem, claim, dropped)
    require(fault is None, fault[1] if fault else "")
    at = fields.raw("point")
    point(problem, fields)
    ground.require_file(fields, at)
    witness = _witness(problem, fields, ground, at, (claim.name, dropped, points, conclusion))
    evidence = ground.evidence(fields)
    named = ground.file.get("basis", {})
    for model in evidence if conclusion in BASIS else ():
        same = canonical(model.certificate.data.get("basis", named)) == canonical(named)
        require(same, "the file names another model")
    used: set[int] = set()
    for alternatives, words in _needs(problem, conclusion, points):
        mine = [e for e in evidence if _fits(problem, e, alternatives, at, witness, ground.file)]
        require(bool(mine), words)
        used |= {id(e) for e in mine}
    require(all(id(e) in used for e in evidence), "it rests on something for which it has no use")
    require(bool(evidence), "it rests on nothing")
    facts = {"claim": claim.name, "verdict": Verdict.FAILS.value, "conclusion": conclusion}
    for theorem in ground.claims.values() if points == "local-minima" else ():
        # Whatever is said to be dropped: if the instance meets a theorem's assumptions, its conclusion holds there.
        if conclusion in theorem.implies and met(problem, theorem.assumptions) is Truth.YES:
            facts["contradiction"] = f"{theorem.name} is refuted: this instance meets all its assumptions"
    words = f"{conclusion} ({CONCLUSIONS[conclusion]}) fails on this instance"
    words += f", without {', '.join(dropped)}" if dropped else ", with every assumption met"
    return Finding(words, min(e.grade for e in evidence), facts)


def assumption_fault(problem: Problem, claim: ClaimStatement, dropped: Sequence[str]) -> tuple[str, str] | None:
    """None if every assumption that is kept is met, and every one that is dropped is not; else which one, and why."""
    for key in dropped:
        if key not in claim.assumptions:
            return key, f"{claim.name} does not assume {key}: {', '.join(claim.assumptions)}"
        if ASSUMPTIONS[key].test(problem) is Truth.YES:
            return key, f"{key} is dropped, yet this instance meets it"
    for key in claim.assumptions:
        truth = ASSUMPTIONS[key].test(problem)
        if key not in dropped and truth is not Truth.YES:
            return key, f"{key} is kept, and this instance was not shown to meet it ({truth.value})"
    return None


Wanted = tuple[Have, ...]


def _needs(problem: Problem, conclusion: str, points: str) -> list[tuple[Wanted, str]]:
    """What has to be proved against a conclusion: alternatives, and what is said where none of them is there.

    A witness (one of ``LEAST``, or a critical point where the statement is about these) has to be at the file's own
    (theta, a, b, W).
    """
    kinds = LEAST if points == "local-minima" else ("augmented-stationary",)

    def witness(*facts: tuple[str, str]) -> Wanted:
        anywhere = [Have(LEAST_VALUE, facts=(("theta", "rests"), *facts))] if points == "local-minima" else []
        return (*(Have(kind, facts=facts) for kind in kinds), *anywhere)

    minimum = (witness(), "the witness was not proved a local minimum (or critical point) of L~")
    only_point = not problem.names
    global_minimum: list[tuple[Wanted, str]] = (
        []
        if only_point
        else [((Have("data-optimal", also=("data-only",)),), "theta was not proved a global minimum of L")]
    )
    match conclusion:
        case "vanish":
            return [(witness(("amplitudes", "not zero")), "no amplitude of the witness was proved not to be 0")]
        case "value":
            return [(witness(("value", "not L(theta)")), "L~ at the witness was not proved to differ from L(theta)")]
        case "elimination":
            return [minimum, ((Have("lower-value"),), "no lower value of L was proved")]
        case "data-optimal":
            lower = (
                (Have("lower-value"), Have("input-lower")) if problem.regularizer is ZERO else (Have("input-lower"),)
            )
            return [minimum, (lower, "nothing was proved to do better than theta on the data")]
        case "realizable":
            return [minimum, ((Have("sample-lower"),), "no sample was proved to have a lower loss elsewhere")]
        case "exists-local-minimum":
            return [(NONE_EXISTS, "it was not proved that no theta is data-optimal")]
        case "basis-suffices":
            return _suffices()
        case _ if conclusion in BASIS:
            cheaper = Have("gradient-basis-violated", facts=(("conclusion", conclusion),))
            at_z = LOCAL_MINIMUM if points == "local-minima" else (Have("stationary"),)
            return [
                (at_z, "theta was not proved a local minimum (or critical point) of L"),
                ((cheaper,), "no model was proved to cost less than L(theta)"),
            ]
        case "converse":
            return [*global_minimum, ((Have("descent"),), "no descent from (theta, 0, b, W) was proved")]
        case _:
            return [*global_minimum, ((Have("escape"),), "no path to below L(theta) was proved")]


def _suffices() -> list[tuple[Wanted, str]]:
    """The bound holds for all small eps, as it does for the derivatives at theta, and theta is no local minimum."""
    return [
        ((Have("gradient-basis", facts=(("eps", "0"),)),), "the bound was not proved for the derivatives at theta"),
        ((Have("outputs-isolated"),), "it was not proved that no other point nearby has the same outputs"),
        ((Have("critical-point", facts=(("minimum", "no"),)),), "theta was not proved to be no local minimum of L"),
    ]


def _fits(
    problem: Problem,
    evidence: Evidence,
    wanted: Wanted,
    at: Mapping[str, Any],
    witness: Sequence[str] | None,
    file: Mapping[str, Any],
) -> bool:
    for have in wanted:
        if evidence.kind != have.kind:
            continue
        if "at" not in evidence.certificate.data:
            return serves(problem, have, evidence, at, file)
        same = witness is not None and list(evidence.certificate.data["at"]) == list(witness)
        return same and all(evidence.facts.get(name) == value for name, value in have.facts)
    return False


def _witness(
    problem: Problem,
    fields: Fields,
    ground: Ground,
    at: Mapping[str, Any],
    statement: tuple[str, Sequence[str], str, str],
) -> Sequence[str] | None:
    """The coordinates of the witness, theta first; refused unless the file states just this."""
    witness = fields.texts("witness", len(problem.augmented_names)) if fields.has("witness") else None
    if witness is not None:
        require(at.get("exact") == list(witness[: len(problem.names)]), "the witness is over another theta")
    said = ground.file.get("statement")
    require(isinstance(said, Mapping), "the file makes no statement that could be refuted")
    assert isinstance(said, Mapping)
    found = (
        said.get("claim"),
        tuple(said.get("dropped", ())),
        said.get("points", POINTS[0]),
        said.get("conclusion"),
    )
    name, dropped, points, conclusion = statement
    require(found == (name, tuple(dropped), points, conclusion), "the file makes another statement")
    if witness is not None:
        table = ground.file.get("witness", {})
        rows = [*table.get("a", ()), *table.get("b", ()), *(v for row in table.get("W", ()) for v in row)]
        require(list(witness[len(problem.names) :]) == rows, "the file names another witness")
    return witness
