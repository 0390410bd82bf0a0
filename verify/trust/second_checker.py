"""The second checker, ``verify/recheck.py``, asked of the same subjects as the kernel. It shares no code with it.

It reads the text and the TOML file by itself. What stands alone and was valid once in this process is not checked again
for the same problem and the same data, as in the kernel: a mutant differs from its original in one place.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from .. import recheck
from ..claims.registry import statements
from ..commands.reprove import CASE_DOCUMENTS, FAMILIES, STATEMENT_DOCUMENTS, STEPS
from .documents import ATLAS, Answer, CertifiedDocument, CheckerAnswer

Json = Any


def second(subject: CertifiedDocument, text: str) -> CheckerAnswer:
    """What ``recheck.py`` says: accepted if all is valid, refused if something is invalid, else it cannot judge."""
    given = text.encode("utf-8", "surrogatepass")
    found = recheck.gathered_verdicts("file", _until_refused(_CHECKS[subject.folder](subject, given)))
    for answer, word in ((Answer.REFUSED, "invalid"), (Answer.CANNOT, "holey")):
        for kind, verdict, why in found:
            if verdict == word:
                return CheckerAnswer(answer, f"{kind}: {why}")
    return CheckerAnswer(Answer.ACCEPTED)


def _until_refused(verdicts: Iterator[recheck.Verdict]) -> Iterator[recheck.Verdict]:
    """The verdicts up to the first refusal: the answer is one then, whatever would follow."""
    for verdict in verdicts:
        yield verdict
        if verdict[1] == "invalid":
            return


class RememberingCase(recheck.Case):
    """A case that builds each problem once, and checks once what stands alone."""

    def problem(self, text: Json) -> recheck.Problem:
        """The problem of a text, as its canonical text was read before."""
        return _problem(recheck.canonical(text))

    def check(self, kind: Json, data: Json) -> recheck.Facts:
        """The facts that follow from the data."""
        if kind not in recheck.KINDS:
            return super().check(kind, data)
        return _facts(self.p, kind, recheck.canonical(data))


@lru_cache(maxsize=1000)
def _problem(text: str) -> recheck.Problem:
    return recheck.Problem(json.loads(text))


@lru_cache(maxsize=20_000)
def _facts(problem: recheck.Problem, kind: str, data: str) -> recheck.Facts:
    return recheck.KINDS[kind](problem, json.loads(data))


@lru_cache(maxsize=1000)
def _step(data: str) -> None:
    recheck.check_step(json.loads(data))


@cache
def _claims() -> Json:
    return json.loads(json.dumps({name: claim.table() for name, claim in statements().items()}))


@lru_cache(maxsize=1000)
def _toml(file: Path) -> Json:
    return recheck.read_toml(file)


def _stated(subject: CertifiedDocument) -> Json:
    assert subject.file is not None
    if subject.source is None:
        return _toml(subject.file)
    return recheck.with_data(recheck.toml_tables(subject.source.decode(), subject.file.name), subject.file)


def _of_case(subject: CertifiedDocument, text: bytes) -> Iterator[recheck.Verdict]:
    yield from recheck.check_case(recheck.json_of(text), _stated(subject), _claims(), made=RememberingCase)


def _of_instance(subject: CertifiedDocument, text: bytes) -> Iterator[recheck.Verdict]:
    yield from recheck.check_case(recheck.json_of(text), None, _claims(), made=RememberingCase)


def _of_steps(subject: CertifiedDocument, text: bytes) -> Iterator[recheck.Verdict]:
    yield from recheck.check_steps(recheck.json_of(text), _claims(), lambda data: _step(recheck.canonical(data)))


def _of_statement(subject: CertifiedDocument, text: bytes) -> Iterator[recheck.Verdict]:
    document = recheck.json_of(text)
    if subject.of_problem:
        yield from recheck.check_refutation(document, _stated(subject), _claims(), RememberingCase)
    else:
        yield from recheck.check_statement(document, _stated(subject), _claims())


def _of_cell(subject: CertifiedDocument, text: bytes) -> Iterator[recheck.Verdict]:
    cell, old = recheck.json_of(text, floats=True), subject.content
    same = all(cell[key] == old[key] for key in ("neuron", "penalty", "conclusion", "verdict"))
    recheck.need(same, "not each cell once, or another verdict, which is counted")
    assert subject.about is not None
    formulas = subject.about.augment
    yield from recheck.check_cell(cell, formulas["neuron"], formulas["penalty"], _claims(), RememberingCase)


_CHECKS: dict[str, Callable[[CertifiedDocument, bytes], Iterator[recheck.Verdict]]] = {
    CASE_DOCUMENTS: _of_case,
    FAMILIES: _of_instance,
    STEPS: _of_steps,
    STATEMENT_DOCUMENTS: _of_statement,
    ATLAS: _of_cell,
}
