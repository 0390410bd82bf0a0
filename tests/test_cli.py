"""The command line: exit statuses, one clear message for bad input, JSON that is nothing but JSON."""

from __future__ import annotations

import json
import os
import re
import resource
import shutil
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
from forked import verify

from verify.files.scaffold import TEMPLATES

ROOT = Path(__file__).parent.parent
CASES = ROOT / "counterexamples"
QUICK = "bad-minima/sine-frequency.toml"


def anew(*arguments: str, cwd: Path, seed: int = 0) -> subprocess.CompletedProcess[str]:
    """``verify ARGUMENTS`` in a new interpreter, in which the order of sets depends on the seed."""
    return subprocess.run(
        [sys.executable, "-m", "verify", *arguments],
        cwd=cwd,
        env={**os.environ, "PYTHONHASHSEED": str(seed)},
        capture_output=True,
        text=True,
        timeout=120,
    )


@pytest.fixture
def bench(tmp_path: Path) -> Path:
    """A folder with one quick shipped case."""
    target = tmp_path / "counterexamples" / QUICK
    target.parent.mkdir(parents=True)
    shutil.copy(CASES / QUICK, target)
    return tmp_path


def edit(folder: Path, pattern: str, replacement: str) -> int:
    """Change the first match in the quick case; the line where it stands."""
    path = folder / "counterexamples" / QUICK
    text = path.read_text(encoding="utf-8")
    match = re.search(pattern, text, re.MULTILINE)
    assert match is not None
    path.write_text(
        text[: match.start()] + re.sub(pattern, replacement, match[0]) + text[match.end() :], encoding="utf-8"
    )
    return text[: match.start()].count("\n") + 1


def test_a_good_case_is_as_expected_and_leaves_a_report(bench: Path) -> None:
    done = anew("check", f"counterexamples/{QUICK}", cwd=bench)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "as expected" in done.stdout
    results = json.loads((bench / "reports/partial/results.json").read_text(encoding="utf-8"))
    assert results["status"] == "as expected"
    assert (bench / "reports/partial/index.html").exists()
    assert (bench / "reports/partial/report.md").exists()
    assert (bench / "reports/partial" / results["cases"][0]["certificates"]["file"]).exists()


def test_a_check_of_a_part_leaves_the_report_of_everything_alone(bench: Path) -> None:
    whole = bench / "reports"
    (whole / "certificates").mkdir(parents=True)
    for name in ("results.json", "index.html", "report.md", "certificates/old.json"):
        (whole / name).write_text("as it was", encoding="utf-8")
    for what in ("vanish", f"counterexamples/{QUICK}", "counterexamples"):
        done = verify("check", what, cwd=bench)
        assert f"a partial report: only {what}" in done.stdout
        assert "reports/partial/index.html" in done.stdout
        assert json.loads((whole / "partial/results.json").read_text(encoding="utf-8"))["partial"] == f"only {what}"
    for name in ("results.json", "index.html", "report.md", "certificates/old.json"):
        assert (whole / name).read_text(encoding="utf-8") == "as it was"


def test_a_name_never_leads_out_of_the_folder_of_the_report(bench: Path) -> None:
    shutil.copy(CASES / QUICK, bench / "outside.toml")
    done = verify("check", "counterexamples/../outside.toml", cwd=bench)
    assert done.returncode == 0, done.stderr
    found = [str(path.relative_to(bench)) for path in bench.rglob("*.json")]
    written = ("certificates/outside.json", "claims.json", "figures/outside/drawn.json", "results.json")
    assert sorted(found) == [f"reports/partial/{name}" for name in written]


def test_json_is_one_document_and_nothing_else(bench: Path) -> None:
    done = verify("check", "--json", f"counterexamples/{QUICK}", cwd=bench)
    assert json.loads(done.stdout)["exit"] == done.returncode == 0
    assert done.stderr == ""


