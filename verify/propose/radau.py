"""Radau IIA, a method of collocation for stiff differential equations, at any order and precision: approximations.

The polynomial of degree s that satisfies the equation at s nodes, the last of them the end of the step (order 2 s - 1,
L-stable). Hairer and Wanner, *Solving Ordinary Differential Equations II*, IV.5.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from math import comb

import numpy as np

from ..numerics.ball import (
    BALLS,
    Ball,
    approximate,
    approximate_solution,
    ball,
    dot,
    middle,
    precision,
    real_roots,
    solve,
)

Vector = list[Ball]


@dataclass(frozen=True)
class Radau:
    """The method: ``nodes`` in (0, 1], the last is 1; ``weights[i][j]`` integrates from 0 to node i."""

    nodes: Vector
    weights: list[Vector]

    def residual(self, z: Vector, stages: list[Vector], jets: list[Vector]) -> Vector:
        """By how much the collocation equations are missed, for a step from ``z`` with these ``stages``.

        ``jets`` are the gradient and the rows of the Hessian at each stage, already multiplied by the rates.
        """
        slopes = [[jet[k] for jet in jets] for k in range(len(z))]
        return [
            middle(stage[k] - z[k] + dot(row, slopes[k]))
            for row, stage in zip(self.weights, stages, strict=True)
            for k in range(len(z))
        ]

    def newton_change(self, n: int, jets: list[Vector], residual: Vector, in_floats: bool) -> Vector | None:
        """What Newton's method takes off the ``n`` variables of each stage, or None if its matrix looks singular.

        Floats are far quicker, and as what they solve is a correction, only few digits of it count.
        """
        if not in_floats:
            return approximate_solution(self._matrix(n, jets), residual)
        weights = np.array([[approximate(w) for w in row] for row in self.weights])
        rows = np.array([[approximate(v) for v in jet[n:]] for jet in jets]).reshape(len(jets), n, n)
        matrix = np.einsum("ij,jkl->ikjl", weights, rows).reshape(len(residual), len(residual))
        try:
            change = np.linalg.solve(matrix + np.eye(len(residual)), [approximate(r) for r in residual])
        except np.linalg.LinAlgError:
            return None
        return [ball(Fraction(float(c))) for c in change] if np.all(np.isfinite(change)) else None

    def _matrix(self, n: int, jets: list[Vector]) -> list[Vector]:
        matrix = []
        for i, row in enumerate(self.weights):
            for k in range(n):
                line = [middle(w * v) for w, jet in zip(row, jets, strict=True) for v in jet[n * (k + 1) : n * (k + 2)]]
                line[i * n + k] = middle(line[i * n + k] + 1)
                matrix.append(line)
        return matrix

    def polynomial(self, z: Vector, stages: list[Vector], places: Sequence[Ball]) -> list[Vector]:
        """The collocation polynomial of a step at ``places`` (0 is its start, 1 its end), in Lagrange's form."""
        knots, columns = [ball(0), *self.nodes], list(zip(z, *stages, strict=True))
        bases = [[_lagrange(knots, i, x) for i in range(len(knots))] for x in places]
        return [[middle(dot(basis, column)) for column in columns] for basis in bases]


@lru_cache
def radau(stages: int, bits: int) -> Radau:
    """Radau IIA: its nodes are the zeros of ``P_s - P_(s-1)``, P the Legendre polynomials on [0, 1], s the stages.

    Raises:
        ValueError: fewer than one stage.
    """
    if stages < 1:
        raise ValueError(f"{stages} stages: a collocation method has at least 1")

    def legendre(s: int, k: int) -> int:
        return (-1 if (s + k) % 2 else 1) * comb(s, k) * comb(s + k, k)

    def power(x: Ball, n: int) -> Ball:
        return BALLS.power(x, Fraction(n))

    with precision(2 * bits + 16 * stages):
        nodes = real_roots([legendre(stages, k) - legendre(stages - 1, k) for k in range(stages + 1)])
        # Exact for 1, x, ..., x**(s-1): sum_j weights[i][j] nodes[j]**(k-1) = nodes[i]**k / k.
        powers = [[power(c, k) for c in nodes] for k in range(stages)]
        rows = [solve(powers, [power(c, k) / k for k in range(1, stages + 1)]) for c in nodes]
        return Radau([middle(c) for c in nodes], [[middle(w) for w in row] for row in rows if row is not None])


def _lagrange(knots: Sequence[Ball], i: int, x: Ball) -> Ball:
    """The polynomial that is 1 at knot i and 0 at the others, at ``x``."""
    value = ball(1)
    for j, knot in enumerate(knots):
        if j != i:
            value = value * (x - knot) / (knots[i] - knot)
    return value
