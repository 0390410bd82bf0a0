"""``minimum-in-ball``: local minima on the kinks of relu networks; every lie about them is refused."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from itertools import pairwise
from random import Random
from typing import Any

import pytest
from kinked import CASES, INPUTS, KINK_LIES, LIES, TARGETS, Json, changed, kink, network, proved
from problems import TANH, Tables

from verify.errors import CertificateError
from verify.exact import exact, write
from verify.files.load import problem_from_tables
from verify.kernel import checker, kinked_ball
from verify.kernel.certificate import Certificate
from verify.kernel.evidence import Evidence
from verify.numerics import ball
from verify.numerics.ball_matrix import BallMatrix
from verify.numerics.layered import fine_gradient
from verify.numerics.point import Kink, UnitSymmetry
from verify.numerics.program import Program
from verify.propose.kinked_minima import kinked_minimum

KINKED = [name for name in CASES if name != "no decay"]


def check(tables: Tables, data: Json) -> Evidence:
    problem = problem_from_tables(tables)
    return checker.check(problem, Certificate("minimum-in-ball", problem.digest, data))


@pytest.mark.parametrize("name", CASES)
def test_a_local_minimum_near_weights_of_floats_is_proved(name: str) -> None:
    tables, data = proved(name)
    evidence = check(tables, data)
    point = data["point"]
    assert evidence.facts["minimum"] == "yes"
    assert evidence.facts["kinks"] == str(len(point["kinks"]))
    assert (len(point["kinks"]) > 0) == (name in KINKED)
    assert ("strict" in evidence.statement) == (name not in KINKED)
    for k in point["kinks"][:1]:
        assert f"unit {k['unit'] + 1} of layer {k['layer'] + 1} at sample" in evidence.statement


@pytest.mark.parametrize("lie", LIES)
@pytest.mark.parametrize("name", CASES)
def test_every_lie_is_refused(name: str, lie: str) -> None:
    tables, data = proved(name)
    with pytest.raises(CertificateError):
        check(tables, LIES[lie](data))


@pytest.mark.parametrize("lie", KINK_LIES)
@pytest.mark.parametrize("name", KINKED)
def test_every_lie_about_kinks_is_refused(name: str, lie: str) -> None:
    tables, data = proved(name)
    with pytest.raises(CertificateError):
        check(tables, KINK_LIES[lie](data))


def risk(theta: list[Fraction], widths: list[int], below: Fraction, decay: Fraction) -> Fraction:
    """L of ``network`` with the squared loss, by its definition."""
    total = Fraction(0)
    for x, y in zip(INPUTS, TARGETS, strict=True):
        h, at = [exact(x)], 0
        for layer, (a, b) in enumerate(pairwise(widths), start=1):
            rows = [theta[at + a * u : at + a * u + a] for u in range(b)]
            biases = theta[at + a * b : at + a * b + b]
            at += a * b + b
            z = [sum((w * v for w, v in zip(row, h, strict=True)), c) for row, c in zip(rows, biases, strict=True)]
            h = z if layer == len(widths) - 1 else [v if v >= 0 else below * v for v in z]
        total += (h[0] - exact(y)) ** 2
    return total / len(INPUTS) + decay * sum(t * t for t in theta)


SQUARED: dict[str, tuple[list[int], Fraction, Fraction]] = {
    "weight decay": ([1, 3, 1], Fraction(0), Fraction(1, 200)),
    "two layers": ([1, 2, 2, 1], Fraction(0), Fraction(1, 100)),
    "leaky": ([1, 2, 1], Fraction(1, 100), Fraction(1, 50)),
}


@pytest.mark.parametrize("name", SQUARED)
def test_l_is_greater_on_the_edge_of_the_largest_ball_that_is_accepted(name: str) -> None:
    """By exact values of L, across all kinks, and out to where the kernel refuses."""
    tables, data = proved(name)
    radius, largest = exact(data["point"]["radius"]), Fraction(0)
    for k in range(0, 50, 2):
        weaker = changed(data, radius=write(radius * 4**k))
        for one in weaker["point"]["kinks"]:
            one["bend"] = write(exact(one["bend"]) / 4**k)
        try:
            check(tables, weaker)
        except CertificateError:
            break
        largest = radius * 4**k
    assert largest > 0
    center, draw = [exact(c) for c in data["point"]["center"]], Random(0)
    here = risk(center, *SQUARED[name])
    for _ in range(60):
        way = [Fraction(draw.gauss(0, 1)) for _ in center]
        size = Fraction(float(sum(v * v for v in way)) ** 0.5)
        edge = [c + largest * v / size for c, v in zip(center, way, strict=True)]
        assert risk(edge, *SQUARED[name]) > here


def of_one_unit(targets: list[str], **more: Any) -> Tables:
    """``v relu(w x + b) + c`` at -1, 0 and 1, with decay."""
    return network([1, 1, 1], "1/10", inputs=[["-1"], ["0"], ["1"]], targets=[[y] for y in targets], **more)


def test_a_kink_where_l_falls_as_the_unit_comes_alive_is_none_of_a_minimum() -> None:
    """The unit is dead but for a kink; at that input the target is above the output, or below it."""
    at = ["-1/2", "-1/2", "1", "0"]
    point = {"center": at, "radius": "1e-9", "curvature": "1/100", "held": [], "symmetries": []}
    one = {"layer": 0, "unit": 0, "input": 0, "slope": "1/2", "bend": "0"}
    for targets, match in ((["9", "0", "0"], "not to fall"), (["-9", "0", "0"], "eigenvalue|edge")):
        with pytest.raises(CertificateError, match=match):
            check(of_one_unit(targets), {"point": {**point, "kinks": [one]}})


@pytest.mark.parametrize(("targets", "sign"), [(["-3", "1", "0", "1"], 1), (["-1", "3", "0", "1"], -1)])
def test_samples_with_one_input_count_together(targets: list[str], sign: int) -> None:
    """At the input -1, which is there twice, one sample is above the output and one below: their sum decides."""
    inputs = [["-1"], ["-1"], ["0"], ["1"]]
    twice = network([1, 1, 1], "1/10", inputs=inputs, targets=[[y] for y in targets])
    problem, one = problem_from_tables(twice), Kink(0, 0, 0, Fraction(1, 2), Fraction(0))
    center = [Fraction(1), Fraction(1), Fraction(1), Fraction(0)]
    found = kinked_ball.on_ball(problem, BallMatrix.of(center, [Fraction(1, 10**9)] * 4), [one])
    low, high = kinked_ball.rate(problem, one, found)
    assert low <= high
    assert (low > 0, high < 0) == (sign > 0, sign < 0)


UNITS = network([1, 2, 1], "", regularizer="0")
SYMMETRIES: dict[str, tuple[Tables, list[str], UnitSymmetry, bool]] = {
    "a dead unit's weight is idle": (UNITS, ["1", "1", "-9", "9", "1", "1", "0"], UnitSymmetry("idle", (0,)), True),
    "so is what leads out of it": (UNITS, ["1", "1", "-9", "9", "1", "1", "0"], UnitSymmetry("idle", (4,)), True),
    "the other unit's is not": (UNITS, ["1", "1", "-9", "9", "1", "1", "0"], UnitSymmetry("idle", (1,)), False),
    "a unit that is dead at all inputs but one": (
        UNITS,
        ["1", "1", "-1.25", "9", "1", "1", "0"],
        UnitSymmetry("idle", (0,)),
        False,
    ),
    "an active unit shifts": (UNITS, ["1", "1", "-9", "9", "1", "1", "0"], UnitSymmetry("shift", (0, 1)), True),
    "one that switches does not": (
        UNITS,
        ["1", "1", "-0.25", "9", "1", "1", "0"],
        UnitSymmetry("shift", (0, 0)),
        False,
    ),
    "nor with decay of the biases": (
        network([1, 2, 1]),
        ["1", "1", "-9", "9", "1", "1", "0"],
        UnitSymmetry("shift", (0, 1)),
        False,
    ),
    "a unit is scaled": (UNITS, ["1", "1", "-0.25", "9", "1", "1", "0"], UnitSymmetry("scale", (0, 0)), True),
    "not with decay": (
        network([1, 2, 1]),
        ["1", "1", "-0.25", "9", "1", "1", "0"],
        UnitSymmetry("scale", (0, 0)),
        False,
    ),
    "units of one pattern turn, with decay": (
        network([1, 2, 1]),
        ["1", "2", "8", "9", "1", "1", "0"],
        UnitSymmetry("turn", (0, 0, 1)),
        True,
    ),
    "not with another decay of one of them": (
        network([1, 2, 1], regularizer="W1_1_1**2 + 2*W1_2_1**2 + b1_1**2 + b1_2**2 + W2_1_1**2 + W2_1_2**2"),
        ["1", "2", "8", "9", "1", "1", "0"],
        UnitSymmetry("turn", (0, 0, 1)),
        False,
    ),
    "not units of two patterns": (
        network([1, 2, 1]),
        ["1", "2", "-0.25", "9", "1", "1", "0"],
        UnitSymmetry("turn", (0, 0, 1)),
        False,
    ),
    "an output is no unit": (UNITS, ["1", "1", "-9", "9", "1", "1", "0"], UnitSymmetry("scale", (1, 0)), False),
}


@pytest.mark.parametrize("name", SYMMETRIES)
def test_what_is_a_symmetry(name: str) -> None:
    """Of fields that may be symmetries at all, those are taken along which L does not change."""
    tables, center, symmetry, is_one = SYMMETRIES[name]
    problem = problem_from_tables(tables)
    line = kinked_ball.slopes_of(problem)
    at = [exact(c) for c in center]
    box = BallMatrix.of(at, [Fraction(1, 10**9)] * len(at))
    found = kinked_ball.on_ball(problem, box, [])
    field = kinked_ball.LayeredSymmetries(problem, found.sides, line.alpha, line.beta).field(symmetry)
    assert (field is not None) is is_one
    if field is not None:
        rates = Program(list(field.values()), problem.names).run(ball.BALLS, [ball.ball(c) for c in at])
        slopes = fine_gradient(problem, at)
        along = sum((slopes[i] * rate for i, rate in zip(field, rates, strict=True)), ball.ball(0))
        assert ball.magnitude(along) < Fraction(1, 10**12)


def test_a_turn_needs_both_units_on_one_side() -> None:
    """Two equal units that are on their kinks at one input are not turned into each other there."""
    tables, data = proved("weight decay")
    units = {k["unit"] for k in data["point"]["kinks"]}
    one, other, *_ = sorted(units)
    lie = changed(data, held=[one], symmetries=[{"turn": [0, one, other]}])
    with pytest.raises(CertificateError, match="constant along"):
        check(tables, lie)


def test_symmetries_that_do_not_move_the_held_coordinates_are_refused() -> None:
    tables, data = proved("units that turn")
    held, symmetries = data["point"]["held"], data["point"]["symmetries"]
    assert len(held) > 1
    with pytest.raises(CertificateError, match="independently"):
        check(tables, changed(data, symmetries=[symmetries[0]] * len(held)))
    with pytest.raises(CertificateError, match="as many"):
        check(tables, changed(data, symmetries=symmetries[1:]))


def test_a_bend_above_another_kink_at_the_same_input_is_refused() -> None:
    tables, data = proved("two layers")
    inner, outer = data["point"]["kinks"][0], data["point"]["kinks"][-1]
    assert (inner["layer"], outer["layer"]) == (0, 1)
    below = {**inner, "input": outer["input"], "slope": "1/2", "bend": "0"}
    with pytest.raises(CertificateError):
        check(tables, changed(data, kinks=[*data["point"]["kinks"], below]))


OTHERS: dict[str, Tables] = {
    "a formula": TANH,
    "a smooth activation": network([1, 3, 1], activation="tanh"),
    "a jump": network([1, 3, 1], activation="step"),
    "another kink": network([1, 3, 1], activation="elu"),
    "no activation": network([1, 3, 1], activation="linear"),
    "a loss with a kink": network([1, 3, 1], loss="absolute", targets=[["0"]] * len(INPUTS)),
}


@pytest.mark.parametrize("name", OTHERS)
def test_of_other_networks_and_losses_nothing_is_said(name: str) -> None:
    problem = problem_from_tables(OTHERS[name])
    point = {
        "center": ["0.1"] * len(problem.names), "radius": "1e-9", "curvature": "1e-3",
        "held": [], "symmetries": [], "kinks": [],
    }  # fmt: skip
    with pytest.raises(CertificateError):
        checker.check(problem, Certificate("minimum-in-ball", problem.digest, {"point": point}))


def test_a_ball_with_kinks_is_no_critical_point_for_other_kinds() -> None:
    tables, data = proved("weight decay")
    problem = problem_from_tables(tables)
    size = len(problem.names)
    identity = [["1" if i == j else "0" for j in range(size)] for i in range(size)]
    for kind, more in (("critical-point", {"congruence": identity, "bits": 64}), ("strict-minimum", {})):
        with pytest.raises(CertificateError):
            checker.check(problem, Certificate(kind, problem.digest, {**data, **more}))


FAULTS: dict[str, tuple[dict[str, Any], Callable[[Json], Json]]] = {
    "the Hessian is not looked at": (
        {"least_eigenvalue_is_at_least": lambda *_: True},
        LIES["a curvature that is too large"],
    ),
    "the edge is not looked at": (
        {"slope_size": lambda *_: Fraction(0), "excess": lambda *_: Fraction(0)},
        LIES["a radius that is too small"],
    ),
    "the kinks are not looked at": (
        {"_require_less": lambda *_: None},
        lambda d: kink(changed(d, radius="1e-7"), bend="1e7"),
    ),
    "symmetries are not looked at": (
        {"_require_symmetric": lambda *_: None},
        LIES["a coordinate is held without a symmetry"],
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_the_lies_find_a_checker_that_does_not_look(fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    parts, lie = FAULTS[fault]
    tables, data = proved("weight decay")
    with pytest.raises(CertificateError):
        check(tables, lie(data))
    for name, instead in parts.items():
        monkeypatch.setattr(kinked_ball, name, instead)
    check(tables, lie(data))


def test_of_a_point_far_from_a_minimum_nothing_is_proposed() -> None:
    tables, data = proved("weight decay")
    away = [exact(c) + Fraction(1, 10) for c in data["point"]["center"]]
    assert not isinstance(kinked_minimum(problem_from_tables(tables), away), Certificate)
