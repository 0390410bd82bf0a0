"""Every block is shown in every format, nothing of it is lost or executed, and what all rows say is said once."""

from __future__ import annotations

from typing import get_args

import pytest
from page import Page
from rich.console import Console

from verify.report import blocks, markdown
from verify.report.blocks import (
    Article,
    Badge,
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
    Items,
    Link,
    Pairs,
    Paragraph,
    Picture,
    Row,
    Section,
    Table,
    VerdictEntry,
    Words,
)  # fmt: skip
from verify.report.html import matrix, page
from verify.report.phrases import command
from verify.report.sections import sections
from verify.report.terminal import printed
from verify.store import results

HOSTILE = "<script>x</script> & [y](z) | *"
LINE = (
    "plain ", Words("prose ", "prose"), Words("code ", "code"), Words("strong ", "strong"), Words("soft ", "soft"),
    Badge("holds ", "holds"), Link("claim", "NOWHERE", "link "), FileLink("a file", "file "), Break(), HOSTILE,
)  # fmt: skip
SAID = ("plain", "prose", "code", "strong", "soft", "holds", "link", "file")
EVERY = (
    Paragraph(LINE),
    Heading("heading"),
    Items((("item",),), numbered=True),
    Entries((VerdictEntry(Badge("fails", "fails"), (Paragraph(("entry",)),), "certified"),), graded=True),
    Pairs(((("term",), ("pair",)),)),
    Table("table", (Column("head"), Column("other")), (Row((("cell",), ("cell2",))),)),
    Figure("figure", "matrix.svg.jinja", matrix.MatrixDrawing("a drawing"), ("caption",), (("here", "sign"),)),
    Details("summary", (Paragraph(("inside",)),)),
    Picture("figures/a/fit.svg", "picture", "to be seen", "is drawn"),
    Exhibit("certificates/a.json", "abcdef123456"),
    Group((Paragraph(("grouped",)),), "glue", "atlas", "cell"),
    Article("claim", "X", "article", "holds", "words", (Paragraph(("below",)),), "label"),
    Formula("a = 0"),
    Code("text = 1"),
)
SHOWN = ("heading", "item", "fails", "entry", "term", "pair", "head", "cell2", "caption", "summary", "inside")
MORE = (
    "grouped",
    "article",
    "below",
    "text = 1",
    "abcdef123456",
    "certificates/a.json",
    "picture",
    "to be seen",
    "is drawn",
)


GROUP = next(block for block in EVERY if isinstance(block, Group))


def in_terminal(shown: list[blocks.Block]) -> str:
    console = Console(width=100, color_system=None)
    with console.capture() as captured:
        printed.show(console, shown)
    return captured.get()


def in_page(monkeypatch: pytest.MonkeyPatch, shown: list[blocks.Block]) -> str:
    section = Section("every", "Every block", 1, lambda found: found, lambda _: shown)
    monkeypatch.setattr(page, "sections", lambda: (section,))
    pages = page.pages(results.combine([], results.Settings()))
    return "\n".join(text for name, text in pages.items() if name.endswith(".html"))


def test_there_is_one_of_each_block() -> None:
    assert {type(block) for block in EVERY} == set(get_args(blocks.Block))


def test_every_block_is_in_every_format(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = Page(in_page(monkeypatch, list(EVERY)))
    assert drawn.faults == []
    described = " ".join(attributes.get("alt", "") for _, attributes in drawn.elements)
    for text in (drawn.text + described, "\n".join(markdown.shown(EVERY)), in_terminal(list(EVERY))):
        for word in (*SAID, *SHOWN, *MORE):
            assert word in text, word


def test_hostile_text_is_text_in_every_format(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = Page(in_page(monkeypatch, [Paragraph(LINE)]))
    assert HOSTILE in drawn.text
    assert "script" not in {name for name, _ in drawn.elements}
    assert "&lt;script&gt;x&lt;/script&gt; &amp; \\[y\\](z) \\| \\*" in markdown.line(LINE)
    assert HOSTILE in in_terminal([Paragraph(LINE)])


def test_a_link_to_what_is_not_there_is_its_words_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = Page(in_page(monkeypatch, [Paragraph((Link("claim", "NOWHERE", "gone"), Link("atlas", "cell", "here")))]))
    assert "gone" in drawn.text
    assert not [link for link in drawn.links if "NOWHERE" in link or "atlas" in link]
    drawn = Page(in_page(monkeypatch, [Paragraph((Link("atlas", "cell", "here"),)), GROUP]))
    assert "#atlas-cell" in drawn.links


def table(*rows: tuple[str, str]) -> Table:
    made = tuple(Row(tuple((cell,) for cell in row)) for row in rows)
    return Table("t", (Column("name"), Column("says", fold=True)), made)


def test_a_column_that_says_the_same_in_every_row_is_said_once() -> None:
    kept, same = table(("a", "yes"), ("b", "yes")).folded()
    assert [column.head for column in kept.columns] == ["name"]
    assert same == ("in every row: ", "", "says: ", "yes")
    text = "\n".join(markdown.shown([table(("a", "yes"), ("b", "yes"))]))
    assert text.count("yes") == 1


@pytest.mark.parametrize("rows", [(("a", "yes"), ("b", "no")), (("a", "yes"),), ()])
def test_a_column_that_differs_or_stands_in_one_row_stays(rows: tuple[tuple[str, str], ...]) -> None:
    kept, same = table(*rows).folded()
    assert len(kept.columns) == 2
    assert same == ()


def test_no_column_goes_that_does_not_say_that_it_may() -> None:
    plain = Table("t", (Column("name"), Column("says")), table(("a", "yes"), ("b", "yes")).rows)
    assert plain.folded() == (plain, ())


def test_sections_are_in_order_and_none_shares_its_name_or_its_place() -> None:
    found = sections()
    assert [s.order for s in found] == sorted({s.order for s in found})
    assert len({s.name for s in found}) == len(found)
    assert [s.name for s in found if s.urgent] == [found[0].name]


@pytest.mark.parametrize(
    ("seed", "budget", "path", "words"),
    [
        (0, None, "a.toml", "verify check a.toml"),
        (7, 2.5, "a b.toml", "verify check 'a b.toml' --seed 7 --budget 2.5"),
    ],
)
def test_the_command_that_repeats_a_check_is_quoted_for_a_shell(
    seed: int, budget: float | None, path: str, words: str
) -> None:
    assert command({"seed": seed, "budget": budget}, path).text == words
