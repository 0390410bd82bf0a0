"""A local minimum of L in a ball in which relus have kinks, near the weights of a layered network. Claims nothing.

Newton's method on L with its kinks rounded off (``smoothing.py``) says which units are on their kinks, and with which
slopes. Then the point and these slopes are solved for together, in floats first, then with residuals of many bits.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import null_space, qr
from scipy.optimize import linprog

from ..errors import CertificateError
from ..exact import nearest, rough
from ..kernel.certificate import Certificate
from ..kernel.evidence import Unknown
from ..kernel.kinked_ball import KinkSlopes, excess, lined_risk, may_bend, on_ball, rate, size, slope_size, slopes_of
from ..kernel.layered_symmetries import LayeredSymmetries
from ..numerics import ball
from ..numerics.arrays import FLOAT_ARRAYS, Floats
from ..numerics.ball_matrix import BallMatrix, above_root
from ..numerics.fine_arrays import FINE_ARRAYS
from ..numerics.layered import FINE, layered_floats, layers_of
from ..numerics.point import Kink, KinkedBall, UnitSymmetry
from ..numerics.program import FLOATS, Program
from ..problem.network import LayeredNetwork
from ..problem.objective import Problem
from .near_critical import nearness
from .newton import short
from .smoothing import WIDTHS, least_when_rounded, rounded_slopes

CHANGES, STEPS, FINE_STEPS = 8, 6, 3
"""How often the kinks are chosen anew; steps of Newton's method in floats, and with fine residuals."""
CLOSE = 1e-11
"""An argument up to this size is thought to be 0."""
INDEPENDENT = 1e-6
"""Symmetries whose directions are as dependent as that are not taken together."""
ROUNDING = 1e-10
STEEP = 1e3
"""How much more the minorant curves across a kink than L does anywhere."""
SHARE = 0.5
"""Which part of the least eigenvalue at the centre is claimed of all the ball."""
LEAST = Fraction(1, 2**50)
"""The least radius."""
FLAT = 1e-10
"""Eigenvalues up to this, relative to the largest entry of the Hessian, are thought to be 0."""
GRID = 2**150
"""Coordinates and slopes are whole numbers, divided by this."""


@dataclass(frozen=True)
class Guess:
    """What is thought of the minimum.

    Attributes:
        center: numbers near it.
        kinks: where units are on their kinks, with their slopes.
        sides: on which side of its kink each unit is, 0 at a kink.
        held: the coordinates that symmetries of L move.
    """

    center: tuple[Fraction, ...]
    kinks: tuple[Kink, ...]
    sides: list[NDArray[np.int8]]
    held: tuple[int, ...]
    symmetries: tuple[UnitSymmetry, ...]

    @property
    def floats(self) -> Floats:
        return np.array([nearest(c) for c in self.center])

    @property
    def free(self) -> list[int]:
        still = set(self.held)
        return [i for i in range(len(self.center)) if i not in still]


def kinked_minimum(problem: Problem, center: Sequence[Fraction]) -> Certificate | Unknown:
    """A ball with a local minimum of L, which may lie on kinks, near a point."""
    found: Certificate | Unknown = Unknown("method", "nothing was tried")
    for first in reversed(range(len(WIDTHS))):
        try:
            with np.errstate(all="ignore"):
                found = _from_width(problem, center, first)
        except (CertificateError, np.linalg.LinAlgError, OverflowError) as error:
            found = Unknown("method", str(error))
        if isinstance(found, Certificate):
            break
    return found


def _from_width(problem: Problem, center: Sequence[Fraction], first: int) -> Certificate | Unknown:
    line, reach, start = slopes_of(problem), nearness(center), np.array([nearest(c) for c in center])
    ended = least_when_rounded(problem, line, start, float(reach), first)
    found = ended if isinstance(ended, Unknown) else _on_kinks(problem, line, *ended)
    if isinstance(found, Unknown):
        return found
    found = _refined(problem, line, found)
    farthest = max(abs(c - d) for c, d in zip(found.center, center, strict=True))
    if farthest > reach:
        return Unknown("method", f"the minimum that was found is about {rough(farthest)} away: it is not near")
    return _proposal(problem, line, found)


