"""Network, loss, data and point of a case, as a page shows them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from ..commands.checked import JsonObject
from ..store.results_schema import CaseRow
from .blocks import Block, Column, Details, Group, Line, Pairs, Paragraph, Row, Table
from .phrases import code, joined, number, soft

FEW = 12
"""So many samples or parameters are shown at once."""


def shown_problem(case: CaseRow) -> Sequence[Block]:
    """The network and its loss, then the data, then the point."""
    problem = case["problem"]
    sizes = ", ".join(
        (
            number(problem["samples"], "sample"),
            number(problem["distinct_inputs"], "distinct input"),
            number(problem["outputs"], "output"),
        )
    )
    loss: Line = (code(problem["loss"]), f", {problem['reduction']}")
    pairs = [*network_lines(problem["network"]), (("loss",), loss), (("data",), (sizes,)), (("λ",), (problem["lam"],))]
    pairs += _stated(problem["stated"])
    if case["added"]:
        pairs.append((("a, b, W of the witness",), (code(", ".join(case["added"])),)))
    return [Pairs(tuple(pairs), "problem"), Group((*_data(case), *_point(case)), "abreast")]


def _stated(stated: JsonObject) -> Iterator[tuple[Line, Line]]:
    """What else the file says of the problem, such as weights, and of another neuron or penalty, as it is written."""
    for key, value in stated.items():
        if key != "lam" and not (key == "loss" and isinstance(value, str)):
            yield (key if key != "loss" else "loss by formula",), (code(_written(value)),)


def _written(value: Any) -> str:
    """A value of a TOML file in one line."""
    if isinstance(value, dict):
        return "; ".join(f"{key} = {_written(part)}" for key, part in value.items())
    if isinstance(value, list):
        return ", ".join(map(_written, value))
    return str(value)


def network_lines(network: JsonObject) -> Iterator[tuple[Line, Line]]:
    """The network as its file has it: its formula, or its widths and its activation."""
    for key, value in network.items():
        if key == "formula":
            yield (key,), joined(map(code, value), "; ")
        elif key != "parameters":
            between = " → " if key == "widths" else ", "
            yield (key,), (between.join(map(str, value)) if isinstance(value, list) else str(value),)


def _data(case: CaseRow) -> Iterator[Block]:
    problem = case["problem"]
    pairs = list(zip(problem["inputs"], problem["targets"], strict=False))
    rows = (Row(((code(_tuple(x)),), (code(_tuple(y)),))) for x, y in pairs)
    yield from _folded("The data", ("input x", "target y"), tuple(rows))


def _point(case: CaseRow) -> Iterator[Block]:
    pairs = zip(case["problem"]["names"], case["theta"], strict=False)
    rows = (Row(((code(name),), (code(value),))) for name, value in pairs)
    yield from _folded("The point θ", ("parameter", "value"), tuple(rows))
    if case["rounded"]:
        yield Paragraph((soft("Decimals stand for the one critical point that rounds to them."),), "small")


def _folded(name: str, heads: tuple[str, str], rows: tuple[Row, ...]) -> Iterator[Block]:
    """A table of two columns, on demand if it is long."""
    if rows:
        table = Table(name, (Column(heads[0]), Column(heads[1])), rows, "short")
        yield table if len(rows) <= FEW else Details(f"{name}: {len(rows)}", (table,))


def _tuple(values: Sequence[str]) -> str:
    return values[0] if len(values) == 1 else f"({', '.join(values)})"
