"""Minima on kinks that are flat on one side: found and certified; where L falls on a side, or may, it is refused."""

from __future__ import annotations

import copy
from fractions import Fraction
from typing import Any

import pytest
from problems import Tables, formula

from verify.errors import CertificateError
from verify.files.load import problem_from_tables
from verify.kernel import checker
from verify.kernel.certificate import Certificate
from verify.kernel.evidence import Evidence
from verify.kernel.minorant import Place, RiskParts, _difference, replaced
from verify.kernel.region import Range, Region
from verify.numerics.identity import vanish
from verify.numerics.interval import between
from verify.problem.expression import ARG, ZERO, Expr, num, var, where
from verify.propose.kink_branches import minimum_by_branches

Json = dict[str, Any]

BITS = 96


def risk(text: str, parameters: str, **more: Any) -> Tables:
    """L is this function of the parameters."""
    return formula("0", parameters.split(), [("0", "0")], regularizer=text, **more)


def layered(widths: list[int], targets: list[str], **more: Any) -> Tables:
    """A network of relu on the inputs 0, 1, 2, ..."""
    problem = {
        "network": {"widths": widths, "activation": "relu"},
        "loss": "squared",
        "inputs": [[str(x)] for x in range(len(targets))],
        "targets": [[y] for y in targets],
        **more,
    }
    return {"problem": problem, "augment": {}}


ON_KINK = formula("relu(t1*x1)", ["t1"], [("1", "-1")])
"""L is constant for t1 < 0, and rises for t1 > 0."""

HALF_DEAD = layered([1, 2, 1], ["0", "1", "1", "3"])
"""A unit that is alive and has its best fit, and one that is dead but for a kink at the input 0."""

ALIVE, DEAD = ["9/10", "-1", "1", "0", "1"], ["-11/10"]

NESTED = layered([1, 1, 1, 1], ["0", "1", "2"])
"""Both layers are on a kink at the input 0."""

FOUND: dict[str, tuple[Tables, list[str], str]] = {
    "one unit": (ON_KINK, ["0"], "1"),
    "flat on both sides": (risk("0*relu(t1) + t2**2 + relu(t1)**2", "t1 t2"), ["0", "1/1000"], "1"),
    "half dead": (HALF_DEAD, [*ALIVE, "-1", *DEAD], "5"),
    "the other side": (risk("relu(-t1) + t2**2", "t1 t2"), ["0", "1/1000"], "1"),
    "two branches of one condition": (risk("relu(t1)*(1 + t2**2) + relu(3*t1)", "t1 t2"), ["0", "2"], "2"),
    "a leaky unit below a dead one": (risk("relu(leaky_relu(t1)) + t2**2", "t1 t2"), ["0", "1/1000"], "1"),
    "a kink of a kink": (NESTED, ["1", "0", "-1", "0", "1", "1"], "5"),
    "beside another kink, on which L has its least value": (
        layered([1, 2, 1], ["0", "1", "2"], loss="absolute"),
        ["-1", "-2", "0", "0", "1", "2", "1"],
        "6",
    ),
}


def proved(tables: Tables, texts: list[str]) -> list[Evidence]:
    problem = problem_from_tables(tables)
    found = []
    for proposal in minimum_by_branches(problem, [Fraction(text) for text in texts], 0, BITS):
        if isinstance(proposal, Certificate):
            try:
                found.append(checker.check(problem, proposal))
            except CertificateError:
                continue
    return found


@pytest.mark.parametrize("name", FOUND)
def test_a_minimum_that_is_flat_on_one_side_is_found_and_certified(name: str) -> None:
    tables, texts, dimension = FOUND[name]
    (evidence,) = proved(tables, texts)
    assert (evidence.facts["minimum"], evidence.facts["dimension"]) == ("yes", dimension)


NO_MINIMUM: dict[str, tuple[Tables, list[str]]] = {
    "it falls where the unit comes alive": (formula("relu(t1*x1)", ["t1"], [("1", "1")]), ["0"]),
    "the outer weight has the other sign": (HALF_DEAD, [*ALIVE, "1", *DEAD]),
    "the outer weight is 0": (risk("(t2*relu(t1) + 1)**2", "t1 t2"), ["0", "0"]),
    "it falls in the second order": (risk("t2**2 - relu(t1)**2", "t1 t2"), ["0", "0"]),
    "it falls in the third order": (risk("t2**2 - relu(t1)**3", "t1 t2"), ["0", "0"]),
    "it falls between two kinks that touch": (risk("t2**2 + relu(t1) - 2*relu(t1 - t3**2)", "t1 t2 t3"), ["0"] * 3),
    "the minorant is a saddle": (risk("relu(t1) - t2**2", "t1 t2"), ["0", "0"]),
    "the minorant has a slope": (risk("relu(t1) + t2", "t1 t2"), ["0", "0"]),
    "the flat side has a slope": (risk("leaky_relu(t1) + t2**2", "t1 t2"), ["0", "0"]),
    "a jump": (risk("step(t1) + t2**2", "t1 t2"), ["0", "0"]),
    "a jump down": (risk("t2**2 - step(t1) + relu(t1)", "t1 t2"), ["0", "0"]),
    "no value on the flat side": (risk("relu(t1) + 0*sqrt(t1) + t2**2", "t1 t2"), ["0", "0"]),
    "no value on the other side": (risk("relu(t1) + 0*sqrt(-t1) + t2**2", "t1 t2"), ["0", "0"]),
    "a kink of the first order": (risk("elu(t1) - t1 + t2**2", "t1 t2"), ["0", "0"]),
    "the kink is next to it": (risk("relu(t1 - 1/10**60) + t2**2", "t1 t2"), ["0", "0"]),
    "nested, and the outer weight of the lower unit is 0": (NESTED, ["1", "0", "0", "0", "1", "1"]),
    "nested, with the other sign": (NESTED, ["1", "0", "-1", "0", "-1", "1"]),
}


