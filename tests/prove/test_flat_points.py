"""The answers about minima that are flat, and the rank of a minimum that is global for another reason than its data."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from verify.commands.classify import classified, classify
from verify.errors import CertificateError
from verify.files.load import load
from verify.kernel import checker, theta_point
from verify.kernel.certificate import Certificate
from verify.kernel.contradiction import contradictions
from verify.kernel.evidence import Evidence
from verify.kernel.ground import Ground, certificate_digest, file_digest
from verify.numerics.point import Boxed
from verify.problem.case import Case
from verify.propose import certificates
from verify.propose.exact_fits import exact_fit
from verify.propose.near_critical import critical_nearby

FILE = """
kind = "point"
[problem]
network = {{ formula = ["{formula}"], parameters = {parameters} }}
loss = {loss}
inputs = {inputs}
targets = {targets}
{more}
[point]
theta = {theta}
"""


def case_of(
    folder: Path,
    formula: str,
    theta: list[str],
    data: Mapping[str, str] | None = None,
    loss: str = '"squared"',
    more: str = "",
) -> Case:
    data = data or {"1": "1", "2": "3"}
    text = FILE.format(
        formula=formula,
        parameters=json.dumps([f"t{i + 1}" for i in range(len(theta))]),
        loss=loss,
        inputs=json.dumps([[x] for x in data]),
        targets=json.dumps([[y] for y in data.values()]),
        more=more,
        theta=json.dumps(theta),
    )
    path = folder / "point.toml"
    path.write_text(text, encoding="utf-8")
    return load(path)


MEDIAN = {"data": {"1": "0", "2": "1", "3": "5"}, "loss": '"absolute"'}

ANSWERED: dict[str, tuple[str, list[str], dict[str, Any], tuple[str, str]]] = {
    "a kink that is flat on one side": ("relu(t1*x1)", ["0"], {"data": {"1": "-1"}}, ("local-minimum", "open")),
    "a surface of exact fits": ("t1*t2*x1 + t3*x1**2", ["1", "0.5", "0.500001"], {}, ("local-minimum", "global")),
    "one exact fit": ("t1*x1 + t2*x1**2", ["0.5", "0.500001"], {}, ("strict-minimum", "global")),
    "least squares": ("t1*x1", ["1.4000001"], {}, ("strict-minimum", "global")),
    "least squares with too many columns": ("t1*x1 + 2*t2*x1", ["1", "0.2"], {}, ("local-minimum", "global")),
    "ridge": ("t1*x1", ["1.5"], {"more": 'regularizer = "t1**2/2"'}, ("not-critical-within", "bad")),
    "ridge, trained": ("t1*x1", ["1.1666666"], {"more": 'regularizer = "t1**2/2"'}, ("strict-minimum", "global")),
    "a median": ("t1 + 0*x1", ["1"], MEDIAN, ("local-minimum", "global")),
    "a product of two": ("t1*t2*x1", ["2", "0.7000001"], {}, ("local-minimum", "global")),
    "a term in theta alone": (
        "t1*x1 + t2*x1**2",
        ["0.5", "0.5"],
        {"more": 'regularizer = "(t1 - 1/2)**4 - (t1 - 1/2)**2/10"'},
        ("strict-minimum", "open"),
    ),
}


@pytest.mark.parametrize("name", ANSWERED)
def test_a_flat_minimum_has_its_answer_and_rank(name: str, tmp_path: Path) -> None:
    formula, theta, more, expected = ANSWERED[name]
    said = classified(classify(case_of(tmp_path, formula, theta, **more), Fraction(1), 0, None))
    assert (said["answer"], said["rank"]) == expected


def answer(case: Case, said: str, rank: str, distance: str, rests: list[Evidence]) -> Evidence:
    known = {certificate_digest(e.certificate): e for e in rests}
    data = {
        "answer": said,
        "rank": rank,
        "distance": distance,
        "point": {"exact": list(case.file["point"]["theta"])},
        "file": file_digest(case.file),
        "rests_on": list(known),
    }
    return checker.check(case.problem, Certificate("answer", case.problem.digest, data), Ground({}, case.file, known))


def proved(case: Case, certificate: object) -> Evidence:
    assert isinstance(certificate, Certificate), certificate
    return checker.check(case.problem, certificate)


def strict(case: Case, near: str) -> Evidence:
    scape = theta_point.landscape(case.problem)
    at = critical_nearby(scape, [Fraction(near)], Fraction(1, 1000))
    assert isinstance(at, Boxed)
    return proved(case, certificates.critical_point(case.problem, scape, at, 128))


def fit(case: Case, near: str, bits: int = 192) -> Evidence:
    return proved(case, exact_fit(case.problem, [Fraction(near)], bits))


SQUARE: dict[str, Any] = {"formula": "t1**2*x1", "theta": ["1.00001"], "data": {"1": "1"}}
"""Fitted by 1 and by -1."""


def test_a_fit_in_the_box_of_a_critical_point_is_that_point(tmp_path: Path) -> None:
    case = case_of(tmp_path, **SQUARE)
    found = answer(case, "strict-minimum", "global", "1/1000", [strict(case, "1.00001"), fit(case, "1.00001")])
    assert "global minimum" in found.statement


@pytest.mark.parametrize(("near", "bits"), [("-1.00001", 192), ("1.00001", 64)], ids=["another fit", "a larger box"])
def test_another_fit_says_nothing_of_a_critical_point(near: str, bits: int, tmp_path: Path) -> None:
    case = case_of(tmp_path, **SQUARE)
    with pytest.raises(CertificateError, match="global was not proved of the same point"):
        answer(case, "strict-minimum", "global", "1/1000", [strict(case, "1.00001"), fit(case, near, bits)])


def model(case: Case) -> Evidence:
    data = {
        "point": {"exact": list(case.file["point"]["theta"])},
        "model": ["t1"],
        "constant": ["0", "0"],
        "columns": [["1", "2"]],
        "rows": [0],
        "bits": 64,
    }
    return proved(case, Certificate("convex-model", case.problem.digest, data))


def test_convexity_makes_a_local_minimum_global_and_nothing_else(tmp_path: Path) -> None:
    case = case_of(tmp_path, "t1*x1", ["1"])
    convex = model(case)
    data = {"point": {"exact": ["1"]}, "radius": "0", "parameter": 0, "bits": 64}
    slope = proved(case, Certificate("no-critical-point", case.problem.digest, data))
    for said, rests in (("not-critical-within", [slope, convex]), ("open", [convex])):
        with pytest.raises(CertificateError, match="global was not proved of the same point"):
            answer(case, said, "global", "0", rests)


def test_convexity_at_another_point_says_nothing_of_the_minimum(tmp_path: Path) -> None:
    """The model may stand still at the one, and move at the other."""
    case = case_of(tmp_path, "t1*x1", ["1.4"])
    other = case_of(tmp_path, "t1*x1", ["1.4000001"])
    assert "global" in answer(case, "strict-minimum", "global", "0", [at_the_point(case), model(case)]).statement
    with pytest.raises(CertificateError, match="global was not proved of the same point"):
        answer(case, "strict-minimum", "global", "0", [at_the_point(case), model(other)])


def at_the_point(case: Case) -> Evidence:
    data = {"point": {"exact": list(case.file["point"]["theta"])}, "congruence": [["1"]], "bits": 64}
    return proved(case, Certificate("critical-point", case.problem.digest, data))


def test_a_minimum_on_a_family_where_there_is_none_is_a_contradiction(tmp_path: Path) -> None:
    """The image is about 1 in both coordinates: a box around (3, 0) that reaches it holds no minimum."""
    case = case_of(tmp_path, "t1*x1 + t2*x1", ["1", "0.4"])
    point = {"map": ["y - s", "s"], "inner": ["y"], "outer": ["s"], "at": ["2/5"], "center": ["7/5"]}
    more = {"radius": "1/1000", "preconditioner": [["1/5"]], "bits": 64}
    data = {
        "point": {**point, **more},
        "factors": [["1"], ["1"]],
        "rows": [0],
        "complement": [["1"], ["0"]],
        "bits": 64,
    }
    family = proved(case, Certificate("critical-family", case.problem.digest, data))
    assert family.facts["minimum"] == "yes"
    assert contradictions(case.problem, [family]) == []
    far = {"point": {"exact": ["3", "0"]}, "radius": "1/2", "parameter": 0, "bits": 64}
    none = proved(case, Certificate("no-critical-point", case.problem.digest, far))
    assert contradictions(case.problem, [family, none]) == []
    wide = Certificate("no-critical-point", case.problem.digest, {**far, "radius": "3"})
    reaching = replace(none, certificate=wide)  # which the kernel would not accept
    assert contradictions(case.problem, [family, reaching]) == ["L has a local minimum where there is none"]
