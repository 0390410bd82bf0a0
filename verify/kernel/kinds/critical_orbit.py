"""The kernel's check of a critical point of L that is nondegenerate across the orbits of symmetries of L.

**Theorem.** Let L be twice continuously differentiable near theta, and X_1, ..., X_s continuously differentiable vector
fields near theta along each of which L does not change: X_r . grad L = 0 near theta. Let S be the points whose
coordinates of s indices are those of theta, and suppose that the s x s matrix of the X_r in these coordinates is
regular at theta. If theta is a critical point of L on S, then it is one of L. If the Hessian of L on S is positive
definite there, then theta is a local minimum of L; if it has a negative eigenvalue, then theta is none.
*Proof.* Every vector is one along S plus a combination of the X_r(theta), and the slopes along both vanish. Let Phi
take a point of S near theta first along the flow of X_1 for a time t_1, then along that of X_2, and so on. Phi(theta,
0) = theta, and its derivative there is regular. So Phi(S, t) covers a neighbourhood of theta with points of S near
theta and small t, and L(Phi(y, t)) = L(y) >= L(theta). The flows need not commute. For the rest: a direction of
negative curvature in S is one of L. QED

Rescaling a hidden unit of relu, adding a number to all outputs below a softmax, changing the basis between two linear
layers, and moving the weights of a dead unit are such fields.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product

from ...errors import CertificateError, InputError
from ...exact import shorten
from ...numerics import ball
from ...numerics.identity import vanish
from ...numerics.inertia import negative_eigenvalues
from ...numerics.point import Sliced
from ...numerics.program import Program
from ...problem.derivatives import tangent
from ...problem.expression import ZERO, Expr, num, rational, var
from ...problem.formula import parse
from ...problem.objective import Problem
from ..certificate import Fields
from ..evidence import Grade
from ..finding import Finding, require
from ..gate import Regularity, look
from ..kind import Kind
from ..neighbourhood import BITS, require_near, require_risk
from ..sides import on_sides
from ..theta_point import across, kink_conditions, near, parts_at, point

VectorField = Mapping[str, Expr]
"""The parameters that it moves, each with its rate; it leaves the others alone."""


def _critical_orbit(problem: Problem, fields: Fields) -> Finding:
    """L is critical at the point, and its Hessian nondegenerate across the orbits of its symmetries through it."""
    at, bits = point(problem, fields), fields.bits()
    if not isinstance(at, Sliced) or at.kinks:
        raise CertificateError("this kind needs a point across a slice, not on kinks")
    size = len(problem.names) - len(at.held)
    symmetries = [vector_field(problem, group) for group in fields.groups("fields")]
    congruence = fields.matrix("congruence", size, size)
    require_risk(problem, at, Regularity.DEFINED if at.branches else Regularity.C2)
    require_near(parts_at(problem, at).all, problem, at, Regularity.C2, "the minorant of L" if at.branches else "L")
    require_symmetries(problem, at, symmetries)
    with ball.precision(bits):
        balls = at.enclosure(bits)
        scape = across(problem, at)
        free = [b for i, b in enumerate(balls) if i not in at.held]
        index = negative_eigenvalues(scape.hessian(free), congruence) if free else 0
        value = ball.decimal(scape.value(free), 20)
    if index is None:
        raise CertificateError("the inertia of the Hessian on the slice was not decided by Gershgorin's discs")
    require(index == 0 or not at.branches, "that a minorant of L has no minimum says nothing of L")
    dimension = len(symmetries)
    if at.branches:
        least = f"which has a local minimum there, strict but for {dimension} symmetries"
        words = f"near the point L is nowhere less than with one branch of each kink there, {least}: so has L"
    else:
        kind = "a local minimum of L, strict but for them" if index == 0 else f"no local minimum, of index {index}"
        words = f"the point is a critical point of L, nondegenerate across {dimension} symmetries of L: {kind}"
    facts = {"L": value, "index": str(index), "minimum": "no" if index else "yes", "dimension": str(dimension)}
    return Finding(words, Grade.CERTIFIED, facts)


def vector_field(problem: Problem, group: Fields) -> VectorField:
    """A vector field as a certificate has it: rates, formulas in the parameters, by the names of what they move."""
    found = {}
    for name in group.data:
        require(name in problem.names, f"{group.where}: there is no parameter {shorten(name)}")
        try:
            found[name] = parse(group.text(name), problem.names, f"{group.where}.{name}")
        except InputError as error:
            raise CertificateError(str(error)) from error
    return found


def require_symmetries(problem: Problem, at: Sliced, symmetries: Sequence[VectorField]) -> None:
    """L does not change along these fields near the point, and they lead away from the slice in every direction."""
    require(len(symmetries) == len(at.held), "as many vector fields as coordinates that are held")
    for i, symmetry in enumerate(symmetries):
        require_symmetry(problem, at, symmetry, f"field {i + 1}")
    rates = [[symmetry.get(problem.names[i], ZERO) for i in at.held] for symmetry in symmetries]
    with ball.precision(BITS):
        matrix = [Program(row, problem.names).run(ball.BALLS, at.enclosure(BITS)) for row in rates]
        regular = not matrix or ball.sign(ball.determinant(matrix)) in (1, -1)
        require(regular, "the fields were not proved to lead away from the slice in all held coordinates")


def require_symmetry(problem: Problem, at: Sliced, symmetry: VectorField, name: str) -> None:
    """L does not change along the field, at all points near the point: no output does, or no sample's loss does.

    That of a loss is seen from the formula of the loss alone, if the outputs change at constant rates, as those below a
    softmax may.

    At the kinks that the point names this is asked on each side of them, the formulas of that side being taken all
    around. Then L, which is continuous, has the slope 0 along a path of the flow, at the kinks from both sides, and so
    one value. The field's own kinks count, too: the point may be on another side of them than the centre of its box.
    """
    region, kinks, parts = near(problem, at), kink_conditions(problem, at), parts_at(problem, at)
    smooth = all(known.regularity >= Regularity.C1 for known in look(list(symmetry.values()), region))
    require(smooth, f"{name} was not proved continuously differentiable near the point")
    center = {name: num(c) for name, c in zip(problem.names, at.center, strict=True)}

    def still(expressions: Sequence[Expr], sides: Sequence[int]) -> bool:
        """Whether these do not change along the field, on these sides of the kinks."""
        try:
            known = [on_sides(x, region, kinks, sides) for x in expressions]
            seed = {var(moved): on_sides(rate, region, kinks, sides) for moved, rate in symmetry.items()}
        except CertificateError:
            return False
        return vanish(tangent(known, seed), center)

    q = [f"q{k + 1}" for k in range(problem.network.outputs)]

    def in_step(group: Sequence[int], sides: Sequence[int]) -> bool:
        """Whether the outputs change at constant rates along the field, at which no loss changes, wherever they are."""
        try:
            known = [on_sides(x, region, kinks, sides) for x in parts.outputs[group[0]]]
            seed = {var(moved): on_sides(rate, region, kinks, sides) for moved, rate in symmetry.items()}
        except CertificateError:
            return False
        rates = [rational(slope) for slope in tangent(known, seed)]
        if at.branches or any(rate is None for rate in rates):
            return False
        along = {var(name): num(rate) for name, rate in zip(q, rates, strict=True) if rate}
        return vanish(tangent([problem.sample_loss(i, [var(name) for name in q]) for i in group], along))

    for sides in product((1, -1), repeat=len(kinks)):
        for group in problem.distinct:
            kept = still(parts.outputs[group[0]], sides) or in_step(group, sides)
            kept = kept or still([parts.losses[i] for i in group], sides)
            require(kept, f"the loss at distinct input {group[0] + 1} was not proved constant along {name}")
        require(still([parts.regularizer], sides), f"the term in theta alone was not proved constant along {name}")


CHECKS: dict[str, Kind] = {"critical-orbit": Kind(_critical_orbit, asks=())}
