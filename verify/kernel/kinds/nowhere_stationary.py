"""The kernel's check that no theta whatsoever is data-optimal, by a cover of the parameter space with boxes.

**Theorem.** Let lam be not 0, and the losses differentiable. Let finitely many boxes, which may be unbounded, cover the
parameter space, and on each of them let one of two things be so:

1. one residual gradient ``rho_k(x)`` has a value at every theta of the box, and is nowhere 0 on it;
2. with functions y and c of theta and numbers p, ``sum y_xk(theta) (f_k(x; theta) - p_xk) = c(theta)`` for every theta,
   and ``c(theta) - sum y_xk(theta) (q_xk - p_xk)`` is nowhere 0 for theta in the box and ``low_xk <= q_xk <= high_xk``,
   where the partial derivative of the summed loss at x in q_k depends on q_k alone and is not 0 below ``low_xk`` or
   above ``high_xk``.

Then at every theta some residual gradient is not 0: no theta is data-optimal, and L~ has no local minimum at all.

*Proof.* In the second case, if all residual gradients were 0 at a theta in the box, then ``low <= f <= high``, and
``c - sum y (q - p)`` would be 0 at ``q = f``. At a data-optimal theta the outputs at x minimise a differentiable
function, so all residual gradients are 0. That L~ has no local minimum is RESIDUAL over every theta. QED

Neither needs a convex loss. Where outputs are affine in some parameters, ``f = A(s) t + d(s)``, the y are the rows with
``y(s)' A(s) = 0``: the parameters t are eliminated, and boxes are for s alone. With p = q, c is what is to be nonzero.
"""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

from ...errors import CertificateError, InputError
from ...problem.expression import ZERO, Expr, var, variables
from ...problem.formula import parse
from ...problem.objective import Problem
from .. import gate
from ..certificate import Fields
from ..evidence import Grade
from ..finding import Finding, require
from ..kind import Kind
from ..paper_augmentation import require_papers
from ..region import EVERYWHERE, Range, Region
from .risk import assuming
from .unreachable import holds, quantity, slope_of_loss

BESIDE = Fraction(1, 2**20)


class Elimination(NamedTuple):
    """``c - sum y (q - p)`` in theta and stationary outputs q, and the ranges of these; it is 0 at ``q = f(theta)``."""

    difference: Expr
    ranges: dict[str, Range]


def _nowhere_stationary(problem: Problem, fields: Fields) -> Finding:
    """Boxes cover the parameter space, and on each of them some residual gradient is not 0."""
    require_papers(problem)
    require(problem.augmentation.lam != 0, "lam is 0")
    require(problem.loss.differentiable is True, f"the loss {problem.loss.name} is not known to be differentiable")
    relations = [_relation(problem, group) for group in fields.groups("relations")]
    left, boxes = [EVERYWHERE], 0
    for piece in fields.groups("pieces"):
        require(left != [], "there are more pieces than the splits make")
        box = left.pop()
        if piece.has("parameter"):
            lower, upper = _halves(box, problem.names[piece.index("parameter", len(problem.names))], piece)
            left += [upper, lower]
            continue
        boxes += 1
        if piece.has("relation"):
            relation = relations[piece.index("relation", len(relations))]
            box = Region({**box.ranges, **relation.ranges})
            x, name = relation.difference, "c - sum y (q - p)"
        else:
            i, k = piece.index("input", len(problem.distinct)), piece.index("output", problem.network.outputs)
            x, name = problem.residual_gradients[i][k], f"rho_{k + 1} at distinct input {i + 1}"
        require(nowhere_zero(x, box), f"{piece.where}: {name} was not proved to be nowhere 0 on the box")
    require(not left, "the pieces do not cover the parameter space")
    words = (
        f"{boxes} boxes cover the parameter space, and on none of them do all residual gradients vanish at any theta"
    )
    conclusion = f"{words}: no theta is data-optimal, L~ has no local minimum at all"
    return Finding(conclusion + assuming(problem), Grade.CERTIFIED, {"boxes": str(boxes)})


def nowhere_zero(x: Expr, box: Region) -> bool:
    """True proves: ``x`` has a value at every point of the box, and is of one strict sign on it."""
    return gate.sign(x, box) in (gate.Sign.POSITIVE, gate.Sign.NEGATIVE)


def _halves(box: Region, name: str, piece: Fields) -> tuple[Region, Region]:
    at = piece.number("at")
    try:
        return box.part(name, Range(high=at)), box.part(name, Range(low=at))
    except ValueError as error:
        raise CertificateError(f"{piece.where}: the split is outside the piece") from error


def _relation(problem: Problem, fields: Fields) -> Elimination:
    """A relation ``sum y f = c`` that was proved to hold for every theta, of outputs that are enclosed."""
    constant = _formula(problem, fields, "constant")
    total, difference = ZERO, constant
    ranges: dict[str, Range] = {}
    for group in fields.groups("terms"):
        x, k = group.index("input", len(problem.distinct)), group.index("output", problem.network.outputs)
        y, found = _formula(problem, group, "y"), Range(group.number("low"), group.number("high"))
        require(encloses(problem, x, k, found), f"{group.where}: the stationary outputs were not proved to lie there")
        p = group.number("minus")
        total = total + y * (quantity(problem, x, k, None) - p)
        name = stationary(x, k)
        require(name not in ranges, "an output is named twice")
        ranges[name] = found
        difference = difference - y * (var(name) - p)
    require(len(ranges) > 0, "no output is named")
    require(holds("=", total - constant), f"{fields.where}: the relation was not proved to hold for every theta")
    return Elimination(difference, ranges)


def encloses(problem: Problem, x: int, k: int, outputs: Range) -> bool:
    """True proves: the slope of the summed loss at distinct input x in q_k, a function of q_k alone, is 0 only there.

    The slope of a convex loss does not decrease, so that beside the ends is enough.
    """
    slope, name = slope_of_loss(problem, x, k)
    low, high = outputs.low, outputs.high
    if variables([slope]) - {name} or low is None or high is None or low > high:
        return False
    if problem.loss.convex is True:
        below, above = Range(low - BESIDE, low, high_open=True), Range(high, high + BESIDE, low_open=True)
        signs = [gate.sign(slope, Region({name: side})) for side in (below, above)]
        return signs == [gate.Sign.NEGATIVE, gate.Sign.POSITIVE]
    sides = (Range(high=low, high_open=True), Range(high, low_open=True))
    return all(nowhere_zero(slope, Region({name: side})) for side in sides)


def stationary(x: int, k: int) -> str:
    """The name of the stationary output k at distinct input x, which no parameter has."""
    return f"~q{x + 1}_{k + 1}"


def _formula(problem: Problem, fields: Fields, key: str) -> Expr:
    try:
        return parse(fields.text(key), problem.names, f"{fields.where}.{key}")
    except InputError as error:
        raise CertificateError(str(error)) from error


CHECKS: dict[str, Kind] = {"nowhere-stationary": Kind(_nowhere_stationary)}
