"""PGB and its corollaries: instances that are not vacuous, and what makes their checks red."""

from __future__ import annotations

import copy
from dataclasses import replace
from pathlib import Path

import pytest
from forked import verify

from verify.claims.registry import claims
from verify.families.pgb_instances import family_basis, planted_bases
from verify.families.synthetic import made_case
from verify.files.load import load
from verify.kernel.evidence import Evidence
from verify.prove.inquiry import ask
from verify.prove.judge import judge, judge_by
from verify.prove.outcome import Result
from verify.prove.risk_questions import local_minimum
from verify.prove.subject import Subject

CASES = Path(__file__).parent.parent.parent / "counterexamples"
PLANTED = {subject.case.name: subject for subject in planted_bases(0)}


def proved_minimum(subject: Subject) -> Result:
    (result,) = ask(subject, [local_minimum(subject)]).results.values()
    return result


def bound(subject: Subject) -> Result:
    (question,) = [q for q in claims()["PGB"].questions(subject) if q.name == "bound of PGB"]
    return ask(subject, [question]).results[question.name]


def retargeted(subject: Subject, *targets: str) -> Subject:
    """The same with other targets (the first ones)."""
    tables = copy.deepcopy(dict(subject.case.tables))
    for i, target in enumerate(targets):
        tables["problem"]["targets"][i] = [target]
    theta = [text.text for text in subject.case.point.theta]
    case = made_case(subject.case.name, "", "bad-minimum", tables, theta, family=subject.case.family)
    return Subject.of(case, basis=subject.basis)


@pytest.mark.parametrize("seed", range(1, 6))
def test_planted_points_are_local_minima_with_their_bound_for_every_seed(seed: int) -> None:
    assert {judge(claims()["PGB"], subject).verdict for subject in planted_bases(seed)} == {"holds"}


def test_the_planted_instances_cover_every_r_and_every_kind_of_basis() -> None:
    bases = [subject.basis for subject in PLANTED.values()]
    assert {b.r for b in bases if b is not None} == {"-1", "0", "1", "2", "3", "1/2"}
    assert {len(b.points) for b in bases if b is not None} == {1, 4}


@pytest.mark.parametrize("name", [name for name in PLANTED if "strict" in name])
def test_at_a_point_that_is_no_local_minimum_the_bound_fails_and_nothing_is_concluded(name: str) -> None:
    moved = retargeted(PLANTED[name], "1000")  # a little off, the term with 1 - r can make up for it
    violated, outcome = bound(moved), judge(claims()["PGB"], moved)
    assert isinstance(violated, Evidence)
    assert violated.kind == "gradient-basis-violated"
    assert "less than L(z)" in violated.statement
    assert outcome.verdict == "unknown"
    assert "no critical point of L" in outcome.detail


@pytest.mark.parametrize("name", [name for name in PLANTED if "degree" in name])
def test_labels_that_are_not_orthogonal_break_the_bound(name: str) -> None:
    moved = retargeted(PLANTED[name], "-1")
    violated = bound(moved)
    assert isinstance(violated, Evidence)
    assert "less than L(z)" in violated.statement
    assert judge(claims()["PGB"], moved).verdict == "unknown"


def test_a_bound_that_failed_at_a_local_minimum_would_refute_the_claim() -> None:
    moved = retargeted(PLANTED["pgb-strict-r=1"], "5")
    minimum = proved_minimum(PLANTED["pgb-strict-r=1"])
    assert isinstance(minimum, Evidence)
    # As if this point were one:
    assert judge_by(claims()["PGB"], moved, [minimum, bound(moved)]).verdict == "fails"


def test_a_critical_point_is_refuted_by_perturbed_derivatives_only() -> None:
    # z1 (z2 x + z3), z1 = 0, labels orthogonal to z2 x + z3 at the point, but not nearby: stationary, no minimum.
    flat = PLANTED["pgb-squared-degree-1-units-1"]
    tables = copy.deepcopy(dict(flat.case.tables))
    tables["problem"] |= {"inputs": [["0"], ["1"], ["2"], ["3"]], "targets": [["1"], ["1"], ["1"], ["-1"]]}
    case = made_case("masked", "", "bad-minimum", tables, ["0", "1", "0"])
    assert flat.basis is not None
    points = (("0", "1", "0"), ("0", "1", "1/4"))
    perturbed = judge(claims()["PGB"], Subject.of(case, basis=replace(flat.basis, points=points)))
    assert "less than L(z)" in perturbed.detail
    alone = judge(claims()["PGB"], Subject.of(case, basis=replace(flat.basis, points=points[:1])))
    assert "less than L(z)" not in alone.detail
    assert perturbed.verdict == alone.verdict == "unknown"


def test_files_with_a_family_have_perturbed_points() -> None:
    subject = Subject.of(load(CASES / "bad-minima" / "two-sigmoids.toml"))
    basis = family_basis(subject)
    assert basis is not None
    assert len(basis.points) == 7
    assert judge(claims()["PGB"], subject).verdict == "holds"
    assert family_basis(Subject.of(load(CASES / "bad-minima" / "dead-relu.toml"))) is None


