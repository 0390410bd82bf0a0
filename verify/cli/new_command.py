"""``verify new``."""

from __future__ import annotations

import click

from ..errors import InputError


@click.command()
@click.argument("kind", metavar="KIND")
@click.argument("name", metavar="NAME")
def new(kind: str, name: str) -> None:
    """Write a commented example file of KIND to fill in: bad-minimum, failure-mode, data-optimal, necessity or point.

    The file of a network that was trained elsewhere is written by `verify import`.
    """
    from ..files.case_files import CASES
    from ..files.scaffold import template
    from ..problem.case import FOLDERS

    text = template(kind, name)
    if not name or not all(c.isalnum() or c in "-_" for c in name):
        raise InputError(f"{name!r}: use letters, digits, '-' and '_', as in 'two-sines'", "NAME")
    path = CASES / FOLDERS[kind] / f"{name}.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError as error:
        raise InputError("exists already; choose another name, or edit that file", str(path)) from error
    click.echo(f"wrote {path}; edit it, then run: verify check {path}")


COMMAND = new
