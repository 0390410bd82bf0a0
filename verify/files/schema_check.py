"""Checks tables against their shapes: every unknown key, missing key and wrong type at once, each with its place."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from ..exact import shorten
from ..spelling import meant
from .reader import Reader
from .schema import MEANINGS, Bare, Shape
from .source_positions import MAX_NESTING, Where, spelled

MAX_VALUES = 20_000
"""Of a TOML file."""
MAX_WITH_DATA = 2_000_000
"""Of the tables of one, with the numbers of its data files in their places."""

_WANTED = {
    "string_type": "a text in quotes",
    "int_type": "an integer without quotes",
    "bool_type": "true or false",
    "list_type": "an array",
    "model_type": "a table",
    "dict_type": "a table",
}


S = TypeVar("S", bound=Shape)


def check_shapes(tables: Mapping[str, Any], model: type[S], reader: Reader) -> S | None:
    """The tables in their shapes, each faulty value replaced by None; every fault is reported to ``reader``."""
    if not small(tables, reader, MAX_WITH_DATA):
        return None
    pruned = copy.deepcopy(dict(tables))
    try:
        return model.model_validate(pruned)
    except ValidationError as error:
        details = error.errors(include_url=False, include_context=True)
    details.sort(key=lambda detail: detail["type"] != "extra_forbidden")
    for detail in details:
        where = tuple(detail["loc"])
        _report(detail["type"], where, detail["input"], detail.get("ctx", {}), model, reader)
        _prune(pruned, where, detail["type"])
    return model.model_validate(pruned)


def small(tables: Mapping[str, Any], reader: Reader, most: int) -> bool:
    """Whether the tables are of a size to be read, and hold nothing that no TOML file can hold."""
    stack: list[tuple[Where, Any]] = [((), tables)]
    seen, problem = 0, ""
    while stack and not problem:
        where, value = stack.pop()
        seen += 1
        if seen > most:
            where = where[:2]
            problem = f"there are more than {most} values"
        elif len(where) > MAX_NESTING:
            problem = "arrays and tables are nested too deeply"
        elif value is None:
            problem = f"{spelled(where)} is None: leave an absent key out"
        elif isinstance(value, Mapping):
            problem = (
                "" if all(isinstance(key, str) for key in value) else f"{spelled(where)} has a key that is no text"
            )
            stack.extend(((*where, key), item) for key, item in value.items())
        elif isinstance(value, list | tuple):
            stack.extend(((*where, i), item) for i, item in enumerate(value))
    if problem:
        reader.fault(where, problem)
    return not problem


def _report(
    kind: str, where: Where, found: object, context: Mapping[str, Any], model: type[BaseModel], reader: Reader
) -> None:
    name = spelled(where)
    if kind == "missing" and reader.misspelt(str(where[-1])):
        return  # that it stands there under another name is said, at its place
    if kind == "missing":
        meaning = MEANINGS.get(where, "")
        wanted = f"the table [{name}]" if _is_table(where) else f"the key {str(where[-1])!r}"
        around = f" in [{spelled(where[:-1])}]" if len(where) > 1 else ""
        reader.fault(where[:-1], f"{wanted} is missing{around}" + (f": {meaning}" if meaning else ""))
    elif kind == "extra_forbidden":
        around = f" in [{spelled(where[:-1])}]" if len(where) > 1 else ""
        key = str(where[-1])
        reader.fault(where, f"unknown key {shorten(key)!r}{around}{meant(key, _keys(model, where))}")
    elif kind in ("too_long", "too_short"):
        limit = f"at most {context['max_length']}" if kind == "too_long" else f"at least {context['min_length']}"
        entries = len(found) if isinstance(found, list | tuple) else "too many"
        reader.fault(where, f"{name} has {entries} entries; expected {limit}")
    elif kind == "string_type" and isinstance(found, int | float | Bare) and not isinstance(found, bool):
        written = _written(found)
        if written.lstrip("+-") in ("inf", "nan"):
            reader.fault(where, f"{name}: {written} is not a number that a problem can hold")
        else:
            reader.fault(
                where, f'{name}: expected a text, found the number {written}; write numbers in quotes: "{written}"'
            )
    else:
        wanted = _WANTED.get(kind, kind)
        reader.fault(where, f"{name}: expected {wanted}, found {_described(found)}")


def _is_table(where: Where) -> bool:
    return where in (("problem",), ("point",), ("expect",))


def _keys(model: type[BaseModel], where: Where) -> list[str]:
    """The keys of the table around ``where``."""
    for step in where[:-1]:
        if isinstance(step, int):
            continue
        inner = [part for part in _parts(model.model_fields[step].annotation) if isinstance(part, type)]
        model = next(part for part in inner if issubclass(part, BaseModel))
    return list(model.model_fields)


def _parts(annotation: Any) -> list[Any]:
    """The types that ``annotation`` is made of: itself, and what stands in its brackets."""
    inner = [part for argument in getattr(annotation, "__args__", ()) for part in _parts(argument)]
    return [annotation, *inner]


def _prune(tables: dict[str, Any], where: Where, kind: str) -> None:
    """Take the faulty value out: the whole entry of the innermost table that holds it becomes None."""
    inner: Any = tables
    table, key = tables, where[0]
    for step in where:
        if isinstance(inner, dict):
            table, key = inner, step
            inner = inner.get(step)
        elif isinstance(inner, list) and isinstance(step, int):
            inner = inner[step]
        else:
            break
    if kind == "extra_forbidden":
        del table[str(key)]
    else:
        table[str(key)] = None


def _written(number: int | float | Bare) -> str:
    if isinstance(number, Bare):
        return shorten(number.text, 40)
    return "..." if isinstance(number, int) and abs(number) > 10**40 else repr(number)


def _described(value: object) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case int() | float() | Bare():
            return f"the number {_written(value)}"
        case str():
            return f"the text {shorten(repr(value))}"
        case list():
            return "an array"
        case dict():
            return "a table"
        case _:
            return f"a {type(value).__name__}"
