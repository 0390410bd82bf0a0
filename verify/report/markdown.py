"""The results in brief, as Markdown: ``report.md``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from ..store import atlas_cells
from .attention import WORDS, items, nothing_proved, searched, urgent_first, word
from .html.index import PARTIAL, counts, headline

Json = dict[str, Any]

SPECIAL = re.compile(r"([\\`*_\[\]|~$])")


def page(results: Json) -> str:
    """The report. The same results give the same bytes."""
    return "\n".join(_lines(results)) + "\n"


def _lines(results: Json) -> Iterator[str]:
    yield "# Elimination of All Bad Local Minima in Deep Learning: verification report"
    yield ""
    if results["partial"] is not None:
        yield from (f"**{PARTIAL}: {plain(results['partial'])}.**", "")
    yield f"**{plain(results['status'])}.** {headline(results)}"
    yield ""
    yield from (f"* {number} {words}" for number, words in counts(results))
    yield from _entries("Needs attention", [(i.verdict, i.name, i.words) for i in items(results)])
    yield from _entries(
        "Not proved, though nothing is amiss", [(i.verdict, i.name, i.words) for i in nothing_proved(results)]
    )
    yield from _section("Claims")
    yield from _table(
        ("claim", "source", "Coq", "proof steps", "instances", "in all", *COUNTED, *WORDS.values(), "search"),
        map(_claim, results["claims"]),
    )
    if any(results["necessity"].values()):
        yield from _section("Necessity: what is proved false when an assumption is dropped")
        yield from _table(("claim", "without the assumption", "false variants"), _necessity(results["necessity"]))
    if results["statements"]:
        yield from _section("Statements that stand")
        rows = urgent_first(results["statements"], lambda row: str(row["verdict"]))
        yield from _table(("statement", "says", "claim", "verdict", "examples", "non-vacuous"), map(_statement, rows))
    for grid in atlas_cells.grids(results["atlas"]) if results["atlas"] else ():
        yield from _section(f"Atlas of neurons and penalties: {grid.conclusion}")
        yield from (f"For the neuron `a*phi(u + b)` and the penalty: is {plain(grid.words)}?", "")
        drawn = ([neuron, *map(_field, fields)] for neuron, fields in grid.rows)
        yield from _table(("phi", *map(plain, results["atlas"]["penalties"])), drawn)
    if results["cases"]:
        yield from _section("Cases")
        cases = urgent_first(results["cases"], lambda case: str(case["status"]))
        yield from _table(("case", "what it shows", "status", "proved", "claims"), map(_case, cases))
    yield ""
    yield from NOTES
    yield ""
    versions = ", ".join(f"{name} {number}" for name, number in results["environment"].items())
    yield plain(f"{versions}; seed {results['settings']['seed']}.")


NOTES = (
    "Verdicts: *holds*; *fails*; *vacuous* (the assumptions hold, there is nothing to conclude about); *unknown*",
    "(not decided). Grades, strongest first: formal, symbolic, certified, sampled (no proof). The words between the",
    "symbolic steps of a proof are not checked by a machine; `index.html` has them, and everything in full.",
    "*Attained*: a local minimum is proved to exist on the instance, and the conclusion was checked there;",
    "*contrapositive*: where the conclusion fails there is proved to be none; *none exists*: proved, at all.",
)
COUNTED = {"non-vacuous": "nonvacuous", "vacuous": "vacuous", "unknown": "unknown", "fails": "fails"}


def _claim(claim: Json) -> Sequence[str]:
    proof, on = claim["proof"], claim["instances"]
    proved = sum(s["proved"] is True for s in claim["steps"])
    steps = f"{proof['verdict']} {proved}/{len(claim['steps'])}, {proof['grade']}, scope {proof['scope']}"
    grade = f" {on['grade'] or 'without grade'}" if on["verdict"] == "holds" else ""
    counts = on.get("senses", {})
    numbers = [str(on[key]) for key in ("total", *COUNTED.values())] + [str(counts.get(sense, 0)) for sense in WORDS]
    source = claim["source"].split(":")[0]
    formal = claim["formal"]
    coq = f"proved, {len(formal['theorems'])} theorems" if formal["verdict"] == "proved" else formal["verdict"]
    return [
        claim["name"],
        source,
        coq,
        steps if proof["checked"] else "not run",
        on["verdict"] + grade,
        *numbers,
        searched(claim["search"]),
    ]


def _case(case: Json) -> Sequence[str]:
    proved = sum(f["verdict"] == "proved" for f in case["findings"])
    said: dict[str, list[str]] = {}
    for name, outcome in urgent_first(case["claims"].items(), lambda pair: str(pair[1]["verdict"])):
        said.setdefault(word(outcome), []).append(name)
    claims = "; ".join(f"{verdict}: {' '.join(names)}" for verdict, names in said.items())
    return [case["name"], case["title"], case["status"], f"{proved}/{len(case['findings'])}", claims]


def _field(field: atlas_cells.Field) -> str:
    return field.verdict + ("!" if field.style == "contradiction" else "")


def _statement(row: Json) -> Sequence[str]:
    verdict = f"{row['verdict']} ({row['grade']})" if row["grade"] else row["verdict"]
    return [row["name"], row["title"], row["claim"], verdict, str(row["examples"]), str(row["non_vacuous"])]


def _necessity(necessity: Json) -> Iterator[Sequence[str]]:
    for row in necessity["dropped"]:
        yield [row["claim"], row["assumption"], ", ".join(v["case"] for v in row["variants"]) or "none here"]
    for variant in necessity["changed"]:
        yield [variant["claim"], f"nothing dropped; {variant['changes']}", variant["case"]]


def _section(title: str) -> Iterator[str]:
    yield from ("", f"## {title}", "")


def _entries(title: str, entries: Sequence[tuple[str, str, str]]) -> Iterator[str]:
    if entries:
        yield from _section(title)
        yield from (f"* **{plain(verdict)}** {plain(name)}: {plain(words)}" for verdict, name, words in entries)


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield f"|{'---|' * len(head)}"
    yield from (f"| {' | '.join(map(plain, row))} |" for row in rows)


def plain(text: str) -> str:
    """Text that Markdown shows as it is, on one line."""
    escaped = SPECIAL.sub(r"\\\1", text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"))
    return " ".join(escaped.split())
