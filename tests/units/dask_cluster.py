"""A Dask scheduler with workers on this machine, each a process that can be killed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[1]


@dataclass
class DaskCluster:
    """Its address, and its processes."""

    address: str
    scheduler: subprocess.Popen[bytes]
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def add_worker(self) -> None:
        """One worker with one thread, which no nanny replaces when it is killed."""
        self.workers.append(started("worker", self.address, "--no-nanny", "--nthreads", "1"))


def started(*words: str) -> subprocess.Popen[bytes]:
    paths = os.pathsep.join(map(str, (ROOT, HERE)))
    return subprocess.Popen(
        [sys.executable, "-m", "dask", *words, "--no-dashboard"], env={**os.environ, "PYTHONPATH": paths},
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip


@contextmanager
def dask_cluster(folder: Path, workers: int) -> Iterator[DaskCluster]:
    file = folder / "scheduler.json"
    scheduler = started("scheduler", "--host", "127.0.0.1", "--port", "0", "--scheduler-file", str(file))
    made = None
    try:
        begun = time.monotonic()
        while not (text := file.read_text() if file.exists() else "").endswith("}"):
            assert scheduler.poll() is None
            assert time.monotonic() - begun < 100
            time.sleep(0.05)
        made = DaskCluster(json.loads(text)["address"], scheduler)
        for _ in range(workers):
            made.add_worker()
        yield made
    finally:
        for process in (scheduler, *(made.workers if made is not None else ())):
            process.kill()
            process.wait()
