"""The name of a unit: the same for the same unit in any process, another for any other."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from fractions import Fraction
from functools import partial
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from verify.commands.check import Settings, file_task
from verify.files.schema import Bare
from verify.units.unit_name import told, unit_name
from verify.verdict import Verdict

ROOT = Path(__file__).parents[2]
CASE = ROOT / "counterexamples/bad-minima/sine-frequency.toml"


def f(n: int, m: int = 0) -> int:
    return n + m


def g(n: int, m: int = 0) -> int:
    return n - m


DIFFERENT: list[Any] = [
    None, True, False, 0, 1, -1, "0", "1", "", 0.0, -0.0, 1.0, Fraction(1), Fraction(1, 2), 0.5, "1/2", "0.5",
    Bare("0.5"), Path("1"), Verdict.HOLDS, str(Verdict.HOLDS), [], (), {}, frozenset(), [1], (1,), {"1": 1}, {1: 1},
    [[1]], [1, 2], [2, 1], ["int", "0x1"], {"a": 1, "b": 2}, {"b": 2, "a": 1}, f, g, partial(f, 1), partial(f, 2),
    partial(f, m=1),
    partial(g, 1), Settings(seed=0), Settings(seed=1), Settings(budget=1.0), Settings(only=("ELIM",)), range(3),
]  # fmt: skip


def test_what_is_told_otherwise_has_another_name() -> None:
    for one, other in combinations(DIFFERENT, 2):
        assert unit_name(f, one) != unit_name(f, other), (one, other)
        assert unit_name(one, 0) != unit_name(other, 0), (one, other)


def test_the_order_of_a_set_is_nothing() -> None:
    assert told({"a", "b", "c"}) == told({"c", "b", "a"})


@pytest.mark.parametrize("value", [object(), [object()], b"bytes", 1j])
def test_what_nobody_has_said_how_to_write_is_an_error(value: object) -> None:
    with pytest.raises(TypeError, match="a unit of work is told"):
        unit_name(f, value)


def test_the_same_file_has_the_same_name_in_another_process() -> None:
    code = (
        "from verify.commands.check import Settings, file_task\nfrom verify.units.unit_name import unit_name\n"
        f"from pathlib import Path\nprint(unit_name(('check', Settings()), file_task(Path({str(CASE)!r}))))"
    )
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=_with_seed())
    assert done.stdout.strip() == unit_name(("check", Settings()), file_task(CASE))


def _with_seed() -> dict[str, str]:
    return {**os.environ, "PYTHONHASHSEED": "17", "PYTHONPATH": str(ROOT)}


ALTERED: list[Callable[[str], str]] = [
    lambda text: text.replace("~0.4744", "~0.4745", 1),
    lambda text: text.replace("The wrong frequency", "A wrong frequency", 1),
    lambda text: "# a line, which moves the places of all faults\n" + text,
]


@pytest.mark.parametrize("alter", ALTERED)
def test_a_changed_file_has_another_name(alter: Callable[[str], str], tmp_path: Path) -> None:
    text = CASE.read_text(encoding="utf-8")
    assert alter(text) != text
    copy = tmp_path / CASE.name
    copy.write_text(text, encoding="utf-8")
    before = unit_name(f, file_task(copy))
    copy.write_text(alter(text), encoding="utf-8")
    assert unit_name(f, file_task(copy)) != before
