"""The power of the search on drawn statements: rates with intervals, and red when one is decided against its truth."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from verify.cli import commands
from verify.errors import InputError
from verify.kernel.evidence import Grade
from verify.report.terminal.drawn_table import words
from verify.search.hunt import SearchResult
from verify.search.rounds import Tally
from verify.trust import drawn_power
from verify.trust.drawn_power import DrawnRun, measure_drawn, run_drawn
from verify.units.engine import engine
from verify.verdict import Verdict


def test_the_rates_are_those_of_the_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    said = [
        DrawnRun(0, True, "k", "t", Verdict.HOLDS, 1.0), DrawnRun(1, True, "k", "t", Verdict.VACUOUS, 2.0),
        DrawnRun(2, True, "k", "t", Verdict.UNKNOWN), DrawnRun(3, False, "l", "t", Verdict.REFUTED, 3.0),
        DrawnRun(4, False, "l", "t", Verdict.UNKNOWN), DrawnRun(5),
    ]  # fmt: skip
    monkeypatch.setattr(drawn_power, "run_drawn", lambda number, seed, budget: said[number])
    with engine(1) as workers:
        found = measure_drawn(6, 0, 1.0, workers)
    assert (found["true"]["right"], found["true"]["tried"]) == (2, 3)
    assert (found["false"]["right"], found["false"]["tried"], found["all"]["tried"]) == (1, 2, 5)
    low, high = found["all"]["interval"]
    assert 0.14 < low < 0.15 < 0.94 < high < 0.95  # Clopper-Pearson of 3 in 5: 0.1466, 0.9473
    assert found["undecided"] == [
        {"true": False, "kind": "l", "number": 1},
        {"true": True, "kind": "k", "number": 1},
    ]
    assert found["exit"] == 0
    assert "3/5 decided rightly, 60.0% [14.7%, 94.7%]" in words(found)


@pytest.mark.parametrize(
    ("true", "verdict"),
    [
        (True, Verdict.REFUTED), (False, Verdict.HOLDS), (False, Verdict.VACUOUS), (True, Verdict.CONTRADICTION),
        (False, Verdict.CONTRADICTION),
    ],
)  # fmt: skip
def test_a_decision_against_the_truth_is_red(true: bool, verdict: Verdict, monkeypatch: pytest.MonkeyPatch) -> None:
    run = DrawnRun(0, true, "kind", "title", verdict)
    monkeypatch.setattr(drawn_power, "run_drawn", lambda number, seed, budget: run)
    with engine(1) as workers:
        found = measure_drawn(1, 0, 1.0, workers)
    assert found["exit"] == 1
    assert f"the search: {verdict}" in words(found)


def test_a_wrong_search_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    def holds(statement: object, *_: object, **__: object) -> SearchResult:
        return SearchResult(statement, Verdict.HOLDS, Grade.SYMBOLIC, Tally(), 0.0, 0)  # type: ignore[arg-type]

    monkeypatch.setattr(drawn_power, "search", holds)
    runs = [run_drawn(i, 0, 0.1) for i in range(20)]
    assert {run.wrong for run in runs if not run.true} == {True}
    assert {run.right for run in runs if run.true} == {True}


def test_the_command_draws_the_same_again_and_refuses_files() -> None:
    once = [CliRunner().invoke(commands, ["power", "--drawn", "4", "--budget", "0.1", "--json"]) for _ in range(2)]
    assert [done.exit_code for done in once] == [0, 0]
    first, second = (json.loads(done.output) for done in once)
    assert first["all"]["tried"] == second["all"]["tried"] == 4
    assert first["true"]["tried"] == second["true"]["tried"]
    refused = CliRunner().invoke(commands, ["power", "some.toml", "--drawn", "4"])
    assert isinstance(refused.exception, InputError)
    assert "files are not drawn" in str(refused.exception)
