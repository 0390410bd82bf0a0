"""The kernel's check that a local minimum of L is a global one, as L is a convex function of a model of the parameters.

**Theorem.** Let the losses be convex, F(theta) = c + B h(theta) for all theta, h having p entries, and the term in
theta alone be r(h), r convex. Let h be continuously differentiable near theta_0, with a derivative of rank p. If
theta_0 is a local minimum of L, then it is a global one.
*Proof.* L = E(h(theta)) with E convex. Near theta_0 h takes all values near h(theta_0), so that is a local minimum of
E, hence a global one. QED

With outputs that are affine in theta, h is theta. With linear layers h has the entries of their product.
"""

from __future__ import annotations

from ...errors import CertificateError, InputError
from ...numerics import ball
from ...numerics.identity import vanish
from ...numerics.program import Program
from ...problem.derivatives import gradient
from ...problem.expression import ZERO, Expr, num, substitute
from ...problem.formula import parse
from ...problem.objective import Problem
from ...truth import Truth
from .. import gate
from ..certificate import Fields
from ..evidence import Grade
from ..finding import Finding, require
from ..gate import Regularity
from ..kind import Kind
from ..neighbourhood import require_near
from ..region import EVERYWHERE
from ..sides import opened
from ..theta_point import point
from .gradient_basis import require_convex_quadratic
from .risk import assuming


def _convex_model(problem: Problem, fields: Fields) -> Finding:
    """If the point is a local minimum of L, then it is a global one."""
    at, bits = point(problem, fields), fields.bits()
    require(problem.loss.convex is True, f"the loss {problem.loss.name} is not known to be convex")
    model = _formulas(fields, "model", problem.names)
    p = len(model)
    require(p > 0, "the model has no formula")
    components = [f for group in problem.distinct for f in problem.outputs[group[0]]]
    constant, columns = fields.numbers("constant", len(components)), fields.matrix("columns", p, len(components))
    everywhere = all(gate.defined(x, EVERYWHERE) is Truth.YES for x in (*components, *model, problem.regularizer))
    require(everywhere, "an output, the model or the term in theta alone was not proved to have a value everywhere")
    for i, component in enumerate(components):
        total: Expr = num(constant[i])
        for h, column in zip(model, columns, strict=True):
            total = total + column[i] * h
        require(
            vanish([opened(component - total)]), f"component {i + 1} of the outputs was not proved to be the model's"
        )
    _require_term(problem, fields, model)
    rows = fields.indices("rows", len(problem.names))
    require(len(rows) == p == len(set(rows)), f"'rows' must name {p} different parameters")
    require_near(model, problem, at, Regularity.C1, "the model")
    moved = [problem.names[r] for r in rows]
    with ball.precision(bits):
        balls = at.enclosure(bits)
        minor = ball.determinant([Program(gradient(h, moved), problem.names).run(ball.BALLS, balls) for h in model])
        require(ball.sign(minor) in (1, -1), f"the model was not proved to move in all its {p} entries at the point")
    words = f"L is a convex function of {p} functions of theta, which move independently near the point"
    return Finding(f"{words}: a local minimum there is a global one{assuming(problem)}", Grade.CERTIFIED)


def _require_term(problem: Problem, fields: Fields, model: list[Expr]) -> None:
    """The term in theta alone is a convex polynomial of degree at most 2 in the model."""
    if not fields.has("penalty"):
        require(problem.regularizer is ZERO, "L has a term in theta alone")
        return
    names = [f"m{j + 1}" for j in range(len(model))]
    try:
        penalty = parse(fields.text("penalty"), names, f"{fields.where}.penalty")
    except InputError as error:
        raise CertificateError(str(error)) from error
    require_convex_quadratic(penalty, names)
    of_model = substitute([penalty], dict(zip(names, model, strict=True)))[0]
    require(
        vanish([opened(problem.regularizer - of_model)]), "the term in theta alone was not proved to be the penalty"
    )


def _formulas(fields: Fields, key: str, names: tuple[str, ...]) -> list[Expr]:
    try:
        return [parse(text, names, f"{fields.where}.{key}") for text in fields.texts(key)]
    except InputError as error:
        raise CertificateError(str(error)) from error


CHECKS: dict[str, Kind] = {"convex-model": Kind(_convex_model)}
