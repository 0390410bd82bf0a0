"""The pytest plugin: files are items, failures name file, line and statement, a session leaves a report."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

CASES = Path(__file__).parent.parent / "counterexamples"
QUICK = CASES / "bad-minima/sine-frequency.toml"


def place(pytester: pytest.Pytester, text: str, name: str = "mine.toml") -> None:
    folder = pytester.path / "counterexamples"
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")


def test_a_good_file_passes_and_the_session_leaves_a_report(pytester: pytest.Pytester) -> None:
    place(pytester, QUICK.read_text(encoding="utf-8"))
    result = pytester.runpytest_subprocess("counterexamples")
    result.assert_outcomes(passed=1)
    results = json.loads((pytester.path / "reports/results.json").read_text(encoding="utf-8"))
    assert results["status"] == "as expected"


def test_a_false_file_fails_with_file_line_and_statement(pytester: pytest.Pytester) -> None:
    lines = QUICK.read_text(encoding="utf-8").splitlines()
    at = next(i for i, line in enumerate(lines) if line.startswith("value ="))
    lines[at] = 'value = "1"'
    place(pytester, "\n".join(lines))
    result = pytester.runpytest_subprocess("counterexamples")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines([f"refuted *mine.toml:{at + 1}: L(theta) is *, not 1"])


def test_an_unreadable_file_fails_with_its_faults_and_no_traceback(pytester: pytest.Pytester) -> None:
    place(pytester, 'kind = "nonsense"\n')
    result = pytester.runpytest_subprocess("counterexamples")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*mine.toml:1: *"])
    result.stdout.no_fnmatch_line("*Traceback*")


def test_a_file_named_on_the_command_line_is_collected_wherever_it_is(pytester: pytest.Pytester) -> None:
    (pytester.path / "elsewhere.toml").write_text(QUICK.read_text(encoding="utf-8"), encoding="utf-8")
    pytester.runpytest_subprocess("elsewhere.toml").assert_outcomes(passed=1)


def test_other_toml_files_are_left_alone(pytester: pytest.Pytester) -> None:
    (pytester.path / "pyproject.toml").write_text("[tool.nothing]\n", encoding="utf-8")
    pytester.makepyfile(test_one="def test_one(): pass")
    pytester.runpytest_subprocess().assert_outcomes(passed=1)
    assert not (pytester.path / "reports").exists()
