"""The cells of the atlas, and what proves each of them: nothing is searched for here.

Each cell is a variant of ELIM: the neuron ``a*phi(u + b)``, u = w.x, the penalty, and one of two conclusions. It is

* ``false``, with a witness: the text of its ``necessity`` file, and the certificates that its statement is false;
* ``true``, with a certificate of ``kernel/statements.py``, not contradicted by a quick search; or
* ``unknown``.

Beside that stands what the criterion of ``notes/theory.md``, section 9, predicts. It decides nothing.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from ..claims.registry import claims, statements
from ..errors import CertificateError, VerifyError
from ..families.variants import NEURONS, PENALTIES, Neuron, Penalty, predicted
from ..files.problem_table import problem_from_tables
from ..files.statement_file import StatementFile, statement_from_tables
from ..kernel import checker
from ..kernel.certificate import canonical, read
from ..kernel.evidence import Grade
from ..kernel.statements import certificate_of, check_statement, statement_words
from ..problem.augmentation import PAPER_NEURON, PAPER_PENALTY
from ..verdict import Status, overall

Json = dict[str, Any]


def statement(neuron: Neuron, penalty: Penalty, conclusion: str) -> StatementFile:
    """The statement of a cell, for every lam > 0 and all data."""
    augment = {"neuron": neuron.formula, "penalty": penalty.formula}
    tables: Json = {
        "title": f"{neuron.formula} at the penalty {penalty.formula}",
        "kind": "statement",
        "source": "A cell of the atlas.",
        "statement": {
            "claim": "ELIM",
            "changes": f"the neuron {neuron.formula} and the penalty {penalty.formula}",
            "dropped": ["paper-augmentation"],
            "conclusion": conclusion,
        },
        "augment": augment,
    }
    made = statement_from_tables(tables, "atlas")
    if made.augmentation.neuron is PAPER_NEURON and made.augmentation.penalty is PAPER_PENALTY:
        tables["statement"]["dropped"] = []
        made = statement_from_tables(tables, "atlas")
    return made


KEYS = frozenset(
    {
        "neuron", "penalty", "conclusion", "verdict", "grade", "proof", "certificate", "certificates", "examples",
        "non_vacuous", "file", "method", "found_by", "predicted", "seconds",
    }
)  # fmt: skip


def criterion(neuron: Neuron, penalty: Penalty, conclusion: str) -> str:
    """What the criterion says of a cell, as a cell has it."""
    return str(predicted(neuron, penalty, conclusion)).lower()


def again(document: Json) -> Json:
    """The same atlas, each cell proved anew from what it carries; one that is not is ``unknown``, without a proof."""
    checked = [c if is_proved(c) else {**c, "verdict": "unknown", "grade": None} for c in document["cells"]]
    status = status_of(checked)
    return {**document, "cells": checked, "status": status, "exit": overall([status]).exit_code}


def status_of(found: Sequence[Json]) -> str:
    """``not as expected`` if a verdict contradicts the criterion, ``undecided`` if one is unknown."""
    if any(cell["verdict"] not in ("unknown", cell["predicted"]) for cell in found):
        return Status.NOT_AS_EXPECTED.text
    return (Status.UNDECIDED if any(cell["verdict"] == "unknown" for cell in found) else Status.AS_EXPECTED).text


def is_proved(cell: Json) -> bool:
    """Whether the proof that a cell carries is one of this very cell, carried out anew. ``unknown`` needs none."""
    neuron, penalty, conclusion = NEURONS[cell["neuron"]], PENALTIES[cell["penalty"]], cell["conclusion"]
    about = statement(neuron, penalty, conclusion)
    if set(cell) != KEYS or cell["predicted"] != criterion(neuron, penalty, conclusion):
        return False
    match cell["verdict"]:
        case "true":
            return cell["grade"] == Grade.SYMBOLIC.name.lower() and _holds(cell, about)
        case "false":
            try:
                tables = tomllib.loads(cell["file"])
            except (ValueError, TypeError, AttributeError):
                return False
            augment = dict(tables["augment"])
            positive = Fraction(augment.pop("lam", "1")) > 0
            same = tables["statement"] == about.table() and augment == about.augment
            return positive and same and _is_false(cell, tables, about)
        case verdict:
            return bool(verdict == "unknown")


def _is_false(cell: Json, tables: Json, about: StatementFile) -> bool:
    """Whether the kernel accepts the certificates, of which one is that the file's statement is false, as graded."""
    if cell["proof"] is not None or cell["certificate"] is not None:
        return False
    text: Json = {key: tables[key] for key in ("problem", "augment") if key in tables}
    bound = {key: value for key, value in tables.items() if key not in text}
    try:
        document = read(canonical(cell["certificates"]))
        if canonical(document.file) != canonical(bound):
            return False
        found = checker.check_document(problem_from_tables(text), document.content, statements()).values()
    except (VerifyError, KeyError, TypeError):
        return False
    about_it = [e for e in found if e.kind == "violation" and e.facts["claim"] == about.claim]
    return any(e.grade.name.lower() == cell["grade"] for e in about_it)


def _holds(cell: Json, about: StatementFile) -> bool:
    """Whether the kernel accepts the certificate, and the cell says what the kernel says."""
    try:
        found = check_statement(about, certificate_of(cell["certificate"]), claims()[about.claim].assumptions)
    except CertificateError:
        return False
    others = cell["certificates"] is None and cell["file"] is None
    return others and bool(cell["proof"] == statement_words(found))
