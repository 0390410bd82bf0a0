"""The normal form of the second checker: what is equal is 0, and nothing else is."""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

import pytest

from verify import recheck

NAMES = ("x", "y", "t")
TRUE = (
    "(x + y)**2 - x**2 - 2*x*y - y**2",
    "exp(x + y) - exp(x)*exp(y)",
    "exp(2*log(3)) - 9",
    "exp(log(7)/2) - sqrt(7)",
    "sqrt(2)*sqrt(3) - sqrt(6)",
    "sqrt(8) - 2*sqrt(2)",
    "1/sqrt(2) - sqrt(2)/2",
    "1/(1 + sqrt(3)) - (sqrt(3) - 1)/2",
    "log(6) - log(2) - log(3)",
    "log(3/4) - log(3) + 2*log(2)",
    "log(exp(x)*5) - x - log(5)",
    "tanh(-x) + tanh(x)",
    "tanh(x) - 2*sigmoid(2*x) + 1",
    "sigmoid(x) + sigmoid(-x) - 1",
    "softplus(x) - softplus(-x) - x",
    "sinh(x)**2 - cosh(x)**2 + 1",
    "1/(1 + exp(x)) - exp(-x)/(1 + exp(-x))",
    "sqrt(x**2 + 1)**2 - x**2 - 1",
    "(1 + x**2)**(3/2) - sqrt(1 + x**2)*(1 + x**2)",
    "sin(-x) + sin(x)",
    "cos(x - y) - cos(y - x)",
    "x/(x*y) - 1/y",
    "2**(x + 3) - 8*2**x",
    "(x**2 - y**2)/(x - y) - x - y",
    "tanh(log(2)) - 3/5",
    "1/(1 + x) + 1/(1 - x) - 2/(1 - x**2)",
    "1/(1 + 1/(1 + x**2)) - (1 + x**2)/(2 + x**2)",
    "exp(1/(1 + x))*exp(-1/(1 + x)) - 1",
    "log(1/(1 + exp(x))) + log(1 + exp(x))",
    "sqrt(1/(1 + exp(x)))**2 + sigmoid(x) - 1",
)
FALSE = (
    "(x + y)**2 - x**2 - y**2",
    "exp(x + y) - exp(x) - exp(y)",
    "sqrt(x**2) - x",
    "sqrt(x)*sqrt(y) - x*y",
    "log(6) - log(2) - log(4)",
    "log(x**2) - 2*log(x) + 1",
    "tanh(x) - x",
    "sigmoid(x) - sigmoid(-x)",
    "sin(x)**2 - cos(x)**2",
    "sqrt(2) - 1414213562373095048801688724209698079/10**36",
    "exp(log(3)/3) - sqrt(3)",
    "sigmoid(100*log(3)) - 1",
    "pi - 355/113",
    "4*atan(1) - pi + 1/10**30",
    "2**x - 8*2**(x - 2)",
    "(x**2 - y**2)/(x - y) - x + y",
    "(x**2)**(1/2)*(x**2)**(1/2) - x",
    "1/(1 + 1/(1 + x**2)) - (1 + x**2)/(3 + x**2)",
    "exp(1/(1 + x)) - exp(1)/exp(x)",
    "sqrt(1/(1 + exp(x))) - sqrt(1 + exp(x))",
)


def exact(text: str) -> dict[Any, Any]:
    return recheck.Exact()(recheck.parse(text, NAMES))


@pytest.mark.parametrize("text", TRUE)
def test_a_true_identity(text: str) -> None:
    assert recheck.is_zero(exact(text))


@pytest.mark.parametrize("text", FALSE)
def test_a_false_identity(text: str) -> None:
    assert not recheck.is_zero(exact(text))


def test_no_identity_is_claimed_where_two_values_differ() -> None:
    """Random formulas: if the difference of two is 0 in normal form, it is so at points."""
    rng = random.Random(7)
    atoms = ["x", "2", "1/2", "exp(x)", "exp(-x)", "tanh(x)", "sqrt(1 + x**2)", "sigmoid(2*x)", "sigmoid(-2*x)"]

    def draw(depth: int) -> str:
        if not depth:
            return rng.choice(atoms)
        return f"({draw(depth - 1)} {rng.choice('+-**')} {draw(depth - 1)})"

    claimed = 0
    for _ in range(1500):
        a, b = draw(1), draw(1)
        difference = recheck.parse(f"{a} - {b}", NAMES)
        if recheck.is_zero(recheck.Exact()(difference)):
            claimed += 1
            place = recheck.Place({n: recheck.num(Fraction(rng.randint(-9, 9), 4)) for n in NAMES})
            assert 0 in place.try_signs(difference, 200)
    assert claimed > 5


@pytest.mark.parametrize(
    ("text", "semidefinite"),
    [
        ("1 2 2 4", True),
        ("1 2 2 5", True),
        ("1 2 2 3", False),
        ("0 1 1 5", False),
        ("0 0 0 1", True),
        ("-1 0 0 1", False),
    ],
)
def test_semidefinite(text: str, semidefinite: bool) -> None:
    a, b, c, d = map(Fraction, text.split())
    assert recheck.semidefinite([[a, b], [c, d]]) is semidefinite


REAL = {"commutative": True, "real": True}
POSITIVE = {**REAL, "positive": True}
NEGATIVE = {**REAL, "negative": True}
INTEGER = {**POSITIVE, "integer": True}


