"""The cells of the atlas, and what proves each of them: nothing is searched for here.

Each cell is a variant of ELIM: the neuron ``a*phi(u + b)``, u = w.x, the penalty, and one of two conclusions. It is

* ``false``, with a witness: the text of its ``necessity`` file, and the certificates that its statement is false;
* ``true``, with a certificate of ``kernel/statements.py``, not contradicted by a quick search; or
* ``unknown``.

Beside that stands what the criterion of ``notes/theory.md``, section 9, predicts. It decides nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..errors import CertificateError, InputError, VerifyError
from ..exact import exact, shorten
from ..files.json_file import read_json
from ..files.load import toml_of
from ..files.problem_table import shared_problem
from ..files.statement_file import StatementFile, statement_from_tables
from ..kernel import checker
from ..kernel.certificate import canonical, read
from ..kernel.claim_statement import ClaimStatement
from ..kernel.evidence import Evidence
from ..kernel.statements import certificate_of, check_statement, statement_words
from ..problem.augmentation import PAPER_NEURON, PAPER_PENALTY
from ..verdict import CellVerdict, status_of_cells
from .checked import AtlasCell, AtlasDocument

Json = dict[str, Any]
Claims = Mapping[str, ClaimStatement]

FORMAT = "verify-minima atlas"
VERSION = 2
WITNESS = Path("the file of the witness")


def statement(neuron: str, penalty: str, conclusion: str) -> StatementFile:
    """The statement of a cell with these formulas, for every lam > 0 and all data."""
    tables: Json = {
        "title": f"{neuron} at the penalty {penalty}",
        "kind": "statement",
        "source": "A cell of the atlas.",
        "statement": {
            "claim": "ELIM",
            "changes": f"the neuron {neuron} and the penalty {penalty}",
            "dropped": ["paper-augmentation"],
            "conclusion": conclusion,
        },
        "augment": {"neuron": neuron, "penalty": penalty},
    }
    made = statement_from_tables(tables, "atlas")
    if made.augmentation.neuron is PAPER_NEURON and made.augmentation.penalty is PAPER_PENALTY:
        tables["statement"]["dropped"] = []
        made = statement_from_tables(tables, "atlas")
    return made


def name(cell: Json) -> str:
    """A cell in words."""
    return f"{cell['neuron']}, {cell['penalty']}: {cell['conclusion']}"


def read_cells(path: Path) -> list[tuple[Json, StatementFile]]:
    """The cells of an atlas in a file, each with its statement, which the file's own table of formulas gives.

    Raises:
        InputError: it cannot be read, is no atlas, or lacks a cell or has one twice.
    """
    try:
        document = read_json(path)
        if (document["format"], document["version"]) != (FORMAT, VERSION):
            raise ValueError(f"its 'format' and 'version' are not {FORMAT} and {VERSION}")
        found = {name(cell): (cell, of_cell(document, cell)) for cell in document["cells"]}
        axes = (document["neurons"], document["penalties"], document["conclusions"])
        wanted = {name({"neuron": n, "penalty": p, "conclusion": c}) for n in axes[0] for p in axes[1] for c in axes[2]}
        if found.keys() != wanted or len(document["cells"]) != len(wanted):
            raise ValueError("its cells are not one for each neuron, penalty and conclusion")
    except (ValueError, KeyError, TypeError, AttributeError, VerifyError) as error:
        raise InputError(f"is not an atlas of this version ({error}); run `verify atlas` again", str(path)) from error
    return list(found.values())


def of_cell(document: Mapping[str, Any], cell: Mapping[str, Any]) -> StatementFile:
    """The statement of a cell of this atlas."""
    return statement(document["neurons"][cell["neuron"]], document["penalties"][cell["penalty"]], cell["conclusion"])


def again(document: AtlasDocument, claims: Claims) -> AtlasDocument:
    """The same atlas, each cell proved anew from what it carries; one that is not is ``unknown``, without a proof."""
    cells = document["cells"]
    checked: list[AtlasCell] = [
        cell
        if is_proved(cell, of_cell(document, cell), claims)
        else {**cell, "verdict": CellVerdict.UNKNOWN, "grade": None}
        for cell in cells
    ]
    status = status_of_cells((cell["verdict"], cell["predicted"]) for cell in checked)
    return {**document, "cells": checked, "status": status, "exit": status.exit_code}


def is_proved(cell: Mapping[str, Any], about: StatementFile, claims: Claims) -> bool:
    """Whether the proof that a cell carries is one of this very cell, carried out anew. ``unknown`` needs none."""
    try:
        proved(cell, about, claims)
    except CertificateError:
        return False
    return True


def proved(cell: Mapping[str, Any], about: StatementFile, claims: Claims) -> list[Evidence]:
    """What the certificates of a cell prove, the verdict of its statement among it; nothing if that is ``unknown``.

    Args:
        cell: with its verdict, and its certificates.
        about: its statement.
        claims: by name.

    Raises:
        CertificateError: a certificate is refused, or they do not prove this verdict of this statement.
    """
    if about.claim not in claims:
        raise CertificateError(f"there is no claim {about.claim}")
    if set(cell) != AtlasCell.__required_keys__:
        raise CertificateError("the cell has other keys than those of a cell")
    try:
        match cell["verdict"]:
            case CellVerdict.TRUE:
                return [_true(cell, about, claims)]
            case CellVerdict.FALSE:
                return _false(cell, toml_of(cell["file"].encode(), WITNESS).tables, about, claims)
            case CellVerdict.UNKNOWN:
                return []
            case verdict:
                raise CertificateError(f"the verdict {shorten(repr(verdict))} is none of {', '.join(CellVerdict)}")
    except CertificateError:
        raise
    except (VerifyError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise CertificateError(f"the cell is not written as it should be ({error})") from error


def _true(cell: Mapping[str, Any], about: StatementFile, claims: Claims) -> Evidence:
    found = check_statement(about, certificate_of(cell["certificate"]), claims[about.claim].assumptions)
    if cell["proof"] != statement_words(found) or cell["grade"] != found.grade.name.lower():
        raise CertificateError("the cell says something else than its certificate proves")
    return found


def _false(cell: Mapping[str, Any], tables: Json, about: StatementFile, claims: Claims) -> list[Evidence]:
    """All of a document about the file of a witness, one of them that the file's statement is false."""
    augment = dict(tables["augment"])
    if not exact(augment.pop("lam", "1")) > 0:
        raise CertificateError("the witness is not about a positive lam")
    if tables["statement"] != about.table() or augment != about.augment:
        raise CertificateError("the witness is about another statement")
    text: Json = {key: tables[key] for key in ("problem", "augment") if key in tables}
    bound = {key: value for key, value in tables.items() if key not in text}
    document = read(canonical(cell["certificates"]))
    if canonical(document.file) != canonical(bound):
        raise CertificateError("the certificates were made for another file")
    found = list(checker.check_document(shared_problem(text), document.content, claims).values())
    about_it = [e for e in found if e.kind == "violation" and e.facts["claim"] == about.claim]
    if not any(e.grade.name.lower() == cell["grade"] for e in about_it):
        raise CertificateError("no certificate proves that the statement is false, at the grade that the cell says")
    return found
