"""The kernel's check that there is no critical point of L in a box: L is strictly monotone in one parameter.

**Theorem.** Let L be locally Lipschitz on a neighbourhood of a box, and at almost every point of it let
``dL/dtheta_k >= d > 0`` (or ``<= -d < 0``). Then L strictly rises (falls) in theta_k there. No point of the box is a
local minimum of L, nor a local maximum, and where L is differentiable its gradient is not 0.

*Proof.* ``notes/theory.md``, section 5. On almost every line in the direction theta_k the bound holds at almost every
point of the line (Fubini); L is absolutely continuous on it, so its difference is the integral of the slope. The other
lines follow by continuity. QED
"""

from __future__ import annotations

from ...exact import shorten
from ...numerics import ball
from ...problem.objective import Problem
from ..certificate import Fields
from ..evidence import Grade
from ..finding import Finding, require
from ..gate import Regularity
from ..kind import Kind
from ..point_box import box_around, regularity_of_risk, slope
from ..theta_point import point


def _no_critical_point(problem: Problem, fields: Fields) -> Finding:
    """One partial derivative of L has one strict sign all over a box around the point."""
    at, radius, bits = point(problem, fields), fields.number("radius"), fields.bits()
    k = fields.index("parameter", len(problem.names))
    require(radius >= 0, "the radius is negative")
    box = box_around(problem, at, radius)
    require(regularity_of_risk(problem, box) >= Regularity.LIPSCHITZ, "L was not proved locally Lipschitz near the box")
    with ball.precision(bits):
        found = slope(problem, k, box)
        name = problem.names[k]
        require(ball.sign(found) in (1, -1), f"dL/d{name} was not proved to be of one sign all over the box")
        text, way = ball.decimal(ball.lower(abs(found)), 6), "rises" if ball.positive(found) else "falls"
    where = f"at most {shorten(fields.text('radius'))} away from the point in every coordinate"
    words = (
        f"L strictly {way} in {name} all over the box of points {where}"
        if radius
        else (f"L strictly {way} in {name} near the point")
    )
    facts = {"parameter": name, "steepness_at_least": text}
    return Finding(f"{words}: no critical point, and no local minimum of L, is there", Grade.CERTIFIED, facts)


CHECKS: dict[str, Kind] = {"no-critical-point": Kind(_no_critical_point, asks=())}
