"""Gradient flow ``z' = -grad F(z)`` over many decades of time, at high precision: approximations, no enclosures.

The flow of an augmented objective creeps to infinity (``a ~ t**-1/2``, ``b ~ log(t) / 2``) while its fast direction
contracts at a rate that grows like t, so the method has to be implicit and the steps have to grow with t:

* **Log-time.** With ``t = clock (e**tau - 1)`` the flow is ``dz/dtau = -clock e**tau grad F(z)``: plain time while t is
  below ``clock``, log-time above it; a step of fixed length in tau covers a fixed share of a decade.
* **Radau IIA** with s stages (``radau.py``): order 2 s - 1, L-stable. Gauss collocation has one
  order more, but it conserves every quadratic invariant exactly, however inaccurate it is;
  ``b - a**2/2 - 2 lam int a**2 dt`` is one, and checking it would then check nothing.
* **Two halves.** Every step is taken whole and as two halves; the halves are kept if both end alike.
* **Smooth pieces.** A kink between two nodes would go unseen, so the flow is that of one smooth piece of F (each
  ``where`` replaced by one branch). A step that leaves the piece is refused until it is shorter than the tolerance;
  then it is taken, and the flow goes on in the piece that it has come to.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from fractions import Fraction
from math import inf
from time import monotonic

from ..numerics.ball import (
    BALLS,
    Ball,
    approximate,
    ball,
    dot,
    finite,
    less,
    middle,
    midpoint,
    precision,
    sign,
)
from ..numerics.program import Program
from ..problem.derivatives import gradient, hessian
from ..problem.expression import Expr, rebuild, topological
from .radau import Radau, Vector, radau

NEWTON_STEPS = 12
FIRST_STEP = Fraction(1, 64)
GROWTH, SHRINK, SAFETY = 3.0, 0.1, 0.9


class Stop(Enum):
    """Why a trajectory ends."""

    DONE = "every requested time was reached"
    SLIDING = "two kinks at once, or a kink that the flow is pushed to from both sides: no smooth piece to follow"
    NEWTON = "the equations of a step could not be solved there: a pole, or too few bits"
    TOLERANCE = "the tolerance could not be met there: a pole, or too few bits or stages"
    STEPS = "the number of steps allowed was used up"
    TIME = "the time was spent"


@dataclass(frozen=True)
class Trajectory:
    """A computed solution at the times that were reached; every number is approximate.

    Attributes:
        names: the variables, in the order of each state.
        times: the requested times, as far as they were reached.
        states: for each time, the variables.
        integrals: for each time, the integrals of the quadratures from 0 to that time.
        steps: how many steps were accepted; each is two halves.
        rejected: how many steps were tried in vain.
        kinks: how many of the accepted steps crossed a kink.
        estimate: the sum over accepted steps of the difference between whole and halves, relative to 1 + |z|; usually
            far above the error, as the halves are kept, but an estimate, not a bound.
        stop: why it ends.
        end: the time where it ends.
    """

    names: tuple[str, ...]
    times: tuple[Fraction, ...]
    states: tuple[tuple[Fraction, ...], ...]
    integrals: tuple[tuple[Fraction, ...], ...]
    steps: int
    rejected: int
    kinks: int
    estimate: float
    stop: Stop
    end: Fraction


@dataclass(frozen=True)
class _Flow:
    """What every step needs."""

    objective: Expr
    names: tuple[str, ...]
    switches: Program  # the arguments of every `where` in the objective
    integrands: Program
    method: Radau
    clock: Ball
    tolerance: Ball

    def sides(self, z: Vector) -> list[int | None]:
        """On which side of each kink ``z`` lies."""
        return [sign(middle(u)) for u in self.switches.run(BALLS, z)]


@dataclass(frozen=True)
class _Piece:
    """A smooth piece of the objective: the sides that make it, and its gradient followed by the Hessian's rows."""

    sides: list[int | None]
    jet: Program


@dataclass(frozen=True)
class _State:
    """Where the solution is: log-time, the variables, the integrals so far."""

    tau: Ball
    z: Vector
    integrals: Vector


@dataclass(frozen=True)
class _Step:
    """A solved step: its start, its length in log-time, the variables at the nodes, and its end."""

    start: _State
    length: Ball
    stages: list[Vector]
    end: _State


@dataclass(frozen=True)
class _Pair:
    """A whole step, the end of its two halves, how far both ends differ (in tolerances), and if it leaves the piece."""

    whole: _Step
    end: _State
    ratio: float
    leaves: bool


