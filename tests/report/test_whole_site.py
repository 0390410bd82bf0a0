"""The site as a reader meets it, of real cases: sizes, headings, contrast, the first screen, a phone, no error."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from page import Page, broken_links

from verify.commands.case_figures import case_figures
from verify.commands.check import Settings, check_case
from verify.files.load import load
from verify.report import site
from verify.report.html import exhibit
from verify.report.html import page as html
from verify.report.html.places import LONGEST, path_of
from verify.store import results
from verify.verdict import Sense, Verdict

Json = dict[str, Any]

CASES = Path(__file__).parent.parent.parent / "counterexamples"
CHECKED = ("bad-minima/sine-frequency", "data-optimal/relu-fit", "necessity/tanh-neuron", "points/tanh-one-neuron")
SMALL = Path(__file__).parent


@pytest.fixture(scope="module")
def checked() -> list[Any]:
    """The results of real cases, the first of them with its figures."""
    found: list[Any] = []
    for name in CHECKED:
        case = load(CASES / f"{name}.toml", CASES)
        found.append({"task": "case", **check_case(case, Settings()), "seconds": 0})
    first = load(CASES / f"{CHECKED[0]}.toml", CASES)
    found[0]["drawn"] = case_figures(first, found[0]["certificates"], Path("nowhere"))
    return found


@pytest.fixture(scope="module")
def document(checked: list[Any]) -> Json:
    """Real claims and cases; the numbers of the claims are as large as they get, so that the screen is as full."""
    found: Json = results.combine(checked, Settings())
    for claim in found["claims"]:
        claim["proof"] |= {"verdict": Verdict.HOLDS, "checked": True}
        claim["instances"] |= {
            "verdict": Verdict.HOLDS, "grade": "certified", "total": 119, "nonvacuous": 86,
            "senses": {s: 0 if s is Sense.UNKNOWN_EXISTENCE else 33 for s in Sense},
        }  # fmt: skip
        claim["search"] |= {"refuted": 31, "standing": 19, "grade": "symbolic", "examples": 267, "non_vacuous": 264}
    found["environment"]["commit"] = "0123456789ab of 2020-02-03"
    small = results.read(SMALL)
    return {**found, "atlas": small["atlas"], "trust": small["trust"], "statements": small["statements"]}


@pytest.fixture(scope="module")
def texts(document: Json, checked: list[Any]) -> dict[str, str]:
    return site.pages(Path(), document, results.certificates(checked))


@pytest.fixture(scope="module")
def pages(texts: dict[str, str]) -> dict[str, Page]:
    return {name: Page(text) for name, text in texts.items() if name.endswith(".html")}


# --------------------------------------------------------------------------------------------------------- every page


def test_every_page_has_one_first_heading_and_skips_no_level(pages: dict[str, Page]) -> None:
    assert len(pages) > 25
    for name, page in pages.items():
        levels = [int(element[1]) for element, _ in page.elements if re.fullmatch(r"h[1-6]", element)]
        assert levels.count(1) == 1, name
        assert levels[0] == 1, name
        assert all(b - a <= 1 for a, b in pairwise(levels)), name


def test_every_page_begins_with_a_link_that_skips_the_list_of_pages(pages: dict[str, Page]) -> None:
    for name, page in pages.items():
        first = next(attributes for element, attributes in page.elements if element == "a")
        assert (first["class"], first["href"]) == ("skip", "#top"), name
        assert Counter(element for element, _ in page.elements)["main"] == 1
        here = [a for e, a in page.elements if e == "a" and a.get("aria-current")]
        assert len(here) == 1, name


def test_no_page_is_large(document: Json, texts: dict[str, str]) -> None:
    assert len(texts["index.html"].encode()) < 500_000
    for case in document["cases"]:
        assert len(texts[path_of("cases", case["name"])].encode()) < 200_000


def test_every_link_of_real_cases_leads_somewhere(document: Json, checked: list[Any], texts: dict[str, str]) -> None:
    files = {case["certificates"]["file"] for case in document["cases"]}
    assert broken_links(texts, files | set(results.drawings(checked))) == []
    assert len(broken_links(texts, files)) == len(checked[0]["drawn"]["figures"])


def test_every_figure_of_a_case_is_on_its_page_in_words_too(checked: list[Any], texts: dict[str, str]) -> None:
    page = Page(texts[path_of("cases", CHECKED[0])])
    shown = [attributes["alt"] for element, attributes in page.elements if element == "img"]
    assert shown == [figure["alternative"] for figure in checked[0]["drawn"]["figures"]] != []
    for figure in checked[0]["drawn"]["figures"]:
        assert figure["title"] in page.text
        assert figure["caption"] in page.text


def test_a_case_leads_to_its_claim_its_theorems_and_its_certificates_and_is_repeated(
    document: Json, texts: dict[str, str]
) -> None:
    page = Page(texts["cases/necessity/tanh-neuron.html"])
    assert {"../../claims/ELIM.html", "../../claims/ELIM.html#formal-ELIM"} <= set(page.links)
    assert "../../certificates/necessity/tanh-neuron.json" in page.links
    (case,) = [case for case in document["cases"] if case["name"] == "necessity/tanh-neuron"]
    assert f"verify check {case['path']}" in page.text
    assert "Checked by commit 0123456789ab of 2020-02-03." in page.text


def test_what_is_proved_is_shown_with_its_certificate(document: Json, texts: dict[str, str]) -> None:
    """Each finding of each case has the hash of its certificate on the page, which is in the file at that place."""
    for case in document["cases"]:
        page = texts[path_of("cases", case["name"])]
        for finding in case["findings"]:
            assert finding["sha256"] in page
        assert page.count('<details class="exhibit">') == len(case["findings"])


def test_a_certificate_that_is_not_in_its_file_is_not_shown(document: Json, checked: list[Any]) -> None:
    """By its hash: data that were changed belong to no finding."""
    documents = json.loads(json.dumps(results.certificates(checked[:1])))
    (name,) = [name for name in documents if name.startswith("certificates/")]
    whole = html.pages(document, documents)[path_of("cases", CHECKED[0])].count('class="exhibit"')
    documents[name]["certificates"][0]["data"]["bits"] = 4
    assert html.pages(document, documents)[path_of("cases", CHECKED[0])].count('class="exhibit"') == whole - 1


def test_every_kind_says_what_it_proves_and_long_data_are_cut(checked: list[Any]) -> None:
    shown = exhibit.exhibits(results.certificates(checked)).values()
    assert all(each.proves for each in shown)
    assert max(len(value) for each in shown for _, value in each.fields) < 2000


@pytest.mark.parametrize("name", ["a" * 500, "../../x", "/etc/passwd", "a//b", "", ".", "ä" * 300, "CON:|?*"])
def test_no_name_leads_out_of_the_folder_or_is_too_long(name: str) -> None:
    path = path_of("cases", name)
    assert re.fullmatch(r"cases(/[A-Za-z0-9_-]+)+\.html", path)
    assert all(len(part) <= LONGEST + 5 for part in path.split("/"))


def test_different_names_have_different_pages() -> None:
    names = ["a/b", "a.b", "a b", "a_b", "a" * 500, "a" * 501, "a//b", "a/_/b", "ä", "a_2e_b"]
    assert len({path_of("cases", name) for name in names}) == len(names)


def test_the_pages_of_the_last_run_go_and_other_files_stay(
    tmp_path: Path, document: Json, texts: dict[str, str]
) -> None:
    results.write(tmp_path, document, {}, texts)
    for kept in ("cases/mine.html", "mine.html", "cases/bad-minima/mine.txt"):
        (tmp_path / kept).write_text("<html>my own page</html>", encoding="utf-8")
    results.write(tmp_path / "partial", document, {}, texts)
    few = {**document, "cases": document["cases"][:1]}
    results.write(tmp_path, few, {}, html.pages(few))
    left = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.html")}
    partial = {f"partial/{name}" for name in texts if name.endswith(".html")}
    assert left == {n for n in html.pages(few) if n != html.STYLE} | {"cases/mine.html", "mine.html"} | partial
    assert (tmp_path / "cases/bad-minima/mine.txt").exists()


# ---------------------------------------------------------------------------------------------------------- a browser

WATCH = """<script>
const errors = [];
addEventListener("error", event => errors.push(event.message));
addEventListener("load", () => {
  const number = text => text.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map(c => (c /= 255) <= .04045 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4)
    .reduce((sum, c, i) => sum + c * [.2126, .7152, .0722][i], 0);
  const behind = element => {
    for (let e = element; e; e = e.parentElement) {
      const found = number(getComputedStyle(e).backgroundColor);
      if (found.length < 4 || found[3] === 1) return found;
      if (found[3] !== 0) errors.push("a background that is half transparent");
    }
    return [255, 255, 255];
  };
  document.querySelectorAll("details").forEach(details => details.open = true);
  const faint = new Set();
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const element = walk.currentNode.parentElement;
    if (!walk.currentNode.data.trim() || element.closest("svg, script, option") || !element.getClientRects().length)
      continue;
    const [a, b] = [light(number(getComputedStyle(element).color)), light(behind(element))];
    const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
    if (ratio < 4.5) faint.add(`${element.tagName} ${element.className} ${ratio.toFixed(2)}`);
  }
  const rows = [...document.querySelectorAll("#answers ~ .scroll tbody tr")];
  const tables = [...document.querySelectorAll(".scroll > table:not(.atlas)")].map(table => table.parentElement);
  const sideways = tables.filter(scroll => scroll.scrollWidth > scroll.clientWidth + 1).map(scroll => scroll.ariaLabel);
  const choose = document.querySelector(".choose select");
  let chosen = null;
  if (choose) {
    const all = [...document.querySelectorAll("tbody tr")];
    choose.value = choose.options[1].value;
    choose.dispatchEvent(new Event("input", {bubbles: true}));
    chosen = [all.length, all.filter(row => row.getClientRects().length).length];
  }
  parent.postMessage({
    name: PAGE, width: document.documentElement.scrollWidth, errors, sideways,
    faint: [...faint], chosen,
    rows: rows.map(row => [row.querySelector("a").textContent, row.getBoundingClientRect().bottom]),
  }, "*");
});
</script>"""


def looked_at(folder: Path, texts: dict[str, str], width: int, height: int, dark: bool) -> list[Json]:
    """What a browser says of every page in a window of this size; the test is skipped without one."""
    browser = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if browser is None:
        pytest.skip("no chromium here: the layout is not looked at")
    frames = []
    for name, text in texts.items():
        if name.endswith(".css") and dark:
            assert text.count("@media (prefers-color-scheme: dark)") == 1
            text = text.replace("@media (prefers-color-scheme: dark)", "@media all")
        if name.endswith(".html"):
            text = text.replace("<head>", f"<head>{WATCH.replace('PAGE', json.dumps(name))}", 1)
            frames.append(f'<iframe src="{name}" style="width: {width}px; height: {height}px; border: 0"></iframe>')
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    hear = "<pre id=said></pre><script>onmessage = m => said.append(JSON.stringify(m.data) + '\\n')</script>"
    (folder / "all.html").write_text(f"<!DOCTYPE html>{hear}{''.join(frames)}", encoding="utf-8")
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]
    options += ["--disable-component-update", "--no-first-run", f"--user-data-dir={folder / 'profile'}"]
    command = [browser, *options, "--virtual-time-budget=20000", "--dump-dom", (folder / "all.html").as_uri()]
    try:
        dumped = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True).stdout
    except (subprocess.SubprocessError, OSError) as error:
        pytest.skip(f"chromium does not run here: {error}")
    said = Page(dumped).text
    found = [json.loads(line) for line in said.splitlines() if line.startswith('{"name"')]
    if not found:
        pytest.skip("chromium gave no answer")
    assert len(found) == len(frames)
    return found


@pytest.mark.parametrize("dark", [False, True])
def test_on_a_phone_nothing_is_wider_than_the_screen_nor_faint_and_there_is_no_error(
    dark: bool, tmp_path: Path, texts: dict[str, str], checked: list[Any]
) -> None:
    for page in looked_at(tmp_path, {**texts, **results.drawings(checked)}, 360, 800, dark):
        assert page["width"] <= 360, page["name"]
        assert page["errors"] == [], page["name"]
        assert page["faint"] == [], page["name"]
        assert page["sideways"] == [], page["name"]
        assert (page["chosen"] is not None) == (page["name"] in ("cases.html", "points.html"))
        if page["name"] == "cases.html":
            everything, shown = page["chosen"]
            assert 0 < shown < everything


def test_the_first_screen_holds_every_claim_of_the_paper(document: Json, tmp_path: Path) -> None:
    calm = {**document, "atlas": None, "trust": None, "statements": []}
    few = {name: text for name, text in html.pages(calm).items() if name in ("index.html", "style.css")}
    (page,) = looked_at(tmp_path, few, 1440, 900, dark=False)
    assert [name for name, _ in page["rows"]] == [c["name"] for c in document["claims"] if c["source"] == "paper"]
    assert max(bottom for _, bottom in page["rows"]) <= 900


def test_what_a_browser_finds_amiss_is_seen(tmp_path: Path, texts: dict[str, str]) -> None:
    few = {name: texts[name] for name in ("again.html", "style.css")}
    wrong = (
        '<div class="scroll" aria-label="wide"><table class="short"><tr><td style="white-space: pre">'
        f"{'wide ' * 100}</td></tr></table></div>"
        '<p style="color: #999; background: #fff; width: 500px; max-width: none">faint</p><script>no.such()</script>'
    )
    few["again.html"] = few["again.html"].replace("</h1>", f"</h1>{wrong}", 1)
    (page,) = looked_at(tmp_path, few, 360, 800, dark=False)
    assert page["width"] > 360
    assert len(page["errors"]) == 1
    assert len(page["faint"]) == 1
    assert page["sideways"] == ["wide"]
