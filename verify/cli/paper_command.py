"""``verify paper``."""

from __future__ import annotations

import click


@click.command(hidden=True)
def paper() -> None:
    """Write notes/paper.md anew, from the claims, the theorems and the files."""
    from ..report.paper import write

    click.echo(f"wrote {write()}")


COMMAND = paper
