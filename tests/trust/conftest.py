"""A small report: a few files of every sort and two claims, checked once for all tests of this folder."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from verify.commands.check import Settings, Task, file_task, run
from verify.store import results
from verify.trust.measure import Setting, Size

CASES = Path(__file__).parents[2] / "counterexamples"
FILES = (
    "bad-minima/sine-frequency", "bad-minima/double-well", "bad-minima/absolute-dead-relu", "bad-minima/one-tanh",
    "bad-minima/split-unit", "data-optimal/skip-connection", "necessity/tanh-neuron", "necessity/converse",
    "necessity/standing/theorem", "necessity/standing/theorem-vanish", "necessity/afresh/relu-two-outputs",
    "failure-modes/hard-labels",
)  # fmt: skip


@pytest.fixture(scope="session")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("trusted")
    files = [path for name in FILES if (path := CASES / f"{name}.toml").exists()]
    assert len(files) > 7
    settings = Settings(jobs=2)
    tasks = [*map(file_task, files), Task("claim", "AUX"), Task("claim", "LIANG")]
    checked = run(tasks, settings, lambda *_: None)
    results.write(folder, results.combine(checked, settings), results.certificates(checked))
    return folder


@pytest.fixture(scope="session")
def setting(reports: Path) -> Setting:
    return Setting(Size.CI, 1, time.monotonic() + 10_000, reports, CASES)
