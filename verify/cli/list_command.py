"""``verify list``."""

from __future__ import annotations

import click

from ..errors import InputError
from ..options import json_option
from .completion import names, nouns
from .screen import print_json, screen


@click.command("list")
@click.argument("what", required=False, metavar="[NOUN]", **names(nouns))
@json_option
def list_(what: str | None, as_json: bool) -> None:
    """List claims, cases, statements, kinds, losses, and so on.

    Without NOUN, the nouns that there are. `verify explain NAME` says more of each.
    """
    from rich.table import Table
    from rich.text import Text

    from ..report.catalogue import CATALOGUE
    from ..spelling import meant

    if what is not None and what not in CATALOGUE:
        raise InputError(f"nothing of this name is listed{meant(what, CATALOGUE)}", what)
    found = {noun: f"{len(make())}" for noun, make in CATALOGUE.items()} if what is None else CATALOGUE[what]()
    if as_json:
        rows = list(found) if what is None else [{"name": name, "words": words} for name, words in found.items()]
        print_json(rows)
        return
    grid = Table.grid(padding=(0, 2, 0, 0))
    for name, words in found.items():
        grid.add_row(Text(name), Text(words))
    screen().print(grid)


COMMAND = list_
