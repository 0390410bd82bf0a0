"""One reason is said once, what is undecided is shown beside what is refuted, and a file is judged by what it lists."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from verify.commands import check
from verify.commands.check import Settings, check_case
from verify.files.load import load
from verify.problem.case import Case
from verify.prove.inquiry import Question, unknown
from verify.prove.outcome import AT_FAULT, Outcome, Result
from verify.prove.subject import Subject
from verify.report import site
from verify.report.sections import answers
from verify.store import results
from verify.store.attention import nothing_proved
from verify.store.faults import troubles
from verify.units.engine import Lost
from verify.verdict import Status, Verdict

CASES = Path(__file__).parent.parent.parent / "counterexamples"
QUICK = CASES / "bad-minima" / "sine-frequency.toml"


def changed(folder: Path, *changes: tuple[str, str], more: str = "") -> Case:
    """The quick case with texts replaced, and tables added."""
    text = QUICK.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path = folder / "mine.toml"
    path.write_text(text + more, encoding="utf-8")
    return load(path)


def test_one_reason_is_one_line_however_much_it_leaves_open() -> None:
    """With no time at all every claim is undecided, for one reason: one line that names all of them, each once."""
    found = check_case(load(QUICK), Settings(budget=1e-9))
    lines = [line.words for line in troubles([found])]
    assert len(lines) == 1
    undecided = [name for name, row in found["claims"].items() if row["verdict"] == Verdict.UNKNOWN]
    assert len(undecided) > 5
    names = lines[0].partition("left open by this: ")[2].split("; ")
    assert sorted(set(names)) == sorted(names)
    assert set(undecided) <= set(names)


def test_two_reasons_are_two_lines() -> None:
    found = check_case(load(QUICK), Settings(budget=1e-9))
    found["claims"]["ELIM"] |= {"detail": "method: for another reason"}
    lines = [line.words for line in troubles([found])]
    assert len(lines) == 2
    assert sum("ELIM" in line for line in lines) == 2  # what it asks, and itself


def test_what_is_undecided_is_shown_beside_what_is_refuted(tmp_path: Path) -> None:
    """A wrong digit is refuted, and the method that does not decide is said to be undecided all the same."""
    case = changed(
        tmp_path, ('value = "~0.4', 'value = "~0.9'), ('method = "strict"', 'method = "supporting-hyperplane"')
    )
    lines = troubles([check_case(case, Settings())])
    assert {line.verdict for line in lines} == {Verdict.REFUTED, Verdict.UNKNOWN}


LISTED = '\n[expect.claims]\nELIM = "holds"\n'


@pytest.mark.parametrize(
    ("listed", "verdict", "only", "status"),
    [
        (LISTED, Verdict.UNKNOWN, (), Status.AS_EXPECTED),
        ("", Verdict.UNKNOWN, (), Status.UNDECIDED),
        (LISTED + 'MASK = "holds"\n', Verdict.UNKNOWN, (), Status.NOT_AS_EXPECTED),
        (LISTED + 'MASK = "unknown"\n', Verdict.UNKNOWN, (), Status.UNDECIDED),
        (LISTED, Verdict.UNKNOWN, ("MASK",), Status.UNDECIDED),
        (LISTED, Verdict.FAILS, (), Status.NOT_AS_EXPECTED),
    ],
)
def test_a_file_that_lists_claims_is_judged_by_these(
    listed: str,
    verdict: Verdict,
    only: tuple[str, ...],
    status: Status,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """MASK comes out so, by a question of its own: what counts is whether the file lists it, or somebody named it."""
    judged, asked = check.judge_by, check.judgement_questions

    def judge(claim: Any, subject: Subject, found: list[Result]) -> Outcome:
        return Outcome(verdict, "method: so") if claim.name == "MASK" else judged(claim, subject, found)

    def questions(claim: Any, subject: Subject) -> list[Question]:
        own = unknown(subject, "a question of MASK alone", "nothing decides it")
        return [*asked(claim, subject), *([own] if claim.name == "MASK" else [])]

    monkeypatch.setattr(check, "judge_by", judge)
    monkeypatch.setattr(check, "judgement_questions", questions)
    found = check_case(changed(tmp_path, more=listed), Settings(only=only))
    assert found["status"] == status
    assert any(line.verdict == verdict and "MASK" in line.words for line in troubles([found]))
    combined = results.combine([{"task": "case", **found, "seconds": 0.0}], Settings(only=only), partial="only this")
    assert combined["status"] == status


def test_a_question_that_the_file_asks_too_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a claim that is not listed asks, and the file as well, is not aside."""
    case = changed(tmp_path, ('method = "strict"', 'method = "supporting-hyperplane"'), more=LISTED)
    found = check_case(case, Settings())
    assert [f["name"] for f in found["findings"] if f["verdict"] == Verdict.UNKNOWN]
    assert found["status"] != Status.AS_EXPECTED
    spent = check.lost(check.Task("case", str(QUICK), file=check.read_tables(QUICK)), Settings(), Lost("it was ended"))
    assert spent["status"] == Status.UNDECIDED


def test_claims_that_were_not_asked_about_take_no_row() -> None:
    """A check of a point is silent about claims; one of a bad minimum names in one line those that it leaves out."""

    def shown(path: Path) -> tuple[list[str], list[str]]:
        found = check_case(load(path), Settings())
        combined = results.combine([{"task": "case", **found, "seconds": 0.0}], Settings(), partial="only this")
        assert site.pages(Path(), combined)
        blocks = answers.SECTION.in_terminal(combined)
        rows = [row.cells[0][0] for block in blocks if hasattr(block, "rows") for row in block.rows]
        silent = [item.name for item in nothing_proved(combined)]
        return [str(name) for name in rows], silent

    assert shown(CASES / "points" / "tanh-one-neuron.toml") == ([], [])
    rows, silent = shown(QUICK)
    assert "ELIM" in rows
    assert "LIANG" not in rows
    assert "LIANG" not in silent


def test_a_claim_that_hangs_on_what_is_refuted_is_not_said_again() -> None:
    """The fault is said where it is; a claim that is undecided for another reason is said beside it."""
    found = check_case(load(QUICK), Settings())
    found["findings"].append(
        {"name": "L", "verdict": Verdict.REFUTED, "place": "here:1", "message": "L is 1, not 2"},
    )
    open_row: Any = {"verdict": Verdict.UNKNOWN, "detail": f"{AT_FAULT}L is 1, not 2"}
    found["claims"]["ELIM"] |= open_row
    assert [line.words for line in troubles([found])] == ["here:1: L is 1, not 2"]
    found["claims"]["ELIM"] |= {"detail": f"{AT_FAULT}something else"}
    assert len(troubles([found])) == 2
