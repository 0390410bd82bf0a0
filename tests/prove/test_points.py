"""What is found out of a point that a file brings, with each answer, and what is left open is said, with the reason."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest

from verify.commands import check
from verify.commands.check import ANSWER, Settings, check_case
from verify.commands.checked import CheckedCase, FindingRow
from verify.commands.classify import classified, classify, sentences
from verify.commands.reprove import absent
from verify.files.load import load, read_tables
from verify.files.point_table import ANSWERS, RANKS
from verify.kernel import checker
from verify.kernel.evidence import Evidence
from verify.prove.inquiry import Inquiry, Question, ask
from verify.prove.point_answer import left_open, point_answer
from verify.prove.point_questions import ABOUT_L, ABOUT_RANK, ATTEMPTS, FALLING, point_questions
from verify.prove.point_view import PointView
from verify.prove.subject import Subject
from verify.verdict import Status, Verdict

CASES = Path(__file__).parent.parent.parent / "counterexamples"
NOTES = (CASES.parent / "notes" / "points.md").read_text(encoding="utf-8")
FILES = sorted((CASES / "points").glob("*.toml"))
SECONDS = 5.0

HEAD = """
kind = "point"
[problem]
network = {{ formula = ["{formula}"], parameters = {parameters} }}
loss = {loss}
inputs = [["0"], ["1"]]
targets = [["0"], ["1"]]
{more}
[point]
theta = {theta}
"""


def written(folder: Path, formula: str, theta: list[str], loss: str = '"squared"', more: str = "") -> Path:
    path, names = folder / "point.toml", [f"t{i + 1}" for i in range(len(theta))]
    text = HEAD.format(formula=formula, parameters=json.dumps(names), loss=loss, theta=json.dumps(theta), more=more)
    path.write_text(text, encoding="utf-8")
    return path


def found(path: Path, radius: str = "1", budget: float | None = None) -> CheckedCase:
    return classify(load(path), Fraction(radius), 0, budget)


def unknown(checked: CheckedCase) -> dict[str, FindingRow]:
    return {f["name"]: f for f in checked["findings"] if f["verdict"] == Verdict.UNKNOWN}


@cache
def decided(path: Path) -> tuple[CheckedCase, Subject, Inquiry, float]:
    """What is found of a shipped point; about what, and all answers, that it is found from; the processor time."""
    asked: list[tuple[Subject, Inquiry]] = []

    def kept(subject: Subject, questions: Iterable[Question]) -> Inquiry:
        asked.append((subject, ask(subject, questions)))
        return asked[-1][1]

    began = time.process_time()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(check, "ask", kept)
        checked = check_case(load(path), Settings())
    ((subject, inquiry),) = asked
    return checked, subject, inquiry, time.process_time() - began


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_a_shipped_point_is_decided_in_time_and_no_other_answer_passes(path: Path, tmp_path: Path) -> None:
    checked, _, _, seconds = decided(path)
    assert seconds < SECONDS
    assert checked["status"] is Status.AS_EXPECTED
    answer = classified(checked)
    stated = read_tables(path).tables["expect"]
    assert (answer["answer"], answer["rank"]) == (stated["answer"], stated["rank"])
    assert answer["sentences"][0].startswith("Proved: L has ")
    case = load(path)
    evidence = list(checker.check_document(case.problem, checked["certificates"], {}).values())
    for key, known in (("answer", ANSWERS), ("rank", RANKS)):
        for other in set(known) - {stated[key]}:
            lie = {**read_tables(path).tables, "expect": {**stated, key: other}}
            assert absent(lie, evidence) == [f"{key} = {other!r}"]
    assert absent(read_tables(path).tables, evidence) == []


@pytest.mark.parametrize("key", ["answer", "rank"])
def test_another_answer_than_the_expected_one_is_a_fault_with_its_place(key: str, tmp_path: Path) -> None:
    text = (CASES / "points/dead-relus.toml").read_text(encoding="utf-8")
    other = {"answer": ("local-minimum", "saddle"), "rank": ("bad", "global")}[key]
    path = tmp_path / "dead.toml"
    path.write_text(text.replace(f'{key} = "{other[0]}"', f'{key} = "{other[1]}"'), encoding="utf-8")
    checked = check_case(load(path), Settings())
    (fault,) = [f for f in checked["findings"] if f["verdict"] == Verdict.REFUTED]
    assert fault["message"].startswith(f"the {key} is {other[0]}, not {other[1]}")
    assert fault["place"].startswith(str(path))
    assert checked["status"] is Status.NOT_AS_EXPECTED
    assert any(s.startswith(f"Not so: {path}:") for s in sentences(checked))


def test_an_expected_answer_that_was_not_found_is_undecided(tmp_path: Path) -> None:
    path = written(tmp_path, "sqrt(abs(t1))", ["0"], LINEAR)
    path.write_text(path.read_text() + '\n[expect]\nanswer = "local-minimum"\n')
    checked = found(path)
    assert checked["status"] is Status.UNDECIDED
    assert "what L is near the point" in unknown(checked)


def test_a_tiny_box_without_a_minimum_leaves_open_what_is_beyond_it(tmp_path: Path) -> None:
    """Next to a surface of minima: that no critical point is within 1e-11 is so, and no answer to who asks whether
    training has come to its end."""
    checked = found(written(tmp_path, "(t1**2 + t2**3)*x1", ["0.6", "0.8617738761"]))
    said = classified(checked)
    assert said["answer"] == "not-critical-within"
    assert 0 <= float(said["distance"] or "1") < 1e-9
    left = unknown(checked)["what L is beyond that, within 0.001 from the point"]
    assert "singular" in str(left)
    assert said["exit"] == 3


def test_a_point_from_which_l_falls_along_a_path_is_decided_whatever_is_near(tmp_path: Path) -> None:
    """L is (relu(t1) - 1)**2 but for a number: it falls for t1 > 0, and each t1 < 0 is a local minimum."""
    checked = found(written(tmp_path, "(relu(t1) - 1)**2 - 1", ["0"], LINEAR))
    said = classified(checked)
    assert (said["answer"], said["distance"], said["exit"]) == ("no-local-minimum-within", "0", 0)
    subject = Subject.of(load(tmp_path / "point.toml"), all_centers=False)
    inquiry = ask(subject, point_questions(PointView(subject, Fraction(1))))
    proof = point_answer(subject, inquiry).proof
    path = inquiry.results.pop(FALLING)
    assert isinstance(path, Evidence)
    assert path.kind == "descent-path"
    assert any("beyond" in name for name in left_open(subject, inquiry, proof))


def test_the_notes_have_a_row_for_each_shipped_point() -> None:
    """With its question, answer, rank, parameters and samples; seconds are as measured."""
    rows = [[cell.strip(" `") for cell in line.split("|")[1:-1]] for line in NOTES.splitlines() if line[:3] == "| `"]
    shown = {row[0]: (row[1:4], row[5:7]) for row in rows if len(row) == 8}
    expected = {}
    for path in FILES:
        case, stated = load(path), read_tables(path).tables["expect"]
        sizes = [str(len(case.problem.names)), str(case.problem.samples)]
        expected[path.stem] = ([case.title, stated["answer"], stated["rank"]], sizes)
    assert shown == expected


# --------------------------------------------------------------------------------------- each way to each answer

RELU, LINEAR = "relu(t1*x1 + t2)", '{ formula = "q" }'
ONE = [
    ("t1**2", ["1e-5"], LINEAR, "strict-minimum", "open"),
    ("t1**4 - t1**2", ["0.70710678"], LINEAR, "strict-minimum", "open"),
    ("t1**3 - t1", ["0.5773502"], LINEAR, "strict-minimum", "bad"),
    ("t1 + t2*x1", ["0", "1"], '"squared"', "strict-minimum", "global"),
    ("t1 + t2*x1", ["1e-8", "1"], '"squared"', "strict-minimum", "global"),
    (RELU, ["-1.25", "-0.5"], '"squared"', "local-minimum", "bad"),
    (RELU, ["1", "0"], '"squared"', "local-minimum", "global"),
    ("t1*t2", ["1e-6", "-1e-6"], LINEAR, "saddle", "bad"),
    ("-t1**2", ["1e-6"], LINEAR, "strict-maximum", "bad"),
    ("t1**4", ["0"], LINEAR, "critical-point", "open"),
    ("t1**3", ["0"], LINEAR, "no-local-minimum-within", "bad"),
    ("relu(t1) + t1/4", ["-0.1"], LINEAR, "not-critical-within", "bad"),
    ("t1**2 - abs(t2)", ["0.3", "0.3"], LINEAR, "not-critical-within", "bad"),
    ("t1*t2", ["0.01", "-0.01"], LINEAR, "no-local-minimum-within", "bad"),
    ("step(t1) - t1", ["0"], LINEAR, "no-local-minimum-within", "bad"),
    ("t1**2*(t2 - 1)", ["0", "0"], LINEAR, "no-local-minimum-within", "bad"),
    ("relu(t1)", ["0"], LINEAR, "local-minimum", "open"),
    ("sin(t1*x1)", ["0.03"], '"squared"', "not-critical-within", "bad"),
    ("t1*t2*x1", ["0.5", "2.0000000001"], '"squared"', "local-minimum", "global"),
    ("t1*t2 - t1*t2*x1", ["0.0005", "0.0005"], LINEAR, "saddle", "bad"),
    ("abs(t1)", ["0"], LINEAR, "local-minimum", "open"),
    ("abs(t1)", ["0.0001"], LINEAR, "local-minimum", "open"),
    ("sqrt(abs(t1))", ["0"], LINEAR, "open", "open"),
]


@pytest.mark.parametrize(("formula", "theta", "loss", "answer", "rank"), ONE)
def test_a_point_has_its_answer(
    formula: str, theta: list[str], loss: str, answer: str, rank: str, tmp_path: Path
) -> None:
    checked = found(written(tmp_path, formula, theta, loss))
    said = classified(checked)
    assert (said["answer"], said["rank"]) == (answer, rank)
    left = unknown(checked)
    assert ("what L is near the point" in left) == (answer in ("open", "critical-point"))
    assert ("whether L is least there" in left) == (rank == "open")
    assert not any("beyond" in name for name in left)
    assert said["exit"] == (3 if left else 0)
    assert (said["distance"] is None) == ({answer, rank} == {"open"})


def test_a_point_that_is_refined_is_the_critical_point_itself(tmp_path: Path) -> None:
    path = written(tmp_path, "t1**3 - t1", ["0.57735027"], LINEAR)
    path.write_text(path.read_text().replace("[point]", "[point]\nrefine = true"))
    said = classified(found(path))
    assert (said["answer"], said["rank"], said["distance"]) == ("strict-minimum", "bad", "0")


def test_what_is_near_is_a_thousandth_and_what_is_found_is_a_twentieth_away_at_most(tmp_path: Path) -> None:
    near = classified(found(written(tmp_path, "t1**2", ["0.0009"], LINEAR)))
    assert (near["answer"], near["distance"], "no critical point" in near["sentences"][0]) == (
        "strict-minimum",
        "9.1e-4",
        False,
    )
    far = classified(found(written(tmp_path, "t1**2", ["0.04"], LINEAR)))
    assert (far["answer"], far["distance"]) == ("strict-minimum", "4.1e-2")
    assert far["sentences"][0].startswith("Proved: L has no critical point, and no local minimum, within 0.02 from the")
    assert classified(found(written(tmp_path, "t1**2", ["0.051"], LINEAR)))["answer"] == "not-critical-within"
    large = classified(found(written(tmp_path, "(t1 - 1000)**2", ["1000.9"], LINEAR)))
    assert (large["answer"], large["distance"]) == ("strict-minimum", "9.1e-1")


def test_the_radius_is_the_largest_that_is_asked_for(tmp_path: Path) -> None:
    path = written(tmp_path, "t1**2", ["1.5"], LINEAR)
    assert [classified(found(path, radius))["distance"] for radius in ("0.25", "1", "4")] == ["0.25", "1", "0.8"]


@pytest.mark.parametrize("way", ["another neuron", "a kink of the loss"])
def test_what_the_neurons_do_is_open_where_nothing_is_known_of_them(way: str, tmp_path: Path) -> None:
    if way == "another neuron":
        path = written(tmp_path, "t1**2 - t1", ["2"], more='[augment]\nneuron = "a*tanh(u + b)"')
    else:
        path = written(tmp_path, "t1", ["0"], '"absolute"')
    checked = found(path)
    assert classified(checked)["answer"] != "open" or way == "a kink of the loss"
    assert any("L~" in name or "residual" in name for name in unknown(checked))
    assert checked["status"] is Status.UNDECIDED


def test_one_descent_of_the_neurons_is_enough(tmp_path: Path) -> None:
    """At w = b = 0 the slope of this L~ is 0 in a, as the residuals 1 and -1 sum up to 0; elsewhere it is not."""
    checked = found(written(tmp_path, "t1", ["0.3"], '{ formula = "max(1 - q*(2*y - 1), 0)" }'))
    kinds = [f["kind"] for f in checked["findings"] if f["verdict"] == Verdict.PROVED]
    assert 0 < kinds.count("descent") < 5
    assert not any("L~" in name for name in unknown(checked))


def test_one_reason_is_said_once(tmp_path: Path) -> None:
    lines = sentences(found(written(tmp_path, "t1", ["0"], '"absolute"')))
    reasons = [line.rpartition(" (")[2] for line in lines if line.startswith("Not decided: ")]
    assert len(reasons) == len(set(reasons)) > 0


def test_without_time_nothing_is_said_and_why() -> None:
    checked = check_case(load(CASES / "points/xor-plateau.toml"), Settings(budget=1e-6))
    assert not any(f["name"] == ANSWER for f in checked["findings"])
    assert {f["reason"] for f in unknown(checked).values() if "reason" in f} == {"budget"}
    assert checked["status"] is Status.UNDECIDED


def test_the_point_of_another_file_is_classified_beside_all_that_it_states() -> None:
    case = load(CASES / "bad-minima/one-tanh.toml")
    checked = classify(case)
    said = classified(checked)
    assert (said["answer"], said["rank"], said["distance"]) == ("strict-minimum", "bad", "0")
    names = [f["name"] for f in checked["findings"]]
    assert any(name.startswith("L(theta) = ") for name in names)
    assert set(checked["claims"]) == set(case.expect.claims)
    evidence = list(checker.check_document(case.problem, checked["certificates"], {}).values())
    assert absent(read_tables(CASES / "bad-minima/one-tanh.toml").tables, evidence) == []


def test_no_claim_is_judged_on_a_point_unless_it_is_asked_for() -> None:
    case = load(CASES / "points/dead-relus.toml")
    assert check_case(case, Settings())["claims"] == {}
    only = check_case(case, Settings(only=("ELIM",)))
    assert set(only["claims"]) == {"ELIM"}
    assert not any(f["name"] == ANSWER for f in only["findings"])


# ------------------------------------------------------------------------------------------------- the attempts


def test_every_attempt_is_asked_once_and_only_after_what_excludes_it() -> None:
    names = [attempt.name for attempt in ATTEMPTS]
    assert len(set(names)) == len(names)
    for i, attempt in enumerate(ATTEMPTS):
        assert {*attempt.unless, *attempt.only_if} <= set(names[:i])
    assert {*ABOUT_L, *ABOUT_RANK} == set(names)


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_an_answer_goes_as_soon_as_what_it_rests_on_goes(path: Path) -> None:
    """What is said follows from what was proved, and from nothing else."""
    _, subject, inquiry, _ = decided(path)
    whole = point_answer(subject, inquiry)
    assert whole.proof is not None
    assert not left_open(subject, inquiry, whole.proof)
    for gone in whole.evidence:
        left = {name: r for name, r in inquiry.results.items() if r is not gone}
        less = point_answer(subject, replace(inquiry, results=left))
        said = [(e.facts, e.statement) for e in (less.proof, whole.proof) if e is not None]
        assert len(said) == 1 or said[0] != said[1]
        assert less.proof is None or gone not in less.evidence


NEVER: dict[str, Callable[[Path], Path]] = {
    "a minimum at the end of the box": lambda folder: written(folder, "t1**2", ["1"], LINEAR),
    "a float next to a minimum": lambda folder: written(folder, "t1**2", ["1e-300"], LINEAR),
}


@pytest.mark.parametrize("name", NEVER)
def test_no_box_reaches_a_minimum(name: str, tmp_path: Path) -> None:
    said = classified(found(NEVER[name](tmp_path)))
    assert said["answer"] == "strict-minimum" or Fraction(said["distance"] or "0") < 1