def test_a_changed_digit_is_refuted_with_file_line_and_statement(bench: Path) -> None:
    line = edit(bench, r'^value = "~(\d+\.\d\d)\d', r'value = "~\g<1>9')
    done = verify("check", f"counterexamples/{QUICK}", cwd=bench)
    assert done.returncode == 1
    assert f"refuted counterexamples/{QUICK}:{line}: L(theta) is" in done.stdout


def test_a_wrong_verdict_in_the_file_is_refuted(bench: Path) -> None:
    path = bench / "counterexamples" / QUICK
    path.write_text(path.read_text(encoding="utf-8") + '\n[expect.claims]\nELIM = "vacuous"\n', encoding="utf-8")
    done = verify("check", f"counterexamples/{QUICK}", cwd=bench)
    assert done.returncode == 1
    assert "ELIM holds, not vacuous" in done.stdout


def test_a_method_that_does_not_decide_gives_exit_status_3(bench: Path) -> None:
    edit(bench, r'^method = "strict"', 'method = "supporting-hyperplane"')
    done = verify("check", f"counterexamples/{QUICK}", cwd=bench)
    assert done.returncode == 3
    assert "unknown" in done.stdout
    assert "undecided (exit status 3)" in done.stdout


def test_a_spent_budget_is_said_so(bench: Path) -> None:
    done = verify("check", "--budget", "0.000001", f"counterexamples/{QUICK}", cwd=bench)
    assert done.returncode == 3
    assert "budget" in done.stdout


def test_a_claim_alone_is_judged_alone(bench: Path) -> None:
    done = verify("check", "vanish", "--json", cwd=bench)
    results = json.loads(done.stdout)
    assert [claim["name"] for claim in results["claims"]] == ["VANISH"]
    assert results["claims"][0]["proof"] == {"verdict": "holds", "grade": "symbolic", "scope": "all", "checked": True}
    assert set(results["cases"][0]["claims"]) == {"VANISH"}


def test_one_and_two_processes_and_a_second_run_give_the_same(bench: Path) -> None:
    extra = bench / "counterexamples/bad-minima/two-relus-constant.toml"
    shutil.copy(CASES / "bad-minima/two-relus-constant.toml", extra)

    def timeless(jobs: str, seed: int) -> tuple[object, dict[str, bytes]]:
        done = anew("check", "elim", "fail", "--json", "--jobs", jobs, cwd=bench, seed=seed)
        results = json.loads(done.stdout)
        files = {
            str(p.relative_to(bench)): p.read_bytes() for p in (bench / "reports/partial/certificates").rglob("*.json")
        }
        return results, files

    first = timeless("1", seed=1)
    assert first == timeless("2", seed=2)
    assert first[1]


def test_locate_finds_and_certifies(bench: Path) -> None:
    shutil.copy(CASES / "bad-minima/deep-linear-weight-decay.toml", bench / "f.toml")
    done = anew("locate", "f.toml", "--box=-2,2", "--json", cwd=bench)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    # p (1 - p)^3 = 10^-3 has two real solutions, with four sign patterns each, and 0: the signs are symmetries.
    assert sorted((p["index"], p["count"]) for p in found["points"]) == [(0, 1), (0, 4), (1, 4)]
    assert found["converged"] + found["escaped"] + found["stalled"] == found["starts"] == 2000


