"""``verify locate``."""

from __future__ import annotations

from pathlib import Path

import click

from ..options import common, whole
from .screen import print_json, screen


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--box", default="-5,5", help="LOW,HIGH for every parameter, or one pair for each, after a semicolon.")
@click.option(
    "--starts", type=whole(1, 10_000_000), help="Starts, the point of FILE and random ones in the box [2000]."
)
@common
def locate(file: Path, box: str, starts: int | None, seed: int, budget: float | None, jobs: int, as_json: bool) -> None:
    """Find, certify and classify critical points of L.

    They are looked for from the point of FILE and from random ones in a box.

    Points that are the same but for the order, the signs and the scales of hidden units are one row. Of more than 120
    parameters only minima are looked for, from 12 starts if no number is given, and nothing is certified.
    """
    from ..commands.locate import locate as search
    from ..commands.locate import read_box
    from ..files.load import load
    from ..report.terminal import tables

    case = load(file)
    found = search(case, read_box(box, len(case.problem.names)), starts, seed, budget)
    if as_json:
        print_json(found)
    else:
        tables.critical_points(screen(), case.name, found)
    raise click.exceptions.Exit(3 if found["undecided"] else 0)


COMMAND = locate
