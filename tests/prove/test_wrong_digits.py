"""A wrong digit of a point is answered by the whole point, to be pasted in; decimals may have an exponent."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from verify.cli import commands
from verify.files.load import load
from verify.numerics.point import Boxed
from verify.prove.determined import determined
from verify.prove.outcome import Fault

CASE = """\
title = "Two frequencies"
kind = "bad-minimum"
source = "A test"
[problem]
network = {{ formula = ["sin(t1*x1) + t2/10000"], parameters = ["t1", "t2"] }}
loss = "squared"
inputs = [["1"], ["2"]]
targets = [["3/5"], ["24/25"]]
[point]
refine = true
theta = {theta}
[better]
theta = ["1/2", "0"]
[expect]
value = "~2"
better_value = "~0.01"
method = "strict"
"""


def written(folder: Path, theta: list[str]) -> Path:
    file = folder / "case.toml"
    file.write_text(CASE.format(theta=json.dumps(theta)), encoding="utf-8")
    return file


@pytest.mark.parametrize(
    ("theta", "anew"),
    [
        (["-3.03", "7200"], ["-3.02", "7205.87"]),
        (["-3.02", "7200"], ["-3.02", "7205.87"]),
        (["-3.0207", "7.200e3"], ["-3.0207", "7205.8663"]),
        (["-30.3e-1", "7205.88"], ["-3.02", "7205.87"]),
    ],
)
def test_a_wrong_digit_is_answered_by_the_whole_point(tmp_path: Path, theta: list[str], anew: list[str]) -> None:
    """In every coordinate, to as many places as the finest is written; pasted in, it is right."""
    case = load(written(tmp_path, theta))
    found = determined(case.problem, case.point)
    assert isinstance(found, Fault)
    pasted = re.search(r"the whole point is theta = (\[.*\])$", found.message)
    assert pasted is not None, found.message
    assert json.loads(pasted[1]) == anew
    right = load(written(tmp_path, anew))
    assert isinstance(determined(right.problem, right.point), Boxed)


SINE = """\
title = "The wrong frequency of a sine"
kind = "bad-minimum"
source = "A test"
[problem]
network = { formula = ["sin(t1*x1)"], parameters = ["t1"] }
loss = "squared"
inputs = [["1"], ["2"]]
targets = [["3/5"], ["24/25"]]
[point]
refine = true
theta = ["-28868.3e-4"]
[better]
refine = true
theta = ["6.4350e-1"]
[expect]
value = "~4.7447E-1"
better_value = "~0e-5"
method = "strict"
"""


def test_values_and_coordinates_with_exponents_are_proved_and_checked_by_both(tmp_path: Path) -> None:
    file, reports = tmp_path / "sine.toml", tmp_path / "reports"
    file.write_text(SINE, encoding="utf-8")
    arguments = [["check", "--no-figures", str(file), "--reports", str(reports)]]
    arguments += [[command, str(reports / "partial"), str(file)] for command in ("reprove", "recheck")]
    for command in arguments:
        run = CliRunner().invoke(commands, command)
        assert run.exit_code == 0, run.output
    for old, new in (("4.7447E", "4.7448E"), ("4.7447E", "4.74470E"), ("~0e-5", "~1e-5"), ("-28868.3", "-28868.4")):
        file.write_text(SINE.replace(old, new), encoding="utf-8")
        assert CliRunner().invoke(commands, arguments[0]).exit_code == 1, new
