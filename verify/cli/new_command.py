"""``verify new``."""

from __future__ import annotations

from pathlib import Path

import click

from ..errors import InputError
from .completion import PROJECT_KIND, file_kinds, names


@click.command()
@click.argument("kind", metavar="KIND", **names(file_kinds))
@click.argument("name", metavar="NAME")
def new(kind: str, name: str) -> None:
    """Write a commented example file of KIND to fill in, or a project of one's own.

    \b
    bad-minimum, failure-mode, data-optimal, point: a network, a loss, data and a point
    necessity: a variant of a claim that is false, with its witness
    statement: a variant of a claim, to be refuted or proved by verify search
    project: NAME is a folder, with one case, settings for pytest and a workflow for continuous integration

    Its first line names the JSON Schema, which is written beside the folders of the cases, for editors. The file of a
    network that was trained elsewhere is written by `verify import`.
    """
    from ..store.schemas import SCHEMAS, text_of_schema

    if kind == PROJECT_KIND:
        from ..files.new_project import write_project

        for path in write_project(Path(name), SCHEMAS["case"].kept, text_of_schema("case")):
            click.echo(f"wrote {path}")
        click.echo(f"now run: cd {name} && verify check")
        return
    from ..files.case_files import CASES
    from ..files.scaffold import STATEMENT, template
    from ..problem.case import FOLDERS

    text = template(kind, name)
    if not name or not all(c.isalnum() or c in "-_" for c in name):
        raise InputError(f"{name!r}: use letters, digits, '-' and '_', as in 'two-sines'", "NAME")
    schema = STATEMENT if kind == STATEMENT else "case"
    kept = CASES / SCHEMAS[schema].kept.name
    path = CASES / FOLDERS.get(kind, FOLDERS["necessity"]) / f"{name}.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(f"#:schema ../{kept.name}\n{text}")
    except FileExistsError as error:
        raise InputError("exists already; choose another name, or edit that file", str(path)) from error
    kept.write_text(text_of_schema(schema), encoding="utf-8")
    checks = "search" if kind == STATEMENT else "classify" if kind == "point" else "check"
    click.echo(f"wrote {path}; edit it, then run: verify {checks} {path}")


COMMAND = new
