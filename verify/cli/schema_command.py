"""``verify schema``."""

from __future__ import annotations

import click

SCHEMAS = ("results", "case", "statement", "certificate")


@click.command()
@click.argument("name", type=click.Choice(SCHEMAS))
def schema(name: str) -> None:
    """Print the JSON Schema of results, files or certificates.

    Of results.json, of a TOML file of a case or of a statement, of a file of certificates. Editors complete and check
    TOML files with it: see notes/counterexample-format.md.
    """
    from ..store.schemas import text_of_schema

    click.echo(text_of_schema(name), nl=False)


COMMAND = schema
