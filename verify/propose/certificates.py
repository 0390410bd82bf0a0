"""From candidates to certificates: searches, in any way, for the data that the kernel will accept. Claims nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from ..exact import exact, write
from ..kernel.certificate import Certificate, matrix, numbers
from ..kernel.evidence import Unknown
from ..numerics import ball
from ..numerics.ball import Ball
from ..numerics.krawczyk import Landscape
from ..numerics.point import Boxed, Point
from ..numerics.program import Program
from ..problem.case import Family, Flow, StatedPoint
from ..problem.derivatives import gradient
from ..problem.expression import Expr, num, substitute, var
from ..problem.objective import Problem
from .descend import Descent, Rows, Vector
from .newton import eigenvectors, refine

Json = dict[str, Any]

MAX_DIMENSION = 120

SINGULAR = (
    "Newton's method and Krawczyk's test found no isolated critical point there: write more digits, or exact values "
    "without refine; if minima are not isolated there, a method for that: critical-orbit, critical-family"
)


def determine(landscape: Landscape, stated: StatedPoint, bits: int) -> Boxed | Unknown:
    """The critical point that decimals of a file state: a box refined from them at about ``bits`` bits."""
    texts = tuple(t.text for t in stated.theta)
    if landscape.dimension > MAX_DIMENSION:
        return too_large(landscape)
    found = refine(landscape, [exact(text) for text in texts], bits)
    if found is None:
        return Unknown("singular", SINGULAR)
    return Boxed(*found, bits + 64, tuple(text.strip() for text in texts))


def too_large(landscape: Landscape) -> Unknown:
    """The answer where a Hessian would be needed that nobody would wait for."""
    return Unknown("method", f"{landscape.dimension} parameters: Hessians are made for at most {MAX_DIMENSION}")


def comparison(problem: Problem, kind: str, point: Point, expected: str, bits: int, **where: int) -> Certificate:
    """``value`` or ``residual-value``: equality with a constant, or rounding to a decimal after a tilde."""
    data: Json = {"point": point.written(), **where}
    if expected.startswith("~"):
        data |= {"rounds_to": expected[1:].strip(), "bits": bits}
    else:
        data["equals"] = expected
    return Certificate(kind, problem.digest, data)


def critical_point(problem: Problem, landscape: Landscape, point: Point, bits: int) -> Certificate | Unknown:
    """A nondegenerate critical point: the eigenvectors of the Hessian, in floats, as the congruence."""
    if landscape.dimension > MAX_DIMENSION:
        return too_large(landscape)
    hessian = landscape.float_hessian(point.center)
    if not np.all(np.isfinite(hessian)):
        return Unknown("method", "L is not twice differentiable at the point")
    data = {"point": point.written(), "congruence": matrix(eigenvectors(hessian)), "bits": bits}
    return Certificate("critical-point", problem.digest, data)


def morse_bott(
    problem: Problem, landscape: Landscape, point: Point, family: Family, bits: int
) -> Certificate | Unknown:
    """The file's family, k rows with a regular minor, and the eigenvectors of the n - k largest curvatures."""
    n, k = landscape.dimension, len(family.parameters)
    if n > MAX_DIMENSION:
        return too_large(landscape)
    hessian = landscape.float_hessian(point.center)
    if not np.all(np.isfinite(hessian)) or not 0 < k < n:
        return Unknown("method", "L is not twice differentiable at the point, or the family is not smaller than it")
    base = dict(zip(family.parameters, family.at, strict=True))
    with ball.precision(64):
        jacobian = np.array(
            [
                [
                    ball.approximate(v)
                    for v in Program(substitute(gradient(x, family.parameters), base), []).run(ball.BALLS, [])
                ]
                for x in family.theta
            ]
        )
    columns = [row[k:] for row in eigenvectors(hessian)]
    return Certificate(
        "morse-bott",
        problem.digest,
        {
            "point": point.written(),
            "parameters": list(family.parameters),
            "family": list(family.theta_texts),
            "at": list(family.at_texts),
            "rows": independent_rows(jacobian, k),
            "complement": matrix(columns),
            "bits": bits,
        },
    )


def independent_rows(jacobian: np.ndarray[Any, np.dtype[np.float64]], k: int) -> list[int]:
    """k rows that look independent, by elimination with the largest remaining row."""
    left = jacobian.copy()
    chosen: list[int] = []
    for _ in range(k):
        norms = np.linalg.norm(left, axis=1)
        norms[chosen] = -1
        row = int(np.argmax(norms))
        chosen.append(row)
        size = float(left[row] @ left[row])
        if size > 0:
            left = left - np.outer(left @ left[row], left[row]) / size
    return chosen


def plain(problem: Problem, kind: str, point: Point) -> Certificate:
    """``data-optimal``: the kernel needs no data besides the point."""
    return Certificate(kind, problem.digest, {"point": point.written()})


def supporting_hyperplane(problem: Problem, point: Point, subgradients: Sequence[Sequence[str]] | None) -> Certificate:
    """With the file's subgradients where the loss has kinks; otherwise the kernel takes the gradient."""
    data: Json = {"point": point.written()}
    if subgradients is not None:
        data["subgradients"] = [list(row) for row in subgradients]
    return Certificate("supporting-hyperplane", problem.digest, data)


