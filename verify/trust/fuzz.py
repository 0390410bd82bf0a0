"""Fuzzing of the readers: whatever is read ends in a value or in a message with its place, soon, and in bounded memory.

The loop is that of atheris, which looks for inputs that reach new lines of the suite. It runs in processes of its own.
"""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

from ..commands.reprove import CASE_DOCUMENTS
from ..errors import InputError
from ..units.engine import whole
from ..units.processes import Processes
from .fuzz_child import SETTLED, FuzzJob
from .fuzzed_reader import FuzzedReader, readers
from .measure import Figures, Measure, Setting, Size

WANTED = {Size.CI: 3_000, Size.FULL: 1_000_000}
FOLDER = "fuzz"
"""Below the reports: inputs that failed."""
GROWN = 256
"""MiB that a process may grow after the first quarter of its inputs; what it has read is to leave nothing behind."""


def run(setting: Setting) -> Figures:
    """Each reader in turn, from the shipped files and the certificates of the report."""
    if importlib.util.find_spec("atheris") is None:
        figures = Figures(wanted=WANTED[setting.size])
        figures.count("not run: atheris is not installed (pip install 'verify-minima[fuzz]')")
        return figures
    if not (setting.reports / CASE_DOCUMENTS).is_dir():
        raise InputError("holds no certificates; run `verify check` first", str(setting.reports))
    figures = Figures(wanted=WANTED[setting.size])
    for _, found in whole(Processes(setting.jobs).each(partial(shared, setting=setting), range(setting.jobs))):
        figures.add(found)
    return figures


def shared(number: int, setting: Setting) -> Figures:
    """Every reader whose place leaves this rest, each with its share of the inputs and of the time."""
    mine = list(readers().values())[number :: setting.jobs]
    left, shares = max(setting.deadline - time.monotonic(), 1.0), sum(reader.share for reader in mine)
    plan = {r.name: (WANTED[setting.size] * r.share // 100, left * r.share / shares) for r in mine}
    figures = Figures()
    with tempfile.TemporaryDirectory() as folder:
        job = FuzzJob(plan, str(setting.reports.absolute()), str(setting.cases.absolute()), setting.seed, folder)
        said = fuzz_apart(job)
        for reader in mine:
            gathered(reader, Path(folder), setting, said, figures)
    return figures


def fuzz_apart(job: FuzzJob) -> str:
    """Do it in another process; the end of what that says."""
    environment = {**os.environ, "PYTHONHASHSEED": "0", "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    with Path(job.folder, "log").open("w+b") as log:
        command = [sys.executable, "-m", "verify.trust.fuzz_child", json.dumps(asdict(job))]
        started = subprocess.Popen(
            command, stdout=log, stderr=log, stdin=subprocess.DEVNULL, env=environment, start_new_session=True
        )
        try:
            started.wait(sum(seconds for _, seconds in job.readers.values()) + 2 * SETTLED)
        except subprocess.TimeoutExpired:
            os.killpg(started.pid, signal.SIGKILL)
            started.wait()
        log.seek(max(0, log.tell() - 2000))
        return log.read().decode(errors="replace")


def gathered(reader: FuzzedReader, folder: Path, setting: Setting, said: str, figures: Figures) -> None:
    """Count what became of the inputs of one reader; the inputs that failed are kept below the reports."""
    path = folder / f"{reader.name}.json"
    found: dict[str, Any] = json.loads(path.read_bytes()) if path.exists() else {"done": False}
    kept = setting.reports / FOLDER
    for failing in sorted(folder.glob(f"{reader.name}-*")):
        kept.mkdir(parents=True, exist_ok=True)
        shutil.copy(failing, kept)
    again = (
        f"`{Path(sys.executable).name} -m verify.trust.fuzz_child again {reader.name} {setting.reports} {setting.cases}"
    )
    for words in found.get("failed", ()):
        figures.fault(f"{reader.name}: {words} in {kept}; {again} INPUT` repeats it")
    if not found["done"]:
        inputs = ", ".join(p.name for p in folder.glob(f"{reader.name}-*-*")) or "not known"
        figures.fault(f"{reader.name}: its process ended; the input is {inputs} in {kept}: {said[-300:]!a}")
    figures.tried += found.get("tried", 0)
    for outcome, times in found.get("counts", {}).items():
        figures.count(f"{reader.name}: {outcome}", times)
    if found.get("tried"):
        figures.count(f"{reader.name}: milliseconds, the slowest", int(1000 * found["slowest"]))
        grown = growth(found["memory"])
        figures.count(f"{reader.name}: MiB, grown", grown)
        if grown > GROWN:
            figures.fault(f"{reader.name}: its process grew by {grown} MiB after the first quarter of the inputs")


def growth(memory: list[tuple[int, int]]) -> int:
    """By how many MiB a process has grown since the first quarter of its inputs; ``memory`` by inputs read."""
    early = next(size for tried, size in memory if 4 * tried >= memory[-1][0])
    return max(0, memory[-1][1] - early)


MEASURE = Measure(
    name="fuzz",
    catches="an input that ends in another error than a message with its place, or not at all, or leaves memory behind",
    run=run,
    seconds={Size.CI: 30.0, Size.FULL: 3600.0},
    forks=True,
)
