"""What checks keep: the same bytes again, marked; what is not as expected, or lacks a certificate, is not kept."""

from __future__ import annotations

import copy
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from forked import verify

from verify.commands import atlas
from verify.commands.check import Settings, Task, file_task, perform, run
from verify.commands.checked import TaskResult
from verify.store.kept_results import KeptCells, KeptResults
from verify.units.processes import Processes
from verify.units.resumed import known, others
from verify.units.unit_store import UnitStore
from verify.verdict import Status

ROOT = Path(__file__).parents[2]
CASES = ROOT / "counterexamples"
NAMES = ("bad-minima/sine-frequency", "bad-minima/double-well", "necessity/standing/theorem")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A user of our own, whose store is on."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("VERIFY_STORE", str(tmp_path / "units.sqlite"))
    return tmp_path


@pytest.fixture
def bench(home: Path) -> Path:
    """A folder with three files."""
    for name in NAMES:
        path = home / "bench" / "counterexamples" / f"{name}.toml"
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(CASES / f"{name}.toml", path)
    return home / "bench"


WHAT = ("counterexamples", "--reports")


def files(folder: Path) -> dict[str, bytes]:
    """Every file of a report but its pages, and its results without what they say of the store."""
    found = {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}
    results = json.loads(found["partial/results.json"])
    del results["store"]
    kept = {name: content for name, content in found.items() if not name.endswith((".html", ".md", ".lock"))}
    return {**kept, "partial/results.json": json.dumps(results).encode()}


def store_of(folder: Path) -> Any:
    return json.loads((folder / "partial/results.json").read_text(encoding="utf-8"))["store"]


def test_a_second_check_takes_all_from_the_store_and_says_so(bench: Path) -> None:
    first = verify("check", *WHAT, "one", cwd=bench)
    second = verify("check", *WHAT, "two", cwd=bench)
    assert (first.returncode, second.returncode, first.stderr, second.stderr) == (0, 0, "", "")
    assert "store" not in first.stdout
    assert "3 of 3 parts are from the store, checked on 20" in second.stdout
    assert "--fresh" in second.stdout
    assert files(bench / "one") == files(bench / "two")
    assert store_of(bench / "one") is None
    kept = store_of(bench / "two")
    assert (len(kept["code"]), kept["of"]) == (64, 3)
    assert list(kept["kept"]) == [f"case/{NAMES[1]}", f"case/{NAMES[0]}", f"statement/{NAMES[2]}"]
    page = (bench / "two/partial/cases/bad-minima/sine-frequency.html").read_text(encoding="utf-8")
    assert "From the store, checked on 20" in page
    assert kept["code"][:12] in page
    assert "were not proved in this run" in (bench / "two/partial/store.html").read_text(encoding="utf-8")
    assert not (bench / "one/partial/store.html").exists()
    for command in ("reprove", "recheck"):
        assert verify(command, "two/partial", "counterexamples", cwd=bench).returncode == 0
    third = verify("check", *WHAT, "three", "--fresh", cwd=bench)
    off = verify("check", *WHAT, "four", "--store", "off", cwd=bench)
    for name, done in (("three", third), ("four", off)):
        assert (done.returncode, store_of(bench / name)) == (0, None)
        assert files(bench / name) == files(bench / "one")


def test_what_has_changed_is_looked_at_again(bench: Path) -> None:
    quick = ("check", f"counterexamples/{NAMES[0]}.toml", "--reports")
    assert verify(*quick, "one", cwd=bench).returncode == 0
    for more in (("--seed", "1"), ("--budget", "100"), ("--no-figures",)):
        assert verify(*quick, "two", *more, cwd=bench).returncode == 0
        assert store_of(bench / "two") is None
    path = bench / f"counterexamples/{NAMES[0]}.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("~0.4744", "~0.4745"), encoding="utf-8")
    for _ in range(2):
        wrong = verify(*quick, "three", cwd=bench)
        assert (wrong.returncode, store_of(bench / "three")) == (1, None)  # and is not kept


