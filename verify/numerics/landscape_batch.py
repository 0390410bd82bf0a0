"""A function of n parameters on a batch of boxes: enclosures of its gradient and Hessian, and what they exclude.

A batch of B boxes is two arrays of B rows, the least and the greatest coordinates. Every test answers for each box, and
True is proved: by float operations with proved rounding (``interval_batch.py``; matrix products with the bounds of
``ball_matrix.py``). That the function is twice continuously differentiable on the boxes is a matter of who asks.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np

from ..problem.derivatives import gradient, hessian
from ..problem.expression import Expr
from .arrays import Booleans, Floats
from .interval_batch import BATCHES, boxes
from .program import Program

UNIT = 2.0**-53
TINY = 2.0**-600
"""More than what underflow loses in a product of matrices, times a reach below 2^300."""


class LandscapeBatch:
    """The first and second derivatives of a function on batches of boxes, lowered once."""

    def __init__(self, function: Expr, names: Sequence[str]) -> None:
        self.names = tuple(names)
        self._first = gradient(function, self.names)
        self._second = hessian(function, self.names)

    @cached_property
    def _whole_gradient(self) -> Program:
        return Program(self._first, self.names)

    @cached_property
    def _whole_hessian(self) -> Program:
        return Program([self._second[i][j] for i in range(len(self.names)) for j in range(i + 1)], self.names)

    @cached_property
    def _slopes(self) -> list[Program]:
        return [Program([entry], self.names) for entry in self._first]

    @cached_property
    def _rows(self) -> list[Program]:
        return [Program(row, self.names) for row in self._second]

    def gradient(self, low: Floats, high: Floats) -> Floats:
        """Ends of the slopes, the lower ones negated: 2 by B by n."""
        return _run(self._whole_gradient, low, high)

    def slope(self, k: int, low: Floats, high: Floats) -> Floats:
        """The same of one slope: 2 by B."""
        return _run(self._slopes[k], low, high)[:, :, 0]

    def row(self, k: int, low: Floats, high: Floats) -> Floats:
        """Ends of row k of the Hessian: 2 by B by n."""
        return _run(self._rows[k], low, high)

    def hessian(self, low: Floats, high: Floats) -> Floats:
        """Ends of the second derivatives: 2 by B by n by n."""
        n = len(self.names)
        found = _run(self._whole_hessian, low, high)
        place = np.empty((n, n), dtype=np.int64)
        for i in range(n):
            for j in range(i + 1):
                place[i, j] = place[j, i] = i * (i + 1) // 2 + j
        return found[:, :, place]


def _run(program: Program, low: Floats, high: Floats) -> Floats:
    with np.errstate(all="ignore"):
        found = program.run(BATCHES, boxes(low, high))
        return np.stack([np.broadcast_to(x.ends, (2, len(low))) for x in found], axis=2)


def centers(low: Floats, high: Floats) -> Floats:
    """A point of each box, near its middle."""
    middle: Floats = low / 2 + high / 2
    return np.minimum(np.maximum(middle, low), high)


def reaches(low: Floats, high: Floats, center: Floats) -> Floats:
    """How far each box reaches from a point of it, at most, in each coordinate."""
    return _more(np.maximum(high - center, center - low), 1)


def nonzero(slopes: Floats) -> Booleans:
    """Whether an enclosure, 2 by any shape, excludes 0."""
    found: Booleans = (slopes[0] < 0) | (slopes[1] < 0)
    return found


def nonzero_by_mean_value(at_center: Floats, rows: Floats, reach: Floats) -> Booleans:
    """Whether slopes are not 0 on the boxes: each is that at a point of its box, plus its derivatives times the way.

    Args:
        at_center: ends of the slopes at the points, 2 by B by m.
        rows: ends of their derivatives on the boxes, 2 by B by m by n.
        reach: how far the boxes reach from the points, B by n.
    """
    with np.errstate(all="ignore"):
        spread = np.einsum("bmn,bn->bm", np.maximum(rows[0], rows[1]), reach)
        # A sum of two floats, rounded to the nearest, has the sign of the true one.
        return nonzero(at_center + _more(spread, reach.shape[1] + 2))


def curves_down(hessians: Floats, vectors: Floats) -> Booleans:
    """Whether v'Hv < 0 all over each box, for the vector of whole numbers v of each: of size below 2^20."""
    with np.errstate(all="ignore"):
        products = vectors[:, :, None] * vectors[:, None, :]
        upper = np.where(products >= 0, hessians[1], hessians[0]) * np.abs(products)
        upper[products == 0] = 0.0
        n = vectors.shape[1]
        room = _more(np.abs(upper).sum(axis=(1, 2)), n * n) * (4 * (n * n + 4) * UNIT)
        found: Booleans = upper.sum(axis=(1, 2)) + room * 2 + TINY < 0
        return found


