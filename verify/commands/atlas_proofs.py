"""The cells of the atlas, and what proves each of them: nothing is searched for here.

Each cell is a variant of ELIM: the neuron ``a*phi(u + b)``, u = w.x, the penalty, and one of two conclusions. It is

* ``false``, with a witness: the text of its ``necessity`` file, and the certificates that its statement is false;
* ``true``, with a certificate of ``kernel/statements.py``, not contradicted by a quick search; or
* ``unknown``.

Beside that stands what the criterion of ``notes/theory.md``, section 9, predicts. It decides nothing.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from ..claims.registry import claims, statements
from ..errors import CertificateError, VerifyError
from ..families.variants import NEURONS, PENALTIES, Neuron, Penalty
from ..files.problem_table import problem_from_tables
from ..files.statement_file import StatementFile, statement_from_tables
from ..kernel import checker
from ..kernel.certificate import canonical
from ..kernel.statements import certificate_of, check_statement, statement_words
from ..problem.augmentation import PAPER_NEURON, PAPER_PENALTY
from ..verdict import Status, overall
from .checked import AtlasCell, AtlasDocument

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


def again(document: AtlasDocument) -> AtlasDocument:
    """The same atlas, each cell proved anew from what it carries; one that is not is ``unknown``, without a proof."""
    checked: list[AtlasCell] = [
        c if is_proved(c) else {**c, "verdict": "unknown", "grade": None} for c in document["cells"]
    ]
    status = status_of(checked)
    return {**document, "cells": checked, "status": status, "exit": overall([status]).exit_code}


def status_of(found: Sequence[Mapping[str, Any]]) -> str:
    """``not as expected`` if a verdict contradicts the criterion, ``undecided`` if one is unknown."""
    if any(cell["verdict"] not in ("unknown", cell["predicted"]) for cell in found):
        return Status.NOT_AS_EXPECTED.text
    return (Status.UNDECIDED if any(cell["verdict"] == "unknown" for cell in found) else Status.AS_EXPECTED).text


def is_proved(cell: Mapping[str, Any]) -> bool:
    """Whether the proof that a cell carries is one of this very cell, carried out anew. ``unknown`` needs none."""
    about = statement(NEURONS[cell["neuron"]], PENALTIES[cell["penalty"]], cell["conclusion"])
    match cell["verdict"]:
        case "true":
            return _holds(cell, about)
        case "false":
            tables = tomllib.loads(cell["file"])
            augment = dict(tables["augment"])
            positive = Fraction(augment.pop("lam", "1")) > 0
            same = tables["statement"] == about.table() and augment == about.augment
            return positive and same and _is_false(cell["certificates"], tables, about)
        case verdict:
            return bool(verdict == "unknown")


def _is_false(document: Json, tables: Json, about: StatementFile) -> bool:
    """Whether the kernel accepts the certificates, of which one is that the file's statement is false."""
    text: Json = {key: tables[key] for key in ("problem", "augment") if key in tables}
    bound = {key: value for key, value in tables.items() if key not in text}
    try:
        if canonical(document["file"]) != canonical(bound):
            return False
        found = checker.check_document(problem_from_tables(text), document, statements()).values()
    except (VerifyError, KeyError, TypeError):
        return False
    return any(e.kind == "violation" and e.facts["claim"] == about.claim for e in found)


def _holds(cell: Mapping[str, Any], about: StatementFile) -> bool:
    """Whether the kernel accepts the certificate, and the cell says what the kernel says."""
    try:
        found = check_statement(about, certificate_of(cell["certificate"]), claims()[about.claim].assumptions)
    except CertificateError:
        return False
    return bool(cell["proof"] == statement_words(found))
