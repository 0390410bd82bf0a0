"""The kernel's checks of the kinds about gradient bases that PGB, PGB-TANGENT and PGB-ELIM conclude from.

The objective of PGB is written ``L(z) = E(c(z))``: the components c(z) are the outputs at the distinct inputs, one
after the other, and then psi(z); E is the convex function ``scale * sum_i weight_i l(., y_i) + R`` of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from ...errors import CertificateError, InputError
from ...exact import shorten, write
from ...numerics import ball
from ...numerics.identity import resolved_at, vanish, zero
from ...numerics.linear import inertia
from ...numerics.point import Exact
from ...numerics.program import Program
from ...problem.derivatives import gradient
from ...problem.expression import ZERO, Expr, num, rational, substitute, var
from ...problem.formula import parse
from ...problem.formula_loss import hessian_of_quadratic
from ...problem.objective import Problem
from ...truth import Truth
from ..certificate import Fields
from ..evidence import Grade
from ..finding import Finding, require
from ..gate import Regularity
from ..kind import Kind
from ..neighbourhood import regular_near, require_losses, require_near, require_risk
from ..paper_augmentation import require_papers
from ..theta_point import coordinates, landscape, point, read_constant, require_critical
from .risk import assuming

Constants = Mapping[str, Expr]


def inner(x: Sequence[Expr], y: Sequence[Expr]) -> Expr:
    """The inner product."""
    total: Expr = ZERO
    for a, b in zip(x, y, strict=True):
        total = total + a * b
    return total


@dataclass(frozen=True)
class Composite:
    """``L(z) = E(c(z))``.

    Attributes:
        outer: E, in the variables ``names``.
        names: of the components.
        parts: c(z), in the parameters.
        outputs: how many of the components are outputs; the others are psi.
    """

    outer: Expr
    names: list[str]
    parts: list[Expr]
    outputs: int

    def at(self, values: Sequence[Expr]) -> dict[str, Expr]:
        return dict(zip(self.names, values, strict=True))

    def last_term(self, here: Sequence[Expr], r: Expr) -> Expr:
        """``(1 - r) R'(psi) . psi``, where the components are ``here``."""
        slopes = substitute(gradient(self.outer, self.names), self.at(here))
        return (1 - r) * inner(slopes[self.outputs :], here[self.outputs :])


def composite(problem: Problem, psi: Sequence[Expr], penalty: Expr) -> Composite:
    """L with the term ``penalty``, in ``u1, u2, ...``, of ``psi``."""
    width = problem.network.outputs
    parts = [f for group in problem.distinct for f in problem.outputs[group[0]]]
    names = [f"c{j + 1}" for j in range(len(parts) + len(psi))]
    outer = substitute([penalty], {f"u{j + 1}": var(name) for j, name in enumerate(names[len(parts) :])})[0]
    for x, group in enumerate(problem.distinct):
        q = [var(name) for name in names[x * width : (x + 1) * width]]
        for i in group:
            outer = outer + problem.scale * problem.sample_loss(i, q)
    return Composite(outer, names, [*parts, *psi], len(parts))


def columns(c: Composite, parameters: Sequence[str], at: Constants) -> list[list[Expr]] | None:
    """d_k c at a point, one list for each parameter k; None if some component was not proved C^1 around it."""
    smooth = [resolved_at(part, at) for part in c.parts]
    parts = [part for part in smooth if part is not None]
    if len(parts) < len(smooth) or not regular_near(parts, at, Regularity.C1):
        return None
    rows = [substitute(gradient(part, parameters), at) for part in parts]
    return [[row[k] for row in rows] for k in range(len(parameters))]


def _smooth_columns(c: Composite, problem: Problem, at: Constants) -> list[list[Expr]]:
    found = columns(c, problem.names, at)
    if found is None:
        raise CertificateError("an output or psi was not proved differentiable around a point of the basis")
    return found


@dataclass(frozen=True)
class Basis:
    """A gradient basis at a point z: E, the components at z, all columns, and the last term of the bound."""

    composite: Composite
    here: list[Expr]
    columns: list[list[Expr]]
    extra: Expr

    @property
    def value(self) -> Expr:
        """L(z)."""
        return substitute([self.composite.outer], self.composite.at(self.here))[0]


def _basis(problem: Problem, fields: Fields) -> Basis:
    """The basis that a certificate describes; every equation among the theorem's assumptions is proved exactly."""
    at_z = point(problem, fields)
    z = coordinates(problem, at_z)
    require_risk(problem, at_z)
    require_losses(problem, at_z)
    require(problem.loss.convex is True, f"the loss {problem.loss.name} is not known to be convex")
    require(problem.loss.differentiable is True, f"the loss {problem.loss.name} is not known to be differentiable")
    c = composed(problem, z, fields.texts("psi"), fields.text("penalty"), fields.where)
    here = substitute(c.parts, z)
    r = read_constant(fields.text("r"), fields)
    h = [read_constant(text, fields) for text in fields.texts("h", len(problem.names))]
    require_reproduced(c, here, _smooth_columns(c, problem, z), h, r)
    found = [column for at in _perturbed(problem, fields, c, z) for column in _smooth_columns(c, problem, at)]
    return Basis(c, here, found, c.last_term(here, r))


