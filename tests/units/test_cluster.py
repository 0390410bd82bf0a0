"""A real Dask scheduler and real workers, of which some are killed: not a byte of the result changes."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import units_of_tests as units
from dask_cluster import DaskCluster, dask_cluster
from forked import verify

from verify.commands.check import Settings, Task, file_task, run
from verify.errors import WorkError
from verify.files.statement_file import load_statement
from verify.search.hunt import search
from verify.store import results
from verify.store.kept_results import KeptResults
from verify.units import cluster, code
from verify.units.cluster import Cluster
from verify.units.engine import Allowance, Lost, engine
from verify.units.processes import Processes
from verify.units.unit_store import UnitStore

ROOT = Path(__file__).parents[2]
CASES = ROOT / "counterexamples"
NAMES = (
    "bad-minima/sine-frequency",
    "bad-minima/double-well",
    "necessity/standing/theorem",
    "necessity/no-bias-vanish",
)

pytestmark = pytest.mark.filterwarnings("default")  # those of Dask are its own


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DaskCluster]:
    """A scheduler with two workers, which nobody kills."""
    with dask_cluster(tmp_path_factory.mktemp("dask"), 2) as found:
        yield found


@pytest.fixture(scope="module")
def workers(two: DaskCluster) -> Iterator[Cluster]:
    with Cluster(two.address) as found:
        yield found


def tasks() -> list[Task]:
    return [*(file_task(CASES / f"{name}.toml") for name in NAMES), Task("claim", "AUX")]


def written(folder: Path, checked: list[Any]) -> dict[str, bytes]:
    """All that is written of a check, but what its results say of the store."""
    combined = {**results.combine(checked, Settings()), "store": None}
    results.write(folder, combined, results.certificates(checked))
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The files of the check, carried out by one process of this machine."""
    return written(tmp_path_factory.mktemp("here"), run(tasks(), Settings(jobs=1), lambda *_: None))


# ----------------------------------------------------------------------------------- units come to the same anywhere


def test_every_unit_is_done_once_and_items_are_taken_as_there_is_somebody_to_do_them(workers: Cluster) -> None:
    taken: list[int] = []

    def noted() -> Iterator[int]:
        for n in range(1000):
            taken.append(n)
            yield n

    found = workers.each(units.squared, noted())
    assert all(result == i * i for i, result in (next(found) for _ in range(10)))
    found.close()  # type: ignore[attr-defined]
    assert len(taken) <= 10 + 2 * cluster.AHEAD
    assert dict(workers.each(units.squared, range(7))) == {n: n * n for n in range(7)}
    assert list(workers.each(units.squared, [])) == []
    assert dict(workers.each(units.squared, [2, 2, 2])) == {0: 4, 1: 4, 2: 4}


def test_a_unit_has_a_main_thread_so_that_its_deadlines_hold(workers: Cluster) -> None:
    assert dict(workers.each(units.thread_of, [0])) == {0: True}


def test_an_error_comes_through(workers: Cluster) -> None:
    with pytest.raises(ValueError, match="three"):
        list(workers.each(units.refuses_three, range(10)))


@pytest.mark.parametrize("bad", [units.never_ends, units.eats_memory, units.dies, units.is_killed])
def test_what_is_lost_here_is_lost_there_in_the_same_words(bad: Callable[[int], int], workers: Cluster) -> None:
    limits = Allowance(2.0, 2**29)
    there = dict(workers.each(bad, range(3), limits))
    assert isinstance(there[1], Lost)
    assert there == dict(Processes(2).each(bad, range(3), limits))


def test_a_check_comes_to_the_same_bytes(workers: Cluster, here: dict[str, bytes], tmp_path: Path) -> None:
    assert written(tmp_path, run(tasks()[::-1], Settings(), lambda *_: None, workers)) == here


