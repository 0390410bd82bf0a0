"""Statements without a witness: variants of the claims that are proved, refuted afresh, or not decided."""

from __future__ import annotations

from collections.abc import Sequence

from ...commands.checked import StatementValues
from ...store.marks import Mark, urgent_first
from ...verdict import Status, Verdict
from ..blocks import Badge, Block, Break, Column, Line, Paragraph, Row, Section, Table
from ..phrases import code, grade, graded, prose, stem, strong, to

ABOUT: Line = (
    "Variants of the claims whose files have no witness. ",
    strong("Holds"),
    ": identities prove the statement. ",
    strong("Refuted"),
    ": the search has found an instance, and that its conclusion fails there is proved; drawn as a failure only where "
    "the file says that it is true. ",
    strong("Unknown"),
    ": there is no proof, and examples without a violation prove nothing. An example is non-vacuous if the statement "
    "was put to the test on it.",
)
COUNTED = (Column("examples", True), Column("non-vacuous", True))


def _page(statements: Sequence[StatementValues]) -> Sequence[Block]:
    columns = (Column("statement"), Column("claim"), Column("verdict"), Column("because"), *COUNTED)
    rows = (
        Row(
            (
                (row["title"], Break(), code(stem(row["name"]))),
                (to("claim", row["claim"]),),
                _verdict(row),
                _because(row),
                (str(row["examples"]),),
                (str(row["non_vacuous"]),),
            ),
            "statement",
            row["name"],
        )
        for row in _ordered(statements)
    )
    return [Paragraph(ABOUT), Table("The statements", columns, tuple(rows), "wrapping words")] if statements else []


def _verdict(row: StatementValues) -> Line:
    if not _is_false_as_expected(row):
        return graded(row)
    return (Badge(row["verdict"], Mark.HOLDS), " ", grade(row["grade"] or "no grade"))


def _is_false_as_expected(row: StatementValues) -> bool:
    return row["verdict"] == Verdict.REFUTED and row["status"] == Status.AS_EXPECTED


def _because(row: StatementValues) -> Line:
    if row["proof"] is not None:
        return (prose(row["proof"]["says"]), f": {'; '.join(row['proof']['because'])}")
    return (row["detail"] or f"expected {row['expect']}, found {row['verdict']}",)


def _brief(statements: Sequence[StatementValues]) -> Sequence[Block]:
    columns = (Column("statement"), Column("says"), Column("claim"), Column("verdict"), *COUNTED)
    rows = (Row(((row["name"],), (row["title"],), *_measured(row))) for row in _ordered(statements))
    return [Table("The statements", columns, tuple(rows))] if statements else []


def _terminal(statements: Sequence[StatementValues]) -> Sequence[Block]:
    columns = (Column("statement"), Column("claim", whole=True), Column("verdict", whole=True), *COUNTED)
    rows = (Row(((stem(row["name"]),), *_measured(row))) for row in _ordered(statements))
    return [Table("The statements", columns, tuple(rows))] if statements else []


def _measured(row: StatementValues) -> tuple[Line, ...]:
    return ((row["claim"],), _verdict(row), (str(row["examples"]),), (str(row["non_vacuous"]),))


def _ordered(statements: Sequence[StatementValues]) -> list[StatementValues]:
    return urgent_first(statements, lambda row: row["status"] if _is_false_as_expected(row) else row["verdict"])


SECTION = Section(
    "statements",
    "Statements without a witness",
    90,
    lambda r: r["statements"],
    _page,
    _brief,
    _terminal,
    short="Statements",
)
