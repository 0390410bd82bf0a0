"""The kernel's checks of local minima of L~, with any neuron and penalty, that rest on the shape of the loss."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from ...numerics import ball
from ...numerics.identity import vanish
from ...numerics.inertia import negative_eigenvalues
from ...numerics.program import Program
from ...problem.derivatives import gradient, hessian
from ...problem.expression import ZERO, Expr, substitute, var, variables
from ...problem.objective import Problem
from ...truth import Truth
from .. import gate
from ..augmented_point import (
    AugmentedPoint,
    augmented_point,
    facts,
    frozen,
    limits,
    neighbourhood,
    nonnegative,
    require_defined,
    require_feasible,
    trained,
)
from ..certificate import Fields
from ..evidence import Grade
from ..finding import Finding, require
from ..gate import Regularity
from ..kind import Kind
from ..region import Region
from ..theta_point import comparison


def augmented_outputs(problem: Problem) -> list[list[Expr]]:
    """f~(x_i) for every sample, in all coordinates."""
    rows = []
    for x, f in zip(problem.inputs, problem.outputs, strict=True):
        g = problem.augmentation.added(x, problem.network.outputs)
        rows.append([fk if gk is None else fk + gk for fk, gk in zip(f, g, strict=True)])
    return rows


def _flat(rows: Sequence[Sequence[Expr]]) -> list[Expr]:
    return [x for row in rows for x in row]


def _hyperplane(problem: Problem, fields: Fields) -> Finding:
    """Convex loss, g . f~ constant near the point for the gradient g of the loss, and a penalty that is least there."""
    at = augmented_point(problem, fields)
    require(problem.loss.convex is True, f"the loss {problem.loss.name} is not known to be convex")
    _no_regularizer(problem)
    rows = augmented_outputs(problem)
    penalty_is_least(problem, at, _near(problem, at, rows))
    total: Expr = ZERO
    for i, outputs in enumerate(rows):
        here = substitute(outputs, at.constants)
        for g, moving, fixed in zip(_slopes(problem, i, here), outputs, here, strict=True):
            total = total + g * (moving - fixed)
    total = substitute([total], frozen(problem, at))[0]
    require(vanish([total], at.constants), "g . f~ was not proved constant on a neighbourhood of the point")
    with ball.precision(128):
        found = facts(problem, at)
    words = "L~ has a local minimum at the point: the gradient of the convex loss is constant along all outputs near it"
    return Finding(words, Grade.SYMBOLIC, found)


def _near(problem: Problem, at: AugmentedPoint, rows: Sequence[Sequence[Expr]]) -> Region:
    """A neighbourhood of the point within the bounds, on which L~ and all outputs have values."""
    require_feasible(problem, at)
    region = require_defined(problem, at)
    known = gate.look(_flat(rows), region)
    require(
        all(k.regularity >= Regularity.DEFINED for k in known),
        "an output was not proved to have a value near the point",
    )
    return region


def _samplewise(problem: Problem, fields: Fields) -> Finding:
    """At every input the summed loss has a nondegenerate minimum in the output, and the penalty is least."""
    at = augmented_point(problem, fields)
    _no_regularizer(problem)
    rows = augmented_outputs(problem)
    region = _near(problem, at, rows)
    penalty_is_least(problem, at, region)
    known = gate.look(_flat(rows), region)
    require(all(k.regularity >= Regularity.CONTINUOUS for k in known), "an output may jump near the point")
    names = [f"q{k + 1}" for k in range(problem.network.outputs)]
    for group in problem.distinct:
        total: Expr = ZERO
        for i in group:
            total = total + problem.sample_loss(i, [var(name) for name in names])
        here = dict(zip(names, substitute(rows[group[0]], at.constants), strict=True))
        require(_twice(total, here), "the loss was not proved twice differentiable near the output")
        require(vanish(substitute(gradient(total, names), here)), "an output was not proved stationary for its loss")
        with ball.precision(128):
            curves_upward(substitute(_flat(hessian(total, names)), here), len(names))
    with ball.precision(128):
        found = facts(problem, at)
    words = "L~ has a local minimum at the point: each output is a strict local minimum of the loss at its input"
    return Finding(words, Grade.CERTIFIED, found)


def _optimal(problem: Problem, fields: Fields) -> Finding:
    """The gradients of the convex losses vanish at the outputs f~, and the penalty is least: a global minimum of L~."""
    at = augmented_point(problem, fields)
    require(problem.loss.convex is True, f"the loss {problem.loss.name} is not known to be convex")
    rows = augmented_outputs(problem)
    _near(problem, at, rows)
    _regularizer_is_least(problem, at)
    penalty_is_least(problem, at, Region(limits(problem)))
    here = [substitute(row, at.constants) for row in rows]
    for group in problem.distinct:
        slopes = [_slopes(problem, i, here[i]) for i in group]
        sums = [sum(column[1:], column[0]) for column in zip(*slopes, strict=True)]
        require(vanish(sums), "the residual gradients of the augmented network were not proved to vanish")
    with ball.precision(128):
        found = facts(problem, at)
    extent = "a global" if problem.regularizer is ZERO else "a local"
    words = f"L~ has {extent} minimum at the point: every output minimises its loss"
    return Finding(words, Grade.SYMBOLIC if problem.regularizer is ZERO else Grade.CERTIFIED, found)


def _regularizer_is_least(problem: Problem, at: AugmentedPoint) -> None:
    """A term in theta alone has, in the parameters that it depends on, a nondegenerate minimum at the point."""
    names = sorted(variables([problem.regularizer]))
    constants = {name: at.constants[name] for name in names}
    require(_twice(problem.regularizer, constants), "the regularizer was not proved twice differentiable near theta")
    slopes = substitute(gradient(problem.regularizer, names), constants)
    require(vanish(slopes), "the regularizer was not proved stationary")
    if names:
        with ball.precision(128):
            curves_upward(substitute(_flat(hessian(problem.regularizer, names)), constants), len(names))


def _twice(x: Expr, at: Mapping[str, Expr]) -> bool:
    """Whether x is proved twice continuously differentiable near the point with these constants as coordinates."""
    return gate.regularity(x, Region.around(at)) >= Regularity.C2


def curves_upward(second: Sequence[Expr], size: int) -> None:
    """The constant symmetric matrix with these entries, row by row, is positive definite (by Gershgorin's discs)."""
    values = Program(second, []).run(ball.BALLS, [])
    form = [values[r * size : (r + 1) * size] for r in range(size)]
    identity = tuple(tuple(Fraction(int(r == c)) for c in range(size)) for r in range(size))
    require(negative_eigenvalues(form, identity) == 0, "a second derivative was not proved positive definite")


def _stationary(problem: Problem, fields: Fields) -> Finding:
    """The gradient of L~ vanishes exactly at the point, which meets all bounds."""
    at = augmented_point(problem, fields)
    require_feasible(problem, at)
    smooth = gate.differentiable(problem.augmented_risk, neighbourhood(problem, at))
    require(smooth is Truth.YES, "L~ was not proved continuously differentiable near the point")
    slopes = substitute(gradient(problem.augmented_risk, trained(problem)), at.constants)
    require(vanish(slopes), "the gradient of L~ was not proved to vanish")
    with ball.precision(128):
        found = facts(problem, at)
    return Finding("the point is a critical point of L~", Grade.SYMBOLIC, found)


def _norm(problem: Problem, fields: Fields) -> Finding:
    """The sum of the squares of all coordinates, as written: pins those on which nothing else depends."""
    at = augmented_point(problem, fields)
    total: Expr = ZERO
    for value in at.constants.values():
        total = total + value**2
    return comparison(total, {}, lambda bits: [], fields, "|(theta, a, b, W)|^2")


def _slopes(problem: Problem, i: int, outputs: Sequence[Expr]) -> list[Expr]:
    names = [f"q{k + 1}" for k in range(len(outputs))]
    partials = gradient(problem.sample_loss(i, [var(name) for name in names]), names)
    return substitute(partials, dict(zip(names, outputs, strict=True)))


def _no_regularizer(problem: Problem) -> None:
    require(problem.regularizer is ZERO, "L has a term in theta alone")


def penalty_is_least(problem: Problem, at: AugmentedPoint, region: Region) -> None:
    """The penalty is >= 0 on the region, and 0 at the point, which lies in it."""
    require(nonnegative(problem.penalty, region), "the penalty was not seen to be >= 0")
    require(vanish(substitute([problem.penalty], at.constants)), "the penalty was not proved to be 0 at the point")


CHECKS: dict[str, Kind] = {
    "augmented-hyperplane": Kind(_hyperplane),
    "augmented-samplewise": Kind(_samplewise, asks=()),
    "augmented-optimal": Kind(_optimal),
    "augmented-stationary": Kind(_stationary, asks=()),
    "augmented-norm": Kind(_norm, asks=()),
}
