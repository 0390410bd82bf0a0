"""``verify search``."""

from __future__ import annotations

from pathlib import Path

import click

from ..options import REPORTS, common
from .screen import print_json
from .workplace import scheduler_option

EXAMPLES = Path(".hypothesis", "statements")
FOUND = REPORTS / "found"


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--write", "target", type=click.Path(path_type=Path), help=f"Where to save the witness [{FOUND}/NAME].")
@click.option("--from-scratch", is_flag=True, help=f"Leave out what earlier runs found and kept in {EXAMPLES}.")
@scheduler_option
@common
def search(
    file: Path, target: Path | None, from_scratch: bool, seed: int, budget: float | None, jobs: int, as_json: bool,
    scheduler: str | None,
) -> None:  # fmt: skip
    """Try to refute the statement of FILE from scratch.

    A witness is found, certified and shrunk.

    Exit status: 0 if it comes out as the file expects; 1 if not; 3 undecided, or nothing to examine.
    """
    from ..commands.statement_check import settled
    from ..files.load import case_name
    from ..files.statement_file import load_statement
    from ..report.terminal.search_result import words
    from ..search import interrupt
    from ..search.hunt import search as hunt
    from ..units.engine import engine

    interrupt.heed()
    database = None if from_scratch else EXAMPLES
    statement = load_statement(file)
    alone = jobs == 1 and scheduler is None
    with engine(jobs, scheduler) as workers:
        hunted = hunt(statement, seed, budget if budget is not None else 60.0, None if alone else workers, database)
    found = settled(hunted, statement, case_name(file, None))
    target = target if target is not None else FOUND / file.name
    if found.text is not None:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(found.text, encoding="utf-8")
    if as_json:
        print_json(found.document())
    else:
        click.echo(words(found.document(), target))
    raise click.exceptions.Exit(found.exit_status)


COMMAND = search
