"""The figures that the README and the notes show: made of shipped cases, into ``notes/images``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ..files.case_files import CASES
from .check import Settings
from .plot import Plotted, plot

FOLDER = Path("notes", "images")
ILLUSTRATIONS = {
    "pit.svg": ("bad-minima/dead-relu", "pit"),
    "mask.svg": ("failure-modes/masked-hat", "mask"),
    "flow.svg": ("failure-modes/masked-hat", "flow"),
}
"""The file of each picture, and of which case it is which figure."""


def illustrate() -> Iterator[Plotted]:
    """Each picture, drawn anew from a check of its case."""
    for file, (case, name) in ILLUSTRATIONS.items():
        found = plot(CASES / f"{case}.toml", Path("no report"), name, Settings())
        yield from found.figures(FOLDER / file, "svg")
