"""What a person needs of a run in a terminal: the claims that were asked, what is new or wrong, the verdict, the place.

``tables.summary`` shows all the rest. It takes plain values, and can make or upgrade no verdict.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from pathlib import Path

from rich.console import Console
from rich.markup import escape

from ...commands.checked import InstanceRow
from ...commands.classify import sentences
from ...exact import shorten
from ...store.attention import WORDS, not_asked
from ...store.changes import Changes
from ...store.faults import Trouble, troubles
from ...store.marks import NOT_RUN, Mark, graded_mark, mark
from ...store.results_schema import CaseRow, ClaimRow, Results
from ...store.totals import Proved
from ...verdict import Status, Verdict
from ..blocks import Badge, Block, Column, Entries, Line, Paragraph, Row, Table
from ..phrases import badge, joined, number, soft, told
from ..sections.from_the_store import in_words
from .printed import show
from .tables import verdict_line

FEW = 3
"""So many cases are spoken of one by one."""
LINES = 8
"""So many lines of a kind are shown; -v and the report have the rest."""
WIDTH = 480
"""So many characters of a line."""
WIDE = 110
"""Below so many columns the table of many cases has no titles."""


def brief(console: Console, results: Results, changes: Changes | None, folder: Path) -> None:
    """Print it."""
    show(console, [*_claims(results), *_cases(results), *_changed(changes), *_wrong(results)])
    console.print(verdict_line(results, len(_rows(results))))
    if results["store"] is not None:
        console.print(f"{in_words(results['store'])}; --fresh proves them again", soft_wrap=True)
    if results["partial"] is not None:
        console.print(f"a partial report: {escape(results['partial'])}", soft_wrap=True)
    console.print(f"report: {escape(str(folder / 'index.html'))}; -v prints all of it", soft_wrap=True)


# ---------------------------------------------------------------------------------------------------------- the claims


def _rows(results: Results) -> list[ClaimRow]:
    """The claims that were asked: not those about which nothing was asked, nor those that the files did not ask."""
    return [claim for claim in results["claims"] if not not_asked(claim) and not _aside(claim, results)]


def _aside(claim: ClaimRow, results: Results) -> bool:
    """Whether all that is said of a claim is that it is undecided on cases whose files ask about others."""
    settled = {case["name"] for case in results["cases"] if case["status"] == Status.AS_EXPECTED}
    applicable = [i for i in claim["cases"] if i["verdict"] != Verdict.NOT_APPLICABLE]
    return (
        not claim["proof"]["checked"]
        and bool(applicable)
        and all(i["verdict"] == Verdict.UNKNOWN and i["case"] in settled for i in applicable)
    )


def _claims(results: Results) -> Iterator[Block]:
    rows = _rows(results)
    if rows and all(claim["instances"]["total"] == 1 and not claim["proof"]["checked"] for claim in rows):
        columns = (
            Column("claim", whole=True),
            Column("says", cut=True),
            Column("here", whole=True),
            Column("grade", whole=True),
            Column("sense", whole=True),
        )
        if all(_applicable(claim)["verdict"] == Verdict.UNKNOWN for claim in rows):
            yield Paragraph((soft(f"not decided on this case: {', '.join(claim['name'] for claim in rows)}"),))
        else:
            yield Table("The claims", columns, tuple(Row(_of_one(claim)) for claim in rows))
    elif rows:
        yield _of_many(rows)
    others = [claim["name"] for claim in results["claims"] if not_asked(claim)]
    aside = [claim["name"] for claim in results["claims"] if _aside(claim, results)]
    if others and results["cases"]:
        yield Paragraph((soft(f"nothing is asked here of {', '.join(others)}"),))
    if aside:
        yield Paragraph((soft(f"not asked by the files, and not decided: {', '.join(aside)}"),))


def _applicable(claim: ClaimRow) -> InstanceRow:
    """What is said of the one case to which the claim applies."""
    (instance,) = (i for i in claim["cases"] if i["verdict"] != Verdict.NOT_APPLICABLE)
    return instance


def _of_one(claim: ClaimRow) -> tuple[Line, ...]:
    instance = _applicable(claim)
    return (
        (claim["name"],),
        (claim["title"],),
        (Badge(instance["verdict"], graded_mark(instance)),),
        (instance["grade"] or "",),
        (WORDS[instance["sense"]] if instance["sense"] else "",),
    )


def _of_many(rows: Sequence[ClaimRow]) -> Table:
    """With the columns about which something is known."""
    in_coq = any(claim["formal"]["verdict"] == Verdict.PROVED for claim in rows)
    carried_out = any(claim["proof"]["checked"] for claim in rows)
    refuted = any(claim["search"]["refuted"] or claim["search"]["standing"] for claim in rows)
    columns = [Column("claim", whole=True), Column("says", width=WIDE, cut=True)]
    columns += [Column("Coq", True, whole=True)] if in_coq else []
    columns += [Column("steps", True, whole=True)] if carried_out else []
    columns += [Column("instances", whole=True), Column("non-vacuous", True, whole=True)]
    columns += [Column("variants", whole=True)] if refuted else []
    found = []
    for claim in rows:
        on, done, search = claim["instances"], Proved.of_steps(claim["steps"]), claim["search"]
        cells: list[Line] = [(claim["name"],), (claim["title"],)]
        if in_coq:
            proved = claim["formal"]["verdict"] == Verdict.PROVED
            cells.append((Badge(str(len(claim["formal"]["theorems"])), Mark.HOLDS) if proved else soft("–"),))
        if carried_out:
            checked = claim["proof"]["checked"]
            cells.append((Badge(done.text, mark(claim["proof"]["verdict"])) if checked else badge(NOT_RUN),))
        holds = on["verdict"] == Verdict.HOLDS
        cells.append((Badge(on["grade"] or "no grade", graded_mark(on)) if holds else badge(on["verdict"]),))
        cells.append((f"{on['nonvacuous']} of {on['total']}",))
        if refuted:
            counts = ((search["refuted"], "false"), (search["standing"], Verdict.PROVED))
            cells.append(joined([f"{n} {what}" for n, what in counts if n], ", "))
        found.append(Row(tuple(cells)))
    return Table("The claims", tuple(columns), tuple(found))


# ----------------------------------------------------------------------------------------------- cases, new and wrong


def _cases(results: Results) -> Iterator[Block]:
    """A few cases one by one: how much of what the file states is proved, and what L is near its point."""
    if len(results["cases"]) > FEW:
        return
    for case in results["cases"]:
        if case["findings"]:
            yield Paragraph((badge(case["status"]), f" {case['name']}: {_stated(case)}"))
    for row in results["statements"] if len(results["statements"]) <= FEW else ():
        words = f"{row['verdict']} {row['grade'] or ''}".strip()
        yield Paragraph((badge(row["status"]), f" {row['name']}: {words}, as a variant of {row['claim']}"))


def _stated(case: CaseRow) -> str:
    words = f"{Proved.of(case['findings']).text} statements about it proved"
    answered = [sentence for sentence in sentences(case) if sentence.startswith("Proved: L ")]
    return f"{words}. {' '.join(answered)}" if answered else words


def _changed(changes: Changes | None) -> Iterator[Block]:
    if changes is None:
        return
    for what, names in (("new", changes.new), ("gone", changes.gone)):
        if names:
            more = f" and {len(names) - LINES} more" if len(names) > LINES else ""
            yield Paragraph((f"{what} since the last report: {', '.join(names[:LINES])}{more}",))
    if changes.lines:
        yield Entries(tuple(told("changed", words) for words in changes.lines[:LINES]))
        if len(changes.lines) > LINES:
            yield Paragraph((f"and {len(changes.lines) - LINES} more changes since the last report",))


def _wrong(results: Results) -> Iterator[Block]:
    """What is not as it should be, the failures first, and where the words are explained."""
    found = troubles(results["cases"], results["claims"], results["statements"])
    found.sort(key=lambda line: mark(line.verdict) is not Mark.FAILS)
    shown = found[:LINES]
    if not shown:
        return
    yield Entries(tuple(told(line.verdict, shorten(line.words, WIDTH)) for line in shown))
    if len(found) > LINES:
        yield Paragraph((f"and {number(len(found) - LINES, 'more line')} like these: -v shows them, and the report",))
    yield Paragraph((soft(f"what this means, and what to do: {_explain(shown)}"),))


def _explain(shown: Sequence[Trouble]) -> str:
    return shlex.join(["verify", "explain", *dict.fromkeys(str(line.verdict) for line in shown)])
