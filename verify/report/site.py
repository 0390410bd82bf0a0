"""The report's files for readers: ``index.html`` and ``report.md``. They show ``results.json`` and decide nothing."""

from __future__ import annotations

from pathlib import Path

from jinja2 import UndefinedError

from ..errors import InputError
from ..store.results_schema import Results
from . import markdown
from .html import page

PAGE = "index.html"


def pages(folder: Path, results: Results) -> dict[str, str]:
    """The text of each page by its name; ``folder`` is where they will stand, for messages.

    Raises:
        InputError: something that the report shows is missing in the results.
    """
    try:
        return {PAGE: page.page(results), "report.md": markdown.page(results)}
    except (KeyError, UndefinedError) as error:
        place = str(folder / "results.json")
        raise InputError(f"is incomplete ({error}); run `verify check` again", place) from error
