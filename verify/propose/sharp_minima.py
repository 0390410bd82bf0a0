"""Local minima on kinks near a given point: proposals for the kind ``sharp-minimum``. Floats, which claim nothing.

Training with relu often ends where some units just switch at some inputs. Which kinks these are is guessed from the
sizes of their conditions at the point that was given, the smallest first; Newton's method then solves for the point and
the multipliers together.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

import numpy as np
from scipy.linalg import qr

from ..errors import CertificateError
from ..exact import nearest
from ..kernel.certificate import Certificate, matrix
from ..kernel.evidence import Unknown
from ..kernel.kinds.sharp_minimum import MOST_KINKS
from ..kernel.minorant import RiskParts
from ..kernel.sides import on_sides
from ..kernel.theta_point import across, near, parts_at
from ..numerics.krawczyk import Box, Landscape, Rows
from ..numerics.point import Sliced
from ..numerics.program import FLOATS, Program
from ..problem.derivatives import gradient
from ..problem.expression import Expr, text, topological, variables
from ..problem.objective import Problem
from .critical_orbits import Branches, Floats, all_held, symmetries, transversal
from .newton import eigenvectors, refine, short

CLOSE = 0.05
"""Conditions of kinks up to this size are thought of as 0, one after the other."""


def sharp_minimum(
    problem: Problem, given: Sequence[Fraction], seed: int, bits: int, branches: Branches = ()
) -> Iterator[Certificate | Unknown]:
    """Certificates about a local minimum of L on kinks near the numbers ``given``, fewest kinks first.

    With ``branches`` they are about the minorant of L that these kinks make.
    """
    parts = parts_at(problem, all_held(given, bits, branches))
    conditions = _conditions(problem, parts, given)
    fields = symmetries(problem, parts, given, np.random.default_rng(seed)) if conditions else []
    for count in range(1, min(len(conditions), MOST_KINKS) + 1):
        found = _proposal(problem, given, conditions[:count], fields, bits, branches)
        if found is not None:
            yield found
    yield Unknown("singular", f"no local minimum on kinks was found: {len(conditions)} of them are near the point")


def _conditions(problem: Problem, parts: RiskParts, given: Sequence[Fraction]) -> list[Expr]:
    """The conditions of kinks of L that are small at the point, the smallest first; only smooth ones."""
    kinks = dict.fromkeys(x.args[0] for x in topological([parts.risk]) if x.op == "where" and variables([x.args[0]]))
    smooth = [u for u in kinks if all(x.op != "where" for x in topological([u]))]
    with np.errstate(all="ignore"):
        values = Program(smooth, problem.names).run(FLOATS, [np.float64(nearest(c)) for c in given])
    sizes = {u: abs(float(v)) for u, v in zip(smooth, values, strict=True)}
    return sorted((u for u in smooth if sizes[u] < CLOSE), key=lambda u: sizes[u])


def _proposal(
    problem: Problem,
    given: Sequence[Fraction],
    kinks: list[Expr],
    fields: list[dict[str, str]],
    bits: int,
    branches: Branches,
) -> Certificate | None:
    texts = tuple(text(u) for u in kinks)
    chosen, held = transversal(problem, given, fields, texts, branches)
    zeros = (Fraction(0),) * len(kinks)
    start = Sliced(held, Box(tuple(given), Fraction(1, 10**6)), (), bits, texts, zeros, branches)
    names, free = problem.names, [i for i in range(len(given)) if i not in held]
    values = [np.float64(nearest(c)) for c in given]
    with np.errstate(all="ignore"):
        slopes = np.array([[float(v) for v in Program(gradient(u, names), names).run(FLOATS, values)] for u in kinks])
    if len(kinks) > len(free):
        return None
    try:
        upper = on_sides(parts_at(problem, start).risk, near(problem, start), kinks, [1] * len(kinks))
        scape = across(problem, start)
    except CertificateError:
        return None
    with np.errstate(all="ignore"):
        rise = np.array([float(v) for v in Program(gradient(upper, names), names).run(FLOATS, values)])
    if not np.all(np.isfinite(rise)) or not np.all(np.isfinite(slopes)):
        return None
    multipliers = np.linalg.lstsq(slopes[:, free].T, rise[free], rcond=None)[0]
    refined = refine(scape, [*(given[i] for i in free), *(short(float(v)) for v in multipliers)], bits)
    if refined is None:
        return None
    box, preconditioner = refined
    rest = iter(box.center)
    center = tuple(given[i] if i in held else next(rest) for i in range(len(given)))
    point = Sliced(held, Box(center, box.radius), preconditioner, bits + 64, texts, tuple(rest), branches)
    _, _, order = qr(slopes[:, free], pivoting=True, mode="economic")
    rows = [int(j) for j in order[: len(kinks)]]
    data = {
        "point": point.written(),
        "fields": chosen,
        "rows": [free[j] for j in rows],
        "congruence": matrix(_congruence(scape, box.center, slopes[:, free], rows)),
        "bits": bits,
    }
    return Certificate("sharp-minimum", problem.digest, data)


def _congruence(scape: Landscape, center: Sequence[Fraction], slopes: Floats, rows: list[int]) -> Rows:
    """Eigenvectors of the Hessian along the kinks, in the coordinates that are not in ``rows``."""
    size = slopes.shape[1]
    whole = scape.float_hessian(center)[:size, :size]
    rest = [j for j in range(size) if j not in rows]
    tangents = np.zeros((size, len(rest)))
    tangents[rest, range(len(rest))] = 1.0
    tangents[rows] = -np.linalg.solve(slopes[:, rows], slopes[:, rest])
    return eigenvectors(tangents.T @ whole @ tangents)
