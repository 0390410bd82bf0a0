"""Krawczyk's test: a box that provably contains exactly one zero, as of a gradient, at any precision.

R. Krawczyk, Computing 4 (1969); A. Neumaier, *Interval Methods for Systems of Equations* (1990); S. M. Rump,
*Verification methods*, Acta Numerica 19 (2010).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any, Protocol

import numpy as np

from ..exact import nearest
from ..problem.derivatives import gradient, hessian
from ..problem.expression import Expr
from . import ball
from .ball import Ball
from .program import FLOATS, Program

Exact = Fraction
Floats = np.ndarray[tuple[int, int], np.dtype[np.float64]]
Rows = tuple[tuple[Fraction, ...], ...]


class Equations(Protocol):
    """n equations in n unknowns, the zeros of functions that have derivatives."""

    @property
    def dimension(self) -> int:
        """n."""

    def values(self, x: Sequence[Ball]) -> list[Ball]:
        """The functions at x."""

    def slopes(self, x: Sequence[Ball]) -> list[list[Ball]]:
        """The derivatives of each function in all unknowns."""

    def float_slopes(self, x: Sequence[Fraction | float]) -> Floats:
        """The same in doubles: for preconditioners, which claim nothing."""


class System:
    """Functions that are to be 0, as many as unknowns, lowered once, for balls and floats."""

    def __init__(self, functions: Sequence[Expr], names: Sequence[str]) -> None:
        self.names = tuple(names)
        self._values = Program(functions, names)
        self._slopes = Program([slope for x in functions for slope in gradient(x, names)], names)

    @property
    def dimension(self) -> int:
        return len(self.names)

    def values(self, x: Sequence[Ball]) -> list[Ball]:
        return self._values.run(ball.BALLS, x)

    def slopes(self, x: Sequence[Ball]) -> list[list[Ball]]:
        return self._rows(self._slopes.run(ball.BALLS, x))

    def float_slopes(self, x: Sequence[Fraction | float]) -> Floats:
        with np.errstate(all="ignore"):
            entries = self._slopes.run(FLOATS, [np.float64(nearest(v)) for v in x])
        return np.array(self._rows([float(e) for e in entries])).reshape(-1, self.dimension)

    def _rows(self, entries: list[Any]) -> list[list[Any]]:
        n = self.dimension
        return [entries[i : i + n] for i in range(0, len(entries), n)]


class Landscape:
    """A function of n parameters with its gradient and Hessian, lowered once, for balls and floats.

    As equations it is its gradient, the zeros of which are its critical points.
    """

    def __init__(self, function: Expr, names: Sequence[str]) -> None:
        self.function = function
        self.names = tuple(names)
        self.first = gradient(function, names)

    @property
    def dimension(self) -> int:
        return len(self.names)

    @cached_property
    def _value(self) -> Program:
        return Program([self.function], self.names)

    @cached_property
    def _gradient(self) -> Program:
        return Program(self.first, self.names)

    @cached_property
    def _hessian(self) -> Program:
        second = hessian(self.function, self.names)
        return Program([second[i][j] for i in range(self.dimension) for j in range(i + 1)], self.names)

    def value(self, x: Sequence[Ball]) -> Ball:
        return self._value.run(ball.BALLS, x)[0]

    def gradient(self, x: Sequence[Ball]) -> list[Ball]:
        return self._gradient.run(ball.BALLS, x)

    def hessian(self, x: Sequence[Ball]) -> list[list[Ball]]:
        return symmetric(self._hessian.run(ball.BALLS, x), self.dimension)

    def values(self, x: Sequence[Ball]) -> list[Ball]:
        return self.gradient(x)

    def slopes(self, x: Sequence[Ball]) -> list[list[Ball]]:
        return self.hessian(x)

    def float_slopes(self, x: Sequence[Fraction | float]) -> Floats:
        return self.float_hessian(x)

    def float_hessian(self, x: Sequence[Fraction | float]) -> Floats:
        """The Hessian in doubles: for preconditioners and eigenvectors, which claim nothing."""
        with np.errstate(all="ignore"):
            entries = self._hessian.run(FLOATS, [np.float64(nearest(v)) for v in x])
        return np.array(symmetric([float(e) for e in entries], self.dimension), dtype=np.float64).reshape(
            self.dimension, self.dimension
        )


def symmetric(entries: Sequence[Ball], n: int) -> list[list[Ball]]:
    """The symmetric matrix with the lower triangle ``entries``, row by row."""
    rows = [[entries[0]] * n for _ in range(n)] if n else []
    at = 0
    for i in range(n):
        for j in range(i + 1):
            rows[i][j] = rows[j][i] = entries[at]
            at += 1
    return rows


@dataclass(frozen=True)
class Box:
    """The set of points within ``radius`` of ``center`` in every coordinate; all numbers exact."""

    center: tuple[Fraction, ...]
    radius: Fraction

    def balls(self) -> list[Ball]:
        return [ball.around(c, self.radius) for c in self.center]


def contains_one_zero(equations: Equations, box: Box, preconditioner: Rows, bits: int) -> bool:
    """True proves: the equations have exactly one zero in ``box``, and their derivative is regular all over it.

    ``K = c - Y g(c) + (I - Y H(box)) (box - c)`` lies inside the box, for the exact matrix ``Y = preconditioner``, g
    being the equations and H their derivative; of a landscape its gradient and its Hessian.
    Source: R. Krawczyk 1969; existence and uniqueness as in A. Neumaier, Interval Methods, Theorem 5.1.8.
    """
    n = equations.dimension
    if n == 0 or box.radius <= 0:
        return False
    with ball.precision(bits):
        center, around = [ball.ball(c) for c in box.center], box.balls()
        y = [[ball.ball(v) for v in row] for row in preconditioner]
        step = [ball.dot(row, equations.values(center)) for row in y]
        slope = ball.product(y, equations.slopes(around))
        for i in range(n):
            image = center[i] - step[i]
            for j in range(n):
                image += ((1 if i == j else 0) - slope[i][j]) * (around[j] - center[j])
            # The balls may be a little larger than the box; the image must lie inside the box itself.
            if not ball.finite(image) or abs(ball.midpoint(image) - box.center[i]) + ball.radius(image) >= box.radius:
                return False
    return True
