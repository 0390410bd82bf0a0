"""notes/paper.md: written by its generator, every sentence of the abstract, every claim of the paper, real names."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from verify.claims.registry import claims
from verify.errors import InputError
from verify.families.pgb_hunt import drawn_models
from verify.formal.build import theorems
from verify.prove.judge import judge
from verify.report import paper
from verify.store.abstract import FILES, SENTENCES, evidence
from verify.verdict import Verdict

ABSTRACT = """
In this paper, we theoretically prove that adding one special neuron per output unit eliminates all suboptimal local
minima of any deep neural network, for multi-class classification, binary classification, and regression with an
arbitrary loss function, under practical assumptions. At every local minimum of any deep neural network with these added
neurons, the set of parameters of the original neural network (without added neurons) is guaranteed to be a global
minimum of the original neural network. The effects of the added neurons are proven to automatically vanish at every
local minimum. Moreover, we provide a novel theoretical characterization of a failure mode of eliminating suboptimal
local minima via an additional theorem and several examples. This paper also introduces a novel proof technique based on
the perturbable gradient basis (PGB) necessary condition of local minima, which provides new insight into the
elimination of local minima and is applicable to analyze various models and transformations of objective functions
beyond the elimination of local minima.
"""


@pytest.fixture(scope="module")
def page() -> str:
    return paper.page()


def test_the_file_is_what_the_generator_writes_now(page: str) -> None:
    text = (paper.ROOT / "notes" / "paper.md").read_text(encoding="utf-8")
    assert text == page, "run `verify paper`"


def test_the_sentences_are_the_abstract() -> None:
    assert " ".join(sentence.quote for sentence in SENTENCES) == " ".join(ABSTRACT.split())


def test_every_claim_of_the_paper_carries_a_sentence() -> None:
    carrying = {name for sentence in SENTENCES for name in sentence.claims}
    assert carrying <= set(claims())
    assert {name for name, claim in claims().items() if claim.source == "paper"} <= carrying


def test_whatever_shows_a_limit_exists() -> None:
    for sentence in SENTENCES:
        assert sentence.limits
        for limit in sentence.limits:
            assert limit.see
            for name in limit.see:
                assert name in claims() or (FILES / f"{name}.toml").is_file(), name


def test_every_theorem_of_a_claim_is_named_and_every_claim_has_its_row(page: str) -> None:
    for theorem in theorems():
        assert theorem.claim not in claims() or f"`{theorem.name}`" in page
    for name in claims():
        assert f"| {name} |" in page


@pytest.mark.parametrize("name", [name for name, claim in claims().items() if claim.source == "paper"])
def test_every_claim_of_the_paper_has_evidence_of_all_four_kinds(name: str) -> None:
    claim = claims()[name]
    assert any(theorem.claim == name for theorem in theorems())
    assert claim.steps
    found = evidence(claim)
    assert found.meeting > 0
    assert found.refuted > 0


def test_a_claim_without_search_says_why() -> None:
    for claim in claims().values():
        assert paper._search(evidence(claim)) != "none", claim.name


def test_what_is_found_against_a_claim_is_not_counted_for_it() -> None:
    claim = claims()["PGB"]
    drawn = list(drawn_models(0))[:3]
    hunting = replace(claim, hunt=lambda seed: drawn)
    assert paper._search(evidence(hunting)) == "7 variants refuted; no violation in 3 of 3 instances drawn"
    violated = replace(hunting, rules=tuple(replace(rule, verdict=Verdict.FAILS) for rule in claim.rules))
    assert {judge(violated, study).verdict for study in drawn} == {"fails"}
    assert paper._search(evidence(violated)) == "7 variants refuted; no violation in 0 of 3 instances drawn"


def test_the_page_is_written_among_the_notes_of_the_sources(
    tmp_path: Path, page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paper, "ROOT", tmp_path)
    with pytest.raises(InputError, match="in the sources"):
        paper.write()
    (tmp_path / "notes").mkdir()
    front = "# Ours\n\n| claim | says | source |\n|---|---|---|\n| OLD | so it was | ours |\n\nThe rest.\n"
    (tmp_path / "README.md").write_text(front, encoding="utf-8")
    assert paper.write() == tmp_path / "notes/paper.md"
    assert (tmp_path / "notes/paper.md").read_text(encoding="utf-8") == page
    written = (tmp_path / "README.md").read_text(encoding="utf-8")
    assert written.startswith("# Ours\n\n| claim")
    assert written.endswith("|\n\nThe rest.\n")
    assert set(re.findall(r"^\| ([A-Z-]+) \|", written, re.MULTILINE)) == set(claims())
