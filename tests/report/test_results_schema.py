"""The schema of results.json: every part of a document is compared with it, and the notes describe every key."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest
from typing_extensions import is_typeddict

from verify.commands import checked
from verify.errors import InputError
from verify.store import results
from verify.store.results_schema import Results, results_of

HERE = Path(__file__).parent
NOTES = (HERE.parent.parent / "notes" / "results-format.md").read_text(encoding="utf-8")

Keys = tuple[str | int, ...]

BY_NAME = re.compile(
    r"^(environment|trust\.rows\.counts|atlas\.(neurons|penalties)|claims\.instances\.senses|statements\.generators"
    r"|cases\.(story|claims|findings\.facts|problem\.(network|stated)))$"
)
"""Tables whose keys are names, so that one more or one less is another document of the same schema."""
OPTIONAL = re.compile(r"^(atlas\.(sources|sha256)|.*\.axioms|.*\.(premises|assumes)|statements\.(dropped|points))$")


@pytest.fixture(scope="module")
def document() -> Any:
    return json.loads((HERE / "results.json").read_text(encoding="utf-8"))


def tables(value: Any, path: Keys = ()) -> Iterator[tuple[Keys, dict[str, Any]]]:
    """Every table of the document whose keys the schema names; of a list the first entry of each shape."""
    if isinstance(value, dict):
        if BY_NAME.search(dotted(path)):
            for key, part in value.items():
                yield from tables(part, (*path, key)) if dotted(path) == "cases.claims" else ()
            return
        yield path, value
        for key, part in value.items():
            yield from tables(part, (*path, key))
    elif isinstance(value, list):
        shapes: set[frozenset[str]] = set()
        for i, part in enumerate(value):
            shape = frozenset(part) if isinstance(part, dict) else frozenset()
            if shape not in shapes:
                shapes.add(shape)
                yield from tables(part, (*path, i))


def dotted(path: Keys) -> str:
    return ".".join(key for key in path if isinstance(key, str))


def at(document: Any, path: Keys) -> Any:
    for key in path:
        document = document[key]
    return document


def test_what_the_suite_makes_is_of_the_schema(document: Any) -> None:
    assert results_of(json.dumps(document)) == document
    empty = results.combine([], results.Settings())
    assert results_of(json.dumps(empty)) == empty


def test_a_key_too_few_or_too_many_is_a_fault_with_its_place(document: Any) -> None:
    seen = 0
    for path, table in tables(document):
        broken = copy.deepcopy(document)
        at(broken, path)["unheard-of"] = 1
        with pytest.raises(ValueError, match="unheard-of"):
            results_of(json.dumps(broken))
        for key in table:
            if not OPTIONAL.search(dotted((*path, key))):
                broken = copy.deepcopy(document)
                del at(broken, path)[key]
                with pytest.raises(ValueError, match=key):
                    results_of(json.dumps(broken))
                seen += 1
    assert seen > 100


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("status",), None),
        (("exit",), "0"),
        (("claims",), {}),
        (("claims", 0, "steps", 0, "proved"), "yes"),
        (("claims", 0, "steps", 0, "proved"), 1),
        (("cases", 0, "findings", 0, "verdict"), "surely"),
        (("cases", 0, "certificates", "count"), 1.5),
        (("cases", 0, "claims", "HOLDS"), "holds"),
        (("claims", 0, "instances", "verdict"), "holding"),
        (("claims", 0, "status"), "holds"),
        (("claims", 0, "cases", 0, "sense"), "common"),
        (("atlas", "cells", 0, "verdict"), "perhaps"),
        (("atlas",), []),
    ],
    ids=lambda value: str(value),
)
def test_a_value_of_another_type_is_one_message_with_place_and_remedy(
    path: Keys, value: Any, document: Any, tmp_path: Path
) -> None:
    broken = copy.deepcopy(document)
    at(broken, path[:-1])[path[-1]] = value
    (tmp_path / "results.json").write_text(json.dumps(broken), encoding="utf-8")
    with pytest.raises(InputError, match="is broken or incomplete") as raised:
        results.read(tmp_path)
    assert ".".join(map(str, path[:2])) in raised.value.message
    assert "run `verify check` again" in raised.value.message
    assert "\n" not in raised.value.message


def typed_tables(shape: Any) -> Iterator[Any]:
    """Every table that the schema is made of."""
    if is_typeddict(shape):
        yield shape
        for part in get_type_hints(shape).values():
            yield from typed_tables(part)
    for part in get_args(shape):
        yield from typed_tables(part)


@pytest.mark.parametrize("key", ["claims", "assumptions", "steps", "coq_claims"])
@pytest.mark.parametrize("edge", [[], ["ELIM"], ["ELIM", "VANISH", "PGB"]])
def test_an_edge_of_the_graph_has_two_ends(document: Any, key: str, edge: list[str]) -> None:
    graph = {**document["graph"], key: [edge]}
    with pytest.raises(ValueError, match=rf"graph\.{key}\.0: list should have at"):
        results_of(json.dumps({**document, "graph": graph}))


def test_the_notes_describe_every_key() -> None:
    described = set(re.findall(r"`([a-z_0-9]+)`", NOTES))
    shapes = {shape.__name__: shape for shape in typed_tables(Results)}
    assert {"ClaimRow", "CaseRow", "AtlasCell", "ProvedFinding", "CoqNode"} <= set(shapes)
    for name, shape in shapes.items():
        missing = set(get_type_hints(shape)) - described
        assert not missing, f"{name}: notes/results-format.md does not describe {missing}"


def test_what_tasks_return_is_described_where_it_is_kept() -> None:
    """A finding, an outcome, a step of a task is that of the results: one shape, in one place."""
    kept = set(typed_tables(Results))
    for shape in (checked.ProvedFinding, checked.OutcomeRow, checked.StepRow, checked.HuntRow, checked.StatementValues):
        assert shape in kept
