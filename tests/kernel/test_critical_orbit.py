"""``critical-orbit``: minima modulo symmetries, from floats; a field that is none, a slice along it, are refused."""

from __future__ import annotations

import copy
import time
from fractions import Fraction
from random import Random
from typing import Any

import pytest
from problems import TANH, Tables, formula

from verify import recheck
from verify.errors import CertificateError
from verify.files.load import problem_from_tables
from verify.kernel import checker
from verify.kernel.certificate import Certificate, Fields
from verify.kernel.evidence import Evidence
from verify.kernel.kinds.critical_orbit import require_symmetry, vector_field
from verify.propose.critical_orbits import all_held, critical_orbit

Json = dict[str, Any]

BITS = 96

PRODUCT = formula("t1*t2*x1", ["t1", "t2"], [("1", "1"), ("1", "2")])
"""L = ((t1 t2 - 1)^2 + (t1 t2 - 2)^2)/2, least where t1 t2 = 3/2; rescaling leaves it as it is."""

RELU = formula(
    "t1*relu(t2*x1 + t3) + t4*relu(t5*x1 + t6) + t7",
    [f"t{i}" for i in range(1, 8)],
    [("-2", "3/10"), ("-1", "1/10"), ("0", "1/2"), ("1", "1"), ("3/2", "5/2"), ("2", "3")],
)
"""A unit for each half of the line, one of which may be dead."""

SOFTMAX: Tables = {
    "problem": {
        "network": {"formula": ["t1*x1 + t2", "t3"], "parameters": ["t1", "t2", "t3"]},
        "loss": "softmax-cross-entropy",
        "reduction": "sum",
        "inputs": [["0"], ["0"], ["1"], ["1"], ["1"]],
        "targets": [["1", "0"], ["0", "1"], ["1", "0"], ["1", "0"], ["0", "1"]],
    },
    "augment": {},
}

LINEAR: Tables = {
    "problem": {
        "network": {"formula": ["t1*t3*x1 + t2*t4*x1"], "parameters": ["t1", "t2", "t3", "t4"]},
        "loss": "squared",
        "reduction": "mean",
        "inputs": [["1"], ["2"]],
        "targets": [["1"], ["3"]],
    },
    "augment": {},
}
"""Two linear layers: another basis between them changes nothing."""

FOUND: dict[str, tuple[Tables, list[str], str]] = {
    "rescaling": (PRODUCT, ["3", "0.4999999"], "1"),
    "rescaling of relu, a dead unit": (RELU, ["1.3", "1", "0.06", "1", "-1", "-5", "0.2"], "4"),
    "shift of softmax": (SOFTMAX, ["0.7", "0.01", "0.02"], "1"),
    "another basis": (LINEAR, ["1", "2", "0.61", "0.42"], "3"),
}


def propose(name: str) -> tuple[Tables, Json]:
    tables, texts, _ = FOUND[name]
    found = critical_orbit(problem_from_tables(tables), [Fraction(text) for text in texts], 0, BITS)
    assert isinstance(found, Certificate), found
    return tables, dict(found.data)


def check(tables: Tables, content: Json, kind: str = "critical-orbit") -> Evidence:
    problem = problem_from_tables(tables)
    return checker.check(problem, Certificate(kind, problem.digest, content))


def second(tables: Tables, content: Json, kind: str = "critical-orbit") -> str:
    """What the second checker says."""
    return recheck.guarded(lambda: recheck.KINDS[kind](recheck.Problem(tables), content))[1]


@pytest.mark.parametrize("name", FOUND)
def test_symmetries_are_found_and_the_minimum_certified(name: str) -> None:
    tables, content = propose(name)
    facts = check(tables, content).facts
    assert (facts["minimum"], facts["dimension"]) == ("yes", FOUND[name][2])
    assert second(tables, content) == "valid"


def test_a_saddle_across_its_symmetries_is_no_minimum() -> None:
    """L = (t1 t2 - t3^2 - 1)^2 / 2 + t3^2 / 4 - t3^4 ... at the maximum in t3 of the slice t1 t2 = 3/2."""
    tables = formula("t1*t2*x1 + t3**2*(2*x1 - 3)", ["t1", "t2", "t3"], [("1", "1"), ("1", "2"), ("2", "4")])
    problem = problem_from_tables(tables)
    found = critical_orbit(problem, [Fraction(1), Fraction("1.83"), Fraction(0)], 0, BITS)
    assert isinstance(found, Certificate)
    facts = check(tables, dict(found.data)).facts
    assert (facts["minimum"], facts["index"]) == ("no", "1")


