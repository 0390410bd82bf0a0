"""A system without forks, alarms, limits and ``fcntl``, as Windows is: the same verdicts, by other means.

The processes here begin with a ``sitecustomize`` that takes these away, and lays a lock of our own in the place of
``msvcrt``; so do the processes that they start.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from verify.deadline import OutOfTime, until
from verify.trust.interruptions import FILES, WRITER, generations

ROOT = Path(__file__).parent.parent
CASES = ("bad-minima/sine-frequency", "bad-minima/double-well")

AS_ON_WINDOWS = """
import multiprocessing, os, signal, subprocess, sys, time, types

multiprocessing.set_start_method("spawn", force=True)
for name in ("SIGALRM", "SIGPROF", "SIGXCPU", "setitimer", "ITIMER_REAL", "ITIMER_PROF"):
    delattr(signal, name)
for name in ("fork", "killpg", "setsid"):
    delattr(os, name)
sys.modules["resource"] = sys.modules["fcntl"] = None

def locking(number, mode, count):
    try:
        os.lockf(number, os.F_ULOCK if mode == "unlock" else os.F_TLOCK, count)
    except OSError:
        time.sleep(0.01)
        raise
    if mode == "unlock":
        print("unlocked", file=sys.stderr)

windows = types.ModuleType("msvcrt")
windows.LK_LOCK, windows.LK_UNLCK, windows.locking = "lock", "unlock", locking
sys.modules["msvcrt"] = windows
"""


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment of a process on such a system, with the code page of a western Windows for what is printed."""
    folder = tmp_path_factory.mktemp("elsewhere")
    (folder / "sitecustomize.py").write_text(AS_ON_WINDOWS)
    path = os.pathsep.join([str(folder), str(ROOT)])
    return {**os.environ, "PYTHONPATH": path, "PYTHONIOENCODING": "cp1252"}


def run(environment: dict[str, str], folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments], cwd=folder, env=environment, check=False, capture_output=True,
        encoding="cp1252", timeout=120,
    )  # fmt: skip


def _forever() -> None:
    while True:
        pass


def test_every_module_is_loaded_there(elsewhere: dict[str, str], tmp_path: Path) -> None:
    code = (
        "import importlib, pkgutil, verify\n"
        "names = [m.name for m in pkgutil.walk_packages(verify.__path__, 'verify.') if '__main__' not in m.name]\n"
        "for name in names:\n    importlib.import_module(name)\n"
        "print(len(names))"
    )
    done = run(elsewhere, tmp_path, "-c", code)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 300


def test_a_check_there_proves_the_same(elsewhere: dict[str, str], tmp_path: Path) -> None:
    files = [str(ROOT / "counterexamples" / f"{name}.toml") for name in CASES]
    found = []
    for name, environment in (("there", elsewhere), ("here", {**os.environ, "PYTHONPATH": str(ROOT)})):
        (tmp_path / name).mkdir()
        options = ("-v", "--jobs", "2", "--budget", "60", "--no-figures")
        done = run(environment, tmp_path / name, "-m", "verify", "check", *options, *files)
        assert done.returncode == 0, done.stderr
        assert ("unlocked" in done.stderr) == (name == "there")
        results = json.loads((tmp_path / name / "reports/partial/results.json").read_text(encoding="utf-8"))
        found.append([(case["name"], case["findings"], case["claims"]) for case in results["cases"]])
    assert found[0] == found[1]
    assert [name for name, _, _ in found[0]] == sorted(CASES)


def test_the_budget_is_kept_there(elsewhere: dict[str, str], tmp_path: Path) -> None:
    code = (
        "import math, time\n"
        "from verify.deadline import before\n"
        "def forever():\n    while True:\n        pass\n"
        "began = time.monotonic()\n"
        "print(before(began + 0.3, forever, lambda: 'late'), before(began - 1, forever, lambda: 'past'),\n"
        "      before(began + 60, lambda: 'done', forever), before(math.inf, lambda: 'free', forever))\n"
        "time.sleep(0.6)\n"  # nothing rings any more
        "print(time.monotonic() - began < 20)"
    )
    done = run(elsewhere, tmp_path, "-c", code)
    assert done.stdout.split() == ["late", "past", "done", "free", "True"], done.stderr


def test_a_thread_takes_the_place_of_the_alarm_and_leaves_signals_as_they_were(monkeypatch: pytest.MonkeyPatch) -> None:
    before = signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGALRM)
    monkeypatch.delattr(signal, "setitimer")
    for _ in range(20):
        with pytest.raises(OutOfTime), until(time.monotonic() + 0.01):
            _forever()
    for lasts in range(50):  # the work ends at about the time at which the deadline comes
        try:
            with until(time.monotonic() + 0.002):
                time.sleep(lasts / 20_000)
        except OutOfTime:
            continue
    assert (signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGALRM)) == before


def test_two_writers_there_write_one_after_the_other(elsewhere: dict[str, str], tmp_path: Path) -> None:
    program = WRITER.replace("1000000", "40")
    command = [sys.executable, "-c", program, str(tmp_path)]
    writers = [subprocess.Popen([*command, str(i), str(FILES)], env=elsewhere, stderr=subprocess.PIPE) for i in (0, 1)]
    for writer in writers:
        _, said = writer.communicate(timeout=120)
        assert writer.returncode == 0, said
        assert said.count(b"unlocked") == 20
    assert len(generations(tmp_path)) == 1


def test_a_check_of_the_checks_that_forks_says_that_it_cannot(elsewhere: dict[str, str], tmp_path: Path) -> None:
    only = [option for name in ("fuzz", "interruptions", "mutation") for option in ("--only", name)]
    done = run(elsewhere, tmp_path, "-m", "verify", "trust", *only)
    assert done.returncode == 3, done.stderr  # nothing was tried
    assert done.stdout.count("this system does not fork") == 3
