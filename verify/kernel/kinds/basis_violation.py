"""The kernel's checks of what refutes PGB, or a false variant of it: models that cost less, and what they are about.

**A model that costs less.** PGB says: there is eps_0 > 0 such that for all eps < eps_0 no model in the derivatives at
points z + eps v with the same components c costs less than L(z). It is refuted at z by points z(d), d > 0, that tend to
z as d tends to 0 and have the components c(z), by coefficients alpha(d), and by one q with E(q) + extra < L(z):

1. c is continuously differentiable near z, each kink on the side where z is. So these formulas for c and for its
   derivatives hold near z, at z(d) for all small d.
2. z(d) is continuous for small d >= 0, and z(0) = z. So for each eps > 0 it is nearer than eps for some d > 0.
3. c(z(d)) = c(z), identically in d.
4. alpha(d) is defined for all small d > 0, and ``sum alpha_k(d) d_k c(z(d)) + sum beta_k(d) d_k c(z) = q`` identically
   in d. So for each small d > 0 this is a model, and it costs E(q).

A variant of the conclusion asks for less: see ``VARIANTS``.

**Outputs that no other point has.** If n of the outputs are continuously differentiable near theta, n the number of
parameters, and their Jacobian matrix there is regular, then the outputs are injective near theta, by the theorem on
inverse functions. So V(eps) has no point but z itself for small eps.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from ...errors import CertificateError, InputError
from ...numerics import ball
from ...numerics.identity import resolved_at, vanish
from ...numerics.program import Program
from ...problem.derivatives import gradient
from ...problem.expression import ZERO, Expr, num, substitute
from ...problem.formula import parse
from ...problem.objective import Problem
from .. import gate
from ..certificate import Fields
from ..evidence import Grade
from ..finding import Finding, require
from ..gate import Regularity
from ..kind import Kind
from ..neighbourhood import regular_near, require_risk
from ..region import Range, Region
from ..theta_point import coordinates, point, read_constant
from .gradient_basis import Composite, Constants, composed, composite, inner, require_reproduced

D = "d"
"""The variable of points and coefficients: any small positive number."""

SMALL = Fraction(1, 2**64)


@dataclass(frozen=True)
class Variant:
    """A conclusion about models: PGB's own, or one in which a part of the theorem is left out.

    Attributes:
        reproduced: numbers h reproduce the outputs, and r psi.
        term: the term in 1 - r is added to the cost of a model.
        common: the coefficients are the same for all samples.
        same: the points have the same components as z.
    """

    reproduced: bool = True
    term: bool = True
    common: bool = True
    same: bool = True


VARIANTS: dict[str, Variant] = {
    "basis": Variant(),
    "basis-without-h": Variant(reproduced=False),
    "basis-without-r": Variant(term=False),
    "basis-of-each-sample": Variant(common=False),
    "basis-of-all-nearby": Variant(same=False),
}
"""The conclusions that a model with a lower cost refutes, by their names in files."""


def _violated(problem: Problem, fields: Fields) -> Finding:
    """For each eps > 0 some model, of those that the conclusion is about, costs less than L(z)."""
    conclusion = fields.text("conclusion")
    require(conclusion in VARIANTS, f"'conclusion' is one of {', '.join(VARIANTS)}")
    variant, basis, bits = VARIANTS[conclusion], fields.group("basis"), fields.bits()
    at_z = point(problem, fields)
    z = coordinates(problem, at_z)
    require_risk(problem, at_z)
    psi = basis.texts("psi") if basis.has("psi") else ()
    c = composed(problem, z, psi, basis.text("penalty") if basis.has("penalty") else "0", basis.where)
    smooth = [resolved_at(part, z) for part in c.parts]
    parts = [part for part in smooth if part is not None]
    regular = len(parts) == len(smooth) and regular_near(parts, z, Regularity.C1)
    require(regular, "an output or psi was not proved differentiable around the point")
    rows = [gradient(part, problem.names) for part in parts]
    here, columns = substitute(parts, z), _columns(rows, z)
    extra = _last_term(problem, basis, variant, c, here, columns)
    moved = _moved(problem, basis, z)
    if variant.same:
        kept = [a - b for at in moved for a, b in zip(substitute(parts, at), here, strict=True)]
        require(vanish(kept), "a point was not proved to keep all outputs and psi")
    columns += [column for at in moved for column in _columns(rows, at)]
    q = [read_constant(text, basis) for text in basis.texts("model", len(parts))]
    made = _models(problem, basis, variant, columns, len(parts))
    require(vanish([a - b for a, b in zip(made, q, strict=True)]), "the model was not proved to be made of derivatives")
    value, cost = (substitute([c.outer], c.at(values))[0] for values in (here, q))
    with ball.precision(bits):
        here_ball, low, gap = Program([value, cost + extra, value - cost - extra], []).run(ball.BALLS, [])
        require(ball.positive(gap), "the model was not proved to cost less than L(z)")
        facts = {"L": ball.decimal(here_ball, 15), "model": ball.decimal(low, 15), "moved": str(len(moved))}
    words = "one model in derivatives at z"
    words += " and as near to it as one likes" if moved else ""
    words += f" costs {facts['model']}, less than L(z) = {facts['L']}"
    return Finding(words, Grade.CERTIFIED, {**facts, "conclusion": conclusion})


def _columns(rows: Sequence[Sequence[Expr]], at: Constants) -> list[list[Expr]]:
    """d_k c at a point, one list for each parameter k."""
    found = [substitute(row, at) for row in rows]
    return [list(column) for column in zip(*found, strict=True)]


def _last_term(
    problem: Problem, basis: Fields, variant: Variant, c: Composite, here: Sequence[Expr], columns: list[list[Expr]]
) -> Expr:
    """What is added to the cost of a model; h and r are proved first, where the variant has them."""
    if not variant.reproduced:
        require(c.outputs == len(here), "without numbers h there is no psi")
        return ZERO
    h = [read_constant(text, basis) for text in basis.texts("h", len(problem.names))]
    r = read_constant(basis.text("r"), basis) if basis.has("r") else num(1)
    require_reproduced(c, here, columns, h, r)
    return c.last_term(here, r) if variant.term else ZERO


def _moved(problem: Problem, basis: Fields, z: Constants) -> list[dict[str, Expr]]:
    """The points as formulas in d, which tend to z."""
    texts = basis.rows_of_texts("points", len(problem.names)) if basis.has("points") else ()
    found = []
    for row in texts:
        at = dict(zip(problem.names, _formulas(row, basis, "points"), strict=True))
        near = gate.look(list(at.values()), Region({D: Range(0, SMALL)}))
        continuous = all(known.regularity >= Regularity.CONTINUOUS for known in near)
        require(continuous, "a point was not proved continuous in d")
        ends = substitute(list(at.values()), {D: ZERO})
        require(vanish([a - z[name] for a, name in zip(ends, at, strict=True)]), "a point was not proved to tend to z")
        found.append(at)
    return found


def _models(
    problem: Problem, basis: Fields, variant: Variant, columns: Sequence[Sequence[Expr]], size: int
) -> list[Expr]:
    """The components of the model with the certificate's coefficients: a row, or one for each distinct input."""
    inputs, width = len(problem.distinct), problem.network.outputs
    rows = [_formulas(row, basis, "alpha") for row in basis.rows_of_texts("alpha", len(columns))]
    require(len(rows) == (1 if variant.common else inputs), "'alpha' has a row, or one for each distinct input")
    require(variant.common or size == inputs * width, "with coefficients of each sample there is no psi")
    defined = gate.look([x for row in rows for x in row], Region({D: Range(0, SMALL, low_open=True)}))
    require(all(known.regularity >= Regularity.DEFINED for known in defined), "alpha was not proved defined for d > 0")
    chosen = [rows[0] if variant.common else rows[j // width] for j in range(size)]
    return [inner(row, [column[j] for column in columns]) for j, row in enumerate(chosen)]


def _formulas(texts: Sequence[str], basis: Fields, key: str) -> list[Expr]:
    try:
        return [parse(text, [D], f"{basis.where}.{key}") for text in texts]
    except InputError as error:
        raise CertificateError(str(error)) from error


def _isolated(problem: Problem, fields: Fields) -> Finding:
    """No other theta near the point has the same outputs."""
    at, bits, n = point(problem, fields), fields.bits(), len(problem.names)
    z = coordinates(problem, at)
    parts = composite(problem, [], ZERO).parts
    chosen = fields.indices("rows", len(parts))
    require(0 < n == len(chosen) == len(set(chosen)), f"'rows' must name {n} different outputs, one for each parameter")
    smooth = [part for i in chosen if (part := resolved_at(parts[i], z)) is not None]
    regular = len(smooth) == n and regular_near(smooth, z, Regularity.C1)
    require(regular, "an output was not proved continuously differentiable near the point")
    jacobian = substitute([slope for part in smooth for slope in gradient(part, problem.names)], z)
    with ball.precision(bits):
        entries = Program(jacobian, []).run(ball.BALLS, [])
        determinant = ball.determinant([entries[i * n : (i + 1) * n] for i in range(n)])
        require(ball.sign(determinant) in (1, -1), "the Jacobian matrix of the outputs was not proved regular")
        found = {"determinant": ball.decimal(determinant, 10)}
    return Finding("no other theta near the point has the same outputs", Grade.CERTIFIED, found)


CHECKS: dict[str, Kind] = {
    "gradient-basis-violated": Kind(_violated, asks=()),
    "outputs-isolated": Kind(_isolated, asks=()),
}
