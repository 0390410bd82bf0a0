"""Where training would go on to from a point: the end of a descent in floats. Claims nothing.

Optimisers stop where L hardly falls any more, which may be percents away from the minimum that they were on the way to.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy as np

from ..exact import nearest, rough, write
from ..kernel.evidence import Unknown
from ..numerics.arrays import Floats
from ..numerics.point import Exact
from ..problem.expression import num
from ..problem.objective import Problem
from .better_points import float_slopes

WIDE = Fraction(1, 20)
"""What is found by going on counts if it is no farther away than this, relative to 1 and to the largest coordinate."""
STEPS = 2000
"""Of L-BFGS, and of BFGS after that where it is cheap."""
CHEAP = 200
"""Parameters up to which BFGS is cheap."""


def width(center: Sequence[Fraction]) -> Fraction:
    """How far a critical point may be to be told of."""
    return WIDE * max([Fraction(1), *map(abs, center)])


def onward(problem: Problem, center: Sequence[Fraction]) -> Exact | Unknown:
    """The point at which a descent from ``center`` ends, if it is no farther away than ``width`` in any coordinate."""
    from scipy.optimize import minimize  # slow to import

    start, slopes = np.array([nearest(c) for c in center]), float_slopes(problem)
    reach = float(width(center))

    def objective(x: Floats) -> tuple[float, Floats]:
        value, slope = slopes(x)
        return (value, np.nan_to_num(slope, posinf=0.0, neginf=0.0)) if np.isfinite(value) else (1e300, 0.0 * x)

    def stop_beyond(x: Floats) -> None:
        if not float(np.max(np.abs(x - start), initial=0.0)) <= 2 * reach:
            raise StopIteration

    end = start
    with np.errstate(all="ignore"):
        for method in ("L-BFGS-B", "BFGS")[: 2 if len(start) <= CHEAP else 1]:
            options = {"maxiter": STEPS, "gtol": 1e-14} | ({"ftol": 0.0} if method == "L-BFGS-B" else {})
            found = minimize(objective, end, jac=True, method=method, callback=stop_beyond, options=options)
            end = found.x if found.fun <= objective(end)[0] else end
    moved = float(np.max(np.abs(end - start), initial=0.0))
    if not 0.0 < moved <= reach:
        words = "does not move" if moved == 0.0 else f"leads farther away than {rough(Fraction(reach))}"
        return Unknown("method", f"a descent in floats from the point {words}")
    numbers = [Fraction(v) for v in end.tolist()]
    return Exact(tuple(map(write, numbers)), tuple(map(num, numbers)))
