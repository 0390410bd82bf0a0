"""The kernel's checks of the kinds about L: values, critical points, local and global minima, residual gradients."""

from __future__ import annotations

from collections.abc import Sequence

from ...errors import CertificateError, InputError
from ...numerics import ball
from ...numerics.identity import one_sided, vanish, zero
from ...numerics.inertia import least_eigenvalue, negative_eigenvalues
from ...numerics.point import Exact, Fit, Point
from ...numerics.program import Program
from ...problem.derivatives import gradient
from ...problem.expression import ZERO, Expr, num, substitute, var, variables
from ...problem.formula import parse
from ...problem.objective import Problem
from ...truth import Truth
from ..certificate import Fields
from ..evidence import Grade
from ..finding import Finding, require
from ..gate import Regularity
from ..kind import Kind
from ..neighbourhood import regular_near, require_losses, require_risk
from ..risk_values import values
from ..theta_point import comparison, coordinates, landscape, point, read_constant, require_critical, residuals


def _value(problem: Problem, fields: Fields) -> Finding:
    """L at a point equals a constant, or rounds to a decimal."""
    at = point(problem, fields)
    return _comparison(problem.risk, problem, at, fields, "L")


def _norm(problem: Problem, fields: Fields) -> Finding:
    """|theta|^2 equals a constant, or rounds to a decimal: pins coordinates on which nothing else depends."""
    total: Expr = num(0)
    for name in problem.names:
        total = total + var(name) ** 2
    return _comparison(total, problem, point(problem, fields), fields, "|theta|^2")


def _comparison(x: Expr, problem: Problem, at: Point, fields: Fields, name: str) -> Finding:
    exact = at.constants(problem.names) if isinstance(at, Exact) else None
    return comparison(x, exact, at.enclosure, fields, name, problem.names)


def _critical_point(problem: Problem, fields: Fields) -> Finding:
    """A nondegenerate critical point of L and its Morse index; index 0 is a strict local minimum."""
    at, bits, n = point(problem, fields), fields.bits(), len(problem.names)
    congruence = fields.matrix("congruence", n, n)
    scape = landscape(problem)
    require_critical(at)
    require_risk(problem, at, Regularity.C2)
    if isinstance(at, Exact):
        exact_gradient = substitute(scape.first, coordinates(problem, at))
        require(vanish(exact_gradient), "the gradient of L was not proved to vanish at the exact point")
    with ball.precision(bits):
        balls = at.enclosure(bits)
        hessian = scape.hessian(balls)
        index, least = negative_eigenvalues(hessian, congruence), least_eigenvalue(hessian, congruence)
        value = ball.decimal(scape.value(balls), 20)
    if index is None:
        raise CertificateError("the inertia of the Hessian was not decided by Gershgorin's discs")
    kind = {0: "a strict local minimum", n: "a strict local maximum"}.get(index, f"a saddle of index {index}")
    exact = isinstance(at, Exact)
    where = "the point is a critical point of L; it" if exact else "the one critical point of L in the box"
    grade = Grade.CERTIFIED
    facts = {"L": value, "index": str(index), "minimum": "no" if index else "yes"}
    if least is not None:
        facts["least_eigenvalue"] = ball.decimal(least, 6)
    return Finding(f"{where} is nondegenerate and {kind}", grade, facts)


def _stationary(problem: Problem, fields: Fields) -> Finding:
    """The gradient of L vanishes at the point, which may be degenerate."""
    at = point(problem, fields)
    require_risk(problem, at, Regularity.C1)
    slopes = substitute(landscape(problem).first, coordinates(problem, at))
    require(vanish(slopes), "the gradient of L was not proved to vanish at the exact point")
    return Finding("the point is a critical point of L", Grade.SYMBOLIC)


def _morse_bott(problem: Problem, fields: Fields) -> Finding:
    """The gradient of L vanishes on a k-parameter family, and L curves upward across it: a local minimum."""
    at, bits, n = point(problem, fields), fields.bits(), len(problem.names)
    constants = coordinates(problem, at)
    names = fields.texts("parameters")
    k = len(names)
    require(0 < k < n, f"a family of {k} parameters in a space of {n}")
    try:
        family = [parse(text, names, f"{fields.where}.family") for text in fields.texts("family", n)]
    except InputError as error:
        raise CertificateError(str(error)) from error
    base = {name: read_constant(text, fields) for name, text in zip(names, fields.texts("at", k), strict=True)}
    rows, across = fields.indices("rows", n), fields.matrix("complement", n, n - k)
    require(len(rows) == k == len(set(rows)), f"'rows' must name {k} different parameters")
    require_risk(problem, at, Regularity.C2)
    smooth = regular_near(family, base, Regularity.C1)
    require(smooth, "the family was not proved continuously differentiable near the point")
    start = substitute(family, base)
    differences = [x - constants[name] for x, name in zip(start, problem.names, strict=True)]
    require(vanish(differences), "the family was not proved to pass through the point")
    scape = landscape(problem)
    along = substitute(scape.first, dict(zip(problem.names, family, strict=True)))
    require(vanish(along, base), "the gradient of L was not proved to vanish on the whole family")
    jacobian = substitute([g for r in rows for g in gradient(family[r], names)], base)
    with ball.precision(bits):
        entries = Program(jacobian, []).run(ball.BALLS, [])
        minor = ball.determinant([entries[i * k : (i + 1) * k] for i in range(k)])
        require(ball.sign(minor) in (1, -1), f"the family was not proved to have {k} dimensions at the point")
        balls = at.enclosure(bits)
        index = negative_eigenvalues(scape.hessian(balls), across)
        value = ball.decimal(scape.value(balls), 20)
    require(index == 0, f"the Hessian was not proved positive definite on the {n - k} directions across the family")
    words = f"the point lies on a {k}-parameter family of critical points of L with positive definite Hessian across it"
    return Finding(f"{words}: a local minimum of L, not strict", Grade.CERTIFIED, {"L": value, "dimension": str(k)})


