"""A trained model, its data and what it was trained for, as a case: the TOML file, and two CSV files beside it."""

from __future__ import annotations

import csv
import hashlib
from dataclasses import dataclass
from functools import cached_property
from io import StringIO
from pathlib import Path
from typing import Any

from ..errors import InputError
from ..exact import exact, half_unit, significant
from ..files.load import problem_from_tables
from ..files.toml_writer import toml
from ..numerics import ball
from ..numerics.program import Program
from ..problem.expression import Expr
from ..problem.objective import Problem
from .dense_model import DenseModel
from .objective_text import TrainingObjective
from .training_data import Columns, Rows

DIGITS = 10
"""Significant digits of L(theta) in the file."""

PRECISIONS = (128, 512, 2048, 8192)

_HEAD = """\
# A trained model, taken as it is: every weight is the exact number that its float is.
# notes/import.md describes what is stated here. Ask what L is near it with: verify classify FILE
"""


@dataclass(frozen=True, eq=False)
class ImportedCase:
    """A case that is not written yet.

    Attributes:
        title, source: for people.
        model: gives network and theta.
        inputs, targets: the data; the texts are exact numbers.
        objective: what L is.
        place: the model, as messages name it.
    """

    title: str
    source: str
    model: DenseModel
    inputs: Columns
    targets: Columns
    objective: TrainingObjective
    place: str

    @cached_property
    def theta(self) -> list[str]:
        """The parameters, each the text of an exact number."""
        return self.model.theta(self.place)

    @cached_property
    def problem(self) -> Problem:
        """The problem of the case.

        Raises:
            FileError: the format of cases cannot express it, or it is too large.
        """
        return problem_from_tables({"problem": self._problem(self.inputs.rows, self.targets.rows)})

    @cached_property
    def outputs(self) -> list[list[float]]:
        """The outputs of the network at theta, one row for each sample; floats, for people."""
        rows = self.problem.outputs
        values = iter(self._balls([x for row in rows for x in row], PRECISIONS[0]))
        return [[ball.approximate(next(values)) for _ in row] for row in rows]

    @cached_property
    def value(self) -> str:
        """L(theta), correctly rounded, as ``[expect]`` writes it.

        Raises:
            InputError: no precision is enough.
        """
        for bits in PRECISIONS:
            value = self._balls([self.problem.risk], bits)[0]
            if ball.sign(value) == 0:
                return "0"
            if ball.sign(value) is None:
                continue
            for digits in (DIGITS, DIGITS + 5):  # a number halfway between two decimals is known by more digits
                text = significant(ball.midpoint(value), digits)
                with ball.precision(bits):
                    if ball.within(value, exact(text), half_unit(text)):
                        return f"~{text}"
        raise InputError(f"L(theta) has no sign at {PRECISIONS[-1]} bits", self.place)

    @property
    def right(self) -> int | None:
        """How many samples the model puts into their class; None if the targets are no classes."""
        kind = self.objective.targets
        wanted = [[exact(text) for text in row] for row in self.targets.rows]
        if kind == "real" or {y for row in wanted for y in row} - {-1, 0, 1}:
            return None
        if kind == "distribution":
            pairs = zip(self.outputs, wanted, strict=True)
            return sum(q.index(max(q)) == y.index(max(y)) for q, y in pairs)
        return sum([v > 0 for v in q] == [v == 1 for v in y] for q, y in zip(self.outputs, wanted, strict=True))

    def write(self, path: Path) -> list[Path]:
        """Write the file and what belongs to it, and say which files these are.

        Raises:
            InputError: one of them exists already.
        """
        data, theta = path.with_name(f"{path.stem}-data.csv"), path.with_name(f"{path.stem}-theta.csv")
        names = self.model.network.parameters
        samples = [x + y for x, y in zip(self.inputs.rows, self.targets.rows, strict=True)]
        texts = {
            data: _csv(self.inputs.names + self.targets.names, samples),
            theta: _csv(("parameter", "value"), [list(pair) for pair in zip(names, self.theta, strict=True)]),
        }
        inputs = _named(data, texts[data], self.inputs.names)
        problem = self._problem(inputs, _named(data, texts[data], self.targets.names))
        tables = {
            "title": self.title,
            "kind": "point",
            "source": self.source,
            "problem": problem,
            "point": {"theta": _named(theta, texts[theta], ("value",))},
        }
        texts[path] = _HEAD + toml(tables)
        for file in texts:
            if file.exists():
                raise InputError("exists already; choose another name, or remove it", str(file))
        path.parent.mkdir(parents=True, exist_ok=True)
        for file, text in texts.items():
            file.write_bytes(text.encode())
        return [path, data, theta]

    def _problem(self, inputs: Any, targets: Any) -> dict[str, Any]:
        network = self.model.network
        described: dict[str, Any] = {"widths": list(network.widths)}
        if len(network.widths) > 2:
            described["activation"] = network.activation
        if not network.bias:
            described["bias"] = False
        table = {
            "network": described,
            "loss": self.objective.table,
            "reduction": self.objective.reduction,
            "inputs": inputs,
            "targets": targets,
        }
        regularizer = self.objective.regularizer(network)
        return table if regularizer is None else {**table, "regularizer": regularizer}

    def _balls(self, formulas: list[Expr], bits: int) -> list[ball.Ball]:
        with ball.precision(bits):
            values = [ball.ball(exact(text)) for text in self.theta]
            return Program(formulas, self.problem.names).run(ball.BALLS, values)


def _csv(columns: tuple[str, ...], rows: Rows) -> str:
    file = StringIO(newline="")
    csv.writer(file, lineterminator="\n").writerows([columns, *rows])
    return file.getvalue()


def _named(file: Path, text: str, columns: tuple[str, ...]) -> dict[str, Any]:
    return {"file": file.name, "columns": list(columns), "sha256": hashlib.sha256(text.encode()).hexdigest()}
