"""Whether added neurons are the paper's: whether neuron and penalty are the same functions, however they are written.

``a*exp(u)*exp(b)`` is the paper's neuron, and ``lam*a*a`` is its penalty. What was not proved to be the same is not
proved to be another: that takes a point at which the two differ, or at which one has no value.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import lru_cache

from ..numerics.identity import vanish
from ..problem.augmentation import PAPER_NEURON, PAPER_PENALTY, Augmentation
from ..problem.expression import ONE, Expr, num, substitute
from ..problem.objective import Problem
from ..truth import Truth, every
from . import gate
from .finding import require
from .region import EVERYWHERE, Region
from .statement_kinds.orbits import ANYWHERE, LAM

_VALUES = ((2, 1, Fraction(1, 2)), (-2, -1, 3), (Fraction(1, 3), -3, 2))
POINTS = tuple({"a": num(a), "b": num(b), "u": num(u), "w2": num(u)} for a, b, u in _VALUES)


def require_papers(problem: Problem) -> None:
    """L~ has the neuron and the penalty of the paper; all is trained, and nothing is bounded."""
    found = has_papers(problem)
    require(found is Truth.YES, "this kind is about the neuron a exp(w.x + b) with the penalty lam a^2")


def has_papers(problem: Problem) -> Truth:
    """Whether the added neurons of a problem are the paper's, with its lam."""
    return papers(problem.augmentation, (num(problem.augmentation.lam),))


@lru_cache(maxsize=256)
def papers(augmentation: Augmentation, lams: tuple[Expr, ...]) -> Truth:
    """Whether neuron and penalty are the paper's: YES for all these lam, NO for none of them.

    Args:
        augmentation: its own ``lam`` does not matter.
        lams: numbers, or expressions in ``LAM``, which stands for any positive number.
    """
    if augmentation.is_papers:
        return Truth.YES
    if augmentation.covered is not None or augmentation.frozen or augmentation.constraints:
        return Truth.NO
    neuron = _same(augmentation.neuron, PAPER_NEURON, EVERYWHERE)
    pairs = [substitute([augmentation.penalty, PAPER_PENALTY], {"lam": lam}) for lam in lams]
    penalties = [_same(mine, theirs, ANYWHERE) for mine, theirs in pairs]
    if neuron is Truth.NO or all(found is Truth.NO for found in penalties):
        return Truth.NO
    all_same = every((neuron, *penalties)) is Truth.YES
    return Truth.YES if all_same else Truth.UNKNOWN


def _same(mine: Expr, theirs: Expr, region: Region) -> Truth:
    """Whether two functions are the same on the region, where ``theirs`` has values; NO: for no lam."""
    total = gate.defined(mine, region)
    if total is Truth.YES and vanish([mine - theirs]):
        return Truth.YES
    return Truth.NO if total is Truth.NO or _differ(mine - theirs, POINTS) else Truth.UNKNOWN


def _differ(difference: Expr, points: Sequence[Mapping[str, Expr]]) -> bool:
    """True proves: at one of the points, the same for all lam > 0, the difference is not 0."""
    for point in points:
        there = substitute([difference], point)[0]
        if gate.nonzero(there, ANYWHERE) is Truth.YES:
            return True
        # lam times a number
        number = substitute([there], {"lam": ONE})[0]
        if gate.nonzero(number, EVERYWHERE) is Truth.YES and vanish([there - LAM * number]):
            return True
    return False
