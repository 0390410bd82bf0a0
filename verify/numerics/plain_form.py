"""The same formula without the terms whose factor is 0 in disguise.

It may have a value in more places, and is the same wherever both have one.
"""

from __future__ import annotations

from ..problem.expression import ZERO, Expr, rational, rebuild, topological, variables
from .identity import vanish


def plain(x: Expr) -> Expr:
    """x without what is multiplied by a constant that an identity shows to be 0, such as ``log(4) - 2*log(2)``."""
    new: dict[Expr, Expr] = {}
    for y in topological([x]):
        args = [new[a] for a in y.args]
        zero = (y.op == "mul" and ZERO in args) or (y.op == "div" and args[0] is ZERO)
        made = ZERO if zero else rebuild(y, args)
        constant = made is not ZERO and rational(made) is None and not variables([made])
        new[y] = ZERO if constant and vanish([made]) else made
    return new[x]
