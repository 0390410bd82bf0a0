"""Where everything stands that a link can lead to: a page of the site, and a place in it."""

from __future__ import annotations

import hashlib
import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping

from ..blocks import Article, Block, Details, Entries, Group, Row, Table

LONGEST = 80
"""Characters of one part of a path; a longer name ends with its hash."""


def anchor(kind: str, name: str) -> str:
    """The id of a name of a kind; different names have different ids, and none needs quoting."""
    return f"{kind}-" + re.sub(r"[^A-Za-z0-9-]", lambda m: "." if m[0] == "/" else f"_{ord(m[0]):x}_", name)


def path_of(folder: str, name: str) -> str:
    """The page of an article: ``cases/bad-minima/one-tanh.html``; different names have different pages."""
    return f"{folder}/{'/'.join(map(_part, name.split('/')))}.html"


def _part(text: str) -> str:
    safe = re.sub(r"[^A-Za-z0-9-]", lambda m: f"_{ord(m[0]):x}_", text) or "_"
    if len(safe) <= LONGEST:
        return safe
    return f"{safe[: LONGEST - 17]}_{hashlib.sha256(text.encode('utf-8', 'surrogatepass')).hexdigest()[:16]}"


class Places:
    """The places of the site by their anchors: the path of a page, and what follows ``#`` if it is not the whole."""

    def __init__(self, found: Mapping[str, tuple[str, str]]) -> None:
        self._found = found

    def href(self, here: str, kind: str, name: str) -> str | None:
        """What leads from the page ``here`` to a name of a kind; None if it is not in the site."""
        place = self._found.get(anchor(kind, name))
        if place is None:
            return None
        page, fragment = place
        return f"{'' if page == here and fragment else relative(here, page)}{'#' if fragment else ''}{fragment}"


def relative(here: str, path: str) -> str:
    """The path of a file of the site as the page ``here`` names it."""
    return posixpath.relpath(path, posixpath.dirname(here) or ".")


def named(blocks: Iterable[Block]) -> Iterator[tuple[str, str]]:
    """Kind and name of everything within one page that a link can lead to: articles have pages of their own."""
    for block in blocks:
        if isinstance(block, Group | Row) and block.kind:
            yield block.kind, block.name
        if isinstance(block, Table):
            yield from ((row.kind, row.name) for row in block.rows if row.kind)
        if isinstance(block, Group | Details):
            yield from named(block.blocks)
        if isinstance(block, Entries):
            for entry in block.entries:
                yield from named(entry.blocks)


def articles(blocks: Iterable[Block]) -> tuple[Article, ...]:
    """Those of the blocks that have pages of their own."""
    return tuple(block for block in blocks if isinstance(block, Article))
