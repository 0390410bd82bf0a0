"""The cases one by one: the file, its data and its point, what it states, and what the claims say about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ...commands.checked import FindingRow, JsonObject
from ...store.marks import mark, urgent_first
from ...store.results_schema import CaseRow, Results, SettingsRow
from ...store.totals import Proved, said
from ...verdict import Verdict
from ..blocks import (
    Article,
    Block,
    Column,
    Details,
    Entries,
    FileLink,
    Heading,
    Inline,
    Line,
    Pairs,
    Paragraph,
    Row,
    Section,
    Table,
    VerdictEntry,
)  # fmt: skip
from ..html.matrix import folder
from ..phrases import badge, code, command, grade, graded, joined, number, prose, soft, stem, strong, to, told

STORY = {"belief": "What one might believe", "catch": "The catch", "restores": "What restores the theorem"}
FEW = 12
"""So many samples or parameters are shown at once."""


@dataclass(frozen=True)
class Cases:
    """The cases, and with which options they were checked."""

    rows: Sequence[CaseRow]
    settings: SettingsRow


def _takes(results: Results) -> Cases:
    return Cases(urgent_first(results["cases"], lambda case: case["status"]), results["settings"])


def _page(cases: Cases) -> Sequence[Block]:
    return [_article(case, cases.settings) for case in cases.rows]


def _article(case: CaseRow, settings: SettingsRow) -> Article:
    story = tuple(((STORY.get(key, key),), (prose(words),)) for key, words in case["story"].items())
    tags: Line = (badge(case["status"]), " ", code(case["path"]), f" {case['kind']} ", soft(case["source"]))
    return Article(
        "case",
        case["name"],
        case["title"],
        mark(case["status"]),
        case["status"],
        (
            Paragraph(tags, "tags"),
            *((Pairs(story, "story"),) if story else ()),
            _problem(case),
            *_many(case),
            _again(case, settings),
            Heading("What the file states"),
            _findings(case["findings"]),
            *((Heading("What the claims say about it"), _claims(case)) if case["claims"] else ()),
        ),
        label=stem(case["name"]),
        group=folder(case["name"]),
    )


def _problem(case: CaseRow) -> Pairs:
    problem = case["problem"]
    sizes = ", ".join(
        (
            number(problem["samples"], "sample"),
            number(problem["distinct_inputs"], "distinct input"),
            number(problem["outputs"], "output"),
        )
    )
    loss: Line = (code(problem["loss"]), f", {problem['reduction']}")
    pairs: list[tuple[Line, Line]] = [*_network(problem["network"]), (("loss",), loss), (("data",), (sizes,))]
    if problem["samples"] <= FEW:
        pairs.append((("x → y",), (_data(case),)))
    pairs.append((("λ",), (problem["lam"],)))
    pairs.append(((f"θ, {number(problem['parameters'], 'parameter')}",), _point(case)))
    if case["added"]:
        pairs.append((("a, b, W of the witness",), (code(", ".join(case["added"])),)))
    return Pairs(tuple(pairs), "problem")


def _network(network: JsonObject) -> list[tuple[Line, Line]]:
    found: list[tuple[Line, Line]] = []
    for key, value in network.items():
        if key == "formula":
            found.append(((key,), joined(map(code, value), "; ")))
        elif key != "parameters":
            between = " → " if key == "widths" else ", "
            found.append(((key,), (between.join(map(str, value)) if isinstance(value, list) else str(value),)))
    return found


def _data(case: CaseRow) -> Inline:
    pairs = zip(case["problem"]["inputs"], case["problem"]["targets"], strict=False)
    return code("; ".join(f"{_tuple(x)} → {_tuple(y)}" for x, y in pairs))


def _tuple(values: Sequence[str]) -> str:
    return values[0] if len(values) == 1 else f"({', '.join(values)})"


def _point(case: CaseRow) -> Line:
    """The point of the file, or how many coordinates it has if they are shown below."""
    if len(case["theta"]) > FEW:
        return (soft("below"),)
    return (code(_coordinates(case) or "none"), soft(" (rounded)" if case["rounded"] else ""))


def _coordinates(case: CaseRow) -> str:
    return ", ".join(f"{n} = {v}" for n, v in zip(case["problem"]["names"], case["theta"], strict=False))


def _many(case: CaseRow) -> Sequence[Block]:
    """Data and parameters that are too many to be shown at once."""
    found: list[Block] = []
    if case["problem"]["samples"] > FEW:
        found.append(Details("The data, x → y", (Paragraph((_data(case),)),)))
    if len(case["theta"]) > FEW:
        found.append(Details("The parameters θ", (Paragraph((code(_coordinates(case)),)),)))
    return found


def _again(case: CaseRow, settings: SettingsRow) -> Paragraph:
    """The command that repeats the check, and where the certificates are."""
    certificates = case["certificates"]
    return Paragraph(
        (
            "To check it again: ",
            command(settings, case["path"]),
            ". ",
            FileLink(certificates["file"], f"{certificates['count']} certificates"),
            " of what is proved here, with the problem's text (SHA-256 ",
            code(f"{case['problem']['sha256'][:12]}…"),
            ").",
        )
    )


def _findings(findings: Sequence[FindingRow]) -> Block:
    if not findings:
        return Paragraph(("Not looked at in this run.",), "soft")
    ordered = urgent_first(findings, lambda finding: finding["verdict"])
    return Entries(tuple(map(_finding, ordered)), graded=True)


def _finding(finding: FindingRow) -> VerdictEntry:
    if finding["verdict"] == Verdict.PROVED:
        what = Paragraph((strong(finding["name"]), ": ", prose(finding["statement"])))
        facts = tuple(((key.replace("_", " "),), (value,)) for key, value in finding["facts"].items())
        shown = (what, Pairs(facts, "facts")) if facts else (what,)
        return VerdictEntry(badge(finding["verdict"]), shown, finding["grade"])
    if finding["verdict"] == Verdict.UNKNOWN:
        return told(finding["verdict"], strong(finding["name"]), f": {finding['reason']}: {finding['message']}")
    return told(finding["verdict"], strong(finding["name"]), f": {finding['message']} ", code(finding["place"]))


def _claims(case: CaseRow) -> Table:
    rows = (
        Row(
            (
                (to("claim", name),),
                graded(outcome),
                (prose(outcome["detail"]), " ", grade(outcome["sense"] or "")),
            )
        )
        for name, outcome in urgent_first(case["claims"].items(), lambda pair: pair[1]["verdict"])
    )
    return Table("The claims", (Column("claim"), Column("verdict"), Column("detail")), tuple(rows), "outcomes")


def _brief(cases: Cases) -> Sequence[Block]:
    """One line for each case."""
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


SECTION = Section("cases", "The cases one by one", 110, _takes, _page, _brief)
