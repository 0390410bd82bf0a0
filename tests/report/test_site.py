"""The report shows results.json as it is: nothing lost, nothing upgraded, nothing executed.

``results.json`` beside this file is a small hand-made document in which every verdict occurs, with a hostile case in
it. The whole outputs are compared with ``tests/gold``; after a wanted change ``REGOLD=1 pytest tests/report`` writes
them anew (and skips): look at the difference before it is committed.
"""

from __future__ import annotations

import contextlib
import copy
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from forked import verify
from page import Page, broken_links, target

from verify.claims.registry import claims
from verify.cli import commands
from verify.errors import InputError
from verify.report import markdown, site
from verify.report.html import page as html
from verify.report.html.typeset import prose, statement
from verify.store import results
from verify.store.attention import items
from verify.store.marks import mark

Json = dict[str, Any]

HERE = Path(__file__).parent
GOLD = HERE.parent / "gold"
HOLDS = [("span", "verdict holds"), ("g", "holds"), ("span", "dot holds"), ("article", "holds")]
"""Everything that says "holds", "proved" or "as expected" in the page."""


@pytest.fixture
def document() -> Json:
    return results.read(HERE)


def whole(document: Json) -> str:
    """All pages, one after the other."""
    return "\n".join(text for name, text in html.pages(document).items() if name.endswith(".html"))


def shown(document: Json) -> Page:
    return Page(whole(document))


def held(page: Page) -> int:
    return sum(page.marks[key] for key in HOLDS)


# --------------------------------------------------------------------------------------------------- the whole outputs


def drawn(document: Json) -> dict[str, str]:
    """All that is made of results, by the path below ``tests/gold``."""
    pages = {f"site/{name}": text for name, text in html.pages(document).items() if name != html.STYLE}
    return {**pages, "report.md": markdown.page(document), "check.svg": html.picture(document)}


def test_the_whole_output_is_the_gold_one(document: Json) -> None:
    found = drawn(document)
    if os.environ.get("REGOLD"):
        shutil.rmtree(GOLD / "site", ignore_errors=True)
        for name, text in found.items():
            (GOLD / name).parent.mkdir(parents=True, exist_ok=True)
            (GOLD / name).write_text(text, encoding="utf-8", newline="\n")
        pytest.skip("wrote tests/gold anew")
    gold = {p.relative_to(GOLD).as_posix(): p.read_text(encoding="utf-8") for p in GOLD.rglob("*") if p.is_file()}
    different = [name for name in sorted({*gold, *found}) if gold.get(name) != found.get(name)]
    assert different == [], "if that is wanted, REGOLD=1 pytest tests/report writes them anew"


def test_both_pages_are_written_beside_the_results(document: Json, tmp_path: Path) -> None:
    folder = tmp_path / "new"
    results.write(folder, document, {}, site.pages(folder, document))
    page = folder / site.PAGE
    assert page == tmp_path / "new" / "index.html"
    for name, text in html.pages(document).items():
        assert (folder / name).read_text(encoding="utf-8") == text
    assert (tmp_path / "new" / "report.md").read_text(encoding="utf-8") == markdown.page(document)


def test_the_same_results_give_the_same_bytes_in_any_process() -> None:
    command = (
        "import hashlib, pathlib\n"
        "from verify.report import markdown\nfrom verify.report.html import page as html\n"
        "from verify.store import results\n"
        f"d = results.read(pathlib.Path({str(HERE)!r}));"
        "print(hashlib.sha256((str(html.pages(d)) + markdown.page(d) + html.picture(d)).encode()).hexdigest())"
    )
    digests = set()
    for seed in ("1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        ended = subprocess.run(
            [sys.executable, "-c", command], env=environment, capture_output=True, text=True, check=True
        )
        digests.add(ended.stdout)
    assert len(digests) == 1


# ------------------------------------------------------------------------------------------------------ no verdict made


@pytest.mark.parametrize("verdict", ["unknown", "fails", "vacuous", "not-applicable", "hodls", ""])
def test_a_verdict_changed_in_the_results_changes_in_the_page_and_upgrades_none(verdict: str, document: Json) -> None:
    before = shown(document)
    changed = copy.deepcopy(document)
    case = changed["cases"][0]
    assert case["claims"]["HOLDS"]["verdict"] == "holds"
    case["claims"]["HOLDS"]["verdict"] = verdict
    after = shown(changed)
    for key in HOLDS:
        assert after.marks[key] <= before.marks[key]
    assert after.marks["g", "holds"] == before.marks["g", "holds"] - 1
    drawn = mark(verdict)
    assert after.marks["g", drawn] == before.marks["g", drawn] + 1


