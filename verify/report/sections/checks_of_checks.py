"""The checks that are checked: how much was tried to make them err, and what it came to."""

from __future__ import annotations

from collections.abc import Sequence

from ...store.results_schema import TrustRowValues, TrustValues
from ...verdict import Verdict
from ..blocks import Badge, Block, Column, Items, Line, Paragraph, Row, Section, Table
from ..phrases import badge, soft, strong

COLUMNS = (
    Column("check", whole=True),
    Column("tried", number=True),
    Column("faults", number=True),
    Column("outcomes", width=100),
    Column("would catch", width=100),
)


def table(trust: TrustValues) -> list[Block]:
    """One row for each check, then every outcome that must not be, then when and of what the figures were made."""
    blocks: list[Block] = [Table("Checks that are checked", COLUMNS, tuple(map(_row, trust["rows"])))]
    faults = [(strong(row["name"]), f": {words}") for row in trust["rows"] for words in row["faults"]]
    if faults:
        blocks.append(Items(tuple(faults)))
    stale = "" if trust["current"] else "; the code that decides has changed since"
    made = f"{trust['when']}, commit {trust['commit']}, size {trust['size']}, seed {trust['seed']}{stale}."
    return [*blocks, Paragraph((made,), "soft small")]


def _row(row: TrustRowValues) -> Row:
    tried = f"{row['tried']:,}" if row["tried"] >= row["wanted"] else f"{row['tried']:,} of {row['wanted']:,}"
    faults: Line = (str(row["faulty"]),)
    if not row["passed"]:
        faults = (Badge(str(row["faulty"]), badge(Verdict.FAILS if row["faulty"] else Verdict.UNKNOWN).mark),)
    counts = ", ".join(f"{times:,} {outcome}" for outcome, times in row["counts"].items())
    return Row(((strong(row["name"]),), (tried,), faults, (soft(counts),), (row["catches"],)))


def _page(trust: TrustValues | None) -> Sequence[Block]:
    if trust is None:
        return []
    about = (
        "A check that cannot fail proves nothing. verify trust alters certificates and files one field at a time, "
        "draws statements of known truth, compares enclosures with values of 1,000 bits and more, and interrupts runs."
    )
    return [Paragraph((about,)), *table(trust)]


def _brief(trust: TrustValues | None) -> Sequence[Block]:
    return [] if trust is None else table(trust)


SECTION = Section("trust", "Checks that are checked", 105, lambda r: r["trust"], _page, _brief, _brief, short="Trust")
