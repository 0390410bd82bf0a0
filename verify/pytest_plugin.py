"""pytest plugin: problem files and claims are test items, and a session writes the same report as ``verify check``.

``pytest counterexamples/bad-minima/x.toml`` proves what the file states; ``pytest verify/claims/elim.py`` carries out
the symbolic steps of one claim. A file that is no problem file of this suite (another TOML file) is left alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from .commands.check import Settings

Json = dict[str, Any]

CASES = "counterexamples"
CLAIMS = ("verify", "claims")
REPORTS = "reports"
CHECKED = pytest.StashKey[list[Json]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("verify", "theorem verification")
    group.addoption("--verify-seed", type=int, default=0, help="seed of all random choices of the checks")
    group.addoption("--verify-budget", type=float, default=None, help="seconds for each case")
    group.addoption("--verify-reports", default=REPORTS, metavar="DIR", help=f"folder of the report [{REPORTS}]")


def pytest_configure(config: pytest.Config) -> None:
    config.stash[CHECKED] = []


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Files below a folder ``counterexamples``, files named on the command line, and the claims of this package."""
    if file_path.suffix == ".toml" and (CASES in file_path.parts or _named(file_path, parent.config)):
        return CaseFile.from_parent(parent, path=file_path)
    if file_path.suffix == ".py" and file_path.parts[-3:-1] == CLAIMS and _is_claim(file_path):
        return ClaimFile.from_parent(parent, path=file_path)
    return None


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Write the report of what was checked, if anything was."""
    checked = session.config.stash[CHECKED]
    if not checked:
        return
    from .report import site
    from .store import results

    folder = session.config.rootpath / session.config.getoption("--verify-reports")
    combined = results.combine(checked, _settings(session.config))
    results.write(folder, combined, results.certificates(checked))
    site.build(folder, combined)


def _named(path: Path, config: pytest.Config) -> bool:
    return any(Path(str(argument).split("::")[0]).resolve() == path.resolve() for argument in config.args)


def _is_claim(path: Path) -> bool:
    return "\nCLAIM = " in path.read_text(encoding="utf-8")


def _settings(config: pytest.Config) -> Settings:
    from .commands.check import Settings

    return Settings(config.getoption("--verify-seed"), config.getoption("--verify-budget"))


class CaseFile(pytest.File):
    """One problem file: one item."""

    def collect(self) -> Iterator[pytest.Item]:
        yield CaseItem.from_parent(self, name="proved")


class CaseItem(pytest.Item):
    """Passes if everything that the file states is proved."""

    def runtest(self) -> None:
        from .commands.check import file_task, perform

        result = perform(file_task(self.path), _settings(self.config))
        self.config.stash[CHECKED].append(result)
        if result["status"] != "as expected":
            from .report.faults import of_statement, troubles

            lines = [of_statement(result)] if result["task"] == "statement" else troubles([result])
            raise NotProved("\n".join(line.text for line in lines))

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], *_: Any) -> str:
        return failure(self, excinfo)

    def reportinfo(self) -> tuple[Path, int, str]:
        return self.path, 0, f"{self.path.name}: proved"


class ClaimFile(pytest.File):
    """One claim: one item, for the steps of its proof and its family of instances."""

    def collect(self) -> Iterator[pytest.Item]:
        from .claims.registry import claim_in

        yield ClaimItem.from_parent(self, name="proof", claim=claim_in(self.path.stem))


class ClaimItem(pytest.Item):
    """Passes if SymPy carries out every step of the proof, the claim holds on its family, its hunt finds nothing."""

    def __init__(self, *, claim: Any, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.claim = claim

    def runtest(self) -> None:
        from .commands.check import Task, perform
        from .report.faults import missed

        result = perform(Task("claim", self.claim.name), _settings(self.config))
        self.config.stash[CHECKED].append(result)
        missing = [f"the step {s['name']} was not carried out: {s['says']}" for s in result["steps"] if not s["proved"]]
        for instance in result["family"]:
            if instance["verdict"] != "holds":
                missing.append(f"{instance['case']}: {instance['verdict']} ({instance['detail']})")
        missing += [f"the hunt: {words}" for words in missed(result["hunt"])]
        if missing:
            raise NotProved("\n".join(missing))

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
