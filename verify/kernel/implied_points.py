"""Points that a certificate gives by equations in fewer unknowns than coordinates, as the kernel trusts them.

An image: of the one critical point of L as a function of the inner variables of a map. A fit: the one point of a slice
at which all residual gradients are 0.
"""

from __future__ import annotations

import json
from functools import lru_cache

from ..errors import CertificateError, InputError
from ..exact import exact, half_unit
from ..numerics import ball
from ..numerics.krawczyk import Box, Landscape, System, contains_one_zero
from ..numerics.point import Fit, Mapped
from ..problem.expression import num, substitute
from ..problem.formula import RESERVED, parse
from ..problem.objective import Problem
from .certificate import Fields
from .finding import require


def of_inner_variables(problem: Problem, at: Mapped) -> Landscape:
    """L on the image of the map, the outer variables held: a function of the inner ones."""
    moved = dict(zip(problem.names, substitute(at.formulas, at.held), strict=True))
    return Landscape(substitute([problem.risk], moved)[0], at.inner)


def residual_system(problem: Problem, at: Fit) -> System:
    """The residual gradients, as functions of the coordinates that are not held."""
    still = {problem.names[i]: num(at.box.center[i]) for i in at.held}
    free = [name for name in problem.names if name not in still]
    return System(substitute([rho for row in problem.residual_gradients for rho in row], still), free)


@lru_cache(maxsize=64)
def mapped_point(problem: Problem, text: str) -> Mapped:
    """The image that a certificate describes.

    Raises:
        CertificateError: it is none, or Krawczyk's condition is not met.
    """
    fields = Fields(json.loads(text), "point")
    inner, outer, texts = fields.texts("inner"), fields.texts("outer"), fields.texts("map", len(problem.names))
    names = [*inner, *outer]
    require(len(inner) > 0 and len(outer) > 0, "point: 'inner' and 'outer' each name a variable")
    require(
        len(set(names)) == len(names) and not set(names) & RESERVED, "point: a variable is named twice, or reserved"
    )
    try:
        formulas = tuple(parse(text, names, "point.map") for text in texts)
    except InputError as error:
        raise CertificateError(str(error)) from error
    box = Box(fields.numbers("center", len(inner)), fields.number("radius"))
    y, bits = fields.matrix("preconditioner", len(inner), len(inner)), fields.bits()
    decimals = fields.texts("rounds_to", len(texts)) if fields.has("rounds_to") else ()
    at = Mapped(texts, formulas, inner, outer, fields.numbers("at", len(outer)), box, y, bits, decimals)
    fields.finish()
    if fields.has("rounds_to"):
        _check_digits(at)
    one = contains_one_zero(of_inner_variables(problem, at), box, y, bits)
    require(one, "point: Krawczyk's condition K < box is not met in the inner variables")
    return at


def _check_digits(at: Mapped) -> None:
    """The coordinates of the image round to its decimals."""
    for text, value in zip(at.rounds_to, at.enclosure(at.bits), strict=True):
        try:
            middle, half = exact(text), half_unit(text)
        except InputError as error:
            raise CertificateError(f"rounds_to: {error}") from error
        with ball.precision(at.bits):
            require(ball.within(value, middle, half), f"point: a coordinate does not round to {text}")


@lru_cache(maxsize=64)
def fit_point(problem: Problem, text: str) -> Fit:
    """The fit that a certificate describes.

    Raises:
        CertificateError: it is none, or Krawczyk's condition is not met.
    """
    fields, n = Fields(json.loads(text), "point"), len(problem.names)
    held, box = fields.indices("fit", n), Box(fields.numbers("center", n), fields.number("radius"))
    size = n - len(held)
    require(list(held) == sorted(set(held)), "the indices in 'fit' rise")
    equations = sum(len(row) for row in problem.residual_gradients)
    require(size == equations, f"point: {size} coordinates are not held, and there are {equations} residual gradients")
    at = Fit(held, box, fields.matrix("preconditioner", size, size), fields.bits())
    fields.finish()
    one = contains_one_zero(residual_system(problem, at), at.free, at.preconditioner, at.bits)
    require(one, "point: Krawczyk's condition K < box is not met for the residual gradients")
    return at