def symbol(name: str, facts: dict[str, bool] = REAL) -> list[Any]:
    return ["Symbol", name, facts]


def step(relation: str, derived: Any, stated: Any) -> dict[str, Any]:
    return {"claim": "ELIM", "step": "s", "relation": relation, "derived": derived, "stated": stated}


X, Y, S, N = symbol("x"), symbol("y"), symbol("s", POSITIVE), symbol("n", INTEGER)
INDEX = symbol("i", INTEGER)
BELOW = ["Pow", ["Add", symbol("z", NEGATIVE), ["Rational", "-1"]], ["Rational", "-1"]]  # 1/(z - 1) < 0
ZERO, ONE, TWO, MINUS = (["Rational", t] for t in ("0", "1", "2", "-1"))
A_I = ["Indexed", ["IndexedBase", symbol("a")], INDEX]


def total(body: Any) -> list[Any]:
    return ["Sum", body, ["Tuple", INDEX, ONE, N]]


def square(t: Any) -> list[Any]:
    return ["Pow", t, TWO]


STEPS = (
    ("=", ["exp", ["Add", X, Y]], ["Mul", ["exp", X], ["exp", Y]], True),
    ("=", ["exp", ["Add", X, Y]], ["Mul", ["exp", X], ["exp", X]], False),
    ("=", total(["Mul", X, A_I]), ["Mul", X, total(A_I)], True),
    ("=", total(["Mul", A_I, A_I]), ["Mul", total(A_I), total(A_I)], False),
    ("=", total(["Mul", INDEX, A_I]), ["Mul", INDEX, total(A_I)], False),
    ("=", ["Pow", X, ["Add", N, ONE]], ["Mul", X, ["Pow", X, N]], True),
    ("=", ["Mul", X, ["Pow", X, MINUS]], ONE, False),
    ("=", ["Mul", S, ["Pow", S, MINUS]], ONE, True),
    (">", square(X), ZERO, False),
    (">=", square(X), ZERO, True),
    (">", ["Add", square(X), S], ZERO, True),
    (">=", ["Add", square(X), square(Y)], ["Mul", TWO, X, Y], True),
    (">=", ["Add", square(X), square(Y)], ["Mul", ["Rational", "3"], X, Y], False),
    (">", X, ZERO, False),
    (">", ["exp", X], ZERO, True),
    (">", ["exp", A_I], ZERO, False),
    (">", ["Mul", square(X), ["Pow", ["Add", square(X), S], MINUS]], ZERO, False),
    ("=", ["log", ["Mul", S, TWO]], ["Add", ["log", S], ["log", TWO]], True),
    ("=", ["log", square(X)], ["Mul", TWO, ["log", X]], False),
    (">", ZERO, BELOW, True),
    (">", BELOW, ZERO, False),
    ("=", ["log", BELOW], ["log", BELOW], False),
    ("=", ["log", square(BELOW)], ["log", square(BELOW)], True),
    ("=", ["Oracle", X], ["Oracle", X], False),
)


@pytest.mark.parametrize(("relation", "derived", "stated", "holds"), STEPS)
def test_a_step(relation: str, derived: Any, stated: Any, holds: bool) -> None:
    _, verdict, _ = recheck.guarded(lambda: recheck.check_step(step(relation, derived, stated)))
    assert (verdict == "valid") is holds


@pytest.mark.parametrize(
    ("text", "deep"),
    [
        ("(" * 64 + "x" + ")" * 64, False),
        ("(" * 65 + "x" + ")" * 65, True),
        ("-" * 64 + "x", False),
        ("+" * 65 + "x", True),
    ],
)
def test_formulas_nest_64_deep(text: str, deep: bool) -> None:
    if deep:
        with pytest.raises(recheck.Invalid, match="nested too deep"):
            recheck.parse(text, ("x",))
    else:
        assert recheck.parse(text, ("x",)) is recheck.sym("x")


def kinked(text: str) -> recheck.Value:
    return recheck.Exact(opaque=True)(recheck.parse(text, NAMES))


def test_a_kink_as_a_variable_is_the_same_however_its_pieces_are_shared_out() -> None:
    for same in ("max(x, y) - y - relu(x - y)", "abs(x) - 2*relu(x) + x", "leaky_relu(x) - x/100 - 99*relu(x)/100"):
        assert recheck.is_zero(kinked(same)), same
    for other in ("max(x, y) - relu(x - y)", "abs(x) - relu(x)", "step(x) - relu(x)", "relu(x) - relu(x - 1)"):
        assert not recheck.is_zero(kinked(other)), other


@pytest.mark.parametrize(
    ("term", "there"),
    [("relu(t1 - t1)", False), ("t1*t2 - t2*t1", False), ("0", False), ("0*log(t1)", True), ("t1/10**40", True)],
)
def test_a_term_in_theta_alone_that_is_0_everywhere_is_none(term: str, there: bool) -> None:
    table = {
        "network": {"parameters": ["t1", "t2"], "formula": ["t1*x1"]},
        "loss": "squared",
        "inputs": [["1"]],
        "targets": [["1"]],
        "regularizer": term,
    }
    problem = recheck.Problem({"problem": table, "augment": {}})
    assert problem.regular is there
    assert problem.meets("data-only") is not there
