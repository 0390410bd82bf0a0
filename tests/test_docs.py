"""The pages for readers: what they say that a command answers, it answers; the site is whole, and loads nothing."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from html.parser import HTMLParser
from importlib.util import find_spec
from pathlib import Path

import pytest
from forked import verify

from verify.files.scaffold import TEMPLATES

ROOT = Path(__file__).parent.parent
ANSWERS = re.compile(r"```sh\n((?:(?!```).)*)```\n((?:\n```text\n.*?```\n)+)", re.DOTALL)


def questions(page: str) -> list[tuple[str, str]]:
    """Each command of a page that is followed by what it says."""
    text, found = (ROOT / "notes" / page).read_text(encoding="utf-8"), []
    for commands, answers in ANSWERS.findall(text):
        said = re.findall(r"```text\n(.*?)```", answers, re.DOTALL)
        found += [*zip(commands.splitlines(), said, strict=True)]
    return found


def answered(command: str, answer: str, folder: Path) -> int:
    """The exit status of the command, which says this, with anything in place of dots."""
    done = verify(*command.split()[1:], cwd=folder)
    said, place = " ".join(done.stdout.split()), 0
    for part in answer.split("..."):
        words = " ".join(part.split())
        place = said.find(words, place)
        assert place >= 0, (words, said, done.stderr)
    return done.returncode


@pytest.mark.parametrize(("command", "answer"), questions("faq.md"))
def test_a_question_is_answered_as_the_page_says(command: str, answer: str, tmp_path: Path) -> None:
    (tmp_path / "counterexamples").symlink_to(ROOT / "counterexamples")
    assert answered(command, answer, tmp_path) == 0


def test_no_command_of_the_questions_is_passed_over() -> None:
    lines = re.findall(r"^verify .*$", (ROOT / "notes/faq.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert lines == [command for command, _ in questions("faq.md")]
    assert len(lines) > 7


def test_a_counterexample_is_made_as_the_page_says(tmp_path: Path) -> None:
    text = (ROOT / "notes/first-case.md").read_text(encoding="utf-8")
    (new, wrote), (check, refuted), (again, proved), *_ = questions("first-case.md")
    file = tmp_path / "counterexamples/bad-minima/cubic-unit.toml"
    assert answered(new, wrote, tmp_path) == 0
    assert verify("check", str(file), cwd=tmp_path).returncode == 0, "what is written first works"
    file.write_text(re.findall(r"```toml\n(.*?)```", text, re.DOTALL)[0], encoding="utf-8")
    assert answered(check, refuted, tmp_path) == 1
    (advice,) = re.findall("write (.*)", refuted)
    assert f"With `{advice}`" in text
    file.write_text(re.sub("^value = .*$", advice, file.read_text(encoding="utf-8"), flags=re.MULTILINE), "utf-8")
    assert answered(again, proved, tmp_path) == 0


def test_a_statement_is_refuted_as_the_page_says(tmp_path: Path) -> None:
    text = (ROOT / "notes/first-case.md").read_text(encoding="utf-8")
    *_, (new, wrote), (search, refuted), (check, proved) = questions("first-case.md")
    file = tmp_path / "counterexamples/necessity/my-neuron.toml"
    assert answered(new, wrote, tmp_path) == 0
    file.write_text(re.findall(r"```toml\n(.*?)```", text, re.DOTALL)[1], encoding="utf-8")
    assert answered(search, refuted, tmp_path) == 1
    assert answered(check, proved, tmp_path) == 0


def examples() -> dict[str, str]:
    """Every file of the page on how to write a case, but the guess, by its kind and first words."""
    text = (ROOT / "notes/writing-cases.md").read_text(encoding="utf-8")
    files = [file for file in re.findall(r"```toml\n(.*?)```", text, re.DOTALL) if not file.startswith("# a guess")]
    return {tomllib.loads(file)["kind"]: file for file in files}


def test_there_is_an_example_of_every_kind() -> None:
    assert set(examples()) == set(TEMPLATES)


@pytest.mark.parametrize("kind", TEMPLATES)
def test_an_example_of_how_to_write_a_case_is_as_expected(kind: str, tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(examples()[kind], encoding="utf-8")
    assert verify("check", str(file), cwd=tmp_path).returncode == 0


def test_a_guess_is_as_right_as_its_digits(tmp_path: Path) -> None:
    text = (ROOT / "notes/writing-cases.md").read_text(encoding="utf-8")
    (guess,) = [file for file in re.findall(r"```toml\n(.*?)```", text, re.DOTALL) if file.startswith("# a guess")]
    points = iter(re.findall(r'`(theta = \["-?[\d.]+"\])`', text))
    better = re.findall(r'`better_value = "~0.00000"`', text)
    (value,) = re.findall(r'`(value = "~0.47447")`', text)
    right = re.sub(r"^theta = .*", lambda _: next(points), guess, flags=re.MULTILINE)
    right = right.replace('better_value = "~0"', better[0].strip("`")).replace('\nvalue = "~0"', f"\n{value}")
    file = tmp_path / "sine.toml"
    file.write_text(guess, encoding="utf-8")
    for content, status in ((guess, 0), (right, 0), (right.replace("-2.88683", "-2.88684"), 1)):
        file.write_text(content, encoding="utf-8")
        assert verify("check", str(file), cwd=tmp_path).returncode == status


def test_the_commands_of_how_do_i_work_one_after_the_other(tmp_path: Path) -> None:
    text = (ROOT / "notes/how-to.md").read_text(encoding="utf-8")
    lines = [line for block in re.findall(r"```sh\n(.*?)```", text, re.DOTALL) for line in block.splitlines()]
    assert [line.split()[0] for line in lines].count("verify") == len(lines) - 1, "and one of pytest, tested elsewhere"
    for line in lines:
        if line.startswith("verify "):
            done = verify(*line.split()[1:], cwd=tmp_path)
            assert done.returncode == 0, (line, done.stdout, done.stderr)


def test_the_citation_names_the_version_that_is_released() -> None:
    yaml = pytest.importorskip("yaml", reason="PyYAML is not installed")
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert cited["version"] == project["version"]
    assert cited["references"][0]["title"] in project["description"].replace("'", "")


def test_the_forms_and_the_workflow_are_what_a_code_host_reads() -> None:
    yaml = pytest.importorskip("yaml", reason="PyYAML is not installed")
    for form in ("counterexample", "false-verdict"):
        read = yaml.safe_load((ROOT / f".github/ISSUE_TEMPLATE/{form}.yml").read_text(encoding="utf-8"))
        assert {"name", "description", "body"} <= read.keys()
        assert all(field["type"] in {"markdown", "textarea", "input"} for field in read["body"])
    jobs = yaml.safe_load((ROOT / ".github/workflows/ci.yml").read_text(encoding="utf-8"))["jobs"]
    assert {"run": ".ci/run"} in jobs["everything"]["steps"]
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["requires-python"] == f">={jobs['elsewhere']['strategy']['matrix']['python'][0]}"
    assert json.loads((ROOT / ".devcontainer/devcontainer.json").read_text(encoding="utf-8"))["name"] == project["name"]


class Loaded(HTMLParser):
    """What a page loads by itself, and how many formulas it has."""

    def __init__(self) -> None:
        super().__init__()
        self.loads: list[str] = []
        self.formulas = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.formulas += tag == "math"
        if tag in {"script", "img", "iframe"} and given.get("src"):
            self.loads.append(str(given["src"]))
        if tag == "link" and given.get("rel") in {"stylesheet", "icon", "preload"}:
            self.loads.append(str(given["href"]))


@pytest.mark.skipif(find_spec("mkdocs") is None, reason="MkDocs is not installed")
def test_the_site_is_built_without_a_broken_link_and_loads_nothing_from_elsewhere(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "-d", tmp_path],
        cwd=ROOT, capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    pages = {path.stem: Loaded() for path in tmp_path.glob("*.html")}
    for name, page in pages.items():
        page.feed((tmp_path / f"{name}.html").read_text(encoding="utf-8"))
        assert [source for source in page.loads if source.startswith(("http", "//"))] == [], name
    assert {"index", "tutorial", "faq", "theory", "reference", "CONTRIBUTING", "SECURITY"} <= pages.keys()
    assert pages["theory"].formulas > 500
    assert (tmp_path / "counterexamples/bad-minima/one-tanh.toml").is_file()
    assert "$" not in re.sub(r"<(code|pre).*?</\1>", "", (tmp_path / "theory.html").read_text(encoding="utf-8"))