def composed(problem: Problem, z: Constants, psi: Sequence[str], penalty: str, where: str) -> Composite:
    """L as E(c(z)), for psi and R as a certificate writes them; refused unless R is convex and R(psi) is in L."""
    try:
        formulas = [parse(text, problem.names, f"{where}.psi") for text in psi]
        outer = parse(penalty, [f"u{j + 1}" for j in range(len(psi))], f"{where}.penalty")
    except InputError as error:
        raise CertificateError(str(error)) from error
    require_convex_quadratic(outer, [f"u{j + 1}" for j in range(len(psi))])
    of_psi = substitute([outer], {f"u{j + 1}": x for j, x in enumerate(formulas)})[0]
    require(vanish([problem.regularizer - of_psi], z), "the term in theta alone was not proved to be R(psi)")
    return composite(problem, formulas, outer)


def require_reproduced(
    c: Composite, here: Sequence[Expr], found: Sequence[Sequence[Expr]], h: Sequence[Expr], r: Expr
) -> None:
    """The numbers h reproduce the outputs, and r times psi, from the columns at the point: exactly."""
    by_part = zip(*found, strict=True) if found else ([] for _ in here)
    factors = [num(1)] * c.outputs + [r] * (len(here) - c.outputs)
    defects = [t * value - inner(h, row) for t, value, row in zip(factors, here, by_part, strict=True)]
    require(vanish(defects), "f = sum h_k d_k f and r psi = sum h_k d_k psi were not proved at the point")


def require_convex_quadratic(penalty: Expr, names: Sequence[str]) -> None:
    """R is a polynomial in these variables, of degree at most 2, with a positive semidefinite Hessian."""
    hessian = hessian_of_quadratic(penalty, names)
    require(hessian is not None, "R is not a polynomial of degree at most 2")
    entries = [[rational(x) for x in row] for row in hessian or ()]
    numbers = [[x for x in row if x is not None] for row in entries]
    require(all(len(row) == len(names) for row in numbers), "the Hessian of R is not rational")
    require(inertia(numbers).negative == 0, "R was not proved convex")


def _perturbed(problem: Problem, fields: Fields, c: Composite, z: Constants) -> list[Constants]:
    """The points z + eps v of a certificate: |v| <= 1, and all components are as at z, exactly."""
    eps, bits = fields.number("eps"), fields.bits()
    require(eps >= 0, f"eps is negative: {shorten(eps)}")
    rows = fields.rows_of_texts("points", len(problem.names))
    require(len(rows) > 0, "'points' is a list of at least one point")
    found: list[Constants] = []
    for i, texts in enumerate(rows):
        at = dict(zip(problem.names, (read_constant(text, fields) for text in texts), strict=True))
        moved = [at[name] - z[name] for name in problem.names]
        if not vanish(moved):
            with ball.precision(bits):
                square = Program([num(eps * eps) - inner(moved, moved)], []).run(ball.BALLS, [])[0]
                require(ball.positive(square), f"point {i + 1} was not proved nearer than eps")
            kept = [a - b for a, b in zip(substitute(c.parts, at), substitute(c.parts, z), strict=True)]
            require(vanish(kept), f"point {i + 1} was not proved to keep all outputs and psi")
        found.append(at)
    return found


def _gradient_basis(problem: Problem, fields: Fields) -> Finding:
    """The bound of PGB at z: whatever alpha, the model costs at least L(z).

    E is convex, so E(q) >= E(p) + g.(q - p) for g the gradient at any p. If g is orthogonal to all columns, every
    model sum alpha_kv d_k c(z + eps v) costs at least E(p) - g.p.
    """
    basis, bits = _basis(problem, fields), fields.bits()
    c = basis.composite
    p = [read_constant(text, fields) for text in fields.texts("tangent_at", len(c.names))]
    g = substitute(gradient(c.outer, c.names), c.at(p))
    require(vanish([inner(g, column) for column in basis.columns]), "the gradient of E was not proved orthogonal")
    least = substitute([c.outer], c.at(p))[0] - inner(g, p) + basis.extra
    excess = least - basis.value
    with ball.precision(bits):
        bound, value, gap = Program([least, basis.value, excess], []).run(ball.BALLS, [])
        facts = {"L": ball.decimal(value, 15), "bound": ball.decimal(bound, 15), "columns": str(len(basis.columns))}
        facts["eps"] = write(fields.number("eps"))
        higher = ball.positive(gap)
    exactly = not higher and zero(excess) is Truth.YES
    require(higher or exactly, f"the bound {facts['bound']} was not proved to be at least L(z) = {facts['L']}")
    relation = "is the least" if exactly else f"is less than {facts['bound']}, a lower bound of the"
    words = f"L(z) = {facts['L']} {relation} right side of PGB over all models in {len(basis.columns)} derivatives"
    return Finding(words + assuming(problem), Grade.SYMBOLIC if exactly else Grade.CERTIFIED, facts)


