"""``violation``: the instance and its evidence have to be those of the statement, of the file and of one point."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest
from problems import formula

from verify.claims.registry import statements
from verify.errors import CertificateError
from verify.files.load import load, problem_from_tables
from verify.kernel import checker
from verify.kernel.certificate import Certificate
from verify.kernel.evidence import Evidence
from verify.kernel.ground import Ground, file_digest
from verify.problem.objective import Problem
from verify.prove.subject import Subject
from verify.prove.violation import violation

Json = dict[str, Any]

NECESSITY = Path(__file__).parent.parent.parent / "counterexamples" / "necessity"


@cache
def shipped(name: str) -> tuple[Problem, Json, list[Evidence], Json]:
    """Of a shipped file the problem, what it states, the evidence, and the data of the violation."""
    subject = Subject.of(load(NECESSITY / f"{name}.toml"))
    shown = violation(subject, statements())
    assert shown.proof is not None
    return subject.problem, dict(subject.case.file), list(shown.evidence), dict(shown.proof.certificate.data)


def check(problem: Problem, file: Json, evidence: list[Evidence], data: Json) -> Evidence:
    """The violation with these data, on top of all the evidence, for a file that states this."""
    bound = {**data, "file": file_digest(file)}
    ground = Ground(statements(), file, {e.digest: e for e in evidence})
    return checker.check(problem, Certificate("violation", problem.digest, bound), ground)


def proved(problem: Problem, kind: str, data: Json) -> Evidence:
    return checker.check(problem, Certificate(kind, problem.digest, data))


@pytest.mark.parametrize("name", ["relu-neuron", "converse", "always-exists"])
def test_the_shipped_ones_are_accepted(name: str) -> None:
    assert check(*shipped(name)).facts["verdict"] == "fails"


def test_it_rests_on_nothing_of_no_use() -> None:
    problem, file, evidence, data = shipped("converse")
    value = proved(problem, "value", {"point": {"exact": []}, "equals": "1"})
    data = {**data, "rests_on": [*data["rests_on"], value.digest]}
    with pytest.raises(CertificateError, match="no use"):
        check(problem, file, [*evidence, value], data)


def test_it_rests_on_something() -> None:
    problem, file, evidence, data = shipped("converse")
    with pytest.raises(CertificateError, match="no descent"):
        check(problem, file, evidence, {**data, "rests_on": []})


ANYWHERE = problem_from_tables(formula("t1*x1", ["t1"], [("1", "1")], loss="logistic"))
"""The logistic loss has no minimiser, so that L~ has no local minimum, wherever the point of the file is."""


def no_minimum(point: Json) -> Evidence:
    evidence = proved(ANYWHERE, "unattained", {"input": 0})
    said = {"claim": "EXIST", "changes": "it", "conclusion": "exists-local-minimum"}
    data = {"claim": "EXIST", "dropped": [], "points": "local-minima", "conclusion": "exists-local-minimum"}
    return check(ANYWHERE, {"statement": said}, [evidence], {**data, "point": point, "rests_on": [evidence.digest]})


def test_the_point_is_one_even_where_nothing_depends_on_it() -> None:
    assert no_minimum({"exact": ["3"]}).facts["conclusion"] == "exists-local-minimum"
    for point in ({"exact": ["1/(4*atan(1) - pi)"]}, {"exact": []}, {"exact": ["t1"]}, {"exact": ["3"], "more": "1"}):
        with pytest.raises(CertificateError):
            no_minimum(point)


DESCENT: Json = {
    "b": ["0"], "W": [["0"]], "output": 0, "order": 0, "direction": ["1"], "lower_orders_vanish": True, "bits": 128,
    "points": [{"radius": "1/2", "a": ["1/8"], "b": ["0"], "W": [["0"]]}],
}  # fmt: skip


def converse(problem: Problem, *more: tuple[str, Json]) -> Evidence:
    """A point (0, 0, b, W) that is no local minimum of L~, called a global minimum of L."""
    point = {"exact": ["0"]}
    evidence = [proved(problem, kind, {"point": point, **data}) for kind, data in (("descent", DESCENT), *more)]
    dropped = [] if problem.augmentation.lam > 0 else ["lam-positive"]
    said = {"claim": "ELIM", "changes": "it", "dropped": dropped, "conclusion": "converse"}
    data = {"claim": "ELIM", "dropped": dropped, "points": "local-minima", "conclusion": "converse"}
    rests = [e.digest for e in evidence]
    return check(problem, {"statement": said}, evidence, {**data, "point": point, "rests_on": rests})


def test_a_point_that_is_not_known_to_be_a_global_minimum_refutes_no_converse() -> None:
    """L = (t1 - 1)^2/2 is least at 1, and L~ falls at (0, 0, b, W)."""
    problem = problem_from_tables(formula("t1", ["t1"], [("0", "1")]))
    with pytest.raises(CertificateError, match="not proved a global minimum"):
        converse(problem)


def test_a_witness_is_over_the_point() -> None:
    """The witness of the file is over theta = 0; at theta = 2 L is least, and nowhere lower."""
    problem, file, evidence, data = shipped("relu-neuron")
    for theta in (["2"], ["-1"]):
        with pytest.raises(CertificateError, match="over another theta"):
            check(problem, file, evidence, {**data, "witness": [*theta, *data["witness"][1:]]})


def test_a_witness_is_the_one_of_the_file_and_the_statement_too() -> None:
    problem, file, evidence, data = shipped("relu-neuron")
    with pytest.raises(CertificateError, match="another witness"):
        check(problem, {**file, "witness": {**file["witness"], "b": ["-2"]}}, evidence, data)
    with pytest.raises(CertificateError, match="makes another statement"):
        check(problem, {**file, "statement": {**file["statement"], "conclusion": "vanish"}}, evidence, data)
    with pytest.raises(CertificateError, match="makes no statement"):
        check(problem, {key: value for key, value in file.items() if key != "statement"}, evidence, data)


def test_what_is_kept_is_met_and_what_is_dropped_is_not() -> None:
    problem, file, evidence, data = shipped("relu-neuron")
    for dropped, words in (
        ([], "paper-augmentation is kept, and this instance was not shown to meet it"),
        (["paper-augmentation", "convex"], "convex is dropped, yet this instance meets it|does not assume convex"),
        (["paper-augmentation", "lam-nonzero"], "lam-nonzero is dropped, yet this instance meets it|does not assume"),
    ):
        said = {**file, "statement": {**file["statement"], "dropped": dropped}}
        with pytest.raises(CertificateError, match=words):
            check(problem, said, evidence, {**data, "dropped": dropped})
