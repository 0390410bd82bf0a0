"""Terms of symbolic steps as JSON values: what is assumed of a symbol counts, and the names of dummies do not."""

from __future__ import annotations

from typing import Any

import pytest
import sympy

from verify.errors import CertificateError
from verify.kernel.certificate import Certificate
from verify.kernel.checker import check_step
from verify.kernel.symbolic_terms import numbered, read, written

ZERO = ["Rational", "0"]


def check(derived: Any, relation: str, stated: Any) -> None:
    data = {"claim": "REAL", "step": "least", "relation": relation, "derived": derived, "stated": stated}
    check_step(Certificate("step", "", data))


@pytest.mark.parametrize("make", [sympy.Symbol, sympy.Dummy, sympy.Function])
def test_what_is_assumed_of_a_name_counts_and_nothing_else(make: Any) -> None:
    def term(**assumed: bool) -> Any:
        named = make("x", **assumed)
        return named(sympy.Symbol("t", real=True)) if make is sympy.Function else named

    good = term(positive=True)
    assert read(written(good)) == good
    check(written(good), ">", ZERO)
    for assumed in ({"real": True}, {"nonnegative": True}, {"negative": True}, {}):
        with pytest.raises(CertificateError, match="does not prove"):
            check(written(term(**assumed)), ">", ZERO)


def test_a_dummy_is_read_back_as_it_was() -> None:
    x = sympy.Dummy("x", integer=True, positive=False)
    assert read(written(x)) == x
    assert read(written(x)).is_positive is False


@pytest.mark.parametrize("term", [sympy.sin(1), sympy.pi, sympy.I, sympy.Symbol("x") < 1, sympy.S.true])
def test_a_term_of_another_kind_has_no_form(term: Any) -> None:
    with pytest.raises(CertificateError, match="has no form"):
        written(term)


def test_dummies_that_differ_stay_different_and_have_other_numbers() -> None:
    x, y = ["Dummy", "x", "77", {"real": True}], ["Dummy", "x", "5", {"real": True}]
    one, other = ["Dummy", "x", "1", {"real": True}], ["Dummy", "x", "2", {"real": True}]
    assert numbered(x, ["Add", y, ["exp", x]], y) == (one, ["Add", other, ["exp", one]], other)
    check(one, "=", one)
    with pytest.raises(CertificateError, match="does not prove"):
        check(one, "=", other)


@pytest.mark.parametrize(
    "term",
    [
        [],
        "x",
        ["lambdify", ["Symbol", "x", {}]],
        ["Symbol", "x", {"huge": True}],
        ["Symbol", "x", {"real": "yes"}],
        ["Symbol", 1, {}],
        ["Rational", "1/0/0"],
        ["Rational", 0.5],
        ["Sum", ["Rational", "1"]],
        ["Pow", ["Rational", "2"]],
        ["Symbol", "x", {"positive": True, "negative": True}],
    ],
)
def test_a_term_that_is_none_is_refused(term: Any) -> None:
    with pytest.raises(CertificateError):
        read(term)