@pytest.mark.parametrize("name", NO_MINIMUM)
def test_none_is_proved_where_there_is_none_or_it_is_not_of_this_kind(name: str) -> None:
    assert proved(*NO_MINIMUM[name]) == []


POINT = {"slice": [0], "center": ["0", "0"], "radius": "1/1000", "preconditioner": [["1/2"]], "bits": 96}
FLAT = risk("relu(t1) + t2**2", "t1 t2")
FALLS = risk("t2**2 - relu(t1)", "t1 t2")
GOOD: Json = {
    "point": {**POINT, "branches": [{"kink": "t1", "side": -1}]},
    "fields": [{"t1": "1"}],
    "congruence": [["1"]],
    "bits": 96,
}

LIES: dict[str, tuple[Tables, tuple[Any, ...], Any, str]] = {
    "L falls": (FALLS, (), None, "L does not fall"),
    "L falls, and the upper branch": (FALLS, ("point", "branches", 0, "side"), 1, "L does not fall"),
    "no branch": (FLAT, ("point", "branches"), [], "names some kinks"),
    "the upper branch": (FLAT, ("point", "branches", 0, "side"), 1, "constant along field 1"),
    "another kink": (FLAT, ("point", "branches", 0, "kink"), "t2", "no kink of L"),
    "a kink of another size": (FLAT, ("point", "branches", 0, "kink"), "2*t1", "no kink of L"),
    "the kink, but for 1/10^40": (FLAT, ("point", "branches", 0, "kink"), "t1 + 1/10**40", "no kink of L"),
    "a kink that is none": (FLAT, ("point", "branches", 0, "kink"), "t3", "t3"),
    "one kink twice": (FLAT, ("point", "branches"), [{"kink": "t1", "side": -1}] * 2, "no kink of L"),
    "a side that is none": (FLAT, ("point", "branches", 0, "side"), 0, "1 or -1"),
    "a side that is no number": (FLAT, ("point", "branches", 0, "side"), True, "1 or -1"),
    "one field more": (FLAT, ("point", "branches", 0, "radius"), "1", "unknown field"),
    "the kink is at a coordinate that is not held": (FLAT, ("point", "slice"), [1], "lie on a kink"),
    "the kink is next to the point": (FLAT, ("point", "center", 0), "1/10**60", "lie on a kink|exact number|no kink"),
    "the kink is next to the point, but near": (FLAT, ("point", "center", 0), "1e-60", "lie on a kink"),
    "all is held, and the other coordinate matters": (FLAT, ("point", "slice"), [0, 1], "length 0"),
}


def check(tables: Tables, content: Json) -> Evidence:
    problem = problem_from_tables(tables)
    return checker.check(problem, Certificate("critical-orbit", problem.digest, content))


def test_the_one_made_by_hand_is_true() -> None:
    assert check(FLAT, GOOD).facts["minimum"] == "yes"


def test_a_condition_may_be_named_with_the_other_sign() -> None:
    content = copy.deepcopy(GOOD)
    content["point"]["branches"] = [{"kink": "-t1", "side": 1}]
    assert check(FLAT, content).facts["minimum"] == "yes"
    content["point"]["branches"][0]["side"] = -1
    with pytest.raises(CertificateError, match="constant along field 1"):
        check(FLAT, content)


def test_on_a_minorant_l_may_jump_elsewhere() -> None:
    """relu(t1)*(1 + step(t2)) jumps at t2 = 0, and is Lipschitz in the value of the kink."""
    assert check(risk("relu(t1)*(1 + step(t2)) + t2**2", "t1 t2"), copy.deepcopy(GOOD)).facts["minimum"] == "yes"


@pytest.mark.parametrize("name", LIES)
def test_a_lie_is_refused(name: str) -> None:
    tables, path, value, words = LIES[name]
    content = copy.deepcopy(GOOD)
    target: Any = content
    for key in path[:-1]:
        target = target[key]
    if path:
        target[path[-1]] = value
    with pytest.raises(CertificateError, match=words):
        check(tables, content)


