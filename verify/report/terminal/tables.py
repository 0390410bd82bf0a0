"""Results in a terminal: a progress bar while work goes on, then tables."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from ...store import atlas_cells as grids
from ..attention import WORDS, graded_mark, refuted, searched
from ..faults import troubles
from ..html.matrix import LETTERS

Json = dict[str, Any]

STYLE = {
    "holds": "green", "proved": "green", "as expected": "green",
    "fails": "bold red", "refuted": "bold red", "contradiction": "bold red", "not as expected": "bold red",
    "vacuous": "yellow", "unknown": "yellow", "undecided": "yellow",
    "not-applicable": "dim",
}  # fmt: skip


def coloured(verdict: str) -> str:
    """A verdict in its colour."""
    style = STYLE.get(verdict)
    return f"[{style}]{verdict}[/]" if style else verdict


@contextmanager
def progress(console: Console, total: int, quiet: bool) -> Iterator[Callable[[str, str], None]]:
    """A progress bar on a terminal, nothing elsewhere; yields what to call when a task ends."""
    if quiet or not console.is_terminal:
        yield lambda name, status: None
        return
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("checking", total=total)
        yield lambda name, status: bar.update(task, advance=1, description=Path(name).stem)


def summary(console: Console, results: Json, folder: Path) -> None:
    """The tables of claims and cases, then every line that is not as expected, then how it came out and where it is."""
    console.print("Claims: theorems in Coq, symbolic steps, instances (weakest grade), search", style="italic")
    console.print(
        "a: attained (a local minimum is proved to exist, the conclusion checked there), c: contrapositive (where the "
        "conclusion fails there is proved to be none), n: proved that none exists, ?: not known whether one exists",
        style="italic",
    )
    console.print(_claims(results["claims"], console.width), "")
    if results["cases"]:
        console.print("Cases: H holds, S on samples, V vacuous, - says nothing, ? unknown, F fails", style="italic")
        console.print(_cases(results["cases"], console.width), "")
    if any(results["necessity"].values()):
        console.print(_necessity(results["necessity"]))
    if results["statements"]:
        console.print(_statements(results["statements"]))
    if results["atlas"]:
        console.print(f"Atlas of neurons and penalties: {grids.tally(results['atlas'])}", soft_wrap=True)
    for line in troubles(results["cases"], results["claims"], results["statements"]):
        console.print(f"{coloured(line.verdict)} {escape(line.words)}", soft_wrap=True)
    cases, claims, statements = (len(results[key]) for key in ("cases", "claims", "statements"))
    console.print(
        f"{claims} claims, {cases} cases, {statements} statements: "
        f"{coloured(results['status'])} (exit status {results['exit']})"
    )
    if results["partial"] is not None:
        console.print(f"a partial report: {escape(results['partial'])}", soft_wrap=True)
    console.print(f"report: {escape(str(folder / 'index.html'))}", soft_wrap=True)


def _compact() -> Table:
    """A table without lines between its columns, for many of them."""
    return Table(box=SIMPLE_HEAD, padding=0, pad_edge=False, show_edge=False)


NARROW = 90
"""Below so many columns the count of non-vacuous instances is left out: it is in the report."""


def _claims(rows: list[Json], width: int) -> Table:
    """One line for each claim: formal, symbolic, on instances and by search, side by side."""
    table = _compact()
    for name in ("claim", "source", "Coq"):
        table.add_column(name, no_wrap=True)
    table.add_column("steps", justify="right", no_wrap=True)
    table.add_column("instances", no_wrap=True)
    if width >= NARROW:
        table.add_column("non-vac.", justify="right", no_wrap=True)
    table.add_column("a/c/n/?", justify="right", no_wrap=True)
    table.add_column("search")
    for row in rows:
        on = row["instances"]
        table.add_row(
            row["name"],
            row["source"].split(":")[0],
            _in_coq(row["formal"]),
            _proof(row),
            _on_instances(on),
            *([f"{on['nonvacuous']}/{on['total']}"] if width >= NARROW else []),
            _senses(on),
            _searched(row["search"]),
        )
    return table


def _in_coq(formal: Json) -> str:
    """How many theorems Coq has checked, or that it has not been run here."""
    if formal["verdict"] == "proved":
        return f"[green]{len(formal['theorems'])}[/]"
    return "[dim]not here[/]" if formal["theorems"] else "[dim]none[/]"


def _proof(row: Json) -> str:
    if not row["proof"]["checked"]:
        return "[dim]not run[/]"
    proved = sum(s["proved"] for s in row["steps"])
    return f"[{STYLE[row['proof']['verdict']]}]{proved}/{len(row['steps'])}[/]"


def _senses(on: Json) -> str:
    """How often a local minimum was attained, was shown not to be there, cannot exist, or may or may not exist."""
    return "/".join(str(on.get("senses", {}).get(sense, 0)) for sense in WORDS)


def _on_instances(on: Json) -> str:
    """The grade where the claim holds, else the verdict."""
    if on["verdict"] != "holds":
        return coloured(on["verdict"])
    return f"[{DRAWN[graded_mark(on)]}]{on['grade'] or 'no grade'}[/]"


def _searched(search: Json) -> str:
    """The search on few characters; words in place of numbers are dim."""
    hunt = search["hunt"] or {"violated": [], "non_vacuous": 0}
    counts = {
        "VIOLATED": len(hunt["violated"]),
        "refuted": refuted(search),
        "proved": search["standing"],
        "open": search["open"],
        "tried": hunt["non_vacuous"],
    }
    return ", ".join(f"{n} {word}" for word, n in counts.items() if n) or f"[dim]{searched(search)}[/]"


DRAWN = {"holds": "green", "sampled": "yellow", "fails": "bold red", "vacuous": "yellow", "unknown": "yellow"}
"""Colours of the marks that a verdict is drawn with."""


def _cases(cases: list[Json], width: int) -> Table:
    """One line for each case, one letter for each claim; the claims' names run downwards where they are too many."""
    names = list(cases[0]["claims"])
    left = max(len(case["name"]) for case in cases) + len("proved  ")
    heads = names if left + sum(len(name) + 1 for name in names) <= width else ["\n".join(name) for name in names]
    table = _compact()
    table.add_column("case", overflow="fold", vertical="bottom")
    table.add_column("proved", justify="right", no_wrap=True)
    for head in heads:
        table.add_column(head, justify="center", no_wrap=True)
    for case in cases:
        proved = sum(f["verdict"] == "proved" for f in case["findings"])
        style = "" if case["status"] == "as expected" else STYLE[case["status"]]
        table.add_row(
            escape(case["name"]),
            f"{proved}/{len(case['findings'])}",
            *(_letter(case["claims"][name]) for name in names),
            style=style,
        )
    return table


