"""The results in brief, as Markdown: ``report.md``, of any sections."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ..store.results_schema import Results
from ..store.totals import counts, headline
from .blocks import (
    Article,
    Badge,
    Block,
    Break,
    Code,
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
from .html.page import PARTIAL
from .sections import sections

SPECIAL = re.compile(r"([\\`*_\[\]|~$])")


def page(results: Results) -> str:
    """The report. The same results give the same bytes."""
    return "\n".join(_lines(results)) + "\n"


def _lines(results: Results) -> Iterator[str]:
    yield "# Elimination of All Bad Local Minima in Deep Learning: verification report"
    yield ""
    if results["partial"] is not None:
        yield from (f"**{PARTIAL}: {plain(results['partial'])}.**", "")
    yield f"**{plain(results['status'])}.** {headline(results)}"
    yield ""
    yield from (f"* {number} {words}" for number, words in counts(results))
    for section in sections():
        blocks = section.in_brief(results)
        if blocks:
            yield from ("", f"## {section.title}", *shown(blocks))


def shown(blocks: Sequence[Block]) -> Iterator[str]:
    """The blocks as lines of Markdown, each with an empty line before it."""
    for block in blocks:
        match block:
            case Paragraph():
                yield from ("", line(block.line))
            case Heading():
                yield from ("", f"### {plain(block.text)}")
            case Items():
                yield ""
                yield from (f"{'1.' if block.numbered else '*'} {line(item)}" for item in block.lines)
            case Entries():
                yield ""
                for entry in block.entries:
                    yield f"* {_entry(entry)}"
            case Pairs():
                yield ""
                yield from (f"* **{line(term)}**: {line(said)}" for term, said in block.pairs)
            case Table():
                yield from ("", *_table(block))
            case Figure():
                yield from ("", f"{line(block.caption)} (Drawn in the pages.)")
            case Details():
                yield from ("", plain(block.summary), *shown(block.blocks))
            case Exhibit():
                yield from ("", f"Certificate `{block.sha256[:12]}` in `{plain(block.file)}`.")
            case Picture():
                yield from ("", f"**{plain(block.title)}.** {plain(block.alternative)} {plain(block.caption)}")
                yield from ("", f"(Drawn in `{plain(block.file)}`.)")
            case Group():
                yield from shown(block.blocks)
            case Article():
                yield from ("", f"### {plain(block.title)}", *shown(block.blocks))
            case Formula():
                yield from ("", f"$${block.latex}$$")
            case Code():
                yield ""
                yield from (f"    {text}" for text in block.text.splitlines())


def _entry(entry: VerdictEntry) -> str:
    """A verdict, and the first of what is said of it, on one line."""
    said = " ".join(text for text in shown(entry.blocks) if text)
    return f"**{plain(entry.verdict.text)}** {said}"


def _table(table: Table) -> Iterator[str]:
    kept, same = table.folded()
    yield f"| {' | '.join(plain(column.head) for column in kept.columns)} |"
    yield f"|{'---|' * len(kept.columns)}"
    yield from (f"| {' | '.join(map(line, row.cells))} |" for row in kept.rows)
    if same:
        yield from ("", f"{line(same)}.")


def line(parts: Line) -> str:
    """A line as Markdown, on one line."""
    return "".join(map(_inline, parts)).strip()


def _inline(part: Inline) -> str:
    match part:
        case str():
            return plain(part, kept=True)
        case Words(text, "code"):
            return f"`{' '.join(text.split())}`" if "`" not in text and "|" not in text else plain(text)
        case Words(text, "strong"):
            return f"**{plain(text)}**"
        case Words(text) | Badge(text) | Link(text=text) | FileLink(text=text):
            return plain(text, kept=True)
        case Break():
            return "; "


def plain(text: str, kept: bool = False) -> str:
    """Paragraph that Markdown shows as it is, on one line; the spaces at its ends are ``kept`` as one each, or go."""
    escaped = SPECIAL.sub(r"\\\1", text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"))
    words = " ".join(escaped.split())
    if not kept:
        return words
    return f"{' ' if escaped[:1].isspace() else ''}{words}{' ' if words and escaped[-1:].isspace() else ''}"
