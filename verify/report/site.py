"""The report's files for readers: a site of static pages, and ``report.md``. They show results and decide nothing."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jinja2 import UndefinedError

from ..errors import InputError
from ..store.results_schema import Results
from . import markdown
from .html import page

PAGE = page.INDEX


def pages(folder: Path, results: Results, documents: Mapping[str, Any] | None = None) -> dict[str, str]:
    """The text of each page by its path; ``folder`` is where they will stand, for messages.

    ``documents`` are the files of certificates by their paths; the pages show what is in them, and link to them.

    Raises:
        InputError: something that the report shows is missing in the results.
    """
    try:
        return {**page.pages(results, documents), "report.md": markdown.page(results)}
    except (KeyError, UndefinedError) as error:
        place = str(folder / "results.json")
        raise InputError(f"is incomplete ({error}); run `verify check` again", place) from error
