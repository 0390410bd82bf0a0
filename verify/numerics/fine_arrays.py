"""NumPy arrays of Arb's balls, at the precision in force: for gradients, in which almost everything cancels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..problem.expression import Expr
from . import ball
from .arrays import FLOAT_ARRAYS
from .program import Program

Objects = NDArray[np.object_]


def _objects(values: Sequence[Any]) -> Objects:
    found = np.empty(len(values), dtype=object)
    found[:] = values
    return found


def _of(numbers: Sequence[Fraction]) -> Objects:
    return _objects([ball.ball(v) for v in numbers])


def _zeros(shape: tuple[int, ...]) -> Objects:
    return np.full(shape, ball.ball(0), dtype=object)


def _constants(rows: Sequence[Sequence[Expr]]) -> Objects:
    return np.array([_objects(Program(row, []).run(ball.BALLS, [])) for row in rows], dtype=object)


def _each(program: Program, columns: Sequence[Objects]) -> list[Objects]:
    entries = zip(*(column.ravel() for column in columns), strict=True)
    rows = [program.run(ball.BALLS, entry) for entry in entries]
    return [_objects(list(found)).reshape(columns[0].shape) for found in zip(*rows, strict=True)]


def _once(program: Program, vector: Objects) -> Objects:
    return _objects(program.run(ball.BALLS, list(vector)))


FINE_ARRAYS = replace(FLOAT_ARRAYS, of=_of, constants=_constants, zeros=_zeros, each=_each, once=_once, part=2**16)
"""Balls of any precision, one by one."""
