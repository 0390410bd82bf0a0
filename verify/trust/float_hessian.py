"""The Hessian of a large function in floats, by differences of its gradient at many points at once. It claims nothing.

The gradient is the formula of ``problem.derivatives``: so many differences of L at 1,000 bits would take minutes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

import numpy as np

from ..problem.derivatives import gradient
from ..problem.expression import Expr, topological

Array = Any  # of floats, one for each point
STEP = 1e-5

FUNCTIONS: Mapping[str, Callable[[Array], Array]] = {
    "exp": np.exp, "log": np.log, "sin": np.sin, "cos": np.cos, "sinh": np.sinh, "cosh": np.cosh, "tanh": np.tanh,
    "atan": np.arctan, "sigmoid": lambda x: 1 / (1 + np.exp(-x)), "softplus": lambda x: np.logaddexp(0, x),
}  # fmt: skip


@lru_cache(maxsize=8)
def hessian(f: Expr, names: tuple[str, ...], at: tuple[float, ...]) -> Array:
    """The second derivatives to about ten digits, for values and derivatives of size 1.

    Raises:
        LookupError: a kink, or a function that floats do not have here.
    """
    n = len(at)
    points = (np.array(at) + STEP * np.concatenate([np.eye(n), -np.eye(n)])).T
    rows = _values(gradient(f, names), dict(zip(names, points, strict=True)))
    slopes = np.array([np.broadcast_to(row, 2 * n) for row in rows])
    found = (slopes[:, :n] - slopes[:, n:]) / (2 * STEP)
    return (found + found.T) / 2


def _values(xs: Sequence[Expr], at: Mapping[str, Array]) -> list[Array]:
    known: dict[Expr, Array] = {}
    for x in topological(xs):
        known[x] = _value(x, [known[a] for a in x.args], at)
    return [known[x] for x in xs]


def _value(x: Expr, args: Sequence[Array], at: Mapping[str, Array]) -> Array:
    match x.op:
        case "num":
            return float(x.data)
        case "var":
            return at[str(x.data)]
        case "pi":
            return np.pi
        case "add":
            return args[0] + args[1]
        case "sub":
            return args[0] - args[1]
        case "neg":
            return -args[0]
        case "mul":
            return args[0] * args[1]
        case "div":
            return args[0] / args[1]
        case "pow":
            return args[0] ** (int(x.data) if x.data.denominator == 1 else float(x.data))
        case _:
            return FUNCTIONS[x.op](args[0])
