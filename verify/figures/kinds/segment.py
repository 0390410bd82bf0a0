"""L along the straight line from theta to a better point."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from ...exact import nearest
from ...numerics.program import Program
from ..figure_kind import FigureKind, Told
from ..lines import along, shares
from ..sampled import BITS, enclosed
from ..scene import Scene
from ..style import INK, PAPER, RED

if TYPE_CHECKING:
    from ..sketch import Sketch

FROM, TO, POINTS = Fraction(-3, 10), Fraction(13, 10), 97
"""So that theta, at 0, and the better point, at 1, are among the points."""


def refuses_line(scene: Scene) -> str | None:
    """Why there is no such line."""
    if scene.better is None:
        return "no point was proved to be better than the point of the file"
    return scene.without_theta()


def _draw(scene: Scene, sketch: Sketch) -> Told:
    problem, theta, better = scene.problem, scene.theta, scene.better
    assert theta is not None
    assert better is not None
    (axes,) = sketch.panels()
    grid = shares(FROM, TO, POINTS)
    risk = Program([problem.risk], problem.names)
    (curve,) = enclosed(risk, along(theta.enclosure(BITS), better.enclosure(BITS), grid))
    t = np.array([nearest(v) for v in grid])
    sketch.enclosed(axes, t, curve, color=INK, label="L on the line through both")
    here, there = (float(curve.values[grid.index(Fraction(k))]) for k in (0, 1))
    said = []
    for x, y, level, name, color in (
        (0.0, here, scene.theta_level, "θ", INK),
        (1.0, there, scene.better_level, "the better point", RED),
    ):
        value = sketch.said(level, scene.risk(theta if x == 0 else better))
        if level is None:
            axes.plot([x], [y], "o", color=PAPER, markeredgecolor=color, label=f"L at {name} = {value}")
        else:
            sketch.proved(axes, x, y, level, f"L at {name} = {value}", color=color)
        said.append(f"{value} at {name}")
    between = curve.values[(t >= 0) & (t <= 1)]
    top = float(np.nanmax(between)) if np.isfinite(between).any() else here
    sketch.cut(axes, max(here, there, top), min(here, there))
    axes.set_xticks([0, 1], ["θ", "better point"])
    axes.set_ylabel("L")
    sketch.legend()
    rise = f"In between it rises to {top:.4g}" if top > here * (1 + 1e-9) else "In between it never rises above L(θ)"
    words = f"L along the straight line from θ to the better point: {said[0]} and {said[1]}. {rise}."
    return Told(words, "That the better point is lower is proved; that L rises in between is what its values show.")


FIGURE = FigureKind("segment", "L from θ to the better point", 20, refuses_line, _draw, brief=True)
