"""No altered certificate is accepted that says something false, and whoever ignores a field is found out."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

import pytest

from verify.errors import InputError
from verify.files.load import read_tables
from verify.kernel import checker, statement_refutation
from verify.kernel.certificate import Fields
from verify.kernel.finding import Finding
from verify.problem.objective import Problem
from verify.trust import mutants, second_opinion
from verify.trust.alterations import Alteration, alter, altered, places
from verify.trust.documents import Answer, CertifiedDocument, CheckerAnswer, kernel, subjects
from verify.trust.equivalence import RULES, equivalent
from verify.trust.measure import Figures, Setting, Size
from verify.trust.mutant import Mutant
from verify.trust.mutants import says_more

NUMBER = 600


@pytest.fixture(scope="module")
def groups(setting: Setting) -> dict[mutants.Stratum, list[tuple[CertifiedDocument, Any, Any]]]:
    return mutants.strata(list(subjects(setting.reports, setting.cases)))


def tried(groups: Any, count: int, **more: Any) -> Figures:
    figures = Figures()
    for number in range(count):
        mutants.examine(number, groups, 7, figures, more.get("checkers", {"kernel": kernel}))
    return figures


def is_found_out(groups: Any, count: int) -> bool:
    """Whether one of the first mutants shows a fault; those after it are not made."""
    figures = Figures()
    for number in range(count):
        mutants.examine(number, groups, 7, figures, {"kernel": kernel})
        if figures.faulty:
            return True
    return False


def test_every_mutant_is_refused_or_true_by_a_rule(groups: Any) -> None:
    figures = mutants.unread(tried(groups, NUMBER))
    assert figures.faults == []
    assert figures.tried > 0.9 * NUMBER
    assert figures.counts["kernel: refused"] > 0.6 * NUMBER
    assert figures.counts["kernel: accepted"] > 0


@pytest.mark.parametrize(
    ("kind", "key"),
    [("orbit", "a"), ("orbit", "steps"), ("descent", "points"), ("escape", "c"), ("residual-gradient", "input")],
)
def test_a_checker_that_ignores_a_field_is_found_out(
    kind: str, key: str, setting: Setting, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = checker.CHECKS[kind]
    fresh = mutants.strata(list(subjects(setting.reports, setting.cases)))
    mine = {stratum: found for stratum, found in fresh.items() if stratum[1] == kind and _below(key, stratum[2])}
    assert mine
    known = [
        entry["data"]
        for subject in {item[0] for found in mine.values() for item in found}
        if subject.proved
        for entry in subject.entries
        if entry["kind"] == kind
    ]

    def without(data: Any) -> dict[str, Any]:
        return {name: value for name, value in data.items() if name != key}

    def blind(problem: Problem, fields: Fields) -> Finding:
        fields.read |= set(fields.data)
        original = next((data for data in known if without(data) == without(fields.data)), fields.data)
        return whole.check(problem, Fields(original, kind))

    monkeypatch.setitem(checker.CHECKS, kind, replace(whole, check=blind))
    assert is_found_out(mine, 250)


AFRESH = "necessity/afresh/relu-two-outputs"


def of_refuted(setting: Setting, folders: tuple[str, ...]) -> dict[mutants.Stratum, Any]:
    """The places of the document that refutes a statement, or of the file of this."""
    (subject,) = [s for s in subjects(setting.reports, setting.cases) if s.name == AFRESH]
    return {stratum: found for stratum, found in mutants.strata([subject]).items() if stratum[0] in folders}


def test_an_altered_refutation_is_refused_or_true_by_a_rule(setting: Setting) -> None:
    figures = mutants.unread(tried(of_refuted(setting, ("statements", "toml")), 300))
    assert figures.faults == []
    assert figures.counts["kernel: refused"] > 100
    assert figures.counts["file, kernel: certificates refused"] > 10


@pytest.mark.parametrize(
    ("change", "more"),
    [
        ({"loss": None}, True), ({"data": "any"}, True), ({"networks": None, "data": None}, True), ({}, False),
        ({"data": "realizable"}, False), ({"loss": "logistic"}, False), ({"outputs": None}, False),
        ({"loss": None, "conclusion": "vanish"}, False), ({"distinct": 1}, False), ({"networks": "trained"}, False),
    ],
)  # fmt: skip
def test_a_statement_says_more_only_if_it_lacks_restrictions(
    change: dict[str, Any], more: bool, setting: Setting
) -> None:
    old = read_tables(setting.cases / f"{AFRESH}.toml").tables
    said = {key: value for key, value in {**old["statement"], **change}.items() if value is not None}
    assert says_more({**old, "statement": said}, old) is more
    assert not says_more({**old, "statement": said, "augment": {"neuron": "a*tanh(u)"}}, old)


def test_a_checker_that_takes_any_instance_is_found_out(setting: Setting, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(statement_refutation, "require_instance", lambda *_: None)
    figures = tried(of_refuted(setting, ("toml",)), 150)
    assert any("kernel accepts the certificates of the original for it" in fault for fault in figures.faults)


def _below(key: str, place: str) -> bool:
    return place == f"data.{key}" or place.startswith(f"data.{key}.")


def test_a_second_checker_that_accepts_anything_is_found_out(groups: Any) -> None:
    figures = tried(groups, 60, checkers={"kernel": kernel, "careless": lambda *_: CheckerAnswer(Answer.ACCEPTED)})
    assert figures.faulty > 30
    assert "kernel: refused, careless: accepted" in figures.faults[0]


def test_a_second_checker_may_say_that_it_cannot_judge(groups: Any) -> None:
    figures = tried(groups, 60, checkers={"kernel": kernel, "other": lambda *_: CheckerAnswer(Answer.CANNOT)})
    assert not figures.faulty
    assert figures.counts["other: cannot"] > 0


def accepted(reports: Path, name: str, kind: str, key: str, value: Any) -> Mutant:
    """A made-up acceptance of a document in which one field of the first certificate of this kind is another."""
    (subject,) = [s for s in subjects(reports, Path("counterexamples")) if s.name == name]
    i = next(i for i, entry in enumerate(subject.entries) if entry["kind"] == kind)
    alteration = Alteration(("certificates", i, "data", key), "set", value)
    content = altered(subject.content, alteration)
    problem = subject.problem
    said = CheckerAnswer(Answer.ACCEPTED, "", subject.proved[:0])
    return Mutant(subject, alteration, content, replace(said, evidence=subject.proved), problem)


@pytest.mark.parametrize(
    ("kind", "key", "value"),
    [("orbit", "a", ["0"]), ("orbit", "steps", []), ("descent", "points", []), ("escape", "c", ["0"])],
)
def test_no_rule_calls_a_false_certificate_equivalent(reports: Path, kind: str, key: str, value: Any) -> None:
    found = accepted(reports, "bad-minima/sine-frequency", kind, key, value)
    unaltered = replace(found, said=replace(found.said, evidence=found.said.evidence[:0]))
    accepting = equivalent(unaltered)
    assert accepting is None or accepting.name == "proves less"
    assert not any(rule.name == "second opinion" and rule.applies(found) for rule in RULES)


def test_the_second_opinion_on_a_data_optimal_point(reports: Path) -> None:
    (subject,) = [s for s in subjects(reports, Path("counterexamples")) if s.name == "data-optimal/skip-connection"]
    data = next(entry["data"] for entry in subject.entries if entry["kind"] == "data-optimal")
    assert second_opinion.true(subject.problem, "data-optimal", data) is True
    for i in range(len(data["point"]["exact"])):
        texts = [f"1/7 + {text}" if i == j else text for j, text in enumerate(data["point"]["exact"])]
        assert second_opinion.true(subject.problem, "data-optimal", {"point": {"exact": texts}}) is False


def test_the_second_opinion_on_a_stationary_point(reports: Path) -> None:
    (subject,) = [s for s in subjects(reports, Path("counterexamples")) if s.name == "bad-minima/double-well"]
    for at, true in (("7/4", True), ("0", True), ("1", False)):
        assert second_opinion.true(subject.problem, "stationary", {"point": {"exact": [at]}}) is true


def test_an_alteration_changes_one_thing() -> None:
    document = {"a": ["1", "2/3", {"b": True, "c": 4}], "d": "0" * 64, "e": {}}
    random = Random(0)
    for path, value in list(places(document))[1:] * 40:
        new = altered(document, alter(path, value, random))
        assert document == {"a": ["1", "2/3", {"b": True, "c": 4}], "d": "0" * 64, "e": {}}
        for other, kept in places(document):
            if other[: len(path)] != path and path[: len(other)] != other and other[:1] != path[:1]:
                assert dict(places(new))[other] == kept


def test_stale_certificates_are_an_error_and_no_refused_mutants(
    reports: Path, tmp_path: Path, setting: Setting
) -> None:
    file = next((reports / "certificates").rglob("*.json"))
    content = json.loads(file.read_bytes())
    content["certificates"][0]["data"]["stale"] = "1"
    target = tmp_path / file.relative_to(reports)
    target.parent.mkdir(parents=True)
    target.write_text(json.dumps(content))
    with pytest.raises(InputError, match="is refused as it is"):
        mutants.run(replace(setting, reports=tmp_path))
    with pytest.raises(InputError, match="holds no certificates"):
        mutants.run(replace(setting, reports=tmp_path / "none"))


def test_the_deadline_is_kept_and_said(setting: Setting) -> None:
    figures = mutants.run(replace(setting, deadline=time.monotonic()))
    assert figures.tried < figures.wanted == mutants.WANTED[Size.CI]
    assert not figures.passed or figures.tried


def test_a_lap_has_each_number_once_and_takes_the_documents_one_after_another(setting: Setting) -> None:
    lap = mutants._lap(1, 3, setting.reports, setting.cases)
    assert sorted(lap) == list(range(mutants.LAP, 2 * mutants.LAP))
    groups = mutants._groups(setting.reports, setting.cases)
    drawn = [mutants._drawn(number, groups, sorted(groups), 3)[2][0] for number in lap]
    changes = sum(one is not two for one, two in pairwise(drawn))
    assert changes == len(set(map(id, drawn))) - 1


def test_what_takes_long_is_left_to_the_full_size_and_counted(
    setting: Setting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mutants, "_slow", lambda subject: True)
    left, whole = Figures(), Figures()
    mutants.trial(0, setting, left)
    mutants.trial(0, replace(setting, size=Size.FULL), whole)
    assert (left.tried, left.counts) == (0, {mutants.LEFT_OUT: 1})
    assert whole.tried == 1


def test_how_long_a_document_takes_is_measured(setting: Setting, monkeypatch: pytest.MonkeyPatch) -> None:
    subject = next(iter(subjects(setting.reports, setting.cases)))
    mutants._slow.cache_clear()
    assert not mutants._slow(subject)
    mutants._slow.cache_clear()
    monkeypatch.setattr(mutants, "QUICK", 0.0)
    assert mutants._slow(subject)
    mutants._slow.cache_clear()
