"""Losses: formulas, derivatives and targets by a second route, and what is proved about losses given by formulas.

The facts of the records are proved in ``test_loss_facts.py``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from random import Random

import documented
import mpmath
import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st
from values import Number, slope, symbolic, value

from verify.files.loss_table import proved_facts
from verify.problem.activations import ANALYTIC
from verify.problem.derivatives import gradient
from verify.problem.expression import Expr, num, rational, var
from verify.problem.formula import parse
from verify.problem.formula_loss import hessian_of_quadratic, is_differentiable
from verify.problem.losses import LOSSES, Loss
from verify.problem.target_sets import TARGET_SETS

mpf = mpmath.mpf
TINY = mpf(10) ** -25
ALL = pytest.mark.parametrize("record", LOSSES.values(), ids=LOSSES)
SMOOTH = {name: record for name, record in LOSSES.items() if record.order == ANALYTIC}
Row = tuple[Fraction, ...]

HALF, THIRD = Fraction(1, 2), Fraction(1, 3)

# Target rows to try, by target set; the one-output ones first.
TARGETS: dict[str, list[Row]] = {
    "real": [(Fraction(0),), (Fraction(-3, 2),), (Fraction(2),), (Fraction(1), Fraction(-2))],
    "sign": [(Fraction(1),), (Fraction(-1),), (Fraction(1), Fraction(-1))],
    "unit": [(Fraction(0),), (Fraction(1),), (THIRD,), (HALF, Fraction(1))],
    "distribution": [(HALF, HALF), (Fraction(1), Fraction(0)), (HALF, Fraction(1, 4), Fraction(1, 4))],
}

GRID = [mpf(k) / 4 for k in range(-32, 33)]


FORMULAS = documented.table("Losses")


def names(outputs: int) -> list[str]:
    return [f"q{k + 1}" for k in range(outputs)]


def expression(record: Loss, y: Row, **params: Fraction) -> Expr:
    """The loss at the target ``y``, as an expression in q1, q2, ..."""
    defaults = {key: param.default for key, param in record.params.items()}
    return record.build([var(n) for n in names(len(y))], [num(v) for v in y], defaults | params)


def function(record: Loss, y: Row) -> Callable[[Sequence[Number]], Number]:
    built = expression(record, y)
    return lambda q: value(built, dict(zip(names(len(y)), q, strict=True)))


def points(outputs: int, count: int = 40) -> list[list[Number]]:
    rng = Random(outputs)
    return [[mpf(rng.randint(-64, 64)) / 8 for _ in range(outputs)] for _ in range(count)]


@ALL
def test_values(record: Loss) -> None:
    """The expression is the documented formula."""
    params = {key: mpf(param.default.numerator) / param.default.denominator for key, param in record.params.items()}
    compared = 0
    for y in TARGETS[record.targets]:
        for q in points(len(y)):
            row = [mpf(v.numerator) / v.denominator for v in y]
            plain = documented.loss(FORMULAS[record.name], q, row, params)
            if plain is not None:
                assert abs(function(record, y)(q) - plain) < TINY
                compared += 1
    assert compared >= 40


def test_no_formula_is_documented_that_is_not_there() -> None:
    assert set(FORMULAS) == set(LOSSES)


@ALL
def test_gradient_agrees_with_differences(record: Loss) -> None:
    """First derivatives in every output, away from the kinks."""
    for y in TARGETS[record.targets]:
        built = expression(record, y)
        for q in points(len(y), 6):
            q = [v + mpf("0.03125") for v in q]  # no kink has this denominator
            at = dict(zip(names(len(y)), q, strict=True))
            for name, partial in zip(at, gradient(built, list(at)), strict=True):
                expected = slope(lambda v, at=at, name=name, built=built: value(built, at | {name: v}), at[name])
                assert abs(value(partial, at) - expected) < TINY * (1 + abs(expected))


@pytest.mark.parametrize("record", SMOOTH.values(), ids=SMOOTH)
def test_gradient_agrees_with_sympy(record: Loss) -> None:
    """First derivatives by SymPy, for the losses without a kink."""
    y = TARGETS[record.targets][-1]
    built = expression(record, y)
    at = dict(zip(names(len(y)), ("0.7", "-1.2", "2.1"), strict=False))
    exactly = {sympy.Symbol(name, real=True): sympy.Rational(v) for name, v in at.items()}
    for name, partial in zip(at, gradient(built, list(at)), strict=True):
        derived = sympy.diff(symbolic(built), sympy.Symbol(name, real=True))
        assert abs(value(partial, at) - mpf(str(sympy.N(derived.subs(exactly), 45)))) < mpf(10) ** -38


@ALL
def test_targets_belong_to_the_set(record: Loss) -> None:
    """The examples of these tests are targets that the loss is meant for."""
    allowed = TARGET_SETS[record.targets]
    assert allowed.words
    assert all(allowed.contains(y) for y in TARGETS[record.targets])
    assert allowed.contains((Fraction(7), Fraction(7))) == (record.targets == "real")


@pytest.mark.parametrize("k", [1, 2, 3])
@pytest.mark.parametrize("name", TARGET_SETS)
def test_the_targets_that_a_search_makes_belong_to_the_set(name: str, k: int) -> None:
    allowed, rng = TARGET_SETS[name], Random(k)
    values = [rng.uniform(-3, 3) for _ in range(k)]
    close = allowed.near(values, lambda v: Fraction(v).limit_denominator(4))
    made = [*allowed.anchors(k), close, allowed.random(rng, k)]
    made += [allowed.opposite(y) for y in made]
    made += [row for pair in allowed.pairs(k, 0, 1 % k) for row in pair]
    assert len(made) >= 8
    assert all(len(row) == k and allowed.contains(row) for row in made)


SKEW = {"double-well"}
"""Losses of a residual that are not even."""


@ALL
@pytest.mark.parametrize("k", [1, 2, 3])
def test_pairs_and_anchors_are_balanced(record: Loss, k: int) -> None:
    """At the output 0 the slopes of anchors cancel, and those of a pair; at the first output its slopes are not 0."""
    if not record.differentiable or (record.targets == "distribution" and k == 1):
        return

    def slopes(rows: Sequence[Row]) -> list[Number]:
        zero = dict.fromkeys(names(k), mpf(0))
        each = [[value(x, zero) for x in gradient(expression(record, y), names(k))] for y in rows]
        return [mpmath.fsum(column) for column in zip(*each, strict=True)]

    allowed = TARGET_SETS[record.targets]
    assert all(abs(v) < TINY for v in slopes(allowed.anchors(k)))
    low, high = zip(*allowed.pairs(k, 0, 1 % k), strict=True)
    if record.name not in SKEW:
        assert all(abs(v) < TINY for v in slopes([*low, *high]))
        assert slopes(low)[0] > 0 > slopes(high)[0]


@ALL
def test_parameters(record: Loss) -> None:
    """A default is a valid value; what is not valid is refused by the test that the record carries."""
    for param in record.params.values():
        assert param.words
        assert param.valid(param.default)
        assert not param.valid(Fraction(0))
        assert not param.valid(Fraction(-1))


@pytest.mark.parametrize(("delta", "p"), [(Fraction(1, 2), 3), (Fraction(3), 5)])
def test_parameters_change_the_loss(delta: Fraction, p: int) -> None:
    """Huber's linear part has the slope delta; the polynomial hinge is the p-th power of the hinge."""
    (tail,) = gradient(expression(LOSSES["huber"], (Fraction(0),), delta=delta), ["q1"])
    assert value(tail, {"q1": 100}) == mpf(delta.numerator) / delta.denominator
    hinge = expression(LOSSES["polynomial-hinge"], (Fraction(1),), p=Fraction(p))
    assert value(hinge, {"q1": -1}) == 2**p


