"""The records of the elementary functions: each fact is seen by a second route, and a wrong one is noticed."""

from __future__ import annotations

import dataclasses
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from verify.numerics import ball
from verify.numerics.ball import Ball
from verify.numerics.program import Program
from verify.problem.expression import ARG, Expr, function
from verify.problem.expression_algebra import EXPRESSIONS
from verify.problem.functions import FUNCTIONS, Function, Image, Monotone, Normal, Parity

ROOT = Path(__file__).parent.parent.parent
SIZES = [
    Fraction(0),
    *(Fraction(n, 7) for n in range(1, 40, 3)),
    Fraction(11, 7),
    Fraction(22, 7),
    Fraction(6),
    Fraction(9),
    Fraction(30),
]
POINTS = sorted({s * v for v in SIZES for s in (1, -1)})
TINY = Fraction(1, 2**40)
FAR = [s * v for s in (1, -1) for v in (TINY, Fraction(100), Fraction(10**6))]


def run(x: Expr, at: Ball) -> Ball:
    return Program([x], [str(ARG.data)]).run(ball.BALLS, [at])[0]


def apart(x: Ball, y: Ball) -> bool:
    """Whether two numbers certainly differ; what has no value is not the same as anything."""
    return not ball.finite(x) or not ball.finite(y) or ball.sign(x - y) in (1, -1)


def faults(f: Function) -> list[str]:
    """What is wrong with a record."""
    with ball.precision(400), np.errstate(all="ignore"):
        return list(_faults(f))


def _faults(f: Function) -> Iterator[str]:
    domain = [p for p in POINTS if f.has_value_at(p)]
    at = {p: f.balls(ball.ball(p)) for p in [*POINTS, *FAR]}
    if not f.words or not re.fullmatch("[a-z][a-z0-9]*", f.name):
        yield "no name, or no words"
    if any(not ball.finite(at[p]) for p in domain):
        yield "above: it has no value where it should"
    if f.above is not None:
        edge = Fraction(f.above)
        if any(ball.finite(f.balls(ball.ball(edge - step))) for step in (0, TINY, 1, 10)):
            yield "above: it has values beyond the edge"
        if not ball.finite(f.balls(ball.ball(edge + TINY))):
            yield "above: it has no value next to the edge"
    yield from _parity(f, at)
    yield from _image(f, at)
    yield from _monotone(f, domain, at)
    for x, y in f.values.items():
        found = f.balls(ball.ball(x))
        if apart(found, ball.ball(y)) or ball.radius(found) > TINY:
            yield f"values: wrong at {x}"
    slope = f.derivative(ARG, function(f.name, ARG), EXPRESSIONS)
    for p in domain:
        if not f.has_value_at(p - TINY):
            continue
        # The quotient is the derivative at a point between: by the mean value theorem.
        quotient = (f.balls(ball.ball(p + TINY)) - f.balls(ball.ball(p - TINY))) / ball.ball(2 * TINY)
        if apart(run(slope, ball.around(p, TINY)), quotient):
            yield f"derivative: wrong at {p}"
    if f.normal_form is Normal.BUILT_IN and f.name not in ("exp", "log"):
        yield "normal_form: no such rule is built in"
    if f.normal_form is Normal.ATOM and f.above is not None:
        yield "normal_form: an atom has a value everywhere"
    if not isinstance(f.normal_form, Normal):
        form = f.normal_form(ARG, EXPRESSIONS)
        if any(apart(run(form, ball.ball(p)), at[p]) for p in domain):
            yield "normal_form: another function"
    for p in domain:
        exact = ball.approximate(at[p])
        if abs(float(f.floats(np, np.float64(p))) - exact) > 1e-13 * (1 + abs(exact)) + abs(exact) * 1e-12:
            yield f"floats: wrong at {p}"


