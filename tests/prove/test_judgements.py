"""Verdicts are made by the kernel alone, from a document read back from its text; and what it must refuse."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from verify.claims.registry import claims
from verify.commands.check import Settings, check_case, statements
from verify.errors import CertificateError
from verify.files.load import load
from verify.files.problem_table import problem_from_tables
from verify.kernel import checker
from verify.kernel.certificate import Certificate, canonical
from verify.kernel.ground import certificate_digest, same_point
from verify.verdict import Verdict

Json = dict[str, Any]

CASES = Path(__file__).parent.parent.parent / "counterexamples"
NAMES = (
    "bad-minima/two-sigmoids",
    "data-optimal/two-outputs",
    "failure-modes/hard-labels",
    "necessity/converse",
    "necessity/cusp-penalty",
    "necessity/always-exists",
)


@pytest.fixture(scope="module")
def results() -> dict[str, Json]:
    return {name: check_case(load(CASES / f"{name}.toml"), Settings()) for name in NAMES}


def proved_anew(document: Json) -> dict[str, Any]:
    """What the kernel proves from the text alone, with a problem that is built anew, so that nothing is remembered."""
    read = json.loads(json.dumps(document))
    return checker.check_document(problem_from_tables(read["problem"]["text"]), read, statements())


def entries(document: Json, kind: str) -> list[int]:
    return [i for i, entry in enumerate(document["certificates"]) if entry["kind"] == kind]


@pytest.mark.parametrize("name", NAMES)
def test_every_verdict_is_proved_again_from_the_text(name: str, results: dict[str, Json]) -> None:
    result = results[name]
    evidence = proved_anew(result["certificates"])
    for finding in result["findings"]:
        if finding["verdict"] == "proved":
            assert evidence[finding["sha256"]].statement == finding["statement"]
            assert evidence[finding["sha256"]].kind == finding["kind"]
    decided = {k: v for k, v in result["claims"].items() if v["verdict"] in ("holds", "fails", "vacuous")}
    assert decided
    for claim, outcome in decided.items():
        proof = evidence[outcome["sha256"]]
        assert (proof.facts["claim"], proof.facts["verdict"]) == (claim, outcome["verdict"])
        assert (proof.facts["sense"] or None) == outcome["sense"]


def test_a_violation_is_a_certificate(results: dict[str, Json]) -> None:
    for name in NAMES:
        found = [f for f in results[name]["findings"] if f["name"] == "the statement is false"]
        assert [f["kind"] for f in found] == (["violation"] if name.startswith("necessity/") else [])


def _without(kind: str) -> Callable[[Json], None]:
    def edit(document: Json) -> None:
        document["certificates"] = [e for e in document["certificates"] if e["kind"] != kind]

    return edit


def _first(kind: str, **changes: Any) -> Callable[[Json], None]:
    def edit(document: Json) -> None:
        document["certificates"][entries(document, kind)[0]]["data"].update(changes)

    return edit


def _other_file(document: Json) -> None:
    document["file"]["expect"]["value"] = "17"


def _other_point(document: Json) -> None:
    document["file"]["point"]["theta"] = ["17" for _ in document["file"]["point"]["theta"]]


def _backwards(document: Json) -> None:
    document["certificates"].reverse()


def _rests_on_less(document: Json) -> None:
    data = document["certificates"][entries(document, "judgement")[0]]["data"]
    data["rests_on"] = data["rests_on"][:0]


def _rests_twice(document: Json) -> None:
    data = document["certificates"][entries(document, "judgement")[0]]["data"]
    data["rests_on"] = [*data["rests_on"], data["rests_on"][0]]


EDITS: dict[str, Callable[[Json], None]] = {
    "orbits are gone": _without("orbit"),
    "the descents are gone": _without("descent"),
    "another rule": _first("judgement", rule="attained"),
    "no such rule": _first("judgement", rule="so it is"),
    "another claim": _first("judgement", claim="ELIM"),
    "no such claim": _first("judgement", claim="NONE"),
    "another wording of the claim": _first("judgement", statement="0" * 64),
    "another point": _first("judgement", point={"exact": ["17"] * 9}),
    "the file expects something else": _other_file,
    "the file names another point": _other_point,
    "the verdicts come first": _backwards,
    "it rests on nothing": _rests_on_less,
    "it rests on one thing twice": _rests_twice,
    "a field that nobody reads": _first("judgement", verdict="holds"),
}


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
@pytest.mark.parametrize("name", ["bad-minima/two-sigmoids", "failure-modes/hard-labels"])
def test_a_document_that_was_altered_is_refused(
    name: str, edit: Callable[[Json], None], results: dict[str, Json]
) -> None:
    document = copy.deepcopy(results[name]["certificates"])
    edit(document)
    assert document != results[name]["certificates"]
    with pytest.raises(CertificateError):
        proved_anew(document)


VIOLATIONS: dict[str, Callable[[Json], None]] = {
    "less is dropped": _first("violation", dropped=[]),
    "more is dropped": _first("violation", dropped=["paper-augmentation", "lam-nonzero", "convex"]),
    "another conclusion": _first("violation", conclusion="value"),
    "no such conclusion": _first("violation", conclusion="false"),
    "other points": _first("violation", points="critical-points"),
    "the witness is not proved": _without("augmented-cusp"),
    "it rests on nothing": _first("violation", rests_on=[]),
    "the file expects something else": _other_file,
}


@pytest.mark.parametrize("edit", VIOLATIONS.values(), ids=VIOLATIONS)
def test_a_violation_that_was_altered_is_refused(edit: Callable[[Json], None], results: dict[str, Json]) -> None:
    document = copy.deepcopy(results["necessity/cusp-penalty"]["certificates"])
    edit(document)
    with pytest.raises(CertificateError):
        proved_anew(document)


def test_a_minimum_elsewhere_than_at_the_witness_refutes_nothing(results: dict[str, Json]) -> None:
    document = copy.deepcopy(results["necessity/cusp-penalty"]["certificates"])
    problem = problem_from_tables(document["problem"]["text"])

    def digest() -> str:
        return certificate_digest(Certificate("augmented-cusp", problem.digest, cusp))

    cusp = document["certificates"][entries(document, "augmented-cusp")[0]]["data"]
    data = document["certificates"][entries(document, "violation")[0]]["data"]
    before = digest()
    cusp["at"][3] = "1"  # b of the first neuron: there is a minimum, too
    data["rests_on"] = [digest() if used == before else used for used in data["rests_on"]]
    assert checker.check(problem, Certificate("augmented-cusp", problem.digest, cusp)).statement
    with pytest.raises(CertificateError, match="the witness was not proved a local minimum"):
        proved_anew(document)


def test_the_file_may_not_make_another_statement_than_the_violation(results: dict[str, Json]) -> None:
    document = copy.deepcopy(results["necessity/cusp-penalty"]["certificates"])
    data = document["certificates"][entries(document, "violation")[0]]["data"]
    document["file"]["statement"]["conclusion"] = "value"
    from verify.kernel.ground import file_digest

    for entry in document["certificates"]:
        if "file" in entry["data"]:
            entry["data"]["file"] = file_digest(document["file"])
    assert data["conclusion"] != "value"
    with pytest.raises(CertificateError, match="another statement"):
        proved_anew(document)


def test_a_violation_of_a_converse_is_about_no_points(results: dict[str, Json]) -> None:
    document = copy.deepcopy(results["necessity/converse"]["certificates"])
    assert proved_anew(document)
    document["file"]["statement"]["points"] = "critical-points"
    from verify.kernel.ground import file_digest

    for entry in document["certificates"]:
        if "file" in entry["data"]:
            entry["data"]["file"] = file_digest(document["file"])
    document["certificates"][entries(document, "violation")[0]]["data"]["points"] = "critical-points"
    with pytest.raises(CertificateError, match="changes nothing in the conclusion converse"):
        proved_anew(document)


def test_evidence_at_another_point_gives_no_verdict(results: dict[str, Json]) -> None:
    """The descents of one theta, put under a judgement about another one."""
    document = copy.deepcopy(results["bad-minima/two-sigmoids"]["certificates"])
    moved = next(i for i in entries(document, "judgement") if document["certificates"][i]["data"]["claim"] == "ELIM")
    lower = document["certificates"][entries(document, "lower-value")[0]]["data"]
    document["certificates"][moved]["data"]["point"] = lower["better"]
    del document["file"]["point"]
    from verify.kernel.ground import file_digest

    for entry in document["certificates"]:
        if "file" in entry["data"]:
            entry["data"]["file"] = file_digest(document["file"])
    with pytest.raises(CertificateError, match="what the rule"):
        proved_anew(document)


def test_two_boxes_are_one_point_only_if_one_lies_in_the_other() -> None:
    def box(center: str, radius: str) -> Json:
        return {"center": [center], "radius": radius}

    assert same_point(box("0", "1"), box("1/4", "1/2"))
    assert same_point(box("1/4", "1/2"), box("0", "1"))
    assert not same_point(box("0", "1"), box("3/4", "1/2"))
    assert not same_point(box("0", "1"), {"exact": ["0"]})
    assert not same_point({"exact": ["0"]}, {"exact": ["1"]})
    assert not same_point({"exact": ["0"]}, None)


def test_what_is_remembered_is_bound_to_certificate_and_problem() -> None:
    case = load(CASES / "data-optimal/two-outputs.toml")
    other = load(CASES / "data-optimal/skip-connection.toml")
    data = {"point": {"exact": [t.text for t in case.point.theta]}}
    good = Certificate("data-optimal", case.problem.digest, data)
    assert checker.check(case.problem, good) is checker.check(case.problem, Certificate(good.kind, good.problem, data))
    with pytest.raises(CertificateError):
        checker.check(other.problem, good)
    assert certificate_digest(good) != certificate_digest(Certificate(good.kind, other.problem.digest, data))
    wrong = Certificate("data-optimal", case.problem.digest, {"point": {"exact": ["17"] * len(case.point.theta)}})
    with pytest.raises(CertificateError):
        checker.check(case.problem, wrong)
    # An object that only claims to have this digest shares nothing with the first one.
    again = problem_from_tables(json.loads(canonical(case.tables)))
    assert checker.check(again, good) is not checker.check(case.problem, good)


def test_every_claim_has_rules_with_different_names_and_assumptions_that_are_known() -> None:
    from verify.kernel.assumptions import named

    for claim in claims().values():
        rules = claim.stated.rules
        assert rules
        assert len({rule.name for rule in rules}) == len(rules)
        for rule in rules:
            assert rule.needs
            for key in (*rule.also, *(key for need in rule.needs for have in need for key in have.also)):
                assert named(key).words
            for have in (have for need in rule.needs for have in need):
                assert have.kind in checker.CHECKS, have.kind


def test_only_some_rules_make_a_claim_fail_and_each_needs_a_proof_of_it() -> None:
    failing = [
        (claim.name, rule.name) for claim in claims().values() for rule in claim.rules if rule.verdict is Verdict.FAILS
    ]
    assert failing == [("PGB", "violated")]


def test_decimals_that_are_refined_are_not_the_point_themselves(results: dict[str, Json]) -> None:
    """A file that says ``refine`` means the critical point near its decimals, and no exact point has these digits."""
    from verify.kernel.certificate import Fields
    from verify.kernel.ground import Ground, file_digest

    file = {"point": {"theta": ["1/2"], "refine": True}}
    fields = Fields({"file": file_digest(file)}, "judgement")
    with pytest.raises(CertificateError, match="another point"):
        Ground({}, file).require_file(fields, {"exact": ["1/2"]})
    Ground({}, file).require_file(fields, {"center": ["1/2"], "rounds_to": ["1/2"]})
    exact = {"point": {"theta": ["1/2"]}}
    fields = Fields({"file": file_digest(exact)}, "judgement")
    with pytest.raises(CertificateError, match="another point"):
        Ground({}, exact).require_file(fields, {"center": ["1/2"], "rounds_to": ["1/2"]})