# Losses given by formulas.


def facts(source: str, outputs: int = 1, targets: Sequence[Sequence[str]] = (("0",),)) -> list[bool | None]:
    q, y = names(outputs), [f"y{k + 1}" for k in range(outputs)]
    rows = [[parse(text) for text in row] for row in targets]
    found = proved_facts(parse(source, [*q, *y]), q, y, rows)
    return [found[fact] for fact in ("differentiable", "convex", "stationary-is-global")]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("(q1 - y1)**2/2", True),
        ("exp(q1 - y1) + 1", True),
        ("q1**2 - 2*q1*y1 + y1**2", None),
        ("(q1 - y1)**3", None),
        ("q1 - y1", None),
        ("(q1 - y1)**2 - 1", None),
        ("-(q1 - y1)**2", None),
    ],
)
def test_nowhere_negative_is_proved_where_the_formula_shows_it(source: str, expected: bool | None) -> None:
    assert proved_facts(parse(source, ["q1", "y1"]), ["q1"], ["y1"], [[num(0)]])["nonnegative"] is expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("(q1 - y1)**2/2", [True, True, True]),
        ("q1**2 - 2*q1*y1 + y1**2", [True, True, True]),
        ("(q1 - y1)*(q1 + 3)/7", [True, True, True]),
        ("3*q1 - y1", [True, True, True]),
        ("-(q1 - y1)**2", [True, False, False]),
        ("q1**2 - q1**2 + q1", [True, True, True]),
        ("q1**4", [True, None, None]),
        ("(q1 - y1)**3", [True, None, None]),
        ("exp(q1) - y1*q1", [True, None, None]),
        ("log(1 + (q1 - y1)**2)", [True, None, None]),
        ("sqrt(1 + (q1 - y1)**2) - 1", [True, None, None]),
        ("(q1 - y1)**2/(1 + (q1 - y1)**2)", [True, None, None]),
        ("elu(q1)**2", [True, None, None]),
        ("softsign(q1 - y1)", [True, None, None]),
        ("abs(q1 - y1)", [None, None, None]),
        ("sqrt((q1 - y1)**2)", [None, None, None]),
        ("max(q1, 0)**2", [None, None, None]),
        ("log(q1)", [None, None, None]),
        ("1/q1", [None, None, None]),
        ("(q1**2)**(3/2)", [None, None, None]),
        ("step(q1)", [None, None, None]),
        ("(q1 - sqrt(2))**2", [True, True, True]),
        ("sqrt(2)*q1**2", [True, None, None]),
    ],
)
def test_facts_that_are_proved(source: str, expected: list[bool | None]) -> None:
    """Differentiable, convex, stationary is global: True and False are proved, None is not known."""
    assert facts(source) == expected


