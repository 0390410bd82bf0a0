"""The conditions of the kinds as ``notes/certificate-format.md`` states them, evaluated at 1,000 bits and more.

An altered certificate that the kernel accepts is harmless if what it says is true. Here that is asked of another
arithmetic, with derivatives by differences; a yes claims nothing, and decides only whether a mutant is a fault.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise
from random import Random
from typing import Any

from ..errors import VerifyError
from ..exact import exact
from ..problem.expression import var
from ..problem.objective import Problem
from .falling_opinions import falling_path, nowhere_critical
from .family_opinions import convex_model, critical_family
from .high_precision import derivative, exactly
from .linear_opinions import linear_layers, rank_bound
from .opinion import Data, Opinion
from .opinion_point import point
from .risk_opinions import (
    critical_point,
    descent_path,
    minimum_in_ball,
    no_critical_point,
    no_local_minimum,
    strict_minimum,
)
from .slice_opinions import critical_orbit, sharp_minimum


def true(problem: Problem, kind: str, data: Data) -> bool | None:
    """Whether the conditions of the kind hold; None if there is no second opinion on this kind."""
    if kind not in OPINIONS:
        return None
    try:
        return bool(OPINIONS[kind](_opinion(problem, int(data.get("bits", 0))), data))
    except (VerifyError, ArithmeticError, ValueError, LookupError, TypeError, AttributeError):
        return False  # no such certificate, or no such numbers


@lru_cache(maxsize=256)
def _opinion(problem: Problem, bits: int) -> Opinion:
    return Opinion(problem, bits)


def distance(problem: Problem, one: Data, other: Data) -> Any:
    """How far two points, as certificates have them, are apart in the coordinate in which they are farthest."""
    o = _opinion(problem, 0)
    return max(abs(x - y) for x, y in zip(point(o, one), point(o, other), strict=True))


def _descent(o: Opinion, data: Data) -> bool:
    problem, at = o.problem, point(o, data["point"])
    b, rows, u = o.numbers(data["b"]), [o.numbers(row) for row in data["W"]], _exacts(data["direction"])
    k, j = data["output"], data["order"]
    kappas = [_kappa(o, at, k, b, rows, u, order) for order in range(j + 1)]
    centre = o.augmented(at, [o.mp.zero] * len(problem.added_names[0]), b, rows)
    lower = bool(data["points"])
    for p in data["points"]:
        a1, b1, rows1 = o.numbers(p["a"]), o.numbers(p["b"]), [o.numbers(row) for row in p["W"]]
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
    a = o.numbers(data["a"] if isinstance(data["a"], list) else [data["a"]])
    lam = exactly(o.mp, o.problem.augmentation.lam)
    good = any(x != 0 for x in a) and lam != 0 and bool(data["steps"])
    for step in data["steps"]:
        t, radius = o.number(step["t"]), o.number(step["radius"])
        shrink = o.mp.exp(-t)
        good &= t * lam > 0 and abs(t) < radius and all(abs(x * (1 - shrink)) < radius for x in a)
        good &= lam * sum(x * x for x in a) * (1 - shrink**2) > 0
    return bool(good)


def _escape(o: Opinion, data: Data) -> bool:
    at, c = point(o, data["point"]), o.numbers(data["c"])
    rows = [o.numbers(row) for row in data["W"]]
    problem = o.problem
    added = [*c, *([o.mp.zero] * len(problem.added_names[1])), *(v for row in rows for v in row)]
    below = o.value(problem.augmented_data_term + problem.regularizer, problem.augmented_names, [*at, *added])
    return bool(problem.augmentation.lam > 0 and below < o.risk(at))


def _auxiliary_slope(o: Opinion, data: Data) -> bool:
    at, lam = point(o, data["point"]), exactly(o.mp, o.problem.augmentation.lam)
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
        beta, v = o.number(move["beta"]), o.numbers(move["v"])
        short &= heads * (beta**2 + sum(x * x for x in v)) <= 1
        rates = [beta + sum(w * exactly(o.mp, y) for w, y in zip(v, x, strict=True)) for x in inputs]
        rows.append([o.mp.one, *(o.mp.exp(eps * rate) for rate in rates)])
    return bool(short and eps >= 0 and abs(o.mp.det(o.mp.matrix(rows))) > o.mp.ldexp(1, 400 - o.mp.prec))


def _elsewhere(o: Opinion, data: Data, samples: Sequence[int]) -> bool:
    at = point(o, data["point"])
    names = [f"q{k + 1}" for k in range(o.problem.network.outputs)]
    there, here = o.mp.zero, o.mp.zero
    for i in samples:
        outputs = [o.value(x, o.problem.names, at) for x in o.problem.outputs[i]]
        loss = o.problem.sample_loss(i, [var(name) for name in names])
        here += o.value(loss, names, outputs)
        there += o.value(loss, names, o.numbers(data["output"]))
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


THETAS = 24
"""Points at which a relation that is said to hold for every theta is looked at."""


def _unreachable(o: Opinion, data: Data) -> bool:
    """The relation of the outputs holds at random points, and does not hold where the losses are least."""
    problem, random, c = o.problem, Random(0), o.constant(data["constant"])
    equal, ends, pairs = data["relation"] == "=", [o.mp.zero, o.mp.zero], []
    for term in data["terms"]:
        group, k, y = problem.distinct[term["input"]], term["output"], o.number(term["y"])
        low, high = o.number(term["low"]), o.number(term["high"])
        if not _holds_minimiser(o, group, k, term.get("minus"), low, high):
            return False
        ends = [end + choice(y * low, y * high) for end, choice in zip(ends, (min, max), strict=True)]
        f = problem.outputs[group[0]]
        pairs.append((y, f[k] if "minus" not in term else f[k] - f[term["minus"]]))
    gaps = []
    for _ in range(THETAS):
        at = [o.mp.mpf(random.randint(-4000, 4000)) / 500 for _ in problem.names]
        gaps.append(sum((y * o.value(f, problem.names, at) for y, f in pairs), -c))
    true = all(abs(gap) < o.zero if equal else gap > -o.zero for gap in gaps)
    return bool(pairs and true and (ends[1] < c or (equal and ends[0] > c)))


def _holds_minimiser(o: Opinion, group: Sequence[int], k: int, minus: int | None, low: Any, high: Any) -> bool:
    """Whether the summed loss of these samples is least only where output k (less another one) is in a range."""
    problem = o.problem
    if minus is not None:  # the shares of two classes of softmax cross-entropy
        shares = [
            sum(exactly(o.mp, problem.weights[i]) * o.value(problem.targets[i][c], [], []) for i in group)
            for c in (k, minus)
        ]
        return bool(min(shares) > 0 and low < o.mp.log(shares[0] / shares[1]) < high)
    names = [f"q{i + 1}" for i in range(problem.network.outputs)]
    losses = [problem.sample_loss(i, [var(name) for name in names]) for i in group]

    def slope(at: Any) -> Any:
        q = [at if i == k else o.mp.zero for i in range(len(names))]
        return o.slope(q, (k,), lambda q: sum(o.value(loss, names, q) for loss in losses))

    return bool(slope(low) < -o.zero and slope(high) > o.zero)


def _rho(o: Opinion, data: Data) -> Any:
    return o.value(
        o.problem.residual_gradients[data["input"]][data["output"]], o.problem.names, point(o, data["point"])
    )


def _data_optimal(o: Opinion, data: Data) -> bool:
    """All residual gradients are 0; that the loss is as it has to be is no matter of the certificate's data."""
    if not {"exact", "fit"} & set(data["point"]):
        return False
    at = point(o, data["point"])
    rows = o.problem.residual_gradients
    return all(abs(o.value(rho, o.problem.names, at)) < o.zero for row in rows for rho in row)


