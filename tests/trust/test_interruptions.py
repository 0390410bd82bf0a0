"""Results are replaced whole or not at all, and whoever writes file by file is found out."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from random import Random

import pytest

from verify.errors import InputError
from verify.store import atomic
from verify.store.atomic import LOCK, READY, replace, require_folder, settle
from verify.trust import interruptions
from verify.trust.interruptions import WRITER, disturbed, generations, kill_writers, same_bytes
from verify.trust.measure import Figures

CASES = Path(__file__).parents[2] / "counterexamples"


def test_killed_writers_leave_the_files_of_one_generation(tmp_path: Path) -> None:
    figures = Figures()
    for i in range(6):
        kill_writers(tmp_path / str(i), Random(i), figures)
    assert figures.faults == []


def test_who_writes_file_by_file_is_found_out(tmp_path: Path) -> None:
    careless = WRITER.replace(
        'replace(folder, files, lambda: (folder / "certificates").glob("*.json"))',
        "[(path := folder / name, path.parent.mkdir(parents=True, exist_ok=True), path.write_text(text)) "
        "for name, text in files.items()]",
    )
    assert careless != WRITER
    figures = Figures()
    for i in range(6):
        kill_writers(tmp_path / str(i), Random(i), figures, careless)
    assert figures.faulty


def test_whole_runs_leave_one_report(tmp_path: Path) -> None:
    figures = Figures()
    disturbed(tmp_path, CASES, Random(3), figures)
    same_bytes(tmp_path, CASES, figures)
    assert figures.faults == []
    assert figures.tried == 4


def test_what_was_written_before_a_kill_is_completed_by_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    replace(tmp_path, {"a.json": "old", "b.json": "old"}, tuple)
    moved: list[str] = []

    def killed(source: Path, target: Path) -> None:
        if moved and Path(source).name == "b.json":
            raise KeyboardInterrupt
        moved.append(str(source))
        os.rename(source, target)

    with monkeypatch.context() as patch:
        patch.setattr(atomic.os, "replace", killed)
        with pytest.raises(KeyboardInterrupt):
            replace(tmp_path, {"a.json": "new", "b.json": "new"}, tuple)
    assert [(tmp_path / name).read_text() for name in ("a.json", "b.json")] == ["new", "old"]
    settle(tmp_path)
    assert [(tmp_path / name).read_text() for name in ("a.json", "b.json")] == ["new", "new"]
    assert not (tmp_path / READY).exists()


def test_a_write_that_fails_leaves_everything_as_it_was(tmp_path: Path) -> None:
    replace(tmp_path, {"a.json": "old"}, tuple)
    with pytest.raises(UnicodeEncodeError):
        replace(tmp_path, {"a.json": "new", "b.json": "\ud800"}, lambda: [tmp_path / "a.json"])
    assert sorted(p.name for p in tmp_path.iterdir()) == [LOCK, "a.json"]
    assert (tmp_path / "a.json").read_text() == "old"


def test_a_folder_that_is_a_file_is_said_before_the_work(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("x")
    for folder in (file, file / "below"):
        with pytest.raises(InputError, match="nothing can be written"):
            require_folder(folder)


def test_the_files_of_two_generations_are_told_apart(tmp_path: Path) -> None:
    (tmp_path / "certificates").mkdir()
    for i in range(interruptions.FILES):
        (tmp_path / "certificates" / f"{i}.json").write_text(f"{int(i == 7)} text")
    assert generations(tmp_path) == {"0", "1"}
    (tmp_path / "certificates" / "7.json").unlink()
    assert len(generations(tmp_path)) == 2


def test_a_check_whose_parent_is_killed_leaves_no_process(tmp_path: Path) -> None:
    code = (
        "import sys, time\nfrom verify.units.processes import Processes\nfrom verify.units.engine import Allowance\n"
        "import os\ndef f(n):\n    os.write(1, b'%d\\n' % os.getpid())\n    return n\n"
        "for _ in Processes(2).each(f, range(2), Allowance(None, 2**33)): pass\n"
        "def g(n):\n    os.write(1, b'%d\\n' % os.getpid()); time.sleep(1.5); return n\n"
        "for _ in Processes(2).each(g, range(2), Allowance(None, 2**33)): pass\n"
    )
    running = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert running.stdout is not None
    pids = [int(running.stdout.readline()) for _ in range(4)][2:]
    running.send_signal(signal.SIGKILL)
    running.wait()
    started = time.monotonic()
    while any(Path(f"/proc/{pid}").exists() and _alive(pid) for pid in pids):
        assert time.monotonic() - started < 60
        time.sleep(0.2)
    running.stdout.close()


def _alive(pid: int) -> bool:
    try:
        return "State:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return False
