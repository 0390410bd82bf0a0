"""A search that covers a box: pieces without a critical point or a local minimum, or with one that is known.

Claims nothing: what it makes is a tree of pieces with a reason for each leaf, which the kernel checks. Generation by
generation, thousands of pieces at once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic

import numpy as np

from ..kernel.bisection import CUT, DOWN, MIRRORED, MOST_COORDINATES, NEWTON, ONE, OPEN, SLOPE, Letters, halves
from ..numerics import landscape_batch as tests
from ..numerics.arrays import Booleans, Floats, Indices
from ..numerics.krawczyk import Landscape
from ..numerics.landscape_batch import LandscapeBatch
from .cover_points import CoverPoint, cover_point

CHUNK = 2048
FINEST = 2.0**-24
"""A piece that is as small as this, relative to the box, is left undecided."""
MOST_PIECES = 4_000_000
"""No generation has more."""
CLEAR = 0.05
"""How far an enclosure is to be from 0, relative to its width: another checker has other formulas."""
FINE = 12
"""The entries of a direction are whole numbers up to this size."""
TRIES = 4
"""How often a chunk may look for a critical point."""

Mirrored = Callable[[Floats, Floats], Booleans]


@dataclass
class Cover:
    """What a search has found so far: the letters of each generation, directions for those that curve down, points."""

    letters: list[Letters] = field(default_factory=list)
    directions: list[Floats] = field(default_factory=list)
    points: list[CoverPoint] = field(default_factory=list)


def _cut(letters: Letters) -> Booleans:
    found: Booleans = (letters >= CUT) & (letters < CUT + MOST_COORDINATES)
    return found


def _closed(letters: Letters) -> Booleans:
    """Which are leaves with a reason."""
    found: Booleans = ~_cut(letters) & (letters != OPEN)
    return found


class CoverSearch:
    """A search for all critical points, or all local minima, of one function in a box."""

    def __init__(self, scape: Landscape, low: Floats, high: Floats, minima: bool, mirrored: Mirrored | None) -> None:
        self.scape, self.batch = scape, LandscapeBatch(scape.function, scape.names)
        self.low, self.high, self.minima, self.mirrored = low, high, minima, mirrored
        self.found, self.stopped = Cover(), False
        self.dead: list[Floats] = []

    def run(self, deadline: float, said: Callable[[int, float], None], before: Cover | None = None) -> Cover:
        """Cover the box, until the deadline or Ctrl-C, and go on from what was found ``before``.

        After each chunk ``said`` gets the number of the generation and the share of the box that is left open.
        """
        before = Cover() if before is None else before
        self.found, self.stopped = Cover(points=list(before.points)), False
        low, high, share, decided = self.low[None, :], self.high[None, :], 1.0, 0.0
        known = np.full(1, bool(before.letters))
        while len(low):
            number = len(self.found.letters)
            letters, directions = np.full(len(low), OPEN, dtype=np.uint8), np.zeros((len(low), len(self.low)))
            if known.any():
                letters[known] = before.letters[number]
                directions[letters == DOWN] = before.directions[number]
            decided += share * np.count_nonzero(_closed(letters))
            known &= _cut(letters)
            left = np.flatnonzero(letters == OPEN)
            for at in range(0, len(left), CHUNK):
                part = left[at : at + CHUNK]
                if self.stopped or monotonic() > deadline or len(low) > MOST_PIECES:
                    break
                letters[part], directions[part] = self._decided(low[part], high[part])
                decided += share * np.count_nonzero(_closed(letters[part]))
                said(number, max(0.0, 1.0 - decided))
            self.found.letters.append(letters)
            self.found.directions.append(directions[letters == DOWN])
            cuts = np.flatnonzero(_cut(letters))
            low, high = halves(low[cuts], high[cuts], letters[cuts].astype(np.int64) - CUT)
            known, share = np.repeat(known[cuts], 2), share / 2
        return self.found

    def _decided(self, low: Floats, high: Floats) -> tuple[Letters, Floats]:
        """Letters and directions for some pieces; after Ctrl-C they are left open, and no more are looked at."""
        letters, directions = np.full(len(low), OPEN, dtype=np.uint8), np.zeros(low.shape)
        try:
            self._chunk(low, high, letters, directions)
        except KeyboardInterrupt:
            self.stopped = True
            letters[:] = OPEN
        return letters, directions

    def _chunk(self, low: Floats, high: Floats, letters: Letters, directions: Floats) -> None:
        """Decide some pieces, or cut them."""
        for point in self.found.points:
            letters[point.holds(low, high)] = ONE
        if self.mirrored is not None:
            letters[self.mirrored(low, high)] = MIRRORED
        at = np.flatnonzero(letters == OPEN)
        if not len(at):
            return
        low, high = low[at], high[at]
        slopes = self.batch.gradient(low, high)
        kept = self._by_slopes(at, slopes, letters)
        left = letters[at] == OPEN
        at, low, high = kept, low[left], high[left]
        if not len(at):
            return
        hessians, center = self.batch.hessian(low, high), tests.centers(low, high)
        reach, open_ = tests.reaches(low, high, center), np.ones(len(at), dtype=bool)
        if self.minima:
            vectors, good = self._down(hessians)
            letters[at[good]], directions[at[good]] = DOWN, vectors[good]
            open_ &= ~good
        here = self.batch.gradient(center, center)
        with np.errstate(all="ignore"):
            spread = np.einsum("bmn,bn->bm", np.maximum(hessians[0], hessians[1]), reach)
            gap = np.maximum(-here[0], -here[1]) - spread * (1 + 2 * CLEAR)
        k = np.argmax(np.where(np.isnan(gap), -np.inf, gap / (spread + 1e-300)), axis=1)
        clear = open_ & (gap[np.arange(len(k)), k] > 0)
        letters[at[clear]] = SLOPE + k[clear]
        open_ &= ~clear
        inverse = tests.inverses(hessians)
        clear = open_ & tests.no_zero_by_newton(here, hessians, reach * (1 + 2 * CLEAR), inverse)
        letters[at[clear]] = NEWTON
        open_ &= ~clear
        self._look(np.flatnonzero(open_), low, high, here, hessians, reach, inverse)
        for point in self.found.points:
            letters[at[open_ & point.holds(low, high)]] = ONE
        open_ &= letters[at] == OPEN
        self._divide(at[open_], low[open_], high[open_], hessians[:, open_], reach[open_], letters)

    def _by_slopes(self, at: Indices, slopes: Floats, letters: Letters) -> Indices:
        with np.errstate(all="ignore"):
            clear = np.maximum(-slopes[0], -slopes[1]) / (slopes[0] + slopes[1])
        clear[np.isnan(clear)] = -1
        k = np.argmax(clear, axis=1)
        good = clear[np.arange(len(k)), k] > CLEAR
        letters[at[good]] = SLOPE + k[good]
        rest: Indices = at[~good]
        return rest

    def _down(self, hessians: Floats) -> tuple[Floats, Booleans]:
        """Directions in which L may curve down all over, and where it does."""
        diagonal = np.einsum("bii->bi", hessians[1])
        k = np.argmin(np.where(np.isnan(diagonal), np.inf, diagonal), axis=1)
        vectors = np.zeros((len(k), hessians.shape[2]))
        vectors[np.arange(len(k)), k] = 1.0
        good = tests.curves_down(hessians, vectors)
        middle = (hessians[1] - hessians[0]) / 2
        rest = np.flatnonzero(~good & np.isfinite(middle).all(axis=(1, 2)))
        if len(rest):
            rates, axes = np.linalg.eigh(middle[rest])
            v = axes[:, :, 0]
            v = np.rint(FINE * v / np.abs(v).max(axis=1, keepdims=True))
            down = (rates[:, 0] < 0) & tests.curves_down(hessians[:, rest], v)
            vectors[rest[down]], good[rest[down]] = v[down], True
        return vectors, good

    def _look(
        self,
        open_: Indices,
        low: Floats,
        high: Floats,
        here: Floats,
        hessians: Floats,
        reach: Floats,
        inverse: Floats,
    ) -> None:
        """Look for critical points where Newton's method contracts."""
        if not len(open_):
            return
        sure = tests.contraction(hessians[:, open_], reach[open_], inverse[open_]) < 1
        tries = 0
        for i in open_[sure]:
            if any(bool(p.holds(low[i : i + 1], high[i : i + 1])[0]) for p in self.found.points):
                continue
            middle = (here[1, i] - here[0, i]) / 2
            start = (low[i] + high[i]) / 2 - inverse[i] @ middle
            if any(np.all(np.abs(start - d) <= 1e-6 * (self.high - self.low)) for d in self.dead):
                continue
            if tries == TRIES:
                return
            tries += 1
            self.dead.append(start)
            if any(np.all((p.low <= start) & (start <= p.high)) for p in self.found.points):
                continue
            point = cover_point(self.scape, self.batch, start.tolist(), (self.high - self.low) / 2)
            if point is not None and not any(point.same(other) for other in self.found.points):
                self.found.points.append(point)

    def _divide(
        self, at: Indices, low: Floats, high: Floats, hessians: Floats, reach: Floats, letters: Letters
    ) -> None:
        """Cut pieces in the coordinate along which the slopes spread most, relative to how they spread in all."""
        width = (high - low) / (self.high - self.low)
        with np.errstate(all="ignore"):
            spread = np.maximum(hessians[0], hessians[1]) * reach[:, None, :]
            share = (spread / spread.sum(axis=2, keepdims=True)).sum(axis=1)
        share = np.where(np.isfinite(share).all(axis=1, keepdims=True), share, width)
        fine = width <= FINEST
        k = np.argmax(np.where(fine, -1.0, share + 1e-9 * width), axis=1)
        small = fine.all(axis=1)
        letters[at[~small]] = CUT + k[~small]
