"""Reads ``loss = ...``: a named loss with its parameters, or a formula in q and y with the facts known about it."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from ..exact import shorten
from ..problem.expression import ZERO, Expr, rational, substitute, var, variables
from ..problem.folding import trouble
from ..problem.formula_loss import FACTS, hessian_of_quadratic, is_differentiable, is_nonnegative
from ..problem.losses import LOSSES, Loss
from ..problem.objective import SampleLoss
from ..problem.target_sets import TARGET_SETS
from ..spelling import meant
from .reader import Reader, whole
from .schema import LossShape
from .source_positions import Where

LOSS: Where = ("problem", "loss")
TARGETS: Where = ("problem", "targets")

Targets = tuple[tuple[Expr, ...], ...]

MAX_QUADRATIC = 40
"""Outputs up to which a quadratic loss is examined."""


def read_loss(
    shape: LossShape | None, outputs: int | None, targets: Targets | None, reader: Reader
) -> SampleLoss | None:
    """The loss, checked against the ``targets``; its facts hold for these targets."""
    if shape is None:
        return None
    named, written = "name" in shape.model_fields_set, "formula" in shape.model_fields_set
    if named == written:
        found = "found both" if named else "found neither"
        reader.fault(LOSS, f"a loss is given by its name or by a formula; {found}")
        return None
    return _named(shape, targets, reader) if named else _formula(shape, outputs, targets, reader)


def _named(shape: LossShape, targets: Targets | None, reader: Reader) -> SampleLoss | None:
    name = reader.choice(shape.name, LOSSES, LOSS, "a loss")
    if name is None:
        return None
    record = LOSSES[name]
    params = _params(record, shape, reader)
    _check_targets(record, targets or (), reader)
    return SampleLoss(
        name=name,
        build=lambda q, y: record.build(q, y, params),
        record=record,
        differentiable=record.differentiable,
        convex=record.convex,
        stationary_is_global=record.stationary_is_global,
        nonnegative=record.nonnegative,
    )


def _params(record: Loss, shape: LossShape, reader: Reader) -> dict[str, Fraction]:
    params = {key: param.default for key, param in record.params.items()}
    if "facts" in shape.model_fields_set:
        reader.fault((*LOSS, "facts"), "facts belong to a formula: those of a named loss are known")
    for key, text in shape.__pydantic_extra__.items():
        where = (*LOSS, key)
        if text is None:
            continue
        if key not in record.params:
            known = meant(key, list(record.params)) if record.params else ": it has no parameters"
            reader.fault(where, f"unknown key {shorten(key)!r} of the loss {record.name!r}{known}")
            continue
        value = reader.number(text, where)
        if value is not None and record.params[key].valid(value):
            params[key] = value
        elif value is not None:
            reader.fault(where, f"{key} = {shorten(text)!r}: it must be {record.params[key].words}")
    return params


def _check_targets(record: Loss, targets: Targets, reader: Reader) -> None:
    if record.targets == "real":
        return
    allowed = TARGET_SETS[record.targets]
    for i, row in enumerate(targets):
        values = whole([rational(y) for y in row])
        if values is None:
            reader.fault((*TARGETS, i), f"the targets of the loss {record.name!r} must be rational: {allowed.words}")
        elif not allowed.contains(values):
            found = shorten(", ".join(shorten(value, 20) for value in values))
            reader.fault((*TARGETS, i), f"the targets of the loss {record.name!r} are {allowed.words}; found {found}")


def _formula(shape: LossShape, outputs: int | None, targets: Targets | None, reader: Reader) -> SampleLoss | None:
    for key in shape.__pydantic_extra__:
        reader.fault((*LOSS, key), f"unknown key {shorten(key)!r} of a loss{meant(key, ('formula', 'facts'))}")
    declared = [reader.choice(fact, FACTS, (*LOSS, "facts", i), "a fact") for i, fact in enumerate(shape.facts or ())]
    if shape.formula is None or outputs is None:
        return None
    q, y = [f"q{k + 1}" for k in range(outputs)], [f"y{k + 1}" for k in range(outputs)]
    loss = _joint(shape.formula, q, y, reader)
    if loss is None or not _has_values(loss, y, targets or (), reader):
        return None
    facts = proved_facts(loss, q, y, targets or ())
    assumed = tuple(fact for fact in declared if fact is not None and facts[fact] is None)
    for i, fact in enumerate(declared):
        if fact is not None and facts[fact] is False:
            where = (*LOSS, "facts", i)
            reader.fault(where, f"the formula is not {fact!r}: it is quadratic in the outputs, and its Hessian says no")
        elif fact is not None:
            facts[fact] = True
    if facts["convex"] and facts["stationary-is-global"] is None:
        facts["stationary-is-global"] = True  # where all slopes of a convex function exist, and are 0, it is least
    return SampleLoss(
        name=shape.formula,
        build=lambda at_q, at_y: substitute([loss], dict(zip([*q, *y], [*at_q, *at_y], strict=True)))[0],
        record=None,
        differentiable=facts["differentiable"],
        convex=facts["convex"],
        stationary_is_global=facts["stationary-is-global"],
        nonnegative=facts["nonnegative"],
        assumed=assumed,
    )


def _joint(source: str, q: Sequence[str], y: Sequence[str], reader: Reader) -> Expr | None:
    """The loss in ``q1, y1, q2, ...``: as written, or, if written in ``q`` and ``y``, added up over the outputs."""
    where = (*LOSS, "formula")
    formula = reader.formula(source, where, ["q", "y", *q, *y])
    if formula is None:
        return None
    used = variables([formula])
    if used & {"q", "y"} and used - {"q", "y"}:
        reader.fault(where, "a loss is written in q and y (and added up over the outputs) or in q1, y1, ..., not both")
        return None
    if used - {"q", "y"}:
        return formula
    total = ZERO
    for qk, yk in zip(q, y, strict=True):
        total = total + substitute([formula], {"q": var(qk), "y": var(yk)})[0]
    return total


def _has_values(loss: Expr, y: Sequence[str], targets: Targets, reader: Reader) -> bool:
    """Whether the loss can be written down at each target; a fault names the first at which it cannot."""
    for row in dict.fromkeys(targets):
        problem = trouble([loss], dict(zip(y, row, strict=True)))
        if problem is not None:
            reader.fault((*TARGETS, targets.index(row)), f"the loss {problem} at this target")
            return False
    return True


def proved_facts(
    loss: Expr, outputs: Sequence[str], targets: Sequence[str], values: Sequence[Sequence[Expr]]
) -> dict[str, bool | None]:
    """The facts of ``loss`` for each of the target rows ``values``: True or False if proved, else None.

    A quadratic loss is convex if and only if no eigenvalue of its Hessian is negative. If one is, and none is 0, it has
    a stationary point, which is not its global minimum.
    """
    facts: dict[str, bool | None] = dict.fromkeys(FACTS)
    if is_differentiable(loss, outputs):
        facts["differentiable"] = True
    if is_nonnegative(loss):
        facts["nonnegative"] = True
    matrix = hessian_of_quadratic(loss, outputs) if len(outputs) <= MAX_QUADRATIC else None
    if matrix is None:
        return facts
    answers = [_definiteness(matrix, dict(zip(targets, row, strict=True))) for row in dict.fromkeys(map(tuple, values))]
    if any(answer is None for answer in answers):
        return facts
    facts["convex"] = all(answer == "convex" for answer in answers)
    if facts["convex"]:
        facts["stationary-is-global"] = True
    elif "saddle" in answers:
        facts["stationary-is-global"] = False
    return facts


def _definiteness(matrix: Sequence[Sequence[Expr]], target: dict[str, Expr]) -> str | None:
    """``convex``, ``saddle`` (a negative eigenvalue, and none is 0) or ``other``; None if an entry is not rational."""
    from ..numerics.linear import inertia  # 25 ms, which few files need

    entries = [[rational(x) for x in substitute(row, target)] for row in matrix]
    numbers = [[x for x in row if x is not None] for row in entries]
    if any(len(row) < len(entries) for row in numbers):
        return None
    found = inertia(numbers)
    if found.negative == 0:
        return "convex"
    return "saddle" if found.zero == 0 else "other"
