"""The checks of the checks in a terminal: one row each, then each outcome that must not be."""

from __future__ import annotations

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from ...store.trust_table import TrustTable


def show(console: Console, found: TrustTable) -> None:
    """The trust table, when and of what it was made, and its faults."""
    table = Table(title="Checks that are checked", title_justify="left")
    for name in ("check", "tried", "faults"):
        table.add_column(name, no_wrap=True, justify="left" if name == "check" else "right")
    for name in ("outcomes", "would catch"):
        table.add_column(name, overflow="fold")
    for row in found.rows:
        of = f"{row.tried}" if row.tried >= row.wanted else f"{row.tried}/{row.wanted}"
        counts = ", ".join(f"{times} {outcome}" for outcome, times in row.counts.items())
        colour = "green" if row.passed else "bold red" if row.faulty else "yellow"
        table.add_row(escape(row.name), of, f"[{colour}]{row.faulty}[/]", escape(counts), escape(row.catches))
    console.print(table)
    for row in found.rows:
        for words in row.faults:
            console.print(f"[bold red]fault[/] {escape(row.name)}: {escape(words)}", soft_wrap=True)
    stale = "" if found.current else "; the code that decides has changed since"
    console.print(f"{found.when}, commit {found.commit}, size {found.size}, seed {found.seed}{stale}", soft_wrap=True)
