"""A kind of figure: when it applies to a case, and how it is drawn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .scene import Scene

if TYPE_CHECKING:
    from .sketch import Sketch


@dataclass(frozen=True)
class Told:
    """A figure in words, from the numbers that were drawn.

    Attributes:
        alternative: what is to be seen, for those who do not see it: whole sentences.
        caption: what of it is proved, and what is only drawn.
    """

    alternative: str
    caption: str


@dataclass(frozen=True)
class FigureKind:
    """One kind of figure.

    Attributes:
        name: as on the command line.
        title: the heading.
        order: its place among the others.
        refuses: why it does not apply to a case; None if it does.
        draw: draws a case, and says in words what was drawn.
        height: in inches; every figure is as wide as a column.
        brief: cheap enough to be drawn for every case of a report.
    """

    name: str
    title: str
    order: int
    refuses: Callable[[Scene], str | None]
    draw: Callable[[Scene, Sketch], Told]
    height: float = 2.3
    brief: bool = False