def test_the_same_file_below_another_folder_has_its_own_name(home: Path) -> None:
    for name in ("x", "y"):
        folder = home / "counterexamples" / name
        folder.mkdir(parents=True)
        shutil.copy(CASES / f"{NAMES[0]}.toml", folder / "mine.toml")
        assert verify("check", "mine.toml", "--no-figures", cwd=folder).returncode == 0
        found = json.loads((folder / "reports/partial/results.json").read_text(encoding="utf-8"))
        assert ([case["name"] for case in found["cases"]], found["store"]) == ([f"{name}/mine"], None)


def test_a_store_that_is_broken_changes_nothing_but_a_note(bench: Path, home: Path) -> None:
    quick = ("check", f"counterexamples/{NAMES[0]}.toml", "--reports")
    (home / "units.sqlite").write_bytes(b"no database " * 1000)
    done = verify(*quick, "one", cwd=bench)
    assert done.returncode == 0
    assert "note: the store of earlier work could not be used:" in done.stderr
    assert done.stderr.count("\n") == 1
    assert store_of(bench / "one") is None
    alone = verify(*quick, "two", "--store", "off", cwd=bench)
    assert (alone.returncode, alone.stderr) == (0, "")
    assert files(bench / "one") == files(bench / "two")


@pytest.fixture(scope="module")
def made() -> dict[str, TaskResult]:
    """A case, a claim and a statement, checked."""
    tasks = (file_task(CASES / f"{NAMES[0]}.toml"), file_task(CASES / f"{NAMES[2]}.toml"), Task("claim", "LIANG"))
    return {task.kind: perform(task, Settings()) for task in tasks}


def task_of(kind: str) -> Task:
    return Task(kind, kind)


def kept(home: Path, result: Any) -> bool:
    """Whether it is kept, and found again as it was."""
    keeper = KeptResults(UnitStore(home / "units.sqlite"), Settings())
    keeper.put(task_of(result["task"]), result)
    found = keeper.get(task_of(result["task"]))
    assert found is None or {**found, "kept": None} == result
    return found is not None


def without_certificate(result: Any) -> None:
    if result["task"] == "case":
        result["certificates"]["certificates"].pop(0)
    elif result["task"] == "claim":
        result["certificates"][0]["certificates"].pop()
    else:
        result["certificate"] = None


def without_step(result: Any) -> None:
    result["step_certificates"].pop()


def without_document(result: Any) -> None:
    result["certificates"].pop()


def undecided(result: Any) -> None:
    result["status"] = Status.UNDECIDED


def other_problem(result: Any) -> None:
    result["certificates"]["problem"]["sha256"] = "0" * 64


def spent(result: Any) -> None:
    if result["task"] == "statement":
        result["reason"] = "budget"
        return
    rows = result["claims"].values() if result["task"] == "case" else result["family"]
    next(iter(rows)).update(verdict="unknown", detail="budget: the time was spent")


def spent_finding(result: Any) -> None:
    result["findings"].append({"name": "x", "verdict": "unknown", "reason": "budget", "message": "spent"})


def interrupted(result: Any) -> None:
    result["interrupted"] = True


KINDS = ("case", "claim", "statement")


@pytest.mark.parametrize("kind", KINDS)
def test_a_result_as_expected_is_kept(home: Path, made: dict[str, TaskResult], kind: str) -> None:
    assert made[kind]["status"] == Status.AS_EXPECTED
    assert kept(home, made[kind])


@pytest.mark.parametrize(
    ("kind", "change"),
    [
        *((kind, change) for kind in KINDS for change in (without_certificate, undecided, spent)),
        ("case", other_problem), ("case", spent_finding), ("claim", without_step), ("claim", without_document),
        ("statement", interrupted),
    ],
)  # fmt: skip
def test_what_lacks_something_is_not_kept(
    home: Path, made: dict[str, TaskResult], kind: str, change: Callable[[Any], None]
) -> None:
    result = copy.deepcopy(made[kind])
    change(result)
    assert not kept(home, result)


