"""``verify classify``."""

from __future__ import annotations

from pathlib import Path

import click

from ..errors import InputError
from ..options import common, reports_option
from .screen import print_json


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--radius", default="1", help="How far from the point, in every coordinate, minima are ruled out [1].")
@reports_option
@common
def classify(file: Path, radius: str, reports: Path, seed: int, budget: float | None, jobs: int, as_json: bool) -> None:
    """Am I stuck? Say what L is near the point of FILE, with proofs.

    The point may be the weights of a trained network. A strict minimum, a saddle, no local minimum within a distance,
    ...: see notes/points.md. The certificates are written like those of a check of FILE. Exit status: 0 if all that was
    asked is decided; 1 if something is not as the file says; 3 if something is not decided.
    """
    from ..commands import classify as classifier
    from ..commands.check import Settings, file_task, run
    from ..exact import shorten
    from ..report import site
    from ..store import results
    from ..store.atomic import require_folder

    task = file_task(file)
    assert task.file is not None
    if task.file.is_statement:
        raise InputError("states a claim in general, and no point", str(file))
    settings = Settings(seed, budget, jobs, classify=True, radius=classifier.read_radius(radius))
    partial = f"what {shorten(str(file), 200)} has at its point"
    folder = results.folder_of(reports, partial)
    require_folder(folder)
    checked = run([task], settings, lambda *_: None)
    combined = results.combine(checked, settings, partial=partial)
    certificates = results.certificates(checked)
    results.write(folder, combined, certificates, site.pages(folder, combined, certificates))
    found = classifier.classified(combined["cases"][0])
    if as_json:
        print_json(found)
    else:
        for sentence in found["sentences"]:
            click.echo(sentence)
        click.echo(f"{found['name']}: {found['status']} (exit status {found['exit']}); certificates: {folder}")
    raise click.exceptions.Exit(found["exit"])


COMMAND = classify