def integrate(
    objective: Expr,
    names: Sequence[str],
    start: Sequence[Fraction],
    times: Sequence[Fraction],
    *,
    quadratures: Sequence[Expr] = (),
    bits: int = 128,
    stages: int = 12,
    tolerance: Fraction = Fraction(1, 10**24),
    clock: Fraction = Fraction(1),
    most_steps: int = 10_000,
    deadline: float = float("inf"),
) -> Trajectory:
    """Follow the gradient flow of ``objective`` from ``start`` at time 0.

    Args:
        objective: the function F, continuous (a jump of F itself would go unnoticed: only its slopes are followed).
        names: its variables.
        start: their values at time 0.
        times: where the solution is wanted, >= 0 and ascending.
        quadratures: functions of the variables whose integrals over time are wanted as well.
        bits: the precision of the arithmetic.
        stages: of the Radau method; its order is ``2 stages - 1``.
        tolerance: the most that a whole step and its two halves may differ, relative to 1 + |z| (1 + |integral|). Keep
            it well above ``2**-bits`` times the condition of the flow, which grows like t.
        clock: the time at which plain time passes into log-time.
        most_steps: accepted and rejected steps after which to stop.
        deadline: ``time.monotonic()`` after which to stop.

    Raises:
        ValueError: lengths differ, the times are not ascending from 0, or clock or tolerance is not positive.
    """
    if len(start) != len(names):
        raise ValueError(f"{len(names)} variables but {len(start)} starting values")
    if any(t < s for s, t in zip([Fraction(0), *times], times, strict=False)):
        raise ValueError("the times must be >= 0 and ascending")
    if clock <= 0 or tolerance <= 0:
        raise ValueError("the clock and the tolerance must be positive")
    with precision(bits):
        flow = _Flow(
            objective,
            tuple(names),
            Program([x.args[0] for x in topological([objective]) if x.op == "where"], names),
            Program(quadratures, names),
            radau(stages, bits),
            middle(ball(clock)),
            middle(ball(tolerance)),
        )
        origin = _State(ball(0), [middle(ball(v)) for v in start], [ball(0)] * len(quadratures))
        return _follow(flow, origin, times, most_steps, deadline)


def _follow(flow: _Flow, at: _State, times: Sequence[Fraction], most_steps: int, deadline: float) -> Trajectory:
    piece, h = _piece(flow, at.z), ball(FIRST_STEP)
    previous: _Step | None = None
    crossed: Ball | None = None
    reached: list[_State] = []
    accepted, rejected, kinks, estimate, stop = 0, 0, 0, 0.0, Stop.DONE
    for time in times:
        target = middle(BALLS.functions["log"](1 + ball(time) / flow.clock))
        while less(at.tau, target) and stop is Stop.DONE:
            left = middle(target - at.tau)
            # The last two steps before a requested time share what is left: no sliver remains.
            length = h if less(2 * h, left) else left / 2 if less(h, left) else left
            tried = _halved(flow, piece, at, length, previous)
            short = less(length, flow.tolerance)
            if isinstance(tried, _Pair) and tried.ratio <= 1 and (short or not tried.leaves):
                accepted, estimate, previous = accepted + 1, estimate + tried.ratio, tried.whole
                at = replace(tried.end, tau=target) if length is left else tried.end
                grown = _scaled(flow, length, tried.ratio)
                h = h if less(grown, h) and less(length, grown) else grown
                if tried.leaves:
                    # Back at a kink at once: the flow slides along it.
                    if crossed is not None and less(at.tau, crossed + 100 * flow.tolerance):
                        stop = Stop.SLIDING
                    piece, h, previous, crossed, kinks = _piece(flow, at.z), ball(FIRST_STEP), None, at.tau, kinks + 1
            elif short:
                stop = tried if isinstance(tried, Stop) else Stop.TOLERANCE
            else:
                ratio = inf if isinstance(tried, Stop) or tried.leaves else tried.ratio
                rejected, h = rejected + 1, _scaled(flow, length, ratio)
            if accepted + rejected >= most_steps and stop is Stop.DONE:
                stop = Stop.STEPS
            if monotonic() > deadline and stop is Stop.DONE:
                stop = Stop.TIME
        if less(at.tau, target):
            break
        reached.append(at)
    done = len(reached) == len(times)
    return Trajectory(
        flow.names,
        tuple(times[: len(reached)]),
        tuple(tuple(midpoint(v) for v in point.z) for point in reached),
        tuple(tuple(midpoint(v) for v in point.integrals) for point in reached),
        accepted,
        rejected,
        kinks,
        estimate * approximate(flow.tolerance),
        Stop.DONE if done else stop,
        times[-1] if done and times else midpoint(flow.clock * (BALLS.functions["exp"](at.tau) - 1)),
    )


