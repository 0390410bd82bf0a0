"""What the paper claims, and what stands behind each claim here: the first answer of the report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ...store.attention import WORDS, not_asked, searched
from ...store.marks import NOT_RUN, Mark, graded_mark
from ...store.results_schema import ClaimRow, DroppedRow, InstancesRow, Results, SearchRow
from ...store.totals import Proved
from ...verdict import Verdict
from ..blocks import Badge, Block, Column, Inline, Line, Link, Paragraph, Row, Section, Table
from ..phrases import badge, graded, joined, lines, prose, soft, source, steps, strong, theorems


@dataclass(frozen=True)
class ClaimAnswers:
    """The claims, and what breaks without their assumptions."""

    claims: Sequence[ClaimRow]
    dropped: Sequence[DroppedRow]


def _takes(results: Results) -> ClaimAnswers:
    return ClaimAnswers(results["claims"], results["necessity"]["dropped"])


SENSES = (
    "Attained: a local minimum is proved to exist on the instance, and the conclusion was checked there; "
    "contrapositive: where the conclusion fails there is proved to be none; none exists: proved, at all. An instance "
    "is vacuous where the assumptions hold and there is nothing to conclude about."
)

# ---------------------------------------------------------------------------------------------------------- in a page


def _page(answers: ClaimAnswers) -> Sequence[Block]:
    of_paper = [claim for claim in answers.claims if source(claim) == "paper"]
    others = [claim for claim in answers.claims if source(claim) != "paper"]
    blocks: list[Block] = []
    if of_paper:
        blocks.append(_table("The claims of the paper", of_paper, answers.dropped))
        blocks.append(Paragraph((SENSES,), "soft small"))
    if others:
        blocks.append(
            Paragraph((strong("Beside the paper: "), "claims of this project, and of the papers that are named."))
        )
        blocks.append(_table("The other claims", others, answers.dropped))
    return blocks


def _table(name: str, claims: Sequence[ClaimRow], dropped: Sequence[DroppedRow]) -> Table:
    columns = (
        Column("what it says"),
        Column("source", fold=True),
        Column("proved in Coq", fold=True),
        Column("symbolic steps", whole=True),
        Column("instances", whole=True),
        Column("search"),
        Column("false without (variants)", whole=True),
    )
    rows = (
        Row(
            (
                (Link("claim", claim["name"], claim["name"]), " ", prose(claim["words"])),
                (source(claim),),
                theorems(claim["formal"]),
                steps(claim),
                _instances(claim["instances"]),
                _search(claim["search"]),
                _broken([row for row in dropped if row["claim"] == claim["name"]]),
            )
        )
        for claim in claims
    )
    return Table(name, columns, tuple(rows), "answers")


def _instances(on: InstancesRow) -> Line:
    """How many instances there are, and how many of them in which sense."""
    found: list[Inline | Line] = [graded(on), f"{on['nonvacuous']} of {on['total']} non-vacuous"]
    found += [f"{on['senses'][sense]} {words}" for sense, words in WORDS.items() if on["senses"][sense]]
    others = {"fail": on["fails"], Verdict.UNKNOWN: on["unknown"]}
    found += [strong(f"{count} {what}") for what, count in others.items() if count]
    return lines(found)


def _search(search: SearchRow) -> Line:
    """What was searched for, with the numbers of examples that it rests on."""
    if not search["standing"]:
        return (prose(searched(search)),)
    denominator = f"{search['non_vacuous']} of {search['examples']} examples non-vacuous"
    return lines([prose(searched(search)), soft(denominator)])


def _broken(dropped: Sequence[DroppedRow]) -> Line:
    """Without which assumptions the claim is proved false, and by how many variants; each leads to one of them."""
    if not dropped:
        return (soft("not varied"),)
    found: list[Line] = []
    for row in dropped:
        if row["variants"]:
            first = Link("case", row["variants"][0]["case"], row["key"], f"{row['assumption']} is dropped")
            found.append((first, soft(f" {len(row['variants'])}")))
        else:
            found.append((row["key"], soft(" not shown here")))
    return lines(found)


# -------------------------------------------------------------------------------------------------- in a brief report


def _brief(answers: ClaimAnswers) -> Sequence[Block]:
    columns = (
        Column("claim"),
        Column("what it says"),
        Column("source", fold=True),
        Column("Coq", fold=True),
        Column("steps", fold=True),
        Column("instances", fold=True),
        *(Column(head, True) for head in ("in all", "non-vacuous")),
        Column(Verdict.VACUOUS, True, fold=True),
        Column(Verdict.UNKNOWN, True, fold=True),
        Column(Verdict.FAILS, True, fold=True),
        *(Column(head, True, fold=True) for head in WORDS.values()),
        Column("search"),
    )
    rows = tuple(Row(_in_brief(claim)) for claim in answers.claims)
    return [Table("The claims", columns, rows), Paragraph((SENSES,))] if rows else []


def _in_brief(claim: ClaimRow) -> tuple[Line, ...]:
    on = claim["instances"]
    counted = (on["total"], on["nonvacuous"], on["vacuous"], on["unknown"], on["fails"])
    return (
        (claim["name"],),
        (claim["words"],),
        (source(claim),),
        theorems(claim["formal"]),
        steps(claim),
        graded(on),
        *((str(count),) for count in counted),
        *((str(on["senses"][sense]),) for sense in WORDS),
        _search(claim["search"]),
    )


# ------------------------------------------------------------------------------------------------------- in a terminal

LEGEND = (
    "a: attained (a local minimum is proved to exist, the conclusion checked there), c: contrapositive (where the "
    "conclusion fails there is proved to be none), n: proved that none exists, ?: not known whether one exists"
)
NARROW = 90
"""Below so many columns the count of non-vacuous instances is left out: it is in the report."""


def _terminal(answers: ClaimAnswers) -> Sequence[Block]:
    columns = (
        Column("claim", whole=True),
        Column("source", whole=True),
        Column("Coq", whole=True, fold=True),
        Column("steps", True, whole=True),
        Column("instances", whole=True),
        Column("non-vac.", True, whole=True, width=NARROW),
        Column("a/c/n/?", True, whole=True),
        Column("search"),
    )
    rows = tuple(Row(_in_terminal(claim)) for claim in answers.claims if not not_asked(claim))
    if not rows:
        return []
    left = [claim["name"] for claim in answers.claims if not_asked(claim)]
    others = [Paragraph((f"not asked about in this run: {', '.join(left)}",), "soft")] if left else []
    return [Table("The claims", columns, rows), *others, Paragraph((LEGEND,), "soft")]


def _in_terminal(claim: ClaimRow) -> tuple[Line, ...]:
    on, proof = claim["instances"], claim["proof"]
    done = Proved.of_steps(claim["steps"])
    return (
        (claim["name"],),
        (source(claim),),
        _in_coq(claim),
        (Badge(done.text, badge(proof["verdict"]).mark) if proof["checked"] else badge(NOT_RUN),),
        (
            Badge(on["grade"] or "no grade", graded_mark(on))
            if on["verdict"] == Verdict.HOLDS
            else badge(on["verdict"]),
        ),
        (f"{on['nonvacuous']}/{on['total']}",),
        ("/".join(str(on["senses"][sense]) for sense in WORDS),),
        _counted(claim["search"]),
    )


def _in_coq(claim: ClaimRow) -> Line:
    formal = claim["formal"]
    if formal["verdict"] == Verdict.PROVED:
        return (Badge(str(len(formal["theorems"])), Mark.HOLDS),)
    return (soft("not here" if formal["theorems"] else "none"),)


def _counted(search: SearchRow) -> Line:
    """The search on few characters; words in place of numbers are soft."""
    hunt = search["hunt"]
    counts = {
        "VIOLATED": len(hunt["violated"]) if hunt is not None else 0,
        Verdict.REFUTED: search["refuted"],
        Verdict.PROVED: search["standing"],
        "open": search["open"],
        "tried": hunt["non_vacuous"] if hunt is not None else 0,
    }
    found = [f"{n} {word}" for word, n in counts.items() if n]
    return joined(found, ", ") if found else (soft(searched(search)),)


SECTION = Section("answers", "What is claimed, and what stands behind it", 30, _takes, _page, _brief, _terminal)
