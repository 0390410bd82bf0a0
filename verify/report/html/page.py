"""The page ``index.html`` of any sections: no network, no script, every picture and every formula within it.

The templates draw the frame and the blocks; nothing here knows what a section is about.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from ...store.marks import mark
from ...store.results_schema import Results
from ...store.totals import counts, headline
from ..blocks import (
    Article,
    Badge,
    Block,
    Break,
    Details,
    Entries,
    FileLink,
    Group,
    Inline,
    Line,
    Link,
    Row,
    Table,
    Words,
)  # fmt: skip
from ..sections import sections
from . import matrix
from .typeset import prose, statement

TEMPLATES = Path(__file__).parent / "templates"
PARTIAL = "A partial report"
"""What a report of a part says first, followed by which part."""


@dataclass(frozen=True)
class Part:
    """A section as the page has it: its blocks, and the articles among them for the contents, by their headings."""

    name: str
    title: str
    urgent: bool
    blocks: tuple[Block, ...]
    contents: tuple[tuple[str, tuple[Article, ...]], ...]


def page(results: Results) -> str:
    """The page. The same results give the same bytes."""
    parts = [
        Part(section.name, section.title, section.urgent, blocks, tuple(_contents(blocks)))
        for section in sections()
        if (blocks := tuple(section.in_page(results)))
    ]
    there = {anchor(kind, name) for part in parts for kind, name in _places(part.blocks)}
    lines = _Lines(there | {part.name for part in parts})
    return (
        _environment()
        .get_template("page.html.jinja")
        .render(
            results=results,
            partial=PARTIAL,
            headline=headline(results),
            counts=counts(results),
            parts=parts,
            line=lines.line,
            there=there,
            alone=False,
        )
    )


def picture(results: Results) -> str:
    """The claims on the cases as an SVG file that stands alone, for a README."""
    template = _environment().get_template("matrix.svg.jinja")
    return template.render(drawing=matrix.wide(results), alone=True) + "\n"


def anchor(kind: str, name: str) -> str:
    """What leads to a name of a kind; different names have different anchors, and none needs quoting."""
    return f"{kind}-" + re.sub(r"[^A-Za-z0-9-]", lambda m: "." if m[0] == "/" else f"_{ord(m[0]):x}_", name)


def _contents(blocks: Sequence[Block]) -> Iterator[tuple[str, tuple[Article, ...]]]:
    """The articles by their headings, in their order."""
    articles = [block for block in blocks if isinstance(block, Article)]
    for heading, group in groupby(sorted(articles, key=lambda article: article.group), lambda article: article.group):
        yield heading, tuple(group)


def _places(blocks: Iterable[Block]) -> Iterator[tuple[str, str]]:
    """Kind and name of everything that a link can lead to."""
    for block in blocks:
        if isinstance(block, Article | Group | Row) and block.kind:
            yield block.kind, block.name
        if isinstance(block, Table):
            yield from ((row.kind, row.name) for row in block.rows if row.kind)
        if isinstance(block, Article | Group | Details):
            yield from _places(block.blocks)
        if isinstance(block, Entries):
            for entry in block.entries:
                yield from _places(entry.blocks)


class _Lines:
    """Lines as HTML; a link to what is not in the page is its words alone."""

    def __init__(self, there: set[str]) -> None:
        self.there = there

    def line(self, line: Line) -> Markup:
        return Markup("".join(map(self._inline, line)))

    def _inline(self, part: Inline) -> Markup:
        match part:
            case str():
                return escape(part)
            case Words(text, "code"):
                return Markup(f"<code>{escape(text)}</code>")
            case Words(text, "prose"):
                return prose(text)
            case Words(text, "strong"):
                return Markup(f"<b>{prose(text)}</b>")
            case Words(text, style):
                return Markup(f'<span class="{style}">{escape(text)}</span>' if text else "")
            case Badge(text, drawn):
                return Markup(f'<span class="verdict {escape(drawn)}">{escape(text)}</span>')
            case Link(kind, name, text, title):
                place = anchor(kind, name)
                if place not in self.there:
                    return escape(text)
                said = f' title="{escape(title)}"' if title else ""
                return Markup(f'<a href="#{place}"{said}>{escape(text)}</a>')
            case FileLink(path, text):
                return Markup(f'<a href="{quote(path)}">{escape(text)}</a>')
            case Break():
                return Markup("<br>")


def _text(function: Callable[[str], str]) -> Callable[[object], str]:
    """``function`` as a filter: a missing value raises jinja's own error before it gets there."""
    return lambda value: function(str(value))


@cache
def _environment() -> Environment:
    """Templates that escape what they show, and in which a missing value is an error."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    environment.filters |= {
        "anchor": anchor,
        "mark": mark,
        "statement": _text(statement),
        "type": lambda block: type(block).__name__,
    }
    return environment
