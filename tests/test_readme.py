"""The README: its commands are the ones that are run, its tables name what there is, its links lead somewhere."""

from __future__ import annotations

import re
from pathlib import Path

from click.testing import CliRunner

from verify.claims.registry import claims
from verify.cli import commands
from verify.kernel.assumptions import ASSUMPTIONS
from verify.report import paper

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```sh\n(.*?)```", README, re.DOTALL)
LINES = [line.split("#")[0].strip() for block in BLOCKS for line in block.splitlines()]


def test_continuous_integration_runs_exactly_the_test_command() -> None:
    tests = [line for line in LINES if line.endswith(".venv/bin/pytest -n auto")]
    assert len(tests) == 1
    assert tests[0] in (ROOT / ".ci/run").read_text(encoding="utf-8").splitlines()


def test_the_two_commands_differ_only_in_what_they_run() -> None:
    check, test = (line for line in LINES if line.startswith("python3 -m venv"))
    assert check.removesuffix(".venv/bin/verify check") == test.removesuffix(".venv/bin/pytest -n auto")


def test_every_command_of_the_readme_exists() -> None:
    shown = {name for name, command in commands.commands.items() if not command.hidden}
    named = set(re.findall(rf"verify ({'|'.join(shown)})\b", README))
    assert named == shown
    for name in named:
        assert CliRunner().invoke(commands, [name, "--help"]).exit_code == 0


def test_every_claim_is_in_the_table() -> None:
    assert set(claims()) == set(re.findall(r"^\| ([A-Z][A-Z-]+) \|", README, re.MULTILINE))
    assert paper.readme(README) == README, "run `verify paper`"


def test_every_assumption_is_in_the_table_of_the_theory() -> None:
    theory = (ROOT / "notes" / "theory.md").read_text(encoding="utf-8").split("**Assumptions by name.**")[1]
    rows = re.findall(r"^\| ([a-z, -]+) \|", theory.split("\n## ")[0], re.MULTILINE)
    assert {key for row in rows[1:] for key in row.split(", ")} == set(ASSUMPTIONS)


def test_every_link_and_path_leads_somewhere() -> None:
    for document in (
        "README.md",
        "CONTRIBUTING.md",
        "notes/theory.md",
        "notes/formal.md",
        "notes/paper.md",
        "notes/bad-minima.md",
        "notes/counterexample-format.md",
        "notes/figures.md",
        "notes/import.md",
        "notes/tutorial.md",
        "notes/writing-cases.md",
        "notes/releasing.md",
    ):
        text = (ROOT / document).read_text(encoding="utf-8")
        for link in re.findall(r"\]\(([^)#]+)\)", text):
            if "://" not in link:
                assert ((ROOT / document).parent / link).exists(), f"{document}: {link}"
        for path in re.findall(r"`((?:verify|tests|notes|counterexamples)/[\w./-]+\w)`", text):
            assert (ROOT / path).exists(), f"{document}: {path}"


def test_the_project_speaks_of_itself_alone() -> None:
    own = [p for folder in ("verify", "tests", "notes", "counterexamples") for p in (ROOT / folder).rglob("*")]
    for path in [*own, *ROOT.glob("*.md"), ROOT / "pyproject.toml"]:
        if path.suffix in (".py", ".md", ".toml", ".html") and path.name != Path(__file__).name:
            text = path.read_text(encoding="utf-8")
            assert not re.search(r"(^|[^\w])\.\./shared|/work/|/root/", text), path
