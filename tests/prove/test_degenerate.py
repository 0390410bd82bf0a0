"""Minima that are not isolated, or on kinks, stated by decimals: what is not so is noticed, by both checkers."""

from __future__ import annotations

import json
import re
import shutil
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from verify import recheck
from verify.commands.check import Settings, check_case
from verify.errors import CertificateError, InputError
from verify.files.load import load
from verify.kernel import checker
from verify.kernel.certificate import Certificate
from verify.kernel.evidence import Evidence
from verify.numerics.point import Point
from verify.prove.inquiry import ask
from verify.prove.outcome import Fault, Result
from verify.prove.risk_questions import local_minimum
from verify.prove.subject import Subject

CASES = Path(__file__).parent.parent.parent / "counterexamples" / "bad-minima"
FILES = {
    "critical-orbit": "relu-noisy-sine-orbit",
    "sharp-minimum": "relu-noisy-sine-sharp",
    "critical-family": "split-unit-family",
}


def altered(folder: Path, method: str, old: str = "", new: str = "") -> Path:
    text = (CASES / f"{FILES[method]}.toml").read_text(encoding="utf-8")
    assert old in text
    path = folder / "altered.toml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return path


def answered(path: Path) -> tuple[Subject, Result]:
    subject = Subject.of(load(path), all_centers=False)
    question = local_minimum(subject)
    return subject, ask(subject, [question]).results[question.name]


@pytest.mark.parametrize("method", FILES)
def test_the_minimum_is_proved_by_its_method_at_a_point_with_these_digits(method: str, tmp_path: Path) -> None:
    subject, found = answered(altered(tmp_path, method))
    assert isinstance(found, Evidence)
    assert found.kind == method
    assert found.facts["minimum"] == "yes"
    texts = [text.text for text in subject.case.point.theta]
    assert found.certificate.data["point"]["rounds_to"] == texts
    assert isinstance(subject.point, Point)
    assert found.certificate.data["point"] == subject.point.written()


@pytest.mark.parametrize("method", FILES)
def test_a_wrong_digit_is_answered_with_the_right_one(method: str, tmp_path: Path) -> None:
    """The point that the message has can be pasted in, and is then proved."""
    right = load(altered(tmp_path, method)).point.theta
    index = 9 if method == "sharp-minimum" else len(right) - 1
    text = right[index].text
    wrong = f"{text[:-1]}{(int(text[-1]) + 2) % 10}"
    path = altered(tmp_path, method, f'"{text}"', f'"{wrong}"')
    subject, found = answered(path)
    assert isinstance(subject.point, Fault)
    assert found is subject.point
    pasted = re.search(r"theta = (\[.*\])", subject.point.message)
    assert pasted is not None
    lines = path.read_text(encoding="utf-8")
    path.write_text(re.sub(r"(refine = true\ntheta = )\[[^\]]*\]", rf"\g<1>{pasted[1]}", lines), encoding="utf-8")
    assert isinstance(answered(path)[1], Evidence)


@pytest.mark.parametrize(
    ("method", "other"),
    [("critical-orbit", "sharp-minimum"), ("sharp-minimum", "critical-orbit"), ("critical-family", "strict")],
)
def test_another_method_does_not_prove_it(method: str, other: str, tmp_path: Path) -> None:
    path = altered(tmp_path, method, f'method = "{method}"', f'method = "{other}"')
    assert not isinstance(answered(path)[1], Evidence)


@pytest.mark.parametrize("method", FILES)
def test_the_method_is_for_decimals(method: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="needs refine = true"):
        load(altered(tmp_path, method, "refine = true\n", ""))


@pytest.mark.parametrize("method", FILES)
@pytest.mark.parametrize("index", [0, 2])
def test_a_certificate_with_other_digits_is_refused_by_both_checkers(method: str, index: int, tmp_path: Path) -> None:
    subject, found = answered(altered(tmp_path, method))
    assert isinstance(found, Evidence)
    data: dict[str, Any] = json.loads(json.dumps(found.certificate.data))
    problem = subject.problem
    second = partial(recheck.KINDS[method], recheck.Problem({"problem": subject.case.tables["problem"], "augment": {}}))
    assert recheck.guarded(partial(second, data))[1] == "valid"
    text = data["point"]["rounds_to"][index]
    data["point"]["rounds_to"][index] = f"{text[:-1]}{(int(text[-1]) + 2) % 10}"
    with pytest.raises(CertificateError, match="round"):
        checker.check(problem, Certificate(method, problem.digest, data))
    assert recheck.guarded(partial(second, data))[1] == "invalid"
    del data["point"]["rounds_to"][index]
    with pytest.raises(CertificateError):
        checker.check(problem, Certificate(method, problem.digest, data))


def test_the_claims_rest_on_it(tmp_path: Path) -> None:
    shutil.copy(altered(tmp_path, "critical-orbit"), tmp_path / "case.toml")
    found = check_case(load(tmp_path / "case.toml"), Settings())
    assert found["status"] == "as expected"
    assert found["claims"]["ELIM"]["sense"] == "contrapositive"
    assert "bad local minimum" in found["claims"]["ELIM"]["detail"]
