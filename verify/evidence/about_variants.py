"""The kernel's checks of the kinds about L~ with any neuron and penalty: that a point is a local minimum of it.

A point of L~ is written as constants for all its coordinates, theta, a, b, W in this order. Coordinates that a box
moves have decimals there and are replaced by the one critical point in the box.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from ..numerics import ball
from ..numerics.ball import Ball
from ..numerics.identity import one_sided, vanish, zero
from ..numerics.inertia import negative_eigenvalues
from ..numerics.krawczyk import Box, Landscape, contains_one_zero
from ..numerics.program import Program
from ..problem.augmentation import Constraint
from ..problem.expression import (
    JUMP,
    ZERO,
    Expr,
    branches,
    gradient,
    hessian,
    num,
    rational,
    substitute,
    topological,
    var,
    variables,
)
from ..problem.objective import Problem
from ..truth import Truth
from .certificate import Fields
from .evidence import Grade
from .finding import Finding, require
from .points import check_digits, comparison, read_constant


@dataclass(frozen=True)
class Place:
    """A point of L~: its coordinates by name, those that a box moves, and the box."""

    constants: dict[str, Expr]
    moving: tuple[str, ...]
    box: Box | None

    def balls(self, names: Sequence[str]) -> list[Ball]:
        """Enclosures of the coordinates ``names``; call within ``ball.precision``."""
        moved = {} if self.box is None else dict(zip(self.moving, self.box.balls(), strict=True))
        rest = [name for name in names if name not in moved]
        fixed = dict(zip(rest, Program([self.constants[name] for name in rest], []).run(ball.BALLS, []), strict=True))
        return [moved[name] if name in moved else fixed[name] for name in names]


def place(problem: Problem, fields: Fields) -> Place:
    """The point that a certificate names, with exact coordinates."""
    texts = fields.texts("at", len(problem.augmented_names))
    values = [read_constant(text, fields) for text in texts]
    return Place(dict(zip(problem.augmented_names, values, strict=True)), (), None)


def theta_names(problem: Problem, at: Place) -> dict[str, Expr]:
    return {name: at.constants[name] for name in problem.names}


def augmented_outputs(problem: Problem) -> list[list[Expr]]:
    """f~(x_i) for every sample, in all coordinates."""
    rows = []
    for x, f in zip(problem.inputs, problem.outputs, strict=True):
        g = problem.augmentation.added(x, problem.network.outputs)
        rows.append([fk if gk is None else fk + gk for fk, gk in zip(f, g, strict=True)])
    return rows


def trained(problem: Problem) -> list[str]:
    """The coordinates that are not frozen."""
    a, b, rows = problem.added_names
    blocks = {"theta": problem.names, "a": a, "b": b, "W": [name for row in rows for name in row]}
    return [name for block, names in blocks.items() if block not in problem.augmentation.frozen for name in names]


def bounds(problem: Problem) -> dict[str, list[Constraint]]:
    """The constraints on each coordinate."""
    a, b, rows = problem.added_names
    blocks = {"a": a, "b": b, "W": [name for row in rows for name in row]}
    found: dict[str, list[Constraint]] = {}
    for constraint in problem.augmentation.constraints:
        for name in blocks[constraint.name]:
            found.setdefault(name, []).append(constraint)
    return found


def _isolated(problem: Problem, fields: Fields) -> Finding:
    """L~ depends near the point on some coordinates only, and has a nondegenerate minimum in them.

    Coordinates on an active bound are held there: the slope of L~ pushes against the bound.
    """
    at, names = place(problem, fields), problem.augmented_names
    moving = tuple(names[i] for i in _indices(fields, "moving", len(names)))
    held = tuple(names[i] for i in _indices(fields, "held", len(names)))
    bits = fields.bits()
    free = trained(problem)
    require(set(moving) <= set(free), "a frozen coordinate is not moved")
    risk = problem.augmented_risk
    fixed = {name: value for name, value in at.constants.items() if name not in moving}
    scape = Landscape(substitute([risk], fixed)[0], moving)
    if fields.has("box"):
        group = fields.group("box")
        box = Box(group.numbers("center", len(moving)), group.number("radius"))
        y, box_bits = group.matrix("preconditioner", len(moving), len(moving)), group.bits()
        require(contains_one_zero(scape, box, y, box_bits), "box: Krawczyk's condition K < box is not met")
        check_digits(box, group.texts("rounds_to", len(moving)))
        group.finish()
        # From here on the point is represented by the centre: kinks are then on the same side as all over the box.
        centered = {name: num(c) for name, c in zip(moving, box.center, strict=True)}
        at = Place({**at.constants, **centered}, moving, box)
    elif moving:
        exact = substitute(scape.first, {name: at.constants[name] for name in moving})
        require(vanish(exact), "the gradient of L~ was not proved to vanish at the exact point")
    flat = [name for name in free if name not in moving and name not in held]
    slopes = gradient(risk, [*flat, *held])
    require(vanish(slopes[: len(flat)], at.constants), "L~ was not proved constant in the other coordinates")
    with ball.precision(bits):
        _kinks_stay_away([risk, *slopes], problem, at)
        _hold(problem, at, held, slopes[len(flat) :])
        congruence = fields.matrix("congruence", len(moving), len(moving))
        if moving:
            form = scape.hessian(at.balls(moving))
            require(negative_eigenvalues(form, congruence) == 0, "the Hessian was not proved positive definite")
        facts = _facts(problem, at)
    words = f"L~ has a local minimum at the point: nondegenerate in {len(moving)} coordinates, constant in {len(flat)}"
    if held:
        words += f", held at a bound in {len(held)}"
    return Finding(words, Grade.CERTIFIED, facts)


def _indices(fields: Fields, key: str, limit: int) -> list[int]:
    raw = fields.raw(key)
    require(isinstance(raw, list), f"{key} is a list of indices")
    found = [Fields({key: i}, fields.where).index(key, limit) for i in raw]
    require(len(set(found)) == len(found), f"{key} names a coordinate twice")
    return found


def _kinks_stay_away(expressions: Sequence[Expr], problem: Problem, at: Place) -> None:
    """Each kink is on one side over the whole box: what is said of its centre is said of the point."""
    arguments = [x.args[0] for x in topological(expressions) if x.op == "where"]
    for value in Program(arguments, problem.augmented_names).run(ball.BALLS, at.balls(problem.augmented_names)):
        require(at.box is None or ball.sign(value) in (1, -1), "a kink may lie in the box")


def _hold(problem: Problem, at: Place, held: Sequence[str], slopes: Sequence[Expr]) -> None:
    """Each held coordinate is on a bound, and L~ falls strictly towards it; the others keep away from theirs."""
    limits = bounds(problem)
    names = problem.augmented_names
    values = dict(zip(names, at.balls(names), strict=True))
    for name, slope in zip(held, slopes, strict=True):
        active = [c for c in limits.get(name, []) if rational(at.constants[name]) == c.bound]
        require(len(active) == 1, "a held coordinate is not on one bound")
        value = Program([slope], names).run(ball.BALLS, at.balls(names))[0]
        wanted = -1 if active[0].relation == "<=" else 1
        require(ball.sign(value) == wanted, "the slope of L~ at a bound was not proved to push against it")
    for name, constraints in limits.items():
        for constraint in constraints:
            if name in held and rational(at.constants[name]) == constraint.bound:
                continue
            gap = values[name] - ball.ball(constraint.bound)
            inside = -gap if constraint.relation == "<=" else gap
            require(ball.positive(inside), "a coordinate was not proved to meet its bound strictly")


def _facts(problem: Problem, at: Place) -> dict[str, str]:
    """Whether an amplitude is certainly not zero, or all are zero exactly."""
    names = problem.added_names[0]
    signs = [ball.sign(v) for v in at.balls(names)]
    if any(sign in (1, -1) for sign in signs):
        return {"amplitudes": "not zero"}
    exactly = at.box is None and all(zero(at.constants[name]) is Truth.YES for name in names)
    return {"amplitudes": "zero" if exactly else "unknown"}


def _kink(problem: Problem, fields: Fields) -> Finding:
    """At a = 0 L~ rises on both sides of a kink in the one amplitude, and does not depend on anything else there."""
    at = place(problem, fields)
    require(len(problem.added_names[0]) == 1 and not problem.augmentation.constraints, "one amplitude, no bounds")
    (amplitude,) = problem.added_names[0]
    require(zero(at.constants[amplitude]) is Truth.YES, "the amplitude is not 0")
    theta = theta_names(problem, at)
    moved = [x - y for x, y in zip(_flat(problem.outputs), substitute(_flat(problem.outputs), theta), strict=True)]
    require(vanish(moved, theta), "the outputs of the network were not proved constant near theta")
    _no_regularizer(problem)
    at_zero = substitute(
        [g for x in problem.inputs for g in problem.augmentation.added(x, problem.network.outputs) if g is not None]
        + [problem.penalty],
        {amplitude: ZERO},
    )
    require(vanish(at_zero), "neuron and penalty were not proved to vanish with the amplitude")
    others = {name: value for name, value in at.constants.items() if name != amplitude}
    slope = substitute(gradient(problem.augmented_risk, [amplitude]), others)[0]
    right, left = one_sided(slope, amplitude, ZERO, 1), one_sided(slope, amplitude, ZERO, -1)
    require(right is not None and left is not None, "the one-sided slopes were not found")
    assert right is not None
    assert left is not None
    with ball.precision(256):
        up, down = Program([right, left], []).run(ball.BALLS, [])
        require(ball.sign(up) == 1 and ball.sign(down) == -1, "L~ was not proved to rise on both sides of a = 0")
        facts = {"slopes": f"{ball.decimal(down, 8)}, {ball.decimal(up, 8)}", "amplitudes": "zero"}
    return Finding("L~ has a local minimum at the point: a kink at a = 0, rising on both sides", Grade.CERTIFIED, facts)


def _flat(rows: Sequence[Sequence[Expr]]) -> list[Expr]:
    return [x for row in rows for x in row]


def _hyperplane(problem: Problem, fields: Fields) -> Finding:
    """Convex loss, g . f~ constant near the point for the gradient g of the loss, and a penalty that is least there."""
    at = place(problem, fields)
    require(problem.loss.convex is True, f"the loss {problem.loss.name} is not known to be convex")
    _no_regularizer(problem)
    _penalty_is_least(problem, at)
    total: Expr = ZERO
    for i, outputs in enumerate(augmented_outputs(problem)):
        here = substitute(outputs, at.constants)
        for g, moving, fixed in zip(_slopes(problem, i, here), outputs, here, strict=True):
            total = total + g * (moving - fixed)
    frozen = {name: value for name, value in at.constants.items() if name not in trained(problem)}
    total = substitute([total], frozen)[0]
    require(vanish([total], at.constants), "g . f~ was not proved constant on a neighbourhood of the point")
    with ball.precision(128):
        facts = _facts(problem, at)
    words = "L~ has a local minimum at the point: the gradient of the convex loss is constant along all outputs near it"
    return Finding(words, Grade.SYMBOLIC, facts)


def _samplewise(problem: Problem, fields: Fields) -> Finding:
    """At every input the summed loss has a nondegenerate minimum in the output, and the penalty is least."""
    at = place(problem, fields)
    _no_regularizer(problem)
    _penalty_is_least(problem, at)
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
            _curves_upward(substitute(_flat(hessian(total, names)), here), len(names))
    with ball.precision(128):
        facts = _facts(problem, at)
    words = "L~ has a local minimum at the point: each output is a strict local minimum of the loss at its input"
    return Finding(words, Grade.CERTIFIED, facts)


def _optimal(problem: Problem, fields: Fields) -> Finding:
    """The gradients of the convex losses vanish at the outputs f~, and the penalty is least: a global minimum of L~."""
    at = place(problem, fields)
    require(problem.loss.convex is True, f"the loss {problem.loss.name} is not known to be convex")
    _regularizer_is_least(problem, at)
    _penalty_is_least(problem, at)
    rows = augmented_outputs(problem)
    here = [substitute(row, at.constants) for row in rows]
    for group in problem.distinct:
        slopes = [_slopes(problem, i, here[i]) for i in group]
        sums = [sum(column[1:], column[0]) for column in zip(*slopes, strict=True)]
        require(vanish(sums), "the residual gradients of the augmented network were not proved to vanish")
    with ball.precision(128):
        facts = _facts(problem, at)
    extent = "a global" if problem.regularizer is ZERO else "a local"
    words = f"L~ has {extent} minimum at the point: every output minimises its loss"
    return Finding(words, Grade.SYMBOLIC if problem.regularizer is ZERO else Grade.CERTIFIED, facts)


def _regularizer_is_least(problem: Problem, at: Place) -> None:
    """A term in theta alone has, in the parameters that it depends on, a nondegenerate minimum at the point."""
    names = sorted(variables([problem.regularizer]))
    constants = {name: at.constants[name] for name in names}
    slopes = substitute(gradient(problem.regularizer, names), constants)
    require(vanish(slopes), "the regularizer was not proved stationary")
    if names:
        with ball.precision(128):
            _curves_upward(substitute(_flat(hessian(problem.regularizer, names)), constants), len(names))


def _curves_upward(second: Sequence[Expr], size: int) -> None:
    """The constant symmetric matrix with these entries, row by row, is positive definite (by Gershgorin's discs)."""
    values = Program(second, []).run(ball.BALLS, [])
    form = [values[r * size : (r + 1) * size] for r in range(size)]
    identity = tuple(tuple(Fraction(int(r == c)) for c in range(size)) for r in range(size))
    require(negative_eigenvalues(form, identity) == 0, "a second derivative was not proved positive definite")


def _stationary(problem: Problem, fields: Fields) -> Finding:
    """The gradient of L~ vanishes exactly at the point."""
    at = place(problem, fields)
    slopes = substitute(gradient(problem.augmented_risk, trained(problem)), at.constants)
    require(vanish(slopes), "the gradient of L~ was not proved to vanish")
    with ball.precision(128):
        facts = _facts(problem, at)
    return Finding("the point is a critical point of L~", Grade.SYMBOLIC, facts)


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


def _penalty_is_least(problem: Problem, at: Place) -> None:
    """The penalty is >= 0 everywhere and 0 at the point, and nothing is bounded."""
    require(not problem.augmentation.constraints, "the coordinates are bounded")
    require(nonnegative(problem.penalty), "the penalty was not seen to be >= 0")
    require(vanish(substitute([problem.penalty], at.constants)), "the penalty was not proved to be 0 at the point")


def nonnegative(x: Expr) -> bool:
    """Whether an expression is visibly >= 0: sums and products of even powers, absolute values, numbers >= 0."""
    value = rational(x)
    if value is not None:
        return value >= 0
    if x.op in ("add", "mul"):
        return all(nonnegative(argument) for argument in x.args)
    if x.op == "pow":
        assert isinstance(x.data, Fraction)
        return x.data.numerator % 2 == 0 or nonnegative(x.args[0])
    if x.op == "where":
        p, n, order = branches(x)
        return order >= 0 and x.args[1] is x.args[0] and n is -p
    return x.op in ("exp", "sigmoid", "softplus", "cosh")


VARIANT_CHECKS: dict[str, Callable[[Problem, Fields], Finding]] = {
    "augmented-isolated": _isolated,
    "augmented-kink": _kink,
    "augmented-hyperplane": _hyperplane,
    "augmented-samplewise": _samplewise,
    "augmented-optimal": _optimal,
    "augmented-stationary": _stationary,
    "augmented-norm": _norm,
}
