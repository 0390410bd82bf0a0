"""A false statement without a witness: it is refuted afresh, and the report of that is proved again from its files."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from verify.claims.registry import statements
from verify.commands.check import Settings, file_task, perform
from verify.commands.reprove import reprove
from verify.commands.statement_check import REFUSED, settled
from verify.files.statement_file import load_statement, statement_from_tables
from verify.search.hunt import search
from verify.store import results
from verify.verdict import Verdict

Json = dict[str, Any]

ROOT = Path(__file__).parent.parent
NAME = "necessity/relu"
STATEMENT = """title = "The neuron a*relu(u + b) keeps bad local minima"
kind = "statement"
source = "A variant of the paper's theorem."

[statement]
claim = "ELIM"
changes = "the neuron a*relu(u + b)"
dropped = ["paper-augmentation"]
conclusion = "elimination"

[augment]
neuron = "a*relu(u + b)"
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the file of a false statement, and the report of a check of it."""
    folder = tmp_path_factory.mktemp("refuted")
    file = folder / "counterexamples" / f"{NAME}.toml"
    file.parent.mkdir(parents=True)
    file.write_text(STATEMENT, encoding="utf-8")
    checked = [perform(file_task(file), Settings())]
    results.write(folder / "run", results.combine(checked, Settings()), results.certificates(checked))
    return folder


@pytest.fixture
def bench(made: Path, tmp_path: Path) -> Path:
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    return tmp_path


def again(bench: Path) -> Json:
    return reprove(bench / "run", bench / "counterexamples", trusted=statements())


def edit(path: Path, change: Callable[[Json], None]) -> None:
    content = json.loads(path.read_bytes())
    change(content)
    path.write_text(json.dumps(content), encoding="utf-8")


def document(bench: Path) -> Path:
    return bench / "run" / "statements" / f"{NAME}.json"


def test_the_refutation_is_proved_again(bench: Path) -> None:
    found = again(bench)
    assert (found["exit"], found["refused"], found["missing"]) == (0, [], [])
    assert found["verdicts"] == {NAME: {"the statement": Verdict.REFUTED}}
    (row,) = json.loads((bench / "run/results.json").read_bytes())["statements"]
    assert (row["verdict"], row["status"]) == (Verdict.REFUTED, "as expected")
    assert row["proof"]["says"] in found["statements"][NAME]
    assert row["certificate"] == json.loads(document(bench).read_bytes())


def test_without_its_document_it_is_missed(bench: Path) -> None:
    def other(content: Json) -> None:
        content["statements"] = []

    shutil.copytree(bench / "run/statements", bench / "run/certificates/elsewhere")
    document(bench).unlink()
    messages = [entry["message"] for entry in again(bench)["missing"]]
    assert "no certificate proves that the statement is false" in messages
    assert any("the report says that the statement 'refuted'" in message for message in messages)
    edit(bench / "run/results.json", other)
    assert [entry["case"] for entry in again(bench)["missing"]] == [NAME]


def _better(content: Json) -> None:
    content["certificates"][1]["data"]["better"]["exact"] = ["0"]


def _point(content: Json) -> None:
    content["file"]["point"]["theta"] = ["3"]


def _name(content: Json) -> None:
    content["case"] = "necessity/other"


def _format(content: Json) -> None:
    content["format"] = "verify-minima statement certificate"


def _field(content: Json) -> None:
    content["more"] = ""


@pytest.mark.parametrize("change", [_better, _point, _name, _format, _field], ids=lambda change: change.__name__)
def test_an_altered_document_is_refused(change: Callable[[Json], None], bench: Path) -> None:
    edit(document(bench), change)
    found = again(bench)
    assert found["exit"] == 1
    assert [entry["case"] for entry in found["refused"]] == [NAME]


CHANGED = {
    "another neuron": ('neuron = "a*relu(u + b)"', 'neuron = "a*relu(u - b)"'),
    "another class of lam": ("[augment]", '[augment]\nlam = "negative"'),
    "another loss": ("conclusion =", 'loss = "logistic"\nconclusion ='),
    "more outputs": ("conclusion =", "outputs = 2\nconclusion ="),
    "another class of data": ("conclusion =", 'data = "repeated"\nconclusion ='),
    "another class of networks": ("conclusion =", 'networks = "trained"\nconclusion ='),
    "another conclusion": ('"elimination"', '"data-optimal"'),
    "a bound": ("[augment]", '[augment]\nconstraints = ["b >= -2"]'),
}


@pytest.mark.parametrize("name", CHANGED)
def test_a_refutation_of_another_text_is_refused(name: str, bench: Path) -> None:
    before, after = CHANGED[name]
    file = bench / "counterexamples" / f"{NAME}.toml"
    assert before in STATEMENT
    file.write_text(STATEMENT.replace(before, after, 1), encoding="utf-8")
    found = again(bench)
    assert found["exit"] == 1
    assert [entry["case"] for entry in found["refused"]] == [NAME]


def test_a_refutation_is_no_proof_of_what_the_file_believes(bench: Path) -> None:
    file = bench / "counterexamples" / f"{NAME}.toml"
    file.write_text(STATEMENT.replace("conclusion =", 'expect = "true"\nconclusion =', 1), encoding="utf-8")
    found = again(bench)
    assert (found["exit"], found["refused"]) == (3, [])
    assert [entry["message"] for entry in found["missing"]] == ["no certificate proves the statement"]


def test_a_report_says_no_more_than_its_document(bench: Path) -> None:
    for change in ({"verdict": "holds"}, {"grade": "formal"}, {"claim": "REAL"}, {"conclusion": "vanish"}):
        edit(bench / "run/results.json", lambda content, change=change: content["statements"][0].update(change))
        assert [entry["case"] for entry in again(bench)["missing"]] == [NAME], change


def test_a_file_of_a_case_is_no_statement_to_refute(bench: Path) -> None:
    file = bench / "counterexamples" / f"{NAME}.toml"
    shutil.copy(ROOT / "counterexamples/necessity/relu-neuron.toml", file)
    assert "not one of kind 'statement'" in again(bench)["refused"][0]["message"]


def test_the_second_checker_finds_it_valid(bench: Path) -> None:
    done = rechecked(bench)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "refutation" in done.stdout
    document(bench).unlink()
    assert f"invalid {NAME}.toml: no certificates" in rechecked(bench).stdout


def rechecked(bench: Path) -> subprocess.CompletedProcess[str]:
    (bench / "run/steps").mkdir(exist_ok=True)
    step = bench / "run/steps/ELIM.json"
    step.write_text(json.dumps({"format": "verify-minima certificates of steps", "version": 1, "claim": "ELIM",
                                "certificates": []}), encoding="utf-8")  # fmt: skip
    return subprocess.run(
        [sys.executable, "-m", "verify", "recheck", "run", "counterexamples"],
        cwd=bench,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )


def test_a_witness_of_another_statement_decides_nothing(bench: Path) -> None:
    """What the search says is not believed: the kernel is asked whether its witness is one for this statement."""
    about = load_statement(bench / "counterexamples" / f"{NAME}.toml")
    found = search(about, shrink=False)
    assert found.verdict is Verdict.REFUTED
    tables = {**about.tables, "statement": {**about.tables["statement"], "data": "repeated"}}
    said = settled(found, statement_from_tables(tables, "x"), "x")
    assert (said.verdict, said.grade, said.text, said.exit_status) == (Verdict.UNKNOWN, None, None, 3)
    assert said.open is not None
    assert REFUSED in said.open.detail
