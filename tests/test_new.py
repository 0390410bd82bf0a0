"""``verify new``: what it writes is proved as it stands, and a project that it makes is one that pytest proves."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from forked import session, verify

from verify.files.case_files import PROJECT
from verify.files.new_project import FIRST
from verify.store.schemas import text_of_schema


def test_a_new_project_passes_every_command_of_its_workflow_and_fails_when_its_case_is_spoiled(
    pytester: pytest.Pytester,
) -> None:
    made = verify("new", "project", "mine", cwd=pytester.path)
    assert made.returncode == 0, made.stderr
    root = pytester.path / "mine"
    workflow = (root / ".github/workflows/cases.yml").read_text(encoding="utf-8")
    assert re.findall(r"- run: (.*)", workflow)[1:] == [
        "python -m pytest", "verify check counterexamples", "verify reprove reports/partial counterexamples",
    ]  # fmt: skip
    first = (root / FIRST).read_text(encoding="utf-8").splitlines()[0]
    schema = (root / FIRST).parent / first.removeprefix("#:schema ")
    assert schema.read_text(encoding="utf-8") == text_of_schema("case")
    session(pytester, "--rootdir=mine", "mine").assert_outcomes(passed=1)
    for arguments in (["check", "counterexamples"], ["reprove", "reports/partial", "counterexamples"]):
        done = verify(*arguments, cwd=root)
        assert done.returncode == 0, done.stdout + done.stderr
    text = (root / FIRST).read_text(encoding="utf-8")
    (root / FIRST).write_text(text.replace('value = "2"', 'value = "3"'), encoding="utf-8")
    session(pytester, "--rootdir=mine", "mine").assert_outcomes(failed=1)
    (root / FIRST).write_text("kind =\n", encoding="utf-8")
    session(pytester, "--rootdir=mine", "mine").assert_outcomes(failed=1)


def test_a_project_is_written_into_an_empty_folder_only(tmp_path: Path) -> None:
    (tmp_path / "empty" / ".git").mkdir(parents=True)
    assert verify("new", "project", "empty", cwd=tmp_path).returncode == 0
    assert (tmp_path / "empty" / PROJECT).is_file()
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "notes.txt").write_text("mine", encoding="utf-8")
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    (tmp_path / "hidden").mkdir()
    (tmp_path / "hidden" / ".gitignore").write_text("mine", encoding="utf-8")
    for name in ("full", "file", "hidden"):
        done = verify("new", "project", name, cwd=tmp_path)
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.startswith(f"error: {name}")
    assert [p.name for p in (tmp_path / "full").iterdir()] == ["notes.txt"]
    assert [p.name for p in (tmp_path / "hidden").iterdir()] == [".gitignore"]
    assert (tmp_path / "hidden" / ".gitignore").read_text(encoding="utf-8") == "mine"


def test_a_project_without_a_case_does_not_mean_the_cases_of_the_suite(tmp_path: Path) -> None:
    (tmp_path / PROJECT).write_text("[tool.verify-minima]\n", encoding="utf-8")
    done = verify("check", cwd=tmp_path)
    assert done.returncode == 2
    assert "verify new bad-minimum NAME" in done.stderr
