"""The hunt for violations of PGB: random models do not violate it, and it sees a violation; its certificates say so."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from verify.claims.registry import claims, statements
from verify.commands.claim_check import as_hoped, check_claim
from verify.families import pgb_hunt
from verify.files.problem_table import problem_from_tables
from verify.kernel import checker
from verify.kernel.contradiction import contradictions
from verify.kernel.evidence import Evidence
from verify.prove.claim import Claim
from verify.prove.inquiry import ask
from verify.prove.judge import judge
from verify.prove.risk_questions import local_minimum
from verify.prove.subject import Subject
from verify.store.faults import missed
from verify.verdict import Verdict

Json = dict[str, Any]

PGB = claims()["PGB"]


@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(st.integers(0, 10**9))
def test_no_model_violates_the_bound_at_a_certified_local_minimum(seed: int) -> None:
    subject = pgb_hunt.drawn(random.Random(seed))
    assume(subject is not None)
    assert subject is not None
    question = local_minimum(subject)
    assume(isinstance(ask(subject, [question]).results[question.name], Evidence))
    assert judge(PGB, subject).verdict == "holds"


@pytest.fixture(scope="module")
def hunted() -> Json:
    """The result of PGB with its hunt, without its family and its steps."""
    return check_claim(replace(PGB, family=None, steps=()), seed=1)


def test_most_examples_put_the_claim_to_the_test_with_many_different_r(hunted: Json) -> None:
    found = hunted["hunt"]
    assert found["examples"] == pgb_hunt.EXAMPLES
    assert found["non_vacuous"] >= 3 * found["examples"] / 4
    assert found["violated"] == []
    assert as_hoped(found)
    rng = random.Random(1)
    bases = [subject.basis for subject in (pgb_hunt.drawn(rng) for _ in range(100)) if subject is not None]
    assert len({Fraction(b.r) for b in bases if b is not None}) >= 5
    assert {len(b.points) for b in bases if b is not None} == {1, 4}


def test_every_verdict_of_the_hunt_is_proved_again_from_its_document(hunted: Json) -> None:
    documents = {d["case"]: json.loads(json.dumps(d)) for d in hunted["certificates"]}
    assert len(documents) == len(hunted["certificates"]) == pgb_hunt.EXAMPLES
    for instance in hunted["hunt"]["instances"]:
        if instance["sha256"] is None:
            assert instance["verdict"] == "unknown"
            continue
        document = documents[instance["case"]]
        proved = checker.check_document(problem_from_tables(document["problem"]["text"]), document, statements())
        assert proved[instance["sha256"]].facts["verdict"] == instance["verdict"] == "holds"
        assert {e.kind for e in proved.values()} >= {"gradient-basis", "judgement"}


def violating(claim: Claim) -> Claim:
    """The claim with rules that make of each of its verdicts the opposite one."""
    return replace(claim, rules=tuple(replace(rule, verdict=Verdict.FAILS) for rule in claim.rules))


def test_a_claim_that_is_violated_in_its_hunt_is_not_as_expected() -> None:
    claim = replace(violating(PGB), family=None, steps=(), hunt=lambda seed: list(pgb_hunt.drawn_models(seed))[:4])
    result = check_claim(claim, seed=0)
    assert len(result["hunt"]["violated"]) == result["hunt"]["non_vacuous"] > 0
    assert not as_hoped(result["hunt"])
    assert result["status"] == "not as expected"
    assert "violated: pgb-drawn-0" in missed(result["hunt"])[0]
    for document in result["certificates"]:
        problem = problem_from_tables(document["problem"]["text"])
        proved = checker.check_document(problem, document, {"PGB": claim.stated})
        judged = any(e.kind == "judgement" for e in proved.values())
        assert judged == bool(contradictions(problem, list(proved.values())))


def test_a_hunt_that_put_nothing_to_the_test_is_no_success() -> None:
    def nothing(seed: int) -> list[Subject]:
        return []

    result = check_claim(replace(PGB, family=None, steps=(), hunt=nothing), seed=0)
    assert not as_hoped(result["hunt"])
    assert result["status"] == "not as expected"
    assert "vacuous" in missed(result["hunt"])[0]
