"""No false statement has a certificate that the kernel accepts, whoever writes it; and what is true keeps its own."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from verify.claims.registry import claims
from verify.errors import CertificateError
from verify.files.statement_file import StatementFile, load_statement, statement_from_tables
from verify.kernel.certificate import Certificate, Fields
from verify.kernel.evidence import Evidence
from verify.kernel.statement_kinds.no_instance import check_no_instance, in_all_instances
from verify.kernel.statement_kinds.orbits import FIELDS, Orbit, check_bounds, limits
from verify.kernel.statement_kinds.orders import BOTH, branches_of, leading, require_flat
from verify.kernel.statement_kinds.residuals_seen import _check_outputs, _nonzero, check_nothing_at_zero
from verify.kernel.statements import (
    certificate_of,
    check_statement,
    read_statement_certificate,
    statement_digest,
    statement_document,
)
from verify.numerics.identity import vanish
from verify.problem.derivatives import gradient
from verify.problem.expression import ZERO, num, substitute
from verify.problem.formula import constant, parse
from verify.search.hunt import stands
from verify.search.standing import proved
from verify.truth import Truth
from verify.verdict import Verdict

Json = dict[str, Any]

STANDING = Path(__file__).parent.parent.parent / "counterexamples" / "necessity" / "standing"


def statement(
    claim: str = "ELIM", neuron: str = "", penalty: str = "", more: Json | None = None, **keys: Any
) -> StatementFile:
    """A variant of a claim. ``keys`` are those of [statement], ``more`` those of [augment]."""
    augment = {**({"neuron": neuron} if neuron else {}), **({"penalty": penalty} if penalty else {}), **(more or {})}
    conclusion = {"VANISH": "vanish"}.get(claim, "elimination")
    table = {"claim": claim, "changes": "it", "dropped": ["paper-augmentation"], "conclusion": conclusion, **keys}
    tables = {"title": "t", "kind": "statement", "source": "s", "statement": table, "augment": augment}
    return statement_from_tables(tables, "t")


def check(about: StatementFile, certificate: Certificate) -> Evidence:
    return check_statement(about, certificate, claims()[about.claim].assumptions)


def refusal(about: StatementFile, certificate: Certificate) -> str:
    with pytest.raises(CertificateError) as caught:
        check(about, certificate)
    return str(caught.value)


def bound_to(about: StatementFile, data: Json, kind: str | None = None) -> Certificate:
    """A certificate for this very statement, with data of our choice."""
    usual = {"vanish": "orbit-vanish", "value": "orbit-value"}.get(about.conclusion, "residuals-seen")
    assumptions = list(claims()[about.claim].assumptions)
    return Certificate(kind or usual, statement_digest(about), {"assumptions": assumptions, **data})


def orbit(field: str = "shift", lam: str = "positive", **other: Any) -> Json:
    usual: Json = {"alpha": "1", "beta": "1", "kinks": {}, "above": "2*lam*a**2", "below": "2*lam*a**2"}
    return {"lam": lam, "field": field, **usual, **other}


RATE: Json = {"by": "rate", "rate": "1", "at": ["1", "1/2"]}
MET = {"differentiable": "kept", "eliminable": "kept", "data-only": "kept"}


def seen(orbits: list[Json] | None = None, **other: Any) -> Json:
    return {"orbits": orbits or [orbit()], "seen": RATE, "met": MET, **other}


# Each of these is false, with the certificate of the one who says it is true, and the condition that refuses it.

ROOT = "a*exp(u + b) + a**(3/2)*exp(3*(u + b)/2)"

JUMPS_AT_ZERO = [
    "lam*(a**2 + 1 - step(a))",
    "lam*(a**2 + step(a) - 1)",
    "lam*(a**2 + 2 - step(a) - step(-a))",
    "lam*(a**2 + step(a)*step(-a) - 1)",
    "lam*(a**2 + (1 - step(a))*exp(-b**2))",
    "lam*a**2 + (1 - step(a))*w2",
]

NO_RATE = [
    "a*exp((4*atan(1) - pi)*u + b)",
    "a*exp((exp(log(2)) - 2)*u + b)",
    "a*exp((sqrt(2)*sqrt(2) - 2)*u + b)",
    "a*exp(sin(pi)*u + b)",
    "a*exp(log(1)*u + b)",
    "a*exp((atan(1/2) + atan(1/3) - pi/4)*u + b)",
    "a*exp((sqrt(5 + 2*sqrt(6)) - sqrt(2) - sqrt(3))*u + b)",
]

NOT_TOTAL = [
    ROOT,
    "a*exp(u + b) + a**(1/2)*a*exp(3*(u + b)/2)",
    "a*exp(u + b)*(u/u)",
    "a*exp(u + b) + a*log(exp(u))*0 + sqrt(a)*0*exp((u + b)/2)",
    "a*exp(u + b + log(a) - log(a))",
    "a*exp(u + b)/(4*atan(1) - pi)",
    "a**2/a*exp(u + b)",
    "a*exp(u + b)*(b + u)**(1/2)/(b + u)**(1/2)",
]


def _holds(about: StatementFile) -> bool:
    """Whether it is proved to hold: it may be proved to be vacuous instead, where no point with a = 0 is a minimum."""
    found = proved(about)
    return found is not None and found.facts["verdict"] == Verdict.HOLDS


@pytest.mark.parametrize("penalty", JUMPS_AT_ZERO)
def test_a_penalty_that_jumps_at_0_does_not_let_the_residuals_be_seen(penalty: str) -> None:
    about = statement(penalty=penalty)
    assert not _holds(about)
    flat = orbit(above="2*lam*a**2", below="2*lam*a**2")
    words = refusal(about, bound_to(about, seen([flat])))
    assert "0 where a = 0" in words or "may jump at a = 0" in words or "derivative along the orbit" in words


@pytest.mark.parametrize("neuron", NO_RATE)
def test_a_rate_that_is_not_proved_different_from_0_is_none(neuron: str) -> None:
    about = statement(neuron=neuron)
    assert proved(about) is None
    rate = neuron.removeprefix("a*exp(").removesuffix("*u + b)")
    for text in (rate, "0", f"2*{rate}"):
        assert "rate" in refusal(about, bound_to(about, seen(seen={**RATE, "rate": text})))


@pytest.mark.parametrize("neuron", NOT_TOTAL)
def test_a_neuron_without_a_value_somewhere_is_a_bound_in_disguise(neuron: str) -> None:
    for about in (statement(neuron=neuron), statement("VANISH", neuron)):
        assert about.claim == "VANISH" or not _holds(about)
        data = seen() if about.claim == "ELIM" else {"orbits": [orbit()]}
        assert "was not proved to have a value" in refusal(about, bound_to(about, data))


@pytest.mark.parametrize(
    "penalty",
    [
        "lam*a**2*b/b", "lam*a**2*exp(log(b) - log(b))", "lam*(a**2 + sqrt(a)*0*b)", "lam*a**2 + lam/(1 - step(a*a))",
        "lam*a**2*(w2 - 1)**(1/2)/(w2 - 1)**(1/2)", "lam*a**4/a**2", "lam*a**2/(exp(log(2)) - 2)",
        "lam*exp(2*log(a))",
    ],
)  # fmt: skip
def test_a_penalty_without_a_value_somewhere_is_a_bound_in_disguise(penalty: str) -> None:
    about = statement("VANISH", penalty=penalty)
    assert "was not proved to have a value" in refusal(about, bound_to(about, {"orbits": [orbit()]}))


@pytest.mark.parametrize(
    "at_zero",
    ["(b**2 - 9)*step(a)*step(-a)", "b*step(a)*step(-a)", "sin(b)*step(-a)*step(a)", "exp(b)*step(a)*step(-a)",
     "b*exp(-1000*abs(a))", "(1 - step(a*a - 1/1000000))*b"],
)  # fmt: skip
def test_amplitudes_that_are_0_count_on_a_shared_neuron(at_zero: str) -> None:
    about = statement("VANISH", penalty=f"lam*(a**2 + {at_zero})", more={"shared": True}, outputs=2)
    assert proved(about) is None
    words = refusal(about, bound_to(about, {"orbits": [orbit()]}))
    assert "amplitudes that are 0" in words or "smooth" in words or "derivative" in words


def test_on_one_output_or_with_a_neuron_for_each_they_do_not() -> None:
    penalty = "lam*(a**2 + (b**2 - 9)*step(a)*step(-a))"
    assert proved(statement("VANISH", penalty=penalty, more={"shared": True})) is not None
    assert proved(statement("VANISH", penalty=penalty, outputs=2)) is not None
    falling = "lam*(a**2 - exp(b)*step(a)*step(-a))"  # along the orbit b falls, and all of the penalty rises
    assert proved(statement("VANISH", penalty=falling, more={"shared": True}, outputs=2)) is not None


@pytest.mark.parametrize("lam", ["positive", "negative"])
def test_amplitudes_that_are_0_may_only_help(lam: str) -> None:
    """Along the orbit the penalty of the others rises, or falls, as lam says; that of those at 0 may do so, too."""
    change = "2*lam*a**2" if lam == "positive" else "-2*lam*a**2"
    data = {"orbits": [orbit(lam=lam, above=change, below=change)]}
    more = {"shared": True, "lam": lam}
    lie = statement("VANISH", penalty="lam*(a**2 + exp(b)*step(a)*step(-a))", more=more, outputs=2)
    assert "amplitudes that are 0" in refusal(lie, bound_to(lie, data))
    true = statement("VANISH", penalty="lam*(a**2 - exp(b)*step(a)*step(-a))", more=more, outputs=2)
    assert "the orbit" in check(true, bound_to(true, data)).facts["because"]


@pytest.mark.parametrize("bound", ["a >= 0", "a <= 0"])
def test_an_amplitude_has_room_on_both_sides_of_0(bound: str) -> None:
    about = statement(more={"constraints": [bound]})
    assert "a no room on both sides" in refusal(about, bound_to(about, seen()))


@pytest.mark.parametrize(
    ("keys", "zero"),
    [
        ({}, True), ({"penalty": "lam*abs(a)*(1 + b**2)"}, True), ({"penalty": "lam*(a**2 + 1)"}, False),
        ({"penalty": "lam*(a**2 + b**2)"}, False), ({"neuron": "(a + 1)*exp(u + b)"}, False),
        ({"neuron": "a*exp(u + b) + relu(b)"}, False), ({"penalty": "lam*(a**2 + step(a))"}, False),
    ],
)  # fmt: skip
def test_neuron_and_penalty_are_0_at_an_amplitude_that_is(keys: Json, zero: bool) -> None:
    if zero:
        check_nothing_at_zero(statement("VANISH", **keys))
    else:
        with pytest.raises(CertificateError, match="not proved to be 0 where a = 0"):
            check_nothing_at_zero(statement("VANISH", **keys))


FALSE = [
    # one value of the kink of the neuron away from the orbit's
    ("VANISH", "a*relu(u + b + 1)", "", {}),
    ("VANISH", "a*exp(u + b)*step(-b)", "", {}),
    ("VANISH", "a*min(exp(u + b), 1)", "", {}),
    # penalties that fall on one part and rise on another
    ("VANISH", "", "lam*a**2*exp(2*b)", {}),
    ("VANISH", "", "lam*a**2*exp(3*b)*exp(-b)", {}),
    ("VANISH", "", "lam*a**2*(2 + sin(10*b))", {}),
    ("VANISH", "", "lam*(a**2 + exp(1000*b - 10**6))", {}),
    ("VANISH", "", "lam*(a**2 + sin(b)**2/1000)", {}),
    ("VANISH", "", "lam*abs(a*exp(b))", {}),
    ("VANISH", "", "(lam - 1)*a**2", {}),
    ("VANISH", "", "lam*sin(a)", {}),
    ("VANISH", "", "lam*(4*atan(1) - pi)*a**2", {}),
    ("VANISH", "", "lam*a**4", {"lam": "free"}),
    ("VANISH", "", "lam*a**2 + a**2/1000", {"lam": "negative"}),
    # bounds that the orbit meets
    ("VANISH", "", "", {"constraints": ["b <= 1000"]}),
    ("VANISH", "", "-lam*a**2", {"constraints": ["a <= 1000"]}),
    ("VANISH", "", "", {"constraints": ["a >= 1/1000"]}),
    ("VANISH", "a*exp(-b)*exp(u)", "", {"constraints": ["b >= -7"]}),
    ("VANISH", "a*2**(u + b)", "", {"constraints": ["b <= 3"]}),
    ("VANISH", "", "", {"frozen": ["b"]}),
    ("VANISH", "", "", {"frozen": ["a"]}),
    # a = 0 holds theta: kinks, cusps, slopes
    ("ELIM", "", "lam*abs(a)", {}),
    ("ELIM", "", "lam*sqrt(abs(a))", {}),
    ("ELIM", "", "lam*abs(a)**(1/3)", {}),
    ("ELIM", "", "lam*relu(a) + lam*a**2", {}),
    ("ELIM", "", "lam*(a**2 + abs(a)/10**9)", {}),
    ("ELIM", "", "lam*(exp(abs(a)) - 1)", {}),
    ("ELIM", "", "lam*log(1 + abs(a))", {}),
    # residuals that are not seen: no slope, or not all rates
    ("ELIM", "a**3*exp(u + b)", "", {}),
    ("ELIM", "a*abs(a)*exp(u + b)", "", {}),
    ("ELIM", "a**2*exp(u + b)", "", {}),
    ("ELIM", "relu(a)*exp(u + b)", "", {}),
    ("ELIM", "abs(a)*exp(u + b)", "", {}),
    ("ELIM", "a*exp(b)", "", {}),
    ("ELIM", "a*(u + b)*exp(b)", "", {}),
    ("ELIM", "a*exp(b)*cosh(u)", "", {}),
    ("ELIM", "a*exp(b)*(1 + u**2)", "", {}),
    ("ELIM", "", "", {"constraints": ["a >= 0"]}),
    ("ELIM", "", "", {"constraints": ["a <= 0"]}),
    ("ELIM", "", "", {"constraints": ["W >= 1", "W <= 1"]}),
    ("ELIM", "", "", {"frozen": ["W"]}),
]  # fmt: skip


@pytest.mark.parametrize(("claim", "neuron", "penalty", "more"), FALSE)
def test_a_false_statement_has_no_certificate(claim: str, neuron: str, penalty: str, more: Json) -> None:
    about = statement(claim, neuron, penalty, more)
    assert proved(about) is None
    signs = {"free": ("positive", "negative", "zero"), "negative": ("negative",)}.get(about.lam, ("positive",))
    for field in ("shift", "scale", "bias", "weight"):
        for beta in ("1", "-1", "1/2", "0"):
            orbits = [orbit(field, lam=lam, beta=beta) for lam in signs]
            refusal(about, bound_to(about, seen(orbits) if claim == "ELIM" else {"orbits": orbits}))


@pytest.mark.parametrize(
    ("neuron", "distinct"),
    [("a*exp(b)", 2), ("a*(u + b)", 3), ("a*exp(b)*cosh(u)", 2), ("a*exp(b)*(1 + u**3)", 2), ("a*(u + b)**2", 4),
     ("a*exp(b)*(1 + (4*atan(1) - pi)*u)", 2), ("a*exp(b)*exp(u**2)", 2), ("a*exp(b)*sin(u)", 1),
     ("a*exp(b)*tanh(u + 1)", 11)],
)  # fmt: skip
def test_a_taylor_coefficient_that_may_be_0_proves_nothing(neuron: str, distinct: int) -> None:
    about = statement(neuron=neuron, distinct=distinct)
    assert proved(about) is None
    data = seen(seen={"by": "moments", "at": ["1"] * distinct})
    for field in ("shift", "scale"):
        for beta in ("1", "1/2"):
            refusal(about, bound_to(about, {**data, "orbits": [orbit(field, beta=beta)]}))


@pytest.mark.parametrize(
    "about",
    [
        statement(penalty=JUMPS_AT_ZERO[0]), statement(penalty=JUMPS_AT_ZERO[4]), statement(neuron=NO_RATE[0]),
        statement(neuron=NO_RATE[5]), statement(neuron=ROOT), statement(neuron=NOT_TOTAL[3]),
        statement("VANISH", penalty="lam*(a**2 + (b**2 - 9)*step(a)*step(-a))", more={"shared": True}, outputs=2),
        statement("VANISH", penalty="lam*(a**2 + (1 - step(-b))/1000000)"),
    ],
    ids=range(8),
)  # fmt: skip
def test_a_statement_without_a_proof_does_not_hold_by_a_quick_look(about: StatementFile) -> None:
    found = stands(about)
    assert found.verdict in (Verdict.REFUTED, Verdict.UNKNOWN)
    assert found.exit_status == (0 if found.verdict is Verdict.REFUTED else 3)
    assert found.document()["certificate"] is None


def test_a_statement_that_holds_says_so_with_its_certificate() -> None:
    about = load_statement(STANDING / "two-power.toml")
    document = json.loads(json.dumps(stands(about).document()))
    assert (document["verdict"], document["grade"], document["detail"]) == ("holds", "symbolic", None)
    assert check(about, certificate_of(document["certificate"])).statement == document["proof"]["says"]


TRUE = [
    ("VANISH", "", "lam*log(1 + a**2)", {}, {}),
    ("VANISH", "a*exp(sqrt(2)*b)*cosh(u)", "", {}, {}),
    ("VANISH", "a*exp(pi*(u + b))", "", {}, {}),
    ("VANISH", "a*(u + b)*step(u + b)", "", {}, {}),
    ("VANISH", "a*relu(u)*relu(b)", "", {}, {}),
    ("VANISH", "a*leaky_relu(u + b)**3", "lam*abs(a)", {}, {}),
    ("VANISH", "abs(a)*exp(u + b)", "", {}, {}),
    ("VANISH", "", "lam*(a**2 + a**2*exp(-b))", {}, {}),
    ("VANISH", "", "lam*(a**2 - exp(b))", {}, {}),
    ("VANISH", "", "lam*a**2*(1 + lam)", {}, {}),
    ("VANISH", "", "(2 + sin(lam))*a**2", {}, {}),
    ("ELIM", "a*exp(u + b) + a**2*exp(2*(u + b))", "", {}, {}),
    ("ELIM", "a*exp(-3*u + b)", "", {}, {}),
    ("ELIM", "a*exp(u/1000000 + b)", "", {}, {}),
    ("ELIM", "", "lam*(exp(a**2) - 1)", {}, {}),
    ("ELIM", "", "lam*abs(a)**(101/100)", {}, {}),
    ("ELIM", "", "lam*a*abs(a)*(step(a) - step(-a))", {}, {}),
    ("ELIM", "a*exp(b)*sinh(u + 1)", "", {}, {"distinct": 3}),
    ("ELIM", "a*exp(b)*tanh(u + 1)", "", {}, {"distinct": 2}),
]


@pytest.mark.parametrize(("claim", "neuron", "penalty", "more", "keys"), TRUE)
def test_a_true_statement_has_one(claim: str, neuron: str, penalty: str, more: Json, keys: Json) -> None:
    assert proved(statement(claim, neuron, penalty, more, **keys)) is not None


def test_a_neuron_with_too_many_kinks_is_not_decided() -> None:
    kinks = " + ".join(f"step(u + {i})" for i in range(8))
    about = statement("VANISH", f"a*exp(b)*({kinks})")
    assert proved(about) is None
    rates = {"u": "0", **{f"({i} + u)": "0" for i in range(8)}, **{f"(u + {i})": "0" for i in range(8)}}
    assert "choices of sides" in refusal(about, bound_to(about, {"orbits": [orbit(kinks=rates)]}))
    few = statement("VANISH", "a*exp(b)*step(u + 1)*step(u + 2)*relu(u)")
    assert proved(few) is not None


@pytest.mark.parametrize("path", sorted(STANDING.glob("*.toml")), ids=lambda p: p.stem)
def test_a_standing_statement_keeps_a_certificate_that_the_kernel_accepts_from_its_text(path: Path) -> None:
    about = load_statement(path)
    found = proved(about)
    assert found is not None
    text = json.dumps(statement_document(found.certificate))
    assert check(about, read_statement_certificate(text)).statement == found.statement


# ---------------------------------------------------------------------------------------- the certificate, changed

GOOD = load_statement(STANDING / "theorem.toml")


def changed(change: Callable[[Json], None]) -> Certificate:
    found = proved(GOOD)
    assert found is not None
    document = json.loads(json.dumps(statement_document(found.certificate)))
    change(document)
    return certificate_of(document)


def set_in(*path: Any, value: Any) -> Callable[[Json], None]:
    def change(document: Json) -> None:
        here: Any = document
        for key in path[:-1]:
            here = here[key]
        here[path[-1]] = value

    return change


LIES = [
    ("data", "orbits", 0, "beta", "2"), ("data", "orbits", 0, "alpha", "0"), ("data", "orbits", 0, "field", "scale"),
    ("data", "orbits", 0, "alpha", "1 + 1/(4*atan(1) - pi) - 1/(4*atan(1) - pi)"),
    ("data", "orbits", 0, "field", "none"), ("data", "orbits", 0, "lam", "negative"),
    ("data", "orbits", 0, "above", "lam*a**2"), ("data", "orbits", 0, "below", "2*lam*a**2 + exp(b)"),
    ("data", "orbits", 0, "above", "2*lam*a**2*"), ("data", "orbits", 0, "more", "1"),
    ("data", "orbits", 0, "kinks", {"a": "1"}), ("data", "orbits", 0, "beta", 1), ("data", "orbits", []),
    ("data", "seen", "rate", "2"), ("data", "seen", "rate", "0"), ("data", "seen", "at", ["1"]),
    ("data", "seen", "at", ["1", "x"]), ("data", "seen", "by", "moments"), ("data", "seen", "more", 1),
    ("data", "met", {}), ("data", "met", {"differentiable": "kept", "convex": "kept"}),
    ("data", "met", "convex", "loss"), ("data", "met", "realizable", "data"), ("data", "met", "eliminable", "said"),
    ("data", "assumptions", []), ("data", "more", 1), ("kind", "orbit-vanish"), ("kind", "none"),
    ("statement", "0" * 64),
]  # fmt: skip


@pytest.mark.parametrize("lie", LIES, ids=lambda lie: "-".join(map(str, lie[1:])))
def test_a_changed_certificate_is_refused(lie: tuple[Any, ...]) -> None:
    refusal(GOOD, changed(set_in(*lie[:-1], value=lie[-1])))


@pytest.mark.parametrize(
    "lie", [("format", "other"), ("version", 2), ("version", True), ("version", "1"), ("data", []), ("more", 1)]
)
def test_a_document_of_another_form_is_refused(lie: tuple[str, Any]) -> None:
    with pytest.raises(CertificateError):
        changed(set_in(lie[0], value=lie[1]))


@pytest.mark.parametrize(
    "text", ["", "[]", "{", '{"format": 1}', "null", "[" * 100_000, '{"format": "a", "format": "b"}']
)
def test_what_is_no_certificate_is_refused_with_a_message(text: str) -> None:
    with pytest.raises(CertificateError):
        read_statement_certificate(text)


def test_a_certificate_is_of_its_own_statement_only_and_what_was_read_counts_not_what_is_said() -> None:
    found = proved(GOOD)
    assert found is not None
    other = statement(neuron="a*exp(u + b)")
    assert "about another statement" in refusal(other, found.certificate)
    # The tables are read anew: fields that were changed afterwards count for nothing.
    false = statement(penalty="lam*abs(a)")
    disguised = replace(false, augmentation=GOOD.augmentation)
    refusal(disguised, bound_to(disguised, seen()))


def test_other_assumptions_than_those_of_the_claim_are_refused() -> None:
    found = proved(GOOD)
    assert found is not None
    with pytest.raises(CertificateError, match="rests on other assumptions"):
        check_statement(GOOD, found.certificate, (*claims()["ELIM"].assumptions, "realizable"))


def trade(**other: Any) -> Json:
    usual = {"lam": "positive", "field": "trade", "psi": "1 + b**2", "shape": "convex", "form": "2", "at": "1"}
    return {**usual, "above": "2*lam*a**2", "below": "2*lam*a**2", **other}


RESTS = "a*exp(u)*(1 + b**2)"


def test_an_amplitude_that_is_traded_for_the_bias_vanishes() -> None:
    about = statement("VANISH", RESTS)
    assert "the amplitude shrinks" in check(about, bound_to(about, {"orbits": [trade()]})).facts["because"]


@pytest.mark.parametrize(("rate", "shape"), [("b", "rising"), ("-b", "falling")])
def test_a_trade_may_be_for_a_greater_or_a_smaller_bias(rate: str, shape: str) -> None:
    sign = "-" if shape == "falling" else ""
    about = statement("VANISH", f"a*exp(u + ({rate}))")
    good = trade(psi=f"exp({rate})", shape=shape, form=f"{sign}exp({rate})")
    assert check(about, bound_to(about, {"orbits": [good]})).statement
    other = {"rising": "falling", "falling": "rising"}[shape]
    assert f"to be {other}" in refusal(about, bound_to(about, {"orbits": [{**good, "shape": other}]}))


NO_TRADE: dict[str, tuple[StatementFile, Json, str]] = {
    # At b = 0 the amplitude cannot be made greater: with lam < 0 there are minima with a not 0.
    "negative_lam": (
        statement("VANISH", RESTS, more={"lam": "negative"}),
        trade(lam="negative", above="-2*lam*a**2", below="-2*lam*a**2"), "may have a minimum",
    ),
    "critical_points": (statement("VANISH", RESTS, points="critical-points"), trade(), "critical points"),
    "a_maximum": (
        statement("VANISH", "a*exp(u)/(1 + b**2)"), trade(psi="1/(1 + b**2)", form="2"), "derivative of psi",
    ),
    "no_such_shape": (statement("VANISH", RESTS), trade(shape="round"), "shape: one of rising, falling"),
    "concave": (statement("VANISH", RESTS), trade(shape="concave"), "may have a minimum|maximum"),
    "not_rising": (statement("VANISH", RESTS), trade(shape="rising", form="2*b"), "to be rising"),
    "another_psi": (statement("VANISH", RESTS), trade(psi="2 + b**2"), "times a function of u"),
    "psi_with_a_zero": (statement("VANISH", "a*exp(u)*b**2"), trade(psi="b**2"), "positive"),
    "mixed_with_u": (statement("VANISH", "a*(exp(u) + b**2)"), trade(psi="1 + b**2"), "times a function of u"),
    "constant": (statement("VANISH", "a*exp(u)"), trade(psi="1", form="0"), "not to be constant"),
    "decay_of_the_bias": (
        statement("VANISH", RESTS, "lam*(a**2 + b**2)"), trade(), "the same for all b",
    ),
    "frozen": (statement("VANISH", RESTS, more={"frozen": ["b"]}), trade(), "must be trained"),
    "bounded_bias": (statement("VANISH", RESTS, more={"constraints": ["b <= 1"]}), trade(), "no bound"),
    "bounded_amplitude": (statement("VANISH", RESTS, more={"constraints": ["a >= 1"]}), trade(), "bound on a"),
    "a_kink": (statement("VANISH", "a*relu(u)*(1 + b**2)"), trade(), "no kink"),
    "a_point_where_it_is_flat": (
        statement("VANISH", "a*exp(u + b**3)"),
        trade(psi="exp(b**3)", shape="rising", form="3*b**2*exp(b**3)", at="0"), "not to be constant",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", NO_TRADE)
def test_what_is_no_trade_is_refused(name: str) -> None:
    about, group, piece = NO_TRADE[name]
    assert re.search(piece, refusal(about, bound_to(about, {"orbits": [group]})))


@pytest.mark.parametrize("field", FIELDS)
def test_the_derivative_along_an_orbit_is_that_of_the_flow(field: str) -> None:
    alpha, beta, names = num(2), num(3), ["a", "b", "w2"]
    orbit = Orbit(field, alpha, beta)
    x = parse("a**2*exp(b)*(1 + w2**2) + b*w2", names)
    moved = substitute(
        [x], {**orbit.flow(), "w2": parse("w2*exp(-6*t)" if "W" in FIELDS[field] else "w2", ["w2", "t"])}
    )
    (at_0,) = substitute(gradient(moved[0], ["t"]), {"t": ZERO})
    assert vanish([orbit.along(x) - at_0])


def test_the_bounds_on_a_name_are_the_narrowest_of_its_own() -> None:
    bounds = ["b <= 3", "b >= -1", "b >= -2", "b <= 5", "W >= 7", "a <= 0"]
    augmentation = statement(more={"constraints": bounds}).augmentation
    assert [limits(augmentation, name) for name in ("a", "b", "W")] == [(None, 0), (-1, 3), (7, None)]


@pytest.mark.parametrize("key", ["differentiable", "convex", "data-only"])
def test_what_a_statement_drops_is_not_kept(key: str) -> None:
    kept, met = statement(dropped=[]), {name: "kept" for name in ("differentiable", "convex", "data-only")}
    assert check(kept, bound_to(kept, seen(met=met))).statement
    about = statement(dropped=[key])
    assert f"does not keep {key}" in refusal(about, bound_to(about, seen(met=met)))


def test_an_assumption_that_a_statement_does_not_speak_of_makes_it_not_vacuous() -> None:
    about, kept = statement(data="realizable"), frozenset(claims()["ELIM"].assumptions)
    assert in_all_instances(about, "realizable") is Truth.YES
    assert "realizable" not in kept
    with pytest.raises(CertificateError, match="neither keeps nor drops realizable"):
        check_no_instance(about, Fields({"assumption": "realizable"}, "here"), kept)


def test_what_all_instances_of_a_statement_meet() -> None:
    def of(key: str, **keys: Any) -> Truth:
        return in_all_instances(statement(**keys), key)

    assert of("paper-augmentation") is Truth.YES
    assert of("paper-augmentation", penalty="lam*a**4") is not Truth.YES
    assert of("shared-neuron") is Truth.NO
    assert of("shared-neuron", more={"shared": True}) is Truth.YES
    assert of("realizable") is Truth.UNKNOWN
    for data, expected in (("realizable", Truth.YES), ("distinct", Truth.YES), ("conflicting", Truth.NO)):
        assert of("realizable", data=data) is expected
    for loss, facts in {
        "squared": (Truth.YES, Truth.YES, Truth.YES, Truth.YES),
        "absolute": (Truth.YES, Truth.NO, Truth.YES, Truth.YES),
        "cauchy": (Truth.NO, Truth.YES, Truth.YES, Truth.UNKNOWN),
        "double-well": (Truth.NO, Truth.YES, Truth.NO, Truth.NO),
    }.items():
        keys = ("convex", "differentiable", "stationary-is-global", "eliminable")
        assert tuple(of(key, loss=loss) for key in keys) == facts
        assert {of(key) for key in keys} == {Truth.UNKNOWN}


BOUNDS = [
    # field, bounds, whether the penalty rises along the orbit, whether the motion is free
    ("shift", ["a >= -1", "a <= 1"], 1, True), ("shift", ["a >= -1", "a <= 1"], -1, False),
    ("shift", ["a >= 1"], 1, False), ("shift", ["a <= -1"], 1, False), ("shift", ["a >= 0"], 1, True),
    ("shift", ["b <= 9"], 1, False), ("shift", ["b >= 9"], 1, True), ("shift", ["b <= 9"], -1, True),
    ("shift", ["b >= 9"], -1, False), ("shift", ["W <= 1"], 1, True), ("shift", ["W >= 3"], -1, True),
    ("scale", ["W <= 1"], 1, False), ("scale", ["W <= 1"], -1, True), ("scale", ["W >= 1"], -1, False),
    ("scale", ["b <= 1"], 1, False), ("scale", ["b >= -1"], -1, True), ("bias", ["W >= 1"], 1, True),
    ("bias", ["b >= 1"], -1, False), ("weight", ["b >= 1"], 1, True), ("weight", ["W >= 1"], -1, False),
]  # fmt: skip


@pytest.mark.parametrize(("field", "bounds", "rises", "free"), BOUNDS)
def test_a_bound_may_stop_an_orbit(field: str, bounds: list[str], rises: int, free: bool) -> None:
    augmentation, along = statement(more={"constraints": bounds}).augmentation, Orbit(field, num(2), num(3))
    if free:
        check_bounds(along, augmentation, rises)
        check_bounds(Orbit(field, num(-2), num(-3)), augmentation, -rises)
        return
    with pytest.raises(CertificateError, match="may stop the orbit"):
        check_bounds(along, augmentation, rises)


def test_an_orbit_of_unknown_direction_meets_no_bound() -> None:
    unknown = constant("4*atan(1) - pi + exp(-5000)")
    for along in (Orbit("shift", unknown, num(1)), Orbit("shift", num(1), unknown)):
        check_bounds(along, statement().augmentation, 1)
        with pytest.raises(CertificateError, match="the directions"):
            check_bounds(along, statement(more={"constraints": ["W <= 1"]}).augmentation, 1)


@pytest.mark.parametrize(
    ("met", "piece"),
    [
        (["convex", "data-only"], "not known to be differentiable"),
        (["differentiable", "data-only"], "not known to be least"),
        (["differentiable", "convex"], "data-only is needed"),
    ],
)
def test_what_is_needed_to_conclude_from_residuals_that_vanish(met: list[str], piece: str) -> None:
    about = statement(dropped=[])
    assert piece in refusal(about, bound_to(about, seen(met=dict.fromkeys(met, "kept"))))


NO_ORDER = {
    "sqrt(abs(a))*exp(b)": "have a slope",
    "a*log(b)": "continuous up to a = 0",
    "a*abs(b)": "smooth on each side",
    "a**5*exp(b)": "change with a, up to the order 4",
}


@pytest.mark.parametrize("text", NO_ORDER)
def test_a_function_without_a_first_order_at_zero(text: str) -> None:
    with pytest.raises(CertificateError, match=NO_ORDER[text]):
        leading(branches_of(parse(text, ["a", "b", "u"]), "neuron"), BOTH, "neuron")


@pytest.mark.parametrize(
    ("text", "order", "above", "below"),
    [
        ("a*exp(u + b)", 1, "exp(u + b)", "-exp(u + b)"),
        ("a*abs(a)", 2, "2", "-2"),
        ("sin(3*a)*u + b", 1, "3*u", "-3*u"),
        ("abs(a)*exp(b)", 1, "exp(b)", "exp(b)"),
        ("a**3*exp(b)", 3, "6*exp(b)", "-6*exp(b)"),
        ("(a + abs(a)/2)*exp(u)", 1, "3/2*exp(u)", "-1/2*exp(u)"),
        ("log(1 + a*exp(u + b))", 1, "exp(u + b)", "-exp(u + b)"),
    ],
)
def test_the_first_order_of_a_function_at_zero_on_both_sides(text: str, order: int, above: str, below: str) -> None:
    found = leading(branches_of(parse(text, ["a", "b", "u"]), "neuron"), BOTH, "neuron")
    assert found.order == order
    assert vanish([found.above - parse(above, ["b", "u"]), found.below - parse(below, ["b", "u"])])


def test_what_grows_at_the_order_of_the_neuron_is_not_flat() -> None:
    sides = branches_of(parse("a**2 + abs(a)**(5/2)", ["a"]), "penalty")
    require_flat(sides, 1, BOTH, "penalty")
    with pytest.raises(CertificateError, match="flat at a = 0"):
        require_flat(sides, 2, BOTH, "penalty")


def test_a_slope_is_different_from_0_at_a_point_of_b_and_u() -> None:
    x = parse("b*(u - 2)", ["b", "u"])
    assert _nonzero(x, num(1), ZERO)
    assert not _nonzero(x, ZERO, num(1))
    assert not _nonzero(x, num(1), num(2))
    assert _nonzero(x, num(1), num(3))


@pytest.mark.parametrize(
    ("loss", "outputs", "seen"),
    [
        ("softmax-cross-entropy", [1, 2], True), ("softmax-cross-entropy", [1], False), ("squared", [1, 2], False),
        ("squared", [1, 2, 3], True), (None, [1, 2], False), (None, [1, 2, 3], True),
    ],
)  # fmt: skip
def test_an_output_without_a_neuron(loss: str | None, outputs: list[int], seen: bool) -> None:
    said = {} if loss is None else {"loss": loss}
    about = statement("SHARED", more={"shared": False, "outputs": outputs}, outputs=3, **said)
    if seen:
        _check_outputs(about)
        return
    with pytest.raises(CertificateError, match="an output has no neuron"):
        _check_outputs(about)


def test_residuals_are_seen_where_the_added_part_is_constant_at_zero() -> None:
    met = dict.fromkeys(("differentiable", "convex", "data-only"), "kept")
    about, change = statement("ELIM", penalty="lam*(a**2 - b)"), "2*lam*a**2 + lam"
    lie = seen([orbit(above=change, below=change)], met=met)
    assert "to be a constant where a = 0" in refusal(about, bound_to(about, lie))