@pytest.mark.parametrize("kind", sorted(TEMPLATES))
def test_a_new_file_is_proved_as_it_is_and_is_never_overwritten(kind: str, tmp_path: Path) -> None:
    made = anew("new", kind, "mine", cwd=tmp_path)
    assert made.returncode == 0, made.stderr
    text = next((tmp_path / "counterexamples").rglob("mine.toml")).read_text(encoding="utf-8")
    schema = text.splitlines()[0].removeprefix("#:schema ../")
    assert (tmp_path / "counterexamples" / schema).read_bytes() == (CASES / schema).read_bytes()
    path = next((tmp_path / "counterexamples").rglob("mine.toml"))
    done = verify("check", str(path.relative_to(tmp_path)), cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    again = verify("new", kind, "mine", cwd=tmp_path)
    assert again.returncode == 2
    assert "exists already" in again.stderr


MEANT = "Did you mean" if tuple(map(int, version("click").split(".")[:2])) >= (8, 4) else "No such"
"""Of commands and options click itself knows the nearest, from this version on."""

BAD = {
    "no such file": (["check", "nowhere.toml"], "no such file"),
    "no such claim": (["check", "convergence-everywhere"], "the claims are VANISH"),
    "a claim misspelt": (["check", "elimm"], "did you mean 'ELIM'"),
    "a file misspelt": (["check", "counterexamples/bad-minima/sine-frequenzy.toml"], "sine-frequency.toml'?"),
    "a name misspelt": (["explain", "contrapositiv"], "did you mean 'contrapositive'"),
    "a check misspelt": (["trust", "--only", "enclosuers"], "did you mean 'enclosures'"),
    "a command misspelt": (["chekc"], MEANT),
    "an option misspelt": (["check", "--jsno"], MEANT),
    "no such kind": (["new", "lemma", "x"], "is not a kind of case"),
    "a kind misspelt": (["new", "bad-minimun", "x"], "did you mean 'bad-minimum'"),
    "a name with a path": (["new", "bad-minimum", "../x"], "letters, digits"),
    "no results": (["report", "--reports", "nowhere"], "run `verify check` first"),
    "an empty box": (["locate", f"counterexamples/{QUICK}", "--box", "1,1"], "LOW must be below HIGH"),
    "a box of words": (["locate", f"counterexamples/{QUICK}", "--box", "a,b"], "not an exact number"),
    "an unknown option": (["check", "--fast"], "No such option"),
    "an unknown command": (["prove"], "No such command"),
    "no processes": (["check", "--jobs", "0"], "not in the range"),
    "a negative seed": (["check", "--seed", "-1"], "not in the range"),
    "a seed of 5000 digits": (["check", "--seed", "7" * 5000], "not in the range"),
    "no number of seconds": (["check", "--budget", "nan"], "not an exact number"),
    "endless seconds": (["power", "--budget", "inf"], "not an exact number"),
    "seconds that no float holds": (["check", "--budget", "1e-400"], "is not greater than 0"),
    "no seconds": (["atlas", "--budget", "0"], "is not greater than 0"),
    "digits of another script": (["check", "--jobs", "\u0663"], "not an exact number"),
    "half a start": (["locate", f"counterexamples/{QUICK}", "--starts", "1.5"], "not a whole number"),
    "a box that no float holds": (["locate", f"counterexamples/{QUICK}", "--box", "1e9999,2e9999"], "at most 1e+100"),
    "a box over zero": (["locate", f"counterexamples/{QUICK}", "--box", "0,1/0"], "divides by zero"),
    "reports that cannot be printed": (["check", "--reports", "a\nb"], "not printable"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_usage_gives_one_message_and_exit_status_2(name: str, bench: Path) -> None:
    arguments, message = BAD[name]
    done = verify(*arguments, cwd=bench)
    assert done.returncode == 2
    assert message in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


JUNK = {
    "empty": b"",
    "binary": bytes(range(256)) * 40,
    "a float": b"title = 1.5\n",
    "a million digits": b'title = "' + b"7" * 1_000_000 + b'"\n',
    "a bare million digits": b"title = " + b"7" * 1_000_000 + b"\n",
    "deep arrays": b"a = " + b"[" * 5000 + b"]" * 5000 + b"\n",
}


SEVEN = "7" * 5000

# What stands in place of the target "3/5", and what is said; None: the number is read, however long it is.
NUMBERS: dict[str, tuple[str, str | None]] = {
    "a long denominator": (f'"1/{SEVEN}"', None),
    "a long decimal": (f'"0.{SEVEN}"', None),
    "a long zero below": (f'"1/{"0" * 5000}"', "division by zero"),
    "too long": (f'"1/{SEVEN}{SEVEN}7"', "at most 10000 are read"),
    "bare": (SEVEN, "in quotes"),
    "hexadecimal": (f"0x{'f' * 20000}", "expected a text"),
    "another script": ('"\u0661"', "has no meaning here"),
    "another blank": ('"1\u00a0"', "has no meaning here"),
    "a NUL": (r'"1\u0000"', "has no meaning here"),
    "infinity": ("inf", "is not a number that a problem can hold"),
    "deep": (f'"{"(" * 9000}1{")" * 9000}"', "deep"),
    "a huge power": ('"2**1e9999"', "is beyond 1000"),
    "a long power": (f'"2**{SEVEN}"', "is beyond 1000"),
    "a long root": (f'"sqrt(-{SEVEN})"', "is not a real number"),
    "a lone surrogate": (r'"\ud800"', "not valid TOML"),
}


@pytest.mark.parametrize("name", NUMBERS)
def test_a_number_of_any_length_is_read_or_refused_in_words(name: str, tmp_path: Path) -> None:
    number, message = NUMBERS[name]
    text = (CASES / QUICK).read_text(encoding="utf-8").replace('"3/5"', number)
    (tmp_path / "mine.toml").write_text(text, encoding="utf-8")
    done = verify("check", "mine.toml", cwd=tmp_path)
    assert "Traceback" not in done.stderr
    assert done.returncode == (1 if message is None else 2)  # with another target the stated value is wrong
    if message is not None:
        assert message in done.stderr
        assert "mine.toml:14" in done.stderr


def test_a_file_name_that_is_no_text_is_refused(tmp_path: Path) -> None:
    name = os.fsdecode(b"\xff.toml")
    shutil.copy(CASES / QUICK, tmp_path / name)
    done = verify("check", name, cwd=tmp_path)
    assert done.returncode == 2
    assert "rename the file" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("name", JUNK)
def test_junk_is_refused_at_once_with_its_place(name: str, tmp_path: Path) -> None:
    (tmp_path / "junk.toml").write_bytes(JUNK[name])
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = verify("check", "junk.toml", cwd=tmp_path)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert done.returncode == 2
    assert "junk.toml" in done.stderr
    assert "Traceback" not in done.stderr
    assert len(done.stderr) < 5000
    # The documented second, and room for a slow machine; in processor time, which other work does not change.
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 3


def test_a_report_that_cannot_be_written_is_one_message(bench: Path) -> None:
    (bench / "taken").write_text("a file", encoding="utf-8")
    done = verify("check", f"counterexamples/{QUICK}", "--reports", "taken", cwd=bench)
    assert done.returncode == 2
    assert "taken" in done.stderr
    assert "Traceback" not in done.stderr


def test_two_files_of_one_name_are_not_mixed_up(bench: Path) -> None:
    for folder in ("one", "two"):
        (bench / folder).mkdir()
        shutil.copy(CASES / QUICK, bench / folder / "same.toml")
    done = verify("check", "one/same.toml", "two/same.toml", cwd=bench)
    assert done.returncode == 2
    assert "same name" in done.stderr


def test_a_network_too_large_for_a_hessian_is_undecided_not_hung(bench: Path) -> None:
    text = (CASES / "bad-minima/dead-relu.toml").read_text(encoding="utf-8")
    text = re.sub(r"widths = \[.*?\]", "widths = [1, 50, 1]", text)
    ones = ", ".join(151 * ['"1"'])
    text = re.sub(r"^theta = .*$", f"theta = [{ones}]", text, flags=re.MULTILINE)
    text = text.replace('method = "supporting-hyperplane"', 'method = "strict"')
    (bench / "large.toml").write_text(text, encoding="utf-8")
    done = verify("check", "large.toml", "mask", cwd=bench)
    assert "Traceback" not in done.stderr
    located = verify("locate", "large.toml", "--starts", "3", "--json", cwd=bench)
    assert located.returncode == 3
    found = json.loads(located.stdout)
    assert found["converged"] + found["escaped"] + found["stalled"] == found["starts"] == 3
    assert found["points"] == []
    assert found["undecided"]
    assert all("151 parameters" in row["why"] for row in found["undecided"])


@pytest.fixture(scope="module")
def unread(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, subprocess.CompletedProcess[str]]:
    """A check of everything in a folder with one good file, and three that cannot be read."""
    folder = tmp_path_factory.mktemp("unread")
    (folder / "counterexamples" / QUICK).parent.mkdir(parents=True)
    shutil.copy(CASES / QUICK, folder / "counterexamples" / QUICK)
    for name in ("bad", "one", "two"):
        (folder / f"counterexamples/{name}.toml").write_text('kind = "nonsense"\n', encoding="utf-8")
    (folder / "reports").mkdir()
    return folder, verify("check", cwd=folder)


def test_faults_of_all_files_are_reported_together(unread: tuple[Path, subprocess.CompletedProcess[str]]) -> None:
    _, done = unread
    assert done.returncode == 2
    assert "one.toml" in done.stderr
    assert "two.toml" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_file_that_cannot_be_read_keeps_no_other_from_being_checked(
    unread: tuple[Path, subprocess.CompletedProcess[str]],
) -> None:
    folder, done = unread
    assert done.returncode == 2
    assert "bad.toml:1: 'nonsense' is not a kind of case" in done.stderr
    assert "1 case: " in done.stdout
    found = json.loads((folder / "reports/partial/results.json").read_text(encoding="utf-8"))
    without = ", ".join(f"counterexamples/{name}.toml" for name in ("bad", "one", "two"))
    assert found["partial"] == f"without what could not be read: {without}"
    assert [case["name"] for case in found["cases"]] == ["bad-minima/sine-frequency"]
    assert not (folder / "reports/results.json").exists()  # it is no report of everything
    alone = verify("check", "counterexamples/bad.toml", cwd=folder)
    assert alone.returncode == 2
    assert alone.stdout == ""


def test_without_coq_the_formal_proofs_are_not_called_checked(bench: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "verify", "formal"],
        cwd=bench,
        capture_output=True,
        text=True,
        env={"PATH": ""},
        check=False,
    )
    assert done.returncode == 3
    assert "not checked on this machine" in done.stderr
    assert "apt-get install" in done.stderr
    results = json.loads(verify("check", "vanish", "--json", cwd=bench).stdout)
    assert results["claims"][0]["formal"]["verdict"] == "not checked on this machine"


def test_a_stamp_of_other_sources_is_not_believed(bench: Path) -> None:
    (bench / "reports").mkdir()
    stamp = {"sources": {"Orbit.v": "0"}, "coq": "8.16", "theorems": [{"claim": "VANISH", "name": "V", "axioms": []}]}
    (bench / "reports/formal.json").write_text(json.dumps(stamp), encoding="utf-8")
    results = json.loads(verify("check", "vanish", "--json", cwd=bench).stdout)
    assert results["claims"][0]["formal"]["verdict"] == "not checked on this machine"


def test_a_check_reads_each_file_once(monkeypatch: pytest.MonkeyPatch) -> None:
    import tomllib
    from collections import Counter

    from verify.commands.check import Settings, run
    from verify.commands.tasks import tasks as tasks_of

    parsed: Counter[str] = Counter()
    parse = tomllib.loads

    def counted(text: str, **options: Any) -> dict[str, Any]:
        parsed[text] += 1
        return parse(text, **options)

    monkeypatch.setattr(tomllib, "loads", counted)
    files = [CASES / "data-optimal" / "shared-neuron.toml", CASES / "necessity" / "standing" / "value.toml"]
    tasks = tasks_of([*map(str, files), "VANISH"]).tasks
    checked = run(tasks, Settings(only=("VANISH",)), lambda *_: None)
    assert {c["status"] for c in checked} == {"as expected"}
    for file in files:
        assert parsed[file.read_text(encoding="utf-8")] == 1