def _parity(f: Function, at: dict[Fraction, Ball]) -> Iterator[str]:
    symmetric = f.above is None
    odd = symmetric and not any(apart(at[p], -at[-p]) for p in POINTS)
    even = symmetric and not any(apart(at[p], at[-p]) for p in POINTS)
    if f.parity is not (Parity.ODD if odd else Parity.EVEN if even else Parity.NEITHER):
        yield "parity"


def _image(f: Function, at: dict[Fraction, Ball]) -> Iterator[str]:
    values = [y for p, y in at.items() if f.has_value_at(p) and ball.finite(y)]
    for end, side in ((f.image.low, -1), (f.image.high, 1)):
        if end is None:
            if not any(ball.positive(side * y - 10) for y in values):
                yield "image: a bound is missing"
            continue
        beyond = [side * (y - ball.ball(end)) for y in values]
        if any(ball.positive(d) or (ball.sign(d) == 0 and not f.image.closed) for d in beyond):
            yield "image: a value is outside"
        if not any(ball.positive(d + ball.ball(Fraction(1, 100))) for d in beyond):
            yield "image: no value is near its end"
        if not f.image.closed and f.monotone is not Monotone.RISING:
            yield "image: why should the end not be a value?"


def _monotone(f: Function, domain: list[Fraction], at: dict[Fraction, Ball]) -> Iterator[str]:
    def rises(points: list[Fraction]) -> bool:
        return all(ball.less(at[p], at[q]) for p, q in pairwise(points))

    positive = [p for p in domain if p >= 0]
    in_size = rises(positive) and f.parity is Parity.EVEN
    if f.monotone is not (Monotone.RISING if rises(domain) else Monotone.RISING_IN_SIZE if in_size else Monotone.NO):
        yield "monotone"


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_record_is_right(name: str) -> None:
    assert FUNCTIONS[name].name == name
    assert faults(FUNCTIONS[name]) == []


WRONG: list[tuple[str, dict[str, Any], str]] = [
    ("cos", {"parity": Parity.ODD}, "parity"),
    ("exp", {"parity": Parity.ODD}, "parity"),
    ("sin", {"parity": Parity.EVEN}, "parity"),
    ("tanh", {"parity": Parity.NEITHER}, "parity"),
    ("log", {"parity": Parity.ODD}, "parity"),
    ("sinh", {"image": Image(0, None)}, "image"),
    ("exp", {"image": Image(None, None)}, "image"),
    ("exp", {"image": Image(1, None)}, "image"),
    ("softplus", {"image": Image(-1, None)}, "image"),
    ("cosh", {"image": Image(1, None)}, "image"),
    ("sin", {"image": Image(-1, 1)}, "image"),
    ("atan", {"image": Image(-1, 1)}, "image"),
    ("sin", {"monotone": Monotone.RISING}, "monotone"),
    ("cosh", {"monotone": Monotone.RISING}, "monotone"),
    ("exp", {"monotone": Monotone.NO}, "monotone"),
    ("log", {"above": None}, "above"),
    ("log", {"above": 1}, "above"),
    ("exp", {"above": 0}, "above"),
    ("exp", {"values": {0: 0}}, "values"),
    ("log", {"values": {2: Fraction(7, 10)}}, "values"),
    ("tanh", {"derivative": lambda x, y, e: 1 + y**2}, "derivative"),
    ("erf", {"derivative": lambda x, y, e: e.apply("exp", -(x**2))}, "derivative"),
    ("cos", {"derivative": lambda x, y, e: e.apply("sin", x)}, "derivative"),
    ("sinh", {"normal_form": lambda x, e: (e.apply("exp", x) + e.apply("exp", -x)) / 2}, "normal_form"),
    ("atan", {"normal_form": Normal.BUILT_IN}, "normal_form"),
    ("log", {"normal_form": Normal.ATOM}, "normal_form"),
    ("sin", {"floats": lambda np, x: np.cos(x)}, "floats"),
    ("sin", {"balls": lambda x: x.cos()}, "parity"),
]


