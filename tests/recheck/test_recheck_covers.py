"""The second checker on complete lists of critical points: true ones, and the same lies as the kernel is told."""

from __future__ import annotations

import numpy as np
import pytest
from covers import LIES, LINE, WELLS, Json, changed, proved, put, searched
from problems import Tables, formula

from verify import recheck
from verify.files.load import problem_from_tables
from verify.kernel import checker
from verify.kernel.certificate import Certificate

SMALL = ("wells", "wells, minima", "neuron, minima")


def checked(tables: Tables, data: Json) -> tuple[Json | None, str]:
    """The facts, and what was said."""
    facts, verdict, _ = recheck.guarded(lambda: recheck.KINDS["complete-list"](recheck.Problem(tables), data))
    return facts, verdict


@pytest.mark.parametrize("name", SMALL)
def test_a_complete_list_is_valid_and_has_the_kernels_numbers(name: str) -> None:
    tables, data = proved(name)
    facts, verdict = checked(tables, data)
    problem = problem_from_tables(tables)
    kernel = checker.check(problem, Certificate("complete-list", problem.digest, data)).facts
    assert verdict == "valid"
    assert facts is not None
    assert {key: str(value) for key, value in facts.items()} == {key: kernel[key] for key in facts}
    assert set(facts) == {"points", "local_minima", "undecided"}


@pytest.mark.parametrize("lie", LIES)
@pytest.mark.parametrize("name", SMALL[:2])
def test_no_lie_is_valid(name: str, lie: str) -> None:
    tables, data = proved(name)
    assert checked(tables, LIES[lie](data))[1] != "valid"


@pytest.mark.parametrize(
    "lie",
    [
        {"weights": ["0", "0"]},
        {"weights": ["-1", "0"]},
        {"symmetries": []},
        {"symmetries": [{"places": [0, 1], "signs": ["1", "-1"]}]},
        {"tree": ["a", "~~"], "points": []},
    ],
    ids=str,
)
def test_no_lie_about_a_symmetry_is_valid(lie: Json) -> None:
    tables, data = proved("wells")
    assert checked(tables, {**data, **lie})[1] != "valid"


def test_directions_are_needed_for_saddles_and_count_for_minima_alone() -> None:
    tables, data = proved("neuron, minima")
    assert checked(tables, changed(data, ("seek",), lambda _: "critical-points"))[1] == "invalid"
    tables, data = proved("neuron, minima")
    n = len(data["low"])
    assert checked(tables, changed(data, ("directions",), lambda text: "M" * n + text[n:]))[1] != "valid"


def test_what_is_open_is_counted_and_a_degenerate_point_never_decided() -> None:
    tables, data = proved("wells")
    facts, verdict = checked(tables, put(data, "AB", "?"))
    assert (verdict, facts and facts["undecided"]) == ("valid", 1)
    lines = searched(LINE, [(-1.0, 1.5), (-1.25, 1.0)], most=6)
    assert checked(LINE, lines)[1] == "valid"
    while any("?" in text for text in lines["tree"]):
        lines = put(lines, "?", "*")
    assert checked(LINE, lines)[1] == "holey"


def test_a_point_on_a_face_is_not_inside() -> None:
    facts, verdict = checked(WELLS, searched(WELLS, [(0.0, 2.0), (-2.0, 2.0)]))
    assert (verdict, facts and facts["points"]) == ("valid", 1)


def test_a_kink_in_the_box_is_not_valid() -> None:
    tables = formula("abs(t1) + t2*x1", ["t1", "t2"], [("0", "0"), ("1", "2")])
    smooth = formula("t1 + t2*x1", ["t1", "t2"], [("0", "0"), ("1", "2")])
    assert checked(tables, searched(smooth, [(-1.0, 1.0), (0.5, 1.5)]))[1] != "valid"


@pytest.mark.parametrize("text", ["t1*tanh(t2)", "sigmoid(t1*t2)**2 + t1", "exp(t1*t2)*t1", "atan(t1) + log(3 + t2)/t1",
                                  "sin(t1*t2)", "erf(t1 - t2)", "softplus(t1*t2)", "1/(t1**2 + 1)"])  # fmt: skip
def test_derivatives_by_forward_intervals_hold_those_of_the_formulas(text: str) -> None:
    """On small boxes around random points, beside the symbolic derivatives."""
    rng, names = np.random.default_rng(2), ["t1", "t2"]
    n = recheck.parse(text, tuple(names))
    for _ in range(5):
        center = [recheck.Fraction(int(k), 16) for k in rng.integers(4, 30, 2)]
        box = {
            v: (c - recheck.Fraction(1, 64), c + recheck.Fraction(1, 64)) for v, c in zip(names, center, strict=True)
        }
        jets = recheck.Jets(names, box)
        _, slopes, bends = jets.of(n)
        at = recheck.Place({v: recheck.num(c) for v, c in zip(names, center, strict=True)}).view(96)
        for i, v in enumerate(names):
            lo, hi = at.enclose(recheck.diff(n, v))
            low, high = slopes.get(i, (0, 0))
            assert low <= lo <= hi <= high <= lo + (1 << 96)
            for j in range(i + 1):
                lo, hi = at.enclose(recheck.diff(recheck.diff(n, v), names[j]))
                low, high = bends.get((i, j), (0, 0))
                assert low <= lo
                assert hi <= high
