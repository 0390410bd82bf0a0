"""The kernel's checks of local minima of L~ at a = 0 that sit in a corner: the kink of an absolute value, or a cusp.

Both rest on the same three conditions: theta is a local minimum of L (constant near theta, or nondegenerate), the
neurons add nothing where a = 0, and so L~ = L(theta) + penalty there. They differ in how L~ is shown to rise with |a|.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction

from ...numerics import ball
from ...numerics.ball import Ball
from ...numerics.identity import one_sided, vanish, zero
from ...numerics.program import Program
from ...problem.expression import ZERO, Expr, branches, gradient, hessian, rational, substitute, topological, variables
from ...problem.objective import Problem
from ...truth import Truth
from ..augmented_point import (
    Place,
    bounds,
    facts,
    frozen,
    is_absolute,
    lipschitz,
    place,
    require_feasible,
    smooth,
    trained,
)
from ..certificate import Fields
from ..evidence import Grade
from ..finding import Finding, require
from .loss_shape import curves_upward, penalty_is_least

BITS = 256


def _kink(problem: Problem, fields: Fields) -> Finding:
    """At a = 0 L~ rises on both sides of a kink in the one amplitude, and is least in everything else there.

    On each side of a = 0 the slope of L~ in a is continuous near the point, up to a = 0: of the kinks in it, each that
    is met at the point is met exactly where a = 0. So the slope keeps the sign that its limit has at the point.
    """
    at = place(problem, fields)
    require(len(problem.added_names[0]) == 1, "there is more than one amplitude")
    (amplitude,) = problem.added_names[0]
    data = _at_rest(problem, at)
    require(vanish(substitute([problem.penalty], {amplitude: ZERO})), "the penalty was not proved 0 at amplitude 0")
    slope = gradient(data + problem.penalty, [amplitude])[0]
    with ball.precision(BITS):
        values = at.balls(problem.augmented_names)
        continuous = lipschitz([data + problem.penalty], problem.augmented_names, values)
        require(continuous, "L~ was not proved continuous near the point")
        _kinks_only_at_zero(slope, amplitude, problem, at)
    others = {name: value for name, value in at.constants.items() if name != amplitude}
    here = substitute([slope], others)[0]
    slopes = {}
    for side in _open_sides(problem, amplitude):
        limit = one_sided(here, amplitude, ZERO, side)
        require(limit is not None, "the one-sided slopes were not found")
        assert limit is not None
        with ball.precision(BITS):
            value = Program([limit], []).run(ball.BALLS, [])[0]
            require(ball.sign(value) == side, "L~ was not proved to rise on both sides of a = 0")
            slopes[side] = ball.decimal(value, 8)
    with ball.precision(BITS):
        found = {"slopes": ", ".join(slopes[side] for side in sorted(slopes)), **facts(problem, at)}
    return Finding("L~ has a local minimum at the point: a kink at a = 0, rising on both sides", Grade.CERTIFIED, found)


def _cusp(problem: Problem, fields: Fields) -> Finding:
    """At a = 0 the penalty grows like c |a_k|^e in each amplitude, with e < 1, or e = 1 and c above the data's slope.

    Let D be L~ without its penalty P. P >= sum_k c |a_k|^e near the point, as its other terms are >= 0, and D is least
    there among the points with a = 0. If D is Lipschitz continuous near the point, then D(z) - D(z with a = 0) is at
    least -C |a|, which sum_k c |a_k|^e outweighs for small a if e < 1. If D is smooth there, the same difference is at
    least -sum_k (|dD/da_k| + s) |a_k| in a neighbourhood, for any s > 0, and e = 1 is enough if c > |dD/da_k|.
    """
    at = place(problem, fields)
    amplitudes = problem.added_names[0]
    data = _at_rest(problem, at)
    penalty_is_least(problem, at)
    corners = [(x, *rate) for x in _summands(problem.penalty) if (rate := _corner(x)) is not None]
    blunt = [name for name in amplitudes if not any(name == n and e < 1 for _, n, e in corners)]
    names = problem.augmented_names
    with ball.precision(BITS):
        values = at.balls(names)
        if not blunt:
            require(
                lipschitz([data], names, values), "the data term was not proved Lipschitz continuous near the point"
            )
        else:
            require(smooth([data], names, values), "the data term was not proved smooth")
        for name, slope in zip(blunt, Program(gradient(data, blunt), names).run(ball.BALLS, values), strict=True):
            steep = _steepness([x for x, n, e in corners if n == name and e == 1], name, at)
            require(ball.positive(steep - abs(slope)), "the penalty was not proved steeper at 0 than the data term")
        found = facts(problem, at)
    words = "L~ has a local minimum at the point: a corner of the penalty at a = 0, steeper than the data term"
    return Finding(words, Grade.CERTIFIED, found)


def _steepness(terms: Sequence[Expr], name: str, at: Place) -> Ball:
    """The sum of the factors c of terms c |name|: of their right slopes in ``name`` at 0."""
    others = {key: value for key, value in at.constants.items() if key != name}
    slopes = [one_sided(substitute(gradient(x, [name]), others)[0], name, ZERO, 1) for x in terms]
    found = [slope for slope in slopes if slope is not None]
    return ball.dot(Program(found, []).run(ball.BALLS, []), [ball.ball(1) for _ in found])


def _at_rest(problem: Problem, at: Place) -> Expr:
    """L~ without its penalty, with frozen coordinates inserted; refused unless it is least at the point where a = 0.

    That is so if all amplitudes are 0, the neurons add nothing then, and theta is a local minimum of L.
    """
    amplitudes = problem.added_names[0]
    require(all(zero(at.constants[name]) is Truth.YES for name in amplitudes), "the amplitude is not 0")
    require_feasible(problem, at)
    none = dict.fromkeys(amplitudes, ZERO)
    neurons = [g for x in problem.inputs for g in problem.augmentation.added(x, problem.network.outputs)]
    require(vanish(substitute([g for g in neurons if g is not None], none)), "the neurons were not proved to vanish")
    still = frozen(problem, at)
    _theta_is_least(
        problem, {name: value for name, value in at.only(problem.names).items() if name not in still}, still
    )
    return substitute([problem.augmented_data_term + problem.regularizer], still)[0]


def _theta_is_least(problem: Problem, theta: Mapping[str, Expr], still: Mapping[str, Expr]) -> None:
    """Near theta the outputs and the regularizer are constant, or L is nondegenerate where it depends on theta."""
    values = substitute([*(f for row in problem.outputs for f in row), problem.regularizer], still)
    if vanish([x - y for x, y in zip(values, substitute(values, theta), strict=True)], theta):
        return
    risk = substitute([problem.risk], still)[0]
    names = sorted(variables([risk]))
    require(vanish(substitute(gradient(risk, names), theta)), "L was not proved constant near theta, nor stationary")
    with ball.precision(BITS):
        curves_upward([x for row in hessian(risk, names) for x in substitute(row, theta)], len(names))


def _kinks_only_at_zero(slope: Expr, amplitude: str, problem: Problem, at: Place) -> None:
    """Where the slope in the amplitude jumps at the point, it does so at amplitude 0 and nowhere else near it."""
    kinks = [x for x in topological([slope]) if x.op == "where" and branches(x).order < 0]
    arguments = Program([x.args[0] for x in kinks], problem.augmented_names)
    for x, value in zip(kinks, arguments.run(ball.BALLS, at.balls(problem.augmented_names)), strict=True):
        if ball.sign(value) not in (1, -1):
            only = vanish(substitute([x.args[0]], {amplitude: ZERO}), at.constants)
            require(only, "a kink was not proved to stay at a = 0")


def _open_sides(problem: Problem, amplitude: str) -> list[int]:
    """On which sides of 0 (1 or -1) the bounds let the amplitude be; on both if it is trained and unbounded."""
    if amplitude not in trained(problem):
        return []
    closed = {1 if c.relation == "<=" else -1 for c in bounds(problem).get(amplitude, []) if c.bound == 0}
    return [side for side in (1, -1) if side not in closed]


def _summands(x: Expr) -> list[Expr]:
    """The terms of a sum, also of a positive number times a sum."""
    if x.op == "add":
        return [*_summands(x.args[0]), *_summands(x.args[1])]
    if x.op == "mul" and x.args[1].op == "add":
        number = rational(x.args[0])
        if number is not None and number > 0:
            return [number * term for term in _summands(x.args[1])]
    return [x]


def _corner(x: Expr) -> tuple[str, Fraction] | None:
    """The pair (name, e) if x is |name|^e times something that is positive and continuous, e > 0, as written."""
    found = _power(x)
    return None if found is None or found[0] is None else (found[0], found[1])


def _power(x: Expr) -> tuple[str | None, Fraction] | None:
    """The pair (name, e) if x is |name|^e times something positive and continuous; the name is None if e = 0."""
    value = rational(x)
    if value is not None:
        return (None, Fraction(0)) if value > 0 else None
    if is_absolute(x) and x.args[0].op == "var":
        return str(x.args[0].data), Fraction(1)
    if x.op == "pow":
        exponent = Fraction(x.data)
        if x.args[0].op == "var" and exponent.denominator == 1 and exponent % 2 == 0 and exponent > 0:
            return str(x.args[0].data), exponent
        inner = _power(x.args[0])
        return None if inner is None or exponent <= 0 else (inner[0], inner[1] * exponent)
    if x.op == "mul":
        first, second = _power(x.args[0]), _power(x.args[1])
        if first is None or second is None or (first[0] and second[0] and first[0] != second[0]):
            return None
        return first[0] or second[0], first[1] + second[1]
    return (None, Fraction(0)) if x.op in ("exp", "sigmoid", "softplus", "cosh") else None


CHECKS: dict[str, Callable[[Problem, Fields], Finding]] = {"augmented-kink": _kink, "augmented-cusp": _cusp}