def lower_value(problem: Problem, point: Point, better: Point, bits: int) -> Certificate:
    """A proposal: L is lower at ``better`` than at ``point``."""
    data = {"point": point.written(), "better": better.written(), "bits": bits}
    return Certificate("lower-value", problem.digest, data)


def sample_lower(problem: Problem, point: Point, bits: int) -> Certificate | Unknown:
    """A sample, and an output at which its loss is lower."""
    groups = [(i,) for i in range(problem.samples)]
    return _lower_elsewhere(problem, "sample", groups, point, bits)


def input_lower(problem: Problem, point: Point, bits: int) -> Certificate | Unknown:
    """A distinct input, and an output at which the summed loss there is lower."""
    return _lower_elsewhere(problem, "input", problem.distinct, point, bits)


def _lower_elsewhere(
    problem: Problem, what: str, groups: Sequence[Sequence[int]], point: Point, bits: int
) -> Certificate | Unknown:
    names, theta = [f"q{k + 1}" for k in range(problem.network.outputs)], point.enclosure(bits)
    with ball.precision(bits):
        for position, group in enumerate(groups):
            loss: Expr = num(0)
            for i in group:
                loss = loss + problem.sample_loss(i, [var(name) for name in names])
            value = Program([loss], names)
            here = Program(problem.outputs[group[0]], problem.names).run(ball.BALLS, theta)
            high = value.run(ball.BALLS, here)[0]
            slopes = Program(gradient(loss, names), names).run(ball.BALLS, here)
            targets = [tuple(map(ball.rounded, Program(problem.targets[i], []).run(ball.BALLS, []))) for i in group]
            for q in _outputs_to_try(targets, here, slopes):
                if ball.less(value.run(ball.BALLS, [ball.ball(v) for v in q])[0], high):
                    data = {"point": point.written(), what: position, "output": numbers(q), "bits": bits}
                    return Certificate(f"{what}-lower", problem.digest, data)
    return Unknown("method", f"no output was found at which the loss of a {what} is lower")


def _outputs_to_try(targets: Sequence[Vector], here: Sequence[Ball], slopes: Sequence[Ball]) -> Iterator[Vector]:
    """The targets, their mean and their multiples; steps down the gradient; small whole numbers."""
    mean = tuple(sum(column, Fraction(0)) / len(targets) for column in zip(*targets, strict=True))
    yield from (tuple(y * 2**k for y in target) for target in (mean, *targets) for k in range(11))
    if all(ball.finite(v) for v in (*here, *slopes)):
        for k in (0, 2, 4, -2, -4, -8, -16):
            step = Fraction(2) ** k
            yield tuple(ball.rounded(q) - step * ball.rounded(g) for q, g in zip(here, slopes, strict=True))
    yield from ((Fraction(v),) * len(here) for v in range(-4, 5))


def residual_gradient(problem: Problem, point: Point, x: int, k: int, bits: int) -> Certificate:
    """A proposal: the residual gradient at distinct input x and output k is not 0."""
    data = {"point": point.written(), "input": x, "output": k, "bits": bits}
    return Certificate("residual-gradient", problem.digest, data)


def descent(problem: Problem, point: Point, b: Vector, rows: Rows, found: Descent, exact_order: bool) -> Certificate:
    """A descent, with its lower points."""
    data: Json = {
        "point": point.written(),
        "b": numbers(b),
        "W": matrix(rows),
        "output": found.output,
        "order": found.order,
        "direction": numbers(found.direction),
        "lower_orders_vanish": exact_order,
        "bits": found.bits,
        "points": [
            {"radius": write(p.radius), "a": numbers(p.a), "b": numbers(p.b), "W": matrix(p.W)} for p in found.points
        ],
    }
    return Certificate("descent", problem.digest, data)


def orbit(problem: Problem, a: Vector, radii: Sequence[Fraction]) -> Certificate:
    """Steps along (a e^-t, b + t), one within each radius."""
    reach = 2 * max(Fraction(1), *(abs(v) for v in a))
    sign = 1 if problem.augmentation.lam > 0 else -1
    steps = [{"radius": write(r), "t": write(sign * r / (2 * reach))} for r in radii]
    # 1 - e^-t needs about as many bits as the smallest radius has, and some to spare.
    bits = 64 + 4 * max(r.denominator.bit_length() for r in radii)
    return Certificate("orbit", problem.digest, {"a": numbers(a), "steps": steps, "bits": bits})


def escape(problem: Problem, point: Point, c: Vector, rows: Rows, bits: int) -> Certificate:
    """A proposal: along a = c e^-t, b = t, L~ falls strictly to the data term at c, below L(theta)."""
    data = {"point": point.written(), "c": numbers(c), "W": matrix(rows), "bits": bits}
    return Certificate("escape", problem.digest, data)


def unattained(problem: Problem, x: int) -> Certificate:
    """A proposal: the loss has no minimiser at distinct input x."""
    return Certificate("unattained", problem.digest, {"input": x})


def flow_law(problem: Problem) -> Certificate:
    """A proposal: the exact law of the added bias along gradient flow."""
    return Certificate("flow-law", problem.digest, {})


def flow_limit(problem: Problem, flow: Flow, bits: int) -> Certificate:
    """The file's start and limit; the kernel knows one case in which the limit is a theorem."""
    data: Json = {"a": numbers(flow.a), "b": numbers(flow.b), "limit": write(flow.limit), "bits": bits}
    return Certificate("flow-limit", problem.digest, data)
