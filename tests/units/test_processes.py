"""Processes of this machine: every item once, errors come through, an interrupt ends the work at once."""

from __future__ import annotations

import ast
import multiprocessing
import os
import pickle
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Generator, Iterator
from itertools import count
from pathlib import Path

import pytest
from sources import parsed

from verify.errors import FileError, InputError, WorkError
from verify.units.engine import Allowance, Lost, whole
from verify.units.processes import Processes


def square(n: int) -> int:
    return n * n


def fails_at_three(n: int) -> int:
    if n == 3:
        raise ValueError("three")
    return n


def sleeps(n: int) -> int:
    time.sleep(60)
    return n


def sleeps_but_at_zero(n: int) -> int:
    return sleeps(n) if n else 0


def interrupted() -> None:
    for i, _ in Processes(2).each(sleeps_but_at_zero, range(3)):
        assert i == 0
        raise KeyboardInterrupt


def dies(n: int) -> int:
    os._exit(1)


def a_long_number(n: int) -> int:
    return len(str(10**n))


@pytest.mark.parametrize("jobs", [1, 2, 7])
def test_every_item_is_done_once(jobs: int) -> None:
    assert dict(Processes(jobs).each(square, range(20))) == {i: i * i for i in range(20)}
    assert list(Processes(jobs).each(square, [])) == []


def nothing(n: int) -> None:
    return None


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_unit_may_come_to_nothing_or_to_an_error(jobs: int) -> None:
    assert dict(Processes(jobs).each(nothing, range(3))) == dict.fromkeys(range(3))
    assert [str(e) for _, e in Processes(jobs).each(ValueError, ["a", "a"])] == ["a", "a"]


@pytest.mark.parametrize("jobs", [1, 2])
def test_items_are_taken_as_there_is_somebody_to_do_them(jobs: int) -> None:
    taken: list[int] = []

    def endless() -> Iterator[int]:
        for n in count():
            taken.append(n)
            yield n

    results = Processes(jobs).each(square, endless())
    assert len(dict(next(results) for _ in range(10))) == 10
    results.close()  # type: ignore[attr-defined]
    assert len(taken) <= 10 + 2 * jobs


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_error_comes_through(jobs: int) -> None:
    with pytest.raises(ValueError, match="three"):
        list(Processes(jobs).each(fails_at_three, range(10)))


def test_a_process_that_dies_is_an_error_and_no_result() -> None:
    with pytest.raises(WorkError, match="exit status 1"):
        list(whole(Processes(2).each(dies, range(4))))


class Unsendable:
    def __reduce__(self) -> str:
        raise TypeError("not to be sent")


def unsendable(n: int) -> Unsendable:
    return Unsendable()


def test_a_result_that_cannot_be_sent_is_an_error() -> None:
    with pytest.raises(WorkError, match="not to be sent"):
        list(Processes(2).each(unsendable, range(2)))


def killed_at_first(mark: Path) -> str:
    try:
        mark.touch(exist_ok=False)
    except FileExistsError:
        return "done"
    os.kill(os.getpid(), signal.SIGKILL)
    return "never"


def always_killed(n: int) -> int:
    os.kill(os.getpid(), signal.SIGKILL)
    return n


def test_a_process_that_is_killed_loses_nothing(tmp_path: Path) -> None:
    marks = [tmp_path / str(n) for n in range(4)]
    assert dict(Processes(2).each(killed_at_first, marks)) == dict.fromkeys(range(4), "done")
    assert all(mark.exists() for mark in marks)


def test_what_always_kills_its_process_is_lost_in_the_end() -> None:
    ((_, lost),) = Processes(1).each(always_killed, [0], Allowance(60.0, 2**33))
    assert isinstance(lost, Lost)
    assert "ended 3 times" in lost.why


def test_an_interrupt_ends_the_work_that_runs() -> None:
    began = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        interrupted()
    while multiprocessing.active_children():
        assert time.monotonic() - began < 30
        time.sleep(0.1)


def test_who_wants_no_more_results_waits_for_none() -> None:
    began = time.monotonic()
    results = Processes(2).each(sleeps_but_at_zero, range(4))
    assert next(results) == (0, 0)
    assert isinstance(results, Generator)
    results.close()
    while multiprocessing.active_children():
        assert time.monotonic() - began < 30
        time.sleep(0.1)


def test_processes_print_numbers_of_any_length() -> None:
    assert dict(Processes(2).each(a_long_number, [6000])) == {0: 6001}


def test_there_is_no_other_pool() -> None:
    package = Path(__file__).parents[2] / "verify"
    others = {"ProcessPoolExecutor", "Pool", "Process"}
    for path in package.rglob("*.py"):
        names = {n.attr for n in ast.walk(parsed(path)) if isinstance(n, ast.Attribute)}
        names |= {n.id for n in ast.walk(parsed(path)) if isinstance(n, ast.Name)}
        assert path.name == "processes.py" or not others & names, path


def eats_memory(n: int) -> int:
    return len(bytearray(2**30)) if n == 1 else n


def never_ends(n: int) -> int:
    while n == 1:
        pass
    return n


def dies_at_one(n: int) -> int:
    return dies(n) if n == 1 else n


@pytest.mark.parametrize(
    ("bad", "words"),
    [(eats_memory, "more than 512 MiB"), (never_ends, "did not end within"), (dies_at_one, "exit status 1")],
)
def test_one_bad_item_costs_no_other_its_result(bad: Callable[[int], int], words: str) -> None:
    found = dict(Processes(2).each(bad, range(5), Allowance(3.0, 2**29)))
    lost = found.pop(1)
    assert isinstance(lost, Lost)
    assert words in lost.why
    assert found == {0: 0, 2: 2, 3: 3, 4: 4}


def test_an_error_comes_through_from_a_process_apart() -> None:
    with pytest.raises(ValueError, match="three"):
        list(Processes(2).each(fails_at_three, range(10), Allowance(None, 2**33)))
    while multiprocessing.active_children():
        time.sleep(0.1)


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="counts the threads of a process in /proc")
def test_a_file_with_faults_is_the_same_error_in_another_process() -> None:
    faults = [InputError("is no number", "a.toml:3"), InputError("is missing", "a.toml:5")]
    again = pickle.loads(pickle.dumps(FileError(faults)))
    assert str(again) == "a.toml:3: is no number\na.toml:5: is missing"
    assert [fault.place for fault in again.faults] == ["a.toml:3", "a.toml:5"]


@pytest.mark.parametrize("door", ["import verify; verify.check", "from verify.cli import main; main()"])
def test_the_matrices_of_one_process_are_the_work_of_one_thread(door: str) -> None:
    """Of several, most of the time goes by in waiting for each other; and two may round otherwise than one."""
    code = (
        f"import os, sys\ntry: {door}\nexcept SystemExit: pass\nimport numpy\n"
        "numpy.linalg.svd(numpy.ones((400, 400)))\nprint(len(os.listdir('/proc/self/task')), file=sys.stderr)"
    )
    plain = {key: value for key, value in os.environ.items() if not key.endswith("_NUM_THREADS")}
    done = subprocess.run([sys.executable, "-c", code, "--help"], capture_output=True, text=True, env=plain, check=True)
    assert done.stderr == "1\n"
