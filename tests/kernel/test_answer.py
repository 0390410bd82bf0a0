"""The answer about a point: what the kernel accepts of it, and that none of its words can be exchanged for another."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from verify import recheck
from verify.commands.check import ANSWER, Settings, check_case
from verify.errors import CertificateError
from verify.files.load import load
from verify.kernel import checker
from verify.kernel.answer import MEANINGS, MINIMA
from verify.kernel.certificate import Certificate, canonical
from verify.kernel.contradiction import MINIMUM, NOT_NEAR, contradictions
from verify.kernel.evidence import Evidence
from verify.kernel.ground import certificate_digest, file_digest
from verify.problem.case import Case
from verify.verdict import PointAnswer, Rank

Json = dict[str, Any]

FILE = """
kind = "point"
[problem]
network = {{ formula = ["{formula}"], parameters = [{parameters}] }}
loss = {{ formula = "{loss}" }}
reduction = "sum"
inputs = [["0"]]
targets = [["0"]]
[point]
theta = [{theta}]
"""

# formula, loss, theta: L is the loss of the formula.
POINTS: dict[str, tuple[str, str, list[str], tuple[str, str]]] = {
    "strict minimum": ("t1**4/4 - t1**2/2 + t1/10", "q", ["0.9456"], ("strict-minimum", "bad")),
    "minimum not far": ("t1**4/4 - t1**2/2 + t1/10", "q", ["0.96"], ("strict-minimum", "bad")),
    "minimum": ("relu(t1) + 1 + t2*0", "(q - y)**2", ["-1.5", "2.5"], ("local-minimum", "open")),
    "bad minimum": ("1 - relu(t1)", "(q - y)**2", ["-1.5"], ("local-minimum", "bad")),
    "global minimum": ("relu(t1)", "(q - y)**2", ["-1.5"], ("local-minimum", "global")),
    "saddle": ("t1**2 - t2**2", "q", ["0.0001", "-0.0002"], ("saddle", "bad")),
    "maximum": ("cos(t1)", "q", ["0.0000001"], ("strict-maximum", "bad")),
    "critical": ("t1**4", "q", ["0"], ("critical-point", "open")),
    "slope": ("t1**2", "q", ["0.7"], ("not-critical-within", "bad")),
    "plateau": ("(t2**2 - 1)**2 + t2/4 + exp(-t1)", "q", ["6", "1"], ("falls-for-ever", "bad")),
    "nowhere": ("t1", "q", ["3"], ("nowhere-critical", "bad")),
    "bend": ("t1**3/3 - t1", "q", ["-0.7"], ("no-local-minimum-within", "bad")),
}


def case_of(name: str, folder: Path) -> Case:
    formula, loss, theta, _ = POINTS[name]
    quoted = ", ".join(f'"{text}"' for text in theta)
    names = ", ".join(f'"t{i + 1}"' for i in range(len(theta)))
    path = folder / "point.toml"
    path.write_text(FILE.format(formula=formula, loss=loss, theta=quoted, parameters=names), encoding="utf-8")
    return load(path)


@pytest.fixture(scope="module", params=POINTS)
def answered(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Case, Json]:
    """The name of a point, its case, and the document of certificates about it."""
    case = case_of(request.param, tmp_path_factory.mktemp("points"))
    return request.param, case, document_of(case)


def document_of(case: Case) -> Json:
    """What is proved of the point, without what the added neurons do, on which no answer rests."""
    document: Json = json.loads(canonical(check_case(case, Settings())["certificates"]))
    about_l = [c for c in document["certificates"] if c["kind"] not in ("descent", "residual-gradient")]
    return {**document, "certificates": about_l}


def proved(case: Case, document: Json) -> list[Evidence]:
    """By the kernel, and by the second checker, which has to agree."""
    by_second(case, document)
    return list(checker.check_document(case.problem, document, {}).values())


def refused(case: Case, document: Json) -> bool:
    """Whether both refuse the document."""
    try:
        checker.check_document(case.problem, document, {})
    except CertificateError:
        with pytest.raises((recheck.Invalid, recheck.Holey)):
            by_second(case, document)
        return True
    return False


def by_second(case: Case, document: Json) -> None:
    again = recheck.Case(document["problem"]["text"], document["file"], {})
    for c in document["certificates"]:
        facts = again.check(c["kind"], c["data"])
        digest = recheck.sha256({**c, "problem": case.problem.digest})
        again.accepted[digest] = recheck.Evidence(c["kind"], c["data"], facts)


def data_of(document: Json) -> Json:
    (found,) = [c["data"] for c in document["certificates"] if c["kind"] == "answer"]
    return found


def test_the_answer_is_the_one_that_is_so(answered: tuple[str, Case, Json]) -> None:
    name, case, document = answered
    (evidence,) = [e for e in proved(case, document) if e.kind == "answer"]
    assert (evidence.facts["answer"], evidence.facts["rank"]) == POINTS[name][3]
    away = {"": "from the point in any coordinate", "0": " at the point"}
    distance = data_of(document)["distance"]
    everywhere = name == "nowhere" or evidence.facts["answer"] == "open"
    assert everywhere or away.get(distance, away[""]) in evidence.statement
    assert document["certificates"][-1]["kind"] == "answer"


def test_no_answer_can_be_exchanged_for_another(answered: tuple[str, Case, Json]) -> None:
    _, case, document = answered
    said = data_of(document)["answer"]
    for other in {*PointAnswer, "minimum"} - {said}:
        lie = copy.deepcopy(document)
        data_of(lie)["answer"] = str(other)
        weaker = (said, other) == ("not-critical-within", "no-local-minimum-within")
        kinds = {c["kind"] for c in document["certificates"]}
        says_less = (weaker and "no-local-minimum" in kinds) or (other is PointAnswer.OPEN and one_proof(document))
        assert refused(case, lie) or says_less, other


def one_proof(document: Json) -> bool:
    """Whether one certificate proves the answer and the rank: then the one may be left open, which says less."""
    return len(data_of(document)["rests_on"]) == 1 and data_of(document)["rank"] != "open"


def test_no_rank_can_be_exchanged_for_another(answered: tuple[str, Case, Json]) -> None:
    _, case, document = answered
    for other in {*Rank, "best"} - {data_of(document)["rank"]}:
        lie = copy.deepcopy(document)
        data_of(lie)["rank"] = str(other)
        assert refused(case, lie) or (other is Rank.OPEN and one_proof(document)), other


WAYS: dict[str, Callable[[Json], None]] = {
    "a negative distance": lambda d: d.update(distance="-1"),
    "another point": lambda d: d.update(point={"exact": [f"{t} + 0" for t in d["point"]["exact"]]}),
    "another file": lambda d: d.update(file=file_digest({})),
    "nothing to rest on": lambda d: d.update(rests_on=[]),
    "the same twice": lambda d: d.update(rests_on=[*d["rests_on"], d["rests_on"][0]]),
    "a part of what it rests on": lambda d: d.update(rests_on=d["rests_on"][1:]),
    "what was not proved": lambda d: d.update(rests_on=[*d["rests_on"], "0" * 64]),
    "one field more": lambda d: d.update(words="yes"),
}


@pytest.mark.parametrize("way", WAYS)
def test_every_part_of_it_counts(answered: tuple[str, Case, Json], way: str) -> None:
    _, case, document = answered
    lie = copy.deepcopy(document)
    WAYS[way](data_of(lie))
    assert refused(case, lie)


def test_it_rests_on_nothing_of_no_use(answered: tuple[str, Case, Json]) -> None:
    _, case, document = answered
    for c in document["certificates"][:-1]:
        certificate = Certificate(c["kind"], case.problem.digest, c["data"])
        lie = copy.deepcopy(document)
        if certificate_digest(certificate) not in data_of(lie)["rests_on"]:
            data_of(lie)["rests_on"].append(certificate_digest(certificate))
            assert refused(case, lie), c["kind"]


def test_what_is_near_is_not_nearer_and_what_is_within_reaches_no_farther(answered: tuple[str, Case, Json]) -> None:
    _, case, document = answered
    said, distance = data_of(document)["answer"], recheck.number(data_of(document)["distance"])
    lie = copy.deepcopy(document)
    if said.endswith("-within"):
        data_of(lie)["distance"] = f"{distance * 1001 / 1000}"
    elif distance:
        data_of(lie)["distance"] = f"{distance * 2 / 3}"
    else:
        return
    assert refused(case, lie)


def test_what_is_apart_reaches_no_farther_and_is_said_of_what_was_found_only(tmp_path: Path) -> None:
    case = case_of("minimum not far", tmp_path)
    document = document_of(case)
    apart = recheck.number(data_of(document)["apart"])
    (evidence,) = [e for e in proved(case, document) if e.kind == "answer"]
    words = f"L has no critical point, and no local minimum, within {evidence.facts['apart']} from the point"
    assert evidence.statement.startswith(words)
    assert 0 < apart < recheck.number(data_of(document)["distance"])
    for lie in (f"{apart * 1001 / 1000}", "-1", "0.1"):
        changed = copy.deepcopy(document)
        data_of(changed)["apart"] = lie
        assert refused(case, changed), lie
    nearer = copy.deepcopy(document)
    data_of(nearer)["apart"] = f"{apart / 2}"
    assert proved(case, nearer)
    unsaid = copy.deepcopy(document)
    del data_of(unsaid)["apart"]
    assert refused(case, unsaid)
    within = copy.deepcopy(document)
    none = [c for c in document["certificates"] if c["kind"] in NOT_NEAR and c["data"]["radius"] != "0"]
    digests = [certificate_digest(Certificate(c["kind"], case.problem.digest, c["data"])) for c in none]
    data_of(within).update(answer="not-critical-within", rank="open", distance=f"{apart}", rests_on=digests)
    assert refused(case, within)
    del data_of(within)["apart"]
    assert proved(case, within)


@pytest.mark.parametrize("name", ["strict minimum", "saddle", "maximum", "minimum", "plateau", "slope"])
def test_nothing_is_apart_without_proof(name: str, tmp_path: Path) -> None:
    case = case_of(name, tmp_path)
    document = document_of(case)
    data_of(document)["apart"] = "1/1000000000"
    assert refused(case, document)


def test_evidence_about_another_point_is_of_no_use(tmp_path: Path) -> None:
    """That L is lower than at a slope says nothing about the minimum near by, nor the other way round."""
    case = case_of("strict minimum", tmp_path)
    document = document_of(case)
    lower = next(c for c in document["certificates"] if c["kind"] == "lower-value")
    lower["data"]["point"] = data_of(document)["point"]
    renewed = certificate_digest(Certificate("lower-value", case.problem.digest, lower["data"]))
    assert any(
        e.digest == renewed
        for e in checker.check_document(case.problem, {**document, "certificates": [lower]}, {}).values()
    )
    data_of(document)["rests_on"] = [data_of(document)["rests_on"][0], renewed]
    assert refused(case, document)


def test_open_is_no_answer_with_a_distance(tmp_path: Path) -> None:
    case = case_of("slope", tmp_path)
    document = document_of(case)
    data = data_of(document)
    kinds = [c["kind"] for c in document["certificates"]]
    lower = document["certificates"][kinds.index("lower-value")]
    digest = certificate_digest(Certificate("lower-value", case.problem.digest, lower["data"]))
    data.update(answer="open", rests_on=[digest])
    assert refused(case, document)
    data["distance"] = "0"
    assert {e.facts["answer"] for e in proved(case, document) if e.kind == "answer"} == {"open"}
    data.update(rank="open")
    assert refused(case, document)
    data.update(rests_on=[])
    assert refused(case, document)


def test_a_minimum_where_there_is_none_is_a_contradiction(tmp_path: Path) -> None:
    """Evidence of both can only be made of two problems; the kernel sees it where it comes together."""
    found = {}
    for name in ("strict minimum", "slope", "minimum"):
        case = case_of(name, tmp_path)
        document = document_of(case)
        found[name] = (case, list(checker.check_document(case.problem, document, {}).values()))
    case, evidence = found["strict minimum"]
    minimum = next(e for e in evidence if e.kind == "critical-point")
    none = next(e for e in evidence if e.kind == "no-critical-point")
    assert contradictions(case.problem, evidence) == []
    forged = copy.copy(none)
    wide = {**none.certificate.data, "radius": "0.5"}
    object.__setattr__(forged, "certificate", Certificate(none.kind, case.problem.digest, wide))
    assert contradictions(case.problem, [minimum, forged]) == ["L has a local minimum where there is none"]
    case, evidence = found["minimum"]
    here = next(e for e in evidence if e.kind == "supporting-hyperplane")
    data = {**none.certificate.data, "point": here.certificate.data["point"], "radius": "0"}
    object.__setattr__(forged, "certificate", Certificate(none.kind, case.problem.digest, data))
    assert contradictions(case.problem, [here, forged]) == ["L has a local minimum where there is none"]


def test_every_answer_has_one_meaning_and_an_example() -> None:
    assert [m.answer for m in MEANINGS] == list(dict.fromkeys(m.answer for m in MEANINGS))
    assert {m.answer for m in MEANINGS} == set(PointAnswer) - {PointAnswer.OPEN}
    assert {answer for *_, (answer, _) in POINTS.values()} == {str(m.answer) for m in MEANINGS}
    assert {rank for *_, (_, rank) in POINTS.values()} == set(Rank)


def test_the_results_have_the_answer_first(tmp_path: Path) -> None:
    checked = check_case(case_of("saddle", tmp_path), Settings())
    assert checked["findings"][0]["name"] == ANSWER


def test_whatever_proves_a_minimum_contradicts_what_proves_that_there_is_none() -> None:
    proving = {have.kind for meaning in MEANINGS if meaning.answer in MINIMA for have in meaning.kinds}
    assert proving == {have.kind for have in MINIMUM}