def _piece(flow: _Flow, z: Vector) -> _Piece:
    """The smooth piece that ``z`` lies in: each ``where`` replaced by its branch there."""
    sides = flow.sides(z)
    side = iter(sides)
    new: dict[Expr, Expr] = {}
    for x in topological([flow.objective]):
        if x.op == "where":
            new[x] = new[x.args[2 if next(side) == -1 else 1]]
        else:
            new[x] = rebuild(x, [new[a] for a in x.args]) if x.args else x
    smooth = new[flow.objective]
    rows = hessian(smooth, flow.names)
    jet = Program([*gradient(smooth, flow.names), *(entry for row in rows for entry in row)], flow.names)
    return _Piece(sides, jet)


def _scaled(flow: _Flow, length: Ball, ratio: float) -> Ball:
    """The next length after a step whose error was ``ratio`` tolerances: the error goes like length**(2 stages)."""
    exponent = -0.5 / len(flow.method.nodes)
    factor = min(GROWTH, max(SHRINK, SAFETY * ratio**exponent)) if ratio > 0 else GROWTH
    return middle(length * ball(Fraction(factor)))


def _halved(flow: _Flow, piece: _Piece, at: _State, length: Ball, previous: _Step | None) -> _Pair | Stop:
    """The step from ``at`` taken whole and as two halves; ``Stop.NEWTON`` if one of them could not be solved."""
    method, nodes, half = flow.method, flow.method.nodes, length / 2
    if previous is None:
        guess = [at.z] * len(nodes)
    else:
        guess = method.polynomial(previous.start.z, previous.stages, [1 + c * length / previous.length for c in nodes])
    whole = _solved(flow, piece, at, length, guess)
    if whole is None:
        return Stop.NEWTON
    first = _solved(flow, piece, at, half, method.polynomial(at.z, whole.stages, [c / 2 for c in nodes]))
    if first is None:
        return Stop.NEWTON
    second = _solved(flow, piece, first.end, half, method.polynomial(at.z, whole.stages, [(1 + c) / 2 for c in nodes]))
    if second is None:
        return Stop.NEWTON
    ends = zip([*whole.end.z, *whole.end.integrals], [*second.end.z, *second.end.integrals], strict=True)
    error = _largest(abs(x - y) / (1 + abs(y)) for x, y in ends)
    leaves = any(flow.sides(z) != piece.sides for z in [*first.stages, *second.stages])
    return _Pair(whole, second.end, approximate(error / flow.tolerance) if finite(error) else inf, leaves)


def _solved(flow: _Flow, piece: _Piece, at: _State, length: Ball, guess: list[Vector]) -> _Step | None:
    """Newton's method for ``z_i = z - sum_j weights[i][j] rate_j grad F(z_j)``, all nodes i at once, or None."""
    exp, n, stages = BALLS.functions["exp"], len(at.z), guess
    rates = [middle(length * flow.clock * exp(at.tau + c * length)) for c in flow.method.nodes]
    quick, last = True, None
    for _ in range(NEWTON_STEPS):
        jets = [[middle(r * v) for v in piece.jet.run(BALLS, z)] for r, z in zip(rates, stages, strict=True)]
        residual = flow.method.residual(at.z, stages, jets)
        change = flow.method.newton_change(n, jets, residual, in_floats=True) if quick else None
        if change is None:
            change = flow.method.newton_change(n, jets, residual, in_floats=False)
        if change is None:
            return None
        stages = [[middle(v - change[i * n + k]) for k, v in enumerate(z)] for i, z in enumerate(stages)]
        size = _largest(abs(change[i * n + k]) / (1 + abs(v)) for i, z in enumerate(stages) for k, v in enumerate(z))
        if not finite(size):
            return None
        quick, last = last is None or less(10 * size, last), size
        if less(1000 * size, flow.tolerance):
            shares = [w * r for w, r in zip(flow.method.weights[-1], rates, strict=True)]
            columns = zip(*(flow.integrands.run(BALLS, z) for z in stages), strict=True)
            integrals = [middle(v + dot(shares, column)) for v, column in zip(at.integrals, columns, strict=True)]
            return _Step(at, length, stages, _State(middle(at.tau + length), stages[-1], integrals))
    return None


def _largest(sizes: Iterable[Ball]) -> Ball:
    """The largest of numbers >= 0 (midpoints); not finite if one is not."""
    largest = ball(0)
    for size in sizes:
        if less(largest, middle(size)) or not finite(size):
            largest = middle(size)
    return largest