def _on_kinks(problem: Problem, line: KinkSlopes, x: Floats, width: float) -> Guess | Unknown:
    """The minimum near a point, and its kinks: one with a slope beyond the branches is none, and others may join."""
    arguments = _arguments(problem, x)
    kinks = _kinks_within(arguments, width)
    kinks = [_sloped(k, rounded_slopes(line, arguments[k.layer][k.input, k.unit], width)) for k in kinks]
    left = set[tuple[int, int, int]]()
    for _ in range(CHANGES):
        found = _solved(problem, line, x, kinks)
        if isinstance(found, Unknown):
            return found
        x, kinks = found.floats, list(found.kinks)
        good = [line.beta - ROUNDING <= k.slope <= line.alpha + ROUNDING for k in kinks]
        if not all(good):
            left |= {_place(k) for k, fits in zip(kinks, good, strict=True) if not fits}
            kinks = [k for k, fits in zip(kinks, good, strict=True) if fits]
            continue
        known = left | {_place(k) for k in kinks}
        more = [k for k in _kinks_within(_arguments(problem, x), CLOSE) if _place(k) not in known]
        if not more:
            return found
        kinks += [replace(k, slope=line.beta) for k in more]
    return Unknown("method", "no set of kinks was found on which the point is stationary")


def _place(k: Kink) -> tuple[int, int, int]:
    return k.layer, k.unit, k.input


def _sloped(k: Kink, slope: Any) -> Kink:
    return replace(k, slope=Fraction(float(slope)))


def _arguments(problem: Problem, x: Floats) -> list[Floats]:
    """The arguments of the units at the distinct inputs, layer by layer."""
    first = [group[0] for group in problem.distinct]
    return [z[first] for z in layered_floats(problem).units(x)[0]]


def _kinks_within(arguments: Sequence[Floats], width: float) -> list[Kink]:
    pairs = [(j, i, u) for j, z in enumerate(arguments) for i, u in np.argwhere(np.abs(z) <= width).tolist()]
    return [Kink(j, u, i, Fraction(0), Fraction(0)) for j, i, u in pairs]


def _guess(problem: Problem, line: KinkSlopes, center: Sequence[Fraction], kinks: Sequence[Kink]) -> Guess:
    """With the sides of all units, and independent symmetries with coordinates that these move."""
    x = np.array([nearest(c) for c in center])
    sides = [np.where(z > 0, 1, -1).astype(np.int8) for z in layered_floats(problem).units(x)[0]]
    for k in kinks:
        sides[k.layer][list(problem.distinct[k.input]), k.unit] = 0
    known = LayeredSymmetries(problem, sides, line.alpha, line.beta)
    chosen, rows = list[UnitSymmetry](), list[Floats]()
    for symmetry in known.candidates():
        field = known.field(symmetry)
        if field is not None:
            row = np.zeros(len(x))
            row[list(field)] = [float(v) for v in Program(list(field.values()), problem.names).run(FLOATS, list(x))]
            chosen.append(symmetry)
            rows.append(row / max(1e-300, float(np.linalg.norm(row))))
    if not rows:
        return Guess(tuple(center), tuple(kinks), sides, (), ())
    _, corner, order = qr(np.array(rows).T, pivoting=True, mode="economic")
    count = int(np.sum(np.abs(np.diag(corner)) > INDEPENDENT))
    kept = sorted(int(k) for k in order[:count])
    _, _, columns = qr(np.array(rows)[kept], pivoting=True, mode="economic")
    held = tuple(sorted(int(i) for i in columns[:count]))
    return Guess(tuple(center), tuple(kinks), sides, held, tuple(chosen[k] for k in kept))


