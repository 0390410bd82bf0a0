"""``verify check``."""

from __future__ import annotations

from pathlib import Path

import click

from ..options import common, reports_option
from .completion import claims, names
from .screen import print_json, screen
from .workplace import code_as_it_is, opened, scheduler_option, store_options


@click.command()
@click.argument("what", nargs=-1, metavar="[FILE or CLAIM ...]", **names(claims, files=True))
@click.option("--figures/--no-figures", default=True, help="Draw the cases for the report [yes].")
@reports_option
@click.option("-v", "--verbose", is_flag=True, help="Print every table: all cases, statements and variants.")
@store_options
@scheduler_option
@common
def check(
    what: tuple[str, ...], figures: bool, reports: Path, verbose: bool, seed: int, budget: float | None, jobs: int,
    as_json: bool, scheduler: str | None, store: str | None, fresh: bool,
) -> None:  # fmt: skip
    """Prove claims and files, all or those named; write the report.

    A FILE is a TOML file or a folder of them; a CLAIM is a name such as ELIM. Without any, everything is checked. A
    check of a part leaves the report of everything alone: its own is in the folder partial below it.

    What is as expected is kept in a store, and is taken from there when neither file nor code has changed since; the
    report says of what. With --fresh all of it is proved again.
    """
    code_as_it_is()
    from ..commands.check import Settings, run
    from ..commands.tasks import tasks as named
    from ..errors import FileError
    from ..exact import shorten
    from ..report import site
    from ..report.terminal import tables
    from ..report.terminal.brief import brief
    from ..store import atlas_cells, results, stamp, trust_table
    from ..store.atomic import require_folder
    from ..store.changes import changes, earlier
    from ..store.kept_results import KeptResults
    from ..units.engine import engine

    asked = named(what)
    partial = f"only {shorten(', '.join(sorted(what)), 200)}" if what else None
    if asked.unread:
        without = f"without what could not be read: {shorten(', '.join(asked.unread), 200)}"
        partial = without if partial is None else f"{partial}, {without}"
    folder = results.folder_of(reports, partial)
    tasks, settings = asked.tasks, Settings(seed, budget, jobs, asked.only, figures=folder if figures else None)
    require_folder(folder)
    before = earlier([folder, reports])
    with tables.progress(len(tasks)) as advance, opened(store, fresh) as keeper, engine(jobs, scheduler) as workers:
        kept = None if keeper is None else KeptResults(keeper, settings)
        checked = run(tasks, settings, lambda task, result: advance(task.name, str(result["status"])), workers, kept)
    trust = trust_table.values(trust_table.read(reports))
    combined = results.combine(checked, settings, stamp.read(reports), atlas_cells.read(reports), partial, trust)
    certificates = results.certificates(checked)
    shown = {**site.pages(folder, combined, certificates), **results.drawings(checked)}
    results.write(folder, combined, certificates, shown)
    if as_json:
        print_json(combined)
    elif verbose:
        tables.summary(screen(), combined, folder)
    else:
        brief(screen(), combined, changes(before, combined), folder)
    if asked.faults:
        raise FileError(asked.faults)
    raise click.exceptions.Exit(combined["exit"])


COMMAND = check
