"""A file in words: what it is about, what it states, and what the last report that has it found."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ..commands.classify import sentences
from ..commands.reprove import RESULTS, stated
from ..errors import InputError
from ..files.json_file import read_json
from ..files.load import TomlFile, case_name, case_of, read_tables
from ..files.problem_table import canonical
from ..files.statement_file import StatementFile, statement_of
from ..problem.case import CONCLUSIONS, KINDS, METHODS, WITNESS_METHODS, Case
from ..store import results
from ..store.faults import troubles
from ..store.results_schema import CaseRow, Results
from ..store.totals import Proved, said
from ..verdict import Verdict
from .blocks import Block, Entries, Heading, Items, Line, Paragraph
from .phrases import badge, number, soft, strong, told


def explained_file(path: Path, reports: Path) -> list[Block]:
    """What the file asks, and what was found, in sentences.

    Raises:
        FileError: it cannot be read, or has faults.
    """
    file = read_tables(path)
    if file.is_statement:
        statement = statement_of(file)
        return [Heading(f"{path}: {statement.title}"), *_statement(statement), *_searched(path, reports)]
    case = case_of(file)
    return [Heading(f"{path}: {case.title}"), *_about(case), *_states(case), *_found(case, file, reports)]


def _about(case: Case) -> Iterator[Block]:
    yield Paragraph((f"A file of the kind {case.kind}: {KINDS[case.kind]}.",))
    for key, words in case.story.items():
        yield Paragraph((strong(f"{key}: "), words))
    problem = case.problem
    words = f"{number(len(problem.names), 'parameter')}, {number(len(problem.inputs), 'sample')} with "
    words += f"{number(problem.network.inputs, 'input')} each, at {len(problem.distinct)} different inputs"
    yield Paragraph(
        (
            strong("The network: "),
            f"{words}; the loss {problem.loss.name}.",
        )
    )


def _states(case: Case) -> Iterator[Block]:
    """What the file states, a line for each."""
    expect, lines = case.expect, list[Line]()
    if case.point.refine:
        lines.append(("its decimals stand for the one critical point of L that rounds to them",))
    if expect.value is not None:
        lines.append((f"L(theta) = {expect.value.text}",))
    if expect.method is not None:
        lines.append(
            (f"theta is a local minimum of L, by the method {expect.method.text}: {METHODS[expect.method.text]}",)
        )
    if expect.better_value is not None:
        lines.append((f"L is {expect.better_value.text} at another point, which is lower",))
    if expect.residual_gradients is not None:
        lines.append((f"the residual gradients are as listed, at {number(len(expect.residual_gradients), 'input')}",))
    if expect.order is not None:
        lines.append((f"L~ descends from the first [[center]] at the order {expect.order.text}, and at no lower one",))
    if expect.answer is not None:
        lines.append((f"the answer about the point is {expect.answer.text}",))
    if expect.rank is not None:
        lines.append((f"the rank of the point is {expect.rank.text}",))
    lines += [(f"{claim} {verdict.text} here",) for claim, verdict in expect.claims.items()]
    if case.statement is not None and case.witness is not None:
        variant = case.statement
        lines.append((f"{variant.claim.text} is false with {variant.changes}: at the witness it fails that "
                      f"{CONCLUSIONS[variant.conclusion]}",))  # fmt: skip
        method = case.witness.method.text
        lines.append((f"the witness is a local minimum of L~, by the method {method}: {WITNESS_METHODS[method]}",))
    if lines:
        yield Paragraph((strong("It states"),))
        yield Items(tuple(lines))
    else:
        yield Paragraph(("It states nothing of the point, and asks what L is there.",))


def _statement(statement: StatementFile) -> Iterator[Block]:
    yield Paragraph((f"A variant of {statement.claim}: {statement.changes}.",))
    if statement.dropped:
        yield Paragraph((strong("Assumptions that are given up: "), ", ".join(statement.dropped)))
    yield Paragraph((strong("It concludes: "), CONCLUSIONS[statement.conclusion]))
    yield Paragraph((f"Its author believes that it is {statement.expect}.",))


def _reports(folder: Path) -> Iterator[tuple[Path, Results]]:
    """The report of everything and that of a part, as far as there are any: the newer one first."""
    folders = [f for f in (folder, folder / results.PARTIAL) if (f / RESULTS).is_file()]
    for one in sorted(folders, key=lambda f: -(f / RESULTS).stat().st_mtime):
        try:
            yield one, results.read(one)
        except InputError:
            continue


def _found(case: Case, file: TomlFile, reports: Path) -> Iterator[Block]:
    for folder, document in _reports(reports):
        row = next((row for row in document["cases"] if row["name"] == case.name), None)
        if row is not None:
            yield from _outcome(row, folder, current=_is_current(file, case, folder, row))
            return
    yield _unchecked(case.path)


def _is_current(file: TomlFile, case: Case, folder: Path, row: CaseRow) -> bool:
    """Whether the certificates of the report are of the text that the file has now."""
    try:
        document = read_json(folder / row["certificates"]["file"])
    except InputError:
        return False
    kept = document.get("file") if isinstance(document, dict) else None
    same = isinstance(kept, dict) and canonical(stated(kept)) == canonical(stated(file.tables))
    return same and row["problem"]["sha256"] == case.problem.digest


def _outcome(row: CaseRow, folder: Path, current: bool) -> Iterator[Block]:
    count = Proved.of(row["findings"]).text.replace("/", " of ")
    yield Paragraph((strong("Found: "), badge(row["status"]), f", {count} statements about it proved."))
    if not current:
        yield Paragraph((strong("The file has been changed since: "), "what follows is about its former text."))
    answered = [words for words in sentences(row) if words.startswith("Proved: L ")]
    if answered:
        yield Paragraph((" ".join(answered),))
    yield Entries(tuple(told(verdict, ", ".join(names)) for verdict, names in said(row)))
    details = [
        (f"{name}: {o['detail']}",)
        for name, o in row["claims"].items()
        if o["verdict"] not in (Verdict.UNKNOWN, Verdict.NOT_APPLICABLE)
    ]
    if details:
        yield Items(tuple(details))
    wrong = troubles([row])
    if wrong:
        yield Entries(tuple(told(line.verdict, line.words) for line in wrong))
    yield Paragraph((soft(f"as {folder / 'index.html'} has it; check it again: verify check {row['path']}"),))


def _searched(path: Path, reports: Path) -> Iterator[Block]:
    name = case_name(path, None)
    for folder, document in _reports(reports):
        row = next((row for row in document["statements"] if row["name"] == name), None)
        if row is not None:
            yield Paragraph((strong("Found: "), badge(row["verdict"]), f" {row['grade'] or ''}, {row['status']}."))
            if row["proof"] is not None:
                yield Paragraph((f"{row['proof']['says']}: {'; '.join(row['proof']['because'])}",))
            elif row["detail"]:
                yield Paragraph((row["detail"],))
            yield Paragraph((soft(f"as {folder / 'index.html'} has it"),))
            return
    yield _unchecked(str(path))


def _unchecked(path: str) -> Paragraph:
    return Paragraph((strong("Found: "), f"nothing yet; run: verify check {path}"))
