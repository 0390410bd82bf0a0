"""Hypothesis strategies for the parts of an instance: small exact numbers, inputs, losses, targets, points of L~.

Everything is built so that the simplest draw is the simplest part: 0 before 1, one sample before two.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

from hypothesis import assume
from hypothesis import strategies as st

from ..files.statement_file import StatementFile
from ..problem.objective import Problem
from . import admissible
from .fibre import FloatFibre
from .instance import Instance, Rows, Vector, problem_of

ONE = Fraction(1)
NULL = Fraction(0)
HALF = Fraction(1, 2)
ROUND = tuple(Fraction(v) for v in (0, 1, -1, 2, -2)) + tuple(Fraction(v, 2) for v in (1, -1, 3, -3))

Numbers = st.SearchStrategy[Fraction]


def _small() -> Numbers:
    round_ones = st.sampled_from(ROUND)
    others = st.builds(Fraction, st.integers(-12, 12), st.sampled_from((1, 2, 3, 4, 5, 8)))
    return st.one_of(round_ones, round_ones, others)


SMALL: Numbers = _small()
"""A small rational number, often a round one."""


def chance(one_in: int) -> st.SearchStrategy[bool]:
    """True once in ``one_in`` draws; the simplest draw is False."""
    return st.integers(0, one_in - 1).map(lambda i: i == one_in - 1)


@st.composite
def losses(draw: st.DrawFn, statement: StatementFile) -> Any:
    """One of the losses that suit the statement, the first more than half of the time; rejects if none suits."""
    known = admissible.losses(statement)
    assume(known)
    return known[0] if draw(chance(5)) or not draw(chance(2)) else draw(st.sampled_from(known))


def lams(statement: StatementFile) -> Numbers:
    """A value of lam of the class that the statement names."""
    return st.sampled_from(statement.lams)


@st.composite
def inputs(draw: st.DrawFn, statement: StatementFile, most: int, least: int = 1) -> Rows:
    """From ``least`` to ``most`` different inputs, if the statement allows, small integers first, often on a line."""
    n = draw(st.integers(least, most))
    if statement.distinct is not None:
        n = min(n, statement.distinct)
    if statement.inputs == 1 and draw(st.booleans()):
        start = draw(st.sampled_from((0, -(n // 2), 1)))
        return tuple((Fraction(start + i),) for i in range(n))
    scale = 2 if draw(chance(4)) else 1
    coordinate = st.integers(-3 * scale, 3 * scale).map(lambda v: Fraction(v, scale))
    row = st.tuples(*[coordinate] * statement.inputs)
    if statement.inputs > 1 and draw(chance(3)):
        base, direction = draw(row), draw(row.filter(any))
        return tuple(tuple(u + i * v for u, v in zip(base, direction, strict=True)) for i in range(n))
    return tuple(draw(st.lists(row, min_size=min(n, least), max_size=n, unique=True)))


@st.composite
def near(draw: st.DrawFn, value: float) -> Fraction:
    """A rational number near a float, with a small denominator."""
    if not abs(value) < 1e6:
        return NULL
    return Fraction(value).limit_denominator(draw(st.sampled_from((1, 2, 2, 4, 4, 8))))


@st.composite
def targets_near(draw: st.DrawFn, loss: Any, values: Sequence[float]) -> Vector:
    """Targets that suit the loss, near the outputs ``values``."""
    return admissible.targets_of(loss).near(values, lambda v: draw(near(v)))


@st.composite
def conflicts(draw: st.DrawFn, statement: StatementFile) -> bool:
    """Whether an instance is to have equal inputs with different targets."""
    if statement.data == "conflicting" or "realizable" in statement.dropped:
        return True
    if statement.data in ("realizable", "distinct") or "realizable" in admissible.kept(statement):
        return False
    return draw(chance(2 if statement.conclusion == "realizable" else 7))


@st.composite
def points(draw: st.DrawFn, problem: Problem, flat: bool = False, dead: bool = False) -> list[Fraction]:
    """A point (a, b, W) of small rational numbers within the bounds.

    Args:
        problem: its L~ is meant.
        flat: b = 0 and W = 0, as far as the bounds allow.
        dead: a = 0.
    """
    a, b, rows = problem.added_names
    names = [*a, *b, *(name for row in rows for name in row)]
    found = []
    for name in names:
        if name in a:
            found.append(NULL if dead else draw(SMALL) or ONE)
        else:
            found.append(NULL if flat else draw(SMALL))
    for i, constraints in enumerate(FloatFibre(problem).limits):
        for c in constraints:
            if not (found[i] <= c.bound if c.relation == "<=" else found[i] >= c.bound):
                inward = -1 if c.relation == "<=" else 1
                steps = (HALF, ONE) if names[i] in a and c.bound == 0 and not dead else (NULL, HALF, ONE)
                found[i] = c.bound + inward * draw(st.sampled_from(steps))
    return found


def blank(
    loss: Any, rows: Sequence[Vector], targets: Sequence[Vector], statement: StatementFile, lam: Fraction
) -> Instance:
    """An instance with the outputs 0 and the weights 1."""
    zeros: Rows = ((NULL,) * statement.outputs,) * len(rows)
    return Instance(tuple(rows), zeros, tuple(targets), (ONE,) * len(rows), loss, lam)


@st.composite
def anchored(draw: st.DrawFn, statement: StatementFile, most: int, weak: bool = False) -> tuple[Instance, Problem]:
    """An instance whose targets are the loss's own zero, with its problem; rejects what the loss does not take.

    Args:
        statement: what it is an instance of.
        most: different inputs, at most.
        weak: many inputs, and the smallest penalty, as far as the statement allows.
    """
    loss = draw(losses(statement))
    rows = draw(inputs(statement, most, max(1, most - 1) if weak else 1))
    targets = [admissible.anchors(loss, statement.outputs)[0]] * len(rows)
    lam = min(statement.lams, key=abs) if weak else draw(lams(statement))
    instance = blank(loss, rows, targets, statement, lam)
    problem = problem_of(instance, statement)
    assume(problem is not None)
    assert problem is not None
    return instance, problem


@st.composite
def weighted(draw: st.DrawFn, instance: Instance) -> Instance:
    """The instance, now and then with sample weights other than 1."""
    if not draw(chance(5)):
        return instance
    weights = st.sampled_from((ONE, Fraction(2), Fraction(1, 2), Fraction(3)))
    return replace(instance, weights=tuple(draw(weights) for _ in instance.inputs))
