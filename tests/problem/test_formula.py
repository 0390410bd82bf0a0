"""Formulas: the grammar agrees with Python's own where Python reads it, and refuses the rest in words."""

from __future__ import annotations

import time
from fractions import Fraction

import mpmath
import pytest
from hypothesis import given
from hypothesis import strategies as st
from values import value

from verify.errors import FormulaError
from verify.problem.expression import rational, var
from verify.problem.formula import CALLS, MAX_DEPTH, MAX_LENGTH, RESERVED, constant, parse


def arithmetic() -> st.SearchStrategy[str]:
    """Texts of integer arithmetic with all operators, brackets and signs, without division."""
    atoms = st.integers(0, 9).map(str)

    def larger(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        sums = st.tuples(inner, st.sampled_from(["+", "-", "*", " + ", " * "]), inner).map("".join)
        powers = st.tuples(inner, st.integers(0, 3)).map(lambda two: f"({two[0]})**{two[1]}")
        return (
            sums | powers | inner.map(lambda x: f"-{x}") | inner.map(lambda x: f"({x})") | inner.map(lambda x: f"+{x}")
        )

    return st.recursive(atoms, larger, max_leaves=8)


@given(arithmetic())
def test_integers_agree_with_python(source: str) -> None:
    """Precedence, signs and powers are Python's."""
    assert rational(constant(source)) == eval(source)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("-2**2", -4),
        ("2**-1", Fraction(1, 2)),
        ("2**3**2", 512),
        ("(2**3)**2", 64),
        ("1/2/4", Fraction(1, 8)),
        ("1 - 2 - 3", -4),
        ("2*-3", -6),
        ("--2", 2),
        ("1.25", Fraction(5, 4)),
        ("1e-3", Fraction(1, 1000)),
        ("1.5E2", 150),
        (" 7 ", 7),
        ("max(1, 3, 2) - min(4, 5)", -1),
        ("abs(-3/4)", Fraction(3, 4)),
        ("step(0)", 1),
        ("relu(-5)", 0),
        ("log(1) + exp(0)", 1),
        ("square(-3)", 9),
        ("4**(1/2)", None),
    ],
)
def test_constants_are_exact(source: str, expected: Fraction | int | None) -> None:
    """Rational results are rational numbers; a root stays a root."""
    assert rational(constant(source)) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("sqrt(2)/2", mpmath.sqrt(2) / 2),
        ("pi**2", mpmath.pi**2),
        ("2**sqrt(2)", mpmath.power(2, mpmath.sqrt(2))),
        ("-log(2)", -mpmath.log(2)),
        ("sigmoid(-log(2))", mpmath.mpf(1) / 3),
        ("atan(1)", mpmath.pi / 4),
        ("gelu(1)", mpmath.ncdf(1)),
    ],
)
def test_irrational_constants(source: str, expected: mpmath.mpf) -> None:
    """Functions mean what their names say."""
    assert mpmath.almosteq(value(constant(source)), expected, rel_eps=mpmath.mpf(10) ** -45)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("", "an empty formula"),
        ("   ", "an empty formula"),
        ("1 +", "the formula ends too early"),
        ("1 2", "'2' is not expected, at column 3"),
        ("(1", "a closing parenthesis is missing"),
        ("1)", r"'\)' is not expected"),
        ("2^3", "the character '\\^' has no meaning here, at column 2"),
        ("1.", "the character '\\.' has no meaning here"),
        ("q + 1", "'q' is neither a variable"),
        ("__import__('os')", "'__import__' is neither a variable"),
        ("t.real", "the character '\\.' has no meaning"),
        ("lambda: 0", "'lambda' is neither"),
        ("sin", "the function sin needs its argument in parentheses"),
        ("sin(1, 2)", "the function sin takes 1 argument, not 2"),
        ("sin()", "is not expected"),
        ("1/0", "division by zero, at column"),
        ("1/(2 - 2)", "division by zero"),
        ("0**-1", "division by zero"),
        ("log(0)", "log of 0 is not a real number"),
        ("log(-1)", "log of -1 is not a real number"),
        ("sqrt(-1)", "sqrt of -1 is not a real number"),
        ("(-8)**(1/3)", "a root of a negative number"),
        ("t**t", "an exponent must be a rational constant"),
        ("9**9**9", "the exponent 387420489 is beyond 1000"),
        ("t**1001", "the exponent 1001 is beyond"),
        ("((2**1000)**1000)", "a power of more than"),
        ("(" * 1000 + "t" + ")" * 1000, f"nested more than {MAX_DEPTH} deep"),
        ("-" * 1000 + "t", f"nested more than {MAX_DEPTH} deep"),
        ("sin(" * 100 + "t" + ")" * 100, f"nested more than {MAX_DEPTH} deep"),
        ("t**2" + "**1" * 100, f"nested more than {MAX_DEPTH} deep"),
        ("1" * 12_000, "a number of 12000 characters"),
        ("1" * 1_000_000, f"at most {MAX_LENGTH} are read"),
        ("1e99999", "'9' is not expected, at column 7"),
        ("1e9999*1e9999", "a constant of more than"),
        ("\N{GREEK SMALL LETTER THETA}", "has no meaning here"),
        ("1\N{SUPERSCRIPT TWO}", "has no meaning here"),
    ],
)
def test_a_bad_formula_is_refused_in_words(source: str, message: str) -> None:
    """One FormulaError with the place, in no time, and never another exception."""
    start = time.perf_counter()
    with pytest.raises(FormulaError, match=message) as caught:
        parse(source, ["t"], "x.toml:7")
    assert time.perf_counter() - start < 0.5
    assert caught.value.place == "x.toml:7"
    assert str(caught.value).startswith("x.toml:7: ")
    assert len(str(caught.value)) < 600


def test_a_number_instead_of_text_is_refused() -> None:
    """A float never enters."""
    with pytest.raises(FormulaError, match="write numbers and formulas in quotes"):
        parse(0.5)


def test_a_variable_may_not_be_hidden_by_a_function() -> None:
    """The names of functions are reserved, and 'pi' with them."""
    assert {"sin", "relu", "max", "pi"} <= RESERVED
    assert set(CALLS) <= RESERVED


def test_variables_are_read_as_written() -> None:
    """A name may hold digits and underscores."""
    assert parse("W1_2_3", ["W1_2_3"]) is var("W1_2_3")
