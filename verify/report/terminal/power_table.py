"""The power of the search in a terminal: one table of statements, and a summary. It takes plain values."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from ...commands.checked import JsonObject
from ...verdict import Verdict

STYLE = {
    "killed": "green", "stands": "green", "not killed": "bold red", "false alarm": "bold red",
    Verdict.VACUOUS: "yellow", "not measured": "dim",
}  # fmt: skip


def show(console: Console, found: JsonObject) -> None:
    """The table of ``verify power``, then its summary."""
    table = Table(title="The power of the search, from scratch, over all seeds", title_justify="left")
    table.add_column("statement", overflow="fold")
    for name in ("expected", "came out"):
        table.add_column(name, no_wrap=True)
    for name in (Verdict.REFUTED, "examples", "seconds", "non-vacuous", "uniform"):
        table.add_column(name, justify="right", no_wrap=True)
    for row in found["statements"]:
        plain = row["baseline_refuted"]
        table.add_row(
            escape(Path(row["statement"]).stem),
            row["expect"],
            f"[{STYLE[row['status']]}]{row['status']}[/]",
            f"{row['refuted']}/{row['tried']}",
            _number(row["median_examples"], 0),
            _number(row["median_seconds"], 2),
            _share(row["non_vacuous_share"]),
            "-" if plain is None else f"{plain}/{row['tried']}",
        )
    console.print(table)
    console.print(words(found), soft_wrap=True, markup=False)


def words(found: JsonObject) -> str:
    """The summary as text."""
    s = found["summary"]
    seeds = found["settings"]["seeds"]
    lines = [
        f"{s['false_statements']} false and {s['true_statements']} true statements, {s['vacuous_statements']} vacuous; "
        f"seeds {', '.join(map(str, seeds))}{'; interrupted' if found['interrupted'] else ''}",
        f"kill rate          {s['killed']}/{s['tried']} ({_share(s['kill_rate'])})",
        f"  uniform drawing  {s['baseline_killed']}/{s['tried']} ({_share(s['baseline_kill_rate'])})",
        f"median to kill     {_number(s['median_examples'], 0)} examples, {_number(s['median_seconds'], 2)} s; "
        f"longest {_number(s['longest_seconds'], 1)} s",
        f"false alarms       {s['false_alarms']} in {s['true_tried']} searches of {s['true_examples']} examples",
        f"non-vacuous        {_share(s['non_vacuous_share'])} of the {s['met']} examples that met the assumptions",
    ]
    if s["least_share_of"] is not None:
        lines.append(f"  least            {_share(s['least_share'])}, {Path(s['least_share_of']).stem}")
    return "\n".join(lines)


def _number(value: float | None, digits: int) -> str:
    return "-" if value is None else f"{value:.{digits}f}"


def _share(value: float | None) -> str:
    return "-" if value is None else f"{value:.1%}"
