"""Values of formulas at many points: enclosed in balls, or in floats, which claim nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..numerics import ball
from ..numerics.ball import Ball
from ..numerics.program import FLOATS, Program

Floats = NDArray[np.float64]
BITS = 96


@dataclass(frozen=True)
class Sampled:
    """Values at points: middles of balls that hold them, and the greatest distance of a value from its middle.

    Not a number where there is no finite enclosure, such as at a pole; ``reach`` counts the others.
    """

    values: Floats
    reach: float


def enclosed(program: Program, points: Iterable[Sequence[Ball]], bits: int = BITS) -> list[Sampled]:
    """Each output of the program at points whose coordinates are balls."""
    with ball.precision(bits):
        rows = [program.run(ball.BALLS, list(point)) for point in points]
    return [_sampled([row[k] for row in rows]) for k in range(len(program.results))]


def _sampled(column: Sequence[Ball]) -> Sampled:
    pairs = [ball.floats(v) if ball.finite(v) else (np.nan, 0.0) for v in column]
    # A float is at most one unit of its last place away from what it stands for.
    reaches = [radius + np.spacing(abs(middle)) for middle, radius in pairs if np.isfinite(middle)]
    return Sampled(np.array([middle for middle, _ in pairs]), float(max(reaches, default=0.0)))


def floating(program: Program, columns: Sequence[Floats | float]) -> list[Floats]:
    """Each output of the program in doubles; the columns are broadcast against each other."""
    arrays = np.broadcast_arrays(*(np.asarray(column, dtype=np.float64) for column in columns)) if columns else []
    shape = arrays[0].shape if arrays else ()
    with np.errstate(all="ignore"):
        return [np.broadcast_to(np.asarray(v, dtype=np.float64), shape) for v in program.run(FLOATS, list(arrays))]


def steps(values: Floats, count: int, most: float = 1.0) -> Floats:
    """Rising numbers between which about equally many values lie, from the least one to that above a share ``most``.

    Raises:
        ValueError: no value is finite.
    """
    finite = values[np.isfinite(values)]
    if len(finite) == 0:
        raise ValueError("no value on the plane is a finite float")
    found = np.unique(np.quantile(finite, np.linspace(0, most, count)))
    return found if len(found) > 1 else np.array([found[0] - 0.5, found[0] + 0.5])


def midpoints(at: Sequence[Ball]) -> Floats:
    """Floats near the coordinates of a point."""
    return np.array([ball.approximate(v) for v in at])