def _supporting_hyperplane(problem: Problem, fields: Fields) -> Finding:
    """Convex loss, and g . F(theta) constant near the point, for a subgradient g of the loss: a local minimum."""
    at = point(problem, fields)
    constants = coordinates(problem, at)
    require(problem.regularizer is ZERO, "L has a term in theta alone")
    require(problem.loss.convex is True, f"the loss {problem.loss.name} is not known to be convex")
    require_risk(problem, at)
    here = [substitute(outputs, constants) for outputs in problem.outputs]
    given = fields.raw("subgradients") if fields.has("subgradients") else None
    require_losses(problem, at, Regularity.C1 if given is None else Regularity.DEFINED)
    total: Expr = ZERO
    for i, outputs in enumerate(problem.outputs):
        g = _loss_gradient(problem, i, here[i]) if given is None else _subgradient(problem, fields, given, i, here[i])
        for gk, moving, fixed in zip(g, outputs, here[i], strict=True):
            total = total + gk * (moving - fixed)
    require(vanish([total], constants), "g . F was not proved constant on a neighbourhood of the point")
    words = "a subgradient g of the convex loss at the outputs F has g . F constant around the point"
    return Finding(f"{words}: a local minimum of L{assuming(problem)}", Grade.SYMBOLIC)


def assuming(problem: Problem) -> str:
    """The facts about the loss that only the file vouches for, for the end of a statement that may use them."""
    assumed = problem.loss.assumed
    return f" (assuming, as the file does, that the loss is {' and '.join(assumed)})" if assumed else ""


def _output_names(count: int) -> list[str]:
    return [f"q{k + 1}" for k in range(count)]


def _loss_gradient(problem: Problem, i: int, outputs: Sequence[Expr]) -> list[Expr]:
    names = _output_names(len(outputs))
    partials = gradient(problem.sample_loss(i, [var(name) for name in names]), names)
    return substitute(partials, dict(zip(names, outputs, strict=True)))


def _subgradient(problem: Problem, fields: Fields, given: object, i: int, outputs: Sequence[Expr]) -> list[Expr]:
    """The stated subgradient of sample i's weighted loss, checked to lie between its one-sided derivatives."""
    require(isinstance(given, list) and len(given) == problem.samples, "one row of subgradients for each sample")
    assert isinstance(given, list)
    row = Fields({"row": given[i]}, f"{fields.where}.subgradients[{i}]").texts("row", len(outputs))
    names = _output_names(len(outputs))
    partials = gradient(problem.sample_loss(i, [var(name) for name in names]), names)
    at = dict(zip(names, outputs, strict=True))
    found = []
    for name, partial, text in zip(names, partials, row, strict=True):
        require(variables([partial]) <= {name}, "the loss is not a sum over the outputs: give it another way")
        g = problem.weights[i] * read_constant(text, fields)
        left, right = one_sided(partial, name, at[name], -1), one_sided(partial, name, at[name], 1)
        require(left is not None and right is not None, f"the one-sided derivatives at sample {i + 1} were not found")
        assert left is not None
        assert right is not None
        between = _at_least(g, left) and _at_least(right, g)
        require(between, f"{text} was not proved a subgradient of the loss at sample {i + 1}")
        found.append(g)
    return found


def _at_least(x: Expr, y: Expr) -> bool:
    """Whether the constant ``x`` is certainly >= the constant ``y``: equal by identity, or greater by balls."""
    difference = x - y
    if zero(difference) is Truth.YES:
        return True
    with ball.precision(256):
        return ball.positive(Program([difference], []).run(ball.BALLS, [])[0])


