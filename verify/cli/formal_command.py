"""``verify formal``."""

from __future__ import annotations

from pathlib import Path

import click

from ..options import json_option, reports_option
from .screen import print_json, screen


@click.command()
@reports_option
@json_option
def formal(reports: Path, as_json: bool) -> None:
    """Compile the Coq proofs, check them, list theorems with axioms.

    They are checked again with coqchk.

    Exit status 0 if every statement is the reviewed one and every axiom an agreed one, 1 if not, 3 if this cannot be
    found out here: no Coq or another version, a library missing, no end within the time.
    """
    from ..errors import FormalError, UncheckedError
    from ..formal import build
    from ..report.terminal import tables
    from ..store import stamp

    try:
        result = build.run()
    except UncheckedError as error:
        click.echo(f"not checked on this machine: {error}", err=True)
        raise click.exceptions.Exit(3) from error
    except FormalError as error:
        click.echo(f"refuted: {error}", err=True)
        raise click.exceptions.Exit(1) from error
    stamp.write(reports, result)
    if as_json:
        print_json(result)
    else:
        tables.theorems(screen(), result)


COMMAND = formal
