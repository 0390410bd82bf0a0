"""Symbolic reasons for a statement to hold: an orbit that leaves the neuron as it is and lowers the penalty.

An orbit is the flow of a field ``X = a d/da - c Y`` with ``Y`` one of the fields below. If ``X N = 0`` identically for
the neuron N, and ``X P`` has one strict sign wherever a is not 0 for the penalty P, then L~ falls strictly along the
orbit through every point with a not 0 (in one of its two directions): such a point is no local minimum, and no critical
point. That is VANISH for this neuron and penalty, for every loss, all data and all networks.

ELIM follows if moreover at a = 0 neuron and penalty vanish and the penalty is flat, so that the residuals rho satisfy
``sum_x rho(x) phi(b, w.x) = 0`` on an open set of (b, w), phi the derivative of the neuron by a at a = 0; and if this
forces rho = 0. It does when phi is analytic and

* phi is a multiple of exp(k u) in u with k not 0 (an identity): exponentials of different rates are independent; or
* at most n inputs are different, and the first n Taylor coefficients of phi in u at 0 are not identically 0 in b: in
  a direction that separates the inputs, the n moments of rho vanish, and a Vandermonde matrix is regular.

The same proves that no function does better on the data, and on realizable data that every sample is fitted as well as
it can be. If neuron and penalty vanish at a = 0, VANISH gives L~ = L(theta).

Bounds do no harm that stop no orbit, and leave room: to a on both sides of 0, to b and W at all.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from ..claims.registry import claims
from ..files.statement_file import StatementFile
from ..kernel.assumptions import ASSUMPTIONS
from ..numerics import ball
from ..numerics.identity import resolved_at, vanish
from ..numerics.program import Program
from ..problem.augmentation import Augmentation
from ..problem.expression import (
    JUMP,
    ONE,
    ZERO,
    Expr,
    branches,
    function,
    gradient,
    num,
    rational,
    substitute,
    text,
    topological,
    var,
    variables,
)
from ..problem.losses import LOSSES

ELIMINATING = ("elimination", "data-optimal", "realizable")
"""Conclusions that follow where the residuals vanish."""

A, B, U, W2, LAM = var("a"), var("b"), var("u"), var("w2"), var("lam")

PROBES = tuple(
    {"a": num(Fraction(*a)), "b": num(Fraction(*b)), "u": num(Fraction(*u))}
    for a, b, u in (((1, 1), (1, 1), (1, 2)), ((3, 2), (-1, 3), (2, 1)), ((1, 2), (5, 2), (-2, 3)))
)

ANALYTIC_EVERYWHERE = ("num", "pi", "var", "add", "sub", "mul", "neg", "exp", "sin", "cos", "sinh", "cosh")
"""Built of these, a function is entire: its Taylor series at 0 is the function."""


@dataclass(frozen=True)
class Orbit:
    """``a da - c Y``: leaves the neuron as it is. ``sign`` is that of its derivative of the penalty at a != 0.

    Attributes:
        field: ``shift`` (Y = d/db), ``scale`` (Y = b d/db + u d/du), ``bias`` (b d/db), or ``weight`` (u d/du).
        c: the constant.
    """

    field: str
    c: Expr
    sign: int


@dataclass(frozen=True)
class Reason:
    """Why a statement holds, in words, with the identities that were proved."""

    words: str
    identities: tuple[str, ...]


def reason(statement: StatementFile) -> Reason | None:
    """A symbolic proof of the statement along the lines above; None if none was found."""
    if statement.conclusion not in ("vanish", "value", *ELIMINATING) or statement.claim not in claims():
        return None
    orbits = [_orbit(statement.augmentation, lam) for lam in _lam_signs(statement)]
    found = [orbit for orbit in orbits if orbit is not None]
    if len(found) != len(orbits) or not orbits:
        return None
    words = [_says(found[0])]
    if statement.conclusion == "vanish":
        return Reason("an orbit lowers the penalty wherever a is not 0", tuple(words))
    if statement.conclusion == "value":
        if not _nothing_at_zero(statement.augmentation):
            return None
        return Reason("an orbit forces a = 0, where neuron and penalty vanish", tuple(words))
    if statement.points != "local-minima" or not _applies(statement):
        return None
    seen = _residuals_are_seen(statement)
    return None if seen is None else Reason("an orbit forces a = 0, and the neuron sees every residual", (*words, seen))


def _applies(statement: StatementFile) -> bool:
    """Whether the claim keeps, or the loss has, what the argument for ELIM needs; and the bounds leave room for it.

    A term in theta alone is excluded only if L is compared. That the loss of every sample is least where the residuals
    vanish needs realizable data, on which the residuals at an input are a multiple of the slopes of one loss.
    """
    kept = set(claims()[statement.claim].assumptions) - set(statement.dropped)
    name = statement.loss.get("name") if isinstance(statement.loss, dict) else statement.loss
    record = LOSSES.get(name) if name is not None else None
    convex = "convex" in kept or (record is not None and record.convex)
    invex = "stationary-is-global" in kept or (record is not None and record.stationary_is_global)
    realizable = "realizable" in kept or statement.data == "realizable"
    smooth = "differentiable" in kept or (record is not None and record.differentiable)
    either = "eliminable" in kept or convex or (invex and realizable)
    enough = (
        either
        and {
            "elimination": "data-only" in kept,
            "data-optimal": True,
            "realizable": realizable,
        }[statement.conclusion]
    )
    assert set(kept) <= set(ASSUMPTIONS)
    covered = statement.augmentation.covered
    all_outputs = covered is None or covered == tuple(range(statement.outputs))
    trained = not {"a", "b", "W"} & set(statement.augmentation.frozen)
    return enough and smooth and all_outputs and trained and _has_room(statement.augmentation)


def _has_room(augmentation: Augmentation) -> bool:
    """Whether the bounds leave a room on both sides of 0, and the values of (b, W) an open set near each of them.

    Then the slopes in a vanish on an open set of (b, W) near every local minimum with a = 0, at a bound or not.
    """
    for name in ("a", "b", "W"):
        low, high = _limits(augmentation, name)
        if name == "a" and not ((low is None or low < 0) and (high is None or high > 0)):
            return False
        if low is not None and high is not None and low >= high:
            return False
    return True


def _limits(augmentation: Augmentation, name: str) -> tuple[Fraction | None, Fraction | None]:
    """The greatest lower and the least upper bound on the entries of a, b or W."""
    lows = [c.bound for c in augmentation.constraints if c.name == name and c.relation == ">="]
    highs = [c.bound for c in augmentation.constraints if c.name == name and c.relation == "<="]
    return max(lows, default=None), min(highs, default=None)


def _lam_signs(statement: StatementFile) -> list[Expr]:
    """lam as an expression, ``LAM`` standing for a positive number; both signs where both are allowed."""
    match statement.lam:
        case "positive":
            return [LAM]
        case "negative":
            return [-LAM]
        case "nonzero":
            return [LAM, -LAM]
        case "zero":
            return [ZERO]
        case "free":
            return [LAM, -LAM, ZERO]
        case _:
            return [num(statement.augmentation.lam)]


def _orbit(augmentation: Augmentation, lam: Expr) -> Orbit | None:
    if "a" in augmentation.frozen:
        return None
    n_a, n_b, n_u = gradient(augmentation.neuron, ["a", "b", "u"])
    penalty = substitute([augmentation.penalty], {"lam": lam})[0]
    p_a, p_b, p_w2 = gradient(penalty, ["a", "b", "w2"])
    fields: dict[str, tuple[tuple[str, ...], Expr, Expr]] = {
        "shift": (("b",), n_b, p_b),
        "scale": (("b", "W"), B * n_b + U * n_u, B * p_b + 2 * W2 * p_w2),
        "bias": (("b",), B * n_b, B * p_b),
        "weight": (("W",), U * n_u, 2 * W2 * p_w2),
    }
    for name, (moves, y_neuron, y_penalty) in fields.items():
        if set(moves) & set(augmentation.frozen) or _jumps(augmentation.neuron, moves):
            continue
        c = _ratio(A * n_a, y_neuron)
        if c is None:
            continue
        change = A * p_a if y_penalty is ZERO else A * p_a - c * y_penalty
        sign = _sign_away_from_zero(change)
        if sign is not None and _unbounded(augmentation, name, c, sign):
            return Orbit(name, c, sign)
    return None


def _jumps(neuron: Expr, moves: tuple[str, ...]) -> bool:
    """Whether the neuron may jump where a and what the field ``moves`` (b, or W and so u) are moved."""
    moved = {"a", *("u" if name == "W" else name for name in moves)}
    jumps = [y for y in topological([neuron]) if y.op == "where" and branches(y).order <= JUMP]
    return any(moved & variables([y.args[0]]) for y in jumps)


def _ratio(x: Expr, y: Expr) -> Expr | None:
    """The constant c with ``x = c y`` identically, proved on each side of every kink probed; None if there is none."""
    if y is ZERO:
        return None
    for probe in PROBES:
        here_x, here_y = substitute([x, y], probe)
        with ball.precision(128):
            size = Program([here_y], []).run(ball.BALLS, [])[0]
            if not ball.finite(size) or ball.sign(size) not in (1, -1):
                continue
        c = _simplest(here_x / here_y)
        return c if _identically(x - c * y) else None
    return None


def _simplest(c: Expr) -> Expr:
    """The same constant, as a rational number or the inverse of a logarithm if it is one."""
    with ball.precision(128):
        value = ball.midpoint(Program([c], []).run(ball.BALLS, [])[0])
    logs = [function("log", num(k)) for k in (2, 3, 5, 10)]
    for form in (num(value.limit_denominator(100)), *logs, *(ONE / log for log in logs)):
        if vanish([c - form]):
            return form
    return c


def _identically(x: Expr) -> bool:
    """x = 0 at all points: by one identity, or, if there are kinks, by one on each side of each of them.

    A kink's condition is linear in (u, b) for the neurons of practice; the probes below lie on both sides of those.
    Where some kink is not met from both sides, nothing is claimed.
    """
    kinks = [y for y in topological([x]) if y.op == "where"]
    if not kinks:
        return vanish([x])
    sides: list[set[int]] = [set() for _ in kinks]
    for probe in _kink_probes():
        with ball.precision(128):
            values = Program(substitute([y.args[0] for y in kinks], probe), []).run(ball.BALLS, [])
            signs = [ball.sign(v) for v in values]
        if any(s not in (1, -1) for s in signs):
            continue
        if not vanish([x], probe):
            return False
        for seen, s in zip(sides, signs, strict=True):
            assert s is not None
            seen.add(s)
    return all(seen == {1, -1} for seen in sides) and len({id(y.args[0]) for y in kinks}) == 1


def _kink_probes() -> list[dict[str, Expr]]:
    values = (Fraction(1), Fraction(-1), Fraction(5), Fraction(-5), Fraction(1, 5))
    slopes = (Fraction(1, 2), Fraction(-3, 2))
    return [{"a": num(a), "b": num(b), "u": num(u)} for a in (1, -1) for b in values for u in slopes]


def _sign_away_from_zero(x: Expr) -> int | None:
    """1 or -1 if x has this strict sign for all b, w and all a that are not 0, lam > 0 given; else None."""
    signs = []
    for side in (1, -1):
        smooth = resolved_at(x, {"a": num(side)}) if _kinks_in_a_alone(x) else None
        if smooth is None:
            return None
        folded = substitute([smooth], {"a": A * num(side)})[0]
        signs.append(_strict_sign(folded))
    return signs[0] if signs[0] == signs[1] else None


def _kinks_in_a_alone(x: Expr) -> bool:
    """Every kink of x sits at a = 0: its condition is a, or a multiple of it."""
    for y in topological([x]):
        if y.op == "where":
            slope = gradient(y.args[0], ["a"])[0]
            value = rational(slope)
            if value is None or value == 0 or substitute([y.args[0]], {"a": ZERO})[0] is not ZERO:
                return False
    return True


Sign = tuple[int, bool]  # the sign, and whether 0 is excluded


def _strict_sign(x: Expr) -> int | None:
    """The strict sign of an expression that is visible from how it is built, for a > 0, lam > 0 and w2 >= 0."""
    for form in (x, _simpler(x)):
        found = _sign(form)
        if found is not None and found[1] and found[0] != 0:
            return found[0]
    return None


def _simpler(x: Expr) -> Expr:
    """``d * P`` in place of x where x is a multiple of a power of a, of lam, and of nothing else; else x itself."""
    for exponent in (*(Fraction(k, 4) for k in range(1, 9)), *(Fraction(k) for k in range(3, 9))):
        for factor in (LAM, ONE):
            base = factor * A**exponent
            d = _constant_multiple(x, base)
            if d is not None:
                return num(d) * base
    return x


def _constant_multiple(x: Expr, base: Expr) -> Fraction | None:
    at = {"a": ONE, "lam": ONE, "b": num(Fraction(1, 3)), "w2": num(Fraction(1, 5))}
    d = rational(substitute([x], at)[0])
    return d if d is not None and vanish([x - num(d) * base], at) else None


def _sign(x: Expr) -> Sign | None:
    value = rational(x)
    if value is not None:
        return (value > 0) - (value < 0), value != 0
    if x.op == "var":
        return {"a": (1, True), "lam": (1, True), "w2": (1, False)}.get(str(x.data))
    if x.op in ("exp", "sigmoid", "softplus", "cosh", "pi"):
        return 1, True
    inner = [_sign(y) for y in x.args]
    if x.op == "pow":
        return _power_sign(x, inner[0])
    known = [s for s in inner if s is not None]
    if len(known) != len(inner):
        return (1, False) if x.op == "mul" and x.args[0] is x.args[1] else None
    match x.op:
        case "neg":
            return -known[0][0], known[0][1]
        case "add":
            return _added(known[0], known[1])
        case "sub":
            return _added(known[0], (-known[1][0], known[1][1]))
        case "mul" | "div":
            return known[0][0] * known[1][0], known[0][1] and known[1][1]
    return None


def _power_sign(x: Expr, base: Sign | None) -> Sign | None:
    exponent = Fraction(x.data)
    if exponent.numerator % 2 == 0 and exponent.denominator == 1:
        return 1, base is not None and base[1]
    if base is not None and (base[0] > 0 or (exponent.denominator == 1 and exponent > 0)):
        return base
    return None


def _added(x: Sign, y: Sign) -> Sign | None:
    if x[0] == 0 or y[0] == 0:
        return y if x[0] == 0 else x
    return (x[0], x[1] or y[1]) if x[0] == y[0] else None


def _unbounded(augmentation: Augmentation, field: str, c: Expr, sign: int) -> bool:
    """Whether no bound stops the motion ``-sign * X`` that lowers the penalty, anywhere.

    Along it a has the speed -sign a. With the field ``shift`` b has the speed sign c; with the others b, w or both have
    the speed sign c times themselves. What moves towards 0 meets no bound that 0 meets.
    """
    with ball.precision(128):
        speed = ball.sign(Program([c], []).run(ball.BALLS, [])[0])
    if speed not in (1, -1):
        return not augmentation.constraints
    shrinks = {
        "a": sign > 0,
        "b": field in ("scale", "bias") and speed * sign < 0,
        "W": field in ("scale", "weight") and speed * sign < 0,
    }
    rests = {"a": False, "b": field == "weight", "W": field in ("shift", "bias")}
    for name in ("a", "b", "W"):
        low, high = _limits(augmentation, name)
        if rests[name]:
            continue
        if shrinks[name]:
            if (low is not None and low > 0) or (high is not None and high < 0):
                return False
        elif name == "b" and field == "shift":
            if (high if speed * sign > 0 else low) is not None:
                return False
        elif low is not None or high is not None:
            return False
    return True


def _residuals_are_seen(statement: StatementFile) -> str | None:
    """Why the residuals vanish at a local minimum with a = 0, in words; None if that was not proved."""
    neuron, penalty = statement.augmentation.neuron, statement.augmentation.penalty
    if not _nothing_at_zero(statement.augmentation) or not _flat_at_zero(penalty):
        return None
    phi = substitute(gradient(neuron, ["a"]), {"a": ZERO})[0]
    varying = [y for y in topological([phi]) if variables([y])]
    if any(y.op not in ANALYTIC_EVERYWHERE and not _is_whole_power(y) for y in varying):
        return None
    rate = _ratio(gradient(phi, ["u"])[0], phi)
    if rate is not None and not vanish([rate]):
        return f"the neuron is a multiple of exp(k u), k = {text(rate)}: different exponentials are independent"
    n = statement.distinct
    if n is None:
        return None
    derivative = phi
    for order in range(n):
        at = substitute([derivative], {"u": ZERO})[0]
        if not _somewhere_nonzero(at):
            return None
        derivative = gradient(derivative, ["u"])[0] if order < n - 1 else derivative
    return f"at most {n} different inputs, and {n} Taylor coefficients of the neuron in u at 0 that are not zero"


def _nothing_at_zero(augmentation: Augmentation) -> bool:
    """Whether neuron and penalty vanish where a = 0, whatever b and w."""
    at_zero = substitute([augmentation.neuron, augmentation.penalty], {"a": ZERO})
    return all(x is ZERO or vanish([x]) for x in at_zero)


def _is_whole_power(x: Expr) -> bool:
    return x.op == "pow" and Fraction(x.data).denominator == 1 and Fraction(x.data) > 0


def _flat_at_zero(penalty: Expr) -> bool:
    """The derivative of the penalty by a tends to 0 at a = 0, from both sides, for all b, w2 and lam."""
    slope = gradient(penalty, ["a"])[0]
    for side in (1, -1):
        smooth = resolved_at(slope, {"a": num(side)}) if _kinks_in_a_alone(slope) else None
        if smooth is None:
            return False
        at = substitute([smooth], {"a": num(side) * A})[0]
        if any(y.op in ("div", "log") for y in topological([at])):
            return False
        if any(y.op == "pow" and Fraction(y.data) < 0 for y in topological([at])):
            return False
        zero = substitute([at], {"a": ZERO})[0]
        if zero is not ZERO and not vanish([zero]):
            return False
    return True


def _somewhere_nonzero(x: Expr) -> bool:
    for b in (Fraction(1), Fraction(-1, 3), Fraction(5, 7)):
        with ball.precision(128):
            value = Program(substitute([x], {"b": num(b)}), []).run(ball.BALLS, [])[0]
            if ball.sign(value) in (1, -1):
                return True
    return False


def _says(orbit: Orbit) -> str:
    words: Mapping[str, str] = {
        "shift": "(a, b) -> (a e^t, b - c t)",
        "scale": "(a, b, w) -> (a e^t, b e^(-c t), w e^(-c t))",
        "bias": "(a, b) -> (a e^t, b e^(-c t))",
        "weight": "(a, w) -> (a e^t, w e^(-c t))",
    }
    return f"the orbit {words[orbit.field]}, c = {text(orbit.c)}, leaves the neuron as it is"
