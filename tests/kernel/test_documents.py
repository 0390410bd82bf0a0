"""A document of certificates proves something of one problem if it is well formed as a whole, and else nothing."""

from __future__ import annotations

from typing import Any

import pytest
from problems import BALANCED, NOTHING, Tables, formula

from verify.errors import CertificateError
from verify.files.load import problem_from_tables
from verify.files.problem_table import digest
from verify.kernel import checker
from verify.kernel.certificate import Certificate, closed
from verify.kernel.contradiction import contradictions
from verify.kernel.evidence import _SEAL, Evidence, Grade
from verify.kernel.ground import stands

Json = dict[str, Any]

PROBLEM = problem_from_tables(NOTHING)
VALUE: Json = {"kind": "value", "data": {"point": {"exact": []}, "equals": "1/2"}}


def about(tables: Tables, **more: Any) -> Json:
    return {"problem": {"text": tables, "sha256": digest(tables)}, "certificates": [VALUE], "file": {}, **more}


def test_a_good_one_proves_what_its_certificates_say() -> None:
    (found,) = checker.check_document(PROBLEM, about(NOTHING), {}).values()
    assert (found.kind, found.statement) == ("value", "L = 1/2 exactly")
    without = {key: value for key, value in about(NOTHING).items() if key != "file"}
    assert list(checker.check_document(PROBLEM, without, {}).values()) == [found]


MUST_BE_THERE = "must be there"
ANOTHER = "about another problem"
BROKEN: dict[str, tuple[Json, str]] = {
    "no problem": ({"problem": None}, MUST_BE_THERE),
    "a problem that is a text": ({"problem": "x"}, MUST_BE_THERE),
    "no text": ({"problem": {"sha256": digest(NOTHING)}}, MUST_BE_THERE),
    "a text that is a list": ({"problem": {"text": [], "sha256": digest(NOTHING)}}, MUST_BE_THERE),
    "no certificates": ({"certificates": None}, MUST_BE_THERE),
    "certificates that are an object": ({"certificates": {}}, MUST_BE_THERE),
    "a file that is a list": ({"file": []}, "'file' is an object"),
    "another problem": (about(BALANCED), ANOTHER),
    "another text": ({"problem": {"text": BALANCED, "sha256": digest(NOTHING)}}, ANOTHER),
    "another digest": ({"problem": {"text": NOTHING, "sha256": digest(BALANCED)}}, ANOTHER),
    "no digest": ({"problem": {"text": NOTHING}}, ANOTHER),
    "a certificate that is a list": ({"certificates": [VALUE, []]}, "certificate 2: an object"),
    "a certificate without data": ({"certificates": [{"kind": "value"}]}, "certificate 1: an object"),
    "data that are a list": ({"certificates": [{**VALUE, "data": []}]}, "certificate 1: an object"),
    "a field more": ({"certificates": [{**VALUE, "more": 1}]}, "nothing else"),
    "a lie": (
        {"certificates": [VALUE, {**VALUE, "data": {**VALUE["data"], "equals": "1"}}]},
        r"certificate 2 \(value\)",
    ),
    "an unknown kind": ({"certificates": [{**VALUE, "kind": "good"}]}, "unknown kind 'good'"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_one_proves_nothing(name: str) -> None:
    change, words = BROKEN[name]
    with pytest.raises(CertificateError, match=words):
        checker.check_document(PROBLEM, {**about(NOTHING), **change}, {})


def test_a_certificate_is_about_its_own_problem() -> None:
    other = problem_from_tables(BALANCED)
    with pytest.raises(CertificateError, match="the text of the problem has changed"):
        checker.check(other, Certificate("value", PROBLEM.digest, VALUE["data"]))


def test_the_key_that_stands_twice_is_named() -> None:
    for text in ('{"a": 1, "b": 2, "b": 3}', '{"a": {"c": 1, "d": 2, "b": 1, "b": 2}}', '{"b": 1, "a": 2, "b": 1}'):
        with pytest.raises(CertificateError, match="the key 'b' stands twice"):
            closed(text)


def test_a_list_of_one_number_is_not_that_number() -> None:
    assert stands({"a": ["1"]}, "a", ["1"])
    assert not stands({"a": ["1"]}, "a", "1")
    assert not stands({"a": "1"}, "a", ["1"])
    assert not stands({"a": "1"}, "a", 1)
    assert not stands({"a": ["1"]}, "a", [1])


# ------------------------------------------------------------------------------------------------ contradictions

HERE: Json = {"exact": ["1/2"]}


def evidence(kind: str, **facts: str) -> Evidence:
    """As the kernel would make it, about the line f = t1."""
    return Evidence(Certificate(kind, "", {"point": HERE}), kind, Grade.SYMBOLIC, facts, _SEAL, (), kind)


def line(**augment: Any) -> Tables:
    return formula("t1*x1", ["t1"], [("1", "1")], augment=augment)


@pytest.mark.parametrize("kind", ["descent", "escape"])
@pytest.mark.parametrize("augment", [{"lam": "-1"}, {"penalty": "lam*a**4"}])
def test_where_the_penalty_is_another_a_global_minimum_of_l_is_none_of_l_tilde(kind: str, augment: Json) -> None:
    pair = [evidence("data-optimal"), evidence(kind)]
    assert len(contradictions(problem_from_tables(line()), pair)) == 1
    assert contradictions(problem_from_tables(line(**augment)), pair) == []
    decayed = {**line(), "problem": {**line()["problem"], "regularizer": "t1**2"}}
    assert contradictions(problem_from_tables(decayed), pair) == []


def test_one_minimum_is_enough_against_no_critical_point() -> None:
    problem, none = problem_from_tables(line()), evidence("nowhere-critical")
    saddle, minimum = evidence("critical-point", minimum="no"), evidence("critical-orbit", minimum="yes")
    assert contradictions(problem, [none, saddle]) == []
    found = contradictions(problem, [none, evidence("critical-orbit", minimum="no"), evidence("morse-bott")])
    assert "L has a local minimum, and no critical point at all" in found
    assert "L has a local minimum, and no critical point at all" in contradictions(problem, [none, minimum])


def test_a_minimum_at_the_very_edge_of_a_box_without_one_is_a_contradiction() -> None:
    problem = problem_from_tables(line())
    words = ["L has a local minimum where there is none"]
    minimum = evidence("morse-bott")
    for radius, found in (("1/2", words), ("1", words), ("1/3", []), ("0", [])):
        data = {"point": {"exact": ["1"]}, "radius": radius}
        none = Evidence(Certificate("no-critical-point", "", data), "none", Grade.CERTIFIED, {}, _SEAL, (), "none")
        assert contradictions(problem, [none, minimum]) == found
        assert contradictions(problem, [none, evidence("critical-point", minimum="no")]) == []
