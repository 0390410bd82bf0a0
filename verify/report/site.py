"""The report's files for readers: ``index.html`` and ``report.md``. They show ``results.json`` and decide nothing."""

from __future__ import annotations

from pathlib import Path

from jinja2 import UndefinedError

from ..errors import InputError
from ..store.atomic import write_text
from ..store.results_schema import Results
from . import markdown
from .html import page


def build(folder: Path, results: Results) -> Path:
    """Write ``index.html`` and ``report.md`` into ``folder`` and return the path of the page.

    Raises:
        InputError: something that the report shows is missing in the results.
    """
    try:
        files = {"index.html": page.page(results), "report.md": markdown.page(results)}
    except (KeyError, UndefinedError) as error:
        place = str(folder / "results.json")
        raise InputError(f"is incomplete ({error}); run `verify check` again", place) from error
    for name, text in files.items():
        write_text(folder / name, text)
    return folder / "index.html"
