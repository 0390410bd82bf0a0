"""The kernel's check that L falls along a path which starts at the point: then the point is no local minimum of L."""

from __future__ import annotations

from ...errors import CertificateError, InputError
from ...exact import shorten
from ...numerics import ball
from ...numerics.identity import zero
from ...numerics.one_sided_series import expansions
from ...numerics.program import Program
from ...problem.expression import substitute
from ...problem.formula import parse
from ...problem.objective import Problem
from ...truth import Truth
from .. import gate
from ..certificate import Fields
from ..evidence import Grade
from ..finding import Finding, require
from ..kind import Kind
from ..region import EVERYWHERE
from ..theta_point import coordinates, point

MAX_ORDER = 24


def _descent_path(problem: Problem, fields: Fields) -> Finding:
    """L(theta(t)) = L(theta) + c t^j + O(t^(j+1)) for small t > 0, with c < 0 and theta(t) -> theta."""
    constants = coordinates(problem, point(problem, fields))
    order, bits = fields.index("order", MAX_ORDER + 1), fields.bits()
    require(order > 0, "'order' is at least 1")
    try:
        path = [parse(text, ["t"], f"{fields.where}.path") for text in fields.texts("path", len(problem.names))]
    except InputError as error:
        raise CertificateError(str(error)) from error
    here = substitute([problem.risk], constants)[0]
    require(gate.defined(here, EVERYWHERE) is Truth.YES, "L was not proved to have a value at the point")
    *moved, risk = expansions(
        [*path, *substitute([problem.risk], dict(zip(problem.names, path, strict=True)))], "t", order
    )
    for name, series in zip(problem.names, moved, strict=True):
        starts = series is not None and zero(series[0] - constants[name]) is Truth.YES
        require(starts, f"the path was not proved to start at the point, in {name}")
    if risk is None:
        raise CertificateError("L was not proved to have an expansion along the path, for small t > 0")
    require(zero(risk[0] - here) is Truth.YES, "L was not proved to tend, along the path, to L at the point")
    for k, coefficient in enumerate(risk[1:order], start=1):
        require(zero(coefficient) is Truth.YES, f"the coefficient of t^{k} was not proved to be 0")
    with ball.precision(bits):
        leading = Program([risk[order]], []).run(ball.BALLS, [])[0]
        require(ball.sign(leading) == -1, f"the coefficient of t^{order} was not proved negative")
        text = ball.decimal(leading, 20)
    power = "t" if order == 1 else f"t^{order}"
    words = f"along a path from the point, L falls as {shorten(text)} {power}: it is no local minimum of L"
    return Finding(words, Grade.CERTIFIED, {"order": str(order), "coefficient": text})


CHECKS: dict[str, Kind] = {"descent-path": Kind(_descent_path, asks=())}
