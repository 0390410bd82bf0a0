"""Constant vector fields along which the loss of each sample falls everywhere: a linear programme. Claims nothing."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import numpy as np

from ..exact import write
from ..kernel.certificate import Certificate
from ..kernel.evidence import Unknown
from ..numerics import ball
from ..numerics.program import FLOATS, Program
from ..problem.derivatives import gradient
from ..problem.expression import ZERO, Expr, var, variables
from ..problem.objective import Problem

Direction = np.ndarray[tuple[int], np.dtype[np.float64]]

DENOMINATORS = (1, 2, 4, 16, 256)
PROBES = (-20.0, -3.0, 0.0, 3.0, 20.0)
CLASSES = "softmax-cross-entropy"


def separating_field(problem: Problem) -> Iterator[Certificate | Unknown]:
    """The direction of a hyperplane that separates the data with the widest margin, in small fractions."""
    direction = separating_direction(problem)
    if direction is None:
        yield Unknown("method", "no direction was found along which the loss of each sample falls everywhere")
        return
    for denominator in DENOMINATORS:
        rates = [Fraction(round(float(v) * denominator), denominator) for v in direction]
        field = {name: write(rate) for name, rate in zip(problem.names, rates, strict=True) if rate}
        yield Certificate("nowhere-critical", problem.digest, {"field": field})


def separating_direction(problem: Problem) -> Direction | None:
    """A direction in which the loss of each sample seems to fall everywhere, in the unit cube."""
    rows = _wanted(problem) if problem.regularizer is ZERO else None
    return None if not rows else _widest(rows, len(problem.names))


def _wanted(problem: Problem) -> list[tuple[list[float], bool]] | None:
    """What has to be positive along the field, or 0 (False): changes of the outputs, whose slopes are constant."""
    found: list[tuple[list[float], bool]] = []
    record = problem.loss.record
    for i, outputs in enumerate(problem.outputs):
        slopes = [gradient(f, problem.names) for f in outputs]
        if variables([s for row in slopes for s in row]):
            return None
        with ball.precision(64):
            matrix = np.array([[_number(s) for s in row] for row in slopes])
            targets = np.array([_number(y) for y in problem.targets[i]])
        if record is not None and record.name == CLASSES:
            first = int(np.argmax(targets))
            found += [(list(matrix[first] - row), True) for k, row in enumerate(matrix) if k != first]
            continue
        for k, row in enumerate(matrix):
            side = _side(problem, i, k)
            found.append((list(-side * row), True) if side else (list(row), False))
    return found


def _number(x: Expr) -> float:
    return ball.approximate(Program([x], []).run(ball.BALLS, [])[0])


def _side(problem: Problem, i: int, k: int) -> int:
    """The sign of the slope of the loss of a sample in one output, if it seems to be the same everywhere."""
    names = [f"q{j + 1}" for j in range(problem.network.outputs)]
    slope = gradient(problem.sample_loss(i, [var(name) for name in names]), [names[k]])
    with np.errstate(all="ignore"):
        values = [float(Program(slope, names).run(FLOATS, [np.float64(v)] * len(names))[0]) for v in PROBES]
    signs = {float(np.sign(v)) for v in values}
    return int(signs.pop()) if len(signs) == 1 else 0


def _widest(rows: list[tuple[list[float], bool]], n: int) -> Direction | None:
    """The direction in the unit cube whose least change, of those that are to be positive, is greatest."""
    from scipy.optimize import linprog  # slow to import

    positive = [row for row, rises in rows if rises]
    still = [[*row, 0.0] for row, rises in rows if not rises]
    if not positive:
        return None
    upper = [[*(-v for v in row), 1.0] for row in positive]
    found = linprog(
        [0.0] * n + [-1.0], A_ub=upper, b_ub=[0.0] * len(upper), A_eq=still or None, b_eq=[0.0] * len(still) or None,
        bounds=[*[(-1.0, 1.0)] * n, (None, 1.0)],
    )  # fmt: skip
    return np.asarray(found.x[:n]) if found.success and -found.fun > 1e-9 else None