def test_a_network_that_is_not_linear_in_its_last_layer_has_no_tangent_instance() -> None:
    for name in ("bad-minima/sine-frequency", "bad-minima/sigmoid-output", "data-optimal/two-relus-hat"):
        assert judge(claims()["PGB-TANGENT"], Subject.of(load(CASES / f"{name}.toml"))).verdict == "not-applicable"


@pytest.mark.parametrize("name", ["two-relus-constant", "two-sigmoids", "dead-relu-two-outputs", "one-tanh"])
def test_the_tangent_bound_holds_at_bad_minima_and_not_with_another_target(name: str, tmp_path: Path) -> None:
    path = CASES / "bad-minima" / f"{name}.toml"
    assert judge(claims()["PGB-TANGENT"], Subject.of(load(path))).verdict == "holds"
    text = path.read_text(encoding="utf-8")
    changed = tmp_path / path.name
    first = text.index("targets = [[") + len("targets = [[")
    end = text.index("]", first)
    changed.write_text(text[:first] + '"7"' + text[text.index('"', first + 1) + 1 : end] + text[end:], encoding="utf-8")
    assert judge(claims()["PGB-TANGENT"], Subject.of(load(changed))).verdict == "unknown"


FLAT = """
title = "All units are dead"
kind = "bad-minimum"
source = "this test"
[problem]
network = { widths = [1, 2, 1], activation = "relu", bias = false }
loss = "squared"
inputs = [["1"], ["2"]]
targets = [["1"], ["1"]]
[point]
theta = ["-1", "-1", "1", "1"]
[better]
theta = ["1/2", "-1", "1", "1"]
[expect]
value = "1"
better_value = "1/8"
method = "supporting-hyperplane"
"""

PLAIN = """
title = "A plain network of two tanh units"
kind = "bad-minimum"
source = "this test"
[problem]
network = { widths = [1, 2, 1], activation = "tanh" }
loss = "squared"
inputs = [["-2"], ["-1.5"], ["-1"], ["-0.5"], ["0"], ["0.5"], ["1"], ["1.5"], ["2"]]
targets = [["-0.38"], ["-0.19"], ["0.17"], ["0.68"], ["1.0"], ["0.88"], ["0.57"], ["0.41"], ["0.42"]]
[point]
refine = true
theta = ["1.047168", "1.674929", "0.687764", "-0.943208", "1.034270", "-0.584346", "-0.045503"]
[better]
theta = ["1", "1", "1", "1", "1", "1", "1"]
[expect]
value = "~0.0000875"
better_value = "~1"
method = "strict"
"""


def test_where_all_derivatives_vanish_the_tangent_bound_is_vacuous_in_words(tmp_path: Path) -> None:
    (tmp_path / "flat.toml").write_text(FLAT, encoding="utf-8")
    found = judge(claims()["PGB-TANGENT"], Subject.of(load(tmp_path / "flat.toml")))
    assert found.verdict == "vacuous"
    assert "every model in them is the network itself" in found.detail
    for command in (
        ["check", "flat.toml"],
        ["reprove", "reports/partial", "flat.toml"],
        ["recheck", "reports/partial", "flat.toml"],
    ):
        done = verify(*command, cwd=tmp_path)
        assert done.returncode == 0, done.stdout + done.stderr


def test_the_tangent_bound_is_proved_of_a_plain_network_of_tanh_units(tmp_path: Path) -> None:
    """At the one critical point in a box, with more samples than an expansion of the gradient would bear."""
    (tmp_path / "plain.toml").write_text(PLAIN, encoding="utf-8")
    assert judge(claims()["PGB-TANGENT"], Subject.of(load(tmp_path / "plain.toml"))).verdict == "holds"


@pytest.mark.parametrize("name", ["sine-frequency", "two-relus-constant"])
def test_a_bad_minimum_called_data_optimal_does_not_attain_the_bound(name: str, tmp_path: Path) -> None:
    text = (CASES / "bad-minima" / f"{name}.toml").read_text(encoding="utf-8")
    path = tmp_path / "called.toml"
    path.write_text(text.replace('kind = "bad-minimum"', 'kind = "data-optimal"'), encoding="utf-8")
    assert judge(claims()["PGB-ELIM"], Subject.of(load(path))).verdict == "unknown"


def test_where_a_term_in_theta_is_added_data_optimal_is_no_local_minimum() -> None:
    # L = t1^2 - 2 t1^2: its maximum t1 = 0 has residual 0.
    tables = {
        "problem": {
            "network": {"formula": ["t1"], "parameters": ["t1"]},
            "loss": "squared",
            "inputs": [["0"]],
            "targets": [["0"]],
            "regularizer": "-2*t1**2",
        },
        "augment": {},
    }
    subject = Subject.of(made_case("maximum", "", "bad-minimum", tables, ["0"]))
    assert not isinstance(proved_minimum(subject), Evidence)
