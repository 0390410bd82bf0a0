"""``sharp-minimum``: minima on kinks, found from floats; what falls on one side, or along the kinks, is refused."""

from __future__ import annotations

import copy
from fractions import Fraction
from typing import Any

import pytest
import sympy
from problems import Tables, formula

from verify import recheck
from verify.errors import CertificateError
from verify.files.load import problem_from_tables
from verify.kernel import checker
from verify.kernel.certificate import Certificate
from verify.kernel.evidence import Evidence
from verify.propose.sharp_minima import sharp_minimum

Json = dict[str, Any]

BITS = 96


def risk(text: str, parameters: str, **more: Any) -> Tables:
    """L is this function of the parameters (and a little more: half of the square of the output 0)."""
    return formula("0", parameters.split(), [("0", "0")], regularizer=text, **more)


VALLEY = risk("abs(t1 - t2**2) + (t2 - 1)**2", "t1 t2")
"""Least at (1, 1), on the kink t1 = t2^2, along which it curves upward."""

CORNER = risk("abs(t1) + abs(t2) + t1/3 - t2/2", "t1 t2")
"""Least at 0, where two kinks meet."""

ORBIT = risk("abs(t1*t2 - 1) + (t1*t2 + t3 - 2)**2", "t1 t2 t3")
"""Least where t1 t2 = 1 and t3 = 1: on a kink, along a curve."""

UNIT = formula("t1*t2*x1 + t3", ["t1", "t2", "t3"], [("0", "0"), ("1", "1"), ("2", "3/2")], loss="absolute")
"""Absolute errors: the best fit goes through some of the data."""

FOUND: dict[str, tuple[Tables, list[str], str, str]] = {
    "a curved kink": (VALLEY, ["1.01", "1.003"], "1", "0"),
    "a corner": (CORNER, ["0.001", "-0.02"], "2", "0"),
    "on a kink, modulo a symmetry": (ORBIT, ["2", "0.501", "0.99"], "1", "1"),
    "absolute errors": (UNIT, ["1", "0.76", "0.01"], "2", "1"),
}


def second(tables: Tables, content: Json) -> str:
    """What the second checker says."""
    return recheck.guarded(lambda: recheck.KINDS["sharp-minimum"](recheck.Problem(tables), content))[1]


def found(tables: Tables, texts: list[str]) -> list[Evidence]:
    problem = problem_from_tables(tables)
    proved = []
    for proposal in sharp_minimum(problem, [Fraction(text) for text in texts], 0, BITS):
        if isinstance(proposal, Certificate):
            said = second(tables, dict(proposal.data))
            try:
                proved.append(checker.check(problem, proposal))
            except CertificateError:
                assert said in ("invalid", "holey")
                continue
            assert said == "valid"
    return proved


@pytest.mark.parametrize("name", FOUND)
def test_kinks_are_found_and_the_minimum_certified(name: str) -> None:
    tables, texts, kinks, dimension = FOUND[name]
    facts = [(e.facts["kinks"], e.facts["dimension"], e.facts["minimum"]) for e in found(tables, texts)]
    assert (kinks, dimension, "yes") in facts


