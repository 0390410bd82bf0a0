"""The kernel's checks of local minima of L~, with any neuron and penalty, that rest on the shape of the loss."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

from ...numerics import ball
from ...numerics.identity import vanish
from ...numerics.inertia import negative_eigenvalues
from ...numerics.program import Program
from ...problem.expression import JUMP, ZERO, Expr, branches, gradient, hessian, substitute, topological, var, variables
from ...problem.objective import Problem
from ..augmented_point import Place, facts, frozen, nonnegative, place, require_feasible, trained
from ..certificate import Fields
from ..evidence import Grade
from ..finding import Finding, require
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
    at = place(problem, fields)
    require(problem.loss.convex is True, f"the loss {problem.loss.name} is not known to be convex")
    _no_regularizer(problem)
    penalty_is_least(problem, at)
    total: Expr = ZERO
    for i, outputs in enumerate(augmented_outputs(problem)):
        here = substitute(outputs, at.constants)
        for g, moving, fixed in zip(_slopes(problem, i, here), outputs, here, strict=True):
            total = total + g * (moving - fixed)
    total = substitute([total], frozen(problem, at))[0]
    require(vanish([total], at.constants), "g . f~ was not proved constant on a neighbourhood of the point")
    with ball.precision(128):
        found = facts(problem, at)
    words = "L~ has a local minimum at the point: the gradient of the convex loss is constant along all outputs near it"
    return Finding(words, Grade.SYMBOLIC, found)


def _samplewise(problem: Problem, fields: Fields) -> Finding:
    """At every input the summed loss has a nondegenerate minimum in the output, and the penalty is least."""
    at = place(problem, fields)
    _no_regularizer(problem)
    penalty_is_least(problem, at)
    rows = augmented_outputs(problem)
    jumps = [x for x in topological(_flat(rows)) if x.op == "where" and branches(x).order <= JUMP]
    require(not jumps, "an output may jump")
    names = [f"q{k + 1}" for k in range(problem.network.outputs)]
    for group in problem.distinct:
        total: Expr = ZERO
        for i in group:
            total = total + problem.sample_loss(i, [var(name) for name in names])
        here = dict(zip(names, substitute(rows[group[0]], at.constants), strict=True))
        require(vanish(substitute(gradient(total, names), here)), "an output was not proved stationary for its loss")
        with ball.precision(128):
            curves_upward(substitute(_flat(hessian(total, names)), here), len(names))
    with ball.precision(128):
        found = facts(problem, at)
    words = "L~ has a local minimum at the point: each output is a strict local minimum of the loss at its input"
    return Finding(words, Grade.CERTIFIED, found)


def _optimal(problem: Problem, fields: Fields) -> Finding:
    """The gradients of the convex losses vanish at the outputs f~, and the penalty is least: a global minimum of L~."""
    at = place(problem, fields)
    require(problem.loss.convex is True, f"the loss {problem.loss.name} is not known to be convex")
    _regularizer_is_least(problem, at)
    penalty_is_least(problem, at)
    rows = augmented_outputs(problem)
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


def _regularizer_is_least(problem: Problem, at: Place) -> None:
    """A term in theta alone has, in the parameters that it depends on, a nondegenerate minimum at the point."""
    names = sorted(variables([problem.regularizer]))
    constants = {name: at.constants[name] for name in names}
    slopes = substitute(gradient(problem.regularizer, names), constants)
    require(vanish(slopes), "the regularizer was not proved stationary")
    if names:
        with ball.precision(128):
            curves_upward(substitute(_flat(hessian(problem.regularizer, names)), constants), len(names))


def curves_upward(second: Sequence[Expr], size: int) -> None:
    """The constant symmetric matrix with these entries, row by row, is positive definite (by Gershgorin's discs)."""
    values = Program(second, []).run(ball.BALLS, [])
    form = [values[r * size : (r + 1) * size] for r in range(size)]
    identity = tuple(tuple(Fraction(int(r == c)) for c in range(size)) for r in range(size))
    require(negative_eigenvalues(form, identity) == 0, "a second derivative was not proved positive definite")


def _stationary(problem: Problem, fields: Fields) -> Finding:
    """The gradient of L~ vanishes exactly at the point, which meets all bounds."""
    at = place(problem, fields)
    require_feasible(problem, at)
    slopes = substitute(gradient(problem.augmented_risk, trained(problem)), at.constants)
    require(vanish(slopes), "the gradient of L~ was not proved to vanish")
    with ball.precision(128):
        found = facts(problem, at)
    return Finding("the point is a critical point of L~", Grade.SYMBOLIC, found)


def _norm(problem: Problem, fields: Fields) -> Finding:
    """The sum of the squares of all coordinates, as written: pins those on which nothing else depends."""
    at = place(problem, fields)
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


def penalty_is_least(problem: Problem, at: Place) -> None:
    """The penalty is >= 0 everywhere and 0 at the point, which meets all bounds."""
    require_feasible(problem, at)
    require(nonnegative(problem.penalty), "the penalty was not seen to be >= 0")
    require(vanish(substitute([problem.penalty], at.constants)), "the penalty was not proved to be 0 at the point")


CHECKS: dict[str, Callable[[Problem, Fields], Finding]] = {
    "augmented-hyperplane": _hyperplane,
    "augmented-samplewise": _samplewise,
    "augmented-optimal": _optimal,
    "augmented-stationary": _stationary,
    "augmented-norm": _norm,
}