@pytest.mark.parametrize(("name", "change", "piece"), WRONG, ids=[f"{n}-{next(iter(c))}" for n, c, _ in WRONG])
def test_a_wrong_record_is_noticed(name: str, change: dict[str, Any], piece: str) -> None:
    assert any(fault.startswith(piece) for fault in faults(dataclasses.replace(FUNCTIONS[name], **change)))


def test_no_field_may_be_left_out() -> None:
    assert all(f.default is dataclasses.MISSING for f in dataclasses.fields(Function))
    assert all(f.default_factory is dataclasses.MISSING for f in dataclasses.fields(Function))


def row(f: Function) -> str:
    """The line of the documentation's table."""
    less = "<=" if f.image.closed else "<"
    low = "" if f.image.low is None else f"{f.image.low} {less} "
    high = "" if f.image.high is None else f" {less} {f.image.high}"
    values = f"{low}f(x){high}" if low or high else "all numbers"
    domain = "all numbers" if f.above is None else f"numbers > {f.above}"
    return f"| `{f.name}` | {f.words} | {domain} | {values} | {f.parity.name.lower()} | {f.monotone.value} |"


def test_the_documentation_has_the_table_of_the_records() -> None:
    text = (ROOT / "notes" / "counterexample-format.md").read_text(encoding="utf-8")
    table = text[text.index("| function | what it is |") :].split("\n\n")[0].splitlines()
    assert table[2:] == [row(f) for f in FUNCTIONS.values()]


EXPM1 = """
    Function(
        name="expm1", words="exp(x) - 1",
        derivative=lambda x, y, e: y + 1, values={0: 0},
        parity=Parity.NEITHER, image=Image(-1, None), monotone=Monotone.RISING, above=None,
        normal_form=Normal.ATOM,
        floats=lambda np, x: np.expm1(x), balls=lambda x: x.expm1(),
    ),
)  # fmt: skip

FUNCTIONS: dict"""

USE = """
import numpy as np
from verify.kernel import gate
from verify.kernel.region import EVERYWHERE
from verify.numerics import ball
from verify.numerics.identity import vanish
from verify.numerics.program import FLOATS, Program
from verify.problem.derivatives import gradient
from verify.problem.formula import parse
x = parse("expm1(x)", ["x"])
assert not vanish([parse("expm1(x) + expm1(-x)", ["x"])])
assert not vanish([parse("expm1(x) - expm1(-x)", ["x"])])
assert vanish([gradient(x, ["x"])[0] - x - 1])
assert Program([x], ["x"]).run(FLOATS, [np.array([0.0, 1.0])])[0][0] == 0
assert ball.sign(Program([x], ["x"]).run(ball.BALLS, [ball.ball(1)])[0]) == 1
assert gate.sign(x + 1, EVERYWHERE) is gate.Sign.POSITIVE
assert gate.analytic(x, EVERYWHERE).value == "yes"
"""


@pytest.mark.parametrize("parity", ["NEITHER", "ODD"])
def test_a_new_function_is_one_record_in_one_file(tmp_path: Path, parity: str) -> None:
    shutil.copytree(ROOT / "verify", tmp_path / "verify")
    shutil.copytree(ROOT / "tests" / "problem", tmp_path / "tests" / "problem")
    file = tmp_path / "verify" / "problem" / "functions.py"
    text = file.read_text(encoding="utf-8")
    changed = text.replace(")  # fmt: skip\n\nFUNCTIONS: dict", EXPM1.replace("NEITHER", parity))
    assert changed != text
    file.write_text(changed, encoding="utf-8")

    def python(*arguments: str) -> int:
        command = [sys.executable, *arguments]
        return subprocess.run(command, cwd=tmp_path, env={"PYTHONPATH": str(tmp_path)}, capture_output=True).returncode

    works = python("-c", USE) == 0
    tests = ("-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/problem/test_functions.py", "-k", "right and expm1")
    # A wrong parity makes the tests red. It proves no identity that is false at a value: balls are asked first.
    assert (works, python(*tests) == 0) == (True, parity == "NEITHER")
