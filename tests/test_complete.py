"""``verify locate --complete``: the list, its budget and what goes on from it, and the second checker on its file."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from forked import verify

from verify.commands.complete import complete, resume, start
from verify.files.load import load
from verify.propose.cover_search import CoverSearch

TEXT = """title = "Wells"
kind = "point"
source = "this test"
[problem]
network = { formula = ["t1**2 - t2*x1"], parameters = ["t1", "t2"] }
loss = "squared"
inputs = [["1"], ["0"]]
targets = [["1"], ["1/2"]]
[point]
theta = ["0", "0"]
"""
BOX = [(-2.0, 2.0), (-2.5, 1.5)]


@pytest.fixture
def case(tmp_path: Path) -> Path:
    path = tmp_path / "wells.toml"
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_the_command_says_how_many_there_are_and_keeps_the_proof(case: Path) -> None:
    done = verify("locate", "wells.toml", "--complete", "--box=-2,2;-2.5,1.5", "--json", cwd=case.parent)
    found = json.loads(done.stdout)
    assert (done.returncode, found["complete"], found["undecided"]) == (0, True, 0)
    assert sorted(p["type"] for p in found["points"]) == ["saddle of index 1", "strict local minimum"]
    assert all(p["place"] == "inside" for p in found["points"])
    kept = json.loads((case.parent / found["certificate"]).read_text(encoding="utf-8"))
    assert [c["kind"] for c in kept["certificates"]] == ["complete-list"]


def test_a_search_that_is_stopped_goes_on_from_its_file_to_the_same_end(
    case: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-C comes at the third chunk; what was found before counts, and the rest is open, not lost."""
    loaded, keep, calls = load(case), case.parent / "kept.json", 0
    chunk = CoverSearch._chunk

    def stopped(self: CoverSearch, *arrays: np.ndarray) -> None:
        nonlocal calls
        calls += 1
        if calls == 3:
            raise KeyboardInterrupt
        chunk(self, *arrays)

    def run(begun):  # type: ignore[no-untyped-def]
        return complete(loaded, begun, None, lambda generation, left: None, keep, Path.write_text)

    monkeypatch.setattr(CoverSearch, "_chunk", stopped)
    first = run(start(loaded, BOX, False))
    assert not first["complete"]
    assert 0 < first["undecided_share"] < 1
    monkeypatch.undo()
    second, whole = run(resume(loaded, keep)), run(start(loaded, BOX, False))
    assert second["complete"]
    assert [p["theta"] for p in second["points"]] == [p["theta"] for p in whole["points"]]
    assert second["pieces"] == whole["pieces"]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--minima"], "are for --complete"),
        (["--complete", "--starts", "3"], "--starts is for a search that is not --complete"),
        (["--complete", "--resume", "wells.toml", "--minima"], "goes on in the box of its certificate"),
        (["--complete", "--resume", "wells.toml"], "no certificate of a complete search"),
    ],
)
def test_what_does_not_go_together_is_one_message(case: Path, options: list[str], words: str) -> None:
    done = verify("locate", "wells.toml", *options, cwd=case.parent)
    assert done.returncode == 2
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_a_kink_in_the_box_is_refused_with_its_remedy(case: Path) -> None:
    case.write_text(TEXT.replace("t1**2", "abs(t1)"), encoding="utf-8")
    done = verify("locate", "wells.toml", "--complete", cwd=case.parent)
    assert done.returncode == 2
    assert "twice continuously differentiable" in done.stderr
