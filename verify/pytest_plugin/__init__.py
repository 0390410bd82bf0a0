"""pytest plugin: problem files and claims are test items, and a session writes the same report as ``verify check``.

``pytest counterexamples/bad-minima/x.toml`` proves what the file states; ``pytest verify/claims/elim.py`` carries out
the symbolic steps of one claim. A file is taken if it is named on the command line, if it lies below a folder
``counterexamples`` and says that it is ours (``files.ours``), or if it lies there in a project whose ``pyproject.toml``
has the table ``[tool.verify-minima]``. Every other TOML file is left alone.

An item has the name of its case or claim, and the marker ``verify`` with its kind: ``-m "verify(kind='point')"``.

Every session of every project loads this file where the suite is installed: it imports nothing but pytest, and the
rest when there is an item.
"""

from __future__ import annotations

from collections.abc import Generator
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

CASES = "counterexamples"
PROJECT = "pyproject.toml"
CLAIMS = Path(__file__).resolve().parents[1] / "claims"
REPORTS = "reports"

RESULT = "verify_result"
"""The attribute of an item that holds its result, and of a test report that holds it as JSON."""

MARKER = "verify(kind): proved by verify-minima; the kind is that of the file, or claim"


def pytest_addoption(parser: pytest.Parser) -> None:
    """The plugin's options, all of them beginning with ``--verify``."""
    group = parser.getgroup("verify", "theorem verification")
    group.addoption("--verify-seed", type=_seed, default=0, help="seed of all random choices of the checks")
    group.addoption("--verify-budget", type=_seconds, default=None, help="seconds for each case")
    group.addoption("--verify-reports", default=REPORTS, metavar="DIR", help=f"folder of the report [{REPORTS}]")


def _seed(text: str) -> Any:
    from ..options import SEED

    return _converted(SEED, text)


def _seconds(text: str) -> Any:
    from ..options import SECONDS

    return _converted(SECONDS, text)


def _converted(kind: Any, text: str) -> Any:
    from argparse import ArgumentTypeError

    from click import BadParameter

    try:
        return kind.convert(text, None, None)
    except BadParameter as error:
        raise ArgumentTypeError(error.message) from error


def pytest_configure(config: pytest.Config) -> None:
    """The session that controls the others, or the only one, writes the report."""
    config.addinivalue_line("markers", MARKER)
    if not hasattr(config, "workerinput"):
        from .session_report import SessionReport

        config.pluginmanager.register(SessionReport(config), "verify-report")


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """The files that are ours, and the claims of this package."""
    is_case = file_path.suffix == ".toml" and is_ours(file_path, parent.config)
    if not is_case and not _is_claim(file_path):
        return None
    from ..threads import one_thread

    one_thread()
    from .items import CaseFile, ClaimFile

    return (CaseFile if is_case else ClaimFile).from_parent(parent, path=file_path)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Generator[None, Any, Any]:
    """Let the result travel with the report of the item, from a worker to the session that gathers them."""
    report = yield
    result = getattr(item, RESULT, None)
    if call.when == "call" and result is not None:
        import json

        setattr(report, RESULT, json.dumps(result))
    return report


def is_ours(path: Path, config: pytest.Config) -> bool:
    """Whether a TOML file is an item: it was named, or it lies where cases are and nothing says that it is none."""
    if any(Path(str(argument).split("::")[0]).resolve() == path.resolve() for argument in config.args):
        return True
    within = path.relative_to(config.rootpath) if path.is_relative_to(config.rootpath) else path
    if CASES not in within.parts[:-1] or path.name == PROJECT:
        return False
    if _is_ours_alone(config.rootpath):
        return True
    from ..files.ours import kind_of

    return kind_of(path) is not None


@lru_cache
def _is_ours_alone(root: Path) -> bool:
    """Whether the project says that all TOML files below its folder of counterexamples are cases."""
    from ..files.case_files import is_project

    return is_project(root)


def _is_claim(path: Path) -> bool:
    if path.suffix != ".py" or path.resolve().parent != CLAIMS:
        return False
    return "\nCLAIM = " in path.read_text(encoding="utf-8")
