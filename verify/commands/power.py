"""The power of the search, measured: what share of false statements it refutes, how fast, and whether any true one.

Every statement is searched from several seeds, from scratch and in one process, up to the first certified witness. A
false one is then given to the baseline (see ``uniform``) for as long as the search needed, at least ``FLOOR`` seconds
and at most the budget. A true one is searched for a fixed time, whatever proof it has.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

from ..errors import FileError, InputError
from ..files.case_files import CASES, STATEMENTS, shipped
from ..files.load import is_statement
from ..files.statement_file import StatementFile, load_statement, statement_from_tables
from ..search import uniform
from ..search.hunt import check_names, search
from ..units.engine import Engine, whole
from ..verdict import Verdict

Json = dict[str, Any]

FLOOR = 5.0
"""Seconds that the baseline has at least, if the budget allows."""

LEAST_SHARE = 0.9
"""The share of non-vacuous examples, of those that met the assumptions, that is asked for."""


REFUTED = (Verdict.REFUTED, Verdict.CONTRADICTION)
"""What the search says where it has a certified witness."""


@dataclass(frozen=True)
class Measurement:
    """How to measure.

    Attributes:
        seeds: each statement is searched from all of them.
        budget: seconds for a false statement.
        stand: seconds for a true one.
    """

    seeds: tuple[int, ...] = (0, 1, 2)
    budget: float = 60.0
    stand: float = 10.0


@dataclass(frozen=True)
class Run:
    """One statement searched from one seed.

    Attributes:
        statement: its path.
        seed: of all random choices.
        verdict: of the search, see ``hunt.SearchResult``.
        examples, met, exercised: the tally of the search.
        seconds: to the first certified witness, or in all.
        found_by: the generator of the witness.
        baseline: whether the baseline refuted it as well; None where it was not asked.
    """

    statement: str
    seed: int
    verdict: Verdict
    examples: int
    met: int
    exercised: int
    seconds: float
    found_by: str | None
    baseline: bool | None


def statements(paths: Sequence[Path]) -> list[StatementFile]:
    """The statements to measure with: the files named, and those of kind "statement" below the folders named.

    Without any, those that come with the suite.

    Raises:
        InputError: nothing is there, or a file has faults; all faults of all files are listed.
    """
    chosen = paths or (shipped(CASES) / "necessity", shipped(STATEMENTS))
    found: dict[Path, StatementFile] = {}
    faults: list[InputError] = []
    for path in chosen:
        for file in sorted(path.rglob("*.toml")) if path.is_dir() else [path]:
            try:
                if path.is_dir() and not is_statement(file):
                    continue
                found[file.resolve()] = load_statement(file)
                check_names(found[file.resolve()])
            except FileError as error:
                faults += error.faults
            except InputError as error:
                faults.append(error)
    if faults:
        raise FileError(faults)
    if not found:
        raise InputError('holds no .toml file of kind "statement"', ", ".join(map(str, chosen)))
    return list(found.values())


def measure(
    chosen: Sequence[StatementFile], settings: Measurement, workers: Engine, done: Callable[[Run], None]
) -> Json:
    """The measurement as plain values, of what was measured before an interrupt; ``done`` is called after each run.

    Pairs of a statement and a seed are distributed among the ``workers``.
    """
    runs: list[Run] = []
    interrupted = False
    try:
        for run in _runs(chosen, settings, workers):
            runs.append(run)
            done(run)
    except KeyboardInterrupt:
        interrupted = True
    return document(chosen, runs, settings, interrupted)


def _runs(chosen: Sequence[StatementFile], settings: Measurement, workers: Engine) -> Iterator[Run]:
    """One run for each pair, seed by seed, as they end."""
    pairs = [(s.tables, s.path, seed) for seed in settings.seeds for s in chosen]
    for _, run in whole(workers.each(partial(_elsewhere, settings=settings), pairs)):
        yield run


def _elsewhere(pair: tuple[Mapping[str, Any], str, int], settings: Measurement) -> Run:
    tables, path, seed = pair
    return one_run(statement_from_tables(tables, path), seed, settings)


def one_run(statement: StatementFile, seed: int, settings: Measurement) -> Run:
    """Search a statement from one seed, and ask the baseline if it is said to be false.

    Raises:
        KeyboardInterrupt: it was interrupted, and nothing is measured.
    """
    false = statement.expect == "false"
    budget = settings.budget if false else settings.stand
    found = search(statement, seed, budget, standing=budget, shrink=False)
    if found.interrupted:
        raise KeyboardInterrupt
    baseline = None
    if false:
        baseline = uniform.refuted(statement, seed, min(settings.budget, max(FLOOR, found.seconds)))
    tally = found.tally
    return Run(
        statement.path, seed, found.verdict, tally.examples, tally.met, tally.exercised, round(found.seconds, 3),
        found.way or None, baseline,
    )  # fmt: skip


def document(chosen: Sequence[StatementFile], runs: Sequence[Run], settings: Measurement, interrupted: bool) -> Json:
    """What the runs say: a row for each statement, and the summary, which decides the exit status."""
    rows = [_row(s, [run for run in runs if run.statement == s.path]) for s in chosen]
    summary = _summary(rows)
    complete = not interrupted and summary["runs"] > 0
    good = complete and summary["kill_rate"] in (None, 1.0) and summary["false_alarms"] == 0
    good = good and summary["non_vacuous_share"] is not None and summary["non_vacuous_share"] >= LEAST_SHARE
    return {
        "settings": asdict(settings),
        "statements": rows,
        "summary": summary,
        "interrupted": interrupted,
        "exit": 0 if good else 1,
    }


def _row(statement: StatementFile, runs: Sequence[Run]) -> Json:
    """One statement over all its seeds; ``vacuous`` is one said to be true whose assumptions nothing has met."""
    hits = [run for run in runs if run.verdict in REFUTED]
    met, exercised = sum(run.met for run in runs), sum(run.exercised for run in runs)
    false = statement.expect == "false"
    if not runs:
        status = "not measured"
    elif false:
        status = "killed" if len(hits) == len(runs) else "not killed"
    elif hits:
        status = "false alarm"
    else:
        status = "stands" if met else Verdict.VACUOUS
    return {
        "statement": statement.path,
        "title": statement.title,
        "expect": statement.expect,
        "status": status,
        "tried": len(runs),
        "refuted": len(hits),
        "median_examples": statistics.median(run.examples for run in hits) if hits else None,
        "median_seconds": statistics.median(run.seconds for run in hits) if hits else None,
        "met": met,
        "non_vacuous": exercised,
        "non_vacuous_share": exercised / met if met else None,
        "baseline_refuted": sum(run.baseline is True for run in runs) if false else None,
        "runs": [asdict(run) for run in sorted(runs, key=lambda run: run.seed)],
    }


def _summary(rows: Sequence[Json]) -> Json:
    measured = [row for row in rows if row["status"] not in ("not measured", Verdict.VACUOUS)]
    false = [row for row in measured if row["expect"] == "false"]
    true = [row for row in measured if row["expect"] == "true"]
    tried = sum(row["tried"] for row in false)
    killed = [run for row in false for run in row["runs"] if run["verdict"] in REFUTED]
    plain = sum(row["baseline_refuted"] for row in false)
    met = sum(row["met"] for row in measured)
    least = min((row for row in measured if row["met"]), key=lambda row: row["non_vacuous_share"], default=None)
    return {
        "runs": sum(row["tried"] for row in rows),
        "false_statements": len(false),
        "true_statements": len(true),
        "vacuous_statements": sum(row["status"] == Verdict.VACUOUS for row in rows),
        "tried": tried,
        "killed": len(killed),
        "kill_rate": len(killed) / tried if tried else None,
        "median_examples": statistics.median(run["examples"] for run in killed) if killed else None,
        "median_seconds": statistics.median(run["seconds"] for run in killed) if killed else None,
        "longest_seconds": max((run["seconds"] for run in killed), default=None),
        "false_alarms": sum(row["refuted"] for row in true),
        "true_tried": sum(row["tried"] for row in true),
        "true_examples": sum(run["examples"] for row in true for run in row["runs"]),
        "met": met,
        "non_vacuous": sum(row["non_vacuous"] for row in measured),
        "non_vacuous_share": sum(row["non_vacuous"] for row in measured) / met if met else None,
        "least_share": None if least is None else least["non_vacuous_share"],
        "least_share_of": None if least is None else least["statement"],
        "baseline_killed": plain,
        "baseline_kill_rate": plain / tried if tried else None,
    }
