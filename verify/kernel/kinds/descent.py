"""The kernel's checks of the kinds about L~: descents, orbits, escapes, and that it has no local minimum at all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import combinations_with_replacement
from math import comb, prod

from ...exact import rough, shorten, write
from ...numerics import ball
from ...numerics.ball import Ball
from ...numerics.identity import vanish
from ...problem.expression import Expr, function, num, rational, substitute, var
from ...problem.objective import Problem
from ..certificate import Fields
from ..evidence import Grade
from ..finding import Finding, require
from ..kind import Kind
from ..neighbourhood import require_losses
from ..paper_augmentation import require_papers
from ..theta_point import augmented, coordinates, landscape, point, residuals

MAX_MOMENTS = 20_000


def _papers_neuron(problem: Problem) -> None:
    require_papers(problem)


def _added(
    problem: Problem, a: Sequence[Fraction], b: Sequence[Fraction], rows: Sequence[Sequence[Fraction]]
) -> list[Ball]:
    return [ball.ball(v) for v in (*a, *b, *(v for row in rows for v in row))]


def _shape(problem: Problem) -> tuple[int, int, int]:
    """How many amplitudes, how many (b, w), and the length of w."""
    a, b, _ = problem.added_names
    return len(a), len(b), problem.network.inputs


def _descent(problem: Problem, fields: Fields) -> Finding:
    """(theta, 0, b, W) is no local minimum of L~, not even in (a, b, W) alone; with explicit lower points."""
    _papers_neuron(problem)
    at, bits = point(problem, fields), fields.bits()
    amplitudes, neurons, dx = _shape(problem)
    b, rows = fields.numbers("b", neurons), fields.matrix("W", neurons, dx)
    k, j = fields.index("output", amplitudes), fields.index("order", 10_000)
    u = fields.numbers("direction", dx)
    require_losses(problem, at)
    least = fields.boolean("lower_orders_vanish")
    if least:
        _require_least(problem, coordinates(problem, at), rows, j)
    with ball.precision(bits):
        theta = at.enclosure(bits)
        kappa = _kappa(problem, theta, k, b, rows, u, j)
        require(ball.sign(kappa) in (1, -1), f"kappa_{j} was not proved different from 0")
        center = augmented(problem).run(ball.BALLS, [*theta, *_added(problem, [Fraction(0)] * amplitudes, b, rows)])[0]
        radii, drop = [], ball.ball(0)
        for group in fields.groups("points"):
            radius = group.number("radius")
            a1, b1, rows1 = (
                group.numbers("a", amplitudes),
                group.numbers("b", neurons),
                group.matrix("W", neurons, dx),
            )
            moved = [*a1, *(p - q for p, q in zip(b1, b, strict=True))]
            moved += [p - q for r1, r in zip(rows1, rows, strict=True) for p, q in zip(r1, r, strict=True)]
            require(max(map(abs, moved)) < radius, f"a lower point is not within its radius {shorten(radius)}")
            value = augmented(problem).run(ball.BALLS, [*theta, *_added(problem, a1, b1, rows1)])[0]
            drop = center - value
            require(ball.positive(drop), f"the point at radius {shorten(radius)} was not proved lower")
            radii.append(radius)
        facts = {
            "kappa": ball.decimal(kappa, 10),
            "order": str(j),
            "drop_at_smallest_radius": ball.known_digits(drop, 5),
        }
    require(len(radii) > 0, "no lower point is given")
    facts["radii"] = f"{len(radii)} from {rough(max(radii))} to {rough(min(radii))}"
    words = f"(theta, 0, b, W) is no local minimum of L~: with theta frozen it descends at order {j} in output {k + 1}"
    words += f" along ({', '.join(map(write, u))})"
    if least:
        words += ", and no slope in an amplitude has a lower order there, in any output and any direction"
    return Finding(words, Grade.CERTIFIED, facts)


def _kappa(
    problem: Problem,
    theta: Sequence[Ball],
    k: int,
    b: Sequence[Fraction],
    rows: Sequence[Sequence[Fraction]],
    u: Sequence[Fraction],
    j: int,
) -> Ball:
    """kappa_j = sum over distinct x of rho_k(x) e^{w_k.x + b_k} (u.x)^j, with its factor 0^0 = 1."""
    head = 0 if problem.augmentation.shared else k
    total = ball.ball(0)
    for group, program in zip(problem.distinct, residuals(problem), strict=True):
        x = problem.inputs[group[0]]
        rate = sum((w * v for w, v in zip(rows[head], x, strict=True)), b[head])
        power = sum((c * v for c, v in zip(u, x, strict=True)), Fraction(0)) ** j
        total += program.run(ball.BALLS, theta)[k] * ball.exponential(rate) * ball.ball(power)
    return total


def _require_least(problem: Problem, constants: Mapping[str, Expr], rows: Sequence[Sequence[Fraction]], j: int) -> None:
    """Every slope dL~/da_k at (theta, 0, b, W) has zero derivatives in W of all orders below j, exactly.

    They are, but for a factor e^(b_k), the moments ``sum_x rho_k(x) e^(w_k.x) x^alpha`` with ``|alpha| < j``. Each
    derivative in b_k repeats the slope, so these are all derivatives in (b, W).
    """
    dx = problem.network.inputs
    require(comb(dx + j, dx) <= MAX_MOMENTS, f"more than {MAX_MOMENTS} moments are below order {j}")
    for k in range(problem.network.outputs):
        w = rows[0 if problem.augmentation.shared else k]
        for alpha in multi_indices(dx, j):
            vanishes = vanish([moment(problem, constants, k, w, alpha)])
            require(vanishes, f"a moment of order {sum(alpha)} of output {k + 1} was not proved to vanish: x^{alpha}")


def multi_indices(variables: int, below: int) -> Iterator[tuple[int, ...]]:
    """All exponents of monomials of degree less than ``below``, by rising degree."""
    for degree in range(below):
        for chosen in combinations_with_replacement(range(variables), degree):
            yield tuple(chosen.count(d) for d in range(variables))


def moment(
    problem: Problem, constants: Mapping[str, Expr], k: int, w: Sequence[Fraction], alpha: Sequence[int]
) -> Expr:
    """``sum over distinct x of rho_k(x) e^(w.x) x^alpha`` at an exact point, as a constant (with ``0^0 = 1``)."""
    total: Expr = num(0)
    for group, row in zip(problem.distinct, problem.residual_gradients, strict=True):
        x = problem.inputs[group[0]]
        rate = sum((c * v for c, v in zip(w, x, strict=True)), Fraction(0))
        power = prod((v**e for v, e in zip(x, alpha, strict=True)), start=Fraction(1))
        total = total + substitute([row[k]], constants)[0] * function("exp", num(rate)) * power
    return total


def _orbit(problem: Problem, fields: Fields) -> Finding:
    """A point with a != 0 is no local minimum of L~: along (a e^-t, b + t) the outputs stay and the penalty falls."""
    _papers_neuron(problem)
    lam = problem.augmentation.lam
    require(lam != 0, "lam is 0: the penalty does not change")
    amplitudes, _, _ = _shape(problem)
    a, bits = fields.numbers("a", amplitudes), fields.bits()
    require(any(a), "every amplitude is 0")
    neuron = problem.augmentation.neuron
    shift = {"a": var("a") * function("exp", -var("t")), "b": var("b") + var("t")}
    require(vanish([substitute([neuron], shift)[0] - neuron]), "the neuron was not proved invariant on the orbit")
    radii, drop = [], ball.ball(0)
    with ball.precision(bits):
        for group in fields.groups("steps"):
            radius, t = group.number("radius"), group.number("t")
            require(t * lam > 0, "the orbit is followed in the wrong direction")
            shrink = ball.exponential(-t)
            moved = max(ball.magnitude(ball.ball(v) * (1 - shrink)) for v in a)
            require(max(moved, abs(t)) < radius, f"a point of the orbit is not within its radius {shorten(radius)}")
            size = sum((v * v for v in a), Fraction(0))
            drop = ball.ball(lam * size) * (1 - shrink * shrink)
            require(ball.positive(drop), "the penalty was not proved to fall")
            radii.append(radius)
    require(len(radii) > 0, "no step is given")
    facts = {"radii": f"{len(radii)} from {rough(max(radii))} to {rough(min(radii))}"}
    words = "a point of L~ with these amplitudes, whatever theta, b, W, is no local minimum: the orbit descends"
    return Finding(words, Grade.CERTIFIED, facts)


def _escape(problem: Problem, fields: Fields) -> Finding:
    """A path to infinity along which L~ falls strictly and ends below L(theta), theta fixed."""
    _papers_neuron(problem)
    require(problem.augmentation.lam > 0, "lam is not positive")
    at, bits = point(problem, fields), fields.bits()
    amplitudes, neurons, dx = _shape(problem)
    c, rows = fields.numbers("c", amplitudes), fields.matrix("W", neurons, dx)
    with ball.precision(bits):
        theta = at.enclosure(bits)
        limit = augmented(problem).run(ball.BALLS, [*theta, *_added(problem, c, [Fraction(0)] * neurons, rows)])[1]
        here = landscape(problem).value(theta)
        require(ball.less(limit, here), "the data term at c was not proved smaller than L(theta)")
        facts = {"L": ball.decimal(here, 20), "limit": ball.decimal(limit, 20)}
    words = f"along a = c e^-t, b = t -> infinity, L~ falls strictly towards {facts['limit']}, below L = {facts['L']}"
    return Finding(words, Grade.CERTIFIED, facts)


def _unattained(problem: Problem, fields: Fields) -> Finding:
    """At one distinct input the loss has no stationary point, so no theta is data-optimal: L~ has no local minimum."""
    _papers_neuron(problem)
    require(problem.augmentation.lam != 0, "lam is 0")
    x = fields.index("input", len(problem.distinct))
    record = problem.loss.record
    require(record is not None and record.differentiable, "the loss is not a differentiable one of the table")
    assert record is not None
    one_target = len({problem.targets[i] for i in problem.distinct[x]}) == 1
    usable = record.convex or (record.stationary_is_global and one_target)
    require(usable, "a sum of these losses may have stationary points that are no global minima")
    targets = [[rational(y) for y in problem.targets[i]] for i in problem.distinct[x]]
    require(all(v is not None for row in targets for v in row), "the targets are not rational")
    rows = [[v for v in row if v is not None] for row in targets]
    require(not record.attains(rows), f"the loss attains its infimum at distinct input {x + 1}")
    words = f"the loss {record.name} has no minimiser for the targets at distinct input {x + 1}"
    return Finding(f"{words}: no theta is data-optimal, L~ has no local minimum at all", Grade.SYMBOLIC)


CHECKS: dict[str, Kind] = {
    "descent": Kind(_descent, asks=()),
    "orbit": Kind(_orbit, asks=()),
    "escape": Kind(_escape, asks=()),
    "unattained": Kind(_unattained, asks=()),
}
