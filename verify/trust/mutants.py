"""Altered certificates and altered files: each has to be refused, or to be true still by a rule that is checked."""

from __future__ import annotations

import json
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache, lru_cache
from pathlib import Path
from random import Random
from typing import Any

from ..commands.reprove import CASE_DOCUMENTS, FOLDERS, stated
from ..errors import FileError, InputError
from ..files.problem_table import canonical
from .alterations import GONE, Alteration, Place, alter, altered, pattern, places
from .differences import harmless
from .documents import ATLAS, Answer, CertifiedDocument, Checker, kernel, subjects
from .equivalence import equivalent
from .measure import Figures, Measure, Setting, Size
from .mutant import Mutant
from .numbered import numbered
from .rebinding import bound_anew
from .second_checker import second

Json = Any
Stratum = tuple[str, str, str]
Altered = tuple[CertifiedDocument, Place, Any]
"""A place of a document that a mutant changes, and what stands there."""

WANTED = {Size.CI: 5_000, Size.FULL: 1_000_000}
KERNEL = "kernel"
CHECKERS: dict[str, Checker] = {KERNEL: kernel, "recheck": second}
"""Who is asked of every mutant: the kernel, and another checker, which may say that it cannot judge."""
CHUNK = 100
"""Mutants that a process tries before it looks at the clock."""
LAP = 5_000
"""Mutants that are tried document by document, so that a document is mostly proved as it is by one process alone."""

QUICK = 0.5
"""Seconds of processor time that all checkers together may take for a document as it is, at the ci size."""
LEFT_OUT = f"left to the full size: of a document that takes over {QUICK} s"

READ = 12
"""Mutants of one field of one kind, none of which is refused, that show that nobody reads the field."""
HINTS = ("bits",)
"""Fields that may have any value of their type: the precision at which a check is repeated."""
TOML = "toml"


def strata(found: Sequence[CertifiedDocument]) -> dict[Stratum, list[Altered]]:
    """Every place of every document, by its folder, the kind of its certificate and its pattern."""
    groups: dict[Stratum, list[Altered]] = defaultdict(list)
    for subject in found:
        for path, value in places(subject.content):
            if not path:
                continue
            kind, name = "", pattern(path)
            if path[0] == "certificates" and len(path) > 1 and subject.folder != ATLAS:
                kind, inner = subject.entries[int(path[1])]["kind"], path[2:]
                name = pattern(inner[:2]) if kind == "step" else pattern(inner)
            groups[subject.folder, kind, name].append((subject, path, value))
    for subject in found:
        if subject.file is not None:
            for path, value in places(dict(subject.tables)):
                if path:
                    groups[TOML, str(subject.tables.get("kind")), pattern(path)].append((subject, path, value))
    return dict(groups)


def examine(
    number: int, groups: Mapping[Stratum, Sequence[Altered]], seed: int, figures: Figures,
    checkers: Mapping[str, Checker],
) -> None:  # fmt: skip
    """Make the mutant of this number, ask every checker, and count what they say."""
    random, stratum, drawn = _drawn(number, groups, sorted(groups), seed)
    subject, alteration = _altered(random, groups[stratum], drawn, stratum[0] == TOML)
    _ = subject.proved  # of a document that is refused as it is, a mutant shows nothing
    figures.tried += 1
    if stratum[0] == TOML:
        _examine_file(subject, alteration, figures, checkers)
        return
    content = altered(subject.content, alteration)
    path = alteration.path
    bind = path[0] == "certificates" and subject.of_problem and random.random() < 0.7
    if bind:
        content = bound_anew(content, subject.content)
    text = json.dumps(content)
    said = {name: checker(subject, text) for name, checker in checkers.items()}
    for name, answer in said.items():
        figures.count(f"{name}: {answer.answer.value}")
    field = f"{stratum[1]} {stratum[2].removeprefix('data.')}"
    first = said[KERNEL]
    if alteration.how != "type":
        figures.count(f"field {'refused' if first.answer is Answer.REFUSED else 'kept'}: {field}")
    old = json.dumps(_at(subject.content, path))[:80]
    new = "nothing" if alteration.how == "gone" else json.dumps(alteration.value)[:80]
    where = f"{subject.folder}/{subject.name} {pattern(path)}: {alteration.how}, {new} in place of {old}"
    mutant = Mutant(subject, alteration, content, first, subject.problem if subject.of_problem else None)
    if first.answer is Answer.ACCEPTED:
        rule = equivalent(mutant)
        if rule is None:
            figures.fault(f"{where}: accepted")
            return
        figures.count(f"equivalent: {rule.name}")
    for name, answer in said.items():
        if answer.answer not in (first.answer, Answer.CANNOT):
            difference = harmless(mutant, answer)
            if difference is None:
                why = first.why if first.answer is Answer.REFUSED else answer.why
                figures.fault(f"{where}: {KERNEL}: {first.answer.value}, {name}: {answer.answer.value}: {why[:200]}")
            else:
                figures.count(f"{name} differs: {difference.name}")


