"""The items of a session of pytest: one for each problem file, and one for each claim."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from ..claims.registry import claim_in
from ..commands import check
from ..commands.check import Task, file_task
from ..commands.checked import TaskResult
from ..errors import VerifyError
from ..exact import any_length
from ..files.load import case_name
from ..files.ours import kind_of
from ..prove.claim import Claim
from ..store.faults import Trouble, missed, of_statement, troubles
from ..store.graded import graded
from ..verdict import Status, Verdict
from .session_report import settings_of


class NotProved(Exception):
    """What an item states was not proved."""


class ProofItem(pytest.Item):
    """What one file, or one claim, states: passes if all of it is proved.

    The properties of its test report, which are in a JUnit file, are its verdict, its grade, and the verdict and grade
    of each claim on the case.
    """

    verify_result: TaskResult | None = None

    def __init__(self, *, kind: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.add_marker(pytest.mark.verify(kind=kind))

    def carry_out(self, task: Task) -> TaskResult:
        """The result of a task; meanwhile numbers of any length are printed, as on our command line."""
        with any_length():
            result = self.verify_result = check.perform(task, settings_of(self.config))
        self.user_properties += graded(result).items()
        return result

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], *_: Any) -> str:
        """The message alone for what the suite reports itself, the usual traceback for anything else."""
        if isinstance(excinfo.value, NotProved | VerifyError):
            return str(excinfo.value)
        return str(super().repr_failure(excinfo))

    def reportinfo(self) -> tuple[Path, int, str]:
        return self.path, 0, self.name


class CaseFile(pytest.File):
    """One problem file: one item, of the name of the case."""

    def collect(self) -> Iterator[pytest.Item]:
        yield CaseItem.from_parent(self, name=case_name(self.path, None), kind=kind_of(self.path) or "unreadable")


class CaseItem(ProofItem):
    """Passes if everything that the file states is proved."""

    def runtest(self) -> None:
        result = self.carry_out(file_task(self.path))
        if result["status"] != Status.AS_EXPECTED:
            raise NotProved("\n".join(line.text for line in _lines(result)))


def _lines(result: TaskResult) -> Sequence[Trouble]:
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
        claim = claim_in(self.path.stem)
        yield ClaimItem.from_parent(self, name=claim.name, kind="claim", claim=claim)


class ClaimItem(ProofItem):
    """Passes if SymPy carries out every step of the proof, the claim holds on its family, its hunt finds nothing."""

    def __init__(self, *, claim: Claim, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.claim = claim

    def runtest(self) -> None:
        result = self.carry_out(Task("claim", self.claim.name))
        assert result["task"] == "claim"
        missing = [f"the step {s['name']} was not carried out: {s['says']}" for s in result["steps"] if not s["proved"]]
        for instance in result["family"]:
            if instance["verdict"] != Verdict.HOLDS:
                missing.append(f"{instance['case']}: {instance['verdict']} ({instance['detail']})")
        missing += [f"the hunt: {words}" for words in missed(result["hunt"])]
        if missing or result["status"] != Status.AS_EXPECTED:
            raise NotProved("\n".join(missing) or f"{self.claim.name}: {result['status']}")
