"""The conditions of the kinds as ``notes/certificate-format.md`` states them, evaluated at 1,000 bits and more.

An altered certificate that the kernel accepts is harmless if what it says is true. Here that is asked of another
arithmetic, with derivatives by differences; a yes claims nothing, and decides only whether a mutant is a fault.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise
from random import Random
from typing import Any

from ..errors import VerifyError
from ..exact import exact, half_unit
from ..problem.expression import Expr, var
from ..problem.formula import constant
from ..problem.objective import Problem
from .high_precision import context, derivative, exactly, values

Data = Mapping[str, Any]
TOLERANCE = -600
CORNERS = 6
"""Of a box, at which slopes are looked at."""


class Opinion:
    """The numbers of one problem in one precision."""

    def __init__(self, problem: Problem, bits: int) -> None:
        self.problem = problem
        self.mp = context(max(2200, 2 * bits + 600))
        self.zero = self.mp.ldexp(1, TOLERANCE)

    def number(self, text: str) -> Any:
        """An exact number."""
        return exactly(self.mp, exact(text))

    def value(self, x: Expr, names: Sequence[str], at: Sequence[Any]) -> Any:
        """An expression at a point; a number that compares with nothing if it has no value."""
        found = values(self.mp, [x], dict(zip(names, at, strict=True)))[0]
        return self.mp.nan if found is None else found

    def constant(self, text: str) -> Any:
        """A constant that a certificate writes."""
        return self.value(constant(text), [], [])

    def point(self, data: Data) -> list[Any]:
        """The coordinates of a point; of a box by Newton's method from its centre, which has to end in the box."""
        if "exact" in data:
            return [self.constant(text) for text in data["exact"]]
        centre, radius = [self.number(text) for text in data["center"]], self.number(data["radius"])
        found = self.critical(centre)
        for c, x, text in zip(centre, found, data["rounds_to"], strict=True):
            if not (abs(x - c) <= radius and abs(x - self.number(text)) <= exactly(self.mp, half_unit(text))):
                raise ArithmeticError("the critical point is not in the box, or does not have these digits")
        return found

    def critical(self, start: Sequence[Any]) -> list[Any]:
        """The zero of the gradient of L to which Newton's method leads."""
        at, n = list(start), range(len(start))
        for _ in range(12):
            slopes = [self.slope(at, (i,)) for i in n]
            if max(map(abs, slopes)) < self.zero**2 / 2**200:
                break
            step = self.mp.lu_solve(self.hessian(at), self.mp.matrix(slopes))
            at = [x - step[i] for i, x in enumerate(at)]
            if max(abs(step[i]) for i in n) < self.zero:
                break
        return at

    def slope(self, at: Sequence[Any], order: Sequence[int]) -> Any:
        """A derivative of L."""
        names = self.problem.names
        return derivative(
            lambda x: self.value(self.problem.risk, names, x), at, order, self.mp.ldexp(1, -self.mp.prec // 5)
        )

    def hessian(self, at: Sequence[Any]) -> Any:
        """The second derivatives of L."""
        made = self.mp.matrix(len(at))
        for i in range(len(at)):
            for j in range(i + 1):
                made[i, j] = made[j, i] = self.slope(at, (i, j))
        return made

    def risk(self, at: Sequence[Any]) -> Any:
        """L."""
        return self.value(self.problem.risk, self.problem.names, at)

    def augmented(self, at: Sequence[Any], a: Sequence[Any], b: Sequence[Any], rows: Sequence[Sequence[Any]]) -> Any:
        """L~."""
        added = [*a, *b, *(v for row in rows for v in row)]
        return self.value(self.problem.augmented_risk, self.problem.augmented_names, [*at, *added])

    def compared(self, data: Data, value: Any) -> bool:
        """``equals`` or ``rounds_to``."""
        if "equals" in data:
            return bool(abs(value - self.constant(data["equals"])) < self.zero * (1 + abs(value)))
        text = data["rounds_to"]
        return bool(abs(value - self.number(text)) < exactly(self.mp, half_unit(text)))


def true(problem: Problem, kind: str, data: Data) -> bool | None:
    """Whether the conditions of the kind hold; None if there is no second opinion on this kind."""
    if kind not in OPINIONS:
        return None
    try:
        return bool(OPINIONS[kind](Opinion(problem, int(data.get("bits", 0))), data))
    except (VerifyError, ArithmeticError, ValueError, LookupError, TypeError, AttributeError):
        return False  # no such certificate, or no such numbers


def _critical_point(o: Opinion, data: Data) -> bool:
    at = o.point(data["point"])
    n = range(len(at))
    q = o.mp.matrix([[o.number(text) for text in row] for row in data["congruence"]])
    c = q.T * o.hessian(at) * q
    flat = all(abs(o.slope(at, (i,))) < o.zero for i in n)
    return flat and all(abs(c[i, i]) > sum(abs(c[i, j]) for j in n if j != i) for i in n)


def _samples(o: Opinion, box: Sequence[tuple[Any, Any]]) -> list[list[Any]]:
    """The middle of a box, and corners of it, a little inside: at an edge there may be a kink."""
    random, inner = Random(0), o.mp.ldexp(1, -40)
    signs = [[random.choice((-1, 1)) for _ in box] for _ in range(CORNERS)]
    signs += [[0] * len(box), [1] * len(box), [-1] * len(box)]
    return [
        [(low + high) / 2 + s * (high - low) / 2 * (1 - inner) for s, (low, high) in zip(row, box, strict=True)]
        for row in signs
    ]


def _box(o: Opinion, data: Data) -> list[tuple[Any, Any]]:
    radius = o.number(data["radius"])
    if radius < 0:
        raise ArithmeticError("a negative radius")
    return [(x - radius, x + radius) for x in o.point(data["point"])]


def _one_slope(o: Opinion, box: Sequence[tuple[Any, Any]], k: int) -> bool:
    slopes = [o.slope(at, (k,)) for at in _samples(o, box)]
    return all(slope > o.zero for slope in slopes) or all(slope < -o.zero for slope in slopes)


def _downward(o: Opinion, box: Sequence[tuple[Any, Any]], v: Sequence[Any]) -> bool:
    def bend(at: Sequence[Any]) -> Any:
        along = lambda t: o.risk([x + t[0] * c for x, c in zip(at, v, strict=True)])  # noqa: E731
        return derivative(along, [o.mp.zero], (0, 0), o.mp.ldexp(1, -o.mp.prec // 5))

    return all(bend(at) < -o.zero for at in _samples(o, box))


def _no_critical_point(o: Opinion, data: Data) -> bool:
    return 0 <= data["parameter"] < len(o.problem.names) and _one_slope(o, _box(o, data), data["parameter"])


def _no_local_minimum(o: Opinion, data: Data) -> bool:
    left = [_box(o, data)]
    for piece in data["pieces"]:
        box = left.pop()
        if "cut" in piece:
            i, at = piece["cut"], o.number(piece["at"])
            (low, high), before, after = box[i], box[:i], box[i + 1 :]
            if not low <= at <= high:
                return False
            left += [[*before, (at, high), *after], [*before, (low, at), *after]]
        elif "slope" in piece:
            if not _one_slope(o, box, piece["slope"]):
                return False
        elif not _downward(o, box, _numbers(o, piece["down"])):
            return False
    return not left


def distance(problem: Problem, one: Data, other: Data) -> Any:
    """How far two points, as certificates have them, are apart in the coordinate in which they are farthest."""
    o = Opinion(problem, 0)
    return max(abs(x - y) for x, y in zip(o.point(one), o.point(other), strict=True))


def _descent(o: Opinion, data: Data) -> bool:
    problem, at = o.problem, o.point(data["point"])
    b, rows, u = _numbers(o, data["b"]), [_numbers(o, row) for row in data["W"]], _exacts(data["direction"])
    k, j = data["output"], data["order"]
    kappas = [_kappa(o, at, k, b, rows, u, order) for order in range(j + 1)]
    centre = o.augmented(at, [o.mp.zero] * len(problem.added_names[0]), b, rows)
    lower = bool(data["points"])
    for p in data["points"]:
        a1, b1, rows1 = _numbers(o, p["a"]), _numbers(o, p["b"]), [_numbers(o, row) for row in p["W"]]
        moved = [*a1, *_minus(b1, b), *(d for r1, r in zip(rows1, rows, strict=True) for d in _minus(r1, r))]
        lower &= max(map(abs, moved)) < o.number(p["radius"])
        lower &= o.augmented(at, a1, b1, rows1) < centre
    least = not data["lower_orders_vanish"] or all(abs(kappa) < o.zero for kappa in kappas[:-1])
    return bool(lower and least and abs(kappas[-1]) > o.zero)


def _kappa(
    o: Opinion, at: Sequence[Any], k: int, b: Sequence[Any], rows: Sequence[Any], u: Sequence[Fraction], j: int
) -> Any:
    problem, head = o.problem, 0 if o.problem.augmentation.shared else k
    total = o.mp.zero
    for group, rho in zip(problem.distinct, problem.residual_gradients, strict=True):
        x = problem.inputs[group[0]]
        rate = b[head] + sum(w * exactly(o.mp, v) for w, v in zip(rows[head], x, strict=True))
        power = sum((c * v for c, v in zip(u, x, strict=True)), Fraction(0)) ** j
        total += o.value(rho[k], problem.names, at) * o.mp.exp(rate) * exactly(o.mp, Fraction(power))
    return total


def _orbit(o: Opinion, data: Data) -> bool:
    a = _numbers(o, data["a"] if isinstance(data["a"], list) else [data["a"]])
    lam = exactly(o.mp, o.problem.augmentation.lam)
    good = any(x != 0 for x in a) and lam != 0 and bool(data["steps"])
    for step in data["steps"]:
        t, radius = o.number(step["t"]), o.number(step["radius"])
        shrink = o.mp.exp(-t)
        good &= t * lam > 0 and abs(t) < radius and all(abs(x * (1 - shrink)) < radius for x in a)
        good &= lam * sum(x * x for x in a) * (1 - shrink**2) > 0
    return bool(good)


def _escape(o: Opinion, data: Data) -> bool:
    at, c = o.point(data["point"]), _numbers(o, data["c"])
    rows = [_numbers(o, row) for row in data["W"]]
    problem = o.problem
    added = [*c, *([o.mp.zero] * len(problem.added_names[1])), *(v for row in rows for v in row)]
    below = o.value(problem.augmented_data_term + problem.regularizer, problem.augmented_names, [*at, *added])
    return bool(problem.augmentation.lam > 0 and below < o.risk(at))


def _auxiliary_slope(o: Opinion, data: Data) -> bool:
    at, lam = o.point(data["point"]), exactly(o.mp, o.problem.augmentation.lam)
    risk, scale = o.risk(at), o.mp.exp(o.number(data["b"]))
    good = abs(risk) > o.zero and bool(data["points"])
    for p in data["points"]:
        a = o.number(p["a"])
        good &= abs(a) < o.number(p["radius"]) and risk * a * scale * (a * scale - 2) + lam * a * a < 0
    return bool(good)


def _interpolating(o: Opinion, data: Data) -> bool:
    problem, eps = o.problem, o.number(data["eps"])
    inputs = [problem.inputs[group[0]] for group in problem.distinct]
    heads = len(problem.added_names[1])
    rows, short = [], len(data["moves"]) == len(inputs) + 1
    for move in data["moves"]:
        beta, v = o.number(move["beta"]), _numbers(o, move["v"])
        short &= heads * (beta**2 + sum(x * x for x in v)) <= 1
        rates = [beta + sum(w * exactly(o.mp, y) for w, y in zip(v, x, strict=True)) for x in inputs]
        rows.append([o.mp.one, *(o.mp.exp(eps * rate) for rate in rates)])
    return bool(short and eps >= 0 and abs(o.mp.det(o.mp.matrix(rows))) > o.mp.ldexp(1, 400 - o.mp.prec))


def _elsewhere(o: Opinion, data: Data, samples: Sequence[int]) -> bool:
    at = o.point(data["point"])
    names = [f"q{k + 1}" for k in range(o.problem.network.outputs)]
    there, here = o.mp.zero, o.mp.zero
    for i in samples:
        outputs = [o.value(x, o.problem.names, at) for x in o.problem.outputs[i]]
        loss = o.problem.sample_loss(i, [var(name) for name in names])
        here += o.value(loss, names, outputs)
        there += o.value(loss, names, _numbers(o, data["output"]))
    return bool(there < here)


def _unattained(o: Opinion, data: Data) -> bool:
    """The summed loss at the input falls from 0 along its steepest descent there, further and further out."""
    problem, outputs = o.problem, o.problem.network.outputs
    names = [f"q{k + 1}" for k in range(outputs)]
    losses = [problem.sample_loss(i, [var(name) for name in names]) for i in problem.distinct[data["input"]]]

    def total(q: Sequence[Any]) -> Any:
        return sum(o.value(loss, names, q) for loss in losses)

    step = o.mp.ldexp(1, -o.mp.prec // 3)
    slopes: list[Any] = [derivative(total, [o.mp.zero] * outputs, (k,), step) for k in range(outputs)]
    along = [total([-slope * 2**k for slope in slopes]) for k in range(9)]
    return any(abs(slope) > o.zero for slope in slopes) and all(b < a for a, b in pairwise(along))


def _rho(o: Opinion, data: Data) -> Any:
    return o.value(o.problem.residual_gradients[data["input"]][data["output"]], o.problem.names, o.point(data["point"]))


def _data_optimal(o: Opinion, data: Data) -> bool:
    """All residual gradients are 0; that the loss is as it has to be is no matter of the certificate's data."""
    at = [o.constant(text) for text in data["point"]["exact"]]
    rows = o.problem.residual_gradients
    return all(abs(o.value(rho, o.problem.names, at)) < o.zero for row in rows for rho in row)


def _stationary(o: Opinion, data: Data) -> bool:
    at = [o.constant(text) for text in data["point"]["exact"]]
    return all(abs(o.slope(at, (i,))) < o.zero for i in range(len(at)))


def _numbers(o: Opinion, texts: Sequence[str]) -> list[Any]:
    return [o.number(text) for text in texts]


def _exacts(texts: Sequence[str]) -> list[Fraction]:
    return [exact(text) for text in texts]


def _minus(x: Sequence[Any], y: Sequence[Any]) -> list[Any]:
    return [p - q for p, q in zip(x, y, strict=True)]


def _squares(xs: Sequence[Any]) -> Any:
    return sum(x * x for x in xs)


OPINIONS: Mapping[str, Callable[[Opinion, Data], bool]] = {
    "value": lambda o, d: o.compared(d, o.risk(o.point(d["point"]))),
    "norm": lambda o, d: o.compared(d, _squares(o.point(d["point"]))),
    "augmented-norm": lambda o, d: o.compared(d, _squares([o.constant(text) for text in d["at"]])),
    "residual-value": lambda o, d: o.compared(d, _rho(o, d)),
    "residual-gradient": lambda o, d: abs(_rho(o, d)) > o.zero,
    "lower-value": lambda o, d: o.risk(o.point(d["better"])) < o.risk(o.point(d["point"])),
    "sample-lower": lambda o, d: _elsewhere(o, d, [d["sample"]]),
    "input-lower": lambda o, d: _elsewhere(o, d, o.problem.distinct[d["input"]]),
    "critical-point": _critical_point,
    "no-critical-point": _no_critical_point,
    "no-local-minimum": _no_local_minimum,
    "data-optimal": _data_optimal,
    "stationary": _stationary,
    "descent": _descent,
    "orbit": _orbit,
    "auxiliary-orbit": _orbit,
    "auxiliary-slope": _auxiliary_slope,
    "escape": _escape,
    "interpolating-basis": _interpolating,
    "unattained": _unattained,
    "judgement": lambda o, d: bool(o.point(d["point"])) or not o.problem.names,
}