NO_MINIMUM: dict[str, tuple[Tables, list[str]]] = {
    "it falls on one side": (risk("abs(t1) + 2*t1 + t2**2", "t1 t2"), ["0.01", "0.01"]),
    "it is level on one side": (risk("abs(t1) + t1 + t2**2", "t1 t2"), ["0.01", "0.01"]),
    "it curves downward along the kink": (risk("abs(t1) - t2**2", "t1 t2"), ["0.01", "0.01"]),
    "it is level along the kink": (risk("abs(t1) + t2**4", "t1 t2"), ["0.01", "0"]),
    "the kink bends the wrong way": (risk("abs(t1 - 2*t2**2) + t1", "t1 t2"), ["0.001", "0.01"]),
    "a ridge": (risk("t2**2 - abs(t1)", "t1 t2"), ["0.01", "0.01"]),
    "a jump": (risk("step(t1) + abs(t1) + t2**2", "t1 t2"), ["0.01", "0.01"]),
    "a cell between two kinks falls": (risk("abs(t1) + abs(t2) - 3*abs(t1 + t2)/2", "t1 t2"), ["0.01", "0.01"]),
    "another kink next to it": (risk("abs(t1) - 3*relu(t1 - 1/10**60) + t2**2", "t1 t2"), ["0.01", "0.01"]),
    "a jump next to it": (risk("abs(t1) - step(t1 - 1/10**60) + t2**2", "t1 t2"), ["0.01", "0.01"]),
    "a jump that comes to life below a dead unit": (
        risk("abs(t1) - relu(2*step(-t2) - 1) + t2**2", "t1 t2"),
        ["0.01", "0.01"],
    ),
    "nowhere defined on one side": (risk("abs(t1) + 0*sqrt(t1) + t2**2", "t1 t2"), ["0.01", "0.01"]),
    "a kink of higher order": (risk("elu(t1) + elu(-t1) - t1**2/2 + t2**2", "t1 t2"), ["0.01", "0.01"]),
    "level along a coordinate that is no symmetry": (risk("abs(t1) + relu(t1)*t3 + t2**2", "t1 t2 t3"), ["0.01"] * 3),
    "one kink, twice": (risk("abs(t1) + abs(2*t1) + t2**2", "t1 t2"), ["0.01", "0.01"]),
}


@pytest.mark.parametrize("name", NO_MINIMUM)
def test_none_is_proved_where_there_is_none_or_it_is_not_of_this_kind(name: str) -> None:
    assert found(*NO_MINIMUM[name]) == []


def good() -> Json:
    problem = problem_from_tables(VALLEY)
    proposals = sharp_minimum(problem, [Fraction("1.01"), Fraction("1.003")], 0, BITS)
    return dict(next(p for p in proposals if isinstance(p, Certificate)).data)


LIES: dict[str, tuple[tuple[Any, ...], Any, str]] = {
    "another multiplier": (("point", "multipliers"), ["1/2"], "Krawczyk"),
    "another point": (("point", "center"), ["1", "-1"], "Krawczyk"),
    "the kink is not named": (("point", "kinks"), ["t1 - t2"], "is not named|Krawczyk"),
    "a kink that is none": (("point", "kinks", 0), "t1 - t2**2 + (t2 - 1)**3", "is not named|Krawczyk"),
    "no kink": (("point", "kinks"), [], "length 0"),
    "rows that are held, or not there": (("rows",), [2], "0 to 1"),
    "no rows": (("rows",), [], "different coordinates"),
    "a field too many": (("fields",), [{"t1": "1"}], "as many vector fields"),
}


def test_the_good_one_is_good() -> None:
    problem = problem_from_tables(VALLEY)
    assert checker.check(problem, Certificate("sharp-minimum", problem.digest, good())).facts["minimum"] == "yes"


@pytest.mark.parametrize("name", LIES)
def test_a_lie_is_refused(name: str) -> None:
    path, value, words = LIES[name]
    content, problem = copy.deepcopy(good()), problem_from_tables(VALLEY)
    target: Any = content
    for key in path[:-1]:
        target = target[key]
    target[path[-1]] = value
    with pytest.raises(CertificateError, match=words):
        checker.check(problem, Certificate("sharp-minimum", problem.digest, content))
    assert second(VALLEY, content) in ("invalid", "holey")


def corner(text: str, *multipliers: str) -> tuple[Tables, Json]:
    """A point on the kinks t1 = 0 and t2 = 0, where L is the function with these slopes on their upper sides."""
    inverse = [["0", "0", "-1", "0"], ["0", "0", "0", "-1"], ["-1", "0", "0", "0"], ["0", "-1", "0", "0"]]
    point = {"slice": [], "center": ["0", "0"], "radius": "1/1000", "preconditioner": inverse, "bits": 96}
    point |= {"kinks": ["t1", "t2"], "multipliers": list(multipliers)}
    return risk(text, "t1 t2"), {"point": point, "fields": [], "rows": [0, 1], "congruence": [], "bits": 96}


def checked(tables: Tables, content: Json) -> Evidence:
    problem = problem_from_tables(tables)
    return checker.check(problem, Certificate("sharp-minimum", problem.digest, content))