def no_zero_by_newton(at_center: Floats, hessians: Floats, reach: Floats, preconditioner: Floats) -> Booleans:
    """Whether a gradient vanishes nowhere on each box: ``Y (g(c) + H (x - c))`` is not 0 there, for a matrix Y of each.

    Args:
        at_center: ends of the gradients at points of the boxes, 2 by B by n.
        hessians: ends of the Hessians on the boxes, 2 by B by n by n.
        reach: how far the boxes reach from the points, B by n.
        preconditioner: any matrices, B by n by n.
    """
    with np.errstate(all="ignore"):
        size = np.abs(preconditioner)
        middle, radius = _middle(at_center)
        step = np.einsum("bij,bj->bi", preconditioner, middle)
        n = reach.shape[1]
        unsure = np.einsum("bij,bj->bi", size, radius + 4 * (n + 4) * UNIT * np.abs(middle))
        slope, wide = _middle(hessians)
        product = np.abs(preconditioner @ slope) + size @ (wide + 4 * (n + 4) * UNIT * np.abs(slope))
        spread = np.einsum("bij,bj->bi", product, reach)
        found: Booleans = np.any(np.abs(step) > _more(unsure + spread, 4 * n + 16), axis=1)
        return found


def contraction(hessians: Floats, reach: Floats, preconditioner: Floats) -> Floats:
    """Bounds on ``|I - Y H|`` on each box, in the norm whose unit ball is the box around its middle: < 1, one zero."""
    with np.errstate(all="ignore"):
        n, size = reach.shape[1], np.abs(preconditioner)
        slope, wide = _middle(hessians)
        gap = np.abs(np.eye(n) - preconditioner @ slope)
        gap += size @ (wide + 4 * (n + 4) * UNIT * np.abs(slope)) + 4 * UNIT
        found: Floats = _more(np.einsum("bij,bj->bi", gap, reach) / reach, 4 * n + 16).max(axis=1)
        return found


def inverses(hessians: Floats) -> Floats:
    """Approximate inverses of the middles of matrices; zeros where there is none. They claim nothing."""
    middle = (hessians[1] - hessians[0]) / 2
    good = np.isfinite(middle).all(axis=(1, 2))
    middle[~good] = np.eye(middle.shape[1])
    try:
        found: Floats = np.linalg.inv(middle)
    except np.linalg.LinAlgError:
        rates, axes = np.linalg.eigh(middle)
        rates = np.where(np.abs(rates) > 1e-12, rates, np.inf)
        found = (axes / rates[:, None, :]) @ np.swapaxes(axes, 1, 2)
    found[~good | ~np.isfinite(found).all(axis=(1, 2))] = 0.0
    return found


def _middle(ends: Floats) -> tuple[Floats, Floats]:
    """A number and a radius for each interval: it holds all of it."""
    middle = (ends[1] - ends[0]) / 2
    return middle, _more(np.maximum(ends[1] - middle, ends[0] + middle), 1)


def _more(computed: Floats, operations: int) -> Floats:
    """No less than the number >= 0 that was computed, with no subtraction, by a chain of so many operations."""
    found: Floats = computed * (1.0 + 4 * (operations + 4) * UNIT) + TINY
    return found
