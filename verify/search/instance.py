"""An instance: everything that a ``necessity`` file says about one problem and one point of its L~, still unproved.

The network of every instance is ``q0(x) + relu(t1 - 1)*p(x)``: at t1 = 0 it is dead, so that near theta the outputs
are the fixed numbers q0, and L~ is a function of the added parameters alone; at t1 = 2 its outputs are q0 + p. Both q0
and p are polynomials through whatever values are wanted on the inputs, so any residuals and better outputs can be had.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import numpy as np

from ..claims.registry import claims
from ..errors import NumberError, VerifyError
from ..exact import exact, write
from ..files.problem_table import problem_from_tables
from ..files.statement_file import StatementFile
from ..numerics import ball
from ..numerics.point import Exact
from ..numerics.program import FLOATS, Program
from ..problem.expression import ZERO, num, rational, substitute, var
from ..problem.objective import Problem
from ..prove.outcome import Outcome
from ..prove.refuted_tables import refuted

Vector = tuple[Fraction, ...]
Rows = tuple[Vector, ...]
Texts = tuple[str, ...]


@dataclass(frozen=True)
class DrawnWitness:
    """A point (a, b, W) as a file writes it, and the method by which it is to be proved."""

    a: Texts
    b: Texts
    W: tuple[Texts, ...]
    refine: bool
    method: str


@dataclass(frozen=True)
class Trained:
    """A network of any family with its parameters, in place of the dead one.

    Attributes:
        network: as a problem file writes it.
        theta: where L~ is examined.
        better: where L is lower.
    """

    network: Any
    theta: Vector
    better: Vector


@dataclass(frozen=True)
class Instance:
    """One problem, and a point of its L~ with theta dead.

    Attributes:
        inputs: one row per sample; rows may repeat.
        outputs: q0, the outputs of the dead network, one row per sample (equal at equal inputs).
        targets: one row per sample.
        weights: one per sample.
        loss: as a problem file writes it.
        lam: the weight of the penalty.
        witness: the point; None for a statement that needs none.
        better: the outputs q0 + p at t1 = 2, one row per sample; None if no lower L was sought.
        bare: the network has no parameter at all, and is q0.
        trained: another network; q0 and p are not used then.
        regularizer: a term in t1 alone, as a formula; empty for none.
    """

    inputs: Rows
    outputs: Rows
    targets: Rows
    weights: Vector
    loss: Any
    lam: Fraction
    witness: DrawnWitness | None = None
    better: Rows | None = None
    bare: bool = False
    trained: Trained | None = None
    regularizer: str = ""

    @property
    def size(self) -> tuple[int, int, int]:
        """Samples, neurons that are not at a round point, and characters: what shrinking makes smaller."""
        numbers = [*self.inputs, *self.outputs, *self.targets, self.weights, (self.lam,), *(self.better or ())]
        if self.trained is not None:
            numbers += [self.trained.theta, self.trained.better]
        point = self.witness
        refined = 0 if point is None else int(point.refine)
        words = [] if point is None or point.refine else [*point.a, *point.b, *(t for row in point.W for t in row)]
        return (
            len(self.inputs),
            refined,
            sum(cost(v) for row in numbers for v in row) + sum(map(text_cost, words)) + len(self.regularizer),
        )


def cost(value: Fraction) -> int:
    """How much there is to write of a number; 0 is free, 1 is the next cheapest."""
    if value == 0:
        return 0
    return 2 * value.denominator.bit_length() + abs(value.numerator).bit_length() - 2 + int(value < 0)


def text_cost(text: str) -> int:
    """The same of a coordinate as a file writes it: a number, or a formula, which costs more than any number alike."""
    try:
        return cost(exact(text))
    except NumberError:
        return 8 * len(text)


def problem_tables(instance: Instance, statement: StatementFile) -> dict[str, Any]:
    """``[problem]`` and ``[augment]`` of the instance."""
    problem: dict[str, Any] = {
        "network": _network(instance),
        "loss": instance.loss,
        "reduction": "sum",
        "inputs": [[write(v) for v in row] for row in instance.inputs],
        "targets": [[write(v) for v in row] for row in instance.targets],
    }
    if any(weight != 1 for weight in instance.weights):
        problem["weights"] = [write(v) for v in instance.weights]
    if instance.regularizer:
        problem["regularizer"] = instance.regularizer
    augment = dict(statement.augment)
    if instance.lam != 1:
        augment["lam"] = write(instance.lam)
    return {"problem": problem, "augment": augment} if augment else {"problem": problem}


def _network(instance: Instance) -> Any:
    if instance.trained is not None:
        return instance.trained.network
    base = _polynomials(instance.inputs, instance.outputs)
    network: dict[str, Any] = {"formula": base, "parameters": []}
    if not instance.bare:
        network["parameters"] = ["t1"]
        better = instance.better if instance.better is not None else instance.outputs
        moves = [
            tuple(q - p for q, p in zip(new, old, strict=True))
            for new, old in zip(better, instance.outputs, strict=True)
        ]
        network["formula"] = [_switched(q, p) for q, p in zip(base, _polynomials(instance.inputs, moves), strict=True)]
    return network


def _switched(base: str, move: str) -> str:
    if move == "0":
        return base
    product = "relu(t1 - 1)" if move == "1" else f"relu(t1 - 1)*({move})"
    return product if base == "0" else f"{base} + {product}"


def file_tables(instance: Instance, statement: StatementFile) -> dict[str, Any]:
    """All tables of the ``necessity`` file; without the values that only a proof gives (see ``completed``)."""
    tables: dict[str, Any] = {
        "title": statement.title,
        "kind": "necessity",
        "source": f"Found by verify search. {statement.source}".strip(),
        "statement": statement.table(),
        **problem_tables(instance, statement),
        "point": {"theta": [write(v) for v in _theta(instance)]},
    }
    point = instance.witness
    if point is not None:
        tables["witness"] = {"a": list(point.a), "b": list(point.b), "W": [list(row) for row in point.W]}
        if point.refine:
            tables["witness"]["refine"] = True
        tables["witness"]["method"] = point.method
    tables["expect"] = {"value": "0"}
    better = _better_theta(instance)
    if better is not None:
        tables["better"] = {"theta": [write(v) for v in better]}
        tables["expect"]["better_value"] = "0"
    return tables


def _theta(instance: Instance) -> Vector:
    """Where L~ is examined: the parameters of the network."""
    if instance.trained is not None:
        return instance.trained.theta
    return () if instance.bare else (Fraction(0),)


def theta_of(instance: Instance) -> Exact:
    """The same as the kernel has it."""
    theta = _theta(instance)
    return Exact(tuple(write(v) for v in theta), tuple(num(v) for v in theta))


def _better_theta(instance: Instance) -> Vector | None:
    if instance.trained is not None:
        return instance.trained.better
    return None if instance.better is None else (Fraction(2),)


def problem_of(instance: Instance, statement: StatementFile) -> Problem | None:
    """The problem of the instance; None if a number does not suit the loss."""
    try:
        return problem_from_tables(problem_tables(instance, statement))
    except VerifyError:
        return None


def certified(instance: Instance, statement: StatementFile) -> Outcome | None:
    """The kernel's answer: the outcome ``fails`` with its evidence, or None if no refutation was proved."""
    return refuted(file_tables(instance, statement), claims())


