"""``verify formal``."""

from __future__ import annotations

from pathlib import Path

import click

from ..options import json_option, reports_option
from ..verdict import Verdict
from .screen import print_json, screen


@click.command()
@click.option("--cases", is_flag=True, help="The shipped cases, or those named, each as a theorem.")
@click.argument("names", nargs=-1)
@reports_option
@json_option
def formal(cases: bool, names: tuple[str, ...], reports: Path, as_json: bool) -> None:
    """Compile the Coq proofs, check them, list theorems with axioms.

    They are checked again with coqchk. With --cases, Coq proves each case by the checker in verify/formal/instances/,
    or those NAMES (names of cases, or files); what is proved already, of the same text by the same sources, is not
    proved again.

    Exit status 0 if every statement is the reviewed one and every axiom an agreed one, 1 if not, 3 if this cannot be
    found out here: no Coq or another version, a library missing, no end within the time. A case that has no theorem
    has a reason, and refutes nothing.
    """
    from ..errors import FormalError, UncheckedError

    if names and not cases:
        raise click.UsageError("names are those of cases: verify formal --cases " + " ".join(names))
    try:
        if cases:
            _cases(names, reports, as_json)
        else:
            _general(reports, as_json)
    except UncheckedError as error:
        click.echo(f"not checked on this machine: {error}", err=True)
        raise click.exceptions.Exit(3) from error
    except FormalError as error:
        click.echo(f"refuted: {error}", err=True)
        raise click.exceptions.Exit(1) from error


def _general(reports: Path, as_json: bool) -> None:
    from ..formal import build
    from ..report.terminal import tables
    from ..store import stamp

    result = build.run()
    stamp.write(reports, result)
    if as_json:
        print_json(result)
    else:
        tables.theorems(screen(), result)


def _cases(names: tuple[str, ...], reports: Path, as_json: bool) -> None:
    from ..commands import formal_cases
    from ..report.terminal import case_theorems, tables
    from ..store import proved_cases

    with tables.progress(len(formal_cases.chosen(names))) as advance:
        rows = formal_cases.cases_of(
            names,
            proved_cases.read(reports),
            lambda found: proved_cases.write(reports, found),
            lambda row: advance(row["case"], row["verdict"]),
        )
    if as_json:
        print_json({"format": "verify-minima formal cases", "version": 1, "rows": rows})
    else:
        case_theorems.shown(screen(), rows)
    if any(row["verdict"] == Verdict.REFUTED for row in rows):
        raise click.exceptions.Exit(1)


COMMAND = formal
