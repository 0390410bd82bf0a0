"""``verify report``."""

from __future__ import annotations

from pathlib import Path

import click

from ..options import reports_option


@click.command()
@reports_option
@click.option("--open", "show", is_flag=True, help="Open the report in a browser.")
def report(reports: Path, show: bool) -> None:
    """Build the report again from results.json.

    With the atlas and the figures of verify trust that are in its folder.
    """
    from ..report import site
    from ..store import atlas_cells, results, trust_table

    trust = trust_table.values(trust_table.read(reports))
    found = results.renewed(results.read(reports), atlas_cells.read(reports), trust)
    results.save(reports, found, site.pages(reports, found, results.documents(reports, found)))
    page = reports / site.PAGE
    click.echo(f"wrote {page}")
    if show:
        click.launch(str(page))


COMMAND = report
