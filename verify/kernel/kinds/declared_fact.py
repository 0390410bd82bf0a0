"""The kernel's checks that a fact which a file declares of its loss is false: at one or two points, by balls.

**Convex.** If ``l((p + q)/2) > (l(p) + l(q))/2``, then l is not convex.

**Stationary points are global minima**, for one output. If l is differentiable and ``p < q``, ``l'(p) > 0 > l'(q)``,
then its greatest value on [p, q] is taken inside, at a stationary point; that value is at least l(p), and l is lower
just below p, as l'(p) > 0. So this stationary point is no global minimum. For any number of outputs: if all partial
derivatives vanish at p, exactly, and l(q) < l(p), then the stationary point p is no global minimum.

**Nowhere negative.** If the loss is negative at an output, it is not so.

**Differentiable.** If the one-sided slopes of l in some output differ at a point, l is not differentiable there.
"""

from __future__ import annotations

from collections.abc import Sequence

from ...numerics import ball
from ...numerics.identity import one_sided, vanish
from ...numerics.program import Program
from ...problem.derivatives import gradient
from ...problem.expression import Expr, num, substitute, var
from ...problem.objective import Problem
from ..certificate import Fields
from ..evidence import Grade
from ..finding import Finding, require
from ..kind import Kind
from ..theta_point import read_constant


def _sample(problem: Problem, fields: Fields) -> tuple[Expr, list[str], list[Expr], list[Expr]]:
    """The loss of a sample, the names of its outputs, and the two points that a certificate names."""
    i, names = fields.index("sample", problem.samples), [f"q{k + 1}" for k in range(problem.network.outputs)]
    loss = problem.sample_loss(i, [var(name) for name in names])
    p, q = ([read_constant(text, fields) for text in fields.texts(key, len(names))] for key in ("p", "q"))
    return loss, names, p, q


def _at(x: Expr, names: Sequence[str], values: Sequence[Expr]) -> Expr:
    return substitute([x], dict(zip(names, values, strict=True)))[0]


def _not_convex(problem: Problem, fields: Fields) -> Finding:
    """The loss of a sample lies above a chord of it, at the middle: it is not convex."""
    loss, names, p, q = _sample(problem, fields)
    middle = [(x + y) / num(2) for x, y in zip(p, q, strict=True)]
    with ball.precision(fields.bits()):
        here, low, high = Program([_at(loss, names, x) for x in (middle, p, q)], []).run(ball.BALLS, [])
        require(ball.positive(here - (low + high) / 2), "the loss was not proved to lie above its chord")
        facts = {"middle": ball.decimal(here, 10), "ends": f"{ball.decimal(low, 10)}, {ball.decimal(high, 10)}"}
    words = f"the loss is not convex: between outputs where it is {facts['ends']} it is {facts['middle']} in the middle"
    return Finding(words, Grade.CERTIFIED, facts)


def _not_invex(problem: Problem, fields: Fields) -> Finding:
    """The loss of a sample has a stationary point that is no global minimum."""
    loss, names, p, q = _sample(problem, fields)
    slopes = gradient(loss, names)
    bits = fields.bits()
    if vanish([_at(slope, names, p) for slope in slopes]):
        with ball.precision(bits):
            here, there = Program([_at(loss, names, x) for x in (p, q)], []).run(ball.BALLS, [])
            require(ball.less(there, here), "the loss was not proved lower at the other output")
            facts = {"loss": ball.decimal(here, 10), "loss_there": ball.decimal(there, 10)}
        words = f"the loss is stationary where it is {facts['loss']}, and it is {facts['loss_there']} elsewhere"
        return Finding(words, Grade.CERTIFIED, facts)
    require(len(names) == 1, "the loss was not proved stationary, and there is more than one output")
    require(problem.loss.differentiable is True, "the loss is not known to be differentiable")
    with ball.precision(bits):
        ends = [p[0], q[0], *(_at(slopes[0], names, x) for x in (p, q))]
        left, right, rising, falling = Program(ends, []).run(ball.BALLS, [])
        require(ball.less(left, right), "the first output was not proved smaller")
        require(ball.positive(rising) and ball.positive(-falling), "the slope was not proved to fall from + to -")
        facts = {"slopes": f"{ball.decimal(rising, 10)}, {ball.decimal(falling, 10)}"}
    words = "the loss rises and then falls: between, it has a stationary point that is no global minimum"
    return Finding(words, Grade.CERTIFIED, facts)


def _negative(problem: Problem, fields: Fields) -> Finding:
    """The loss of a sample is negative at an output."""
    loss, names, p, _ = _sample(problem, fields)
    with ball.precision(fields.bits()):
        value = Program([_at(loss, names, p)], []).run(ball.BALLS, [])[0]
        require(ball.positive(-value), "the loss was not proved negative")
        found = ball.decimal(value, 10)
    return Finding(f"the loss is negative: at an output it is {found}", Grade.CERTIFIED, {"loss": found})


def _not_differentiable(problem: Problem, fields: Fields) -> Finding:
    """The one-sided slopes of the loss of a sample differ at an output."""
    loss, names, p, _ = _sample(problem, fields)
    k = fields.index("output", len(names))
    at = dict(zip(names, p, strict=True))
    others = {name: value for name, value in at.items() if name != names[k]}
    slope = substitute(gradient(loss, [names[k]]), others)[0]
    left, right = one_sided(slope, names[k], p[k], -1), one_sided(slope, names[k], p[k], 1)
    require(left is not None and right is not None, "the one-sided slopes were not found")
    assert left is not None
    assert right is not None
    with ball.precision(fields.bits()):
        below, above = Program([left, right], []).run(ball.BALLS, [])
        require(ball.sign(above - below) in (1, -1), "the one-sided slopes were not proved different")
        facts = {"slopes": f"{ball.decimal(below, 10)}, {ball.decimal(above, 10)}"}
    return Finding(f"the loss has a kink, with the slopes {facts['slopes']}", Grade.CERTIFIED, facts)


CHECKS: dict[str, Kind] = {
    "loss-not-convex": Kind(_not_convex, asks=()),
    "loss-not-invex": Kind(_not_invex, asks=("differentiable",)),
    "loss-negative": Kind(_negative, asks=()),
    "loss-not-differentiable": Kind(_not_differentiable, asks=()),
}
