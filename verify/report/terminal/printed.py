"""Blocks of any sections in a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table as Grid
from rich.text import Text as Printed

from ...store.marks import Mark
from ..blocks import (
    Article,
    Badge,
    Block,
    Break,
    Code,
    Column,
    Details,
    Entries,
    Exhibit,
    Figure,
    FileLink,
    Formula,
    Group,
    Heading,
    Inline,
    Items,
    Line,
    Link,
    Pairs,
    Paragraph,
    Picture,
    Table,
    VerdictEntry,
    Words,
)  # fmt: skip

COLOURS = {
    Mark.HOLDS: "green", Mark.FAILS: "bold red", Mark.NONE: "dim",
    Mark.VACUOUS: "yellow", Mark.UNKNOWN: "yellow",
}  # fmt: skip
"""Of the marks that a verdict is drawn with."""
FAINT = "dim"


def show(console: Console, blocks: Sequence[Block]) -> None:
    """Print the blocks, one below the other."""
    for block in blocks:
        match block:
            case Paragraph():
                console.print(line(block.line))
            case Heading():
                console.print(Printed(block.text, "bold"))
            case Items():
                for i, item in enumerate(block.lines, start=1):
                    text = Printed(f"{i}. " if block.numbered else "* ") + line(item)
                    console.print(text, soft_wrap=not console.is_terminal)
            case Entries():
                for entry in block.entries:
                    _entry(console, entry)
            case Pairs():
                for term, said in block.pairs:
                    console.print(line((*term, ": ", *said)), soft_wrap=True)
            case Table():
                _table(console, block)
            case Figure():
                console.print(line(block.caption))
            case Details():
                console.print(Printed(block.summary))
                show(console, block.blocks)
            case Exhibit():
                console.print(Printed(f"certificate {block.sha256[:12]} in {block.file}", FAINT), soft_wrap=True)
            case Picture():
                console.print(Printed(f"{block.title}: {block.alternative} {block.caption} ({block.file})"))
            case Group():
                show(console, block.blocks)
            case Article():
                console.print(Printed(block.title, "bold"))
                show(console, block.blocks)
            case Formula():
                console.print(Printed(block.latex))
            case Code():
                console.print(Printed(block.text), soft_wrap=True)


def line(parts: Line) -> Printed:
    """A line with the colours of its verdicts."""
    return Printed().join(map(_inline, parts))


def _inline(part: Inline) -> Printed:
    match part:
        case str():
            return Printed(part)
        case Words(text, style):
            return Printed(text, {"soft": FAINT, "strong": "bold"}.get(style, ""))
        case Badge(text, mark):
            return Printed(text, COLOURS[mark])
        case Link(text=text) | FileLink(text=text):
            return Printed(text)
        case Break():
            return Printed("\n")


def _entry(console: Console, entry: VerdictEntry) -> None:
    first, *others = entry.blocks
    if isinstance(first, Paragraph):
        console.print(line((entry.verdict, " ", *first.line)), soft_wrap=True)
    else:
        console.print(line((entry.verdict,)))
        show(console, [first])
    show(console, others)


def _table(console: Console, table: Table) -> None:
    kept, same = table.folded()
    places = [i for i, column in enumerate(kept.columns) if column.width <= console.width]
    grid = Grid(box=SIMPLE_HEAD, padding=0, pad_edge=False, show_edge=False)
    first = max((line(row.cells[0]).cell_len for row in kept.rows), default=0)
    heads = _heads([kept.columns[i] for i in places], first, console.width)
    for i, head in zip(places, heads, strict=True):
        column = kept.columns[i]
        grid.add_column(head, justify=_place(column), no_wrap=column.whole, overflow="fold")
    for row in kept.rows:
        cells = [line(row.cells[i]) for i in places]
        for i, cell in zip(places, cells, strict=True):
            cell.no_wrap, cell.overflow = kept.columns[i].cut, "ellipsis" if kept.columns[i].cut else "fold"
        grid.add_row(*cells, style="" if row.mark is None else COLOURS[row.mark])
    console.print(grid)
    if same:
        console.print(line(same))
    console.print("")


def _place(column: Column) -> Literal["left", "center", "right"]:
    return "center" if column.letter else "right" if column.number else "left"


def _heads(columns: Sequence[Column], first: int, width: int) -> list[str]:
    """The names of the columns; those of letters run downwards where all of them beside each other are too wide."""
    wide = first + sum(len(column.head) + 2 for column in columns)
    return ["\n".join(c.head) if c.letter and wide > width else c.head for c in columns]
