"""Critical points for a cover: each in a tiny box by Krawczyk's test, and in a large one that has no other.

Claims nothing: the kernel checks both boxes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from ..exact import fixed
from ..numerics.arrays import Booleans, Floats
from ..numerics.krawczyk import Landscape
from ..numerics.landscape_batch import LandscapeBatch, contraction
from ..numerics.point import Boxed
from .newton import refine

BITS, DIGITS = 128, 15
SURE = 0.9
"""The bound on a contraction that is aimed at: the kernel needs less than 1, by other arithmetic."""
SHRINKINGS = 40
ROUNDS = 8


@dataclass(frozen=True, eq=False)
class CoverPoint:
    """A critical point, and ends of a box around it in which it is the only one."""

    at: Boxed
    low: Floats
    high: Floats

    def same(self, other: CoverPoint) -> bool:
        """Whether it may be the other one: their tiny boxes meet."""
        reach = self.at.box.radius + other.at.box.radius
        return all(abs(c - d) <= reach for c, d in zip(self.at.center, other.at.center, strict=True))

    def holds(self, low: Floats, high: Floats) -> Booleans:
        """Which of these boxes lie in its own."""
        found: Booleans = np.all((self.low <= low) & (high <= self.high), axis=1)
        return found


def cover_point(scape: Landscape, batch: LandscapeBatch, start: Sequence[float], scale: Floats) -> CoverPoint | None:
    """The critical point to which Newton's method leads; None if no box was found around it.

    Args:
        scale: how large the box around it may be in each coordinate, at most.
    """
    found = refine(scape, [Fraction(v) for v in start], BITS)
    if found is None:
        return None
    box, preconditioner = found
    at = Boxed(box, preconditioner, BITS + 64, tuple(fixed(c, DIGITS) for c in box.center))
    center = np.array([float(c) for c in box.center])
    y = np.array([[float(v) for v in row] for row in preconditioner])
    reach = _grown(batch, center, y, scale)
    return None if reach is None else CoverPoint(at, center - reach, center + reach)


def _grown(batch: LandscapeBatch, center: Floats, y: Floats, scale: Floats) -> Floats | None:
    """How far a box with one critical point reaches: the largest of one shape, then wider in single coordinates."""
    shapes = scale[None, :] * 2.0 ** -np.arange(SHRINKINGS)[:, None]
    good = np.flatnonzero(_contracts(batch, center, y, shapes))
    if len(good) == 0:
        return None
    reach: Floats = shapes[good[0]]
    for _ in range(ROUNDS):
        wider = reach[None, :] * (1.0 + np.eye(len(reach)))
        wider = np.minimum(wider, scale)
        good = np.flatnonzero(_contracts(batch, center, y, wider) & (wider > reach).any(axis=1))
        if len(good) == 0:
            break
        together = np.where((wider[good] > reach).any(axis=0), np.minimum(2 * reach, scale), reach)
        if _contracts(batch, center, y, together[None, :])[0]:
            reach = together
        else:
            reach = wider[good[int(np.argmin(reach[good] / scale[good]))]]
    return reach


def _contracts(batch: LandscapeBatch, center: Floats, y: Floats, reach: Floats) -> Booleans:
    hessians = batch.hessian(center - reach, center + reach)
    found: Booleans = contraction(hessians, reach, np.broadcast_to(y, (len(reach), *y.shape))) < SURE
    return found
