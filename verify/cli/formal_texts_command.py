"""``verify formal-texts``."""

from __future__ import annotations

import click


@click.command("formal-texts", hidden=True)
@click.option("--cases", is_flag=True, help="The library of the cases, in place of the general theory.")
def formal_texts(cases: bool) -> None:
    """Ask Coq, write verify/formal/statements.txt anew, and print the rows of the review that go with it.

    Whoever puts these rows into notes/formal.md and verify/formal/review.txt says that he has read what has changed.
    With --cases it is verify/formal/instances/.
    """
    from ..formal import build, case_library, sources, statement_texts
    from ..formal.agreed import PROJECT, SOURCES

    read, agreement, folder = sources.load(), PROJECT, SOURCES
    if cases:
        read, agreement, folder = case_library.load(), case_library.AGREEMENT, case_library.FOLDER
    answers = build.answers_of(read, agreement)
    (folder / statement_texts.NAME).write_text(build.statements_of(answers, folder), encoding="utf-8")
    click.echo(build.rows_of(answers, agreement), nl=False)


COMMAND = formal_texts
