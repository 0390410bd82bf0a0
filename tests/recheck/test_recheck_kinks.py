"""Local minima on kinks in a ball by the second checker: what the kernel accepts, and the same lies."""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

import pytest
from kinked import CASES, KINK_LIES, LIES, Json, changed, network, proved
from problems import Tables

from verify import recheck

KINKED = [name for name in CASES if name != "no decay"]


def told(tables: Tables, data: Json) -> tuple[str, str]:
    _, verdict, why = recheck.guarded(lambda: recheck.KINDS["minimum-in-ball"](recheck.Problem(tables), data))
    return verdict, why


@pytest.mark.parametrize("name", CASES)
def test_what_the_kernel_proves_is_valid(name: str) -> None:
    assert told(*proved(name)) == ("valid", "")


@pytest.mark.parametrize("lie", LIES)
@pytest.mark.parametrize("name", CASES)
def test_no_lie_is_valid(name: str, lie: str) -> None:
    tables, data = proved(name)
    verdict, why = told(tables, LIES[lie](data))
    assert verdict != "valid"
    assert "malformed (" not in why


@pytest.mark.parametrize("lie", KINK_LIES)
@pytest.mark.parametrize("name", KINKED)
def test_no_lie_about_kinks_is_valid(name: str, lie: str) -> None:
    tables, data = proved(name)
    verdict, why = told(tables, KINK_LIES[lie](data))
    assert verdict != "valid"
    assert "malformed (" not in why


AT = {"center": ["-1/2", "-1/2", "1", "0"], "radius": "1e-9", "curvature": "1/100", "held": [], "symmetries": []}
KINK = {"layer": 0, "unit": 0, "input": 0, "slope": "1/2", "bend": "0"}


@pytest.mark.parametrize("target", ["9", "-9"])
def test_a_kink_where_l_falls_as_the_unit_comes_alive_is_none_of_a_minimum(target: str) -> None:
    tables = network([1, 1, 1], "1/10", inputs=[["-1"], ["0"], ["1"]], targets=[[target], ["0"], ["0"]])
    assert told(tables, {"point": {**AT, "kinks": [KINK]}})[0] != "valid"


SYMMETRIES: dict[str, tuple[str, Json, bool]] = {
    "a dead unit's weight": ("-9", {"idle": [0]}, True),
    "what leads out of it": ("-9", {"idle": [4]}, True),
    "another unit's weight": ("-9", {"idle": [1]}, False),
    "of a unit that is dead at all inputs but one": ("-1.25", {"idle": [0]}, False),
    "an active unit shifts": ("-9", {"shift": [0, 1]}, True),
    "one that switches does not": ("-0.25", {"shift": [0, 0]}, False),
    "a unit is scaled": ("-0.25", {"scale": [0, 0]}, True),
    "units of one pattern turn": ("8", {"turn": [0, 0, 1]}, True),
    "units of two do not": ("-0.25", {"turn": [0, 0, 1]}, False),
}


@pytest.mark.parametrize("name", SYMMETRIES)
def test_along_a_symmetry_l_does_not_change(name: str) -> None:
    bias, symmetry, is_one = SYMMETRIES[name]
    tables = network([1, 2, 1], "")
    center = ["1", "1", bias, "9", "1", "1", "0"]
    point = {**AT, "center": center, "held": [0], "symmetries": [symmetry], "kinks": []}
    p = recheck.Problem(tables)
    ball = recheck.KinkedBall(p, point)
    assert ball.below(64)
    if not is_one:
        with pytest.raises(recheck.Invalid):
            list(ball.fields())
        return
    (field,) = ball.fields()
    view = recheck.Place(dict(zip(p.theta, map(recheck.num, map(recheck.number, center)), strict=True))).view(128)
    terms = [view.exact.mul(view.enclose(rate), view.enclose(p.gradient[i])) for i, rate in field.items()]
    assert recheck.size(recheck.summed(terms)) < 2**20


WITH_DECAY = {"shift": "the term in theta alone", "scale": "the term in theta alone", "idle": "the term in theta alone"}


@pytest.mark.parametrize("name", WITH_DECAY)
def test_what_decay_does_not_allow(name: str) -> None:
    center = ["1", "1", "-9", "9", "1", "1", "0"]
    symmetry = {name: [0] if name == "idle" else [0, 1]}
    point: dict[str, Any] = {**AT, "center": center, "held": [0], "symmetries": [symmetry], "kinks": []}
    ball = recheck.KinkedBall(recheck.Problem(network([1, 2, 1])), point)
    assert ball.below(64)
    with pytest.raises(recheck.Holey, match=WITH_DECAY[name]):
        list(ball.fields())


def test_lines_and_squares_give_the_derivatives_of_the_function_that_they_make() -> None:
    """Against the same function, written out for a network without activation and with a square in theta alone."""
    draw = random.Random(3)
    tables = network([1, 1, 1], "", inputs=[["2"]], targets=[["1"]])
    linear = network([1, 1, 1], "", "linear", inputs=[["2"]], targets=[["1"]], regularizer="3*(2*W1_1_1 + b1_1)**2/2")
    p, q = recheck.Problem(tables), recheck.Problem(linear)
    at = recheck.Place({n: recheck.num(Fraction(draw.randint(-9, 9), 7)) for n in p.theta}).view(128)
    one, square = at.exact.number(Fraction(1)), at.exact.number(Fraction(3))
    found, wanted = recheck.derivatives(p, at, True, {0: {(1, 0): (one, square)}}), recheck.derivatives(q, at, True)
    for x, y in zip(found.slopes, wanted.slopes, strict=True):
        assert abs(x[0] - y[0]) < 2**20
    for rows, others in zip(found.middle, wanted.middle, strict=True):
        assert all(abs(x - y) < 2**20 for x, y in zip(rows, others, strict=True))


def test_symmetries_that_are_not_independent_are_refused() -> None:
    tables, data = proved("units that turn")
    held = data["point"]["held"]
    same = changed(data, symmetries=[data["point"]["symmetries"][0]] * len(held))
    assert len(held) > 1
    assert told(tables, same)[0] != "valid"
