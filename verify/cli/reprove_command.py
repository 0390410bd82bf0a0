"""``verify reprove``."""

from __future__ import annotations

from pathlib import Path

import click

from ..options import REPORTS, SECONDS, json_option
from .screen import print_json


@click.command()
@click.argument("reports", type=click.Path(path_type=Path), default=REPORTS)
@click.argument("counterexamples", type=click.Path(path_type=Path), required=False)
@click.option("--budget", type=SECONDS, default=60.0, help="Seconds for each file of certificates [60].")
@json_option
def reprove(reports: Path, counterexamples: Path | None, budget: float, as_json: bool) -> None:
    """Prove every verdict of a report again, from files alone.

    These are the certificates in REPORTS and the files in COUNTEREXAMPLES. COUNTEREXAMPLES is a folder, or one file;
    certificates of other cases, and the atlas, are then left out. Only the kernel is asked, nothing is searched for.
    Exit status: 0 if all is proved; 1 if a certificate is refused, or was made for another text; 3 if something that a
    file or the report states has no certificate, or the budget was spent.
    """
    from ..claims.registry import statements
    from ..commands.reprove import reprove as again
    from ..files.case_files import cases_folder
    from ..store.atomic import settle

    settle(reports)
    only = counterexamples is not None
    cases = cases_folder() if counterexamples is None else counterexamples
    found = again(reports, cases, only, statements(), budget)
    if as_json:
        print_json(found)
    else:
        for verdict in ("refused", "missing"):
            for entry in found[verdict]:
                click.echo(f"{verdict}: {entry['case']}: {entry['message']}")
        click.echo(
            f"{found['certificates']} certificates in {found['documents']} files"
            + (f" and {found['cells']} cells of the atlas" if found["cells"] else "")
            + f" proved again, {found['cases']} cases: {found['status']} (exit status {found['exit']})"
        )
        if found["left_out"]:
            click.echo(f"left out: {found['left_out']} other files of certificates")
    raise click.exceptions.Exit(found["exit"])


COMMAND = reprove
