"""``verify power``."""

from __future__ import annotations

from pathlib import Path

import click

from ..errors import InputError
from ..options import SECONDS, SEED, jobs_option, json_option, whole
from .screen import print_json, screen
from .workplace import scheduler_option


@click.command()
@click.argument("what", nargs=-1, type=click.Path(path_type=Path), metavar="[FILE or FOLDER ...]")
@click.option("--seeds", type=whole(1, 1000), default=3, help="Searches of each statement [3].")
@click.option("--seed", type=SEED, default=0, help="The first of the seeds [0].")
@click.option("--budget", type=SECONDS, default=60.0, help="Seconds for a false one [60].")
@click.option("--stand", type=SECONDS, default=10.0, help="Seconds for a true one [10].")
@click.option(
    "--drawn", type=whole(1, 100_000), default=None, help="Measure on so many statements drawn with their truth."
)
@scheduler_option
@jobs_option
@json_option
def power(
    what: tuple[Path, ...], seeds: int, seed: int, budget: float, stand: float, drawn: int | None, jobs: int,
    as_json: bool, scheduler: str | None,
) -> None:  # fmt: skip
    """Measure the power of the search on statement files.

    On those named, or on all that come with the suite.

    Exit status: 0 if every false statement is refuted from every seed, no true one is, and 90 % of the examples that
    met the assumptions put the statement to the test; 1 if not.

    With --drawn, statements are drawn together with their truth, and the shares of the false ones that are refuted
    and of the true ones that are proved come with intervals. Exit status: 0 if none was decided against its truth; 1
    if one was.
    """
    from ..commands.power import Measurement, measure, statements
    from ..report.terminal import power_table as report
    from ..report.terminal import tables
    from ..search import interrupt
    from ..units.engine import engine

    interrupt.heed()
    if drawn is not None:
        if what:
            raise InputError("files are not drawn: give files, or --drawn", "--drawn")
        _drawn(drawn, seed, budget, jobs, scheduler, as_json)
    chosen = statements(what)
    settings = Measurement(tuple(range(seed, seed + seeds)), budget, stand)
    with tables.progress(len(chosen) * seeds) as advance, engine(jobs, scheduler) as workers:
        found = measure(chosen, settings, workers, lambda run: advance(run.statement, run.verdict))
    if as_json:
        print_json(found)
    else:
        report.show(screen(), found)
    raise click.exceptions.Exit(found["exit"])


def _drawn(count: int, seed: int, budget: float, jobs: int, scheduler: str | None, as_json: bool) -> None:
    from ..report.terminal import drawn_table, tables
    from ..trust.drawn_power import measure_drawn
    from ..units.engine import engine

    with tables.progress(count) as advance, engine(jobs, scheduler) as workers:
        found = measure_drawn(count, seed, budget, workers, lambda run: advance(run.title, run.verdict))
    if as_json:
        print_json(found)
    else:
        click.echo(drawn_table.words(found))
    raise click.exceptions.Exit(found["exit"])


COMMAND = power
