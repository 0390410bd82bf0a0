"""``verify locate``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..options import common, whole
from .screen import print_json, screen

if TYPE_CHECKING:
    from ..problem.case import Case

KEPT = Path("reports") / "complete"


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--box", help="LOW,HIGH for every parameter, or one pair for each, after a semicolon [-5,5].")
@click.option(
    "--starts", type=whole(1, 10_000_000), help="Starts, the point of FILE and random ones in the box [2000]."
)
@click.option("--complete", is_flag=True, help="Prove of the box that there are no others, piece by piece.")
@click.option("--minima", is_flag=True, help="With --complete: seek the local minima alone, which is far cheaper.")
@click.option(
    "--certificate",
    type=click.Path(path_type=Path),
    help="With --complete: where it is kept [reports/complete/NAME.json].",
)
@click.option("--resume", type=click.Path(path_type=Path), help="With --complete: go on from such a certificate.")
@common
def locate(
    file: Path, box: str | None, starts: int | None, complete: bool, minima: bool, certificate: Path | None,
    resume: Path | None, seed: int, budget: float | None, jobs: int, as_json: bool,
) -> None:  # fmt: skip
    """Find, certify and classify critical points of L.

    They are looked for from the point of FILE and from random ones in a box.

    Points that are the same but for the order, the signs and the scales of hidden units are one row. Of more than 120
    parameters only minima are looked for, from 12 starts if no number is given, and nothing is certified.

    With --complete the box is cut into pieces until each is proved to have no critical point, or one that is listed;
    what is not decided within the budget is said. Ctrl-C ends the search as the budget does. The certificate holds the
    pieces, and --resume goes on from it.
    """
    from ..commands.locate import locate as search
    from ..commands.locate import read_box
    from ..files.load import load
    from ..report.terminal import tables

    if not complete and (minima or certificate or resume):
        raise click.UsageError("--minima, --certificate and --resume are for --complete")
    if complete and starts is not None:
        raise click.UsageError("--starts is for a search that is not --complete")
    if resume and (box or minima):
        raise click.UsageError("--resume goes on in the box of its certificate, with what was sought there")
    case = load(file)
    if complete:
        raise click.exceptions.Exit(_complete(case, box or "-5,5", minima, certificate, resume, budget, as_json))
    found = search(case, read_box(box or "-5,5", len(case.problem.names)), starts, seed, budget)
    if as_json:
        print_json(found)
    else:
        tables.critical_points(screen(), case.name, found)
    raise click.exceptions.Exit(3 if found["undecided"] else 0)


def _complete(
    case: Case,
    box: str,
    minima: bool,
    certificate: Path | None,
    resume: Path | None,
    budget: float | None,
    as_json: bool,
) -> int:
    """The exit status: 0 if all is decided, 3 if not."""
    from ..commands.complete import complete, start
    from ..commands.complete import resume as resumed
    from ..commands.locate import read_box
    from ..report.terminal import covers
    from ..store.atomic import write_text

    begun = resumed(case, resume) if resume else start(case, read_box(box, len(case.problem.names)), minima)
    keep = certificate or resume or KEPT / f"{Path(case.name).name}.json"
    with covers.progress() as said:
        found = complete(case, begun, budget, said, keep, write_text)
    if as_json:
        print_json(found)
    else:
        covers.complete_list(screen(), case.name, found)
    return 0 if found["complete"] and all(p["place"] == "inside" for p in found["points"]) else 3


COMMAND = locate
