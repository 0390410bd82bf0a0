"""The kernel's check that there is no critical point of L in a box: L is strictly monotone in one direction.

**Theorem.** Let L be locally Lipschitz on a neighbourhood of a box, v a vector, and at almost every point of it let
``v . grad L >= d > 0`` (or ``<= -d < 0``). Then L strictly rises (falls) along v there. No point of the box is a
local minimum of L, nor a local maximum, and where L is differentiable its gradient is not 0.

*Proof.* ``notes/theory.md``, section 5. On almost every line in the direction v the bound holds at almost every
point of the line (Fubini); L is absolutely continuous on it, so its difference is the integral of the slope. The other
lines follow by continuity. QED

The direction is that of one parameter, whose slope is enclosed all over the box, or any (``kernel/directed_box.py``).
"""

from __future__ import annotations

from fractions import Fraction

from ...exact import shorten
from ...numerics import ball
from ...problem.objective import Problem
from ..certificate import Fields
from ..directed_box import change_on
from ..evidence import Grade
from ..finding import Finding, require
from ..gate import Regularity
from ..kind import Kind
from ..point_box import box_around, regularity_of_risk, slope
from ..theta_point import point


def _no_critical_point(problem: Problem, fields: Fields) -> Finding:
    """The slope of L in one direction has one strict sign all over a box around the point."""
    at, radius, bits = point(problem, fields), fields.number("radius"), fields.bits()
    require(radius >= 0, "the radius is negative")
    box = box_around(problem, at, radius)
    require(regularity_of_risk(problem, box) >= Regularity.LIPSCHITZ, "L was not proved locally Lipschitz near the box")
    with ball.precision(bits):
        if fields.has("direction"):
            v = fields.numbers("direction", len(problem.names))
            found, name, way = change_on(problem, box).along(v), "the slope in one direction", ""
            size = ball.fractional_power(ball.ball(sum((x * x for x in v), Fraction(0))), Fraction(1, 2))
        else:
            k = fields.index("parameter", len(problem.names))
            found, name, size = slope(problem, k, box), f"dL/d{problem.names[k]}", ball.ball(1)
            way = f"strictly {'rises' if ball.positive(found) else 'falls'} in {problem.names[k]}"
        require(ball.sign(found) in (1, -1), f"{name} was not proved to be of one sign all over the box")
        facts = {"slope": name, "steepness_at_least": ball.decimal(ball.lower(abs(found / size)), 6)}
    text = shorten(fields.text("radius"))
    where = f"all over the box of points at most {text} away from the point in every coordinate"
    words = f"L {way or 'is strictly monotone in one direction'} {where if radius else 'near the point'}"
    return Finding(f"{words}: no critical point, and no local minimum of L, is there", Grade.CERTIFIED, facts)


CHECKS: dict[str, Kind] = {"no-critical-point": Kind(_no_critical_point, asks=())}
