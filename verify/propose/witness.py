"""Proposals of certificates about L~ with any neuron and penalty. They claim nothing."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

import numpy as np

from ..exact import exact
from ..kernel.augmented_point import AugmentedPoint, bounds, neighbourhood, trained
from ..kernel.certificate import Certificate, matrix
from ..kernel.evidence import Unknown
from ..kernel.kinds.jumps import jumps_met, pinned, upper_side, walls
from ..kernel.kinds.slices import beside
from ..kernel.sides import constant_sign, without_certain_kinks
from ..kernel.statement_kinds.orbits import FIELDS
from ..numerics import ball
from ..numerics.identity import vanish
from ..numerics.krawczyk import Landscape
from ..numerics.plain_form import plain
from ..numerics.point import Boxed
from ..numerics.program import Program
from ..problem.derivatives import gradient
from ..problem.expression import Expr, num, rational, substitute, text
from ..problem.objective import Problem
from .certificates import Json
from .least_values import least_value
from .newton import congruence, refine
from .orbit_search import symmetry

BITS = 256
TINY = 1e-9
"""A row of the Hessian below this share of its greatest entry is taken for 0."""


def variant(
    problem: Problem, method: str, at: Sequence[str], values: Sequence[Expr], refined: bool
) -> Certificate | Unknown:
    """The certificate that the point with coordinates ``at`` is a local minimum (or critical point) of L~."""
    if method == "isolated":
        return _isolated(problem, at, values, refined, problem.augmented_risk)
    if method == "symmetric":
        return _symmetric(problem, at, values, refined)
    if method == "jump":
        here = AugmentedPoint(dict(zip(problem.augmented_names, values, strict=True)), (), None)
        met = jumps_met(problem, here)
        bars = walls(problem, met, here)
        found = _isolated(problem, at, values, refined, upper_side(problem, met), pinned(bars), bars)
        return replace(found, kind="augmented-jump") if isinstance(found, Certificate) else found
    if method == "least-value":
        return least_value(problem, at, values)
    return Certificate(f"augmented-{method}", problem.digest, {"at": list(at)})


def _symmetric(problem: Problem, at: Sequence[str], values: Sequence[Expr], refined: bool) -> Certificate | Unknown:
    """The certificate with a symmetry of each added neuron that has one."""
    constants = dict(zip(problem.augmented_names, values, strict=True))
    orbit = symmetry(problem.augmentation)
    if orbit is None:
        return Unknown("method", "no symmetry of neuron and penalty was found")
    _, biases, rows = problem.added_names
    slices = {}
    for i, (b, row) in enumerate(zip(biases, rows, strict=True)):
        names = [b] if orbit.field == "shift" else [n for n in (b, *row) if constant_sign(constants[n]) in (1, -1)]
        moved = [n for n in names if (n == b and "b" in FIELDS[orbit.field]) or (n != b and "W" in FIELDS[orbit.field])]
        if moved:
            slices[i] = moved[0]
    found = _isolated(problem, at, values, refined, problem.augmented_risk, list(slices.values()))
    if not isinstance(found, Certificate):
        return found
    groups = [
        {
            "neuron": i, "field": orbit.field, "alpha": text(orbit.alpha), "beta": text(orbit.beta),
            "slice": problem.augmented_names.index(name),
        }
        for i, name in slices.items()
    ]  # fmt: skip
    return Certificate("augmented-symmetric", problem.digest, {**found.data, "symmetries": groups})


def norm(problem: Problem, at: Sequence[str], expected: str) -> Certificate:
    """The squared norm of a point of L~, as written, equals a constant or rounds to a decimal after a tilde."""
    data: Json = {"at": list(at)}
    if expected.startswith("~"):
        data |= {"rounds_to": expected[1:].strip(), "bits": BITS}
    else:
        data["equals"] = expected
    return Certificate("augmented-norm", problem.digest, data)


def _isolated(
    problem: Problem, at: Sequence[str], values: Sequence[Expr], refined: bool, risk: Expr,
    still: Collection[str] = (), walls: Collection[str] = (),
) -> Certificate | Unknown:  # fmt: skip
    """The certificate about ``risk``: L~, or one of its sides where it jumps.

    ``still`` are coordinates that do not move, ``walls`` some that are on a bound which the problem does not name.
    """
    names = problem.augmented_names
    constants = dict(zip(names, values, strict=True))
    free = [name for name in trained(problem) if name not in still]
    risk = _near_form(problem, constants, free, risk, walls)
    held = _pushed(problem, constants, risk, [name for name in walls if name in free])
    free = [name for name in free if name not in held]
    face = substitute([risk], {k: v for k, v in constants.items() if k not in free})[0]
    hessian = Landscape(face, free).float_hessian(_near([constants[name] for name in free]))
    if not np.all(np.isfinite(hessian)):
        return Unknown("method", "L~ is not twice differentiable at the point")
    moving = [name for name, row in zip(free, np.abs(hessian), strict=True) if row.max() > TINY * np.abs(hessian).max()]
    boxed = _boxed(problem, face, moving, constants) if refined else []
    data: Json = {
        "at": list(at),
        "moving": [names.index(name) for name in moving],
        "held": [names.index(name) for name in held],
        "boxed": [names.index(name) for name in boxed],
        "bits": BITS,
    }
    if boxed:
        fixed = {name: constants[name] for name in free if name not in boxed}
        found = refine(
            Landscape(substitute([face], fixed)[0], boxed), [exact(at[names.index(name)]) for name in boxed], BITS
        )
        if found is None:
            return Unknown("singular", "no isolated critical point of L~ was found in the coordinates it depends on")
        data["box"] = Boxed(*found, BITS + 64, tuple(at[names.index(name)].strip() for name in boxed)).written()
        constants |= {name: num(c) for name, c in zip(boxed, found[0].center, strict=True)}
    data["congruence"] = []
    if moving:
        fixed = {name: constants[name] for name in free if name not in moving}
        across = Landscape(substitute([face], fixed)[0], moving)
        data["congruence"] = matrix(congruence(across, _near([constants[name] for name in moving])))
    return Certificate("augmented-isolated", problem.digest, data)


def _near_form(
    problem: Problem, constants: Mapping[str, Expr], free: Sequence[str], risk: Expr, walls: Collection[str]
) -> Expr:
    """``risk`` without the kinks that do not count near the point, and without terms that are 0."""
    sides = {name: min(found) for name, found in walls.items()} if isinstance(walls, Mapping) else {}
    here = AugmentedPoint(dict(constants), (), None)
    try:
        region = neighbourhood(problem, here, free, beside(here, {n: s for n, s in sides.items() if n in free}))
    except ValueError:
        return risk
    return plain(without_certain_kinks([risk], region)[0])


def _boxed(problem: Problem, face: Expr, moving: Sequence[str], constants: Mapping[str, Expr]) -> list[str]:
    """The coordinates that need a box: those that are not 0, and those whose slope does not vanish with these zeros."""
    still = [name for name in moving if name in problem.names or rational(constants[name]) == 0]
    while True:
        at_zero = {name: constants[name] for name in still}
        slopes = substitute(gradient(face, still), at_zero)
        kept = [
            name
            for name, slope in zip(still, slopes, strict=True)
            if name in problem.names or vanish([slope], constants)
        ]
        if len(kept) == len(still):
            return [name for name in moving if name not in still]
        still = kept


def _pushed(problem: Problem, constants: Mapping[str, Expr], risk: Expr, walls: Collection[str] = ()) -> list[str]:
    """The coordinates that are on a bound or a wall, and along which L~ is not flat."""
    limits = bounds(problem)
    names = [
        n for n in trained(problem) if n in walls or any(rational(constants[n]) == c.bound for c in limits.get(n, []))
    ]
    with ball.precision(64):
        slopes = Program(substitute(gradient(risk, names), constants), []).run(ball.BALLS, [])
        return [name for name, slope in zip(names, slopes, strict=True) if ball.sign(slope) in (1, -1)]


def _near(values: Sequence[Expr]) -> list[Fraction]:
    with ball.precision(64):
        return [ball.midpoint(v) for v in Program(values, []).run(ball.BALLS, [])]