def test_facts_hold_for_the_targets_of_the_problem() -> None:
    """y1*q1**2 is convex at y1 = 0 and y1 = 2, not at y1 = -1; one such target spoils it."""
    assert facts("y1*q1**2", targets=[["0"], ["2"]]) == [True, True, True]
    assert facts("y1*q1**2", targets=[["2"], ["-1"]]) == [True, False, False]
    assert facts("y1*q1**2", targets=[["2"], ["sqrt(2)"]]) == [True, None, None]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("q1**2 + q1*q2 + q2**2", [True, True, True]),
        ("(q1 - q2)**2", [True, True, True]),
        ("q1**2 + 3*q1*q2 + q2**2", [True, False, False]),
        ("q1**2 - q2**2", [True, False, False]),
        ("-q1**2 + q2", [True, False, None]),
        ("q1*q2", [True, False, False]),
        ("q1*q2 + q1", [True, False, False]),
    ],
)
def test_joint_quadratics(source: str, expected: list[bool | None]) -> None:
    """Two outputs: convex exactly if the Hessian is positive semidefinite; a saddle has a stationary point."""
    assert facts(source, 2, [["0", "0"]]) == expected


@given(st.lists(st.integers(-4, 4), min_size=6, max_size=6))
def test_the_hessian_of_a_quadratic_agrees_with_sympy(c: list[int]) -> None:
    """However the quadratic is written: here as a product of sums plus a square."""
    source = f"({c[0]}*q1 + {c[1]}*q2 + y1)*({c[2]}*q1 - q2 + 1)/3 + {c[3]}*(q2 - y2)**2 - q1*{c[4]} + {c[5]}"
    x = parse(source, ["q1", "q2", "y1", "y2"])
    rows = hessian_of_quadratic(x, ["q1", "q2"])
    assert rows is not None
    expected = sympy.hessian(symbolic(x), [sympy.Symbol("q1", real=True), sympy.Symbol("q2", real=True)])
    assert [[rational(v) for v in row] for row in rows] == [
        [Fraction(int(v.p), int(v.q)) for v in expected.row(i)] for i in range(2)
    ]


def test_a_long_formula_is_no_problem() -> None:
    """Thousands of terms are examined without recursion."""
    source = " + ".join(["1/(1 + q1**2)"] + ["q1**2"] * 2000)
    assert is_differentiable(parse(source, ["q1"]), ["q1"])
