"""Altered certificates and altered files: each has to be refused, or to be true still by a rule that is checked."""

from __future__ import annotations

import json
import tempfile
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

from ..commands.reprove import CASE_DOCUMENTS, FOLDERS, stated
from ..errors import FileError, InputError, VerifyError
from ..files.load import load, read_tables
from ..files.problem_table import canonical, problem_from_tables
from ..kernel.certificate import Certificate
from ..kernel.ground import certificate_digest
from ..pool import each
from ..problem.objective import Problem
from .alterations import Alteration, Place, alter, altered, pattern, places
from .documents import ATLAS, Answer, CertifiedDocument, Checker, kernel, subjects
from .equivalence import Accepted, equivalent, says_more
from .measure import Figures, Measure, Setting, Size

Json = Any
Stratum = tuple[str, str, str]

WANTED = {Size.CI: 5_000, Size.FULL: 1_000_000}
CHECKERS: dict[str, Checker] = {"kernel": kernel}
"""Who is asked of every mutant. The kernel comes first; another checker may say that it cannot judge."""

READ = 12
"""Mutants of one field of one kind, none of which is refused, that show that nobody reads the field."""
HINTS = ("bits",)
"""Fields that may have any value of their type: the precision at which a check is repeated."""
TOML = "toml"


def strata(found: Sequence[CertifiedDocument]) -> dict[Stratum, list[tuple[CertifiedDocument, Place, Any]]]:
    """Every place of every document, by its folder, the kind of its certificate and its pattern."""
    groups: dict[Stratum, list[tuple[CertifiedDocument, Place, Any]]] = defaultdict(list)
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


def rebound(new: Json, old: Json) -> Json:
    """The document with every digest of a certificate put right, as a forger would: then its content has to decide."""
    problem, entries = new["problem"]["sha256"], []
    renamed: dict[str, str] = {}
    for before, after in zip(old["certificates"], new["certificates"], strict=True):
        data = dict(after["data"])
        if isinstance(data.get("rests_on"), list):
            data["rests_on"] = [renamed.get(str(text), text) for text in data["rests_on"]]
        entry = {**after, "data": data}
        if entry != before:
            was = certificate_digest(Certificate(before["kind"], problem, before["data"]))
            renamed[was] = certificate_digest(Certificate(str(entry.get("kind")), problem, data))
        entries.append(entry)
    return {**new, "certificates": entries}


def _rebound(new: Json, old: Json) -> Json:
    try:
        return rebound(new, old)
    except (TypeError, ValueError, KeyError, AttributeError, VerifyError):  # too broken for a forger to bind
        return new


def examine(
    number: int, groups: Mapping[Stratum, Sequence[tuple[CertifiedDocument, Place, Any]]], seed: int, figures: Figures,
    checkers: Mapping[str, Checker],
) -> None:  # fmt: skip
    """Make the mutant of this number, ask every checker, and count what they say."""
    random = Random(f"{seed}/mutant/{number}")
    names = sorted(groups)
    stratum = names[number % len(names)]
    subject, path, value = random.choice(groups[stratum])
    _ = subject.proved  # of a document that is refused as it is, a mutant shows nothing
    alteration = alter(path, value, random)
    if stratum[0] == TOML:
        _examine_file(subject, alteration, figures)
        return
    content = altered(subject.content, alteration)
    if content == subject.content and repr(content) == repr(subject.content):
        return
    bind = path[0] == "certificates" and subject.of_problem and random.random() < 0.7
    if bind:
        content = _rebound(content, subject.content)
    figures.tried += 1
    where = f"{subject.folder}/{subject.name} {pattern(path)}: {alteration.how}"
    text = json.dumps(content)
    said = {name: checker(subject, text) for name, checker in checkers.items()}
    for name, answer in said.items():
        figures.count(f"{name}: {answer.answer.value}")
    field = f"{stratum[1]} {stratum[2].removeprefix('data.')}"
    first = said["kernel"] if "kernel" in said else next(iter(said.values()))
    if alteration.how != "type":
        figures.count(f"field {'refused' if first.answer is Answer.REFUSED else 'kept'}: {field}")
    if first.answer is Answer.REFUSED:
        for name, answer in said.items():
            if answer.answer is Answer.ACCEPTED:
                figures.fault(f"{where}: {name} accepts what the kernel refuses: {first.why[:200]}")
        return
    rule = equivalent(Accepted(subject, alteration, content, first, _problem(subject)))
    if rule is None:
        new = "nothing" if alteration.how == "gone" else json.dumps(alteration.value)[:80]
        figures.fault(f"{where}: accepted with {new} in place of {json.dumps(value)[:80]}")
    else:
        figures.count(f"equivalent: {rule.name}")


