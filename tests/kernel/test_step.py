"""A symbolic step is about real values: each part of its terms has one, whatever values the symbols have."""

from __future__ import annotations

from typing import Any

import pytest
import sympy

from verify.errors import CertificateError
from verify.kernel.certificate import Certificate
from verify.kernel.checker import check_step
from verify.kernel.ground import certificate_digest
from verify.kernel.symbolic_terms import written

e, z = sympy.symbols("e z", real=True)
p = sympy.Symbol("p", positive=True)
n = sympy.Symbol("n", integer=True, nonnegative=True)


def check(derived: Any, relation: str, stated: Any) -> None:
    data = {"claim": "REAL", "step": "least", "relation": relation, "derived": derived, "stated": stated}
    check_step(Certificate("step", "", data))


@pytest.mark.parametrize(
    ("derived", "relation", "stated"),
    [
        (e**2 / (1 + e**2), ">=", sympy.Integer(0)),
        (1 / p, ">", sympy.Integer(0)),
        (sympy.sqrt(p) ** 2, "=", p),
        (sympy.log(1 + z**2), ">=", sympy.Integer(0)),
        (z**n * z, "=", z ** (n + 1)),
        (sympy.exp(-z), ">", sympy.Integer(0)),
    ],
)
def test_a_step_is_proved(derived: sympy.Expr, relation: str, stated: sympy.Expr) -> None:
    check(written(derived), relation, written(stated))


@pytest.mark.parametrize(
    ("derived", "relation", "stated"),
    [
        (1 / (1 + e**-2), ">", sympy.Integer(0)),  # no value at e = 0
        (e**-2, ">=", sympy.Integer(0)),
        (z / z**2, "=", 1 / z),
        (sympy.sqrt(z), "=", sympy.sqrt(z)),  # none for z < 0
        (sympy.log(z**2), "=", sympy.log(z**2)),  # none at z = 0
        (z ** (n - 1) * z, "=", z**n),  # none at z = 0, n = 0
        (sympy.sqrt(-1 - p), "=", sympy.sqrt(-1 - p)),  # none at all
        (sympy.log(-1 - p), "=", sympy.log(-1 - p)),
        ((-1 - p) ** z, "=", (-1 - p) ** z),
    ],
)
def test_a_part_without_a_value_is_refused(derived: sympy.Expr, relation: str, stated: sympy.Expr) -> None:
    with pytest.raises(CertificateError, match="has a value"):
        check(written(derived), relation, written(stated))


ZERO = ["Rational", "0"]
INVERSE = ["Pow", ZERO, ["Rational", "-1"]]
PAIR = ["Tuple", ["Rational", "1"], ["Rational", "2"]]


@pytest.mark.parametrize(
    "derived", [
        ["Add", PAIR, ["Rational", "1"]], ["Mul", PAIR, PAIR], PAIR, ["exp", PAIR], ["Rational", "1/0"],
        ["Pow", INVERSE, ["Rational", "-1"]], ["log", ZERO], ["Mul", ZERO, ["factorial", ["Rational", "-1"]]],
    ],
)  # fmt: skip
def test_terms_that_make_no_sense_are_refused(derived: Any) -> None:
    with pytest.raises(CertificateError):
        check(derived, "=", ["Rational", "0"])


def test_only_a_step_about_no_problem_is_checked_as_one() -> None:
    one = ["Rational", "1"]
    data = {"claim": "REAL", "step": "least", "relation": "=", "derived": one, "stated": one}
    found = check_step(Certificate("step", "", data))
    assert found.digest == certificate_digest(found.certificate)
    for kind, problem in (("value", ""), ("step", "0")):
        with pytest.raises(CertificateError, match="about no problem"):
            check_step(Certificate(kind, problem, data))
    with pytest.raises(CertificateError, match="unknown field"):
        check_step(Certificate("step", "", {**data, "note": "trust me"}))


@pytest.mark.parametrize("assumed", [["real"], "real", {"real": "yes"}, {"real": 1}, {"real": None}, {"noble": True}])
def test_the_assumptions_of_a_symbol_are_truth_values_of_known_names(assumed: Any) -> None:
    good = ["Symbol", "x", {"real": True}]
    check(good, "=", good)
    with pytest.raises(CertificateError, match="assumption"):
        check(["Symbol", "x", assumed], "=", ["Symbol", "x", assumed])


def test_a_sum_of_fractions_is_cancelled_and_a_square_seen() -> None:
    check(written(e**2 / (1 + e**2) + 1 / (1 + e**2)), "=", written(sympy.Integer(1)))
    check(written(sympy.sqrt(z**2 + 2 * z + 1) ** 2), "=", written((z + 1) ** 2))
    with pytest.raises(CertificateError, match="does not prove"):
        check(written(e**2 / (1 + e**2) + 1 / (1 + e**2)), "=", written(sympy.Integer(2)))
