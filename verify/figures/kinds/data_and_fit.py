"""The data of a problem with one input, and the outputs of the network: at theta, and at the better point."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from ...exact import nearest
from ...numerics import ball
from ...numerics.point import Point
from ..figure_kind import FigureKind, Told
from ..sampled import BITS, Floats, Sampled, enclosed, floating, midpoints
from ..scene import Scene
from ..style import INK, MARKERS, PAPER, SERIES, SOFT

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from ..sketch import Sketch

POINTS = 101
MOST_OUTPUTS = 4


def _refuses(scene: Scene) -> str | None:
    network = scene.problem.network
    if network.inputs != 1:
        return f"the network has {network.inputs} inputs, and it is of networks with one"
    if network.outputs > MOST_OUTPUTS:
        return f"the network has {network.outputs} outputs, more than {MOST_OUTPUTS}"
    return scene.without_theta()


def _draw(scene: Scene, sketch: Sketch) -> Told:
    problem, theta = scene.problem, scene.theta
    assert theta is not None
    (axes,) = sketch.panels()
    places = sorted({x for (x,) in problem.inputs})
    margin = (places[-1] - places[0]) * Fraction(3, 20) or Fraction(1)
    low, high = places[0] - margin, places[-1] + margin
    grid = [low + (high - low) * Fraction(i, POINTS - 1) for i in range(POINTS)]
    several = problem.network.outputs > 1
    words = []
    for point, level, name, style in (
        (theta, scene.theta_level, "θ", "-"),
        (scene.better, scene.better_level, "the better point", "--"),
    ):
        if point is None:
            continue
        value = sketch.said(level, scene.risk(point))
        plain = INK if several or style == "-" else SERIES[1]
        for k, curve in enumerate(_outputs(scene, point, grid)):
            width = 1.3 + 0.9 * (problem.network.outputs - 1 - k)  # what lies beneath another is still to be seen
            look = {"color": SERIES[k] if several else plain, "linestyle": style, "linewidth": width}
            sketch.enclosed(axes, _floats(grid), curve, **look)
        axes.plot([], [], color=plain, linestyle=style, label=f"f at {name}, L = {value}")
        words.append(f"At {name} L is {value}")
    worst = _samples(scene, axes)
    axes.set_xlabel("input x")
    axes.set_ylabel("outputs" if several else "output")
    sketch.roomy(axes)
    sketch.legend()
    first, last = nearest(places[0]), nearest(places[-1])
    count = f"{problem.samples} samples at {len(places)} different inputs from {first:g} to {last:g}"
    return Told(f"{count}, and the network's outputs as functions of the input. {'. '.join(words)}. {worst}", "")


def _floats(grid: list[Fraction]) -> Floats:
    return np.array([nearest(x) for x in grid])


def _outputs(scene: Scene, point: Point, grid: list[Fraction]) -> list[Sampled]:
    program = scene.outputs
    with ball.precision(BITS):
        theta = point.enclosure(BITS)
        return enclosed(program, ([ball.ball(x), *theta] for x in grid))


def _samples(scene: Scene, axes: Axes) -> str:
    """Draw the samples; the greatest residual in words, or how many samples are on the side of their class."""
    theta = midpoints(scene.theta.enclosure(BITS)) if scene.theta is not None else np.array([])
    xs = np.array([nearest(x) for (x,) in scene.problem.inputs])
    fits = np.array(floating(scene.outputs, [xs, *theta]))
    labels = scene.labels
    several = len(fits) > 1
    if labels is not None:
        for label in sorted(set(labels)):
            chosen = [i for i, at in enumerate(labels) if at == label]
            heights = fits[label if several else 0, chosen]
            color = SERIES[label] if several else INK
            words = f"samples of class {label}" + (", on their output" if several else "")
            _points(axes, xs[chosen], heights, label, color, words)
        return f"{_right(fits, labels)} of {len(labels)} samples are on the side of their class at θ."
    for k, (heights, wanted) in enumerate(zip(fits, scene.targets.T, strict=True)):
        axes.vlines(xs, np.minimum(heights, wanted), np.maximum(heights, wanted), color=SOFT, linewidth=0.5, zorder=1)
        words = f"output {k + 1} and its targets" if several else "targets"
        _points(axes, xs, wanted, k, SERIES[k] if several else INK, words)
    off = np.abs(fits.T - scene.targets)
    i = int(np.argmax(np.max(off, axis=1)))
    return f"The output that is farthest from its target at θ is {np.max(off):.3g} away from it, at x = {xs[i]:g}."


def _points(axes: Axes, xs: Floats, ys: Floats, k: int, color: str, words: str) -> None:
    look = {"marker": MARKERS[k], "color": PAPER, "markeredgecolor": color, "markersize": 5, "zorder": 4}
    axes.plot(xs, ys, linestyle="none", label=words, **look)


def _right(fits: Floats, labels: Sequence[int]) -> int:
    """How many samples have the greatest output, or the sign of the only one, that goes with their class."""
    if len(fits) == 1:
        return sum(bool(q * (2 * label - 1) > 0) for q, label in zip(fits[0], labels, strict=True))
    return sum(int(np.argmax(q)) == label for q, label in zip(fits.T, labels, strict=True))


FIGURE = FigureKind("fit", "Data and fit", 10, _refuses, _draw, brief=True)