def _data_optimal(problem: Problem, fields: Fields) -> Finding:
    """The residual gradients vanish exactly, so the outputs minimise the data term over all functions of x."""
    at = point(problem, fields)
    require_risk(problem, at)
    require_losses(problem, at)
    if not isinstance(at, Fit):  # at a fit they vanish by its form
        constants = coordinates(problem, at)
        rows = [substitute(row, constants) for row in problem.residual_gradients]
        require(all(vanish(row) for row in rows), "the residual gradients were not proved to vanish")
    loss, invex = problem.loss, problem.loss.stationary_is_global is True and problem.realizable is True
    require(
        loss.convex is True or invex,
        f"a stationary point of the loss {loss.name} is not known to be a global minimum on these data",
    )
    words = "no function of x has a smaller data term than the network at the point"
    more = ": a global minimum of L" if problem.regularizer is ZERO else ""
    grade = Grade.CERTIFIED if isinstance(at, Fit) else Grade.SYMBOLIC
    return Finding(words + more + assuming(problem), grade)


def _lower_value(problem: Problem, fields: Fields) -> Finding:
    """L at the better point is smaller than L at the point."""
    at, better, bits = point(problem, fields), point(problem, fields, "better"), fields.bits()
    for high, low in zip(values(problem, at, bits), values(problem, better, bits), strict=True):
        facts = {"L": ball.decimal(high, 20), "L_better": ball.decimal(low, 20)}
        with ball.precision(bits):
            proved = ball.less(low, high)
        if proved:
            break
    require(proved, "L at the better point was not proved smaller")
    words = f"L at the better point ({facts['L_better']}) is below L at the point ({facts['L']})"
    return Finding(words, Grade.CERTIFIED, facts)


def _sample_lower(problem: Problem, fields: Fields) -> Finding:
    """The loss of one sample is lower at another output: the network does not minimise it at the point."""
    i = fields.index("sample", problem.samples)
    return _lower_elsewhere(problem, fields, [i], f"the loss of sample {i + 1}")


def _input_lower(problem: Problem, fields: Fields) -> Finding:
    """The summed loss at one input is lower at another output: the point is not data-optimal, whatever the loss."""
    x = fields.index("input", len(problem.distinct))
    return _lower_elsewhere(problem, fields, problem.distinct[x], f"the summed loss at distinct input {x + 1}")


def _lower_elsewhere(problem: Problem, fields: Fields, samples: Sequence[int], name: str) -> Finding:
    at, bits, other = point(problem, fields), fields.bits(), fields.numbers("output", problem.network.outputs)
    here, there = ZERO, ZERO
    for i in samples:
        here = here + problem.sample_loss(i, problem.outputs[i])
        there = there + problem.sample_loss(i, [num(v) for v in other])
    with ball.precision(bits):
        high, low = Program([here, there], problem.names).run(ball.BALLS, at.enclosure(bits))
        require(ball.less(low, high), f"{name} was not proved lower at the other output")
        found = {"loss": ball.decimal(high, 20), "loss_there": ball.decimal(low, 20)}
    words = f"{name} is {found['loss_there']} at another output, and {found['loss']} at the network's"
    return Finding(words, Grade.CERTIFIED, found)


def _residual_gradient(problem: Problem, fields: Fields) -> Finding:
    """A residual gradient is not zero, so the point is not data-optimal (for a loss differentiable there)."""
    at, bits = point(problem, fields), fields.bits()
    x, k = fields.index("input", len(problem.distinct)), fields.index("output", problem.network.outputs)
    require_losses(problem, at)
    with ball.precision(bits):
        value = residuals(problem)[x].run(ball.BALLS, at.enclosure(bits))[k]
        require(ball.sign(value) in (1, -1), "the residual gradient was not proved different from 0")
        text = ball.decimal(value, 20)
    words = f"the residual gradient of output {k + 1} at distinct input {x + 1} is {text}, not 0"
    return Finding(f"{words}: the outputs do not minimise the data term", Grade.CERTIFIED, {"rho": text})


def _residual_value(problem: Problem, fields: Fields) -> Finding:
    """A residual gradient equals a constant, or rounds to a decimal."""
    at = point(problem, fields)
    x, k = fields.index("input", len(problem.distinct)), fields.index("output", problem.network.outputs)
    name = f"rho_{k + 1} at distinct input {x + 1}"
    return _comparison(problem.residual_gradients[x][k], problem, at, fields, name)


CHECKS: dict[str, Kind] = {
    "value": Kind(_value, asks=()),
    "norm": Kind(_norm, asks=()),
    "critical-point": Kind(_critical_point, asks=()),
    "stationary": Kind(_stationary, asks=()),
    "morse-bott": Kind(_morse_bott, asks=()),
    "supporting-hyperplane": Kind(_supporting_hyperplane),
    "data-optimal": Kind(_data_optimal),
    "lower-value": Kind(_lower_value, asks=()),
    "sample-lower": Kind(_sample_lower, asks=()),
    "input-lower": Kind(_input_lower, asks=()),
    "residual-gradient": Kind(_residual_gradient, asks=()),
    "residual-value": Kind(_residual_value, asks=()),
}
