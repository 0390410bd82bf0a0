"""``verify formal-texts``."""

from __future__ import annotations

import click


@click.command("formal-texts", hidden=True)
def formal_texts() -> None:
    """Ask Coq, write verify/formal/statements.txt anew, and print the rows of the review that go with it.

    Whoever puts these rows into notes/formal.md and verify/formal/review.txt says that he has read what has changed.
    """
    from ..formal import build, statement_texts
    from ..formal.agreed import SOURCES

    answers = build.answers_of()
    (SOURCES / statement_texts.NAME).write_text(build.statements_of(answers), encoding="utf-8")
    click.echo(build.rows_of(answers), nl=False)


COMMAND = formal_texts