def test_no_symmetry_no_proposal() -> None:
    texts = ["1.385950707821873", "-1.614492744779823", "-0.875835112049511"]
    found = critical_orbit(problem_from_tables(TANH), [Fraction(t) for t in texts], 0, BITS)
    assert not isinstance(found, Certificate)
    assert "no symmetry" in found.detail


CENTER = ["3", "1/2"]
GOOD = {
    "point": {"slice": [0], "center": CENTER, "radius": "1/1000", "preconditioner": [["1/18"]], "bits": 96},
    "fields": [{"t1": "t1", "t2": "-t2"}],
    "congruence": [["1"]],
    "bits": 96,
}

LIES: dict[str, tuple[Tables, tuple[Any, ...], Any, str]] = {
    "one entry more of the point": (PRODUCT, ("point", "exactly"), True, "unknown field"),
    "a field along which L changes": (PRODUCT, ("fields", 0), {"t1": "t1", "t2": "t2"}, "constant along field 1"),
    "nearly a symmetry": (PRODUCT, ("fields", 0, "t2"), "-t2*(1 + 1/10**20)", "constant along field 1"),
    "a field that does not move the slice": (PRODUCT, ("fields", 0), {"t1": "0"}, "lead away"),
    "a field that is 0 there": (
        PRODUCT,
        ("fields", 0),
        {"t1": "t1*(t1*t2 - 3/2)", "t2": "-t2*(t1*t2 - 3/2)"},
        "lead away",
    ),
    "a field with a pole": (PRODUCT, ("fields", 0), {"t1": "t1/(t1 - 3)", "t2": "-t2/(t1 - 3)"}, "differentiable"),
    "a field with a kink": (
        PRODUCT,
        ("fields", 0),
        {"t1": "t1*abs(t1 - 3)", "t2": "-t2*abs(t1 - 3)"},
        "differentiable",
    ),
    "no such parameter": (PRODUCT, ("fields", 0), {"t9": "1"}, "no parameter t9"),
    "no field": (PRODUCT, ("fields",), [], "as many vector fields"),
    "one field twice": (PRODUCT, ("fields",), [{"t1": "t1", "t2": "-t2"}] * 2, "as many vector fields"),
    "nothing held": (PRODUCT, ("point", "slice"), [], "names some coordinates"),
    "all held": (PRODUCT, ("point", "slice"), [0, 1], "names some coordinates"),
    "not critical on the slice": (PRODUCT, ("point", "center"), ["3", "1/3"], "Krawczyk"),
    "a point with exact coordinates": (PRODUCT, ("point",), {"exact": CENTER}, "across a slice"),
    "a term in theta alone": (
        {**PRODUCT, "problem": {**PRODUCT["problem"], "regularizer": "(t1*t2)**2*exp(t1)/10**30"}},
        (),
        None,
        "term in theta alone was not proved constant|Krawczyk",
    ),
}


def test_the_one_made_by_hand_is_true() -> None:
    assert check(PRODUCT, GOOD).facts["minimum"] == "yes"
    assert second(PRODUCT, GOOD) == "valid"


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
    assert second(tables, content) in ("invalid", "holey")


def test_a_field_is_a_symmetry_on_the_side_of_the_point_and_not_of_the_centre() -> None:
    """The box lies on both sides of the field's kink; only at its centre is the field the rescaling."""
    point = {**GOOD["point"], "center": ["3", "499/1000"], "radius": "1/500"}
    off = {**GOOD, "point": point}
    assert check(PRODUCT, off).facts["minimum"] == "yes"
    behind = "(4995/10000 - t2)"
    kinked = {**off, "fields": [{"t1": f"t1 + elu({behind}) - {behind}", "t2": "-t2"}]}
    with pytest.raises(CertificateError, match="constant along field 1"):
        check(PRODUCT, kinked)
    far = kinked | {"fields": [{"t1": f"t1 + elu({behind} + 1) - ({behind} + 1)", "t2": "-t2"}]}
    assert check(PRODUCT, far).facts["minimum"] == "yes"


