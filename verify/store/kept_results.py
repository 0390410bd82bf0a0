"""What ``verify check`` and ``verify atlas`` keep of their work across runs, and what of that is taken again.

A result is kept with its certificates, and not without: it says nothing that none of them could prove. It is taken if
it is what this user has kept (see ``units.unit_store``), and marked: the report says of it when it was proved, and
under which code. It is then as good as a report of that day: ``verify reprove`` proves it again.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ..claims.registry import statements
from ..commands.atlas_proofs import is_proved, of_cell
from ..commands.check import Settings, Task
from ..commands.checked import ClaimResult, JsonObject, OutcomeRow, TaskResult
from ..families.variants import CONCLUSIONS, NEURONS, PENALTIES
from ..kernel.certificate import Certificate
from ..kernel.ground import certificate_digest
from ..units.unit_name import unit_name
from ..units.unit_store import UnitStore
from ..verdict import CellVerdict, Status, Verdict
from .results_schema import cells_of, task_result_of

JUDGED = (Verdict.HOLDS, Verdict.FAILS, Verdict.VACUOUS)
"""Verdicts of claims that have certificates."""

SPENT = "budget"
"""The reason of what was not decided for want of time: another run may do better."""


class KeptResults:
    """The results of tasks of ``verify check`` with these settings."""

    def __init__(self, store: UnitStore, settings: Settings) -> None:
        self._store = store
        self._told = replace(settings, jobs=1, figures=None if settings.figures is None else Path())

    def get(self, task: Task, /) -> TaskResult | None:
        """The result of the task, marked with the day on which it was made."""
        found = self._store.get(self._name(task))
        if found is None:
            return None
        try:
            result = task_result_of(found.text)
        except ValueError:
            return None
        if result["task"] != task.kind:
            return None
        result["kept"] = datetime.fromtimestamp(found.made, UTC).isoformat(timespec="seconds")
        return result

    def put(self, task: Task, result: TaskResult, /) -> None:
        """Keep the result if all is as expected, and nothing is open for want of time: others are looked at afresh."""
        if _as_good_as_new(result):
            self._store.put(self._name(task), json.dumps(result))

    def _name(self, task: Task) -> str:
        return unit_name(("check", self._told), task)


class KeptCells:
    """The cells of the atlas for a pair of a neuron and a penalty; each is proved anew when it is taken."""

    def __init__(self, store: UnitStore, seed: int, budget: float) -> None:
        self._store, self._told = store, ("atlas", seed, budget)

    def get(self, pair: tuple[str, str], /) -> list[dict[str, Any]] | None:
        """The cells of this pair, if the kernel proves what they say."""
        found = self._store.get(unit_name(self._told, pair))
        try:
            cells = [] if found is None else cells_of(found.text)
        except ValueError:
            return None
        formulas = {"neurons": {pair[0]: NEURONS[pair[0]].formula}, "penalties": {pair[1]: PENALTIES[pair[1]].formula}}
        if [(c["neuron"], c["penalty"], c["conclusion"]) for c in cells] != [(*pair, words) for words in CONCLUSIONS]:
            return None
        if not all(is_proved(cell, of_cell(formulas, cell), statements()) for cell in cells):
            return None
        return [dict(c) for c in cells]

    def put(self, pair: tuple[str, str], cells: list[dict[str, Any]], /) -> None:
        """Keep the cells if all of them are decided."""
        if all(cell["verdict"] != CellVerdict.UNKNOWN for cell in cells):
            self._store.put(unit_name(self._told, pair), json.dumps(cells))


def _as_good_as_new(result: TaskResult) -> bool:
    """Whether a result is as expected in a time that was enough, and holds the certificates of all that it says."""
    if result["status"] != Status.AS_EXPECTED:
        return False
    if result["task"] == "statement":
        return not result["interrupted"] and result["reason"] != SPENT and result["certificate"] is not None
    if result["task"] == "claim":
        return _whole_claim(result)
    digests = _digests(result["certificates"])
    if any(f["reason"] == SPENT for f in result["findings"] if f["verdict"] == Verdict.UNKNOWN):
        return False
    found = all(f["sha256"] in digests for f in result["findings"] if f["verdict"] == Verdict.PROVED)
    return found and _carried(result["claims"].values(), digests)


def _whole_claim(result: ClaimResult) -> bool:
    steps = {certificate_digest(Certificate(c["kind"], "", c["data"])) for c in result["step_certificates"]}
    of_instance = {document["case"]: _digests(document) for document in result["certificates"]}
    instances = [*result["family"], *(result["hunt"]["instances"] if result["hunt"] is not None else ())]
    return all(step["sha256"] in steps for step in result["steps"] if step["proved"]) and all(
        _carried([instance], of_instance.get(instance["case"], frozenset())) for instance in instances
    )


def _carried(outcomes: Iterable[OutcomeRow], digests: frozenset[str]) -> bool:
    """Whether each verdict has its certificate here, and none is open for want of time."""
    rows = list(outcomes)
    spent = any(row["verdict"] == Verdict.UNKNOWN and row["detail"].startswith(f"{SPENT}:") for row in rows)
    return not spent and all(row["sha256"] in digests for row in rows if row["verdict"] in JUDGED)


def _digests(document: JsonObject) -> frozenset[str]:
    """The digests of the certificates of a document, by which verdicts name them."""
    about = document["problem"]["sha256"]
    made = (Certificate(c["kind"], about, c["data"]) for c in document["certificates"])
    return frozenset(map(certificate_digest, made))
