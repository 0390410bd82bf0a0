"""The README's picture: ``python -m verify.report.html.picture [REPORTS [FILE]]`` draws the last run's results."""

from __future__ import annotations

import sys
from pathlib import Path

from ...store import results
from . import index


def write(reports: Path = Path("reports"), file: Path = Path("notes/images/check.svg")) -> Path:
    """Draw ``reports/results.json`` as claims on cases into ``file`` (SVG); return its path.

    Raises:
        InputError: there are no results.
    """
    drawn = index.picture(results.read(reports))
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(drawn, encoding="utf-8", newline="\n")
    return file


if __name__ == "__main__":
    write(*map(Path, sys.argv[1:3]))
