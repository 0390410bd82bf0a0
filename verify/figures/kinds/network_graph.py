"""A layered network with its weights, and the neuron that is added to each output."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ...problem.network import LayeredNetwork
from ..figure_kind import FigureKind, Told
from ..lines import floats_of
from ..scene import Scene
from ..style import BLUE, GREEN, INK, PAPER, RED, SOFT

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from ..sketch import Sketch

WIDEST, FEW = 12, 14
Place = tuple[float, float]


def _refuses(scene: Scene) -> str | None:
    network = scene.problem.network
    if not isinstance(network, LayeredNetwork):
        return "the network is given by formulas, not by layers"
    if max(network.widths) > WIDEST:
        return f"the widest layer has {max(network.widths)} units, more than {WIDEST}"
    return scene.without_theta()


def _draw(scene: Scene, sketch: Sketch) -> Told:
    network, theta = scene.problem.network, scene.theta
    assert isinstance(network, LayeredNetwork)
    assert theta is not None
    values = dict(zip(network.parameters, floats_of(theta), strict=True))
    (axes,) = sketch.panels()
    axes.set_axis_off()
    places = {(j, r): (float(j), (width - 1) / 2 - r) for j, width in enumerate(network.widths) for r in range(width)}
    weights = {name: v for name, v in values.items() if name[0] in "WS"}
    largest = max(map(abs, weights.values()), default=0.0) or 1.0
    for name, value in weights.items():
        start, end = _ends(name)
        _edge(axes, places[start], places[end], value, abs(value) / largest, len(weights) <= FEW, name[0] == "S")
    for (j, r), (x, y) in places.items():
        bias = values.get(f"b{j}_{r + 1}")
        axes.plot([x], [y], "o", color=PAPER, markeredgecolor=INK, markersize=15, zorder=4)
        inside = f"x{r + 1}" if j == 0 else "" if bias is None else f"{bias:.2g}".replace("-", "−")
        _text(axes, x, y, inside, zorder=5)
    _added(axes, network, scene.problem.augmentation.shared)
    keys = [(BLUE, "-", "weight > 0"), (RED, "--", "weight < 0"), (SOFT, ":", "weight = 0")]
    signs = {float(np.sign(v)) for v in weights.values()}
    shown = [key for key, sign in zip(keys, (1.0, -1.0, 0.0), strict=True) if sign in signs]
    for color, style, label in (*shown, (GREEN, "-.", "added neuron, a = 0")):
        axes.plot([], [], color=color, linestyle=style, label=label)
    axes.margins(0.12, 0.15)
    sketch.legend(2)
    zero = sum(v == 0 for v in weights.values())
    greatest = max(weights, key=lambda name: abs(weights[name]))
    shared = scene.problem.augmentation.shared
    words = (
        f"A network of layers of {', '.join(map(str, network.widths))} units, with {network.activation} between them"
        f"{' and connections that skip layers' if network.skips else ''}, and an exponential neuron that is added to "
        f"{'all outputs together' if shared else 'each output'}. Of its {len(weights)} weights at θ {zero} are 0; "
        f"the largest, {greatest}, is {weights[greatest]:.3g}."
    )
    return Told(words, "In the circles are the biases. The coordinates are those of the file, to two or three digits.")


def _ends(name: str) -> tuple[tuple[int, int], tuple[int, int]]:
    """From which unit to which one a weight leads: ``W2_1_3``, or ``S0_2_1_3`` for one that skips layers."""
    numbers = [int(v) for v in name[1:].split("_")]
    before, layer = (numbers[0] - 1, numbers[0]) if name[0] == "W" else (numbers[0], numbers[1])
    return (before, numbers[-1] - 1), (layer, numbers[-2] - 1)


def _edge(axes: Axes, start: Place, end: Place, value: float, share: float, told: bool, skips: bool) -> None:
    """A line as wide as the weight is large; one that skips layers goes round them."""
    bow = 0.0 if not skips else 0.35 + 0.15 * (end[0] - start[0])
    t = np.linspace(0, 1, 25)
    xs = start[0] + t * (end[0] - start[0])
    ys = start[1] + t * (end[1] - start[1]) + 4 * bow * t * (1 - t)
    color, style = (BLUE, "-") if value > 0 else (RED, "--") if value < 0 else (SOFT, ":")
    axes.plot(xs, ys, color=color, linestyle=style, linewidth=0.5 + 1.8 * share, zorder=1)
    if told:
        at = 8
        look = {"facecolor": PAPER, "edgecolor": "none", "pad": 0.4}
        text = f"{value:.2g}".replace("-", "−")
        _text(axes, xs[at], ys[at], text, zorder=3, bbox=look)


def _added(axes: Axes, network: LayeredNetwork, shared: bool) -> None:
    """The added neuron below the network: from the inputs, to the outputs."""
    low = -max(network.widths) / 2 - 0.5
    last, outputs = len(network.widths) - 1, network.widths[-1]
    x = last / 2
    axes.plot([x], [low], "s", color=PAPER, markeredgecolor=GREEN, markersize=13, zorder=4)
    _text(axes, x, low, "exp", zorder=5)
    ends = [(0.0, (network.inputs - 1) / 2 - r) for r in range(network.inputs)]
    ends += [(float(last), (outputs - 1) / 2 - r) for r in range(outputs)]
    for end in ends:
        axes.plot([end[0], x], [end[1], low], color=GREEN, linestyle="-.", linewidth=0.7, zorder=0)
    if outputs > 1 and not shared:
        _text(axes, x + 0.12, low, f"× {outputs}, one for each output", ha="left")


def _text(axes: Axes, x: float, y: float, words: str, **options: Any) -> None:
    """Words at a place, which take no room of the layout."""
    look = {"ha": "center", "va": "center", "fontsize": 5, "zorder": 5} | options
    axes.text(x, y, words, **look).set_in_layout(False)


FIGURE = FigureKind("network", "The network", 80, _refuses, _draw, height=2.5)
