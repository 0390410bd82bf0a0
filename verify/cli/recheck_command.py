"""``verify recheck``."""

from __future__ import annotations

from pathlib import Path

import click

from ..options import REPORTS


@click.command()
@click.argument("reports", type=click.Path(path_type=Path), default=REPORTS)
@click.argument("counterexamples", type=click.Path(path_type=Path), required=False)
def recheck(reports: Path, counterexamples: Path | None) -> None:
    """Check every certificate of REPORTS by a second checker.

    That is the one file verify/recheck.py. It shares no code with the kernel, and runs alone as well, with Python's
    standard library. Exit status: 0 if every certificate is valid; 1 if one is not, or one is missing; 2 bad input; 3
    if one is out of this checker's reach.
    """
    from ..files.case_files import cases_folder
    from ..recheck import main

    cases = cases_folder() if counterexamples is None else counterexamples
    raise click.exceptions.Exit(main([str(reports), str(cases)]))


COMMAND = recheck
