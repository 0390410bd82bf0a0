"""The hunt for violations of PGB: random models do not violate it, its variants are false, and it sees a violation."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest
import sympy
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from verify.claims.registry import claims
from verify.commands.check import Settings, as_hoped, check_claim
from verify.families import pgb_hunt
from verify.kernel.evidence import Evidence
from verify.prove.claim import Claim
from verify.prove.judge import judge
from verify.prove.outcome import Outcome
from verify.store.faults import missed

PGB = claims()["PGB"]


@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(st.integers(0, 10**9))
def test_no_model_violates_the_bound_at_a_certified_local_minimum(seed: int) -> None:
    study = pgb_hunt.drawn(random.Random(seed))
    assume(study is not None)
    assert study is not None
    assume(isinstance(study.local_minimum, Evidence))
    assert judge(PGB, study).verdict == "holds"


def test_most_examples_put_the_claim_to_the_test_with_many_different_r() -> None:
    assert PGB.hunt is not None
    found = PGB.hunt(1)
    assert found.nonvacuous >= 3 * found.examples / 4
    assert found.violated == ()
    rng = random.Random(1)
    bases = [study.basis for study in (pgb_hunt.drawn(rng) for _ in range(100)) if study is not None]
    assert len({Fraction(b.r) for b in bases if b is not None}) >= 5
    assert {len(b.points) for b in bases if b is not None} == {1, 4}


@pytest.mark.parametrize("says", pgb_hunt.VARIANTS)
def test_every_variant_is_refuted(says: str) -> None:
    assert pgb_hunt.VARIANTS[says]() is True


def test_a_point_that_is_no_strict_minimum_refutes_nothing() -> None:
    x, y = sympy.symbols("x y", real=True)
    at = {x: sympy.Integer(0), y: sympy.Integer(0)}
    assert pgb_hunt._strict_minimum(x**2 + y**2, at)
    for objective in (x**2 + y**2 + x, x**2 - y**2, x**2, x**2 + y**4):
        assert not pgb_hunt._strict_minimum(objective, at)


def test_a_claim_that_is_violated_in_its_hunt_is_not_as_expected() -> None:
    found = pgb_hunt.hunted(0, lambda study: Outcome("fails", "the model 0 costs less"))
    assert len(found.violated) == found.nonvacuous > 0
    result = check_claim(_with_hunt(found), Settings())
    assert result["status"] == "not as expected"


@pytest.mark.parametrize(
    ("violated", "refuted", "good"), [((), True, True), (("so",), True, False), ((), False, False)]
)
def test_one_violation_or_one_variant_that_is_not_refuted_is_enough(
    violated: tuple[str, ...], refuted: bool, good: bool
) -> None:
    found = pgb_hunt.Hunt(2, 1, violated, (("a", True), ("b", refuted)))
    result = check_claim(_with_hunt(found), Settings())
    assert as_hoped(result["hunt"]) is good
    assert (result["status"] == "as expected") is good


def test_a_hunt_that_put_nothing_to_the_test_is_no_success() -> None:
    result = check_claim(_with_hunt(pgb_hunt.Hunt(2, 0, (), (("a", True),))), Settings())
    assert not as_hoped(result["hunt"])
    assert result["status"] == "not as expected"
    assert "vacuous" in missed(result["hunt"])[0]


def _with_hunt(found: pgb_hunt.Hunt) -> Claim:
    aux = claims()["AUX"]
    return Claim(**{**vars(aux), "hunt": lambda seed: found})
