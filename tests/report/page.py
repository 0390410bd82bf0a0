"""A page as tests read it: parsed by the standard library, with what is wrong about it."""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Container, Mapping
from html.parser import HTMLParser
from urllib.parse import unquote

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


class Page(HTMLParser):
    """The elements of a page, their ids and links, and its text.

    Attributes:
        elements: (name, attributes) of every element.
        ids, links: of all elements; the values of href and src.
        marks: how often each (element, class) occurs: ``("span", "verdict holds")``, ``("g", "holds")`` and so on.
        faults: elements closed in another order than they were opened, or not at all.
    """

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.faults: list[str] = []
        self._open: list[str] = []
        self._text: list[str] = []
        self.feed(text)
        self.close()
        self.faults += [f"<{name}> is not closed" for name in self._open]

    @property
    def ids(self) -> list[str]:
        return [attributes["id"] for _, attributes in self.elements if "id" in attributes]

    @property
    def links(self) -> list[str]:
        return [a[key] for _, a in self.elements for key in ("href", "src") if key in a]

    @property
    def marks(self) -> Counter[tuple[str, str]]:
        return Counter((name, attributes.get("class", "")) for name, attributes in self.elements)

    @property
    def text(self) -> str:
        return "".join(self._text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {key: value or "" for key, value in attrs}))
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {key: value or "" for key, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open.pop() != tag:
            self.faults.append(f"</{tag}> at line {self.getpos()[0]} closes something else")

    def handle_data(self, data: str) -> None:
        self._text.append(data)


def target(here: str, link: str) -> tuple[str, str]:
    """The file that a link on the page ``here`` leads to, and the place in it."""
    path, _, fragment = link.partition("#")
    return posixpath.normpath(posixpath.join(posixpath.dirname(here), unquote(path))) if path else here, fragment


def broken_links(texts: Mapping[str, str], files: Container[str]) -> list[str]:
    """The links of a site that lead nowhere: to no page and no file, or to a place that its page does not have."""
    pages = {name: Page(text) for name, text in texts.items() if name.endswith(".html")}
    found = []
    for here, page in pages.items():
        for link in page.links:
            path, fragment = target(here, link)
            known = path in texts or path in files
            if not link.startswith("data:") and not (known and (not fragment or fragment in pages[path].ids)):
                found.append(f"{here}: {link}")
    return found
