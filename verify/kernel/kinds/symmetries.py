"""The kernel's check of a local minimum of L~ on a curve of such minima, along which a symmetry of L~ takes it.

**Theorem.** Let Phi_t, t near 0, move the parameters of one added neuron: the amplitude (all of them if it is shared)
is multiplied by e^(alpha t), and b becomes b - beta t; or b, w or both are multiplied by e^(-beta t). Suppose that
near a point z L~ has a value, and Phi_t changes neither any output nor the penalty. Let c be a coordinate that Phi_t
moves at z: b, with beta not 0; or one that is not 0 at z, and is multiplied by e^(g t) with g not 0. If z is a local
minimum of L~ among the points with c = c(z), then it is one among all points. The same for several neurons, each with
its own Phi, c.
*Proof.* For a point y near z the equation c(Phi_t(y)) = c(z) has a solution t, which tends to 0 as y tends to z. So
Phi_t(y) is near z, and L~(y) = L~(Phi_t(y)) >= L~(z). For several neurons do this one after the other: no Phi moves
what belongs to another neuron. QED

That z is a local minimum among the points with these c is shown as for ``augmented-isolated``. That says nothing of the
kinks of L~ off the slice; so Phi is compared with L~ on a neighbourhood that is proved to lie on one side of each kink.
"""

from __future__ import annotations

from typing import NamedTuple

from ...numerics.identity import vanish
from ...problem.expression import Expr, function, substitute, var
from ...problem.objective import Problem
from ..augmented_point import AugmentedPoint, require_defined
from ..certificate import Fields
from ..finding import Finding, require
from ..kind import Kind
from ..region import Region
from ..sides import constant_sign, one_case
from ..statement_kinds.orbits import FIELDS, constant_field
from .slices import nondegenerate

TIME = "~t"


class Symmetry(NamedTuple):
    """A flow of the parameters of one added neuron, and the coordinate that it brings back to its value."""

    neuron: int
    field: str
    alpha: Expr
    beta: Expr
    coordinate: str


def _symmetric(problem: Problem, fields: Fields) -> Finding:
    """L~ is least across a slice of the points near z, to which symmetries of L~ take all of them."""
    symmetries = [_read(problem, group) for group in fields.groups("symmetries")]
    neurons = [symmetry.neuron for symmetry in symmetries]
    require(0 < len(neurons) == len(set(neurons)), "each neuron has at most one symmetry, and one has some")
    still = [symmetry.coordinate for symmetry in symmetries]
    found, at = nondegenerate(problem, fields, problem.augmented_risk, still)
    region = require_defined(problem, at)
    for symmetry in symmetries:
        _check(problem, at, region, symmetry)
    words = f"{found.statement}, on a slice to which {len(symmetries)} symmetries of L~ take all points nearby"
    return Finding(words, found.grade, found.facts)


def _read(problem: Problem, group: Fields) -> Symmetry:
    neuron = group.index("neuron", len(problem.added_names[1]))
    field = group.text("field")
    require(field in FIELDS, f"{group.where}.field: one of {', '.join(FIELDS)}")
    alpha, beta = constant_field(group, "alpha"), constant_field(group, "beta")
    coordinate = problem.augmented_names[group.index("slice", len(problem.augmented_names))]
    return Symmetry(neuron, field, alpha, beta, coordinate)


def rates(problem: Problem, symmetry: Symmetry) -> dict[str, Expr]:
    """The coordinates that the flow multiplies by e^(g t), each with its g; ``shift`` moves b besides."""
    a, b, rows = problem.added_names
    found = dict.fromkeys(a if problem.augmentation.shared else [a[symmetry.neuron]], symmetry.alpha)
    if "b" in FIELDS[symmetry.field] and symmetry.field != "shift":
        found[b[symmetry.neuron]] = -symmetry.beta
    if "W" in FIELDS[symmetry.field]:
        found |= dict.fromkeys(rows[symmetry.neuron], -symmetry.beta)
    return found


def _check(problem: Problem, at: AugmentedPoint, region: Region, symmetry: Symmetry) -> None:
    """The flow changes neither outputs nor penalty near the point, and moves its coordinate there."""
    blocks = {"a", *FIELDS[symmetry.field]}
    bounded = {constraint.name for constraint in problem.augmentation.constraints}
    require(not blocks & set(problem.augmentation.frozen), "the symmetry moves what is not trained")
    require(not blocks & bounded, "the symmetry moves what is bounded")
    moved = rates(problem, symmetry)
    time, b = var(TIME), problem.added_names[1][symmetry.neuron]
    flow = {name: var(name) * function("exp", rate * time) for name, rate in moved.items()}
    speed = moved.get(symmetry.coordinate)
    if symmetry.field == "shift":
        flow[b] = var(b) - symmetry.beta * time
    if symmetry.field == "shift" and symmetry.coordinate == b:
        speed = symmetry.beta
    elif symmetry.coordinate in moved:
        away = symmetry.coordinate not in at.boxed and constant_sign(at.constants[symmetry.coordinate]) in (1, -1)
        require(away, "the coordinate of the slice was not proved different from 0")
    require(speed is not None and constant_sign(speed) in (1, -1), "the slice was not proved to be crossed")
    added = [problem.augmentation.added(x, problem.network.outputs) for x in problem.inputs]
    formulas = [*(g for row in added for g in row if g is not None), problem.penalty]
    kept = [smooth for x in formulas if (smooth := one_case(x, region)) is not None]
    require(len(kept) == len(formulas), "near the point the neuron or the penalty may have a kink, off the slice")
    changes = [after - before for after, before in zip(substitute(kept, flow), kept, strict=True)]
    require(vanish(changes), "the symmetry was not proved to leave L~ as it is")


CHECKS: dict[str, Kind] = {"augmented-symmetric": Kind(_symmetric, asks=())}
