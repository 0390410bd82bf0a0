"""pytest plugin: problem files and claims are test items, and a session writes the same report as ``verify check``.

``pytest counterexamples/bad-minima/x.toml`` proves what the file states; ``pytest verify/claims/elim.py`` carries out
the symbolic steps of one claim. A file is taken if it is named on the command line, if it lies below a folder
``counterexamples`` and says that it is ours (``files.ours``), or if it lies there in a project whose ``pyproject.toml``
has the table ``[tool.verify-minima]``. Every other TOML file is left alone.

Each item sends its result with its report, and the session that receives all reports writes them down: with
pytest-xdist that is the controlling one, and no worker writes anything. If one result is lost there is no report.
"""

from __future__ import annotations

import json
import sys
import tomllib
from collections.abc import Generator, Iterator
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from .commands.check import Settings
    from .commands.checked import TaskResult
    from .store.faults import Trouble

CASES = "counterexamples"
PROJECT = "pyproject.toml"
TABLE = "verify-minima"
CLAIMS = Path(__file__).resolve().parent / "claims"
REPORTS = "reports"
ENDS = (".toml::proved", ".py::proof")
"""How the names of our items end: what is known of an item whose process died."""

RESULT = "verify_result"
"""The attribute of a test report that holds the result of the item, as JSON."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """The plugin's options, all of them beginning with ``--verify``."""
    group = parser.getgroup("verify", "theorem verification")
    group.addoption("--verify-seed", type=_seed, default=0, help="seed of all random choices of the checks")
    group.addoption("--verify-budget", type=_seconds, default=None, help="seconds for each case")
    group.addoption("--verify-reports", default=REPORTS, metavar="DIR", help=f"folder of the report [{REPORTS}]")


def _seed(text: str) -> Any:
    from .options import SEED

    return _converted(SEED, text)


def _seconds(text: str) -> Any:
    from .options import SECONDS

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
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(Report(config), "verify-report")


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """The files that are ours, and the claims of this package."""
    if file_path.suffix == ".toml" and _is_ours(file_path, parent.config):
        return CaseFile.from_parent(parent, path=file_path)
    if file_path.suffix == ".py" and file_path.resolve().parent == CLAIMS and _is_claim(file_path):
        return ClaimFile.from_parent(parent, path=file_path)
    return None


def _is_ours(path: Path, config: pytest.Config) -> bool:
    if any(Path(str(argument).split("::")[0]).resolve() == path.resolve() for argument in config.args):
        return True
    within = path.relative_to(config.rootpath) if path.is_relative_to(config.rootpath) else path
    if CASES not in within.parts[:-1] or path.name == PROJECT:
        return False
    if _is_ours_alone(config.rootpath):
        return True
    from .files.ours import says_ours

    return says_ours(path)


@lru_cache
def _is_ours_alone(root: Path) -> bool:
    """Whether the project says that all TOML files below its folder of counterexamples are cases."""
    try:
        tables = tomllib.loads((root / PROJECT).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return False
    tool = tables.get("tool")
    return isinstance(tool, dict) and isinstance(tool.get(TABLE), dict)


def _is_claim(path: Path) -> bool:
    return "\nCLAIM = " in path.read_text(encoding="utf-8")


class Report:
    """Gathers the results of all items and writes them down at the end, unless one is missing."""

    def __init__(self, config: pytest.Config) -> None:
        self.config = config
        self.checked: list[TaskResult] = []
        self.lost: list[str] = []
        self.said = ""

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        path = Path(report.nodeid)
        if report.failed and (path.suffix == ".toml" or (self.config.rootpath / path).resolve().parent == CLAIMS):
            self.lost.append(report.nodeid)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        from .store.results_schema import task_result_of

        result = getattr(report, RESULT, None)
        if result is not None:
            self.checked.append(task_result_of(result))
        elif report.failed and report.nodeid.endswith(ENDS):
            self.lost.append(report.nodeid)

    def pytest_sessionfinish(self, exitstatus: int) -> None:
        """Write the report of what was checked, if anything was, and all of it came out one way or the other."""
        if self.lost:
            self.said = f"no report: nothing is known about {', '.join(sorted(set(self.lost)))}"
        elif self.checked and exitstatus not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED):
            self.said = "no report: the run did not come to its end"
        elif self.checked:
            self.said = f"report: {self._write()}"

    def _write(self) -> Path:
        from .report import site
        from .store import results

        partial = self._partial()
        folder = results.folder_of(self.config.rootpath / self.config.getoption("--verify-reports"), partial)
        combined = results.combine(self.checked, _settings(self.config), partial=partial)
        certificates = results.certificates(self.checked)
        results.write(folder, combined, certificates, site.pages(folder, combined, certificates))
        return folder / site.PAGE

    def _partial(self) -> str | None:
        """What part of everything was checked, in words; None for all claims and all files of the project."""
        from .claims.registry import claims
        from .files.load import case_name

        root = self.config.rootpath / CASES
        files = {case_name(f, None) for f in root.rglob("*.toml") if _is_ours(f, self.config)}
        done = {(result["task"] == "claim", result["name"]) for result in self.checked}
        judged = {name for is_claim, name in done if is_claim}
        proved = {name for is_claim, name in done if not is_claim}
        if files and files <= proved and set(claims()) <= judged:
            return None
        others = f" and {len(proved - files)} other files" if proved - files else ""
        return f"{len(judged)} of {len(claims())} claims, {len(proved & files)} of {len(files)} files{others}"

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        if self.said:
            terminalreporter.write_line(f"verify: {self.said}")


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Generator[None, Any, None]:
    """Let the result travel with the report of the item, from a worker to the session that gathers them."""
    outcome = yield
    result = getattr(item, "result", None)
    if call.when == "call" and isinstance(item, CaseItem | ClaimItem) and result is not None:
        setattr(outcome.get_result(), RESULT, json.dumps(result))


