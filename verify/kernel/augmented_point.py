"""Points of L~, as certificates name them: constants for all coordinates, theta, a, b, W in this order.

Coordinates that a box moves have decimals there and are replaced by the one critical point in the box.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from ..numerics import ball
from ..numerics.ball import Ball
from ..numerics.identity import zero
from ..numerics.krawczyk import Box
from ..numerics.program import Program
from ..problem.augmentation import Constraint
from ..problem.expression import Expr, branches, rational, topological
from ..problem.objective import Problem
from ..truth import Truth
from .certificate import Fields
from .finding import require
from .theta_point import read_constant


@dataclass(frozen=True)
class Place:
    """A point of L~: its coordinates by name, those that a box moves, and the box."""

    constants: dict[str, Expr]
    boxed: tuple[str, ...]
    box: Box | None

    def balls(self, names: Sequence[str]) -> list[Ball]:
        """Enclosures of the coordinates ``names``; call within ``ball.precision``."""
        moved = {} if self.box is None else dict(zip(self.boxed, self.box.balls(), strict=True))
        rest = [name for name in names if name not in moved]
        fixed = dict(zip(rest, Program([self.constants[name] for name in rest], []).run(ball.BALLS, []), strict=True))
        return [moved[name] if name in moved else fixed[name] for name in names]

    def only(self, names: Sequence[str]) -> dict[str, Expr]:
        """The constants of the coordinates ``names``."""
        return {name: self.constants[name] for name in names}


def place(problem: Problem, fields: Fields) -> Place:
    """The point that a certificate names, with exact coordinates."""
    texts = fields.texts("at", len(problem.augmented_names))
    values = [read_constant(text, fields) for text in texts]
    return Place(dict(zip(problem.augmented_names, values, strict=True)), (), None)


def trained(problem: Problem) -> list[str]:
    """The coordinates that are not frozen."""
    a, b, rows = problem.added_names
    blocks = {"theta": problem.names, "a": a, "b": b, "W": [name for row in rows for name in row]}
    return [name for block, names in blocks.items() if block not in problem.augmentation.frozen for name in names]


def frozen(problem: Problem, at: Place) -> dict[str, Expr]:
    """The constants of the coordinates that are not trained."""
    free = set(trained(problem))
    return at.only([name for name in problem.augmented_names if name not in free])


def bounds(problem: Problem) -> dict[str, list[Constraint]]:
    """The constraints on each coordinate."""
    a, b, rows = problem.added_names
    blocks = {"a": a, "b": b, "W": [name for row in rows for name in row]}
    found: dict[str, list[Constraint]] = {}
    for constraint in problem.augmentation.constraints:
        for name in blocks[constraint.name]:
            found.setdefault(name, []).append(constraint)
    return found


def require_feasible(problem: Problem, at: Place) -> None:
    """The point meets all bounds. A local minimum among all points near it is then one among those that meet them."""
    with ball.precision(128):
        for name, constraints in bounds(problem).items():
            value, around = rational(at.constants[name]), at.balls([name])[0]
            for constraint in constraints:
                sign = 1 if constraint.relation == "<=" else -1
                exactly = name not in at.boxed and value is not None and sign * (constraint.bound - value) >= 0
                room = sign * (ball.ball(constraint.bound) - around)
                require(exactly or ball.positive(room), "a coordinate was not proved to meet its bound")


def smooth(expressions: Sequence[Expr], names: Sequence[str], values: Sequence[Ball]) -> bool:
    """True proves: the expressions, which have values at all these points, are analytic near each of them.

    Every kink is certainly on one side, and no fraction is a power of 0; call within ``ball.precision``.
    """
    return _regular(expressions, names, values, None, None)


def lipschitz(expressions: Sequence[Expr], names: Sequence[str], values: Sequence[Ball]) -> bool:
    """True proves: the expressions, which have a value at this point, are Lipschitz continuous near it.

    Besides what is analytic, continuous kinks are, and powers from 1 on of what is >= 0.
    """
    return _regular(expressions, names, values, 0, Fraction(1))


def _regular(
    expressions: Sequence[Expr],
    names: Sequence[str],
    values: Sequence[Ball],
    order: int | None,
    exponent: Fraction | None,
) -> bool:
    """Kinks of at least ``order`` may be met, and powers of at least ``exponent`` of 0; with None none may."""
    bends = [
        x
        for x in topological(expressions)
        if (x.op == "where" and (order is None or branches(x).order < order))
        or (x.op == "pow" and Fraction(x.data).denominator != 1 and not _mild(x, exponent))
    ]
    for x, value in zip(bends, Program([x.args[0] for x in bends], names).run(ball.BALLS, values), strict=True):
        if not (ball.positive(value) or (x.op == "where" and ball.sign(value) == -1)):
            return False
    return all(ball.finite(value) for value in Program(expressions, names).run(ball.BALLS, values))


def _mild(x: Expr, exponent: Fraction | None) -> bool:
    return exponent is not None and Fraction(x.data) >= exponent and nonnegative(x.args[0])


def nonnegative(x: Expr) -> bool:
    """Whether an expression is visibly >= 0: sums and products of even powers, absolute values, numbers >= 0."""
    value = rational(x)
    if value is not None:
        return value >= 0
    if x.op in ("add", "mul"):
        return all(nonnegative(argument) for argument in x.args)
    if x.op == "pow":
        assert isinstance(x.data, Fraction)
        return x.data.numerator % 2 == 0 or nonnegative(x.args[0])
    return is_absolute(x) or x.op in ("exp", "sigmoid", "softplus", "cosh")


def is_absolute(x: Expr) -> bool:
    """Whether an expression is the absolute value of another one, as written."""
    if x.op != "where":
        return False
    p, n, order = branches(x)
    return order >= 0 and x.args[1] is x.args[0] and n is -p


def facts(problem: Problem, at: Place) -> dict[str, str]:
    """What is certain about a point of L~: whether an amplitude is not 0, or all are 0; whether L~ is not L there.

    Call within ``ball.precision``.
    """
    names = problem.added_names[0]
    found = {"amplitudes": "unknown"}
    if any(ball.sign(v) in (1, -1) for v in at.balls(names)):
        found["amplitudes"] = "not zero"
    elif not set(at.boxed) & set(names) and all(zero(at.constants[name]) is Truth.YES for name in names):
        found["amplitudes"] = "zero"
    difference = Program([problem.augmented_risk - problem.risk], problem.augmented_names)
    if ball.sign(difference.run(ball.BALLS, at.balls(problem.augmented_names))[0]) in (1, -1):
        found["value"] = "not L(theta)"
    return found
