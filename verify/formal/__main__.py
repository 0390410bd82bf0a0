"""``python -m verify.formal``: write statements.txt anew, and print the rows of the review that go with it.

Whoever puts these rows into ``notes/formal.md`` says that he has read what has changed.
"""

from __future__ import annotations

from . import build, statement_texts
from .agreed import SOURCES


def main() -> None:
    """Ask Coq, write the texts, print the rows."""
    answers = build.answers_of()
    (SOURCES / statement_texts.NAME).write_text(build.statements_of(answers), encoding="utf-8")
    print(build.rows_of(answers), end="")


if __name__ == "__main__":
    main()