FALLING: dict[str, tuple[Json, str]] = {
    "a field that is 0 at the point": ({"t1": "2*t2", "t2": "-1"}, "lead away"),
    "a pole at the coordinate that is held": ({"t1": "t2/t1"}, "differentiable"),
    "a rate that is no number": ({"t1": "1/(4*atan(1) - pi)"}, "differentiable"),
    "a rate that is 0 in disguise": ({"t1": "4*atan(1) - pi"}, "lead away"),
    "a rate with a jump": ({"t1": "step(t2)"}, "differentiable"),
    "a root at its end": ({"t1": "sqrt(t2**2)"}, "differentiable"),
}


@pytest.mark.parametrize("name", FALLING)
def test_no_field_makes_a_minimum_where_l_falls_along_the_held_coordinate(name: str) -> None:
    """L = t2^2 + t1 has none: only its slope on the slice t1 = 0 vanishes at 0."""
    tables = formula("0", ["t1", "t2"], [("0", "0")], regularizer="t2**2 + t1")
    field, words = FALLING[name]
    point = {"slice": [0], "center": ["0", "0"], "radius": "1/1000", "preconditioner": [["1/2"]], "bits": 96}
    with pytest.raises(CertificateError, match=words):
        check(tables, {"point": point, "fields": [field], "congruence": [["1"]], "bits": 96})


def test_no_kink_that_is_none_makes_a_slope_critical() -> None:
    """L = t1 + t2^2 is smooth and critical along t1 = 0 alone, which a point on the "kink" t1 = 0 only needs to be."""
    tables = formula("0", ["t1", "t2"], [("0", "0")], regularizer="t1 + t2**2")
    inverse = [["0", "0", "-1"], ["0", "1/2", "0"], ["-1", "0", "0"]]
    point = {"slice": [], "center": ["0", "0"], "radius": "1/1000", "preconditioner": inverse, "bits": 96}
    content = {"point": {**point, "kinks": ["t1"], "multipliers": ["1"]}, "fields": [], "bits": 96}
    for size in (2, 3):
        one = [[str(int(i == j)) for j in range(size)] for i in range(size)]
        with pytest.raises(CertificateError, match=r"not on kinks|length 2"):
            check(tables, {**content, "congruence": one})
        assert second(tables, {**content, "congruence": one}) in ("invalid", "holey")


@pytest.mark.parametrize("extra", ["step(t2)", "abs(t2)", "elu(t2) - t2"])
def test_a_slope_that_jumps_or_bends_at_the_point_is_refused(extra: str) -> None:
    """L = t2^2 + step(t2) does not change with t1, and its slope vanishes on both sides of t2 = 0: no minimum there."""
    tables = formula("0", ["t1", "t2"], [("0", "0")], regularizer=f"t2**2 + {extra}")
    point = {"slice": [0], "center": ["0", "0"], "radius": "1/1000", "preconditioner": [["2/5"]], "bits": 96}
    with pytest.raises(CertificateError, match="Krawczyk"):
        check(tables, {"point": point, "fields": [{"t1": "1"}], "congruence": [["1"]], "bits": 96})


def valley(curvature: str) -> tuple[Tables, Json]:
    """L = t2^2 or -t2^2, which does not change with t1."""
    tables = formula("0", ["t1", "t2"], [("0", "0")], regularizer=f"({curvature})*t2**2")
    inverse = [[f"{curvature}/2"]]
    point = {"slice": [0], "center": ["0", "0"], "radius": "1/1000", "preconditioner": inverse, "bits": 96}
    return tables, {"point": point, "fields": [{"t1": "1"}], "congruence": [["1"]], "bits": 96}


def test_what_is_proved_is_said() -> None:
    assert check(*valley("1")).statement.endswith("across 1 symmetries of L: a local minimum of L, strict but for them")
    assert check(*valley("-1")).statement.endswith("across 1 symmetries of L: no local minimum, of index 1")


def test_without_a_congruence_that_diagonalizes_nothing_is_decided() -> None:
    tables, content = valley("1")
    with pytest.raises(CertificateError, match="inertia"):
        check(tables, {**content, "congruence": [["0"]]})


def test_of_a_field_every_rate_has_to_be_smooth() -> None:
    tables, content = valley("1")
    for rates in ({"t1": "1", "t2": "abs(t2)"}, {"t1": "1 + abs(t2)", "t2": "0"}, {"t1": "1 + step(t2)", "t2": "0"}):
        with pytest.raises(CertificateError, match="differentiable"):
            check(tables, {**content, "fields": [rates]})
    with pytest.raises(CertificateError, match="neither a variable"):
        check(tables, {**content, "fields": [{"t1": "1 + t9"}]})