def _tangent(problem: Problem, fields: Fields) -> Finding:
    """L is the least cost of all models in the derivatives of the outputs, at a critical point of L.

    The outputs are linear in some parameters, their own weights h; and sum_x rho(x) . d_k f(x) = 0 for all k. At a box
    this is so without a computation: the point is a zero of the gradient of L = E(f), E is differentiable at the
    outputs and these are C^1 near the point, so the chain rule says that the sum is this gradient. Without a model all
    derivatives are 0, every model is the network, and there is nothing to compare.
    """
    at, bits, names = point(problem, fields), fields.bits(), problem.names
    require_critical(at)
    require(problem.loss.convex is True, f"the loss {problem.loss.name} is not known to be convex")
    require(problem.loss.differentiable is True, f"the loss {problem.loss.name} is not known to be differentiable")
    require(problem.regularizer is ZERO, "L has a term in theta alone")
    last = fields.indices("last_layer", len(names))
    c = composite(problem, [], ZERO)
    z = at.constants(problem.names) if isinstance(at, Exact) else None
    smooth = [resolved_at(part, z or {}) for part in c.parts]
    parts = [part for part in smooth if part is not None]
    require(len(parts) == len(smooth), "an output was not proved differentiable around the point")
    require_near(parts, problem, at, Regularity.C1, "an output")
    require_losses(problem, at)
    rows = [gradient(part, names) for part in parts]
    euler = [
        part - inner([var(names[k]) for k in last], [row[k] for k in last])
        for part, row in zip(parts, rows, strict=True)
    ]
    require(vanish(euler, z), "the outputs were not proved linear in these parameters")
    if z is not None:
        slopes = substitute(gradient(c.outer, c.names), c.at(parts))
        chain = [inner(slopes, [row[k] for row in rows]) for k in range(len(names))]
        require(vanish(substitute(chain, z)), "the residuals were not proved orthogonal to all derivatives")
    models = []
    for group in fields.groups("models"):
        models.append(group.numbers("alpha", len(names)))
        group.finish()
    flat = not models
    if flat:
        still = z is not None and vanish([x for row in rows for x in substitute(row, z)])
        require(still, "no model is given, and the derivatives were not proved to vanish")
    outer = Program([c.outer], c.names)
    with ball.precision(bits):
        theta = at.enclosure(bits)
        jacobian = [Program(row, names).run(ball.BALLS, theta) for row in rows]
        value = landscape(problem).value(theta)
        for i, alpha in enumerate(models):
            model = [ball.dot([ball.ball(v) for v in alpha], row) for row in jacobian]
            cost = outer.run(ball.BALLS, model)[0]
            require(ball.less(value, cost), f"model {i + 1} was not proved to cost more than L(theta)")
        facts = {"L": ball.decimal(value, 15), "models": str(len(models)), "compared": "no" if flat else "yes"}
    words = f"L(theta) = {facts['L']} is the least cost of all models in the {len(names)} derivatives of the outputs"
    if flat:
        words = f"all {len(names)} derivatives of the outputs are 0: every model in them is the network itself"
    return Finding(words + assuming(problem), Grade.CERTIFIED, facts)


def _interpolating_basis(problem: Problem, fields: Fields) -> Finding:
    """At each (theta, 0, b, W), n + 1 derivatives in each amplitude interpolate anything, with coefficients of sum 0.

    The derivative in a_k at (0, b + eps beta, W + eps v) is e^(w_k.x + b_k) e^(eps (v.x + beta)) at input x, and 1 at
    the argument a_k of the penalty. The first factor is the same for all moves, so it does not matter for regularity.
    """
    require_papers(problem)
    dx, neurons = problem.network.inputs, len(problem.added_names[1])
    inputs = [problem.inputs[group[0]] for group in problem.distinct]
    eps, bits = fields.number("eps"), fields.bits()
    require(eps >= 0, f"eps is negative: {shorten(eps)}")
    rates = []
    for group in fields.groups("moves"):
        beta, v = group.number("beta"), group.numbers("v", dx)
        size = neurons * (beta * beta + sum((e * e for e in v), Fraction(0)))
        require(size <= 1, "a move of all neurons is longer than 1")
        rates.append([eps * sum((e * d for e, d in zip(v, x, strict=True)), beta) for x in inputs])
    require(len(rates) == len(inputs) + 1, f"{len(inputs) + 1} moves are needed, one more than distinct inputs")
    with ball.precision(bits):
        matrix = [[ball.ball(1), *(ball.exponential(rate) for rate in row)] for row in rates]
        determinant = ball.determinant(matrix)
        require(ball.sign(determinant) in (1, -1), "the matrix of exponentials was not proved regular")
        facts = {"determinant": ball.decimal(determinant, 10), "moves": str(len(rates))}
    words = f"{len(rates)} perturbed derivatives in each amplitude interpolate any values at the {len(inputs)} inputs"
    return Finding(f"{words}, the argument of the penalty being 0", Grade.CERTIFIED, facts)


CHECKS: dict[str, Kind] = {
    "gradient-basis": Kind(_gradient_basis),
    "tangent": Kind(_tangent),
    "interpolating-basis": Kind(_interpolating_basis, asks=()),
}
