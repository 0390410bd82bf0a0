"""The data of a problem with two inputs, and the output of the network at theta, or which class it decides for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ...exact import nearest
from ..figure_kind import FigureKind, Told
from ..lines import floats_of
from ..sampled import Floats, floating
from ..scene import Scene
from ..style import INK, MARKERS, PAPER, RED

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from ..sketch import Sketch

POINTS = 61


def _refuses(scene: Scene) -> str | None:
    network = scene.problem.network
    if network.inputs != 2:
        return f"the network has {network.inputs} inputs, and it is of networks with two"
    if network.outputs > 1 and scene.labels is None:
        return "the network has several outputs that are numbers, not classes"
    return scene.without_theta()


def _draw(scene: Scene, sketch: Sketch) -> Told:
    problem, theta = scene.problem, scene.theta
    assert theta is not None
    (axes,) = sketch.panels()
    sketch.floating()
    data = np.array([[nearest(v) for v in x] for x in problem.inputs])
    low, high = data.min(axis=0), data.max(axis=0)
    margin = np.where(high > low, (high - low) * 0.2, 1.0)
    x, y = (np.linspace(low[d] - margin[d], high[d] + margin[d], POINTS) for d in (0, 1))
    labels = scene.labels
    value = sketch.said(scene.theta_level, scene.risk(theta))
    fields = _decided(scene, x, y, floats_of(theta))
    few = problem.network.outputs <= 2
    if few:
        steps = _steps(fields, scene.targets if labels is None else None)
        drawn = axes.contourf(x, y, fields, levels=steps, colors=sketch.shades(len(steps) - 1), extend="neither")
        shown = "output at θ" if problem.network.outputs == 1 else "output 2 − output 1, at θ"
        sketch.figure.colorbar(drawn, ax=axes, format="%.3g").set_label(shown)
    else:
        count = problem.network.outputs
        axes.contourf(x, y, fields, levels=np.arange(count + 1) - 0.5, colors=sketch.shades(count))
    if labels is not None:
        _boundary(sketch, axes, x, y, fields, few, PAPER)
    if labels is not None and scene.better is not None:
        other = sketch.said(scene.better_level, scene.risk(scene.better))
        _boundary(sketch, axes, x, y, _decided(scene, x, y, floats_of(scene.better)), few, RED)
        axes.plot([], [], color=RED, linestyle="--", label=f"boundary at the better point, L = {other}")
    groups = labels if labels is not None else [0] * len(data)
    for k in sorted(set(groups)):
        chosen = [i for i, label in enumerate(groups) if label == k]
        words = f"samples of class {k}" if labels is not None else "samples, with their targets"
        look = {"marker": MARKERS[k], "color": PAPER, "markeredgecolor": INK, "linestyle": "none", "zorder": 5}
        axes.plot(data[chosen, 0], data[chosen, 1], label=words, **look)
    if labels is None and len(data) <= 12:
        for at, wanted in zip(data, scene.targets, strict=True):
            box = {"facecolor": PAPER, "edgecolor": "none", "pad": 0.6}
            axes.annotate(f"{wanted[0]:.3g}", at, (4, 4), textcoords="offset points", fontsize=6, bbox=box)
    axes.set_xlabel("input x1")
    axes.set_ylabel("input x2")
    sketch.legend()
    at_data = floating(scene.outputs, [data[:, 0], data[:, 1], *floats_of(theta)])
    words = f"{problem.samples} samples in the plane of two inputs; at θ L is {value}. "
    return Told(words + _fit(scene, np.array(at_data)), "")


def _decided(scene: Scene, x: Floats, y: Floats, theta: Floats) -> Floats:
    """On a grid: the only output, the difference of two, or the index of the greatest one."""
    values = np.array(floating(scene.outputs, [x[None, :] + 0 * y[:, None], y[:, None] + 0 * x[None, :], *theta]))
    if len(values) <= 2:
        field: Floats = values[0] if len(values) == 1 else values[1] - values[0]
        return field
    return np.asarray(np.argmax(values, axis=0), dtype=np.float64)


def _steps(field: Floats, targets: Floats | None) -> Floats:
    finite = field[np.isfinite(field)]
    values = finite if targets is None else np.append(finite, targets)
    low, high = float(values.min()), float(values.max())
    return np.linspace(low, high, 10) if high - low > 1e-9 else np.array([low - 0.5, low + 0.5])


def _boundary(sketch: Sketch, axes: Axes, x: Floats, y: Floats, field: Floats, few: bool, color: str) -> None:
    """Where the network decides for another class."""
    style = "-" if color == PAPER else "--"
    for k in [0.0] if few else np.arange(field.max()) + 0.5:
        sketch.outline(axes, x, y, field - k, color, style)


def _fit(scene: Scene, outputs: Floats) -> str:
    """How well the outputs go with the targets, in words."""
    labels = scene.labels
    if labels is not None:
        chosen = np.argmax(outputs, axis=0) if len(outputs) > 1 else (outputs[0] > 0).astype(int)
        sure = outputs[0] != 0 if len(outputs) == 1 else np.full(len(labels), True)
        right = int(np.sum((chosen == labels) & sure))
        return f"{right} of {len(labels)} samples are on the side of their class."
    off = np.abs(outputs.T - scene.targets).max(axis=1)
    return f"The output that is farthest from its target is {off.max():.3g} away from it."


FIGURE = FigureKind("plane", "Data and output in the plane", 11, _refuses, _draw, height=2.7, brief=True)
