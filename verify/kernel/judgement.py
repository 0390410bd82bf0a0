"""The kernel's check of a verdict: that of a claim on one case, by one of the claim's own rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..problem.objective import Problem
from ..truth import Truth
from .assumptions import met, named
from .certificate import Fields
from .claim_statement import ClaimStatement, Rule
from .evidence import Evidence
from .finding import Finding, require
from .ground import Ground, serves, stands
from .theta_point import point


def judgement(problem: Problem, fields: Fields, ground: Ground) -> Finding:
    """The verdict of a rule of the claim: its assumptions are met, and each of its needs by evidence, at one point."""
    claim = ground.claim(fields)
    require(fields.text("statement") == claim.digest, f"{claim.name} is not as it was when this judgement was made")
    rule = claim.rule(fields.text("rule"))
    require(rule is not None, f"{claim.name} has no such rule")
    assert rule is not None
    for key in (*claim.assumptions, *rule.also):
        require(met(problem, (key,)) is Truth.YES, f"it was not shown that {named(key).words}")
    for place, number in rule.stated:
        require(stands(ground.file, place, number), f"the rule {rule.name} is for a file with {place} = {number}")
    point(problem, fields)  # refused unless it is determined exactly
    at = fields.raw("point")
    ground.require_file(fields, at)
    evidence = ground.evidence(fields)
    missing = unmet(problem, rule, evidence, at, ground.file)
    require(not missing, f"{claim.name}: what the rule {rule.name} needs was not proved: {', '.join(missing)}")
    stray = [e.kind for e in evidence if not used(problem, rule, e, at, ground.file)]
    require(not stray, f"{claim.name}: the rule {rule.name} has no use for {', '.join(stray)}")
    facts = {
        "claim": claim.name,
        "verdict": rule.verdict.value,
        "sense": "" if rule.sense is None else rule.sense.value,
    }
    return Finding(said(rule, evidence), min(e.grade for e in evidence), facts)


def unmet(
    problem: Problem, rule: Rule, evidence: Sequence[Evidence], at: Mapping[str, Any], file: Mapping[str, Any]
) -> list[str]:
    """The needs of a rule that none of this evidence meets, each by the kinds that would."""
    return [
        " or ".join(have.kind for have in need)
        for need in rule.needs
        if not any(serves(problem, have, e, at, file) for have in need for e in evidence)
    ]


def used(problem: Problem, rule: Rule, evidence: Evidence, at: Mapping[str, Any], file: Mapping[str, Any]) -> bool:
    """Whether a rule has a use for this evidence."""
    return any(serves(problem, have, evidence, at, file) for need in rule.needs for have in need)


def said(rule: Rule, evidence: Sequence[Evidence]) -> str:
    """The words of a rule with the numbers of this evidence."""
    numbers: dict[str, str] = {}
    for kind in {have.kind for need in rule.needs for have in need}:
        mine, key = [e for e in evidence if e.kind == kind], kind.replace("-", "_")
        numbers[key] = str(len(mine))
        numbers[f"{key}_statement"] = "; ".join(e.statement for e in mine)
        for fact in {fact for e in mine for fact in e.facts}:
            numbers[f"{key}_{fact}"] = ", ".join(e.facts.get(fact, "?") for e in mine)
    return rule.words.format_map(numbers)


def applicable(
    claim: ClaimStatement,
    problem: Problem,
    evidence: Sequence[Evidence],
    at: Mapping[str, Any],
    file: Mapping[str, Any],
) -> Rule | None:
    """The first rule of a claim that this evidence meets: a proposal, which the check then decides afresh."""
    for rule in claim.rules:
        fitting = met(problem, rule.also) is Truth.YES and all(stands(file, *pair) for pair in rule.stated)
        if fitting and not unmet(problem, rule, evidence, at, file):
            return rule
    return None
