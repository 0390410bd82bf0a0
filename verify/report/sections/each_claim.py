"""The claims, a page each: what it says, the steps of its proof, what no machine has checked, and its instances."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ...commands.checked import HuntRow, InstanceRow, StatementValues, StepRow
from ...store.attention import WORDS, claim_mark, searched, senses
from ...store.dependencies import relations
from ...store.marks import NOT_PROVED, NOT_RUN, Mark, mark, urgent_first, word
from ...store.results_schema import ClaimRow, DroppedRow, FalseVariant, FormalRow, Results
from ...store.totals import tally
from ...verdict import Verdict
from ..blocks import (
    Article,
    Block,
    Code,
    Column,
    Details,
    Entries,
    Formula,
    Group,
    Heading,
    Inline,
    Items,
    Line,
    Link,
    Pairs,
    Paragraph,
    Row,
    Section,
    Table,
    VerdictEntry,
    nothing,
)  # fmt: skip
from ..phrases import badge, code, grade, graded, joined, lines, prose, soft, steps, theorems, to, told, variants

WHERE = {"both": "", "prose": " (in words)", "coq": " (in Coq)"}


@dataclass(frozen=True)
class Claims:
    """The claims, and what their pages take from the results besides.

    ``cases`` are the names of all cases, ``relations`` what each claim uses and what uses it, ``dropped`` and
    ``changed`` its false variants, ``statements`` those that the search has put to the test.
    """

    rows: Sequence[ClaimRow]
    cases: set[str]
    relations: dict[str, dict[str, list[tuple[str, str]]]]
    dropped: Sequence[DroppedRow]
    changed: Sequence[FalseVariant]
    statements: Sequence[StatementValues]


def _takes(results: Results) -> Claims:
    return Claims(
        results["claims"],
        {case["name"] for case in results["cases"]},
        relations(results["graph"]),
        results["necessity"]["dropped"],
        results["necessity"]["changed"],
        results["statements"],
    )


def _page(claims: Claims) -> Sequence[Block]:
    return [_article(claim, claims) for claim in claims.rows]


def _article(claim: ClaimRow, among: Claims) -> Article:
    words, name = f"{claim['status']}; instances: {claim['instances']['verdict']}", claim["name"]
    return Article(
        "claim",
        name,
        f"{name}: {claim['title']}",
        claim_mark(claim),
        words,
        (
            _evidence(claim),
            Paragraph(_tags(claim, among.relations), "tags"),
            Formula(claim["statement"]),
            Paragraph((prose(claim["words"]),)),
            Heading("Assumptions"),
            Items(tuple((prose(words),) for words in claim["assumptions"])),
            Group((Heading("Proved in Coq"), *_theorems(claim["formal"])), "", "formal", name),
            Group((Heading("Symbolic steps of the proof"), *_steps(claim)), "", "steps", name),
            Group(
                (Heading("Not checked by a machine: the words between the steps"), Paragraph((prose(claim["glue"]),))),
                "glue",
            ),
            Group((Heading("Instances"), *_instances(claim, among.cases)), "", "instances", name),
            Group((Heading("Search, and what breaks"), *_search(claim, among)), "", "search", name),
            Details("LaTeX source of the statement", (Code(claim["statement"]),)),
        ),
        label=name,
    )


def _evidence(claim: ClaimRow) -> Pairs:
    """The four kinds of evidence side by side."""
    formal, on, search = claim["formal"], claim["instances"], claim["search"]
    in_coq: list[Inline | Line] = [theorems(formal)]
    if formal["verdict"] == Verdict.PROVED:
        in_coq = [(*theorems(formal), grade(f" Coq {formal['coq']}"))]
    scope = f" {claim['proof']['grade']}, scope {claim['proof']['scope']}" if claim["proof"]["checked"] else ""
    on_instances: list[Inline | Line] = [graded(on), f"{on['nonvacuous']} of {on['total']} non-vacuous"]
    if said := senses(on):
        on_instances.append(soft(said))
    found: list[Inline | Line] = [prose(searched(search))]
    if search["standing"]:
        found.append(soft(f"{search['non_vacuous']} of {search['examples']} examples non-vacuous"))
    pairs: tuple[tuple[Line, Line], ...] = (
        (("Formal",), lines(in_coq)),
        (("Symbolic steps",), (*steps(claim), grade(scope))),
        (("Instances",), lines(on_instances)),
        (("Search",), lines(found)),
    )
    return Pairs(pairs, "evidence")


def _tags(claim: ClaimRow, related: dict[str, dict[str, list[tuple[str, str]]]]) -> Line:
    """The source, and what the claim uses and is used by."""
    found: list[Inline | Line] = [f"source: {claim['source']}"]
    for what, pairs in sorted(related.get(claim["name"], {}).items(), reverse=True):
        names = joined(((to("claim", name), WHERE[where]) for name, where in pairs), ", ")
        found.append((f"{what} ", *names))
    return joined(found, "; ")


def _theorems(formal: FormalRow) -> Sequence[Block]:
    """The theorems about the claim, and all axioms that they rest on together."""
    if not formal["theorems"]:
        return [Paragraph((soft(formal["verdict"]),))]
    names = joined(((code(t["name"]), soft(f" {t['file']}")) for t in formal["theorems"]), ", ")
    axioms = sorted({axiom for theorem in formal["theorems"] for axiom in theorem.get("axioms", [])})
    rests: Line = ("Axioms: ", *joined((code(axiom.rpartition(".")[2]) for axiom in axioms), ", ")) if axioms else ()
    shown = [Paragraph((*theorems(formal), ": ", *names)), *([Paragraph(rests, "soft small")] if rests else [])]
    return [*shown, Paragraph((code("verify formal"), " checks them again."), "soft small")]


def _steps(claim: ClaimRow) -> Sequence[Block]:
    if not claim["proof"]["checked"] or not claim["steps"]:
        again = code(f"verify check {claim['name']}")
        return [Paragraph((badge(NOT_RUN), " The steps were not carried out in this run. ", again, " does."))]
    about = (
        "Each is an identity or an inequality between symbolic terms, for all values of the symbols, carried out by "
        "SymPy."
    )
    return [Paragraph((about,), "soft small"), Entries(tuple(map(_step, claim["steps"])))]


def _step(step: StepRow) -> VerdictEntry:
    verdict = Verdict.PROVED if step["proved"] is True else NOT_PROVED
    return told(verdict, prose(step["says"]), " ", code(step["name"]))


def _hunt(hunt: HuntRow) -> Sequence[Block]:
    """What came of the claim's own hunt."""
    violated = hunt["violated"]
    outcome = f"{len(violated)} violate it." if violated else "none violates it. No violation found is no proof."
    tried = f"{hunt['examples']} random instances, {hunt['non_vacuous']} of which put the claim to the test, each with "
    blocks: list[Block] = [Heading("A hunt of its own"), Paragraph((f"{tried}certificates: {outcome}",))]
    return [*blocks, Entries(tuple(told(Verdict.FAILS, words) for words in violated))] if violated else blocks