_PROBLEMS: dict[int, Problem] = {}


def _problem(subject: CertifiedDocument) -> Problem | None:
    if not subject.of_problem:
        return None
    if subject.folder == CASE_DOCUMENTS:
        return subject.problem
    if id(subject) not in _PROBLEMS:
        _PROBLEMS[id(subject)] = problem_from_tables(subject.content["problem"]["text"])
    return _PROBLEMS[id(subject)]


def _examine_file(subject: CertifiedDocument, alteration: Alteration, figures: Figures) -> None:
    """An altered TOML file is refused, or its certificates are; only what it says to people may change."""
    tables = altered(dict(subject.tables), alteration)
    assert subject.file is not None
    try:
        text = "".join(f"{json.dumps(key)} = {_toml(value)}\n" for key, value in tables.items())
    except TypeError:
        return  # null is no value of TOML
    figures.tried += 1
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "counterexamples", f"{subject.name}.toml")
        file.parent.mkdir(parents=True)
        file.write_text(text, encoding="utf-8")
        where = f"{subject.file.name} {pattern(alteration.path)}: {alteration.how}"
        try:
            new = CertifiedDocument(subject.folder, subject.name, subject.content, file)
            if subject.folder == CASE_DOCUMENTS:
                _ = load(file)
            said = kernel(new, canonical(subject.content))
        except FileError:
            figures.count("file: refused")
            return
        if said.answer is Answer.REFUSED:
            figures.count("file: certificates refused")
        elif canonical(_without_prose(read_tables(file).tables)) == canonical(_without_prose(subject.tables)):
            figures.count("file: equivalent, says the same but to people")
        elif subject.of_problem and says_more(tables, subject.tables):
            figures.count("file: equivalent, a statement that says more is false as well")
        else:
            figures.fault(f"{where}: the certificates of the original are accepted for it")


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


def _share(rest: int, setting: Setting, checkers: Mapping[str, Checker] | None = None) -> Figures:
    """The mutants whose number leaves this rest."""
    figures = Figures()
    groups = strata(list(subjects(setting.reports, setting.cases)))
    if not groups:
        return figures
    number = rest
    while figures.tried * setting.jobs < WANTED[setting.size] and time.monotonic() < setting.deadline:
        examine(number, groups, setting.seed, figures, CHECKERS if checkers is None else checkers)
        number += setting.jobs
    return figures


def run(setting: Setting) -> Figures:
    """Mutants of every place of every document in turn, one random alteration each time."""
    if not any((setting.reports / folder).is_dir() for folder in FOLDERS):
        raise InputError("holds no certificates; run `verify check` first", str(setting.reports))
    figures = Figures(wanted=WANTED[setting.size])
    for _, found in each(partial(_share, setting=setting), range(setting.jobs), setting.jobs):
        figures.add(found)
    return unread(figures)


def unread(figures: Figures) -> Figures:
    """The same figures, with a fault for each field of which no mutant was refused."""
    counts = {name: times for name, times in figures.counts.items() if not name.startswith("field ")}
    kept = {n.removeprefix("field kept: "): t for n, t in figures.counts.items() if n.startswith("field kept: ")}
    refused = {n.removeprefix("field refused: ") for n in figures.counts if n.startswith("field refused: ")}
    for field, times in sorted(kept.items()):
        if times >= READ and field not in refused and not field.endswith(HINTS):
            figures.fault(f"no mutant of {field} was refused, of {times}: nobody reads this field")
    figures.counts = counts
    figures.count("fields of which a mutant was refused", len(refused))
    return figures


MEASURE = Measure(
    name="mutants",
    catches="a field of a certificate or of a file that no check reads, or a false certificate that is accepted",
    run=run,
    seconds={Size.CI: 90.0, Size.FULL: 600.0},
)
