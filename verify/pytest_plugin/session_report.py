"""The report of a session of pytest: each item sends its result, and the session that receives all writes them down.

With pytest-xdist that is the controlling one, and no worker writes anything. If one result is lost there is no report.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from . import CASES, CLAIMS, RESULT, is_ours

if TYPE_CHECKING:
    from ..commands.check import Settings
    from ..commands.checked import TaskResult


def settings_of(config: pytest.Config) -> Settings:
    """How to check, as the options say."""
    from ..commands.check import Settings

    return Settings(config.getoption("--verify-seed"), config.getoption("--verify-budget"))


class SessionReport:
    """Gathers the results of all items and writes them down at the end, unless one is missing."""

    def __init__(self, config: pytest.Config) -> None:
        self.config = config
        self.checked: list[TaskResult] = []
        self.lost: list[str] = []
        self.said = ""

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed and self._is_file_of_ours(report.nodeid):
            self.lost.append(report.nodeid)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        result = getattr(report, RESULT, None)
        if result is not None:
            from ..store.results_schema import task_result_of

            self.checked.append(task_result_of(result))
        elif report.failed and self._is_item_of_ours(report.nodeid):
            self.lost.append(report.nodeid)

    def _is_item_of_ours(self, nodeid: str) -> bool:
        """By its node id alone, which is all that is known of an item whose process died."""
        file, _, name = nodeid.partition("::")
        return self._is_file_of_ours(file) and (not file.endswith(".toml") or Path(name).name == Path(file).stem)

    def _is_file_of_ours(self, file: str) -> bool:
        return file.endswith(".toml") or (self.config.rootpath / file).resolve().parent == CLAIMS

    def pytest_sessionfinish(self, exitstatus: int) -> None:
        """Write the report of what was checked, if anything was, and all of it came out one way or the other."""
        if self.lost:
            self.said = f"no report: nothing is known about {', '.join(sorted(set(self.lost)))}"
        elif self.checked and exitstatus not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED):
            self.said = "no report: the run did not come to its end"
        elif self.checked:
            self.said = f"report: {self._write()}"

    def _write(self) -> Path:
        from ..report import site
        from ..store import results

        partial = self.partial()
        folder = results.folder_of(self.config.rootpath / self.config.getoption("--verify-reports"), partial)
        combined = results.combine(self.checked, settings_of(self.config), partial=partial)
        certificates = results.certificates(self.checked)
        results.write(folder, combined, certificates, site.pages(folder, combined, certificates))
        return folder / site.PAGE

    def partial(self) -> str | None:
        """What part of everything was checked, in words; None for all claims and all files of the project."""
        from ..claims.registry import claims
        from ..files.load import case_name

        root = self.config.rootpath / CASES
        files = {case_name(f, None) for f in root.rglob("*.toml") if is_ours(f, self.config)}
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
