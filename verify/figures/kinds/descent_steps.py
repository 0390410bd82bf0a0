"""How far L~ falls at the points of the certified descents, nearer and nearer to (theta, 0, b, W)."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from ...exact import exact, half_unit
from ...kernel.evidence import Evidence
from ...kernel.theta_point import augmented
from ...numerics import ball
from ...numerics.ball import Ball
from ..figure_kind import FigureKind, Told
from ..powers import raised
from ..scene import FigureError, Level, Scene, number
from ..style import MARKERS, RED, SERIES

if TYPE_CHECKING:
    from matplotlib.axis import Axis

    from ..sketch import Sketch

ROUNDING = Fraction(1, 2**53)
MOST = 5
MORE_BITS = 128
"""So that a fall is known to some digits, where a certificate needs its sign alone."""


@dataclass(frozen=True)
class Fall:
    """One lower point of a descent: its distance bound, and by how much L~ falls there, enclosed anew."""

    radius: Fraction
    drop: Ball


def falls(scene: Scene, descent: Evidence) -> list[Fall]:
    """The lower points of a descent, by falling radius; without those at which the fall is not known to a hundredth."""
    data, problem = descent.certificate.data, scene.problem
    assert scene.theta is not None
    bits = data["bits"] + MORE_BITS
    with ball.precision(bits):
        theta = scene.theta.enclosure(bits)
        zeros = ["0"] * len(problem.added_names[0])
        center = _value(scene, theta, zeros, data["b"], data["W"])
        found = []
        for lower in data["points"]:
            drop = center - _value(scene, theta, lower["a"], lower["b"], lower["W"])
            if not ball.positive(drop):
                raise FigureError(f"a figure finds no certain fall within {lower['radius']}, where one was proved")
            if 100 * ball.radius(drop) < ball.midpoint(drop):
                found.append(Fall(exact(lower["radius"]), drop))
        return found


def known(text: str) -> Fraction | None:
    """A fall that is stated to at least three digits; None for one that is stated to fewer."""
    value = number(text)
    return value if value and 2 * half_unit(text) <= value / 100 else None


def _value(scene: Scene, theta: list[Ball], a: list[str], b: list[str], rows: list[list[str]]) -> Ball:
    added = [ball.ball(exact(v)) for v in (*a, *b, *(v for row in rows for v in row))]
    return augmented(scene.problem).run(ball.BALLS, [*theta, *added])[0]


def descents(scene: Scene) -> Iterator[tuple[Evidence, list[Fall]]]:
    """The descents at theta that are different in their places."""
    seen = []
    for evidence in scene.of_theta("descent"):
        place = evidence.certificate.data["b"], evidence.certificate.data["W"]
        if place not in seen:
            seen.append(place)
            points = falls(scene, evidence)
            if points:
                yield evidence, points


def refuses_descent(scene: Scene) -> str | None:
    """Why there is none."""
    why = scene.without_theta()
    if why is None and not any(scene.of_theta("descent")):
        return "no descent of L~ from the point was proved"
    return why


def _draw(scene: Scene, sketch: Sketch) -> Told:
    (axes,) = sketch.panels()
    said = []
    for i, (evidence, points) in enumerate(list(descents(scene))[:MOST]):
        radii = [_log(point.radius) for point in points]
        drops = [_log(ball.midpoint(point.drop)) for point in points]
        order = evidence.facts["order"]
        axes.plot(radii, drops, color=SERIES[i], linewidth=0.5)
        look = {"color": SERIES[i], "marker": MARKERS[i], "markersize": 2.5, "markeredgewidth": 0}
        axes.plot(radii[:-1], drops[:-1], linestyle="none", **look)
        last = known(evidence.facts["drop_at_smallest_radius"])
        label = f"order {order}, at {_place(evidence)}"
        smallest = min(exact(lower["radius"]) for lower in evidence.certificate.data["points"])
        if last and points[-1].radius == smallest:
            level = Level(Fraction(_log(last)), evidence)
            sketch.proved(axes, radii[-1], drops[-1], level, label, **{**look, "markersize": 4.5})
        said.append(
            f"at {_place(evidence)} it is of order {order} and falls by {_power(drops[-1])} within {_power(radii[-1])}"
        )
    here = scene.theta_level
    if here is not None and here.value > 0:
        words = "L(θ) times 2⁻⁵³, unit roundoff of doubles"
        axes.axhline(_log(here.value * ROUNDING), color=RED, linestyle="--", linewidth=0.9, label=words)
    _powers(axes.xaxis)
    _powers(axes.yaxis)
    axes.set_xlabel("distance from (θ, 0, b, W) is less than")
    axes.set_ylabel("fall of L~")
    sketch.legend()
    words = "By how much the augmented L~ falls at points nearer and nearer to (θ, 0, b, W), θ being frozen: "
    proved = "Every point is proved to be lower, by the fall that is drawn; the lines between them guide the eye."
    return Told(words + "; ".join(said) + ".", proved)


def _place(evidence: Evidence) -> str:
    data = evidence.certificate.data
    b, rows = (" ".join(data["b"]), " ".join(v for row in data["W"] for v in row))
    short = [text if len(text) < 12 else f"{float(exact(text)):.3g}" for text in (b, rows) if " " not in text]
    return f"b = {short[0]}, W = {short[1]}".replace("-", "−") if len(short) == 2 else "several neurons"


def _log(value: Fraction) -> float:
    """The decimal logarithm of a positive number, however small."""
    with ball.precision(64):
        return float(ball.logarithm(value) / ball.logarithm(Fraction(10)))


def _powers(axis: Axis) -> None:
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    axis.set_major_locator(MaxNLocator(6, integer=True))
    axis.set_major_formatter(FuncFormatter(lambda exponent, _: raised(round(exponent))))


def _power(logarithm: float) -> str:
    """A number by its decimal logarithm, to two digits, however small it is."""
    exponent = math.floor(logarithm)
    return f"{10 ** (logarithm - exponent):.1f}e{exponent}".replace("-", "−")


FIGURE = FigureKind("descent", "How L~ descends", 40, refuses_descent, _draw, height=2.6)