def test_a_case_is_called_by_the_folders_here(
    workers: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "counterexamples" / "here"
    folder.mkdir(parents=True)
    shutil.copy(CASES / f"{NAMES[0]}.toml", folder / "mine.toml")
    monkeypatch.chdir(folder)
    (found,) = run([file_task(Path("mine.toml"))], Settings(), lambda *_: None, workers)
    assert found["name"] == "here/mine"


def test_a_search_finds_the_same_witness(workers: Cluster) -> None:
    statement = load_statement(CASES / "necessity/afresh/relu-two-outputs.toml")
    one, other = (search(statement, 3, 60.0, who, shrink=False) for who in (None, workers))
    assert one.text is not None
    assert (other.text, other.round) == (one.text, one.round)


def test_a_worker_with_other_code_is_refused(workers: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    there = code.digest()
    monkeypatch.setattr(code, "digest", lambda: "0" * 64)
    with pytest.raises(WorkError, match=f"has other code .*{there[:12]}, not 000000000000"):
        list(workers.each(units.squared, range(3)))


def test_a_worker_without_what_it_needs_is_one_message(workers: Cluster) -> None:
    with pytest.raises(WorkError, match="cannot read its work"):
        list(workers.each(nowhere_else, range(3)))
    with pytest.raises(WorkError, match="cannot be given"):
        list(workers.each(lambda n: n, range(3)))
    assert dict(workers.each(units.squared, [3])) == {0: 9}


def nowhere_else(n: int) -> int:
    return n


def test_the_commands_take_a_scheduler(two: DaskCluster, tmp_path: Path) -> None:
    case = str(CASES / f"{NAMES[0]}.toml")
    done = verify("check", case, "--scheduler", two.address, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    for words in (
        ("atlas", "--help"), ("power", "--help"), ("search", "--help"), ("trust", "--help"), ("check", "--help"),
    ):  # fmt: skip
        assert "--scheduler" in verify(*words, cwd=tmp_path).stdout
    done = verify(
        "trust", "--only", "statements", "--budget", "3", "--scheduler", two.address, "--reports", ".", cwd=tmp_path
    )
    assert done.returncode == 0, done.stderr
    done = verify(
        "power", str(ROOT / "tests/search/statements/no-penalty-vanish.toml"), "--seeds", "1", "--budget", "20",
        "--scheduler", two.address, "--json", cwd=tmp_path,
    )  # fmt: skip
    assert '"killed": 1' in done.stdout


# ----------------------------------------------------------------------------------------------- what is killed


def test_a_worker_that_is_killed_loses_nothing(tmp_path: Path, here: dict[str, bytes]) -> None:
    with dask_cluster(tmp_path, 2) as found, Cluster(found.address) as workers:
        ended: list[str] = []

        def done(task: Task, _: object) -> None:
            ended.append(task.name)
            if len(ended) == 1:
                found.workers[0].kill()

        checked = run(tasks(), Settings(), done, workers)
        assert len(ended) == len(tasks())
        assert found.workers[0].wait() < 0
    assert written(tmp_path / "report", checked) == here


def test_a_scheduler_that_is_killed_ends_in_one_message_and_the_next_run_goes_on(
    tmp_path: Path, here: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    store = UnitStore(tmp_path / "units.sqlite")
    kept = KeptResults(store, Settings())
    ended: list[str] = []
    begun = time.monotonic()
    with dask_cluster(tmp_path, 2) as found:

        def done(task: Task, _: object) -> None:
            ended.append(task.name)
            found.scheduler.kill()

        with pytest.raises(WorkError, match="was lost: start it again"), Cluster(found.address) as workers:
            run(tasks(), Settings(), done, workers, kept)
    assert time.monotonic() - begun < 100
    assert 1 <= len(ended) < len(tasks())
    again: list[Any] = run(tasks(), Settings(jobs=1), lambda *_: None, None, kept)
    assert sum(result["kept"] is not None for result in again) == len(ended)
    assert written(tmp_path / "report", again) == here


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="looks for processes in /proc")
def test_the_process_of_a_worker_that_is_killed_ends_with_it() -> None:
    program = (
        "from verify.units import code\nfrom verify.units.unit_child import packed, unit, unpacked\n"
        "import units_of_tests as units\n"
        "def done(function, item): return unit(packed((function, item)), None, code.digest())\n"
        "print(unpacked(done(units.process_of, 0)).value, flush=True)\n"
        "done(units.never_ends, 1)\n"
    )
    paths = os.pathsep.join(map(str, (ROOT, Path(__file__).parent)))
    running = subprocess.Popen(
        [sys.executable, "-c", program], env={**os.environ, "PYTHONPATH": paths}, stdout=subprocess.PIPE, text=True
    )
    assert running.stdout is not None
    child = Path("/proc", running.stdout.readline().strip())
    assert child.name.isdigit()
    assert child.exists()
    time.sleep(0.5)
    running.kill()
    running.communicate()
    begun = time.monotonic()
    while child.exists() and "State:\tZ" not in (child / "status").read_text():
        assert time.monotonic() - begun < 30
        time.sleep(0.2)


# --------------------------------------------------------------------------------------------------- nobody there


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:9", "nonsense", "ftp://127.0.0.1:9", ""])
def test_where_nobody_answers_the_message_has_the_remedy(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "ANSWER", 1.0)
    done = verify("check", str(CASES / f"{NAMES[0]}.toml"), "--scheduler", address, cwd=tmp_path)
    assert done.returncode == 2
    assert done.stderr.startswith("error: no Dask scheduler answers")
    assert done.stderr.count("\n") == 1
    assert "dask scheduler" in done.stderr


def test_who_says_nothing_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "ANSWER", 1.0)
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        begun = time.monotonic()
        with pytest.raises(WorkError, match="no Dask scheduler answers"):
            engine(1, f"tcp://127.0.0.1:{silent.getsockname()[1]}").__enter__()
        assert time.monotonic() - begun < 30


def test_a_scheduler_without_workers_is_not_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "WORKERS", 0.5)
    with dask_cluster(tmp_path, 0) as found, pytest.raises(WorkError, match=f"dask worker {found.address}"):
        Cluster(found.address).__enter__()


def test_without_dask_the_message_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    done = verify("search", str(CASES / f"{NAMES[2]}.toml"), "--scheduler", "tcp://127.0.0.1:9", cwd=tmp_path)
    assert done.returncode == 2
    assert "pip install 'verify-minima[cluster]'" in done.stderr


def test_dask_is_imported_for_a_scheduler_alone() -> None:
    program = (
        "import sys\nfrom verify.units.engine import engine\nwith engine(2) as workers: pass\n"
        "import verify.commands.check, verify.search.hunt, verify.store.kept_results\n"
        "assert not {'dask', 'distributed'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", program], check=True, cwd=ROOT)
