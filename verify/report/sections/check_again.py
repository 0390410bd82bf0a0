"""Check it yourself: the command that repeats the run, and what lies beside the report."""

from __future__ import annotations

from collections.abc import Sequence

from ...store.results_schema import Results, SettingsRow
from ..blocks import Block, Items, Paragraph, Section
from ..phrases import code, command


def _takes(results: Results) -> tuple[SettingsRow, dict[str, str]]:
    return results["settings"], results["environment"]


def _page(taken: tuple[SettingsRow, dict[str, str]]) -> Sequence[Block]:
    files = Items(
        (
            (command(taken[0]), " repeats all of this."),
            (
                code("certificates/"),
                ", beside this page, holds the exact data of every inequality and identity, one file for each case "
                "with the text of its problem; ",
                code("notes/certificate-format.md"),
                " of the project says what each one has to fulfil, for a checker of your own.",
            ),
            (
                code("results.json"),
                ", beside this page, is the document that it shows, described in ",
                code("notes/results-format.md"),
                "; ",
                code("report.md"),
                " is the same in brief.",
            ),
        )
    )
    return [files, *_brief(taken)]


def _brief(taken: tuple[SettingsRow, dict[str, str]]) -> Sequence[Block]:
    """With what the run was made."""
    settings, environment = taken
    versions = ", ".join(f"{name} {number}" for name, number in environment.items())
    budget = settings["budget"]
    limit = "no time limit" if budget is None else f"budget {budget} s for each case"
    return [Paragraph((f"{versions}; seed {settings['seed']}, {limit}.",), "soft small")]


SECTION = Section("again", "Check it yourself", 120, _takes, _page, _brief, short="Check it")