def test_all_coordinates_are_held_only_where_nothing_depends_on_them() -> None:
    point = {**POINT, "slice": [0, 1], "preconditioner": [], "branches": [{"kink": "t1", "side": -1}]}
    all_held = {"point": point, "fields": [{"t1": "1"}, {"t2": "1"}], "congruence": [], "bits": 96}
    assert check(risk("relu(t1) + 0*t2", "t1 t2"), all_held).facts["dimension"] == "2"
    with pytest.raises(CertificateError, match="constant along field 2"):
        check(FLAT, all_held)
    for radius in ("0", "-1"):
        with pytest.raises(CertificateError, match="the radius is greater than 0"):
            check(risk("relu(t1) + 0*t2", "t1 t2"), {**all_held, "point": {**point, "radius": radius}})
    without = {**all_held, "point": {key: value for key, value in point.items() if key != "branches"}}
    with pytest.raises(CertificateError, match="names some coordinates"):
        check(risk("relu(t1) + 0*t2", "t1 t2"), without)


def test_two_kinks_whose_inner_kinks_differ_are_not_one() -> None:
    """relu(relu(t1) + t3) is another kink than relu(relu(t2) + t3), though both have one kink inside."""
    tables = risk("relu(relu(t1) + t3) + t4**2", "t1 t2 t3 t4")
    point = {"slice": [0, 1, 2], "center": ["0"] * 4, "radius": "1/1000", "preconditioner": [["1/2"]], "bits": 96}
    fields = [{"t1": "1"}, {"t2": "1"}, {"t3": "1"}]

    def named(kink: str) -> Json:
        branches = [{"kink": kink, "side": -1}]
        return {"point": {**point, "branches": branches}, "fields": fields, "congruence": [["1"]], "bits": 96}

    assert check(tables, named("relu(t1) + t3")).facts["minimum"] == "yes"
    with pytest.raises(CertificateError, match="no kink of L"):
        check(tables, named("relu(t2) + t3"))


def test_a_value_on_a_minorant_is_no_critical_point_of_another_kind() -> None:
    problem = problem_from_tables(FLAT)
    data = {"point": GOOD["point"], "congruence": [["1", "0"], ["0", "1"]], "bits": 96}
    with pytest.raises(CertificateError, match="across a slice"):
        checker.check(problem, Certificate("critical-point", problem.digest, data))


# ------------------------------------------------------------------------------ kinks that no formula of a file has

PLACE = Place(Region({"t1": Range(-1, 1)}), {"t1": Fraction(0)}, {"t1": Fraction(0)})
T1 = var("t1")
LESS = where(T1, ZERO, ARG, 0)
"""min(t1, 0)."""


def minorised(risk: Expr, condition: Expr, side: int) -> Expr:
    return replaced(RiskParts(risk, (), (), ZERO), PLACE, condition, side).risk


def test_a_kink_that_bends_down_is_replaced_where_l_falls_with_it() -> None:
    """Both branches, 0 and t1, are nowhere less than min(t1, 0)."""
    assert vanish([minorised(-LESS, T1, 1)])
    assert vanish([minorised(LESS * LESS - 3 * LESS, T1, 1)])
    for lie in (LESS, 2 * LESS, LESS * LESS * LESS + LESS):
        with pytest.raises(CertificateError, match="L does not fall"):
            minorised(lie, T1, 1)
    assert vanish([minorised(-LESS, T1, -1) + T1])
    with pytest.raises(CertificateError, match="L does not fall"):
        minorised(LESS, T1, -1)


def test_the_branch_is_the_one_of_the_side_that_is_named() -> None:
    """Of 2 t1 for t1 >= 0, and 0 below: neither branch is the condition itself."""
    steep = where(T1, 2 * ARG, ZERO, 0)
    assert vanish([minorised(steep, T1, -1)])
    assert vanish([minorised(steep, T1, 1) - 2 * T1])
    assert vanish([minorised(steep, -T1, 1)])
    for named in (2 * T1, -2 * T1, T1 / num(2), -T1 / num(2)):
        with pytest.raises(CertificateError, match="no kink of L"):
            minorised(steep, named, 1)


def test_how_two_branches_part_is_asked_on_the_other_side_alone() -> None:
    """2 u - u^2 is less than u below 0; above, it is greater and then less again."""
    kink = where(T1, ARG, 2 * ARG - ARG * ARG, 0)
    assert _difference(kink, 1, between(-1, 1)) == -1
    assert _difference(where(T1, 2 * ARG - ARG * ARG, ARG, 0), -1, between(-1, Fraction(1, 4))) == 1
    with pytest.raises(CertificateError, match="were not proved to part"):
        _difference(kink, -1, between(-1, 1))
    assert _difference(kink, 1, between(1, 2)) == 0
    assert _difference(kink, -1, between(-2, -1)) == 0
