"""The kernel's check of a local minimum of L on its kinks: of a network of relu whose units switch just at some inputs.

**Theorem.** Let u_1, ..., u_K be twice continuously differentiable near theta and 0 there, with independent gradients.
Let L be continuous near theta, and L_s, for each choice s of signs, be twice continuously differentiable near theta and
equal to L wherever s_k u_k >= 0 for all k. Suppose that the slopes of one L_s at theta along M = {u = 0} vanish; that
for each s there are lambda with s_k lambda_k > 0 and grad L_s = sum_k lambda_k grad u_k at theta; and that the Hessian
of L_s - sum_k lambda_k u_k there is positive definite on the vectors orthogonal to all grad u_k. Then theta is a
strict local minimum of L.
*Proof.* On M all L_s are L, so all have the slopes of one along M: none. Hence the equation for lambda has a solution
if it has one in K coordinates in which the gradients of the u_k are independent. Let N_s = L_s - sum_k lambda_k u_k;
its gradient at theta is 0. At theta + d, with s the signs of the u_k there, L - L(theta) = sum_k |lambda_k u_k| +
N_s(theta + d) - N_s(theta) >= c |u| + d'Hd/2 - o(|d|^2). Write d = z + n, z tangent to M and |n| <= C (|u| + |d|^2):
then d'Hd >= h |z|^2 - C' |d| |n|, and for small d what has |u| |d| or |d|^3 is less than c |u| + h |z|^2 / 2. QED

With branches in the point all this is asked of a minorant of L there (``kernel/minorant.py``), in place of L.

With vector fields along which L does not change this is asked of L on a slice only, as for ``critical-orbit``. At a
kink a field has to leave each L_s as it is near theta. Then along a path of its flow L has the slope 0: at a point with
some u_k = 0 all L_s that are L nearby have it, as far as the signs s fit. So it does not change.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

from ...errors import CertificateError
from ...numerics import ball
from ...numerics.ball import Ball
from ...numerics.inertia import negative_eigenvalues
from ...numerics.point import Sliced
from ...numerics.program import Program
from ...problem.derivatives import gradient, hessian
from ...problem.expression import Expr, num, substitute, var
from ...problem.objective import Problem
from ..certificate import Fields
from ..evidence import Grade
from ..finding import Finding, require
from ..gate import Regularity, look
from ..kind import Kind
from ..neighbourhood import require_near, require_risk
from ..region import Region
from ..sides import on_sides
from ..theta_point import kink_conditions, landscape, near, parts_at, point
from .critical_orbit import require_symmetries, vector_field

MOST_KINKS = 8


def _sharp_minimum(problem: Problem, fields: Fields) -> Finding:
    """L rises from its kinks on every side, and along them it curves upward: a local minimum."""
    at, bits = point(problem, fields), fields.bits()
    if not isinstance(at, Sliced) or not 0 < len(at.kinks) <= MOST_KINKS:
        raise CertificateError(f"this kind needs a point on 1 to {MOST_KINKS} kinks")
    symmetries = [vector_field(problem, group) for group in fields.groups("fields")]
    kinks, count = kink_conditions(problem, at), len(at.kinks)
    free = [i for i in range(len(problem.names)) if i not in at.held]
    rows = fields.indices("rows", len(problem.names))
    chosen = len(rows) == count == len(set(rows)) and not set(rows) & set(at.held)
    require(chosen, f"'rows' must name {count} different coordinates that are not held")
    rest = [i for i in free if i not in rows]
    across = fields.matrix("congruence", len(rest), len(rest))
    require_risk(problem, at, Regularity.DEFINED if at.branches else Regularity.CONTINUOUS)
    risk = parts_at(problem, at).risk
    require_near([risk], problem, at, Regularity.CONTINUOUS, "the minorant of L" if at.branches else "L")
    region = near(problem, at)
    require(_smooth(kinks, region), "a kink was not proved twice continuously differentiable near the point")
    require_symmetries(problem, at, symmetries)
    names = [problem.names[i] for i in (*rows, *rest)]
    still = {problem.names[i]: num(at.center[i]) for i in at.held}
    multipliers = [f"~mu{k + 1}" for k in range(count)]
    with ball.precision(bits):
        balls = at.enclosure(bits)
        here = [balls[i] for i in (*rows, *rest)]
        slopes = [_run(gradient(kink, names), names, here) for kink in substitute(kinks, still)]
        square = [[row[j] for row in slopes] for j in range(count)]
        tangents = _tangents(slopes, len(rest))
        for sides in product((1, -1), repeat=count):
            piece = on_sides(risk, region, kinks, sides)
            require(
                _smooth([piece], region), "L on a side of its kinks was not proved twice continuously differentiable"
            )
            steepness = ball.solve(square, _run(gradient(substitute([piece], still)[0], names)[:count], names, here))
            if steepness is None or not all(ball.positive(s * v) for s, v in zip(sides, steepness, strict=True)):
                raise CertificateError(f"L was not proved to rise from the kinks on the sides {sides}")
            rounded = piece
            for mu, kink in zip(multipliers, kinks, strict=True):
                rounded = rounded - var(mu) * kink
            second = hessian(substitute([rounded], still)[0], names)
            entries = _run([e for row in second for e in row], [*names, *multipliers], [*here, *steepness])
            size = len(names)
            curvature = _congruent([entries[i * size : (i + 1) * size] for i in range(size)], tangents)
            convex = negative_eigenvalues(curvature, across) == 0
            require(convex, f"L was not proved to curve upward along its kinks, on the sides {sides}")
        value = ball.decimal(landscape(problem).value(balls), 20)
    words = f"L rises from the {count} kinks that meet at the point, and curves upward along them: a local minimum of L"
    if at.branches:
        words = f"near the point L is nowhere less than with one branch of some kinks there, and then {words}"
    words += f", strict but for {len(symmetries)} symmetries" if symmetries else ", a strict one"
    facts = {"L": value, "kinks": str(count), "dimension": str(len(symmetries)), "minimum": "yes"}
    return Finding(words, Grade.CERTIFIED, facts)


def _smooth(expressions: Sequence[Expr], region: Region) -> bool:
    return all(known.regularity >= Regularity.C2 for known in look(expressions, region))


def _run(expressions: Sequence[Expr], names: Sequence[str], balls: Sequence[Ball]) -> list[Ball]:
    return Program(expressions, names).run(ball.BALLS, balls)


def _tangents(slopes: Sequence[Sequence[Ball]], size: int) -> list[list[Ball]]:
    """A basis of the vectors that all the slopes are orthogonal to: 1 in one of the last coordinates each."""
    count = len(slopes)
    square = [row[:count] for row in slopes]
    basis = []
    for r in range(size):
        head = ball.solve(square, [-row[count + r] for row in slopes])
        if head is None:
            raise CertificateError("the gradients of the kinks were not proved independent in these rows")
        basis.append([*head, *(ball.ball(int(r == q)) for q in range(size))])
    return basis


def _congruent(matrix: Sequence[Sequence[Ball]], basis: Sequence[Sequence[Ball]]) -> list[list[Ball]]:
    images = [[ball.dot(row, v) for row in matrix] for v in basis]
    return [[ball.dot(v, image) for image in images] for v in basis]


CHECKS: dict[str, Kind] = {"sharp-minimum": Kind(_sharp_minimum, asks=())}
