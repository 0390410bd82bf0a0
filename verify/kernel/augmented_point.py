"""Points of L~, as certificates name them: constants for all coordinates, theta, a, b, W in this order.

Coordinates that a box moves have decimals there and are replaced by the one critical point in the box.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..numerics import ball
from ..numerics.ball import Ball
from ..numerics.identity import zero
from ..numerics.krawczyk import Box
from ..numerics.program import Program
from ..problem.augmentation import Constraint
from ..problem.expression import Expr, rational
from ..problem.objective import Problem
from ..truth import Truth
from . import gate
from .certificate import Fields
from .finding import require
from .region import BITS, EVERYWHERE, Range, Region
from .theta_point import read_constant


@dataclass(frozen=True)
class AugmentedPoint:
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


def augmented_point(problem: Problem, fields: Fields) -> AugmentedPoint:
    """The point that a certificate names, with exact coordinates."""
    texts = fields.texts("at", len(problem.augmented_names))
    values = [read_constant(text, fields) for text in texts]
    return AugmentedPoint(dict(zip(problem.augmented_names, values, strict=True)), (), None)


def trained(problem: Problem) -> list[str]:
    """The coordinates that are not frozen."""
    a, b, rows = problem.added_names
    blocks = {"theta": problem.names, "a": a, "b": b, "W": [name for row in rows for name in row]}
    return [name for block, names in blocks.items() if block not in problem.augmentation.frozen for name in names]


def frozen(problem: Problem, at: AugmentedPoint) -> dict[str, Expr]:
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


def require_feasible(problem: Problem, at: AugmentedPoint) -> None:
    """The point meets all bounds. A local minimum among all points near it is then one among those that meet them."""
    with ball.precision(128):
        for name, constraints in bounds(problem).items():
            value, around = rational(at.constants[name]), at.balls([name])[0]
            for constraint in constraints:
                sign = 1 if constraint.relation == "<=" else -1
                exactly = name not in at.boxed and value is not None and sign * (constraint.bound - value) >= 0
                room = sign * (ball.ball(constraint.bound) - around)
                require(exactly or ball.positive(room), "a coordinate was not proved to meet its bound")


def neighbourhood(
    problem: Problem, at: AugmentedPoint, names: Sequence[str] | None = None, more: Mapping[str, Range] | None = None
) -> Region:
    """A neighbourhood of the point in the coordinates ``names`` (all by default), as far as the bounds let it be.

    ``more`` are ranges of coordinates besides the bounds of the problem.

    If coordinates are moved by a box, it holds the whole box. The point must meet the bounds.
    """
    chosen = problem.augmented_names if names is None else names
    with ball.precision(BITS):
        ranges = limits(problem)
        for name, r in (more or {}).items():
            ranges[name] = ranges.get(name, Range()).meet(r) or r
        return Region.near(chosen, at.balls(chosen), ranges)


def limits(problem: Problem) -> dict[str, Range]:
    """The ranges of the coordinates that are bounded."""
    found: dict[str, Range] = {}
    for name, constraints in bounds(problem).items():
        lows = [c.bound for c in constraints if c.relation == ">="]
        highs = [c.bound for c in constraints if c.relation == "<="]
        found[name] = Range(max(lows, default=None), min(highs, default=None))
    return found


def require_defined(problem: Problem, at: AugmentedPoint) -> Region:
    """L~ has a value at every point near this one that meets the bounds; the neighbourhood on which that was proved.

    Where a function has no value there is a bound that nobody has written down: a local minimum at it is another claim.
    """
    region = neighbourhood(problem, at)
    require(gate.defined(problem.augmented_risk, region) is Truth.YES, NO_VALUE)
    return region


NO_VALUE = "L~ was not proved to have a value everywhere near the point: what is undefined there is a hidden bound"


def nonnegative(x: Expr, region: Region = EVERYWHERE) -> bool:
    """True proves that ``x`` is defined and >= 0 on the region."""
    found = gate.sign(x, region)
    return found is not None and found.at_least_zero


def facts(problem: Problem, at: AugmentedPoint) -> dict[str, str]:
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