def test_the_result_of_another_kind_of_task_or_of_another_shape_is_not_taken(
    home: Path, made: dict[str, TaskResult]
) -> None:
    store = UnitStore(home / "units.sqlite")
    keeper, task = KeptResults(store, Settings()), task_of("case")
    for text in (json.dumps(made["claim"]), "{}", "no JSON", json.dumps({**made["case"], "more": 1})):
        store.put(keeper._name(task), text)
        assert store.get(keeper._name(task)) is not None
        assert keeper.get(task) is None


# -------------------------------------------------------------------------------------------------------- the atlas


def test_the_cells_of_the_atlas_are_proved_again_when_they_are_taken(home: Path) -> None:
    store = UnitStore(home / "units.sqlite")
    keeper, pair = KeptCells(store, 0, 30.0), ("exp", "a^2")
    first = atlas.cells(budget=30.0, neurons=("exp",), penalties=("a^2",), kept=keeper)
    text = store.get(next(name for name in names(home)))
    assert text is not None
    assert keeper.get(pair) == first["cells"]
    assert atlas.cells(budget=30.0, neurons=("exp",), penalties=("a^2",), kept=keeper)["cells"] == first["cells"]
    assert keeper.get(("exp", "a^4")) is None
    assert KeptCells(store, 1, 30.0).get(pair) is None
    for old, new in (('"verdict": "true"', '"verdict": "false"'), ('"exp"', '"tanh"'), ('"kind"', '"sort"')):
        assert old in text.text
        store.put(names(home)[0], text.text.replace(old, new))
        assert keeper.get(pair) is None
    store.put(names(home)[0], json.dumps(json.loads(text.text)[:1]))
    assert keeper.get(pair) is None
    open_cell = [{**cell, "verdict": "unknown"} for cell in first["cells"]]
    store.put(names(home)[0], "[]")
    keeper.put(pair, open_cell)
    assert keeper.get(pair) is None


def names(home: Path) -> list[str]:
    with sqlite3.connect(home / "units.sqlite") as database:
        found = [name for (name,) in database.execute("select name from units")]
    database.close()
    return found


# ------------------------------------------------------------------------------------------------------ interruptions


class Remembered(dict[int, int]):
    """What is kept in memory."""

    def put(self, item: int, result: int) -> None:
        self[item] = result


def double(n: int) -> int:
    return 2 * n


def test_what_is_known_is_not_done_again_and_what_is_done_is_kept_at_once() -> None:
    kept, items = Remembered({1: 100}), [0, 1, 2, 3]
    found = known(items, kept)
    assert found == {1: 100}
    work = others(Processes(1), double, items, found, kept)
    assert next(work) == (0, 0)
    assert kept == {0: 0, 1: 100}
    assert dict(work) == {2: 4, 3: 6}
    assert kept == {0: 0, 1: 100, 2: 4, 3: 6}


def test_a_check_that_is_killed_goes_on_from_there_to_the_same_bytes(bench: Path, home: Path) -> None:
    whole = verify("check", *WHAT, "whole", "--store", "off", cwd=bench)
    assert whole.returncode == 0
    command = [sys.executable, "-m", "verify", "check", *WHAT, "killed", "--jobs", "1"]
    running = subprocess.Popen(command, cwd=bench, env=with_package())
    started = time.monotonic()
    while not entries(home):
        assert running.poll() is None
        assert time.monotonic() - started < 100
        time.sleep(0.02)
    running.send_signal(signal.SIGKILL)
    running.wait()
    assert not (bench / "killed/partial/results.json").exists()
    again = verify("check", *WHAT, "killed", cwd=bench)
    assert again.returncode == 0
    assert 1 <= len(store_of(bench / "killed")["kept"]) <= 2
    assert files(bench / "killed") == files(bench / "whole")


def with_package() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT)}


def entries(home: Path) -> int:
    try:
        return len(names(home))
    except sqlite3.Error:
        return 0


def test_an_error_of_one_task_keeps_what_the_others_have_come_to(home: Path) -> None:
    keeper = KeptResults(UnitStore(home / "units.sqlite"), Settings())
    good, bad = file_task(CASES / f"{NAMES[0]}.toml"), Task("claim", "NONE")
    with pytest.raises(KeyError):
        run([good, bad], Settings(), lambda *_: None, kept=keeper)
    assert keeper.get(good) is not None
