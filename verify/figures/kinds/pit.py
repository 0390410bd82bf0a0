"""How the added neuron opens a pit in L: along a line through theta, and along the certified path to infinity."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from ...exact import exact, nearest
from ...kernel.evidence import Evidence
from ...kernel.theta_point import augmented
from ...numerics import ball
from ..figure_kind import FigureKind, Told
from ..lines import floats_of, steepest, too_many
from ..sampled import BITS, enclosed, floating
from ..scene import Scene
from ..style import GREEN, INK, ORANGE, RED, SKY

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from ..sketch import Sketch

POINTS = 91
MULTIPLES = np.concatenate([np.linspace(-1.5, 3.0, 181), -np.geomspace(1.6, 30, 40), np.geomspace(3.1, 30, 40)])
"""Of the certified amplitudes: the lowest value over these is drawn."""
SHARES = (2.0, 0.5, 0.1, 0.0)
"""The penalty at the certified amplitudes, as a share of what they gain."""
LOOKS = ((SKY, "-."), (ORANGE, "--"), (GREEN, "-"), (RED, ":"))


def _refuses(scene: Scene) -> str | None:
    why = scene.without_theta()
    if why is None and scene.better is None:
        why = too_many(scene.problem)
    if not scene.problem.names:
        return "there are no parameters, so L is one number"
    if why is None and (scene.limit_level is None or scene.theta_level is None):
        return "no path to infinity along which L~ falls below L(θ) was proved"
    if why is None and _gain(scene) <= 0:
        return "the limit of the path to infinity is the same as L(θ) in all the digits that are stated"
    return why


def _gain(scene: Scene) -> float:
    """By how much the limit is below L(theta)."""
    assert scene.theta_level is not None
    assert scene.limit_level is not None
    return nearest(scene.theta_level.value - scene.limit_level.value)


def _draw(scene: Scene, sketch: Sketch) -> Told:
    limit = scene.limit_level
    assert limit is not None
    line, path = sketch.panels(2, 1)
    sketch.floating()
    escape = limit.evidence
    c = [nearest(exact(v)) for v in escape.certificate.data["c"]]
    gain = _gain(scene)
    paid = nearest(scene.problem.augmentation.lam) * sum(v * v for v in c)
    biases = [math.inf if share == 0 else math.log(paid / (share * gain)) / 2 for share in SHARES]
    lowest = _line(scene, sketch, line, escape, biases)
    below = _path(scene, sketch, path, escape, biases)
    sketch.legend(2)
    words = (
        "Above, L on a line through θ, and the lowest values of L~ over multiples of the certified amplitudes at four "
        f"fixed biases b, W being that of the certificate: at θ L~ comes down to {lowest[-1]:.4g} as b goes to "
        f"infinity. Below, {below}"
    )
    proved = "Proved: along the path, at fixed θ and W, L~ falls strictly towards the limit, which is below L(θ)."
    return Told(words, proved)


def _line(scene: Scene, sketch: Sketch, axes: Axes, escape: Evidence, biases: list[float]) -> list[float]:
    """Draw L and the lowest L~ on a line; the latter at theta, for each b."""
    assert scene.theta is not None
    here = floats_of(scene.theta)
    t = np.linspace(-0.4, 1.4, POINTS) if scene.better is not None else np.linspace(-1, 1, POINTS)
    t = np.unique(np.append(t, 0.0))
    step = floats_of(scene.better) - here if scene.better is not None else steepest(scene.problem, here, None)[1]
    thetas = [h + s * t[:, None] for h, s in zip(here, step, strict=True)]
    c, rows = (escape.certificate.data[key] for key in ("c", "W"))
    neurons = len(scene.problem.added_names[1])
    amplitudes = [nearest(exact(v)) * MULTIPLES[None, :] for v in c]
    weights = [nearest(exact(v)) for row in rows for v in row]
    lowest = []
    for b, (color, style), share in zip(biases, LOOKS, SHARES, strict=True):
        # a e^b is what the outputs see; the penalty is that of a, and nothing as b goes to infinity.
        zeros = [0.0] * neurons
        whole, data = floating(augmented(scene.problem), [*thetas, *amplitudes, *zeros, *weights])
        whole, data = (np.broadcast_to(v, (len(t), len(MULTIPLES))) for v in (whole, data))
        values = data + (whole - data) * (0.0 if math.isinf(b) else math.exp(-2 * b))
        curve = np.nanmin(np.where(np.isfinite(values), values, np.inf), axis=1)
        label = "min L~, b → ∞" if share == 0 else f"min L~, b = {b:.2g}".replace("-", "−")
        axes.plot(t, curve, color=color, linestyle=style, linewidth=1.1, label=label)
        lowest.append(float(curve[t == 0][0]))
        least = float(curve.min())  # b goes to infinity last, where the curve is lowest
    none = [0.0] * len(c)
    plain = floating(augmented(scene.problem), [*thetas, *none, *zeros, *weights])[1]
    axes.plot(t, np.broadcast_to(plain, (len(t), 1)).ravel(), color=INK, label="L")
    assert scene.theta_level is not None
    sketch.proved(axes, 0.0, ball.approximate(scene.risk(scene.theta)), scene.theta_level, "proved")
    assert scene.limit_level is not None
    top, low = nearest(scene.theta_level.value), min(lowest)
    bottom = min(low, least) - 0.1 * (top - low)
    axes.set_ylim(bottom, min(axes.get_ylim()[1], top + 3 * (top - low)))
    ends = ([0, 1], ["θ", "better point"]) if scene.better is not None else ([0], ["θ"])
    axes.set_xticks(*ends)
    axes.set_ylabel("L, min L~")
    return lowest


def _path(scene: Scene, sketch: Sketch, axes: Axes, escape: Evidence, biases: list[float]) -> str:
    """Draw L~ along ``a = c e^-b`` for rising b."""
    assert scene.theta is not None
    assert scene.theta_level is not None
    assert scene.limit_level is not None
    data, problem = escape.certificate.data, scene.problem
    first, last = Fraction(math.floor(biases[0])), Fraction(math.ceil(biases[2] + 2.5))
    grid = [first + (last - first) * Fraction(i, POINTS - 1) for i in range(POINTS)]
    with ball.precision(BITS):
        theta = scene.theta.enclosure(BITS)
        rows = [ball.ball(exact(v)) for row in data["W"] for v in row]
        neurons = len(problem.added_names[1])
        points = []
        for b in grid:
            a = [ball.ball(exact(v)) * ball.exponential(-b) for v in data["c"]]
            points.append([*theta, *a, *[ball.ball(b)] * neurons, *rows])
        last_point = [*theta, *(ball.ball(exact(v)) for v in data["c"]), *[ball.ball(0)] * neurons, *rows]
        end = augmented(problem).run(ball.BALLS, last_point)[1]
    (curve, _) = enclosed(augmented(problem), points)
    x = np.array([nearest(v) for v in grid])
    sketch.enclosed(axes, x, curve, color=GREEN)
    top, low = nearest(scene.theta_level.value), nearest(scene.limit_level.value)
    axes.set_ylim(low - 0.15 * (top - low), top + 0.8 * (top - low))
    said = sketch.said(scene.limit_level, end)
    axes.axhline(top, color=INK, linewidth=0.7)
    axes.axhline(low, color=RED, linestyle=":", linewidth=1.1)
    look = {"ha": "right", "va": "bottom", "fontsize": 6.5}
    axes.text(x[-1], top, f"L(θ) = {sketch.said(scene.theta_level, scene.risk(scene.theta))}", **look)
    axes.text(x[-1], low, f"limit = {said}", **look)
    axes.set_xlabel("b, with a = c exp(−b): the certified path")
    axes.set_ylabel("L~")
    return f"L~ along the path a = c exp(-b) falls from above L(θ) = {top:.4g} to the limit {said} as b grows."


FIGURE = FigureKind("pit", "The pit that the added neuron opens", 35, _refuses, _draw, height=3.9)
