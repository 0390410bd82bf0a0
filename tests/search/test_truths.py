"""Statements of known truth: none of them comes out wrong, and those that are said to be decided are."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from verify.files.statement_file import StatementFile, statement_from_tables
from verify.search import hunt
from verify.search.standing import proved
from verify.verdict import Verdict

Json = dict[str, Any]

TRUTHS: dict[str, Json] = tomllib.loads((Path(__file__).parent / "truths.toml").read_text(encoding="utf-8"))
OF_THIS_FILE = ("truth", "why", "decided", "augment")
FALSE = [name for name, row in TRUTHS.items() if not row["truth"]]
TRUE = [name for name, row in TRUTHS.items() if row["truth"]]


def statement(name: str) -> StatementFile:
    """The statement of one table."""
    row = TRUTHS[name]
    usual = {"VANISH": "vanish"}.get(row["claim"], "elimination")
    table = {
        "changes": "it",
        "dropped": ["paper-augmentation"],
        "conclusion": usual,
        "expect": str(row["truth"]).lower(),
    }
    table |= {key: value for key, value in row.items() if key not in OF_THIS_FILE}
    tables = {"title": name, "kind": "statement", "source": "tests", "statement": table, "augment": row["augment"]}
    return statement_from_tables(tables, name)


def test_there_are_at_least_twenty_of_each_with_a_reason() -> None:
    assert min(len(FALSE), len(TRUE)) >= 20
    assert all(row["why"] for row in TRUTHS.values())


@pytest.mark.parametrize("name", FALSE)
def test_a_false_statement_is_refuted(name: str) -> None:
    found = hunt.search(statement(name), budget=60, shrink=False)
    assert (found.verdict, found.exit_status) == (Verdict.REFUTED, 0)


@pytest.mark.parametrize("name", TRUE)
def test_a_true_statement_is_proved_or_open(name: str) -> None:
    decided = TRUTHS[name].get("decided", True)
    assert (proved(statement(name)) is not None) == decided
    found = hunt.stands(statement(name))
    assert found.verdict is (Verdict.HOLDS if decided else Verdict.UNKNOWN)
    assert found.exit_status == (0 if decided else 3)
