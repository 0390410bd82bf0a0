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
        slot = {x: i for i, x in enumerate(order)}
        position = {name: i for i, name in enumerate(names)}
        self.size = len(order)
        self.results = [slot[x] for x in outputs]
        self.inputs: list[tuple[int, int]] = []
        self.constants: list[tuple[int, Fraction]] = []
        self.pis: list[int] = []
        self.steps: list[tuple[int, str, Callable[[Number, Number], Number] | None, Places, Any, Places]] = []
        self.converted: dict[tuple[int, int], list[tuple[int, Number]]] = {}
        last_use = list(range(len(order)))
        for i, x in enumerate(order):
            for a in x.args:
                last_use[slot[a]] = i
        dies: dict[int, list[int]] = {}
        for i in set(range(len(order))) - set(self.results):
            dies.setdefault(last_use[i], []).append(i)
        for i, x in enumerate(order):
            if x.op == "var":
                self.inputs.append((i, position[str(x.data)]))
            elif x.op == "num":
                assert isinstance(x.data, Fraction)
                self.constants.append((i, x.data))
            elif x.op == "pi":
                self.pis.append(i)
            else:
                data = branches(x).order if x.op == "where" else x.data
                args, dead = tuple(slot[a] for a in x.args), tuple(sorted(dies.get(i, ())))
                self.steps.append((i, x.op, _BINARY.get(x.op), args, data, dead))

    def run(self, arithmetic: Arithmetic, values: Sequence[Number]) -> list[Number]:
        """The outputs at ``values``, in ``arithmetic``; memory is released as soon as a value is no longer needed."""
        register: list[Any] = [None] * self.size
        for i, k in self.inputs:
            register[i] = values[k]
        for i, constant in self._converted(arithmetic):
            register[i] = constant
        functions = arithmetic.functions
        for i, op, binary, args, data, dead in self.steps:
            if binary is not None:
                register[i] = binary(register[args[0]], register[args[1]])
            elif op == "neg":
                register[i] = -register[args[0]]
            elif op == "pow":
                register[i] = arithmetic.power(register[args[0]], data)
            elif op == "where":
                register[i] = arithmetic.where(register[args[0]], register[args[1]], register[args[2]], data)
            else:
                register[i] = functions[op](register[args[0]])
            for j in dead:
                register[j] = None
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
