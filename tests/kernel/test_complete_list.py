"""``complete-list``: all critical points, or minima, in a box; every lie about them is refused."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from covers import CASES, LIES, LINE, NEURON, QUARTIC, WELLS, Json, changed, proved, put, searched
from problems import TANH, Tables, formula

from verify.errors import CertificateError
from verify.files.load import problem_from_tables
from verify.kernel import checker
from verify.kernel.certificate import Certificate
from verify.kernel.evidence import Evidence
from verify.propose.critical_points import candidates, lowered

FOUND = {
    "wells": ("2", ["0", "1"]),
    "wells, minima": ("1", ["0"]),
    "neuron": ("1", ["0"]),
    "neuron, minima": ("1", ["0"]),
    "unit": ("2", ["0", "1"]),
}


def check(tables: Tables, data: Json) -> Evidence:
    problem = problem_from_tables(tables)
    return checker.check(problem, Certificate("complete-list", problem.digest, data))


@pytest.mark.parametrize("name", CASES)
def test_all_points_of_a_box_are_listed_with_their_indices(name: str) -> None:
    tables, data = proved(name)
    evidence = check(tables, data)
    number, indices = FOUND[name]
    assert evidence.facts["complete"] == "yes"
    assert evidence.facts["undecided"] == "0"
    listed = zip(evidence.facts["indices"].split("; "), evidence.facts["places"].split("; "), strict=True)
    assert sorted(index for index, place in listed if place == "inside") == indices
    assert f" {number} " in evidence.statement
    assert not evidence.assuming


@pytest.mark.parametrize("lie", LIES)
@pytest.mark.parametrize("name", CASES)
def test_every_lie_is_refused(name: str, lie: str) -> None:
    tables, data = proved(name)
    with pytest.raises(CertificateError):
        check(tables, LIES[lie](data))


def test_a_piece_that_curves_down_proves_nothing_of_saddles() -> None:
    """Sought minima become sought critical points, with the pieces as they are."""
    tables, data = proved("neuron, minima")
    assert any("-" in text for text in data["tree"])
    with pytest.raises(CertificateError, match="may hold a critical point"):
        check(tables, changed(data, ("seek",), lambda _: "critical-points"))


def test_a_direction_along_which_l_rises_is_refused() -> None:
    tables, data = proved("neuron, minima")
    n = len(data["low"])
    for text in ("M" * n, "\x7f" * n, "a" * n):
        with pytest.raises(CertificateError):
            check(tables, changed(dict(data), ("directions",), lambda old, text=text: text + old[n:]))
    with pytest.raises(CertificateError, match="missing"):
        check(tables, changed(dict(data), ("directions",), lambda old: old[:-1]))


def test_a_piece_that_is_left_open_is_counted_and_its_share_said() -> None:
    tables, data = proved("neuron")
    g = next(g for g, text in enumerate(data["tree"]) if set(text) & set("AB"))
    evidence = check(tables, put(data, "AB", "?"))
    assert evidence.facts["complete"] == "no"
    assert evidence.facts["undecided"] == "1"
    assert float(evidence.facts["undecided_share"]) == pytest.approx(2.0**-g, rel=1e-5)
    assert "at least" in evidence.statement
    assert "exactly" not in evidence.statement


def test_nothing_but_an_open_box_proves_nothing() -> None:
    tables, data = proved("neuron")
    evidence = check(tables, {**data, "tree": ["?"], "points": [], "directions": ""})
    assert evidence.facts["undecided_share"] == "1"
    assert "at least 0" in evidence.statement


@pytest.mark.parametrize("tables", [QUARTIC, LINE], ids=["a quartic", "two lines"])
@pytest.mark.parametrize("minima", [False, True])
def test_a_degenerate_critical_point_is_never_decided(tables: Tables, minima: bool) -> None:
    evidence = check(tables, searched(tables, [(-1.0, 1.5), (-1.25, 1.0)], minima, most=14))
    assert evidence.facts["complete"] == "no"
    assert evidence.facts["points"] == "0"


@pytest.mark.parametrize(
    "box",
    [
        [(0.0, 2.0), (-2.0, 2.0)],
        [(-2.0, 0.0), (-2.0, 2.0)],
        [(-2.0, 2.0), (-1.0, 2.0)],
        [(0.0, 2.0), (-1.0, 2.0)],
        [(-2.0, 0.0), (-2.0, -1.0)],
    ],
    ids=["low face", "high face", "face and symmetric", "corner", "other corner"],
)
def test_a_point_on_a_face_is_neither_counted_nor_lost(box: list[tuple[float, float]]) -> None:
    """The saddle of WELLS is at (0, -1) exactly."""
    evidence = check(WELLS, searched(WELLS, box))
    assert evidence.facts["complete"] == "yes"
    assert evidence.facts["at_the_faces"] == "1"
    assert "exactly" not in evidence.statement
    places = evidence.facts["places"].split("; ")
    assert places.count("at the faces") == 1


def test_a_point_just_outside_is_not_counted() -> None:
    evidence = check(WELLS, searched(WELLS, [(2.0**-20, 2.0), (-2.0, 2.0)]))
    assert evidence.facts["points"] == "1"
    assert evidence.facts["at_the_faces"] == "0"
    assert "exactly 1 critical point in" in evidence.statement


def test_a_box_without_critical_points_is_empty() -> None:
    evidence = check(NEURON, searched(NEURON, [(3.0, 4.0), (1.0, 2.0)]))
    assert "exactly 0" in evidence.statement


def test_symmetries_make_half_of_the_pieces_superfluous_and_lose_nothing() -> None:
    with_symmetry, without = (check(WELLS, searched(WELLS, CASES["wells"][1], False, s)) for s in (True, False))
    assert (with_symmetry.facts["points"], without.facts["points"]) == ("2", "3")
    assert (with_symmetry.facts["symmetries"], without.facts["symmetries"]) == ("yes", "no")
    assert int(with_symmetry.facts["pieces"]) < int(without.facts["pieces"])


@pytest.mark.parametrize(
    "lie",
    [
        {"weights": ["0", "0"]},
        {"weights": ["-1", "0"]},
        {"weights": ["0", "1"]},
        {"weights": ["1/2", "0"]},
        {"symmetries": []},
        {"symmetries": [{"places": [0, 1], "signs": ["1", "1"]}]},
        {"symmetries": [{"places": [0, 1], "signs": ["1", "-1"]}]},
        {"symmetries": [{"places": [1, 0], "signs": ["1", "1"]}]},
        {"symmetries": [{"places": [0, 0], "signs": ["-1", "1"]}]},
        {"symmetries": [{"places": [0, 1], "signs": ["-2", "1"]}]},
    ],
    ids=str,
)
def test_every_lie_about_a_symmetry_is_refused(lie: dict[str, Any]) -> None:
    tables, data = proved("wells")
    assert any("~" in text for text in data["tree"])
    with pytest.raises(CertificateError):
        check(tables, {**data, **lie})


def test_a_symmetry_of_l_that_moves_the_box_is_refused() -> None:
    data = searched(WELLS, [(-2.0, 3.0), (-2.0, 2.0)])
    assert not data["symmetries"]
    with pytest.raises(CertificateError, match="not mapped onto itself"):
        check(WELLS, {**data, "symmetries": [{"places": [0, 1], "signs": ["-1", "1"]}]})


def test_a_piece_with_its_mirror_image_on_its_edge_is_still_looked_at() -> None:
    """Both halves of a box may not be called superfluous: the points between them are in the upper one."""
    tables, data = proved("wells")
    with pytest.raises(CertificateError):
        check(tables, {**data, "tree": ["a", "~~"], "points": [], "directions": ""})


@pytest.mark.parametrize(
    ("text", "box"),
    [("abs(t1) + t2*x1", (-1.0, 1.0)), ("sqrt(t1) + t2*x1", (-0.5, 1.0)), ("relu(t1) - t2", (-1.0, 1.0))],
)
def test_where_l_is_not_smooth_nothing_is_claimed(text: str, box: tuple[float, float]) -> None:
    tables = formula(text, ["t1", "t2"], [("0", "0"), ("1", "2")])
    smooth = searched(formula("t1 + t2*x1", ["t1", "t2"], [("0", "0"), ("1", "2")]), [box, (0.5, 1.5)])
    with pytest.raises(CertificateError, match="twice continuously differentiable"):
        check(tables, smooth)


def test_a_kink_that_the_box_does_not_reach_is_none() -> None:
    tables = formula("abs(t1) + t2*x1", ["t1", "t2"], [("0", "1"), ("1", "2")])
    assert "exactly 1 critical point in" in check(tables, searched(tables, [(0.5, 3.0), (-2.0, 3.0)])).statement


def test_random_sigmoid_neurons_have_no_point_that_starts_find_and_the_list_lacks() -> None:
    """Six random data sets: whatever 600 starts by three methods find in the box is in the list."""
    rng, found = np.random.default_rng(3), 0
    for _ in range(6):
        data = [(f"{x:.3f}", f"{y:.3f}") for x, y in zip(rng.normal(0, 3, 4), rng.uniform(0.02, 0.98, 4), strict=True)]
        tables = formula("sigmoid(t1*x1 + t2)", ["t1", "t2"], data)
        problem, box = problem_from_tables(tables), [(-6.0, 6.0)] * 2
        sought = searched(tables, box, symmetric=False)
        assert check(tables, sought).facts["complete"] == "yes"
        points = np.array([[float(t) for t in p["point"]["rounds_to"]] for p in sought["points"]]).reshape(-1, 2)
        arrived = candidates(lowered(problem.risk, problem.names), 2, box, 600, np.random.default_rng(0))
        for candidate in arrived.candidates:
            if max(map(abs, candidate.point)) < 6 and not candidate.singular:
                found += 1
                assert np.min(np.abs(points - candidate.point).max(axis=1)) < 1e-6
    assert found > 6


def test_the_tree_is_one_of_halves_in_order() -> None:
    """Two cuts, and a point whose pieces are known by hand."""
    tables = formula("t1 + t2*x1", ["t1", "t2"], [("0", "-1"), ("1", "2")])
    data = searched(tables, [(-2.0, 2.0), (0.0, 4.0)])
    for a, b in pairwise(data["tree"]):
        assert len(b) == 2 * sum(c.islower() for c in a)
    data["tree"] = ["a", "AA"]
    with pytest.raises(CertificateError, match="slope was not proved of 2 pieces"):
        check(tables, data)
    assert check(TANH, proved("unit")[1]).facts["seek"] == "critical-points"
