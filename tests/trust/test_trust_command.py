"""The command, its file, and the reader of its file."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from forked import verify

from verify.errors import InputError
from verify.store import trust_table
from verify.store.trust_table import TrustRow
from verify.trust.measure import Figures
from verify.trust.measures import chosen, measures

ROW = TrustRow("mutants", "a lie", True, 5, 5, 0.1, {"refused": 5}, 0, [])


def test_the_command_writes_its_figures_and_shows_them(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "verify", "trust", "--only", "enclosures", "--budget", "1", "--jobs", "1"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "enclosures" in done.stdout
    found = trust_table.read(tmp_path / "reports")
    assert found is not None
    assert found.passed
    assert found.current
    assert (found.size, found.seed) == ("ci", 0)
    assert found.versions["python-flint"]
    assert [row.name for row in found.rows] == ["enclosures"]


def test_bad_input_is_one_message(tmp_path: Path) -> None:
    done = verify("trust", "--only", "nothing", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert "there is no check 'nothing'" in done.stderr
    done = verify("trust", "--only", "mutants", cwd=tmp_path)
    assert done.returncode == 2
    assert "run `verify check` first" in done.stderr


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    trust_table.write(tmp_path, "ci", 3, [ROW])
    found = trust_table.read(tmp_path)
    assert found is not None
    assert list(found.rows) == [ROW]
    assert found.passed


def test_a_run_goes_on_with_figures_of_the_same_code_size_and_seed_alone(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="leave --more out"):
        trust_table.rows_of(tmp_path, "ci", 3)
    trust_table.write(tmp_path, "ci", 3, [ROW])
    assert list(trust_table.rows_of(tmp_path, "ci", 3)) == [ROW]
    for size, seed in (("full", 3), ("ci", 4)):
        with pytest.raises(InputError, match="leave --more out"):
            trust_table.rows_of(tmp_path, size, seed)
    path = tmp_path / trust_table.NAME
    path.write_text(json.dumps({**json.loads(path.read_text()), "sources": "other"}))
    with pytest.raises(InputError, match="leave --more out"):
        trust_table.rows_of(tmp_path, "ci", 3)


def test_figures_of_other_code_are_not_current(tmp_path: Path) -> None:
    trust_table.write(tmp_path, "ci", 3, [ROW])
    path = tmp_path / trust_table.NAME
    path.write_text(json.dumps({**json.loads(path.read_text()), "sources": "other"}))
    found = trust_table.read(tmp_path)
    assert found is not None
    assert not found.current


WRONG_TYPES = {**vars(ROW), "counts": 5}
BROKEN = {
    "format": trust_table.FORMAT,
    "version": trust_table.VERSION,
    "when": "",
    "commit": "",
    "size": "ci",
    "seed": 0,
}


@pytest.mark.parametrize(
    "text",
    [
        "", "{", "[]", "{}", json.dumps(BROKEN),
        json.dumps({**BROKEN, "sources": "", "versions": {}, "rows": [WRONG_TYPES]}),
        json.dumps({**BROKEN, "sources": "", "versions": {}, "rows": [vars(ROW)], "when": 5}),
    ],
)  # fmt: skip
def test_what_is_no_table_is_none(text: str, tmp_path: Path) -> None:
    assert trust_table.read(tmp_path) is None
    (tmp_path / trust_table.NAME).write_text(text)
    assert trust_table.read(tmp_path) is None


def test_nothing_tried_is_not_passed() -> None:
    assert not Figures().passed
    figures = Figures(tried=3)
    assert figures.passed
    figures.fault("one")
    assert not figures.passed


def test_every_file_with_a_measure_is_found() -> None:
    assert set(measures()) == {"enclosures", "fuzz", "interruptions", "mutants", "mutation", "programs", "statements"}
    assert [measure.name for measure in chosen(["programs"])] == ["programs"]
    with pytest.raises(InputError, match="there is no check"):
        chosen(["none"])
