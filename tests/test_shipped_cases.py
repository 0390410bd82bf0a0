"""The shipped files: a slip in any number of a point, a target or an expectation is noticed.

A file of the kind ``point`` states no number: with another digit it is about another point. What it states, its
answer, is exchanged in ``tests/prove/test_points.py``.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from verify.claims.registry import statements as known_statements
from verify.errors import InputError
from verify.files.load import is_statement, load
from verify.kernel.evidence import Evidence, Unknown
from verify.problem.case import FOLDERS, KINDS
from verify.prove.augmented_questions import descents
from verify.prove.inquiry import ask
from verify.prove.outcome import Result
from verify.prove.risk_questions import better_value, local_minimum, lower, norm, residual_values, value
from verify.prove.subject import Subject
from verify.prove.violation import violation
from verify.prove.witness_questions import witness_norm

CASES = Path(__file__).parent.parent / "counterexamples"
ALL = sorted(path for path in CASES.rglob("*.toml") if not is_statement(path))
FILES = [path for path in ALL if path.parent.name != FOLDERS["point"]]
SLIPS_TRIED = 6
NORM = re.compile(r"^(witness_)?norm = .*\n", re.MULTILINE)
NORMED = [path for path in FILES if NORM.search(path.read_text(encoding="utf-8"))]


def slips(text: str) -> Iterator[str]:
    """The file with one digit of a point or an expectation changed, or one sign of a target."""
    section, key, at = "", "", 0
    for line in text.splitlines(keepends=True):
        header = re.match(r"\[+([a-z.]+)\]+", line)
        section = header[1] if header else section
        assignment = re.match(r"\s*([a-z_]+)\s*=", line)
        key = assignment[1] if assignment else key
        target = section == "problem" and key == "targets"
        if target or section in ("point", "better", "expect", "witness"):
            for quoted in re.finditer(r'"([^"]*\d[^"]*)"', line):
                start, end, old = at + quoted.start(1), at + quoted.end(1), quoted[1]
                for new in [negated(old)] if target else changed(old):
                    yield text[:start] + new + text[end:]
        at += len(line)


def negated(number: str) -> str:
    return f"-({number})" if re.search("[1-9]", number) else f"{number} + 1"


def changed(number: str) -> Iterator[str]:
    digits = [i for i, character in enumerate(number) if character.isdigit()]
    for i in {digits[0], digits[-1]}:
        yield f"{number[:i]}{(int(number[i]) + 1) % 10}{number[i + 1 :]}"


def statements(path: Path) -> Iterator[Result]:
    """What the file states about L, and the order of descent: one after the other, for who needs no more."""
    subject = Subject.of(load(path), all_centers=False)
    questions = [value(subject), *norm(subject), *better_value(subject), *lower(subject), *residual_values(subject)]
    if subject.case.expect.order is not None:
        questions += descents(subject)
    if subject.case.kind in ("bad-minimum", "data-optimal"):
        questions.append(local_minimum(subject))
    for question in [*questions, *witness_norm(subject)]:
        yield from ask(subject, [question]).to([question])
    if subject.case.statement is not None:
        shown = violation(subject, known_statements())
        yield from shown.evidence or [Unknown("method", shown.detail)]


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(CASES)))
def test_a_slip_in_a_number_is_noticed(path: Path, tmp_path: Path) -> None:
    all_slips = list(slips(path.read_text(encoding="utf-8")))
    assert all_slips
    for text in random.Random(path.name).sample(all_slips, min(SLIPS_TRIED, len(all_slips))):
        assert noticed(text, tmp_path / path.name), text


def noticed(text: str, copy: Path) -> bool:
    """Whether something that a file with this text states is not proved."""
    copy.write_text(text, encoding="utf-8")
    try:
        return not all(isinstance(result, Evidence) for result in statements(copy))
    except InputError:
        return True


@pytest.mark.parametrize("path", NORMED, ids=lambda p: str(p.relative_to(CASES)))
def test_a_norm_stands_only_where_it_alone_notices_a_slip(path: Path, tmp_path: Path) -> None:
    """Where every digit of the point counts for something else, the norm would say nothing new."""
    text = path.read_text(encoding="utf-8")
    without = NORM.sub("", text)
    assert any(not noticed(slip, tmp_path / path.name) for slip in slips(without))


def test_every_kind_of_case_is_shipped() -> None:
    assert {load(path).kind for path in ALL} == set(KINDS)
