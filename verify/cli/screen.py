"""How results are printed: as wide as the terminal, in a pipe 120 columns; or as one JSON document."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from rich.console import Console


def screen() -> Console:
    """The console of the results."""
    from rich.console import Console

    return Console(width=None if sys.stdout.isatty() else 120, highlight=False)


def print_json(document: object) -> None:
    """Print one JSON document, on one line."""
    import json  # not above: the help needs none

    click.echo(json.dumps(document, ensure_ascii=False))