def _solved(problem: Problem, line: KinkSlopes, x: Floats, kinks: Sequence[Kink]) -> Guess | Unknown:
    """Newton's method for a point on these kinks at which the slopes of L with lines in them vanish, and the lines."""
    found = _guess(problem, line, [Fraction(float(v)) for v in x], kinks)
    for _ in range(STEPS):
        at = found.floats
        slope = lined_risk(problem, found.kinks, found.sides, FLOAT_ARRAYS).gradient(at)[found.free]
        arguments = _arguments(problem, at)
        off = np.array([arguments[k.layer][k.input, k.unit] for k in found.kinks])
        system = _System(problem, found)
        if not (np.all(np.isfinite(slope)) and np.all(np.isfinite(off)) and system.finite):
            return Unknown("method", "L, or a derivative of it, is too large for floats near the point")
        moved, change = _step(system, slope, off)
        found = _moved(problem, line, found, moved, change)
    return _with_room(problem, line, found)


class _System:
    """The derivatives of the equations for a point and the slopes of its kinks, in floats."""

    def __init__(self, problem: Problem, found: Guess) -> None:
        risk, at, free = lined_risk(problem, found.kinks, found.sides, FLOAT_ARRAYS), found.floats, found.free
        self.hessian: Floats = risk.hessian(at)[np.ix_(free, free)]
        rates = risk.rates(at)
        self.rates = np.array([rates[k.layer][list(problem.distinct[k.input]), k.unit].sum() for k in found.kinks])
        rows = _argument_slopes(problem, found)
        self.normals: Floats = rows[:, free]
        """The gradients of the arguments of the kinks, one a row."""

    @property
    def finite(self) -> bool:
        return all(bool(np.all(np.isfinite(part))) for part in (self.hessian, self.rates, self.normals))


def _argument_slopes(problem: Problem, found: Guess) -> Floats:
    """The gradients of the arguments of the units at the kinks, with lines in place of all units."""
    assert isinstance(problem.network, LayeredNetwork)
    risk, at, layers = (
        lined_risk(problem, found.kinks, found.sides, FLOAT_ARRAYS),
        found.floats,
        layers_of(problem.network),
    )
    acting = risk.acting
    assert acting is not None
    acted = [acting.act(j, slice(0, problem.samples), z) for j, z in enumerate(risk.units(at)[0])]
    inputs = np.array([[nearest(v) for v in x] for x in problem.inputs]).reshape(problem.samples, -1)
    values = [inputs, *(a[0] for a in acted)]
    rows = np.zeros((len(found.kinks), len(at)))
    for row, k in zip(rows, found.kinks, strict=True):
        i = problem.distinct[k.input][0]
        down = {k.layer + 1: np.eye(values[k.layer + 1].shape[1])[k.unit]}
        for j in range(k.layer + 1, 0, -1):
            if j not in down:
                continue
            layer = layers[j - 1]
            source = np.concatenate([*(values[s][i] for s in layer.sources), np.ones(int(layer.bias))])
            row[layer.index] += np.outer(down[j], source)
            back, start = down[j] @ at[layer.index], 0
            for s in layer.sources:
                width = values[s].shape[1]
                if s > 0:
                    down[s] = down.get(s, np.zeros(width)) + back[start : start + width] * acted[s - 1][1][i]
                start += width
    return rows


def _step(system: _System, slope: Floats, off: Floats) -> tuple[Floats, Floats]:
    """The shortest step, of the point and of the slopes, that makes up for the slopes of L and for the arguments."""
    n, count = len(slope), len(off)
    lines = system.normals.T * system.rates
    matrix = np.block([[system.hessian, lines], [system.normals, np.zeros((count, count))]])
    found = np.linalg.lstsq(matrix, -np.concatenate([slope, off]), rcond=1e-12)[0]
    return found[:n], found[n:]


def _moved(problem: Problem, line: KinkSlopes, found: Guess, moved: Floats, change: Floats) -> Guess:
    center = list(found.center)
    for i, by in zip(found.free, moved.tolist(), strict=True):
        center[i] = _on_grid(center[i] + Fraction(by))
    kinks = [
        replace(k, slope=_on_grid(k.slope + Fraction(by))) for k, by in zip(found.kinks, change.tolist(), strict=True)
    ]
    return replace(found, center=tuple(center), kinks=tuple(kinks))


def _on_grid(number: Fraction) -> Fraction:
    return Fraction(round(number * GRID), GRID)


