"""A sheet of matplotlib on which one figure is drawn, and which refuses a mark that is not where its proof says."""

from __future__ import annotations

import io
import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import matplotlib
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from ..exact import nearest, rough
from ..numerics import ball
from ..numerics.ball import Ball
from .sampled import Floats, Sampled
from .scene import FigureError, Level
from .style import COLORMAP, INK, PAPER, SETTINGS, WIDTH

PIXEL = 1 / 96
"""Inches: a pixel of a page at its usual size."""


@dataclass(frozen=True)
class _Mark:
    axes: Axes
    line: Line2D
    level: Level


@dataclass(frozen=True)
class _Curve:
    axes: Axes
    reach: float
    points: int


@contextmanager
def sketching() -> Iterator[None]:
    """Within, matplotlib has the look of the figures, and is silent about numbers beyond all floats."""
    with matplotlib.rc_context(SETTINGS), np.errstate(all="ignore"):
        yield


class Sketch:
    """A sheet. What is marked on it as proved is compared with the evidence when the figure is finished."""

    def __init__(self, height: float) -> None:
        self.figure = Figure(figsize=(WIDTH, height), dpi=1 / PIXEL, layout="constrained")
        self.figure.get_layout_engine().set(w_pad=0.03, h_pad=0.03, wspace=0.04, hspace=0.04)
        self.marks: list[_Mark] = []
        self.curves: list[_Curve] = []
        self.floats = False

    def panels(self, rows: int = 1, columns: int = 1, **options: Any) -> list[Axes]:
        """Axes, row by row."""
        return list(np.atleast_1d(self.figure.subplots(rows, columns, **options)).ravel())

    def proved(self, axes: Axes, x: float, y: float, level: Level, label: str = "", **options: Any) -> None:
        """Mark a value that was proved: ``y`` is computed by the caller, and has to be that of the evidence."""
        look = {"marker": "o", "color": INK, "markeredgecolor": PAPER, "markeredgewidth": 0.6, "zorder": 5} | options
        (line,) = axes.plot([x], [y], linestyle="none", label=label or None, clip_on=False, **look)
        self.marks.append(_Mark(axes, line, level))

    def enclosed(self, axes: Axes, x: Floats, y: Sampled, **options: Any) -> None:
        """A line through values that are enclosed in balls."""
        axes.plot(x, y.values, **options)
        self.curves.append(_Curve(axes, y.reach, len(x)))

    def said(self, level: Level | None, computed: Ball) -> str:
        """A value in words: that of the evidence, with which what was computed has to agree; else a float's."""
        value = ball.approximate(computed)
        if not math.isfinite(value if level is None else nearest(level.value)):
            raise ValueError("a value of L is beyond all floats")
        if level is None:
            self.floating()
            return f"{_short(value)} (float)"
        near = nearest(level.value)
        if not abs(near - value) <= 1e-9 * max(1e-50, abs(near)):
            words = f"would say {near:.12g}, as {level.evidence.kind} states,"
            raise FigureError(f"a figure {words} where it has computed {value:.12g}")
        return f"{_short(near)} (proved)"

    def roomy(self, axes: Axes) -> None:
        """No axis that magnifies what is nearly constant."""
        low, high = axes.get_ylim()
        if high - low < 0.2:
            axes.set_ylim((low + high) / 2 - 0.5, (low + high) / 2 + 0.5)

    def cut(self, axes: Axes, high: float, low: float) -> None:
        """Show no more of what is above ``high`` than twice the distance to ``low``: the lines go on beyond."""
        bottom, top = axes.get_ylim()
        axes.set_ylim(bottom, min(top, high + 2 * (high - low)) if high > low else top)

    def outline(self, axes: Axes, x: Floats, y: Floats, field: Floats, color: str = PAPER, style: str = "-") -> None:
        """Where a field on a grid is 0: a line that is seen on dark and on light."""
        under = INK if color == PAPER else PAPER
        for line, width in ((under, 1.9), (color, 1.0)):
            axes.contour(x, y, field, levels=[0.0], colors=[line], linewidths=width, linestyles=[style])

    def shades(self, count: int) -> list[Any]:
        """So many colours from dark to light, evenly."""
        return list(matplotlib.colormaps[COLORMAP](np.linspace(0, 1, count)))

    def legend(self, columns: int = 1) -> None:
        """What the lines and marks of all axes mean, above them."""
        self.figure.legend(loc="outside upper left", ncols=columns)

    def floating(self) -> None:
        """Something on the sheet is drawn from floating point."""
        self.floats = True

    def finish(self) -> str:
        """Check what is on the sheet, and say how it was drawn.

        Raises:
            FigureError: a mark is more than half a pixel away from the value that was proved.
        """
        engine = self.figure.get_layout_engine()
        assert engine is not None
        engine.execute(self.figure)
        self.figure.set_layout_engine("none")  # laid out once: it takes longer than to draw
        for mark in self.marks:
            if not math.isfinite(nearest(mark.level.value)):
                raise ValueError("a value that would be marked is beyond all floats")
            (x,), (y,) = mark.line.get_xdata(orig=True), mark.line.get_ydata(orig=True)
            there, here = mark.axes.transData.transform([(x, nearest(mark.level.value)), (x, y)])
            if not abs(there[1] - here[1]) < 0.5:
                words = f"would mark {y:.6g} as proved, where {mark.level.evidence.kind} states"
                raise FigureError(f"a figure {words} {rough(mark.level.value)}")
        wide = [curve for curve in self.curves if not self._pixels(curve) < 0.5]
        said = []
        if self.curves and not wide:
            said.append("Lines join values that are enclosed to less than a pixel; between them they are drawn by eye.")
        if wide or self.floats:
            what = "The rest" if self.curves and not wide else "What is not marked as proved"
            said.append(f"{what} is drawn from floating point and claims nothing.")
        return " ".join(said)

    def _pixels(self, curve: _Curve) -> float:
        (_, low), (_, high) = curve.axes.transData.transform([(1, 1), (1, 1 + curve.reach)])
        return float(abs(high - low))

    def bytes(self, form: str) -> bytes:
        """The figure as ``svg``, ``png`` or ``pdf``; the same figure gives the same bytes."""
        empty = {"svg": ("Date", "Creator", "Format", "Type"), "pdf": ("CreationDate", "Creator", "Producer")}
        target = io.BytesIO()
        metadata = dict.fromkeys(empty.get(form, ("Software",)))
        self.figure.savefig(target, format=form, metadata=metadata, dpi=300 if form == "png" else "figure")
        return target.getvalue()


def _short(value: float) -> str:
    """A number for the eye."""
    return f"{value:.4g}".replace("-", "−").replace("e+", "e")
