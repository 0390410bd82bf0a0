"""One file that asks for too much neither delays a run nor takes it down, and what was found of it in time is kept."""

from __future__ import annotations

import math
import time
from pathlib import Path

import pytest

from verify.commands import check
from verify.commands.check import Settings, Task, perform, run
from verify.deadline import OutOfTime, before, until
from verify.numerics import identity
from verify.numerics.identity import vanish
from verify.problem.expression import function, num, var
from verify.problem.formula import parse

CASES = Path(__file__).parents[2] / "counterexamples"


def wide(path: Path, samples: int) -> Path:
    """A 1-3-3-1 tanh network on many samples: its identities are far too long to be expanded."""
    inputs = ", ".join(f'["{4 * i - 2 * samples}/{samples}"]' for i in range(samples))
    targets = ", ".join(f'["{(7 * i) % 11 - 5}/4"]' for i in range(samples))
    theta = ", ".join(f'"{(5 * i) % 13 - 6}/5"' for i in range(22))
    path.write_text(
        'title = "Wide"\nkind = "data-optimal"\nsource = "A test"\nbelief = "b"\ncatch = "c"\nrestores = "r"\n'
        '[problem]\nnetwork = { widths = [1, 3, 3, 1], activation = "tanh" }\nloss = "squared"\n'
        f"inputs = [{inputs}]\ntargets = [{targets}]\n[point]\ntheta = [{theta}]\n"
        '[expect]\nvalue = "~0.5"\nmethod = "data-optimal"\n'
    )
    return path


def test_a_deadline_interrupts_work_that_does_not_look_at_the_clock() -> None:
    def forever() -> str:
        while True:
            pass

    started = time.monotonic()
    assert before(started + 0.2, forever, lambda: "late") == "late"
    assert time.monotonic() - started < 5
    assert before(started - 1, forever, lambda: "past") == "past"
    assert before(math.inf, lambda: "done", lambda: "late") == "done"
    with pytest.raises(OutOfTime), until(time.monotonic() + 0.1):
        forever()


def test_the_budget_is_kept_on_a_network_whose_identities_are_too_long(tmp_path: Path) -> None:
    started = time.process_time()
    result = perform(check.file_task(wide(tmp_path / "wide.toml", 100)), Settings(budget=2.0))
    assert time.process_time() - started < 8
    spent = [name for name, said in result["claims"].items() if said["detail"].startswith("budget")]
    assert spent
    assert any(f["verdict"] == "refuted" for f in result["findings"])  # what was found before is kept


def test_a_value_that_is_not_zero_refutes_an_identity_before_it_is_expanded(monkeypatch: pytest.MonkeyPatch) -> None:
    def expanded(_: object) -> bool:
        raise AssertionError("the normal form was built")

    monkeypatch.setattr(identity, "_numerator_vanishes", expanded)
    total = num(1)
    for i in range(40):
        total = total * function("tanh", num(i) + var("t")) + function("exp", var("s"))
    assert not vanish([total])
    assert not vanish([function("tanh", num(3)) - num(1)])


def test_a_normal_form_that_is_too_long_is_not_proved_within_bounded_work() -> None:
    x = parse("(exp(t) + s + 1)**9 * (exp(2*t) - s + 3)**9 * (tanh(s) + t)**9", ["s", "t"])
    started = time.process_time()
    assert not vanish([x * x - x * x * parse("sin(t)**2 + cos(t)**2", ["t"])])
    assert time.process_time() - started < 30


def test_a_task_that_takes_its_process_down_leaves_the_others_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    def dies(task: Task, settings: Settings) -> dict[str, object]:
        if "one-tanh" in task.name:
            raise MemoryError
        return perform(task, settings)

    monkeypatch.setattr(check, "perform", dies)
    names = ["bad-minima/one-tanh", "bad-minima/two-sines", "necessity/standing/theorem"]
    paths = [path for name in names if (path := CASES / f"{name}.toml").exists()]
    tasks = [check.file_task(path) for path in paths] + [Task("claim", "AUX")]
    results = run(tasks, Settings(budget=60.0, jobs=2), lambda *_: None)
    assert results[0]["status"] == "undecided"
    assert "memory" in results[0]["findings"][0]["message"]
    assert results[0]["certificates"]["certificates"] == []
    assert {result["status"] for result in results[1:]} == {"as expected"}


@pytest.mark.parametrize("kind", ["case", "statement", "claim"])
def test_whatever_is_lost_is_undecided_and_says_why(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def eats(task: Task, settings: Settings) -> dict[str, object]:
        raise MemoryError

    monkeypatch.setattr(check, "perform", eats)
    standing = next((CASES / "necessity" / "standing").glob("*.toml"))
    file = {"case": CASES / "bad-minima/one-tanh.toml", "statement": standing}.get(kind)
    task = Task(kind, "ELIM") if file is None else check.file_task(file)
    assert task.kind == kind
    (result,) = run([task], Settings(), lambda *_: None)
    assert result["status"] == "undecided"
