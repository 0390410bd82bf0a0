"""``verify locate``: from one's own point, up to symmetries, with exact fits in one row, and for large networks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from verify.commands import located_rows
from verify.commands.locate import Located, locate
from verify.files.load import load
from verify.problem.case import Case
from verify.problem.formula import parse
from verify.propose.quasi_newton import descents

POINTS = Path(__file__).parent.parent / "counterexamples" / "points"
HALF = 0.001


def shipped(name: str) -> Case:
    return load(POINTS / f"{name}.toml")


def around(case: Case) -> list[tuple[float, float]]:
    """A narrow box around the point of a file."""
    return [(float(t.text) - HALF, float(t.text) + HALF) for t in case.point.theta]


def made(folder: Path, network: str, inputs: str, targets: str, theta: list[Any], loss: str = "squared") -> Case:
    """A file of the kind ``point``."""
    texts = ", ".join(f'"{v}"' for v in theta)
    path = folder / "made.toml"
    path.write_text(
        f'title = "made"\nkind = "point"\nsource = "this test"\n[problem]\nnetwork = {network}\nloss = "{loss}"\n'
        f"inputs = {inputs}\ntargets = {targets}\n[point]\ntheta = [{texts}]\n",
        encoding="utf-8",
    )
    return load(path)


def test_a_narrow_box_around_ones_own_point_finds_the_minimum_inside() -> None:
    """All starts arrive there, and it is the strict minimum whose value the file's notes state."""
    case = shipped("trained-hump")
    found = locate(case, around(case), 30, 0, None)
    assert (found["converged"], found["escaped"]) == (30, 0)
    assert [(p["type"], p["count"]) for p in found["points"]] == [("strict local minimum", 1)]
    assert found["points"][0]["value"].startswith("8.74882999")


def test_the_point_of_the_file_is_a_start_though_the_box_is_elsewhere() -> None:
    """From a box in which L is a plateau nothing is found but what the point leads to."""
    case = shipped("trained-hump")
    found = locate(case, [(60.0, 60.001)] * 7, 6, 0, None)
    assert [p["type"] for p in found["points"]] == ["strict local minimum"]


def test_a_relu_minimum_is_certified_across_its_symmetries_and_listed_once() -> None:
    """One row, and a network with its units in another order and of other scales is counted there."""
    case = shipped("relu-noisy-sine")
    theta = [float(t.text) for t in case.point.theta]
    found = locate(case, around(case), 30, 0, None)
    (row,) = found["points"]
    assert row["type"] == "local minimum, nondegenerate across 5 symmetries"
    rows = located_rows.LocatedRows(case.problem, 0, float("inf"))
    from verify.propose.critical_points import lowered, near

    order = [1, 2, 0]
    scales = np.array([2.0, 0.5, 3.0])
    w, b, v = np.array(theta[:3])[order] * scales, np.array(theta[3:6])[order] * scales, np.array(theta[6:9])[order]
    images = np.array([theta, [*w, *b, *(v / scales), theta[9]]])
    candidates = near(lowered(case.problem.risk, case.problem.names), images)
    assert len(candidates) == 2
    for candidate in candidates:
        rows.add(candidate)
    assert [p["count"] for p in rows.points] == [2]
    assert rows.undecided == []


def test_exact_fits_are_one_row(tmp_path: Path) -> None:
    """Ten parameters and three samples: values such as 3e-31 and 7e-33 are one and the same 0."""
    network = '{ widths = [1, 3, 1], activation = "tanh" }'
    case = made(tmp_path, network, '[["-1"], ["0"], ["1"]]', '[["0"], ["1"], ["0.5"]]', [0.1] * 10)
    found = locate(case, [(-5.0, 5.0)] * 10, 60, 0, None)
    zero = [row for row in found["undecided"] if row["value"] == located_rows.ZERO_VALUE]
    assert len(zero) == 1
    assert zero[0]["count"] > 10
    assert zero[0]["why"].startswith("a surface of exact fits")
    assert not any(abs(float(row["value"])) < 1e-9 for row in found["undecided"] if row not in zero)


def test_a_row_is_about_the_candidate_and_not_about_where_newton_ends() -> None:
    """From each candidate of a network with dead units the certified value is that of the candidate."""
    case = shipped("xor-relu-stuck")
    found = locate(case, [(-5.0, 5.0)] * 9, 60, 0, None)
    values = [float(row["value"].split(" ")[0]) for row in found["points"]]
    assert values == sorted(values)
    assert len(values) > 3


def test_the_lowest_are_looked_at_and_the_rest_is_said_to_be_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(located_rows, "MOST_ORBITS", 1)
    case = shipped("relu-noisy-sine")
    found: Located = locate(case, [(-2.0, 2.0)] * 10, 60, 0, None)
    left = [row for row in found["undecided"] if row["reason"] == "budget"]
    assert len(left) == 1
    assert left[0]["count"] > 3


def test_a_large_network_has_candidates_by_descent(tmp_path: Path) -> None:
    """More parameters than a Hessian is made for: the fits are found, from the point too, and nothing is certified."""
    n = 3 * 45 + 1
    theta = [round(float(v), 3) for v in np.random.default_rng(0).normal(size=n)]
    network = '{ widths = [1, 45, 1], activation = "tanh" }'
    case = made(tmp_path, network, '[["-1"], ["0"], ["1"]]', '[["0"], ["1"], ["0.5"]]', theta)
    found = locate(case, [(-1.0, 1.0)] * n, 2, 0, None)
    assert found["points"] == []
    assert [(row["value"], row["count"]) for row in found["undecided"]] == [(located_rows.ZERO_VALUE, 2)]
    assert "136 parameters" in found["undecided"][0]["why"]


@pytest.mark.parametrize(
    ("source", "ends"),
    [("(x - 3)**2 + (x*y - 1)**2", 1), ("exp(-x) + exp(-y)", 0), ("atan(x) + y**2", 0), ("(x**2 - 1)**2 + y**2", 2)],
)
def test_a_descent_that_only_creeps_is_no_candidate(source: str, ends: int) -> None:
    """L-BFGS and Newton's method find the minima, and call no small gradient one."""
    box = [(-2.0, 2.0), (-2.0, 2.0)]
    found = descents(parse(source, ["x", "y"]), ["x", "y"], box, 12, np.random.default_rng(0))
    assert len(found.candidates) == ends
    assert found.converged + found.escaped + found.stalled == found.starts == 12
    assert sum(c.hits for c in found.candidates) == found.converged == (12 if ends else 0)
