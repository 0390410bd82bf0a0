"""What the paper claims, and what stands behind each claim here: the first answer of the report.

The other claims have a section of their own in the page, ``beside_the_paper.py``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ...store.attention import WORDS, not_asked, searched
from ...store.marks import NOT_RUN, Mark, graded_mark
from ...store.results_schema import ClaimRow, DroppedRow, Results, SearchRow
from ...store.totals import Proved
from ...verdict import Verdict
from ..blocks import Badge, Block, Break, Column, Inline, Line, Link, Paragraph, Row, Section, Table
from ..phrases import badge, graded, joined, lines, number, prose, soft, source, steps, strong, theorems, to


@dataclass(frozen=True)
class ClaimAnswers:
    """The claims, and what breaks without their assumptions."""

    claims: Sequence[ClaimRow]
    dropped: Sequence[DroppedRow]


def takes(results: Results) -> ClaimAnswers:
    """Both from the results."""
    return ClaimAnswers(results["claims"], results["necessity"]["dropped"])


SENSES = (
    "Attained: a local minimum is proved to exist on the instance, and the conclusion was checked there; "
    "contrapositive: where the conclusion fails there is proved to be none; none exists: proved, at all. An instance "
    "is vacuous where the assumptions hold and there is nothing to conclude about."
)

# ---------------------------------------------------------------------------------------------------------- in a page


def _page(answers: ClaimAnswers) -> Sequence[Block]:
    of_paper = [claim for claim in answers.claims if source(claim) == "paper" and not not_asked(claim)]
    if not of_paper:
        return []
    return [table("The claims of the paper", of_paper, answers.dropped), Paragraph((SENSES,), "soft small wide")]


def table(name: str, claims: Sequence[ClaimRow], dropped: Sequence[DroppedRow]) -> Table:
    """One row for each claim: what it says, and the evidence of every kind, each with what leads to it."""
    columns = (
        Column("claim"),
        Column("formal"),
        Column("symbolic"),
        Column("certified instances"),
        Column("search"),
        Column("false without (variants)"),
    )
    rows = (
        Row(
            (
                _named(claim),
                _formal(claim),
                _steps(claim),
                _instances(claim),
                _search(claim),
                _broken([row for row in dropped if row["claim"] == claim["name"]]),
            )
        )
        for claim in claims
    )
    return Table(name, columns, tuple(rows), "answers")


def _named(claim: ClaimRow) -> Line:
    """The claim's name, its title, what it says, and whose it is if it is not the paper's."""
    words = (to("claim", claim["name"]), " ", strong(f"{claim['title']}."), " ", prose(_said(claim["words"])))
    return words if source(claim) == "paper" else (*words, soft(f" {source(claim).capitalize()}."))


ENOUGH = 100
"""Characters of what a claim says, in whole sentences, after which its page has the rest."""


def _said(words: str) -> str:
    """The first sentences of what a claim says."""
    first, *others = re.split(r"(?<=\.) (?=[A-Z])", words)
    for sentence in others:
        if len(first) >= ENOUGH:
            break
        first = f"{first} {sentence}"
    return first


def _formal(claim: ClaimRow) -> Line:
    formal = claim["formal"]
    if formal["verdict"] == Verdict.PROVED:
        count = number(len(formal["theorems"]), "theorem")
        return (badge(Verdict.PROVED), Break(), Link("formal", claim["name"], count))
    return (soft(formal["verdict"]),)


def _steps(claim: ClaimRow) -> Line:
    if not claim["proof"]["checked"]:
        return (badge(NOT_RUN),)
    counted = Proved.of_steps(claim["steps"]).text
    return (badge(claim["proof"]["verdict"]), Break(), Link("steps", claim["name"], counted))


def _instances(claim: ClaimRow) -> Line:
    """How many instances there are, and how many of them in which sense; each number leads to them."""
    on, name = claim["instances"], claim["name"]
    of_all = Link("instances", name, f"{on['nonvacuous']} of {on['total']} non-vacuous")
    senses: list[Inline | Line] = [
        Link(f"instances-{sense}", name, f"{on['senses'][sense]} {words}")
        for sense, words in WORDS.items()
        if on["senses"][sense]
    ]
    others = {"fail": on["fails"], Verdict.UNKNOWN: on["unknown"]}
    senses += [strong(f"{count} {what}") for what, count in others.items() if count]
    return lines([(*graded(on), " ", of_all), *([joined(senses, ", ")] if senses else [])])


def _search(claim: ClaimRow) -> Line:
    """What was searched for, with the numbers of examples that it rests on."""
    search, said = claim["search"], searched(claim["search"])
    found: list[Inline | Line] = [Link("search", claim["name"], said) if said != search["why"] else prose(said)]
    if search["standing"]:
        found.append(soft(f"{search['non_vacuous']} of {search['examples']} examples non-vacuous"))
    return lines(found)


def _broken(dropped: Sequence[DroppedRow]) -> Line:
    """Without which assumptions the claim is proved false, and by how many variants; each leads to one of them."""
    found: list[Line] = []
    for row in dropped:
        if row["variants"]:
            first = Link("case", row["variants"][0]["case"], row["key"], f"{row['assumption']} is dropped")
            found.append((first, soft(f" {len(row['variants'])}")))
        else:
            found.append((soft(f"{row['key']} not shown here"),))
    return joined(found, ", ") or (soft("not varied"),)


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
        _in_few_words(claim["search"]),
    )


def _in_few_words(search: SearchRow) -> Line:
    if not search["standing"]:
        return (searched(search),)
    return (searched(search), f"; {search['non_vacuous']} of {search['examples']} examples non-vacuous")


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


SECTION = Section(
    "answers", "What the paper claims, and what stands behind it", 15, takes, _page, _brief, _terminal, front=True
)
