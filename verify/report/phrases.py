"""Lines that several sections say alike: verdicts with their grades, steps, theorems in Coq, instances, commands."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Sequence

from ..store.attention import Item
from ..store.marks import NOT_RUN, Graded, Mark, graded_mark, mark
from ..store.results_schema import ClaimRow, FalseVariant, FormalRow, SettingsRow
from ..store.totals import Proved
from ..verdict import Verdict
from .blocks import Badge, Break, Entries, Inline, Line, Link, Paragraph, VerdictEntry, Words


def prose(text: str) -> Words:
    """Our own words, with the formulas in them."""
    return Words(text, "prose")


def soft(text: str) -> Words:
    """Words of less weight."""
    return Words(text, "soft")


def code(text: str) -> Words:
    """Paragraph as one types it."""
    return Words(text, "code")


def strong(text: str) -> Words:
    """Words of more weight."""
    return Words(text, "strong")


def grade(text: str) -> Words:
    """A grade, or another word that stands beside a verdict."""
    return Words(text, "grade")


def badge(verdict: str) -> Badge:
    """A verdict as it is drawn."""
    return Badge(verdict, mark(verdict))


def graded(row: Graded) -> Line:
    """A verdict with its grade; what holds without a proof is drawn otherwise than what is proved."""
    drawn = graded_mark(row)
    shown: Line = (Badge(row["verdict"], drawn),)
    if drawn in (Mark.HOLDS, Mark.VACUOUS) and row["grade"]:
        return (*shown, " ", grade(row["grade"]))
    return (*shown, " ", grade(row["grade"] or "no grade")) if drawn is not mark(row["verdict"]) else shown


def to(kind: str, name: str) -> Link:
    """The name of a claim, a case or a cell, which leads to it."""
    return Link(kind, name, name)


def joined(parts: Iterable[Inline | Line], between: Inline) -> Line:
    """The parts with something between each two of them."""
    found: Line = ()
    for part in parts:
        found += (*((between,) if found else ()), *(part if isinstance(part, tuple) else (part,)))
    return found


def lines(parts: Iterable[Inline | Line]) -> Line:
    """The parts below each other."""
    return joined(parts, Break())


def number(count: int, noun: str) -> str:
    """``1 step``, ``3 steps``."""
    return f"{count} {noun}{'s' if count != 1 else ''}"


def theorems(formal: FormalRow) -> Line:
    """How many theorems about a claim Coq has checked, or that it has not been run here."""
    if formal["verdict"] == Verdict.PROVED:
        return (badge(Verdict.PROVED), " ", grade(number(len(formal["theorems"]), "theorem")))
    return (soft(formal["verdict"]),)


def steps(claim: ClaimRow) -> Line:
    """How many symbolic steps of a proof were carried out."""
    if not claim["proof"]["checked"]:
        return (badge(NOT_RUN),)
    return (badge(claim["proof"]["verdict"]), f" {Proved.of_steps(claim['steps']).text}")


def source(claim: ClaimRow) -> str:
    """``paper``, ``ours`` or ``related``."""
    return claim["source"].partition(":")[0]


def entries(items: Sequence[Item]) -> Entries:
    """Each item with its verdict in front."""
    return Entries(tuple(told(i.verdict, to(i.kind, i.name), ": ", i.words) for i in items))


def told(verdict: str, *line: Inline) -> VerdictEntry:
    """A line with its verdict in front."""
    return VerdictEntry(badge(verdict), (Paragraph(line),))


def command(settings: SettingsRow, *what: str) -> Words:
    """The command that checks something again with the same options."""
    options = [*(("--seed", str(settings["seed"])) if settings["seed"] else ())]
    options += ["--budget", str(settings["budget"])] if settings["budget"] is not None else []
    return code(shlex.join(["verify", "check", *what, *options]))


def stem(name: str) -> str:
    """The last part of a case's name."""
    return name.rpartition("/")[2]


def variants(rows: Sequence[FalseVariant]) -> Line:
    """The cases on which variants of a claim are proved false; each leads to its certificates."""
    titled = (Link("case", v["case"], stem(v["case"]), f"{v['changes']}: {v['conclusion']} fails") for v in rows)
    return joined(titled, ", ") or (soft("none here"),)
