"""The measurement of the search: red whenever a statement comes out otherwise than expected."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from verify.cli import commands
from verify.commands import power
from verify.errors import InputError
from verify.files.statement_file import load_statement
from verify.search import hunt, interrupt, uniform
from verify.units.processes import Processes

ROOT = Path(__file__).parent.parent.parent
STATEMENTS = Path(__file__).parent / "statements"
STANDING = Path(__file__).parent.parent.parent / "counterexamples" / "necessity" / "standing"
SETTINGS = power.Measurement()


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(power, "FLOOR", 0.2)
    monkeypatch.setattr(hunt, "PATIENCE", 60)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """One false statement, one true, one vacuous."""
    for name in ("no-penalty-vanish", "theorem", "contradiction"):
        shutil.copy(named(name), tmp_path)
    return tmp_path


def named(name: str) -> Path:
    return next(path for path in (STATEMENTS / f"{name}.toml", STANDING / f"{name}.toml") if path.exists())


def turned(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def measured(*arguments: object) -> tuple[int, dict[str, Any]]:
    words = ["power", "--json", "--jobs", "1", "--seeds", "1", "--stand", "0.5", *map(str, arguments)]
    done = CliRunner().invoke(commands, words)
    return done.exit_code, json.loads(done.output)


def run(name: str, verdict: str, seed: int = 0, met: int = 10, exercised: int = 10, seconds: float = 1.0) -> power.Run:
    return power.Run(str(named(name)), seed, verdict, 12, met, exercised, seconds, None, False)


def said(*runs: power.Run, interrupted: bool = False) -> dict[str, Any]:
    chosen = [load_statement(Path(path)) for path in dict.fromkeys(r.statement for r in runs)]
    return power.document(chosen, runs, SETTINGS, interrupted)


def test_a_folder_is_measured_and_the_vacuous_counts_as_neither(folder: Path) -> None:
    status, found = measured(folder)
    assert status == 0
    assert [row["status"] for row in found["statements"]] == ["vacuous", "killed", "stands"]
    summary = found["summary"]
    assert (summary["killed"], summary["tried"], summary["kill_rate"]) == (1, 1, 1.0)
    assert (summary["false_alarms"], summary["true_tried"], summary["vacuous_statements"]) == (0, 1, 1)
    assert summary["non_vacuous_share"] >= power.LEAST_SHARE
    assert set(found) == {"settings", "statements", "summary", "interrupted", "exit"}
    assert set(found["statements"][0]["runs"][0]) == {
        "statement", "seed", "verdict", "examples", "met", "exercised", "seconds", "found_by", "baseline",
    }  # fmt: skip


def test_a_false_statement_said_to_be_true_is_a_false_alarm(folder: Path) -> None:
    turned(folder / "no-penalty-vanish.toml", 'expect = "false"', 'expect = "true"')
    status, found = measured(folder / "no-penalty-vanish.toml", "--stand", "10")
    assert (status, found["summary"]["false_alarms"]) == (1, 1)
    assert found["statements"][0]["status"] == "false alarm"


def test_a_true_statement_said_to_be_false_is_not_killed_and_its_proof_does_not_end_the_search(folder: Path) -> None:
    turned(folder / "theorem.toml", 'expect = "true"', 'expect = "false"')
    status, found = measured(folder / "theorem.toml", "--budget", "1")
    assert (status, found["summary"]["kill_rate"]) == (1, 0.0)
    assert found["statements"][0]["runs"][0]["seconds"] >= 1
    assert found["statements"][0]["baseline_refuted"] == 0


def test_the_first_certified_witness_is_not_shrunk() -> None:
    statement = load_statement(STATEMENTS / "relu-neuron.toml")
    first, shrunk = (hunt.search(statement, 0, shrink=shrink) for shrink in (False, True))
    assert first.round == shrunk.round
    assert first.tally.examples == shrunk.tally.examples
    assert first.instance is not None
    assert shrunk.instance is not None
    assert shrunk.instance.size < first.instance.size


def test_the_baseline_refutes_what_is_trivial_and_nothing_true() -> None:
    assert uniform.refuted(load_statement(STATEMENTS / "no-penalty-vanish.toml"), 0, 20)
    assert uniform.refuted(load_statement(STATEMENTS / "always-exists.toml"), 0, 20)
    for name in ("theorem", "theorem-vanish", "shared"):
        assert not uniform.refuted(load_statement(named(name)), 0, 0.5)


@pytest.mark.parametrize(
    ("runs", "good"),
    [
        ([run("tanh-neuron", "refuted"), run("theorem", "holds")], True),
        ([run("tanh-neuron", "refuted"), run("tanh-neuron", "holds", seed=1)], False),
        ([run("tanh-neuron", "refuted"), run("tanh-neuron", "vacuous", seed=1, met=0, exercised=0)], False),
        ([run("tanh-neuron", "unknown")], False),
        ([run("theorem", "holds"), run("theorem", "refuted", seed=1)], False),
        ([run("theorem", "holds", exercised=8)], False),
        ([run("theorem", "holds", exercised=9)], True),
        ([run("contradiction", "vacuous", met=0, exercised=0)], False),
    ],
)
def test_the_exit_status_follows_from_the_runs(runs: list[power.Run], good: bool) -> None:
    assert said(*runs)["exit"] == (0 if good else 1)


def test_what_was_interrupted_is_no_success_and_says_what_was_measured() -> None:
    found = said(run("tanh-neuron", "refuted"), interrupted=True)
    assert (found["exit"], found["summary"]["killed"]) == (1, 1)


def test_medians_are_over_the_seeds_that_refuted() -> None:
    (row,) = said(
        run("tanh-neuron", "refuted", seconds=1.0), run("tanh-neuron", "refuted", seed=1, seconds=3.0),
        run("tanh-neuron", "holds", seed=2, seconds=60.0),
    )["statements"]  # fmt: skip
    assert (row["median_seconds"], row["refuted"], row["tried"]) == (2.0, 2, 3)


def test_an_interrupt_ends_the_other_processes_and_keeps_what_was_measured(folder: Path) -> None:
    def interrupt(_: power.Run) -> None:
        raise KeyboardInterrupt

    begun = time.monotonic()
    found = power.measure(power.statements([folder]), power.Measurement((0,), 60.0, 60.0), Processes(2), interrupt)
    assert time.monotonic() - begun < 30
    assert (found["interrupted"], found["exit"], found["summary"]["runs"]) == (True, 1, 1)


def test_an_interrupted_search_counts_for_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> bool:
        raise KeyboardInterrupt

    monkeypatch.setattr(uniform, "refuted", interrupted)
    status, found = measured(folder)
    assert (status, found["interrupted"], found["summary"]["runs"]) == (1, True, 1)
    assert [row["status"] for row in found["statements"]] == ["vacuous", "not measured", "not measured"]


def test_an_interrupt_that_was_lost_is_raised_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(interrupt, "_seen", [2])
    theorem = load_statement(named("theorem"))
    assert hunt.search(theorem, budget=20).interrupted
    with pytest.raises(KeyboardInterrupt):
        uniform.refuted(theorem, 0, 20)


def test_the_table_names_every_statement_and_the_baseline(folder: Path) -> None:
    words = ["power", str(folder), "--jobs", "1", "--seeds", "1", "--stand", "0.5"]
    done = CliRunner().invoke(commands, words)
    assert done.exit_code == 0
    for part in ("contradiction", "no-penalty-vanish", "theorem", "kill rate", "uniform", "false alarms"):
        assert part in done.output


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('claim = "VANISH"', 'claim = "VANISHES"', "there is no claim VANISHES"),
        ('expect = "false"', 'expect = "maybe"', "'false' or 'true'"),
        ('"lam-nonzero"', '"lam"', "does not assume 'lam'"),
        ('kind = "statement"', 'kind = "necessity"', 'no .toml file of kind "statement"'),
    ],
)
def test_bad_input_is_named_before_anything_is_measured(old: str, new: str, said: str, tmp_path: Path) -> None:
    shutil.copy(STATEMENTS / "no-penalty-vanish.toml", tmp_path / "s.toml")
    turned(tmp_path / "s.toml", old, new)
    with pytest.raises(InputError, match=re.escape(said)):
        power.statements([tmp_path])


def test_the_exit_status_is_2_for_bad_input(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "verify", "power", str(tmp_path / "none.toml")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout) == (2, "")
    assert "none.toml" in done.stderr


def test_without_a_name_it_is_about_what_comes_with_the_suite_wherever_one_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    here = {statement.path for statement in power.statements([])}
    monkeypatch.chdir(tmp_path)
    assert {statement.path for statement in power.statements([])} == {str(ROOT / path) for path in here}
    assert {path for path in here if path.startswith("tests/search/statements/")}
    with pytest.raises(InputError, match=r"holds no \.toml file"):
        power.statements([tmp_path])
