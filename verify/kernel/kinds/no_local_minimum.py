"""The kernel's check that there is no local minimum of L in a box, which is cut into pieces with a reason each.

**Theorem.** Let L be locally Lipschitz on a neighbourhood of a box, and let the box be covered by pieces, near each of
which one of three things is so:

1. *slope*: one partial derivative of L is of one strict sign at almost every point;
2. *down*: L is twice continuously differentiable, and ``v'H v < 0`` for one vector v at every point;
3. *above*: every local minimum of L is a global one (see ``linear_layers.py``), and L is greater than at one point that
   is named.

Then no point of the box is a local minimum of L; with pieces of the first sort only none is a critical point.

*Proof.* A point of the box lies in a piece. On a piece of the first sort L is strictly monotone in one parameter near
the point (see ``no_critical_point.py``). On one of the second ``t -> L(theta + t v)`` has a negative second derivative
at 0; at a local minimum it would be 0 or positive. On one of the third the point is no global minimum. QED
"""

from __future__ import annotations

from collections.abc import Callable

from ...errors import CertificateError
from ...exact import shorten
from ...numerics import ball
from ...problem.objective import Problem
from ..certificate import Fields
from ..evidence import Grade
from ..finding import Finding, require
from ..gate import Regularity
from ..kind import Kind
from ..point_box import box_around, curvature, ends_of, regularity_of_risk, risk_on, slope
from ..region import Range, Region
from ..theta_point import point
from .linear_layers import ONLY_GLOBAL_ASKS, require_only_global_minima
from .risk import assuming


def _no_local_minimum(problem: Problem, fields: Fields) -> Finding:
    """The pieces of a tree cover a box around the point, and on each there is a reason why none is a local minimum."""
    at, radius, bits = point(problem, fields), fields.number("radius"), fields.bits()
    require(radius >= 0, "the radius is negative")
    whole = box_around(problem, at, radius)
    known = regularity_of_risk(problem, whole)
    require(known >= Regularity.LIPSCHITZ, "L was not proved locally Lipschitz near the box")
    left, counts = [whole], dict.fromkeys(REASONS, 0)
    for piece in fields.groups("pieces"):
        require(left != [], "there are more pieces than the cuts make")
        box = left.pop()
        if piece.has("cut"):
            left += _halves(problem, box, piece)
            continue
        reason = next((name for name in REASONS if piece.has(name)), "")
        require(reason != "", f"{piece.where}: a piece has one of the reasons {', '.join(REASONS)}")
        smooth = reason != "down" or regularity_of_risk(problem, box) >= Regularity.C2
        require(smooth, f"{piece.where}: L was not proved twice continuously differentiable near the piece")
        with ball.precision(bits):
            require(REASONS[reason](problem, piece, box), f"{piece.where}: {reason} was not proved of the piece")
        counts[reason] += 1
    require(not left, "the pieces do not cover the box")
    where = f"at most {shorten(fields.text('radius'))} away from the point in every coordinate"
    words = " or ".join(SAID[name] for name, count in counts.items() if count)
    said = "a critical point, or a local minimum," if counts["slope"] == sum(counts.values()) else "a local minimum"
    facts = {"pieces": str(sum(counts.values())), **{name: str(count) for name, count in counts.items()}}
    asked, assumed = (ONLY_GLOBAL_ASKS, assuming(problem)) if counts["above"] else ((), "")
    return Finding(f"near each point {where}, {words}: none is {said} of L{assumed}", Grade.CERTIFIED, facts, asked)


def _slope(problem: Problem, piece: Fields, box: Region) -> bool:
    return ball.sign(slope(problem, piece.index("slope", len(problem.names)), box)) in (1, -1)


def _down(problem: Problem, piece: Fields, box: Region) -> bool:
    return ball.positive(-curvature(problem, piece.numbers("down", len(problem.names)), box))


def _above(problem: Problem, piece: Fields, box: Region) -> bool:
    require_only_global_minima(problem)
    lower = [(c, c) for c in piece.numbers("above", len(problem.names))]
    return ball.less(risk_on(problem, lower), risk_on(problem, ends_of(problem, box)))


REASONS: dict[str, Callable[[Problem, Fields, Region], bool]] = {"slope": _slope, "down": _down, "above": _above}
"""Why no point of a piece is a local minimum: the field that names the parameter, the vector, or the lower point."""

SAID = {
    "slope": "L is monotone in a parameter",
    "down": "curves downward",
    "above": "is above its least value, where every local minimum is a global one",
}


def _halves(problem: Problem, box: Region, piece: Fields) -> list[Region]:
    """The two parts of a box, of which the lower one is looked at first."""
    name, at = problem.names[piece.index("cut", len(problem.names))], piece.number("at")
    try:
        return [box.part(name, Range(low=at)), box.part(name, Range(high=at))]
    except ValueError as error:
        raise CertificateError(f"{piece.where}: the cut is outside the piece") from error


CHECKS: dict[str, Kind] = {"no-local-minimum": Kind(_no_local_minimum, asks=ONLY_GLOBAL_ASKS)}
