"""Certificates that a variant of a claim holds: for one condition each, what only this condition refuses."""

from __future__ import annotations

from typing import Any

import pytest

from verify.claims.registry import claims
from verify.errors import CertificateError
from verify.files.statement_file import StatementFile, statement_from_tables
from verify.kernel.certificate import Certificate, Fields
from verify.kernel.evidence import Evidence
from verify.kernel.statement_kinds.no_instance import check_no_instance, in_all_instances
from verify.kernel.statement_kinds.orbits import FIELDS, Orbit, check_bounds
from verify.kernel.statements import check_statement, statement_digest
from verify.numerics.identity import vanish
from verify.problem.derivatives import gradient
from verify.problem.expression import ZERO, num, substitute
from verify.problem.formula import parse
from verify.truth import Truth

Json = dict[str, Any]


def statement(claim: str = "ELIM", augment: Json | None = None, **keys: Any) -> StatementFile:
    """A variant of a claim. ``keys`` are those of [statement]."""
    conclusion = "vanish" if claim == "VANISH" else "elimination"
    table = {"claim": claim, "changes": "it", "dropped": ["paper-augmentation"], "conclusion": conclusion, **keys}
    tables = {"title": "t", "kind": "statement", "source": "s", "statement": table, "augment": augment or {}}
    return statement_from_tables(tables, "t")


def check(about: StatementFile, kind: str, data: Json, assumptions: list[str] | None = None) -> Evidence:
    known = list(claims()[about.claim].assumptions) if assumptions is None else assumptions
    return check_statement(about, Certificate(kind, statement_digest(about), {"assumptions": known, **data}), known)


CHANGE = "2*lam*a**2"
ORBIT: Json = {"lam": "positive", "field": "shift", "alpha": "1", "beta": "1", "kinks": {},
               "above": CHANGE, "below": CHANGE}  # fmt: skip
RATE: Json = {"by": "rate", "rate": "1", "at": ["1", "1/2"]}
MET = {"differentiable": "kept", "convex": "kept", "data-only": "kept"}
SEEN: Json = {"orbits": [ORBIT], "seen": RATE, "met": MET}
MOMENTS: Json = {**SEEN, "seen": {"by": "moments", "at": ["1", "1"]}}

TRUE: dict[str, tuple[StatementFile, str, Json]] = {
    "by a rate": (statement(), "residuals-seen", SEEN),
    "by moments": (statement(distinct=2), "residuals-seen", MOMENTS),
    "by moments that are 0 at b = 0": (
        statement(augment={"neuron": "a*b*exp(u)"}, distinct=2),
        "residuals-seen",
        {**MOMENTS, "orbits": [{**ORBIT, "field": "bias"}]},
    ),
    "by a rate where phi is 0 at b = 0": (
        statement(augment={"neuron": "a*b*exp(u)"}),
        "residuals-seen",
        {**SEEN, "orbits": [{**ORBIT, "field": "bias"}], "seen": {**RATE, "at": ["1", "0"]}},
    ),
    "an amplitude that has room on both sides": (
        statement(augment={"constraints": ["a >= -1", "a <= 1"]}),
        "residuals-seen",
        SEEN,
    ),
    "a loss of the table": (
        statement(loss="squared"),
        "residuals-seen",
        {**SEEN, "met": {"differentiable": "loss", "convex": "loss", "data-only": "kept"}},
    ),
    "realizable data": (
        statement(data="realizable"),
        "residuals-seen",
        {**SEEN, "met": {**MET, "realizable": "data"}},
    ),
    "the amplitude vanishes": (statement("VANISH"), "orbit-vanish", {"orbits": [ORBIT]}),
    "no instance keeps it": (
        statement(augment={"lam": "zero"}, dropped=[]),
        "no-instance",
        {"assumption": "lam-nonzero"},
    ),
    "every instance meets what is dropped": (
        statement(augment={"lam": "positive"}, dropped=["lam-nonzero"]),
        "no-instance",
        {"assumption": "lam-nonzero"},
    ),
}


