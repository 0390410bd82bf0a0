"""Results in a terminal: a progress bar while work goes on, then tables."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.table import Table

from ...commands.checked import AtlasDocument
from ...formal.build import FormalStamp
from ...store import atlas_cells as grids
from ...store.marks import mark
from ...store.results_schema import Results
from ...verdict import CellVerdict, Status, Verdict
from ..phrases import number
from ..sections import sections
from .printed import COLOURS, show

if TYPE_CHECKING:
    from ...commands.locate import Located


def coloured(verdict: str) -> str:
    """A verdict or a status in its colour."""
    return f"[{COLOURS[mark(verdict)]}]{verdict}[/]"


@contextmanager
def progress(total: int) -> Iterator[Callable[[str, str], None]]:
    """A progress bar on the terminal to which messages go, nothing elsewhere; yields what to call when a task ends."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda name, status: None
        return
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(bar_width=None),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("left"),
        TimeRemainingColumn(),
    )
    troubled = dict.fromkeys((Status.NOT_AS_EXPECTED, Status.UNDECIDED), 0)

    def advance(name: str, status: str) -> None:
        """A task has ended: the bar says its name, and how many did not come out as expected so far."""
        for kind in troubled:
            troubled[kind] += status == kind
        amiss = "".join(f", {n} {kind}" for kind, n in troubled.items() if n)
        bar.update(task, advance=1, description=escape(f"{Path(name).stem[:30]}{amiss}"))

    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("checking", total=total)
        yield advance


def summary(console: Console, results: Results, folder: Path) -> None:
    """The sections of the report, the first of them last, next to how it came out and where the report is."""
    for section in reversed(sections()):
        blocks = section.in_terminal(results)
        if blocks:
            console.print(section.title, style="bold")
            show(console, blocks)
    console.print(verdict_line(results, len(results["claims"])))
    if results["partial"] is not None:
        console.print(f"a partial report: {escape(results['partial'])}", soft_wrap=True)
    console.print(f"report: {escape(str(folder / 'index.html'))}", soft_wrap=True)


def verdict_line(results: Results, claims: int) -> str:
    """How a run came out, of how much: of so many claims."""
    counts = ((claims, "claim"), (len(results["cases"]), "case"), (len(results["statements"]), "statement"))
    said = ", ".join(number(count, what) for count, what in counts if count)
    return f"{said}: {coloured(results['status'])} (exit status {results['exit']})"


CELLS = {CellVerdict.TRUE: "bold green", CellVerdict.FALSE: "red", CellVerdict.UNKNOWN: "bold yellow"}
AGAINST = "bold white on red"
"""Of a cell that contradicts the criterion."""


def atlas(console: Console, document: AtlasDocument, file: Path) -> None:
    """The atlas as one grid of letters for each conclusion, then the cells that need attention, then one line."""
    for grid in grids.grids(document):
        console.print(f"{grid.conclusion}: is {grid.words}?", soft_wrap=True)
        table = Table(padding=(0, 1, 0, 0))
        table.add_column("a*phi(u + b), phi =", no_wrap=True)
        for penalty in document["penalties"]:
            table.add_column(escape(penalty), justify="center", no_wrap=True)
        for neuron, fields in grid.rows:
            table.add_row(
                escape(neuron), *(f"[{AGAINST if f.against else CELLS[f.verdict]}]{f.letter}[/]" for f in fields)
            )
        console.print(table)
    console.print("T: true, by identities. F: false, with a certified witness. ?: unknown.")
    for trouble in grids.troubles(document):
        console.print(
            f"{coloured(Verdict.FAILS if trouble.against else Verdict.UNKNOWN)} {escape(trouble.name)}: "
            f"{escape(trouble.words)}",
            soft_wrap=True,
        )
    console.print(
        f"{len(document['cells'])} cells: {grids.tally(document)}; {coloured(document['status'])} "
        f"(exit status {document['exit']}), {document['seconds']} s; reasons and witnesses: {escape(str(file))}",
        soft_wrap=True,
    )


def theorems(console: Console, result: FormalStamp) -> None:
    """The theorems that Coq has checked, with their axioms."""
    table = Table(title=f"Proved in Coq {result['coq']}, checked again by coqchk", title_justify="left")
    for column in ("claim", "theorem", "file", "axioms"):
        table.add_column(column, overflow="fold")
    for theorem in result["theorems"]:
        axioms = ", ".join(axiom.rpartition(".")[2] for axiom in theorem["axioms"]) or "none"
        table.add_row(theorem["claim"], theorem["name"], theorem["file"], axioms)
    console.print(table)
    console.print(
        f"{len(result['theorems'])} theorems in {result['seconds']} s: every statement is the reviewed one, and every "
        "axiom one of the agreed ones.",
        soft_wrap=True,
    )


def critical_points(console: Console, name: str, found: Located) -> None:
    """The critical points that ``verify locate`` has certified, the candidates that it has not, and the denominator."""
    if found["points"]:
        table = Table(title=f"Certified critical points of L: {escape(name)}", title_justify="left")
        for column in ("L", "type", "times", "theta"):
            table.add_column(column, overflow="fold")
        for entry in found["points"]:
            table.add_row(entry["value"], entry["type"], str(entry["count"]), ", ".join(entry["theta"]))
        console.print(table)
    if found["undecided"]:
        table = Table(title="Not decided", title_justify="left")
        for column in ("L about", "candidates", "why", "one of them"):
            table.add_column(column, overflow="fold")
        for group in found["undecided"]:
            why = f"{group['reason']}: {group['why']}"
            table.add_row(group["value"], str(group["count"]), why, ", ".join(group["example"]))
        console.print(table)
    console.print(
        f"{found['starts']} starts: {found['converged']} converged, {found['escaped']} escaped, "
        f"{found['stalled']} stalled. {len(found['points'])} points certified, up to order, signs and scales of units: "
        "no proof that there are no others.",
        soft_wrap=True,
    )
