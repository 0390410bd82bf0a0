"""The kernel's check that L has no critical point at all: along a vector field it falls at every theta, or rises.

**Theorem.** Let L be continuously differentiable on R^p, and X a vector field with ``X . grad L`` of one strict sign
everywhere. Then the gradient of L is nowhere 0, and L has no local minimum. *Proof.* Where the gradient is 0, so is the
product. QED

For a linear classifier X is the direction of a hyperplane that separates the data: each sample's loss falls along it.
"""

from __future__ import annotations

from ...problem.derivatives import tangent
from ...problem.expression import var
from ...problem.objective import Problem
from ..certificate import Fields
from ..evidence import Grade
from ..finding import Finding, require
from ..gate import Regularity, look
from ..kind import Kind
from ..margins import risk_in_margins
from ..region import EVERYWHERE
from ..sides import strict
from .critical_orbit import vector_field


def _nowhere_critical(problem: Problem, fields: Fields) -> Finding:
    """X . grad L has one strict sign for all theta."""
    field = vector_field(problem, fields.group("field"))
    risk = risk_in_margins(problem)
    known = look([risk, *field.values()], EVERYWHERE)
    smooth = all(k.regularity >= Regularity.C1 for k in known)
    require(smooth, "L and the rates were not proved continuously differentiable everywhere")
    slope = tangent([risk], {var(name): rate for name, rate in field.items()})[0]
    side = strict(slope, EVERYWHERE)
    require(side is not None, "the slope of L along the field was not proved to have one sign everywhere")
    way = "rises" if side == 1 else "falls"
    words = f"at every theta L {way} along a vector field: L has no critical point at all, and no local minimum"
    return Finding(words, Grade.CERTIFIED)


CHECKS: dict[str, Kind] = {"nowhere-critical": Kind(_nowhere_critical, asks=())}
