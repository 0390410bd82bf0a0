"""Points: with exact constants as coordinates, or the one zero of some equations in a box, or the image of one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from ..exact import write
from ..problem.expression import Expr, num
from . import ball
from .ball import Ball
from .krawczyk import Box, Rows
from .program import Program

Written = dict[str, object]
"""A point as a certificate has it."""


@dataclass(frozen=True)
class Exact:
    """A point whose coordinates are constants, such as ``-log(2)``: as they are written, and what they denote."""

    texts: tuple[str, ...]
    values: tuple[Expr, ...] = field(compare=False)

    def enclosure(self, bits: int) -> list[Ball]:
        """Balls that hold the coordinates, at a precision of ``bits``."""
        with ball.precision(bits):
            return Program(self.values, []).run(ball.BALLS, [])

    @property
    def center(self) -> tuple[Fraction, ...]:
        """Numbers near the coordinates, for floats to start from."""
        return tuple(ball.midpoint(v) if ball.finite(v) else Fraction(0) for v in self.enclosure(64))

    def constants(self, names: Sequence[str]) -> dict[str, Expr]:
        """The coordinates by their names."""
        return dict(zip(names, self.values, strict=True))

    def written(self) -> Written:
        """The point as a certificate has it."""
        return {"exact": list(self.texts)}


@dataclass(frozen=True)
class Boxed:
    """The one critical point in a box, with what Krawczyk's test needs to prove that there is one.

    Attributes:
        box: where it lies.
        preconditioner: an approximate inverse of the Hessian.
        bits: the precision that is enough.
        rounds_to: decimals to which its coordinates round.
    """

    box: Box
    preconditioner: Rows
    bits: int
    rounds_to: tuple[str, ...]

    def enclosure(self, bits: int) -> list[Ball]:
        """Balls that hold the coordinates, at a precision of ``bits``; they are no smaller than the box."""
        with ball.precision(bits):
            return self.box.balls()

    @property
    def center(self) -> tuple[Fraction, ...]:
        """Numbers near the coordinates, for floats to start from."""
        return self.box.center

    def inside(self, other: Boxed) -> bool:
        """Whether its box lies in the other one: then both are the same critical point."""
        pairs = zip(self.box.center, other.box.center, strict=True)
        return all(abs(c - d) + self.box.radius <= other.box.radius for c, d in pairs)

    def written(self) -> Written:
        """The point as a certificate has it."""
        return {
            "center": [write(v) for v in self.box.center],
            "radius": write(self.box.radius),
            "preconditioner": [[write(v) for v in row] for row in self.preconditioner],
            "bits": self.bits,
            "rounds_to": list(self.rounds_to),
        }


@dataclass(frozen=True)
class Sliced:
    """The one critical point in a box of the function with some coordinates held at those of the centre.

    It need not be a critical point of the function itself: the slopes in the held coordinates are not looked at. With
    ``kinks`` it is critical among the points where these are 0, the function being on their upper sides: a critical
    point of the function less ``sum_k mu_k kink_k``, mu being the multipliers.

    Attributes:
        held: the indices of the coordinates that are held, rising.
        box: where it lies; its radius counts for the other coordinates.
        preconditioner: an approximate inverse of the Hessian in the other coordinates and the multipliers.
        bits: the precision that is enough.
        kinks: formulas in the coordinates.
        multipliers: one for each kink, about: the radius of the box counts for them, too.
        branches: conditions of kinks, formulas in the coordinates, and on which side each kink is replaced by its
            branch: then the function is a minorant.
        rounds_to: decimals to which its coordinates round, if that is said.
    """

    held: tuple[int, ...]
    box: Box
    preconditioner: Rows
    bits: int
    kinks: tuple[str, ...] = ()
    multipliers: tuple[Fraction, ...] = ()
    branches: tuple[tuple[str, int], ...] = ()
    rounds_to: tuple[str, ...] = ()

    @property
    def free(self) -> Box:
        """The box in the coordinates that are not held, and in the multipliers."""
        return Box((*_free_center(self.box, self.held), *self.multipliers), self.box.radius)

    def enclosure(self, bits: int) -> list[Ball]:
        """Balls that hold the coordinates, at a precision of ``bits``; the held ones have no radius of the box."""
        return _held_balls(self.box, self.held, bits)

    @property
    def center(self) -> tuple[Fraction, ...]:
        """Numbers near the coordinates, for floats to start from."""
        return self.box.center

    def written(self) -> Written:
        """The point as a certificate has it."""
        kinks: Written = {"kinks": list(self.kinks), "multipliers": [write(v) for v in self.multipliers]}
        branches: Written = {"branches": [{"kink": text, "side": side} for text, side in self.branches]}
        return {
            "slice": list(self.held),
            "center": [write(v) for v in self.box.center],
            "radius": write(self.box.radius),
            "preconditioner": [[write(v) for v in row] for row in self.preconditioner],
            "bits": self.bits,
            **(kinks if self.kinks else {}),
            **(branches if self.branches else {}),
            **({"rounds_to": list(self.rounds_to)} if self.rounds_to else {}),
        }


@dataclass(frozen=True)
class Mapped:
    """The image, under a map, of the one critical point in a box of the function of the map's inner variables.

    The outer variables are held. It need not be a critical point of the function itself.

    Attributes:
        texts: the map, a formula in the inner and outer variables for each coordinate, as it is written.
        formulas: what they denote.
        inner: the names of the inner variables.
        outer: the names of the outer variables.
        at: the numbers at which the outer variables are held.
        box: where the inner variables lie.
        preconditioner: an approximate inverse of the Hessian in the inner variables.
        bits: the precision that is enough.
        rounds_to: decimals to which its coordinates round, if that is said.
    """

    texts: tuple[str, ...]
    formulas: tuple[Expr, ...] = field(compare=False)
    inner: tuple[str, ...]
    outer: tuple[str, ...]
    at: tuple[Fraction, ...]
    box: Box
    preconditioner: Rows
    bits: int
    rounds_to: tuple[str, ...] = ()

    @property
    def held(self) -> dict[str, Expr]:
        """The outer variables as constants."""
        return {name: num(v) for name, v in zip(self.outer, self.at, strict=True)}

    def variables(self) -> list[Ball]:
        """Balls that hold the inner and the outer variables, at the precision in force."""
        return [*self.box.balls(), *map(ball.ball, self.at)]

    def enclosure(self, bits: int) -> list[Ball]:
        """Balls that hold the coordinates, at a precision of ``bits``."""
        with ball.precision(bits):
            return Program(self.formulas, [*self.inner, *self.outer]).run(ball.BALLS, self.variables())

    @property
    def center(self) -> tuple[Fraction, ...]:
        """Numbers near the coordinates, for floats to start from."""
        return tuple(ball.midpoint(v) if ball.finite(v) else Fraction(0) for v in self.enclosure(64))

    def written(self) -> Written:
        """The point as a certificate has it."""
        return {
            "map": list(self.texts),
            "inner": list(self.inner),
            "outer": list(self.outer),
            "at": [write(v) for v in self.at],
            "center": [write(v) for v in self.box.center],
            "radius": write(self.box.radius),
            "preconditioner": [[write(v) for v in row] for row in self.preconditioner],
            "bits": self.bits,
            **({"rounds_to": list(self.rounds_to)} if self.rounds_to else {}),
        }


@dataclass(frozen=True)
class Fit:
    """The one point in a box at which all residual gradients are 0, with some coordinates held at those of the centre.

    Attributes:
        held: the indices of the coordinates that are held, rising.
        box: where it lies; its radius counts for the other coordinates.
        preconditioner: an approximate inverse of the derivatives of the residual gradients in the other coordinates.
        bits: the precision that is enough.
    """

    held: tuple[int, ...]
    box: Box
    preconditioner: Rows
    bits: int

    @property
    def free(self) -> Box:
        """The box in the coordinates that are not held."""
        return Box(_free_center(self.box, self.held), self.box.radius)

    def enclosure(self, bits: int) -> list[Ball]:
        """Balls that hold the coordinates, at a precision of ``bits``; the held ones have no radius of the box."""
        return _held_balls(self.box, self.held, bits)

    @property
    def center(self) -> tuple[Fraction, ...]:
        """Numbers near the coordinates, for floats to start from."""
        return self.box.center

    def written(self) -> Written:
        """The point as a certificate has it."""
        return {
            "fit": list(self.held),
            "center": [write(v) for v in self.box.center],
            "radius": write(self.box.radius),
            "preconditioner": [[write(v) for v in row] for row in self.preconditioner],
            "bits": self.bits,
        }


@dataclass(frozen=True)
class ConvexBall:
    """The one critical point in a Euclidean ball on which the function is strictly convex.

    Attributes:
        center: of the ball.
        radius: of the ball, in the Euclidean norm.
        curvature: no eigenvalue of the Hessian is less, anywhere in the ball.
    """

    center: tuple[Fraction, ...]
    radius: Fraction
    curvature: Fraction

    def enclosure(self, bits: int) -> list[Ball]:
        """Balls that hold the coordinates, at a precision of ``bits``: the box around the ball."""
        with ball.precision(bits):
            return Box(self.center, self.radius).balls()

    def written(self) -> Written:
        """The point as a certificate has it."""
        return {
            "center": [write(v) for v in self.center],
            "radius": write(self.radius),
            "curvature": write(self.curvature),
        }


@dataclass(frozen=True)
class Kink:
    """A unit at an input, where its activation is replaced by a line, and L gets a square.

    Attributes:
        layer: of the unit, 0 being the first one that has an activation.
        unit: its place in the layer.
        input: the place of the input among the distinct ones.
        slope: of the line.
        bend: half of it, times the square of the unit's argument, is added to L.
    """

    layer: int
    unit: int
    input: int
    slope: Fraction
    bend: Fraction


@dataclass(frozen=True)
class UnitSymmetry:
    """A vector field along which L of a layered network may be constant: ``kernel/layered_symmetries.py`` says which.

    Attributes:
        name: of its sort.
        indices: the coordinate that moves, or the layer and the places of the units.
    """

    name: str
    indices: tuple[int, ...]

    def written(self) -> Written:
        """The field as a certificate has it."""
        return {self.name: list(self.indices)}


@dataclass(frozen=True)
class KinkedBall:
    """A local minimum in a Euclidean ball in which some units have kinks; some coordinates are those of the centre.

    Attributes:
        center: of the ball.
        radius: of the ball, in the Euclidean norm, across the coordinates that are held.
        curvature: no eigenvalue of the Hessian of a smooth minorant is less, anywhere in the ball.
        held: the indices of the coordinates that are held, rising.
        symmetries: as many vector fields, which move these.
        kinks: where units may have their kinks.
    """

    center: tuple[Fraction, ...]
    radius: Fraction
    curvature: Fraction
    held: tuple[int, ...]
    symmetries: tuple[UnitSymmetry, ...]
    kinks: tuple[Kink, ...]

    @property
    def radii(self) -> list[Fraction]:
        """How far each coordinate reaches."""
        still = set(self.held)
        return [Fraction(0) if i in still else self.radius for i in range(len(self.center))]

    def enclosure(self, bits: int) -> list[Ball]:
        """Balls that hold the coordinates, at a precision of ``bits``; the held ones have no radius."""
        return _held_balls(Box(self.center, self.radius), self.held, bits)

    def written(self) -> Written:
        """The point as a certificate has it."""
        return {
            "center": [write(v) for v in self.center],
            "radius": write(self.radius),
            "curvature": write(self.curvature),
            "held": list(self.held),
            "symmetries": [symmetry.written() for symmetry in self.symmetries],
            "kinks": [
                {"layer": k.layer, "unit": k.unit, "input": k.input, "slope": write(k.slope), "bend": write(k.bend)}
                for k in self.kinks
            ],
        }


def _held_balls(box: Box, held: tuple[int, ...], bits: int) -> list[Ball]:
    """The coordinates of a box in balls, those that are held without its radius."""
    with ball.precision(bits):
        pairs = zip(box.center, box.balls(), strict=True)
        return [ball.ball(c) if i in held else b for i, (c, b) in enumerate(pairs)]


def _free_center(box: Box, held: tuple[int, ...]) -> tuple[Fraction, ...]:
    """The centre of a box in the coordinates that are not held."""
    return tuple(c for i, c in enumerate(box.center) if i not in held)


Point = Exact | Boxed | Sliced | Mapped | Fit | ConvexBall | KinkedBall
