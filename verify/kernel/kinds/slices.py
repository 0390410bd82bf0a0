"""The kernel's check that L~ has a local minimum which is nondegenerate across a slice on which L~ is constant.

**Theorem.** Let L~ be analytic near a point z = (h, m, f), in the coordinates that are trained. Suppose

1. each coordinate of h is on a bound, and the slope of L~ at z pushes it against this bound strictly;
2. with h and m as at z, the slopes of L~ in (m, f) vanish for all f near those of z;
3. the Hessian of L~ in m at z is positive definite.

Then z is a local minimum of L~ within the bounds. *Proof.* By continuity the slopes in h keep their signs near z, so
moving h to its bounds, all other coordinates fixed, does not raise L~; now let h be as at z. Near z the Hessian in m is
positive definite, so for each f near that of z, L~ is convex in m near that of z; its gradient in m vanishes at that
of z, so L~(m', f') >= L~(m, f'). By 2 the right side does not depend on f': it is L~(m, f). QED

So m is what ``moving`` names, h what ``held`` names, and f the rest. Some coordinates of m may be known only as the
one zero, in a box, of the slopes of L~ in them, the rest of m, h and f as at z: then 2 is required of the other slopes,
for all values of the boxed coordinates near the box, and follows for these.

L~ has to have a value, and be given by a formula that is analytic near z, at all points near z that meet the bounds:
kinks on one side of which all of these lie do not count, nor terms with a factor that is 0.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from ...exact import exact, half_unit
from ...numerics import ball
from ...numerics.identity import vanish
from ...numerics.inertia import negative_eigenvalues
from ...numerics.krawczyk import Box, Landscape, contains_one_zero
from ...numerics.plain_form import plain
from ...numerics.program import Program
from ...problem.derivatives import gradient
from ...problem.expression import Expr, num, rational, substitute
from ...problem.objective import Problem
from ...truth import Truth
from .. import gate
from ..augmented_point import (
    NO_VALUE,
    AugmentedPoint,
    augmented_point,
    bounds,
    facts,
    frozen,
    neighbourhood,
    require_feasible,
    trained,
)
from ..certificate import Fields
from ..evidence import Grade
from ..finding import Finding, require
from ..kind import Kind
from ..region import Range
from ..sides import without_certain_kinks
from ..theta_point import check_digits


def _isolated(problem: Problem, fields: Fields) -> Finding:
    """L~ is constant on a slice through the point, and has a nondegenerate minimum across it."""
    return nondegenerate(problem, fields, problem.augmented_risk)[0]


def nondegenerate(
    problem: Problem,
    fields: Fields,
    risk: Expr,
    still: Collection[str] = (),
    walls: Mapping[str, int] | None = None,
) -> tuple[Finding, AugmentedPoint]:
    """What the theorem says of ``risk``, which is L~, or one of its sides where it jumps; and the point.

    Args:
        problem: with bounds on some coordinates.
        fields: the certificate's data.
        risk: the function.
        still: coordinates that are not moved, besides the frozen ones.
        walls: on which side of its value at the point, 1 or -1, a coordinate is, besides the bounds of the problem.
    """
    at, names = augmented_point(problem, fields), problem.augmented_names
    free = [name for name in trained(problem) if name not in still]
    moving, held, boxed = (_names(fields, key, names) for key in ("moving", "held", "boxed"))
    bits = fields.bits()
    require({*moving, *held} <= set(free), "a frozen coordinate is not moved")
    require(not set(moving) & set(held), "a coordinate that is held does not move")
    require(set(boxed) <= set(moving), "a box is about coordinates that move")
    require(not set(boxed) & set(problem.names), "theta is exact, and in no box")
    flat = [name for name in free if name not in moving and name not in held]
    exact_ones = [name for name in moving if name not in boxed]
    risk = substitute([risk], {**frozen(problem, at), **at.only(sorted(still))})[0]
    face = substitute([risk], at.only(held))[0]
    if boxed:
        across = substitute([face], at.only([*exact_ones, *flat]))[0]
        at = _boxed(Landscape(across, boxed), at, boxed, fields)
    require_feasible(problem, at)
    region = neighbourhood(problem, at, free, beside(at, walls or {}))
    require(gate.defined(risk, region) is Truth.YES, NO_VALUE)
    risk, face = (plain(x) for x in without_certain_kinks([risk, face], region))
    slopes = substitute(gradient(face, [*exact_ones, *flat]), at.only(exact_ones))
    require(vanish(slopes, at.constants), "the slopes of L~ were not proved to vanish along the flat coordinates")
    analytic = gate.analytic(risk, region)
    require(analytic is Truth.YES, "L~ was not proved analytic near the point")
    with ball.precision(bits):
        _push(problem, at, held, risk, free, walls or {})
        congruence = fields.matrix("congruence", len(moving), len(moving))
        if moving:
            form = Landscape(substitute([face], at.only(flat))[0], moving).hessian(at.balls(moving))
            require(negative_eigenvalues(form, congruence) == 0, "the Hessian was not proved positive definite")
        found = facts(problem, at)
    words = f"L~ has a local minimum at the point: nondegenerate in {len(moving)} coordinates, constant in {len(flat)}"
    if held:
        words += f", held at a bound in {len(held)}"
    return Finding(words, Grade.CERTIFIED, found), at


def beside(at: AugmentedPoint, walls: Mapping[str, int]) -> dict[str, Range]:
    """Where the coordinates with walls are: on one side of their value at the point."""
    values = {name: rational(at.constants[name]) for name in walls}
    return {
        name: Range(value) if walls[name] == 1 else Range(high=value)
        for name, value in values.items()
        if value is not None
    }


def _names(fields: Fields, key: str, names: Sequence[str]) -> list[str]:
    found = fields.indices(key, len(names))
    require(len(set(found)) == len(found), f"{key} names a coordinate twice")
    return [names[i] for i in found]


def _boxed(across: Landscape, at: AugmentedPoint, boxed: Sequence[str], fields: Fields) -> AugmentedPoint:
    """The point with its coordinates ``boxed`` replaced by the one critical point in the box.

    What the certificate states for these coordinates has to have the digits of that point: it is read by people.

    As constants they are the centre of the box: once all kinks are known to keep away from the box, they are on the
    same side at the centre as at the point.
    """
    n, group = len(boxed), fields.group("box")
    box = Box(group.numbers("center", n), group.number("radius"))
    y, bits = group.matrix("preconditioner", n, n), group.bits()
    require(contains_one_zero(across, box, y, bits), "box: Krawczyk's condition K < box is not met")
    digits = group.texts("rounds_to", n)
    check_digits(box, digits)
    with ball.precision(bits):
        stated = Program([at.constants[name] for name in boxed], []).run(ball.BALLS, [])
        for name, value, text in zip(boxed, stated, digits, strict=True):
            same = ball.within(value, exact(text), half_unit(text))
            require(same, f"at: the value of {name} was not proved to round to {text}, as the point in the box does")
    centered = {name: num(c) for name, c in zip(boxed, box.center, strict=True)}
    return AugmentedPoint({**at.constants, **centered}, tuple(boxed), box)


def _push(
    problem: Problem, at: AugmentedPoint, held: Sequence[str], risk: Expr, free: Sequence[str], walls: Mapping[str, int]
) -> None:
    """Each held coordinate is on a bound, and L~ falls strictly towards it."""
    limits = bounds(problem)
    slopes = Program(gradient(risk, held), free).run(ball.BALLS, at.balls(free))
    for name, slope in zip(held, slopes, strict=True):
        active = [c for c in limits.get(name, []) if rational(at.constants[name]) == c.bound]
        sides = {-1 if c.relation == "<=" else 1 for c in active} | ({walls[name]} if name in walls else set())
        require(len(sides) == 1, "a held coordinate is not on one bound")
        require(ball.sign(slope) == min(sides), "the slope of L~ at a bound was not proved to push against it")


CHECKS: dict[str, Kind] = {"augmented-isolated": Kind(_isolated, asks=())}
