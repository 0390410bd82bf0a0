"""The kernel's checks of the kinds that the claims of related papers use: AUX, about M, and LIANG, about margins.

M(theta, a, b) = L(theta) (1 + (a e^b - 1)^2) + lam a^2, with the lam of the problem and two new real variables a, b.
"""

from __future__ import annotations

from fractions import Fraction

from ...exact import rough, shorten
from ...numerics import ball
from ...numerics.identity import somewhere_nonzero, vanish, zero
from ...numerics.program import Program
from ...problem.expression import function, num, rational, substitute, var
from ...problem.objective import Problem
from ...truth import Truth, every
from ..augmented_point import nonnegative
from ..certificate import Fields
from ..evidence import Grade
from ..finding import Finding, require
from ..kind import Kind
from ..neighbourhood import require_risk
from ..theta_point import coordinates, landscape, point


def nonnegative_risk(problem: Problem) -> Truth:
    """Whether L is >= 0: the loss is known to be so, or visibly is, and so is a term in theta alone.

    NO: L is negative at theta = 0, or where one parameter is 100 or -100 and the others are 0.
    """
    names = [var(f"q{k + 1}") for k in range(problem.network.outputs)]
    known = problem.loss.nonnegative is True or all(
        nonnegative(problem.sample_loss(i, names)) for i in range(problem.samples)
    )
    if known and nonnegative(problem.regularizer):
        return Truth.YES
    risk, n = landscape(problem), len(problem.names)
    points = [[0] * n, *([size if j == k else 0 for j in range(n)] for k in range(n) for size in (100, -100))]
    with ball.precision(128):
        negative = any(ball.positive(-risk.value([ball.ball(t) for t in theta])) for theta in points)
    return Truth.NO if negative else Truth.UNKNOWN


def _auxiliary_orbit(problem: Problem, fields: Fields) -> Finding:
    """(theta, a, b) with this a != 0 is no local minimum of M: along (a e^-t, b + t) only the penalty changes."""
    lam = problem.augmentation.lam
    require(lam != 0, "lam is 0: the penalty does not change")
    a, bits = fields.number("a"), fields.bits()
    require(a != 0, "the amplitude is 0")
    effective = var("a") * function("exp", var("b"))
    shift = {"a": var("a") * function("exp", -var("t")), "b": var("b") + var("t")}
    require(vanish([substitute([effective], shift)[0] - effective]), "a e^b was not proved invariant on the orbit")
    radii = []
    with ball.precision(bits):
        for group in fields.groups("steps"):
            radius, t = group.number("radius"), group.number("t")
            require(t * lam > 0, "the orbit is followed in the wrong direction")
            shrink = ball.exponential(-t)
            moved = ball.magnitude(ball.ball(a) * (1 - shrink))
            require(max(moved, abs(t)) < radius, f"a point of the orbit is not within its radius {shorten(radius)}")
            require(ball.positive(ball.ball(lam * a * a) * (1 - shrink * shrink)), "the penalty was not proved to fall")
            radii.append(radius)
    words = f"(theta, a, b) with a = {rough(a)}, whatever theta and b, is no local minimum of M: the orbit descends"
    return Finding(words, Grade.CERTIFIED, {"radii": _span(radii)})


def _auxiliary_slope(problem: Problem, fields: Fields) -> Finding:
    """(theta, 0, b) is no local minimum of M: the slope in a is -2 L(theta) e^b, not 0; with explicit lower points."""
    at, b, bits = point(problem, fields), fields.number("b"), fields.bits()
    radii = []
    with ball.precision(bits):
        risk = landscape(problem).value(at.enclosure(bits))
        require(ball.sign(risk) in (1, -1), "L(theta) was not proved different from 0")
        for group in fields.groups("points"):
            radius, a = group.number("radius"), group.number("a")
            require(abs(a) < radius, f"a lower point is not within its radius {shorten(radius)}")
            # M(theta, a, b) - M(theta, 0, b) = L c (c - 2) + lam a^2 with c = a e^b
            c = ball.ball(a) * ball.exponential(b)
            rise = risk * c * (c - 2) + ball.ball(problem.augmentation.lam * a * a)
            require(ball.positive(-rise), f"the point at radius {shorten(radius)} was not proved lower")
            radii.append(radius)
        value = ball.decimal(risk, 15)
    words = f"(theta, 0, b) is no local minimum of M, for any b: there dM/da = -2 L(theta) e^b, and L(theta) = {value}"
    return Finding(words, Grade.CERTIFIED, {"L": value, "radii": _span(radii)})


def _span(radii: list[Fraction]) -> str:
    require(len(radii) > 0, "no lower point is given")
    return f"{len(radii)} from {rough(max(radii))} to {rough(min(radii))}"


def _auxiliary_minimum(problem: Problem, fields: Fields) -> Finding:
    """(theta, 0, b) is a global minimum of M for every b: L(theta) = 0 exactly, and L and lam are nowhere negative."""
    at = point(problem, fields)
    require(problem.augmentation.lam >= 0, "lam is negative")
    require(nonnegative_risk(problem) is Truth.YES, "L was not seen to be >= 0")
    require_risk(problem, at)
    value = substitute([problem.risk], coordinates(problem, at))[0]
    require(zero(value) is Truth.YES, "L(theta) = 0 was not proved")
    return Finding("L(theta) = 0 exactly: (theta, 0, b) is a global minimum of M for every b", Grade.SYMBOLIC)


def is_margin_loss(problem: Problem) -> Truth:
    """Whether there is one output, all targets are -1 or 1, and the loss depends on their product only, identically."""
    if problem.network.outputs != 1:
        return Truth.NO
    labels = every(zero(y * y - 1) for (y,) in problem.targets)
    q = var("q1")
    difference = problem.loss.build([q], [num(1)]) - problem.loss.build([-q], [num(-1)])
    same = Truth.YES if vanish([difference]) else Truth.NO if somewhere_nonzero(difference) else Truth.UNKNOWN
    return every((labels, same))


def _margins(problem: Problem, fields: Fields) -> Finding:
    """Every sample is classified correctly: y_i f(x_i; theta) > 0 for labels -1 and 1."""
    at, bits = point(problem, fields), fields.bits()
    require(problem.network.outputs == 1, "a margin needs a network with one output")
    require(all(rational(y) in (-1, 1) for (y,) in problem.targets), "a margin needs labels -1 and 1")
    products = [y * f for (y,), (f,) in zip(problem.targets, problem.outputs, strict=True)]
    with ball.precision(bits):
        margins = Program(products, problem.names).run(ball.BALLS, at.enclosure(bits))
        for i, margin in enumerate(margins):
            found = ball.decimal(margin, 10)
            require(ball.positive(margin), f"sample {i + 1} was not proved to be classified correctly: {found}")
        least = ball.decimal(min(margins, key=ball.approximate), 10)
    words = f"every sample is classified correctly; the least margin is {least}"
    return Finding(words, Grade.CERTIFIED, {"margin": least})


CHECKS: dict[str, Kind] = {
    "auxiliary-orbit": Kind(_auxiliary_orbit, asks=()),
    "auxiliary-slope": Kind(_auxiliary_slope, asks=()),
    "auxiliary-minimum": Kind(_auxiliary_minimum, asks=("nonnegative",)),
    "margins": Kind(_margins, asks=()),
}
