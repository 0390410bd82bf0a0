"""Minorants of L at a point on its kinks: L with some kinks replaced by one of their branches, nowhere more than L.

**Theorem.** Let L = Phi(theta, W(u(theta))) for a kink W, and b one of its branches. If sigma (W(u) - b(u)) >= 0 near
theta_0, with sigma 1 or -1, and Phi is locally Lipschitz in its last argument v with sigma dPhi/dv >= 0 almost
everywhere between b(u) and W(u), then L >= G = Phi(theta, b(u)) near theta_0; and L = G where u = 0.
*Proof.* On the segment between b(u) and W(u) Phi is absolutely continuous in v, and its integral there has the sign of
sigma times sigma. Both branches agree at u = 0. QED

So a point at which all kinks that were replaced have u = 0, and at which G has a local minimum, is a local minimum of
L. This covers what is flat on one side: a dead unit of relu with bias 0 at an input 0 whose coming alive would make
things worse.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from ..errors import CertificateError, InputError
from ..numerics import ball
from ..numerics.identity import vanish
from ..numerics.interval import NOT_NEGATIVE, NOT_POSITIVE, Interval, between
from ..problem.derivatives import both_sides, gradient, tangent
from ..problem.expression import ARG, ONE, Expr, branches, num, rebuild, substitute, topological, var
from ..problem.formula import parse
from ..problem.objective import Problem
from . import gate
from .finding import require
from .gate import Regularity, look
from .region import Range, Region
from .sides import kinks_of, on_branches, opened, strict, without_certain_kinks

VALUE = "~v"
AT_KINK = between(0, 0)


@dataclass(frozen=True)
class RiskParts:
    """What L is made of, or a minorant of it.

    Attributes:
        risk: the function itself.
        outputs: of each sample, at theta.
        losses: of the samples, at these outputs.
        regularizer: the term in theta alone.
    """

    risk: Expr
    outputs: tuple[tuple[Expr, ...], ...]
    losses: tuple[Expr, ...]
    regularizer: Expr

    @property
    def all(self) -> list[Expr]:
        """Every part, the function first."""
        return [self.risk, *(f for row in self.outputs for f in row), *self.losses, self.regularizer]

    def renewed(self, parts: Sequence[Expr]) -> RiskParts:
        """The same with other formulas, in the order of ``all``."""
        rest = iter(parts)
        risk = next(rest)
        outputs = tuple(tuple(next(rest) for _ in row) for row in self.outputs)
        return RiskParts(risk, outputs, tuple(next(rest) for _ in self.losses), next(rest))


def parts_of(problem: Problem) -> RiskParts:
    """L itself."""
    losses = tuple(problem.sample_loss(i, row) for i, row in enumerate(problem.outputs))
    return RiskParts(problem.risk, tuple(tuple(row) for row in problem.outputs), losses, problem.regularizer)


@dataclass(frozen=True)
class Place:
    """Where a minorant is wanted: a neighbourhood of the point, and the coordinates that it has exactly.

    Attributes:
        region: the neighbourhood.
        held: the exact coordinates, by their names.
        center: numbers near all coordinates.
    """

    region: Region
    held: dict[str, Fraction]
    center: dict[str, Fraction]


def minorant(parts: RiskParts, place: Place, chosen: Sequence[tuple[Expr, int]]) -> RiskParts:
    """L with these kinks replaced, one after another: at most L near the point, and L at the point.

    Raises:
        CertificateError: this was not proved.
    """
    now = parts.renewed(without_certain_kinks(parts.all, place.region))
    for condition, side in chosen:
        now = replaced(now, place, condition, side)
    return now


def replaced(parts: RiskParts, place: Place, condition: Expr, side: int) -> RiskParts:
    """The minorant with each kink that has plus or minus this condition replaced by its branch on a side of it.

    Raises:
        CertificateError: there is no such kink, or it was not proved that nowhere near the point L gets more by this.
    """
    wanted, found = without_certain_kinks([condition], place.region)[0], False
    while True:
        fit = next(((y, s) for y in kinks_of([parts.risk]) if (s := _sign(y, wanted)) is not None), None)
        if fit is None:
            require(found, "branches: no kink of L that may be at the point has the condition that is named")
            return parts
        kink, sign = fit
        _require_less(parts.risk, place, kink, side * sign)
        found = True
        parts = parts.renewed(without_certain_kinks(on_branches(parts.all, {kink: side * sign}), place.region))


def conditions(texts: Sequence[tuple[str, int]], names: Sequence[str]) -> list[tuple[Expr, int]]:
    """The conditions of kinks that a certificate names, with the sides.

    Raises:
        CertificateError: a text is no formula.
    """
    try:
        return [(parse(text, names, "point.branches"), side) for text, side in texts]
    except InputError as error:
        raise CertificateError(str(error)) from error


def _sign(kink: Expr, wanted: Expr) -> int | None:
    """1 or -1 if the condition of the kink is, identically, so many times the one that is wanted."""
    return next((sign for sign in (1, -1) if vanish([opened(kink.args[0] - sign * wanted)])), None)


def _require_less(risk: Expr, place: Place, kink: Expr, side: int) -> None:
    """The kink is at the point, and near it L is nowhere less than with its branch on this side in its place."""
    require(branches(kink).order >= 0, "branches: a kink that is named was not proved continuous")
    _require_at(place, kink.args[0])
    condition, *both = look([kink.args[0], kink, kink.args[1 if side == 1 else 2]], place.region)
    known = all(k.regularity >= Regularity.DEFINED for k in (condition, *both))
    require(known, "branches: a kink or its branch was not proved to have values near the point")
    more = _difference(kink, side, condition.values)
    if more == 0:
        return
    free = _with_variable(risk, kink)
    region = Region({**place.region.ranges, VALUE: _range(both[0].values.join(both[1].values))})
    smooth = look([free], region, of=[VALUE])[0].regularity >= Regularity.LIPSCHITZ
    require(smooth, "branches: L was not proved to be locally Lipschitz in the value of a kink that is named")
    rate = gate.sign(both_sides(gradient(free, [VALUE]))[0], region)
    rises = rate is not None and (rate.at_least_zero if more == 1 else rate.at_most_zero)
    require(rises, "branches: that L does not fall on the other side of a kink was not proved")


def _require_at(place: Place, condition: Expr) -> None:
    """The condition of the kink is 0 at the point, which has only its held coordinates exactly."""
    there = substitute([condition], {name: num(v) for name, v in place.held.items()})
    smooth = without_certain_kinks(there, place.region)
    at = {name: num(v) for name, v in place.center.items()}
    require(not kinks_of(smooth) and vanish(smooth, at), "branches: the point was not proved to lie on a kink")


def _difference(kink: Expr, side: int, condition: Interval) -> int:
    """The sign of the kink less its branch on a side, where its condition takes these values; 0: there is none.

    On the other side it is the other branch less this one, which is 0 at the kink and has a slope of one sign.
    """
    p, n, _ = branches(kink)
    part = condition.meet(NOT_POSITIVE if side == 1 else NOT_NEGATIVE)
    if part is None:
        return 0
    away = Region({str(ARG.data): _range(part.join(AT_KINK))})
    rest = n - p if side == 1 else p - n
    slope = tangent([rest], {ARG: ONE})
    smooth = look([rest], away)[0].regularity >= Regularity.C1
    found = strict(slope[0], away) if smooth else None
    if found is None:
        raise CertificateError("branches: the branches of a kink were not proved to part on its other side")
    return -found if side == 1 else found


def _with_variable(x: Expr, kink: Expr) -> Expr:
    """x with a variable in place of the kink, wherever it stands."""
    new: dict[Expr, Expr] = {kink: var(VALUE)}
    for y in topological([x]):
        if y not in new:
            new[y] = rebuild(y, [new[a] for a in y.args]) if y.args else y
    return new[x]


def _range(values: Interval) -> Range:
    """The numbers of an interval as a range.

    Raises:
        CertificateError: there is no bound to them.
    """
    if not (ball.finite(values.low) and ball.finite(values.high)):
        raise CertificateError("branches: a kink was not proved to have bounded values near the point")
    return Range(ball.midpoint(values.low), ball.midpoint(values.high))
