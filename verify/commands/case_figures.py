"""The figures of a case for a report: drawn anew, or those of an earlier report of the same certificates."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import cast

from ..claims.registry import statements
from ..errors import InputError
from ..figures import drawn
from ..figures.drawn import Drawn, figures_of
from ..files.json_file import read_json
from ..kernel import checker
from ..kernel.certificate import canonical
from ..problem.case import Case
from .checked import CaseFigures, DrawnFigure, FigureRow, JsonObject

FOLDER = "figures"
KEPT = "drawn.json"
"""In the folder of a case: what its figures were drawn from, and their words."""


def folder_of_figures(name: str) -> str:
    """Where the figures of a case are, below the folder of the report."""
    return f"{FOLDER}/{name}"


def figure_row(figure: Drawn | DrawnFigure) -> FigureRow:
    """A figure in words."""
    if isinstance(figure, Drawn):
        return cast(FigureRow, figure.words())
    return cast(FigureRow, {key: value for key, value in figure.items() if key != "svg"})


def case_figures(case: Case, certificates: JsonObject, reports: Path) -> CaseFigures:
    """The brief figures of a case, with what the kernel proves from its certificates, read back, marked as proved.

    Raises:
        FigureError: a figure would show something else than what was proved.
    """
    source = hashlib.sha256((canonical(certificates) + _code()).encode()).hexdigest()
    kept = _kept(reports / folder_of_figures(case.name), source)
    if kept is not None:
        return kept
    proved = checker.check_document(case.problem, certificates, statements())
    made = figures_of(case, proved.values(), brief=True)
    return {"drawn_from": source, "figures": [{**figure_row(figure), "svg": figure.svg} for figure in made]}


def _kept(folder: Path, source: str) -> CaseFigures | None:
    """The figures in a folder, if they were drawn from this, and are all there."""
    try:
        found = read_json(folder / KEPT)
        if found["drawn_from"] != source:
            return None
        rows = [{**row, "svg": (folder / f"{row['name']}.svg").read_text("utf-8")} for row in found["figures"]]
        whole = all(hashlib.sha256(row["svg"].encode()).hexdigest() == row.pop("sha256") for row in rows)
    except (InputError, OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    return cast(CaseFigures, {"drawn_from": source, "figures": rows}) if whole else None


@cache
def _code() -> str:
    """What draws: the hash of its own code, and the version of the library."""
    files = sorted(Path(drawn.__file__).parent.rglob("*.py"))
    whole = hashlib.sha256(b"".join(path.read_bytes() for path in files))
    return f"{whole.hexdigest()} matplotlib {version('matplotlib')}"
