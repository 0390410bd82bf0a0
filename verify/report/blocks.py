"""What a report is made of, whatever its format: lines of words, verdicts and links, and blocks of such lines.

A section makes these; ``html/page.py``, ``markdown.py`` and ``terminal/printed.py`` render every one of them. In the
site an article is a page of its own, and so is a section that does not stand in front.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

from ..store.marks import Mark
from ..store.results_schema import Results

T = TypeVar("T")

# --------------------------------------------------------------------------------------------------------------- lines

Style = Literal["prose", "soft", "strong", "code", "grade", "small"]


@dataclass(frozen=True)
class Words:
    """Paragraph in a style; ``prose`` are the suite's own words, with formulas, and other text is shown as it is."""

    text: str
    style: Style


@dataclass(frozen=True)
class Badge:
    """A verdict, and how it is drawn."""

    text: str
    mark: Mark


@dataclass(frozen=True)
class Link:
    """Words that lead to whatever has this kind and name in the report, if it is there; ``title`` says more of it."""

    kind: str
    name: str
    text: str
    title: str = ""


@dataclass(frozen=True)
class FileLink:
    """Words that lead to a file beside the report."""

    path: str
    text: str


@dataclass(frozen=True)
class Break:
    """The end of a line within a cell or a paragraph."""


Inline = str | Words | Badge | Link | FileLink | Break
Line = tuple[Inline, ...]

# -------------------------------------------------------------------------------------------------------------- blocks


@dataclass(frozen=True)
class Paragraph:
    """A paragraph; ``style`` is one of the style sheet."""

    line: Line
    style: str = ""


@dataclass(frozen=True)
class Heading:
    """A heading below that of a section or an article."""

    text: str


@dataclass(frozen=True)
class Items:
    """A list; numbered, if the order matters."""

    lines: tuple[Line, ...]
    numbered: bool = False


@dataclass(frozen=True)
class VerdictEntry:
    """Blocks, with what is known of them in front: a verdict, and perhaps its grade."""

    verdict: Badge
    blocks: tuple[Block, ...]
    grade: str = ""


@dataclass(frozen=True)
class Entries:
    """A list of blocks, each with a verdict in front; ``graded`` if each has a grade as well."""

    entries: tuple[VerdictEntry, ...]
    graded: bool = False


@dataclass(frozen=True)
class Pairs:
    """Terms with what is said of each; ``style`` is one of the style sheet."""

    pairs: tuple[tuple[Line, Line], ...]
    style: str = ""


@dataclass(frozen=True)
class Column:
    """A column of a table.

    Attributes:
        head: its name.
        number: its cells are numbers.
        fold: if all rows say the same here, that is said once, below the table, in place of the column.
        whole: no cell is broken into lines.
        letter: its cells are letters; its name may run downwards.
        choose: readers of a page can choose rows by what its cells say, one word or several with commas between.
        width: in a terminal of fewer characters it is left out.
        cut: in a terminal a cell that is too long for its line is cut.
    """

    head: str
    number: bool = False
    fold: bool = False
    whole: bool = False
    letter: bool = False
    choose: bool = False
    width: int = 0
    cut: bool = False


@dataclass(frozen=True)
class Row:
    """A row of a table: one line for each column.

    ``kind`` and ``name`` are what leads to it, ``styles`` those of its cells, and ``mark`` how it is drawn, if it is
    not like the others.
    """

    cells: tuple[Line, ...]
    kind: str = ""
    name: str = ""
    styles: tuple[str, ...] = ()
    mark: Mark | None = None