def _stationary(o: Opinion, data: Data) -> bool:
    at = [o.constant(text) for text in data["point"]["exact"]]
    return all(abs(o.slope(at, (i,))) < o.zero for i in range(len(at)))


def _exacts(texts: Sequence[str]) -> list[Fraction]:
    return [exact(text) for text in texts]


def _minus(x: Sequence[Any], y: Sequence[Any]) -> list[Any]:
    return [p - q for p, q in zip(x, y, strict=True)]


def _squares(xs: Sequence[Any]) -> Any:
    return sum(x * x for x in xs)


OPINIONS: Mapping[str, Callable[[Opinion, Data], bool]] = {
    "value": lambda o, d: o.compared(d, o.risk(point(o, d["point"]))),
    "norm": lambda o, d: o.compared(d, _squares(point(o, d["point"]))),
    "augmented-norm": lambda o, d: o.compared(d, _squares([o.constant(text) for text in d["at"]])),
    "residual-value": lambda o, d: o.compared(d, _rho(o, d)),
    "residual-gradient": lambda o, d: abs(_rho(o, d)) > o.zero,
    "lower-value": lambda o, d: o.risk(point(o, d["better"])) < o.risk(point(o, d["point"])),
    "sample-lower": lambda o, d: _elsewhere(o, d, [d["sample"]]),
    "input-lower": lambda o, d: _elsewhere(o, d, o.problem.distinct[d["input"]]),
    "critical-point": critical_point,
    "no-critical-point": no_critical_point,
    "no-local-minimum": no_local_minimum,
    "critical-orbit": critical_orbit,
    "critical-family": critical_family,
    "convex-model": convex_model,
    "linear-layers": linear_layers,
    "rank-bound": rank_bound,
    "falling-path": falling_path,
    "nowhere-critical": nowhere_critical,
    "strict-minimum": strict_minimum,
    "minimum-in-ball": minimum_in_ball,
    "descent-path": descent_path,
    "sharp-minimum": sharp_minimum,
    "data-optimal": _data_optimal,
    "stationary": _stationary,
    "descent": _descent,
    "orbit": _orbit,
    "auxiliary-orbit": _orbit,
    "auxiliary-slope": _auxiliary_slope,
    "escape": _escape,
    "interpolating-basis": _interpolating,
    "unattained": _unattained,
    "unreachable": _unreachable,
    "judgement": lambda o, d: bool(point(o, d["point"])) or not o.problem.names,
}
