"""What deserves the reader's attention, and in which order. Nothing here decides anything: it sorts what is written."""

from __future__ import annotations

from dataclasses import dataclass

from ..verdict import Sense, Status, Verdict
from . import atlas_cells
from .faults import missed, of_statement, troubles
from .marks import NOT_PROVED, NOT_RUN, URGENT, Mark, graded_mark, mark, urgent_first
from .results_schema import CaseRow, ClaimRow, InstancesRow, Results, SearchRow


@dataclass(frozen=True)
class Item:
    """One line: a verdict or what is said in place of one, what it is about (``kind`` and ``name``), and the words."""

    verdict: str
    kind: str
    name: str
    words: str


def senses(on: InstancesRow) -> str:
    """In which senses a claim was put to the test on its instances, with how many of each, in words."""
    return ", ".join(f"{count} {WORDS[sense]}" for sense, count in on["senses"].items() if count)


WORDS = {
    Sense.ATTAINED: "attained",
    Sense.CONTRAPOSITIVE: "contrapositive",
    Sense.NONE_EXISTS: "none exists",
    Sense.UNKNOWN_EXISTENCE: "existence not known",
}
"""The senses in which a claim is put to the test, for readers: ``verdict.Sense`` says what they mean."""


def searched(search: SearchRow) -> str:
    """What the search says about a claim, in words; a dash if it was not asked."""
    hunt, count = search["hunt"], search["refuted"]
    said = [f"{count} variant{'s' if count > 1 else ''} refuted"] if count else []
    if search["standing"]:
        said.append(f"{search['standing']} proved ({search['grade']})")
    if search["open"]:
        said.append(f"{search['open']} not refuted, without a proof")
    if hunt:
        violated = f"{len(hunt['violated'])} VIOLATED" if hunt["violated"] else "no violation"
        said.append(f"{violated} in {hunt['non_vacuous']} decided of {hunt['examples']} instances")
    return ", ".join(said) or search["why"] or "–"


LEAST_FAVOURABLE_FIRST = (Mark.FAILS, Mark.UNKNOWN, Mark.NONE, Mark.VACUOUS, Mark.HOLDS)
"""Of a claim: what was not run weighs more than what says nothing."""


def claim_mark(claim: ClaimRow) -> Mark:
    """How a claim as a whole is drawn: like the least favourable of its proof, its instances and its status."""
    proof = claim["proof"]["verdict"] if claim["proof"]["checked"] else NOT_RUN
    marks = {mark(proof), graded_mark(claim["instances"]), mark(claim["status"])}
    return next(drawn for drawn in LEAST_FAVOURABLE_FIRST if drawn in marks)


def items(results: Results) -> list[Item]:
    """Everything that is refuted, fails or is not decided, in cases and claims, the failures first."""
    found = [item for case in results["cases"] for item in _of_case(case)]
    names = {case["name"] for case in results["cases"]}
    for claim in results["claims"]:
        found += _of_claim(claim, names)
    for statement in results["statements"]:
        if statement["status"] != Status.AS_EXPECTED:
            line = of_statement(statement)
            found.append(Item(line.verdict, "statement", statement["name"], line.words))
    for field in atlas_cells.troubles(results["atlas"]) if results["atlas"] else ():
        found.append(Item(Verdict.FAILS if field.against else Verdict.UNKNOWN, "atlas", field.name, field.words))
    return urgent_first(found, lambda item: item.verdict)


def _of_case(case: CaseRow) -> list[Item]:
    """The troubles of a case, and every claim that fails on it, also where the file itself is refuted."""
    found = [Item(line.verdict, "case", case["name"], line.words) for line in troubles([case])]
    if not any(item.verdict == Verdict.FAILS for item in found):
        failing = {name: o for name, o in case["claims"].items() if o["verdict"] == Verdict.FAILS}
        found += [Item(Verdict.FAILS, "case", case["name"], f"{name}: {o['detail']}") for name, o in failing.items()]
    return found


def _of_claim(claim: ClaimRow, cases: set[str]) -> list[Item]:
    """The steps of a proof that were not carried out, and the claim's own instances that are not as they should be."""
    name = claim["name"]
    open_steps = [s for s in claim["steps"] if s["proved"] is not True]
    found = [Item(NOT_PROVED, "claim", name, f"the step {s['name']}: {s['says']}") for s in open_steps]
    found += [Item(Verdict.FAILS, "claim", name, f"the hunt: {words}") for words in missed(claim["search"]["hunt"])]
    for instance in claim["cases"]:
        if instance["case"] not in cases and mark(instance["verdict"]) in URGENT:
            words = f"the instance {instance['case']}: {instance['detail']}"
            found.append(Item(instance["verdict"], "claim", name, words))
    return found


def not_asked(claim: ClaimRow) -> bool:
    """Whether a run says nothing of a claim: no step of its proof was run, no instance and no search was about it."""
    search = claim["search"]
    searched_for = search["refuted"] or search["standing"] or search["open"] or search["hunt"]
    return not (claim["proof"]["checked"] or claim["instances"]["total"] or searched_for)


def nothing_proved(results: Results) -> list[Item]:
    """Claims of which a part is not proved although nothing is amiss: not run, vacuous, or without a grade of proof.

    Of those that were not asked about nothing is said.
    """
    found = []
    for claim in results["claims"]:
        if not_asked(claim):
            continue
        name, on = claim["name"], claim["instances"]
        if not claim["proof"]["checked"]:
            words = "the symbolic steps of its proof were not carried out in this run"
            found.append(Item(NOT_RUN, "claim", name, words))
        if on["verdict"] == Verdict.VACUOUS:
            words = f"instances: {on['total']}, none with anything to conclude about" if on["total"] else "no instance"
            found.append(Item(Verdict.VACUOUS, "claim", name, words))
        if graded_mark(on) is not mark(on["verdict"]):
            words = f"instances: {on['nonvacuous']}, the weakest of them without a grade of proof"
            found.append(Item(Verdict.UNKNOWN, "claim", name, words))
    return found
