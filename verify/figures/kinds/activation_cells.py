"""The cells in which all kinks of a network keep their sides, in two of its parameters."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from ...numerics.program import Program
from ...problem.expression import Expr, topological, variables
from ..figure_kind import FigureKind, Told
from ..lines import floats_of
from ..sampled import Floats, floating, steps
from ..scene import Scene
from ..style import INK, PAPER

if TYPE_CHECKING:
    from ..sketch import Sketch

POINTS = 121
MOST = 12
"""Parameters among which two are chosen."""


def _kinks(scene: Scene) -> list[Expr]:
    """What the kinks of all outputs switch on, where that depends on the parameters."""
    nodes = topological([q for row in scene.problem.outputs for q in row])
    return list(dict.fromkeys(x.args[0] for x in nodes if x.op == "where" and variables([x.args[0]])))


def _pair(scene: Scene) -> tuple[int, int] | None:
    """The two parameters on which together the most kinks depend, the first such ones."""
    used = [variables([u]) for u in _kinks(scene)]
    names = scene.problem.names[:MOST]
    pairs = combinations(range(len(names)), 2)
    counted = {(i, j): sum(names[i] in u and names[j] in u for u in used) for i, j in pairs}
    best = max(counted, key=lambda pair: (counted[pair], -pair[0], -pair[1]), default=None)
    return best if best is not None and counted[best] else None


def _refuses(scene: Scene) -> str | None:
    why = scene.without_theta()
    if why is None and not _kinks(scene):
        return "the network has no kinks, such as those of relu"
    if why is None and _pair(scene) is None:
        return "no kink of the network depends on two of its parameters"
    return why


def _draw(scene: Scene, sketch: Sketch) -> Told:
    problem, theta, pair = scene.problem, scene.theta, _pair(scene)
    assert theta is not None
    assert pair is not None
    (axes,) = sketch.panels()
    sketch.floating()
    here = floats_of(theta)
    reach = 1.5 * max(1.0, float(np.abs(here[list(pair)]).max()))
    span = np.linspace(-reach, reach, POINTS)
    columns: list[Floats | float] = [*here]
    columns[pair[0]], columns[pair[1]] = span[None, :] + 0 * span[:, None], span[:, None] + 0 * span[None, :]
    kinks = _kinks(scene)
    risk, *sides = floating(Program([problem.risk, *kinks], problem.names), columns)
    between = steps(risk, 10)
    drawn = axes.contourf(span, span, risk, levels=between, colors=sketch.shades(len(between) - 1))
    sketch.figure.colorbar(drawn, ax=axes, format="%.3g").set_label("L")
    crossing = [u for u in sides if u.min() < 0 < u.max()]
    for u in crossing:
        sketch.outline(axes, span, span, u)
    cells = len({tuple(row) for row in np.stack([(u >= 0).ravel() for u in sides]).T}) if sides else 1
    value = sketch.said(scene.theta_level, scene.risk(theta))
    x, y = here[pair[0]], here[pair[1]]
    label = f"θ, L = {value}; lines: a unit changes its side"
    axes.plot([x], [y], "o", color=INK, markeredgecolor=PAPER, linestyle="none", label=label)
    first, second = (problem.names[i] for i in pair)
    axes.set_xlabel(first)
    axes.set_ylabel(second)
    sketch.legend()
    words = (
        f"The plane of the parameters {first} and {second}, the others being those of θ, where L is {value}: "
        f"{len(crossing)} lines, on which a unit changes its side at a sample, cut it into {cells} cells; "
        f"θ is at ({x:.3g}, {y:.3g})."
    )
    return Told(words, "The number of cells is that of the patterns that were met on the grid.")


FIGURE = FigureKind("cells", "Activation cells", 70, _refuses, _draw, height=2.7)