def test_where_nothing_depends_on_theta_there_is_no_critical_orbit() -> None:
    tables = formula("relu(t1*x1 - 9)", ["t1"], [("1", "1")])
    assert not isinstance(critical_orbit(problem_from_tables(tables), [Fraction(1)], 0, BITS), Certificate)


def test_a_unit_whose_kink_is_at_the_point_has_no_rescaling_there() -> None:
    tables = formula("t1*relu(t2*x1)", ["t1", "t2"], [("1", "1"), ("1", "2")])
    assert check(tables, GOOD).facts["minimum"] == "yes"
    still = {**GOOD, "point": {**GOOD["point"], "center": ["3", "0"]}}
    with pytest.raises(CertificateError):
        check(tables, still)


@pytest.mark.parametrize("kind", ["critical-point", "data-optimal", "stationary", "tangent"])
def test_other_kinds_do_not_take_such_a_point_for_a_critical_one(kind: str) -> None:
    """On its slice, t1 = 3 held, the point is critical; of L alone that is not so for another network."""
    tables = formula("t1*t2*x1 + t1", ["t1", "t2"], [("1", "4"), ("1", "5")])
    data = {"point": GOOD["point"], "congruence": [["1", "0"], ["0", "1"]], "bits": 96}
    asked = {k: v for k, v in data.items() if kind == "critical-point" or k == "point"} | {"bits": 96}
    assert second(tables, asked, kind) in ("invalid", "holey")
    with pytest.raises(CertificateError, match=r"critical point of L, not one across a slice|exact coordinates"):
        check(tables, asked, kind)


def test_its_value_is_known() -> None:
    better = {"exact": ["1", "3/2"]}
    tables = formula("t1*t2*x1 + t1", ["t1", "t2"], [("1", "4"), ("1", "5")])
    lower = {"point": GOOD["point"], "better": {"exact": ["3", "1/2"]}, "bits": 96}
    with pytest.raises(CertificateError, match="not proved smaller"):
        check(PRODUCT, {**lower, "better": better}, "lower-value")
    assert check(tables, {"point": {"exact": ["1", "0"]}, "better": GOOD["point"], "bits": 96}, "lower-value").statement


def many_classes(samples: int) -> Tables:
    """A network of tanh below a softmax."""
    rng = Random(3)
    labels = [rng.randrange(3) for _ in range(samples)]
    return {
        "problem": {
            "network": {"widths": [4, 5, 3], "activation": "tanh"},
            "loss": "softmax-cross-entropy",
            "inputs": [[f"{rng.uniform(-2, 2):.3f}" for _ in range(4)] for _ in range(samples)],
            "targets": [[str(int(k == label)) for k in range(3)] for label in labels],
        },
        "augment": {},
    }


SHIFTS: dict[str, tuple[dict[str, str], bool]] = {
    "all outputs alike": ({"b2_1": "1", "b2_2": "1", "b2_3": "1"}, True),
    "twice as fast": ({"b2_1": "2", "b2_2": "2", "b2_3": "2"}, True),
    "one of them faster": ({"b2_1": "1", "b2_2": "2", "b2_3": "1"}, False),
    "one of them not": ({"b2_1": "1", "b2_2": "1"}, False),
    "an inner bias": ({"b1_1": "1"}, False),
    "one with a weight besides": ({"b2_1": "1", "b2_2": "1", "b2_3": "1", "W2_1_1": "1"}, False),
}


@pytest.mark.parametrize("name", SHIFTS)
def test_a_shift_below_a_softmax_is_seen_whatever_the_network_is(name: str) -> None:
    """By both, from the loss as a function of the outputs: in no time, where the formula of L takes minutes."""
    field, same = SHIFTS[name]
    tables = many_classes(4)
    problem = problem_from_tables(tables)
    place = all_held([Fraction(i, 9) for i in range(len(problem.names))], 64, ())
    rates = vector_field(problem, Fields(field, "field"))
    began = time.process_time()
    if same:
        require_symmetry(problem, place, rates, "the field")
    else:
        with pytest.raises(CertificateError):
            require_symmetry(problem, place, rates, "the field")
    again = recheck.Problem(tables)
    turns = [recheck.dot([recheck.num(Fraction(v)) for v in field.values()], recheck.gradient(f, list(field)))
             for f in again.outputs[0]]  # fmt: skip
    assert recheck.surely(lambda: recheck.in_step(again, 0, turns)) is same
    assert time.process_time() - began < 10
