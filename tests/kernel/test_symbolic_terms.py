"""Terms of symbolic steps as JSON values: what is assumed of a symbol counts, and the names of dummies do not."""

from __future__ import annotations

from typing import Any

import pytest
import sympy

from verify.errors import CertificateError
from verify.kernel import symbolic_terms
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


def number(text: str) -> list[Any]:
    return ["Rational", text]


x, i = sympy.Symbol("x", real=True), sympy.Symbol("i", integer=True)
X, INDEX = ["Symbol", "x", {"real": True}], ["Symbol", "i", {"integer": True}]
PAIR = ["Tuple", number("1"), number("2")]


@pytest.mark.parametrize(
    ("term", "words"),
    [
        ("x", "a term is a list"), ([], "a term is a list"), (None, "a term is a list"), ([7, "x"], "a term is a list"),
        (["sin", X], "no terms of the kind"), (["Symbol", 1, {}], "are texts"), (["Rational", 2], "are texts"),
        (["Add", PAIR, number("1")], "arguments are numbers"), (["Add", number("1"), PAIR], "arguments are numbers"),
        (["exp", PAIR], "arguments are numbers"), (["log", number("0")], "has no value"),
        (["Pow", number("0"), number("-1")], "has no value"),
        (["Pow", number("2"), number("20001")], "power of more than"),
        (["Pow", number("2"), number("-20001")], "power of more than"),
        (["Pow", number("1/2"), number("20001")], "power of more than"),
        (["factorial", number("1001")], "beyond 1000"), (["factorial", number("-1001")], "beyond 1000"),
        (["binomial", number("1001"), number("2")], "beyond 1000"),
        (["binomial", X, number("1001")], "beyond 1000"),
    ],
)  # fmt: skip
def test_what_is_no_term_or_too_large_a_number_is_refused_with_the_reason(term: Any, words: str) -> None:
    with pytest.raises(CertificateError, match=words):
        read(term)


@pytest.mark.parametrize(
    ("term", "expected"),
    [
        (["Pow", number("2"), number("20000")], sympy.Integer(2) ** 20000),
        (["Pow", X, number("99999")], x**99999),
        (["Mul", number("20000"), number("20001")], sympy.Integer(400020000)),
        (["exp", number("2000")], sympy.exp(2000)),
        (["factorial", number("1000")], sympy.factorial(1000)),
        (["factorial", X], sympy.factorial(x)),
        (["Sum", INDEX, ["Tuple", INDEX, number("1"), number("3")]], sympy.Sum(i, (i, 1, 3))),
        (PAIR, sympy.Tuple(1, 2)),
    ],
)  # fmt: skip
def test_what_is_a_term_is_read(term: Any, expected: sympy.Basic) -> None:
    assert read(term) == expected


def test_the_number_of_parts_of_a_term_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(symbolic_terms, "MOST", 4)
    assert read(["Add", X, number("1"), number("2")]) == x + 3
    with pytest.raises(CertificateError, match="not too long"):
        read(["Add", X, number("1"), number("2"), number("3")])


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
