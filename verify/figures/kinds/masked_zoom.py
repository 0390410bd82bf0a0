"""A descent that is hidden from doubles: L~ on lines through (theta, 0, b, W), at four distances."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np

from ...exact import exact, nearest
from ...kernel.evidence import Evidence
from ...kernel.theta_point import augmented
from ...numerics import ball
from ...numerics.ball import Ball
from ...numerics.program import FLOATS
from ..figure_kind import FigureKind, Told
from ..powers import raised
from ..sampled import Floats, Sampled
from ..scene import Level, Scene
from ..style import BLUE, INK, ORANGE
from .descent_steps import MORE_BITS, Fall, descents, known, refuses_descent

if TYPE_CHECKING:
    from ..sketch import Sketch

POINTS = 41
REACH = Fraction(5, 4)


def _hidden(scene: Scene) -> tuple[Evidence, list[Fall]] | None:
    """The descent of the highest order above 0, if it ends below the unit roundoff of L(theta)."""
    here = scene.theta_level
    found = [(evidence, points) for evidence, points in descents(scene) if evidence.facts["order"] != "0"]
    if here is None or not found:
        return None
    evidence, points = max(found, key=lambda pair: (int(pair[0].facts["order"]), ball.midpoint(pair[1][0].drop)))
    stated = known(evidence.facts["drop_at_smallest_radius"])
    return (evidence, points) if stated is not None and stated < here.value / 2**53 else None


def _refuses(scene: Scene) -> str | None:
    why = refuses_descent(scene)
    if why is None and _hidden(scene) is None:
        return "no descent of an order above 0 was proved there that is hidden from doubles"
    return why


def _draw(scene: Scene, sketch: Sketch) -> Told:
    hidden = _hidden(scene)
    assert hidden is not None
    evidence, points = hidden
    panels = sketch.panels(2, 2)
    sketch.floating()
    said = []
    for axes, i in zip(panels, _chosen(scene, points), strict=True):
        drop = ball.midpoint(points[i].drop)
        exponent = _binary(points[i].radius)
        curve, floats = _values(scene, evidence, i, drop)
        t = np.array([nearest(REACH * Fraction(2 * k, POINTS - 1) - REACH) for k in range(POINTS)])
        axes.axhline(0, color=INK, linewidth=0.4, linestyle=":")
        sketch.enclosed(axes, t, curve, color=BLUE, label="enclosed in balls")
        inside = np.abs(floats) <= 1.6
        axes.plot(t[inside], floats[inside], ".", color=ORANGE, markersize=3.5, label="computed in doubles")
        for side, marker, edge in ((floats > 1.6, "^", 1.55), (floats < -1.6, "v", -1.55)):
            axes.plot(t[side], np.full(int(side.sum()), edge), marker, color=ORANGE, markersize=3)
        if i == len(points) - 1:
            last = known(evidence.facts["drop_at_smallest_radius"])
            assert last is not None
            sketch.proved(axes, 1.0, float(curve.values[_at_one()]), Level(-last / drop, evidence), "proved lower")
        else:
            axes.plot([1], [curve.values[_at_one()]], "o", color=INK, markersize=3)
        axes.set_ylim(-1.7, 1.7)
        axes.set_xticks([0, 1], ["point", "lower"])
        axes.set_yticks([-1, 0, 1])
        axes.set_title(f"within {raised(exponent, 2)}: fall {_decimal(drop)}")
        right = int(np.sum((np.sign(floats) == np.sign(curve.values))[t != 0]))
        where = f"within {raised(exponent, 2)} it falls by {_decimal(drop)}"
        said.append(f"{where}, and doubles have the sign of the change at {right} of {POINTS - 1} points")
    for axes in panels[::2]:
        axes.set_ylabel("change of L~ / fall")
    handles, labels = panels[3].get_legend_handles_labels()
    sketch.figure.legend(handles, labels, loc="outside upper left", ncols=3, columnspacing=1.0, handletextpad=0.4)
    order = evidence.facts["order"]
    words = f"L~ on lines through (θ, 0, b, W), where its descent is of order {order}: {'; '.join(said)}."
    return Told(words, "The black points are proved to be lower. Triangles: doubles that are off the panel.")


def _chosen(scene: Scene, points: list[Fall]) -> list[int]:
    """Four distances: the largest, two between, around the one at which doubles cease to see, and the smallest."""
    here = scene.theta_level
    assert here is not None
    hidden = [i for i, p in enumerate(points) if ball.midpoint(p.drop) < here.value / 2**50]
    first = hidden[0]
    chosen = [0, max(1, first - 1), max(2, first + 2), len(points) - 1]
    return chosen if sorted(set(chosen)) == chosen else [0, 1, 2, len(points) - 1]


def _at_one() -> int:
    """The index of the lower point among those of a line."""
    return next(k for k in range(POINTS) if REACH * Fraction(2 * k, POINTS - 1) - REACH == 1)


def _values(scene: Scene, evidence: Evidence, i: int, drop: Fraction) -> tuple[Sampled, Floats]:
    """``(L~ - L(theta)) / drop`` on the line to the i-th lower point: in balls, and by doubles alone."""
    data, program = evidence.certificate.data, augmented(scene.problem)
    lower = data["points"][i]
    assert scene.theta is not None
    start = [Fraction(0)] * len(lower["a"]) + _flat(data)
    end = [*map(exact, lower["a"]), *_flat(lower)]
    enclosures: list[Ball] = []
    bits = data["bits"] + MORE_BITS
    with ball.precision(bits):
        theta = scene.theta.enclosure(bits)
        here = program.run(ball.BALLS, [*theta, *map(ball.ball, start)])[0]
        columns = []
        for k in range(POINTS):
            t = REACH * Fraction(2 * k, POINTS - 1) - REACH
            moved = [p + t * (q - p) for p, q in zip(start, end, strict=True)]
            enclosures.append((program.run(ball.BALLS, [*theta, *map(ball.ball, moved)])[0] - here) / ball.ball(drop))
            columns.append([nearest(v) for v in moved])
        plain = [ball.approximate(v) for v in theta]
    with np.errstate(all="ignore"):
        base = program.run(FLOATS, [np.float64(v) for v in (*plain, *map(nearest, start))])[0]
        rows = [program.run(FLOATS, [np.float64(v) for v in (*plain, *column)])[0] for column in columns]
        floats = (np.array(rows) - base) / nearest(drop) if nearest(drop) else np.sign(np.array(rows) - base) * np.inf
    pairs = [ball.floats(v) for v in enclosures]
    curve = Sampled(np.array([m for m, _ in pairs]), max(r + np.spacing(abs(m)) for m, r in pairs))
    return curve, np.where(np.isnan(floats), 0.0, floats)


def _flat(data: Mapping[str, Any]) -> list[Fraction]:
    return [exact(v) for v in (*data["b"], *(v for row in data["W"] for v in row))]


def _binary(radius: Fraction) -> int:
    """The exponent of a power of two."""
    return radius.numerator.bit_length() - radius.denominator.bit_length()


def _decimal(value: Fraction) -> str:
    with ball.precision(64):
        return ball.decimal(ball.ball(value), 2).replace("-", "−")


FIGURE = FigureKind("mask", "A descent that doubles do not see", 50, _refuses, _draw, height=3.2)