def _letter(outcome: Json) -> str:
    drawn = graded_mark(outcome)
    return "[dim]-[/]" if drawn == "none" else f"[{DRAWN[drawn]}]{LETTERS[drawn]}[/]"


def _necessity(necessity: Json) -> Table:
    table = Table(title="Necessity: what is proved false when an assumption is dropped", title_justify="left")
    table.add_column("claim", no_wrap=True)
    table.add_column("without the assumption", overflow="fold")
    table.add_column("false variants", overflow="fold")
    for row in necessity["dropped"]:
        cases = ", ".join(escape(Path(v["case"]).name) for v in row["variants"])
        table.add_row(row["claim"], escape(row["assumption"]), cases or "[dim]none here[/]")
    for variant in necessity["changed"]:
        table.add_row(
            variant["claim"], f"[dim]nothing dropped;[/] {escape(variant['changes'])}", Path(variant["case"]).name
        )
    return table


def _statements(rows: list[Json]) -> Table:
    title = "Statements that stand: proved by identities, or only not refuted by the examples drawn"
    table = Table(title=title, title_justify="left")
    for name in ("statement", "claim"):
        table.add_column(name, overflow="fold")
    table.add_column("verdict", no_wrap=True)
    for name in ("examples", "non-vacuous"):
        table.add_column(name, justify="right")
    for row in rows:
        verdict = f"{coloured(row['verdict'])} {row['grade'] or ''}"
        counted = (str(row["examples"]), str(row["non_vacuous"]))
        table.add_row(escape(Path(row["name"]).name), row["claim"], verdict, *counted)
    return table


CELLS = {"true": "bold green", "false": "red", "unknown": "bold yellow", "contradiction": "bold white on red"}


def atlas(console: Console, document: Json, file: Path) -> None:
    """The atlas as one grid of letters for each conclusion, then the cells that need attention, then one line."""
    for grid in grids.grids(document):
        console.print(f"{grid.conclusion}: is {grid.words}?", soft_wrap=True)
        table = Table(padding=(0, 1, 0, 0))
        table.add_column("a*phi(u + b), phi =", no_wrap=True)
        for penalty in document["penalties"]:
            table.add_column(escape(penalty), justify="center", no_wrap=True)
        for neuron, fields in grid.rows:
            table.add_row(escape(neuron), *(f"[{CELLS[f.style]}]{f.letter}[/]" for f in fields))
        console.print(table)
    console.print("T: true, by identities. F: false, with a certified witness. ?: unknown.")
    for trouble in grids.troubles(document):
        console.print(
            f"{coloured('unknown' if trouble.style == 'unknown' else 'fails')} {escape(trouble.name)}: "
            f"{escape(trouble.words)}",
            soft_wrap=True,
        )
    console.print(
        f"{len(document['cells'])} cells: {grids.tally(document)}; {coloured(document['status'])} "
        f"(exit status {document['exit']}), {document['seconds']} s; reasons and witnesses: {escape(str(file))}",
        soft_wrap=True,
    )


def theorems(console: Console, result: Json) -> None:
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


def critical_points(console: Console, name: str, found: Json) -> None:
    """The critical points that ``verify locate`` has certified, the candidates that it has not, and the denominator."""
    if found["points"]:
        table = Table(title=f"Certified critical points of L: {escape(name)}", title_justify="left")
        for column in ("L", "type", "theta"):
            table.add_column(column, overflow="fold")
        for entry in found["points"]:
            table.add_row(entry["value"], entry["type"], ", ".join(entry["theta"]))
        console.print(table)
    if found["undecided"]:
        table = Table(title="Not decided", title_justify="left")
        for column in ("L about", "candidates", "why", "one of them"):
            table.add_column(column, overflow="fold")
        for entry in found["undecided"]:
            why = f"{entry['reason']}: {entry['why']}"
            table.add_row(entry["value"], str(entry["count"]), why, ", ".join(entry["example"]))
        console.print(table)
    console.print(
        f"{found['starts']} starts: {found['converged']} converged, {found['escaped']} escaped, "
        f"{found['stalled']} stalled. {len(found['points'])} points certified: no proof that there are no others.",
        soft_wrap=True,
    )
