"""Reads a statement file: a variant of a claim as data, without a witness. ``notes/search.md`` describes the format.

A ``necessity`` file is read as well: its witness is ignored, and its problem only says which loss, how many inputs and
how many outputs the statement is about.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from ..exact import exact, shorten
from ..problem.augmentation import Augmentation
from ..problem.case import BASIS, CONCLUSIONS, POINTS
from ..problem.losses import LOSSES
from .augment_table import fitted, read_augmentation
from .load import TomlFile, read_tables
from .reader import Reader
from .schema import (
    AugmentShape,
    BasisShape,
    BetterShape,
    CenterShape,
    ExpectShape,
    LossShape,
    PointShape,
    ProblemShape,
    StatementShape,
    TablesShape,
    WitnessShape,
)
from .schema_check import check_shapes
from .source_positions import Places, spelled
from .statement_table import read_points

LAM_CLASSES: dict[str, tuple[str, ...]] = {
    "positive": ("1", "1/10", "1/100", "1/2", "1/1000"),
    "negative": ("-1", "-1/10", "-1/100"),
    "nonzero": ("1", "1/10", "-1/10", "1/100", "-1", "1/1000"),
    "zero": ("0",),
    "free": ("1", "0", "1/10", "-1/10", "1/100", "-1"),
}
"""The classes of lam, each with the values that the search tries."""

DATA = ("any", "distinct", "repeated", "realizable", "conflicting")
NETWORKS = ("any", "dead", "trained")
EXPECTED = ("false", "true")
KINDS = ("statement", "necessity")


class SoughtShape(StatementShape):
    """``[statement]`` of a statement file: what a ``necessity`` file has, and what the instances are like."""

    expect: str | None = None
    loss: LossShape | str | None = None
    inputs: int | None = None
    outputs: int | None = None
    distinct: int | None = None
    data: str | None = None
    networks: str | None = None


class StatementFileShape(TablesShape):
    """A whole statement file; what a ``necessity`` file has besides is allowed, and not used."""

    title: str | None
    kind: str | None
    source: str | None
    belief: str | None = None
    catch: str | None = None
    restores: str | None = None
    statement: SoughtShape | None
    problem: ProblemShape | None = None
    augment: AugmentShape | None = None
    point: PointShape | None = None
    witness: WitnessShape | None = None
    basis: BasisShape | None = None
    better: BetterShape | None = None
    center: list[CenterShape] | None = None
    expect: ExpectShape | None = None


@dataclass(frozen=True, eq=False)
class StatementFile:
    """A statement to be refuted, or to stand.

    Attributes:
        path, title, source: of the file.
        claim, changes, dropped, points, conclusion: as in a ``necessity`` file, see ``case.Statement``.
        loss: the table or name of the loss that the statement is about; None for any that meets the assumptions.
        inputs, outputs: the dimensions of the instances.
        distinct: the greatest number of different inputs that an instance may have; None for no limit.
        data: ``distinct`` if all inputs are different, ``repeated`` if some input stands twice, ``conflicting`` if with
            different targets, ``realizable`` if equal inputs carry equal targets; or ``any``.
        networks: ``dead`` if near theta no output at an input changes, ``trained`` if on every neighbourhood of theta
            one does; or ``any``.
        expect: ``false`` or ``true``: what the author of the file believes.
        augment: the table ``[augment]`` as written, without ``lam``.
        augmentation: what it denotes.
        lam: a number, or a key of ``LAM_CLASSES``.
        tables: the whole file as written, to make the same statement again in another process.
    """

    path: str
    title: str
    source: str
    claim: str
    changes: str
    dropped: tuple[str, ...]
    points: str
    conclusion: str
    loss: Any
    inputs: int
    outputs: int
    distinct: int | None
    data: str
    networks: str
    expect: str
    augment: Mapping[str, Any]
    augmentation: Augmentation
    lam: str
    tables: Mapping[str, Any]

    @property
    def lams(self) -> tuple[Fraction, ...]:
        """The values of lam that the search tries, simplest first."""
        return tuple(exact(text) for text in LAM_CLASSES.get(self.lam, (self.lam,)))

    def table(self) -> dict[str, Any]:
        """``[statement]`` as a ``necessity`` file has it."""
        found: dict[str, Any] = {"claim": self.claim, "changes": self.changes}
        if self.dropped:
            found["dropped"] = list(self.dropped)
        if self.points != POINTS[0]:
            found["points"] = self.points
        return {**found, "conclusion": self.conclusion}


def load_statement(path: Path) -> StatementFile:
    """The statement that the file makes.

    Raises:
        FileError: the file cannot be read, or has faults; it lists all of them, each with its line.
    """
    return statement_of(read_tables(path))


def statement_of(file: TomlFile) -> StatementFile:
    """The statement that a file makes which was read; the same as ``load_statement``."""
    return statement_from_tables(file.tables, str(file.path), file.places)


def statement_from_tables(tables: Mapping[str, Any], path: str, places: Places = spelled) -> StatementFile:
    """The statement that the tables of a file make; ``path`` names it in messages.

    Raises:
        FileError: the tables have faults; it lists all of them.
    """
    reader = Reader(places)
    shape = check_shapes(tables, StatementFileShape, reader)
    found = _read(shape, tables, path, reader) if isinstance(shape, StatementFileShape) else None
    reader.finish()
    assert found is not None
    return found


def _read(shape: StatementFileShape, tables: Mapping[str, Any], path: str, reader: Reader) -> StatementFile | None:
    reader.choice(shape.kind, KINDS, ("kind",), "a kind of statement file")
    part = shape.statement
    if part is None:
        return None
    conclusion = reader.choice(part.conclusion, CONCLUSIONS, ("statement", "conclusion"), "a conclusion")
    if conclusion in BASIS and shape.kind == "statement":
        reader.fault(("statement", "conclusion"), 'nothing searches for models: write a file of kind "necessity"')
    points = read_points(part.points, conclusion, reader)
    expect = reader.choice(part.expect or "false", EXPECTED, ("statement", "expect"), "'false' or 'true'")
    data = reader.choice(part.data or "any", DATA, ("statement", "data"), "a class of data")
    networks = reader.choice(part.networks or "any", NETWORKS, ("statement", "networks"), "a class of networks")
    usual = "zero" if "lam-nonzero" in (part.dropped or ()) else "1" if shape.kind == "necessity" else "positive"
    lam, augmentation = _augmentation(shape.augment, usual, reader)
    loss = part.loss.model_dump(exclude_none=True) if isinstance(part.loss, LossShape) else part.loss
    loss = loss if loss is not None else _problem_loss(tables)
    name = loss.get("name") if isinstance(loss, dict) else loss
    if name is not None:
        reader.choice(name, LOSSES, ("statement", "loss"), "a loss")
    inputs = _count(part.inputs, _columns(tables, "inputs"), "inputs", 10, reader)
    outputs = _count(part.outputs, _columns(tables, "targets"), "outputs", 10, reader)
    distinct = None if part.distinct is None else _count(part.distinct, 1, "distinct", 1000, reader)
    if augmentation is not None:
        augmentation = fitted(augmentation, outputs, reader)
    if reader.faults or shape.title is None or shape.source is None or part.claim is None or part.changes is None:
        return None
    if (
        conclusion is None
        or points is None
        or expect is None
        or data is None
        or networks is None
        or augmentation is None
    ):
        return None
    augment = {key: value for key, value in tables.get("augment", {}).items() if key != "lam"}
    return StatementFile(
        path=path, title=shape.title, source=shape.source, claim=part.claim, changes=part.changes,
        dropped=tuple(part.dropped or ()), points=points, conclusion=conclusion, loss=loss, inputs=inputs,
        outputs=outputs, distinct=distinct, data=data, networks=networks, expect=expect, augment=augment,
        augmentation=augmentation, lam=lam, tables=tables,
    )  # fmt: skip


def _augmentation(shape: AugmentShape | None, usual: str, reader: Reader) -> tuple[str, Augmentation | None]:
    shape = shape or AugmentShape()
    lam = shape.lam if shape.lam is not None else usual
    value = LAM_CLASSES[lam][0] if lam in LAM_CLASSES else lam
    return lam, read_augmentation(shape.model_copy(update={"lam": value}), reader)


def _problem_loss(tables: Mapping[str, Any]) -> Any:
    return tables.get("problem", {}).get("loss")


def _columns(tables: Mapping[str, Any], key: str) -> int:
    """The length of the first row of the inputs or targets of an ignored ``[problem]``; 1 without one."""
    rows = tables.get("problem", {}).get(key) or [[None]]
    return max(len(rows[0]), 1)


def _count(value: int | None, default: int, key: str, most: int, reader: Reader) -> int:
    if value is not None and not 1 <= value <= most:
        reader.fault(("statement", key), f"{shorten(value)} is out of range: an integer from 1 to {most}")
    return default if value is None else value
