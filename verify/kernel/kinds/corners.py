"""The kernel's checks of local minima of L~ at a = 0 that sit in a corner: the kink of an absolute value, or a cusp.

Both rest on the same three conditions: theta is a local minimum of L (constant near theta, or nondegenerate), the
neurons add nothing where a = 0, and so L~ = L(theta) + penalty there. They differ in how L~ is shown to rise with |a|.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import NamedTuple

from ...numerics import ball
from ...numerics.identity import vanish, zero
from ...numerics.interval import Interval, between
from ...problem.derivatives import gradient, hessian
from ...problem.expression import ARG, ONE, ZERO, Expr, branches, rational, substitute, variables
from ...problem.objective import Problem
from ...truth import Truth
from .. import gate
from ..augmented_point import (
    AugmentedPoint,
    augmented_point,
    bounds,
    facts,
    frozen,
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
from ..region import NEGATIVE, POSITIVE, Region
from .loss_shape import curves_upward, penalty_is_least

BITS = 256


def _kink(problem: Problem, fields: Fields) -> Finding:
    """At a = 0 L~ rises on both sides of a kink in the one amplitude, and is least in everything else there.

    With all else fixed, near the point, L~ is continuous in a, and continuously differentiable where a is not 0. Its
    slope there has the sign of a *at all points of a neighbourhood*, so that L~(z) >= L~(z with a = 0); and the right
    side is L(theta), which is least at the point. In the other coordinates L~ may have kinks and jumps.
    """
    at = augmented_point(problem, fields)
    require(len(problem.added_names[0]) == 1, "there is more than one amplitude")
    (amplitude,) = problem.added_names[0]
    data = _at_rest(problem, at)
    require(vanish(substitute([problem.penalty], {amplitude: ZERO})), "the penalty was not proved 0 at amplitude 0")
    total, region = data + problem.penalty, neighbourhood(problem, at)
    whole = gate.look([total], region, of=[amplitude])[0]
    require(whole.regularity >= Regularity.CONTINUOUS, "L~ was not proved continuous in a near the point")
    slope = gradient(total, [amplitude])[0]
    slopes = {}
    for side in _open_sides(problem, amplitude):
        half = region.part(amplitude, POSITIVE if side == 1 else NEGATIVE)
        whole, rate = gate.look([total, slope], half, of=[amplitude])
        smooth = whole.regularity >= Regularity.C1 and rate.regularity >= Regularity.DEFINED
        require(smooth, "L~ was not proved smooth in a on each side of a = 0: a kink was not proved to stay at a = 0")
        rises = rate.values.positive if side == 1 else rate.values.negative
        require(rises, "L~ was not proved to rise on both sides of a = 0")
        slopes[side] = rate.values.decimal(8)
    with ball.precision(BITS):
        found = {"slopes": ", ".join(slopes[side] for side in sorted(slopes)), **facts(problem, at)}
    return Finding("L~ has a local minimum at the point: a kink at a = 0, rising on both sides", Grade.CERTIFIED, found)


def _cusp(problem: Problem, fields: Fields) -> Finding:
    """At a = 0 the penalty grows like c |a_k|^e in each amplitude, with e < 1, or e = 1 and c above the data's slope.

    Let D be L~ without its penalty P. P >= sum_k c_k |a_k|^e near the point: its other terms are >= 0 there, and c_k is
    a lower bound of the cofactors *on the neighbourhood*, which may jump. D is least at the point among the points near
    it with a = 0. If D is Lipschitz continuous near the point, then D(z) - D(z with a = 0) is at least -C |a|, which
    sum_k c_k |a_k|^e outweighs for small a if e < 1. If D is continuously differentiable there, the same difference is
    at least -sum_k s_k |a_k|, s_k the greatest |dD/da_k| on the neighbourhood, and e = 1 is enough if c_k > s_k.
    """
    at = augmented_point(problem, fields)
    amplitudes = problem.added_names[0]
    data = _at_rest(problem, at)
    region = neighbourhood(problem, at)
    penalty_is_least(problem, at, region)
    corners = _corners(problem.penalty, region)
    blunt = [name for name in amplitudes if not any(c.name == name and c.exponent < 1 for c in corners)]
    if not blunt:
        words = "the data term was not proved Lipschitz continuous near the point"
        require(gate.lipschitz(data, region) is Truth.YES, words)
    else:
        require(gate.differentiable(data, region) is Truth.YES, "the data term was not proved smooth near the point")
    for name, rate in zip(blunt, gate.look(gradient(data, blunt), region), strict=True):
        require(rate.regularity >= Regularity.CONTINUOUS, "the slopes of the data term were not proved continuous")
        with ball.precision(BITS):
            steep = between(0, 0)
            for corner in corners:
                if corner.name == name and corner.exponent == 1:
                    steep = steep + corner.cofactor
            steeper = (steep - rate.values.size()).positive
        require(steeper, "the penalty was not proved steeper at 0 than the data term")
    with ball.precision(BITS):
        found = facts(problem, at)
    words = "L~ has a local minimum at the point: a corner of the penalty at a = 0, steeper than the data term"
    return Finding(words, Grade.CERTIFIED, found)


class Corner(NamedTuple):
    """A term of the penalty: |name|^exponent times a cofactor whose values near the point, all > 0, are known."""

    name: str
    exponent: Fraction
    cofactor: Interval


def _corners(penalty: Expr, region: Region) -> list[Corner]:
    """The terms of the penalty that are corners; refused unless every other term is >= 0 on the region."""
    found = []
    for x in _summands(penalty):
        name, exponent, cofactor = _factored(x)
        known = gate.look([cofactor], region)[0]
        if name is not None and exponent > 0 and known.regularity >= Regularity.DEFINED and known.values.positive:
            found.append(Corner(name, exponent, known.values))
        else:
            require(nonnegative(x, region), "a term of the penalty was not proved >= 0 near the point")
    return found


def _at_rest(problem: Problem, at: AugmentedPoint) -> Expr:
    """L~ without its penalty, with frozen coordinates inserted; refused unless it is least at the point where a = 0.

    That is so if all amplitudes are 0, the neurons add nothing then, and theta is a local minimum of L.
    """
    amplitudes = problem.added_names[0]
    require(all(zero(at.constants[name]) is Truth.YES for name in amplitudes), "the amplitude is not 0")
    require_feasible(problem, at)
    require_defined(problem, at)
    none = dict.fromkeys(amplitudes, ZERO)
    neurons = [g for x in problem.inputs for g in problem.augmentation.added(x, problem.network.outputs)]
    require(vanish(substitute([g for g in neurons if g is not None], none)), "the neurons were not proved to vanish")
    still = frozen(problem, at)
    _theta_is_least(
        problem, {name: value for name, value in at.only(problem.names).items() if name not in still}, still
    )
    return substitute([problem.augmented_data_term + problem.regularizer], still)[0]


def constant_near(problem: Problem, theta: Mapping[str, Expr], still: Mapping[str, Expr]) -> bool:
    """True proves that the outputs on the data and the term in theta alone are constant near theta.

    ``still`` are the coordinates that are frozen, with their constants; ``theta`` has the others.
    """
    values = substitute([*(f for row in problem.outputs for f in row), problem.regularizer], still)
    return vanish([x - y for x, y in zip(values, substitute(values, theta), strict=True)], theta)


def _theta_is_least(problem: Problem, theta: Mapping[str, Expr], still: Mapping[str, Expr]) -> None:
    """Near theta the outputs and the regularizer are constant, or L is nondegenerate where it depends on theta."""
    if constant_near(problem, theta, still):
        return
    risk = substitute([problem.risk], still)[0]
    names = sorted(variables([risk]))
    region = Region.around({name: theta[name] for name in names})
    require(gate.regularity(risk, region) >= Regularity.C2, "L was not proved constant near theta, nor smooth")
    require(vanish(substitute(gradient(risk, names), theta)), "L was not proved constant near theta, nor stationary")
    with ball.precision(BITS):
        curves_upward([x for row in hessian(risk, names) for x in substitute(row, theta)], len(names))


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


def _factored(x: Expr) -> tuple[str | None, Fraction, Expr]:
    """The triple (name, e, c) with x = |name|^e c wherever c >= 0; without such a factor (None, 0, x)."""
    none = (None, Fraction(0), x)
    if _is_absolute(x) and x.args[0].op == "var":
        return str(x.args[0].data), Fraction(1), ONE
    if x.op == "pow":
        exponent = Fraction(x.data)
        if x.args[0].op == "var" and exponent.denominator == 1 and exponent % 2 == 0 and exponent > 0:
            return str(x.args[0].data), exponent, ONE
        name, e, cofactor = _factored(x.args[0])
        return none if name is None or exponent <= 0 else (name, e * exponent, cofactor**exponent)
    if x.op == "mul":
        (first, d, p), (second, e, q) = _factored(x.args[0]), _factored(x.args[1])
        if first is not None and second is not None and first != second:
            return none
        return first or second, d + e, p * q
    return none


def _is_absolute(x: Expr) -> bool:
    """Whether x is |u|: u where u >= 0, and -u where u < 0."""
    return x.op == "where" and branches(x)[:2] == (ARG, -ARG) and branches(x).order >= 0


CHECKS: dict[str, Kind] = {"augmented-kink": Kind(_kink, asks=()), "augmented-cusp": Kind(_cusp, asks=())}