def test_what_is_proved_is_said() -> None:
    evidence = checked(*corner("abs(t1) + abs(t2)/2", "1", "1/2"))
    assert evidence.statement.startswith("L rises from the 2 kinks that meet at the point")
    assert evidence.statement.endswith("a local minimum of L, a strict one")
    assert (evidence.facts["kinks"], evidence.facts["dimension"]) == ("2", "0")


@pytest.mark.parametrize(
    ("text", "multipliers"),
    [
        ("abs(t1) - abs(t2)/2", ("1", "-1/2")),  # it falls from the second kink, and rises from the first
        ("abs(t2)/2 - abs(t1)", ("-1", "1/2")),
        ("abs(t1) + 2*t2 + abs(t2)", ("1", "3")),  # it rises on one side of the second kink
        ("abs(t1) + t2 + abs(t2)", ("1", "2")),  # it is level there
        ("t1 + abs(t2)", ("1", "1")),  # the first kink is none
    ],
)
def test_from_every_kink_it_has_to_rise_on_both_sides(text: str, multipliers: tuple[str, str]) -> None:
    tables, content = corner(text, *multipliers)
    with pytest.raises(CertificateError, match="not proved to rise"):
        checked(tables, content)
    assert second(tables, content) in ("invalid", "holey")


def on_one_kink(gradient: list[int], form: str) -> tuple[Tables, Json]:
    """L = |gradient . theta| + a quadratic form, at theta = 0."""
    size = len(gradient)
    t = sympy.symbols([f"t{i + 1}" for i in range(size)])
    slopes = sympy.Matrix([gradient])
    jacobian = sympy.Matrix([[sympy.hessian(sympy.sympify(form), t), -slopes.T], [-slopes, sympy.zeros(1, 1)]])
    inverse = [[str(v) for v in row] for row in jacobian.inv().tolist()]
    kink = " + ".join(f"({c})*{name}" for c, name in zip(gradient, t, strict=True))
    point = {"slice": [], "center": ["0"] * size, "radius": "1/1000", "preconditioner": inverse, "bits": 96}
    identity = [[str(int(i == j)) for j in range(size - 1)] for i in range(size - 1)]
    content = {"point": {**point, "kinks": [kink], "multipliers": ["1"]}, "fields": [], "rows": [0], "bits": 96}
    return risk(f"abs({kink}) + {form}", " ".join(map(str, t))), {**content, "congruence": identity}


@pytest.mark.parametrize(
    ("gradient", "rises", "falls"),
    [([1, -2], "t1*t2", "-t1*t2"), ([1, 0, -1], "t2**2 + t1*t3", "t2**2 - t1*t3"), ([2, 1], "-t1*t2", "t1*t2")],
)
def test_it_is_along_the_kink_that_it_has_to_curve_upward(gradient: list[int], rises: str, falls: str) -> None:
    assert checked(*on_one_kink(gradient, rises)).facts["minimum"] == "yes"
    tables, content = on_one_kink(gradient, falls)
    with pytest.raises(CertificateError, match="curve upward along its kinks"):
        checked(tables, content)
    assert second(tables, content) in ("invalid", "holey")


@pytest.mark.parametrize("rows", [[0, 0], [0], [0, 1, 1]])
def test_the_rows_are_as_many_different_ones_as_kinks(rows: list[int]) -> None:
    tables, content = corner("abs(t1) + abs(t2)/2", "1", "1/2")
    with pytest.raises(CertificateError, match="different coordinates"):
        checked(tables, {**content, "rows": rows})


def test_a_point_on_kinks_is_no_critical_point_of_another_kind() -> None:
    problem = problem_from_tables(VALLEY)
    for kind in ("critical-point", "critical-orbit", "stationary"):
        content = {"point": good()["point"], "fields": [], "congruence": [["1", "0"], ["0", "1"]], "bits": 96}
        wanted = {"critical-point": ("point", "congruence", "bits"), "critical-orbit": tuple(content)}
        data = {key: content[key] for key in wanted.get(kind, ("point",))}
        with pytest.raises(CertificateError, match=r"across a slice|on kinks|exact coordinates|differentiable"):
            checker.check(problem, Certificate(kind, problem.digest, data))
