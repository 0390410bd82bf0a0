"""``verify plot``."""

from __future__ import annotations

from pathlib import Path

import click

from ..options import SECONDS, SEED, json_option, reports_option
from .screen import print_json


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--figure", "name", help="This one alone, such as fit, segment or mask [all that apply].")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="The file of one figure, or a folder [here].")
@click.option("--format", "form", type=click.Choice(["svg", "png", "pdf"]), help="[that of the output, or svg].")
@reports_option
@click.option("--seed", type=SEED, default=0, help="Seed of all random choices [0].")
@click.option("--budget", type=SECONDS, help="Seconds for the check of FILE, if it is not in REPORTS [no limit].")
@json_option
def plot(
    file: Path, name: str | None, output: Path | None, form: str | None, reports: Path, seed: int,
    budget: float | None, as_json: bool,
) -> None:  # fmt: skip
    """Draw figures of FILE: data and fit, L near the point, the flow, ...

    What is marked in a figure as proved is so by the certificates in REPORTS, if they are of this very file, or else by
    a check of it. What each figure shows: notes/figures.md.
    """
    from ..commands.check import Settings
    from ..commands.plot import form_of
    from ..commands.plot import plot as draw
    from ..store.atomic import write_bytes

    form = form_of(output, form, name)
    found = draw(file, reports, name, Settings(seed, budget))
    rows = []
    for figure in found.figures(output, form):
        write_bytes(figure.path, figure.content)
        drawn = figure.drawn
        rows.append(drawn.words() | {"file": str(figure.path)})
        if not as_json:
            click.echo(f"wrote {figure.path}: {drawn.title}\n  {drawn.alternative}\n  {drawn.caption}")
    if as_json:
        print_json({"figures": rows, "refused": found.refused})
    else:
        for refused, why in found.refused.items():
            click.echo(f"no figure {refused}: {why}")


COMMAND = plot
