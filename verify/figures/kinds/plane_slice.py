"""L on the plane through theta, the better point and the direction in which L curves least."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ...numerics.program import Program
from ..figure_kind import FigureKind, Told
from ..lines import curvatures, floats_of, steepest, too_many
from ..sampled import Floats, floating, steps
from ..scene import Scene
from ..style import INK, PAPER, RED

if TYPE_CHECKING:
    from ..sketch import Sketch

POINTS = 61
LEVELS = 12


def _refuses(scene: Scene) -> str | None:
    if len(scene.problem.names) < 2:
        return f"there are {len(scene.problem.names)} parameters, and a plane needs two"
    return scene.without_theta() or too_many(scene.problem)


def _draw(scene: Scene, sketch: Sketch) -> Told:
    problem, theta = scene.problem, scene.theta
    assert theta is not None
    (axes,) = sketch.panels()
    sketch.floating()
    here = floats_of(theta)
    first, second, names, bend = _directions(scene, here)
    u, v = (
        np.linspace(-0.5, 1.5, POINTS) if scene.better is not None else np.linspace(-1, 1, POINTS),
        np.linspace(-1, 1, POINTS),
    )
    points = [h + p * u[None, :] + q * v[:, None] for h, p, q in zip(here, first, second, strict=True)]
    (values,) = floating(Program([problem.risk], problem.names), points)
    level = float(floating(Program([problem.risk], problem.names), list(here))[0])
    between = steps(values, LEVELS, 0.97)
    drawn = axes.contourf(
        u, v, np.clip(values, between[0], between[-1]), levels=between, colors=sketch.shades(len(between) - 1)
    )
    sketch.outline(axes, u, v, values - level)
    bar = sketch.figure.colorbar(drawn, ax=axes, format="%.3g")
    bar.set_label("L; line: L = L(θ)")
    marks = [(0.0, "θ", INK, theta, scene.theta_level)]
    if scene.better is not None:
        marks.append((1.0, "better point", RED, scene.better, scene.better_level))
    said = []
    for x, name, color, at, known in marks:
        value = sketch.said(known, scene.risk(at))
        axes.plot([x], [0], "o", color=color, markeredgecolor=PAPER, linestyle="none", label=f"{name}, L = {value}")
        said.append(f"L is {value} at {'the ' * (x == 1)}{name}")
    axes.set_xlabel(names[0])
    axes.set_ylabel(names[1])
    sketch.legend()
    low = float(np.nanmin(values))
    share = float(np.mean(values < level))
    words = f"L on a plane through θ: across, {names[0]}; upward, {names[1]}. {'; '.join(said)}. "
    words += f"{100 * share:.0f} % of the plane shown is below L(θ), down to {low:.4g}. "
    words += f"Along the upward direction L curves by {bend:.3g} at θ."
    return Told(words, "The two points and their values are proved where that is said.")


def _directions(scene: Scene, here: Floats) -> tuple[Floats, Floats, tuple[str, str], float]:
    """Two vectors, their names, and the curvature along the second."""
    least = "the direction in which L curves least"
    if scene.better is not None:
        across = floats_of(scene.better) - here
        bend, second = steepest(scene.problem, here, across)
        return across, second * np.linalg.norm(across), ("θ to the better point", least), bend
    values, vectors = curvatures(scene.problem, here)
    return vectors[:, 1], vectors[:, 0], ("the second such direction", least), float(values[0])


FIGURE = FigureKind("slice", "L on a plane through θ", 30, _refuses, _draw, height=2.9)
