"""Statements that are drawn with their truth: the search contradicts none, and a wrong decision is found out."""

from __future__ import annotations

import tomllib
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
from verify.trust.high_precision import context, values
from verify.trust.known_statements import NONZEROS, POSITIVES, ZEROS, KnownStatement, draw, judge_known, stated, truth
from verify.trust.measure import Figures
from verify.verdict import Verdict

NUMBER = 60


def drawn(number: int) -> list[KnownStatement]:
    return [draw(Random(f"test/{i}")) for i in range(number)]


def test_the_search_contradicts_no_theorem() -> None:
    figures = Figures()
    for known in drawn(NUMBER):
        judge_known(known, 1, 0.1, figures)
    assert figures.faults == []
    assert figures.tried == NUMBER
    assert figures.counts["true: holds"] > 5
    assert figures.counts.get("false: refuted", 0) + figures.counts.get("false: undecided", 0) > 5


def test_true_and_false_are_both_drawn_in_every_class() -> None:
    found = {(known.kind, known.true) for known in drawn(600)}
    assert len({kind for kind, _ in found}) == 24
    assert {true for _, true in found} == {True, False}


@pytest.mark.parametrize("said", [Verdict.HOLDS, Verdict.REFUTED])
def test_a_wrong_decision_is_found_out(said: Verdict, monkeypatch: pytest.MonkeyPatch) -> None:
    def always(statement: Any, seed: int, *_: Any, **__: Any) -> SearchResult:
        return SearchResult(statement, said, Grade.SYMBOLIC, Tally(), 0.0, seed)

    monkeypatch.setattr(known_statements, "search", always)
    figures = Figures()
    for known in drawn(40):
        judge_known(known, 1, 0.1, figures)
    wrong = sum(known.true != (said is Verdict.HOLDS) for known in drawn(40))
    assert figures.faulty == wrong > 5


def test_a_wrong_rule_of_truth_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    def wrong(phi: str, shape: str, conclusion: str) -> tuple[bool, str]:
        true, why = truth(phi, shape, conclusion)
        return (not true if (phi, shape) == ("exponential", "flat") else true), why

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
CLASSES = {
    "tanh-neuron": ("free", "flat"),
    "l1-penalty": ("exponential", "corner"),
    "no-penalty": ("exponential", "none"),
    "bias-decay": ("exponential", "decay"),
    "poly-2-neuron": ("power", "flat"),
}


@pytest.mark.parametrize("name", sorted(CLASSES))
def test_the_rule_of_truth_agrees_with_the_files_that_are_refuted_elsewhere(name: str) -> None:
    tables = tomllib.loads((FILES / f"{name}.toml").read_text())
    phi, shape = CLASSES[name]
    assert truth(phi, shape, tables["statement"]["conclusion"])[0] is False


def test_the_papers_neuron_in_disguise_is_still_proved() -> None:
    for formula in ("a*exp(u + b)", "a*exp(u)*exp(b)", "a*exp((u + b)/2)**2"):
        assert search(stated(formula, "a**2", "elimination"), 1, 0.05, standing=0.05).verdict is Verdict.HOLDS
