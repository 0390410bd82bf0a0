"""How to read the report: what is claimed at all, and what its words mean."""

from __future__ import annotations

from collections.abc import Sequence

from ...store.results_schema import Results
from ...verdict import Verdict
from ..blocks import Block, Group, Heading, Line, Pairs, Paragraph, Section
from ..phrases import badge, code, prose, soft, strong

WHAT: Line = (
    prose(
        "Kawaguchi and Kaelbling (AISTATS 2020) add to a network f one exponential neuron per output, "
        "a_k exp(w_k.x + b_k), and to its objective L the penalty lam|a|^2. At every local minimum of the augmented "
        "objective L~ the neurons are gone and the original parameters theta are a global minimum of L. This suite "
        "states such theorems as "
    ),
    strong("claims"),
    ", carries out the formulas of their proofs symbolically, and checks them on exact ",
    strong("cases"),
    ": networks with bad local minima, failure modes, and networks that fit their data best.",
)
HOW: Line = (
    "Every case is decided by certificates, exact data that a small kernel checks in exact or ball arithmetic. This "
    "page shows ",
    code("results.json"),
    " and decides nothing itself. Which sentence of the paper rests on which claim, and what it does not say, stands "
    "in ",
    code("notes/paper.md"),
    " of the project.",
)
VERDICTS = (
    (badge(Verdict.HOLDS), "assumptions and conclusion are proved, at the grade beside it"),
    (badge(Verdict.FAILS), "the assumptions hold and the conclusion does not"),
    (
        badge(Verdict.VACUOUS),
        "the assumptions hold, there is nothing to conclude about; counted apart, never as success",
    ),
    (badge(Verdict.UNKNOWN), "not decided: precision, budget, a singular point, or no method applies"),
    (badge(Verdict.NOT_APPLICABLE), "an assumption is not met"),
)
GRADES = {
    "formal": "a proof assistant has checked the whole proof",
    "symbolic": "exact identities and exact arithmetic",
    "certified": "inequalities between balls that enclose the true numbers",
}
SCOPES = {
    "all": "for all values of the symbols",
    "family": "for all members of a family",
    "instance": "for the cases listed, and no others",
}
SOURCES = {
    "paper": "claimed in the paper",
    "ours": "derived in this project",
    "related": "from the paper that is named",
}


def _page(_: Results) -> Sequence[Block]:
    verdicts = Pairs(tuple(((drawn,), (words,)) for drawn, words in VERDICTS))
    weakest = Paragraph((soft("What rests on several pieces of evidence has the grade of the weakest."),), "small")
    terms = (
        Group((Heading("Verdict"), verdicts)),
        Group((Heading("Grade, strongest first"), _terms(GRADES), weakest)),
        Group((Heading("Scope"), _terms(SCOPES), Heading("Source"), _terms(SOURCES))),
    )
    return [Paragraph(WHAT), Paragraph(HOW), Group(terms, "terms")]


def _terms(words: dict[str, str]) -> Pairs:
    return Pairs(tuple(((strong(term),), (said,)) for term, said in words.items()))


def _brief(_: Results) -> Sequence[Block]:
    return [
        Paragraph(
            (
                "Verdicts: holds; fails; vacuous (the assumptions hold, there is nothing to conclude about); unknown "
                "(not decided). Grades, strongest first: formal, symbolic, certified. The words "
                "between the symbolic steps of a proof are not checked by a machine; ",
                code("index.html"),
                " has them, and everything in full.",
            )
        )
    ]


SECTION = Section("reading", "How to read this", 115, lambda results: results, _page, _brief, short="How to read")
