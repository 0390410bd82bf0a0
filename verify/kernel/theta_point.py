"""Points, as certificates name them and the kernel trusts them; and L and L~ lowered once per problem."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache

from ..errors import CertificateError, InputError
from ..exact import exact, half_unit, nearest, shorten
from ..numerics import ball
from ..numerics.ball import Ball
from ..numerics.identity import zero
from ..numerics.krawczyk import Box, Landscape, contains_one_zero
from ..numerics.point import Boxed, ConvexBall, Exact, Kink, KinkedBall, Point, Sliced, UnitSymmetry
from ..numerics.program import Program
from ..problem.expression import Expr, num, substitute, var
from ..problem.formula import constant, parse
from ..problem.network import LayeredNetwork
from ..problem.objective import Problem
from ..truth import Truth
from . import gate
from .certificate import Fields, canonical
from .convex_ball import require_convex
from .evidence import Grade
from .finding import Finding, require
from .implied_points import fit_point, mapped_point
from .kinked_ball import require_kinked
from .layered_symmetries import SORTS
from .minorant import Place, RiskParts, conditions, minorant, parts_of
from .region import EVERYWHERE, Region
from .sides import on_sides

NEAR_BITS = 256


@lru_cache(maxsize=64)
def landscape(problem: Problem) -> Landscape:
    """L with its derivatives, lowered once per problem."""
    return Landscape(problem.risk, problem.names)


@lru_cache(maxsize=64)
def augmented(problem: Problem) -> Program:
    """L~ and the part of it without penalty, as functions of (theta, a, b, W)."""
    return Program([problem.augmented_risk, problem.augmented_data_term + problem.regularizer], problem.augmented_names)


@lru_cache(maxsize=64)
def residuals(problem: Problem) -> list[Program]:
    """rho_k(x), one program per distinct input."""
    return [Program(row, problem.names) for row in problem.residual_gradients]


@lru_cache(maxsize=64)
def across(problem: Problem, at: Sliced) -> Landscape:
    """L on the slice through a point, less the multiplied kinks: a function of the other coordinates and multipliers.

    Of the kinks that the point names L is on the upper side; the others have the point on one side. If the point names
    branches, it is the minorant with these in place of L.

    Raises:
        CertificateError: another kink may be at the point, a kink is no formula, or the minorant was not proved one.
    """
    kinks = kink_conditions(problem, at)
    risk = parts_at(problem, at).risk
    upper = on_sides(risk, near(problem, at), kinks, [1] * len(kinks)) if kinks else risk
    multipliers = [f"~mu{k + 1}" for k in range(len(kinks))]
    for mu, kink in zip(multipliers, kinks, strict=True):
        upper = upper - var(mu) * kink
    still = {problem.names[i]: num(at.center[i]) for i in at.held}
    free = [name for name in problem.names if name not in still]
    return Landscape(substitute([upper], still)[0], [*free, *multipliers])


@lru_cache(maxsize=64)
def parts_at(problem: Problem, at: Sliced) -> RiskParts:
    """What L is made of; if the point names branches, the minorant with these in place of it.

    Raises:
        CertificateError: it was not proved to be at most L near the point, and L there.
    """
    if not at.branches:
        return parts_of(problem)
    center = dict(zip(problem.names, at.center, strict=True))
    held = {problem.names[i]: at.center[i] for i in at.held}
    return minorant(parts_of(problem), Place(near(problem, at), held, center), conditions(at.branches, problem.names))


def kink_conditions(problem: Problem, at: Sliced) -> list[Expr]:
    """What is 0 at the kinks that a point names, as functions of theta."""
    try:
        return [parse(text, problem.names, "point.kinks") for text in at.kinks]
    except InputError as error:
        raise CertificateError(str(error)) from error


def near(problem: Problem, at: Point) -> Region:
    """A neighbourhood of the point, wherever it lies in its enclosure."""
    with ball.precision(NEAR_BITS):
        return Region.near(problem.names, at.enclosure(NEAR_BITS))


@lru_cache(maxsize=256)
def _box_point(problem: Problem, text: str) -> Point:
    fields = Fields(json.loads(text), "point")
    n = len(problem.names)
    box = Box(fields.numbers("center", n), fields.number("radius"))
    texts, y, bits = fields.texts("rounds_to", n), fields.matrix("preconditioner", n, n), fields.bits()
    fields.finish()
    require(contains_one_zero(landscape(problem), box, y, bits), "point: Krawczyk's condition K < box is not met")
    check_digits(box, texts)
    return Boxed(box, y, bits, texts)


@lru_cache(maxsize=256)
def _slice_point(problem: Problem, text: str) -> Point:
    fields = Fields(json.loads(text), "point")
    n = len(problem.names)
    box, held = Box(fields.numbers("center", n), fields.number("radius")), fields.indices("slice", n)
    kinks = fields.texts("kinks") if fields.has("kinks") else ()
    multipliers = fields.numbers("multipliers", len(kinks)) if fields.has("kinks") else ()
    named = len(held) + len(kinks) > 0 and (len(kinks) > 0 or not fields.has("kinks"))
    chosen = tuple(_branch(group) for group in fields.groups("branches")) if fields.has("branches") else ()
    require(box.radius > 0, "point: the radius is greater than 0")
    require(list(held) == sorted(set(held)), "the indices in 'slice' rise")
    require(len(chosen) > 0 or not fields.has("branches"), "'branches' names some kinks")
    free = len(held) < n or (len(chosen) > 0 and not kinks)
    require(named and free, "'slice' names some coordinates, not all, or 'kinks' some kinks")
    size = n - len(held) + len(kinks)
    y, bits = fields.matrix("preconditioner", size, size), fields.bits()
    texts = fields.texts("rounds_to", n) if fields.has("rounds_to") else ()
    fields.finish()
    at = Sliced(held, box, y, bits, kinks, multipliers, chosen, texts)
    if fields.has("rounds_to"):
        check_digits(box, texts)
    zero_there = size == 0 or contains_one_zero(across(problem, at), at.free, y, bits)
    require(zero_there, "point: Krawczyk's condition K < box is not met on the slice")
    return at


@lru_cache(maxsize=256)
def _ball_point(problem: Problem, text: str) -> Point:
    fields = Fields(json.loads(text), "point")
    center = fields.numbers("center", len(problem.names))
    at = ConvexBall(center, fields.number("radius"), fields.number("curvature"))
    fields.finish()
    require_convex(problem, at)
    return at


@lru_cache(maxsize=256)
def _kinked_point(problem: Problem, text: str) -> Point:
    fields, n = Fields(json.loads(text), "point"), len(problem.names)
    center, radius, curvature = fields.numbers("center", n), fields.number("radius"), fields.number("curvature")
    held = fields.indices("held", n)
    require(list(held) == sorted(set(held)), "the indices in 'held' rise")
    symmetries = tuple(_symmetry(problem, group) for group in fields.groups("symmetries"))
    kinks = tuple(_kink(problem, group) for group in fields.groups("kinks"))
    fields.finish()
    at = KinkedBall(center, radius, curvature, held, symmetries, kinks)
    require_kinked(problem, at)
    return at


def _symmetry(problem: Problem, fields: Fields) -> UnitSymmetry:
    name = next((name for name in SORTS if fields.has(name)), "")
    require(name != "", f"{fields.where}: one of {', '.join(SORTS)}")
    indices = fields.indices(name, len(problem.names))
    require(len(indices) == SORTS[name], f"{fields.where}.{name}: a list of {SORTS[name]} indices")
    return UnitSymmetry(name, indices)


def _kink(problem: Problem, fields: Fields) -> Kink:
    layers = _hidden(problem)
    layer = fields.index("layer", len(layers))
    unit, place = fields.index("unit", layers[layer]), fields.index("input", len(problem.distinct))
    return Kink(layer, unit, place, fields.number("slope"), fields.number("bend"))


def _hidden(problem: Problem) -> tuple[int, ...]:
    """The widths of the layers that have an activation."""
    return problem.network.widths[1:-1] if isinstance(problem.network, LayeredNetwork) else ()


def _branch(fields: Fields) -> tuple[str, int]:
    side = fields.raw("side")
    require(side in (1, -1) and not isinstance(side, bool), f"{fields.where}.side: 1 or -1")
    return fields.text("kink"), int(side)


def check_digits(box: Box, texts: Sequence[str]) -> None:
    """The zero in ``box`` rounds to these decimals, whatever it is."""
    for c, decimal in zip(box.center, texts, strict=True):
        try:
            distance, half = abs(c - exact(decimal)) + box.radius, half_unit(decimal)
        except InputError as error:
            raise CertificateError(f"rounds_to: {error}") from error
        require(distance <= half, f"point: the critical point near {nearest(c):.17g} does not round to {decimal}")


def point(problem: Problem, fields: Fields, key: str = "point") -> Point:
    """The point that a certificate names; a box or a ball is accepted only if it has one critical point for certain."""
    group = fields.group(key)
    if group.has("map"):
        return mapped_point(problem, canonical(group.whole()))
    if group.has("fit"):
        return fit_point(problem, canonical(group.whole()))
    if group.has("slice"):
        return _slice_point(problem, canonical(group.whole()))
    if group.has("curvature"):
        read = _kinked_point if group.has("kinks") else _ball_point
        return read(problem, canonical(group.whole()))
    if not group.has("exact"):
        return _box_point(problem, canonical(group.whole()))
    texts = group.texts("exact", len(problem.names))
    return Exact(texts, tuple(read_constant(text, group) for text in texts))


def coordinates(problem: Problem, at: Point) -> dict[str, Expr]:
    """The coordinates as constants; refused for a box."""
    if not isinstance(at, Exact):
        raise CertificateError("this kind needs a point with exact coordinates, not a box")
    return at.constants(problem.names)


def require_critical(at: Point) -> None:
    """The point has exact coordinates, or is a critical point of L by its form: not only across a slice."""
    require(isinstance(at, Exact | Boxed), "this kind needs a critical point of L, not one across a slice")


def read_constant(text: str, fields: Fields) -> Expr:
    """The constant that a certificate writes; refused if it is no formula, or was not proved to have a value.

    A coordinate on which nothing depends would otherwise let a "point" pass that is none: ``1/(4*atan(1) - pi)``.
    """
    try:
        value = constant(text, fields.where)
    except InputError as error:
        raise CertificateError(str(error)) from error
    known = gate.defined(value, EVERYWHERE)
    require(known is Truth.YES, f"{fields.where}: {shorten(text)} was not proved to be a number")
    return value


def comparison(
    x: Expr,
    at: Mapping[str, Expr] | None,
    balls: Callable[[int], list[Ball]],
    fields: Fields,
    name: str,
    names: Sequence[str] = (),
) -> Finding:
    """``x`` at a point equals the constant ``equals``, or rounds to the decimal ``rounds_to``.

    Args:
        x: an expression in ``names``.
        at: their values, if the point has exact coordinates.
        balls: enclosures of their values at a precision.
        fields: the certificate's data.
        name: what x is, for messages.
    """
    if fields.has("equals"):
        text = fields.text("equals")
        if at is None:
            raise CertificateError("this comparison needs a point with exact coordinates, not a box")
        difference = substitute([x], at)[0] - read_constant(text, fields)
        require(zero(difference) is Truth.YES, f"{name} = {text} was not proved")
        return Finding(f"{name} = {text} exactly", Grade.SYMBOLIC)
    text, bits = fields.text("rounds_to"), fields.bits()
    try:
        middle, half = exact(text), half_unit(text)
    except InputError as error:
        raise CertificateError(f"{fields.where}.rounds_to: {error}") from error
    with ball.precision(bits):
        value = Program([x], names).run(ball.BALLS, balls(bits))[0]
        close = ball.within(value, middle, half)
        require(close, f"{name} is {ball.decimal(value, 30)}, which was not proved to round to {text}")
    return Finding(f"{name} rounds to {text}", Grade.CERTIFIED)
