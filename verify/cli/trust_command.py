"""``verify trust``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..options import common, reports_option
from .screen import screen
from .workplace import scheduler_option

if TYPE_CHECKING:
    from collections.abc import Sequence


@click.command()
@reports_option
@click.option("--size", type=click.Choice(["ci", "full"]), default="ci", help="How much to try [ci].")
@click.option("--only", multiple=True, metavar="NAME", help="This check alone; may be given several times.")
@click.option("--more", is_flag=True, help="Go on where the figures in REPORTS end: same size, seed and code.")
@scheduler_option
@common
def trust(
    reports: Path, size: str, only: tuple[str, ...], more: bool, seed: int, budget: float | None, jobs: int,
    as_json: bool, scheduler: str | None,
) -> None:  # fmt: skip
    """Check the checks: altered certificates, known truths, and more.

    Statements of known truth are drawn (and searched on the workers of --scheduler, if there is one), balls compared
    with 1,000 bits. The certificates are those of REPORTS, which `verify check` (and `verify atlas`) has written. The
    budget is for each check. Exit status: 0 if nothing came out that must not, 1 if something did, 3 if nothing was
    tried.
    """
    from ..files.case_files import cases_folder
    from ..report.sections.checks_of_checks import table
    from ..report.terminal import printed
    from ..store import trust_table
    from ..store.atomic import require_folder, settle
    from ..trust.measure import Size
    from ..trust.measures import chosen, perform
    from ..units.engine import engine

    wanted = chosen(only)
    require_folder(reports)
    settle(reports)
    console = screen()
    before = trust_table.rows_of(reports, size, seed) if more else ()

    def keep(rows: Sequence[trust_table.TrustRow]) -> None:
        trust_table.write(reports, size, seed, rows)

    with engine(jobs, scheduler) as workers:
        rows = perform(wanted, Size(size), seed, budget, reports, cases_folder(), jobs, before, keep, workers)
    trust_table.write(reports, size, seed, rows)
    if as_json:
        click.echo((reports / trust_table.NAME).read_text(encoding="utf-8"))
    else:
        found = trust_table.values(trust_table.read(reports))
        assert found is not None
        printed.show(console, table(found))
    raise click.exceptions.Exit(1 if any(r.faulty for r in rows) else 0 if all(r.passed for r in rows) else 3)


COMMAND = trust
