"""The second checker is asked of every mutant: it accepts what was written, and refuses lies in every folder."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from verify.commands import atlas
from verify.commands.atlas_proofs import read_cells
from verify.commands.reprove import CASE_DOCUMENTS, FAMILIES, STATEMENT_DOCUMENTS, STEPS
from verify.trust import documents
from verify.trust.alterations import Alteration, altered
from verify.trust.documents import Answer, CertifiedDocument, Checker, CheckerAnswer, kernel, subjects
from verify.trust.measure import Figures
from verify.trust.mutants import KERNEL, examine, strata
from verify.trust.rebinding import rebound
from verify.trust.second_checker import second

CASES = Path(__file__).parents[2] / "counterexamples"


@pytest.fixture(scope="module")
def found(reports: Path) -> list[CertifiedDocument]:
    return list(subjects(reports, CASES))


@pytest.fixture(scope="module")
def cells(tmp_path_factory: pytest.TempPathFactory) -> list[CertifiedDocument]:
    """A true cell of an atlas, and a false one."""
    path = tmp_path_factory.mktemp("atlas") / "atlas.json"
    path.write_text(json.dumps(atlas.cells(budget=20.0, neurons=["exp"], penalties=["a^2", "|a|"])))
    made = [
        CertifiedDocument(documents.ATLAS, f"{c['penalty']}: {c['conclusion']}", c, None, s)
        for c, s in read_cells(path)
    ]
    assert [c.content["verdict"] for c in made] == ["true", "true", "true", "false"]
    return made


def test_it_accepts_what_was_written(found: list[CertifiedDocument], cells: list[CertifiedDocument]) -> None:
    assert {subject.folder for subject in found} == {CASE_DOCUMENTS, FAMILIES, STEPS, STATEMENT_DOCUMENTS}
    for subject in (*found, *cells):
        answer = second(subject, json.dumps(subject.content))
        assert answer.answer is Answer.ACCEPTED, f"{subject.folder}/{subject.name}: {answer.why}"


def first(found: list[CertifiedDocument], folder: str, kind: str) -> tuple[CertifiedDocument, int]:
    return next(
        (subject, i)
        for subject in found
        if subject.folder == folder
        for i, entry in enumerate(subject.entries)
        if entry["kind"] == kind
    )


def said(subject: CertifiedDocument, path: tuple[str | int, ...], value: Any) -> Answer:
    return second(subject, json.dumps(altered(subject.content, Alteration(path, "set", value)))).answer


@pytest.mark.parametrize(
    ("folder", "kind", "key", "value"),
    [
        (CASE_DOCUMENTS, "value", "equals", "17"),
        (CASE_DOCUMENTS, "orbit", "a", ["0"]),
        (CASE_DOCUMENTS, "judgement", "rests_on", ["0" * 64]),
        (FAMILIES, "descent", "points", []),
        (STEPS, "step", "derived", ["Rational", "123"]),
        (STATEMENT_DOCUMENTS, "residuals-seen", "assumptions", []),
    ],
)
def test_it_refuses_a_lie(found: list[CertifiedDocument], folder: str, kind: str, key: str, value: Any) -> None:
    subject, i = first(found, folder, kind)
    place = ("data", key) if folder == STATEMENT_DOCUMENTS else ("certificates", i, "data", key)
    assert said(subject, place, value) is not Answer.ACCEPTED
    assert second(subject, json.dumps(subject.content)).answer is Answer.ACCEPTED


STATED = {
    "bad-minima/absolute-dead-relu": ("supporting-hyperplane", {"subgradients": [["1/4"], ["3/4"], ["-1"]]}),
    "bad-minima/double-well": ("lower-value", {"better": {"exact": ["1/100"]}}),
    "bad-minima/split-unit": ("morse-bott", {"parameters": ["t"], "family": ["t", "1", "1 - t", "1"]}),
}
"""Certificates that are valid, and are about another thing than the file states."""


@pytest.mark.parametrize("name", sorted(STATED))
@pytest.mark.parametrize("checker", [kernel, second])
def test_what_a_file_states_is_what_its_certificate_is_about(
    name: str, checker: Checker, found: list[CertifiedDocument]
) -> None:
    subject = next(subject for subject in found if subject.name == name)
    kind, other = STATED[name]
    entries = [
        {**entry, "data": {**entry["data"], **(other if entry["kind"] == kind else {})}} for entry in subject.entries
    ]
    content = rebound({**subject.content, "certificates": entries}, subject.content)
    answer = checker(subject, json.dumps(content))
    assert answer.answer is Answer.REFUSED
    assert "no certificate proves" in answer.why or "no valid certificate for" in answer.why


def test_it_refuses_a_lie_in_a_cell(cells: list[CertifiedDocument]) -> None:
    true, false = cells[0], cells[3]
    assert said(true, ("certificate", "kind"), "orbit-value") is Answer.REFUSED
    assert said(true, ("conclusion",), "elimination") is Answer.REFUSED
    assert said(true, ("verdict",), "unknown") is Answer.REFUSED
    assert said(false, ("certificates", "certificates"), []) is Answer.REFUSED


@pytest.mark.parametrize("folder", [CASE_DOCUMENTS, FAMILIES, STEPS, STATEMENT_DOCUMENTS])
@pytest.mark.parametrize("value", [True, "1", 2])
def test_the_version_is_the_integer_1(found: list[CertifiedDocument], folder: str, value: Any) -> None:
    subject = next(subject for subject in found if subject.folder == folder)
    assert said(subject, ("version",), value) is Answer.REFUSED


@pytest.mark.parametrize("value", [None, ["a"], 1])
@pytest.mark.parametrize("folder", [CASE_DOCUMENTS, FAMILIES])
def test_the_name_of_a_document_is_a_text(found: list[CertifiedDocument], folder: str, value: Any) -> None:
    subject = next(subject for subject in found if subject.folder == folder)
    assert said(subject, ("case",), value) is Answer.REFUSED


@pytest.mark.parametrize("value", [[], {"more": "1"}, None])
def test_no_file_states_an_instance(found: list[CertifiedDocument], value: Any) -> None:
    subject = next(subject for subject in found if subject.folder == FAMILIES)
    assert subject.content["file"] == {}
    assert said(subject, ("file",), value) is Answer.REFUSED


def test_an_altered_file_is_judged_by_both(found: list[CertifiedDocument]) -> None:
    mine = {s: g for s, g in strata([s for s in found if s.file is not None]).items() if s[0] == "toml"}
    figures = Figures()
    for number in range(60):
        examine(number, mine, 3, figures, {KERNEL: kernel, "recheck": second})
    assert figures.faults == []
    assert figures.counts[f"file, {KERNEL}: certificates refused"] > 3
    assert figures.counts["file, recheck: certificates refused"] > 3


@pytest.mark.parametrize(("who", "answer"), [("recheck", Answer.ACCEPTED), (KERNEL, Answer.ACCEPTED)])
def test_a_checker_that_takes_another_file_is_found_out(
    found: list[CertifiedDocument], who: str, answer: Answer
) -> None:
    mine = {s: g for s, g in strata([s for s in found if s.file is not None]).items() if s[0] == "toml"}
    checkers = {KERNEL: kernel, "recheck": second} | {who: lambda *_: CheckerAnswer(answer)}
    figures = Figures()
    for number in range(60):
        examine(number, mine, 3, figures, checkers)
    assert figures.faulty > 3
    assert who in figures.faults[0]
