"""The table of ``verify formal --cases``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from ...formal.case_build import FormalCase
from ...verdict import Verdict


def shown(console: Console, rows: Sequence[FormalCase]) -> None:
    """The theorems with their seconds and axioms, and the other cases with the reason of each, or counted by it."""
    table = Table(title="Cases proved in Coq", title_justify="left")
    for column in ("case", "theorem", "seconds", "axioms"):
        table.add_column(column, overflow="fold")
    for row in rows:
        if row["verdict"] == Verdict.PROVED:
            axioms = ", ".join(axiom.rpartition(".")[2] for axiom in row["axioms"]) or "none"
            table.add_row(escape(row["case"]), row["claim"], str(row["seconds"]), axioms)
    console.print(table)
    others = [row for row in rows if row["verdict"] != Verdict.PROVED]
    reasons = Counter(f"{row['verdict']} ({row['reason']}): {row['why']}" for row in others if "reason" in row)
    for reason, count in reasons.most_common():
        cases = ", ".join(row["case"] for row in others if row.get("why") and reason.endswith(row["why"]))
        console.print(escape(f"{count} {reason}: {cases}"), soft_wrap=True)
    for row in others:
        if row["verdict"] == Verdict.REFUTED:
            console.print(escape(f"refuted: {row['case']}: {row['why']}"), soft_wrap=True)
    console.print(f"{len(rows) - len(others)} of {len(rows)} cases are theorems of Coq.", soft_wrap=True)
