"""From the tables of a file to a case: the points, the expectations, and what else stands around a problem."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from ..exact import shorten
from ..problem.case import DEGENERATE, KINDS, METHODS, Case, Center, Expectations, Family, Flow, StatedPoint, Text
from ..problem.expression import Expr
from ..problem.objective import MAX_WRITTEN
from ..verdict import OF_CLAIMS
from .basis_table import read_basis
from .missing_values import Points, check_values
from .point_table import POINT, check_keys, read_answer
from .problem_table import Parts, bound_tables, read_problem
from .reader import Reader, whole
from .schema import BetterShape, ExpectShape, FileShape, PointShape
from .source_positions import Where
from .statement_table import read_statement, read_witness

Row = tuple[Fraction, ...]
Expressions = tuple[tuple[Expr, ...], ...]
TextRows = tuple[tuple[Text, ...], ...]

VERDICTS = [verdict.value for verdict in OF_CLAIMS]
_CLAIM = re.compile(r"[A-Z][A-Z0-9-]*")


def read_case(shape: FileShape, tables: Mapping[str, Any], path: str, name: str, reader: Reader) -> Case | None:
    """The case, or None if a part of it is at fault (which ``reader`` then knows).

    Args:
        shape: the tables in their shapes.
        tables: the tables as written.
        path: the file, as messages name it.
        name: the name of the case.
        reader: knows the places, and gathers the faults.
    """
    for key in ("title", "kind", "source"):
        if getattr(shape, key) is not None and not getattr(shape, key).strip():
            reader.fault((key,), f"{key} is empty")
    kind = reader.choice(shape.kind, KINDS, ("kind",), "a kind of case")
    check_keys(shape, kind, tables, reader)
    parts = read_problem(shape, tables, reader)
    point = _point(shape.point, ("point",), parts, reader)
    better = _point(shape.better, ("better",), parts, reader)
    family = _family(shape, parts, reader)
    subgradients = _subgradients(shape.point, parts, reader)
    centers = _centers(shape, parts, reader)
    flow = _flow(shape, parts, reader)
    statement = read_statement(shape, kind, tables, reader)
    witness = read_witness(shape, parts, reader)
    basis = read_basis(shape, tables, parts, reader)
    expect = _expectations(shape, kind, tables, parts, (point, better), reader)
    if kind == "bad-minimum" and "better" not in tables:
        reader.fault(("kind",), "a bad minimum needs the table [better]: a point with a lower value of L")
    if parts.problem is not None and not parts.problem.written:
        _check_large(tables, kind, reader)
    if kind == POINT and parts.network is not None and not parts.network.parameters:
        reader.fault(("problem", "network"), "the network has no parameters, so there is nothing to ask of a point")
    title, source = (shape.title or name, shape.source or "") if kind == POINT else (shape.title, shape.source)
    # Whatever is None now was missing or faulty, and has been reported.
    if title is None or source is None or kind is None or parts.problem is None or point is None or expect is None:
        return None
    story = {key: getattr(shape, key) for key in ("belief", "catch", "restores") if getattr(shape, key) is not None}
    return Case(
        name=name,
        path=path,
        title=title,
        kind=kind,
        source=source,
        story=story,
        tables=bound_tables(tables),
        problem=parts.problem,
        point=point,
        better=better,
        family=family,
        subgradients=subgradients,
        centers=centers,
        flow=flow,
        expect=expect,
        place=reader.places(("problem",)),
        statement=statement,
        witness=witness,
        basis=basis,
        file={key: table for key, table in tables.items() if key not in ("problem", "augment")},
    )


def _point(shape: PointShape | BetterShape | None, where: Where, parts: Parts, reader: Reader) -> StatedPoint | None:
    if shape is None or shape.theta is None:
        return None
    at = (*where, "theta")
    if parts.network is not None:
        parameters = parts.network.parameters
        names = shorten(", ".join(parameters), 300) or "this network has none"
        reader.length(shape.theta, len(parameters), at, f"one value for each parameter, in the order {names}")
    if shape.refine:
        what = "with refine = true the text is a decimal, correctly rounded to its last digit"
        decimals = [reader.decimal(text, (*at, i), what) for i, text in enumerate(shape.theta)]
        values = None if whole(decimals) is None else reader.formulas(shape.theta, at)
    else:
        values = reader.formulas(shape.theta, at)
    if values is None:
        return None
    return StatedPoint(_texts(shape.theta, at, reader), values, shape.refine is True, reader.places(where))


def _subgradients(shape: PointShape | None, parts: Parts, reader: Reader) -> tuple[tuple[str, ...], ...] | None:
    """The subgradients as written, all of them constants."""
    if shape is None or shape.subgradients is None:
        return None
    where = ("point", "subgradients")
    rows = whole([reader.formulas(row, (*where, i)) for i, row in enumerate(shape.subgradients)])
    loss = parts.loss
    if loss is not None and (loss.differentiable is True or loss.convex is not True):
        reader.fault(where, "subgradients are for a loss that is convex and not differentiable")
    reader.length(shape.subgradients, parts.samples, where, "one row per sample")
    for i, row in enumerate(shape.subgradients):
        reader.length(row, parts.outputs, (*where, i), "one subgradient per output")
    return None if rows is None else whole([whole(row or ()) for row in shape.subgradients])


def _family(shape: FileShape, parts: Parts, reader: Reader) -> Family | None:
    if shape.family is None:
        return None
    family = shape.family
    names = reader.names(family.parameters, ("family", "parameters"))
    at = reader.formulas(family.at, ("family", "at"))
    if family.parameters is not None:
        reader.length(family.at, len(family.parameters), ("family", "at"), "one value per parameter of the family")
    if parts.network is not None:
        size = len(parts.network.parameters)
        reader.length(family.theta, size, ("family", "theta"), "one formula per parameter of the network")
    theta = None if names is None else reader.formulas(family.theta, ("family", "theta"), names)
    if names is None or at is None or theta is None or family.theta is None or family.at is None:
        return None
    return Family(names, tuple(family.theta), theta, tuple(family.at), at, reader.places(("family",)))


def _centers(shape: FileShape, parts: Parts, reader: Reader) -> tuple[Center, ...]:
    centers = []
    for i, center in enumerate(shape.center or ()):
        b, W = _added(center.b, center.W, ("center", i), parts, reader)
        if b is not None and W is not None:
            centers.append(Center(b, W, reader.places(("center", i))))
    return tuple(centers)


def _added(
    b: Sequence[str] | None, W: Sequence[Sequence[str]] | None, where: Where, parts: Parts, reader: Reader
) -> tuple[Row | None, tuple[Row, ...] | None]:
    """The biases and weights of the added neurons; each has as many entries as the augmentation says."""
    biases = reader.numbers(b, (*where, "b"))
    rows = None if W is None else whole([reader.numbers(row, (*where, "W", i)) for i, row in enumerate(W)])
    if parts.network is not None and parts.augmentation is not None:
        _, names, _ = parts.augmentation.blocks(parts.network.outputs, 1)
        reader.length(b, len(names), (*where, "b"), "one bias per added neuron")
        reader.length(W, len(names), (*where, "W"), "one row of weights per added neuron")
        for i, row in enumerate(W or ()):
            reader.length(row, parts.dimension, (*where, "W", i), "one weight per input of the network")
    return biases, rows


def _flow(shape: FileShape, parts: Parts, reader: Reader) -> Flow | None:
    if shape.flow is None:
        return None
    flow = shape.flow
    a = reader.numbers(flow.a, ("flow", "a"))
    if parts.network is not None and parts.augmentation is not None:
        amplitudes = len(parts.augmentation.neurons(parts.network.outputs))
        reader.length(flow.a, amplitudes, ("flow", "a"), "one amplitude per added neuron")
    b, W = _added(flow.b, flow.W, ("flow",), parts, reader)
    until = None if flow.until is None else reader.number(flow.until, ("flow", "until"), positive=True)
    limit = None if flow.limit is None else reader.number(flow.limit, ("flow", "limit"))
    if a is None or b is None or W is None or until is None or limit is None:
        return None
    return Flow(a, b, W, until, limit, reader.places(("flow",)))


def _expectations(
    shape: FileShape, kind: str | None, tables: Mapping[str, Any], parts: Parts, points: Points, reader: Reader
) -> Expectations | None:
    part = shape.expect
    if part is None:
        return Expectations(None, None, None, None, None, {}) if kind == POINT else None
    check_values(part, kind, tables, parts.problem, points, reader)
    _check_presence(part, kind, tables, parts, reader)
    value = _value(part.value, ("expect", "value"), reader)
    better_value = _value(part.better_value, ("expect", "better_value"), reader)
    method = _text(reader.choice(part.method, METHODS, ("expect", "method"), "a method"), ("expect", "method"), reader)
    order = _order(part.order, reader)
    norm = _value(part.norm, ("expect", "norm"), reader)
    witness_norm = _value(part.witness_norm, ("expect", "witness_norm"), reader)
    if "witness_norm" in part.model_fields_set and "witness" not in tables:
        reader.fault(("expect", "witness_norm"), "witness_norm needs the table [witness]")
    claims = _claims(part, reader)
    rows = _residual_gradients(part, parts, reader)
    answer, rank = read_answer(part, reader)
    if value is None and kind != POINT:
        return None
    return Expectations(value, better_value, method, rows, order, claims, norm, witness_norm, answer, rank)


def _check_presence(
    part: ExpectShape, kind: str | None, tables: Mapping[str, Any], parts: Parts, reader: Reader
) -> None:
    """Which expectations must or must not be there, by the kind of the case and by its other tables."""
    given = part.model_fields_set
    if kind in ("bad-minimum", "data-optimal") and "method" not in given:
        reader.fault(("expect",), f"the key 'method' is missing in [expect]: how the point is proved; {_methods()}")
    if "better_value" in given and "better" not in tables:
        reader.fault(("expect", "better_value"), "better_value needs the table [better]")
    _check_method(part, kind, tables, parts, reader)
    if "center" in tables and kind == "data-optimal":
        reader.fault(("center",), "over a data-optimal point L~ does not descend: no [[center]] belongs here")
    if "order" in given and "center" not in tables:
        reader.fault(("expect", "order"), "order needs a table [[center]]: it is the order of descent at the first one")


def _check_large(tables: Mapping[str, Any], kind: str | None, reader: Reader) -> None:
    """Of a problem that is too large to be written out, a file can only ask what its point is."""
    words = f"samples times operations of the network are more than {MAX_WRITTEN}"
    if kind != POINT or tables["point"].get("refine") is True:
        reader.fault(("kind",), f'{words}: then the kind is "point", and the point is not refined')


def _check_method(part: ExpectShape, kind: str | None, tables: Mapping[str, Any], parts: Parts, reader: Reader) -> None:
    """What only one method looks at is there for this method alone: of nothing else would it be known to be true."""
    if part.method not in METHODS and not (kind in ("failure-mode", "necessity") and part.method is None):
        return  # which method is meant is not known, and that is reported
    if "family" in tables and part.method != "morse-bott":
        reader.fault(("family",), 'the table [family] is for method = "morse-bott": nothing else looks at it')
    if part.method in DEGENERATE and (tables.get("point") or {}).get("refine") is not True:
        words = f"method = {part.method!r} is for decimals: it needs refine = true in [point]"
        reader.fault(("expect", "method"), words)
    given, where = "subgradients" in (tables.get("point") or {}), ("point", "subgradients")
    kinked = parts.loss is not None and parts.loss.differentiable is not True and parts.loss.convex is True
    if given and kinked and part.method != "supporting-hyperplane":
        reader.fault(where, 'subgradients are for method = "supporting-hyperplane": nothing else looks at them')


def _methods() -> str:
    return f"known: {', '.join(METHODS)}"


def _residual_gradients(part: ExpectShape, parts: Parts, reader: Reader) -> TextRows | None:
    rows = part.residual_gradients
    if rows is None:
        return None
    where = ("expect", "residual_gradients")
    reader.length(rows, parts.distinct, where, "one row per distinct input")
    for i, row in enumerate(rows):
        reader.length(row, parts.outputs, (*where, i), "one entry per output")
    values = [[_value(text, (*where, i, k), reader) for k, text in enumerate(row)] for i, row in enumerate(rows)]
    return whole([whole(row) for row in values])


def _value(text: str | None, where: Where, reader: Reader) -> Text | None:
    """A value as an exact constant, or as a decimal after a tilde."""
    if text is None:
        return None
    if text.startswith("~"):
        what = "the text after ~ is a decimal, correctly rounded to its last digit"
        is_right = reader.decimal(text[1:], where, what) is not None
    else:
        is_right = reader.formula(text, where) is not None
    return Text(text, reader.places(where)) if is_right else None


def _order(text: str | None, reader: Reader) -> Text | None:
    where = ("expect", "order")
    if text is not None and not (text.isascii() and text.isdigit() and len(text) < 6):
        reader.fault(where, f"{shorten(text)!r} is no order of descent: an integer from 0, in quotes")
        return None
    return _text(text, where, reader)


def _claims(part: ExpectShape, reader: Reader) -> dict[str, Text]:
    found = {}
    for name, verdict in (part.claims or {}).items():
        where = ("expect", "claims", name)
        if not _CLAIM.fullmatch(name):
            reader.fault(where, f"{shorten(name)!r} is no name of a claim, such as ELIM")
        elif verdict is not None and reader.choice(verdict, VERDICTS, where, "a verdict") is not None:
            found[name] = Text(verdict, reader.places(where))
    return found


def _text(text: str | None, where: Where, reader: Reader) -> Text | None:
    return None if text is None else Text(text, reader.places(where))


def _texts(row: Sequence[str], where: Where, reader: Reader) -> tuple[Text, ...]:
    return tuple(Text(text, reader.places((*where, i))) for i, text in enumerate(row))
