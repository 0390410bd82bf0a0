"""Straight-line programs: an expression graph in evaluation order, run on any arithmetic.

One lowering serves floats (whole batches at once) and balls (at any precision). An arithmetic supplies constants,
smooth functions, powers and ``where``; + - * / are the operators of its numbers.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..exact import nearest
from ..problem.expression import UNDEFINED, Expr, branches, topological
from ..problem.functions import FUNCTIONS

Number = Any  # a ball, or a numpy array of floats
Places = tuple[int, ...]


@dataclass(frozen=True)
class Arithmetic:
    """What a program needs of its numbers besides the four operators."""

    functions: Mapping[str, Callable[[Number], Number]]
    constant: Callable[[Fraction], Number]
    pi: Callable[[], Number]
    power: Callable[[Number, Fraction], Number]
    where: Callable[[Number, Number, Number, int], Number]
    precision: Callable[[], int]  # constants are converted once for each value of this


_BINARY = {"add": operator.add, "sub": operator.sub, "mul": operator.mul, "div": operator.truediv}


class Program:
    """The values of ``outputs`` as functions of ``names``, lowered once.

    ``run(arithmetic, values)`` returns one number per output; ``values`` are in the order of ``names``.
    """

    def __init__(self, outputs: Sequence[Expr], names: Sequence[str]) -> None:
        order = topological(outputs)
        position = {name: i for i, name in enumerate(names)}
        kept, last = set(outputs), {a: x for x in order for a in x.args}
        # Each value has a place. Inputs and constants are put there first; a step takes one whose value was used last.
        place = {x: i for i, x in enumerate(x for x in order if not x.args)}
        self.size = len(place)
        self.inputs: list[tuple[int, int]] = []
        self.constants: list[tuple[int, Fraction]] = []
        self.pis: list[int] = []
        self.steps: list[tuple[int, str, Callable[[Number, Number], Number] | None, Places, Any]] = []
        self.converted: dict[tuple[int, int], list[tuple[int, Number]]] = {}
        free: list[int] = []
        for x in order:
            if x.op == "var":
                self.inputs.append((place[x], position[str(x.data)]))
            elif x.op == "num":
                assert isinstance(x.data, Fraction)
                self.constants.append((place[x], x.data))
            elif x.op == "pi":
                self.pis.append(place[x])
            else:
                free += [place[a] for a in dict.fromkeys(x.args) if last[a] is x and a not in kept]
                if not free:
                    free.append(self.size)
                    self.size += 1
                place[x] = free.pop()
                data = branches(x).order if x.op == "where" else x.data
                self.steps.append((place[x], x.op, _BINARY.get(x.op), tuple(place[a] for a in x.args), data))
        self.results = [place[x] for x in outputs]

    def run(self, arithmetic: Arithmetic, values: Sequence[Number]) -> list[Number]:
        """The outputs at ``values``, in ``arithmetic``; no more values are held at a time than are needed later."""
        register: list[Any] = [None] * self.size
        for i, k in self.inputs:
            register[i] = values[k]
        for i, constant in self._converted(arithmetic):
            register[i] = constant
        functions = arithmetic.functions
        for i, op, binary, args, data in self.steps:
            if binary is not None:
                a, b = args
                register[i] = binary(register[a], register[b])
            elif op == "neg":
                register[i] = -register[args[0]]
            elif op == "pow":
                register[i] = arithmetic.power(register[args[0]], data)
            elif op == "where":
                register[i] = arithmetic.where(register[args[0]], register[args[1]], register[args[2]], data)
            else:
                register[i] = functions[op](register[args[0]])
        return [register[i] for i in self.results]

    def _converted(self, arithmetic: Arithmetic) -> list[tuple[int, Number]]:
        """The constants as numbers of ``arithmetic``, with their places."""
        key = id(arithmetic), arithmetic.precision()
        found = self.converted.get(key)
        if found is None:
            found = [(i, arithmetic.constant(value)) for i, value in self.constants]
            found += [(i, arithmetic.pi()) for i in self.pis]
            self.converted[key] = found
        return found


Floats = NDArray[np.float64]


def _float_power(x: Floats, exponent: Fraction) -> Floats:
    n = exponent.numerator
    if exponent.denominator == 1 and n == 2:
        return x * x
    return np.power(x, n if exponent.denominator == 1 else float(exponent))


def _float_where(u: Floats, p: Floats, n: Floats, order: int) -> Floats:
    if isinstance(u, float):  # one point, of which numpy would make an array without axes, slow from here on
        return np.float64(np.nan) if u == 0 and order == UNDEFINED else p if u >= 0 else n
    chosen = np.where(u >= 0, p, n)
    return np.where(u == 0, np.nan, chosen) if order == UNDEFINED else chosen


FLOATS = Arithmetic(
    functions={name: partial(f.floats, np) for name, f in FUNCTIONS.items()},
    constant=lambda value: np.float64(nearest(value)),
    pi=lambda: np.float64(np.pi),
    power=_float_power,
    where=_float_where,
    precision=lambda: 53,
)
"""Numpy arrays, a whole batch of points at once: for candidates, which claim nothing."""