def test_if_nothing_is_decided_nothing_is_shown_as_holding(document: Json) -> None:
    undecided = undecide(document)
    legend_alone = {**document, "status": "undecided", "claims": [], "cases": [], "statements": []}
    assert held(shown(undecided)) == held(shown(legend_alone))
    assert "holds:" not in markdown.page(undecided)


def undecide(value: Any) -> Any:
    """The same document in which no verdict was reached."""
    if isinstance(value, list):
        return [undecide(v) for v in value]
    if not isinstance(value, dict):
        return value
    changed = {key: undecide(v) for key, v in value.items()}
    if "theorems" in value:
        return {**value, "verdict": "not checked on this machine"}
    if value.get("verdict") in ("proved", "refuted") and "expect" not in value:
        return {"name": value["name"], "verdict": "unknown", "reason": "budget", "message": "the time was spent"}
    changed |= {"verdict": "unknown"} if "verdict" in value else {}
    changed |= {"proved": False} if "proved" in value else {}
    changed |= {"refuted": False} if isinstance(value.get("refuted"), bool) else {}
    changed |= {"status": "undecided"} if "status" in value else {}
    return changed


@pytest.mark.parametrize("grade", [None, "guessed"])
def test_what_holds_without_a_proof_is_not_drawn_like_a_proof(grade: str | None, document: Json) -> None:
    before = shown(document)
    document["cases"][0]["claims"]["HOLDS"]["grade"] = grade
    after = shown(document)
    assert after.marks["g", "holds"] == before.marks["g", "holds"] - 1
    assert after.marks["g", "unknown"] == before.marks["g", "unknown"] + 1


def test_a_step_that_was_not_proved_is_said_to_be_so(document: Json) -> None:
    document["claims"][0]["steps"][0]["proved"] = False
    page = whole(document)
    assert "the step step-1" in page
    assert shown(document).marks["span", "verdict fails"] > shown(results.read(HERE)).marks["span", "verdict fails"]


def test_what_fails_comes_first_and_a_refuted_file_hides_no_failing_claim(document: Json) -> None:
    listed = [(item.verdict, item.name) for item in items(document)]
    marks = [mark(verdict) for verdict, _ in listed]
    assert marks == sorted(marks, key=["fails", "unknown"].index)
    assert {"refuted", "fails", "not proved", "unknown"} == {verdict for verdict, _ in listed}
    pages = html.pages(document)
    assert pages["index.html"].index("Needs attention</h2>") < pages["index.html"].index("What the paper claims")
    rows = re.findall(r'<tr>\s*<th scope="row"><a href="cases/.*?</tr>', pages["cases.html"], re.DOTALL)
    assert [re.findall(r'class="verdict (\w+)"', row)[-1] for row in rows] == ["fails", "unknown", "holds"]


def test_a_calm_run_has_no_section_on_troubles(document: Json) -> None:
    calm = {**document, "status": "as expected", "exit": 0, "claims": document["claims"][:1]}
    calm["cases"] = [{**document["cases"][0], "claims": {}}]
    calm["claims"][0]["cases"] = []
    calm["statements"] = document["statements"][:1]
    calm["atlas"] = {**document["atlas"], "penalties": {"a^2": ""}, "neurons": {"exp": ""}}
    calm["atlas"]["cells"] = document["atlas"]["cells"][:2]
    assert "Needs attention" not in whole(calm)
    assert "Needs attention" not in markdown.page(calm)


def test_an_atlas_that_is_not_there_is_not_mentioned(document: Json) -> None:
    without_atlas = {**document, "atlas": None}
    assert "tlas" not in markdown.page(without_atlas)
    assert "atlas.html" not in whole(without_atlas)


def test_no_cell_of_the_atlas_is_upgraded_and_each_letter_leads_to_its_witness(document: Json) -> None:
    page = shown(document)
    marks = {style: page.marks["td", style] for style in ("true", "false", "unknown", "contradiction")}
    assert marks == {"true": 3, "false": 2, "unknown": 2, "contradiction": 1}
    links = [link for link in page.links if link.startswith("#atlas-")]
    assert {unquote(link[1:]) for link in links} <= set(page.ids)
    assert {item.kind for item in items(document) if "|u|" in item.name} == {"atlas"}


