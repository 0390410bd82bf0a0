"""The gradient flow of L~ from the start that a file names, over many decades of time."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from ...exact import nearest
from ...kernel.theta_point import augmented
from ...numerics import ball
from ...numerics.point import Point
from ...numerics.program import Program
from ...problem.case import Flow
from ...propose.gradient_flow import Trajectory, integrate
from ..figure_kind import FigureKind, Told
from ..sampled import Floats, floating
from ..scene import Scene
from ..style import BLUE, GREEN, INK, ORANGE, PURPLE, RED, SOFT

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from ..sketch import Sketch

PER_DECADE = 6
BITS, STAGES, TOLERANCE = 96, 5, Fraction(1, 10**9)
FIRST = -2
"""The decimal logarithm of the first time that is drawn."""


def _refuses(scene: Scene) -> str | None:
    if scene.case.flow is None:
        return "the file names no start of a gradient flow, [flow]"
    if scene.problem.network.outputs > 1:
        return f"the network has {scene.problem.network.outputs} outputs, and it is of one added neuron"
    return scene.without_theta()


def _draw(scene: Scene, sketch: Sketch) -> Told:
    problem, flow, theta = scene.problem, scene.case.flow, scene.theta
    assert flow is not None
    assert theta is not None
    sketch.floating()
    times = _times(flow.until)
    found = _follow(scene, flow, theta, times)
    t = np.array([nearest(v) for v in found.times])
    states = np.array([[nearest(v) for v in state] for state in found.states])
    n = len(problem.names)
    risk = np.broadcast_to(floating(Program([problem.risk], problem.names), list(states[:, :n].T))[0], t.shape)
    grown, _ = floating(augmented(problem), list(states.T))
    a, b, rows = states[:, n], states[:, n + 1], states[:, n + 2 :]
    levels, amplitudes, others = sketch.panels(3, 1, sharex=True)
    levels.plot(t, grown, color=BLUE, label="L~")
    levels.plot(t, risk, color=RED, linestyle="--", label="L")
    here = scene.theta_level
    if here is not None:
        begin = scene.risk(theta)
        words = f"L(θ) = {sketch.said(here, begin)}, at t = 0"
        sketch.proved(levels, t[0], ball.approximate(begin), here, words)
    levels.set_ylabel("L~, L")
    rate = _rates(scene, t, amplitudes)
    amplitudes.plot(t, np.abs(a), color=BLUE, label="|a|")
    amplitudes.set_yscale("log")
    amplitudes.set_ylabel("|a|")
    others.plot(t, b, color=GREEN, label="b")
    for d in range(rows.shape[1]):
        others.plot(t, rows[:, d], color=PURPLE, linestyle="-.", label="w" if d == 0 else None)
    if n:
        moved = np.sqrt(((states[:, :n] - states[0, :n]) ** 2).sum(axis=1))
        others.plot(t, moved, color=ORANGE, linestyle="--", label="|θ − θ(0)|")
    if rate is not None:
        others.plot(t, rate, color=SOFT, linestyle=":", label="rate: log(4λc²t)/2", zorder=6)
    others.set_ylabel("b, w, θ")
    others.set_xscale("log")
    others.set_xlabel("time t of the gradient flow")
    for axes in (levels, amplitudes, others):
        axes.legend(loc="lower left", bbox_to_anchor=(0.0, 1.0), ncols=3, columnspacing=0.9, handletextpad=0.4)
    top = int(np.argmax(risk))
    words = (
        f"Gradient flow of L~ from the start in the file, from time {_number(t[0])} to {_number(t[-1])}: L~ goes from "
        f"{_number(grown[0])} to {_number(grown[-1])}; L of the network alone from {_number(risk[0])}, with "
        f"{_number(risk[top])} at time {_number(t[top])} as the highest value, to {_number(risk[-1])}; "
        f"a from {_number(a[0])} to {_number(a[-1])}; b from {_number(b[0])} to {_number(b[-1])}."
    )
    return Told(words, _proved(scene, rate is not None))


def _times(until: Fraction) -> list[Fraction]:
    """Times that are spaced evenly in their logarithms, the last one ``until``."""
    last = nearest(_log(until))
    count = max(2, round((last - FIRST) * PER_DECADE))
    spaced = [Fraction(float(10 ** (FIRST + (last - FIRST) * k / count))) for k in range(count)]
    return [*spaced, until]


def _log(value: Fraction) -> Fraction:
    """About the decimal logarithm."""
    with ball.precision(64):
        return ball.midpoint(ball.logarithm(value) / ball.logarithm(Fraction(10)))


def _follow(scene: Scene, flow: Flow, theta: Point, times: Sequence[Fraction]) -> Trajectory:
    """The flow, to about as many digits as a figure shows, and some more."""
    problem = scene.problem
    start = [ball.midpoint(v) for v in theta.enclosure(BITS)]
    start += [*flow.a, *flow.b, *(v for row in flow.W for v in row)]
    return integrate(
        problem.augmented_risk, problem.augmented_names, start, times, bits=BITS, stages=STAGES, tolerance=TOLERANCE
    )


def _rates(scene: Scene, t: Floats, amplitudes: Axes) -> Floats | None:
    """Draw the proved rate of a, and return that of b; None where the limit of ``a e^b`` was not proved."""
    flow = scene.case.flow
    if flow is None or next(scene.of_kind("flow-limit"), None) is None:
        return None
    lam, limit = nearest(scene.problem.augmentation.lam), nearest(flow.limit)
    late = np.where(t >= 1 / (4 * lam), t, np.nan)
    amplitudes.plot(t, 1 / np.sqrt(4 * lam * late), color=INK, linestyle=":", label="rate: 1/√(4λt)", zorder=6)
    return np.log(4 * lam * limit**2 * late) / 2


def _proved(scene: Scene, rated: bool) -> str:
    """What is proved of the flow."""
    said = []
    if next(scene.of_kind("flow-law"), None) is not None:
        said.append("Proved of every gradient flow of L~: (b - a²/2)' = 2 λ a².")
    if rated:
        said.append("Proved of this one: a exp(b) tends to the limit in the file, so a and b tend to the dotted rates.")
    return " ".join(said)


def _number(value: float) -> str:
    return f"{value:.3g}".replace("-", "−")


FIGURE = FigureKind("flow", "The gradient flow of L~", 60, _refuses, _draw, height=4.2)
