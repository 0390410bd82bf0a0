"""What the passes through a layered network need of their arrays besides ``+ * @``, slices and shapes.

One set of passes serves floats, which claim nothing, and balls (``ball_matrix.py``), which enclose.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..exact import nearest
from ..problem.expression import Expr
from .program import FLOATS, Program

Array = Any  # a numpy array of floats, or a BallMatrix


@dataclass(frozen=True)
class Arrays:
    """Arrays of one kind.

    Attributes:
        of: a vector of rational numbers.
        constants: a matrix of constant expressions.
        zeros: an array of zeros, of this shape.
        concatenate: arrays beside each other along an axis.
        padded: an array with zeros behind its last axis, up to a length.
        put: an array into a part of another one.
        add_at: an array added to a part of another one.
        mirrored: the symmetric matrix that has the upper triangle of another one.
        each: the outputs of a program at each entry of arrays of one shape, one for each of its arguments.
        once: the outputs of a program whose arguments are the entries of one vector, as a vector.
        part: samples are taken together as long as no array has more entries.
    """

    of: Callable[[Sequence[Fraction]], Array]
    constants: Callable[[Sequence[Sequence[Expr]]], Array]
    zeros: Callable[[tuple[int, ...]], Array]
    concatenate: Callable[[Sequence[Array], int], Array]
    padded: Callable[[Array, int], Array]
    put: Callable[[Array, Any, Array], None]
    add_at: Callable[[Array, Any, Array], None]
    mirrored: Callable[[Array], Array]
    each: Callable[[Program, Sequence[Array]], list[Array]]
    once: Callable[[Program, Array], Array]
    part: int = 2**21


Floats = NDArray[np.float64]
Booleans = NDArray[np.bool_]
Indices = NDArray[np.int64]


def mirrored(x: Floats) -> Floats:
    """The symmetric matrix that has the upper triangle of ``x``."""
    upper = np.triu(x)
    return upper + np.triu(x, 1).T


def padded(x: Floats, length: int) -> Floats:
    """Zeros behind the last axis, up to a length."""
    return np.pad(x, [(0, 0)] * (x.ndim - 1) + [(0, length - x.shape[-1])])


def _each(program: Program, columns: Sequence[Floats]) -> list[Floats]:
    shape = columns[0].shape
    return [np.broadcast_to(np.asarray(v, dtype=np.float64), shape) for v in program.run(FLOATS, list(columns))]


def _once(program: Program, vector: Floats) -> Floats:
    return np.array([float(v) for v in program.run(FLOATS, list(vector))], dtype=np.float64)


def _constants(rows: Sequence[Sequence[Expr]]) -> Floats:
    return np.array([_once(Program(row, []), np.zeros(0)) for row in rows], dtype=np.float64)


def _put(total: Floats, key: Any, part: Floats) -> None:
    total[key] = part


def _add_at(total: Floats, key: Any, part: Floats) -> None:
    total[key] += part


FLOAT_ARRAYS = Arrays(
    of=lambda numbers: np.array([nearest(v) for v in numbers], dtype=np.float64),
    constants=_constants,
    zeros=np.zeros,
    concatenate=np.concatenate,
    padded=padded,
    put=_put,
    add_at=_add_at,
    mirrored=mirrored,
    each=_each,
    once=_once,
)
"""Numpy arrays: for candidates, which claim nothing."""
