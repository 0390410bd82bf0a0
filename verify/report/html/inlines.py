"""Lines of words, verdicts and links as HTML, as one page of the site has them."""

from __future__ import annotations

from urllib.parse import quote

from markupsafe import Markup, escape

from ..blocks import Badge, Break, FileLink, Inline, Line, Link, Words
from .places import Places, relative
from .typeset import prose


class Lines:
    """Lines of the page ``here``; a link to what is not in the site is its words alone."""

    def __init__(self, here: str, places: Places) -> None:
        self.here, self.places = here, places

    def line(self, line: Line) -> Markup:
        """The line as HTML."""
        return Markup("".join(map(self._inline, line)))

    def href(self, kind: str, name: str) -> str | None:
        """What leads from this page to a name of a kind; None if it is not in the site."""
        return self.places.href(self.here, kind, name)

    def file(self, path: str) -> str:
        """What leads from this page to a file of the report."""
        return quote(relative(self.here, path))

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
                target = self.href(kind, name)
                if target is None:
                    return escape(text)
                said = f' title="{escape(title)}"' if title else ""
                return Markup(f'<a href="{escape(target)}"{said}>{escape(text)}</a>')
            case FileLink(path, text):
                return Markup(f'<a href="{self.file(path)}">{escape(text)}</a>')
            case Break():
                return Markup("<br>")
