"""Settings of the test suite."""

from __future__ import annotations

import gc
import os
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from verify.threads import one_thread

one_thread()  # as on the command line
os.environ["VERIFY_STORE"] = "off"  # tests compute: those of the store name one
sys.path.insert(0, str(Path(__file__).parent))  # tests share ``problems``

# A fixed seed, so that a failure is everybody's failure.
settings.register_profile("fixed", derandomize=True, deadline=None, max_examples=60)
settings.load_profile("fixed")

pytest_plugins = ["pytester"]

TOGETHER = ("tests/recheck/", "tests/trust/")
"""Folders whose files share a report."""


def unit(nodeid: str) -> str:
    """What one worker does alone, so that what its tests share is made once: a file, or all files of a folder."""
    file = nodeid.split("::")[0]
    return next((folder for folder in TOGETHER if file.startswith(folder)), file)


def pytest_collection_finish() -> None:
    """Tests make much that no cycle holds: what was collected is looked through no more, and the rest more seldom."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Whole units for ``-n``, those with the most tests first; another ``--dist`` is as it is."""
    from xdist.scheduler import LoadScopeScheduling

    class ByUnit(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return unit(nodeid)

    return ByUnit(config, log) if config.getoption("dist") == "load" else None