def _settings(config: pytest.Config) -> Settings:
    from .commands.check import Settings

    return Settings(config.getoption("--verify-seed"), config.getoption("--verify-budget"))


def _performed(task: Any, config: pytest.Config) -> TaskResult:
    """The result of a task; meanwhile numbers of any length are printed, as on our command line."""
    from .commands.check import perform
    from .exact import print_any_length

    limit = sys.get_int_max_str_digits()
    print_any_length()
    try:
        return perform(task, _settings(config))
    finally:
        sys.set_int_max_str_digits(limit)


class CaseFile(pytest.File):
    """One problem file: one item."""

    def collect(self) -> Iterator[pytest.Item]:
        yield CaseItem.from_parent(self, name="proved")


class CaseItem(pytest.Item):
    """Passes if everything that the file states is proved."""

    result: TaskResult | None = None

    def runtest(self) -> None:
        from .commands.check import file_task
        from .verdict import Status

        result = self.result = _performed(file_task(self.path), self.config)
        if result["status"] != Status.AS_EXPECTED:
            raise NotProved("\n".join(line.text for line in _lines(result)))

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], *_: Any) -> str:
        return failure(self, excinfo)

    def reportinfo(self) -> tuple[Path, int, str]:
        return self.path, 0, f"{self.path.name}: proved"


def _lines(result: TaskResult) -> list[Trouble]:
    from .store.faults import of_statement, troubles

    match result["task"]:
        case "statement":
            return [of_statement(result)]
        case "case":
            return troubles([result])
        case "claim":
            return []


class ClaimFile(pytest.File):
    """One claim: one item, for the steps of its proof and its family of instances."""

    def collect(self) -> Iterator[pytest.Item]:
        from .claims.registry import claim_in

        yield ClaimItem.from_parent(self, name="proof", claim=claim_in(self.path.stem))


class ClaimItem(pytest.Item):
    """Passes if SymPy carries out every step of the proof, the claim holds on its family, its hunt finds nothing."""

    result: TaskResult | None = None

    def __init__(self, *, claim: Any, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.claim = claim

    def runtest(self) -> None:
        from .commands.check import Task
        from .store.faults import missed
        from .verdict import Status, Verdict

        result = self.result = _performed(Task("claim", self.claim.name), self.config)
        assert result["task"] == "claim"
        missing = [f"the step {s['name']} was not carried out: {s['says']}" for s in result["steps"] if not s["proved"]]
        for instance in result["family"]:
            if instance["verdict"] != Verdict.HOLDS:
                missing.append(f"{instance['case']}: {instance['verdict']} ({instance['detail']})")
        missing += [f"the hunt: {words}" for words in missed(result["hunt"])]
        if missing or result["status"] != Status.AS_EXPECTED:
            raise NotProved("\n".join(missing) or f"{self.claim.name}: {result['status']}")

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], *_: Any) -> str:
        return failure(self, excinfo)


class NotProved(Exception):
    """What an item states was not proved."""


def failure(item: pytest.Item, excinfo: pytest.ExceptionInfo[BaseException]) -> str:
    """The message alone for what the suite reports itself, the usual traceback for anything else."""
    from .errors import VerifyError

    if isinstance(excinfo.value, NotProved | VerifyError):
        return str(excinfo.value)
    return str(pytest.Item.repr_failure(item, excinfo))