@pytest.mark.parametrize("name", TRUE)
def test_a_true_one_is_accepted(name: str) -> None:
    found = check(*TRUE[name])
    assert found.statement
    assert found.facts["because"]


def test_what_is_needed_is_said() -> None:
    because = check(*TRUE["a loss of the table"]).facts["because"]
    assert "needed: convex (of the loss squared), data-only (assumed), differentiable (of the loss squared)" in because
    assert "realizable (of the data)" in check(*TRUE["realizable data"]).facts["because"]
    assert "k = 1: different exponentials" in check(*TRUE["by a rate"]).facts["because"]
    assert "at most 2 different inputs" in check(*TRUE["by moments"]).facts["because"]
    assert check(*TRUE["no instance keeps it"]).facts["because"] == "lam-nonzero is kept, and no instance meets it"
    dropped = check(*TRUE["every instance meets what is dropped"]).facts["because"]
    assert dropped == "lam-nonzero is dropped, and every instance meets it"


@pytest.mark.parametrize(
    ("neuron", "orbit", "words"),
    [
        ("a*exp(u + b)", {}, "(a, b) -> (a e^t, b - t)"),
        ("a*exp(u + 2*b)", {"alpha": "2", "above": "4*lam*a**2", "below": "4*lam*a**2"}, "(a e^(2 t), b - t)"),
        ("a*exp(u + b/3)", {"beta": "3"}, "(a e^t, b - 3 t)"),
        ("a*b*exp(u)", {"field": "bias"}, "(a, b) -> (a e^t, b e^(-t))"),
        ("a*(u + b)", {"field": "scale"}, "(a, b, w) -> (a e^t, b e^(-t), w e^(-t))"),
        ("a*u*exp(b)", {"field": "weight"}, "(a, w) -> (a e^t, w e^(-t))"),
    ],
)
def test_the_orbit_is_said(neuron: str, orbit: Json, words: str) -> None:
    found = check(statement("VANISH", {"neuron": neuron}), "orbit-vanish", {"orbits": [{**ORBIT, **orbit}]})
    assert words in found.facts["because"]


def seen(**changes: Any) -> Json:
    return {**SEEN, **changes}


LIES: dict[str, tuple[StatementFile, str, Json, str]] = {
    "phi is 0 where it is looked at": (
        statement(augment={"neuron": "a*exp(u)*b"}),
        "residuals-seen",
        seen(orbits=[{**ORBIT, "field": "bias"}], seen={**RATE, "at": ["0", "1"]}),
        "phi was not proved different from 0",
    ),
    "a rate that is 0": (
        statement(augment={"neuron": "a*exp(b)"}),
        "residuals-seen",
        seen(seen={**RATE, "rate": "0"}),
        "rate was not proved different",
    ),
    "another way to see": (
        statement(distinct=2),
        "residuals-seen",
        seen(seen={**MOMENTS["seen"], "by": "x"}),
        "'moments'",
    ),
    "a loss that is not convex": (
        statement(loss="cauchy"),
        "residuals-seen",
        seen(met={"differentiable": "loss", "convex": "loss", "data-only": "kept"}),
        "cauchy is not convex",
    ),
    "a loss that is not differentiable": (
        statement(loss="absolute"),
        "residuals-seen",
        seen(met={"differentiable": "loss", "convex": "loss", "data-only": "kept"}),
        "absolute is not differentiable",
    ),
    "a loss that says nothing of the data": (
        statement(loss="squared"),
        "residuals-seen",
        seen(met={"differentiable": "loss", "convex": "loss", "data-only": "loss"}),
        "squared is not data-only",
    ),
    "data that may conflict": (
        statement(),
        "residuals-seen",
        seen(met={**MET, "realizable": "data"}),
        "not known to be realizable",
    ),
    "what the data say nothing of": (
        statement(data="realizable"),
        "residuals-seen",
        seen(met={"differentiable": "kept", "convex": "data", "data-only": "kept"}),
        "not known to be convex",
    ),
    "a neuron that is not 0 at a = 0": (
        statement(augment={"neuron": "a*exp(u + b) + 1"}),
        "residuals-seen",
        SEEN,
        "the neuron was not proved to be 0 where a = 0",
    ),
    "an assumption that there is not": (statement(), "residuals-seen", SEEN, "unknown assumption 'good'"),
    "another conclusion": (
        statement("ELIM", conclusion="vanish"),
        "residuals-seen",
        SEEN,
        "proves elimination, data-optimal, realizable, not vanish",
    ),
    "an orbit with a field more": (
        statement("VANISH"),
        "orbit-vanish",
        {"orbits": [{**ORBIT, "more": "1"}]},
        "unknown field",
    ),
    "a point that is no number": (statement(), "residuals-seen", seen(seen={**RATE, "at": ["x", "1"]}), "x"),
}