def _with_room(problem: Problem, line: KinkSlopes, found: Guess) -> Guess:
    """If the slopes are not the only ones: those that are farthest from the branches (a linear programme)."""
    system = _System(problem, found)
    ways = null_space(system.normals.T * system.rates) if len(found.kinks) else np.zeros((0, 0))
    if ways.shape[1] == 0:
        return found
    slopes = np.array([float(k.slope) for k in found.kinks])
    ones = np.ones((len(slopes), 1))
    limits = np.concatenate([float(line.alpha) - slopes, slopes - float(line.beta)])
    rows = np.block([[ways, ones], [-ways, ones]])
    wanted = np.zeros(ways.shape[1] + 1)
    wanted[-1] = -1.0
    best = linprog(wanted, A_ub=rows, b_ub=limits, bounds=[(None, None)] * len(wanted))
    if best.x is None:
        return found
    return _moved(problem, line, found, np.zeros(len(found.free)), ways @ best.x[:-1])


def _refined(problem: Problem, line: KinkSlopes, found: Guess) -> Guess:
    """The same with more digits: residuals of many bits, and the same derivatives in floats."""
    found = _guess(problem, line, found.center, found.kinks)
    system = _System(problem, found)
    for _ in range(FINE_STEPS):
        with ball.precision(FINE):
            risk = lined_risk(problem, found.kinks, found.sides, FINE_ARRAYS)
            at = FINE_ARRAYS.of(found.center)
            slopes, units = risk.gradient(at), risk.units(at)[0]
            slope = np.array([nearest(ball.midpoint(slopes[i])) for i in found.free])
            arguments = [units[k.layer][problem.distinct[k.input][0], k.unit] for k in found.kinks]
            off = np.array([nearest(ball.midpoint(u)) for u in arguments])
        found = _moved(problem, line, found, *_step(system, slope, off))
    return found


def _proposal(problem: Problem, line: KinkSlopes, found: Guess) -> Certificate | Unknown:
    """The ball, with bends as large as L rises from the kinks."""
    kinks = [replace(k, slope=min(max(k.slope, line.beta), line.alpha)) for k in found.kinks]
    system = _System(problem, found)
    hardest = STEEP * float(np.abs(system.hessian).sum(axis=1).max(initial=0.0))
    wanted = [hardest / float(row @ row) if row.any() else 0.0 for row in system.normals]
    bends = [
        0.0 if line.room(k.slope) == 0 or not may_bend(kinks, k) else b for k, b in zip(kinks, wanted, strict=True)
    ]
    curved = system.hessian + (system.normals.T * np.array(bends)) @ system.normals
    least = float(np.linalg.eigvalsh(curved)[0]) if found.free else 0.0
    if least <= FLAT * float(np.abs(system.hessian).max(initial=1.0)):
        return Unknown("singular", "L looks flat, or curved downwards, along the kinks near the point")
    curvature = short(SHARE * least, 24)
    point_box = on_ball(problem, BallMatrix.of(found.center, [LEAST] * len(found.center)), kinks)
    slope = Fraction(above_root(slope_size(problem, found.center, kinks, found.sides, found.free)))
    above = excess(problem, found.center, kinks, point_box)
    needed = max(4 * slope / curvature, Fraction(above_root(6 * above / curvature)), LEAST)
    radius = Fraction(2) ** (needed.numerator.bit_length() - needed.denominator.bit_length() + 1)
    at = KinkedBall(found.center, radius, curvature, found.held, found.symmetries, ())
    whole = on_ball(problem, BallMatrix.of(at.center, at.radii), kinks)
    bent = []
    for k, b in zip(kinks, bends, strict=True):
        low, reach = rate(problem, k, whole)[0], size(problem, k, whole)
        most = 2 * max(low, Fraction(0)) * line.room(k.slope) / reach if reach > 0 else Fraction(0)
        bent.append(replace(k, bend=short(min(b, 0.9 * nearest(most)), 24)))
    at = replace(at, kinks=tuple(bent))
    return Certificate("minimum-in-ball", problem.digest, {"point": at.written()})
