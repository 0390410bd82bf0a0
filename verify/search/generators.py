"""Generators of instances, each for one way in which a statement can fail. They are chosen by its parts.

A generator draws one instance, and says of it: the candidates of a violation in it, and whether the statement was
exercised there (its conclusion is false at some point, and that point is certainly no local minimum of L~, or is one).
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import numpy as np

from ..numerics.identity import vanish
from ..numerics.program import FLOATS, Program
from ..problem.expression import ZERO, Expr, gradient, hessian, num, rational, substitute, var
from ..problem.objective import Problem
from ..problem.statement_file import StatementFile
from . import material
from .fibre import Fibre, Floats
from .instance import Instance, Rows, Vector, Witness, problem_of, with_better

ONE = Fraction(1)
NULL = Fraction(0)


@dataclass(frozen=True)
class Trial:
    """What one drawn instance gave.

    Attributes:
        candidates: points at which the statement seems to be false, in need of a proof.
        met: the instance meets what the statement assumes.
        exercised: a point where the conclusion is false was decided there.
    """

    candidates: tuple[Instance, ...] = ()
    met: bool = False
    exercised: bool = False


NOTHING = Trial()

Generator = Callable[[StatementFile, random.Random, int], Trial]


# ------------------------------------------------------------------------------------------------ the ways


def teacher(statement: StatementFile, rng: random.Random, size: int) -> Trial:
    """Data near the outputs of a neuron: a minimum of L~ in which the neuron settles there, if nothing stops it."""
    drawn = _planted(statement, rng, size)
    if drawn is None:
        return NOTHING
    instance, problem, start = drawn
    if not material.meets(problem, statement):
        return NOTHING
    return _settled(statement, instance, problem, [start, *_starts(problem, rng, 2)])


def _settled(statement: StatementFile, instance: Instance, problem: Problem, starts: Sequence[list[Fraction]]) -> Trial:
    fibre = Fibre(problem)
    escaped, found = False, []
    for start in starts:
        if not fibre.inside(start):
            continue
        end = fibre.minimise(start)
        minimum = None if end is None else fibre.minimum(end)
        if minimum is None:
            escaped = escaped or (_is_violated(statement, start, fibre) and fibre.no_minimum(start))
            continue
        moved = any(abs(minimum.point[i]) > 1e-6 for i in fibre.amplitudes)
        if statement.conclusion == "vanish" and not moved:
            continue
        kind = "isolated"
        if statement.points == "critical-points":
            if minimum.refine:
                continue
            kind = "stationary"
        found.append(replace(instance, witness=_witness(problem, minimum.texts, minimum.refine, kind)))
    return Trial(_improvable(statement, found, problem), True, escaped or bool(found))


def fit(statement: StatementFile, rng: random.Random, size: int) -> Trial:
    """A neuron that fits the data exactly, at a point where the penalty is zero."""
    loss = material.chosen_loss(statement, rng)
    if loss is None:
        return NOTHING
    anchors = material.anchors(loss, statement.outputs)
    if len(anchors) > 1 and "realizable" in material.kept(statement):
        return NOTHING
    points = material.inputs(statement, rng, 1 + rng.randrange(size))
    inputs = tuple(x for x in points for _ in anchors)
    blank = _instance(loss, inputs, [y for _ in points for y in anchors], statement, material.lam(statement, rng))
    problem = problem_of(blank, statement)
    if problem is None or not material.meets(problem, statement):
        return NOTHING
    start = _point(problem, rng)
    values = _added(problem, start)
    if values is None or not _rational_zero(problem.penalty, _at(problem, start)):
        return Trial((), True, Fibre(problem).no_minimum(start) and _is_violated(statement, start, Fibre(problem)))
    if material.target_set(loss) == "real":
        instance = replace(blank, targets=values)
    else:
        instance = replace(blank, outputs=tuple(tuple(-v for v in row) for row in values))
    kind = "stationary" if statement.points == "critical-points" else "optimal"
    found = replace(instance, witness=_exact_witness(problem, start, kind))
    if statement.conclusion == "vanish" and all(v == 0 for v in start[: len(problem.added_names[0])]):
        return Trial((), True, False)
    again = problem_of(found, statement)
    return Trial((), True) if again is None else Trial(_improvable(statement, [found], again), True, True)


def orthogonal(statement: StatementFile, rng: random.Random, size: int) -> Trial:
    """Residuals that no neuron near (b, W) sees: at a = 0 nothing changes them."""
    loss = material.chosen_loss(statement, rng)
    if loss is None:
        return NOTHING
    points = material.inputs(statement, rng, 1 + rng.randrange(size))
    blank = _instance(loss, points, [material.anchors(loss, statement.outputs)[0]] * len(points), statement,
                      material.lam(statement, rng))  # fmt: skip
    problem = problem_of(blank, statement)
    if problem is None:
        return NOTHING
    start = _point(problem, rng, flat=rng.random() < 0.5)
    amplitudes = len(problem.added_names[0])
    start[:amplitudes] = [NULL] * amplitudes
    covered = set(problem.augmentation.neurons(statement.outputs))
    free = [k for k in range(statement.outputs) if k not in covered]
    if free:
        output = rng.choice(free)
        residuals = [material.small(rng) or ONE for _ in points]
    else:
        output = rng.randrange(statement.outputs)
        pointwise = statement.points == "critical-points"
        unseen = _unseen(problem, start, sorted(covered).index(output), rng, pointwise)
        residuals = [material.small(rng) for _ in points] if unseen is None else unseen
    instance = _with_residuals(statement, blank, residuals, output, rng)
    problem = None if instance is None else problem_of(instance, statement)
    if instance is None or problem is None or not material.meets(problem, statement):
        return NOTHING
    fibre = Fibre(problem)
    if not fibre.inside(start):
        return Trial((), True)
    if fibre.no_minimum(start):
        return Trial((), True, True)
    kinds = ("stationary",) if statement.points == "critical-points" else ("hyperplane", "isolated")
    found = [replace(instance, witness=_exact_witness(problem, start, kind)) for kind in kinds]
    candidates = () if _falls_nearby(fibre, start, rng) and kinds[0] != "stationary" else tuple(found)
    return Trial(_improvable(statement, candidates, problem), True, True)


def kink(statement: StatementFile, rng: random.Random, size: int) -> Trial:
    """A kink at a = 0, in the penalty or in the loss, that outweighs the residuals."""
    loss = material.chosen_loss(statement, rng)
    if loss is None:
        return NOTHING
    points = material.inputs(statement, rng, 1 + rng.randrange(max(size, 2)))
    targets = [tuple(rng.choice((NULL, material.small(rng))) for _ in range(statement.outputs)) for _ in points]
    shrunk = rng.choice((1, 4, 16))
    if material.target_set(loss) != "real":
        targets = [material.targets_near(loss, [float(v) for v in row], rng) for row in targets]
    else:
        targets = [tuple(v / shrunk for v in row) for row in targets]
    instance = _instance(loss, points, targets, statement, material.lam(statement, rng))
    if material.target_set(loss) == "sign":
        # The kink of a hinge is where the output equals the label.
        rows = tuple(tuple(y * rng.choice((0, 1, 1)) for y in row) for row in targets)
        instance = replace(instance, outputs=rows)
    problem = problem_of(instance, statement)
    if problem is None or not material.meets(problem, statement):
        return NOTHING
    fibre = Fibre(problem)
    start = _point(problem, rng)
    amplitudes = len(problem.added_names[0])
    start[:amplitudes] = [NULL] * amplitudes
    if amplitudes != 1 or not fibre.inside(start):
        return Trial((), True)
    if not _rises(fibre, start):
        return Trial((), True, _falls_nearby(fibre, start, rng))
    found = replace(instance, witness=_exact_witness(problem, start, "kink"))
    return Trial(_improvable(statement, [found], problem), True, True)


def well(statement: StatementFile, rng: random.Random, size: int) -> Trial:
    """An output that is a local minimum of the summed loss at its input, and not its global one."""
    loss = material.chosen_loss(statement, rng)
    if loss is None:
        return NOTHING
    conflict = material.conflict(statement, rng) or "realizable" not in material.kept(statement)
    several = conflict and material.target_set(loss) == "real" and rng.random() < 0.8
    columns, weights = _targets_of_a_well(rng) if several else ([NULL], (ONE,))
    if material.target_set(loss) != "real":
        columns = [material.anchors(loss, 1)[0][0]]
    targets = [(y,) * statement.outputs for y in columns]
    points = material.inputs(statement, rng, 1) * len(targets)
    blank = replace(_instance(loss, points, targets, statement, material.lam(statement, rng)), weights=tuple(weights))
    problem = problem_of(blank, statement)
    if several and problem is not None and rng.random() < 0.5:
        blank = _balanced(blank, problem, statement, rng)
        problem = problem_of(blank, statement)
    if problem is None or not material.meets(problem, statement):
        return NOTHING
    start = _point(problem, rng, flat=True)
    amplitudes = len(problem.added_names[0])
    start[:amplitudes] = [NULL] * amplitudes
    found = []
    for q in _local_minima(problem):
        instance = replace(blank, outputs=((q,) * statement.outputs,) * len(blank.inputs))
        again = problem_of(instance, statement)
        if again is not None:
            kind = "stationary" if statement.points == "critical-points" else "samplewise"
            found.append(replace(instance, witness=_exact_witness(again, start, kind)))
    return Trial(_improvable(statement, found, problem), True, True)


def bare(statement: StatementFile, rng: random.Random, size: int) -> Trial:
    """A network without parameters, which is too small for its data."""
    loss = material.chosen_loss(statement, rng)
    if loss is None:
        return NOTHING
    points = material.inputs(statement, rng, 1 + rng.randrange(size))
    targets = [material.targets_near(loss, [float(material.small(rng) or 1)] * statement.outputs, rng) for _ in points]
    if size == 1 and material.target_set(loss) == "real":
        targets = [(ONE,) * statement.outputs for _ in points]
    instance = replace(_instance(loss, points, targets, statement, material.lam(statement, rng)), bare=True)
    problem = problem_of(instance, statement)
    if problem is None or not material.meets(problem, statement):
        return NOTHING
    # What is shown about the whole of L~ uses the theorems about the paper's own neuron and penalty.
    return Trial((instance,), True, True) if problem.augmentation.is_papers else Trial((), True)


def ways(statement: StatementFile) -> dict[str, Generator]:
    """The generators that suit the parts of a statement, simplest first."""
    if statement.conclusion not in ("vanish", "elimination"):
        return {"bare": bare}
    found: dict[str, Generator] = {}
    if statement.conclusion == "elimination":
        found["orthogonal"] = orthogonal
        if statement.points == "local-minima" and _has_kink(statement):
            found["kink"] = kink
        if _not_convex(statement):
            found["well"] = well
    found["fit"] = fit
    found["teacher"] = teacher
    return found


# ------------------------------------------------------------------------------------------------ parts


def _has_kink(statement: StatementFile) -> bool:
    from ..problem.expression import topological
    from ..problem.losses import LOSSES

    penalty = statement.augmentation.penalty
    if any(x.op == "where" or (x.op == "pow" and Fraction(x.data).denominator > 1) for x in topological([penalty])):
        return True
    names = [x.get("name") if isinstance(x, dict) else x for x in material.losses(statement)]
    return any(name not in LOSSES or not LOSSES[name].differentiable for name in names)


def _not_convex(statement: StatementFile) -> bool:
    from ..problem.losses import LOSSES

    names = [x.get("name") if isinstance(x, dict) else x for x in material.losses(statement)]
    return any(name not in LOSSES or not LOSSES[name].convex for name in names)


def _instance(
    loss: Any, inputs: Sequence[Vector], targets: Sequence[Vector], statement: StatementFile, lam: Fraction
) -> Instance:
    """An instance with the outputs 0 and the weights 1."""
    zeros: Rows = ((NULL,) * statement.outputs,) * len(inputs)
    return Instance(tuple(inputs), zeros, tuple(targets), (ONE,) * len(inputs), loss, lam)


def _planted(
    statement: StatementFile, rng: random.Random, size: int
) -> tuple[Instance, Problem, list[Fraction]] | None:
    loss = material.chosen_loss(statement, rng)
    if loss is None:
        return None
    points = list(material.inputs(statement, rng, 1 + rng.randrange(size)))
    blank = _instance(loss, points, [material.anchors(loss, statement.outputs)[0]] * len(points), statement,
                      material.lam(statement, rng))  # fmt: skip
    problem = problem_of(blank, statement)
    if problem is None:
        return None
    start = _point(problem, rng)
    values = _float_added(problem, start)
    if values is None:
        return None
    if rng.random() < 0.2:
        values = [[-v for v in row] for row in values]  # what a bounded amplitude cannot reach
    targets = [material.targets_near(loss, row, rng) for row in values]
    if material.conflict(statement, rng) and targets:
        i = rng.randrange(len(points))
        points.append(points[i])
        targets.append(material.opposite(loss, targets[i]))
    instance = _instance(loss, points, targets, statement, blank.lam)
    problem = problem_of(instance, statement)
    return None if problem is None else (instance, problem, start)


def _point(problem: Problem, rng: random.Random, flat: bool = False) -> list[Fraction]:
    """A point (a, b, W) of small rational numbers, within the bounds, simple where it is frozen."""
    a, b, rows = problem.added_names
    names = [*a, *b, *(name for row in rows for name in row)]
    found = []
    for name in names:
        value = NULL if flat and name not in a else material.small(rng)
        found.append((value or ONE) if name in a else value)
    limits = Fibre(problem).limits
    for i, constraints in enumerate(limits):
        for c in constraints:
            if not (found[i] <= c.bound if c.relation == "<=" else found[i] >= c.bound):
                found[i] = c.bound + (-1 if c.relation == "<=" else 1) * rng.choice((0, Fraction(1, 2), 1))
    return found


def _starts(problem: Problem, rng: random.Random, count: int) -> list[list[Fraction]]:
    return [_point(problem, rng) for _ in range(count)]


def _at(problem: Problem, point: Sequence[Fraction]) -> dict[str, Expr]:
    a, b, rows = problem.added_names
    names = [*a, *b, *(name for row in rows for name in row)]
    return {name: num(v) for name, v in zip(names, point, strict=True)}


def _added(problem: Problem, point: Sequence[Fraction]) -> Rows | None:
    """The outputs of the added neurons at each sample, if they are rational."""
    at = _at(problem, point)
    rows = []
    for x in problem.inputs:
        row = problem.augmentation.added(x, problem.network.outputs)
        values = [NULL if g is None else rational(substitute([g], at)[0]) for g in row]
        if any(v is None for v in values):
            return None
        rows.append(tuple(v for v in values if v is not None))
    return tuple(rows)


def _float_added(problem: Problem, point: Sequence[Fraction]) -> list[list[float]] | None:
    at = _at(problem, point)
    exprs = [
        [ZERO if g is None else g for g in problem.augmentation.added(x, problem.network.outputs)]
        for x in problem.inputs
    ]
    names = list(at)
    with np.errstate(all="ignore"):
        values = Program([g for row in exprs for g in row], names).run(FLOATS, [np.float64(v) for v in point])
    flat = [float(v) for v in values]
    if not all(np.isfinite(flat)):
        return None
    k = problem.network.outputs
    return [flat[i : i + k] for i in range(0, len(flat), k)]


def _rational_zero(x: Expr, at: dict[str, Expr]) -> bool:
    return rational(substitute([x], at)[0]) == 0


def _unseen(
    problem: Problem, start: Sequence[Fraction], neuron: int, rng: random.Random, pointwise: bool
) -> list[Fraction] | None:
    """Residuals orthogonal to what the neuron can add near the point (or at it): a rational vector, or None."""
    names = list(_at(problem, start))
    amplitude = problem.added_names[0][neuron]
    k = problem.augmentation.neurons(problem.network.outputs)[neuron]
    columns = []
    for x in problem.inputs:
        g = problem.augmentation.added(x, problem.network.outputs)[k]
        assert g is not None
        columns.append(gradient(g, [amplitude])[0] if pointwise else g)
    n = len(columns)
    rows = 1 if pointwise else 3 * n + 8
    radius = 0.05
    base = np.array([float(v) for v in start])
    noise = np.array([[rng.uniform(-1, 1) for _ in names] for _ in range(rows)])
    points = base + (0.0 if pointwise else radius) * noise
    if not pointwise:
        points[:, names.index(amplitude)] = 1.0
    frozen = problem.augmentation.frozen
    for block, part in zip("ab", problem.added_names[:2], strict=True):
        if block in frozen and block != "a":
            points[:, [names.index(name) for name in part]] = base[[names.index(name) for name in part]]
    if "W" in frozen:
        weights = [names.index(name) for row in problem.added_names[2] for name in row]
        points[:, weights] = base[weights]
    with np.errstate(all="ignore"):
        out = Program(columns, names).run(FLOATS, [points[:, i] for i in range(len(names))])
    matrix = np.stack([np.broadcast_to(np.asarray(v, dtype=np.float64), (rows,)) for v in out], axis=1)
    if not np.all(np.isfinite(matrix)):
        return None
    return _rational_null_vector(matrix, rng)


def _rational_null_vector(matrix: Floats, rng: random.Random) -> list[Fraction] | None:
    """A null vector of small rational numbers, by elimination; None if there is none."""
    m = matrix.copy()
    n = m.shape[1]
    size = float(np.abs(m).max(initial=0))
    # An orthogonal factorisation first: the rows then carry all that the many points said.
    r: Floats = np.asarray(np.linalg.qr(m).R) if size > 0 else np.zeros((0, n))
    pivots: list[int] = []
    row = 0
    for column in range(n):
        if row >= len(r):
            break
        best = row + int(np.argmax(np.abs(r[row:, column])))
        if abs(r[best, column]) < 1e-10 * max(size, 1e-300):
            continue
        r[[row, best]] = r[[best, row]]
        r[row] /= r[row, column]
        for other in range(len(r)):
            if other != row:
                r[other] -= r[other, column] * r[row]
        pivots.append(column)
        row += 1
    free = [c for c in range(n) if c not in pivots]
    if not free:
        return None
    values = [Fraction(0)] * n
    picks = free if rng.random() < 0.5 else [rng.choice(free)]
    for c in picks:
        scale = Fraction(rng.choice((1, 1, -1, 2)))
        values[c] += scale
        for i, p in enumerate(pivots):
            close = Fraction(-float(r[i, c])).limit_denominator(60)
            if abs(float(close) + float(r[i, c])) > 1e-5 * (1 + abs(float(r[i, c]))):
                return None
            values[p] += scale * close
    return values if any(values) else None


def _with_residuals(
    statement: StatementFile, blank: Instance, residuals: Sequence[Fraction], output: int, rng: random.Random
) -> Instance | None:
    """The instance whose loss has a gradient proportional to ``residuals`` at the outputs of the dead network."""
    loss, k = blank.loss, statement.outputs
    if not any(residuals):
        return None
    kind = material.target_set(loss)
    if material.is_quadratic(loss):
        targets = [tuple(-r if i == output else NULL for i in range(k)) for r in residuals]
        return _twins(statement, replace(blank, targets=tuple(targets)), rng)
    keep = [i for i, r in enumerate(residuals) if r != 0]
    pairs = {
        "sign": ((-ONE,) * k, (ONE,) * k),
        "unit": ((NULL,) * k, (ONE,) * k),
        "distribution": _tilted(k),
        "real": (tuple(-ONE * (j == output) for j in range(k)), tuple(ONE * (j == output) for j in range(k))),
    }
    targets = [pairs[kind][0] if residuals[i] > 0 else pairs[kind][1] for i in keep]
    return replace(
        blank,
        inputs=tuple(blank.inputs[i] for i in keep),
        outputs=tuple(blank.outputs[i] for i in keep),
        targets=tuple(targets),
        weights=tuple(abs(residuals[i]) for i in keep),
    )


def _tilted(k: int) -> tuple[Vector, Vector]:
    """Two distributions on k classes, as far from the uniform one, in opposite directions."""
    rest = (Fraction(1, k),) * (k - 2)
    return (NULL, Fraction(2, k), *rest), (Fraction(2, k), NULL, *rest)


def _twins(statement: StatementFile, instance: Instance, rng: random.Random) -> Instance:
    """With conflicting data: one sample split into two with the same mean."""
    if not material.conflict(statement, rng):
        return instance
    i = rng.randrange(len(instance.inputs))
    up = tuple(y + 1 for y in instance.targets[i])
    down = tuple(y - 1 for y in instance.targets[i])
    half = instance.weights[i] / 2
    return replace(
        instance,
        inputs=(*instance.inputs, instance.inputs[i]),
        outputs=(*instance.outputs, instance.outputs[i]),
        targets=(*instance.targets[:i], up, *instance.targets[i + 1 :], down),
        weights=(*instance.weights[:i], half, *instance.weights[i + 1 :], half),
    )


def _falls_nearby(fibre: Fibre, start: Sequence[Fraction], rng: random.Random) -> bool:
    """Whether L~ is clearly lower at some of many points close by."""
    base = np.array([float(v) for v in start])
    steps = np.array([[rng.uniform(-1, 1) if i in fibre.free else 0.0 for i in range(len(base))] for _ in range(200)])
    here = fibre.values(base[None, :])[0]
    for radius in (0.1, 0.01):
        if float(np.nanmin(fibre.values(base + radius * steps))) < here - 1e-12 * (1 + abs(here)):
            return True
    return False


def _rises(fibre: Fibre, start: Sequence[Fraction]) -> bool:
    """Whether L~ rises on both sides of the amplitude 0, as far as floats show."""
    base = np.array([float(v) for v in start])
    step = np.zeros(len(base))
    step[0] = 1e-7
    here, up, down = fibre.values(np.stack([base, base + step, base - step]))
    return bool(up > here + 1e-11 and down > here + 1e-11)


def _targets_of_a_well(rng: random.Random) -> tuple[list[Fraction], tuple[Fraction, ...]]:
    """A target with two outliers on its two sides: the sum of bounded losses may have a minimum between."""
    far = Fraction(rng.choice((2, 3, 4, 5, 6)))
    weight = Fraction(rng.choice((1, 2, 3, 4)))
    return [NULL, far, -far], (ONE, weight, weight)


def _balanced(blank: Instance, problem: Problem, statement: StatementFile, rng: random.Random) -> Instance:
    """Two targets at one input with such weights that the slopes of their losses cancel at the output 0.

    It serves where the stationary points of the loss itself are not rational.
    """
    slope = gradient(problem.sample_loss(0, [var(f"q{k + 1}") for k in range(problem.network.outputs)]), ["q1"])[0]
    slopes: dict[Fraction, Fraction] = {}
    for _ in range(12):
        y = Fraction(rng.randint(-16, 16), 4)
        # The loss is a function of q - y for all losses with real targets that come with the suite.
        value = rational(substitute([slope], {f"q{k + 1}": num(-y) for k in range(problem.network.outputs)})[0])
        if value:
            slopes[y] = value
    rising = [y for y, v in slopes.items() if v > 0]
    falling = [y for y, v in slopes.items() if v < 0]
    if not rising or not falling:
        return blank
    up, down = rng.choice(rising), rng.choice(falling)
    k = statement.outputs
    return replace(
        blank,
        inputs=(blank.inputs[0],) * 2,
        outputs=((NULL,) * k,) * 2,
        targets=((up,) * k, (down,) * k),
        weights=(-slopes[down], slopes[up]),
    )


def _local_minima(problem: Problem) -> list[Fraction]:
    """Rational outputs where the summed loss of the first input is stationary and curves upward, but not the best."""
    names = [f"q{k + 1}" for k in range(problem.network.outputs)]
    total: Expr = ZERO
    for i in problem.distinct[0]:
        total = total + problem.sample_loss(i, [var(name) for name in names])
    joint = substitute([total], {name: var("q1") for name in names})[0]
    slope, curve = gradient(joint, ["q1"])[0], hessian(joint, ["q1"])[0][0]
    grid = np.arange(-8.0, 8.0, 1 / 64) + 1e-4
    with np.errstate(all="ignore"):
        value, first, second = (
            np.broadcast_to(np.asarray(v, dtype=np.float64), grid.shape)
            for v in Program([joint, slope, curve], ["q1"]).run(FLOATS, [grid])
        )
    best = float(np.nanmin(value))
    turning = np.flatnonzero((first[:-1] < 0) & (first[1:] >= 0))
    found = []
    for i in map(int, turning):
        if value[i] < best + 1e-3 or not second[i] > 0:
            continue
        q = _root(slope, float(grid[i]), float(grid[i + 1]))
        close = Fraction(q).limit_denominator(32)
        if abs(float(close) - q) < 1e-9 and vanish(substitute([slope], {"q1": num(close)})):
            found.append(close)
    return found


def _root(slope: Expr, low: float, high: float) -> float:
    program = Program([slope], ["q1"])
    for _ in range(60):
        middle = (low + high) / 2
        if float(program.run(FLOATS, [np.float64(middle)])[0]) < 0:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def _is_violated(statement: StatementFile, point: Sequence[Fraction], fibre: Fibre) -> bool:
    """Whether the conclusion is false at a point: a is not 0; or, as theta is dead, always for elimination."""
    return statement.conclusion == "elimination" or any(point[i] != 0 for i in fibre.amplitudes)


def _improvable(statement: StatementFile, found: Sequence[Instance], problem: Problem) -> tuple[Instance, ...]:
    """The candidates with a better theta; for ``vanish`` the better theta does not matter."""
    if statement.conclusion != "elimination":
        return tuple(found)
    better = []
    for instance in found:
        improved = with_better(instance, problem)
        if improved is not None:
            better.append(improved)
    return tuple(better)


def _exact_witness(problem: Problem, point: Sequence[Fraction], method: str) -> Witness:
    return _witness(problem, [str(v) for v in point], False, method)


def _witness(problem: Problem, texts: Sequence[str], refine: bool, method: str) -> Witness:
    a, b, rows = problem.added_names
    left, right = len(a), len(a) + len(b)
    width = len(rows[0]) if rows else 0
    weights = [tuple(texts[right + r * width : right + (r + 1) * width]) for r in range(len(rows))]
    return Witness(tuple(texts[:left]), tuple(texts[left:right]), tuple(weights), refine, method)
