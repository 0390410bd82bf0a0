"""The cases: a table to choose from, and a page for each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ...store.attention import WORDS
from ...store.marks import Mark, mark, urgent_first
from ...store.results_schema import CaseRow, Results
from ...store.totals import Proved, said, tally
from ...verdict import Verdict
from ..blocks import Block, Break, Column, Line, Paragraph, Row, Section, Table
from ..case_page import Around, article
from ..html.matrix import folder
from ..phrases import badge, code, joined, prose, soft, to


@dataclass(frozen=True)
class Cases:
    """The cases, and what their pages take from the results besides."""

    rows: Sequence[CaseRow]
    around: Around


def _takes(results: Results) -> Cases:
    claims = {claim["name"]: claim for claim in results["claims"]}
    around = Around(results["settings"], results["environment"], claims, results["store"])
    return Cases(urgent_first(results["cases"], lambda case: case["status"]), around)


# ---------------------------------------------------------------------------------------------------------- in a page

ABOUT = (
    "Every case is one file, and has a page: its story, what was asked and found, the certificates, and the command "
    "that repeats the check."
)
PLAIN = "formula"
"""What the table says of a network that has a formula in place of an activation."""


def _page(cases: Cases) -> Sequence[Block]:
    if not cases.rows:
        return []
    columns = (
        Column("case"),
        Column("kind", choose=True),
        Column("network", choose=True),
        Column("loss", choose=True),
        Column("verdict", choose=True),
        Column("claims", choose=True),
        Column("status", fold=True, choose=True),
    )
    table = Table("The cases", columns, tuple(map(_row, cases.rows)), "cases")
    return [Paragraph((ABOUT,)), table, *(article(case, cases.around) for case in cases.rows)]


def _row(case: CaseRow) -> Row:
    problem = case["problem"]
    return Row(
        (
            (to("case", case["name"]), Break(), prose(case["title"])),
            (case["kind"],),
            (str(problem["network"].get("activation", PLAIN)),),
            (problem["loss"],),
            (", ".join(_verdicts(case)),),
            _claims(case),
            (badge(case["status"]),),
        )
    )


def _verdicts(case: CaseRow) -> list[str]:
    """What was found of the case, in the words of verdicts: of a point, the answer; of claims, all that occur."""
    if case["statement"] is not None:
        proved = any(f["verdict"] == Verdict.PROVED and f["kind"] == "violation" for f in case["findings"])
        return ["variant refuted"] if proved else ["variant not refuted"]
    answers = [
        f["facts"][key]
        for f in case["findings"]
        if f["verdict"] == Verdict.PROVED and f["kind"] == "answer"
        for key in ("answer", "rank")
    ]
    outcomes = [o for o in case["claims"].values() if mark(o["verdict"]) is not Mark.NONE]
    verdicts = [o["verdict"] if o["sense"] is None else f"{o['verdict']} ({WORDS[o['sense']]})" for o in outcomes]
    return list(dict.fromkeys([*answers, *verdicts]))


def _claims(case: CaseRow) -> Line:
    """The claim of a false variant; of any other case all claims that apply."""
    if case["statement"] is not None:
        return (to("claim", case["statement"]["claim"]),)
    applying = (name for name, o in case["claims"].items() if mark(o["verdict"]) is not Mark.NONE)
    return joined((to("claim", name) for name in applying), ", ") or (soft(""),)


# ------------------------------------------------------------------------------------------------ in a brief report


SHORT = 20
"""So many cases have a line each; of more only their folders, as the pages have them all."""


def _brief(cases: Cases) -> Sequence[Block]:
    """One line for each case, or for each folder."""
    if len(cases.rows) > SHORT:
        return [_folders(cases.rows), Paragraph(("Each case has a page, ", code("cases/NAME.html"), "."))]
    columns = (
        Column("case"),
        Column("what it shows"),
        Column("status", fold=True),
        Column(Verdict.PROVED, True),
        Column("claims"),
    )
    rows = (
        Row(
            (
                (case["name"],),
                (case["title"],),
                (badge(case["status"]),),
                (Proved.of(case["findings"]).text,),
                ("; ".join(f"{verdict}: {' '.join(names)}" for verdict, names in said(case)),),
            )
        )
        for case in cases.rows
    )
    return [Table("The cases", columns, tuple(rows))] if cases.rows else []


def _folders(cases: Sequence[CaseRow]) -> Table:
    groups: dict[str, list[CaseRow]] = {}
    for case in sorted(cases, key=lambda case: case["name"]):
        groups.setdefault(folder(case["name"]), []).append(case)
    columns = (Column("folder"), Column("cases", True), Column("status"), Column(Verdict.PROVED, True))
    rows = (
        Row(
            (
                (name,),
                (str(len(group)),),
                (tally(case["status"] for case in group),),
                (Proved.of([finding for case in group for finding in case["findings"]]).text,),
            )
        )
        for name, group in groups.items()
    )
    return Table("The cases", columns, tuple(rows))


SECTION = Section("cases", "The cases", 34, _takes, _page, _brief, short="Cases")