def _drawn(
    number: int, groups: Mapping[Stratum, Sequence[Altered]], names: Sequence[Stratum], seed: int
) -> tuple[Random, Stratum, Altered]:
    """The random choices of a mutant, its class, in turn, and its place, the first choice."""
    random, stratum = Random(f"{seed}/mutant/{number}"), names[number % len(names)]
    return random, stratum, random.choice(groups[stratum])


def _altered(
    random: Random, group: Sequence[Altered], drawn: Altered, in_toml: bool
) -> tuple[CertifiedDocument, Alteration]:
    """An alteration there, or elsewhere in the group, that changes something, and that its format can write."""
    while True:
        subject, path, value = drawn
        alteration = alter(path, value, random)
        new = alteration.value
        if new is GONE or (repr(new) != repr(value) and not (in_toml and new is None)):
            return subject, alteration
        drawn = random.choice(group)


def _at(content: Json, path: Place) -> Json:
    for part in path:
        content = content[part]
    return content


def _examine_file(
    subject: CertifiedDocument, alteration: Alteration, figures: Figures, checkers: Mapping[str, Checker]
) -> None:
    """An altered TOML file is refused, or its certificates are; only what it says to people may change."""
    tables = altered(dict(subject.tables), alteration)
    assert subject.file is not None
    text = "".join(f"{json.dumps(key)} = {_toml(value)}\n" for key, value in tables.items())
    where = f"{subject.file.name} {pattern(alteration.path)}: {alteration.how}"
    new = replace(subject, source=text.encode())
    document = canonical(subject.content)
    try:
        new_tables = new.tables
        _ = new.problem if subject.folder == CASE_DOCUMENTS else None
    except FileError:
        figures.count("file: refused as it is read")
        return
    said = {name: checker(new, document) for name, checker in checkers.items()}
    for name, answer in said.items():
        if answer.answer is Answer.REFUSED:
            figures.count(f"file, {name}: certificates refused")
        elif repr(_without_prose(new_tables)) == repr(_without_prose(subject.tables)):
            figures.count(f"file, {name}: equivalent, says the same but to people")
        elif subject.of_problem and says_more(tables, subject.tables):
            figures.count(f"file, {name}: equivalent, a statement that says more is false as well")
        elif answer.answer is Answer.CANNOT:
            figures.count(f"file, {name}: cannot")
        else:
            figures.fault(f"{where}: {name} accepts the certificates of the original for it")


WIDEST: Mapping[str, Any] = {"loss": None, "distinct": None, "data": "any", "networks": "any"}
"""What a statement may be restricted to, each with the word for no restriction."""


def says_more(new: Mapping[str, Any], old: Mapping[str, Any]) -> bool:
    """Whether a statement only lacks restrictions of another: every instance of the other one is one of it."""
    if new.get("kind") != "statement" or old.get("kind") != "statement" or not isinstance(new.get("statement"), dict):
        return False
    mine, theirs = new["statement"], old["statement"]
    changed = {key for key in {*mine, *theirs} if mine.get(key) != theirs.get(key)}
    wider = all(key in WIDEST and mine.get(key, WIDEST[key]) == WIDEST[key] for key in changed)
    others = {key: value for key, value in new.items() if key != "statement"}
    return bool(changed) and wider and others == {key: value for key, value in old.items() if key != "statement"}


