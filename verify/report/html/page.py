"""The pages of the site, of any sections: static files without a network, one style sheet beside them.

``index.html`` has the sections that stand in front; every other section has a page, and so has every article. The
templates draw the frame and the blocks; nothing here knows what a section is about.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from ...store.marks import mark
from ...store.results import GENERATOR
from ...store.results_schema import Results
from ...store.totals import counts, headline
from ..blocks import Article, Block, Section, Table
from ..sections import sections
from . import matrix
from .exhibit import exhibits
from .inlines import Lines
from .places import Places, anchor, articles, named, path_of
from .typeset import statement

TEMPLATES = Path(__file__).parent / "templates"
INDEX, STYLE = "index.html", "style.css"
PARTIAL = "A partial report"
"""What a report of a part says first, followed by which part."""


@dataclass(frozen=True)
class Part:
    """A section as ``index.html`` has it."""

    name: str
    title: str
    urgent: bool
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class SitePage:
    """One page but the index: a section or an article of it.

    ``above`` is the section that an article belongs to, ``listed`` the articles of a section that shows nothing else,
    ``before`` and ``after`` the neighbours of an article.
    """

    path: str
    title: str
    section: str
    blocks: tuple[Block, ...]
    article: Article | None = None
    above: tuple[str, str] | None = None
    listed: tuple[Article, ...] = ()
    before: Article | None = None
    after: Article | None = None

    @property
    def choosable(self) -> bool:
        """Whether a table of the page lets readers choose among its rows."""
        return any(isinstance(block, Table) and any(c.choose for c in block.columns) for block in self.blocks)


@dataclass
class Plan:
    """All pages, what the list of pages calls those of sections, and the places that links lead to."""

    parts: list[Part] = field(default_factory=list)
    pages: list[SitePage] = field(default_factory=list)
    listed: list[tuple[str, str]] = field(default_factory=list)
    places: dict[str, tuple[str, str]] = field(default_factory=dict)

    def add(self, section: Section[Any], blocks: tuple[Block, ...]) -> None:
        """Give the section its place, and every article a page."""
        each = articles(blocks)
        others = tuple(block for block in blocks if not isinstance(block, Article))
        if section.front:
            path = INDEX
            self.parts.append(Part(section.name, section.title, section.urgent, others))
        else:
            path = f"{section.name}.html"
            self.listed.append((section.name, section.short or section.title))
            self.pages.append(SitePage(path, section.title, section.name, others, listed=() if others else each))
        self._place(path, others)
        self.places[anchor("page", section.name)] = (path, section.name if section.front else "")
        for before, article, after in zip((None, *each), each, (*each[1:], None), strict=False):
            own = path_of(section.name, article.name)
            above = (section.name, section.title)
            self.pages.append(
                SitePage(own, article.title, section.name, article.blocks, article, above, (), before, after)
            )
            self._place(own, article.blocks)
            self.places[anchor(article.kind, article.name)] = (own, "")

    def _place(self, path: str, blocks: Sequence[Block]) -> None:
        self.places |= {anchor(kind, name): (path, anchor(kind, name)) for kind, name in named(blocks)}


def pages(results: Results, documents: Mapping[str, Any] | None = None) -> dict[str, str]:
    """The text of each page by its path. The same results and documents give the same bytes.

    Args:
        results: what is shown.
        documents: the files of certificates beside the report by their paths; what is not there is linked to alone.
    """
    plan = Plan()
    for section in sections():
        if blocks := tuple(section.in_page(results)):
            plan.add(section, blocks)
    shared = {
        "results": results,
        "partial": PARTIAL,
        "generator": GENERATOR,
        "listed": plan.listed,
        "exhibits": exhibits(documents or {}),
        "alone": False,
    }
    return {path: text for path, text in _rendered(plan, results, shared)}


def _rendered(plan: Plan, results: Results, shared: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    places = Places(plan.places)

    def render(template: Template, path: str, **more: Any) -> tuple[str, str]:
        lines = Lines(path, places)
        return path, template.render(**shared, **more, here=path, line=lines.line, href=lines.href, file=lines.file)

    index, other = (_environment().get_template(name) for name in ("index.html.jinja", "other.html.jinja"))
    yield render(index, INDEX, parts=plan.parts, headline=headline(results), counts=counts(results), section="")
    for each in plan.pages:
        yield render(other, each.path, page=each, section=each.section)
    yield STYLE, _environment().get_template("site.css.jinja").render()


def picture(results: Results) -> str:
    """The claims on the cases as an SVG file that stands alone, for a README."""
    template = _environment().get_template("matrix.svg.jinja")
    return template.render(drawing=matrix.wide(results), alone=True) + "\n"


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