def completed(instance: Instance, statement: StatementFile) -> dict[str, Any]:
    """The tables of the file with the values of L that it expects."""
    tables = file_tables(instance, statement)
    problem = problem_from_tables(problem_tables(instance, statement))
    tables["expect"]["value"] = _value(problem, _theta(instance))
    better = _better_theta(instance)
    if better is not None:
        tables["expect"]["better_value"] = _value(problem, better)
    return tables


def _value(problem: Problem, theta: Vector) -> str:
    """L at theta: exactly where it is rational, else as a correctly rounded decimal after a tilde."""
    at = {name: ZERO + value for name, value in zip(problem.names, theta, strict=True)}
    value = substitute([problem.risk], at)[0]
    exact = rational(value)
    if exact is not None:
        return write(exact)
    with ball.precision(256):
        middle = ball.midpoint(Program([value], []).run(ball.BALLS, [])[0])
    scaled = round(abs(middle) * 10**8)
    return f"~{'-' if middle < 0 else ''}{scaled // 10**8}.{scaled % 10**8:08d}"


def with_better(instance: Instance, problem: Problem) -> Instance | None:
    """The instance with outputs at which L is lower, at t1 = 2; None if none were found.

    At each distinct input the simplest values of the output are tried: the targets, their mean, small numbers.
    """
    k = problem.network.outputs
    names = [f"q{i + 1}" for i in range(k)]
    best = [list(row) for row in instance.outputs]
    improved = False
    for group in problem.distinct:
        total = ZERO
        for i in group:
            total = total + problem.sample_loss(i, [var(name) for name in names])
        program = Program([total], names)
        here = list(instance.outputs[group[0]])
        value = _float(program, here)
        start = value
        for _ in range(2):
            for at in range(k):
                column = [instance.targets[i][at] for i in group]
                mean = sum((instance.weights[i] * instance.targets[i][at] for i in group), Fraction(0))
                mean /= sum((instance.weights[i] for i in group), Fraction(0))
                for candidate in [mean, *column, *_SIMPLE]:
                    trial = [*here[:at], candidate, *here[at + 1 :]]
                    lower = _float(program, trial)
                    if lower < value - 1e-9 * (1 + abs(value)):
                        here, value = trial, lower
        if value < start - 1e-6:
            improved = True
            for i in group:
                best[i] = list(here)
    return replace(instance, better=tuple(tuple(row) for row in best)) if improved else None


