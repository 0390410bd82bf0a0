"""Proposals of certificates about L~ with any neuron and penalty. They claim nothing."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy as np

from ..exact import exact
from ..numerics import ball
from ..numerics.identity import vanish
from ..numerics.inertia import eigenvectors
from ..numerics.krawczyk import Landscape, refine
from ..numerics.program import Program
from ..problem.expression import Expr, gradient, rational, substitute
from ..problem.objective import Problem
from .about_variants import bounds, trained
from .certificate import Certificate, matrix
from .evidence import Unknown
from .propose import Json, box_data

BITS = 256


def variant(
    problem: Problem, method: str, at: Sequence[str], values: Sequence[Expr], refined: bool
) -> Certificate | Unknown:
    """The certificate that the point with coordinates ``at`` is a local minimum (or critical point) of L~."""
    if method != "isolated":
        return Certificate(f"augmented-{method}", problem.digest, {"at": list(at)})
    return _isolated(problem, at, values, refined)


def norm(problem: Problem, at: Sequence[str], expected: str) -> Certificate:
    """The squared norm of a point of L~, as written, equals a constant or rounds to a decimal after a tilde."""
    data: Json = {"at": list(at)}
    if expected.startswith("~"):
        data |= {"rounds_to": expected[1:].strip(), "bits": BITS}
    else:
        data["equals"] = expected
    return Certificate("augmented-norm", problem.digest, data)


def _isolated(problem: Problem, at: Sequence[str], values: Sequence[Expr], refined: bool) -> Certificate | Unknown:
    names = problem.augmented_names
    constants = dict(zip(names, values, strict=True))
    held = [name for name in trained(problem) if _on_a_bound(problem, name, constants[name])]
    free = [name for name in trained(problem) if name not in held]
    slopes = gradient(problem.augmented_risk, free)
    moving = [name for name, slope in zip(free, slopes, strict=True) if not vanish([slope], constants)]
    fixed = {name: value for name, value in constants.items() if name not in moving}
    scape = Landscape(substitute([problem.augmented_risk], fixed)[0], moving)
    data: Json = {
        "at": list(at),
        "moving": [names.index(name) for name in moving],
        "held": [names.index(name) for name in held],
        "bits": BITS,
    }
    center = _near([constants[name] for name in moving])
    if refined and moving:
        found = refine(scape, [exact(at[names.index(name)]) for name in moving], BITS)
        if found is None:
            return Unknown("singular", "no isolated critical point of L~ was found in the coordinates it depends on")
        data["box"] = box_data(found[0], found[1], BITS + 64, [at[names.index(name)] for name in moving])
        center = list(found[0].center)
    if moving:
        hessian = scape.float_hessian(center)
        if not np.all(np.isfinite(hessian)):
            return Unknown("method", "L~ is not twice differentiable at the point")
        data["congruence"] = matrix(eigenvectors(hessian))
    else:
        data["congruence"] = []
    return Certificate("augmented-isolated", problem.digest, data)


def _on_a_bound(problem: Problem, name: str, value: Expr) -> bool:
    return any(rational(value) == constraint.bound for constraint in bounds(problem).get(name, []))


def _near(values: Sequence[Expr]) -> list[Fraction]:
    with ball.precision(64):
        return [ball.midpoint(v) for v in Program(values, []).run(ball.BALLS, [])]
