"""A box that is cut into pieces, again and again: the tree of the pieces, as a text for each generation.

The pieces of a generation are in order, and there is one letter for each. ``a``, ``b``, ... cut a piece in the first,
the second, ... coordinate, at its middle ``low / 2 + high / 2`` as doubles compute it; its lower half and then its
upper half stand in the next generation. Everything else is a leaf. Every cut has the middle in both halves, so that the
leaves cover the box, whatever the rounding.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..numerics.arrays import Floats
from .finding import require

Letters = NDArray[np.uint8]

CUT, SLOPE = ord("a"), ord("A")
NEWTON, DOWN, ONE, MIRRORED, OPEN = b"*-+~?"
MOST_COORDINATES = 26
MOST_GENERATIONS = 1000


@dataclass(frozen=True)
class Generation:
    """Pieces that came from as many cuts: their letters, and their least and greatest coordinates as rows."""

    letters: Letters
    low: Floats
    high: Floats

    def of(self, letter: int) -> NDArray[np.int64]:
        """The places of the pieces with this letter."""
        return np.flatnonzero(self.letters == letter)

    @property
    def cuts(self) -> NDArray[np.int64]:
        """The places of the pieces that are cut."""
        return np.flatnonzero((self.letters >= CUT) & (self.letters < CUT + MOST_COORDINATES))


def halves(low: Floats, high: Floats, k: NDArray[np.int64]) -> tuple[Floats, Floats]:
    """The lower and the upper half of each box, cut in its coordinate k, one after the other."""
    rows = np.arange(len(low))
    middle = low[rows, k] / 2 + high[rows, k] / 2
    lows, highs = np.repeat(low, 2, axis=0), np.repeat(high, 2, axis=0)
    highs[2 * rows, k] = middle
    lows[2 * rows + 1, k] = middle
    return lows, highs


def generations(texts: Sequence[str], low: Floats, high: Floats) -> Iterator[Generation]:
    """The generations of a tree, from a box with these ends.

    Raises:
        CertificateError: a text is not as long as its generation, or has a letter that is none.
    """
    require(0 < len(texts) <= MOST_GENERATIONS, f"a tree has 1 to {MOST_GENERATIONS} generations")
    n = low.shape[1]
    for number, text in enumerate(texts, start=1):
        require(
            text != "" and text.isascii(), f"generation {number} of the tree is empty, or has a letter that is none"
        )
        found = Generation(np.frombuffer(text.encode(), dtype=np.uint8), low, high)
        require(len(text) == len(low), f"generation {number} of the tree has {len(low)} pieces, not {len(text)}")
        yield found
        cuts = found.cuts
        k = found.letters[cuts].astype(np.int64) - CUT
        require(bool(np.all(k < n)), f"generation {number} of the tree cuts in a parameter that is none")
        low, high = halves(low[cuts], high[cuts], k)
    require(len(low) == 0, "the tree ends before its pieces do")
