"""The page of one case: what its file says and asks, what was found, what the claims say, and how to repeat it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ..commands.checked import OutcomeRow, VariantRow
from ..store.attention import WORDS
from ..store.marks import Mark, mark, urgent_first
from ..store.results_schema import CaseRow, ClaimRow, SettingsRow, StoreValues
from ..verdict import Sense, Verdict
from .blocks import (
    Article,
    Block,
    Break,
    Column,
    Details,
    FileLink,
    Group,
    Heading,
    Inline,
    Items,
    Line,
    Link,
    Pairs,
    Paragraph,
    Picture,
    Row,
    Table,
)  # fmt: skip
from .case_problem import shown_problem
from .findings import findings, in_short
from .phrases import badge, code, command, graded, joined, number, prose, soft, stem, to

STORY = {"belief": "What one might believe", "catch": "The catch", "restores": "What restores the theorem"}
ASKED = {
    "bad-minimum": "That theta is a local minimum of L and a bad one, as L is lower elsewhere; and what the added "
    "neurons do over it.",
    "data-optimal": "That no function of the inputs fits the data better than the network at theta; and what follows "
    "for the local minima of L~.",
    "failure-mode": "Where the theorem cannot help: that L~ has no local minimum over theta, and where it falls to.",
    "point": "What L is near this point, such as the weights of a trained network, and whether it is least there.",
}
"""By the kind of a file, except for false variants, which say themselves what they ask."""
SENSES = {
    Sense.ATTAINED: "A local minimum is proved to exist here, and the conclusion was checked there.",
    Sense.CONTRAPOSITIVE: "The conclusion fails here, and there is proved to be no local minimum.",
    Sense.NONE_EXISTS: "There is proved to be no local minimum at all, or nothing that could be one.",
    Sense.UNKNOWN_EXISTENCE: "Whether there is a local minimum here is not known.",
}


@dataclass(frozen=True)
class Around:
    """What the pages of cases take from the results besides the case."""

    settings: SettingsRow
    environment: Mapping[str, str]
    claims: Mapping[str, ClaimRow]
    store: StoreValues | None


def article(case: CaseRow, around: Around) -> Article:
    """The page of the case."""
    found = in_short(case["findings"])
    return Article(
        "case",
        case["name"],
        case["title"],
        mark(case["status"]),
        case["status"],
        (
            Paragraph(_tags(case, around), "tags"),
            *_story(case),
            Heading("What was asked"),
            Paragraph(_asked(case, around.claims)),
            Heading("What was found"),
            *([Items(tuple((prose(sentence),) for sentence in found))] if found else []),
            *_figures(case),
            Heading("Network, data and point"),
            *shown_problem(case),
            Heading("What is proved, one by one"),
            *findings(case["findings"], case["certificates"]["file"]),
            *_claims(case, around.claims),
            Heading("Check it again"),
            _again(case, around.settings),
        ),
        label=stem(case["name"]),
    )


def _tags(case: CaseRow, around: Around) -> Line:
    made = around.environment.get("commit")
    checked = (soft(f"Checked by commit {made}."),) if made else ()
    store = around.store
    if store is not None and f"case/{case['name']}" in store["kept"]:
        day = store["kept"][f"case/{case['name']}"]
        checked = (soft(f"From the store, checked on {day} under the code {store['code'][:12]}."),)
    return (badge(case["status"]), " ", code(case["path"]), f" {case['kind']}. ", soft(f"{case['source']}. "), *checked)


def _story(case: CaseRow) -> Sequence[Block]:
    pairs: list[tuple[Line, Line]] = [((STORY.get(k, k),), (prose(words),)) for k, words in case["story"].items()]
    return [Pairs(tuple(pairs), "story")] if pairs else []


def _figures(case: CaseRow) -> Sequence[Block]:
    drawn = tuple(Picture(f["file"], f["title"], f["alternative"], f["caption"]) for f in case.get("figures", []))
    return [Heading("Figures"), Group(drawn, "pictures")] if drawn else []


# ------------------------------------------------------------------------------------------------------ what was asked


def _asked(case: CaseRow, claims: Mapping[str, ClaimRow]) -> Line:
    statement = case["statement"]
    if statement is None:
        return (prose(ASKED.get(case["kind"], "What the file states.")),)
    return (
        "That this variant of ",
        to("claim", statement["claim"]),
        " is false: ",
        prose(statement["changes"]),
        ". ",
        *_dropped(statement),
        f"Its conclusion, {statement['conclusion']}, is to fail at one of its {statement['points'].replace('-', ' ')}.",
        *_theorems(statement["claim"], claims),
    )


def _dropped(statement: VariantRow) -> Line:
    if not statement["dropped"]:
        return ("Nothing is dropped. ",)
    names = joined((Link("page", "necessity", key) for key in statement["dropped"]), ", ")
    return ("It drops the assumption ", *names, ". ")


def _theorems(name: str, claims: Mapping[str, ClaimRow]) -> Line:
    """The claim as it stands is proved in Coq: where that is."""
    count = len(claims[name]["formal"]["theorems"]) if name in claims else 0
    if not count:
        return ()
    return (" As it stands the claim has ", Link("formal", name, f"{number(count, 'theorem')} in Coq"), ".")


# ------------------------------------------------------------------------------------------------- what the claims say


def _claims(case: CaseRow, claims: Mapping[str, ClaimRow]) -> Iterator[Block]:
    said = [(n, o) for n, o in case["claims"].items() if mark(o["verdict"]) is not Mark.NONE]
    silent: dict[str, list[str]] = {}
    for name, outcome in case["claims"].items():
        if mark(outcome["verdict"]) is Mark.NONE:
            silent.setdefault(outcome["detail"], []).append(name)
    if not case["claims"]:
        return
    rows = (
        Row(((to("claim", name),), graded(outcome), _sentence(name, outcome, claims)))
        for name, outcome in urgent_first(said, lambda pair: pair[1]["verdict"])
    )
    columns = (Column("claim"), Column("verdict"), Column("because"))
    table = Table("The claims", columns, tuple(rows), "wrapping outcomes") if said else Paragraph(("None applies.",))
    reasons = Items(
        tuple((*joined((to("claim", n) for n in names), ", "), ": ", prose(why)) for why, names in silent.items())
    )
    others = [Details(f"Claims that say nothing here: {sum(map(len, silent.values()))}", (reasons,))] if silent else []
    if case["statement"] is None:
        yield from (Heading("What the claims say about it"), table, *others)
    else:
        yield Details("What the claims as they stand say about it", (table, *others))


def _sentence(name: str, outcome: OutcomeRow, claims: Mapping[str, ClaimRow]) -> Line:
    """The reason; in which sense the claim is put to the test; and where it is proved in general."""
    found: list[Inline] = [prose(f"{outcome['detail'][:1].upper()}{outcome['detail'][1:]}.")]
    if outcome["sense"] is not None:
        found += [Break(), soft(f"{WORDS[outcome['sense']].capitalize()}: {SENSES[outcome['sense']]}")]
    if outcome["assuming"]:
        found += [Break(), soft(f"Assuming, as the file does: {', '.join(outcome['assuming'])}.")]
    if name in claims and claims[name]["formal"]["verdict"] == Verdict.PROVED:
        found += [" ", Link("formal", name, "In general: Coq")]
    return tuple(found)


def _again(case: CaseRow, settings: SettingsRow) -> Paragraph:
    """The command that repeats the check, and where the certificates are."""
    certificates = case["certificates"]
    return Paragraph(
        (
            command(settings, case["path"]),
            " repeats it. ",
            FileLink(certificates["file"], number(certificates["count"], "certificate")),
            " of what is proved here, with the problem's text (SHA-256 ",
            code(f"{case['problem']['sha256'][:12]}…"),
            ").",
        )
    )
