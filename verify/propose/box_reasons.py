"""Boxes around a point in which L has no local minimum: the largest of a short list, and a reason for each piece.

Claims nothing. A piece on which no reason is seen is halved, in the coordinate that spreads the best slope most.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from ..exact import exact, write
from ..kernel.certificate import Certificate, numbers
from ..kernel.evidence import Unknown
from ..kernel.gate import Regularity
from ..kernel.layered_risk import by_layers
from ..kernel.point_box import box_around, curvature, ends_of, regularity_of_risk, risk_on, slopes
from ..kernel.region import Range, Region
from ..kernel.theta_point import landscape
from ..numerics import ball
from ..numerics.ball import Ball
from ..numerics.point import Point
from ..problem.objective import Problem
from .certificates import MAX_DIMENSION
from .descend import Vector
from .directed_boxes import directed_box
from .newton import short, short_text

BITS = 96
MOST_PIECES = 400
DEEPEST = 24
"""A piece is halved at most so often."""
SLOPE_ROOM, DOWN_ROOM = 12, 48
"""By how many eighths an enclosure may be wider and still decide: another checker has other formulas."""
LEAST = Fraction(1, 10**9)
HALVINGS = 4
"""How often the radius of a box is tried anew, where no pieces are."""
Piece = dict[str, Any]
Lower = Sequence[Fraction] | None

TINY = Fraction(1, 10**300)


def radii(largest: Fraction) -> list[Fraction]:
    """The radii that are tried: the largest, then a half, a fifth, a tenth of it, and so on down to ``LEAST`` of it."""
    found, unit = [], largest
    while unit >= LEAST * largest:
        found += [unit, unit / 2, unit / 5]
        unit /= 10
    return found


def monotone(problem: Problem, at: Point, radius: Fraction) -> Certificate | Unknown:
    """L is monotone in one parameter all over the box of this radius: in that with the clearest slope."""
    box = box_around(problem, at, radius)
    k = _clearest(problem, box)
    if k is None:
        return Unknown(
            "method", "no partial derivative of L was seen to be of one sign all over a box around the point"
        )
    if regularity_of_risk(problem, box) < Regularity.LIPSCHITZ:
        return Unknown("method", "L was not seen to be locally Lipschitz near the point")
    data = {"point": at.written(), "radius": short_text(radius), "parameter": k, "bits": BITS}
    return Certificate("no-critical-point", problem.digest, data)


def nothing_within(
    problem: Problem, at: Point, largest: Fraction, deadline: float, lower: Lower = None
) -> Certificate | Unknown:
    """A box without a local minimum, as large as was found: one that has a slope all over, or one in pieces.

    ``lower`` is a point with a low L, if every local minimum of L is a global one.
    """
    found: Certificate | None = None
    reach = Fraction(0)
    for radius in radii(largest):
        tried = _monotone_if_bounded(problem, at, radius)
        if isinstance(tried, Certificate):
            found, reach = tried, radius
            break
    if found is not None and by_layers(problem):
        found, reach = _widened(problem, at, found, reach, largest)
    for radius in (r for r in radii(largest) if r > reach):
        if lower is not None and _above(problem, box_around(problem, at, radius), lower):
            found, reach = _pieces(problem, at, radius, [{"above": numbers(lower)}]), radius
            break
    directed = directed_box(problem, at, [r for r in reversed(radii(largest)) if r > reach])
    if isinstance(directed, Certificate):
        found, reach = directed, exact(directed.data["radius"])
    for radius in reversed([r for r in radii(largest) if r > reach] if not by_layers(problem) else []):
        cover = _cover(problem, at, radius, deadline, lower)
        if isinstance(cover, Unknown):
            break
        found = cover
    return found or Unknown("method", "no box around the point was seen to be without a local minimum of L")


def _widened(
    problem: Problem, at: Point, found: Certificate, reach: Fraction, largest: Fraction
) -> tuple[Certificate, Fraction]:
    """A larger box that one slope does for, found by halving what is between it and the next one of ``radii``."""
    end = min([r for r in radii(largest) if r > reach], default=reach)
    for _ in range(HALVINGS):
        middle = Fraction(f"{float((reach + end) / 2):.3g}")
        tried = _monotone_if_bounded(problem, at, middle)
        if isinstance(tried, Certificate):
            found, reach = tried, middle
        else:
            end = middle
    return found, reach


def _monotone_if_bounded(problem: Problem, at: Point, radius: Fraction) -> Certificate | Unknown:
    """The same; on a box that is too wide a number may have no enclosure."""
    try:
        return monotone(problem, at, radius)
    except OverflowError as error:
        return Unknown("method", str(error))


def _cover(problem: Problem, at: Point, radius: Fraction, deadline: float, lower: Lower) -> Certificate | Unknown:
    """Pieces that cover the box of this radius, in the order of the certificate: a cut, its lower part, its upper."""
    whole, pieces = box_around(problem, at, radius), list[Piece]()
    known = regularity_of_risk(problem, whole)
    if known < Regularity.LIPSCHITZ:
        return Unknown("method", "L was not seen to be locally Lipschitz near the point")
    stack = [(whole, 0)]
    while stack:
        if len(pieces) + len(stack) > MOST_PIECES or time.monotonic() > deadline:
            return Unknown("budget", "the box was not covered")
        box, depth = stack.pop()
        reason = _reason(problem, box, known >= Regularity.C2, lower)
        if reason is not None:
            pieces.append(reason)
            continue
        if depth >= DEEPEST:
            return Unknown("method", "on a small piece L was seen neither to be monotone nor to curve down")
        i = _widest(problem, box)
        name = problem.names[i]
        middle = _middle(box)[i]
        pieces.append({"cut": i, "at": write(middle)})
        stack += [(box.part(name, Range(low=middle)), depth + 1), (box.part(name, Range(high=middle)), depth + 1)]
    return _pieces(problem, at, radius, pieces)


def _pieces(problem: Problem, at: Point, radius: Fraction, pieces: Sequence[Piece]) -> Certificate:
    data = {"point": at.written(), "radius": short_text(radius), "pieces": list(pieces), "bits": BITS}
    return Certificate("no-local-minimum", problem.digest, data)


def _above(problem: Problem, box: Region, lower: Sequence[Fraction]) -> bool:
    """Whether L is clearly greater on a box than at a point."""
    with ball.precision(BITS):
        above = risk_on(problem, ends_of(problem, box)) - risk_on(problem, [(c, c) for c in lower])
        return _clear(above, DOWN_ROOM) == 1


def _reason(problem: Problem, box: Region, smooth: bool, lower: Lower) -> Piece | None:
    k = _clearest(problem, box)
    if k is not None:
        return {"slope": k}
    if lower is not None and _above(problem, box, lower):
        return {"above": numbers(lower)}
    if len(problem.names) > MAX_DIMENSION or not (smooth or regularity_of_risk(problem, box) >= Regularity.C2):
        return None
    v = _downward(problem, _middle(box))
    if v is None:
        return None
    with ball.precision(BITS):
        return {"down": numbers(v)} if _clear(curvature(problem, v, box), DOWN_ROOM) == -1 else None


def _clearest(problem: Problem, box: Region) -> int | None:
    """The parameter whose slope is farthest from 0, relative to how far it spreads; None if every one may be 0."""
    best, clearest = None, Fraction(0)
    with ball.precision(BITS):
        for k, found in enumerate(slopes(problem, box)):
            if _clear(found, SLOPE_ROOM) in (1, -1):
                clear = abs(ball.midpoint(found)) / (ball.radius(found) + TINY)
                if clear > clearest:
                    best, clearest = k, clear
    return best


def _clear(x: Ball, room: int) -> int | None:
    """The sign of a ball, if a ball around its middle that is wider by the factor ``room / 8`` has it, too."""
    return ball.sign(x) if ball.sign(ball.middle(x) * 8 + (x - ball.middle(x)) * room) == ball.sign(x) else None


def _downward(problem: Problem, center: Sequence[Fraction]) -> Vector | None:
    """The eigenvector of the least eigenvalue of the Hessian at a point, if that is negative."""
    hessian = landscape(problem).float_hessian(center)
    if not np.all(np.isfinite(hessian)):
        return None
    rates, axes = np.linalg.eigh(hessian)
    return tuple(short(float(v), 16) for v in axes[:, 0]) if rates[0] < 0 else None


def _widest(problem: Problem, box: Region) -> int:
    """The coordinate along which the slopes change most across the box, to second order."""
    sizes = np.array([float(high - low) for low, high in _ends(box, problem)])
    if len(sizes) > MAX_DIMENSION:
        return int(np.argmax(sizes))
    hessian = np.abs(landscape(problem).float_hessian(_middle(box)))
    spread = hessian.sum(axis=0) * sizes if np.all(np.isfinite(hessian)) else sizes
    return int(np.argmax(spread + 1e-12 * sizes))


def _ends(box: Region, problem: Problem) -> list[tuple[Fraction, Fraction]]:
    return [(Fraction(box.ranges[name].low or 0), Fraction(box.ranges[name].high or 0)) for name in problem.names]


def _middle(box: Region) -> list[Fraction]:
    return [Fraction((r.low or 0) + (r.high or 0)) / 2 for r in box.ranges.values()]
