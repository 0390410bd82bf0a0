"""``verify picture``."""

from __future__ import annotations

from pathlib import Path

import click

from ..options import reports_option


@click.command(hidden=True)
@reports_option
def picture(reports: Path) -> None:
    """Draw notes/images/check.svg anew, from the results of the last check."""
    from ..report.html.picture import write

    click.echo(f"wrote {write(reports)}")


COMMAND = picture
