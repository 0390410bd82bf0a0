"""The certificate that a list of critical points is complete, from what a search has found. Claims nothing."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from ..exact import write
from ..kernel.certificate import Certificate, matrix
from ..kernel.mirrors import Mirror
from ..kernel.theta_point import landscape
from ..numerics.arrays import Floats
from ..problem.objective import Problem
from .cover_points import BITS, CoverPoint
from .cover_search import Cover
from .newton import eigenvectors


def complete_list(
    problem: Problem,
    low: Floats,
    high: Floats,
    minima: bool,
    cover: Cover,
    mirrors: Sequence[Mirror],
    weights: Sequence[int],
) -> Certificate:
    """The tree of the pieces, with the points and the symmetries that it needs."""
    data = {
        "low": texts(low),
        "high": texts(high),
        "seek": "local-minima" if minima else "critical-points",
        "points": [_written(problem, point) for point in cover.points],
        "tree": [letters.tobytes().decode() for letters in cover.letters],
        "directions": "".join((d + ord("M")).astype(np.uint8).tobytes().decode() for d in cover.directions),
        "symmetries": [{"places": list(m.places), "signs": [str(sign) for sign in m.signs]} for m in mirrors],
        "weights": [str(w) for w in weights],
        "bits": BITS,
    }
    return Certificate("complete-list", problem.digest, data)


def texts(numbers: Sequence[float] | Floats) -> list[str]:
    """Floats as a certificate has them: exactly."""
    return [write(Fraction(float(v))) for v in numbers]


def _written(problem: Problem, point: CoverPoint) -> dict[str, Any]:
    hessian = landscape(problem).float_hessian(point.at.center)
    return {
        "point": point.at.written(),
        "congruence": matrix(eigenvectors(hessian)),
        "low": texts(point.low),
        "high": texts(point.high),
    }
