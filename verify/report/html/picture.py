"""The README's picture: ``verify picture`` draws the results of the last ``verify check``."""

from __future__ import annotations

from pathlib import Path

from ...store import results
from ...store.atomic import write_text
from . import page

FILE = Path("notes", "images", "check.svg")


def write(reports: Path, file: Path = FILE) -> Path:
    """Draw the results in the folder ``reports`` as claims on cases into ``file`` (SVG); return its path.

    Raises:
        InputError: there are no results.
    """
    drawn = page.picture(results.read(reports))
    write_text(file, drawn)
    return file
