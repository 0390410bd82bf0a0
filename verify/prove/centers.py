"""Where L~ is examined: (b, W) of points with a = 0, and amplitudes of points with a != 0."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from ..numerics.point import Point
from ..problem import case
from ..propose.descend import Fibre, Rows, Vector, masked_row


@dataclass(frozen=True)
class ChosenCenter:
    """(b, W) of a point (theta, 0, b, W), and how it was chosen."""

    label: str
    b: Vector
    W: Rows


def named_centers(centers: Sequence[case.Center]) -> list[ChosenCenter]:
    """The ``[[center]]`` tables of a file."""
    return [ChosenCenter(f"file {i + 1}", c.b, c.W) for i, c in enumerate(centers)]


def standard_centers(fibre: Fibre, point: Point, seed: int) -> list[ChosenCenter]:
    """Zero, two random ones, a far one (b = -20), and one at which the descent of order 0 nearly vanishes."""
    rng = random.Random(seed)

    def row(length: int) -> Vector:
        return tuple(Fraction(rng.randint(-16, 16), 8) for _ in range(length))

    none = (Fraction(0),) * fibre.neurons
    flat: Rows = ((Fraction(0),) * fibre.dx,) * fibre.neurons
    found = [ChosenCenter("zero", none, flat)]
    for i in (1, 2):
        found.append(
            ChosenCenter(f"random {i}", row(fibre.neurons), tuple(row(fibre.dx) for _ in range(fibre.neurons)))
        )
    found.append(ChosenCenter("far", (Fraction(-20),) * fibre.neurons, flat))
    masked = masked_row(fibre, point.enclosure, 0)
    if masked is not None:
        found.append(ChosenCenter("adversarial", none, (masked,) * fibre.neurons))
    return found


def standard_amplitudes(count: int, seed: int) -> list[Vector]:
    """Random amplitudes of three sizes, and one as small as 2^-60 in the first neuron alone."""
    rng = random.Random(seed + 1)
    found = [tuple(Fraction(rng.choice((-1, 1)) * rng.randint(1, 9), 4**e) for _ in range(count)) for e in (0, 2, 10)]
    return [*found, (Fraction(1, 2**60), *(Fraction(0),) * (count - 1))]