def _instances(claim: ClaimRow, cases: set[str]) -> Sequence[Block]:
    """The instances by the sense in which they put the claim to the test; then those about which it says nothing."""
    name, found = claim["name"], list[Block]()
    for sense in (*WORDS, None):
        rows = [row for row in claim["cases"] if mark(row["verdict"]) is not Mark.NONE and row["sense"] == sense]
        if rows:
            heading = WORDS[sense].capitalize() if sense is not None else "In no such sense"
            listed = _listed(heading, rows, cases)
            found.append(Group((listed,), "", f"instances-{sense}", name) if sense is not None else listed)
    if others := [row for row in claim["cases"] if mark(row["verdict"]) is Mark.NONE]:
        found.append(_listed("Cases to which it does not apply", others, cases))
    return found or [Paragraph(("It was checked on none.",), "soft")]


def _listed(what: str, rows: Sequence[InstanceRow], cases: set[str]) -> Details:
    applicable = mark(rows[0]["verdict"]) is not Mark.NONE
    counted = tally(map(word, rows)) if applicable else str(len(rows))
    columns = (Column("case"), Column("verdict", fold=True), Column("detail", fold=True))
    table = Table(
        what,
        columns,
        tuple(
            Row((_case(row["case"], cases), graded(row), (prose(row["detail"]),)))
            for row in urgent_first(rows, lambda row: row["verdict"])
        ),
        "outcomes",
    )
    return Details(f"{what}: {counted}", (table,), open=applicable)


def _case(name: str, cases: set[str]) -> Line:
    return (to("case", name),) if name in cases else (name, soft(" made for this claim"))


def _search(claim: ClaimRow, among: Claims) -> Sequence[Block]:
    """False variants by the assumption that they drop, then statements without a witness, then a hunt of its own."""
    name, hunt = claim["name"], claim["search"]["hunt"]
    rows = [
        Row(((prose(row["assumption"]),), variants(row["variants"]))) for row in among.dropped if row["claim"] == name
    ]
    rows += [
        Row(((soft("nothing dropped: "), prose(variant["changes"])), variants([variant])))
        for variant in among.changed
        if variant["claim"] == name
    ]
    told_of = [
        Row(((Link("statement", s["name"], s["title"]),), (badge(s["verdict"]),)))
        for s in among.statements
        if s["claim"] == name
    ]
    found: list[Block] = []
    if rows:
        columns = (Column("without the assumption"), Column("false variants"))
        found.append(Table("What breaks without each assumption", columns, tuple(rows), "wrapping words"))
    if told_of:
        columns = (Column("statement without a witness"), Column("verdict"))
        found.append(Table("Statements without a witness", columns, tuple(told_of), "wrapping words"))
    if hunt is not None:
        found += _hunt(hunt)
    return found or [Paragraph((soft(claim["search"]["why"] or "Nothing was searched for."),))]


SECTION = Section("claims", "The claims", 32, _takes, _page, nothing, short="Claims")
