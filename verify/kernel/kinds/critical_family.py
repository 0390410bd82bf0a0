"""The kernel's check of a family of critical points of L that comes from the critical point of a smaller function.

**Theorem.** Let Psi(y, s) be continuously differentiable, l(y) = L(Psi(y, s_0)), and M(y, s) a matrix with
F(Psi(y, s)) = F(Psi(y, s_0)) and grad F(Psi(y, s)) = M(y, s) grad_y F(Psi(y, s_0)) for all outputs F at all inputs, the
second also for the term in theta alone. If y* is a critical point of l, then all Psi(y*, s) are critical points of L.
Let dPsi/ds be injective at (y*, s_0), with k columns. If the Hessian of L at theta = Psi(y*, s_0) is positive definite
on a space of dimension n - k, then theta is a local minimum of L; if it is negative on some vector, then theta is none.
*Proof.* The outputs at Psi(y, s) are those at Psi(y, s_0), so the losses have there the same slopes in the outputs, and
grad L(Psi(y, s)) = M(y, s) grad l(y). The rest is the theorem of Morse and Bott for s -> Psi(y*, s). QED

A hidden unit that is there twice is an example: its two outer weights may be traded against each other. No symmetry of
L makes this family, as it is one where the inner weights are equal only.
"""

from __future__ import annotations

from collections.abc import Sequence

from ...errors import CertificateError, InputError
from ...numerics import ball
from ...numerics.identity import vanish
from ...numerics.inertia import negative_eigenvalues
from ...numerics.point import Mapped
from ...numerics.program import Program
from ...problem.derivatives import gradient
from ...problem.expression import ZERO, Expr, num, substitute
from ...problem.formula import parse
from ...problem.objective import Problem
from ..certificate import Fields
from ..evidence import Grade
from ..finding import Finding, require
from ..gate import Regularity, look
from ..kind import Kind
from ..neighbourhood import BITS, require_losses, require_risk
from ..region import Region
from ..sides import one_case
from ..theta_point import landscape, point

Matrix = list[list[Expr]]


def _critical_family(problem: Problem, fields: Fields) -> Finding:
    """The point lies on a family of critical points of L, across which the Hessian has an inertia."""
    at, bits, n = point(problem, fields), fields.bits(), len(problem.names)
    if not isinstance(at, Mapped):
        raise CertificateError("this kind needs a point that is the image of one in fewer variables")
    k = len(at.outer)
    factors = _factors(fields, at, n)
    rows = fields.indices("rows", n)
    require(len(rows) == k == len(set(rows)), f"'rows' must name {k} different parameters")
    across = fields.raw("complement")
    m = len(across[0]) if isinstance(across, list) and across and isinstance(across[0], list) else 0
    require(1 <= m <= n - k, f"'complement' has 1 to {n - k} columns")
    complement = fields.matrix("complement", n, m)
    require_risk(problem, at, Regularity.C2)
    require_losses(problem, at)
    with ball.precision(BITS):
        region = Region.near([*at.inner, *at.outer], at.variables())
    smooth = all(known.regularity >= Regularity.C1 for known in look(at.formulas, region))
    require(smooth, "the map was not proved continuously differentiable near the point")
    entries = [entry for row in factors for entry in row]
    known = all(found.regularity >= Regularity.DEFINED for found in look(entries, region))
    require(known, "a factor was not proved to have a value near the point")
    for group in problem.distinct:
        for output in problem.outputs[group[0]]:
            require(
                _carried(problem, at, region, factors, output, True),
                f"an output at distinct input {group[0] + 1} was not proved to be that of the smaller function",
            )
    alone = problem.regularizer is ZERO or _carried(problem, at, region, factors, problem.regularizer, False)
    require(alone, "the slopes of the term in theta alone were not proved to be those of the smaller function")
    with ball.precision(bits):
        jacobian = [gradient(at.formulas[r], at.outer) for r in rows]
        names = [*at.inner, *at.outer]
        minor = ball.determinant([Program(row, names).run(ball.BALLS, at.variables()) for row in jacobian])
        require(ball.sign(minor) in (1, -1), f"the family was not proved to have {k} dimensions at the point")
        balls = at.enclosure(bits)
        index = negative_eigenvalues(landscape(problem).hessian(balls), complement)
        value = ball.decimal(landscape(problem).value(balls), 20)
    if index is None:
        raise CertificateError("the inertia of the Hessian across the family was not decided by Gershgorin's discs")
    require(index > 0 or m == n - k, f"for a minimum the Hessian is asked for in all {n - k} directions")
    kind = f"no local minimum, of index {index} at least" if index else "a local minimum of L, not strict"
    words = f"the point lies on a {k}-parameter family of critical points of L, nondegenerate across it: {kind}"
    facts = {"L": value, "index": str(index), "minimum": "no" if index else "yes", "dimension": str(n - m)}
    return Finding(words, Grade.CERTIFIED, facts)


def _factors(fields: Fields, at: Mapped, n: int) -> Matrix:
    rows = fields.rows_of_texts("factors", len(at.inner))
    require(len(rows) == n, f"'factors' has a row for each of the {n} parameters")
    try:
        return [[parse(text, [*at.inner, *at.outer], "factors") for text in row] for row in rows]
    except InputError as error:
        raise CertificateError(str(error)) from error


def _carried(problem: Problem, at: Mapped, region: Region, factors: Matrix, function: Expr, itself: bool) -> bool:
    """Whether the slopes of a function on the family are the factors times those of the smaller function.

    With ``itself``, also whether its value is that of the smaller function.
    """
    whole = dict(zip(problem.names, at.formulas, strict=True))
    small = dict(zip(problem.names, substitute(at.formulas, at.held), strict=True))
    there, less = substitute([function], whole)[0], substitute([function], small)[0]
    slopes, inner = substitute(gradient(function, problem.names), whole), gradient(less, at.inner)
    differences = [slope - _dot(row, inner) for slope, row in zip(slopes, factors, strict=True)]
    smooth = [one_case(x, region) for x in ([there - less] if itself else []) + differences]
    center = dict(zip([*at.inner, *at.outer], map(num, [*at.box.center, *at.at]), strict=True))
    known = [x for x in smooth if x is not None]
    return len(known) == len(smooth) and vanish(known, center)


def _dot(row: Sequence[Expr], slopes: Sequence[Expr]) -> Expr:
    total: Expr = ZERO
    for factor, slope in zip(row, slopes, strict=True):
        total = total + factor * slope
    return total


CHECKS: dict[str, Kind] = {"critical-family": Kind(_critical_family, asks=())}
