"""``verify explain``."""

from __future__ import annotations

from pathlib import Path

import click

from ..options import reports_option
from .completion import everything, names
from .screen import screen


@click.command()
@click.argument("what", nargs=-1, required=True, metavar="CLAIM|FILE|KIND|VERDICT ...", **names(everything, files=True))
@reports_option
def explain(what: tuple[str, ...], reports: Path) -> None:
    """Say in words what a claim, a kind, a verdict or a FILE says.

    What a claim says, what a kind of certificate proves, what a verdict means and what to do then. Of a FILE: what it
    is about, what it states, and what the last report that has it found. Anything that `verify list` lists is
    explained, too.
    """
    from ..report.explanation import explained
    from ..report.file_explanation import explained_file
    from ..report.terminal.printed import show

    for name in what:
        path = Path(name)
        is_file = path.suffix == ".toml" or path.is_file()
        show(screen(), explained_file(path, reports) if is_file else explained(name))


COMMAND = explain