def _without_prose(tables: Mapping[str, Any]) -> Json:
    return {**stated(tables), **{key: tables[key] for key in ("problem", "augment") if key in tables}}


def _toml(value: Any) -> str:
    match value:
        case bool():
            return str(value).lower()
        case int() | float():
            return str(value)
        case str():
            return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
        case list():
            return "[" + ", ".join(map(_toml, value)) + "]"
        case dict():
            return "{" + ", ".join(f"{json.dumps(key)} = {_toml(inner)}" for key, inner in value.items()) + "}"
        case _:
            raise TypeError


@lru_cache(maxsize=1)
def _groups(reports: Path, cases: Path) -> dict[Stratum, list[Altered]]:
    return strata(list(subjects(reports, cases)))


@lru_cache(maxsize=1)
def _names(reports: Path, cases: Path) -> Sequence[Stratum]:
    return sorted(_groups(reports, cases))


@lru_cache(maxsize=2)
def _lap(lap: int, seed: int, reports: Path, cases: Path) -> Sequence[int]:
    """The numbers of a lap, document by document, these in random order."""
    groups, names, turns = _groups(reports, cases), _names(reports, cases), Random(f"{seed}/lap/{lap}")
    turn: dict[CertifiedDocument, float] = defaultdict(turns.random)
    numbers = range(lap * LAP, (lap + 1) * LAP)
    return sorted(numbers, key=lambda number: turn[_drawn(number, groups, names, seed)[2][0]])


@cache
def _slow(subject: CertifiedDocument) -> bool:
    """Whether the checkers take long for the document as it is; they know it afterwards."""
    text, begun = canonical(subject.content), time.process_time()
    for checker in CHECKERS.values():
        checker(subject, text)
    return time.process_time() - begun > QUICK


def trial(number: int, setting: Setting, figures: Figures) -> None:
    """The mutant in this place of its lap, before every checker."""
    groups, names = _groups(setting.reports, setting.cases), _names(setting.reports, setting.cases)
    mutant = _lap(number // LAP, setting.seed, setting.reports, setting.cases)[number % LAP]
    if setting.size is Size.CI and _slow(_drawn(mutant, groups, names, setting.seed)[2][0]):
        figures.count(LEFT_OUT)
    else:
        examine(mutant, groups, setting.seed, figures, CHECKERS)


def run(setting: Setting) -> Figures:
    """Mutants of every place of every document in turn, one random alteration each time."""
    if not any((setting.reports / folder).is_dir() for folder in FOLDERS):
        raise InputError("holds no certificates; run `verify check` first", str(setting.reports))
    kept = replace(setting, keep=lambda found: setting.keep(replace(found, counts=_outcomes(found))))
    return unread(numbered(trial, kept, WANTED[setting.size], CHUNK))


def unread(figures: Figures) -> Figures:
    """The same figures, with a fault for each field of which no mutant was refused."""
    kept = {n.removeprefix("field kept: "): t for n, t in figures.counts.items() if n.startswith("field kept: ")}
    refused = {n.removeprefix("field refused: ") for n in figures.counts if n.startswith("field refused: ")}
    for field, times in sorted(kept.items()):
        if times >= READ and field not in refused and not field.endswith(HINTS):
            figures.fault(f"no mutant of {field} was refused, of {times}: nobody reads this field")
    figures.counts = _outcomes(figures)
    return figures


def _outcomes(figures: Figures) -> dict[str, int]:
    """What became of the mutants, without what was counted of each field."""
    return {name: times for name, times in figures.counts.items() if not name.startswith("field ")}


MEASURE = Measure(
    name="mutants",
    catches="a field of a certificate or of a file that no check reads, or a false certificate that is accepted",
    run=run,
    seconds={Size.CI: 90.0, Size.FULL: 14_400.0},
    goes_on=True,
)
