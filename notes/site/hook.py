"""What the site adds to the notes: the pages at the top of the project, each file that a page links to, and MathML.

The notes are read in the repository as well, so their links are those of files. Here a link to a file outside of the
notes becomes one to its copy in the site, and formulas are typeset while the site is built: it loads nothing.
"""

from __future__ import annotations

import html
import posixpath
import re
from pathlib import Path
from typing import Any

from latex2mathml.converter import convert
from mkdocs.structure.files import File, Files

ROOT = Path(__file__).parents[2]
NOTES = "notes"
SAME = ("CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md", "CODE_OF_CONDUCT.md")
TOP = {"README.md": "index.md", **{name: name for name in SAME}}
"""Pages at the top of the project, and where they stand in the site."""
LINK = re.compile(r"(?<=\]\()(?!https?:|mailto:|#)([^)\s#]+)")
FORMULA = re.compile(r'<(span|div) class="arithmatex">\\([(\[])(.*?)\\[)\]]</\1>', re.DOTALL)
UNKNOWN = {r"\arg": r"\operatorname{arg}", r"\!": "", r"\tfrac": r"\frac"}
"""What latex2mathml does not know, in words that it knows."""


def on_files(files: Files, config: Any) -> Files:
    """The pages at the top, and what any page links to."""
    for name, there in TOP.items():
        files.append(File.generated(config, there, abs_src_path=str(ROOT / name)))
    for page in [*files.documentation_pages()]:
        for link in LINK.findall(page.content_string):
            path = _in_project(page.src_uri, link)
            if _in_site(path) == path and path not in files.src_uris and (ROOT / path).is_file():
                files.append(File.generated(config, path, abs_src_path=str(ROOT / path)))
    return files


def on_page_markdown(markdown: str, page: Any, **_: Any) -> str:
    """The links of a page of the project as links of the site."""
    here = posixpath.dirname(page.file.src_uri)

    def moved(match: re.Match[str]) -> str:
        return posixpath.relpath(_in_site(_in_project(page.file.src_uri, match[1])), here or ".")

    return LINK.sub(moved, markdown)


def on_page_content(content: str, **_: Any) -> str:
    """Formulas as MathML."""
    return FORMULA.sub(lambda m: _mathml(html.unescape(m[3]), "block" if m[2] == "[" else "inline"), content)


def _mathml(latex: str, display: str) -> str:
    for written, known in UNKNOWN.items():
        latex = re.sub(re.escape(written) + r"(?![A-Za-z])", lambda _, known=known: known, latex)
    return convert(latex, display=display)


def _in_project(page: str, link: str) -> str:
    """The file of the project to which a page of the site links."""
    source = next((name for name, there in TOP.items() if there == page), posixpath.join(NOTES, page))
    return posixpath.normpath(posixpath.join(posixpath.dirname(source), link))


def _in_site(path: str) -> str:
    """Where a file of the project stands in the site."""
    return TOP.get(path, path.removeprefix(f"{NOTES}/"))