_SIMPLE = tuple(Fraction(v) for v in (0, 1, -1, 2, -2, 3, -3, 4, -4)) + tuple(Fraction(v, 2) for v in (1, -1, 3, -3))


def _float(program: Program, at: Sequence[Fraction]) -> float:
    with np.errstate(all="ignore"):
        value = float(program.run(FLOATS, [np.float64(v) for v in at])[0])
    return value if np.isfinite(value) else float("inf")


def _polynomials(inputs: Rows, values: Sequence[Vector]) -> list[str]:
    """For each output a polynomial in the inputs, as a formula, through one value per sample."""
    known = dict(zip(inputs, values, strict=True))
    points = list(known)
    direction = _separating(points)
    z = [sum((u * v for u, v in zip(direction, x, strict=True)), Fraction(0)) for x in points]
    name = _linear(direction)
    return [_written(_interpolated(z, [known[x][k] for x in points]), name) for k in range(len(values[0]))]


def _separating(points: Sequence[Vector]) -> Vector:
    """A direction in which all the points differ."""
    dimension = len(points[0])
    for base in range(0, 100):
        direction = tuple(Fraction(base**d if base else int(d == 0)) for d in range(dimension))
        if len({sum(u * v for u, v in zip(direction, x, strict=True)) for x in points}) == len(points):
            return direction
    raise AssertionError("powers of 100 integers separate any few points")


def _linear(direction: Vector) -> str:
    terms = [f"x{d + 1}" if v == 1 else f"{write(v)}*x{d + 1}" for d, v in enumerate(direction) if v != 0]
    return terms[0] if len(terms) == 1 and "*" not in terms[0] else f"({' + '.join(terms)})"


def _interpolated(z: Sequence[Fraction], values: Sequence[Fraction]) -> list[Fraction]:
    """The coefficients, from the constant on, of the polynomial with ``values`` at ``z`` (Newton's form, expanded)."""
    table = list(values)
    n = len(z)
    for level in range(1, n):
        for i in range(n - 1, level - 1, -1):
            table[i] = (table[i] - table[i - 1]) / (z[i] - z[i - level])
    coefficients = [Fraction(0)] * n
    for i in range(n - 1, -1, -1):
        shifted = [Fraction(0), *coefficients[: n - 1]]
        coefficients = [s - z[i] * c for s, c in zip(shifted, coefficients, strict=True)]
        coefficients[0] += table[i]
    return coefficients


def _written(coefficients: Sequence[Fraction], name: str) -> str:
    text = ""
    for power, c in enumerate(coefficients):
        if c == 0:
            continue
        letter = "" if power == 0 else name if power == 1 else f"{name}**{power}"
        size = write(abs(c))
        term = size if not letter else letter if size == "1" else f"{size}*{letter}"
        sign = "-" if c < 0 else "+"
        text = f"{text} {sign} {term}" if text else (f"-{term}" if c < 0 else term)
    return text or "0"
