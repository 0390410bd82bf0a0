"""The claims one by one: what each says, the steps of its proof, what no machine has checked, and its instances."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ...commands.checked import HuntRow, InstanceRow, StepRow
from ...store.attention import claim_mark, searched, senses
from ...store.dependencies import relations
from ...store.marks import NOT_PROVED, NOT_RUN, URGENT, Mark, mark, urgent_first, word
from ...store.results_schema import ClaimRow, Results
from ...store.totals import on_own, tally
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
    Pairs,
    Paragraph,
    Row,
    Section,
    Table,
    VerdictEntry,
    nothing,
)  # fmt: skip
from ..phrases import badge, code, grade, graded, joined, lines, prose, soft, steps, theorems, to, told

SHORT = 8
"""So many instances are shown at once."""
WHERE = {"both": "", "prose": " (in words)", "coq": " (in Coq)"}


@dataclass(frozen=True)
class Claims:
    """The claims, the names of all cases, and for each claim what it uses and what uses it."""

    rows: Sequence[ClaimRow]
    cases: set[str]
    relations: dict[str, dict[str, list[tuple[str, str]]]]


def _takes(results: Results) -> Claims:
    return Claims(results["claims"], {case["name"] for case in results["cases"]}, relations(results["graph"]))


def _page(claims: Claims) -> Sequence[Block]:
    return [_article(claim, claims) for claim in claims.rows]


def _article(claim: ClaimRow, among: Claims) -> Article:
    words = f"{claim['status']}; instances: {claim['instances']['verdict']}"
    hunt = claim["search"]["hunt"]
    return Article(
        "claim",
        claim["name"],
        f"{claim['name']}: {claim['title']}",
        claim_mark(claim),
        words,
        (
            _evidence(claim),
            Paragraph(_tags(claim, among.relations), "tags"),
            Formula(claim["statement"]),
            Paragraph((prose(claim["words"]),)),
            Heading("Assumptions"),
            Items(tuple((prose(words),) for words in claim["assumptions"])),
            Heading("Symbolic steps of the proof"),
            *_steps(claim),
            Group(
                (Heading("Not checked by a machine: the words between the steps"), Paragraph((prose(claim["glue"]),))),
                "glue",
            ),
            *(_hunt(hunt) if hunt is not None else ()),
            Heading("Instances"),
            *_instances(claim, among.cases),
            Details("LaTeX source of the statement", (Code(claim["statement"]),)),
        ),
        label=claim["name"],
    )


def _evidence(claim: ClaimRow) -> Pairs:
    """The four kinds of evidence side by side."""
    formal, on, search = claim["formal"], claim["instances"], claim["search"]
    in_coq: list[Inline | Line] = [theorems(formal)]
    if formal["verdict"] == Verdict.PROVED:
        in_coq = [(*theorems(formal), grade(f" Coq {formal['coq']}"))]
    if formal["theorems"]:
        in_coq.append(joined((code(theorem["name"]) for theorem in formal["theorems"]), ", "))
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
    """The instances that are cases, those of the claim's own, and those about which it says nothing."""
    own = on_own(claim, cases)
    filed = [instance for instance in claim["cases"] if instance["case"] in cases]
    kinds = {
        "On the cases": [row for row in filed if mark(row["verdict"]) is not Mark.NONE],
        "On instances of its own, made for this claim": [row for row in own if mark(row["verdict"]) is not Mark.NONE],
        "Cases to which it does not apply": [row for row in claim["cases"] if mark(row["verdict"]) is Mark.NONE],
    }
    found = [_listed(what, rows) for what, rows in kinds.items() if rows]
    return found or [Paragraph(("It was checked on none.",), "soft")]


def _listed(what: str, rows: Sequence[InstanceRow]) -> Details:
    applicable = mark(rows[0]["verdict"]) is not Mark.NONE
    shown_at_once = applicable and (len(rows) <= SHORT or any(mark(row["verdict"]) in URGENT for row in rows))
    counted = tally(map(word, rows)) if applicable else str(len(rows))
    columns = (Column("case"), Column("verdict", fold=True), Column("detail"))
    table = Table(
        what,
        columns,
        tuple(
            Row(((to("case", row["case"]),), graded(row), (prose(row["detail"]),)))
            for row in urgent_first(rows, lambda row: row["verdict"])
        ),
        "outcomes",
    )
    return Details(f"{what}: {counted}", (table,), open=shown_at_once)


SECTION = Section("claims", "The claims one by one", 60, _takes, _page, nothing)
