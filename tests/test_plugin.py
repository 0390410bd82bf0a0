"""The pytest plugin: files are items, failures name file, line and statement, a session leaves a report."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from forked import session

from verify.claims.registry import claims
from verify.pytest_plugin import Report

CASES = Path(__file__).parent.parent / "counterexamples"
QUICK = CASES / "bad-minima/sine-frequency.toml"


def place(pytester: pytest.Pytester, text: str, name: str = "mine.toml") -> None:
    folder = pytester.path / "counterexamples"
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")


def spoiled(value: str = "1") -> str:
    """The quick case with a wrong value of L."""
    lines = QUICK.read_text(encoding="utf-8").splitlines()
    return "\n".join(f'value = "{value}"' if line.startswith("value =") else line for line in lines)


def test_a_good_file_passes_and_the_session_leaves_a_report(pytester: pytest.Pytester) -> None:
    place(pytester, QUICK.read_text(encoding="utf-8"))
    result = pytester.runpytest_subprocess("counterexamples")
    result.assert_outcomes(passed=1)
    results = json.loads((pytester.path / "reports/partial/results.json").read_text(encoding="utf-8"))
    assert results["status"] == "as expected"
    assert results["partial"] == f"0 of {len(claims())} claims, 1 of 1 files"
    assert not (pytester.path / "reports/results.json").exists()
    assert not list((pytester.path / "reports").rglob("*.part"))


def test_a_false_file_fails_with_file_line_and_statement(pytester: pytest.Pytester) -> None:
    lines = QUICK.read_text(encoding="utf-8").splitlines()
    at = next(i for i, line in enumerate(lines) if line.startswith("value ="))
    lines[at] = 'value = "1"'
    place(pytester, "\n".join(lines))
    result = session(pytester, "counterexamples")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines([f"refuted *mine.toml:{at + 1}: L(theta) is *, not 1; write value = *"])


def test_an_unreadable_file_fails_with_its_faults_and_no_traceback(pytester: pytest.Pytester) -> None:
    place(pytester, 'kind = "nonsense"\n')
    pytester.makepyprojecttoml("[tool.verify-minima]\n")
    result = session(pytester, "counterexamples")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*mine.toml:1: *"])
    result.stdout.no_fnmatch_line("*Traceback*")


def test_a_file_named_on_the_command_line_is_collected_wherever_it_is(pytester: pytest.Pytester) -> None:
    (pytester.path / "elsewhere.toml").write_text(QUICK.read_text(encoding="utf-8"), encoding="utf-8")
    session(pytester, "elsewhere.toml").assert_outcomes(passed=1)


def test_other_toml_files_are_left_alone(pytester: pytest.Pytester) -> None:
    (pytester.path / "pyproject.toml").write_text("[tool.nothing]\n", encoding="utf-8")
    pytester.makepyfile(test_one="def test_one(): pass")
    session(pytester).assert_outcomes(passed=1)
    assert not (pytester.path / "reports").exists()


# Files of others, in a folder of the same name: each was once taken for a broken case.
THEIRS: dict[str, bytes] = {
    "another table": b"[package]\nname = 'theirs'\n",
    "another kind": b"kind = 'lemma'\n[problem]\nname = 'theirs'\n",
    "our kind, none of our tables": b"kind = 'statement'\ntext = 'for all x'\n",
    "our kind in a table": b"[problem]\nkind = 'necessity'\n",
    "our kind in a text": b"text = '''\nkind = 'necessity'\n[problem]\n'''\n",
    "our table is a list": b"kind = 'statement'\n[[statement]]\nsays = 'x'\n",
    "no TOML": b"{% if x %}\nkind =\n[[[\n",
    "no text": bytes(range(256)) * 40,
    "empty": b"",
    "huge": b"a = 1\n" + b"# nothing\n" * 100_000,
    "deep": b"a = " + b"[" * 5000 + b"]" * 5000 + b"\n",
    "a list of kinds": b"kind = ['necessity']\n[problem]\n",
}


def test_files_of_others_are_left_alone(pytester: pytest.Pytester) -> None:
    folder = pytester.path / "counterexamples"
    folder.mkdir()
    for name, text in THEIRS.items():
        (folder / f"{name}.toml").write_bytes(text)
    (folder / "pyproject.toml").write_text("[tool.black]\n", encoding="utf-8")
    (folder / "folder.toml").mkdir()
    (folder / "link.toml").symlink_to("nowhere")
    (pytester.path / "verify/claims").mkdir(parents=True)
    (pytester.path / "verify/claims/elim.py").write_bytes(b"\nCLAIM = 'theirs' # \xff")
    pytester.makepyfile(test_one="def test_one(): pass")
    session(pytester).assert_outcomes(passed=1)
    assert not (pytester.path / "reports").exists()


OURS: dict[str, bytes] = {
    "no TOML any more": b'kind = "failure-mode"\n[problem]\nloss = = 1\n',
    "not UTF-8": b'kind = "necessity"\n[problem]\nloss = "\xff"\n',
    "too long": b'kind = "bad-minimum"\n[problem]\n' + b"# nothing\n" * 100_000,
    "byte order mark": b'\xef\xbb\xbfkind = "statement"\n[statement]\n',
    "half of it": b'kind = "data-optimal"\n[problem.network]\n',
}


@pytest.mark.parametrize("name", OURS)
def test_a_broken_file_of_ours_fails_and_there_is_no_report(name: str, pytester: pytest.Pytester) -> None:
    place(pytester, QUICK.read_text(encoding="utf-8"))
    (pytester.path / "counterexamples/broken.toml").write_bytes(OURS[name])
    result = session(pytester)
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(["verify: no report: nothing is known about counterexamples/broken.toml::proved"])
    assert not (pytester.path / "reports").exists()


def test_in_a_project_of_ours_every_file_is_a_case(pytester: pytest.Pytester) -> None:
    place(pytester, "[package]\n", "misspelt.toml")
    pytester.makepyprojecttoml("[tool.verify-minima]\n")
    session(pytester).assert_outcomes(failed=1)


def test_a_run_of_a_part_leaves_the_report_of_everything_alone(pytester: pytest.Pytester) -> None:
    whole = pytester.path / "reports"
    (whole / "certificates").mkdir(parents=True)
    for name in ("results.json", "index.html", "certificates/old.json"):
        (whole / name).write_text("as it was", encoding="utf-8")
    place(pytester, spoiled(), "wrong.toml")
    place(pytester, QUICK.read_text(encoding="utf-8"), "right.toml")
    session(pytester, "counterexamples/right.toml").assert_outcomes(passed=1)
    for name in ("results.json", "index.html", "certificates/old.json"):
        assert (whole / name).read_text(encoding="utf-8") == "as it was"
    partial = json.loads((whole / "partial/results.json").read_text(encoding="utf-8"))
    assert partial["partial"] == f"0 of {len(claims())} claims, 1 of 2 files"
    assert "1 of 2 files" in (whole / "partial/report.md").read_text(encoding="utf-8").splitlines()[2]
    assert "1 of 2 files" in (whole / "partial/index.html").read_text(encoding="utf-8")


def test_the_options_take_the_numbers_that_the_command_line_takes(pytester: pytest.Pytester) -> None:
    for option in ("--verify-budget=nan", "--verify-budget=-1", "--verify-seed=-1", "--verify-seed=\u0663"):
        result = session(pytester, option)
        assert result.ret == pytest.ExitCode.USAGE_ERROR
        result.stderr.no_fnmatch_line("*Traceback*")


BROKEN_OFF = {
    "an error of ours": "import verify.commands.check as c\ndef fail(*_): raise RuntimeError('x')\nc.perform = fail\n",
    "an interrupt": "import verify.commands.check as c\ndef stop(*_): raise KeyboardInterrupt\n"
    "old = c.perform\nc.perform = lambda task, s: stop() if 'wrong' in task.name else old(task, s)\n",
    "a fault before": "def pytest_runtest_setup(item):\n    if 'wrong' in item.nodeid: raise RuntimeError('x')\n",
}


@pytest.mark.parametrize("name", BROKEN_OFF)
def test_a_run_that_loses_a_result_leaves_no_report(name: str, pytester: pytest.Pytester) -> None:
    place(pytester, QUICK.read_text(encoding="utf-8"), "right.toml")
    place(pytester, spoiled(), "wrong.toml")
    pytester.makeconftest(BROKEN_OFF[name])
    result = session(pytester)
    assert result.ret != 0
    result.stdout.fnmatch_lines(["verify: no report: *"])
    assert not (pytester.path / "reports").exists()


def test_a_failure_that_pytest_was_told_to_expect_is_still_in_the_report(pytester: pytest.Pytester) -> None:
    place(pytester, spoiled())
    pytester.makeconftest(
        "import pytest\ndef pytest_collection_modifyitems(items):\n"
        "    for item in items: item.add_marker(pytest.mark.xfail)\n"
    )
    session(pytester).assert_outcomes(xfailed=1)
    report = json.loads((pytester.path / "reports/partial/results.json").read_text(encoding="utf-8"))
    assert (report["status"], report["exit"]) == ("not as expected", 1)


# ------------------------------------------------------------------------------------------ several processes


@pytest.fixture
def several() -> None:
    pytest.importorskip("xdist", reason="pytest-xdist is not installed")


@pytest.mark.usefixtures("several")
@pytest.mark.parametrize("how", ["-n2", "-n2 --dist=loadfile", "--tx=2*popen --dist=each"])
def test_workers_make_one_report_and_it_has_the_failure(how: str, pytester: pytest.Pytester) -> None:
    place(pytester, spoiled(), "wrong.toml")
    for i in range(3):
        place(pytester, QUICK.read_text(encoding="utf-8"), f"right-{i}.toml")
    result = session(pytester, *how.split())
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    report = json.loads((pytester.path / "reports/partial/results.json").read_text(encoding="utf-8"))
    assert (report["status"], report["exit"]) == ("not as expected", 1)
    status = {case["name"]: case["status"] for case in report["cases"]}
    right = {f"right-{i}": "as expected" for i in range(3)}
    assert status == {"wrong": "not as expected", **right}
    files = sorted(path.name for path in (pytester.path / "reports/partial/certificates").iterdir())
    assert files == sorted(f"{name}.json" for name in status)


@pytest.mark.usefixtures("several")
def test_a_worker_that_dies_leaves_no_report(pytester: pytest.Pytester) -> None:
    place(pytester, QUICK.read_text(encoding="utf-8"), "right.toml")
    place(pytester, spoiled(), "wrong.toml")
    pytester.makeconftest(
        "import os, pytest\n"
        "@pytest.hookimpl(tryfirst=True)\n"
        "def pytest_runtest_call(item):\n"
        "    if 'wrong' in item.nodeid: os._exit(1)\n"
    )
    result = session(pytester, "-n2")
    assert result.ret != 0
    result.stdout.fnmatch_lines(["verify: no report: nothing is known about *wrong.toml::proved"])
    assert not (pytester.path / "reports").exists()


def test_only_what_was_all_checked_is_the_report_of_everything(pytestconfig: pytest.Config) -> None:
    report = Report(pytestconfig)
    names = [file.relative_to(CASES).with_suffix("").as_posix() for file in CASES.rglob("*.toml")]
    everything = [{"task": "case", "name": name} for name in names] + [
        {"task": "claim", "name": name} for name in claims()
    ]
    report.checked = everything
    assert report._partial() is None
    for missing in (everything[0], everything[-1]):
        report.checked = [result for result in everything if result is not missing]
        assert report._partial() is not None
