"""``verify atlas``."""

from __future__ import annotations

from pathlib import Path

import click

from ..errors import InputError
from ..options import common, reports_option
from .screen import print_json, screen
from .workplace import code_as_it_is, opened, scheduler_option, store_options


@click.command()
@reports_option
@click.option("--again", is_flag=True, help="Search for nothing: prove each cell of the atlas in this folder again.")
@store_options
@scheduler_option
@common
def atlas(
    reports: Path, again: bool, seed: int, budget: float | None, jobs: int, as_json: bool, scheduler: str | None,
    store: str | None, fresh: bool,
) -> None:  # fmt: skip
    """Decide which neurons and penalties eliminate bad local minima.

    Each pair of them, and each with a proof. The budget is for each cell, 60 seconds if none is given. Exit status: 0
    if every cell is decided as the criterion says; 1 if one is not; 3 if one is unknown.

    Cells are kept in a store as they are decided: a run that was ended goes on from there. The kernel proves each cell
    again that is taken from it; with --fresh all are searched for again.
    """
    code_as_it_is()
    from ..claims.registry import statements
    from ..commands import atlas_proofs as proofs
    from ..families import variants
    from ..report.terminal import tables
    from ..store import atlas_cells as kept

    if again:
        document = kept.read(reports)
        if document is None:
            raise InputError("there is no atlas here that this code has made; run `verify atlas`", str(reports))
        document = proofs.again(document, statements())
    else:
        from ..commands import atlas as maker
        from ..store.kept_results import KeptCells
        from ..units.engine import engine

        total = len(variants.NEURONS) * len(variants.PENALTIES) * len(variants.CONCLUSIONS)
        seconds = budget if budget is not None else 60.0
        with tables.progress(total) as advance, opened(store, fresh) as keeper, engine(jobs, scheduler) as workers:
            before = None if keeper is None else KeptCells(keeper, seed, seconds)
            document = maker.cells(seed, seconds, workers, advance, kept=before)
    kept.write(reports, document)
    if as_json:
        print_json(document)
    else:
        tables.atlas(screen(), document, reports / kept.NAME)
    raise click.exceptions.Exit(document["exit"])


COMMAND = atlas
