"""``verify illustrate``."""

from __future__ import annotations

import click


@click.command(hidden=True)
def illustrate() -> None:
    """Draw the figures of notes/images anew that show cases."""
    from ..commands.illustrate import illustrate as illustrations
    from ..store.atomic import write_bytes

    for figure in illustrations():
        write_bytes(figure.path, figure.content)
        click.echo(f"wrote {figure.path}")


COMMAND = illustrate
