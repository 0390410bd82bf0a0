"""A complete search in a terminal: how far it is while it goes on, then the list and what was not decided."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskProgressColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

if TYPE_CHECKING:
    from ...commands.complete import Complete

FEW = 10


@contextmanager
def progress() -> Iterator[Callable[[int, float], None]]:
    """A bar with the share of the box that is decided, on a terminal; nothing elsewhere."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda generation, left: None
        return
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(bar_width=None), TaskProgressColumn())
    with Progress(*columns, TimeElapsedColumn(), console=console, transient=True) as bar:
        task = bar.add_task("decided", total=1.0)

        def said(generation: int, left: float) -> None:
            bar.update(
                task, completed=1.0 - left, description=f"generation {generation + 1}, {left:.2e} of the box left"
            )

        yield said


def complete_list(console: Console, name: str, found: Complete) -> None:
    """The points, what is proved of them, and the largest pieces that are not decided."""
    if found["points"]:
        table = Table(title=f"Critical points of L: {escape(name)}", title_justify="left")
        for column in ("L", "type", "place", "theta"):
            table.add_column(column, overflow="fold")
        for entry in found["points"]:
            table.add_row(entry["value"], entry["type"], entry["place"], ", ".join(entry["theta"]))
        console.print(table)
    if found["undecided"]:
        few = found["undecided_pieces"][:FEW]
        table = Table(
            title=f"Not decided: {len(few)} of {found['undecided']} pieces, the largest", title_justify="left"
        )
        table.add_column("piece", overflow="fold")
        for piece in few:
            table.add_row(" x ".join(f"[{a:.9g}, {b:.9g}]".replace("[", r"\[") for a, b in piece))
        console.print(table)
    box = " x ".join(f"[{a:g}, {b:g}]" for a, b in found["box"])
    console.print(escape(f"The box is {box}."), soft_wrap=True)
    console.print(escape(f"{found['statement'][:1].upper()}{found['statement'][1:]}."), soft_wrap=True)
    console.print(
        f"{found['pieces']} pieces, found in {found['search_seconds']} s, proved in {found['check_seconds']} s; "
        f"certificate: {escape(found['certificate'])}",
        soft_wrap=True,
    )