FREE = re.compile(
    r"^cases\.(story|problem\.network|problem\.stated|findings\.facts|claims)\.[^.]+$|^(environment|atlas\.neurons|atlas\.penalties|trust\.rows\.counts)\."
)
"""What a run need not have: a file's story, the facts of a finding, a claim or a row of the atlas."""


def paths(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The path of every key of the document."""
    for key, part in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        if isinstance(key, str):
            yield (*path, key)
        yield from paths(part, (*path, key))


def without(document: Json, path: tuple[str | int, ...]) -> Json:
    """A copy of the document that lacks one key."""
    broken: Any = copy.deepcopy(document)
    part = broken
    for key in path[:-1]:
        part = part[key]
    del part[path[-1]]
    return dict(broken)


def test_a_missing_value_is_never_filled_in(document: Json, tmp_path: Path) -> None:
    whole = site.pages(tmp_path, document)
    kinds = {".".join(str(key) for key in path if isinstance(key, str)): path for path in paths(document)}
    for name, path in kinds.items():
        broken = without(document, path)
        with contextlib.suppress(InputError):
            drawn = site.pages(tmp_path, broken)
            assert drawn == whole or FREE.search(name), f"{name} is missing, and the report fills it in"


INDISPENSABLE = [("status",), ("claims", 0, "glue"), ("claims", 0, "proof", "verdict"), ("cases", 0, "path")]


@pytest.mark.parametrize("path", INDISPENSABLE, ids=lambda path: str(path[-1]))
def test_a_missing_value_is_an_error_with_a_remedy(path: tuple[str | int, ...], document: Json, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is incomplete") as raised:
        site.pages(tmp_path, without(document, path))
    assert raised.value.place == str(tmp_path / "results.json")
    assert "run `verify check` again" in raised.value.message
    assert not (tmp_path / "index.html").exists()


# ------------------------------------------------------------------------------------------------------ a sound page


def test_the_page_is_well_formed(document: Json) -> None:
    assert shown(document).faults == []
    assert Page(html.picture(document)).faults == []


def test_hostile_text_is_shown_and_not_executed(document: Json) -> None:
    page = shown(document)
    names = [name for name, _ in page.elements]
    assert not {*names} & {"img", "iframe", "object", "embed", "base", "form"}
    assert names.count("script") == 1  # our own, of the table of cases
    assert whole(document).count((html.TEMPLATES / "choose.js").read_text(encoding="utf-8").strip()) == 1
    assert not [key for _, attributes in page.elements for key in attributes if key.startswith("on")]
    for part in ("title", "story", "glue"):
        assert f"<script>alert('{part}')</script>" in page.text
    assert '"><img src=x onerror=alert(1)>' in page.text
    assert "<script" not in markdown.page(document)
    assert "<script" not in html.picture(document)


def test_every_link_leads_somewhere_within_the_report(document: Json) -> None:
    texts = html.pages(document)
    files = {case["certificates"]["file"] for case in document["cases"]}
    assert broken_links(texts, files) == []
    assert broken_links({**texts, "index.html": texts["index.html"].replace("#steps-", "#gone-")}, files) != []
    assert broken_links({name: text for name, text in texts.items() if name != "claims/HOLDS.html"}, files) != []


def test_every_page_is_reached_from_the_first(document: Json) -> None:
    texts = html.pages(document)
    reached, ahead = {"index.html"}, ["index.html"]
    while ahead:
        here = ahead.pop()
        found = {target(here, link)[0] for link in Page(texts[here]).links} & {n for n in texts if n.endswith(".html")}
        ahead += found - reached
        reached |= found
    assert reached == {name for name in texts if name.endswith(".html")}


def test_nothing_is_fetched(document: Json) -> None:
    texts = html.pages(document)
    for _, attributes in shown(document).elements:
        assert "src" not in attributes  # this document has no figures
        assert not attributes.get("href", "").startswith(("http:", "https:", "//"))
    for text in texts.values():
        assert "url(" not in text
        assert "@import" not in text


def test_every_command_that_the_page_names_is_there(document: Json) -> None:
    named = set(re.findall(r"<code>verify ([a-z]+)", whole(document)))
    assert "check" in named
    assert named <= set(commands.commands)


def test_tables_and_pictures_have_names(document: Json) -> None:
    page = whole(document)
    for name, attributes in shown(document).elements:
        if name == "th":
            assert attributes.get("scope") in ("row", "col")
        if name == "svg" and attributes.get("role") != "img":
            assert attributes.get("aria-hidden") == "true" or attributes.get("class") == "at" or "style" in attributes
    pictures = re.findall(r'<svg[^>]*role="img"[^>]*>\s*<title[^>]*>[^<]+</title>\s*<desc', page)
    assert len(pictures) == page.count('role="img"')


def test_different_names_have_different_anchors() -> None:
    names = ["a/b", "a.b", "a b", "a_b", "a-b", "a_2e_b", "ä/b", 'a"b', "A/b"]
    anchors = [html.anchor("case", name) for name in names]
    assert len(set(anchors)) == len(names)
    assert all(re.fullmatch(r"[A-Za-z0-9._-]+", anchor) for anchor in anchors)


def test_the_rows_of_a_markdown_table_are_as_long_as_its_head(document: Json) -> None:
    tables: list[list[str]] = [[]]
    for line in markdown.page(document).splitlines():
        if line.startswith("|"):
            tables[-1].append(line)
        elif tables[-1]:
            tables.append([])
    for table in filter(None, tables):
        assert len({len(re.findall(r"(?<!\\)\|", line)) for line in table}) == 1


def test_an_empty_run_has_a_page() -> None:
    empty = {**results.read(HERE), "claims": [], "cases": [], "status": "as expected"}
    assert shown(empty).faults == []
    assert markdown.page(empty)


# ------------------------------------------------------------------------------------------------------- mathematics


@pytest.mark.parametrize("name", list(claims()))
def test_every_claim_is_typeset_to_the_last_command(name: str) -> None:
    typeset = statement(claims()[name].statement)
    assert Page(typeset).faults == []
    assert "<math" in typeset
    assert "\\" not in typeset
    assert "merror" not in typeset


@pytest.mark.parametrize(
    ("text", "html_text"),
    [
        ("e^(w_k.x + b_k)", "e<sup>w<sub>k</sub>.x + b<sub>k</sub></sup>"),
        ("a^2 e^(a^2)", "a<sup>2</sup> e<sup>a<sup>2</sup></sup>"),
        ("kappa_(n-1) <= lam", "κ<sub>n-1</sub> ≤ λ"),
        ("dL~/da_k", "dL̃/da<sub>k</sub>"),
        ("2**-10 <b>", "2<sup>-10</sup> &lt;b&gt;"),
        ("not_a_formula, f(x", "not_a_formula, f(x"),
        ("e^(never closed", "e^(never closed"),
        ("theta.toml and lamp", "θ.toml and lamp"),
    ],
)
def test_formulas_in_plain_text(text: str, html_text: str) -> None:
    assert str(prose(text)) == html_text


# --------------------------------------------------------------------------------------------------------- surroundings


def test_help_starts_without_the_libraries_of_the_report() -> None:
    command = (
        "import sys, contextlib, io\nfrom verify.cli import commands\n"
        "with contextlib.redirect_stdout(io.StringIO()): commands(['--help'], standalone_mode=False)\n"
        "print(sorted({'jinja2', 'latex2mathml', 'matplotlib', 'sympy'} & set(sys.modules)))"
    )
    ended = subprocess.run([sys.executable, "-c", command], capture_output=True, text=True, check=True)
    assert ended.stdout.strip() == "[]"


def test_the_picture_is_written_where_it_is_wanted(tmp_path: Path, document: Json) -> None:
    assert verify("picture", "--reports", str(HERE), cwd=tmp_path).returncode == 0
    assert (tmp_path / "notes/images/check.svg").read_text(encoding="utf-8") == html.picture(document)


@pytest.mark.parametrize("command", ["paper", "picture"])
def test_a_writer_takes_no_path_and_help_is_no_path(command: str, tmp_path: Path) -> None:
    for argument, status in (("--help", 0), ("mine.md", 2), ("--helper", 2)):
        assert verify(command, argument, cwd=tmp_path).returncode == status
    assert list(tmp_path.iterdir()) == []


def test_only_the_command_line_is_run_as_a_program() -> None:
    package = Path(html.__file__).parents[2]
    mains = [path for path in package.rglob("*.py") if "__main__" in path.read_text(encoding="utf-8")]
    # The second checker runs alone, and what is fuzzed is fuzzed in a process of its own.
    others = {path.name for path in mains if path.parent.name != "cli"}
    assert others <= {"recheck.py", "fuzz_child.py"}
    assert (package / "__main__.py").exists()


def test_the_document_of_these_tests_is_canonical() -> None:
    text = (HERE / "results.json").read_text(encoding="utf-8")
    assert text == json.dumps(json.loads(text), indent=1, ensure_ascii=False) + "\n"
