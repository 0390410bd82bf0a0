"""Certificates made by the public command: of some cases and statements, and of two claims: instances and steps."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from forked import verify

ROOT = Path(__file__).parent.parent.parent
CASES = (
    "bad-minima/split-unit",
    "bad-minima/logistic-weight",
    "bad-minima/absolute-dead-relu",
    "bad-minima/dead-relu-logistic",
    "data-optimal/geman-mcclure",
    "failure-modes/runaway-bias",
    "failure-modes/mask-12",
    "necessity/bounded-amplitude",
    "necessity/conflicting-labels",
    "necessity/critical-points",
    "necessity/cusp-penalty",
    "necessity/decay-on-everything",
    "necessity/exist-no-penalty",
    "necessity/exist-nonconvex-loss",
    "necessity/hinge-loss",
    "necessity/linear-neuron",
    "necessity/pgb-all-nearby",
    "necessity/pgb-critical-points",
    "necessity/pgb-sufficient",
    "necessity/tanh-neuron",
    "necessity/afresh/relu-two-outputs",
    "necessity/standing/quadratic-three-inputs",
    "necessity/standing/relu-vanish",
    "necessity/standing/theorem",
    "necessity/standing/value",
)


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with counterexamples/, reports/ of them, and claims/ with what two claims made for themselves."""
    folder = tmp_path_factory.mktemp("recheck")
    for name in CASES:
        (folder / "counterexamples" / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / f"counterexamples/{name}.toml", folder / f"counterexamples/{name}.toml")
    done = verify("check", "--no-figures", "LIANG", "PGB", cwd=folder)
    assert done.returncode == 0, done.stdout + done.stderr
    shutil.move(folder / "reports/partial", folder / "claims")
    shutil.rmtree(folder / "claims/certificates")
    done = verify("check", "--no-figures", "counterexamples", cwd=folder)
    assert done.returncode == 0, done.stdout + done.stderr
    shutil.move(folder / "reports/partial", folder / "run")
    return folder
