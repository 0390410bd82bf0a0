"""Statements that are drawn with their truth: the search contradicts none, and a wrong decision is found out."""

from __future__ import annotations

import tomllib
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any

import pytest
from mpmath import mp

from verify.kernel.evidence import Grade
from verify.problem.formula import constant
from verify.search.hunt import SearchResult, search
from verify.search.rounds import Tally
from verify.trust import known_statements
from verify.trust.disguises import NONZEROS, POSITIVES, ZEROS
from verify.trust.high_precision import context, values
from verify.trust.known_pieces import KnownNeuron, KnownPenalty, KnownSurroundings
from verify.trust.known_statements import KnownStatement, draw, judge_known, stated
from verify.trust.known_truth import truth
from verify.trust.measure import Figures
from verify.verdict import Verdict

NUMBER, MANY = 60, 2500


def drawn(number: int) -> list[KnownStatement]:
    return [draw(Random(f"test/{i}")) for i in range(number)]


@pytest.fixture(scope="module")
def many() -> list[KnownStatement]:
    return drawn(MANY)


def test_the_search_contradicts_no_theorem() -> None:
    figures = Figures()
    for known in drawn(NUMBER):
        judge_known(known, 1, 0.1, figures)
    assert figures.faults == []
    assert figures.tried == NUMBER
    assert figures.counts["true: holds"] > 5
    assert figures.counts.get("false: refuted", 0) + figures.counts.get("false: undecided", 0) > 5


SHAPES = {"exponential", "blind", "cut", "power", "root", "pole", "step", "free"}


def test_every_shape_is_drawn_and_is_true_and_false_where_it_can_be(many: list[KnownStatement]) -> None:
    found = many
    assert {known.neuron for known in found} == SHAPES
    truths = {shape: {known.true for known in found if known.neuron == shape} for shape in SHAPES}
    assert truths == {shape: {True, False} for shape in SHAPES} | {"step": {False}, "free": {False}}
    parts = {part for known in found for part in known.kind.partition(":")[0].split(", ")}
    assert {"even", "negative", "decay", "none", "wall", "drop", "pinned", "upwards", "downwards", "away"} <= parts
    assert {"shared", "bound on a", "bound on b", "bound on W", "hidden bound on a", "hidden bound on b"} <= parts
    kinds = {(known.kind, known.true) for known in found}
    for part in ("wall", "drop", "pinned", "shared", "bound on b", "hidden bound on a", "hidden bound on b"):
        both = {true for kind, true in kinds if part in kind.partition(":")[0].split(", ") and "exponential" in kind}
        assert both == ({True} if part == "drop" else {True, False}), part


OLD_FAULTS = {
    "a constant that is 0 and was taken for a rate": lambda known: (
        known.neuron == "blind" and known.kind == "blind, even: elimination"
    ),
    "a jump of the penalty beside a = 0": lambda known: known.kind == "exponential, even, wall: elimination",
    "an amplitude under a root": lambda known: (
        "a**(3/2)" in known.statement.augment["neuron"] and known.kind == "exponential, even: elimination"
    ),
    "an amplitude that stays at 0 and pays": lambda known: known.kind == "exponential, even, pinned, shared: vanish",
}
"""Kinds of statements that the kernel once said to hold."""


@pytest.mark.parametrize("fault", sorted(OLD_FAULTS))
def test_the_old_faults_would_be_found(fault: str, many: list[KnownStatement], monkeypatch: pytest.MonkeyPatch) -> None:
    met = [known for known in many if OLD_FAULTS[fault](known)]
    assert len(met) >= 3
    assert not any(known.true for known in met)
    monkeypatch.setattr(known_statements, "search", _says(Verdict.HOLDS))
    figures = Figures()
    for known in met:
        judge_known(known, 1, 0.1, figures)
    assert figures.faulty == len(met)


def _says(said: Verdict) -> Any:
    def always(statement: Any, seed: int, *_: Any, **__: Any) -> SearchResult:
        return SearchResult(statement, said, Grade.SYMBOLIC, Tally(), 0.0, seed)

    return always


@pytest.mark.parametrize("said", [Verdict.HOLDS, Verdict.REFUTED])
def test_a_wrong_decision_is_found_out(said: Verdict, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(known_statements, "search", _says(said))
    figures = Figures()
    for known in drawn(40):
        judge_known(known, 1, 0.1, figures)
    wrong = sum(known.true != (said is Verdict.HOLDS) for known in drawn(40))
    assert figures.faulty == wrong > 5


def test_a_wrong_rule_of_truth_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    def wrong(n: Any, p: Any, around: Any, conclusion: str) -> tuple[bool, str]:
        true, why = truth(n, p, around, conclusion)
        return (not true if n.shape == "exponential" and p.shape == "even" else true), why

    monkeypatch.setattr(known_statements, "truth", wrong)
    figures = Figures()
    for known in drawn(NUMBER):
        judge_known(known, 1, 0.1, figures)
    assert figures.faulty > 3


@pytest.mark.parametrize("text", ZEROS)
def test_what_is_0_in_disguise_is_0(text: str) -> None:
    value = values(context(), [constant(text)], {})[0]
    assert value is not None
    assert abs(value) < mp.ldexp(1, -1000)


@pytest.mark.parametrize("text", [*NONZEROS, *POSITIVES])
def test_what_only_looks_like_0_is_not(text: str) -> None:
    value = values(context(), [constant(text)], {})[0]
    assert value is not None
    assert abs(value) > mp.ldexp(1, -200)
    assert text not in POSITIVES or value > 0


FILES = Path(__file__).parents[1] / "search" / "statements"
EVEN, PLAIN = KnownPenalty("even", ""), KnownSurroundings()
CLASSES = {
    "tanh-neuron": (KnownNeuron("free", ""), EVEN, PLAIN),
    "l1-penalty": (KnownNeuron("exponential", ""), KnownPenalty("even", "", Fraction(1)), PLAIN),
    "no-penalty": (KnownNeuron("exponential", ""), KnownPenalty("none", ""), PLAIN),
    "bias-decay": (KnownNeuron("exponential", ""), KnownPenalty("decay", ""), PLAIN),
    "poly-2-neuron": (KnownNeuron("power", ""), EVEN, PLAIN),
    "step-neuron": (KnownNeuron("step", ""), EVEN, PLAIN),
    "nonnegative-amplitude": (KnownNeuron("exponential", ""), EVEN, KnownSurroundings(coordinate="a", side=-1)),
    "bounded-bias": (KnownNeuron("exponential", ""), EVEN, KnownSurroundings(coordinate="b", side=1, bound=5)),
    "weights-from-below": (KnownNeuron("exponential", ""), EVEN, KnownSurroundings(coordinate="W", side=-1, bound=-1)),
}


@pytest.mark.parametrize("name", sorted(CLASSES))
def test_the_rule_of_truth_agrees_with_the_files_that_are_decided_elsewhere(name: str) -> None:
    tables = tomllib.loads((FILES / f"{name}.toml").read_text())
    believed = tables["statement"].get("expect", "false") == "true"
    assert truth(*CLASSES[name], tables["statement"]["conclusion"])[0] is believed


def test_the_papers_neuron_in_disguise_is_still_proved() -> None:
    for formula in ("a*exp(u + b)", "a*exp(u)*exp(b)", "a*exp((u + b)/2)**2"):
        assert search(stated(formula, "a**2", "elimination"), 1, 0.05, standing=0.05).verdict is Verdict.HOLDS