@pytest.mark.parametrize("name", LIES)
def test_a_lie_is_refused_for_its_own_reason(name: str) -> None:
    about, kind, data, words = LIES[name]
    good = [*claims()[about.claim].assumptions, "good"] if "that there is not" in name else None
    with pytest.raises(CertificateError, match=words):
        check(about, kind, data, good)


def test_lam_in_all_instances() -> None:
    """By its class, or as the number that it is."""
    for lam, nonzero, positive in (
        ("1/2", Truth.YES, Truth.YES), ("-1/2", Truth.YES, Truth.NO), ("-1", Truth.YES, Truth.NO),
        ("1", Truth.YES, Truth.YES), ("0", Truth.NO, Truth.NO),
    ):  # fmt: skip
        about = statement(augment={"lam": lam})
        assert (in_all_instances(about, "lam-nonzero"), in_all_instances(about, "lam-positive")) == (nonzero, positive)


def test_what_some_instances_meet_is_no_vacuity() -> None:
    about, kept = statement(augment={"lam": "free"}, dropped=[]), frozenset(["lam-nonzero"])
    with pytest.raises(CertificateError, match="was not proved to be met by no instance"):
        check_no_instance(about, Fields({"assumption": "lam-nonzero"}, "here"), kept)
    dropped = statement(augment={"lam": "free"}, dropped=["lam-nonzero"])
    with pytest.raises(CertificateError, match="was not proved to be met by every instance"):
        check_no_instance(dropped, Fields({"assumption": "lam-nonzero"}, "here"), frozenset())


@pytest.mark.parametrize("field", FIELDS)
def test_the_derivative_along_an_orbit_is_that_of_the_flow_in_the_weights_too(field: str) -> None:
    orbit = Orbit(field, num(2), num(3))
    moved = orbit.flow()
    for name, formula in (("a", "a"), ("b", "b"), ("w2", "w2"), ("", "a*b*w2")):
        x = parse(formula, ["a", "b", "w2"])
        w2 = parse("w2*exp(-6*t)" if "W" in FIELDS[field] else "w2", ["w2", "t"])
        (along,) = substitute([x], {**moved, "w2": w2})
        (at_0,) = substitute(gradient(along, ["t"]), {"t": ZERO})
        assert vanish([orbit.along(x) - at_0]), name


@pytest.mark.parametrize("bound", ["a >= -1", "a <= 1", "a >= 0", "a <= 0", "a >= 1", "a <= -1"])
def test_an_amplitude_that_grows_meets_a_bound_on_either_side(bound: str) -> None:
    augmentation = statement(augment={"constraints": [bound]}).augmentation
    with pytest.raises(CertificateError, match="a bound on a may stop the orbit"):
        check_bounds(Orbit("shift", num(1), num(1)), augmentation, -1)


@pytest.mark.parametrize(
    "penalty", ["lam*(a**2 + abs(b - 1)*step(a)*step(-a))", "lam*(a**2 + step(b)*step(a)*step(-a))"]
)
def test_at_a_shared_neuron_the_penalty_of_amplitudes_that_are_0_is_smooth(penalty: str) -> None:
    about = statement("VANISH", {"penalty": penalty, "shared": True}, outputs=2)
    with pytest.raises(CertificateError, match="smooth at a = 0"):
        check(about, "orbit-vanish", {"orbits": [ORBIT]})