@dataclass(frozen=True)
class Table:
    """Rows below the heads of columns; the first cell of a row names it. ``name`` is for readers who cannot see it."""

    name: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    style: str = ""

    def folded(self) -> tuple[Table, Line]:
        """The table without the columns to be folded, and what they say in all of its rows."""
        same = [
            column.fold and len(self.rows) > 1 and len({row.cells[i] for row in self.rows}) == 1
            for i, column in enumerate(self.columns)
        ]
        if not any(same):
            return self, ()
        kept = [i for i, is_same in enumerate(same) if not is_same]
        rows = tuple(
            Row(tuple(row.cells[i] for i in kept), row.kind, row.name, row.styles, row.mark) for row in self.rows
        )
        said: Line = ("in every row: ",)
        for i, is_same in enumerate(same):
            if is_same:
                said += ("" if len(said) == 1 else "; ", f"{self.columns[i].head}: ", *self.rows[0].cells[i])
        return Table(self.name, tuple(self.columns[i] for i in kept), rows, self.style), said


@dataclass(frozen=True)
class Figure:
    """A drawing, by the template of the page that draws it; elsewhere its caption alone.

    The ``key`` says what its signs mean; ``name`` is for readers who cannot see it.
    """

    name: str
    template: str
    drawing: object
    caption: Line
    key: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Details:
    """Blocks that a page shows when it is asked to, or at once if ``open``."""

    summary: str
    blocks: tuple[Block, ...]
    open: bool = False


@dataclass(frozen=True)
class Exhibit:
    """The data of one certificate, with this hash, from a file beside the report; a page shows them on demand."""

    file: str
    sha256: str


@dataclass(frozen=True)
class Picture:
    """A drawing in a file beside the report: its heading, what is to be seen in sentences, and what of it is proved."""

    file: str
    title: str
    alternative: str
    caption: str


@dataclass(frozen=True)
class Group:
    """Blocks that belong together; ``style`` is one of the style sheet, ``kind`` and ``name`` what leads to them."""

    blocks: tuple[Block, ...]
    style: str = ""
    kind: str = ""
    name: str = ""


@dataclass(frozen=True)
class Article:
    """What a section has to say about one thing: in the site a page of its own.

    ``label`` is what other pages call it; ``mark`` is how it is drawn, and ``words`` say so.
    """

    kind: str
    name: str
    title: str
    mark: Mark
    words: str
    blocks: tuple[Block, ...]
    label: str = ""


@dataclass(frozen=True)
class Formula:
    """A statement in LaTeX."""

    latex: str


@dataclass(frozen=True)
class Code:
    """Paragraph as it stands in a file."""

    text: str


Block = (
    Paragraph | Heading | Items | Entries | Pairs | Table | Figure | Details | Exhibit | Picture | Group | Article
    | Formula | Code
)  # fmt: skip

# ------------------------------------------------------------------------------------------------------------ sections


@dataclass(frozen=True)
class Section(Generic[T]):
    """A section of the report; a file of ``sections`` holds one of these, named ``SECTION``.

    Attributes:
        name: what leads to it.
        title: its heading.
        order: its place among the others.
        takes: what it takes from the results.
        page: its blocks in the site, made of that; without any, the section is left out.
        brief: the same in ``report.md``; None if it is as in the page.
        terminal: the same in a terminal; None if it is not shown there.
        urgent: it is about something that is not as it should be.
        front: it stands in ``index.html``; any other section has a page of its own.
        short: what the list of pages calls it, if not by its title.
    """

    name: str
    title: str
    order: int
    takes: Callable[[Results], T]
    page: Callable[[T], Sequence[Block]]
    brief: Callable[[T], Sequence[Block]] | None = None
    terminal: Callable[[T], Sequence[Block]] | None = None
    urgent: bool = False
    front: bool = False
    short: str = ""

    def in_page(self, results: Results) -> Sequence[Block]:
        """Its blocks in the site."""
        return self.page(self.takes(results))

    def in_brief(self, results: Results) -> Sequence[Block]:
        """Its blocks in ``report.md``."""
        return (self.brief or self.page)(self.takes(results))

    def in_terminal(self, results: Results) -> Sequence[Block]:
        """Its blocks in a terminal."""
        return () if self.terminal is None else self.terminal(self.takes(results))


def nothing(_: object) -> Sequence[Block]:
    """No block: for a section that a format leaves out."""
    return ()
