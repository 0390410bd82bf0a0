"""JSON Schemas of the TOML files, for editors: from the shapes, meanings and records that the readers use."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

from pydantic import BaseModel

from ..claims.registry import claims
from ..commands.checked import JsonObject
from ..files.data_file import ROW, ROWS
from ..files.point_table import ANSWERS, RANKS
from ..files.schema import MEANINGS, DataShape, FileShape
from ..files.statement_file import DATA, EXPECTED, NETWORKS, StatementFileShape
from ..files.statement_file import KINDS as STATEMENT_KINDS
from ..kernel.assumptions import ASSUMPTIONS
from ..problem.activations import ACTIVATIONS
from ..problem.case import CONCLUSIONS, KINDS, METHODS, POINTS, WITNESS_METHODS
from ..problem.losses import LOSSES
from ..verdict import OF_CLAIMS

Words = Collection[str] | Mapping[str, str]
"""The texts that may stand in a place; each with what it means, if they have meanings."""

COMMON: Mapping[tuple[str, ...], Callable[[], Words]] = {
    ("problem", "network", "activation"): lambda: ACTIVATIONS,
    ("problem", "reduction"): lambda: ("mean", "sum"),
    ("statement", "claim"): lambda: {name: claim.title for name, claim in claims().items()},
    ("statement", "dropped"): lambda: {key: assumption.words for key, assumption in ASSUMPTIONS.items()},
    ("statement", "points"): lambda: POINTS,
    ("statement", "conclusion"): lambda: CONCLUSIONS,
    ("witness", "method"): lambda: WITNESS_METHODS,
    ("expect", "method"): lambda: METHODS,
    ("expect", "answer"): lambda: ANSWERS,
    ("expect", "rank"): lambda: RANKS,
    ("expect", "claims"): lambda: [str(verdict) for verdict in OF_CLAIMS],
}
CASE: Mapping[tuple[str, ...], Callable[[], Words]] = {**COMMON, ("kind",): lambda: KINDS}
STATEMENT: Mapping[tuple[str, ...], Callable[[], Words]] = {
    **COMMON,
    ("kind",): lambda: STATEMENT_KINDS,
    ("statement", "expect"): lambda: EXPECTED,
    ("statement", "data"): lambda: DATA,
    ("statement", "networks"): lambda: NETWORKS,
}
"""What may stand in a place, by its keys."""


def case_schema() -> JsonObject:
    """The schema of a file of a case, as ``notes/counterexample-format.md`` describes it."""
    return _schema(FileShape, CASE, "A case of verify-minima")


def statement_schema() -> JsonObject:
    """The schema of a statement file, as ``notes/search.md`` describes it."""
    return _schema(StatementFileShape, STATEMENT, "A statement of verify-minima")


def _schema(shape: type[BaseModel], words: Mapping[tuple[str, ...], Callable[[], Words]], title: str) -> JsonObject:
    made = shape.model_json_schema()
    defined = made.pop("$defs")
    top = _table(made, (), defined, words)
    top["properties"]["problem"] = _with_names(top["properties"]["problem"])
    return {"$schema": "http://json-schema.org/draft-07/schema#", **top, "title": title}


def _table(node: JsonObject, where: tuple[str, ...], defined: JsonObject, words: Any) -> JsonObject:
    """A node in full: no reference, no null (TOML has none), with what each place means and may hold."""
    if "$ref" in node:
        return _table(defined[node["$ref"].rpartition("/")[2]], where, defined, words)
    if "anyOf" in node:
        options = [_table(n, where, defined, words) for n in node["anyOf"] if n.get("type") != "null"]
        kept = {k: v for k, v in node.items() if k in ("maxItems", "minItems")}
        return {**(options[0] if len(options) == 1 else {"anyOf": options}), **kept}
    found = {key: value for key, value in node.items() if key not in ("title", "default", "description")}
    if "properties" in found:
        found["properties"] = {
            key: _said(_table(inner, (*where, key), defined, words), (*where, key))
            for key, inner in found["properties"].items()
        }
    for key in ("items", "additionalProperties"):
        if isinstance(found.get(key), dict):
            found[key] = _table(found[key], where, defined, words)
    if found.get("type") == "string" and where in words:
        known = words[where]()
        found["enum"] = [str(word) for word in known]
        if isinstance(known, Mapping) and all(isinstance(means, str) for means in known.values()):
            found["x-taplo"] = {"docs": {"enumValues": list(known.values())}}
    return found


def _said(node: JsonObject, where: tuple[str, ...]) -> JsonObject:
    """A node with what it means, where that is written down, and with the data file that may stand in its place."""
    if where in (*ROWS, *ROW):
        data = DataShape.model_json_schema()
        node = {"anyOf": [node, _table(data, ("data",), {}, {})]}
    return {"description": MEANINGS[where], **node} if where in MEANINGS else node


def _with_names(problem: JsonObject) -> JsonObject:
    """The table ``[problem]`` with a loss that may be a name."""
    properties = problem["properties"]
    loss = properties["loss"]
    means = {"description": loss.pop("description")} if "description" in loss else {}
    properties["loss"] = {**means, "anyOf": [{"type": "string", "enum": list(LOSSES)}, loss]}
    return problem
