"""Reads ``[problem]`` and ``[augment]`` into a problem, and binds it to their text by a digest."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from typing import Any

from ..problem.augmentation import Augmentation
from ..problem.expression import ZERO, Expr, num, var
from ..problem.folding import trouble
from ..problem.formula_loss import hessian_of_quadratic
from ..problem.network import Network
from ..problem.objective import MAX_WRITTEN, Problem, SampleLoss
from .augment_table import fitted, read_augmentation
from .loss_table import TARGETS, Targets, read_loss
from .network_table import INPUTS, Inputs, read_network
from .reader import Reader, whole
from .schema import ProblemShape, TablesShape
from .schema_check import check_shapes
from .source_positions import spelled

WEIGHTS = ("problem", "weights")
REGULARIZER = ("problem", "regularizer")


def canonical(tables: Mapping[str, Any]) -> str:
    """The one text of ``tables``: JSON with sorted keys, no spaces, ASCII only.

    >>> canonical({"b": ["1/2"], "a": True})
    '{"a":true,"b":["1/2"]}'
    """
    return json.dumps(tables, sort_keys=True, separators=(",", ":"), ensure_ascii=True)


def bound_tables(tables: Mapping[str, Any]) -> dict[str, Any]:
    """The tables of a file that its certificates are bound to, as written; an absent ``[augment]`` is empty."""
    return {"problem": tables["problem"], "augment": tables.get("augment", {})}


def digest(tables: Mapping[str, Any]) -> str:
    """The SHA-256, in hex, of the canonical text of ``bound_tables(tables)``."""
    return hashlib.sha256(canonical(bound_tables(tables)).encode("ascii")).hexdigest()


def problem_from_tables(tables: Mapping[str, Any]) -> Problem:
    """The problem that ``{"problem": {...}, "augment": {...}}`` describes, in the format of the problem files.

    Raises:
        FileError: with all faults; their places are written like ``problem.inputs[0][1]``.
    """
    reader = Reader(spelled)
    shape = check_shapes(tables, TablesShape, reader)
    problem = read_problem(shape, tables, reader).problem if shape is not None else None
    reader.finish()
    assert problem is not None
    return problem


def shared_problem(tables: Mapping[str, Any]) -> Problem:
    """The same as ``problem_from_tables``, and one and the same problem for one text, so that proofs of it are kept.

    Args:
        tables: values of JSON.
    """
    return _problem_of_text(canonical(tables))


@lru_cache(maxsize=512)
def _problem_of_text(text: str) -> Problem:
    return problem_from_tables(json.loads(text))


@dataclass(frozen=True)
class Parts:
    """The parts of a problem; None stands for one that is missing or faulty, and has been reported.

    ``problem`` is there only if everything is in order. The other parts serve to check the rest of a faulty file:
    ``dimension``, the length of an input, may be known where the inputs are not.
    """

    inputs: Inputs | None = None
    dimension: int | None = None
    network: Network | None = None
    loss: SampleLoss | None = None
    augmentation: Augmentation | None = None
    problem: Problem | None = None

    @property
    def outputs(self) -> int | None:
        """K, the number of outputs of the network."""
        return None if self.network is None else self.network.outputs

    @property
    def samples(self) -> int | None:
        """m, the number of inputs."""
        return None if self.inputs is None else len(self.inputs)

    @property
    def distinct(self) -> int | None:
        """n, the number of different inputs."""
        return None if self.inputs is None else len(set(self.inputs))


def read_problem(shape: TablesShape, tables: Mapping[str, Any], reader: Reader) -> Parts:
    """The problem and its parts."""
    augmentation = read_augmentation(shape.augment, reader)
    part = shape.problem
    if part is None:
        return Parts(augmentation=augmentation)
    inputs = _inputs(part.inputs, reader)
    dimension = _columns(tables["problem"].get("inputs"))
    network = read_network(part.network, dimension, inputs, reader)
    if network is not None and augmentation is not None:
        augmentation = fitted(augmentation, network.outputs, reader)
    columns = len(part.targets[0]) if part.targets else None
    outputs = network.outputs if network is not None else columns
    targets = _targets(part, outputs, reader)
    weights = _weights(part, reader)
    loss = read_loss(part.loss, outputs, targets, reader)
    reduction = reader.choice(part.reduction or "mean", ("mean", "sum"), ("problem", "reduction"), "'mean' or 'sum'")
    regularizer = _regularizer(part.regularizer, network, reader)
    parts = Parts(inputs, dimension, network, loss, augmentation)
    if network is None or inputs is None or targets is None or weights is None or loss is None:
        return parts
    if regularizer is None or reduction is None or augmentation is None or reader.faults:
        return parts
    problem = Problem(
        network=network,
        loss=loss,
        inputs=inputs,
        targets=targets,
        weights=weights,
        reduction=reduction,
        regularizer=regularizer,
        augmentation=augmentation,
        digest=digest(tables),
    )
    return replace(parts, problem=problem) if _can_be_written(problem, reader) else parts


def _columns(rows: object) -> int | None:
    """The length of the first row, if there is one; ``rows`` is as written, right or wrong."""
    first = rows[0] if isinstance(rows, list) and rows else None
    return len(first) if isinstance(first, list) and first else None


def _inputs(rows: Sequence[Sequence[str]] | None, reader: Reader) -> Inputs | None:
    if rows is None:
        return None
    if not rows or not rows[0]:
        reader.fault(INPUTS, 'problem.inputs is empty: write at least one sample, such as [["0"]]')
        return None
    fits = [reader.length(row, len(rows[0]), (*INPUTS, i), "as many as the first input") for i, row in enumerate(rows)]
    values = whole([reader.numbers(row, (*INPUTS, i)) for i, row in enumerate(rows)])
    return values if all(fits) else None


def _targets(part: ProblemShape, outputs: int | None, reader: Reader) -> Targets | None:
    rows = part.targets
    if rows is None:
        return None
    fits = [part.inputs is None or reader.length(rows, len(part.inputs), TARGETS, "one row per input")]
    what = "one target per output of the network"
    fits += [reader.length(row, outputs, (*TARGETS, i), what) for i, row in enumerate(rows)]
    values = whole([reader.formulas(row, (*TARGETS, i)) for i, row in enumerate(rows)])
    return values if all(fits) else None


def _weights(part: ProblemShape, reader: Reader) -> tuple[Fraction, ...] | None:
    if part.weights is None:
        return None if part.inputs is None or "weights" in part.model_fields_set else (Fraction(1),) * len(part.inputs)
    fits = part.inputs is None or reader.length(part.weights, len(part.inputs), WEIGHTS, "one weight per sample")
    values = [reader.number(text, (*WEIGHTS, i), positive=True) for i, text in enumerate(part.weights)]
    return whole(values) if fits else None


def _regularizer(text: str | None, network: Network | None, reader: Reader) -> Expr | None:
    if text is None:
        return ZERO
    return None if network is None else reader.formula(text, REGULARIZER, network.parameters)


def _can_be_written(problem: Problem, reader: Reader) -> bool:
    """Whether L and L~ can be written down: no constant in them explodes, and each has a value."""
    if problem.loss.record is None:
        names = [f"q{k + 1}" for k in range(problem.network.outputs)]
        # A polynomial in the outputs has a value wherever its coefficients have.
        anywhere: Sequence[Expr] = [num(Fraction(1, 3))] * len(names)
        outputs = problem.outputs if problem.written else [anywhere] * problem.samples
        for i, (q, y) in enumerate(zip(outputs, problem.targets, strict=True)):
            loss = problem.loss.build([var(name) for name in names], y)
            if not problem.written and hessian_of_quadratic(loss, names) is None:
                words = "a loss by formula that is no polynomial of degree 2 in the outputs"
                reader.fault(("problem", "loss"), f"{words} is for samples times parameters up to {MAX_WRITTEN}")
                return False
            fault = trouble([loss], dict(zip(names, q, strict=True)))
            if fault is not None:
                reader.fault((*INPUTS, i), f"the loss {fault} at the output of the network for this input")
                return False
    if any(not any(x) for x in problem.inputs):
        fault = trouble([problem.augmentation.neuron], {"u": ZERO})
        if fault is not None:
            reader.fault(("augment", "neuron"), f"the neuron {fault} at u = 0, which is u at the input 0")
            return False
    fault = trouble([problem.regularizer], {})
    if fault is not None:
        reader.fault(REGULARIZER, f"the regularizer {fault}")
    return fault is None
